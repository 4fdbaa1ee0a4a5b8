//! Watches over open sockets: whoever loses access to a document, or their session, is cut off at once.
//!
//! The database holds a number, the epoch, that grows in the transaction of every change of anybody's access. A change made by this
//! process is followed by [`Guard::recheck`] before it is answered; changes by others (the command line, another node) are found by
//! reading the epoch every [`EVERY`]. What ends by time is looked at when its time has come.
//!
//! Nothing slips between an upgrade and its watch: a socket is under watch first and looked at then, so a change is seen either by that
//! look or by the recheck that follows the change.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use debrief_shared::api::{Person, Role};
use debrief_shared::protocol::CloseReason;
use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access::{Actor, Facts, role_in};
use crate::document::outbox::Outbox;
use crate::rounds::Rounds;
use crate::store::people::Holder;
use crate::store::sharing::Standing;
use crate::store::{Store, StoreError};

/// How often the epoch is read: the longest that a change made elsewhere goes unnoticed.
pub const EVERY: Duration = Duration::from_millis(500);
/// Most sockets of one person at once, over all documents; as many bells.
pub const MAX_SOCKETS: usize = 64;
/// How long a socket goes on that could not be looked at after a change.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most keys that the store is asked about at once.
const AT_ONCE: usize = 1_000;

/// What a socket was let in with.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The document.
    pub document: Uuid,
    /// The person, as everybody sees them.
    pub person: Person,
    /// The session or API token that they came with.
    pub proof: Uuid,
    /// What they may do in the document.
    pub role: Role,
}

/// What a socket was let in with, at a document or not.
struct Admitted {
    person: Person,
    proof: Uuid,
    /// The document, and what they may do in it.
    place: Option<(Uuid, Role)>,
}

impl From<Pass> for Admitted {
    fn from(Pass { document, person, proof, role }: Pass) -> Self {
        Self { person, proof, place: Some((document, role)) }
    }
}

struct Socket {
    pass: Arc<Admitted>,
    outbox: Arc<Outbox>,
    lost: CancellationToken,
    /// When something that the pass rests on ends by itself.
    until: Option<Timestamp>,
    /// Since when it should have been looked at and could not.
    unsure: Option<Instant>,
}

impl Socket {
    fn cut(&self, reason: CloseReason) {
        self.outbox.close(reason);
        self.lost.cancel();
    }
}

struct Inner {
    store: Arc<dyn Store>,
    sockets: Mutex<HashMap<u64, Socket>>,
    next: AtomicU64,
    /// The epoch that all sockets were looked at in. Held during every look: an earlier one never has the last word.
    checked: tokio::sync::Mutex<i64>,
}

/// Handle on the watch; cheap to clone.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

/// A socket under watch; dropping it ends the watch.
pub struct Watched {
    guard: Guard,
    key: u64,
    outbox: Arc<Outbox>,
    lost: CancellationToken,
}

impl Watched {
    /// The outbox that the guard closes; the socket has to join its document with it.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// Resolves when the guard has closed the outbox: whatever the socket does at the moment, it ends.
    pub async fn lost(&self) -> Option<CloseReason> {
        self.lost.cancelled().await;
        self.outbox.closed()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.guard.sockets().remove(&self.key);
    }
}

impl Guard {
    /// A guard without sockets.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(Arc::new(Inner {
            store,
            sockets: Mutex::default(),
            next: AtomicU64::new(1),
            checked: tokio::sync::Mutex::new(0),
        }))
    }

    /// Takes a socket under watch, before it sees anything of its document. If its pass doesn't hold any more, the outbox is closed.
    ///
    /// # Errors
    /// When the person has too many sockets, or storage doesn't answer.
    pub async fn admit(&self, pass: Pass) -> Result<Watched, CloseReason> {
        self.watch(pass.into()).await
    }

    /// The same for a socket at no document: it ends with what its person came with.
    ///
    /// # Errors
    /// As [`Guard::admit`]; these sockets are counted by themselves.
    pub async fn admit_to_bell(&self, person: Person, proof: Uuid) -> Result<Watched, CloseReason> {
        self.watch(Admitted { person, proof, place: None }).await
    }

    async fn watch(&self, pass: Admitted) -> Result<Watched, CloseReason> {
        let (outbox, lost) = (Arc::new(Outbox::default()), CancellationToken::new());
        let key = self.0.next.fetch_add(1, Ordering::Relaxed);
        {
            let mut sockets = self.sockets();
            let is_alike = |socket: &&Socket| {
                socket.pass.person.id == pass.person.id && socket.pass.place.is_some() == pass.place.is_some()
            };
            if sockets.values().filter(is_alike).count() >= MAX_SOCKETS {
                return Err(CloseReason::TooMany);
            }
            let (outbox, lost) = (Arc::clone(&outbox), lost.clone());
            sockets.insert(key, Socket { pass: Arc::new(pass), outbox, lost, until: None, unsure: None });
        }
        let watched = Watched { guard: self.clone(), key, outbox, lost };
        let _one_look_at_a_time = self.0.checked.lock().await;
        // Always: who they are was looked up before the socket was under watch.
        match self.look(|socket_key, _| socket_key == key).await {
            Ok(()) => Ok(watched),
            Err(error) => {
                tracing::warn!(%error, "a socket could not be looked at");
                Err(CloseReason::TryLater)
            }
        }
    }

    /// Looks at every socket again if anything has changed. To be awaited after a change of access, before it is answered.
    pub async fn recheck(&self) {
        if let Err(error) = self.follow().await {
            // The next tick tries again.
            tracing::warn!(%error, "open sockets could not be looked at after a change of access");
        }
    }

    /// Follows changes made elsewhere, and time, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut rounds = Rounds::new(EVERY, &stop);
        while rounds.next().await {
            if !self.sockets().is_empty() {
                self.recheck().await;
                self.look_at_time().await;
            }
        }
    }

    /// Looks at the sockets whose time has come.
    async fn look_at_time(&self) {
        let now = Timestamp::now();
        let _one_look_at_a_time = self.0.checked.lock().await;
        if let Err(error) = self.look(|_, socket| socket.until.is_some_and(|until| until <= now)).await {
            tracing::warn!(%error, "sockets whose time has come could not be looked at");
        }
    }

    async fn follow(&self) -> Result<(), StoreError> {
        let mut checked = self.0.checked.lock().await;
        // Read before the look: what changes during it is looked at once more.
        let epoch = self.0.store.epoch().await?;
        if epoch != *checked {
            self.look(|_, _| true).await?;
            *checked = epoch;
        }
        Ok(())
    }

    /// Looks at the sockets that are `chosen` and cuts off those that have lost something. One that cannot be looked at doesn't keep the
    /// others from it.
    async fn look(&self, chosen: impl Fn(u64, &Socket) -> bool) -> Result<(), StoreError> {
        let passes: Vec<(u64, Arc<Admitted>)> = self
            .sockets()
            .iter()
            .filter(|(key, socket)| chosen(**key, socket))
            .map(|(key, socket)| (*key, Arc::clone(&socket.pass)))
            .collect();
        let proofs: Vec<Uuid> = distinct(passes.iter().map(|(_, pass)| pass.proof));
        let place = |pass: &Admitted| pass.place.map(|(document, _)| (document, pass.person.id));
        let places: Vec<(Uuid, Uuid)> = distinct(passes.iter().filter_map(|(_, pass)| place(pass)));
        let now = Timestamp::now();
        let store = &self.0.store;
        let holders = all(&proofs, |keys| async move { store.holders(keys, now).await }).await;
        let standings = all(&places, |keys| async move { store.standings(keys, now).await }).await;

        let suspended = self.suspended(&passes, &holders).await;

        let mut failure = None;
        let mut sockets = self.sockets();
        for (key, pass) in &passes {
            // One that has ended meanwhile needs no look.
            let Some(socket) = sockets.get_mut(key) else { continue };
            let standing = place(pass).map_or(Ok(None), |place| known(&standings, &place));
            match (known(&holders, &pass.proof), standing) {
                (Ok(None), _) if suspended.contains(&pass.person.id) => socket.cut(CloseReason::Suspended),
                (Ok(holder), Ok(standing)) => match judge(pass, holder, standing) {
                    Ok(until) => (socket.until, socket.unsure) = (until, None),
                    Err(reason) => socket.cut(reason),
                },
                (Err(error), _) | (_, Err(error)) => {
                    failure = Some(error.clone());
                    if socket.unsure.get_or_insert_with(Instant::now).elapsed() > PATIENCE {
                        socket.cut(CloseReason::TryLater);
                    }
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Those of the people without a session or token any more who are suspended: they are told so. Where that cannot be found out, they are
    /// signed out.
    async fn suspended(&self, passes: &[(u64, Arc<Admitted>)], holders: &Answers<Uuid, Holder>) -> HashSet<Uuid> {
        let out = passes.iter().filter(|(_, pass)| matches!(known(holders, &pass.proof), Ok(None)));
        let mut suspended = HashSet::new();
        for person in distinct(out.map(|(_, pass)| pass.person.id)) {
            let account = self.0.store.account(person).await;
            if account.is_ok_and(|account| account.suspended_at.is_some()) {
                suspended.insert(person);
            }
        }
        suspended
    }

    fn sockets(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        // No code that can panic runs under this lock.
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn distinct<K: Eq + std::hash::Hash>(keys: impl Iterator<Item = K>) -> Vec<K> {
    keys.collect::<HashSet<K>>().into_iter().collect()
}

/// Answers by key. A key without one is not there.
type Answers<K, T> = HashMap<K, Result<T, StoreError>>;

/// Asks about all keys at once, or about each by itself if that fails: one row that cannot be read leaves no other in the dark.
async fn all<'a, K, T, F>(keys: &'a [K], ask: impl Fn(&'a [K]) -> F) -> Answers<K, T>
where
    K: Copy + Eq + std::hash::Hash,
    F: Future<Output = Result<HashMap<K, T>, StoreError>>,
{
    let mut answers = Answers::with_capacity(keys.len());
    for chunk in keys.chunks(AT_ONCE) {
        match ask(chunk).await {
            Ok(found) => answers.extend(found.into_iter().map(|(key, answer)| (key, Ok(answer)))),
            Err(_) => {
                for key in chunk {
                    match ask(std::slice::from_ref(key)).await {
                        Ok(found) => answers.extend(found.into_iter().map(|(key, answer)| (key, Ok(answer)))),
                        Err(error) => drop(answers.insert(*key, Err(error))),
                    }
                }
            }
        }
    }
    answers
}

fn known<'a, K: Eq + std::hash::Hash, T>(answers: &'a Answers<K, T>, key: &K) -> Result<Option<&'a T>, &'a StoreError> {
    answers.get(key).map(Result::as_ref).transpose()
}

/// Whether a socket may go on, and until when that is known; else why it ends.
fn judge(
    pass: &Admitted,
    holder: Option<&Holder>,
    standing: Option<&Standing>,
) -> Result<Option<Timestamp>, CloseReason> {
    let Some(holder) = holder else { return Err(CloseReason::SignedOut) };
    let Some((_, admitted_as)) = pass.place else { return Ok(holder.expires_at) };
    let Some(standing) = standing.filter(|standing| standing.row.deleted_at.is_none()) else {
        return Err(CloseReason::NotFound);
    };
    let account = &holder.account;
    let actor = Actor::with_scope(account.person.id, account.role, holder.scope);
    match role_in(&actor, &Facts::from(standing)) {
        None if account.link.is_some() => Err(CloseReason::LinkOver),
        None => Err(CloseReason::NoAccess),
        Some(role) if role != admitted_as || account.person != pass.person => Err(CloseReason::RoleChanged),
        Some(_) => Ok([holder.expires_at, standing.until].into_iter().flatten().min()),
    }
}

#[cfg(test)]
mod tests;

//! Watches over open sockets: whoever loses access to a document, or their session, is cut off at once.
//!
//! The database holds a number, the epoch, that grows in the transaction of every change of anybody's access. A change made by this
//! process is followed by [`Guard::recheck`] before it is answered; changes by others (the command line, another node) are found by
//! reading the epoch every [`EVERY`]. What ends by time is looked at when its time has come.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use debrief_shared::api::{Person, Role};
use debrief_shared::protocol::CloseReason;
use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access::{Actor, Facts, role_in};
use crate::document::outbox::Outbox;
use crate::store::people::Holder;
use crate::store::sharing::Standing;
use crate::store::{Store, StoreError};

/// How often the epoch is read: the longest that a change made elsewhere goes unnoticed.
pub const EVERY: Duration = Duration::from_millis(500);
/// Most sockets of one person at once, over all documents.
pub const MAX_SOCKETS: usize = 64;

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
    /// The epoch, read before any of this was looked up.
    pub epoch: i64,
}

struct Socket {
    pass: Pass,
    outbox: Arc<Outbox>,
    /// When something that the pass rests on ends by itself.
    until: Option<Timestamp>,
}

struct Inner {
    store: Arc<dyn Store>,
    sockets: Mutex<HashMap<u64, Socket>>,
    next: AtomicU64,
    /// The epoch that all sockets were looked at in; one look at a time.
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
}

impl Watched {
    /// The outbox that the guard closes; the socket has to join its document with it.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
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

    /// Takes a socket under watch, before it sees anything of its document. What has changed since its pass was looked up counts already:
    /// its outbox is closed then.
    ///
    /// # Errors
    /// When the person has too many sockets, or storage doesn't answer.
    pub async fn admit(&self, pass: Pass) -> Result<Watched, CloseReason> {
        let outbox = Arc::new(Outbox::default());
        let key = self.0.next.fetch_add(1, Ordering::Relaxed);
        let epoch = pass.epoch;
        {
            let mut sockets = self.sockets();
            if sockets.values().filter(|socket| socket.pass.person.id == pass.person.id).count() >= MAX_SOCKETS {
                return Err(CloseReason::TooMany);
            }
            // Its time is not known yet: the look below, or the next one, finds out.
            sockets.insert(key, Socket { pass, outbox: Arc::clone(&outbox), until: Some(Timestamp::MIN) });
        }
        let watched = Watched { guard: self.clone(), key, outbox };
        if *self.0.checked.lock().await != epoch {
            self.look(|socket_key, _| socket_key == key).await.map_err(|error| unreachable_store(&error))?;
        }
        Ok(watched)
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
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            if self.sockets().is_empty() {
                continue;
            }
            self.recheck().await;
            let now = Timestamp::now();
            let due = |_: u64, socket: &Socket| socket.until.is_some_and(|until| until <= now);
            if let Err(error) = self.look(due).await {
                tracing::warn!(%error, "sockets whose time has come could not be looked at");
            }
        }
    }

    async fn follow(&self) -> Result<(), StoreError> {
        let mut checked = self.0.checked.lock().await;
        let epoch = self.0.store.epoch().await?;
        if epoch != *checked {
            self.look(|_, _| true).await?;
            *checked = epoch;
        }
        Ok(())
    }

    /// Looks at the sockets that are `chosen` and closes those that have lost something.
    async fn look(&self, chosen: impl Fn(u64, &Socket) -> bool) -> Result<(), StoreError> {
        let now = Timestamp::now();
        let passes: Vec<(u64, Pass)> = self
            .sockets()
            .iter()
            .filter(|(key, socket)| chosen(**key, socket))
            .map(|(key, socket)| (*key, socket.pass.clone()))
            .collect();
        let mut holders = HashMap::new();
        let mut standings = HashMap::new();
        for (key, pass) in passes {
            let holder: &Option<Holder> = match holders.entry(pass.proof) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(self.0.store.holder(pass.proof, now).await?)
                }
            };
            let standing: &Option<Standing> = match standings.entry((pass.document, pass.person.id)) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(found(self.0.store.standing(pass.document, pass.person.id, now).await)?)
                }
            };
            let verdict = judge(&pass, holder.as_ref(), standing.as_ref());
            if let Some(socket) = self.sockets().get_mut(&key) {
                match verdict {
                    Ok(until) => socket.until = until,
                    Err(reason) => socket.outbox.close(reason),
                }
            }
        }
        Ok(())
    }

    fn sockets(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        // No code that can panic runs under this lock.
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a socket may go on, and until when that is known; else why it ends.
fn judge(
    pass: &Pass,
    holder: Option<&Holder>,
    standing: Option<&Standing>,
) -> Result<Option<Timestamp>, CloseReason> {
    let Some(holder) = holder else { return Err(CloseReason::SignedOut) };
    let Some(standing) = standing.filter(|standing| standing.row.deleted_at.is_none()) else {
        return Err(CloseReason::NotFound);
    };
    let account = &holder.account;
    let actor = Actor::Person { id: account.person.id, role: account.role };
    match role_in(&actor, &Facts::from(standing)) {
        None if account.link.is_some() => Err(CloseReason::LinkOver),
        None => Err(CloseReason::NoAccess),
        Some(role) if role != pass.role || account.person != pass.person => Err(CloseReason::RoleChanged),
        Some(_) => Ok([holder.expires_at, standing.until].into_iter().flatten().min()),
    }
}

fn found(standing: Result<Standing, StoreError>) -> Result<Option<Standing>, StoreError> {
    match standing {
        Ok(standing) => Ok(Some(standing)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn unreachable_store(error: &StoreError) -> CloseReason {
    tracing::warn!(%error, "a socket could not be looked at");
    CloseReason::TryLater
}

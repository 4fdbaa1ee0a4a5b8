//! Documents as their sessions meet them. A [`Page`] does what a page does, without a socket.

mod authorship;
mod deciding;
mod durability;
mod faults;
mod full_disk;
mod load_limits;
pub(crate) mod nodes;
mod page;
mod people;
mod plans;
mod readers;
mod retention;
mod sync;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use debrief_shared::api::{InstanceRole, Person, Role};
use debrief_shared::document::Postmortem;
use jiff::Timestamp;
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Text, Transact};

pub(crate) use page::Page;

use super::{Documents, Joining, Pace, Settings};
use crate::store::DocumentStore;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::Account;
use crate::store::unreliable::Unreliable;

/// Everything that a test waits for comes sooner.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// Somebody by name: the same name is the same account.
pub(crate) fn joining(name: &str, role: Role) -> Joining {
    let mut id = [1; 16];
    id.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
    let person = Person { id: Uuid::from_bytes(id), name: name.to_owned(), color: 3, guest: false };
    Joining { person, role, extended: true }
}

/// The account of somebody who joins.
pub(crate) fn account_of(person: Person) -> Account {
    Account {
        person,
        email: Some("ann@example.com".to_owned()),
        role: InstanceRole::Member,
        password_hash: None,
        created_at: Timestamp::now(),
        suspended_at: None,
        last_seen_at: None,
        link: None,
    }
}

/// What is noted of an action that nobody in particular takes.
pub(crate) fn noted(action: AuditAction) -> Audit {
    Audit::by_command(action, Timestamp::now())
}

/// Keeps documents in memory for longer than a test takes.
const SLOW: Settings = Settings {
    idle: Duration::from_mins(1),
    clean: true,
    recovery: Duration::from_mins(10),
    pace: Pace { heard: Duration::from_secs(5), unheard: Duration::from_millis(700) },
};

/// The id of the one document of a [`World`].
pub(crate) const ID: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

/// A store with one document, whose title is "Title", and the documents over it.
pub(crate) struct World {
    pub(crate) store: Arc<Unreliable>,
    pub(crate) documents: Documents,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_idle(Duration::from_mins(1)).await
    }

    pub(crate) async fn with_idle(idle: Duration) -> Self {
        let store = Arc::new(Unreliable::new().await);
        let settings = Settings { idle, ..Settings::default() };
        let documents = Documents::start(Arc::<Unreliable>::clone(&store), settings);
        let first = Postmortem::new(1);
        first.title().push(&mut first.doc().transact_mut(), "Title");
        let first = first.doc().transact().encode_state_as_update_v1(&StateVector::default());
        documents
            .create(ID, Uuid::nil(), first, Timestamp::now(), &noted(AuditAction::PostmortemCreated))
            .await
            .expect("a new document");
        Self { store, documents }
    }

    /// The same store under a new server.
    pub(crate) async fn restart(self) -> Self {
        let clean = self.documents.shutdown().await;
        let store = Arc::<Unreliable>::clone(&self.store);
        Self { documents: Documents::start(store, Settings { clean, ..SLOW }), ..self }
    }

    /// A new server over what is on disk, as after a kill: nothing more is written by the one before, which nobody reaches any more.
    /// What was lost is taken back for so long.
    pub(crate) fn kill(self, recovery: Duration) -> Self {
        self.store.failing.store(true, Ordering::SeqCst);
        let store = Arc::new(self.store.reopen());
        let settings = Settings { clean: false, recovery, ..SLOW };
        Self { documents: Documents::start(Arc::<Unreliable>::clone(&store), settings), store }
    }

    pub(crate) async fn title(&self) -> String {
        self.documents.read(ID, |postmortem| postmortem.view(&postmortem.doc().transact()).title).await.expect("opens")
    }

    /// Waits until no document is in memory.
    pub(crate) async fn unloaded(&self) {
        eventually(async || self.documents.stats().live == 0).await;
    }
}

/// Waits for a condition that nothing announces.
pub(crate) async fn eventually(mut condition: impl AsyncFnMut() -> bool) {
    let poll = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(DEADLINE, poll).await.expect("in time");
}

/// Number of stored updates of the document.
pub(crate) async fn log_len(store: &Unreliable) -> usize {
    store.tail(ID, 0).await.expect("a page").len()
}

/// lib0's variable-length integer, for updates that no client makes.
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

//! Whichever call to storage fails, the first or the hundredth, before it does anything or after it has: what was acknowledged is on
//! disk, nothing is stuck, and with what the pages still hold nothing is lost.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use debrief_shared::api::{Anchor, Role};
use debrief_shared::document::Postmortem;
use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::time::{sleep, timeout};
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Text, Transact};

use super::{DEADLINE, Page, account_of, eventually, joining, noted};
use crate::document::quarantine::Quarantine;
use crate::document::{DocumentError, Documents, Settings, read_stored};
use crate::random;
use crate::store::audit::AuditAction;
use crate::store::comments::{NewComment, NewThread};
use crate::store::unreliable::{Fault, Opened, Unreliable, open};
use crate::store::{CommentStore, Store, StoreError};

/// Scenarios that run beside each other where the faults of all methods are counted together.
const AT_ONCE: usize = 8;
/// Calls that fail when storage is away for a while.
const AWAY: usize = 6;
/// Makes the log of an open document long enough for a snapshot.
const PASTE_BYTES: usize = 300 << 10;
/// What a scenario calls.
const METHODS: [&str; 11] = [
    "add_comment",
    "append",
    "create",
    "create_thread",
    "row",
    "save_projection",
    "save_snapshot",
    "snapshot",
    "stale_projections",
    "tail",
    "writers",
];

/// One document and what everybody was promised of it.
struct Scenario {
    store: Arc<Unreliable>,
    id: Uuid,
    documents: Documents,
    /// All that was typed.
    marks: BTreeSet<String>,
    /// Of these, what was called saved.
    saved: BTreeSet<String>,
}

/// Asks again until storage answers, as a page does.
async fn patiently<T, F: Future<Output = Result<T, DocumentError>>>(mut ask: impl FnMut() -> F) -> T {
    let asking = async {
        loop {
            match ask().await {
                Ok(answer) => return answer,
                Err(DocumentError::Unavailable(_)) => sleep(Duration::from_millis(1)).await,
                Err(error) => panic!("not a matter of patience: {error}"),
            }
        }
    };
    timeout(DEADLINE, asking).await.expect("in time")
}

impl Scenario {
    async fn begin(inner: Arc<dyn Store>, fault: Fault) -> Self {
        let person = joining("Ann", Role::Editor).person;
        let account = account_of(person);
        inner.create_account(&account, &noted(AuditAction::AccountCreated)).await.expect("a new account");
        let store = Arc::new(Unreliable::over(inner, fault));
        let documents = Documents::start(Arc::<Unreliable>::clone(&store), settings(true));
        let (marks, saved) = (BTreeSet::new(), BTreeSet::new());
        let scenario = Self { store, id: random::id(Timestamp::now()), documents, marks, saved };
        scenario.create().await;
        scenario
    }

    async fn create(&self) {
        let first = Postmortem::new(1);
        first.title().push(&mut first.doc().transact_mut(), "Title");
        let first = first.doc().transact().encode_state_as_update_v1(&StateVector::default());
        patiently(async || {
            let audit = noted(AuditAction::PostmortemCreated);
            match self.documents.create(self.id, Uuid::nil(), first.clone(), Timestamp::now(), &audit).await {
                // Its answer was lost.
                Err(DocumentError::Refused(reason)) if reason.contains("exists") => Ok(()),
                other => other,
            }
        })
        .await;
    }

    /// A page with what somebody's browser held.
    async fn page(&self, name: &str, replica: Option<Postmortem>) -> Page {
        let mut page = patiently(|| Page::knock(&self.documents, self.id, name, Role::Editor)).await;
        if let Some(replica) = replica {
            page.replica = replica;
        }
        page.synchronise().await;
        page
    }

    async fn type_into(&mut self, page: &mut Page, mark: &str) {
        page.type_at(0, mark).await;
        self.marks.insert(mark.to_owned());
    }

    /// Waits until a page is told that everything is saved, and looks whether it is.
    async fn until_saved(&mut self, page: &mut Page) {
        page.until_saved().await;
        let title = page.title();
        self.saved.extend(self.marks.iter().filter(|mark| title.contains(*mark)).cloned());
        self.look_at_disk().await;
    }

    /// Whatever was called saved is on disk, whole.
    async fn look_at_disk(&self) {
        let inner: &dyn Store = &*self.store.inner;
        let title =
            read_stored(inner, self.id, &Quarantine::default()).await.expect("what is stored can be read").title;
        let missing: Vec<_> = self.saved.iter().filter(|mark| !title.contains(*mark)).collect();
        assert!(missing.is_empty(), "called saved and not on disk: {missing:?}");
    }

    /// Adds a thread with a second comment. Gives whether each was acknowledged.
    async fn comment(&self, id: Uuid) -> (bool, bool) {
        let comment = |body: &str| NewComment {
            id: random::id(Timestamp::now()),
            author: joining("Ann", Role::Editor).person.id,
            body: body.to_owned(),
            created_at: Timestamp::now(),
        };
        let anchor = Anchor { text: "title".to_owned(), start: serde_json::json!({}), end: serde_json::json!({}) };
        let thread = NewThread {
            id,
            postmortem: self.id,
            anchor,
            quote: "Title".to_owned(),
            suggestion: None,
            first: comment("Is it?"),
        };
        let begun = self.store.create_thread(&thread, 10).await.is_ok();
        let replied = begun && self.store.add_comment(self.id, id, &comment("It is."), 10).await.is_ok();
        (begun, replied)
    }

    /// Threads are whole: what was acknowledged is there, and nothing is there by halves.
    async fn look_at_thread(&self, id: Uuid, (begun, replied): (bool, bool)) {
        let mut found = self.store.threads(self.id).await;
        if matches!(found, Err(StoreError::Unavailable(_))) {
            found = self.store.threads(self.id).await;
        }
        // Storage that is away for longer tells it at the end.
        let Ok(threads) = found else { return };
        let comments = threads.iter().find(|thread| thread.id == id).map_or(0, |thread| thread.comments.len());
        assert!(comments >= usize::from(begun) + usize::from(replied), "{comments} comments: {begun}, {replied}");
    }

    /// A kill: nothing more is written. A new server over what is on disk, with storage that works.
    async fn kill(self) -> Self {
        self.look_at_disk().await;
        self.store.failing.store(true, Ordering::SeqCst);
        let store = Arc::new(self.store.reopen());
        let documents = Documents::start(Arc::<Unreliable>::clone(&store), settings(false));
        Self { store, documents, ..self }
    }
}

fn settings(clean: bool) -> Settings {
    Settings { idle: Duration::ZERO, clean, ..Settings::default() }
}

/// Creates, comments, writes with several, takes a snapshot, unloads, reloads, is killed, and looks at everything. Gives how many calls
/// failed.
async fn run(inner: Arc<dyn Store>, fault: Fault) -> usize {
    let mut scenario = Scenario::begin(inner, fault).await;
    let thread = random::id(Timestamp::now());
    let comments = scenario.comment(thread).await;
    scenario.look_at_thread(thread, comments).await;
    let (mut ann, mut bob) = (scenario.page("Ann", None).await, scenario.page("Bob", None).await);
    let mut eve = scenario.page("Eve", None).await;
    for round in 0..3 {
        scenario.type_into(&mut ann, &format!("<a{round}>")).await;
        scenario.type_into(&mut bob, &format!("<b{round}>")).await;
        scenario.type_into(&mut eve, &format!("<e{round}>")).await;
        scenario.until_saved(&mut bob).await;
    }
    let end = u32::try_from(ann.title().len()).expect("short");
    ann.type_at(end, &"paste ".repeat(PASTE_BYTES / 6)).await;
    for page in [&mut ann, &mut bob, &mut eve] {
        scenario.until_saved(page).await;
    }
    scenario.marks.insert("<server>".to_owned());
    let edit =
        |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| postmortem.title().insert(txn, 0, "<server>");
    patiently(|| scenario.documents.edit(scenario.id, Uuid::nil(), edit)).await;
    scenario.saved.insert("<server>".to_owned());
    scenario.look_at_disk().await;
    // Lists catch up, although nobody changes anything any more.
    let inner = Arc::clone(&scenario.store.inner);
    let listed = async || inner.row(scenario.id).await.expect("a row").projection.title;
    eventually(async || listed().await.starts_with("<server>")).await;

    // Everybody leaves, and it leaves memory. Eve goes on writing on the train.
    let (mut left, mut away) = (bob.replica.clone(), eve.replica.clone());
    drop((ann, bob, eve));
    eventually(async || scenario.documents.stats().live == 0).await;
    away.title().insert(&mut away.doc().transact_mut(), 0, "<train>");
    scenario.marks.insert("<train>".to_owned());

    // Ann's browser has forgotten everything, Bob's nothing.
    let (mut ann, mut bob) = (scenario.page("Ann", None).await, scenario.page("Bob", Some(left)).await);
    for mark in scenario.saved.clone() {
        assert!(ann.title().contains(&mark), "{mark} is not there after loading");
    }
    scenario.type_into(&mut ann, "<again>").await;
    scenario.until_saved(&mut ann).await;
    scenario.type_into(&mut bob, "<cut off>").await;
    bob.until_quiet_of(&scenario.documents, scenario.id).await;
    let failed = scenario.store.failed();

    let scenario = scenario.kill().await;
    left = bob.replica.clone();
    let fresh = ann.replica.clone();
    drop((ann, bob));
    let mut pages = Vec::new();
    for (name, replica) in [("Bob", left), ("Ann", fresh), ("Eve", std::mem::replace(&mut away, Postmortem::new(2)))] {
        pages.push(scenario.page(name, Some(replica)).await);
    }
    for page in &mut pages {
        page.until_saved().await;
    }
    let stored: &dyn Store = &*inner;
    let title =
        read_stored(stored, scenario.id, &Quarantine::default()).await.expect("what is stored can be read").title;
    for mark in &scenario.marks {
        assert!(title.contains(mark), "{mark} was not brought back");
    }
    for page in &mut pages {
        page.until(|page| page.title() == title).await;
    }
    scenario.look_at_thread(thread, comments).await;
    let as_written = |listed: String| !listed.is_empty() && title.starts_with(&listed) && listed.contains("<train>");
    eventually(async || as_written(inner.row(scenario.id).await.expect("a row").projection.title)).await;
    drop(pages);
    assert!(timeout(DEADLINE, scenario.documents.shutdown()).await.expect("nothing is stuck"), "all was written");
    failed
}

/// Lets the first call of each method fail, then the second …, until there is none left.
async fn wherever_it_fails<F: Future<Output = Opened>>(open: impl Fn() -> F, after: bool) {
    // Databases are dropped when nothing else runs: that waits for every connection to be read from, and holds up this thread.
    let sweeps = METHODS.map(async |method| {
        let mut places = Vec::new();
        for call in 1.. {
            let (store, place) = open().await;
            places.push(place);
            if run(store, Fault { of: Some(method), calls: call..call + 1, after }).await == 0 {
                return (method, call - 1, places);
            }
        }
        unreachable!("a scenario ends")
    });
    let failed = timeout(6 * DEADLINE, join_all(sweeps)).await.expect("nothing is stuck");
    let never: Vec<_> = failed.iter().filter(|(_, calls, _)| *calls == 0).map(|(method, ..)| method).collect();
    assert!(never.is_empty(), "never failed: {never:?}");
}

/// Lets a row of calls fail, whatever they are, that begins with the first, the second …, until there is none left.
async fn wherever_it_begins<F: Future<Output = Opened>>(open: impl Fn() -> F) {
    for first in (1..).step_by(AT_ONCE) {
        let runs = (first..first + AT_ONCE).map(async |first| {
            let (store, place) = open().await;
            (run(store, Fault { of: None, calls: first..first + AWAY, after: false }).await, place)
        });
        let failed = timeout(6 * DEADLINE, join_all(runs)).await.expect("nothing is stuck");
        if failed.iter().all(|(calls, _)| *calls == 0) {
            return;
        }
    }
}

#[tokio::test]
async fn any_call_to_storage_may_fail() {
    wherever_it_fails(open, false).await;
}

#[tokio::test]
async fn any_answer_of_storage_may_be_lost() {
    wherever_it_fails(open, true).await;
}

#[tokio::test]
async fn storage_may_be_away_for_a_while_from_any_call_on() {
    wherever_it_begins(open).await;
}

//! Suggestions that are accepted while storage fails or the server is killed, at each step: afterwards one is open and not in the text, or
//! accepted and in it once.

use std::sync::Arc;
use std::time::Duration;

use debrief_shared::api::Role;
use debrief_shared::document::suggestion::{Proposal, propose, take_over};
use debrief_shared::document::{Postmortem, TextPath};
use jiff::Timestamp;
use tokio::task::JoinHandle;
use uuid::Uuid;
use yrs::Transact;

use super::{DEADLINE, ID, Page, SLOW, World, account_of, eventually, joining, noted};
use crate::document::quarantine::Quarantine;
use crate::document::{DocumentError, Documents, Outcome, read_stored};
use crate::random;
use crate::store::audit::{AuditAction, AuditQuery};
use crate::store::comments::{Decision, NewComment, NewThread};
use crate::store::unreliable::{Fault, Unreliable};
use crate::store::{Store, StoreError};

/// What the suggestion puts in.
const WORDS: &str = "Other words";
/// How often each method is called at most while one is accepted.
const MOST_CALLS: usize = 4;

type Accepted = Result<(bool, Outcome), DocumentError>;

/// A suggestion that nobody has decided on.
struct Made {
    thread: Uuid,
    proposal: Proposal,
    by: Uuid,
}

async fn suggest(world: &World) -> Made {
    let person = joining("Ann", Role::Editor).person;
    let by = person.id;
    let account = account_of(person);
    let store = &world.store.inner;
    store.create_account(&account, &noted(AuditAction::AccountCreated)).await.expect("a new account");
    let made = |postmortem: &Postmortem| {
        propose(postmortem, &postmortem.doc().transact(), &TextPath::Title, (0, 5, WORDS)).expect("a suggestion")
    };
    let proposal = world.documents.read(ID, made).await.expect("opens");
    let thread = random::id(Timestamp::now());
    let first = NewComment { id: thread, author: by, body: String::new(), created_at: Timestamp::now() };
    let Proposal { anchor, quote, words } = proposal.clone();
    let new = NewThread { id: thread, postmortem: ID, anchor, quote, suggestion: Some(words), first };
    store.create_thread(&new, 9).await.expect("made");
    Made { thread, proposal, by }
}

fn decision(made: &Made, accepted: bool) -> Decision {
    let now = Timestamp::now();
    Decision { id: random::id(now), thread: made.thread, accepted, by: made.by, at: now }
}

/// Accepts it, as a request does: on its own.
fn accept(documents: &Documents, made: &Made) -> JoinHandle<Accepted> {
    let (documents, decision, proposal) = (documents.clone(), decision(made, true), made.proposal.clone());
    let edit = move |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| {
        let Proposal { anchor, quote, words } = &proposal;
        take_over(postmortem, txn, anchor, quote, words).is_ok()
    };
    let audit = noted(AuditAction::SuggestionAccepted);
    tokio::spawn(async move { documents.edit_deciding(ID, (decision, audit), edit).await })
}

/// Whether it was accepted; what is in the text, and the log of what was done, have to agree with that.
async fn is_accepted(store: &dyn Store, made: &Made) -> bool {
    let title = read_stored(store, ID, &Quarantine::default()).await.expect("what is stored can be read").title;
    let suggestion = store.thread(ID, made.thread).await.expect("a thread").suggestion.expect("a suggestion");
    let accepted = suggestion.decided.is_some_and(|(accepted, ..)| accepted);
    assert_eq!(title, if accepted { WORDS } else { "Title" }, "accepted: {accepted}");
    let query = AuditQuery { action: Some("suggestion.accepted".to_owned()), limit: 9, ..AuditQuery::default() };
    assert_eq!(store.audit(query).await.expect("rows").len(), usize::from(accepted));
    accepted
}

#[tokio::test]
async fn killed_before_it_is_on_disk_nobody_has_seen_it_and_it_is_open() {
    let world = World::new().await;
    let made = suggest(&world).await;
    let mut page = Page::open(&world.documents, "Ann", Role::Editor).await;
    world.store.hold();
    let accepting = accept(&world.documents, &made);
    // What is typed meanwhile is shown, behind it in the log.
    page.type_at(5, "!").await;
    eventually(async || world.title().await == "Title!").await;
    assert!(!accepting.is_finished());
    let world = world.kill(Duration::from_mins(10));
    assert!(!is_accepted(&*world.store.inner, &made).await, "nothing of it is there");
    // The page gives back what it has, and that is not the suggestion.
    let mut back = Page::knock(&world.documents, ID, "Ann", Role::Editor).await.expect("opens");
    back.replica = page.replica.clone();
    back.synchronise().await;
    back.until_saved().await;
    assert_eq!(world.title().await, "Title!");
    let accepted = accept(&world.documents, &made).await.expect("ends").expect("done");
    assert_eq!(accepted, (true, Outcome::Decided), "it can be accepted still");
    assert_eq!(world.title().await, format!("{WORDS}!"));
}

#[tokio::test]
async fn whichever_call_fails_it_is_open_or_in_the_text_once() {
    for after in [false, true] {
        for of in ["append_deciding", "append", "save_projection", "tail", "row"] {
            for call in 1..=MOST_CALLS {
                let world = World::new().await;
                let made = suggest(&world).await;
                let fault = Fault { of: Some(of), calls: call..call + 1, after };
                let store = Arc::new(Unreliable::over(Arc::clone(&world.store.inner), fault));
                let killed = Documents::start(Arc::<Unreliable>::clone(&store), SLOW);
                let accepted = tokio::time::timeout(DEADLINE, accept(&killed, &made)).await.expect("in time");
                let accepted = accepted.expect("ends");
                // Killed right then.
                store.failing.store(true, std::sync::atomic::Ordering::SeqCst);
                let stored = is_accepted(&*world.store.inner, &made).await;
                if let Ok(told) = accepted {
                    assert_eq!((told, stored), ((true, Outcome::Decided), true), "{of} {call} {after}");
                }
                let documents = Documents::start(world.store.clone(), SLOW);
                let again = accept(&documents, &made).await.expect("ends").expect("done");
                assert_eq!(again.1 == Outcome::Decided, !stored, "{of} {call} {after}");
                assert!(is_accepted(&*world.store.inner, &made).await);
                // Nothing of it stays behind: there are many of them, and a database has only so many connections.
                store.failing.store(false, std::sync::atomic::Ordering::SeqCst);
                for documents in [killed, documents, world.documents.clone()] {
                    documents.shutdown().await;
                }
            }
        }
    }
}

#[tokio::test]
async fn of_all_who_decide_at_once_one_does() {
    let world = World::new().await;
    let made = suggest(&world).await;
    world.store.hold();
    let accepting: Vec<_> = (0..4).map(|_| accept(&world.documents, &made)).collect();
    // Another node declines meanwhile, and does so first.
    let declined = decision(&made, false);
    let audit = noted(AuditAction::SuggestionDeclined);
    world.store.inner.decide_suggestion(ID, &declined, &audit).await.expect("declined");
    world.store.release(1_000_000);
    for accepting in accepting {
        let told = accepting.await.expect("ends").expect("answered");
        assert_eq!(told, (true, Outcome::Refused(StoreError::Conflict)));
    }
    assert!(!is_accepted(&*world.store.inner, &made).await);
    let mut page = Page::open(&world.documents, "Ann", Role::Editor).await;
    page.type_at(0, "x").await;
    page.until_saved().await;
    assert_eq!(world.title().await, "xTitle", "the document goes on");
    assert!(world.documents.shutdown().await, "all was written");
}

#[tokio::test]
async fn a_stop_in_the_middle_leaves_both_or_neither() {
    for held in [true, false] {
        let world = World::new().await;
        let made = suggest(&world).await;
        if held {
            world.store.hold();
        }
        let accepting = accept(&world.documents, &made);
        let documents = world.documents.clone();
        let stopping = tokio::spawn(async move { documents.shutdown().await });
        if held {
            tokio::task::yield_now().await;
            world.store.release(1_000_000);
        }
        stopping.await.expect("stops");
        let told = accepting.await.expect("ends");
        let stored = is_accepted(&*world.store.inner, &made).await;
        if let Ok((_, Outcome::Decided)) = told {
            assert!(stored);
        }
        let world = world.restart().await;
        assert_eq!(world.title().await, if stored { WORDS } else { "Title" }, "a snapshot holds it, too");
    }
}

#[tokio::test]
async fn what_it_was_made_for_is_gone_by_then() {
    let world = World::new().await;
    let made = suggest(&world).await;
    world.store.inner.delete_thread(ID, made.thread, &noted(AuditAction::ThreadRemoved)).await.expect("removed");
    let told = accept(&world.documents, &made).await.expect("ends").expect("answered");
    assert_eq!(told, (true, Outcome::Refused(StoreError::NotFound)));
    assert_eq!(world.title().await, "Title");
}

//! Several nodes over one store, as their pages meet them. They hear each other over a real NATS.

pub(crate) mod nats;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use debrief_shared::api::Role;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, Message as Frame, ServerEvent};
use jiff::Timestamp;
use uuid::Uuid;
use yrs::{ReadTxn, StateVector, Text, Transact};

use self::nats::Nats;
use super::{ID, Page, eventually, log_len, noted};
use crate::bus::Bus;
use crate::bus::message::{Message, Update};
use crate::document::{Containment, Documents, Pace, Settings};
use crate::store::DocumentStore;
use crate::store::audit::AuditAction;
use crate::store::unreliable::Unreliable;

/// So seldom that no test sees it.
const NEVER: Duration = Duration::from_hours(1);
/// Nothing is read from the log unless something is known to be missing.
const SELDOM: Pace = Pace { heard: NEVER, unheard: NEVER };
/// As slow as it may be, for tests that wait for it.
const OFTEN: Pace = Pace { heard: Duration::from_millis(300), unheard: Duration::from_millis(100) };

/// One node: its own view of the store, and its documents.
struct Node {
    store: Arc<Unreliable>,
    documents: Documents,
    bus: Bus,
}

impl Node {
    async fn start(store: Unreliable, nats: &Nats, pace: Pace) -> Self {
        let bus = Bus::connect(&nats.address(), Uuid::from_u128(1), Uuid::from_bytes(crate::random::bytes()))
            .await
            .expect("an address");
        if nats.runs() {
            let mut connected = bus.connected().expect("a bus");
            connected.wait_for(|connected| *connected).await.expect("connects");
        }
        let store = Arc::new(store);
        let settings = Settings { idle: Duration::from_mins(1), pace, ..Settings::default() };
        let documents =
            Documents::start_among(Arc::<Unreliable>::clone(&store), settings, Containment::default(), bus.clone());
        // At its start it opens what lists don't show yet: later that could be what is being written here.
        eventually(async || store.sweeps.load(Ordering::SeqCst) > 0).await;
        Self { store, documents, bus }
    }

    /// A document with the title "Title" and two nodes over it.
    async fn pair(nats: &Nats, pace: Pace) -> (Self, Self) {
        let one = Self::start(Unreliable::new().await, nats, pace).await;
        let first = Postmortem::new(1);
        first.title().push(&mut first.doc().transact_mut(), "Title");
        let first = first.doc().transact().encode_state_as_update_v1(&StateVector::default());
        let audit = noted(AuditAction::PostmortemCreated);
        one.documents.create(ID, Uuid::nil(), first, Timestamp::now(), &audit).await.expect("a new document");
        let two = one.beside(nats, pace).await;
        (one, two)
    }

    /// Another node over the same data.
    async fn beside(&self, nats: &Nats, pace: Pace) -> Self {
        Self::start(self.store.reopen(), nats, pace).await
    }

    /// Waits until NATS has passed on all that this node has said, to whoever listened, and lets the other one listen to what comes.
    async fn is_heard_by(&self, other: &Self) {
        let elsewhere = Uuid::from_u128(77);
        let mut feed = other.bus.listen(elsewhere).await;
        eventually(async || {
            self.bus.say(elsewhere, 0, &Message::Ask);
            tokio::time::timeout(Duration::from_millis(50), feed.next()).await.is_ok()
        })
        .await;
    }

    async fn title(&self) -> String {
        self.documents.read(ID, |postmortem| postmortem.view(&postmortem.doc().transact()).title).await.expect("opens")
    }

    /// The title as whoever opens the document next finds it.
    async fn stored_title(&self) -> String {
        let view = crate::document::read_stored(&*self.store, ID, Containment::default().quarantine())
            .await
            .expect("the log can be read");
        view.title
    }
}

#[tokio::test]
async fn text_presence_and_events_cross_and_each_change_is_logged_once() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    bob.type_at(7, "!").await;
    ann.until(|page| page.title() == "A Title!").await;
    ann.until_saved().await;
    bob.until_saved().await;
    assert_eq!(log_len(&one.store).await, 3);

    ann.appear(1, r#"{"place":"here"}"#).await;
    let client = ann.client();
    bob.until(|page| page.present.get(&client).is_some_and(|(_, state)| state["user"]["name"] == "Ann")).await;
    let eve = Page::open(&two.documents, "Eve", Role::Viewer).await;
    let event = ServerEvent::ThreadRemoved { id: Uuid::from_u128(5) };
    one.documents.announce(ID, event.clone());
    bob.until(|page| page.events.contains(&event)).await;
    drop((ann, eve));
    bob.until(|page| page.present.is_empty()).await;

    one.documents.retire(ID, CloseReason::NotFound);
    bob.until(|page| page.closed == Some(CloseReason::NotFound)).await;
}

#[tokio::test]
async fn who_opens_later_is_told_who_is_there_and_a_stop_takes_them_away() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    ann.appear(1, "{}").await;
    ann.until(|page| !page.present.is_empty()).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    bob.until(|page| page.present.contains_key(&ann.client())).await;
    one.documents.shutdown().await;
    bob.until(|page| page.present.is_empty()).await;
}

#[tokio::test]
async fn a_snapshot_never_names_rows_of_others_that_it_does_not_hold() {
    // Nothing is heard, and the log is not read again: Bob's row is in the log and not in the other replica.
    let nats = Nats::never();
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    bob.type_at(5, " by Bob").await;
    bob.until_saved().await;
    for _ in 0..600 {
        ann.type_at(0, "x").await;
    }
    ann.until_saved().await;
    eventually(async || one.store.inner.snapshot(ID).await.expect("answers").is_some()).await;
    let stored = one.stored_title().await;
    assert!(stored.ends_with("Title by Bob"), "{stored}");
    assert_eq!(stored.len(), 600 + "Title by Bob".len());
}

#[tokio::test]
async fn without_nats_the_log_is_read_and_people_see_each_other_all_the_same() {
    let nats = Nats::never();
    let (one, two) = Node::pair(&nats, OFTEN).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    bob.type_at(7, "!").await;
    ann.until(|page| page.title() == "A Title!").await;
    ann.until_saved().await;
    bob.until_saved().await;
    assert_eq!(log_len(&one.store).await, 3, "nothing was logged twice");
}

#[tokio::test]
async fn what_is_missed_while_nats_is_away_is_there_when_it_is_back() {
    let mut nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    let mut connected = two.bus.connected().expect("a bus");
    nats.stop();
    connected.wait_for(|connected| !connected).await.expect("notices");
    ann.type_at(0, "A ").await;
    ann.until_saved().await;
    nats.restart().await;
    bob.until(|page| page.title() == "A Title").await;
    bob.until(|page| page.events.contains(&ServerEvent::Threads)).await;
    bob.type_at(7, "!").await;
    ann.until(|page| page.title() == "A Title!").await;
}

#[tokio::test]
async fn a_change_that_was_shown_and_never_logged_by_its_node_is_logged_by_those_who_saw_it() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    one.is_heard_by(&two).await;
    ann.until_saved().await;
    one.store.hold();
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    // Bob's words stand on Ann's, which nobody has logged yet. Her node is killed.
    bob.type_at(2, "B ").await;
    bob.until_saved().await;
    assert_eq!(two.stored_title().await, "A B Title");
    assert_eq!(ann.saved, ann.sent - 1, "her own node has said nothing");
    let authors: Vec<_> = two.store.tail(ID, 0).await.expect("a page").into_iter().map(|row| row.author).collect();
    let of = |name| Some(super::joining(name, Role::Editor).person.id);
    assert_eq!(authors[1..], [of("Ann"), of("Bob")], "with whose change it is");
}

#[tokio::test]
async fn what_a_killed_node_has_shown_is_logged_though_nobody_builds_on_it() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    one.is_heard_by(&two).await;
    one.store.hold();
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    eventually(async || two.stored_title().await == "A Title").await;
    assert_eq!(log_len(&two.store).await, 2);
}

#[tokio::test]
async fn who_moves_to_another_node_hears_saved_only_when_their_words_are_in_the_log() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    one.is_heard_by(&two).await;
    one.store.hold();
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    // The other node has her words and cannot log them either, yet.
    two.store.hold();
    let mut ann = ann.resume(&two.documents).await;
    ann.until_quiet(&two.documents).await;
    assert_eq!((ann.sent, ann.saved), (1, 0), "her empty answer covers words that are in no log");
    two.store.release(1_000);
    ann.until_saved().await;
    assert_eq!(two.stored_title().await, "A Title");
}

#[tokio::test]
async fn the_first_account_in_the_log_has_a_client_id_that_two_nodes_gave_away() {
    let nats = Nats::never();
    let (one, two) = Node::pair(&nats, OFTEN).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    ann.until_saved().await;
    let forged = ann.forged();
    let mut eve = Page::join_with(&two.documents, "Eve", Role::Editor, forged).await;
    eve.synchronise().await;
    // Ann's words are logged first, while Eve's node has already taken hers.
    two.store.hold();
    eve.type_at(0, "E").await;
    ann.type_at(0, "A").await;
    ann.until_saved().await;
    two.store.release(1_000);
    eve.until(|page| page.closed.is_some()).await;
    eventually(async || one.title().await == two.title().await).await;
    assert_eq!(two.title().await, one.stored_title().await);
    let owners = one.store.writers(ID).await.expect("answers");
    assert!(owners.contains(&(ann.client(), Some(ann.seat.client.joining.person.id))), "{owners:?}");
    // From here on her node knows whose it is.
    let mut eve = eve.resume(&two.documents).await;
    eve.type_at(0, "E").await;
    eve.until(|page| page.closed == Some(CloseReason::Refused)).await;
}

#[tokio::test]
async fn messages_that_do_not_fit_change_nothing() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    one.is_heard_by(&two).await;
    let (author, writers) = (Uuid::nil(), Vec::new());
    for (number, data) in [(1, &b"rubbish"[..]), (2, &[1, 1, 9, 5, 0x84, 9, 4, 1, b'x', 0])] {
        let data = Bytes::from_static(data);
        let update = Update { number, author, writers: writers.clone(), data };
        assert!(one.bus.say(ID, 7, &Message::Update(update)));
    }
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    assert_eq!(two.title().await, "A Title");
}

#[tokio::test]
async fn changes_too_large_for_the_bus_are_read_from_the_log() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&two.documents, "Bob", Role::Editor).await;
    // Just under what a frame may hold, just over what a message may.
    let much = "a".repeat((1 << 20) - 60);
    ann.type_at(0, &much).await;
    bob.until(|page| page.title().len() == much.len() + 5).await;
}

#[tokio::test]
async fn after_a_node_was_killed_pages_give_back_what_it_lost_to_another() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&one.documents, "Bob", Role::Editor).await;
    ann.type_at(0, "A").await;
    ann.until_saved().await;
    one.store.hold();
    ann.type_at(1, "n ").await;
    bob.until(|page| page.title() == "An Title").await;
    one.is_heard_by(&two).await;
    bob.type_at(3, "B ").await;
    drop(ann);
    // Nobody had the document open at the other node: only Bob's page has these words now.
    let mut bob = Page::join_with(&two.documents, "Bob", Role::Editor, bob.reloaded()).await;
    bob.until(|page| page.closed.is_some()).await;
    assert_eq!(bob.closed, Some(CloseReason::TryLater), "not for good: perhaps a node was killed");
    two.documents.recover(Uuid::from_u128(9));
    let mut bob = bob.resume(&two.documents).await;
    bob.until_saved().await;
    assert_eq!(two.stored_title().await, "An B Title");
}

#[tokio::test]
async fn words_of_somebody_new_that_another_page_brings_stay_theirs() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    let mut bob = Page::open(&one.documents, "Bob", Role::Editor).await;
    one.store.hold();
    ann.type_at(0, "A ").await;
    bob.until(|page| page.title() == "A Title").await;
    let mut bob = bob.resume(&two.documents).await;
    bob.until_saved().await;
    assert_eq!(two.stored_title().await, "A Title");
    // Ann comes a moment later, and goes on under the id that is hers.
    let mut ann = ann.resume(&two.documents).await;
    ann.type_at(2, "n ").await;
    ann.until_saved().await;
    assert_eq!(two.stored_title().await, "A n Title");
}

#[tokio::test]
async fn an_edit_of_the_server_is_listed_with_what_others_wrote() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, SELDOM).await;
    let mut ann = Page::open(&one.documents, "Ann", Role::Editor).await;
    ann.type_at(0, "A ").await;
    ann.until_saved().await;
    let edit = |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| postmortem.title().push(txn, "!");
    two.documents.edit(ID, Uuid::nil(), edit).await.expect("stored");
    assert_eq!(two.store.row(ID).await.expect("a row").projection.title, "A Title!");
    ann.until(|page| page.title() == "A Title!").await;
    // A list entry that is older never replaces a newer one.
    let row = two.store.row(ID).await.expect("a row");
    two.store
        .save_projection(ID, 1, Timestamp::now(), &crate::store::documents::Projection::default())
        .await
        .expect("answers");
    assert_eq!(two.store.row(ID).await.expect("a row").projection.title, row.projection.title);
    ann.send(&Frame::QueryAwareness).await;
}

#[tokio::test]
async fn nodes_that_write_at_once_end_equal_and_with_the_log() {
    let nats = Nats::start().await;
    let (one, two) = Node::pair(&nats, OFTEN).await;
    let three = one.beside(&nats, OFTEN).await;
    let nodes = [&one, &two, &three];
    let mut pages = Vec::new();
    for (node, name) in nodes.iter().zip(["Ann", "Bob", "Eve"]) {
        pages.push(Page::open(&node.documents, name, Role::Editor).await);
    }
    for round in 0..60 {
        for page in &mut pages {
            let at = u32::try_from(page.title().len()).expect("short") * (round % 3) / 2;
            page.type_at(at.min(u32::try_from(page.title().len()).expect("short")), "x").await;
        }
    }
    for page in &mut pages {
        page.until(|page| page.title().len() == 185).await;
        page.until_saved().await;
    }
    assert!(pages.iter().all(|page| page.title() == pages[0].title()));
    for node in nodes {
        assert_eq!(node.title().await, pages[0].title());
    }
    assert_eq!(one.stored_title().await, pages[0].title());
    assert!(one.store.commits.load(Ordering::SeqCst) > 0);
}

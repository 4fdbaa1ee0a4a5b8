//! This page's replica of the document. Observers only write down what happened: whatever follows from it happens after the transaction,
//! because a second transaction inside the first one is the end of the page.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use debrief_shared::document::{Postmortem, TextPath};
use yrs::{
    ClientID, DeepObservable, MapRef, Observable, Origin, ReadTxn, StateVector, Transact, Transaction, TransactionMut,
    UndoManager, Update,
    types::{Event, PathSegment, text::TextEvent},
    undo::Options,
    updates::{decoder::Decode, encoder::Encode},
};

use super::{
    edits::{self, Edit},
    since::Clocks,
    words,
};

/// Changes within this time are undone together, in milliseconds.
const UNDO_STEP_MS: u64 = 500;

/// Origin of what a person here does and undo leaves alone.
const STEERING: &str = "steer";

/// Key of our observers.
const OBSERVER: &str = "live";

/// Where a transaction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A person here.
    Here,
    /// The server.
    Remote,
    /// Another tab, which keeps and sends it itself.
    Tab,
    /// This device's rows.
    Device,
    /// Changes made here before the last sign-out: the server gets them now.
    Back,
}

impl Source {
    fn origin(self) -> &'static str {
        match self {
            Self::Here => "ui",
            Self::Remote => "remote",
            Self::Tab => "tab",
            Self::Device => "device",
            Self::Back => "back",
        }
    }

    fn of(txn: &TransactionMut<'_>) -> Self {
        let is = |source: Self| txn.origin().is_some_and(|origin| origin.as_ref() == source.origin().as_bytes());
        [Self::Remote, Self::Tab, Self::Device, Self::Back].into_iter().find(|&source| is(source)).unwrap_or(Self::Here)
    }
}

/// A change of a text that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextChange {
    pub(super) path: TextPath,
    /// `None`: show the whole text anew.
    pub(super) edits: Option<Vec<Edit>>,
}

/// What happened since the last [`Replica::take`].
#[derive(Debug, Default)]
pub(super) struct Happened {
    pub(super) updates: Vec<(Source, Vec<u8>)>,
    pub(super) texts: Vec<TextChange>,
    /// Something other than a text changed.
    pub(super) structure: bool,
    /// A text that the outline shows changed.
    pub(super) short_text: bool,
}

/// How many editors show a text.
type Watched = Rc<RefCell<HashMap<TextPath, u32>>>;

/// The replica with its undo history.
pub(super) struct Replica {
    postmortem: Postmortem,
    undo: RefCell<UndoManager>,
    happened: Rc<RefCell<Happened>>,
    watched: Watched,
    open: Cell<bool>,
}

impl Replica {
    /// An empty replica; `client` is random and its own for each page load. `clock` tells milliseconds.
    pub(super) fn new(client: u64, clock: fn() -> u64) -> Self {
        let postmortem = Postmortem::new(client);
        let happened = Rc::<RefCell<Happened>>::default();
        let watched = Watched::default();
        observe(&postmortem, &happened, &watched);
        let mut undo = UndoManager::with_options(Options {
            capture_timeout_millis: UNDO_STEP_MS,
            tracked_origins: [Origin::from(Source::Here.origin())].into(),
            capture_transaction: None,
            timestamp: Arc::new(clock),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        });
        undo.expand_scope(postmortem.doc(), postmortem.title());
        for root in postmortem.structure() {
            undo.expand_scope(postmortem.doc(), root);
        }
        Self { postmortem, undo: RefCell::new(undo), happened, watched, open: Cell::new(false) }
    }

    pub(super) fn read<T>(&self, f: impl FnOnce(&Postmortem, &Transaction<'_>) -> T) -> T {
        f(&self.postmortem, &self.postmortem.doc().transact())
    }

    /// One undoable step of a person here, however soon after another; what is typed right after it belongs to it.
    pub(super) fn edit<T>(&self, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> T {
        self.undo.borrow_mut().reset();
        self.transact(Source::Here.origin().into(), f)
    }

    /// A step that is nobody's to undo: where a meeting is, or its clock.
    pub(super) fn steer<T>(&self, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> T {
        self.transact(STEERING.into(), f)
    }

    /// Edits typed into one editor.
    pub(super) fn type_into(&self, path: &TextPath, edits: Vec<Edit>) {
        for step in edits::steps(edits) {
            self.transact(path.to_string().into(), |postmortem, txn| {
                if let Some(text) = postmortem.text(txn, path) {
                    for edit in &step {
                        edits::apply(&text, txn, edit);
                    }
                }
            });
        }
    }

    /// Takes updates from elsewhere, in one transaction. `false` if one cannot be read.
    pub(super) fn apply<U: AsRef<[u8]>>(&self, source: Source, updates: &[U]) -> bool {
        let read: Vec<Update> = updates.iter().filter_map(|update| Update::decode_v1(update.as_ref()).ok()).collect();
        let all = read.len() == updates.len();
        self.transact(source.origin().into(), |_, txn| {
            read.into_iter().fold(all, |fine, update| txn.apply_update(update).is_ok() && fine)
        })
    }

    pub(super) fn state_vector(&self) -> Vec<u8> {
        self.read(|_, txn| txn.state_vector().encode_v1())
    }

    /// What somebody with this state vector misses. `None` if it cannot be read.
    pub(super) fn missing(&self, state_vector: &[u8]) -> Option<Vec<u8>> {
        let state_vector = StateVector::decode_v1(state_vector).ok()?;
        Some(self.read(|_, txn| txn.encode_state_as_update_v1(&state_vector)))
    }

    /// The first clock of a client that is not here.
    pub(super) fn clock(&self, client: u64) -> u32 {
        self.read(|_, txn| txn.state_vector().get(&ClientID::new(client)))
    }

    /// Whether something is here that somebody with this state vector misses, deletions aside.
    pub(super) fn is_ahead_of(&self, other: &StateVector) -> bool {
        self.read(|_, txn| txn.state_vector().iter().any(|(client, &clock)| clock > other.get(client)))
    }

    /// The changes beyond `since`, without what they build on.
    pub(super) fn changes_since(&self, since: &Clocks) -> Vec<u8> {
        self.read(|_, txn| txn.encode_state_as_update_v1(&words::cut(&txn.state_vector(), since)))
    }

    pub(super) fn undo(&self) -> bool {
        self.undo.borrow_mut().undo_blocking()
    }

    pub(super) fn redo(&self) -> bool {
        self.undo.borrow_mut().redo_blocking()
    }

    pub(super) fn can_undo(&self) -> bool {
        self.undo.borrow().can_undo()
    }

    pub(super) fn can_redo(&self) -> bool {
        self.undo.borrow().can_redo()
    }

    /// An editor shows this text from now on: its edits are undoable, and others' are told in detail.
    pub(super) fn watch(&self, path: &TextPath) {
        *self.watched.borrow_mut().entry(path.clone()).or_default() += 1;
        self.undo.borrow_mut().include_origin(path.to_string());
    }

    pub(super) fn unwatch(&self, path: &TextPath) {
        let mut watched = self.watched.borrow_mut();
        if let Some(count) = watched.get_mut(path) {
            *count -= 1;
            if *count == 0 {
                watched.remove(path);
            }
        }
    }

    /// What happened, once.
    pub(super) fn take(&self) -> Happened {
        self.happened.take()
    }

    fn transact<T>(&self, origin: Origin, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> T {
        assert!(
            !self.open.replace(true),
            "an edit inside an edit: changes that follow from others come after the transaction"
        );
        let result = f(&self.postmortem, &mut self.postmortem.doc().transact_mut_with(origin));
        self.open.set(false);
        result
    }
}

fn observe(postmortem: &Postmortem, happened: &Rc<RefCell<Happened>>, watched: &Watched) {
    let updates = happened.clone();
    postmortem
        .doc()
        .observe_update_v1(OBSERVER, move |txn, event| {
            updates.borrow_mut().updates.push((Source::of(txn), event.update.clone()));
        })
        .expect("no transaction is open on a new document");
    let (titles, title_watched) = (happened.clone(), watched.clone());
    postmortem
        .title()
        .observe(OBSERVER, move |txn, event| note_text(txn, event, TextPath::Title, &titles, &title_watched));
    for root in postmortem.structure() {
        observe_root(postmortem, root, happened.clone(), watched.clone());
    }
}

fn observe_root(postmortem: &Postmortem, root: &MapRef, happened: Rc<RefCell<Happened>>, watched: Watched) {
    let [_, sections, timeline, mitigations, _] = postmortem.structure();
    let list = [("sections", sections), ("timeline", timeline), ("mitigations", mitigations)]
        .into_iter()
        .find_map(|(name, map)| (map == root).then_some(name));
    root.observe_deep(OBSERVER, move |txn, events| {
        for event in events.iter() {
            let path = list.and_then(|list| text_path(list, event));
            match (event, path) {
                (Event::Text(text), Some(path)) => note_text(txn, text, path, &happened, &watched),
                _ => happened.borrow_mut().structure = true,
            }
        }
    });
}

fn text_path(list: &str, event: &Event) -> Option<TextPath> {
    let mut path = list.to_owned();
    for segment in event.path() {
        let PathSegment::Key(key) = segment else { return None };
        path.push('/');
        path.push_str(&key);
    }
    path.parse().ok()
}

fn note_text(
    txn: &TransactionMut<'_>,
    event: &TextEvent,
    path: TextPath,
    happened: &RefCell<Happened>,
    watched: &RefCell<HashMap<TextPath, u32>>,
) {
    let own = txn.origin().is_some_and(|origin| origin.as_ref() == path.to_string().as_bytes());
    let editors = watched.borrow().get(&path).copied().unwrap_or_default();
    let mut happened = happened.borrow_mut();
    happened.short_text |= !matches!(path, TextPath::Body(_));
    if editors > u32::from(own) {
        // Computing a delta walks the whole text: only where somebody looks at it.
        happened.texts.push(TextChange { edits: edits::from_delta(event.delta(txn)), path });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use debrief_shared::document::{NewSection, Place, SectionKind};
    use yrs::GetString;

    fn pair() -> (Replica, Replica) {
        (Replica::new(1, || 0), Replica::new(2, || 0))
    }

    fn sync(from: &Replica, to: &Replica) {
        let update = from.missing(&to.state_vector()).expect("a state vector of ours");
        assert!(to.apply(Source::Remote, &[update]));
    }

    #[test]
    fn the_author_of_an_edit_is_not_told_of_it_but_the_wire_is() {
        let (one, two) = pair();
        one.watch(&TextPath::Title);
        two.watch(&TextPath::Title);
        one.type_into(&TextPath::Title, vec![Edit { from: 0, deleted: 0, inserted: "Déjà 🐟".to_owned() }]);
        let happened = one.take();
        assert!(happened.texts.is_empty() && happened.short_text);
        assert_eq!(happened.updates.len(), 1);
        assert_eq!(happened.updates[0].0, Source::Here);
        sync(&one, &two);
        let told = two.take();
        assert_eq!(told.updates[0].0, Source::Remote);
        let edits = Some(vec![Edit { from: 0, deleted: 0, inserted: "Déjà 🐟".to_owned() }]);
        assert_eq!(told.texts, [TextChange { path: TextPath::Title, edits }]);
    }

    #[test]
    fn edits_past_the_end_are_cut_to_the_text() {
        let (one, _) = pair();
        one.type_into(&TextPath::Title, vec![Edit { from: 9, deleted: 9, inserted: "a".to_owned() }]);
        assert_eq!(one.read(|postmortem, txn| postmortem.title().get_string(txn)), "a");
    }

    #[test]
    fn undo_takes_back_own_changes_alone_and_tells_every_editor() {
        let (one, two) = pair();
        one.watch(&TextPath::Title);
        one.type_into(&TextPath::Title, vec![Edit { from: 0, deleted: 0, inserted: "mine".to_owned() }]);
        sync(&one, &two);
        two.type_into(&TextPath::Title, vec![Edit { from: 4, deleted: 0, inserted: " yours".to_owned() }]);
        sync(&two, &one);
        one.take();
        assert!(one.can_undo() && one.undo());
        assert_eq!(one.read(|postmortem, txn| postmortem.title().get_string(txn)), " yours");
        let happened = one.take();
        assert_eq!(happened.updates[0].0, Source::Here);
        assert_eq!(happened.texts.len(), 1);
        assert!(one.redo());
        assert_eq!(one.read(|postmortem, txn| postmortem.title().get_string(txn)), "mine yours");
    }

    #[test]
    fn structure_is_told_apart_from_text() {
        let (one, _) = pair();
        let section = NewSection {
            kind: SectionKind::Prose,
            heading: String::new(),
            guidance: String::new(),
            body: String::new(),
        };
        one.edit(|postmortem, txn| postmortem.add_section(txn, "a", &section, Place::Last));
        assert!(one.take().structure);
        let body = TextPath::Body("a".to_owned());
        one.watch(&body);
        one.type_into(&body, vec![Edit { from: 0, deleted: 0, inserted: "x".to_owned() }]);
        let happened = one.take();
        assert!(!happened.structure && !happened.short_text && happened.texts.is_empty());
        assert!(one.undo());
        assert_eq!(one.take().texts.len(), 1);
    }

    #[test]
    fn several_updates_are_one_change_of_the_page() {
        let (one, two) = pair();
        two.watch(&TextPath::Title);
        let updates: Vec<Vec<u8>> = ["a", "b", "c"]
            .into_iter()
            .map(|letter| {
                one.type_into(&TextPath::Title, vec![Edit { from: 0, deleted: 0, inserted: letter.to_owned() }]);
                one.take().updates.remove(0).1
            })
            .collect();
        let with_a_bad_one = [updates.as_slice(), &[vec![255]]].concat();
        assert!(!two.apply(Source::Remote, &with_a_bad_one), "what can be read is taken, and the rest is told");
        let happened = two.take();
        assert_eq!((happened.updates.len(), happened.texts.len()), (1, 1));
        assert_eq!(two.read(|postmortem, txn| postmortem.title().get_string(txn)), "cba");
    }

    #[test]
    fn bytes_that_are_no_update_are_refused() {
        let (one, _) = pair();
        assert!(!one.apply(Source::Remote, &[[255, 255, 255]]));
        assert_eq!(one.missing(&[255]), None);
    }
}

//! The texts on the page: who shows which, what they are told, and how to get there.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use debrief_shared::document::TextPath;
use web_sys::HtmlElement;
use yrs::{Assoc, IndexedSequence, StickyIndex, TextRef, Transaction, branch::Branch};

use super::{core::Core, edits::Edit, presence::Cursor, replica::TextChange};

/// Something that shows one text.
pub(crate) trait Face {
    /// Which text.
    fn path(&self) -> &TextPath;
    /// The text changed elsewhere; without `edits` the whole of it is to be shown anew.
    fn changed(&self, edits: Option<&[Edit]>);
    /// Where others are in it; replaces those shown before.
    fn show_carets(self: Rc<Self>, carets: &[Caret]);
    /// Scroll there and make it stand out for a moment.
    fn reveal(self: Rc<Self>, range: Option<(u32, u32)>);
    /// Come into sight with this offset, unless it is, and do nothing else.
    fn bring(self: Rc<Self>, at: Option<u32>);
    /// Where it is on the page.
    fn element(&self) -> Option<HtmlElement>;
    /// Take the keyboard.
    fn focus(self: Rc<Self>);
    /// Take the keyboard, with a stretch selected.
    fn choose(self: Rc<Self>, from: u32, to: u32);
}

/// Somebody's caret or selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caret {
    /// Client id of their page.
    pub(crate) client: u64,
    /// Their name, marked if they are a guest.
    pub(crate) name: String,
    /// Index into the palette.
    pub(crate) color: u8,
    /// Where the selection began.
    pub(crate) anchor: u32,
    /// Where the caret is.
    pub(crate) head: u32,
}

/// Names a face while it is on the page.
pub(crate) type FaceId = u32;

/// Something to do with a text that is not on the page yet.
enum Wish {
    Focus(TextPath),
    Reveal(TextPath, Option<(u32, u32)>),
}

/// All faces on the page.
#[derive(Default)]
pub(super) struct Faces {
    shown: RefCell<BTreeMap<FaceId, Rc<dyn Face>>>,
    /// Which of them show a text: there are hundreds, and every change asks.
    by_path: RefCell<HashMap<TextPath, BTreeSet<FaceId>>>,
    next: Cell<FaceId>,
    /// Faces that show somebody's caret now, with what they show.
    with_carets: RefCell<BTreeMap<FaceId, Vec<Caret>>>,
    wish: RefCell<Option<Wish>>,
}

impl Faces {
    /// Those that show `path`. A copy: what they do may change the list.
    fn of(&self, path: &TextPath) -> Vec<(FaceId, Rc<dyn Face>)> {
        let ids: Vec<FaceId> = self.by_path.borrow().get(path).into_iter().flatten().copied().collect();
        self.named(ids)
    }

    fn named(&self, ids: impl IntoIterator<Item = FaceId>) -> Vec<(FaceId, Rc<dyn Face>)> {
        let shown = self.shown.borrow();
        ids.into_iter().filter_map(|id| Some((id, shown.get(&id)?.clone()))).collect()
    }

    fn first(&self, path: &TextPath) -> Option<Rc<dyn Face>> {
        self.of(path).into_iter().next().map(|(_, face)| face)
    }

    pub(super) fn tell(&self, changes: &[TextChange], author: Option<FaceId>) {
        for change in changes {
            for (id, face) in self.of(&change.path) {
                if author != Some(id) {
                    face.changed(change.edits.as_deref());
                }
            }
        }
    }
}

impl Core {
    /// Puts a face on the page.
    pub(crate) fn add_face(&self, face: Rc<dyn Face>) -> FaceId {
        let id = self.faces.next.get();
        self.faces.next.set(id + 1);
        self.replica().watch(face.path());
        self.faces.shown.borrow_mut().insert(id, face.clone());
        self.faces.by_path.borrow_mut().entry(face.path().clone()).or_default().insert(id);
        let wish = self.faces.wish.borrow_mut().take_if(|wish| match wish {
            Wish::Focus(path) | Wish::Reveal(path, _) => path == face.path(),
        });
        if let Some(wish) = wish {
            // The face is being built right now: it is asked when it stands.
            leptos::prelude::request_animation_frame(move || match wish {
                Wish::Focus(_) => face.focus(),
                Wish::Reveal(_, range) => face.reveal(range),
            });
        }
        id
    }

    /// Takes a face off the page.
    pub(crate) fn remove_face(&self, id: FaceId) {
        let Some(face) = self.faces.shown.borrow_mut().remove(&id) else { return };
        self.faces.with_carets.borrow_mut().remove(&id);
        if let Some(ids) = self.faces.by_path.borrow_mut().get_mut(face.path()) {
            ids.remove(&id);
        }
        self.replica().unwatch(face.path());
        self.leave(face.path());
    }

    /// Every text is another one from now on.
    pub(super) fn show_anew(&self) {
        let faces: Vec<_> = self.faces.shown.borrow().values().cloned().collect();
        for face in faces {
            self.replica().watch(face.path());
            face.changed(None);
        }
        self.faces.with_carets.take();
        self.show_carets();
    }

    /// See [`super::Live::focus`].
    pub(super) fn focus(&self, path: &TextPath) {
        match self.faces.first(path) {
            Some(face) => face.focus(),
            None => *self.faces.wish.borrow_mut() = Some(Wish::Focus(path.clone())),
        }
    }

    /// See [`super::Live::reveal`].
    pub(super) fn reveal(&self, path: &TextPath, range: Option<(u32, u32)>) {
        match self.faces.first(path) {
            Some(face) => face.reveal(range),
            None => *self.faces.wish.borrow_mut() = Some(Wish::Reveal(path.clone(), range)),
        }
    }

    /// See [`super::Live::element_of`].
    pub(super) fn element_of(&self, path: &TextPath) -> Option<HtmlElement> {
        self.faces.first(path)?.element()
    }

    /// See [`super::Live::accompany`].
    pub(super) fn bring(&self, path: &TextPath, at: Option<u32>) {
        if let Some(face) = self.faces.first(path) {
            face.bring(at);
        }
    }

    /// See [`super::Live::choose`].
    pub(super) fn choose(&self, path: &TextPath, from: u32, to: u32) {
        if let Some(face) = self.faces.first(path) {
            face.choose(from, to);
        }
    }

    /// Where others are in one text.
    pub(crate) fn carets(&self, path: &TextPath) -> Vec<Caret> {
        let cursors = self.presence.borrow().cursors(path);
        if cursors.is_empty() {
            return Vec::new();
        }
        self.replica().read(|postmortem, txn| {
            let Some(text) = postmortem.text(txn, path) else { return Vec::new() };
            cursors
                .into_iter()
                .filter_map(|(client, person, cursor)| {
                    let (anchor, head) = cursor.ends()?;
                    let (anchor, head) = (offset(&text, txn, &anchor)?, offset(&text, txn, &head)?);
                    Some(Caret { client, name: person.named(), color: person.color, anchor, head })
                })
                .collect()
        })
    }

    /// Where a person's caret is in a text, to bring it into sight.
    pub(super) fn caret_of(&self, client: u64, path: &TextPath) -> Option<u32> {
        self.carets(path).into_iter().find(|caret| caret.client == client).map(|caret| caret.head)
    }

    /// Where the caret of this page begins, while it is in a text.
    pub(crate) fn own_caret(&self) -> Option<(TextPath, u32)> {
        let cursor = self.presence.borrow().cursor().cloned()?;
        let path: TextPath = cursor.text.parse().ok()?;
        let (anchor, head) = cursor.ends()?;
        let from = self.replica().read(|postmortem, txn| {
            let text = postmortem.text(txn, &path)?;
            Some(offset(&text, txn, &anchor)?.min(offset(&text, txn, &head)?))
        })?;
        Some((path, from))
    }

    pub(super) fn show_carets(&self) {
        // Few texts have somebody in them, and the others are not to be asked ten times a second.
        let texts = self.presence.borrow().cursor_texts();
        let mut concerned: BTreeSet<FaceId> = self.faces.with_carets.borrow().keys().copied().collect();
        for path in texts.iter().filter_map(|text| text.parse::<TextPath>().ok()) {
            concerned.extend(self.faces.by_path.borrow().get(&path).into_iter().flatten());
        }
        for (id, face) in self.faces.named(concerned) {
            let carets = self.carets(face.path());
            let mut with = self.faces.with_carets.borrow_mut();
            let before = if carets.is_empty() { with.remove(&id) } else { with.insert(id, carets.clone()) };
            drop(with);
            if before.unwrap_or_default() != carets {
                face.show_carets(&carets);
            }
        }
    }

    /// The caret here moved.
    pub(crate) fn select(self: &Rc<Self>, path: &TextPath, anchor: u32, head: u32) {
        let cursor = self.replica().read(|postmortem, txn| {
            let text = postmortem.text(txn, path)?;
            Cursor::new(path, &sticky(&text, txn, anchor), &sticky(&text, txn, head))
        });
        if self.presence.borrow_mut().set_cursor(cursor) {
            self.announce_soon();
        }
    }

    /// The caret left a text. Where it went to may have been told already.
    pub(crate) fn leave(&self, path: &TextPath) {
        let mut presence = self.presence.borrow_mut();
        if presence.cursor_text() == Some(path.to_string().as_str()) {
            presence.set_cursor(None);
        }
    }
}

fn sticky(text: &TextRef, txn: &Transaction<'_>, at: u32) -> StickyIndex {
    text.sticky_index(txn, at, Assoc::After).unwrap_or_else(|| StickyIndex::from_type(txn, text, Assoc::After))
}

fn offset(text: &TextRef, txn: &Transaction<'_>, index: &StickyIndex) -> Option<u32> {
    let branch: &Branch = text.as_ref();
    let offset = index.get_offset(txn)?;
    (offset.branch.id() == branch.id()).then_some(offset.index)
}

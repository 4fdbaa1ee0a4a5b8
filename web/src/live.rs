//! The open document, as the page's components see it.

use std::{rc::Rc, sync::Arc};

use debrief_shared::{
    api::{Anchor, Person, Thread},
    document::{Postmortem, TextPath, View},
    protocol::CloseReason,
};
use leptos::prelude::*;
use uuid::Uuid;
use yrs::{Transaction, TransactionMut};

/// What people are told of their changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing to show yet.
    Opening,
    /// The server has every change on disk.
    Saved,
    /// Changes are under way.
    Saving,
    /// No connection; changes are kept on this device.
    Offline {
        /// Whether there are changes that the server has not acknowledged.
        unsent: bool,
    },
    /// Closed for good.
    Ended(CloseReason),
    /// The server cannot write to its storage; changes wait.
    StorageTrouble,
}

/// Somebody else who has this postmortem open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Client id of their replica: one a page.
    pub client: u64,
    /// Who it is.
    pub person: Person,
    /// Section they are in.
    pub place: Option<String>,
    /// Text their caret is in.
    pub text: Option<TextPath>,
    /// Whether they did something lately.
    pub active: bool,
}

/// A comment about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it will hang on.
    pub anchor: Anchor,
    /// The text in that range.
    pub quote: String,
}

/// Handle on the open document.
#[derive(Clone, Copy)]
pub struct Live {
    core: StoredValue<Rc<()>, LocalStorage>,
}

impl Live {
    pub fn id(self) -> Uuid { todo!() }
    pub fn outline(self) -> Signal<Arc<View>> { todo!() }
    pub fn edit<T>(self, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> Option<T> { todo!() }
    pub fn read<T>(self, f: impl FnOnce(&Postmortem, &Transaction<'_>) -> T) -> T { todo!() }
    pub fn new_id(self) -> String { todo!() }
    pub fn now(self) -> jiff::Timestamp { todo!() }
    pub fn me(self) -> Person { todo!() }
    pub fn can_write(self) -> Signal<bool> { todo!() }
    pub fn can_comment(self) -> Signal<bool> { todo!() }
    pub fn status(self) -> Signal<Status> { todo!() }
    pub fn peers(self) -> Signal<Arc<Vec<Peer>>> { todo!() }
    pub fn set_place(self, section: Option<String>) { todo!() }
    pub fn undo(self) { todo!() }
    pub fn redo(self) { todo!() }
    pub fn can_undo(self) -> Signal<bool> { todo!() }
    pub fn can_redo(self) -> Signal<bool> { todo!() }
    pub fn threads(self) -> Signal<Arc<Vec<Thread>>> { todo!() }
    pub fn thread_range(self, thread: &Thread) -> Option<(u32, u32)> { todo!() }
    pub fn active_thread(self) -> RwSignal<Option<Uuid>> { todo!() }
    pub fn draft(self) -> RwSignal<Option<Draft>> { todo!() }
    pub fn reveal(self, path: &TextPath, range: Option<(u32, u32)>) { todo!() }
    pub fn focus(self, path: &TextPath) { todo!() }
}

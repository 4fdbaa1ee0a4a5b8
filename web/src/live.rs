//! The open document: replica, device, server and other tabs behind one handle that the page's components share.

mod core;
mod replica;
mod edits;
mod link;
mod wire;
mod arrivals;
mod pace;
mod socket;
mod suggesting;
mod home;
mod device;
mod unsent;
mod since;
mod words;
mod spot;
mod leaving;
mod kept;
mod known;
mod wake;
mod tabs;
mod review;
mod threads;
mod meeting;
mod read;
mod roles;
mod presence;
mod faces;
mod listen;

use std::{rc::Rc, sync::Arc};

use debrief_shared::{
    api::{Anchor, MeetingInfo, Person, Review, Role, Thread},
    document::{Postmortem, TextPath, View},
    id,
    protocol::CloseReason,
    render,
};
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use yrs::{Transaction, TransactionMut};

use crate::{bindings, server_clock};

pub(crate) use core::Core;
pub use device::wipe_device;
pub(crate) use edits::{Edit, from_js, to_js};
pub(crate) use faces::{Caret, Face, FaceId};
pub use kept::Kept;
pub use known::{Known, known_documents};
pub use meeting::Signs;
pub(crate) use pace::Backoff;
pub use read::ReadMarks;
pub(crate) use socket::{Incoming, Socket};
pub use suggesting::Writing;
pub use unsent::unsent_changes;
pub use words::Words;

/// Client ids are below 2^53, the largest integer that JavaScript holds exactly.
const CLIENT_ID_BITS: u32 = 53;

/// What people are told of their changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The first connection is being made.
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
    /// Whether they are typing.
    pub typing: bool,
    /// Another value each time that their caret or place is another.
    pub(crate) moved: u64,
    /// What they say in a meeting.
    pub signs: Signs,
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
    core: StoredValue<Rc<Core>, LocalStorage>,
}

impl Live {
    /// Opens a postmortem for a person, until the current owner ends.
    pub fn open(id: Uuid, me: Person) -> Self {
        let role = roles::recall(me.id, id);
        let core = Rc::new(Core::new(id, me, client_id(), role));
        core.begin();
        let live = Self { core: StoredValue::new_local(core) };
        on_cleanup(move || {
            if let Some(core) = live.core.try_get_value() {
                core.close();
            }
        });
        live
    }

    /// The postmortem's id.
    pub fn id(self) -> Uuid {
        self.core().id
    }

    /// Whether there is something to show, from the device or from the server.
    pub fn opened(self) -> Signal<bool> {
        self.core().signals.opened.into()
    }

    /// [`Postmortem::outline`]: bodies are empty; follows structure and short texts.
    pub fn outline(self) -> Signal<Arc<View>> {
        self.core().signals.outline.into()
    }

    /// One undoable change. `None` while reading only, or when the document is not open any more.
    pub fn edit<T>(self, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> Option<T> {
        self.core.try_get_value()?.edit(f)
    }

    /// Reads the document. Not to be called from inside [`Live::edit`].
    pub fn read<T>(self, f: impl FnOnce(&Postmortem, &Transaction<'_>) -> T) -> T {
        self.core().read(f)
    }

    /// Id for a new item.
    pub fn new_id(self) -> String {
        let mut random = [0; 10];
        random.copy_from_slice(&bindings::random_bytes(10));
        id::new(server_clock::now_ms() as u64, random).to_string()
    }

    /// The time, on the server's clock.
    pub fn now(self) -> Timestamp {
        Timestamp::from_millisecond(server_clock::now_ms() as i64).unwrap_or_default()
    }

    /// The signed-in person.
    pub fn me(self) -> Person {
        self.core().me.clone()
    }

    /// What the person may do here, once it is known.
    pub fn role(self) -> Signal<Option<Role>> {
        self.core().signals.role.into()
    }

    /// Whether the person may change the document now.
    pub fn can_write(self) -> Signal<bool> {
        self.core().signals.can_write.into()
    }

    /// Whether the person may comment now.
    pub fn can_comment(self) -> Signal<bool> {
        self.core().signals.can_comment.into()
    }

    /// What people are told of their changes.
    pub fn status(self) -> Signal<Status> {
        self.core().signals.status.into()
    }

    /// Whether this device keeps the document too; private windows often don't.
    pub fn on_device(self) -> Signal<bool> {
        self.core().signals.on_device.into()
    }

    /// Whether this device kept the document and takes no more: it is full.
    pub fn device_full(self) -> Signal<bool> {
        self.core().signals.device_full.into()
    }

    /// What is kept where, at this moment.
    pub fn kept(self) -> Kept {
        self.core().kept()
    }

    /// What went wrong and what to do about it, while the document stays open.
    pub fn trouble(self) -> RwSignal<Option<String>> {
        self.core().signals.trouble
    }

    /// The role before it became one that does not write, if that happened.
    pub fn lowered(self) -> Signal<Option<Role>> {
        self.core().signals.lowered.into()
    }

    /// What was written here and could not be saved.
    pub fn words(self) -> Signal<Arc<Vec<Words>>> {
        self.core().signals.words.into()
    }

    /// Lets go of [`Live::words`], on this device too. Gives them, to bring them back by [`Live::keep_words`].
    pub fn dismiss_words(self) -> Arc<Vec<Words>> {
        let core = self.core();
        let words = core.signals.words.get_untracked();
        core.dismiss_words();
        words
    }

    /// Whether [`Live::put_back`] would do something with these words now. Follows the document's structure.
    pub fn can_put_back(self, words: &Words) -> bool {
        self.can_write().get()
            && self.outline().with(|view| words.spot.as_ref().is_some_and(|spot| spot.path(view).is_some()))
    }

    /// Puts words that were set aside back into the text where they stood, in one undoable step. `false` if that text is not there.
    pub fn put_back(self, words: &Words) -> bool {
        self.core.try_get_value().is_some_and(|core| core.put_back(words))
    }

    /// Keeps words again that were dismissed.
    pub fn keep_words(self, words: &[Words]) {
        if let Some(core) = self.core.try_get_value() {
            core.set_aside(words.to_vec());
        }
    }

    /// The whole document as Markdown, unsent words included.
    pub fn markdown(self) -> String {
        self.read(|postmortem, txn| render::markdown(&postmortem.view(txn)))
    }

    /// Everybody else who is here.
    pub fn peers(self) -> Signal<Arc<Vec<Peer>>> {
        self.core().signals.peers.into()
    }

    /// Goes to where somebody is.
    pub fn follow(self, peer: &Peer) {
        let core = self.core();
        match (&peer.text, &peer.place) {
            (Some(path), _) => core.reveal(path, core.caret_of(peer.client, path).map(|at| (at, at))),
            (None, Some(section)) => core.reveal(&TextPath::Heading(section.clone()), None),
            (None, None) => core.reveal(&TextPath::Title, None),
        }
    }

    /// Brings the place of somebody into sight, without taking the keyboard or the eye there.
    pub fn accompany(self, peer: &Peer) {
        let Some(core) = self.core.try_get_value() else { return };
        match (&peer.text, &peer.place) {
            (Some(path), _) => core.bring(path, core.caret_of(peer.client, path)),
            (None, Some(section)) => core.bring(&TextPath::Heading(section.clone()), None),
            (None, None) => {}
        }
    }

    /// Brings a text into sight once more, with an offset in it: what stands above it may have grown since [`Live::reveal`].
    pub fn hold_in_sight(self, path: &TextPath, at: Option<u32>) {
        if let Some(core) = self.core.try_get_value() {
            core.bring(path, at);
        }
    }

    /// Tells others which section the person is in.
    pub fn set_place(self, section: Option<String>) {
        let core = self.core();
        let moved = core.presence.borrow_mut().set_place(section);
        if moved {
            core.announce_soon();
        }
    }

    /// Takes back the last own change.
    pub fn undo(self) {
        self.core().undo();
    }

    /// Does again what was taken back.
    pub fn redo(self) {
        self.core().redo();
    }

    /// Whether there is an own change to take back.
    pub fn can_undo(self) -> Signal<bool> {
        self.core().signals.can_undo.into()
    }

    /// Whether there is something to do again.
    pub fn can_redo(self) -> Signal<bool> {
        self.core().signals.can_redo.into()
    }

    /// Where it stands between draft and published, kept current; `None` until the server has told.
    pub fn review(self) -> Signal<Option<Review>> {
        self.core().signals.review.into()
    }

    /// Shows a review that the server has just answered with, unless the page was left meanwhile.
    pub fn take_review(self, review: Review) {
        if let Some(core) = self.core.try_get_value() {
            core::set(core.signals.review, Some(review));
        }
    }

    /// When it is talked about, and by whom, kept current; `None` until the server has told.
    pub fn schedule(self) -> Signal<Option<MeetingInfo>> {
        self.core().signals.schedule.into()
    }

    /// Shows a meeting that the server has just answered with, unless the page was left meanwhile.
    pub fn take_schedule(self, info: MeetingInfo) {
        if let Some(core) = self.core.try_get_value() {
            core::set(core.signals.schedule, Some(info));
        }
    }

    /// Asks the server for the meeting, unless the page was left meanwhile.
    pub fn ask_schedule(self) {
        if let Some(core) = self.core.try_get_value() {
            core.load_schedule();
        }
    }

    /// Asks the server where it stands, unless the page was left meanwhile.
    pub fn ask_review(self) {
        if let Some(core) = self.core.try_get_value() {
            core.load_review();
        }
    }

    /// Comment threads, kept current.
    pub fn threads(self) -> Signal<Arc<Vec<Thread>>> {
        self.core().signals.threads.into()
    }

    /// The thread that is being looked at.
    pub fn active_thread(self) -> RwSignal<Option<Uuid>> {
        self.core().signals.active_thread
    }

    /// The comment that is being begun.
    pub fn draft(self) -> RwSignal<Option<Draft>> {
        self.core().signals.draft
    }

    /// Scrolls to a text, or to a range of it, and makes it stand out for a moment.
    pub fn reveal(self, path: &TextPath, range: Option<(u32, u32)>) {
        self.core().reveal(path, range);
    }

    /// Gives a text the keyboard, with a stretch of it selected.
    pub fn choose(self, path: &TextPath, from: u32, to: u32) {
        self.core().choose(path, from, to);
    }

    /// Follows every text: whoever calls this reactively runs again shortly after texts have come to rest.
    pub fn follow_texts(self) {
        self.core().signals.ranges.track();
    }

    /// Gives a text the keyboard, as soon as it is on the page.
    pub fn focus(self, path: &TextPath) {
        self.core().focus(path);
    }

    pub(crate) fn core(self) -> Rc<Core> {
        self.core.get_value()
    }
}

fn client_id() -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&bindings::random_bytes(8));
    (u64::from_le_bytes(bytes) >> (u64::BITS - CLIENT_ID_BITS)).max(1)
}

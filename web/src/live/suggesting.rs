//! Suggestions that were typed: kept on the device in the very turn, handed over when the caret leaves them, sent when the server can be reached.

use std::{cell::Cell, cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use debrief_shared::{
    api::{CreateThread, Role, Thread},
    document::{TextPath, suggestion::propose},
};
use leptos::prelude::{Get as _, Set as _, Signal, Track as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

use super::{
    Live,
    core::{Core, now, set},
    edits::Edit,
    words::Words,
};
use crate::{api, bindings, texts::suggesting as texts};

const PREFIX: &str = "debrief.suggestions.";
/// What could not be sent is tried again after this long, in milliseconds.
const RETRY_AFTER_MS: f64 = 10_000.0;

/// How a person's typing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Into the shared text.
    Direct,
    /// As suggestions.
    Suggest,
    /// Not at all.
    Read,
}

/// A suggestion that is not on the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Typed {
    /// What will be sent, under an id of its own.
    pub(crate) create: CreateThread,
    /// What was put in, without the words around it.
    put_in: String,
}

/// What the device holds of this page's suggestions.
#[derive(Default, Serialize, Deserialize)]
struct Held {
    /// Handed over.
    waiting: Vec<Typed>,
    /// Being typed, by text.
    typing: BTreeMap<String, Vec<Typed>>,
}

/// The suggestions of one page.
pub(super) struct Outbox {
    /// Of this person and document; each page has a key of its own behind it.
    prefix: String,
    page: u64,
    held: RefCell<Held>,
    sending: Cell<bool>,
    tried: Cell<f64>,
}

impl Outbox {
    pub(super) fn new(account: Uuid, document: Uuid, page: u64) -> Self {
        Self {
            prefix: format!("{PREFIX}{account}.{document}."),
            page,
            held: RefCell::default(),
            sending: Cell::new(false),
            tried: Cell::new(0.0),
        }
    }

    /// Takes what earlier pages left. Another page that is open may send it, too: of an id there is one.
    fn adopt(&self) {
        let Some(storage) = storage() else { return };
        let mut held = self.held.borrow_mut();
        for key in keys(&storage, &self.prefix) {
            let read = storage.get_item(&key).ok().flatten().and_then(|json| serde_json::from_str::<Held>(&json).ok());
            for typed in
                read.into_iter().flat_map(|left| left.waiting.into_iter().chain(left.typing.into_values().flatten()))
            {
                if !held.waiting.iter().any(|known| known.create.id == typed.create.id) {
                    held.waiting.push(typed);
                }
            }
            let _ = storage.remove_item(&key);
        }
        drop(held);
        self.note();
    }

    /// Writes down what there is. A full storage keeps it for this page alone.
    fn note(&self) {
        let Some(storage) = storage() else { return };
        let key = format!("{}{}", self.prefix, self.page);
        let held = self.held.borrow();
        let _ = if held.waiting.is_empty() && held.typing.is_empty() {
            storage.remove_item(&key)
        } else {
            serde_json::to_string(&*held).map_or(Ok(()), |json| storage.set_item(&key, &json))
        };
    }

    fn next(&self) -> Option<CreateThread> {
        self.held.borrow().waiting.first().map(|typed| typed.create.clone())
    }

    fn drop_sent(&self, id: Option<Uuid>) -> Option<Typed> {
        let mut held = self.held.borrow_mut();
        let at = held.waiting.iter().position(|typed| typed.create.id == id)?;
        Some(held.waiting.remove(at))
    }

    fn take_all(&self) -> Vec<Typed> {
        let held = self.held.take();
        self.note();
        held.waiting.into_iter().chain(held.typing.into_values().flatten()).collect()
    }
}

impl Live {
    /// Whether this person, who may write, has chosen to suggest instead.
    pub fn suggests(self) -> Signal<bool> {
        self.core().signals.suggests.into()
    }

    /// Chooses between writing and suggesting.
    pub fn suggest(self, on: bool) {
        self.core().signals.suggests.set(on);
    }

    /// How typing is taken. Follows role and choice when called reactively.
    pub fn writing(self) -> Writing {
        let signals = self.core().signals;
        match (signals.can_write.get(), signals.can_comment.get(), signals.suggests.get()) {
            (true, _, false) => Writing::Direct,
            (_, true, _) => Writing::Suggest,
            _ => Writing::Read,
        }
    }

    /// How many suggestions are not on the server.
    pub fn unsent_suggestions(self) -> usize {
        let core = self.core();
        core.signals.suggestions.track();
        let held = core.outbox.held.borrow();
        held.waiting.len() + held.typing.values().map(Vec::len).sum::<usize>()
    }

    /// Suggestions that were handed over and are not on the server, to be shown in their texts.
    pub(crate) fn waiting_suggestions(self) -> Arc<Vec<Typed>> {
        self.core().signals.suggestions.get()
    }
}

impl Core {
    /// What is being suggested in a text, all of it.
    pub(crate) fn suggest_in(&self, path: &TextPath, edits: &[Edit]) {
        let made = self.read(|postmortem, txn| {
            let proposed = |edit: &Edit| propose(postmortem, txn, path, (edit.from, edit.deleted, &edit.inserted)).ok();
            edits.iter().filter_map(|edit| Some((proposed(edit)?, edit.inserted.clone()))).collect::<Vec<_>>()
        });
        let mut held = self.outbox.held.borrow_mut();
        let before = held.typing.remove(&path.to_string()).unwrap_or_default();
        let mut ids = before.into_iter().map(|typed| typed.create.id);
        let typed: Vec<Typed> = made
            .into_iter()
            .map(|(it, put_in)| {
                let id = ids.next().unwrap_or_else(|| Some(new_id()));
                let create = CreateThread {
                    anchor: it.anchor,
                    quote: it.quote,
                    body: String::new(),
                    suggestion: Some(it.words),
                    id,
                };
                Typed { create, put_in }
            })
            .collect();
        if !typed.is_empty() {
            held.typing.insert(path.to_string(), typed);
        }
        drop(held);
        self.outbox.note();
    }

    /// What was suggested in a text is complete.
    pub(crate) fn hand_over_suggestions(self: &Rc<Self>, path: &TextPath, edits: &[Edit]) {
        if self.link.get().is_ended() {
            // What is on the device is sent by the next page, or was set aside.
            return;
        }
        self.suggest_in(path, edits);
        let refused = |edit: &&Edit| {
            self.read(|postmortem, txn| {
                propose(postmortem, txn, path, (edit.from, edit.deleted, &edit.inserted)).is_err()
            })
        };
        let words: Vec<Words> = edits
            .iter()
            .filter(refused)
            .filter_map(|edit| Words::new(texts::for_words(""), edit.inserted.clone()))
            .collect();
        if !words.is_empty() {
            self.set_aside(words);
            set(self.signals.trouble, Some(texts::TOO_LONG.to_owned()));
        }
        let mut held = self.outbox.held.borrow_mut();
        let Some(typed) = held.typing.remove(&path.to_string()) else { return };
        held.waiting.extend(typed);
        drop(held);
        self.outbox.note();
        self.show_suggestions();
        self.send_suggestions();
    }

    /// Takes up what earlier pages left. At every connection.
    pub(super) fn resume_suggestions(self: &Rc<Self>) {
        self.outbox.adopt();
        self.show_suggestions();
        self.send_suggestions();
    }

    /// Tries again what could not be sent. Called every second.
    pub(super) fn retry_suggestions(self: &Rc<Self>) {
        if self.link.get().is_up() && now() - self.outbox.tried.get() >= RETRY_AFTER_MS && self.outbox.next().is_some()
        {
            self.send_suggestions();
        }
    }

    fn send_suggestions(self: &Rc<Self>) {
        if self.outbox.sending.replace(true) {
            return;
        }
        let core = self.clone();
        spawn_local(async move {
            while let Some(create) = core.outbox.next().filter(|_| !core.link.get().is_ended()) {
                core.outbox.tried.set(now());
                match api::create_thread(core.id, &create).await {
                    Ok(thread) => core.suggestion_sent(create.id, thread),
                    Err(error) if error.may_pass() => break,
                    Err(error) => core.suggestion_refused(create.id, &error.words()),
                }
            }
            core.outbox.sending.set(false);
        });
    }

    fn suggestion_sent(&self, id: Option<Uuid>, thread: Thread) {
        self.outbox.drop_sent(id);
        self.outbox.note();
        if self.closed.get() {
            return;
        }
        self.change_threads(|threads| {
            if !threads.iter().any(|known| known.id == thread.id) {
                threads.push(thread);
            }
        });
        self.show_suggestions();
    }

    /// The server will not have it: its words stay, to be read and copied.
    fn suggestion_refused(&self, id: Option<Uuid>, why: &str) {
        let typed = self.outbox.drop_sent(id);
        self.outbox.note();
        self.show_suggestions();
        self.set_aside(typed.into_iter().filter_map(Typed::words).collect());
        set(self.signals.trouble, Some(texts::not_taken(why)));
    }

    /// Who may not comment any more keeps the words of what was not sent.
    pub(super) fn set_suggestions_aside(&self, role: Option<Role>) {
        if !role.is_some_and(Role::comments) {
            let words = self.outbox.take_all().into_iter().filter_map(Typed::words).collect();
            self.set_aside(words);
            self.show_suggestions();
        }
    }

    fn show_suggestions(&self) {
        if !self.closed.get() {
            let waiting = self.outbox.held.borrow().waiting.clone();
            set(self.signals.suggestions, Arc::new(waiting));
        }
    }
}

impl Typed {
    fn words(self) -> Option<Words> {
        Words::new(texts::for_words(&self.create.quote), self.put_in)
    }
}

/// How many suggestions this device holds that would be lost if it were wiped now.
pub(super) fn count() -> u32 {
    let Some(storage) = storage() else { return 0 };
    let held = keys(&storage, PREFIX).into_iter().filter_map(|key| {
        let held: Held = serde_json::from_str(&storage.get_item(&key).ok()??).ok()?;
        Some(held.waiting.len() + held.typing.values().map(Vec::len).sum::<usize>())
    });
    u32::try_from(held.sum::<usize>()).unwrap_or(u32::MAX)
}

/// The device has been wiped.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        for key in keys(&storage, PREFIX) {
            let _ = storage.remove_item(&key);
        }
    }
}

fn keys(storage: &web_sys::Storage, prefix: &str) -> Vec<String> {
    let all = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    all.filter(|key| key.starts_with(prefix)).collect()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A random id of version 4.
fn new_id() -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&bindings::random_bytes(16));
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

//! What becomes of own words that are not taken, and of everybody's when access ends: the words are kept apart, to be read and copied, and the
//! page goes on with what the server has, or without anything.

use std::{cell::Cell, rc::Rc, sync::Arc};

use debrief_shared::{
    api::Role,
    document::View,
    protocol::{CloseReason, MAX_FRAME_BYTES},
};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use yrs::{StateVector, updates::decoder::Decode};

use super::{
    Status, client_id,
    core::{Core, clock, set},
    device::Device,
    edits,
    presence::Presence,
    replica::{Replica, Source},
    roles,
    words::{self, Words},
};

/// Rows with words that were not saved.
const WORDS: &str = "words";
/// Rows with changes to send after the next sign-in, and the words in them.
const RETURNING: &str = "returning";
const RETURNING_WORDS: &str = "returning-words";
/// Rows with short fields that were filled in and not acknowledged: after a reload nothing else tells them from those of others.
const FIELDS: &str = "fields";
/// Largest update that goes into one frame beside its head.
const MAX_RETURNING_BYTES: usize = MAX_FRAME_BYTES - 1_024;

/// Changes of a session that ended, on their way back.
#[derive(Default)]
pub(super) struct Returning {
    /// Not applied yet.
    updates: Vec<Vec<u8>>,
    /// The words in them.
    words: Vec<Words>,
}

/// Short fields that were filled in here and are not acknowledged.
#[derive(Default)]
pub(super) struct Fields {
    /// By pages before this one.
    earlier: Vec<Words>,
    /// What the device knows of this page's.
    noted: Vec<Words>,
    /// Whether there may be more.
    changed: Cell<bool>,
}

impl Fields {
    /// Something was filled in.
    pub(super) fn change(&self) {
        self.changed.set(true);
    }
}

/// Whether what others wrote may not be shown any more.
pub(super) fn ends_access(reason: CloseReason) -> bool {
    matches!(
        reason,
        CloseReason::SignedOut
            | CloseReason::Suspended
            | CloseReason::NoAccess
            | CloseReason::LinkOver
            | CloseReason::NotFound
    )
}

impl Core {
    /// Whether a server with this state lacks something that is here.
    pub(super) fn is_ahead_of(&self, server: &[u8]) -> bool {
        if self.fresh.borrow().is_some() {
            return false;
        }
        let Ok(server) = StateVector::decode_v1(server) else { return false };
        self.since.raise(&server);
        self.since.is_some() || self.replica().is_ahead_of(&server)
    }

    /// Changes made here are not taken, because the person may not write any more: sets the words in them aside and fetches the document anew.
    /// The page shows the old one until the new one is here.
    pub(super) fn start_over(self: &Rc<Self>) {
        self.set_aside(self.unsaved_words());
        self.give_up_returning();
        self.forget_rows();
        self.forget_fields();
        let client = client_id();
        self.since.restart(client);
        self.unsent.settled();
        self.pieces.take();
        self.with_link(super::link::Link::forget);
        self.fresh.replace(Some(Rc::new(Replica::new(client, clock))));
        self.presence.replace(Presence::new(client, self.me.clone()));
        self.disconnect();
        self.connect();
    }

    /// The document as the server has it takes the place of the one with changes that were not taken.
    pub(super) fn take_over(self: &Rc<Self>, fresh: Rc<Replica>, update: &[u8]) -> bool {
        if !fresh.apply(Source::Remote, &[update]) {
            self.fresh.replace(Some(fresh));
            return false;
        }
        let outline = |replica: &Replica| replica.read(|postmortem, txn| postmortem.outline(txn));
        let old = self.replica.replace(fresh.clone());
        // With all that the server has, too, the old one differs by what was written here, and nothing else.
        if old.apply(Source::Remote, &[update]) {
            self.set_aside(words::filled_in(&outline(&fresh), &outline(&old)));
        }
        self.flush(None);
        self.show_anew();
        true
    }

    /// Access has ended: takes everything off page and device but own words that the server has not acknowledged.
    pub(super) fn lose(self: &Rc<Self>, reason: CloseReason) {
        if reason != CloseReason::SignedOut {
            self.set_aside(self.unsaved_words());
            self.set_drafts_aside(None);
            self.give_up_returning();
            self.forget_rows();
            self.forget_fields();
            self.since.restart(client_id());
            self.unsent.settled();
            roles::forget(self.me.id, self.id);
        } else if !self.since.was_wiped() {
            self.wait_for_sign_in();
        }
        self.forget_content();
    }

    /// Keeps changes that the server has not acknowledged, without the document around them, until the person has signed in again.
    fn wait_for_sign_in(self: &Rc<Self>) {
        let words = self.unsaved_words();
        self.forget_fields();
        let drafts = words::drafts(true);
        let mut shown = words.clone();
        shown.extend(drafts.iter().chain(&self.returning.borrow().words).cloned());
        self.show_words(shown);
        let Some(device) = self.device.borrow().clone() else { return };
        // Nothing sends these by itself.
        keep(&device, WORDS, &drafts);
        let clocks = self.since.clocks();
        if !clocks.is_empty() && self.returning.borrow().updates.is_empty() {
            let changes = self.replica().changes_since(&clocks);
            if changes.len() > MAX_RETURNING_BYTES {
                // Too much for one frame. The rows hold it in pieces; they stay, all of them.
                return;
            }
            device.beside(RETURNING).keep(&changes, |_| ());
            keep(&device, RETURNING_WORDS, &words);
        } else {
            keep(&device, WORDS, &words);
        }
        spawn_local(async move { drop(device.forget().await) });
    }

    /// What was written here and may be lost, in texts and in short fields.
    fn unsaved_words(&self) -> Vec<Words> {
        let replica = self.replica();
        let mut all = words::typed(&replica, &self.since.clocks());
        all.extend(self.unsaved_fields());
        all
    }

    /// Short fields that were filled in here and may be lost, by this page or by earlier ones. The last word on each counts.
    fn unsaved_fields(&self) -> Vec<Words> {
        if !self.since.is_some() {
            return Vec::new();
        }
        let now = self.since.before().map(|before| {
            let after = self.replica().read(|postmortem, txn| postmortem.outline(txn));
            words::filled_in(&before, &after)
        });
        let now = now.unwrap_or_default();
        let mut all = self.fields.borrow().earlier.clone();
        all.retain(|earlier| !now.iter().any(|newer| newer.place == earlier.place));
        all.extend(now);
        all
    }

    /// Keeps on the device which short fields were filled in, unless it knows.
    pub(super) fn note_fields(&self) {
        if !self.fields.borrow_mut().changed.take() || self.fresh.borrow().is_some() {
            return;
        }
        let words = self.unsaved_fields();
        let mut fields = self.fields.borrow_mut();
        if let Some(device) = self.device.borrow().as_ref().filter(|_| fields.noted != words && !words.is_empty()) {
            keep(device, FIELDS, &words);
            fields.noted = words;
        }
    }

    /// The fields are acknowledged, or kept elsewhere.
    fn forget_fields(&self) {
        let fields = self.fields.take();
        if !fields.noted.is_empty() || !fields.earlier.is_empty() {
            self.forget_beside(&[FIELDS]);
        }
    }

    /// Fields of the page are about to go in which something stands that was not handed over.
    pub(super) fn set_drafts_aside(&self, role: Option<Role>) {
        self.set_aside(words::drafts(!role.is_some_and(Role::comments)));
        self.set_suggestions_aside(role);
    }

    /// Keeps words where they can be read and copied, on the page and on the device.
    pub(super) fn set_aside(&self, words: Vec<Words>) {
        if let Some(device) = &*self.device.borrow() {
            keep(device, WORDS, &words);
        }
        self.show_words(words);
    }

    fn show_words(&self, words: Vec<Words>) {
        let mut all = self.signals.words.get_untracked().to_vec();
        for words in words {
            if !all.contains(&words) {
                all.push(words);
            }
        }
        set(self.signals.words, Arc::new(all));
    }

    /// See [`super::Live::put_back`].
    pub(super) fn put_back(self: &Rc<Self>, words: &Words) -> bool {
        let Some(spot) = words.spot.as_ref().filter(|_| self.can_write()) else { return false };
        let replica = self.replica();
        let way = replica.read(|postmortem, txn| {
            let path = spot.path(&postmortem.outline(txn))?;
            Some((spot.way_back(postmortem, txn, &path)?, path))
        });
        let Some((edits, path)) = way else { return false };
        for step in edits::steps(edits) {
            replica.edit(|postmortem, txn| {
                if let Some(text) = postmortem.text(txn, &path) {
                    for edit in &step {
                        edits::apply(&text, txn, edit);
                    }
                }
            });
        }
        self.flush(None);
        let mut left = self.signals.words.get_untracked().to_vec();
        left.retain(|known| known != words);
        if let Some(device) = self.device.borrow().clone() {
            let json = (!left.is_empty()).then(|| serde_json::to_vec(&left).ok()).flatten();
            // The words are in the document now: what stays here by a failing device is shown once more, and put away by hand.
            spawn_local(async move { drop(device.beside(WORDS).replace(json.as_deref()).await) });
        }
        set(self.signals.words, Arc::new(left));
        true
    }

    /// The person has no more use for the words.
    pub(super) fn dismiss_words(&self) {
        set(self.signals.words, Arc::default());
        self.forget_beside(&[WORDS]);
    }

    /// Reads what was set aside before.
    pub(super) async fn load_words(&self, device: &Device) {
        let read = async |name| device.beside(name).rows().await.unwrap_or_default();
        let words = |rows: Vec<Vec<u8>>| {
            rows.iter().filter_map(|row| serde_json::from_slice::<Vec<Words>>(row).ok()).flatten().collect::<Vec<_>>()
        };
        self.show_words(words(read(WORDS).await));
        let earlier = words(read(FIELDS).await).into_iter().rev().fold(Vec::<Words>::new(), |mut last, words| {
            if !last.iter().any(|newer| newer.place == words.place) {
                last.push(words);
            }
            last
        });
        self.fields.borrow_mut().earlier = earlier;
        let updates = read(RETURNING).await;
        let words = words(read(RETURNING_WORDS).await);
        if updates.is_empty() {
            self.show_words(words);
        } else {
            self.returning.replace(Returning { updates, words });
        }
    }

    /// Applies what was written before the last sign-out. To be called when the server's state is here.
    pub(super) fn bring_back(self: &Rc<Self>) {
        let updates = std::mem::take(&mut self.returning.borrow_mut().updates);
        for update in &updates {
            self.apply(Source::Back, &[update]);
        }
        self.came_back.set(self.came_back.get() || !updates.is_empty());
    }

    /// The server has everything, also what came back.
    pub(super) fn settle(&self) {
        self.unsent.settled();
        self.times.saved();
        self.forget_fields();
        if self.since.is_some() {
            let replica = self.replica();
            self.since.settle(|client| replica.clock(client));
        }
        if self.came_back.take() {
            self.returning.take();
            self.forget_beside(&[RETURNING, RETURNING_WORDS]);
        }
    }

    /// What should have come back never will: its words are all that is left of it.
    fn give_up_returning(&self) {
        self.came_back.set(false);
        let returning = self.returning.take();
        if !returning.words.is_empty() {
            self.set_aside(returning.words);
        }
        self.forget_beside(&[RETURNING, RETURNING_WORDS]);
    }

    /// The device answered only after access had ended.
    pub(super) fn device_is_late(&self, device: Device) {
        self.device.replace(Some(device));
        if !matches!(self.link.get().status(), Status::Ended(CloseReason::SignedOut)) {
            self.give_up_returning();
            self.forget_rows();
        }
    }

    fn forget_rows(&self) {
        if let Some(device) = self.device.borrow().clone() {
            // A device that cannot be read shows nothing either.
            spawn_local(async move { drop(device.forget().await) });
        }
    }

    fn forget_beside(&self, names: &'static [&'static str]) {
        if let Some(device) = self.device.borrow().clone() {
            spawn_local(async move {
                for name in names {
                    drop(device.beside(name).forget().await);
                }
            });
        }
    }

    fn forget_content(&self) {
        self.tabs.take();
        self.pieces.take();
        self.fresh.take();
        self.arrivals.clear();
        self.replica.replace(Rc::new(Replica::new(client_id(), clock)));
        let signals = self.signals;
        signals.opened.set(false);
        self.note_rights();
        signals.draft.set(None);
        signals.active_thread.set(None);
        set(signals.outline, Arc::new(View::default()));
        set(signals.threads, Arc::default());
        set(signals.trouble, None);
    }
}

fn keep(device: &Device, name: &str, words: &[Words]) {
    if let Ok(json) = serde_json::to_vec(words)
        && !words.is_empty()
    {
        // Where it cannot be kept it is shown all the same.
        device.beside(name).keep(&json, |_| ());
    }
}

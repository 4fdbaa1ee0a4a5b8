//! The comments of the open document: asked for at each connection, then followed.

use std::rc::Rc;

use debrief_shared::{
    api::{Anchor, MAX_QUOTE_CHARS, Thread, ThreadList},
    document::{Subject, TextPath, place, range, suggestion},
};
use gloo_timers::callback::Timeout;
use leptos::prelude::{GetUntracked as _, Set as _, Track as _, WithUntracked as _};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::{
    Draft, Live,
    core::{Core, now, set},
};
use crate::api::{self, ApiError};

/// Pause before a long thread is asked for that has changed; up to twice as long.
const ASK_AFTER_MS: f64 = 300.0;

impl Live {
    /// Begins a thread on a place as a whole, unless it is not in sight or one may not comment.
    pub fn comment_on(self, place: &Subject) {
        if !self.can_comment().get_untracked() {
            return;
        }
        let Some(words) = self.outline().with_untracked(|view| place.words(view)) else { return };
        let quote = words.chars().take(MAX_QUOTE_CHARS).collect();
        self.draft().set(Some(Draft { anchor: Anchor::on(place), quote }));
    }

    /// Where a thread's text is now; `None` when it is gone. Follows the document when called reactively.
    pub fn thread_range(self, thread: &Thread) -> Option<(u32, u32)> {
        let core = self.core();
        core.signals.ranges.track();
        core.read(|postmortem, txn| place(postmortem, txn, &thread.anchor, &thread.quote))
    }

    /// Where an anchor's range is now; `None` when it is gone. Follows the document when called reactively.
    pub fn anchored_range(self, anchor: &Anchor) -> Option<(u32, u32)> {
        let core = self.core();
        core.signals.ranges.track();
        core.read(|postmortem, txn| range(postmortem, txn, anchor))
    }

    /// Milliseconds since something was last typed on this page.
    pub fn typed_ago(self) -> f64 {
        now() - self.core().typed.get()
    }

    /// The element that shows a text; `None` while nothing does.
    pub fn element_of(self, path: &TextPath) -> Option<HtmlElement> {
        self.core().element_of(path)
    }

    /// What stands where a thread hangs; `None` when that is gone. Follows the document when called reactively.
    pub fn thread_words(self, thread: &Thread) -> Option<String> {
        let core = self.core();
        core.signals.ranges.track();
        core.read(|postmortem, txn| suggestion::words(postmortem, txn, &thread.anchor, &thread.quote))
    }
}

impl Core {
    /// Asks for all of them: at every connection.
    pub(super) fn load_threads(self: &Rc<Self>) {
        let core = self.clone();
        spawn_local(async move {
            // Without an answer the threads known so far stay; the next connection asks again.
            if let Ok(ThreadList { threads, read }) = api::threads(core.id).await
                && !core.closed.get()
                && !core.link.get().is_ended()
            {
                core.take_read(read.as_ref(), &threads);
                core.change_threads(|known| *known = threads);
            }
        });
    }

    /// Shows one as it is now.
    pub(super) fn take_thread(&self, thread: Thread) {
        self.change_threads(|threads| match threads.iter_mut().find(|known| known.id == thread.id) {
            Some(known) => *known = thread,
            None => threads.push(thread),
        });
    }

    /// Asks for one that has changed and is long: a moment later, so that changes in a row are asked for once, and not by everybody at the
    /// same time.
    pub(super) fn load_thread(self: &Rc<Self>, id: Uuid) {
        if !self.asked_threads.borrow_mut().insert(id) {
            return;
        }
        let core = self.clone();
        let pause = ASK_AFTER_MS * (1.0 + js_sys::Math::random());
        Timeout::new(pause as u32, move || core.ask_for_thread(id)).forget();
    }

    fn ask_for_thread(self: Rc<Self>, id: Uuid) {
        self.asked_threads.borrow_mut().remove(&id);
        if self.closed.get() {
            return;
        }
        let core = self;
        spawn_local(async move {
            let answer = api::thread(core.id, id).await;
            if core.closed.get() || core.link.get().is_ended() {
                return;
            }
            // Without an answer the thread stays as it is known; the next connection asks for all.
            match answer {
                Ok(thread) => core.take_thread(thread),
                Err(ApiError::Problem(problem)) if problem.status == 404 => core.forget_thread(id),
                Err(_) => {}
            }
        });
    }

    /// One was removed.
    pub(super) fn forget_thread(&self, id: Uuid) {
        self.change_threads(|threads| threads.retain(|thread| thread.id != id));
        if self.signals.active_thread.get_untracked() == Some(id) {
            self.signals.active_thread.set(None);
        }
    }

    /// Shows them as they are after a change.
    pub(super) fn change_threads(&self, change: impl FnOnce(&mut Vec<Thread>)) {
        let mut threads = self.signals.threads.get_untracked().to_vec();
        change(&mut threads);
        set(self.signals.threads, threads.into());
    }
}

//! Short messages at the foot of the page, each with at most one thing to do; they wait while looked at.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::{IconButton, IconName};

use crate::texts::ui as texts;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(8);
/// How often a message looks again whether somebody is still reading.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The way back. Not a `Callback`: that would end with the component that made it, and what was removed is often the
/// component itself.
type Undo = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: usize,
    text: String,
    undo: Option<Undo>,
}

/// Handle on the messages; provided by context.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next: StoredValue<usize>,
    watched: RwSignal<bool>,
}

impl Toaster {
    /// No messages yet.
    pub fn new() -> Self {
        Self { toasts: RwSignal::default(), next: StoredValue::new(0), watched: RwSignal::new(false) }
    }

    /// Says something.
    pub fn say(self, text: impl Into<String>) {
        self.push(text.into(), None);
    }

    /// Says what was done, with a way back. `undo` may run after the page was left: it reads no signals of the page
    /// without `try_`.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.push(text.into(), Some(Arc::new(undo)));
    }

    fn push(self, text: String, undo: Option<Undo>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.toasts.update(|toasts| toasts.push(Toast { id, text, undo }));
        self.expire(id, STAY);
    }

    fn expire(self, id: usize, after: Duration) {
        set_timeout(
            move || {
                if self.watched.get_untracked() {
                    self.expire(id, LOOK_AGAIN);
                } else {
                    self.drop(id);
                }
            },
            after,
        );
    }

    fn drop(self, id: usize) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
        if self.toasts.with_untracked(Vec::is_empty) {
            self.watched.set(false);
        }
    }
}

impl Default for Toaster {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the messages are shown; once, in the app.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let watch = move |watched| move |_| toaster.watched.set(watched);
    view! {
        <div
            class="toasts"
            role="status"
            on:mouseenter=watch(true)
            on:mouseleave=watch(false)
        >
            <For each=move || toaster.toasts.get() key=|toast| toast.id let(toast)>
                <div class="toast" on:focusin=move |_| toaster.watched.set(true) on:focusout=move |_| toaster.watched.set(false)>
                    <span class="toast-text">{toast.text.clone()}</span>
                    {toast
                        .undo
                        .map(|undo| {
                            view! {
                                <button
                                    type="button"
                                    class="toast-action"
                                    on:click=move |_| {
                                        toaster.drop(toast.id);
                                        undo();
                                    }
                                >
                                    {texts::UNDO}
                                </button>
                            }
                        })}
                    <IconButton
                        icon=IconName::Close
                        label=texts::DISMISS
                        on:click=move |_| toaster.drop(toast.id)
                    />
                </div>
            </For>
        </div>
    }
}

//! Where a comment is written. What could not be sent stays.

use std::future::Future;

use debrief_shared::{
    api::MAX_COMMENT_CHARS,
    said::{from_plain, to_plain},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use uuid::Uuid;
use web_sys::{FocusOptions, ScrollIntoViewOptions, ScrollLogicalPosition, SubmitEvent};

use super::{
    mention::{MentionList, Mentions},
    tone::Tone,
};
use crate::texts::comments as texts;
use crate::{
    api::ApiError,
    ui::{Button, ButtonKind},
};

/// A comment that has not been sent.
#[derive(Clone, Copy)]
pub(super) struct Unsent {
    /// What is written so far; mentions are `@Name`.
    pub(super) text: RwSignal<String>,
    /// Whom the names behind `@` mean.
    people: RwSignal<Vec<(String, Uuid)>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
}

impl Unsent {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::default(),
            people: RwSignal::default(),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Whether nothing is written.
    pub(super) fn is_blank(self) -> bool {
        self.text.with(|text| text.trim().is_empty())
    }

    /// Takes a comment as it is stored, to write on.
    pub(super) fn fill(self, body: &str) {
        let (text, people) = to_plain(body);
        self.people.set(people);
        self.text.set(text);
    }

    /// `@name` means this person from here on.
    pub(super) fn meant(self, name: &str, id: Uuid) {
        self.people.update(|people| {
            people.retain(|(known, _)| known != name);
            people.push((name.to_owned(), id));
        });
    }

    /// Sends what is written, unless that is nothing or it is under way already. Only once the server has it is the text cleared.
    pub(super) fn send<T: 'static, F: Future<Output = Result<T, ApiError>> + 'static>(
        self,
        request: impl FnOnce(String) -> F,
        done: impl FnOnce(T) + 'static,
    ) {
        if untrack(|| self.is_blank()) || self.busy.get_untracked() {
            return;
        }
        let text = self.text.get_untracked();
        self.busy.set(true);
        self.error.set(None);
        let request = request(self.people.with_untracked(|people| from_plain(text.trim(), people)));
        spawn_local(async move {
            let answer = request.await;
            // The page may have been left meanwhile.
            self.busy.try_set(false);
            match answer {
                Ok(value) => {
                    if self.text.try_get_untracked() == Some(text) {
                        self.text.set(String::new());
                    }
                    done(value);
                }
                Err(error) => {
                    drop(self.error.try_set(Some(texts::not_sent_yet(error.words()))));
                }
            }
        });
    }
}

/// Gives a field the keyboard once its card stands where it belongs: until then the page would scroll to somewhere else.
pub(super) fn focus_in_place(area: web_sys::HtmlTextAreaElement) {
    // After the sheet it may be in has been shown.
    request_animation_frame(move || {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // Nothing to do about a browser that refuses focus.
        let _ = area.focus_with_options(&still);
        request_animation_frame(move || {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            area.scroll_into_view_with_scroll_into_view_options(&nearest);
        });
    });
}

/// A text field with its buttons. Ctrl+Enter or ⌘+Enter sends.
#[component]
pub(super) fn Composer(
    /// What is written.
    unsent: Unsent,
    /// Accessible name.
    label: &'static str,
    /// On the button that sends.
    send_words: &'static str,
    /// Sends.
    on_send: Callback<()>,
    /// Puts it away.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            focus_in_place(area);
        }
    });
    let mentions = Mentions::of(unsent, area);
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        key if !event.is_composing() && !event.ctrl_key() && !event.meta_key() && mentions.pressed(key) => {
            event.prevent_default();
            event.stop_propagation();
        }
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            on_send.run(());
        }
        "Escape" if untrack(|| unsent.is_blank()) => {
            event.stop_propagation();
            on_cancel.run(());
        }
        _ => {}
    };
    view! {
        <form
            class="composer"
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                on_send.run(());
            }
        >
            <textarea
                node_ref=area
                class="composer-text"
                rows="2"
                aria-label=label
                placeholder=label
                maxlength=MAX_COMMENT_CHARS
                data-testid="comment-input"
                data-draft="comment"
                prop:value=move || unsent.text.get()
                aria-autocomplete="list"
                aria-controls=move || mentions.is_open().then(|| mentions.list_id())
                aria-activedescendant=move || mentions.active_id()
                on:input=move |event| {
                    unsent.text.set(event_target_value(&event));
                    mentions.look();
                }
                on:click=move |_| mentions.look()
                on:keydown=keys
            ></textarea>
            <MentionList mentions />
            <Tone text=unsent.text />
            <p class="form-error" role="alert" hidden=move || unsent.error.with(Option::is_none)>{move || unsent.error.get()}</p>
            <div class="composer-actions">
                <Button kind=ButtonKind::Primary submit=true busy=unsent.busy attr:data-testid="comment-send" attr:disabled=move || unsent.is_blank()>
                    {send_words}
                </Button>
                <Button kind=ButtonKind::Quiet on:click=move |_| on_cancel.run(())>{texts::CANCEL}</Button>
                <span class="composer-hint">{texts::CTRL_OR_ENTER}</span>
            </div>
        </form>
    }
}

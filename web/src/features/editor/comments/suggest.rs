//! Where other words for a stretch of text are proposed. What could not be sent stays.

use debrief_shared::api::{CreateThread, MAX_COMMENT_CHARS, MAX_SUGGESTION_CHARS, Thread};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::composer::focus_in_place;
use crate::texts::comments as texts;
use crate::{
    api,
    live::Live,
    ui::{Button, ButtonKind, unique_id},
};

/// The form, for [`Live::draft`]; filled with what stands there.
#[component]
pub(super) fn SuggestForm(
    /// The open document.
    live: Live,
    /// Puts it away.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let draft = live.draft();
    let quote = draft.get_untracked().map(|draft| draft.quote).unwrap_or_default();
    let words = RwSignal::new(quote.clone());
    let why = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let same = Memo::new(move |_| words.with(|words| *words == quote));
    let send = move || {
        let Some(begun) = draft.get_untracked() else { return };
        if busy.get_untracked() || same.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let create = CreateThread {
            anchor: begun.anchor,
            quote: begun.quote,
            body: why.get_untracked(),
            suggestion: Some(words.get_untracked()),
            id: None,
        };
        spawn_local(async move {
            let answer: Result<Thread, _> = api::create_thread(live.id(), &create).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(thread) => {
                    draft.try_set(None);
                    live.active_thread().try_set(Some(thread.id));
                }
                Err(problem) => {
                    let _ = error.try_set(Some(texts::not_sent_yet(problem.words())));
                }
            }
        });
    };
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            area.select();
            focus_in_place(area);
        }
    });
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            send();
        }
        "Escape" if same.get_untracked() => {
            event.stop_propagation();
            on_cancel.run(());
        }
        _ => {}
    };
    let (words_id, why_id) = (unique_id("suggest"), unique_id("suggest-why"));
    view! {
        <form
            class="composer"
            on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                send();
            }
            on:keydown=keys
        >
            <label class="visually-hidden" for=words_id.clone()>{texts::WORDS_IN_ITS_PLACE}</label>
            <textarea
                id=words_id
                node_ref=area
                class="composer-text"
                rows="3"
                maxlength=MAX_SUGGESTION_CHARS
                placeholder=texts::EMPTY_TAKE_THE_WORDS_OUT
                data-testid="suggestion-input"
                data-draft="suggestion"
                prop:value=words
                on:input=move |event| words.set(event_target_value(&event))
            ></textarea>
            <label class="visually-hidden" for=why_id.clone()>{texts::WHY_IF_IT_NEEDS_SAYING}</label>
            <textarea
                id=why_id
                class="composer-text"
                rows="1"
                maxlength=MAX_COMMENT_CHARS
                placeholder=texts::WHY_IF_IT_NEEDS_SAYING
                data-testid="suggestion-why"
                prop:value=why
                on:input=move |event| why.set(event_target_value(&event))
            ></textarea>
            <p class="form-error" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
            <div class="composer-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:data-testid="suggestion-send" attr:disabled=move || same.get()>{texts::SUGGEST}</Button>
                <Button kind=ButtonKind::Quiet on:click=move |_| on_cancel.run(())>{texts::CANCEL}</Button>
                <span class="composer-hint">{texts::CTRL_OR_ENTER}</span>
            </div>
        </form>
    }
}

//! The card of a thread that is being begun.

use debrief_shared::api::{CreateThread, MAX_QUOTE_CHARS, Thread};
use leptos::prelude::*;

use super::{
    composer::{Composer, Unsent},
    suggest::SuggestForm,
};
use crate::texts::comments as texts;
use crate::{api, live::Live, ui::Toaster};

/// A composer for [`Live::draft`], among the threads where it will stand.
#[component]
pub(super) fn DraftCard(
    /// The open document.
    live: Live,
    /// What is written. It outlives the card, so that it can be brought back.
    unsent: Unsent,
) -> impl IntoView {
    let draft = live.draft();
    let toaster = expect_context::<Toaster>();
    let send = Callback::new(move |()| {
        let Some(begun) = draft.get_untracked() else { return };
        let quote = begun.quote.clone();
        let postmortem = live.id();
        let request = |body| async move {
            api::create_thread(
                postmortem,
                &CreateThread { anchor: begun.anchor, quote, body, suggestion: None, id: None },
            )
            .await
        };
        unsent.send(request, move |thread: Thread| {
            draft.try_set(None);
            live.active_thread().try_set(Some(thread.id));
        });
    });
    let cancel = Callback::new(move |()| {
        let begun = draft.get_untracked();
        let text = unsent.text.get_untracked();
        draft.set(None);
        unsent.text.set(String::new());
        if !text.trim().is_empty() {
            let bring_back = move || {
                draft.set(begun.clone());
                unsent.text.set(text.clone());
            };
            toaster.undoable(texts::COMMENT_DISCARDED, bring_back);
        }
    });
    let suggesting = RwSignal::new(false);
    let may_suggest = move || {
        draft.with(|draft| {
            // A quote that was cut short is not what would be replaced.
            draft
                .as_ref()
                .is_some_and(|draft| !draft.anchor.start.is_null() && draft.quote.chars().count() < MAX_QUOTE_CHARS)
        })
    };
    let kind = move |suggest: bool, words: &'static str, testid: &'static str| {
        view! {
            <button type="button" class="segment" data-testid=testid aria-pressed=move || (suggesting.get() == suggest).to_string() on:click=move |_| suggesting.set(suggest)>
                {words}
            </button>
        }
    };
    let on_text = move || draft.with(|draft| draft.as_ref().is_none_or(|draft| !draft.anchor.start.is_null()));
    let label = move || if on_text() { texts::COMMENT_ON_THIS_TEXT } else { texts::COMMENT };
    let quote = move || draft.with(|draft| draft.as_ref().map(|draft| draft.quote.clone()).unwrap_or_default());
    view! {
        <li class="thread is-active is-draft" data-testid="comment-draft">
            <blockquote class="thread-quote">{quote}</blockquote>
            <Show when=may_suggest>
                <div class="segments draft-kinds" role="group" aria-label=texts::WHAT_TO_LEAVE_HERE>
                    {kind(false, texts::COMMENT, "draft-comment")} {kind(true, texts::SUGGEST_OTHER_WORDS, "draft-suggest")}
                </div>
            </Show>
            {move || {
                if suggesting.get() {
                    view! { <SuggestForm live on_cancel=cancel /> }.into_any()
                } else {
                    view! { <Composer unsent label=untrack(label) send_words="Comment" on_send=send on_cancel=cancel /> }.into_any()
                }
            }}
        </li>
    }
}

//! Publishing inside. With something missing it is a deliberate choice, with its reason.

use debrief_shared::api::MAX_REVIEW_NOTE_CHARS;
use leptos::{ev, prelude::*};

use super::{ReviewPanelState, words};
use crate::features::editor::page::Panels;
use crate::texts::{outside::TELL_PEOPLE_OUTSIDE, review as texts};
use crate::{
    api,
    live::Status,
    ui::{Button, ButtonKind, Field, Toaster},
};

/// The end of the panel, for those in charge.
#[component]
pub(super) fn PublishPart(state: ReviewPanelState) -> impl IntoView {
    let live = state.live;
    let toaster = expect_context::<Toaster>();
    let gaps = Memo::new(move |_| state.read(|review| review.gaps));
    let outside = expect_context::<Panels>().outside;
    let despite = RwSignal::new(String::new());
    let anyway = RwSignal::new(false);
    let unchanged = Memo::new(move |_| {
        state.read(|review| review.publications.first().is_some_and(|newest| newest.seq == review.end))
    });
    let needs_reason = Memo::new(move |_| !gaps.get().is_none());
    let publish = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if live.status().get_untracked() != Status::Saved {
            state.trouble.set(Some(texts::STILL_BEING_SAVED.to_owned()));
            return;
        }
        if needs_reason.get_untracked() && despite.with_untracked(|reason| reason.trim().is_empty()) {
            anyway.set(true);
            state.trouble.set(Some(texts::REASON_MISSING.to_owned()));
            return;
        }
        let reason = despite.get_untracked();
        state.send(async move { api::publish(live.id(), &reason).await }, move |publication| {
            despite.set(String::new());
            anyway.set(false);
            live.ask_review();
            toaster.say(texts::published_as(publication.number));
        });
    };
    view! {
        <form class="review-publish" on:submit=publish data-testid="review-publish">
            <h3>{texts::PUBLISH}</h3>
            <p class="review-quiet">{texts::WHAT_PUBLISHING_DOES}</p>
            <Show when=move || needs_reason.get()>
                <ul class="review-gaps" data-testid="review-gaps">
                    {move || words::gaps(gaps.get()).into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                </ul>
                <Show when=move || anyway.get()>
                    <Field label=texts::PUBLISH_ANYWAY_BECAUSE value=despite multiline=true autofocus=true max_chars=MAX_REVIEW_NOTE_CHARS />
                </Show>
            </Show>
            <div class="review-buttons">
                <Show
                    when=move || needs_reason.get() && !anyway.get()
                    fallback=move || view! {
                        <Button kind=ButtonKind::Primary submit=true busy=state.busy attr:disabled=move || unchanged.get() attr:data-testid="publish">
                            {move || if unchanged.get() { texts::THIS_IS_PUBLISHED } else { texts::PUBLISH }}
                        </Button>
                    }
                >
                    <Button attr:data-testid="publish-anyway" on:click=move |_| anyway.set(true)>{texts::PUBLISH_ANYWAY}</Button>
                </Show>
            </div>
        </form>
        <button type="button" class="text-button" data-testid="review-outside" on:click=move |_| outside.set(true)>{TELL_PEOPLE_OUTSIDE}</button>
    }
}

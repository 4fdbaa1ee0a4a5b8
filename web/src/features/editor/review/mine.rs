//! One's own part of a round: the five points with notes, and what one comes to. Kept as it is written.

use std::time::Duration;

use debrief_shared::api::{GiveReview, MAX_REVIEW_NOTE_CHARS, PointNote, ReviewPoint, ReviewVerdict};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use uuid::Uuid;

use super::{ReviewPanelState, words};
use crate::{
    api,
    ui::{Button, ButtonKind, Toaster, unique_id},
};

/// Pause after which what is written is kept.
const KEEP_AFTER: Duration = Duration::from_millis(600);

/// What is being said about a point.
#[derive(Clone, Copy)]
struct Draft {
    point: ReviewPoint,
    fine: RwSignal<Option<bool>>,
    note: RwSignal<String>,
}

/// The reviewer's own part of the round `round`.
#[component]
pub(super) fn Mine(round: Uuid, state: ReviewPanelState) -> impl IntoView {
    let live = state.live;
    let toaster = expect_context::<Toaster>();
    let me = state.me();
    let said = state
        .current()
        .filter(|current| current.id == round)
        .and_then(|current| current.reviewers.into_iter().find(|reviewer| Some(reviewer.person.id) == me));
    let drafts = ReviewPoint::ALL.map(|point| {
        let known = said.iter().flat_map(|said| &said.points).find(|known| known.point == point);
        Draft {
            point,
            fine: RwSignal::new(known.map(|known| known.fine)),
            note: RwSignal::new(known.map(|known| known.note.clone()).unwrap_or_default()),
        }
    });
    let note = RwSignal::new(said.as_ref().map(|said| said.note.clone()).unwrap_or_default());
    let verdict = RwSignal::new(said.and_then(|said| said.verdict));
    let give = move || GiveReview {
        // A note without a choice is something to look at.
        points: drafts
            .iter()
            .filter(|draft| draft.fine.get_untracked().is_some() || !draft.note.get_untracked().trim().is_empty())
            .map(|draft| PointNote {
                point: draft.point,
                fine: draft.fine.get_untracked().unwrap_or(false),
                note: draft.note.get_untracked(),
            })
            .collect(),
        verdict: verdict.get_untracked(),
        note: note.get_untracked(),
    };
    let kept = RwSignal::new(true);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let keep = move || {
        if kept.get_untracked() {
            return;
        }
        if state.busy.get_untracked() {
            // Its answer is under way; what is written meanwhile goes with the next.
            return;
        }
        kept.set(true);
        let give = give();
        leptos::task::spawn_local(async move {
            match api::give_review(live.id(), &give).await {
                Ok(review) => live.take_review(review),
                Err(error) => {
                    let _ = kept.try_set(false);
                    let _ = state.trouble.try_set(Some(format!("Your notes are not kept yet. {}", error.words())));
                }
            }
        });
    };
    let changed = move || {
        kept.set(false);
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(keep, KEEP_AFTER).ok();
        });
    };
    // A panel that is closed, or a page that is left, keeps what was written last.
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        keep();
    });
    let decide = move |choice: ReviewVerdict| {
        let before = verdict.get_untracked();
        verdict.set(Some(choice));
        kept.set(true);
        let give = give();
        let said = match choice {
            ReviewVerdict::Approved => "Approved. Thank you for reading it closely.",
            ReviewVerdict::SentBack => "Sent back. The owner sees what you noted.",
        };
        state.send(async move { api::give_review(live.id(), &give).await }, move |review| {
            live.take_review(review);
            toaster.undoable(said, move || {
                verdict.set(before);
                kept.set(false);
                keep();
            });
        });
    };
    let choice = move |choice: ReviewVerdict, kind: ButtonKind, testid: &'static str, words: &'static str| {
        view! {
            <Button
                kind
                busy=state.busy
                attr:data-testid=testid
                attr:aria-pressed=move || (verdict.get() == Some(choice)).to_string()
                on:click=move |_| decide(choice)
            >
                {words}
            </Button>
        }
    };
    let note_id = unique_id("review-note");
    view! {
        <section class="review-mine" aria-label="Your review" data-testid="review-mine">
            <h3>"Your review"</h3>
            <ol class="review-points">{drafts.map(|draft| view! { <Point draft changed=Callback::new(move |()| changed()) /> }).collect_view()}</ol>
            <label class="field-label" for=note_id.clone()>"In a few words"</label>
            <textarea
                id=note_id
                class="input"
                rows="2"
                maxlength=MAX_REVIEW_NOTE_CHARS
                placeholder="Optional"
                data-testid="review-note"
                prop:value=note
                on:input=move |event| {
                    note.set(event_target_value(&event));
                    changed();
                }
            ></textarea>
            <div class="review-buttons">
                {choice(ReviewVerdict::Approved, ButtonKind::Primary, "review-approve", "Approve")}
                {choice(ReviewVerdict::SentBack, ButtonKind::Plain, "review-send-back", "Send back")}
            </div>
        </section>
    }
}

#[component]
fn Point(draft: Draft, changed: Callback<()>) -> impl IntoView {
    let (name, hint) = words::point(draft.point);
    let (group, hint_id) = (unique_id("point"), unique_id("point-hint"));
    let described_by = hint_id.clone();
    let choose = move |fine: bool, words: &'static str| {
        view! {
            <label class="segment review-choice">
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=move || draft.fine.get() == Some(fine)
                    on:change=move |_| {
                        draft.fine.set(Some(fine));
                        changed.run(());
                    }
                />
                {words}
            </label>
        }
    };
    view! {
        <li class="review-point" data-testid="review-point">
            <fieldset aria-describedby=described_by>
                <legend>{name}</legend>
                <p id=hint_id class="review-quiet">{hint}</p>
                <div class="segments">{choose(true, "Fine")}{choose(false, "To look at")}</div>
            </fieldset>
            <Show when=move || draft.fine.get() == Some(false) || !draft.note.with(|note| note.trim().is_empty())>
                <textarea
                    class="input"
                    rows="2"
                    aria-label=format!("Note on: {name}")
                    maxlength=MAX_REVIEW_NOTE_CHARS
                    placeholder="What did you notice?"
                    prop:value=draft.note
                    on:input=move |event| {
                        draft.note.set(event_target_value(&event));
                        changed.run(());
                    }
                ></textarea>
            </Show>
        </li>
    }
}

//! One's own part of a round: the five points with notes, and what one comes to. Kept as it is written.

use std::time::Duration;

use debrief_shared::api::{GiveReview, MAX_REVIEW_NOTE_CHARS, PointNote, ReviewPoint, ReviewVerdict};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{ReviewPanelState, words};
use crate::texts::review as texts;
use crate::{
    api,
    live::Live,
    ui::{Button, ButtonKind, Toaster, unique_id},
};

/// Pause after which what is written is kept.
const KEEP_AFTER: Duration = Duration::from_millis(600);
/// Pause before it is tried again when that did not work.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What is being said about a point.
#[derive(Clone, Copy)]
struct Draft {
    point: ReviewPoint,
    fine: RwSignal<Option<bool>>,
    note: RwSignal<String>,
}

/// What is being written, and how it gets to the server: one request at a time, so that the last one says what was written last.
#[derive(Clone, Copy)]
struct Writing {
    /// Of which postmortem; the page may be left before an answer comes.
    id: Uuid,
    me: Option<Uuid>,
    live: Live,
    trouble: RwSignal<Option<String>>,
    toaster: Toaster,
    drafts: StoredValue<[Draft; 5]>,
    note: RwSignal<String>,
    verdict: RwSignal<Option<ReviewVerdict>>,
    /// Whether everything is with the server, or on its way.
    kept: StoredValue<bool>,
    sending: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Writing {
    /// What is written now.
    fn give(self) -> GiveReview {
        // A note without a choice is something to look at.
        let said = |draft: &Draft| {
            let (fine, note) = (draft.fine.get_untracked(), draft.note.get_untracked());
            let point = PointNote { point: draft.point, fine: fine.unwrap_or(false), note };
            (fine.is_some() || !point.note.trim().is_empty()).then_some(point)
        };
        GiveReview {
            points: self.drafts.with_value(|drafts| drafts.iter().filter_map(said).collect()),
            verdict: self.verdict.get_untracked(),
            note: self.note.get_untracked(),
        }
    }

    /// Something is another one: it is kept when nothing more comes for a while.
    fn changed(self, after: Duration) {
        self.kept.set_value(false);
        self.stop_waiting();
        self.timer.set_value(set_timeout_with_handle(move || self.send(None), after).ok());
    }

    fn stop_waiting(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Sends what is written, and says `done` once the server has it.
    fn send(self, done: Option<(&'static str, Option<ReviewVerdict>)>) {
        if self.sending.get_untracked() {
            return self.changed(KEEP_AFTER);
        }
        self.stop_waiting();
        self.kept.set_value(true);
        self.sending.set(true);
        let give = self.give();
        spawn_local(async move {
            let answer = api::give_review(self.id, &give).await;
            // The panel may have been closed meanwhile: then `leave` has sent what came last.
            let is_open = self.sending.try_set(false).is_none();
            match answer {
                Ok(review) => {
                    let _ = self.trouble.try_set(None);
                    self.live.take_review(review);
                    if let Some((words, before)) = done {
                        self.toaster.undoable(words, move || self.take_back(before));
                    }
                }
                Err(error) if is_open => {
                    self.trouble.set(Some(texts::notes_not_kept(error.words())));
                    self.changed(AGAIN_AFTER);
                }
                Err(error) => self.toaster.say(texts::review_not_kept(error.words())),
            }
        });
    }

    fn decide(self, verdict: ReviewVerdict) {
        if self.sending.get_untracked() {
            // What is on its way first: the verdict is not to be overtaken by it.
            self.kept.set_value(false);
            let again = move || {
                if self.sending.try_get_untracked().is_some() {
                    self.decide(verdict);
                }
            };
            return set_timeout(again, Duration::from_millis(50));
        }
        let before = self.verdict.get_untracked();
        self.verdict.set(Some(verdict));
        let words = match verdict {
            ReviewVerdict::Approved => texts::THANKS_FOR_APPROVING,
            ReviewVerdict::SentBack => texts::THANKS_FOR_SENDING_BACK,
        };
        self.send(Some((words, before)));
    }

    /// Takes a verdict back, also when the panel was closed since: what was noted after it stays.
    fn take_back(self, before: Option<ReviewVerdict>) {
        if self.verdict.try_set(before).is_none() {
            return self.changed(Duration::ZERO);
        }
        spawn_local(async move {
            let review = match api::review(self.id).await {
                Ok(review) => review,
                Err(error) => return self.toaster.say(error.words()),
            };
            let reviewers = review.current().map(|round| round.reviewers.as_slice()).unwrap_or_default();
            // A round that is over is not opened by this.
            if let Some(mine) = reviewers.iter().find(|reviewer| Some(reviewer.person.id) == self.me).cloned() {
                self.send_off(GiveReview { points: mine.points, verdict: before, note: mine.note });
            }
        });
    }

    /// The panel is closed, or the page left: what was written last is sent off.
    fn leave(self) {
        self.stop_waiting();
        if !self.kept.get_value() {
            self.send_off(self.give());
        }
    }

    fn send_off(self, give: GiveReview) {
        spawn_local(async move {
            match api::give_review(self.id, &give).await {
                Ok(review) => self.live.take_review(review),
                Err(error) => self.toaster.say(texts::review_not_kept(error.words())),
            }
        });
    }
}

/// The reviewer's own part of the round `round`.
#[component]
pub(super) fn Mine(round: Uuid, state: ReviewPanelState) -> impl IntoView {
    let live = state.live;
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
    let mine = Writing {
        id: live.id(),
        me,
        live,
        trouble: state.trouble,
        toaster: expect_context(),
        drafts: StoredValue::new(drafts),
        note,
        verdict,
        kept: StoredValue::new(true),
        sending: RwSignal::new(false),
        timer: StoredValue::new(None),
    };
    on_cleanup(move || mine.leave());
    let changed = move || mine.changed(KEEP_AFTER);
    let choice = move |choice: ReviewVerdict, kind: ButtonKind, testid: &'static str, words: &'static str| {
        view! {
            <Button
                kind
                attr:data-testid=testid
                attr:aria-pressed=move || (verdict.get() == Some(choice)).to_string()
                on:click=move |_| mine.decide(choice)
            >
                {words}
            </Button>
        }
    };
    let note_id = unique_id("review-note");
    view! {
        <section class="review-mine" aria-label=texts::YOUR_REVIEW data-testid="review-mine">
            <h3>{texts::YOUR_REVIEW}</h3>
            <ol class="review-points">{drafts.map(|draft| view! { <Point draft changed=Callback::new(move |()| changed()) /> }).collect_view()}</ol>
            <label class="field-label" for=note_id.clone()>{texts::IN_A_FEW_WORDS}</label>
            <textarea
                id=note_id
                class="input"
                rows="2"
                maxlength=MAX_REVIEW_NOTE_CHARS
                placeholder=texts::OPTIONAL
                data-testid="review-note"
                prop:value=note
                on:input=move |event| {
                    note.set(event_target_value(&event));
                    changed();
                }
            ></textarea>
            <div class="review-buttons">
                {choice(ReviewVerdict::Approved, ButtonKind::Primary, "review-approve", texts::APPROVE)}
                {choice(ReviewVerdict::SentBack, ButtonKind::Plain, "review-send-back", texts::SEND_BACK)}
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
                <div class="segments">{choose(true, texts::FINE)}{choose(false, texts::TO_LOOK_AT)}</div>
            </fieldset>
            <Show when=move || draft.fine.get() == Some(false) || !draft.note.with(|note| note.trim().is_empty())>
                <textarea
                    class="input"
                    rows="2"
                    aria-label=texts::note_on(name)
                    maxlength=MAX_REVIEW_NOTE_CHARS
                    placeholder=texts::WHAT_DID_YOU_NOTICE
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

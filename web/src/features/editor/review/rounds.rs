//! The rounds: who was asked and what each came to, and what was published.

use debrief_shared::api::{Publication, ReviewRound, Reviewer};
use leptos::prelude::*;

use super::{ReviewPanelState, words};
use crate::texts::review as texts;
use crate::{
    api,
    texts::times,
    ui::{Avatar, GuestMark, RelativeTime, Toaster, use_minute},
};

/// Everything that was said, newest first.
#[component]
pub(super) fn Rounds(state: ReviewPanelState) -> impl IntoView {
    let now = use_minute();
    let rounds = Memo::new(move |_| state.read(|review| review.rounds.clone()));
    let published = Memo::new(move |_| state.read(|review| review.publications.clone()));
    view! {
        {move || published.get().into_iter().map(|publication| view! { <Published publication now state /> }).collect_view()}
        {move || rounds.get().into_iter().map(|round| view! { <Round round now state /> }).collect_view()}
    }
}

#[component]
fn Round(round: ReviewRound, now: Signal<i64>, state: ReviewPanelState) -> impl IntoView {
    let live = state.live;
    let toaster = expect_context::<Toaster>();
    let is_current = round.ended_at.is_none();
    let by = round.asked_by.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let due = round.due.as_deref().map(|day| texts::by(times::day(day)));
    let end = move |_| {
        state.send(api::end_review(live.id()), move |review| {
            live.take_review(review);
            toaster.say(texts::ROUND_ENDED);
        });
    };
    let ended = round.ended_at.clone().map(|at| {
        let by = round.ended_by.as_ref().map(|person| person.name.clone()).unwrap_or_default();
        view! { <p class="review-quiet">{texts::ENDED_BY_BEFORE}{by}" " <RelativeTime at now /></p> }
    });
    let end_seq = Memo::new(move |_| state.read(|review| review.end));
    let parts = round
        .reviewers
        .iter()
        .cloned()
        .map(|reviewer| view! { <Part reviewer end_seq now id=live.id() /> })
        .collect_view();
    view! {
        <section class="review-round" aria-label=texts::round(round.number) data-testid="review-round">
            <h3>{texts::round(round.number)}</h3>
            <p class="review-quiet">{texts::ASKED_BY_BEFORE}{by}" " <RelativeTime at=round.asked_at.clone() now />{due}</p>
            {(!round.note.is_empty()).then(|| view! { <p class="review-note">{round.note.clone()}</p> })}
            <ul class="review-people">{parts}</ul>
            {ended}
            <Show when=move || is_current && live.can_write().get()>
                <button type="button" class="text-button" data-testid="review-end" on:click=end>{texts::END_THIS_ROUND}</button>
            </Show>
        </section>
    }
}

#[component]
fn Part(reviewer: Reviewer, end_seq: Memo<i64>, now: Signal<i64>, id: uuid::Uuid) -> impl IntoView {
    let Reviewer { person, team, points, verdict, note, at, seq, changes_since } = reviewer;
    let points = points
        .into_iter()
        .map(|said| {
            let (name, _) = words::point(said.point);
            let mark = if said.fine { texts::FINE } else { texts::TO_LOOK_AT };
            view! {
                <li class="review-point-said" data-fine=said.fine.to_string()>
                    <span class="review-point-name">{name}": "{mark}</span>
                    {(!said.note.is_empty()).then(|| view! { <span class="review-point-note">{said.note.clone()}</span> })}
                </li>
            }
        })
        .collect_view();
    // What came after they last said something is new to them.
    let since = move || {
        seq.filter(|seq| *seq < end_seq.get()).map(|seq| {
            let href = format!("/p/{id}/history?at={}&from={seq}", end_seq.get());
            view! { <a class="review-since" href=href>{texts::WHAT_CHANGED_SINCE}</a> }
        })
    };
    view! {
        <li class="review-person" data-testid="reviewer" data-verdict=words::verdict(verdict)>
            <span aria-hidden="true"><Avatar name=person.name.clone() color=person.color /></span>
            <div class="review-person-main">
                <p class="review-person-name">
                    <span>{person.name}<GuestMark guest=person.guest /></span>
                    <span class="review-verdict">{words::said(verdict, changes_since)}</span>
                </p>
                <p class="review-quiet">
                    {team.map(|team| texts::for_team(&team))}
                    {at.map(|at| view! { <RelativeTime at now /> })}
                    " "
                    {since}
                </p>
                {(!note.is_empty()).then(|| view! { <p class="review-note">{note.clone()}</p> })}
                <ul class="review-points-said">{points}</ul>
            </div>
        </li>
    }
}

#[component]
fn Published(publication: Publication, now: Signal<i64>, state: ReviewPanelState) -> impl IntoView {
    let Publication { number, seq, by, at, despite } = publication;
    let by = by.map(|person| person.name).unwrap_or_default();
    let id = state.live.id();
    view! {
        <section class="review-round" aria-label=texts::version(number) data-testid="publication">
            <h3>{texts::published_version(number)}</h3>
            <p class="review-quiet">{texts::BY_BEFORE}{by}" " <RelativeTime at now />" · " <a href=format!("/p/{id}/history?at={seq}")>{texts::SEE_THIS_VERSION}</a>" · "<a href=format!("/p/{id}/v/{number}") rel="external">{texts::READ_IT_AS_A_PAGE}</a></p>
            {(!despite.is_empty()).then(|| view! { <p class="review-note">{despite.clone()}</p> })}
        </section>
    }
}

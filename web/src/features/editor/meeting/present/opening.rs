//! What a meeting opens with: what it is about, how we talk, and what we go through.

use debrief_shared::{api::MeetingPart, document::Facts};
use leptos::prelude::*;

use super::{
    super::schedule::{Stand, span_of, stand},
    stage::Stage,
};
use crate::{
    features::editor::{clock::Clocks, facts::summary, page::title_words},
    texts::{meeting as texts, schedule},
};

/// The opening.
#[component]
pub(super) fn Opening() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let meeting = stage.meeting;
    let live = meeting.live;
    let clocks = Clocks::of(live);
    let facts = Memo::new(move |_| live.outline().with(|view| view.facts.clone()));
    let known = move || {
        let zone = clocks.shown();
        let none = summary::words(&Facts::default(), &zone, false);
        Some(facts.with(|facts| summary::words(facts, &zone, false))).filter(|words| *words != none)
    };
    // What is over or off is not what one is in.
    let scheduled = Memo::new(move |_| {
        let now = live.now();
        live.schedule().with(|info| {
            let meeting = info.as_ref()?.meeting.as_ref().filter(|meeting| stand(meeting, now) == Stand::Ahead)?;
            let leads = meeting.attendees.iter().find(|attendee| attendee.part == MeetingPart::Facilitator);
            let parts = [Some(span_of(meeting)), leads.map(|attendee| schedule::led_by(&attendee.person.named()))];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
        })
    });
    let agenda = Memo::new(move |_| meeting.view.with(|view| view.agenda.clone()));
    let current = Memo::new(move |_| meeting.view.with(|view| view.current().map(|item| item.id.clone())));
    let total = move || agenda.with(|agenda| agenda.iter().map(|item| item.planned().as_mins()).sum::<i64>());
    let off_topic = Memo::new(move |_| meeting.view.with(|view| view.off_topic.clone()));
    view! {
        <h1 class="present-title" data-testid="present-heading">{move || title_words(live)}</h1>
        <p class="present-facts">{known}</p>
        {move || scheduled.get().map(|words| view! { <p class="present-facts" data-testid="present-when">{words}</p> })}
        <div class="present-columns">
            <section>
                <h2>{texts::GROUND_RULES}</h2>
                <ul class="present-rules">{texts::RULES.map(|rule| view! { <li>{rule}</li> }).into_iter().collect_view()}</ul>
            </section>
            <Show when=move || !agenda.with(Vec::is_empty)>
                <section>
                    <h2>{texts::TAB_AGENDA}</h2>
                    <ol class="present-agenda">
                        {move || {
                            agenda
                                .get()
                                .into_iter()
                                .map(|item| {
                                    let runs = current.get().as_ref() == Some(&item.id);
                                    let minutes = texts::minutes(item.planned().as_mins());
                                    view! {
                                        <li class:is-running=runs aria-current=runs.then_some("step")>
                                            <span>{item.title}</span>
                                            <span class="present-minutes">{minutes}</span>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ol>
                    <p class="present-hint">{move || texts::by_agenda(total())}</p>
                    <Show when=move || off_topic.with(|words| !words.is_empty())>
                        <p class="present-off-topic"><strong>{texts::OFF_TOPIC}": "</strong>{off_topic}</p>
                    </Show>
                </section>
            </Show>
        </div>
    }
}

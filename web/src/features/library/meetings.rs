//! Meetings that are still to come, over the library; nothing when there are none.

use debrief_shared::api::{MeetingAhead, MeetingPart};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use crate::api;
use crate::texts::schedule as texts;
use crate::ui::{Icon, IconName};
use crate::zone::{Zone, span_words};

/// Most that are shown.
const MAX_SHOWN: usize = 5;

/// The list.
#[component]
pub(super) fn MeetingsAhead() -> impl IntoView {
    let ahead = RwSignal::<Vec<MeetingAhead>>::default();
    let load = move || {
        spawn_local(async move {
            // Without an answer the library says what is the matter.
            if let Ok(mut found) = api::meetings_ahead().await {
                // One's own first, each in the order of time.
                found.sort_by_key(|meeting| meeting.part.is_none());
                found.truncate(MAX_SHOWN);
                let _ = ahead.try_set(found);
            }
        });
    };
    load();
    let back = window_event_listener(ev::focus, move |_| load());
    on_cleanup(move || back.remove());
    view! {
        <Show when=move || !ahead.with(Vec::is_empty)>
            <section class="waiting" aria-labelledby="meetings-ahead" data-testid="meetings-ahead">
                <h2 id="meetings-ahead">{texts::AHEAD}</h2>
                <ul>
                    <For each=move || ahead.get() key=|row| (row.postmortem, row.starts_at.clone(), row.part, row.title.clone()) let(row)>
                        <Row row />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(row: MeetingAhead) -> impl IntoView {
    let title = if row.title.trim().is_empty() { texts::UNTITLED.to_owned() } else { row.title };
    let span = match (row.starts_at.parse(), row.ends_at.parse()) {
        (Ok(start), Ok(end)) => span_words(start, end, &Zone::mine()),
        _ => String::new(),
    };
    let part = row.part.map(|part| match part {
        MeetingPart::Facilitator => texts::YOU_LEAD_IT.to_owned(),
        MeetingPart::Required => texts::IT_COUNTS_ON_YOU.to_owned(),
        MeetingPart::Optional => texts::YOU_ARE_WELCOME.to_owned(),
    });
    let led = row
        .facilitator
        .map(|person| texts::led_by(&person.named()))
        .filter(|_| row.part != Some(MeetingPart::Facilitator));
    let notes: Vec<String> = [Some(span), part, led].into_iter().flatten().collect();
    view! {
        <li>
            <a class="waiting-row" href=format!("/p/{}#meeting", row.postmortem)>
                <Icon name=IconName::Calendar />
                <span class="waiting-title">{title}</span>
                <span class="waiting-note">{notes.join(" · ")}</span>
            </a>
        </li>
    }
}

//! What happened about a year ago, over the library; nothing when nothing did.

use debrief_shared::api::Anniversary;
use debrief_shared::time::Moment;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::texts::{library as texts, times};
use crate::ui::{Icon, IconName};

/// The list.
#[component]
pub(super) fn AYearAgo() -> impl IntoView {
    let found = RwSignal::<Vec<Anniversary>>::default();
    spawn_local(async move {
        // Without an answer the library says what is the matter.
        if let Ok(list) = api::anniversaries().await {
            let _ = found.try_set(list);
        }
    });
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section class="waiting year-ago" aria-labelledby="year-ago-head" data-testid="anniversaries">
                <h2 id="year-ago-head">{texts::A_YEAR_AGO}</h2>
                <ul>
                    <For each=move || found.get() key=|row| row.postmortem let(row)>
                        <Row row />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(row: Anniversary) -> impl IntoView {
    let title = if row.title.trim().is_empty() { texts::UNTITLED_POSTMORTEM.to_owned() } else { row.title };
    let day = Moment::parse(&row.impact_started).map(|moment| times::date(&moment.date()));
    view! {
        <li>
            <a class="waiting-row" href=format!("/p/{}", row.postmortem)>
                <Icon name=IconName::Clock />
                <span class="waiting-title">{title}</span>
                <span class="waiting-note">{day}</span>
            </a>
        </li>
    }
}

//! What waits for a review by the one who looks, over the library; nothing when nothing waits.

use debrief_shared::api::WaitingReview;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use crate::api;
use crate::texts::{library as texts, times::day};
use crate::ui::{Icon, IconName};

/// The list.
#[component]
pub(super) fn WaitingForReview() -> impl IntoView {
    let waiting = RwSignal::<Vec<WaitingReview>>::default();
    let load = move || {
        spawn_local(async move {
            // Without an answer the library says what is the matter.
            if let Ok(found) = api::waiting_reviews().await {
                let _ = waiting.try_set(found);
            }
        });
    };
    load();
    let back = window_event_listener(ev::focus, move |_| load());
    on_cleanup(move || back.remove());
    view! {
        <Show when=move || !waiting.with(Vec::is_empty)>
            <section class="waiting" aria-labelledby="waiting-head" data-testid="waiting-reviews">
                <h2 id="waiting-head">{texts::WAITING_FOR_YOUR_REVIEW}</h2>
                <ul>
                    <For each=move || waiting.get() key=|row| (row.postmortem, row.asked_at.clone()) let(row)>
                        <Row row />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(row: WaitingReview) -> impl IntoView {
    let title = if row.title.trim().is_empty() { texts::UNTITLED_POSTMORTEM.to_owned() } else { row.title };
    let by = row.asked_by.map(|person| texts::asks(&person.name)).unwrap_or_default();
    let due = row.due.map(|due| texts::by(day(&due)));
    view! {
        <li>
            <a class="waiting-row" href=format!("/p/{}#review", row.postmortem)>
                <Icon name=IconName::Check />
                <span class="waiting-title">{title}</span>
                <span class="waiting-note">{by}{due}</span>
            </a>
        </li>
    }
}

//! Postmortems that tell of something similar, quietly beside the text, each with why. Asked for when it is unfolded, and again when everybody's
//! keys have come to rest.

use std::cell::RefCell;

use debrief_shared::api::SimilarPostmortem;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::missing::follow_width;
use crate::texts::search as texts;
use crate::{
    api,
    live::{Live, Status},
    ui::{Icon, IconName, remember, remembered},
};

/// Where the reader's choice is remembered on this device.
const UNFOLDED: &str = "debrief.similar-unfolded";

/// How long nobody has to have typed before it is looked again, in milliseconds.
const PAUSE_MS: u32 = 4_000;

/// The card, in the rail or under the text: shown in one of the two, by the width of the window.
#[component]
pub(super) fn SimilarCard(
    /// Whether this is the rail's.
    in_rail: bool,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let is_wide = follow_width();
    let here = Memo::new(move |_| is_wide.get() == in_rail);
    let unfolded = RwSignal::new(remembered(UNFOLDED).is_some());
    let found = RwSignal::<Option<Vec<SimilarPostmortem>>>::new(None);
    let (status, asked) = (live.status(), StoredValue::new(0_u32));
    // What is not saved is in no index yet.
    let saved = Memo::new(move |_| matches!(status.get(), Status::Saved));
    let ask = move || {
        let Some(number) = asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        spawn_local(async move {
            // Without an answer what was known stays.
            if let Ok(list) = api::similar(live.id()).await
                && asked.try_get_value() == Some(number)
            {
                let _ = found.try_set(Some(list));
            }
        });
    };
    let pause = RefCell::new(None);
    Effect::new(move |_| {
        if !here.get() || !unfolded.get() || !saved.get() {
            pause.replace(None);
            return;
        }
        live.follow_texts();
        let wait = if found.with_untracked(Option::is_none) { 0 } else { PAUSE_MS };
        pause.replace(Some(Timeout::new(wait, ask)));
    });
    let toggle = move |_| {
        unfolded.update(|unfolded| *unfolded = !*unfolded);
        remember(UNFOLDED, unfolded.get_untracked().then_some("yes"));
    };
    view! {
        <Show when=move || here.get()>
            <section class="missing similar" aria-label=texts::SIMILAR_INCIDENTS data-testid="similar">
                <button type="button" class="guidance-toggle" aria-expanded=move || unfolded.get().to_string() data-testid="similar-toggle" on:click=toggle>
                    <Icon name=IconName::ChevronRight />
                    {texts::SIMILAR_INCIDENTS}
                </button>
                <Show when=move || unfolded.get()>
                    <ul class="similar-lines">
                        <For each=move || found.get().unwrap_or_default() key=|line| (line.postmortem, line.terms.clone(), line.services.clone()) let(line)>
                            <Line line />
                        </For>
                    </ul>
                    <Show when=move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty))>
                        <p class="similar-none">{texts::NOTHING_SIMILAR}</p>
                    </Show>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Line(line: SimilarPostmortem) -> impl IntoView {
    let title = if line.title.trim().is_empty() { texts::UNTITLED.to_owned() } else { line.title };
    view! {
        <li class="similar-line" data-testid="similar-line">
            <a href=format!("/p/{}", line.postmortem) target="_blank" rel="noopener">{title}</a>
            <span class="similar-why">{texts::both(&line.terms, &line.services)}</span>
        </li>
    }
}

//! The timeline on the big screen: forward in time, an entry at a time, with what came later out of sight.

use debrief_shared::{
    document::{EntryView, Facts, TextPath},
    render::scale::{self, Clock, Scale, Setting},
    time::Moment,
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{
    reading::{focused, use_text},
    stage::{Stage, timed},
};
use crate::{
    features::editor::{clock::Clocks, timeline::facts_until},
    text_surface::{SurfaceMode, TextSurface},
    texts::meeting as texts,
    ui::unique_id,
    zone::exact_words,
};

/// Entries that stay in sight below the one that was come to.
const BEFORE: usize = 2;
/// Width that the picture is drawn for on a screen of [`WIDE`] pixels; it is enlarged to fill it.
const DRAWN: f64 = 900.0;
const WIDE: f64 = 1_900.0;
/// Narrowest picture.
const NARROW: f64 = 340.0;

/// The walk.
#[component]
pub(super) fn Walk() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let live = stage.meeting.live;
    let clocks = Clocks::of(live);
    provide_context(clocks);
    let walked = Memo::new(move |_| stage.walked());
    let shown = Memo::new(move |_| {
        let walked = walked.get();
        stage.stops.with(|stops| {
            let from = walked.saturating_sub(BEFORE + 1);
            stops[from..walked.min(stops.len())].iter().rev().cloned().collect::<Vec<_>>()
        })
    });
    let none = move || stage.stops.with(Vec::is_empty);
    view! {
        <Show when=move || !none() fallback=|| view! { <p class="present-empty">{texts::NO_ENTRIES}</p> }>
            <Picture clocks walked />
            <p class="present-hint" data-testid="present-walked">{move || texts::place_of(walked.get(), stage.stops.with(Vec::len))}</p>
            <Show when=move || walked.get() == 0>
                <div class="present-entry is-now">
                    <p class="present-entry-words">{texts::WALK_BEGIN}</p>
                    <p class="present-hint">{texts::WALK_HINT}</p>
                </div>
            </Show>
            <ol class="present-entries" aria-live="polite" data-testid="present-entries">
                <For each=move || shown.get() key=Clone::clone let(id)>
                    <Entry id />
                </For>
            </ol>
        </Show>
    }
}

#[component]
fn Entry(id: String) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let clocks = expect_context::<Clocks>();
    let live = stage.meeting.live;
    let words = use_text(live, TextPath::Entry(id.clone()));
    let id = StoredValue::new(id);
    let entry = Memo::new(move |_| {
        live.outline().with(|view| id.with_value(|id| view.timeline.iter().find(|entry| entry.id == *id).cloned()))
    });
    let now = Memo::new(move |_| stage.place.with(|place| id.with_value(|id| place.entry == *id)));
    let when = move || {
        let at = entry.with(|entry| entry.as_ref().and_then(EntryView::moment));
        at.map(|at| exact_words(clocks.shown().at(at.instant()))).unwrap_or_default()
    };
    let kind = move || entry.with(|entry| entry.as_ref().map(|entry| entry.kind.label()));
    let evidence = move || entry.with(|entry| entry.as_ref().map(|entry| entry.evidence.clone()).unwrap_or_default());
    view! {
        <li class="present-entry" class:is-now=now aria-current=move || now.get().then_some("step")>
            <p class="present-entry-time"><time>{when}</time>" · "{kind}</p>
            <Show
                when=move || now.get() && stage.writing.get()
                fallback=move || {
                    view! {
                        <button type="button" class="present-entry-words" on:click=move |_| id.with_value(|id| stage.walk_to_entry(id))>
                            {words}
                        </button>
                    }
                }
            >
                <Writing id=id.get_value() />
            </Show>
            <Show when=move || now.get() && !evidence().is_empty()>
                <p class="present-evidence">
                    {move || {
                        evidence()
                            .into_iter()
                            .filter(|link| debrief_shared::render::is_web_address(&link.url))
                            .map(|link| {
                                let words = if link.title.is_empty() { link.url.clone() } else { link.title };
                                view! { <a href=link.url target="_blank" rel="noreferrer">{words}</a>" " }
                            })
                            .collect_view()
                    }}
                </p>
            </Show>
        </li>
    }
}

#[component]
fn Writing(id: String) -> impl IntoView {
    let path = TextPath::Entry(id);
    view! {
        <div class="present-entry-words present-writing" data-testid="present-writing" node_ref=focused()>
            <TextSurface path mode=SurfaceMode::Line label=texts::TEXT />
        </div>
    }
}

/// Entries and marks on a scale, as far as the walk has come; a click on a dot walks there.
#[component]
fn Picture(clocks: Clocks, walked: Memo<usize>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let live = stage.meeting.live;
    let width = RwSignal::new(DRAWN);
    let frame = NodeRef::<html::Div>::new();
    let measure = move || {
        if let Some(frame) = frame.try_get_untracked().flatten()
            && frame.client_width() > 0
        {
            let wide = f64::from(frame.client_width());
            width.set((wide * (DRAWN / WIDE).max(NARROW / wide)).min(wide).round());
        }
    };
    frame.on_load(move |_| request_animation_frame(measure));
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let prefix = StoredValue::new(unique_id("present-scale"));
    let drawn = Memo::new(move |_| {
        let (zone, walked) = (clocks.shown(), walked.get());
        live.outline().with(|view| {
            let all: Vec<EntryView> = timed(view).cloned().collect();
            let seen = &all[..walked.min(all.len())];
            let now = seen.last().and_then(EntryView::moment).map(Moment::instant);
            let first = all.first().and_then(EntryView::moment).map(Moment::instant);
            let name = zone.label(first.unwrap_or_else(|| live.now()));
            let offset = |at| zone.offset_minutes(at);
            let clock = Clock { name: &name, offset_minutes: &offset };
            // The scale is that of the whole way; what it shows is what was known.
            let known = match now {
                Some(now) => facts_until(&view.facts, now),
                None => Facts::default(),
            };
            let layout = Scale::over(&all, &view.facts, &clock, width.get())?.layout(seen, &known);
            Some(prefix.with_value(|prefix| scale::svg(&layout, Setting::Inline(prefix))))
        })
    });
    let go = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let dot = target.and_then(|element| element.closest("[data-entry]").ok().flatten());
        if let Some(id) = dot.and_then(|dot| dot.get_attribute("data-entry")) {
            stage.walk_to_entry(&id);
        }
    };
    view! {
        <div class="present-picture" node_ref=frame data-testid="present-picture" on:click=go inner_html=move || drawn.get().unwrap_or_default()></div>
    }
}

//! The picture over the timeline: entries and marks on a scale. A click on a dot goes to its entry; the list below says the same in words.

use debrief_shared::{
    document::{EntryView, TextPath},
    render::scale::{self, Clock, Scale, Setting},
    time::Moment,
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{Timeline, walk};
use crate::texts::timeline as texts;
use crate::{
    bindings,
    ui::{Icon, IconName, unique_id},
};

/// Width of the picture as a file.
const FILE_WIDTH: f64 = 1_200.0;
/// Width while the page has not been measured.
const USUAL_WIDTH: f64 = 640.0;

/// The picture of the entries that are shown.
#[component]
pub(super) fn Picture(
    /// The timeline.
    timeline: Timeline,
    /// The entries that are shown, without their texts: typing does not draw it anew.
    shown: Memo<Vec<EntryView>>,
    /// The same, with those that a walk has not come to yet.
    whole: Memo<Vec<EntryView>>,
) -> impl IntoView {
    let width = RwSignal::new(USUAL_WIDTH);
    let frame = NodeRef::<html::Div>::new();
    let measure = move || {
        if let Some(frame) = frame.try_get_untracked().flatten()
            && frame.client_width() > 0
            && width.try_get_untracked() != Some(f64::from(frame.client_width()))
        {
            width.set(f64::from(frame.client_width()));
        }
    };
    // It comes and goes with what there is to draw.
    Effect::new(move |_| {
        if frame.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let prefix = StoredValue::new(unique_id("scale"));
    let draw = move |width: f64, file: bool| {
        let zone = timeline.clocks.shown();
        let first = shown.with(|shown| shown.iter().find_map(EntryView::moment));
        let name = zone.label(first.map_or_else(|| timeline.live.now(), Moment::instant));
        let offset = |at| zone.offset_minutes(at);
        let clock = Clock { name: &name, offset_minutes: &offset };
        let facts = timeline.facts.with(|facts| walk::known_facts(facts, timeline.walk.get()));
        let entries = shown.with(|shown| {
            let with_text =
                |entry: &EntryView| timeline.entries.get_untracked(&entry.id).unwrap_or_else(|| entry.clone());
            shown.iter().map(with_text).collect::<Vec<_>>()
        });
        // While somebody walks forward, the scale is that of the whole way.
        let layout = if timeline.walk.get().is_some() {
            let all = timeline.facts.get();
            whole.with(|whole| Scale::over(whole, &all, &clock, width))?.layout(&entries, &facts)
        } else {
            scale::layout(&entries, &facts, &clock, width)?
        };
        let setting = prefix.with_value(|prefix| {
            if file { scale::svg(&layout, Setting::File) } else { scale::svg(&layout, Setting::Inline(prefix)) }
        });
        Some(setting)
    };
    let drawn = Memo::new(move |_| draw(width.get(), false));
    let save = move |_| {
        if let Some(file) = untrack(|| draw(FILE_WIDTH, true)) {
            bindings::download("timeline.svg", "image/svg+xml", &file);
        }
    };
    let go = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let dot = target.and_then(|element| element.closest("[data-entry]").ok().flatten());
        if let Some(id) = dot.and_then(|dot| dot.get_attribute("data-entry")) {
            timeline.live.reveal(&TextPath::Entry(id), None);
        }
    };
    view! {
        <Show when=move || drawn.with(Option::is_some)>
            <div class="picture" data-testid="timeline-picture">
                <div class="picture-frame" node_ref=frame on:click=go inner_html=move || drawn.get().unwrap_or_default()></div>
                <button type="button" class="icon-button picture-save" aria-label=texts::DOWNLOAD_THE_PICTURE title=texts::DOWNLOAD_AS_SVG data-testid="timeline-svg" on:click=save>
                    <Icon name=IconName::Download />
                </button>
            </div>
        </Show>
    }
}

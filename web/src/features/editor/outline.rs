//! The rail on the left: the sections, which one is being read, and who is in which.

use leptos::{ev, prelude::*};

use super::{missing::MissingList, page::Panels, section::element_id};
use crate::{
    live::Live,
    ui::{Icon, IconName},
};
use debrief_shared::document::TextPath;

/// A section counts as the current one from this far below the top of the window on, in CSS pixels.
const READING_LINE: f64 = 160.0;

/// The rail.
#[component]
pub(super) fn OutlineRail() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let sections = Memo::new(move |_| {
        live.outline().with(|view| {
            view.live_sections()
                .map(|section| (section.id.clone(), section.heading.trim().to_owned()))
                .collect::<Vec<_>>()
        })
    });
    let removed = Memo::new(move |_| {
        live.outline().with(|view| view.sections.iter().filter(|section| section.removed.is_some()).count())
    });
    let current = current_section(sections);
    view! {
        <nav class="outline-rail" aria-label="Sections">
            <ol class="outline-list">
                <For each=move || sections.get() key=|section| section.clone() let((id, heading))>
                    <OutlineLine id heading current />
                </For>
            </ol>
            <Show when=move || { removed.get() > 0 }>
                <button type="button" class="outline-removed" on:click=move |_| panels.removed.set(true) data-testid="show-removed">
                    <Icon name=IconName::Undo />
                    {move || format!("Removed sections ({})", removed.get())}
                </button>
            </Show>
            <MissingList in_rail=true />
        </nav>
    }
}

#[component]
fn OutlineLine(id: String, heading: String, current: RwSignal<Option<String>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let heading = if heading.is_empty() { "Untitled section".to_owned() } else { heading };
    let (path, here, place) = (TextPath::Heading(id.clone()), id.clone(), id);
    let is_current = Memo::new(move |_| current.with(|current| current.as_ref() == Some(&here)));
    let people = Memo::new(move |_| {
        live.peers().with(|peers| {
            let mut people: Vec<_> = peers
                .iter()
                .filter(|peer| peer.place.as_ref() == Some(&place))
                .map(|peer| peer.person.clone())
                .collect();
            people.dedup_by_key(|person| person.id);
            people
        })
    });
    view! {
        <li>
            <button
                type="button"
                class="outline-line"
                class:is-current=is_current
                aria-current=move || is_current.get().then_some("location")
                on:click=move |_| live.reveal(&path, None)
            >
                <span class="outline-words">{heading}</span>
                <span class="outline-people">
                    {move || {
                        people
                            .get()
                            .into_iter()
                            .map(|person| {
                                let class = format!("outline-dot peer-{}", person.color % 12);
                                view! { <span class=class role="img" aria-label=format!("{} is here", person.name) title=person.name></span> }
                            })
                            .collect_view()
                    }}
                </span>
            </button>
        </li>
    }
}

/// The section at the reading line, the first one above them all, followed while the window scrolls.
fn current_section(sections: Memo<Vec<(String, String)>>) -> RwSignal<Option<String>> {
    let current = RwSignal::new(None);
    let waiting = StoredValue::new(false);
    let look = move || {
        if waiting.try_get_value() != Some(false) {
            return;
        }
        waiting.set_value(true);
        request_animation_frame(move || {
            if waiting.try_set_value(false).is_some() {
                return;
            }
            let now = sections.with_untracked(|sections| at_reading_line(sections));
            if current.with_untracked(|before| *before != now) {
                current.set(now);
            }
        });
    };
    let listener = window_event_listener(ev::scroll, move |_| look());
    on_cleanup(move || listener.remove());
    Effect::new(move |_| {
        sections.track();
        look();
    });
    current
}

fn at_reading_line(sections: &[(String, String)]) -> Option<String> {
    let top = |id: &str| Some(document().get_element_by_id(&element_id(id))?.get_bounding_client_rect().top());
    let reached = sections.iter().rev().find(|(id, _)| top(id).is_some_and(|top| top <= READING_LINE));
    reached.or(sections.first()).map(|(id, _)| id.clone())
}

//! The rail on the left: the sections, which one is being read, and who is in which.

mod drag;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    missing::MissingList,
    news::News,
    page::Panels,
    section::{Direction, element_id, step},
    similar::SimilarCard,
};
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Icon, IconName},
};
use debrief_shared::document::TextPath;
use drag::{Drag, Grip};

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
    tell_place(live, current);
    let (drag, list) = (Drag::default(), NodeRef::<html::Ol>::new());
    view! {
        <nav class="outline-rail" aria-label=texts::SECTIONS>
            <ol class="outline-list" node_ref=list>
                <For each=move || sections.get() key=|section| section.clone() let((id, heading))>
                    <OutlineLine id heading current drag list />
                </For>
            </ol>
            <Show when=move || { removed.get() > 0 }>
                <button type="button" class="outline-removed" on:click=move |_| panels.removed.set(true) data-testid="show-removed">
                    <Icon name=IconName::Undo />
                    {move || texts::removed_sections(removed.get())}
                </button>
            </Show>
            <MissingList in_rail=true />
            <SimilarCard in_rail=true />
        </nav>
    }
}

#[component]
fn OutlineLine(
    id: String,
    heading: String,
    current: RwSignal<Option<String>>,
    drag: Drag,
    list: NodeRef<html::Ol>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let news = expect_context::<News>();
    let stored = StoredValue::new(id.clone());
    let is_new = Memo::new(move |_| stored.with_value(|id| news.is_in(id)));
    let heading = if heading.is_empty() { texts::UNTITLED_SECTION.to_owned() } else { heading };
    let (path, here, place) = (TextPath::Heading(id.clone()), id.clone(), id);
    let is_current = Memo::new(move |_| current.with(|current| current.as_ref() == Some(&here)));
    let people = Memo::new(move |_| {
        live.peers().with(|peers| {
            let mut people: Vec<_> = peers
                .iter()
                .filter(|peer| peer.place.as_ref() == Some(&place))
                .map(|peer| (peer.person.clone(), peer.typing))
                .collect();
            people.sort_by_key(|(person, typing)| (person.id, !typing));
            people.dedup_by_key(|(person, _)| person.id);
            people
        })
    });
    let keys = move |event: ev::KeyboardEvent| {
        if !live.can_write().get_untracked() {
            return;
        }
        let direction = match event.key().as_str() {
            "ArrowUp" if event.alt_key() => Direction::Up,
            "ArrowDown" if event.alt_key() => Direction::Down,
            "F2" => {
                event.prevent_default();
                return stored.with_value(|id| live.focus(&TextPath::Heading(id.clone())));
            }
            _ => return,
        };
        event.prevent_default();
        stored.with_value(|id| step(live, id, direction));
        keep_focus(stored.get_value());
    };
    view! {
        <li
            class="outline-item"
            class:is-dragged=move || stored.with_value(|id| drag.holds(id))
            class:is-target-before=move || stored.with_value(|id| drag.goes_before(id))
            class:is-target-after=move || stored.with_value(|id| drag.goes_after(id))
            data-section=stored.get_value()
        >
            <Show when=move || live.can_write().get()>
                <Grip id=stored.get_value() drag list />
            </Show>
            <button
                type="button"
                class="outline-line"
                class:is-current=is_current
                class:is-new=is_new
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown F2"
                on:keydown=keys
                aria-current=move || is_current.get().then_some("location")
                on:click=move |_| live.reveal(&path, None)
            >
                <span class="outline-words">{heading}</span>
                <Show when=move || is_new.get()>
                    <span class="outline-news" data-testid="outline-news"><span class="visually-hidden">{texts::CHANGED_SINCE_YOU_WERE_LAST_HERE}</span></span>
                </Show>
                <span class="outline-people">
                    {move || {
                        people
                            .get()
                            .into_iter()
                            .map(|(person, typing)| {
                                let class = format!("outline-dot peer-{}{}", person.color % 12, if typing { " is-typing" } else { "" });
                                let words = if typing { texts::is_typing_here(&person.name) } else { texts::is_here(&person.name) };
                                view! { <span class=class role="img" aria-label=words title=person.name></span> }
                            })
                            .collect_view()
                    }}
                </span>
            </button>
        </li>
    }
}

/// The line was moved, and with it the keyboard may have gone.
fn keep_focus(section: String) {
    request_animation_frame(move || {
        let Ok(found) = document().query_selector_all(".outline-item") else { return };
        let mut lines = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok());
        let line = lines.find(|line| line.get_attribute("data-section").as_deref() == Some(&section));
        let button = line.and_then(|line| line.query_selector(".outline-line").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            let _ = button.focus();
        }
    });
}

/// Others see where one reads, too, while one writes nowhere.
fn tell_place(live: Live, current: RwSignal<Option<String>>) {
    Effect::new(move |_| {
        let section = current.get();
        let active = document().active_element();
        let writes = active.is_some_and(|element| matches!(element.closest(".section"), Ok(Some(_))));
        if !writes && section.is_some() {
            live.set_place(section);
        }
    });
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

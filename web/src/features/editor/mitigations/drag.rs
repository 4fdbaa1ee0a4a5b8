//! Moving a mitigation by its grip, within its lane and into another: with a pointer, a finger or the arrow keys.

use debrief_shared::document::Place;
use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{DomRect, Element, PointerEvent};

use super::{
    Mitigations,
    card::keep_focus,
    lanes::{Lane, Layout},
};
use crate::texts::mitigations as texts;
use crate::ui::{Icon, IconName};

/// This near to the edge of a board that scrolls sideways, it scrolls; CSS pixels.
const EDGE: f64 = 40.0;
/// By this much at each move of the pointer; CSS pixels.
const SCROLL_STEP: i32 = 16;

/// What is being dragged, and where it would land.
#[derive(Clone, Copy)]
pub(super) struct Drag(RwSignal<Option<Dragged>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Dragged {
    id: String,
    target: Option<Target>,
}

/// A lane, and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    lane: String,
    spot: Spot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Spot {
    Before(String),
    After(String),
    Alone,
}

impl Drag {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Whether this one is being dragged.
    pub(super) fn holds(self, id: &str) -> bool {
        self.0.with(|drag| drag.as_ref().is_some_and(|drag| drag.id == id))
    }

    /// Whether the dragged one would land right before this one.
    pub(super) fn goes_before(self, id: &str) -> bool {
        self.targets(|target| matches!(&target.spot, Spot::Before(other) if other == id))
    }

    /// Whether the dragged one would land right after this one.
    pub(super) fn goes_after(self, id: &str) -> bool {
        self.targets(|target| matches!(&target.spot, Spot::After(other) if other == id))
    }

    /// Whether the dragged one would land in this lane.
    pub(super) fn goes_into(self, lane: Lane) -> bool {
        self.targets(|target| target.lane == lane.word())
    }

    fn targets(self, is: impl FnOnce(&Target) -> bool) -> bool {
        self.0.with(|drag| drag.as_ref().and_then(|drag| drag.target.as_ref()).is_some_and(is))
    }
}

/// The grip of the mitigation `id`.
#[component]
pub(super) fn Grip(
    /// Which one.
    id: String,
    /// The lane it is in.
    lane: Lane,
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let drag = mitigations.drag.0;
    let id = StoredValue::new(id);
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(grip) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without capture the drag ends where the pointer leaves the grip: a nuisance, no harm.
            let _ = grip.set_pointer_capture(event.pointer_id());
        }
        drag.set(Some(Dragged { id: id.get_value(), target: None }));
    };
    let over = move |event: PointerEvent| {
        let dragged = drag.with_untracked(|drag| drag.as_ref().is_some_and(|drag| id.with_value(|id| drag.id == *id)));
        let section = event
            .current_target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|grip| grip.closest(".mitigations-lanes").ok().flatten());
        if let Some(section) = section.filter(|_| dragged) {
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            scroll_sideways(&section, x);
            let target = target_at(&section, x, y, &id.get_value());
            drag.update(|drag| {
                if let Some(drag) = drag {
                    drag.target = target;
                }
            });
        }
    };
    let drop = move |_: PointerEvent| {
        let Some(Dragged { id, target: Some(target) }) = drag.get_untracked() else { return drag.set(None) };
        drag.set(None);
        let lanes = mitigations.layout.get_untracked().lanes();
        let Some(lane) = lanes.into_iter().find(|lane| lane.word() == target.lane) else { return };
        match &target.spot {
            Spot::Before(other) => mitigations.put(&id, lane, Place::Before(other)),
            Spot::After(other) => mitigations.put(&id, lane, Place::After(other)),
            Spot::Alone => mitigations.put(&id, lane, Place::Last),
        }
    };
    let keys = move |event: KeyboardEvent| {
        let on_board = mitigations.layout.get_untracked() == Layout::Board;
        let (by, aside) = match event.key().as_str() {
            "ArrowUp" => (-1, false),
            "ArrowDown" => (1, false),
            "ArrowLeft" if on_board => (-1, true),
            "ArrowRight" if on_board => (1, true),
            "Escape" => return drag.set(None),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        id.with_value(|id| {
            if aside {
                mitigations.step_aside(lane, id, by);
            } else if mitigations.step(lane, id, by) {
                keep_focus();
            }
        });
    };
    view! {
        <button
            type="button"
            class="grip"
            aria-label=texts::MOVE_DRAG_OR_PRESS_AN_ARROW
            data-testid="mitigation-grip"
            on:pointerdown=down
            on:pointermove=over
            on:pointerup=drop
            on:pointercancel=move |_| drag.set(None)
            on:keydown=keys
        >
            <Icon name=IconName::Grip />
        </button>
    }
}

/// Brings columns into sight that the pointer is on its way to.
fn scroll_sideways(section: &Element, x: f64) {
    let area = section.get_bounding_client_rect();
    if x > area.right() - EDGE {
        section.set_scroll_left(section.scroll_left() + SCROLL_STEP);
    } else if x < area.left() + EDGE {
        section.set_scroll_left(section.scroll_left() - SCROLL_STEP);
    }
}

/// Where a card dropped at this point of the window belongs; `None` where it is already, and outside of all lanes.
fn target_at(section: &Element, x: f64, y: f64, dragged: &str) -> Option<Target> {
    let inside =
        |area: &DomRect| (area.left()..=area.right()).contains(&x) && (area.top()..=area.bottom()).contains(&y);
    let lane = children(section).into_iter().find(|lane| inside(&lane.get_bounding_client_rect()))?;
    let word = lane.get_attribute("data-lane")?;
    let list = lane.query_selector(".cards").ok().flatten()?;
    let cards: Vec<(String, f64)> = children(&list)
        .into_iter()
        .filter_map(|card| {
            let area = card.get_bounding_client_rect();
            Some((card.get_attribute("data-id")?, area.top() + area.height() / 2.0))
        })
        .collect();
    let above = cards.iter().filter(|(id, middle)| id != dragged && *middle < y).count();
    if cards.iter().position(|(id, _)| id == dragged) == Some(above) {
        return None;
    }
    let others: Vec<&String> = cards.iter().map(|(id, _)| id).filter(|id| *id != dragged).collect();
    let spot = match others.get(above) {
        Some(next) => Spot::Before((*next).clone()),
        None => others.last().map_or(Spot::Alone, |last| Spot::After((*last).clone())),
    };
    Some(Target { lane: word, spot })
}

fn children(element: &Element) -> Vec<Element> {
    let children = element.children();
    (0..children.length()).filter_map(|at| children.item(at)).collect()
}

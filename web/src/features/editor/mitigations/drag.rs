//! Moving a mitigation by its grip: with a pointer, a finger or the arrow keys.

use debrief_shared::document::Place;
use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, PointerEvent};

use super::{Mitigations, card::keep_focus, groups::Group};
use crate::ui::{Icon, IconName};

/// What is being dragged, and where it would land.
#[derive(Clone, Copy)]
pub(super) struct Drag(RwSignal<Option<Dragged>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Dragged {
    id: String,
    target: Option<Target>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Before(String),
    After(String),
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
        self.targets(|target| matches!(target, Target::Before(other) if other == id))
    }

    /// Whether the dragged one would land right after this one.
    pub(super) fn goes_after(self, id: &str) -> bool {
        self.targets(|target| matches!(target, Target::After(other) if other == id))
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
    /// The group in which it moves.
    group: Group,
    /// The section.
    mitigations: Mitigations,
    /// The list it is in.
    list: NodeRef<html::Ol>,
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
        if let Some(list) = list.get_untracked().filter(|_| dragged) {
            let target = target_at(&list, f64::from(event.client_y()), &id.get_value());
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
        match target {
            Target::Before(other) => mitigations.shift(&id, Place::Before(&other)),
            Target::After(other) => mitigations.shift(&id, Place::After(&other)),
        }
    };
    let keys = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            "Escape" => return drag.set(None),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if id.with_value(|id| mitigations.step(group, id, by)) {
            keep_focus();
        }
    };
    view! {
        <button
            type="button"
            class="grip"
            aria-label="Move: drag, or press an arrow key"
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

/// Where a card dropped at this height of the window belongs; `None` where it is already.
fn target_at(list: &Element, y: f64, dragged: &str) -> Option<Target> {
    let children = list.children();
    let cards: Vec<(String, f64)> = (0..children.length())
        .filter_map(|at| children.item(at))
        .filter_map(|card| {
            let area = card.get_bounding_client_rect();
            Some((card.get_attribute("data-id")?, area.top() + area.height() / 2.0))
        })
        .collect();
    let own = cards.iter().position(|(id, _)| id == dragged)?;
    let above = cards.iter().filter(|(id, middle)| id != dragged && *middle < y).count();
    if above == own {
        return None;
    }
    let others: Vec<&String> = cards.iter().map(|(id, _)| id).filter(|id| *id != dragged).collect();
    match others.get(above) {
        Some(next) => Some(Target::Before((*next).clone())),
        None => others.last().map(|last| Target::After((*last).clone())),
    }
}

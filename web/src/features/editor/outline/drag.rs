//! Moving a section in the outline: by its grip, with a pointer or a finger.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, PointerEvent};

use super::super::section::move_to;
use crate::{
    live::Live,
    ui::{Icon, IconName},
};
use debrief_shared::document::Place;

/// What is being dragged, and where it would land.
#[derive(Clone, Copy, Default)]
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

/// The grip of a section's line. The keyboard moves the line itself.
#[component]
pub(super) fn Grip(
    /// Which section.
    id: String,
    /// What is being dragged.
    drag: Drag,
    /// The list it is in.
    list: NodeRef<html::Ol>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let drag = drag.0;
    let id = StoredValue::new(id);
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
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
            Target::Before(other) => move_to(live, &id, Place::Before(&other)),
            Target::After(other) => move_to(live, &id, Place::After(&other)),
        }
    };
    view! {
        <span
            class="outline-grip"
            aria-hidden="true"
            data-testid="outline-grip"
            on:pointerdown=down
            on:pointermove=over
            on:pointerup=drop
            on:pointercancel=move |_| drag.set(None)
        >
            <Icon name=IconName::Grip />
        </span>
    }
}

/// Where a line dropped at this height of the window belongs; `None` where it is already.
fn target_at(list: &Element, y: f64, dragged: &str) -> Option<Target> {
    let children = list.children();
    let lines: Vec<(String, f64)> = (0..children.length())
        .filter_map(|at| children.item(at))
        .filter_map(|line| {
            let area = line.get_bounding_client_rect();
            Some((line.get_attribute("data-section")?, area.top() + area.height() / 2.0))
        })
        .collect();
    let own = lines.iter().position(|(id, _)| id == dragged)?;
    let above = lines.iter().filter(|(id, middle)| id != dragged && *middle < y).count();
    if above == own {
        return None;
    }
    let others: Vec<&String> = lines.iter().map(|(id, _)| id).filter(|id| *id != dragged).collect();
    match others.get(above) {
        Some(next) => Some(Target::Before((*next).clone())),
        None => others.last().map(|last| Target::After((*last).clone())),
    }
}

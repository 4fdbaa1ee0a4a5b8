//! Marks beside what is new; each goes once it was in sight for a moment.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::super::section::element_id;

/// Carried by what is new.
const MARK: &str = "data-new";
/// So long something has to be in sight to count as seen.
const LOOK_MS: u32 = 1_500;
/// This part of the window, or of the thing if it is smaller, has to show it.
const ENOUGH: f64 = 0.5;

/// Keeps the marks on the page those of `unseen`, and takes out of `unseen` what was looked at.
pub(super) fn show(unseen: RwSignal<BTreeSet<String>>) {
    let watch = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        let wanted = unseen.get();
        // What is new may be on its way onto the page.
        request_animation_frame(move || {
            if watch.try_with_value(|_| ()).is_none() {
                return;
            }
            clear(&wanted);
            let elements: Vec<(String, Element)> =
                wanted.iter().filter_map(|id| Some((id.clone(), element(id)?))).collect();
            for (id, element) in &elements {
                let _ = element.set_attribute(MARK, id);
            }
            let gone = wanted.iter().filter(|id| element(id).is_none()).cloned().collect::<Vec<_>>();
            watch.try_set_value(Watch::over(&elements, unseen));
            if !gone.is_empty() {
                // Removed meanwhile: there is nothing to look at.
                unseen.try_update(|unseen| unseen.retain(|id| !gone.contains(id)));
            }
        });
    });
}

fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(&element_id(id)).or_else(|| {
        let found = document().query_selector_all(".document [data-id]").ok()?;
        let mut all = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok());
        all.find(|element| element.get_attribute("data-id").as_deref() == Some(id))
    })
}

fn clear(wanted: &BTreeSet<String>) {
    let Ok(found) = document().query_selector_all(&format!("[{MARK}]")) else { return };
    for at in 0..found.length() {
        let Some(element) = found.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        if !element.get_attribute(MARK).is_some_and(|id| wanted.contains(&id)) {
            let _ = element.remove_attribute(MARK);
        }
    }
}

/// Watches what is in sight.
struct Watch {
    observer: IntersectionObserver,
    _closure: Closure<dyn Fn(js_sys::Array)>,
}

impl Watch {
    fn over(elements: &[(String, Element)], unseen: RwSignal<BTreeSet<String>>) -> Option<Self> {
        if elements.is_empty() {
            return None;
        }
        let looking: Rc<RefCell<Vec<(String, Timeout)>>> = Rc::default();
        let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                let Some(id) = entry.target().get_attribute(MARK) else { continue };
                let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
                let shown = entry.intersection_rect().height();
                let whole = entry.bounding_client_rect().height().min(height);
                let enough = entry.is_intersecting() && shown >= whole * ENOUGH;
                let mut looking = looking.borrow_mut();
                let at = looking.iter().position(|(known, _)| *known == id);
                match (enough, at) {
                    (true, None) => {
                        let seen = id.clone();
                        let timeout = Timeout::new(LOOK_MS, move || {
                            unseen.try_update(|unseen| unseen.remove(&seen));
                        });
                        looking.push((id, timeout));
                    }
                    (false, Some(at)) => drop(looking.remove(at)),
                    _ => {}
                }
            }
        });
        let options = IntersectionObserverInit::new();
        let steps = [0.0, 0.1, 0.25, 0.5, 0.75, 1.0].map(wasm_bindgen::JsValue::from_f64);
        options.set_threshold(&js_sys::Array::from_iter(steps));
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        for (_, element) in elements {
            observer.observe(element);
        }
        Some(Self { observer, _closure: closure })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

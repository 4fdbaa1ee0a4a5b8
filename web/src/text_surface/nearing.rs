//! When a text comes near the window.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Editors are mounted this far from the window, so that scrolling meets them ready.
const MOUNT_MARGIN: &str = "800px 0px";

/// Waits until an element comes near the window.
pub(super) struct Nearing {
    observer: IntersectionObserver,
    _closure: Closure<dyn Fn(js_sys::Array)>,
}

impl Nearing {
    pub(super) fn watch(element: &HtmlElement, near: impl Fn() + 'static) -> Option<Self> {
        let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if entries.iter().any(|entry| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting()) {
                near();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MOUNT_MARGIN);
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        observer.observe(element);
        Some(Self { observer, _closure: closure })
    }
}

impl Drop for Nearing {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

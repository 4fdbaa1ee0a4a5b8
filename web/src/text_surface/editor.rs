//! The editor of one text: CodeMirror's options and callbacks, and the calls to it.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::HtmlElement;

use super::{FoundRange, Helpers, Leave, OfferMenu, RemarkRange, Remarks, SurfaceMode, face::TextRange};
use crate::{
    bindings,
    live::{Caret, Edit, from_js, to_js},
    ui::Toaster,
};

/// What a surface is told about its editor.
pub(super) struct EditorOptions {
    pub(super) mode: SurfaceMode,
    /// Which text.
    pub(super) path: String,
    /// Address of the postmortem's pictures.
    pub(super) images: String,
    pub(super) label: String,
    pub(super) placeholder: String,
    pub(super) on_enter: Option<Callback<()>>,
    pub(super) on_leave: Option<Callback<Leave>>,
    pub(super) helpers: Option<Helpers>,
    /// To say why something cannot be done.
    pub(super) toaster: Option<Toaster>,
    pub(super) remarks: Option<Remarks>,
}

/// What happens in an editor.
pub(super) enum Happening {
    Typed(Vec<Edit>),
    /// What is suggested by now, all of it.
    Suggested(Vec<Edit>),
    /// The caret is no longer where something is suggested.
    LeftSuggested,
    Selected {
        anchor: u32,
        head: u32,
        focused: bool,
    },
    Undo,
    Redo,
    Comment,
    RangeClicked(String),
    Chosen {
        id: String,
        line: String,
    },
}

/// A mounted editor; dropping it takes it out of the page.
pub(super) struct Mounted {
    inner: bindings::Editor,
    _callbacks: Callbacks,
}

/// Takes anchor, head and whether the editor has the focus.
type SelectionHandler = Closure<dyn Fn(u32, u32, bool)>;

#[derive(Default)]
struct Callbacks {
    plain: Vec<Closure<dyn Fn()>>,
    one: Vec<Closure<dyn Fn(JsValue) -> JsValue>>,
    two: Vec<Closure<dyn Fn(String, String)>>,
    three: Vec<SelectionHandler>,
}

impl Mounted {
    pub(super) fn new(
        host: &HtmlElement,
        text: &str,
        read_only: bool,
        options: &EditorOptions,
        on: impl Fn(Happening) + Clone + 'static,
    ) -> Self {
        let js = Object::new();
        let set = |name: &str, value: &JsValue| {
            // A plain object takes any property.
            let _ = Reflect::set(&js, &name.into(), value);
        };
        set("doc", &text.into());
        set("mode", &if options.mode == SurfaceMode::Line { "line" } else { "markdown" }.into());
        set("key", &options.path.as_str().into());
        set("images", &options.images.as_str().into());
        set("placeholder", &options.placeholder.as_str().into());
        set("ariaLabel", &options.label.as_str().into());
        set("readOnly", &read_only.into());
        set("nonce", &nonce().into());
        let mut callbacks = Callbacks::default();
        for (name, make) in [
            ("onUndo", (|| Happening::Undo) as fn() -> Happening),
            ("onRedo", || Happening::Redo),
            ("onComment", || Happening::Comment),
            ("onSuggested", || Happening::LeftSuggested),
        ] {
            let on = on.clone();
            set(name, &callbacks.plain(move || on(make())));
        }
        let typed = on.clone();
        set(
            "onChange",
            &callbacks.one(move |edits| {
                typed(Happening::Typed(from_js(&Array::from(&edits))));
                JsValue::UNDEFINED
            }),
        );
        let suggested = on.clone();
        set(
            "onSuggest",
            &callbacks.one(move |edits| {
                suggested(Happening::Suggested(from_js(&Array::from(&edits))));
                JsValue::UNDEFINED
            }),
        );
        let clicked = on.clone();
        set(
            "onRangeClick",
            &callbacks.one(move |id| {
                clicked(Happening::RangeClicked(id.as_string().unwrap_or_default()));
                JsValue::UNDEFINED
            }),
        );
        if let Some(helpers) = options.helpers {
            let offers = move |menu: JsValue| {
                let mention = menu.as_string().as_deref() == Some("mention");
                helpers.promise(if mention { OfferMenu::Mention } else { OfferMenu::Slash }).into()
            };
            set("offers", &callbacks.one(offers));
            let chosen = on.clone();
            set("onOffer", &callbacks.two(move |id, line| chosen(Happening::Chosen { id, line })));
        }
        set(
            "onSelection",
            &callbacks.three(move |anchor, head, focused| on(Happening::Selected { anchor, head, focused })),
        );
        if let Some(enter) = options.on_enter {
            set("onEnter", &callbacks.plain(move || enter.run(())));
        }
        if let Some(leave) = options.on_leave {
            set(
                "onLeave",
                &callbacks.one(move |direction| {
                    let up = direction.as_string().as_deref() == Some("up");
                    leave.run(if up { Leave::Up } else { Leave::Down });
                    JsValue::TRUE
                }),
            );
        }
        Self { inner: bindings::create_editor(host, &js), _callbacks: callbacks }
    }

    /// Applies edits of the shared text. `false`: they don't fit what is shown.
    pub(super) fn apply(&self, edits: &[Edit]) -> bool {
        self.inner.apply_remote(&to_js(edits))
    }

    pub(super) fn replace_all(&self, text: &str) {
        self.inner.replace_all(text);
    }

    pub(super) fn text(&self) -> String {
        self.inner.text()
    }

    pub(super) fn show_carets(&self, carets: &[Caret]) {
        let list: Array = carets
            .iter()
            .map(|caret| {
                object(&[
                    ("id", caret.client.to_string().into()),
                    ("name", caret.name.as_str().into()),
                    ("color", caret.color.into()),
                    ("anchor", caret.anchor.into()),
                    ("head", caret.head.into()),
                ])
            })
            .collect();
        self.inner.set_carets(&list);
    }

    pub(super) fn show_ranges(&self, ranges: &[TextRange]) {
        let list: Array = ranges
            .iter()
            .map(|range| {
                object(&[
                    ("id", range.id.to_string().into()),
                    ("kind", "comment".into()),
                    ("from", range.from.into()),
                    ("to", range.to.into()),
                    ("active", range.active.into()),
                    ("resolved", range.resolved.into()),
                    ("insert", range.insert.clone().into()),
                ])
            })
            .collect();
        self.inner.set_ranges(&list);
    }

    pub(super) fn show_found(&self, found: &[FoundRange]) {
        let list: Array = found
            .iter()
            .map(|range| {
                object(&[("from", range.from.into()), ("to", range.to.into()), ("active", range.active.into())])
            })
            .collect();
        self.inner.set_found(&list);
    }

    pub(super) fn show_remarks(&self, remarks: &[RemarkRange]) {
        let list: Array = remarks
            .iter()
            .map(|range| {
                object(&[
                    ("id", RemarkRange::mark(range.id).into()),
                    ("kind", "finding".into()),
                    ("from", range.from.into()),
                    ("to", range.to.into()),
                ])
            })
            .collect();
        self.inner.set_findings(&list);
    }

    /// Puts a block of Markdown at the caret, as the person's own edit.
    pub(super) fn insert_block(&self, text: &str) {
        self.inner.insert_block(text);
    }

    /// Selects a stretch and takes the keyboard.
    pub(super) fn choose(&self, from: u32, to: u32) {
        self.inner.select(from, to);
        self.inner.focus(&JsValue::UNDEFINED);
    }

    pub(super) fn set_read_only(&self, on: bool) {
        self.inner.set_read_only(on);
    }

    pub(super) fn set_suggesting(&self, on: bool) {
        self.inner.set_suggesting(on);
    }

    /// What is suggested and not handed over.
    pub(super) fn suggested(&self) -> Vec<Edit> {
        from_js(&self.inner.suggested())
    }

    /// Takes what is suggested out of sight.
    pub(super) fn settle(&self) {
        self.inner.settle();
    }

    /// Start and end of the selection.
    pub(super) fn selection(&self) -> (u32, u32) {
        let ends = self.inner.selection();
        let end = |index| ends.get(index).as_f64().map_or(0, |number| number as u32);
        let (anchor, head) = (end(0), end(1));
        (anchor.min(head), anchor.max(head))
    }

    pub(super) fn has_focus(&self) -> bool {
        self.inner.has_focus()
    }

    pub(super) fn focus_end(&self) {
        self.inner.focus(&"end".into());
    }

    pub(super) fn scroll_to(&self, at: u32) {
        self.inner.scroll_to(at);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.inner.destroy();
    }
}

impl Callbacks {
    fn plain(&mut self, f: impl Fn() + 'static) -> Function {
        let closure = Closure::<dyn Fn()>::new(f);
        let function = closure.as_ref().clone().into();
        self.plain.push(closure);
        function
    }

    fn one(&mut self, f: impl Fn(JsValue) -> JsValue + 'static) -> Function {
        let closure = Closure::<dyn Fn(JsValue) -> JsValue>::new(f);
        let function = closure.as_ref().clone().into();
        self.one.push(closure);
        function
    }

    fn two(&mut self, f: impl Fn(String, String) + 'static) -> Function {
        let closure = Closure::<dyn Fn(String, String)>::new(f);
        let function = closure.as_ref().clone().into();
        self.two.push(closure);
        function
    }

    fn three(&mut self, f: impl Fn(u32, u32, bool) + 'static) -> Function {
        let closure = Closure::<dyn Fn(u32, u32, bool)>::new(f);
        let function = closure.as_ref().clone().into();
        self.three.push(closure);
        function
    }
}

pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// The page's CSP nonce: CodeMirror's style sheet needs it, and without the style sheet spaces are typed as U+00A0.
fn nonce() -> String {
    let meta = document().query_selector("meta[name=csp-nonce]").ok().flatten();
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

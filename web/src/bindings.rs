//! The JavaScript module `debrief-editor`: the text surface, and a few things of the browser that it lends us; with it comes what keeps the page itself
//! on the device (`web/worker`).

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(raw_module = "debrief-editor")]
extern "C" {
    /// A CodeMirror editor in the page. Offsets are UTF-16 units; ones outside the text are clamped to it.
    #[derive(Clone)]
    pub type Editor;

    /// Mounts an editor; `options` as `EditorOptions` of the module describes them.
    #[wasm_bindgen(js_name = createEditor)]
    pub fn create_editor(parent: &HtmlElement, options: &JsValue) -> Editor;

    /// Applies edits `[from, deleted, inserted]` of the shared text. `false`: they don't fit, call [`Editor::replace_all`].
    #[wasm_bindgen(method, js_name = applyRemote)]
    pub fn apply_remote(this: &Editor, edits: &Array) -> bool;

    /// The whole text.
    #[wasm_bindgen(method)]
    pub fn text(this: &Editor) -> String;

    /// Makes the text equal to `text` by the smallest edit.
    #[wasm_bindgen(method, js_name = replaceAll)]
    pub fn replace_all(this: &Editor, text: &str);

    /// Shows where other people are: objects `{id, name, color, anchor, head}`.
    #[wasm_bindgen(method, js_name = setCarets)]
    pub fn set_carets(this: &Editor, carets: &Array);

    /// Shows comments: objects `{id, from, to, kind, active, resolved}`.
    #[wasm_bindgen(method, js_name = setRanges)]
    pub fn set_ranges(this: &Editor, ranges: &Array);

    /// Shows findings of the lens, as objects of the same shape.
    #[wasm_bindgen(method, js_name = setFindings)]
    pub fn set_findings(this: &Editor, findings: &Array);

    /// Shows what a search found: objects `{from, to, active}`.
    #[wasm_bindgen(method, js_name = setFound)]
    pub fn set_found(this: &Editor, found: &Array);

    /// Puts a block of Markdown at the caret, as the person's own edit.
    #[wasm_bindgen(method, js_name = insertBlock)]
    pub fn insert_block(this: &Editor, text: &str);

    /// Whether typing suggests; what is suggested when that ends is taken out of sight.
    #[wasm_bindgen(method, js_name = setSuggesting)]
    pub fn set_suggesting(this: &Editor, on: bool);

    /// What is suggested here and not handed over, as edits of the shared text.
    #[wasm_bindgen(method)]
    pub fn suggested(this: &Editor) -> Array;

    /// Takes what is suggested out of sight.
    #[wasm_bindgen(method)]
    pub fn settle(this: &Editor);

    /// Lets people write, or not.
    #[wasm_bindgen(method, js_name = setReadOnly)]
    pub fn set_read_only(this: &Editor, on: bool);

    /// Gives the editor the keyboard, with the caret at `"start"`, `"end"`, an offset, or where it was.
    #[wasm_bindgen(method)]
    pub fn focus(this: &Editor, at: &JsValue);

    /// Selects a range.
    #[wasm_bindgen(method)]
    pub fn select(this: &Editor, anchor: u32, head: u32);

    /// Anchor and head of the selection.
    #[wasm_bindgen(method)]
    pub fn selection(this: &Editor) -> Array;

    /// Whether the keyboard is in this editor.
    #[wasm_bindgen(method, js_name = hasFocus)]
    pub fn has_focus(this: &Editor) -> bool;

    /// Brings an offset into sight.
    #[wasm_bindgen(method, js_name = scrollTo)]
    pub fn scroll_to(this: &Editor, position: u32);

    /// Takes the editor out of the page; none of its callbacks is called afterwards.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &Editor);

    /// How far a zone's clocks are ahead of UTC at an instant, in minutes; NaN for an unknown zone.
    #[wasm_bindgen(js_name = zoneOffsetMinutes)]
    pub fn zone_offset_minutes(zone: &str, epoch_ms: f64) -> f64;

    /// The zone of this device.
    #[wasm_bindgen(js_name = localZone)]
    pub fn local_zone() -> String;

    /// Every zone that the browser knows.
    pub fn zones() -> Vec<String>;

    /// Random bytes, at most 65,536 at once.
    #[wasm_bindgen(js_name = randomBytes)]
    pub fn random_bytes(count: u32) -> Vec<u8>;

    /// Saves text as a file of the person's own.
    pub fn download(name: &str, mime: &str, text: &str);

    /// Fills an element with Markdown as it reads on paper, its pictures from below an address; an empty text empties it.
    #[wasm_bindgen(js_name = printMarkdown)]
    pub fn print_markdown(host: &HtmlElement, markdown: &str, pictures: &str);

    /// Puts text on the clipboard.
    #[wasm_bindgen(js_name = copyText, catch)]
    pub async fn copy_text(text: &str) -> Result<(), JsValue>;

    /// Keeps the page on this device, so that it opens without a network. Calls back when a newer one than this is ready.
    #[wasm_bindgen(js_name = keepPage)]
    pub fn keep_page(on_ready: &Closure<dyn Fn()>);

    /// Loads the page again, in the newest version there is.
    #[wasm_bindgen(js_name = reloadPage)]
    pub fn reload_page();

    /// How far the server's clock is ahead of this device's, in ms, by an answer's `Date`. NaN if that is none.
    #[wasm_bindgen(js_name = serverAhead)]
    pub fn server_ahead(date: &str, asked: f64) -> f64;
}

//! A text's place on the page, from plain text to editor and back out of the page.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use debrief_shared::{
    api::MAX_QUOTE_CHARS,
    document::{Subject, TextPath, anchor},
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::{HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};
use yrs::GetString;

use super::{
    Chosen, FoundRange, RemarkRange, Remarks,
    editor::{EditorOptions, Happening, Mounted},
    nearing::Nearing,
};
use crate::live::{Caret, Core, Draft, Edit, Face, FaceId, Live, Writing};
use crate::texts::ui as texts;

mod marks;
mod writing;

pub(super) use marks::TextRange;

/// An editor of a line that nobody is in rests after this time.
const REST_AFTER_MS: u32 = 5_000;
const FLASH_MS: u32 = 1_600;

/// One text on the page.
pub(super) struct Surface {
    live: Live,
    core: Rc<Core>,
    path: TextPath,
    options: EditorOptions,
    id: Cell<Option<FaceId>>,
    host: OnceCell<HtmlElement>,
    editor: RefCell<Option<Rc<Mounted>>>,
    still: RwSignal<String>,
    mounted: RwSignal<bool>,
    near: RwSignal<bool>,
    resting: RefCell<Option<Timeout>>,
    nearing: RefCell<Option<Nearing>>,
    flashing: RefCell<Option<Timeout>>,
    /// Whether marks of a search are shown: then nothing has to flash.
    searched: Cell<bool>,
    /// Whether the lens remarks on something here: then it stays an editor.
    remarked: Cell<bool>,
}

impl Surface {
    pub(super) fn new(live: Live, path: TextPath, options: EditorOptions) -> Rc<Self> {
        let core = live.core();
        let surface = Rc::new(Self {
            live,
            path,
            options,
            id: Cell::new(None),
            host: OnceCell::new(),
            editor: RefCell::default(),
            still: RwSignal::new(String::new()),
            mounted: RwSignal::new(false),
            near: RwSignal::new(false),
            resting: RefCell::default(),
            nearing: RefCell::default(),
            flashing: RefCell::default(),
            searched: Cell::new(false),
            remarked: Cell::new(false),
            core,
        });
        surface.still.set(surface.text());
        surface.id.set(Some(surface.core.add_face(surface.clone())));
        surface
    }

    /// The text, while there is no editor.
    pub(super) fn still(&self) -> RwSignal<String> {
        self.still
    }

    pub(super) fn mounted(&self) -> RwSignal<bool> {
        self.mounted
    }

    /// Whether it has come near the window; of a line.
    pub(super) fn near(&self) -> RwSignal<bool> {
        self.near
    }

    pub(super) fn core(&self) -> &Rc<Core> {
        &self.core
    }

    /// The host is in the page: an editor follows when it is near the window.
    pub(super) fn stand(self: &Rc<Self>, host: &HtmlElement) {
        let wanted =
            || !self.is_line() || !self.carets().is_empty() || untrack(|| super::has_comments(self.live, &self.path));
        if self.host.set(host.clone()).is_ok() && wanted() {
            self.watch();
        }
    }

    /// Waits for the window to come near. Of lines there are hundreds, and each that waits costs something with every frame: one waits where there is
    /// something to see in it.
    pub(super) fn watch(self: &Rc<Self>) {
        let Some(host) = self.host.get() else { return };
        if self.near.get_untracked() || self.editor().is_some() || self.nearing.borrow().is_some() {
            return;
        }
        let surface = Rc::downgrade(self);
        let nearing = Nearing::watch(host, move || {
            if let Some(surface) = surface.upgrade() {
                surface.come_near();
            }
        });
        match nearing {
            Some(nearing) => *self.nearing.borrow_mut() = Some(nearing),
            None => self.mount(),
        }
    }

    fn come_near(self: &Rc<Self>) {
        if !self.is_line() || !self.carets().is_empty() {
            return self.mount();
        }
        self.nearing.take();
        self.near.set(true);
    }

    fn is_line(&self) -> bool {
        self.options.mode == super::SurfaceMode::Line
    }

    /// The pointer is over it: what it does next meets an editor.
    pub(super) fn expect_writing(self: &Rc<Self>) {
        self.resting.take();
        self.mount();
    }

    /// The keyboard has come to the plain text: the editor takes it.
    pub(super) fn take_focus(self: &Rc<Self>) {
        self.mount();
        if let Some(editor) = self.editor() {
            editor.focus_end();
        }
    }

    /// Nobody may be in it any more: then it is plain text again after a while.
    pub(super) fn rest_later(self: &Rc<Self>) {
        if !self.is_line() {
            return;
        }
        let surface = Rc::downgrade(self);
        self.resting.replace(Some(Timeout::new(REST_AFTER_MS, move || {
            if let Some(surface) = surface.upgrade() {
                surface.rest();
            }
        })));
    }

    fn rest(&self) {
        let in_use = self.editor().is_none_or(|editor| editor.has_focus())
            || !self.carets().is_empty()
            || self.remarked.get()
            || untrack(|| super::has_comments(self.live, &self.path))
            || self.host.get().is_some_and(|host| host.matches(":hover").unwrap_or_default());
        if in_use || self.id.get().is_none() {
            return;
        }
        self.hand_over();
        self.still.set(self.text());
        self.editor.take();
        self.mounted.set(false);
        // It was near, or it had not been an editor: somebody who comes to it, or a comment on it, makes it one again.
        self.near.set(true);
    }

    /// Takes the surface out of the page.
    pub(super) fn leave(&self) {
        self.nearing.take();
        self.resting.take();
        self.flashing.take();
        self.hand_over();
        self.editor.take();
        if let Some(id) = self.id.take() {
            self.core.remove_face(id);
        }
    }

    /// A copy of the handle: calls to the editor may come back here.
    fn editor(&self) -> Option<Rc<Mounted>> {
        self.editor.borrow().clone()
    }

    fn text(&self) -> String {
        self.core.read(|postmortem, txn| {
            postmortem.text(txn, &self.path).map(|text| text.get_string(txn)).unwrap_or_default()
        })
    }

    pub(super) fn mount(self: &Rc<Self>) {
        let (Some(host), None, Some(_)) = (self.host.get(), self.editor(), self.id.get()) else { return };
        self.nearing.take();
        let surface = Rc::downgrade(self);
        let writing = untrack(|| self.live.writing());
        let editor = Mounted::new(host, &self.text(), writing == Writing::Read, &self.options, move |happening| {
            if let Some(surface) = surface.upgrade() {
                surface.happened(happening);
            }
        });
        editor.set_suggesting(writing == Writing::Suggest);
        editor.show_carets(&self.carets());
        self.editor.replace(Some(Rc::new(editor)));
        self.mounted.set(true);
        self.still.set(String::new());
    }

    fn happened(&self, happening: Happening) {
        let Some(id) = self.id.get() else { return };
        match happening {
            Happening::Typed(edits) => {
                self.core.type_into(id, &self.path, edits);
                self.agree();
            }
            Happening::Suggested(edits) => self.core.suggest_in(&self.path, &edits),
            Happening::LeftSuggested => self.hand_over(),
            Happening::Selected { anchor, head, focused: true } => self.core.select(&self.path, anchor, head),
            Happening::Selected { focused: false, .. } => self.core.leave(&self.path),
            Happening::Undo => self.core.undo(),
            Happening::Redo => self.core.redo(),
            Happening::Comment => self.begin_comment(),
            Happening::RangeClicked(mark) => match (Remarks::id_of(&mark), self.options.remarks) {
                (Some(id), Some(remarks)) => remarks.pressed.set(Some(id)),
                _ => self.live.active_thread().set(mark.parse().ok().filter(|id: &Uuid| !id.is_nil())),
            },
            Happening::Chosen { id, line } => self.chosen(id, line),
        }
    }

    /// Hands an offer that was chosen to whoever made it, once the editor is done with the key.
    fn chosen(&self, id: String, line: String) {
        let (Some(helpers), Some(editor)) = (self.options.helpers, self.editor()) else { return };
        let chosen =
            Chosen { id, line, path: self.path.clone(), insert: Rc::new(move |text: &str| editor.insert_block(text)) };
        request_animation_frame(move || {
            if let Some(act) = helpers.chosen.try_get_value() {
                act(chosen);
            }
        });
    }

    /// What was typed while writing was not possible is taken out again, once the editor is done with the key.
    fn agree(&self) {
        if self.live.can_write().get_untracked() {
            return;
        }
        if let Some(editor) = self.editor() {
            let text = self.text();
            request_animation_frame(move || editor.replace_all(&text));
        }
    }

    fn begin_comment(&self) {
        let Some(editor) = self.editor().filter(|_| self.live.can_comment().get_untracked()) else { return };
        let (from, to) = editor.selection();
        if from == to {
            return self.live.comment_on(&Subject::around(&self.path));
        }
        let units: Vec<u16> = editor.text().encode_utf16().skip(from as usize).take((to - from) as usize).collect();
        let quote: String = String::from_utf16_lossy(&units).chars().take(MAX_QUOTE_CHARS).collect();
        // Nobody could see what it is about.
        if quote.trim().is_empty() {
            if let Some(toaster) = self.options.toaster {
                toaster.say(texts::ONLY_SPACES_SELECTED);
            }
            return;
        }
        let Some(anchor) = self.core.read(|postmortem, txn| anchor(postmortem, txn, &self.path, from, to)) else {
            return;
        };
        self.live.draft().set(Some(Draft { anchor, quote }));
    }

    fn flash(&self) {
        let Some(host) = self.host.get().cloned() else { return };
        let _ = host.class_list().add_1("surface-flash");
        let timeout = Timeout::new(FLASH_MS, move || drop(host.class_list().remove_1("surface-flash")));
        self.flashing.replace(Some(timeout));
    }

    /// Whether something of this kind inside is where people look: not under the bar, and not at the very edge of the window.
    fn is_in_sight(&self, selector: &str) -> bool {
        const MARGIN: f64 = 96.0;
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
        let found = self.host.get().and_then(|host| host.query_selector(selector).ok().flatten());
        found.is_some_and(|element| {
            let area = element.get_bounding_client_rect();
            area.top() >= MARGIN && area.bottom() <= height - MARGIN
        })
    }

    fn scroll_here(&self) {
        let Some(host) = self.host.get() else { return };
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        options.set_behavior(if prefers_calm() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
        host.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

impl Face for Surface {
    fn path(&self) -> &TextPath {
        &self.path
    }

    fn changed(&self, edits: Option<&[Edit]>) {
        match self.editor() {
            None => self.still.set(self.text()),
            Some(editor) => {
                if !edits.is_some_and(|edits| editor.apply(edits)) {
                    editor.replace_all(&self.text());
                }
            }
        }
    }

    fn show_carets(self: Rc<Self>, carets: &[Caret]) {
        match self.editor() {
            Some(editor) => {
                editor.show_carets(carets);
                if carets.is_empty() {
                    self.rest_later();
                }
            }
            None if carets.is_empty() => {}
            None if self.near.get_untracked() => self.mount(),
            None => self.watch(),
        }
    }

    fn reveal(self: Rc<Self>, range: Option<(u32, u32)>) {
        self.mount();
        match (range, self.editor()) {
            (Some((from, _)), Some(editor)) if !self.is_line() => {
                editor.scroll_to(from);
            }
            _ => self.scroll_here(),
        }
        if !self.searched.get() {
            self.flash();
        }
    }

    fn choose(self: Rc<Self>, from: u32, to: u32) {
        self.mount();
        if let Some(editor) = self.editor() {
            editor.choose(from, to);
        }
    }

    fn bring(self: Rc<Self>, at: Option<u32>) {
        self.mount();
        match (at, self.editor()) {
            // What is in sight stays where it is, or every key of theirs would move the page.
            (Some(_), Some(_)) if self.is_in_sight(".cm-peer-caret") => {}
            (Some(at), Some(editor)) if self.options.mode == super::SurfaceMode::Markdown => editor.scroll_to(at),
            _ if !self.is_in_sight("*") => self.scroll_here(),
            _ => {}
        }
    }

    fn element(&self) -> Option<HtmlElement> {
        self.host.get().cloned()
    }

    fn focus(self: Rc<Self>) {
        self.mount();
        if let Some(editor) = self.editor() {
            editor.focus_end();
        }
    }
}

fn prefers_calm() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}

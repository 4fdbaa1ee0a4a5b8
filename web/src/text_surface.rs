//! One collaborative text on the page. Far from the window it is plain text of about the same height; near it, an editor. A line, of which there may be
//! hundreds, is an editor only where somebody is about to write, or is seen writing, or where a comment is to be shown.

mod editor;
mod face;
mod found;
mod nearing;
mod offers;
mod remarks;

use std::rc::Rc;

use debrief_shared::document::TextPath;
use leptos::{html, prelude::*};
use uuid::Uuid;

use crate::api;
use crate::live::{Caret, Face as _, Live};
use editor::EditorOptions;
use face::{Surface, TextRange};
pub use found::{Found, FoundRange};
pub use offers::{Chosen, Helpers, Offer, OfferMenu, Offers};
pub use remarks::{RemarkRange, Remarks};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurfaceMode {
    /// Markdown, many lines.
    Markdown,
    /// A single paragraph of plain text.
    Line,
}

/// Where an arrow key leaves a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Past its first line.
    Up,
    /// Past its last line.
    Down,
}

/// A collaborative text: everybody's edits, carets and comments.
#[component]
pub fn TextSurface(
    /// Which text.
    #[prop(into)]
    path: TextPath,
    /// How it is written.
    mode: SurfaceMode,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Shown while the text is empty.
    #[prop(optional, into)]
    placeholder: String,
    /// Enter in a line.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// An arrow key leaves the text.
    #[prop(optional, into)]
    on_leave: Option<Callback<Leave>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let test_id = format!("text:{path}");
    // What they do may depend on what was written right before.
    let fresh = move || live.core().catch_up_outline();
    let on_enter = on_enter.map(|enter| {
        Callback::new(move |()| {
            fresh();
            enter.run(());
        })
    });
    let helpers = use_context::<Helpers>().filter(|_| mode == SurfaceMode::Markdown);
    let options = EditorOptions {
        mode,
        path: path.to_string(),
        images: api::images_path(live.id()),
        label: label.clone(),
        placeholder: placeholder.clone(),
        on_enter,
        on_leave,
        helpers,
        toaster: use_context(),
        remarks: use_context(),
    };
    let surface = Surface::new(live, path, options);
    let (still, mounted) = (surface.still(), surface.mounted());
    let host = NodeRef::<html::Div>::new();

    let standing = surface.clone();
    host.on_load(move |element| standing.stand(&element));
    follow_document(live, &surface);
    let kept = StoredValue::new_local(surface);
    on_cleanup(move || {
        if let Some(surface) = kept.try_get_value() {
            surface.leave();
        }
    });

    let with = move |act: fn(&Rc<Surface>)| {
        if let Some(surface) = kept.try_get_value() {
            act(&surface);
        }
    };
    let class = match mode {
        SurfaceMode::Markdown => "surface surface-markdown",
        SurfaceMode::Line => "surface surface-line",
    };
    view! {
        <div
            class=class
            data-testid=test_id
            node_ref=host
            on:pointerenter=move |_| with(Surface::expect_writing)
            on:pointerleave=move |_| with(Surface::rest_later)
            on:focusout=move |_| with(Surface::rest_later)
        >
            <Show when=move || !mounted.get()>
                <div
                    class="surface-still"
                    role="textbox"
                    tabindex="0"
                    aria-label=label.clone()
                    data-placeholder=placeholder.clone()
                    on:focus=move |_| with(Surface::take_focus)
                >
                    {move || still.get()}
                </div>
            </Show>
        </div>
    }
}

/// Keeps what is drawn into the editor current: comments, and whether one may write.
fn follow_document(live: Live, surface: &Rc<Surface>) {
    let mounted = surface.mounted();
    let ranges = surface.clone();
    Effect::new(move |before: Option<Vec<TextRange>>| {
        if !mounted.get() {
            return Vec::new();
        }
        let now = comment_ranges(live, ranges.path());
        if before.is_none_or(|before| before != now) {
            ranges.show_ranges(&now);
        }
        now
    });
    let commented = surface.clone();
    Effect::new(move |_| {
        if has_comments(live, commented.path()) {
            if commented.near().get() {
                commented.mount();
            } else {
                commented.watch();
            }
        }
    });
    if let Some(found) = use_context::<Found>() {
        let searched = surface.clone();
        let shown = Memo::new({
            let path = surface.path().clone();
            move |_| found.of(&path)
        });
        Effect::new(move |_| {
            if mounted.get() {
                searched.show_found(&shown.get());
            }
        });
    }
    if let Some(remarks) = use_context::<Remarks>() {
        follow_remarks(remarks, surface);
    }
    let writing = surface.clone();
    Effect::new(move |_| {
        if mounted.get() {
            writing.set_writing(live.writing());
        }
    });
}

/// Keeps what the lens remarks on drawn; a line with a remark is an editor once it is near.
fn follow_remarks(remarks: Remarks, surface: &Rc<Surface>) {
    let mounted = surface.mounted();
    let path = surface.path().clone();
    let shown = Memo::new(move |_| remarks.of(&path));
    let remarked = surface.clone();
    Effect::new(move |_| {
        if mounted.get() {
            remarked.show_remarks(&shown.get());
        }
    });
    let lined = surface.clone();
    Effect::new(move |_| {
        if lined.near().get() && shown.with(|shown| !shown.is_empty()) {
            lined.mount();
        }
    });
}

/// Comments on a text: open ones, and a settled one only while it is looked at.
fn comment_ranges(live: Live, path: &TextPath) -> Vec<TextRange> {
    let (path, active) = (path.to_string(), live.active_thread().get());
    let threads = live.threads().get();
    let waiting = live.waiting_suggestions();
    let unsent = waiting.iter().filter(|typed| typed.create.anchor.text == path).filter_map(|typed| {
        let (from, to) = live.anchored_range(&typed.create.anchor)?;
        let insert = typed.create.suggestion.clone();
        Some(TextRange { id: typed.create.id?, from, to, active: false, resolved: false, insert })
    });
    let begun = threads.iter().filter(|thread| thread.anchor.text == path).filter_map(|thread| {
        let active = active == Some(thread.id);
        let resolved = thread.resolved_at.is_some();
        if resolved && !active {
            return None;
        }
        let (from, to) = live.thread_range(thread)?;
        let open = thread.suggestion.as_ref().filter(|_| !resolved);
        Some(TextRange { id: thread.id, from, to, active, resolved, insert: open.map(|open| open.text.clone()) })
    });
    let draft = live.draft().get().filter(|draft| draft.anchor.text == path).and_then(|draft| {
        let (from, to) = live.anchored_range(&draft.anchor)?;
        Some(TextRange { id: Uuid::nil(), from, to, active: true, resolved: false, insert: None })
    });
    begun.chain(unsent).chain(draft).collect()
}

/// Whether something of a text is marked because of a comment.
fn has_comments(live: Live, path: &TextPath) -> bool {
    let (path, active) = (path.to_string(), live.active_thread());
    if live.waiting_suggestions().iter().any(|typed| typed.create.anchor.text == path) {
        return true;
    }
    live.threads().with(|threads| {
        threads.iter().any(|thread| {
            thread.anchor.text == path && (thread.resolved_at.is_none() || active.get() == Some(thread.id))
        })
    })
}

impl Surface {
    fn carets(&self) -> Vec<Caret> {
        self.core().carets(self.path())
    }
}

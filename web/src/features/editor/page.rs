//! The page `/p/{id}`: opens the document and arranges its parts.

use leptos::{ev, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};

use super::{
    access::{Closed, EndedBanner, ReadingBanner, TroubleBanner, Unavailable, welcome_writers},
    commands,
    comments::CommentsPanel,
    device_full::DeviceFullBanner,
    excerpt::{Excerpt, ExcerptDialog},
    facts::FactsPanel,
    find::{Find, FindBar},
    follow::{FollowBar, Following},
    guidance,
    header::Header,
    lens::{Lens, LensCard},
    links::follow_links,
    meeting::{Meeting, MeetingBar, MeetingPanel, keep_up},
    missing::MissingList,
    news::{News, NewsLine},
    offers::provide_offers,
    outline::OutlineRail,
    outside::OutsideDialog,
    print::PrintSheet,
    removed::RemovedSections,
    review::ReviewPanel,
    sections::Sections,
    sharing::ShareDialog,
    similar::SimilarCard,
    words::UnsavedWords,
};
use crate::texts::document as texts;
use crate::{
    live::{Live, Status},
    session::Session,
    text_surface::{SurfaceMode, TextSurface},
    ui::{IconButton, IconName, use_shortcut, use_title},
};
use debrief_shared::document::TextPath;

/// What parts of the page are shown beside the text.
#[derive(Clone, Copy)]
pub(super) struct Panels {
    /// The comments, where there is no margin for them.
    pub(super) comments: RwSignal<bool>,
    /// The removed sections.
    pub(super) removed: RwSignal<bool>,
    /// Who may open it.
    pub(super) sharing: RwSignal<bool>,
    /// Where it stands, and who reviews it.
    pub(super) review: RwSignal<bool>,
    /// The message for people outside.
    pub(super) outside: RwSignal<bool>,
}

/// One postmortem, open to write in.
#[component]
pub fn EditorPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<Uuid>().ok()));
    move || match id.get() {
        Some(id) => view! { <DocumentPage id /> }.into_any(),
        None => view! { <Unavailable why=Closed::NotFound /> }.into_any(),
    }
}

#[component]
fn DocumentPage(id: Uuid) -> impl IntoView {
    let live = Live::open(id, expect_context::<Session>().me());
    provide_context(live);
    let closed = || RwSignal::new(false);
    let panels =
        Panels { comments: closed(), removed: closed(), sharing: closed(), review: closed(), outside: closed() };
    provide_context(panels);
    provide_context(Following::of(live));
    provide_context(News::of(live));
    let meeting = Meeting::of(live);
    provide_context(meeting);
    keep_up(meeting);
    follow_links(live, panels, meeting);
    undo_anywhere(live);
    commands::enter(live, panels);
    guidance::provide();
    show_comments_when_asked(live, panels);
    use_shortcut("Escape", move || panels.comments.set(false));
    history_by_keyboard(id);

    let (opened, status) = (live.opened(), live.status());
    let was_open = StoredValue::new(false);
    Effect::new(move |_| {
        // What only this device has shown may never have been this person's to see again.
        if status.get() == Status::Saved {
            was_open.set_value(true);
        }
    });
    welcome_writers(live, expect_context());
    let closed = Memo::new(move |_| match status.get() {
        Status::Ended(reason) => Some(Closed::of(reason, was_open.get_value())),
        _ => None,
    });
    use_title(Signal::derive(move || match closed.get() {
        Some(why) if why.ends_access() => why.title().to_owned(),
        _ => title_words(live),
    }));
    let waiting = Memo::new(move |_| matches!(status.get(), Status::Opening | Status::Saving | Status::Saved));
    move || match (opened.get(), closed.get()) {
        (_, Some(why)) if why.ends_access() => view! { <Unavailable why><UnsavedWords /></Unavailable> }.into_any(),
        (true, _) => view! { <Document /> }.into_any(),
        (false, Some(why)) => view! { <Unavailable why /> }.into_any(),
        (false, None) if waiting.get() => view! { <Ghost /> }.into_any(),
        (false, None) => view! { <Unavailable why=Closed::Unreachable /> }.into_any(),
    }
}

/// The title, or what stands for it.
pub(super) fn title_words(live: Live) -> String {
    live.outline().with(|view| match view.title.trim() {
        "" => texts::UNTITLED_POSTMORTEM.to_owned(),
        title => title.to_owned(),
    })
}

#[component]
fn Document() -> impl IntoView {
    let panels = expect_context::<Panels>();
    let title_path = TextPath::Title;
    let comments = NodeRef::<html::Aside>::new();
    let live = expect_context::<Live>();
    let excerpt = Excerpt::new();
    provide_offers(live, excerpt);
    Find::provide(live);
    Lens::provide(live);
    view! {
        <Header />
        <FollowBar />
        <MeetingBar />
        <FindBar />
        <div class="document-page">
            <OutlineRail />
            <main id="main" class="document" tabindex="-1">
                <LensCard />
                <NewsLine />
                <EndedBanner />
                <TroubleBanner />
                <DeviceFullBanner />
                <ReadingBanner />
                <UnsavedWords />
                <h1 class="document-title">
                    <TextSurface path=title_path mode=SurfaceMode::Line label=texts::TITLE placeholder=texts::UNTITLED_POSTMORTEM />
                </h1>
                <FactsPanel />
                <MissingList in_rail=false />
                <Sections />
                <SimilarCard in_rail=false />
            </main>
            <aside
                class="comments-margin"
                class:is-open=move || panels.comments.get()
                aria-label=texts::COMMENTS
                node_ref=comments
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Escape" {
                        panels.comments.set(false);
                    }
                }
            >
                <div class="comments-sheet-head">
                    <span>{texts::COMMENTS}</span>
                    <IconButton icon=IconName::Close label=texts::CLOSE_COMMENTS on:click=move |_| panels.comments.set(false) />
                </div>
                <CommentsPanel />
            </aside>
        </div>
        <RemovedSections />
        <ReviewPanel />
        <MeetingPanel />
        <ShareDialog />
        <OutsideDialog />
        <ExcerptDialog excerpt />
        <PrintSheet />
    }
}

#[component]
fn Ghost() -> impl IntoView {
    view! {
        <div class="document-page" role="status" aria-label=texts::OPENING data-testid="save-state" data-state="opening">
            <div class="outline-rail"></div>
            <div class="document document-ghost">
                <div class="ghost ghost-heading"></div>
                <div class="ghost ghost-line"></div>
                <div class="ghost ghost-title"></div>
                <div class="ghost ghost-line"></div>
                <div class="ghost ghost-line"></div>
            </div>
        </div>
    }
}

/// Undo and redo by keyboard wherever no other field has its own.
fn undo_anywhere(live: Live) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key().to_lowercase();
        let with_mod = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if !with_mod || event.default_prevented() || in_own_field(&event) {
            return;
        }
        match (key.as_str(), event.shift_key()) {
            ("z", false) => live.undo(),
            ("z", true) | ("y", false) => live.redo(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Opens the history from wherever the keyboard is.
fn history_by_keyboard(id: Uuid) {
    let navigate = use_navigate();
    let listener = window_event_listener(ev::keydown, move |event| {
        let with_mod = (event.ctrl_key() || event.meta_key()) && event.alt_key();
        if with_mod && event.code() == "KeyH" {
            event.prevent_default();
            navigate(&format!("/p/{id}/history"), NavigateOptions::default());
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether a field has the keyboard that undoes by itself. A line that adds to the document has nothing to take back while it is empty: what it
/// added last is in the document.
fn in_own_field(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = target.as_ref().and_then(|element| element.dyn_ref::<HtmlInputElement>());
    if field
        .is_some_and(|field| field.get_attribute("data-draft").as_deref() == Some("write") && field.value().is_empty())
    {
        return false;
    }
    target.is_some_and(|element| {
        matches!(element.closest("input, textarea, select, [contenteditable=true], dialog"), Ok(Some(_)))
    })
}

/// A comment that is begun or clicked brings the comments into sight.
fn show_comments_when_asked(live: Live, panels: Panels) {
    Effect::new(move |_| {
        if live.draft().with(Option::is_some) || live.active_thread().get().is_some() {
            panels.comments.set(true);
        }
    });
}

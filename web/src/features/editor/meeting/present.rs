//! The page `/p/{id}/present`: one part of the postmortem at a time, in large type, with everybody's edits as they happen. Whoever leads takes the others along.

mod foot;
mod keys;
mod opening;
mod plan;
mod reading;
mod stage;
mod walk;

use debrief_shared::document::{SectionKind, TextPath, meeting::LineKind};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

use super::{
    Meeting,
    capture::Capture,
    panel::{MeetingPanel, Safewords},
    voices::{Invitation, Turn},
};
use crate::{
    features::editor::{
        access::{Closed, EndedBanner, TroubleBanner, Unavailable},
        page::title_words,
    },
    live::{Live, Status},
    session::Session,
    text_surface::{SurfaceMode, TextSurface},
    texts::meeting as texts,
    ui::{use_keys, use_title},
};
use foot::Foot;
pub(super) use keys::in_text_field;
use opening::Opening;
use plan::PlanPart;
use reading::Reading;
use stage::Stage;
use walk::Walk;

/// A postmortem on a big screen.
#[component]
pub fn PresentPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<Uuid>().ok()));
    move || match id.get() {
        Some(id) => view! { <Presenting id /> }.into_any(),
        None => view! { <Unavailable why=Closed::NotFound /> }.into_any(),
    }
}

#[component]
fn Presenting(id: Uuid) -> impl IntoView {
    let live = Live::open(id, expect_context::<Session>().me());
    provide_context(live);
    let meeting = Meeting::of(live);
    provide_context(meeting);
    let stage = Stage::of(meeting);
    provide_context(stage);
    use_keys(texts::KEYS_GROUP, texts::KEYS);
    keys::listen(&stage);
    let (opened, status) = (live.opened(), live.status());
    let was_open = StoredValue::new(false);
    Effect::new(move |_| {
        if status.get() == Status::Saved {
            was_open.set_value(true);
        }
    });
    let closed = Memo::new(move |_| match status.get() {
        Status::Ended(reason) => Some(Closed::of(reason, was_open.get_value())),
        _ => None,
    });
    use_title(Signal::derive(move || format!("{} · {}", texts::PRESENTING, title_words(live))));
    move || match (opened.get(), closed.get()) {
        (_, Some(why)) if why.ends_access() => view! { <Unavailable why /> }.into_any(),
        (true, _) => view! { <Screen /> }.into_any(),
        (false, Some(why)) => view! { <Unavailable why /> }.into_any(),
        (false, None) => view! { <p class="visually-hidden" role="status">{texts::PRESENTING}</p> }.into_any(),
    }
}

/// All of the screen.
#[component]
fn Screen() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let main = NodeRef::<html::Main>::new();
    Effect::new(move |_| {
        if let Some(main) = main.get() {
            // The keys are for the whole page; nothing to do about a browser that refuses focus.
            let _ = main.focus();
        }
    });
    let kind = Memo::new(move |_| stage.current().get().kind);
    let id = Memo::new(move |_| stage.current().get().id);
    view! {
        <div class="present" class:has-panel=move || stage.meeting.panel.get() data-testid="present" data-part=move || id.get()>
            <main id="main" class="present-main" tabindex="0" data-scroller="" node_ref=main>
                <div class="present-notices">
                    <EndedBanner />
                    <TroubleBanner />
                </div>
                {move || match kind.get() {
                    None => view! { <Opening /> }.into_any(),
                    Some(kind) => {
                        let id = id.get();
                        view! {
                            <Heading />
                            {match kind {
                                SectionKind::Prose => view! { <Reading section=id /> }.into_any(),
                                SectionKind::Timeline => view! { <Walk /> }.into_any(),
                                SectionKind::Mitigations => view! { <PlanPart /> }.into_any(),
                            }}
                        }
                            .into_any()
                    }
                }}
            </main>
            <div class="meeting-cards present-cards">
                <Safewords />
                <Turn />
                <Invitation />
                <CaptureCard />
            </div>
            <Foot />
            <MeetingPanel />
            <Show when=move || stage.blank.get()>
                <button type="button" class="present-blank" aria-label=texts::BLANK data-testid="present-blank" on:click=move |_| stage.blank.set(false)></button>
            </Show>
        </div>
    }
}

/// The heading of the part that is shown.
#[component]
fn Heading() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let words = move || match stage.current().get().heading.trim() {
        "" => texts::UNTITLED.to_owned(),
        heading => heading.to_owned(),
    };
    let id = Memo::new(move |_| stage.current().get().id);
    view! {
        <Show
            when=move || stage.writing.get() && !id.with(String::is_empty)
            fallback=move || view! { <h1 class="present-heading" data-testid="present-heading">{words}</h1> }
        >
            <h1 class="present-heading present-writing" data-testid="present-heading">
                <TextSurface path=TextPath::Heading(id.get_untracked()) mode=SurfaceMode::Line label=texts::HEADING placeholder=texts::UNTITLED />
            </h1>
        </Show>
    }
}

/// The field for a line, opened by a key.
#[component]
fn CaptureCard() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let kind = RwSignal::new(LineKind::default());
    Effect::new(move |_| {
        if let Some(asked) = stage.capture.get() {
            kind.set(asked);
        }
    });
    let done = Callback::new(move |noted: bool| {
        stage.capture.set(None);
        if noted {
            stage.meeting.toaster.say(texts::noted(kind.get_untracked()));
        }
    });
    view! {
        <Show when=move || stage.capture.with(Option::is_some)>
            <div class="meeting-card">
                <Capture kind done />
            </div>
        </Show>
    }
}

//! What people are told when a postmortem cannot be shown, or not be written: what is the matter, and what to do.

use debrief_shared::{api::Role, protocol::CloseReason};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    bindings,
    live::{Live, Status},
    session::Session,
    ui::{Button, ButtonKind, ButtonLink, EmptyState, IconName, Notice, NoticeKind, Toaster},
};

/// Why there is no document to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// Nobody is signed in any more.
    SignedOut,
    /// Not shared with this person.
    NoAccess,
    /// There is none, or it was removed.
    NotFound,
    /// An operator has to look at what is stored.
    Broken,
    /// Page and server do not understand each other.
    Mismatch,
    /// No connection, and nothing on this device yet.
    Unreachable,
}

impl Closed {
    pub(super) fn of(reason: CloseReason) -> Self {
        match reason {
            CloseReason::SignedOut => Self::SignedOut,
            CloseReason::NoAccess => Self::NoAccess,
            CloseReason::NotFound => Self::NotFound,
            CloseReason::Broken => Self::Broken,
            _ => Self::Mismatch,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out",
            Self::NoAccess => "This postmortem isn't shared with you",
            Self::NotFound => "There is no postmortem here",
            Self::Broken => "This postmortem can't be opened right now",
            Self::Mismatch => "This page and the server don't understand each other",
            Self::Unreachable => "No connection to the server",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::SignedOut => "Sign in again to go on. What you wrote stays on this device and is sent then.",
            Self::NoAccess => "Ask its owner to share it with you.",
            Self::NotFound => {
                "The link may be mistyped, or the postmortem was removed. Its owner can bring a removed one back."
            }
            Self::Broken => {
                "What is stored needs a look by the people who run this instance; please tell them. Nothing was overwritten."
            }
            Self::Mismatch => "Copy your text to be safe, then reload the page.",
            Self::Unreachable => {
                "This postmortem isn't kept on this device yet. It opens by itself as soon as the server can be reached."
            }
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::SignedOut => IconName::SignOut,
            Self::NoAccess => IconName::Eye,
            Self::NotFound => IconName::Search,
            Self::Broken | Self::Mismatch => IconName::Warning,
            Self::Unreachable => IconName::Offline,
        }
    }

    fn test_id(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::NoAccess => "no-access",
            Self::NotFound => "not-found",
            Self::Broken => "broken",
            Self::Mismatch => "mismatch",
            Self::Unreachable => "unreachable",
        }
    }
}

/// The whole page when there is nothing to show.
#[component]
pub(super) fn Unavailable(why: Closed) -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1" data-testid=why.test_id()>
            <EmptyState icon=why.icon() title=why.title()>
                <p>{why.advice()}</p>
                <div class="empty-actions">
                    <WayOut why />
                    <ButtonLink href="/">"To the postmortems"</ButtonLink>
                </div>
            </EmptyState>
        </main>
    }
}

/// Over the document when it has been closed for good: the text stays to be read and copied.
#[component]
pub(super) fn EndedBanner() -> impl IntoView {
    let live = expect_context::<Live>();
    let status = live.status();
    let why = Memo::new(move |_| match status.get() {
        Status::Ended(reason) => Some(Closed::of(reason)),
        _ => None,
    });
    move || {
        why.get().map(|why| {
            let title = if why == Closed::NotFound { "This postmortem was removed" } else { why.title() };
            view! {
                <div class="banner" data-testid="ended">
                    <Notice kind=NoticeKind::Trouble>
                        <p><strong>{title}</strong>" "{why.advice()}</p>
                        <WayOut why />
                        <CopyAll />
                    </Notice>
                </div>
            }
        })
    }
}

/// What went wrong while the document stays open.
#[component]
pub(super) fn TroubleBanner() -> impl IntoView {
    let trouble = expect_context::<Live>().trouble();
    move || {
        trouble.get().map(|words| {
            view! {
                <div class="banner" data-testid="trouble">
                    <Notice kind=NoticeKind::Trouble>
                        <p><strong>"A change was not taken."</strong>" "{words}</p>
                        <CopyAll />
                        <Reload />
                    </Notice>
                </div>
            }
        })
    }
}

/// Tells readers that they are readers.
#[component]
pub(super) fn ReadingBanner() -> impl IntoView {
    let role = expect_context::<Live>().role();
    let words = move || match role.get() {
        Some(Role::Commenter) => {
            Some("You can read this postmortem and comment on it. Its owner can let you write, too.")
        }
        Some(Role::Viewer) => Some("You can read this postmortem. Its owner can let you comment or write, too."),
        _ => None,
    };
    move || {
        words().map(|words| {
            view! {
                <div class="banner" data-testid="reading">
                    <Notice kind=NoticeKind::Info><p>{words}</p></Notice>
                </div>
            }
        })
    }
}

#[component]
fn WayOut(why: Closed) -> impl IntoView {
    let session = expect_context::<Session>();
    match why {
        Closed::SignedOut => {
            view! { <Button kind=ButtonKind::Primary on:click=move |_| session.end()>"Sign in"</Button> }.into_any()
        }
        Closed::Mismatch | Closed::Broken => view! { <Reload /> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Reload() -> impl IntoView {
    // A browser that refuses to reload leaves its own button.
    view! { <Button icon=IconName::Redo on:click=move |_| drop(window().location().reload())>"Reload"</Button> }
}

#[component]
fn CopyAll() -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let copy = move |_| {
        let text = live.markdown();
        spawn_local(async move {
            match bindings::copy_text(&text).await {
                Ok(()) => toaster.say("The whole text is on the clipboard."),
                Err(_) => bindings::download("postmortem.md", "text/markdown", &text),
            }
        });
    };
    view! { <Button icon=IconName::Copy on:click=copy>"Copy the whole text"</Button> }
}

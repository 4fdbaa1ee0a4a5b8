//! What people are told when a postmortem cannot be shown, or not be written: what is the matter, and what to do.

use debrief_shared::{api::Role, protocol::CloseReason};
use leptos::{html, prelude::*, task::spawn_local};

use super::page::title_words;

use crate::texts::sharing as texts;
use crate::{
    bindings,
    live::{Live, Status},
    session::Session,
    shell::TopBar,
    ui::{Button, ButtonKind, ButtonLink, EmptyState, IconName, Notice, NoticeKind, Toaster},
};

/// Why there is no document to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// Nobody is signed in any more.
    SignedOut,
    /// Their account was suspended.
    Suspended,
    /// Not shared with this person (any more).
    NoAccess,
    /// The share link that one came by is over.
    LinkOver,
    /// There is none that this person may know of.
    NotFound,
    /// It was open, and was removed.
    Removed,
    /// An operator has to look at what is stored.
    Broken,
    /// Page and server do not understand each other.
    Mismatch,
    /// No connection, and nothing on this device yet.
    Unreachable,
}

impl Closed {
    /// `was_open`: whether the document had been shown on this page.
    pub(super) fn of(reason: CloseReason, was_open: bool) -> Self {
        match reason {
            CloseReason::SignedOut => Self::SignedOut,
            CloseReason::Suspended => Self::Suspended,
            CloseReason::NoAccess => Self::NoAccess,
            CloseReason::LinkOver => Self::LinkOver,
            CloseReason::NotFound if was_open => Self::Removed,
            CloseReason::NotFound => Self::NotFound,
            CloseReason::Broken => Self::Broken,
            _ => Self::Mismatch,
        }
    }

    /// Whether what is on the page has to leave it.
    pub(super) fn ends_access(self) -> bool {
        matches!(
            self,
            Self::SignedOut | Self::Suspended | Self::NoAccess | Self::LinkOver | Self::NotFound | Self::Removed
        )
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::SignedOut => texts::YOU_ARE_SIGNED_OUT,
            Self::Suspended => texts::YOUR_ACCOUNT_IS_SUSPENDED,
            Self::NoAccess => texts::THIS_POSTMORTEM_ISNT_SHARED,
            Self::LinkOver => texts::THE_LINK_YOU_CAME,
            Self::NotFound => texts::THERE_IS_NO_POSTMORTEM_HERE,
            Self::Removed => texts::THIS_POSTMORTEM_WAS_REMOVED,
            Self::Broken => texts::THIS_POSTMORTEM_CANT_BE_OPENED,
            Self::Mismatch => texts::THIS_PAGE_AND_THE_SERVER_DONT,
            Self::Unreachable => texts::NO_CONNECTION_TO_THE_SERVER,
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::SignedOut => texts::ABOUT_SIGNED_OUT,
            Self::Suspended => texts::ABOUT_SUSPENDED,
            Self::NoAccess => texts::ABOUT_NOT_SHARED,
            Self::LinkOver => texts::ABOUT_LINK_OVER,
            Self::NotFound => texts::ABOUT_NOTHING_HERE,
            Self::Removed => texts::ABOUT_REMOVED,
            Self::Broken => texts::ABOUT_UNREADABLE,
            Self::Mismatch => texts::ABOUT_OTHER_VERSION,
            Self::Unreachable => texts::ABOUT_NOT_KEPT,
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::SignedOut => IconName::SignOut,
            Self::Suspended | Self::NoAccess => IconName::Lock,
            Self::LinkOver => IconName::Link,
            Self::NotFound => IconName::Search,
            Self::Removed => IconName::Trash,
            Self::Broken | Self::Mismatch => IconName::Warning,
            Self::Unreachable => IconName::Offline,
        }
    }

    fn test_id(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Suspended => "suspended",
            Self::NoAccess => "no-access",
            Self::LinkOver => "link-over",
            Self::NotFound => "not-found",
            Self::Removed => "ended",
            Self::Broken => "broken",
            Self::Mismatch => "mismatch",
            Self::Unreachable => "unreachable",
        }
    }
}

/// The whole page when there is nothing to show.
#[component]
pub(super) fn Unavailable(
    /// Why.
    why: Closed,
    /// What else is to be read there.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    Effect::new(move |_| {
        // What had the keyboard is gone with the document; screen readers go on here.
        if let Some(main) = main.get().filter(|_| why.ends_access()) {
            let _ = main.focus();
        }
    });
    let signed_in = !matches!(why, Closed::SignedOut | Closed::Suspended);
    view! {
        {signed_in.then(|| view! { <TopBar /> })}
        <main id="main" class="page" tabindex="-1" node_ref=main data-testid=why.test_id() aria-live="assertive">
            <EmptyState icon=why.icon() title=why.title() whole_page=true>
                <p>{why.advice()}</p>
                <div class="empty-actions">
                    <WayOut why />
                    {signed_in.then(|| view! { <ButtonLink href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink> })}
                </div>
            </EmptyState>
            {children.map(|children| children())}
        </main>
    }
}

/// Over the document when it has been closed for good though one may read it: the text stays to be read and copied.
#[component]
pub(super) fn EndedBanner() -> impl IntoView {
    let live = expect_context::<Live>();
    let status = live.status();
    let why = Memo::new(move |_| match status.get() {
        Status::Ended(reason) => Some(Closed::of(reason, true)).filter(|why| !why.ends_access()),
        _ => None,
    });
    move || {
        why.get().map(|why| {
            view! {
                <div class="banner" data-testid="ended">
                    <Notice kind=NoticeKind::Trouble>
                        <p><strong>{why.title()}</strong>". "{why.advice()}</p>
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
                        <p><strong>{texts::A_CHANGE_WAS_NOT_TAKEN}</strong>" "{words}</p>
                        <CopyAll />
                        <Reload />
                    </Notice>
                </div>
            }
        })
    }
}

/// Tells readers that they are readers, and whether they were more before.
#[component]
pub(super) fn ReadingBanner() -> impl IntoView {
    let live = expect_context::<Live>();
    let (role, lowered) = (live.role(), live.lowered());
    let comments = Memo::new(move |_| match role.get() {
        Some(Role::Commenter) => Some(true),
        Some(Role::Viewer) => Some(false),
        _ => None,
    });
    let words = move |comments| match lowered.get() {
        Some(before) => lowered_words(&title_words(live), before, comments),
        None if comments => texts::YOU_CAN_COMMENT.to_owned(),
        None => texts::YOU_CAN_READ.to_owned(),
    };
    move || {
        comments.get().map(|comments| {
            view! {
                <div class="banner" role="status" data-testid="reading">
                    <Notice kind=NoticeKind::Info><p>{move || words(comments)}</p></Notice>
                </div>
            }
        })
    }
}

fn lowered_words(title: &str, before: Role, comments: bool) -> String {
    match (before.writes(), comments) {
        (true, true) => texts::may_only_comment(title),
        (true, false) => texts::may_only_read(title),
        (false, _) => texts::may_not_comment(title),
    }
}

/// Says so when somebody may do more from now on; the page lets them without a reload.
pub(super) fn welcome_writers(live: Live, toaster: Toaster) {
    let role = live.role();
    Effect::new(move |before: Option<Option<Role>>| {
        let now = role.get();
        if let (Some(Some(before)), Some(now)) = (before, now) {
            if now == Role::Owner && before != Role::Owner {
                toaster.say(texts::YOU_OWN_IT_NOW);
            } else if now.writes() && !before.writes() {
                let aside = live.words().with_untracked(|words| !words.is_empty());
                toaster.say(if aside { texts::YOU_CAN_WRITE_AND_PUT_BACK } else { texts::YOU_CAN_WRITE });
            }
        }
        now
    });
}

#[component]
fn WayOut(why: Closed) -> impl IntoView {
    let session = expect_context::<Session>();
    match why {
        Closed::SignedOut => {
            view! { <Button kind=ButtonKind::Primary on:click=move |_| session.ask()>{texts::SIGN_IN}</Button> }
                .into_any()
        }
        Closed::Mismatch | Closed::Broken | Closed::Removed => view! { <Reload /> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Reload() -> impl IntoView {
    // With the newest version there is: an old one may be what is the matter.
    view! { <Button icon=IconName::Redo on:click=move |_| bindings::reload_page()>{texts::RELOAD}</Button> }
}

/// Puts the whole text on the clipboard.
#[component]
pub(super) fn CopyAll() -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let copy = move |_| {
        let text = live.markdown();
        spawn_local(async move {
            match bindings::copy_text(&text).await {
                Ok(()) => toaster.say(texts::THE_WHOLE_TEXT),
                Err(_) => bindings::download("postmortem.md", "text/markdown", &text),
            }
        });
    };
    view! { <Button icon=IconName::Copy on:click=copy>{texts::COPY_THE_WHOLE_TEXT}</Button> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_postmortem_is_told_from_one_that_never_was() {
        assert_eq!(Closed::of(CloseReason::NotFound, true), Closed::Removed);
        assert_eq!(Closed::of(CloseReason::NotFound, false), Closed::NotFound);
    }

    #[test]
    fn everything_that_ends_access_takes_the_page_away() {
        let hiding = [
            CloseReason::SignedOut,
            CloseReason::Suspended,
            CloseReason::NoAccess,
            CloseReason::LinkOver,
            CloseReason::NotFound,
        ];
        for reason in hiding {
            assert!(Closed::of(reason, true).ends_access() && Closed::of(reason, false).ends_access(), "{reason:?}");
        }
        for reason in [CloseReason::Broken, CloseReason::Refused, CloseReason::Malformed] {
            assert!(!Closed::of(reason, true).ends_access(), "{reason:?}");
        }
    }
}

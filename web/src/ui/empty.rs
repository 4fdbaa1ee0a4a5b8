//! What stands where something is missing: empty states, and notices about what to do.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A calm note in the middle of an empty page: what belongs here and how to begin.
#[component]
pub fn EmptyState(
    /// Picture over it.
    icon: IconName,
    /// One line.
    #[prop(into)]
    title: String,
    /// Whether it is all there is on the page: its line is then the page's heading.
    #[prop(optional)]
    whole_page: bool,
    /// Explanation and actions.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="empty">
            <span class="empty-icon"><Icon name=icon /></span>
            {if whole_page {
                view! { <h1>{title}</h1> }.into_any()
            } else {
                view! { <h2>{title}</h2> }.into_any()
            }}
            {children()}
        </section>
    }
}

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// Something is in the way.
    Trouble,
}

/// A framed remark in the flow of a page; trouble is read out at once.
#[component]
pub fn Notice(
    /// Tone.
    kind: NoticeKind,
    /// Words and actions.
    children: Children,
) -> impl IntoView {
    let (class, role, icon) = match kind {
        NoticeKind::Info => ("notice", None, IconName::Info),
        NoticeKind::Trouble => ("notice notice-trouble", Some("alert"), IconName::Warning),
    };
    view! {
        <div class=class role=role>
            <Icon name=icon />
            <div class="notice-body">{children()}</div>
        </div>
    }
}

//! Buttons, and links that look like them. Listeners and attributes are put on from outside (`on:click`, `attr:…`).

use leptos::prelude::*;

use super::{Icon, IconName};

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// No frame until hovered.
    Quiet,
    /// Takes something away for good.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button with words on it.
#[component]
pub fn Button(
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// Before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Whether it sends the form it is in.
    #[prop(optional)]
    submit: bool,
    /// Whether it waits for something; it stays focusable and does not shift.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:is-busy=busy
            aria-busy=move || busy.get().then_some("true")
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// Before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=move || href.get() class=kind.class()>
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </a>
    }
}

/// A button that is an icon only; its label is read out and shown as a tip.
#[component]
pub fn IconButton(
    /// The picture.
    icon: IconName,
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <button type="button" class="icon-button" aria-label=move || label.get() data-tip=move || label.get()>
            <Icon name=icon />
        </button>
    }
}

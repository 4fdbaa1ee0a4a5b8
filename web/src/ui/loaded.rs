//! Something fetched: on its way, here, or not to be had.

use leptos::prelude::*;

use super::{Button, Notice, NoticeKind};

use crate::texts::ui as texts;

/// The state of something fetched.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded<T> {
    /// On its way.
    Waiting,
    /// Here.
    Ready(T),
    /// Not to be had; what to show.
    Failed(String),
}

impl<T> Loaded<T> {
    /// The thing, if here.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }
}

/// What to show in place of something that could not be fetched.
#[component]
pub fn LoadTrouble(
    /// What is the matter and what to do.
    #[prop(into)]
    words: String,
    /// Fetches again.
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Trouble>
            <p>{words}</p>
            <Button on:click=move |_| retry.run(())>{texts::TRY_AGAIN}</Button>
        </Notice>
    }
}

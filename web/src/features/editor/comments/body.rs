//! What a comment says, on the page: words, line breaks, links and mentions. Text only, whatever somebody wrote.

use debrief_shared::said::{Said, said};
use leptos::prelude::*;
use uuid::Uuid;

/// The words of a comment.
#[component]
pub(super) fn Body(
    /// As it is stored.
    #[prop(into)]
    body: Signal<String>,
    /// Who reads: mentions of them stand out.
    me: Uuid,
) -> impl IntoView {
    let piece = move |piece: Said| match piece {
        Said::Words(words) => words.into_any(),
        Said::Link(address) => {
            let href = address.clone();
            view! { <a href=href target="_blank" rel="external noopener noreferrer nofollow">{address}</a> }.into_any()
        }
        Said::Mention { id, name } => {
            view! { <span class="comment-mention" class:is-me=id == me>{format!("@{name}")}</span> }.into_any()
        }
    };
    view! { <p class="comment-body">{move || said(&body.get()).into_iter().map(piece).collect_view()}</p> }
}

//! What a comment says, on the page: words, line breaks, links, mentions and a few marks. Text only, whatever somebody wrote.

use debrief_shared::said::{Marked, Said, marks, said};
use leptos::prelude::*;
use uuid::Uuid;

fn marked(piece: Marked) -> AnyView {
    match piece {
        Marked::Plain(words) => words.into_any(),
        Marked::Code(words) => view! { <code>{words}</code> }.into_any(),
        Marked::Strong(words) => view! { <strong>{words}</strong> }.into_any(),
        Marked::Stressed(words) => view! { <em>{words}</em> }.into_any(),
    }
}

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
        Said::Words(words) => marks(&words).into_iter().map(marked).collect_view().into_any(),
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

//! Help with the tone of a comment, for whoever writes it alone: what the lens remarks on, and another way to say it. It stays on the page.

use std::time::Duration;

use debrief_shared::lens::{Finding, Rewrite};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::super::lens::Lens;
use crate::texts::comments as texts;

/// How long writing has to pause before it is looked at.
const PAUSE: Duration = Duration::from_millis(600);

/// The first remark on `text`, while there is one.
#[component]
pub(super) fn Tone(
    /// What is written; a rewrite is put into it.
    text: RwSignal<String>,
) -> impl IntoView {
    let lens = use_context::<Lens>();
    let shown = RwSignal::new(None::<Finding>);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(waiting)) = waiting.try_update_value(Option::take) {
            waiting.clear();
        }
    };
    Effect::new(move |_| {
        text.track();
        stop();
        // What it says may stand there no more.
        shown.set(None);
        let look = move || {
            if let (Some(lens), Some(text)) = (lens, text.try_get_untracked()) {
                shown.try_set(lens.tone(&text));
            }
        };
        waiting.set_value(set_timeout_with_handle(look, PAUSE).ok());
    });
    on_cleanup(stop);
    let rewrite = move |rewrite: Rewrite| {
        let words = rewrite.label.clone();
        let put = move |_| text.update(|text| *text = rewritten(text, &rewrite));
        view! { <button type="button" class="quiet-button" data-testid="tone-rewrite" on:click=put>{words}</button> }
    };
    move || {
        shown.get().map(|finding| {
            let first = finding.rewrites.into_iter().find(|rewrite| !rewrite.label.is_empty());
            view! {
                <div class="composer-tone" role="note" data-testid="comment-tone">
                    <p>{finding.message}</p>
                    {first.map(rewrite)}
                    <p class="composer-tone-private">{texts::ONLY_YOU_SEE_THIS}</p>
                </div>
            }
        })
    }
}

/// A text with a rewrite in it.
fn rewritten(text: &str, rewrite: &Rewrite) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (from, to) = (rewrite.from as usize, rewrite.to as usize);
    match (units.get(..from), units.get(to..)) {
        (Some(head), Some(tail)) if from <= to => {
            format!("{}{}{}", String::from_utf16_lossy(head), rewrite.text, String::from_utf16_lossy(tail))
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewrite_goes_where_its_words_stand() {
        let rewrite = |from, to| Rewrite { from, to, text: "deploy".to_owned(), label: "deploy".to_owned() };
        assert_eq!(rewritten("😀 operator broke it", &rewrite(3, 11)), "😀 deploy broke it");
        assert_eq!(rewritten("short", &rewrite(3, 11)), "short", "it stands there no more");
    }
}

//! Words that could not be saved: to be read and copied for as long as their writer wants them.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    bindings,
    live::{Live, Words},
    ui::{Button, ButtonKind, IconButton, IconName, Toaster},
};

/// The list of them, while there are any.
#[component]
pub(super) fn UnsavedWords() -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let words = live.words();
    let some = Memo::new(move |_| words.with(|words| !words.is_empty()));
    let copy_all = move |_| copy(toaster, all_words(&words.get_untracked()), "All of it is on the clipboard.");
    let dismiss = move |_| {
        let dismissed = live.dismiss_words();
        toaster.undoable("The words were taken off this device.", move || live.keep_words(&dismissed));
    };
    view! {
        <Show when=move || some.get()>
            <section class="unsaved" aria-labelledby="unsaved-words" data-testid="unsaved-words">
                <h2 id="unsaved-words">"Words that were not saved"</h2>
                <p>
                    "You wrote this here, and the server has not taken it. It is kept on this device, for you alone, until you put it away."
                </p>
                <ul class="unsaved-list">
                    <For each=move || words.get().to_vec() key=|words| (words.place.clone(), words.text.clone()) let(words)>
                        <Passage words toaster />
                    </For>
                </ul>
                <div class="unsaved-actions">
                    <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy_all>"Copy all"</Button>
                    <Button on:click=dismiss>"Put them away"</Button>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Passage(words: Words, toaster: Toaster) -> impl IntoView {
    let label = format!("Copy what you wrote in {}", words.place);
    let text = words.text.clone();
    view! {
        <li class="unsaved-passage">
            <div class="unsaved-place">
                <span>{words.place}</span>
                <IconButton
                    icon=IconName::Copy
                    label
                    on:click=move |_| copy(toaster, text.clone(), "It is on the clipboard.")
                />
            </div>
            <p class="unsaved-text" tabindex="0">{words.text}</p>
        </li>
    }
}

fn copy(toaster: Toaster, text: String, done: &'static str) {
    spawn_local(async move {
        match bindings::copy_text(&text).await {
            Ok(()) => toaster.say(done),
            Err(_) => bindings::download("unsaved-words.txt", "text/plain", &text),
        }
    });
}

fn all_words(words: &[Words]) -> String {
    words.iter().map(|words| format!("{}:\n{}", words.place, words.text)).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_copied_with_its_place() {
        let words = [("Title", "late"), ("Discussion", "a\nb")]
            .map(|(place, text)| Words { place: place.to_owned(), text: text.to_owned() });
        assert_eq!(all_words(&words), "Title:\nlate\n\nDiscussion:\na\nb");
    }
}

//! Words that could not be saved: to be read and copied for as long as their writer wants them.

use leptos::{prelude::*, task::spawn_local};

use crate::texts::document as texts;
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
    let copy_all = move |_| copy(toaster, all_words(&words.get_untracked()), texts::ALL_IS_ON_THE_CLIPBOARD);
    let put_all_back = move |_| {
        let all = words.get_untracked();
        let back = all.iter().filter(|words| live.put_back(words)).count();
        toaster.say(if back == all.len() { texts::ALL_OF_IT_IS_BACK } else { texts::WHAT_COULD_BE_PUT_BACK });
    };
    let some_fit = Memo::new(move |_| words.with(|words| words.iter().any(|words| live.can_put_back(words))));
    let dismiss = move |_| {
        let dismissed = live.dismiss_words();
        toaster.undoable(texts::THE_WORDS_WERE_TAKEN_OFF, move || live.keep_words(&dismissed));
    };
    view! {
        <Show when=move || some.get()>
            <section class="unsaved" aria-labelledby="unsaved-words" data-testid="unsaved-words">
                <h2 id="unsaved-words">{texts::WORDS_THAT_WERE_NOT_SAVED}</h2>
                <p>
                    {texts::ABOUT_UNSAVED_WORDS}
                </p>
                <ul class="unsaved-list">
                    <For each=move || words.get().to_vec() key=|words| (words.place.clone(), words.text.clone()) let(words)>
                        <Passage words live toaster />
                    </For>
                </ul>
                <div class="unsaved-actions">
                    <Show when=move || some_fit.get()>
                        <Button kind=ButtonKind::Primary icon=IconName::Undo attr:data-testid="put-back" on:click=put_all_back>
                            {texts::PUT_BACK_IN_PLACE}
                        </Button>
                    </Show>
                    <Button icon=IconName::Copy on:click=copy_all>{texts::COPY_ALL}</Button>
                    <Button on:click=dismiss>{texts::PUT_THEM_AWAY}</Button>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Passage(words: Words, live: Live, toaster: Toaster) -> impl IntoView {
    let label = texts::copy_what_you_wrote_in(&words.place);
    let back_label = texts::put_back_what_you_wrote_in(&words.place);
    let text = words.text.clone();
    let (place, shown) = (words.place.clone(), words.text.clone());
    let stored = StoredValue::new(words);
    let fits = Memo::new(move |_| stored.with_value(|words| live.can_put_back(words)));
    let put_back = move |_| {
        if stored.with_value(|words| live.put_back(words)) {
            toaster.say(texts::IT_IS_BACK_IN_ITS_PLACE);
        }
    };
    view! {
        <li class="unsaved-passage">
            <div class="unsaved-place">
                <span class="unsaved-where">{place}</span>
                <Show when=move || fits.get()>
                    <IconButton icon=IconName::Undo label=back_label.clone() on:click=put_back />
                </Show>
                <IconButton
                    icon=IconName::Copy
                    label
                    on:click=move |_| copy(toaster, text.clone(), texts::IT_IS_ON_THE_CLIPBOARD)
                />
            </div>
            <p class="unsaved-text" tabindex="0">{shown}</p>
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
        let words = [("Title", "late"), ("Discussion", "a\nb")].map(|(place, text)| Words::of(place, text));
        assert_eq!(all_words(&words), "Title:\nlate\n\nDiscussion:\na\nb");
    }
}

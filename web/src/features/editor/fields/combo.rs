//! A text field with suggestions (ARIA combobox with a list box). Free text is kept unless the field says that only suggestions count.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::Typed;
use crate::texts::facts as texts;
use crate::ui::unique_id;

/// Most suggestions shown at once; typing narrows them down.
const MAX_SHOWN: usize = 80;

/// A text field with suggestions.
#[component]
pub fn Combo(
    /// The value as the document has it.
    #[prop(into)]
    value: Signal<String>,
    /// What is suggested.
    #[prop(into)]
    options: Signal<Vec<String>>,
    /// Gets the new value.
    on_commit: Callback<String>,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: String,
    /// What a suggestion means, in a few words beside it.
    #[prop(optional)]
    meaning: Option<fn(&str) -> Option<&'static str>>,
    /// Whether text that is no suggestion is turned down.
    #[prop(optional)]
    strict: bool,
    /// For tests.
    #[prop(optional, into)]
    testid: String,
    /// Whether it can be changed.
    #[prop(into)]
    enabled: Signal<bool>,
) -> impl IntoView {
    let taken = Callback::new(move |text: String| {
        let known =
            options.with_untracked(|options| options.iter().find(|option| folded(option) == folded(&text)).cloned());
        match known {
            Some(option) => on_commit.run(option),
            None if !strict || text.is_empty() => on_commit.run(text),
            None => {}
        }
    });
    let typed = Typed::over(value, taken);
    let open = RwSignal::new(false);
    let marked = RwSignal::new(None::<usize>);
    let list_id = unique_id("combo");
    let input = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Ul>::new();

    let shown = Memo::new(move |_| {
        let wanted = typed.draft().map(|draft| folded(&draft)).unwrap_or_default();
        options.with(|options| {
            options
                .iter()
                .filter(|option| folded(option).contains(&wanted))
                .take(MAX_SHOWN)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // The only suggestion there is. Where other text counts as well, a whole word of it has to be typed: *Ada* is not *Adam*.
    let only = move || {
        let draft = untrack(|| typed.draft()).filter(|draft| !draft.trim().is_empty())?;
        shown.with_untracked(|shown| match &shown[..] {
            [only] if strict || has_words(only, &draft) => Some(only.clone()),
            _ => None,
        })
    };
    let choose = move |option: String| {
        typed.set(option);
        typed.commit();
        open.set(false);
        marked.set(None);
    };
    let step = move |by: isize| {
        let count = shown.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = match marked.get_untracked() {
            Some(at) => at.saturating_add_signed(by).min(count - 1),
            None => 0,
        };
        open.set(true);
        marked.set(Some(next));
        if let Some(option) =
            list.get_untracked().and_then(|list| list.children().item(u32::try_from(next).unwrap_or(0)))
        {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(-1);
        }
        "Enter" if !event.is_composing() => {
            let option = marked
                .get_untracked()
                .filter(|_| open.get_untracked())
                .and_then(|at| shown.with_untracked(|shown| shown.get(at).cloned()));
            match option.or_else(only) {
                Some(option) => choose(option),
                None => typed.commit(),
            }
            open.set(false);
        }
        "Escape" => {
            if open.get_untracked() || untrack(|| typed.draft()).is_some() {
                event.stop_propagation();
            }
            typed.revert();
            open.set(false);
        }
        _ => {}
    };
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let active = {
        let option_id = option_id.clone();
        move || marked.get().filter(|_| open.get()).map(option_id.clone())
    };
    let rows = move || {
        let option_id = option_id.clone();
        let row = move |(at, option): (usize, String)| {
            let text = option.replace('_', " ");
            let means = meaning.and_then(|meaning| meaning(&option));
            let means = means.map(|words| view! { <span class="combo-meaning">{words}</span> });
            view! {
                <li
                    role="option"
                    id=option_id(at)
                    class="combo-option"
                    aria-selected=move || (marked.get() == Some(at)).to_string()
                    on:pointerdown=|event| event.prevent_default()
                    on:click=move |_| choose(option.clone())
                >
                    {text}
                    {means}
                </li>
            }
        };
        shown.get().into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="combo">
            <input
                node_ref=input
                class="field-input"
                role="combobox"
                aria-label=label
                aria-autocomplete="list"
                aria-expanded=move || open.get().to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=active
                placeholder=placeholder
                data-testid=testid
                autocomplete="off"
                readonly=move || !enabled.get()
                prop:value=move || typed.shown()
                on:click=move |_| open.set(enabled.get_untracked())
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    marked.set(None);
                    open.set(true);
                }
                on:blur=move |_| {
                    if let Some(option) = only().filter(|_| strict) {
                        typed.set(option);
                    }
                    typed.commit();
                    open.try_set(false);
                    marked.try_set(None);
                }
                on:keydown=keys
            />
            <p class="combo-none" role="status">
                {move || (strict && open.get() && shown.with(Vec::is_empty)).then_some(texts::NOTHING_HERE_IS_CALLED_THAT)}
            </p>
            <ul node_ref=list class="combo-list" role="listbox" id=list_id hidden=move || !open.get() || shown.with(Vec::is_empty)>
                {move || open.get().then(&rows)}
            </ul>
        </div>
    }
}

/// As searching sees it: case and `_` make no difference.
fn folded(text: &str) -> String {
    text.trim().replace('_', " ").to_lowercase()
}

/// Whether a text has these words, whole and in this order.
fn has_words(text: &str, words: &str) -> bool {
    let spaced = |text: &str| {
        let text = folded(text);
        let words: Vec<&str> =
            text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    spaced(text).contains(&spaced(words)) && words.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::has_words;

    #[test]
    fn a_whole_word_is_meant_and_the_beginning_of_another_is_not() {
        for (text, words) in
            [("Maja Lindqvist", "maja"), ("Sev-2", "2"), ("Zoë Ann Größe", " ann größe "), ("Ada", "Ada")]
        {
            assert!(has_words(text, words), "{words} of {text}");
        }
        for (text, words) in [("Adam Smith", "Ada"), ("Sev-2", "ev"), ("Sev-2", "-"), ("Ann Lee", "Lee Ann")] {
            assert!(!has_words(text, words), "{words} of {text}");
        }
    }
}

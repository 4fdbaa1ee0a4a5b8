//! A field for a password, which can be looked at; a new one counts up to its least length.

use leptos::prelude::*;

use super::Field;

use crate::texts::ui as texts;

/// A password, hidden until asked for.
#[component]
pub fn PasswordField(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its text.
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// Fewest characters of a new one; said while typing.
    #[prop(optional)]
    min_chars: Option<usize>,
    /// Whether somebody has tried to go on: what is missing is then an error.
    #[prop(optional, into)]
    tried: Signal<bool>,
    /// What else is not right.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    let missing = Memo::new(move |_| min_chars.map_or(0, |min| missing_chars(&value.read(), min)));
    let error = Signal::derive(move || {
        error.get().or_else(|| (tried.get() && missing.get() > 0).then(|| more_to_go(missing.get())))
    });
    let hint = Signal::derive(move || {
        min_chars.map(|min| match missing.get() {
            0 => texts::LONG_ENOUGH.to_owned(),
            missing if missing == min => texts::at_least_characters(min),
            missing => more_to_go(missing),
        })
    });
    view! {
        <Field label value kind autocomplete hint error autofocus>
            <button
                type="button"
                class="field-tool"
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { texts::HIDE } else { texts::SHOW }}
                <span class="visually-hidden">{texts::PASSWORD_AFTER}</span>
            </button>
        </Field>
    }
}

/// How many characters a password is short of its least length.
pub fn missing_chars(text: &str, min: usize) -> usize {
    min.saturating_sub(text.chars().count())
}

fn more_to_go(missing: usize) -> String {
    texts::more_to_go(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(missing_chars("", 12), 12);
        assert_eq!(missing_chars("päßwörter", 12), 3);
        assert_eq!(missing_chars("long enough, more than", 12), 0);
        assert_eq!(more_to_go(1), "1 more character to go.");
    }
}

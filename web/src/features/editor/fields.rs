//! Fields for short values that several people may change at once: they follow the document until somebody types, and write on Enter or on leaving.

mod choice;
mod combo;
mod link;
mod moment;
mod removed;

pub use choice::Choice;
pub use combo::Combo;
pub use link::web_link;
pub use moment::MomentEditor;
pub use removed::{RemovedItem, RemovedItems};

use leptos::{ev::KeyboardEvent, prelude::*};

/// What a person has typed into a field and not yet handed over.
#[derive(Clone, Copy)]
pub struct Typed {
    draft: RwSignal<Option<String>>,
    held: Signal<String>,
    commit: Callback<String>,
}

impl Typed {
    /// Over a value of the document; `commit` gets what was typed when it differs. What was typed is handed over as well
    /// when the field leaves the page under somebody's hands, as when another person moves what it belongs to.
    pub fn over(held: Signal<String>, commit: Callback<String>) -> Self {
        let typed = Self { draft: RwSignal::new(None), held, commit };
        on_cleanup(move || typed.commit());
        typed
    }

    /// What the field shows.
    pub fn shown(self) -> String {
        self.draft.get().unwrap_or_else(|| self.held.get())
    }

    /// What has been typed, if anything has.
    pub fn draft(self) -> Option<String> {
        self.draft.get()
    }

    /// Takes a keystroke.
    pub fn set(self, text: String) {
        self.draft.set(Some(text));
    }

    /// Hands the typed text over and follows the document again.
    pub fn commit(self) {
        // A field that leaves the page while it is focused is blurred after its signals are gone.
        if let Some(Some(draft)) = self.draft.try_get_untracked() {
            let text = draft.trim();
            if self.held.try_get_untracked().is_some_and(|held| held != text) {
                // Where the whole document has been closed, there is nothing left to write to.
                let _ = self.commit.try_run(text.to_owned());
            }
            self.draft.set(None);
        }
    }

    /// Forgets the typed text.
    pub fn revert(self) {
        self.draft.set(None);
    }
}

/// A field for one short value. Enter or leaving commits, Escape takes the typing back.
#[component]
pub fn CommittedInput(
    /// The value as the document has it.
    #[prop(into)]
    value: Signal<String>,
    /// Gets the new value.
    on_commit: Callback<String>,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: String,
    /// For tests.
    #[prop(optional, into)]
    testid: String,
    /// `text`, `date` or `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Whether it can be changed.
    #[prop(into)]
    enabled: Signal<bool>,
) -> impl IntoView {
    let typed = Typed::over(value, on_commit);
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => typed.commit(),
        "Escape" => typed.revert(),
        _ => {}
    };
    view! {
        <input
            class="field-input"
            type=kind
            aria-label=label
            placeholder=placeholder
            data-testid=testid
            autocomplete="off"
            readonly=move || !enabled.get()
            prop:value=move || typed.shown()
            on:input=move |event| typed.set(event_target_value(&event))
            on:change=move |event| {
                // While a year is typed, browsers report dates of the first centuries.
                if kind != "date" || !event_target_value(&event).starts_with('0') {
                    typed.commit();
                }
            }
            on:blur=move |_| typed.commit()
            on:keydown=keys
        />
    }
}

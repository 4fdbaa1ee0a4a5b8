//! Removed items of a list: how many there are, and the way back for each.

use leptos::prelude::*;

use crate::texts::facts as texts;
use crate::ui::Button;

/// A removed item as it is offered to be brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedItem {
    /// Its id.
    pub id: String,
    /// What it said.
    pub text: String,
    /// When it was, who removed it and the like.
    pub note: String,
}

/// A line at the foot of a list while something of it is removed.
#[component]
pub fn RemovedItems(
    /// What is removed.
    items: Memo<Vec<RemovedItem>>,
    /// Brings one back, by its id.
    on_bring_back: Callback<String>,
    /// For tests.
    #[prop(into)]
    testid: String,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let count = move || items.with(Vec::len);
    let enabled = expect_context::<crate::live::Live>().can_write();
    let line = move |item: RemovedItem| {
        let text = if item.text.trim().is_empty() { texts::NO_TEXT.to_owned() } else { item.text };
        let id = StoredValue::new(item.id);
        view! {
            <li class="removed-item">
                <div class="removed-words">
                    <p class="removed-text">{text}</p>
                    <p class="removed-note">{item.note}</p>
                </div>
                <Show when=move || enabled.get()>
                    <Button on:click=move |_| on_bring_back.run(id.get_value())>{texts::BRING_BACK}</Button>
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || { count() > 0 }>
            <div class="removed" data-testid=testid.clone()>
                <button
                    type="button"
                    class="quiet-button"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || if open.get() { texts::hide_removed(count()) } else { texts::show_removed(count()) }}
                </button>
                <ul class="removed-list" hidden=move || !open.get()>
                    <For each=move || items.get() key=|item| item.id.clone() children=line />
                </ul>
            </div>
        </Show>
    }
}

//! Sections that were taken out of sight, with a way to bring them back.

use debrief_shared::document::List;
use leptos::prelude::*;

use super::{clock::removed_words, page::Panels};
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Button, Dialog, IconName},
};

/// The dialog that lists them.
#[component]
pub(super) fn RemovedSections() -> impl IntoView {
    let panels = expect_context::<Panels>();
    let live = expect_context::<Live>();
    let removed = Memo::new(move |_| {
        live.outline()
            .with(|view| view.sections.iter().filter(|section| section.removed.is_some()).cloned().collect::<Vec<_>>())
    });
    view! {
        <Dialog open=panels.removed title=texts::REMOVED_SECTIONS>
            <div class="dialog-body removed-sections">
                <Show when=move || removed.with(Vec::is_empty)>
                    <p class="muted">{texts::NOTHING_IS_REMOVED_NOW}</p>
                </Show>
                <For each=move || removed.get() key=|section| section.id.clone() let(section)>
                    <RemovedLine
                        id=section.id
                        heading=section.heading
                        note=section.removed.map(|removed| removed_words(&removed)).unwrap_or_default()
                    />
                </For>
            </div>
        </Dialog>
    }
}

#[component]
fn RemovedLine(id: String, heading: String, note: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let bring_back = move |_| {
        // Somebody else may have been faster: then it is there already.
        live.edit(|postmortem, txn| postmortem.bring_back(txn, List::Sections, &id).is_ok());
    };
    let heading = if heading.trim().is_empty() { texts::UNTITLED_SECTION.to_owned() } else { heading };
    view! {
        <div class="removed-line">
            <div>
                <strong>{heading}</strong>
                <p class="muted">{note}</p>
            </div>
            <Show when=move || live.can_write().get()>
                <Button icon=IconName::Undo on:click=bring_back.clone()>{texts::BRING_BACK}</Button>
            </Show>
        </div>
    }
}

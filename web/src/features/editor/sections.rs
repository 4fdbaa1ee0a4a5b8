//! The sections in their order, and the ways to add one.

use debrief_shared::document::{NewSection, Place, SectionKind, TextPath};
use leptos::prelude::*;

use super::section::Section;
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Icon, IconName, Menu, MenuItem},
};

/// All sections that are not removed.
#[component]
pub(super) fn Sections() -> impl IntoView {
    let live = expect_context::<Live>();
    let ids = Memo::new(move |_| {
        live.outline().with(|view| view.live_sections().map(|section| section.id.clone()).collect::<Vec<_>>())
    });
    let can_write = live.can_write();
    view! {
        <div class="sections" data-testid="sections">
            <For each=move || ids.get() key=Clone::clone let(id)>
                <AddBefore id=id.clone() />
                <Section id />
            </For>
            <Show when=move || ids.with(Vec::is_empty)>
                <p class="sections-empty">{texts::NOTHING_WRITTEN_YET}</p>
            </Show>
            <Show when=move || can_write.get()>
                <AddAtEnd />
            </Show>
        </div>
    }
}

/// Adds a section of its own kind and puts the caret into its heading.
pub(super) fn add_section(live: Live, kind: SectionKind, place: Place<'_>) {
    let id = live.new_id();
    let heading = if kind == SectionKind::Prose { "" } else { kind.label() };
    let section = NewSection { kind, heading: heading.to_owned(), guidance: String::new(), body: String::new() };
    if live.edit(|postmortem, txn| postmortem.add_section(txn, &id, &section, place)).is_some() {
        live.focus(&TextPath::Heading(id));
    }
}

/// A quiet line above a section.
#[component]
fn AddBefore(id: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let id = StoredValue::new(id);
    view! {
        <Show when=move || live.can_write().get()>
            <button
                type="button"
                class="add-between"
                aria-label=texts::ADD_A_SECTION_HERE
                on:click=move |_| id.with_value(|id| add_section(live, SectionKind::Prose, Place::Before(id)))
            >
                <span class="add-between-sign"><Icon name=IconName::Plus /></span>
            </button>
        </Show>
    }
}

#[component]
fn AddAtEnd() -> impl IntoView {
    let live = expect_context::<Live>();
    let lacks = move |kind| live.outline().with(|view| view.live_sections().all(|section| section.kind != kind));
    let add = move |kind| Callback::new(move |()| add_section(live, kind, Place::Last));
    let trigger =
        move || view! { <Icon name=IconName::Plus /><span class="button-words">{texts::ADD_A_SECTION}</span> };
    view! {
        <div class="add-at-end" data-testid="add-section">
            <Menu label=texts::ADD_A_SECTION class="button button-quiet" trigger>
                <MenuItem icon=IconName::Document on_select=add(SectionKind::Prose)>{texts::TEXT}</MenuItem>
                <Show when=move || lacks(SectionKind::Timeline)>
                    <MenuItem icon=IconName::Timeline on_select=add(SectionKind::Timeline)>{texts::TIMELINE}</MenuItem>
                </Show>
                <Show when=move || lacks(SectionKind::Mitigations)>
                    <MenuItem icon=IconName::List on_select=add(SectionKind::Mitigations)>{texts::MITIGATIONS}</MenuItem>
                </Show>
            </Menu>
        </div>
    }
}

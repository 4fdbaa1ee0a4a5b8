//! One section of a template on the page that edits it.

use debrief_shared::document::SectionKind;
use leptos::prelude::*;

use super::draft::SectionDraft;
use crate::texts::templates as texts;
use crate::ui::{Field, Icon, IconButton, IconName};

/// What can be done to a section as a whole.
#[derive(Clone, Copy)]
pub(super) struct SectionActions {
    /// Towards the end (true) or the beginning.
    pub(super) shift: Callback<(u32, bool)>,
    pub(super) remove: Callback<u32>,
}

/// The fields of a section, and its place among the others.
#[component]
pub(super) fn SectionFields(
    section: SectionDraft,
    readonly: bool,
    /// Whether it was just added: its heading takes the focus.
    fresh: bool,
    actions: SectionActions,
) -> impl IntoView {
    let SectionDraft { key, kind, heading, guidance, body } = section;
    let name = move || match heading.get().trim() {
        "" => texts::THIS_SECTION.to_owned(),
        heading => texts::quoted(heading),
    };
    let label = move |what: &'static str| Signal::derive(move || format!("{what} {}", name()));
    let tools = (!readonly).then(|| {
        view! {
            <div class="template-section-tools">
                <IconButton icon=IconName::Up label=label(texts::MOVE_UP) on:click=move |_| actions.shift.run((key, false)) />
                <IconButton
                    icon=IconName::Down
                    label=label(texts::MOVE_DOWN)
                    on:click=move |_| actions.shift.run((key, true))
                />
                <IconButton icon=IconName::Trash label=label(texts::REMOVE) on:click=move |_| actions.remove.run(key) />
            </div>
        }
    });
    view! {
        <li class="template-section">
            <div class="template-section-head">
                <KindChoice kind readonly />
                {tools}
            </div>
            <Field label=texts::HEADING value=heading readonly autofocus=fresh />
            <Field
                label=texts::GUIDANCE
                value=guidance
                multiline=true
                readonly
                placeholder=texts::GUIDANCE_EXAMPLE
            />
            <div class="template-section-body">
                <Field
                    label=texts::TEXT_TO_BEGIN_WITH_MARKDOWN
                    value=body
                    multiline=true
                    readonly
                    placeholder=texts::EMPTY_FOR_MOST
                />
            </div>
        </li>
    }
}

#[component]
fn KindChoice(kind: RwSignal<SectionKind>, readonly: bool) -> impl IntoView {
    let options = SectionKind::ALL
        .iter()
        .map(|choice| {
            let choice = *choice;
            view! {
                <option value=choice.as_str() prop:selected=move || kind.get() == choice>
                    {choice.label()}
                </option>
            }
        })
        .collect_view();
    let choose = move |event| {
        if let Some(choice) = SectionKind::parse(&event_target_value(&event)) {
            kind.set(choice);
        }
    };
    view! {
        <span class="select">
            <select aria-label=texts::WHAT_IT_HOLDS disabled=readonly on:change=choose>
                {options}
            </select>
            <Icon name=IconName::ChevronDown />
        </span>
    }
}

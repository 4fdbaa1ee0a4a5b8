//! One section of a template on the page that edits it.

use debrief_shared::document::SectionKind;
use leptos::prelude::*;

use super::draft::SectionDraft;
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
        "" => "this section".to_owned(),
        heading => format!("“{heading}”"),
    };
    let label = move |what: &'static str| Signal::derive(move || format!("{what} {}", name()));
    let tools = (!readonly).then(|| {
        view! {
            <div class="template-section-tools">
                <IconButton icon=IconName::Up label=label("Move up") on:click=move |_| actions.shift.run((key, false)) />
                <IconButton
                    icon=IconName::Down
                    label=label("Move down")
                    on:click=move |_| actions.shift.run((key, true))
                />
                <IconButton icon=IconName::Trash label=label("Remove") on:click=move |_| actions.remove.run(key) />
            </div>
        }
    });
    view! {
        <li class="template-section">
            <div class="template-section-head">
                <KindChoice kind readonly />
                {tools}
            </div>
            <Field label="Heading" value=heading readonly autofocus=fresh />
            <Field
                label="Guidance"
                value=guidance
                multiline=true
                readonly
                placeholder="What helps people to begin? Ask “how” and “what”."
            />
            <div class="template-section-body">
                <Field
                    label="Text to begin with (Markdown)"
                    value=body
                    multiline=true
                    readonly
                    placeholder="Empty for most sections"
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
            <select aria-label="What it holds" disabled=readonly on:change=choose>
                {options}
            </select>
            <Icon name=IconName::ChevronDown />
        </span>
    }
}

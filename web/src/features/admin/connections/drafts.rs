//! The drafts that a connection opens: whose they are, and from which template.

use debrief_shared::api::{MAX_SEVERITY_TEMPLATES, Person, SeverityTemplate, Template};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Draft;
use crate::api;
use crate::texts::connections as texts;
use crate::ui::{Field, Icon, IconButton, IconName, unique_id};

/// Longest severity, in characters.
const MAX_SEVERITY_CHARS: usize = 40;

/// A severity with a template of its own, as it is being chosen.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    number: usize,
    severity: RwSignal<String>,
    template: RwSignal<String>,
}

impl Choice {
    /// Told apart by `number` while the form is open.
    pub(super) fn new(number: usize, SeverityTemplate { severity, template }: SeverityTemplate) -> Self {
        Self { number, severity: RwSignal::new(severity), template: RwSignal::new(template) }
    }

    /// What was chosen; nothing while the severity is empty.
    pub(super) fn chosen(self) -> Option<SeverityTemplate> {
        let (severity, template) = (self.severity.get_untracked(), self.template.get_untracked());
        Some(SeverityTemplate { severity: severity.trim().to_owned(), template })
            .filter(|choice| !choice.severity.is_empty())
    }
}

/// Whose drafts it opens, and from what.
#[component]
pub(super) fn Drafts(draft: Draft) -> impl IntoView {
    let Draft { owner, template, severities, .. } = draft;
    let (people, templates) = (RwSignal::new(Vec::<Person>::new()), RwSignal::new(Vec::<Template>::new()));
    spawn_local(async move {
        if let Ok(found) = api::people().await {
            let found: Vec<Person> = found.into_iter().filter(|person| !person.guest).collect();
            if owner.try_get_untracked() == Some(None) {
                owner.set(found.first().map(|person| person.id));
            }
            let _ = people.try_set(found);
        }
        if let Ok(found) = api::templates().await
            && templates.try_update(|templates| templates.clone_from(&found)).is_some()
        {
            draft.settle_template(&found);
        }
    });
    let owner_id = unique_id("owner");
    let choices = move || {
        let choice = |person: Person| {
            let chosen = move || owner.get() == Some(person.id);
            view! { <option value=person.id.to_string() prop:selected=chosen>{person.name}</option> }
        };
        people.get().into_iter().map(choice).collect_view()
    };
    let add = move |_| {
        let template = templates.with_untracked(|templates| templates.first().map(|one| one.id.clone()));
        severities.update(|lines| {
            let number = lines.iter().map(|line| line.number + 1).max().unwrap_or(0);
            let template = template.unwrap_or_default();
            lines.push(Choice::new(number, SeverityTemplate { severity: String::new(), template }));
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=owner_id.clone()>{texts::OWNER}</label>
            <span class="select">
                <select id=owner_id on:change=move |event| owner.set(event_target_value(&event).parse().ok())>{choices}</select>
                <Icon name=IconName::ChevronDown />
            </span>
        </div>
        <TemplateChoice label=texts::TEMPLATE value=template templates>
            <option value="" prop:selected=move || template.with(String::is_empty)>{texts::NO_DRAFTS}</option>
        </TemplateChoice>
        <div class="field" role="group" aria-label=texts::BY_SEVERITY data-testid="connection-severities">
            <span class="field-label">{texts::BY_SEVERITY}</span>
            <ul class="connection-severities">
                <For each=move || severities.get() key=|line| line.number let(line)>
                    <li class="connection-severity">
                        <Field label=texts::SEVERITY value=line.severity placeholder=texts::SEVERITY_EXAMPLE max_chars=MAX_SEVERITY_CHARS />
                        <TemplateChoice label=texts::TEMPLATE_OF_SEVERITY value=line.template templates />
                        <IconButton
                            icon=IconName::Close
                            label=texts::REMOVE_SEVERITY
                            on:click=move |_| severities.update(|lines| lines.retain(|other| other.number != line.number))
                        />
                    </li>
                </For>
            </ul>
            <Show when=move || { severities.with(Vec::len) < MAX_SEVERITY_TEMPLATES }>
                <button type="button" class="text-button" data-testid="connection-severity-add" on:click=add>{texts::ADD_SEVERITY}</button>
            </Show>
        </div>
    }
}

/// A template by its name, and what else is offered.
#[component]
fn TemplateChoice(
    label: &'static str,
    value: RwSignal<String>,
    templates: RwSignal<Vec<Template>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let id = unique_id("template");
    let offered = move || {
        let offer = |one: Template| {
            let id = one.id.clone();
            let chosen = move || value.with(|value| *value == id);
            view! { <option value=one.id prop:selected=chosen>{one.name}</option> }
        };
        templates.get().into_iter().map(offer).collect_view()
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <span class="select">
                <select id=id on:change=move |event| value.set(event_target_value(&event))>
                    {offered}
                    {children.map(|children| children())}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </div>
    }
}

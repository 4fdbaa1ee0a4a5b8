//! The dialog for a new postmortem: a title and a template, and what the template brings.

use debrief_shared::api::{MAX_TITLE_CHARS, Template};
use debrief_shared::document::SectionKind;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api;
use crate::session::Session;
use crate::texts::library as texts;
use crate::ui::{Button, ButtonKind, Dialog, Field, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind};

/// Asks for title and template; opens the new postmortem.
#[component]
pub(super) fn NewPostmortem(
    open: RwSignal<bool>,
    /// Id of the chosen template; empty until one is chosen.
    template: RwSignal<String>,
) -> impl IntoView {
    view! {
        <Dialog open title=texts::NEW_POSTMORTEM wide=true>
            <Form open template />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, template: RwSignal<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let title = RwSignal::new(String::new());
    let templates = RwSignal::new(Loaded::Waiting);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));

    let load = move || {
        spawn_local(async move {
            let answer = match api::templates().await {
                Ok(list) => {
                    let known = template.try_with_untracked(|id| list.iter().any(|template| template.id == *id));
                    if let (Some(false), Some(first)) = (known, list.first()) {
                        template.set(first.id.clone());
                    }
                    Loaded::Ready(list)
                }
                Err(error) => {
                    session.heed(&error);
                    Loaded::Failed(error.words())
                }
            };
            templates.set(answer);
        });
    };
    load();
    let chosen = Memo::new(move |_| {
        let id = template.get();
        templates.with(|templates| templates.ready()?.iter().find(|template| template.id == id).cloned())
    });

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(template) = chosen.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        let navigate = navigate.clone();
        let title = title.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match api::create_postmortem(&title, &template.id).await {
                Ok(created) => navigate(&format!("/p/{}", created.id), NavigateOptions::default()),
                Err(error) => {
                    session.heed(&error);
                    trouble.set(Some(error.words()));
                    busy.set(false);
                }
            }
        });
    };

    view! {
        <form class="new" method="post" novalidate on:submit=submit>
            <div class="new-title">
                <Field
                    label=texts::TITLE
                    value=title
                    placeholder=texts::WHAT_HAPPENED_IN_A_FEW_WORDS
                    max_chars=MAX_TITLE_CHARS
                    hint=Some(texts::TITLE_CAN_WAIT.to_owned())
                    autofocus=true
                />
            </div>
            <div class="new-choice">
                <fieldset class="new-templates">
                    <legend class="field-label">{texts::TEMPLATE}</legend>
                    {move || match templates.get() {
                        Loaded::Waiting => view! { <Waiting /> }.into_any(),
                        Loaded::Failed(words) => {
                            view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any()
                        }
                        Loaded::Ready(list) => {
                            list.into_iter().map(|choice| view! { <Choice choice template /> }).collect_view().into_any()
                        }
                    }}
                </fieldset>
                <div class="new-preview" aria-live="polite">
                    {move || chosen.get().map(|template| view! { <Preview template /> })}
                </div>
            </div>
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
            <div class="dialog-foot">
                <Button kind=ButtonKind::Quiet on:click=move |_| open.set(false)>{texts::CANCEL}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{texts::CREATE_AND_OPEN}</Button>
            </div>
        </form>
    }
}

#[component]
fn Choice(choice: Template, template: RwSignal<String>) -> impl IntoView {
    let id = choice.id.clone();
    let checked = {
        let id = id.clone();
        move || template.with(|chosen| *chosen == id)
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name="template"
                class="choice-input"
                prop:checked=checked
                on:change=move |_| template.set(id.clone())
            />
            <span class="choice-name">{choice.name}</span>
            <span class="choice-summary">{choice.summary}</span>
        </label>
    }
}

/// The headings that a template brings.
#[component]
fn Preview(template: Template) -> impl IntoView {
    let sections = template
        .sections
        .into_iter()
        .map(|section| {
            let icon = match section.kind {
                SectionKind::Prose => IconName::List,
                SectionKind::Timeline => IconName::Timeline,
                SectionKind::Mitigations => IconName::Done,
            };
            view! {
                <li>
                    <Icon name=icon />
                    <div>
                        <strong>{section.heading}</strong>
                        <p>{section.guidance}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <h3>{template.name} {texts::BRINGS_AFTER}</h3>
        <ol class="preview">{sections}</ol>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let card = || view! { <div class="choice"><span class="ghost ghost-title"></span><span class="ghost ghost-line"></span></div> };
    view! { <div aria-busy="true">{(0..6).map(|_| card()).collect_view()}</div> }
}

//! The page that edits one template. What is written is saved by itself once typing rests.

use std::time::Duration;

use debrief_shared::api::{InstanceRole, MAX_TEMPLATE_SECTIONS, Template};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::draft::{Draft, Written};
use super::list::copy_of;
use super::section::{SectionActions, SectionFields};
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::templates as texts;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Field, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind, Toaster, use_title,
};

/// How long typing rests before it is saved.
const REST: Duration = Duration::from_millis(700);

/// How far the server has what is on the page.
#[derive(Clone, Debug, PartialEq)]
enum Saving {
    Saved,
    Changed,
    Under,
    Refused(ApiError),
}

/// The page at `/templates/{id}`.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let template = RwSignal::new(Loaded::Waiting);
    let load = Callback::new(move |()| {
        let id = id.get_untracked();
        template.set(Loaded::Waiting);
        spawn_local(async move {
            let answer = api::template(&id).await;
            template.set(match answer {
                Ok(template) => Loaded::Ready(template),
                Err(error) => {
                    session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    });
    Effect::new(move |_| {
        id.track();
        load.run(());
    });
    view! {
        <main id="main" class="page page-narrow" tabindex="-1">
            <a class="crumb" href="/templates"><Icon name=IconName::Back />{texts::TEMPLATES}</a>
            {move || match template.get() {
                Loaded::Waiting => view! { <Waiting /> }.into_any(),
                Loaded::Failed(words) => view! { <LoadTrouble words retry=load /> }.into_any(),
                Loaded::Ready(template) => view! { <TemplateForm template /> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn TemplateForm(template: Template) -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let is_admin = session.info().get_untracked().is_some_and(|info| info.role == InstanceRole::Admin);
    let readonly = template.built_in && !is_admin;
    let id = StoredValue::new(template.id.clone());
    let draft = Draft::new(template.clone().into());
    let fresh = StoredValue::new(None::<u32>);
    let saving = save_at_rest(id, draft, template.into());
    use_title(draft.name);

    let actions = SectionActions {
        shift: Callback::new(move |(key, later)| draft.shift(key, later)),
        remove: Callback::new(move |key| {
            if let Some((at, section)) = draft.remove(key) {
                toaster.undoable(texts::THE_SECTION_IS_REMOVED, move || draft.put_back(at, section));
            }
        }),
    };
    let is_full = move || draft.sections.with(|sections| sections.len() >= MAX_TEMPLATE_SECTIONS);
    let name_error = Signal::derive(move || {
        draft.name.with(|name| name.trim().is_empty()).then(|| texts::A_TEMPLATE_NEEDS_A_NAME.to_owned())
    });
    view! {
        <div class="page-head">
            <h1>{move || draft.name.get()}</h1>
            <div class="page-tools">
                <SavingState saving draft readonly />
                <ButtonLink href=format!("/?new={}", id.get_value()) kind=ButtonKind::Primary>{texts::USE_IT}</ButtonLink>
            </div>
        </div>
        {readonly
            .then(|| {
                view! {
                    <Notice kind=NoticeKind::Info>
                        <p>{texts::CAME_WITH_DEBRIEF}</p>
                        <CopyButton draft />
                    </Notice>
                }
            })}
        <div class="form">
            <Field label=texts::NAME value=draft.name readonly error=name_error />
            <Field label=texts::WHEN_TO_CHOOSE_IT value=draft.summary multiline=true readonly />
        </div>
        <h2 class="sections-heading">{texts::SECTIONS}</h2>
        <ol class="template-sections">
            <For each=move || draft.sections.get() key=|section| section.key let(section)>
                <SectionFields section readonly fresh=fresh.get_value() == Some(section.key) actions />
            </For>
        </ol>
        <Show when=move || !readonly>
            <div class="sections-foot">
                <Button
                    icon=IconName::Plus
                    attr:disabled=is_full
                    on:click=move |_| fresh.set_value(Some(draft.add()))
                >
                    {texts::ADD_A_SECTION}
                </Button>
                {move || is_full().then(|| texts::sections_at_most(MAX_TEMPLATE_SECTIONS))}
            </div>
        </Show>
    }
}

/// Saves `draft` whenever it differs from what the server has and typing rests; also when the page is left.
fn save_at_rest(id: StoredValue<String>, draft: Draft, stored: Written) -> RwSignal<Saving> {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let saving = RwSignal::new(Saving::Saved);
    let stored = RwSignal::new(stored);
    let save = move || {
        let written = untrack(move || draft.written());
        if written.name.is_empty() || stored.with_untracked(|stored| *stored == written) {
            return;
        }
        let (id, name) = (id.get_value(), written.name.clone());
        let _ = saving.try_set(Saving::Under);
        spawn_local(async move {
            let outcome = api::edit_template(&id, &written.clone().into()).await;
            let after = match outcome {
                Ok(_) => {
                    let _ = stored.try_set(written);
                    Saving::Saved
                }
                Err(error) => {
                    session.heed(&error);
                    Saving::Refused(error)
                }
            };
            let refused = matches!(after, Saving::Refused(_));
            // Nobody is left on the page to read the saving state there.
            if saving.try_set(after).is_some() && refused {
                toaster.say(texts::changes_not_saved(&name));
            }
        });
    };
    let mut save_soon = leptos::leptos_dom::helpers::debounce(REST, move |()| save());
    Effect::new(move |_| {
        let written = draft.written();
        // Also runs when an answer came: what was typed meanwhile is saved next.
        if stored.with(|stored| *stored != written) {
            saving.set(Saving::Changed);
            save_soon(());
        } else if saving.with_untracked(|saving| *saving == Saving::Changed) {
            saving.set(Saving::Saved);
        }
    });
    on_cleanup(save);
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if saving.try_with_untracked(|saving| *saving != Saving::Saved) == Some(true) {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    saving
}

#[component]
fn SavingState(saving: RwSignal<Saving>, draft: Draft, readonly: bool) -> impl IntoView {
    let words = move || match saving.get() {
        _ if readonly => String::new(),
        Saving::Saved => texts::SAVED.to_owned(),
        Saving::Changed | Saving::Under => texts::SAVING.to_owned(),
        Saving::Refused(error) if error.status() == Some(403) => texts::ONLY_ITS_MAKER.to_owned(),
        Saving::Refused(error) => texts::not_saved(error.words()),
    };
    let refused = move || saving.with(|saving| matches!(saving, Saving::Refused(_)));
    view! {
        <span class="saving" class:is-refused=refused role="status">{words}</span>
        <Show when=refused>
            <CopyButton draft />
        </Show>
    }
}

/// Makes an own template of what is on the page.
#[component]
fn CopyButton(draft: Draft) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let copy = move |_| {
        let navigate = navigate.clone();
        busy.set(true);
        spawn_local(async move {
            match api::create_template(&copy_of(untrack(move || draft.written())).into()).await {
                Ok(copy) => navigate(&format!("/templates/{}", copy.id), NavigateOptions::default()),
                Err(error) => toaster.say(error.words()),
            }
            let _ = busy.try_set(false);
        });
    };
    view! { <Button icon=IconName::Copy busy on:click=copy>{texts::MAKE_A_COPY}</Button> }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="page-head" aria-busy="true"><span class="ghost ghost-heading"></span></div>
        <div class="form"><span class="ghost ghost-input"></span><span class="ghost ghost-input"></span></div>
    }
}

//! The list of templates.

use debrief_shared::api::{InstanceRole, Template, TemplateSection};
use debrief_shared::document::SectionKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::draft::Written;
use crate::api;
use crate::session::Session;
use crate::texts::templates as texts;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Icon, IconName, LoadTrouble, Loaded, Menu, MenuItem, Toaster, use_title,
};

/// What the page knows, and what can be done on it.
#[derive(Clone, Copy)]
struct Templates {
    list: RwSignal<Loaded<Vec<Template>>>,
    open: Callback<String>,
    session: Session,
    toaster: Toaster,
}

impl Templates {
    fn load(self) {
        spawn_local(async move {
            let answer = api::templates().await;
            self.list.set(match answer {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    }

    /// Makes an own template and opens it.
    fn create(self, written: Written) {
        spawn_local(async move {
            match api::create_template(&written.into()).await {
                Ok(template) => {
                    let _ = self.open.try_run(template.id);
                }
                Err(error) => {
                    self.session.heed(&error);
                    self.toaster.say(error.words());
                }
            }
        });
    }

    /// Removes one, with a way back: the same words under a new id.
    fn remove(self, template: Template) {
        spawn_local(async move {
            if let Err(error) = api::remove_template(&template.id).await {
                self.session.heed(&error);
                return self.toaster.say(error.words());
            }
            let text = texts::is_removed(&template.name);
            let undo = move || {
                let template = template.clone();
                spawn_local(async move {
                    if let Err(error) = api::create_template(&Written::from(template).into()).await {
                        self.toaster.say(error.words());
                    }
                    self.load();
                });
            };
            self.toaster.undoable(text, undo);
            self.load();
        });
    }
}

/// The same under a name that says what it is.
pub(super) fn copy_of(written: Written) -> Written {
    Written { name: texts::copy_of(&written.name), ..written }
}

fn blank() -> Written {
    let section = |kind: SectionKind, heading: &str| TemplateSection {
        kind,
        heading: heading.to_owned(),
        guidance: String::new(),
        body: String::new(),
    };
    Written {
        name: texts::NEW_TEMPLATE.to_owned(),
        summary: String::new(),
        sections: vec![
            section(SectionKind::Timeline, texts::TIMELINE),
            section(SectionKind::Prose, texts::DISCUSSION),
            section(SectionKind::Mitigations, texts::MITIGATIONS),
        ],
    }
}

/// The page at `/templates`.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let navigate = use_navigate();
    let templates = Templates {
        list: RwSignal::new(Loaded::Waiting),
        open: Callback::new(move |id: String| navigate(&format!("/templates/{id}"), NavigateOptions::default())),
        session: expect_context(),
        toaster: expect_context(),
    };
    use_title(texts::TEMPLATES.to_owned());
    templates.load();
    view! {
        <main id="main" class="page" tabindex="-1">
            <div class="page-head">
                <div>
                    <h1>{texts::TEMPLATES}</h1>
                    <p class="muted">{texts::WHAT_A_TEMPLATE_IS}</p>
                </div>
                <div class="page-tools">
                    <Button icon=IconName::Plus on:click=move |_| templates.create(blank())>{texts::NEW_TEMPLATE}</Button>
                </div>
            </div>
            {move || match templates.list.get() {
                Loaded::Waiting => view! { <Waiting /> }.into_any(),
                Loaded::Failed(words) => {
                    view! { <LoadTrouble words retry=Callback::new(move |()| templates.load()) /> }.into_any()
                }
                Loaded::Ready(list) => {
                    let cards = list.into_iter().map(|template| view! { <Card template templates /> }).collect_view();
                    view! { <ul class="template-cards">{cards}</ul> }.into_any()
                }
            }}
        </main>
    }
}

#[component]
fn Card(template: Template, templates: Templates) -> impl IntoView {
    let is_admin = templates.session.info().get_untracked().is_some_and(|info| info.role == InstanceRole::Admin);
    let open_words = if is_admin || !template.built_in { texts::EDIT } else { texts::LOOK_INSIDE };
    let headings = template.sections.iter().map(|section| view! { <li>{section.heading.clone()}</li> }).collect_view();
    let page = format!("/templates/{}", template.id);
    let label = texts::more_about(&template.name);
    let built_in = template.built_in;
    let (name, summary) = (template.name.clone(), template.summary.clone());
    let use_it = format!("/?new={}", template.id);
    let template = StoredValue::new(template);
    let copy = Callback::new(move |()| templates.create(copy_of(template.get_value().into())));
    let remove = Callback::new(move |()| templates.remove(template.get_value()));
    view! {
        <li class="template-card">
            <div class="template-card-head">
                <h2><a href=page.clone()>{name.clone()}</a></h2>
                {built_in.then(|| view! { <span class="tag">{texts::BUILT_IN}</span> })}
                <Menu label trigger=|| view! { <Icon name=IconName::More /> }>
                    <MenuItem icon=IconName::Copy on_select=copy>{texts::MAKE_A_COPY}</MenuItem>
                    {(!built_in)
                        .then(|| {
                            view! {
                                <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE}</MenuItem>
                            }
                        })}
                </Menu>
            </div>
            <p class="template-card-summary">{summary}</p>
            <ol class="template-card-headings">{headings}</ol>
            <div class="template-card-foot">
                <ButtonLink href=use_it attr:aria-label=texts::use_it(&name)>{texts::USE_IT}</ButtonLink>
                <ButtonLink href=page kind=ButtonKind::Quiet attr:aria-label=format!("{open_words}: {name}")>
                    {open_words}
                </ButtonLink>
            </div>
        </li>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let card = || {
        view! {
            <li class="template-card">
                <span class="ghost ghost-title"></span>
                <span class="ghost ghost-line"></span>
                <span class="ghost ghost-line"></span>
            </li>
        }
    };
    view! { <ul class="template-cards" aria-busy="true">{(0..6).map(|_| card()).collect_view()}</ul> }
}

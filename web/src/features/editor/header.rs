//! The bar over the document: the way back, where one is, whether everything is saved, who is here, and what can be done with the whole.

use debrief_shared::api::{EditTemplate, InstanceRole, Role};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    page::{Panels, title_words},
    presence::Presence,
    sharing::ShareButton,
};
use crate::{
    api,
    live::{Live, Status},
    session::Session,
    shell::AccountMenu,
    ui::{Icon, IconButton, IconName, Menu, MenuItem, MenuLink, MenuRule, Toaster},
};

/// The bar.
#[component]
pub(super) fn Header() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let open_threads = Memo::new(move |_| {
        live.threads().with(|threads| threads.iter().filter(|thread| thread.resolved_at.is_none()).count())
    });
    view! {
        <header class="document-bar">
            <nav class="document-crumbs" aria-label="Where you are">
                <a href="/" class="icon-button" aria-label="Back to the postmortems" data-tip="Postmortems"><Icon name=IconName::Back /></a>
                <span class="document-crumb">{move || title_words(live)}</span>
            </nav>
            <SaveState />
            <div class="document-tools">
                <Presence />
                <Show when=move || live.can_write().get()>
                    <IconButton
                        icon=IconName::Undo
                        label="Undo"
                        attr:disabled=move || !live.can_undo().get()
                        attr:data-testid="undo"
                        on:click=move |_| live.undo()
                    />
                    <IconButton
                        icon=IconName::Redo
                        label="Redo"
                        attr:disabled=move || !live.can_redo().get()
                        attr:data-testid="redo"
                        on:click=move |_| live.redo()
                    />
                </Show>
                <button
                    type="button"
                    class="icon-button comments-toggle"
                    aria-label=move || format!("Comments, {} open", open_threads.get())
                    aria-expanded=move || panels.comments.get().to_string()
                    data-testid="toggle-comments"
                    on:click=move |_| panels.comments.update(|open| *open = !*open)
                >
                    <Icon name=IconName::Comment />
                    {move || (open_threads.get() > 0).then(|| view! { <span class="comments-count" aria-hidden="true">{open_threads.get()}</span> })}
                </button>
                <ShareButton />
                <DocumentMenu />
                <AccountMenu />
            </div>
        </header>
    }
}

/// Whether everything is saved, in words and as a picture.
#[component]
fn SaveState() -> impl IntoView {
    let live = expect_context::<Live>();
    let (status, on_device) = (live.status(), live.on_device());
    let shown = Memo::new(move |_| Shown::of(status.get(), on_device.get()));
    view! {
        <div class="save-state" role="status" data-testid="save-state" data-state=move || shown.get().state>
            {move || view! { <Icon name=shown.get().icon /> }}
            <span class="save-words">{move || shown.get().words}</span>
            <Show when=move || !on_device.get()>
                <span class="save-note">"kept in this tab only"</span>
            </Show>
        </div>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    state: &'static str,
    icon: IconName,
    words: &'static str,
}

impl Shown {
    fn of(status: Status, on_device: bool) -> Self {
        let (state, icon, words) = match status {
            Status::Opening => ("opening", IconName::Clock, "Opening…"),
            Status::Saved => ("saved", IconName::Check, "Saved"),
            Status::Saving => ("saving", IconName::Clock, "Saving…"),
            Status::StorageTrouble => ("saving", IconName::Warning, "Saving… the server can't write at the moment"),
            Status::Offline { .. } if on_device => {
                ("offline", IconName::Offline, "Offline – your changes are kept on this device")
            }
            Status::Offline { .. } => ("offline", IconName::Offline, "Offline – keep this tab open"),
            Status::Ended(_) => ("ended", IconName::Info, "Closed"),
        };
        Self { state, icon, words }
    }
}

/// What can be done with the whole postmortem.
#[component]
fn DocumentMenu() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let id = live.id();
    let save_template = Callback::new(move |()| save_as_template(live, expect_context::<Toaster>()));
    let remove = remover(live);
    let account = expect_context::<Session>().info();
    let instance_role = move || account.with(|info| info.as_ref().map(|info| info.role));
    let may_remove = move || live.role().get() == Some(Role::Owner) || instance_role() == Some(InstanceRole::Admin);
    let is_member = move || instance_role() != Some(InstanceRole::Guest);
    view! {
        <Menu label="More" trigger=move || view! { <Icon name=IconName::More /> }>
            <MenuLink icon=IconName::Clock href=format!("/p/{id}/history")>"History"</MenuLink>
            <MenuRule />
            <MenuLink icon=IconName::Download href=api::export_path(id, "md") external=true>"Export as Markdown"</MenuLink>
            <MenuLink icon=IconName::Download href=api::export_path(id, "html") external=true>"Export as a web page"</MenuLink>
            <MenuLink icon=IconName::Download href=api::export_path(id, "json") external=true>"Export as JSON"</MenuLink>
            <MenuRule />
            <Show when=is_member>
                <MenuItem icon=IconName::Template on_select=save_template>"Save the structure as a template"</MenuItem>
            </Show>
            <MenuItem icon=IconName::Undo on_select=Callback::new(move |()| panels.removed.set(true))>"Removed sections"</MenuItem>
            <MenuItem icon=IconName::Keyboard on_select=Callback::new(move |()| panels.help.set(true))>"Keyboard shortcuts"</MenuItem>
            <Show when=may_remove>
                <MenuRule />
                <MenuItem icon=IconName::Trash danger=true on_select=remove>"Remove this postmortem"</MenuItem>
            </Show>
        </Menu>
    }
}

fn save_as_template(live: Live, toaster: Toaster) {
    let name = title_words(live);
    let edit = EditTemplate { name: Some(name.clone()), from: Some(live.id()), ..EditTemplate::default() };
    spawn_local(async move {
        match api::create_template(&edit).await {
            Ok(_) => toaster.say(format!("Saved as the template “{name}”. Rename it under Templates.")),
            Err(error) => toaster.say(error.words()),
        }
    });
}

/// Removes the postmortem and leads back to the library, with a way to undo both.
fn remover(live: Live) -> Callback<()> {
    let toaster = expect_context::<Toaster>();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let (id, title, navigate) = (live.id(), title_words(live), navigate.clone());
        spawn_local(async move {
            if let Err(error) = api::remove_postmortem(id).await {
                return toaster.say(error.words());
            }
            navigate("/", NavigateOptions::default());
            let undo = move || {
                let navigate = navigate.clone();
                spawn_local(async move {
                    match api::restore_postmortem(id).await {
                        Ok(()) => navigate(&format!("/p/{id}"), NavigateOptions::default()),
                        Err(error) => toaster.say(error.words()),
                    }
                });
            };
            toaster.undoable(format!("“{title}” was removed."), undo);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_is_said_of_nothing_else() {
        let others = [Status::Opening, Status::Saving, Status::StorageTrouble, Status::Offline { unsent: true }];
        assert!(others.into_iter().all(|status| Shown::of(status, true).words != "Saved"));
        assert_eq!(Shown::of(Status::Saved, true).words, "Saved");
    }
}

//! The bar over the document: the way back, where one is, whether everything is saved, who is here, and what can be done with the whole.

use debrief_shared::api::{EditTemplate, InstanceRole, Role};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    find::Find,
    meeting::{Meeting, ScheduleChip},
    page::{Panels, title_words},
    presence::Presence,
    print,
    review::ReviewChip,
    save_state::SaveState,
    sharing::ShareButton,
};
use crate::texts::document as texts;
use crate::{
    api,
    live::{Live, Writing},
    notifications::Bell,
    session::Session,
    shell::AccountMenu,
    texts::{meeting as meeting_texts, outside, suggesting},
    ui::{Commands, Icon, IconButton, IconName, Menu, MenuItem, MenuLink, MenuRule, Toaster},
};

/// The bar.
#[component]
pub(super) fn Header() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let open_threads = Memo::new(move |_| {
        live.threads().with(|threads| threads.iter().filter(|thread| thread.resolved_at.is_none()).count())
    });
    let unread = Memo::new(move |_| {
        live.threads().with(|threads| threads.iter().filter(|thread| live.unread_in(thread) > 0).count())
    });
    view! {
        <header class="document-bar">
            <nav class="document-crumbs" aria-label=texts::WHERE_YOU_ARE>
                <a href="/" class="icon-button" aria-label=texts::BACK_TO_THE_POSTMORTEMS data-tip=texts::POSTMORTEMS><Icon name=IconName::Back /></a>
                <span class="document-crumb">{move || title_words(live)}</span>
            </nav>
            <SaveState />
            <ReviewChip />
            <ScheduleChip />
            <SuggestingChip live />
            <div class="document-tools">
                <Presence />
                <Show when=move || live.can_write().get()>
                    <IconButton
                        icon=IconName::Undo
                        label=texts::UNDO
                        attr:disabled=move || !live.can_undo().get()
                        attr:data-testid="undo"
                        on:click=move |_| live.undo()
                    />
                    <IconButton
                        icon=IconName::Redo
                        label=texts::REDO
                        attr:disabled=move || !live.can_redo().get()
                        attr:data-testid="redo"
                        on:click=move |_| live.redo()
                    />
                </Show>
                <button
                    type="button"
                    class="icon-button comments-toggle"
                    aria-label=move || match unread.get() {
                        0 => texts::comments_open(open_threads.get()),
                        unread => texts::comments_open_and_new(open_threads.get(), unread),
                    }
                    class:has-unread=move || unread.get() != 0
                    aria-expanded=move || panels.comments.get().to_string()
                    data-testid="toggle-comments"
                    on:click=move |_| panels.comments.update(|open| *open = !*open)
                >
                    <Icon name=IconName::Comment />
                    {move || (open_threads.get() > 0).then(|| view! { <span class="comments-count" aria-hidden="true">{open_threads.get()}</span> })}
                </button>
                <ShareButton />
                <DocumentMenu />
                <Bell />
                <AccountMenu />
            </div>
        </header>
    }
}

/// Says that typing suggests; pressed by somebody who may write, it ends that.
#[component]
fn SuggestingChip(live: Live) -> impl IntoView {
    view! {
        <Show when=move || live.writing() == Writing::Suggest>
            <Show
                when=move || live.can_write().get()
                fallback=|| view! { <span class="suggesting-chip" data-testid="suggesting" tabindex="0" role="note" aria-description=suggesting::HOW_ONLY data-tip=suggesting::TIP><Icon name=IconName::Edit /><span class="suggesting-words">{suggesting::SUGGESTING}</span></span> }
            >
                <button type="button" class="suggesting-chip" data-testid="suggesting" data-tip=suggesting::TIP aria-description=suggesting::HOW aria-pressed="true" on:click=move |_| live.suggest(false)>
                    <Icon name=IconName::Edit />
                    <span class="suggesting-words">{suggesting::SUGGESTING}</span>
                </button>
            </Show>
        </Show>
    }
}

/// What can be done with the whole postmortem.
#[component]
fn DocumentMenu() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let find = expect_context::<Find>();
    let meeting = expect_context::<Meeting>();
    let id = live.id();
    let save_template = Callback::new(move |()| save_as_template(live, expect_context::<Toaster>()));
    let remove = remover(live);
    let account = expect_context::<Session>().info();
    let instance_role = move || account.with(|info| info.as_ref().map(|info| info.role));
    let may_remove = move || live.role().get() == Some(Role::Owner) || instance_role() == Some(InstanceRole::Admin);
    let commands = expect_context::<Commands>();
    let is_member = move || instance_role() != Some(InstanceRole::Guest);
    view! {
        <Menu label=texts::MORE trigger=move || view! { <Icon name=IconName::More /> }>
            <MenuLink icon=IconName::Clock href=format!("/p/{id}/history")>{texts::HISTORY}</MenuLink>
            <MenuLink icon=IconName::Screen href=format!("/p/{id}/present")>{meeting_texts::PRESENT}</MenuLink>
            <MenuItem icon=IconName::People on_select=Callback::new(move |()| meeting.show())>{meeting_texts::MEETING}</MenuItem>
            <Show when=may_remove>
                <MenuItem icon=IconName::Workplace on_select=Callback::new(move |()| panels.outside.set(true))>{outside::PUBLISH_OUTSIDE}</MenuItem>
            </Show>
            <MenuRule />
            <MenuLink icon=IconName::Download href=api::export_path(id, "md") external=true>{texts::EXPORT_AS_MARKDOWN}</MenuLink>
            <MenuLink icon=IconName::Download href=api::export_path(id, "html") external=true>{texts::EXPORT_AS_A_WEB_PAGE}</MenuLink>
            <MenuLink icon=IconName::Download href=api::export_path(id, "json") external=true>{texts::EXPORT_AS_JSON}</MenuLink>
            <MenuItem icon=IconName::Document on_select=Callback::new(|()| print::start())>{texts::PRINT_OR_SAVE_AS_PDF}</MenuItem>
            <MenuRule />
            <Show when=is_member>
                <MenuItem icon=IconName::Template on_select=save_template>{texts::SAVE_THE_STRUCTURE_AS_A_TEMPLATE}</MenuItem>
            </Show>
            <Show when=move || live.can_write().get() && !live.suggests().get()>
                <MenuItem icon=IconName::Edit on_select=Callback::new(move |()| live.suggest(true))>{suggesting::ON}</MenuItem>
            </Show>
            <MenuItem icon=IconName::Undo on_select=Callback::new(move |()| panels.removed.set(true))>{texts::REMOVED_SECTIONS}</MenuItem>
            <MenuItem icon=IconName::Search on_select=Callback::new(move |()| find.ask())>{texts::FIND_IN_THIS_POSTMORTEM}</MenuItem>
            <MenuItem icon=IconName::Keyboard on_select=Callback::new(move |()| commands.sheet.set(true))>{texts::KEYBOARD_SHORTCUTS}</MenuItem>
            <Show when=may_remove>
                <MenuRule />
                <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE_THIS_POSTMORTEM}</MenuItem>
            </Show>
        </Menu>
    }
}

fn save_as_template(live: Live, toaster: Toaster) {
    let name = title_words(live);
    let edit = EditTemplate { name: Some(name.clone()), from: Some(live.id()), ..EditTemplate::default() };
    spawn_local(async move {
        match api::create_template(&edit).await {
            Ok(_) => toaster.say(texts::saved_as_template(&name)),
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
            toaster.undoable(texts::was_removed(&title), undo);
        });
    })
}

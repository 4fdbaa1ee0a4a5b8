//! Making a share link, and the only time that its address is shown.

use debrief_shared::api::{CreateLink, CreatedLink, Role};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{
    Sharing, absolute, focus,
    links::time_words,
    roles::{RoleField, deeds},
};
use crate::texts::sharing as texts;
use crate::{
    api,
    features::editor::clock::Clocks,
    ui::{Button, ButtonKind, Icon, IconName, PasswordField},
};

/// How long links may hold, in days.
const DAYS: [u16; 4] = [1, 7, 30, 90];
const FIRST_DAYS: u16 = 7;

#[derive(Clone)]
enum Stage {
    Idle,
    Asking,
    Made(CreatedLink),
}

/// A button, the questions behind it, and what comes out.
#[component]
pub(super) fn NewLink(sharing: Sharing, clocks: Clocks) -> impl IntoView {
    let stage = RwSignal::new(Stage::Idle);
    move || {
        match stage.get() {
        Stage::Idle => {
            view! { <Button icon=IconName::Plus attr:data-testid="share-new-link" on:click=move |_| stage.set(Stage::Asking)>{texts::NEW_LINK}</Button> }
                .into_any()
        }
        Stage::Asking => view! { <Questions sharing stage /> }.into_any(),
        Stage::Made(link) => view! { <Made sharing stage link clocks /> }.into_any(),
    }
    }
}

/// Back to the button, and the keyboard with it.
fn put_away(stage: RwSignal<Stage>) {
    stage.set(Stage::Idle);
    focus::soon(focus::NEW_LINK);
}

#[component]
fn Questions(sharing: Sharing, stage: RwSignal<Stage>) -> impl IntoView {
    let role = RwSignal::new(Role::Viewer);
    let days = RwSignal::new(FIRST_DAYS);
    let (guarded, password) = (RwSignal::new(false), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let make = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let password = guarded.get_untracked().then(|| password.get_untracked());
        if password.as_ref().is_some_and(|password| password.trim().is_empty()) {
            return trouble.set(Some(texts::PASSWORD_MISSING.to_owned()));
        }
        let create = CreateLink { role: role.get_untracked(), days: days.get_untracked(), password };
        let id = sharing.live.id();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::create_link(id, &create).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(link) => {
                    let _ = stage.try_set(Stage::Made(link));
                    sharing.change(async move { api::access(id).await }, None);
                }
                Err(error) => {
                    sharing.session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    let idle = move |_| put_away(stage);
    view! {
        <form class="share-new" method="post" novalidate on:submit=make data-testid="share-link-form">
            <div class="share-new-row">
                <span class="share-new-label">{texts::WHOEVER_HAS_THE_LINK}</span>
                <RoleField role on_choose=Callback::new(move |chosen| role.set(chosen)) label=texts::WHAT_VISITORS_MAY_DO />
                <span class="share-new-label">{texts::FOR}</span>
                <span class="select">
                    <select
                        aria-label=texts::HOW_LONG_THE_LINK_HOLDS
                        prop:value=move || days.get().to_string()
                        on:change=move |event| days.set(event_target_value(&event).parse().unwrap_or(FIRST_DAYS))
                    >
                        {DAYS
                            .map(|count| {
                                view! { <option value=count.to_string() selected=move || days.get() == count>{texts::days(count)}</option> }
                            })
                            .collect_view()}
                    </select>
                    <Icon name=IconName::ChevronDown />
                </span>
            </div>
            <label class="share-check">
                <input type="checkbox" prop:checked=guarded on:change=move |event| guarded.set(event_target_checked(&event)) />
                {texts::ASK_FOR_A_PASSWORD_TOO}
            </label>
            <Show when=move || guarded.get()>
                <PasswordField label=texts::PASSWORD_OF_THE_LINK value=password autocomplete="new-password" autofocus=true />
            </Show>
            <p class="form-error" role="alert" hidden=move || trouble.with(Option::is_none)>{move || trouble.get()}</p>
            <div class="share-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:autofocus=true>{texts::MAKE_THE_LINK}</Button>
                <Button kind=ButtonKind::Quiet on:click=idle>{texts::CANCEL}</Button>
            </div>
        </form>
    }
}

#[component]
fn Made(sharing: Sharing, stage: RwSignal<Stage>, link: CreatedLink, clocks: Clocks) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                let _ = field.focus();
                field.select();
            });
        }
    });
    let url = StoredValue::new(absolute(&link.url));
    let role = link.info.role;
    let expires_at = link.info.expires_at.clone();
    let words = move || {
        let until = time_words(&expires_at, clocks);
        if link.info.has_password {
            texts::whoever_has_it_and_the_password(deeds(role), until)
        } else {
            texts::whoever_has_it(deeds(role), until)
        }
    };
    let copy = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        sharing.copy(url.get_value(), texts::THE_LINK_IS_ON_THE_CLIPBOARD);
    };
    let idle = move |_| put_away(stage);
    view! {
        <div class="share-made" data-testid="share-made">
            <p><strong>{texts::SHOWN_ONLY_NOW}</strong>{texts::SHOWN_ONLY_NOW_AFTER}</p>
            <div class="share-url">
                <input node_ref=field class="input" readonly=true aria-label=texts::THE_NEW_LINK data-testid="share-url" value=url.get_value() />
                <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy>{texts::COPY}</Button>
            </div>
            <p class="share-quiet">{words}</p>
            <div class="share-actions">
                <Button on:click=idle>{texts::DONE}</Button>
            </div>
        </div>
    }
}

//! The name of a version: given, changed, and taken away with a way back.

use debrief_shared::api::{MAX_VERSION_NAME_CHARS, Version};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::past::Past;
use crate::texts::history as texts;
use crate::{
    api,
    ui::{Button, ButtonKind, IconName, Toaster},
};

/// The names of the chosen version, and the way to give it one.
#[component]
pub(super) fn Naming() -> impl IntoView {
    let past = expect_context::<Past>();
    let toaster = expect_context::<Toaster>();
    let named = Memo::new(move |_| past.point().and_then(|point| point.versions.first().cloned()));
    let writing = RwSignal::new(false);
    Effect::new(move |_| {
        named.track();
        writing.set(false);
    });
    let unname = move |version: Version| {
        spawn_local(async move {
            match api::unname_version(past.id(), version.id).await {
                Ok(()) => {
                    past.reload();
                    let (id, seq, name) = (past.id(), version.seq, version.name.clone());
                    let undo = move || {
                        let name = name.clone();
                        spawn_local(async move {
                            match api::name_version(id, seq, &name).await {
                                Ok(_) => past.reload_if_open(),
                                Err(error) => toaster.say(error.words()),
                            }
                        });
                    };
                    toaster.undoable(texts::the_name_was_taken_away(&version.name), undo);
                }
                Err(error) => toaster.say(error.words()),
            }
        });
    };
    view! {
        <div class="naming">
            {move || named.get().map(|version| view! { <strong class="naming-name" data-testid="version-name">{version.name}</strong> })}
            <Show when=move || past.may_edit().get() && !writing.get()>
                {move || match named.get() {
                    None => view! {
                        <Button icon=IconName::Edit attr:data-testid="name-version" on:click=move |_| writing.set(true)>{texts::NAME_THIS_VERSION}</Button>
                    }
                    .into_any(),
                    Some(version) => view! {
                        <Button kind=ButtonKind::Quiet attr:data-testid="rename-version" on:click=move |_| writing.set(true)>{texts::RENAME}</Button>
                        <Button kind=ButtonKind::Quiet attr:data-testid="unname-version" on:click=move |_| unname(version.clone())>{texts::REMOVE_THE_NAME}</Button>
                    }
                    .into_any(),
                }}
            </Show>
            <Show when=move || writing.get()>
                <NameForm named writing />
            </Show>
        </div>
    }
}

#[component]
fn NameForm(named: Memo<Option<Version>>, writing: RwSignal<bool>) -> impl IntoView {
    let past = expect_context::<Past>();
    let toaster = expect_context::<Toaster>();
    let input = NodeRef::<html::Input>::new();
    let name = RwSignal::new(named.get_untracked().map(|version| version.name).unwrap_or_default());
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(point) = untrack(|| past.point()).filter(|_| !busy.get_untracked()) else { return };
        let written = name.get_untracked();
        if written.trim().is_empty() {
            return;
        }
        busy.set(true);
        let version = named.get_untracked();
        spawn_local(async move {
            let done = match version {
                Some(version) => api::rename_version(past.id(), version.id, &written).await,
                None => api::name_version(past.id(), point.seq, &written).await,
            };
            busy.try_set(false);
            match done {
                Ok(_) => {
                    writing.try_set(false);
                    past.reload();
                }
                Err(error) => toaster.say(error.words()),
            }
        });
    };
    view! {
        <form class="naming-form" on:submit=save>
            <input
                node_ref=input
                class="input"
                type="text"
                aria-label=texts::NAME_OF_THIS_VERSION
                placeholder=texts::EXAMPLE_NAME
                maxlength=MAX_VERSION_NAME_CHARS.to_string()
                prop:value=name
                data-testid="version-name-input"
                on:input=move |event| name.set(event_target_value(&event))
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        writing.set(false);
                    }
                }
            />
            <Button kind=ButtonKind::Primary submit=true busy>{texts::SAVE}</Button>
            <Button kind=ButtonKind::Quiet on:click=move |_| writing.set(false)>{texts::CANCEL}</Button>
        </form>
    }
}

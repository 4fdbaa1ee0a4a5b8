//! Searches that one keeps: a name and an address, taken away with a way back.

use debrief_shared::api::{MAX_VIEW_NAME_CHARS, SavedView};
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};

use super::asked::Asked;
use crate::api;
use crate::session::Session;
use crate::texts::search as texts;
use crate::ui::{Button, ButtonKind, Icon, IconButton, IconName, Toaster};

/// The list, and the way to keep what is shown now.
#[component]
pub(super) fn SavedViews(asked: Memo<Asked>) -> impl IntoView {
    let views = RwSignal::new(Vec::<SavedView>::new());
    let (toaster, session) = (expect_context::<Toaster>(), expect_context::<Session>());
    let load = move || {
        spawn_local(async move {
            // Without an answer the search itself says what is the matter.
            if let Ok(list) = api::saved_views().await {
                let _ = views.try_set(list);
            }
        });
    };
    load();
    let naming = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    });
    let keep = move |name: String, query: String, quietly: bool| {
        spawn_local(async move {
            match api::save_view(&name, &query).await {
                Ok(view) => {
                    if !quietly {
                        toaster.say(texts::is_saved(&view.name));
                    }
                    load();
                }
                Err(error) => {
                    session.heed(&error);
                    toaster.say(error.words());
                }
            }
        });
    };
    let save = move || {
        let words = name.get_untracked().trim().to_owned();
        if !words.is_empty() {
            keep(words, asked.get_untracked().address(), false);
            name.set(String::new());
            naming.set(false);
        }
    };
    let remove = move |view: SavedView| {
        views.update(|views| views.retain(|other| other.id != view.id));
        spawn_local(async move {
            if let Err(error) = api::remove_view(view.id).await {
                session.heed(&error);
                toaster.say(error.words());
                return load();
            }
            let words = texts::is_removed(&view.name);
            toaster.undoable(words, move || keep(view.name.clone(), view.query.clone(), true));
        });
    };
    let is_kept = Memo::new(move |_| {
        let address = asked.with(Asked::address);
        views.with(|views| views.iter().any(|view| view.query == address))
    });
    let line = move |view: SavedView| {
        let (href, label, words) = (format!("/search?{}", view.query), texts::remove(&view.name), view.name.clone());
        view! {
            <li class="saved-view" data-testid="saved-view">
                <a href=href>{words}</a>
                <IconButton icon=IconName::Close label=label on:click=move |_| remove(view.clone()) />
            </li>
        }
    };
    view! {
        <div class="saved-views">
            <Show when=move || !views.with(Vec::is_empty)>
                <nav aria-label=texts::SAVED_SEARCHES>
                    <ul class="search-chips">
                        <For each=move || views.get() key=|view| view.id let(view)>{line(view)}</For>
                    </ul>
                </nav>
            </Show>
            <Show when=move || !asked.with(Asked::is_empty) && !is_kept.get() && !naming.get()>
                <button type="button" class="search-chip search-more" data-testid="save-view" on:click=move |_| naming.set(true)>
                    <Icon name=IconName::Plus />
                    {texts::SAVE_THIS_SEARCH}
                </button>
            </Show>
            <Show when=move || naming.get()>
                <form
                    class="save-view"
                    on:submit=move |event: ev::SubmitEvent| {
                        event.prevent_default();
                        save();
                    }
                    on:keydown=move |event: ev::KeyboardEvent| {
                        if event.key() == "Escape" {
                            naming.set(false);
                        }
                    }
                >
                    <input
                        node_ref=input
                        class="input"
                        aria-label=texts::NAME_OF_THE_SEARCH
                        placeholder=texts::NAME_OF_THE_SEARCH
                        maxlength=MAX_VIEW_NAME_CHARS
                        autocomplete="off"
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                    <Button kind=ButtonKind::Primary submit=true>{texts::SAVE}</Button>
                    <Button on:click=move |_| naming.set(false)>{texts::CANCEL}</Button>
                </form>
            </Show>
        </div>
    }
}

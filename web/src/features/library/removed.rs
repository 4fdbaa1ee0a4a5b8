//! The bin: postmortems that were removed, with a way to bring each back.

use debrief_shared::api::PostmortemSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::row::shown_title;
use crate::api;
use crate::session::Session;
use crate::texts::library as texts;
use crate::ui::{
    Avatar, Button, ButtonLink, EmptyState, IconName, LoadTrouble, Loaded, RelativeTime, Toaster, use_minute, use_title,
};

/// The page at `/removed`.
#[component]
pub fn RemovedPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let list = RwSignal::new(Loaded::Waiting);
    let now = use_minute();
    use_title(texts::REMOVED_POSTMORTEMS.to_owned());
    let load = move || {
        spawn_local(async move {
            let answer = api::removed_postmortems().await;
            if let Err(error) = &answer {
                session.heed(error);
            }
            let _ = list.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    };
    load();
    let rows = move || list.with(|list| list.ready().cloned().unwrap_or_default());
    let empty = Memo::new(move |_| list.with(|list| list.ready().is_some_and(Vec::is_empty)));
    let failed = move || {
        list.with(|list| match list {
            Loaded::Failed(words) => Some(words.clone()),
            _ => None,
        })
    };
    view! {
        <main id="main" class="page" tabindex="-1">
            <div class="page-head">
                <h1>{texts::REMOVED_POSTMORTEMS}</h1>
                <div class="page-tools">
                    <ButtonLink href="/" icon=IconName::Back>{texts::TO_THE_POSTMORTEMS}</ButtonLink>
                </div>
            </div>
            {move || failed().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> })}
            <ul class="library" hidden=move || rows().is_empty()>
                <For each=rows key=|summary| summary.id let(summary)>
                    <RemovedRow summary now on_back=Callback::new(move |()| load()) />
                </For>
            </ul>
            <Show when=move || empty.get()>
                <EmptyState icon=IconName::Trash title=texts::NOTHING_IS_REMOVED_NOW>
                    <p>{texts::REMOVED_ARE_KEPT}</p>
                </EmptyState>
            </Show>
        </main>
    }
}

#[component]
fn RemovedRow(summary: PostmortemSummary, now: Signal<i64>, on_back: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let busy = RwSignal::new(false);
    let (id, title) = (summary.id, shown_title(&summary));
    let label = texts::restore(&title);
    let said = title.clone();
    let restore = move |_| {
        let said = said.clone();
        busy.set(true);
        spawn_local(async move {
            match api::restore_postmortem(id).await {
                Ok(()) => toaster.say(texts::is_back_among_the_postmortems(&said)),
                Err(error) => {
                    session.heed(&error);
                    toaster.say(error.words());
                }
            }
            busy.try_set(false);
            on_back.try_run(());
        });
    };
    view! {
        <li class="row removed-row">
            <div class="row-main">
                <strong>{title}</strong>
                <p class="row-facts">
                    {summary
                        .owner
                        .map(|owner| view! { <Avatar name=owner.name.clone() color=owner.color small=true /><span>{owner.name}</span> })}
                    <span>{texts::LAST_CHANGED_BEFORE}<RelativeTime at=summary.updated_at now /></span>
                </p>
            </div>
            <Button icon=IconName::Undo busy attr:aria-label=label on:click=restore>{texts::RESTORE}</Button>
        </li>
    }
}

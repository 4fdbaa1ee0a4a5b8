//! The bin: postmortems that were removed, with a way to bring each back.

use debrief_shared::api::PostmortemSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::row::shown_title;
use crate::api;
use crate::session::Session;
use crate::ui::{
    Avatar, Button, ButtonLink, EmptyState, IconName, LoadTrouble, Loaded, RelativeTime, Toaster, use_minute, use_title,
};

/// The page at `/removed`.
#[component]
pub fn RemovedPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let list = RwSignal::new(Loaded::Waiting);
    let now = use_minute();
    use_title("Removed postmortems".to_owned());
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
                <h1>"Removed postmortems"</h1>
                <div class="page-tools">
                    <ButtonLink href="/" icon=IconName::Back>"To the postmortems"</ButtonLink>
                </div>
            </div>
            {move || failed().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> })}
            <ul class="library" hidden=move || rows().is_empty()>
                <For each=rows key=|summary| summary.id let(summary)>
                    <RemovedRow summary now on_back=Callback::new(move |()| load()) />
                </For>
            </ul>
            <Show when=move || empty.get()>
                <EmptyState icon=IconName::Trash title="Nothing is removed now">
                    <p>"What you remove is kept here, and can be brought back with everything in it."</p>
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
    let label = format!("Restore “{title}”");
    let said = title.clone();
    let restore = move |_| {
        let said = said.clone();
        busy.set(true);
        spawn_local(async move {
            match api::restore_postmortem(id).await {
                Ok(()) => toaster.say(format!("“{said}” is back among the postmortems.")),
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
                    <span>"Last changed "<RelativeTime at=summary.updated_at now /></span>
                </p>
            </div>
            <Button icon=IconName::Undo busy attr:aria-label=label on:click=restore>"Restore"</Button>
        </li>
    }
}

//! The page at `/learning`: what incidents tell together. Every figure is drawn, stands in a table, and can be taken away as CSV; none is a mean.

mod asked;
mod filters;
mod frame;
mod names;
mod periods;
mod scale;
mod spans;

use debrief_shared::api::Learning;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use self::asked::Asked;
use self::filters::Filters;
use self::names::Names;
use self::periods::Periods;
use self::spans::Spans;
use crate::api;
use crate::session::Session;
use crate::texts::learning as texts;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, IconName, LoadTrouble, Loaded, use_title};

/// The page.
#[component]
pub fn LearningPage() -> impl IntoView {
    use_title(texts::LEARNING.to_owned());
    let session = expect_context::<Session>();
    let params = use_query_map();
    let asked = Memo::new(move |_| params.with(Asked::read));
    let told = RwSignal::new(Loaded::Waiting);
    let load = move || {
        let wanted = asked.get_untracked();
        spawn_local(async move {
            let answer = api::learning(&wanted.address()).await;
            // An answer to something else is thrown away.
            if asked.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            told.set(match answer {
                Ok(figures) => Loaded::Ready(figures),
                Err(error) => {
                    session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    };
    Effect::new(move |_| {
        asked.track();
        load();
    });
    let navigate = use_navigate();
    let ask = Callback::new(move |asked: Asked| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&asked.path(), options);
    });
    let shown = move || match told.get() {
        Loaded::Waiting => ().into_any(),
        Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
        Loaded::Ready(told) if told.postmortems == 0 => view! { <Nothing asked ask /> }.into_any(),
        Loaded::Ready(told) => view! { <Figures told asked=asked.get_untracked() /> }.into_any(),
    };
    view! {
        <main id="main" class="page learning" tabindex="-1">
            <div class="page-head">
                <div>
                    <h1>{texts::LEARNING}</h1>
                    <p class="muted">{texts::ABOUT}</p>
                </div>
            </div>
            <Filters asked ask />
            {shown}
        </main>
    }
}

#[component]
fn Figures(told: Learning, asked: Asked) -> impl IntoView {
    let about = texts::about_so_many(told.postmortems, told.undated);
    let truncated = told.truncated.then(|| view! { <p class="muted">{texts::TRUNCATED}</p> });
    view! {
        <p class="learning-count muted" role="status" data-testid="learning-count">{about}</p>
        {truncated}
        <Periods length=told.length severities=told.severities periods=told.periods asked=asked.clone() />
        <Spans spans=told.spans />
        <Names
            testid="learning-factors" heading=texts::FACTORS filter="factor" names=told.factors asked=asked.clone()
            about=texts::ABOUT_FACTORS none=texts::NO_FACTORS
        />
        <Names testid="learning-services" heading=texts::SERVICES filter="service" names=told.services asked=asked.clone() none=texts::NO_NAMES />
        <Names testid="learning-tags" heading=texts::TAGS filter="tag" names=told.tags asked none=texts::NO_NAMES />
    }
}

/// In place of figures of nothing.
#[component]
fn Nothing(asked: Memo<Asked>, ask: Callback<Asked>) -> impl IntoView {
    let narrowed = asked.with_untracked(Asked::narrows);
    let (title, about) = if narrowed {
        (texts::NOTHING_FITS, texts::ASK_FOR_LESS)
    } else {
        (texts::NOTHING_TO_LEARN_FROM, texts::WHAT_IS_NEEDED)
    };
    let way = if narrowed {
        let all = move |_| ask.run(Asked::default());
        view! { <Button kind=ButtonKind::Plain on:click=all>{texts::SHOW_ALL}</Button> }.into_any()
    } else {
        view! { <ButtonLink kind=ButtonKind::Primary href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink> }.into_any()
    };
    view! {
        <EmptyState icon=IconName::Info title=title>
            <p>{about}</p>
            <div class="empty-actions">{way}</div>
        </EmptyState>
    }
}

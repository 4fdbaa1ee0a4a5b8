//! The page `/p/{id}/history`: the versions by time and person, and the document of one moment with what changed in it.

mod points;
mod past;
mod versions;
mod document;
mod runs;
mod source;
mod fields;
mod naming;
mod jump;

use leptos::{ev, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use uuid::Uuid;

use super::access::{Closed, Unavailable};
use crate::texts::history as texts;
use crate::{
    ui::{
        Button, ButtonKind, EmptyState, Icon, IconButton, IconName, Kbd, LoadTrouble, Loaded, Toaster, use_shortcut,
        use_title,
    },
    zone::exact_words,
};
pub(super) use points::people_words;

use document::PastDocument;
use naming::Naming;
use past::{Against, Past, Shown};
use versions::Versions;

/// The history of one postmortem.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<Uuid>().ok()));
    move || match id.get() {
        Some(id) => view! { <History id /> }.into_any(),
        None => view! { <Unavailable why=Closed::NotFound /> }.into_any(),
    }
}

#[component]
fn History(id: Uuid) -> impl IntoView {
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name)).and_then(|seq| seq.parse::<i64>().ok());
    let past = Past::open(id, asked("at"), asked("from"));
    provide_context(past);
    use_title(Signal::derive(move || match past.title().as_str() {
        "" => texts::HISTORY.to_owned(),
        title => texts::history_of(title),
    }));
    let navigate = use_navigate();
    let sheet = RwSignal::new(false);
    use_shortcut("Escape", move || {
        if sheet.get_untracked() {
            sheet.set(false);
        } else {
            navigate(&format!("/p/{id}"), NavigateOptions::default());
        }
    });
    for key in ["n", "j"] {
        use_shortcut(key, move || jump::jump(1));
    }
    for key in ["p", "k"] {
        use_shortcut(key, move || jump::jump(-1));
    }
    move || match past.closed().get() {
        Some(why) => view! { <Unavailable why /> }.into_any(),
        None => view! { <HistoryFrame sheet /> }.into_any(),
    }
}

#[component]
fn HistoryFrame(sheet: RwSignal<bool>) -> impl IntoView {
    let past = expect_context::<Past>();
    let id = past.id();
    let aside = NodeRef::<html::Aside>::new();
    Effect::new(move |_| {
        if sheet.get()
            && let Some(aside) = aside.get()
        {
            let _ = aside.focus();
        }
    });
    view! {
        <header class="document-bar history-bar">
            <nav class="document-crumbs" aria-label=texts::WHERE_YOU_ARE>
                <a href=format!("/p/{id}") class="icon-button" aria-label=texts::BACK_TO_THE_POSTMORTEM data-tip=texts::BACK_TO_THE_POSTMORTEM>
                    <Icon name=IconName::Back />
                </a>
                <span class="document-crumb">{move || past.title()}</span>
            </nav>
            <h1 class="history-title">{texts::HISTORY}</h1>
            <div class="document-tools">
                <IconButton icon=IconName::Up label=texts::PREVIOUS_CHANGE attr:data-testid="previous-change" on:click=move |_| jump::jump(-1) />
                <IconButton icon=IconName::Down label=texts::NEXT_CHANGE attr:data-testid="next-change" on:click=move |_| jump::jump(1) />
                <button
                    type="button"
                    class="button history-open"
                    aria-expanded=move || sheet.get().to_string()
                    data-testid="open-versions"
                    on:click=move |_| sheet.update(|open| *open = !*open)
                >
                    <Icon name=IconName::Clock />
                    <span class="button-words">{texts::VERSIONS}</span>
                </button>
                <Restore />
            </div>
        </header>
        <div class="history-page">
            <main id="main" class="document history-document" tabindex="-1" aria-busy=move || past.is_waiting().to_string()>
                {move || match past.list().get() {
                    Loaded::Waiting => view! { <Ghost /> }.into_any(),
                    Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| past.reload()) /> }.into_any(),
                    Loaded::Ready(list) if list.all.is_empty() => view! { <Nothing /> }.into_any(),
                    Loaded::Ready(_) => view! { <Head /><Body /> }.into_any(),
                }}
            </main>
            <aside
                class="history-versions"
                class:is-open=move || sheet.get()
                aria-label=texts::VERSIONS
                tabindex="-1"
                node_ref=aside
                data-testid="versions"
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Escape" && sheet.get_untracked() {
                        event.prevent_default();
                        sheet.set(false);
                    }
                }
            >
                <div class="history-sheet-head">
                    <span>{texts::VERSIONS}</span>
                    <IconButton icon=IconName::Close label=texts::CLOSE_VERSIONS on:click=move |_| sheet.set(false) />
                </div>
                <Versions on_choose=Callback::new(move |()| sheet.set(false)) />
                <p class="history-keys">
                    <Kbd key="N" />{texts::NEXT_CHANGE_AFTER}<Kbd key="P" />{texts::PREVIOUS_AFTER}<Kbd key="Esc" />{texts::BACK_AFTER}
                </p>
            </aside>
        </div>
    }
}

/// Which moment is shown, what it is compared with, and its name.
#[component]
fn Head() -> impl IntoView {
    let past = expect_context::<Past>();
    let words = move || past.point().map(|point| point.words(&past.zone().get())).unwrap_or_default();
    let exact = move || past.point().map(|point| exact_words(past.zone().get().at(point.until))).unwrap_or_default();
    let options = move || {
        let against = past.against().get();
        let option = |(seq, words): (i64, String)| view! { <option value=seq.to_string() prop:selected=against == Against::Point(seq)>{words}</option> };
        past.others().into_iter().map(option).collect_view()
    };
    let alone = move || past.against().get() == Against::Before;
    view! {
        <div class="history-head" data-testid="history-head">
            <p class="history-when" title=exact data-testid="history-when">{words}</p>
            <p class="history-who">{move || past.point().map(|point| point.who()).unwrap_or_default()}</p>
            <label class="history-compare">
                <span>{texts::COMPARED_WITH}</span>
                <select
                    class="input"
                    data-testid="compare"
                    on:change=move |event| past.compare(&event_target_value(&event))
                >
                    <option value="" prop:selected=alone>{texts::THE_VERSION_BEFORE_IT}</option>
                    {options}
                </select>
            </label>
            <Naming />
        </div>
    }
}

#[component]
fn Body() -> impl IntoView {
    let past = expect_context::<Past>();
    let shown = past.shown();
    view! {
        {move || match shown.get() {
            Loaded::Waiting => view! { <Ghost /> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| past.show()) /> }.into_any(),
            Loaded::Ready(shown) => view! { <Summary shown=shown.clone() /><PastDocument shown zone=past.zone().get() /> }.into_any(),
        }}
    }
}

/// How much changed, or why that cannot be told.
#[component]
fn Summary(shown: Shown) -> impl IntoView {
    let words = shown.summary();
    view! { <p class="history-summary" role="status" data-testid="history-summary">{words}</p> }
}

#[component]
fn Restore() -> impl IntoView {
    let past = expect_context::<Past>();
    let toaster = expect_context::<Toaster>();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let there = move || past.may_edit().get() && past.point().is_some_and(|_| !past.is_newest());
    let run = move |_| {
        if let Some(point) = past.point().filter(|_| !busy.get_untracked()) {
            busy.set(true);
            let words = point.title(&past.zone().get_untracked());
            past.restore(point.seq, words, busy, toaster, navigate.clone());
        }
    };
    view! {
        <Show when=there>
            <Button kind=ButtonKind::Primary icon=IconName::Undo busy attr:data-testid="restore" on:click=run.clone()>{texts::RESTORE}</Button>
        </Show>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Clock title=texts::NO_HISTORY_YET>
            <p>
                {texts::WHAT_IS_KEPT}
            </p>
        </EmptyState>
    }
}

#[component]
fn Ghost() -> impl IntoView {
    view! {
        <div class="document-ghost" role="status" aria-label=texts::LOADING>
            <div class="ghost ghost-line"></div>
            <div class="ghost ghost-heading"></div>
            <div class="ghost ghost-line"></div>
            <div class="ghost ghost-title"></div>
            <div class="ghost ghost-line"></div>
        </div>
    }
}

//! The page at `/search`: everything that somebody may read, found by words and filters. The address holds the whole search.

mod asked;
mod filters;
mod results;
mod views;

use std::time::Duration;

use debrief_shared::api::SearchResult;
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use self::asked::Asked;
use self::filters::Filters;
use self::results::ResultRow;
use self::views::SavedViews;
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::search as texts;
use crate::ui::{
    Button, EmptyState, Icon, IconName, Kbd, LoadTrouble, Loaded, Shortcut, use_keys, use_shortcut, use_title,
};

/// How long typing rests before the search runs.
const REST: Duration = Duration::from_millis(180);
/// Pages without a result that are asked for behind each other: a filter may leave nothing of one.
const MAX_EMPTY_PAGES: usize = 10;

const SHORTCUTS: &[Shortcut] = &[
    (&["/"], texts::GO_TO_THE_BOX),
    (&["↑", "↓"], texts::MOVE_THROUGH_THE_RESULTS),
    (&["Enter"], texts::OPEN_THE_PLACE),
];

/// What the page knows.
#[derive(Clone, Copy)]
struct Search {
    /// What the address asks for.
    asked: Memo<Asked>,
    results: RwSignal<Loaded<Vec<SearchResult>>>,
    /// Whether the server could not be asked at all.
    offline: RwSignal<bool>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    session: Session,
}

impl Search {
    /// Fetches the first page, or with `more` the next one; an answer to something else is thrown away.
    fn load(self, more: bool) {
        let asked = self.asked.get_untracked();
        if asked.is_empty() {
            self.next.set(None);
            return self.results.set(Loaded::Ready(Vec::new()));
        }
        let mut after = self.next.get_untracked().filter(|_| more);
        self.busy.set(true);
        spawn_local(async move {
            let mut found = Vec::new();
            for _ in 0..MAX_EMPTY_PAGES {
                let answer = api::search(&asked.address(), after.as_deref()).await;
                if self.asked.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                match answer {
                    Err(error) => return self.fail(&error),
                    Ok(page) => {
                        found.extend(page.results);
                        after = page.next;
                    }
                }
                if !found.is_empty() || after.is_none() {
                    break;
                }
            }
            self.show(found, after, more);
        });
    }

    fn show(self, found: Vec<SearchResult>, next: Option<String>, more: bool) {
        self.busy.set(false);
        self.offline.set(false);
        self.next.set(next);
        self.results.update(|results| match results {
            Loaded::Ready(known) if more => known.extend(found),
            _ => *results = Loaded::Ready(found),
        });
    }

    fn fail(self, error: &ApiError) {
        self.busy.set(false);
        self.session.heed(error);
        self.offline.set(*error == ApiError::Offline);
        self.results.set(Loaded::Failed(error.words()));
    }
}

/// The page.
#[component]
pub fn SearchPage() -> impl IntoView {
    use_title(texts::SEARCH.to_owned());
    use_keys(texts::SEARCH, SHORTCUTS);
    let params = use_query_map();
    let asked = Memo::new(move |_| params.with(|params| Asked::read(|key| params.get(key))));
    let search = Search {
        asked,
        results: RwSignal::new(Loaded::Waiting),
        offline: RwSignal::new(false),
        next: RwSignal::new(None),
        busy: RwSignal::new(false),
        session: expect_context(),
    };
    Effect::new(move |_| {
        asked.track();
        search.load(false);
    });
    let navigate = use_navigate();
    let ask = Callback::new(move |asked: Asked| {
        let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        navigate(&asked.path(), options);
    });
    view! {
        <main id="main" class="page search-page" tabindex="-1">
            <div class="page-head"><h1>{texts::SEARCH}</h1></div>
            <SearchBox search ask />
            <Filters asked ask><SavedViews asked /></Filters>
            <Found search ask />
        </main>
    }
}

#[component]
fn SearchBox(search: Search, ask: Callback<Asked>) -> impl IntoView {
    let asked = search.asked;
    let typed = RwSignal::new(asked.get_untracked().q);
    let input = NodeRef::<html::Input>::new();
    // What is typed stands in the address after a while; the address stands in the box at once.
    let sent = StoredValue::new(typed.get_untracked());
    Effect::new(move |_| {
        let q = asked.get().q;
        if sent.get_value() != q {
            sent.set_value(q.clone());
            typed.set(q);
        }
    });
    let send = move || {
        let q = typed.get_untracked();
        if sent.get_value() != q {
            sent.set_value(q.clone());
            ask.run(Asked { q, ..asked.get_untracked() });
        }
    };
    let mut send_soon = leptos::leptos_dom::helpers::debounce(REST, move |()| send());
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    });
    use_shortcut("/", move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let keys = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Escape" if !typed.with_untracked(String::is_empty) => {
                typed.set(String::new());
                send();
            }
            "Enter" => {
                send();
                focus_first();
            }
            "ArrowDown" => focus_first(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="search search-box" role="search">
            <Icon name=IconName::Search />
            <input
                node_ref=input
                type="search"
                class="search-input"
                placeholder=texts::WORDS
                aria-label=texts::SEARCH_EVERYTHING
                autocomplete="off"
                spellcheck="false"
                maxlength="1000"
                data-testid="search-input"
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    send_soon(());
                }
                on:keydown=keys
            />
            <span class="search-key"><Kbd key="/" /></span>
        </div>
    }
}

#[component]
fn Found(search: Search, ask: Callback<Asked>) -> impl IntoView {
    let Search { asked, results, next, .. } = search;
    let is_empty = move || results.with(|results| results.ready().is_some_and(Vec::is_empty));
    let trouble = Memo::new(move |_| match results.get() {
        Loaded::Failed(words) if search.offline.get() => Some(format!("{} {}", texts::OFFLINE, words)),
        Loaded::Failed(words) => Some(words),
        _ => None,
    });
    view! {
        <p class="search-count" role="status" data-testid="search-count">
            {move || {
                let count = results.with(|results| results.ready().map(Vec::len));
                count.filter(|_| !asked.with(Asked::is_empty)).map(|count| texts::found(count, next.with(Option::is_some)))
            }}
        </p>
        <Show when=move || results.with(|results| *results == Loaded::Waiting)>
            <div class="search-results is-waiting" aria-busy="true" aria-label=texts::ON_ITS_WAY></div>
        </Show>
        {move || trouble.get().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| search.load(false)) /> })}
        <ol class="search-results" on:keydown=walk hidden=move || results.with(|results| results.ready().is_none_or(Vec::is_empty))>
            <For
                each=move || results.with(|results| results.ready().cloned().unwrap_or_default())
                key=|result| (result.postmortem, format!("{:?}", result.hits))
                let(result)
            >
                <ResultRow result />
            </For>
        </ol>
        <Show when=move || next.with(Option::is_some) && !is_empty()>
            <div class="admin-more">
                <Button busy=search.busy on:click=move |_| search.load(true)>{texts::SHOW_MORE}</Button>
            </div>
        </Show>
        <Show when=move || is_empty() && asked.with(Asked::is_empty)>
            <EmptyState icon=IconName::Search title=texts::FIND_AGAIN>
                <p>{texts::HOW_TO_SEARCH}</p>
                <p>{texts::HOW_TO_NARROW}</p>
            </EmptyState>
        </Show>
        <Show when=move || is_empty() && !asked.with(Asked::is_empty)>
            <EmptyState icon=IconName::Search title=texts::NOTHING_HOLDS_ALL>
                <p>{texts::WHAT_TO_TRY}</p>
                <Show when=move || asked.with(Asked::narrows) && !asked.with(|asked| asked.q.trim().is_empty())>
                    <div class="empty-actions">
                        <Button on:click=move |_| ask.run(Asked { q: asked.get_untracked().q, ..Asked::default() })>
                            {texts::WITHOUT_FILTERS}
                        </Button>
                    </div>
                </Show>
            </EmptyState>
        </Show>
    }
}

fn links() -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(".search-link") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn focus_first() {
    if let Some(first) = links().first() {
        // Nothing to do about a browser that refuses focus.
        let _ = first.focus();
    }
}

/// Arrow keys move through titles and places, and from the first one back into the box.
fn walk(event: ev::KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let links = links();
    let Some(at) = links.iter().position(|link| link.is_same_node(Some(&here))) else { return };
    event.prevent_default();
    let target = at.checked_add_signed(step);
    let next = match target {
        None => document().query_selector(".search-box input").ok().flatten().and_then(|input| input.dyn_into().ok()),
        Some(at) => links.get(at).cloned(),
    };
    if let Some(next) = next {
        let _ = next.focus();
    }
}

//! The library: every postmortem, found by title, and the way to a new one.

mod meetings;
mod a_year_ago;
mod new_postmortem;
mod offline;
mod removed;
mod row;
mod waiting;

use std::time::Duration;

use debrief_shared::api::{InstanceRole, PostmortemSummary};
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use self::a_year_ago::AYearAgo;
use self::meetings::MeetingsAhead;
use self::new_postmortem::NewPostmortem;
use self::offline::OnThisDevice;
pub use self::removed::RemovedPage;
use self::row::Row;
use self::waiting::WaitingForReview;
use crate::api::{self, ApiError};
use crate::live::{Known, known_documents};
use crate::session::Session;
use crate::texts::{documents_in, library as texts};
use crate::ui::{
    Button, ButtonKind, ButtonLink, Commands, EmptyState, Icon, IconName, Kbd, LoadTrouble, Loaded, Shortcut, Toaster,
    use_keys, use_minute, use_shortcut, use_title,
};

/// How long typing rests before the search runs.
const REST: Duration = Duration::from_millis(180);

const SHORTCUTS: &[Shortcut] = &[
    (&["/"], texts::SEARCH_BY_TITLE),
    (&["Enter"], texts::SEARCH_EVERYTHING),
    (&["n"], texts::NEW_POSTMORTEM),
    (&["↑", "↓"], texts::MOVE_THROUGH_THE_LIST),
    (&["Enter"], texts::OPEN),
];

/// What the library knows, and what can be done in it.
#[derive(Clone, Copy)]
struct Library {
    list: RwSignal<Loaded<Vec<PostmortemSummary>>>,
    /// What this device keeps, while the server cannot be asked.
    known: RwSignal<Option<Vec<Known>>>,
    query: RwSignal<String>,
    /// The query that `list` answers.
    answered: RwSignal<String>,
    asked: StoredValue<u32>,
    session: Session,
    toaster: Toaster,
}

impl Library {
    /// Fetches what fits the query; an older answer never replaces a newer one.
    fn load(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        spawn_local(async move {
            let query = self.query.try_get_untracked().unwrap_or_default();
            let answer = api::postmortems(&query).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            let known = match &answer {
                Err(ApiError::Offline) => Some(known_documents(self.session.me().id).await),
                _ => None,
            };
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            self.known.set(known);
            self.answered.set(query);
            self.list.set(match answer {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    }

    /// Takes one out of the list at once, with a way back.
    fn remove(self, removed: PostmortemSummary) {
        let id = removed.id;
        self.list.update(|list| {
            if let Loaded::Ready(list) = list {
                list.retain(|summary| summary.id != id);
            }
        });
        // The button that had the focus is gone with its line.
        request_animation_frame(|| focus(document().get_element_by_id("main")));
        spawn_local(async move {
            if let Err(error) = api::remove_postmortem(id).await {
                self.session.heed(&error);
                self.toaster.say(error.words());
                return self.load();
            }
            let restore = move || {
                spawn_local(async move {
                    if let Err(error) = api::restore_postmortem(id).await {
                        self.toaster.say(error.words());
                    }
                    self.load();
                });
            };
            self.toaster.undoable(texts::is_removed(row::shown_title(&removed)), restore);
        });
    }
}

/// The page at `/`; `?new=TEMPLATE` opens the dialog for a new one.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let library = Library {
        list: RwSignal::new(Loaded::Waiting),
        known: RwSignal::new(None),
        query: RwSignal::new(String::new()),
        answered: RwSignal::new(String::new()),
        asked: StoredValue::new(0),
        session: expect_context(),
        toaster: expect_context(),
    };
    let creating = RwSignal::new(false);
    let template = RwSignal::new(String::new());
    let commands = expect_context::<Commands>();
    use_keys(texts::POSTMORTEMS, SHORTCUTS);
    let now = use_minute();
    let search = NodeRef::<html::Input>::new();
    use_title(texts::POSTMORTEMS.to_owned());
    library.load();
    let reached = library.session.reached();
    Effect::new(move |before: Option<bool>| {
        let now = reached.get();
        if before == Some(false) && now {
            library.load();
        }
        now
    });

    // Guests write in what is shared with them, and begin nothing.
    let info = library.session.info();
    let is_guest = Memo::new(move |_| info.with(|info| info.as_ref().is_some_and(|it| it.role == InstanceRole::Guest)));

    let asked_for = use_query_map();
    let navigate = use_navigate();
    let go = navigate.clone();
    let to_everything = move |query: &str| go(&api::search_path(query), NavigateOptions::default());
    Effect::new(move |_| {
        if let Some(id) = asked_for.with(|query| query.get("new")) {
            template.set(id);
            creating.set(!is_guest.get_untracked());
            navigate("/", NavigateOptions { replace: true, scroll: false, ..Default::default() });
        }
    });
    use_shortcut("n", move || creating.set(!is_guest.get_untracked()));
    use_shortcut("/", move || {
        if let Some(input) = search.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let back = window_event_listener(ev::focus, move |_| library.load());
    on_cleanup(move || back.remove());

    let mut search_soon = leptos::leptos_dom::helpers::debounce(REST, move |()| library.load());
    let on_search = move |event| {
        library.query.set(event_target_value(&event));
        search_soon(());
    };
    let start = move |id: &str| {
        template.set(id.to_owned());
        creating.set(true);
    };
    let is_empty = Memo::new(move |_| {
        library.list.with(|list| list.ready().is_some_and(Vec::is_empty)) && library.answered.with(String::is_empty)
    });

    view! {
        <main id="main" class="page" tabindex="-1">
            <div class="page-head">
                <h1>{texts::POSTMORTEMS}</h1>
                <div class="page-tools">
                    <div class="search" role="search">
                        <Icon name=IconName::Search />
                        <input
                            node_ref=search
                            type="search"
                            class="search-input"
                            placeholder=texts::SEARCH_BY_TITLE
                            aria-label=texts::SEARCH_BY_TITLE
                            autocomplete="off"
                            prop:value=library.query
                            on:input=on_search
                            on:keydown=move |event: ev::KeyboardEvent| {
                                if event.key() == "Enter" && !library.query.with_untracked(|query| query.trim().is_empty()) {
                                    event.prevent_default();
                                    to_everything(&library.query.get_untracked());
                                } else {
                                    leave_search(&event, library);
                                }
                            }
                        />
                        <span class="search-key"><Kbd key="/" /></span>
                    </div>
                    <Show when=move || !is_guest.get()>
                        <ButtonLink href="/import">{documents_in::OPEN}</ButtonLink>
                        <Button
                            kind=ButtonKind::Primary
                            icon=IconName::Plus
                            attr:aria-keyshortcuts="n"
                            on:click=move |_| creating.set(true)
                        >
                            {texts::NEW_POSTMORTEM}
                        </Button>
                    </Show>
                </div>
            </div>
            <p class="visually-hidden" role="status">
                {move || library.list.with(|list| list.ready().map(|list| texts::postmortems(list.len())))}
            </p>
            <MeetingsAhead />
            <WaitingForReview />
            <AYearAgo />
            {move || match library.list.with(|list| match list {
                Loaded::Waiting => Some(Ok(())),
                Loaded::Failed(words) => Some(Err(words.clone())),
                Loaded::Ready(_) => None,
            }) {
                Some(Ok(())) => view! { <Waiting /> }.into_any(),
                Some(Err(_)) if library.known.with(Option::is_some) => {
                    let known = library.known.get().unwrap_or_default();
                    let retry = Callback::new(move |()| library.load());
                    view! { <OnThisDevice known query=library.query.into() retry /> }.into_any()
                }
                Some(Err(words)) => {
                    view! { <LoadTrouble words retry=Callback::new(move |()| library.load()) /> }.into_any()
                }
                None => ().into_any(),
            }}
            <ul
                class="library"
                hidden=move || library.list.with(|list| list.ready().is_none_or(Vec::is_empty))
                on:keydown=walk
            >
                <For
                    each=move || library.list.with(|list| list.ready().cloned().unwrap_or_default())
                    key=|summary| (summary.id, summary.updated_at.clone())
                    let(summary)
                >
                    <Row summary now on_remove=Callback::new(move |summary| library.remove(summary)) />
                </For>
            </ul>
            <Show when=move || is_empty.get() && is_guest.get()>
                <EmptyState icon=IconName::Document title=texts::NOTHING_SHARED>
                    <p>{texts::NOTHING_SHARED_YET}</p>
                </EmptyState>
            </Show>
            <Show when=move || is_empty.get() && !is_guest.get()>
                <FirstSteps start=Callback::new(move |id: String| start(&id)) />
            </Show>
            {move || {
                let nothing = library.list.with(|list| list.ready().is_some_and(Vec::is_empty)) && !is_empty.get();
                nothing.then(|| view! { <NothingFound library /> })
            }}
            <p class="page-foot">
                <button type="button" class="foot-button" on:click=move |_| commands.sheet.set(true)>
                    {texts::KEYBOARD_SHORTCUTS} <Kbd key="?" />
                </button>
                <Show when=move || !is_guest.get()>
                    <a class="foot-link" href="/removed"><Icon name=IconName::Trash />{texts::REMOVED_POSTMORTEMS}</a>
                </Show>
            </p>
        </main>
        <NewPostmortem open=creating template />
    }
}

/// Escape empties the search, arrow down goes into the list.
fn leave_search(event: &ev::KeyboardEvent, library: Library) {
    match event.key().as_str() {
        "Escape" if !library.query.with_untracked(String::is_empty) => {
            library.query.set(String::new());
            library.load();
        }
        "ArrowDown" => focus(document().query_selector(".row-link").ok().flatten()),
        _ => return,
    }
    event.prevent_default();
}

/// Arrow keys move through the list.
fn walk(event: ev::KeyboardEvent) {
    let Some(link) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let on_link = matches!(link.matches(".row-link"), Ok(true));
    let row = link.closest(".row").ok().flatten();
    let next = match (event.key().as_str(), on_link, row) {
        ("ArrowDown", true, Some(row)) => row.next_element_sibling(),
        ("ArrowUp", true, Some(row)) => row.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    focus(next.and_then(|row| row.query_selector(".row-link").ok().flatten()));
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Rows to be, of the height of real ones.
#[component]
fn Waiting() -> impl IntoView {
    let row = || {
        view! {
            <div class="row">
                <div class="row-main">
                    <span class="ghost ghost-title"></span>
                    <span class="ghost ghost-line"></span>
                </div>
            </div>
        }
    };
    view! {
        <div class="library is-waiting" aria-busy="true" aria-label=texts::THE_LIST_IS_ON_ITS_WAY>
            {(0..5).map(|_| row()).collect_view()}
        </div>
    }
}

/// What an empty library shows.
#[component]
fn FirstSteps(start: Callback<String>) -> impl IntoView {
    let templates = RwSignal::new(Vec::new());
    spawn_local(async move {
        // Without them the button still leads to the dialog, which says what is the matter.
        templates.set(api::templates().await.unwrap_or_default());
    });
    view! {
        <EmptyState icon=IconName::Document title=texts::WRITE_DOWN_WHAT_HAPPENED_TOGETHER>
            <p>
                {texts::WHAT_A_POSTMORTEM_HOLDS}
                {texts::WRITTEN_TOGETHER}
            </p>
            <ul class="starters">
                <For each=move || templates.get() key=|template| template.id.clone() let(template)>
                    <li>
                        <button type="button" class="starter" on:click=move |_| start.run(template.id.clone())>
                            <strong>{template.name.clone()}</strong>
                            <span>{template.summary.clone()}</span>
                        </button>
                    </li>
                </For>
            </ul>
            <div class="empty-actions">
                <Button kind=ButtonKind::Primary icon=IconName::Plus on:click=move |_| start.run(String::new())>
                    {texts::NEW_POSTMORTEM}
                </Button>
                <ButtonLink href="/import">{documents_in::OPEN}</ButtonLink>
                <ButtonLink href="/templates">{texts::LOOK_AT_THE_TEMPLATES}</ButtonLink>
            </div>
        </EmptyState>
    }
}

#[component]
fn NothingFound(library: Library) -> impl IntoView {
    let clear = move |_| {
        library.query.set(String::new());
        library.load();
    };
    view! {
        <EmptyState icon=IconName::Search title=texts::NO_TITLE_HOLDS_THESE_WORDS>
            <p>{move || texts::nothing_was_found_for(library.answered.get())}</p>
            <div class="empty-actions">
                <ButtonLink href=Signal::derive(move || api::search_path(&library.answered.get()))>{texts::SEARCH_EVERYTHING}</ButtonLink>
                <Button on:click=clear>{texts::SHOW_ALL}</Button>
            </div>
        </EmptyState>
    }
}

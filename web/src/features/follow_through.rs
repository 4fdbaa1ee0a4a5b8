//! Mitigations over all postmortems: what is mine, what is overdue, what came of it.

mod answer;
mod asked;
mod csv;
mod row;

use std::time::Duration;

use debrief_shared::{
    api::{ActionItem, InstanceRole, Team},
    document::{Approach, Category},
};
use jiff::{Timestamp, civil::Date};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use self::asked::{Asked, Parted, Shown, days_late};
use self::row::Row;
use crate::session::Session;
use crate::texts::follow_through as texts;
use crate::ui::{
    Button, ButtonKind, ButtonLink, EmptyState, Icon, IconName, Kbd, LoadTrouble, Loaded, Shortcut, use_keys,
    use_minute, use_shortcut, use_title,
};
use crate::{api, bindings, zone::Zone};

/// How long typing rests before the search runs.
const REST: Duration = Duration::from_millis(180);

const SHORTCUTS: &[Shortcut] = &[(&["/"], texts::SEARCH)];

/// A choice of a select: what is stored, and what is shown.
type Choices = Vec<(String, String)>;

/// What the page knows.
#[derive(Clone, Copy)]
struct Page {
    list: RwSignal<Loaded<Vec<ActionItem>>>,
    next: RwSignal<Option<String>>,
    asked: Memo<Asked>,
    number: StoredValue<u32>,
    session: Session,
    today: Date,
}

impl Page {
    /// Fetches what was asked for, or what comes `after`; an older answer never replaces a newer one.
    fn load(self, after: Option<String>) {
        let Some(number) = self.number.try_update_value(|number| {
            *number += 1;
            *number
        }) else {
            return;
        };
        let me = self.session.me().name;
        let mut request = self.asked.with_untracked(|asked| asked.request(&me, self.today));
        let goes_on = after.is_some();
        request.after = after;
        spawn_local(async move {
            let answer = api::actions(&request).await;
            if self.number.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    if goes_on {
                        self.list.update(|list| {
                            if let Loaded::Ready(items) = list {
                                items.extend(page.actions);
                            }
                        });
                        return;
                    }
                    // What is the same stays, and with it the keyboard's place.
                    let now = Loaded::Ready(page.actions);
                    if self.list.with_untracked(|list| *list != now) {
                        self.list.set(now);
                    }
                }
                Err(error) => {
                    self.session.heed(&error);
                    self.list.set(Loaded::Failed(error.words()));
                }
            }
        });
    }

    fn items(self) -> Vec<ActionItem> {
        self.list.with(|list| list.ready().cloned().unwrap_or_default())
    }
}

/// Now, by the server's clock.
fn minute_now() -> Timestamp {
    Timestamp::from_millisecond(use_minute().get_untracked()).unwrap_or_default()
}

/// The page at `/mitigations`.
#[component]
pub fn FollowThroughPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let now = minute_now();
    let today = Zone::mine().at(now).local().date();
    let page = Page {
        list: RwSignal::new(Loaded::Waiting),
        next: RwSignal::new(None),
        asked,
        number: StoredValue::new(0),
        session,
        today,
    };
    use_title(texts::MITIGATIONS.to_owned());
    use_keys(texts::MITIGATIONS, SHORTCUTS);
    let requested = Memo::new(move |_| asked.with(|asked| asked.request("", today)));
    Effect::new(move |_| {
        requested.with(|_| page.load(None));
    });
    let back = window_event_listener(ev::focus, move |_| page.load(None));
    on_cleanup(move || back.remove());

    let navigate = use_navigate();
    let ask = Callback::new(move |asked: Asked| {
        navigate(&asked.address(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let search = NodeRef::<html::Input>::new();
    use_shortcut("/", move || {
        if let Some(input) = search.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let mut search_soon = leptos::leptos_dom::helpers::debounce(REST, move |words: String| {
        ask.run(Asked { words, ..asked.get_untracked() });
    });
    let segment = move |(shown, word, label): (Shown, &'static str, &'static str)| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || asked.with(|asked| (asked.shown == shown).to_string())
                data-testid=format!("todos-{word}")
                on:click=move |_| ask.run(Asked { shown, ..asked.get_untracked() })
            >
                {label}
            </button>
        }
    };
    let download = move |_| {
        let text = page.list.with_untracked(|list| csv::csv(list.ready().map_or(&[][..], Vec::as_slice)));
        bindings::download(texts::CSV_NAME, "text/csv", &text);
    };
    let summary = move || {
        let late = |items: &Vec<ActionItem>| items.iter().filter(|item| days_late(item, today).is_some()).count();
        page.list.with(|list| {
            list.ready().map(|items| texts::summary(items.len(), late(items), page.next.with(Option::is_some)))
        })
    };
    let failed = move || {
        page.list.with(|list| match list {
            Loaded::Failed(words) => Some(words.clone()),
            _ => None,
        })
    };
    let is_empty = Memo::new(move |_| page.list.with(|list| list.ready().is_some_and(Vec::is_empty)));
    let on_answered = Callback::new(move |()| page.load(None));
    // A part in which anything is new is made anew: no row takes over what another one has open.
    let parts = move || asked.with(|asked| asked.parted).parts(&page.items(), now);
    let is_the_same = |part: &(String, Vec<ActionItem>)| format!("{part:?}");
    let part = move |(name, items): (String, Vec<ActionItem>)| view! { <Part name items today now on_answered /> };
    let parts = view! { <For each=parts key=is_the_same children=part /> };
    view! {
        <main id="main" class="page" tabindex="-1">
            <div class="page-head">
                <div>
                    <h1>{texts::MITIGATIONS}</h1>
                    <p class="muted">{texts::ABOUT}</p>
                </div>
                <div class="page-tools">
                    <div class="search" role="search">
                        <Icon name=IconName::Search />
                        <input
                            node_ref=search
                            type="search"
                            class="search-input"
                            placeholder=texts::SEARCH
                            aria-label=texts::SEARCH
                            autocomplete="off"
                            data-testid="todos-search"
                            prop:value=move || asked.with(|asked| asked.words.clone())
                            on:input=move |event| search_soon(event_target_value(&event))
                        />
                        <span class="search-key"><Kbd key="/" /></span>
                    </div>
                    <Button icon=IconName::Download attr:data-testid="todos-csv" on:click=download>{texts::DOWNLOAD_AS_CSV}</Button>
                </div>
            </div>
            <div class="todos-bar">
                <div class="segments" role="group" aria-label=texts::SHOW>{Shown::ALL.map(segment).collect_view()}</div>
                <Filters asked ask />
            </div>
            <p class="todos-summary muted" role="status" data-testid="todos-summary">{summary}</p>
            {move || failed().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| page.load(None)) /> })}
            {parts}
            <Show when=move || page.next.with(Option::is_some)>
                <div class="todos-more">
                    <Button on:click=move |_| page.load(page.next.get_untracked())>{texts::SHOW_MORE}</Button>
                </div>
            </Show>
            {move || is_empty.get().then(|| view! { <Nothing asked ask /> })}
        </main>
    }
}

/// What narrows the list down, and parts it.
#[component]
fn Filters(asked: Memo<Asked>, ask: Callback<Asked>) -> impl IntoView {
    let teams = RwSignal::<Vec<Team>>::default();
    let role = expect_context::<Session>().info().get_untracked().map(|info| info.role);
    if role != Some(InstanceRole::Guest) {
        spawn_local(async move {
            // Without them the rest of the page goes on.
            if let Ok(found) = api::teams().await {
                let _ = teams.try_set(found);
            }
        });
    }
    let words = |(stored, shown): (&str, &str)| (stored.to_owned(), shown.to_owned());
    let categories = Category::ALL.iter().map(|category| words((category.as_str(), category.label())));
    let categories: Choices = std::iter::once(words(("", texts::ANY_CATEGORY))).chain(categories).collect();
    let approaches = Approach::ALL.iter().map(|approach| words((approach.as_str(), approach.label())));
    let approaches: Choices = std::iter::once(words(("", texts::ANY_APPROACH))).chain(approaches).collect();
    let of_teams = move || -> Choices {
        let teams = teams.get().into_iter().map(|team| (team.id.to_string(), team.name));
        std::iter::once(words(("", texts::ANY_TEAM))).chain(teams).collect()
    };
    let parts: Choices = Parted::ALL.iter().map(|(_, stored, shown)| words((stored, shown))).collect();
    let parted = move |stored: &str| Parted::ALL.iter().find(|(_, known, _)| *known == stored).map(|(it, ..)| *it);
    let parted_word = move |asked: &Asked| {
        Parted::ALL.iter().find(|(it, ..)| *it == asked.parted).map_or("", |(_, word, _)| word).to_owned()
    };
    view! {
        <div class="todos-filters">
            <Select
                label=texts::CATEGORY
                choices=Signal::stored(categories)
                value=Signal::derive(move || asked.with(|asked| asked.category.clone()))
                on_choose=Callback::new(move |category| ask.run(Asked { category, ..asked.get_untracked() }))
            />
            <Select
                label=texts::APPROACH
                choices=Signal::stored(approaches)
                value=Signal::derive(move || asked.with(|asked| asked.approach.clone()))
                on_choose=Callback::new(move |approach| ask.run(Asked { approach, ..asked.get_untracked() }))
            />
            <Show when=move || !teams.with(Vec::is_empty)>
                <Select
                    label=texts::TEAM
                    choices=Signal::derive(of_teams)
                    value=Signal::derive(move || asked.with(|asked| asked.team.map(|team| team.to_string()).unwrap_or_default()))
                    on_choose=Callback::new(move |team: String| ask.run(Asked { team: team.parse().ok(), ..asked.get_untracked() }))
                />
            </Show>
            <Select
                label=texts::GROUP
                choices=Signal::stored(parts)
                value=Signal::derive(move || asked.with(parted_word))
                on_choose=Callback::new(move |word: String| {
                    ask.run(Asked { parted: parted(&word).unwrap_or_default(), ..asked.get_untracked() });
                })
            />
        </div>
    }
}

#[component]
fn Select(
    label: &'static str,
    choices: Signal<Choices>,
    value: Signal<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let option = move |(stored, shown): (String, String)| {
        let own = stored.clone();
        view! { <option value=stored selected=move || value.get() == own>{shown}</option> }
    };
    view! {
        <select class="field-choice todos-select" aria-label=label title=label on:change=move |event| on_choose.run(event_target_value(&event))>
            {move || choices.get().into_iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn Part(name: String, items: Vec<ActionItem>, today: Date, now: Timestamp, on_answered: Callback<()>) -> impl IntoView {
    let head = (!name.is_empty())
        .then(|| view! { <h2 class="todos-part">{name}" "<span class="group-count">{items.len()}</span></h2> });
    view! {
        <section class="todos-section">
            {head}
            <ul class="library">{items.into_iter().map(|item| view! { <Row item today now on_answered /> }).collect_view()}</ul>
        </section>
    }
}

/// In place of an empty list.
#[component]
fn Nothing(asked: Memo<Asked>, ask: Callback<Asked>) -> impl IntoView {
    let narrowed = asked.with_untracked(Asked::is_narrowed);
    let title = match asked.with_untracked(|asked| asked.shown) {
        _ if narrowed => texts::NOTHING_HERE,
        Shown::Mine => texts::NOTHING_OF_YOURS,
        Shown::Overdue => texts::NOTHING_OVERDUE,
        _ => texts::NOTHING_HERE,
    };
    let about = if narrowed { texts::ABOUT_NOTHING_FILTERED } else { texts::ABOUT_NOTHING };
    let all = move |_| ask.run(Asked { shown: asked.with_untracked(|asked| asked.shown), ..Asked::default() });
    view! {
        <EmptyState icon=IconName::Done title=title>
            <p>{about}</p>
            <div class="empty-actions">
                {if narrowed {
                    view! { <Button kind=ButtonKind::Plain on:click=all>{texts::ASK_FOR_LESS}</Button> }.into_any()
                } else {
                    view! { <ButtonLink href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink> }.into_any()
                }}
            </div>
        </EmptyState>
    }
}

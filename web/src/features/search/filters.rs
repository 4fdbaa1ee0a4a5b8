//! Filters as chips, and the fields that make them.

use debrief_shared::api::{Person, ReviewState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::asked::{Asked, FILTERS};
use crate::api;
use crate::texts::{search as texts, times};
use crate::ui::{Button, ButtonKind, Icon, IconName, unique_id};

const STATES: [(&str, ReviewState); 4] = [
    ("draft", ReviewState::Draft),
    ("in_review", ReviewState::InReview),
    ("approved", ReviewState::Approved),
    ("published", ReviewState::Published),
];

/// Chips for what there is, and a button that shows the fields.
#[component]
pub(super) fn Filters(
    asked: Memo<Asked>,
    ask: Callback<Asked>,
    /// What stands beside the chips.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let people = RwSignal::new(Vec::<Person>::new());
    spawn_local(async move {
        // Without an answer the owner stays unnamed.
        if let Ok(list) = api::people().await {
            let _ = people.try_set(list);
        }
    });
    let there = Memo::new(move |_| {
        asked.with(|asked| FILTERS.into_iter().filter(|name| !asked.filter(name).is_empty()).collect::<Vec<_>>())
    });
    let panel = unique_id("filters");
    let chip = move |name: &'static str| {
        let words =
            move || asked.with(|asked| texts::filter(label(name), shown(name, asked.filter(name), &people.get())));
        view! {
            <li>
                <button
                    type="button"
                    class="search-chip"
                    data-testid=format!("chip-{name}")
                    aria-label=move || texts::take_out(words())
                    on:click=move |_| ask.run(asked.get_untracked().with(name, ""))
                >
                    {words}
                    <Icon name=IconName::Close />
                </button>
            </li>
        }
    };
    view! {
        <div class="search-tools">
            <div class="search-filters">
                <button
                    type="button"
                    class="search-chip search-more"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=panel.clone()
                    data-testid="filters-toggle"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon name=IconName::ChevronDown />
                    {texts::FILTERS}
                </button>
                <ul class="search-chips">
                    <For each=move || there.get() key=|name| *name let(name)>{chip(name)}</For>
                </ul>
                <Show when=move || { there.with(Vec::len) > 1 }>
                    <Button
                        kind=ButtonKind::Quiet
                        on:click=move |_| ask.run(Asked { q: asked.get_untracked().q, ..Asked::default() })
                    >
                        {texts::CLEAR_ALL}
                    </Button>
                </Show>
            </div>
            {children()}
        </div>
        <div id=panel class="search-fields" hidden=move || !open.get()>
            <Written asked ask name="service" />
            <Written asked ask name="severity" />
            <Written asked ask name="tag" />
            <Written asked ask name="factor" />
            <Chosen asked ask name="state" any=texts::ANY options=Signal::derive(move || {
                STATES.map(|(value, state)| (value.to_owned(), texts::state(state).to_owned())).to_vec()
            }) />
            <Chosen asked ask name="owner" any=texts::ANYBODY options=Signal::derive(move || {
                people.get().into_iter().map(|person| (person.id.to_string(), person.named().clone())).collect()
            }) />
            <Written asked ask name="from" kind="date" />
            <Written asked ask name="to" kind="date" />
        </div>
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "service" => texts::SERVICE,
        "severity" => texts::SEVERITY,
        "tag" => texts::TAG,
        "factor" => texts::FACTOR,
        "state" => texts::STATE,
        "owner" => texts::OWNER,
        "from" => texts::FROM,
        _ => texts::TO,
    }
}

/// A filter's value in words.
fn shown(name: &str, value: &str, people: &[Person]) -> String {
    match name {
        "state" => STATES
            .into_iter()
            .find(|(known, _)| *known == value)
            .map_or(value, |(_, state)| texts::state(state))
            .to_owned(),
        "owner" => people
            .iter()
            .find(|person| person.id.to_string() == value)
            .map_or_else(|| texts::SOMEBODY.to_owned(), |person| person.named().clone()),
        "from" | "to" => times::date(value),
        _ => value.to_owned(),
    }
}

/// A field to write into, or to choose a day in.
#[component]
fn Written(
    asked: Memo<Asked>,
    ask: Callback<Asked>,
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
) -> impl IntoView {
    let id = unique_id("filter");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label(name)}</label>
            <input
                id=id
                class="input"
                type=kind
                autocomplete="off"
                placeholder=texts::ANY
                maxlength="200"
                data-testid=format!("filter-{name}")
                prop:value=move || asked.with(|asked| asked.filter(name).to_owned())
                on:change=move |event| ask.run(asked.get_untracked().with(name, &event_target_value(&event)))
            />
        </div>
    }
}

#[component]
fn Chosen(
    asked: Memo<Asked>,
    ask: Callback<Asked>,
    name: &'static str,
    /// What stands for no choice.
    any: &'static str,
    /// Values and their words.
    options: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let id = unique_id("filter");
    let option = move |(value, words): (String, String)| {
        let own = value.clone();
        let selected = move || asked.with(|asked| asked.filter(name) == own);
        view! { <option value=value prop:selected=selected>{words}</option> }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label(name)}</label>
            <div class="select">
                <select
                    id=id
                    data-testid=format!("filter-{name}")
                    on:change=move |event| ask.run(asked.get_untracked().with(name, &event_target_value(&event)))
                >
                    <option value="" prop:selected=move || asked.with(|asked| asked.filter(name).is_empty())>{any}</option>
                    {move || options.get().into_iter().map(option).collect_view()}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
        </div>
    }
}

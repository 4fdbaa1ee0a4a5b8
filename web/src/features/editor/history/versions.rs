//! The list of versions: days, times, people and names, travelled with the arrow keys.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{past::Past, points::Point};
use crate::texts::history as texts;
use crate::{
    ui::{Avatar, Button, Icon, IconName},
    zone::day_words,
};

/// Avatars of one version.
const MOST_AVATARS: usize = 4;

/// The list.
#[component]
pub(super) fn Versions(
    /// One was chosen.
    on_choose: Callback<()>,
) -> impl IntoView {
    let past = expect_context::<Past>();
    let named_only = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let days = Memo::new(move |_| {
        let zone = past.zone().get();
        let points = past.list().with(|list| list.ready().map(|list| list.all.clone()).unwrap_or_default());
        let mut days: Vec<(String, Vec<Point>)> = Vec::new();
        for point in points.into_iter().filter(|point| !named_only.get() || !point.versions.is_empty()) {
            let day = day_words(zone.at(point.until));
            match days.last_mut() {
                Some((last, points)) if *last == day => points.push(point),
                _ => days.push((day, vec![point])),
            }
        }
        days
    });
    let zone_words = move || {
        past.zone().get().label(jiff::Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default())
    };
    let more = move || past.list().with(|list| list.ready().is_some_and(|list| list.next.is_some()));
    let trimmed =
        move || past.list().with(|list| list.ready().is_some_and(|list| list.next.is_none() && list.begins_after > 0));
    let first = Memo::new(move |_| {
        let zone = past.zone().get();
        past.list().with(|list| {
            let oldest = list.ready()?.all.iter().rev().find(|point| !point.alone)?;
            let at = zone.at(oldest.from);
            Some(crate::zone::exact_words(at))
        })
    });
    view! {
        <div class="versions" node_ref=root on:keydown=move |event: KeyboardEvent| travel(root, &event)>
            <div class="versions-head">
                <label class="versions-filter">
                    <input type="checkbox" prop:checked=named_only on:change=move |event| named_only.set(event_target_checked(&event)) />
                    <span>{texts::ONLY_NAMED_VERSIONS}</span>
                </label>
                <p class="versions-zone">{texts::TIMES_IN_BEFORE}{zone_words}</p>
            </div>
            <For each=move || days.get() key=|day| format!("{day:?}") let((day, points))>
                <section class="versions-day">
                    <h2>{day}</h2>
                    <ol>
                        {points.into_iter().map(|point| view! { <VersionLine point on_choose /> }).collect_view()}
                    </ol>
                </section>
            </For>
            <Show when=move || named_only.get() && days.with(Vec::is_empty)>
                <p class="versions-note">{texts::NO_NAMES_YET}</p>
            </Show>
            <Show when=more>
                <Button busy=past.is_fetching() on:click=move |_| past.more()>{texts::SHOW_OLDER_VERSIONS}</Button>
            </Show>
            <Show when=trimmed>
                <p class="versions-note" data-testid="history-begins">
                    {move || match first.get() {
                        Some(first) => texts::cleared_until(&first),
                        None => texts::CLEARED_AWAY.to_owned(),
                    }}
                </p>
            </Show>
        </div>
    }
}

#[component]
fn VersionLine(point: Point, on_choose: Callback<()>) -> impl IntoView {
    let past = expect_context::<Past>();
    let seq = point.seq;
    let chosen = Memo::new(move |_| past.point().is_some_and(|point| point.seq == seq));
    let told = StoredValue::new(point.clone());
    // The zone is known once the document is.
    let clock = move || {
        let zone = past.zone().get();
        let twin = |other: &Point, point: &Point| other.seq != point.seq && other.words(&zone) == point.words(&zone);
        told.with_value(|point| {
            let is_twin = past
                .list()
                .with(|list| list.ready().is_some_and(|list| list.all.iter().any(|other| twin(other, point))));
            if is_twin { point.exact_clock(&zone) } else { point.clock(&zone) }
        })
    };
    let exact = move || told.with_value(|point| point.words(&past.zone().get()));
    let name = point.versions.first().map(|version| version.name.clone());
    let who = if point.alone { texts::KEPT_FOR_ITS_NAME.to_owned() } else { point.who() };
    let avatars = point.authors.iter().take(MOST_AVATARS).map(|person| {
        view! { <span aria-hidden="true"><Avatar name=person.name.clone() color=person.color small=true /></span> }
    });
    let avatars = avatars.collect_view();
    view! {
        <li>
            <button
                type="button"
                class="version"
                class:is-chosen=chosen
                aria-current=move || chosen.get().then_some("true")
                title=exact
                data-testid="version"
                data-seq=seq.to_string()
                on:click=move |_| {
                    past.choose(seq);
                    on_choose.run(());
                }
            >
                <span class="version-main">
                    {name.map(|name| view! { <strong class="version-name">{name}</strong> })}
                    <span class="version-clock">{clock}</span>
                    <span class="version-who">{who}</span>
                </span>
                <span class="version-faces">{avatars}</span>
                {move || chosen.get().then(|| view! { <Icon name=IconName::Check /> })}
            </button>
        </li>
    }
}

/// Arrow keys go from version to version.
fn travel(root: NodeRef<html::Div>, event: &KeyboardEvent) {
    let key = event.key();
    if !matches!(key.as_str(), "ArrowDown" | "ArrowUp" | "Home" | "End") {
        return;
    }
    let Some(root) = root.get_untracked() else { return };
    let Ok(found) = root.query_selector_all(".version") else { return };
    let lines: Vec<HtmlElement> = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let Some(at) = lines.iter().position(|line| active.as_ref() == Some(line.as_ref())) else { return };
    let to = match key.as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        _ => lines.len() - 1,
    };
    event.prevent_default();
    if let Some(line) = lines.get(to) {
        let _ = line.focus();
    }
}

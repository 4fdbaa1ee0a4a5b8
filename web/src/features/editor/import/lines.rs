//! The lines, a page of them at a time: ticked by mouse, Space, or up and down with Shift.

use debrief_shared::document::EntryKind;
use debrief_shared::import::Known;
use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use super::state::{Import, PAGE};
use crate::{
    texts::import as texts,
    ui::{IconButton, IconName},
};

/// The list with what is above and below it.
#[component]
pub(super) fn Lines(import: Import) -> impl IntoView {
    let matching = Memo::new(move |_| import.matching());
    let page = Memo::new(move |_| {
        let from = import.page.get() * PAGE;
        matching.with(|all| all.iter().skip(from).take(PAGE).copied().collect::<Vec<_>>())
    });
    let count = move || matching.with(Vec::len);
    let last_page = move || count().saturating_sub(1) / PAGE;
    let list = NodeRef::<html::Ul>::new();
    let turn = move |to: usize| {
        import.page.set(to);
        if let Some(list) = list.get_untracked() {
            list.set_scroll_top(0);
        }
    };
    let can = move |index: &usize| import.known(*index) != Some(Known::There);
    let all_ticked = move || {
        matching.with(|all| {
            all.iter().any(can) && all.iter().filter(|index| can(index)).all(|index| import.is_ticked(*index))
        })
    };
    let keys = move |event: KeyboardEvent| {
        let down = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        let Some(from) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(list) = list.get_untracked() else { return };
        let Some(to) = neighbour(&list, &from, down) else { return };
        event.prevent_default();
        // With Shift, the line that is left lends its tick to the one that is reached.
        if event.shift_key()
            && let Ok(index) = to.value().parse::<usize>()
        {
            import.tick([index], from.checked());
        }
        let _ = to.focus();
    };
    let range = move || {
        let from = import.page.get() * PAGE;
        texts::range((from + 1).min(count()), (from + PAGE).min(count()), count())
    };
    view! {
        <div class="import-bar">
            <label>
                <input
                    type="checkbox"
                    data-testid="import-all"
                    prop:checked=all_ticked
                    on:change=move |event| import.tick(matching.get_untracked(), event_target_checked(&event))
                />
                {texts::TICK_ALL}
            </label>
            <span class="import-pages" hidden=move || count() <= PAGE>
                <span data-testid="import-range">{range}</span>
                <IconButton icon=IconName::Up label=texts::EARLIER attr:data-testid="import-earlier" on:click=move |_| turn(import.page.get_untracked().saturating_sub(1)) />
                <IconButton icon=IconName::Down label=texts::LATER attr:data-testid="import-later" on:click=move |_| turn((import.page.get_untracked() + 1).min(untrack(last_page))) />
            </span>
        </div>
        <p class="import-note" role="status">{move || (count() == 0).then_some(texts::NOTHING_MATCHES)}</p>
        <ul class="import-lines" aria-label=texts::LINES node_ref=list on:keydown=keys data-testid="import-lines">
            <For each=move || page.get() key=|index| *index children=move |index| view! { <Row import index /> } />
        </ul>
    }
}

/// Markdown as one reads it at a glance: without the backslashes that keep words what they are.
fn without_escapes(markdown: &str) -> String {
    let mut shown = String::with_capacity(markdown.len());
    let mut characters = markdown.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            shown.push(c);
        } else if let Some(kept) = characters.next() {
            shown.push(kept);
        }
    }
    shown
}

/// The box above or below, of those that can be ticked.
fn neighbour(list: &HtmlElement, from: &HtmlInputElement, down: bool) -> Option<HtmlInputElement> {
    let boxes = list.query_selector_all("input[type=checkbox]:not(:disabled)").ok()?;
    let all: Vec<HtmlInputElement> = (0..boxes.length()).filter_map(|at| boxes.item(at)?.dyn_into().ok()).collect();
    let at = all.iter().position(|held| held == from)?;
    let to = if down { at + 1 } else { at.checked_sub(1)? };
    all.get(to).cloned()
}

#[component]
fn Row(import: Import, index: usize) -> impl IntoView {
    let time = Memo::new(move |_| import.time_words(index));
    let shown = Memo::new(move |_| import.shown(index));
    let kind = Memo::new(move |_| import.kind(index));
    let known = Memo::new(move |_| import.known(index));
    let is_there = move || known.get() == Some(Known::There);
    let marks =
        import.line(index, |line| [(line.reply, texts::REPLY), (line.edited, texts::EDITED)]).into_iter().flatten();
    let marks = marks.filter(|(is, _)| *is).map(|(_, word)| view! { <span class="badge">{word}</span> }).collect_view();
    let options = EntryKind::ALL
        .iter()
        .map(|option| {
            let word = option.as_str();
            view! { <option value=word selected=move || kind.get().0 == *option>{option.label()}</option> }
        })
        .collect_view();
    let state = move || {
        known.get().map(|known| match known {
            Known::There => view! { <span class="badge" data-testid="import-there">{texts::IN_THE_TIMELINE}</span> },
            Known::Removed => view! { <span class="badge" data-testid="import-removed">{texts::REMOVED_BEFORE}</span> },
        })
    };
    view! {
        <li class="import-line" class:is-there=is_there data-testid="import-line">
            <label class="import-words-of">
                <input
                    type="checkbox"
                    value=index.to_string()
                    disabled=is_there
                    prop:checked=move || !is_there() && import.is_ticked(index)
                    on:change=move |event| import.tick([index], event_target_checked(&event))
                />
                <span class="import-said">
                    <span class="import-by">
                        <span class="import-time">{time}</span>
                        <strong>{move || shown.get().0}</strong>
                        {marks}
                        {state}
                    </span>
                    <span class="import-text">{move || without_escapes(&shown.get().1)}</span>
                </span>
            </label>
            <span class="import-kind">
                <select
                    class="field-choice"
                    aria-label=move || texts::kind_of(&time.get(), kind.get().1)
                    disabled=is_there
                    prop:value=move || kind.get().0.as_str()
                    on:change=move |event| { if let Some(kind) = EntryKind::parse(&event_target_value(&event)) { import.set_kind(index, kind); } }
                >
                    {options}
                </select>
                <span class="import-guess" aria-hidden="true" class:is-sure=move || !kind.get().1>{texts::GUESS}</span>
            </span>
        </li>
    }
}

//! What is in the message: words of one's own, and what is picked of the postmortem.

use debrief_shared::api::{MAX_OUTSIDE_TEXT_CHARS, MAX_OUTSIDE_TITLE_CHARS, OutsidePart, PickedSection};
use debrief_shared::time::Moment;
use leptos::prelude::*;

use super::Message;
use crate::texts::outside as texts;
use crate::ui::{Field, Icon, IconName, unique_id};

/// The left side.
#[component]
pub(super) fn Pick(message: Message) -> impl IntoView {
    let about = unique_id("outside-pick");
    view! {
        <section class="outside-pick" aria-labelledby=about>
            <h3 id=about.clone()>{texts::WHAT_IS_IN_IT}</h3>
            <Field label=texts::TITLE value=message.title placeholder=texts::TITLE_EXAMPLE max_chars=MAX_OUTSIDE_TITLE_CHARS />
            <Field label=texts::SUMMARY value=message.summary multiline=true placeholder=texts::SUMMARY_EXAMPLE max_chars=MAX_OUTSIDE_TEXT_CHARS />
            <Field label=texts::HAPPENED value=message.happened multiline=true placeholder=texts::HAPPENED_EXAMPLE max_chars=MAX_OUTSIDE_TEXT_CHARS />
            <Sections message />
            <Entries message />
            <Field label=texts::DOING value=message.doing multiline=true placeholder=texts::DOING_EXAMPLE max_chars=MAX_OUTSIDE_TEXT_CHARS />
            <Mitigations message />
        </section>
    }
}

#[component]
fn Sections(message: Message) -> impl IntoView {
    let outline = message.live.outline();
    let rows = Memo::new(move |_| {
        let named = |heading: &str| {
            if heading.trim().is_empty() { texts::UNTITLED_SECTION.to_owned() } else { heading.trim().to_owned() }
        };
        outline.with(|view| view.live_sections().map(|one| (one.id.clone(), named(&one.heading))).collect::<Vec<_>>())
    });
    let picked = Memo::new(move |_| message.sections.with(Vec::len));
    view! {
        <List title=texts::SECTIONS picked all=Signal::derive(move || rows.with(Vec::len)) nothing=texts::NO_SECTIONS>
            <For each=move || rows.get() key=|row| row.clone() let((id, heading))>
                <Section message id heading />
            </For>
        </List>
    }
}

#[component]
fn Section(message: Message, id: String, heading: String) -> impl IntoView {
    let id = StoredValue::new(id);
    let part = Memo::new(move |_| {
        message.sections.with(|all| id.with_value(|id| all.iter().find(|one| one.id == *id).map(|one| one.part)))
    });
    let toggle = move |event| {
        let on = event_target_checked(&event);
        message.sections.update(|all| {
            all.retain(|one| id.with_value(|id| one.id != *id));
            if on {
                all.push(PickedSection { id: id.get_value(), part: OutsidePart::default() });
            }
        });
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let chosen = OutsidePart::ALL.into_iter().find(|part| texts::part(*part) == chosen).unwrap_or_default();
        message.sections.update(|all| {
            for one in all.iter_mut().filter(|one| id.with_value(|id| one.id == *id)) {
                one.part = chosen;
            }
        });
    };
    let options = OutsidePart::ALL
        .into_iter()
        .map(|one| {
            let selected = move || part.get() == Some(one);
            view! { <option value=texts::part(one) selected=selected>{texts::part(one)}</option> }
        })
        .collect_view();
    view! {
        <li class="outside-row">
            <label class="share-check">
                <input type="checkbox" data-testid="outside-section" prop:checked=move || part.get().is_some() on:change=toggle />
                <span>{heading}</span>
            </label>
            <span class="select outside-part" hidden=move || part.get().is_none()>
                <select aria-label=texts::WHERE_IT_GOES on:change=choose>{options}</select>
                <Icon name=IconName::ChevronDown />
            </span>
        </li>
    }
}

#[component]
fn Entries(message: Message) -> impl IntoView {
    let outline = message.live.outline();
    let rows = Memo::new(move |_| {
        outline.with(|view| {
            view.live_timeline().map(|one| (one.id.clone(), one.at.clone(), one.text.clone())).collect::<Vec<_>>()
        })
    });
    let picked = Memo::new(move |_| message.entries.with(Vec::len));
    view! {
        <List title=texts::ENTRIES picked all=Signal::derive(move || rows.with(Vec::len)) nothing=texts::NO_ENTRIES>
            <For each=move || rows.get() key=|row| row.clone() let((id, at, text))>
                <Line picked=message.entries id testid="outside-entry">
                    <span class="outside-time">{time(&at)}</span>" "
                    {words(&text)}
                </Line>
            </For>
        </List>
    }
}

#[component]
fn Mitigations(message: Message) -> impl IntoView {
    let outline = message.live.outline();
    let rows = Memo::new(move |_| {
        outline.with(|view| view.live_mitigations().map(|one| (one.id.clone(), one.text.clone())).collect::<Vec<_>>())
    });
    let picked = Memo::new(move |_| message.mitigations.with(Vec::len));
    view! {
        <List title=texts::MITIGATIONS picked all=Signal::derive(move || rows.with(Vec::len)) nothing=texts::NO_MITIGATIONS>
            <For each=move || rows.get() key=|row| row.clone() let((id, text))>
                <Line picked=message.mitigations id testid="outside-mitigation">{words(&text)}</Line>
            </For>
        </List>
    }
}

/// A list to pick from, folded away until somebody looks.
#[component]
fn List(
    title: &'static str,
    picked: Memo<usize>,
    all: Signal<usize>,
    nothing: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="outside-list">
            <summary>{title}" "<span class="outside-count">{move || texts::picked_of(picked.get(), all.get())}</span></summary>
            <p class="review-quiet" hidden=move || all.get() != 0>{nothing}</p>
            <ul>{children()}</ul>
        </details>
    }
}

/// Something to pick as it is.
#[component]
fn Line(picked: RwSignal<Vec<String>>, id: String, testid: &'static str, children: Children) -> impl IntoView {
    let id = StoredValue::new(id);
    let on = Memo::new(move |_| picked.with(|all| id.with_value(|id| all.contains(id))));
    let toggle = move |event| {
        let chosen = event_target_checked(&event);
        picked.update(|all| {
            all.retain(|one| id.with_value(|id| one != id));
            if chosen {
                all.push(id.get_value());
            }
        });
    };
    view! {
        <li class="outside-row">
            <label class="share-check">
                <input type="checkbox" data-testid=testid prop:checked=move || on.get() on:change=toggle />
                <span>{children()}</span>
            </label>
        </li>
    }
}

/// On the clock that it was written in, as strangers read it.
fn time(at: &str) -> String {
    Moment::parse(at).map_or_else(String::new, |at| format!("{} {} {}", at.date(), at.clock(), at.zone_label()))
}

fn words(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { texts::EMPTY_ENTRY.to_owned() } else { words }
}

//! The panel beside the document or the big view: agenda, voices, notes and plan.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    Meeting, Tab, agenda::Agenda, lines::Lines, plan::Plan, schedule::Schedule, ticking::Ticking, voices::Voices,
};
use crate::{
    live::Peer,
    texts::{meeting as texts, schedule as schedule_texts},
    ui::{Button, ButtonKind, Icon, IconButton, IconName, unique_id},
};

/// The panel, while it is open.
#[component]
pub(in crate::features::editor) fn MeetingPanel() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let panel = meeting.panel;
    let node = NodeRef::<html::Aside>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = node.focus();
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            panel.set(false);
            // The keys are for the page again.
            if let Some(main) =
                document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok())
            {
                let _ = main.focus();
            }
        }
    };
    view! {
        <Show when=move || panel.get()>
            <aside class="meeting-panel" aria-label=texts::MEETING tabindex="-1" node_ref=node data-testid="meeting-panel" on:keydown=on_key>
                <header class="meeting-panel-head">
                    <h2>{texts::MEETING}</h2>
                    <Ticking />
                    <IconButton icon=IconName::Close label=texts::CLOSE on:click=move |_| panel.set(false) />
                </header>
                <Lead />
                <div class="meeting-tabs" role="group" aria-label=texts::PARTS>
                    <TabButton tab=Tab::When words=schedule_texts::TAB />
                    <TabButton tab=Tab::Agenda words=texts::TAB_AGENDA />
                    <TabButton tab=Tab::Voices words=texts::TAB_VOICES />
                    <TabButton tab=Tab::Notes words=texts::TAB_NOTES />
                    <TabButton tab=Tab::Plan words=texts::TAB_PLAN />
                </div>
                <div class="meeting-panel-body" tabindex="0" role="group" aria-label=move || tab_words(meeting.tab.get())>
                    {move || match meeting.tab.get() {
                        Tab::When => view! { <Schedule /> }.into_any(),
                        Tab::Agenda => view! { <Agenda /> }.into_any(),
                        Tab::Voices => view! { <Voices /> }.into_any(),
                        Tab::Notes => view! { <Lines /> }.into_any(),
                        Tab::Plan => view! { <Plan /> }.into_any(),
                    }}
                </div>
            </aside>
        </Show>
    }
}

fn tab_words(tab: Tab) -> &'static str {
    match tab {
        Tab::When => schedule_texts::TAB,
        Tab::Agenda => texts::TAB_AGENDA,
        Tab::Voices => texts::TAB_VOICES,
        Tab::Notes => texts::TAB_NOTES,
        Tab::Plan => texts::TAB_PLAN,
    }
}

#[component]
fn TabButton(tab: Tab, words: &'static str) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let count = move || match tab {
        Tab::Voices => meeting.hands().len(),
        Tab::Notes => meeting.view.with(|view| view.lines.len()),
        Tab::When | Tab::Agenda | Tab::Plan => 0,
    };
    view! {
        <button
            type="button"
            class="meeting-tab"
            aria-pressed=move || (meeting.tab.get() == tab).to_string()
            data-testid=format!("meeting-tab-{}", words.to_lowercase())
            on:click=move |_| meeting.tab.set(tab)
        >
            {words}
            {move || Some(count()).filter(|count| *count > 0).map(|count| view! { <span class="meeting-tab-count">{count}</span> })}
        </button>
    }
}

/// Who leads, and the ways to begin, end and hand over.
#[component]
fn Lead() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let ended = Memo::new(move |_| meeting.has_ended());
    let written = Memo::new(move |_| meeting.summary_there().is_some());
    let end = move |_| {
        let now = meeting.live.now();
        meeting.live.steer(|meeting, txn| meeting.end(txn, now));
    };
    let lead_words = move || {
        meeting.view.with(|view| view.lead.as_ref().map(|lead| texts::presents(&lead.name)).unwrap_or_default())
    };
    view! {
        <div class="meeting-lead">
            {move || match (meeting.is_on(), meeting.leads()) {
                (false, _) if writes.get() && ended.get() => {
                    view! {
                        <p>{texts::ENDED}</p>
                        <div class="meeting-row">
                            <Show when=move || meeting.tab.get() != Tab::Plan && !written.get()>
                                <Button kind=ButtonKind::Primary attr:data-testid="meeting-to-summary" on:click=move |_| meeting.tab.set(Tab::Plan)>{texts::TO_SUMMARY}</Button>
                            </Show>
                            <button type="button" class="text-button" data-testid="meeting-begin" on:click=move |_| meeting.begin()>{texts::TAKE_UP}</button>
                        </div>
                    }
                        .into_any()
                }
                (false, _) if writes.get() => {
                    view! {
                        <p class="meeting-hint">{texts::BEGIN_NOTE}</p>
                        <Button kind=ButtonKind::Primary attr:data-testid="meeting-begin" on:click=move |_| meeting.begin()>{texts::BEGIN}</Button>
                    }
                        .into_any()
                }
                (false, _) => {
                    view! { <p class="meeting-hint">{if ended.get() { texts::ENDED } else { texts::BEGIN_READER }}</p> }.into_any()
                }
                (true, true) => {
                    view! {
                        <p><strong>{texts::YOU_LEAD}</strong></p>
                        <Followers />
                        <Show when=move || writes.get() fallback=|| view! { <p class="meeting-alert">{texts::LEAD_READS}</p> }>
                            <div class="meeting-row">
                                <HandOver />
                                <Button kind=ButtonKind::Quiet attr:data-testid="meeting-end" on:click=end>{texts::END}</Button>
                            </div>
                        </Show>
                    }
                        .into_any()
                }
                (true, false) => {
                    view! {
                        <div class="meeting-row">
                            <p>{lead_words}</p>
                            <Show when=move || writes.get()>
                                <Button kind=ButtonKind::Quiet attr:data-testid="meeting-take-lead" on:click=move |_| meeting.take_lead()>{texts::TAKE_LEAD}</Button>
                            </Show>
                        </div>
                    }
                        .into_any()
                }
            }}
            <Safewords />
        </div>
    }
}

/// Who goes along, for whoever leads.
#[component]
fn Followers() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    view! {
        <p class="meeting-hint" data-testid="meeting-followers">
            {move || match meeting.followers().as_slice() {
                [] => texts::NOBODY_FOLLOWS.to_owned(),
                names => texts::follow_you(names),
            }}
        </p>
    }
}

/// That somebody pressed the safeword, for whoever leads.
#[component]
pub(super) fn Safewords() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    view! {
        <div role="alert">
            {move || {
                let names = if meeting.leads() { meeting.safewords() } else { Vec::new() };
                let words = names.iter().map(|name| texts::pressed_safeword(name)).collect::<Vec<_>>().join(" ");
                (!words.is_empty()).then(|| {
                    view! {
                        <p class="meeting-alert" data-testid="meeting-safeword-seen"><strong>{words}</strong>" "{texts::SAFEWORD_SEEN}</p>
                    }
                })
            }}
        </div>
    }
}

/// Gives the lead to somebody who is here and may write.
#[component]
fn HandOver() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = unique_id("hand-over");
    let me = meeting.me().id;
    let others = Memo::new(move |_| {
        let mut others: Vec<(String, String)> = meeting
            .peers()
            .iter()
            .filter(|peer| peer.signs.writes && peer.person.id.to_string() != me)
            .map(|peer| (peer.person.id.to_string(), peer.person.named()))
            .collect();
        others.sort_by(|one, two| (&one.1, &one.0).cmp(&(&two.1, &two.0)));
        others.dedup();
        others
    });
    let choose = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        let peers = untrack(|| meeting.peers());
        let peer = peers.iter().find(|peer: &&Peer| peer.person.id.to_string() == chosen);
        if let Some(peer) = peer {
            meeting.hand_over(peer);
        }
    };
    view! {
        <label class="meeting-field" for=id.clone()>{texts::HAND_OVER}</label>
        <span class="select">
            <select id=id data-testid="meeting-hand-over" on:change=choose>
                <option value="">{texts::CHOOSE}</option>
                {move || others.get().into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()}
            </select>
            <Icon name=IconName::ChevronDown />
        </span>
    }
}

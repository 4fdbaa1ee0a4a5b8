//! The agenda: topics with their minutes, which of them runs, and what is not talked about.

use debrief_shared::document::meeting::AgendaItem;
use jiff::SignedDuration;
use leptos::prelude::*;

use super::{
    Meeting,
    ticking::{took_words, use_now},
};
use crate::{
    texts::meeting as texts,
    ui::{Button, ButtonKind, IconButton, IconName, unique_id},
};

/// Minutes that a new topic begins with.
const USUAL_MINUTES: u32 = 5;

/// The agenda, to read, run and change.
#[component]
pub(super) fn Agenda() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let changing = RwSignal::new(false);
    let ids = Memo::new(move |_| {
        meeting.view.with(|view| view.agenda.iter().map(|item| item.id.clone()).collect::<Vec<_>>())
    });
    let running = Memo::new(move |_| meeting.view.with(|view| view.current().is_some()));
    let runs = move || writes.get() && meeting.is_on();
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="meeting-hint">{texts::EMPTY_AGENDA}</p> }>
            <Show when=runs>
                <div class="meeting-row">
                    <Button kind=ButtonKind::Primary attr:data-testid="meeting-next-topic" on:click=move |_| meeting.start_next()>{texts::NEXT_TOPIC}</Button>
                    <Button attr:data-testid="meeting-more" attr:disabled=move || !running.get() on:click=move |_| meeting.give_more()>{texts::MORE}</Button>
                    <Button kind=ButtonKind::Quiet attr:disabled=move || !running.get() on:click=move |_| meeting.stop_clock()>{texts::STOP_CLOCK}</Button>
                </div>
            </Show>
            <ol class="meeting-agenda" data-testid="meeting-agenda">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Item id changing />
                </For>
            </ol>
        </Show>
        <OffTopic />
        <Show when=move || writes.get() && !ids.with(Vec::is_empty)>
            <Show when=move || changing.get()>
                <AddTopic />
            </Show>
            <label class="meeting-check">
                <input type="checkbox" data-testid="meeting-change-agenda" prop:checked=move || changing.get() on:change=move |event| changing.set(event_target_checked(&event)) />
                {texts::EDIT_AGENDA}
            </label>
        </Show>
    }
}

#[component]
fn Item(id: String, changing: RwSignal<bool>) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = StoredValue::new(id);
    let now = use_now(meeting);
    let item = Memo::new(move |_| {
        meeting.view.with(|view| id.with_value(|id| view.agenda.iter().find(|item| item.id == *id).cloned()))
    });
    let get = move || item.get().unwrap_or_default();
    let runs = Memo::new(move |_| {
        meeting.view.with(|view| view.current().is_some_and(|item| id.with_value(|id| item.id == *id)))
    });
    let time = move || {
        let now = now.get();
        meeting.view.with(|view| {
            let item = get();
            let begun = view.took(&item, now) > SignedDuration::ZERO;
            if begun { took_words(view, &item, now) } else { texts::minutes(item.planned().as_mins()) }
        })
    };
    let writes = meeting.live.can_write();
    let may_start = move || writes.get() && meeting.is_on() && !runs.get();
    view! {
        <li class="meeting-item" class:is-running=runs aria-current=move || runs.get().then_some("step")>
            <Show
                when=move || changing.get() && writes.get()
                fallback=move || {
                    view! {
                        <span class="meeting-item-title">{move || get().title}</span>
                        <span class="meeting-item-time">{time}</span>
                        <Show when=may_start>
                            <Button kind=ButtonKind::Quiet attr:aria-label=move || format!("{} {}", texts::START_TOPIC, get().title) on:click=move |_| meeting.start(&id.get_value())>
                                {texts::START_TOPIC}
                            </Button>
                        </Show>
                    }
                }
            >
                <ItemFields item />
            </Show>
        </li>
    }
}

#[component]
fn ItemFields(item: Memo<Option<AgendaItem>>) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = move || item.get_untracked().map(|item| item.id).unwrap_or_default();
    let title = move || item.get().map(|item| item.title).unwrap_or_default();
    let minutes = move || item.get().map(|item| item.minutes.to_string()).unwrap_or_default();
    let remove = move |_| {
        let gone = id();
        meeting.live.edit(|postmortem, txn| postmortem.meeting().remove_item(txn, &gone, true));
        let back = move || {
            meeting.live.edit(|postmortem, txn| postmortem.meeting().remove_item(txn, &gone, false));
        };
        meeting.toaster.undoable(texts::TOPIC_REMOVED, back);
    };
    view! {
        <input
            class="input"
            aria-label=texts::TOPIC_TITLE
            prop:value=title
            on:change=move |event| {
                meeting.live.edit(|postmortem, txn| postmortem.meeting().name_item(txn, &id(), &event_target_value(&event)));
            }
        />
        <input
            class="input meeting-minutes"
            type="number"
            min="0"
            max="600"
            aria-label=texts::TOPIC_MINUTES
            prop:value=minutes
            on:change=move |event| {
                let Ok(minutes) = event_target_value(&event).parse::<u32>() else { return };
                meeting.live.edit(|postmortem, txn| postmortem.meeting().set_minutes(txn, &id(), minutes));
            }
        />
        <span class="meeting-item-tools">
            <IconButton icon=IconName::Up label=texts::EARLIER on:click=move |_| { meeting.live.edit(|postmortem, txn| postmortem.meeting().raise_item(txn, &id())); } />
            <IconButton icon=IconName::Down label=texts::LATER on:click=move |_| { meeting.live.edit(|postmortem, txn| postmortem.meeting().lower_item(txn, &id())); } />
            <IconButton icon=IconName::Trash label=texts::REMOVE on:click=remove />
        </span>
    }
}

#[component]
fn AddTopic() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let title = RwSignal::new(String::new());
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = title.get_untracked();
        if words.trim().is_empty() {
            return;
        }
        let id = meeting.live.new_id();
        let added =
            meeting.live.edit(|postmortem, txn| postmortem.meeting().add_item(txn, &id, words.trim(), USUAL_MINUTES));
        meeting.say_if_full(added);
        title.set(String::new());
    };
    view! {
        <form class="meeting-row" on:submit=add>
            <input class="input" aria-label=texts::ADD_TOPIC placeholder=texts::ADD_TOPIC data-testid="meeting-add-topic" prop:value=move || title.get() on:input=move |event| title.set(event_target_value(&event)) />
            <Button submit=true>{texts::ADD}</Button>
        </form>
    }
}

/// What is not talked about, said in advance.
#[component]
fn OffTopic() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = StoredValue::new(unique_id("off-topic"));
    let words = Memo::new(move |_| meeting.view.with(|view| view.off_topic.clone()));
    view! {
        <Show
            when=move || meeting.live.can_write().get()
            fallback=move || {
                view! {
                    <Show when=move || words.with(|words| !words.is_empty())>
                        <p><strong>{texts::OFF_TOPIC}": "</strong>{words}</p>
                    </Show>
                }
            }
        >
            <div class="meeting-stack">
                <label class="meeting-field" for=id.get_value()>{texts::OFF_TOPIC}</label>
                <input
                    id=id.get_value()
                    class="input"
                    placeholder=texts::OFF_TOPIC_HINT
                    data-testid="meeting-off-topic"
                    prop:value=move || words.get()
                    on:change=move |event| {
                        meeting.live.edit(|postmortem, txn| postmortem.meeting().set_off_topic(txn, event_target_value(&event).trim()));
                    }
                />
            </div>
        </Show>
    }
}

//! Everybody heard: hands in their order, who has the word, who was heard, and ways to open the room.

use debrief_shared::document::meeting::{Attendee, MeetingRole, Topic};
use leptos::{ev, prelude::*};

use super::Meeting;
use crate::{
    texts::meeting as texts,
    ui::{Button, ButtonKind},
};

/// Hands, people, and what helps whoever leads.
#[component]
pub(super) fn Voices() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let helps = move || meeting.leads() && writes.get();
    view! {
        <Turn />
        <section class="meeting-part">
            <h3>{texts::HANDS}</h3>
            <Hands />
            <Show when=move || meeting.is_on()>
                <div class="meeting-row">
                    <HandButton />
                    <SafewordButton />
                </div>
                <p class="meeting-hint">{texts::HANDS_NOTE}</p>
                <p class="meeting-hint">{texts::SAFEWORD_NOTE}</p>
            </Show>
        </section>
        <section class="meeting-part">
            <h3>{texts::WHO_IS_HERE}</h3>
            <People />
            <Show when=move || writes.get()>
                <AddPerson />
            </Show>
        </section>
        <Show when=helps>
            <section class="meeting-part">
                <h3>{texts::QUESTIONS}</h3>
                <ul class="meeting-questions">
                    {move || {
                        let topic = meeting.view.with(|view| view.current().map_or(Topic::Other, |item| item.topic));
                        texts::questions(topic).iter().map(|question| view! { <li>{*question}</li> }).collect_view()
                    }}
                </ul>
                <Button attr:data-testid="meeting-invite" on:click=move |_| invite(meeting)>{texts::INVITE}</Button>
            </section>
        </Show>
    }
}

fn invite(meeting: Meeting) {
    let now = meeting.live.now();
    if meeting.live.steer(|meeting, txn| meeting.prompt(txn, now)).is_some() {
        meeting.toaster.say(texts::INVITED);
    }
}

/// Gives somebody the word, or nobody.
fn call(meeting: Meeting, who: Option<(&str, &str)>) {
    let now = meeting.live.now();
    meeting.live.steer(|meeting, txn| meeting.call(txn, who, now));
}

/// Who has the word.
#[component]
pub(super) fn Turn() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let me = meeting.me().id;
    let turn = Memo::new(move |_| meeting.view.with(|view| view.speaking.clone().filter(|_| view.is_on())));
    view! {
        <div role="status">
            {move || {
                turn.get().map(|turn| {
                    let words = if turn.person == me { texts::YOUR_TURN.to_owned() } else { texts::has_word(&turn.name) };
                    view! {
                        <p class="meeting-turn" data-testid="meeting-turn">
                            <strong>{words}</strong>
                            <Show when=move || meeting.live.can_write().get()>
                                <Button kind=ButtonKind::Quiet on:click=move |_| call(meeting, None)>{texts::WORD_DONE}</Button>
                            </Show>
                        </p>
                    }
                })
            }}
        </div>
    }
}

#[component]
fn Hands() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let hands = Memo::new(move |_| meeting.hands());
    view! {
        <Show when=move || !hands.with(Vec::is_empty) fallback=|| view! { <p class="meeting-hint">{texts::NO_HANDS}</p> }>
            <ol class="meeting-hands" data-testid="meeting-hands">
                {move || {
                    hands
                        .get()
                        .into_iter()
                        .map(|(id, name, _)| {
                            let who = StoredValue::new((id, name.clone()));
                            view! {
                                <li class="meeting-row">
                                    <span class="meeting-name">{name}</span>
                                    <Show when=move || meeting.live.can_write().get()>
                                        <Button attr:data-testid="meeting-call" on:click=move |_| who.with_value(|(id, name)| call(meeting, Some((id, name))))>{texts::GIVE_WORD}</Button>
                                    </Show>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
        </Show>
    }
}

/// Raises or lowers one's own hand.
#[component]
pub(super) fn HandButton() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let up = Memo::new(move |_| meeting.my_hand().is_some());
    view! {
        <Button attr:aria-pressed=move || up.get().to_string() attr:data-testid="meeting-hand" on:click=move |_| meeting.toggle_hand()>
            {move || if up.get() { texts::LOWER } else { texts::RAISE }}
        </Button>
    }
}

#[component]
fn SafewordButton() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let on = Memo::new(move |_| meeting.my_safeword().is_some());
    view! {
        <Button kind=ButtonKind::Quiet attr:aria-pressed=move || on.get().to_string() attr:data-testid="meeting-safeword" on:click=move |_| meeting.toggle_safeword()>
            {move || if on.get() { texts::SAFEWORD_OFF } else { texts::SAFEWORD }}
        </Button>
    }
}

/// Who takes part; whoever leads also sees who was heard.
#[component]
fn People() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let ids = Memo::new(move |_| {
        meeting.view.with(|view| view.people.iter().map(|person| person.id.clone()).collect::<Vec<_>>())
    });
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="meeting-hint">{texts::NOBODY_YET}</p> }>
            <ul class="meeting-people" data-testid="meeting-people">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <PersonRow id />
                </For>
            </ul>
            <Show when=move || meeting.leads()>
                <p class="meeting-hint">{texts::HEARD_NOTE}</p>
            </Show>
        </Show>
    }
}

#[component]
fn PersonRow(id: String) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = StoredValue::new(id);
    let person = Memo::new(move |_| {
        meeting.view.with(|view| id.with_value(|id| view.attendee(id).cloned()).unwrap_or_default())
    });
    let leads = Memo::new(move |_| meeting.leads() && meeting.live.can_write().get());
    let name = move || person.with(|person: &Attendee| person.name.clone());
    let mark = move |event: ev::Event| {
        let heard = event_target_checked(&event).then(|| meeting.live.now());
        meeting.live.steer(|meeting, txn| id.with_value(|id| meeting.set_heard(txn, id, heard)));
    };
    let choose = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        let role = MeetingRole::ALL.into_iter().find(|role| role.as_str() == chosen);
        meeting.live.steer(|meeting, txn| id.with_value(|id| meeting.set_role(txn, id, role)));
    };
    let role = move || person.with(|person| person.role);
    view! {
        <li class="meeting-row">
            <span class="meeting-name">{name}</span>
            <Show
                when=move || leads.get()
                fallback=move || view! { <span class="meeting-hint">{move || role().map(texts::role)}</span> }
            >
                <span class="select meeting-role"><select aria-label=move || format!("{}: {}", texts::ROLE, name()) prop:value=move || role().map_or("", MeetingRole::as_str) on:change=choose>
                    <option value="">{texts::NO_ROLE}</option>
                    {MeetingRole::ALL.map(|role| view! { <option value=role.as_str() selected=move || person.with(|person| person.role == Some(role))>{texts::role(role)}</option> }).into_iter().collect_view()}
                </select></span>
                <label class="meeting-check">
                    <input type="checkbox" aria-label=move || format!("{} {}", name(), texts::HEARD) prop:checked=move || person.with(|person| person.heard.is_some()) on:change=mark />
                    {texts::HEARD}
                </label>
            </Show>
        </li>
    }
}

#[component]
fn AddPerson() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let name = RwSignal::new(String::new());
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let words = name.get_untracked();
        if words.trim().is_empty() {
            return;
        }
        let id = meeting.live.new_id();
        let noted = meeting.live.steer(|meeting, txn| meeting.note_person(txn, &id, words.trim()));
        meeting.say_if_full(noted);
        name.set(String::new());
    };
    view! {
        <form class="meeting-row" on:submit=add>
            <input class="input" aria-label=texts::ADD_PERSON placeholder=texts::ADD_PERSON data-testid="meeting-add-person" prop:value=move || name.get() on:input=move |event| name.set(event_target_value(&event)) />
            <Button submit=true>{texts::ADD}</Button>
        </form>
    }
}

/// A quiet invitation to those who were not heard yet, a hint for whoever has a role, and that one has the word.
#[component]
pub(super) fn Invitation() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let me = meeting.me().id;
    let dismissed = RwSignal::new(None);
    let person = Memo::new(move |_| meeting.view.with(|view| view.attendee(&me).cloned().filter(|_| view.is_on())));
    let invited = move || {
        let prompted = meeting.view.with(|view| view.prompted.filter(|prompted| Some(*prompted) >= view.begun))?;
        let heard = person.with(|person| person.as_ref().and_then(|person| person.heard));
        let waits = heard.is_none() && !meeting.leads() && dismissed.get() != Some(prompted);
        (waits && meeting.is_on()).then_some(prompted)
    };
    let role = move || person.with(|person| person.as_ref().and_then(|person| person.role));
    view! {
        <div role="status">
            {move || role().map(|role| view! { <p class="meeting-card meeting-hint" data-testid="meeting-role-hint">{texts::role_hint(role)}</p> })}
            {move || {
                invited().map(|prompted| {
                    view! {
                        <div class="meeting-card" data-testid="meeting-invitation">
                            <p><strong>{texts::INVITATION}</strong>" "{texts::INVITATION_NOTE}</p>
                            <div class="meeting-row">
                                <HandButton />
                                <Button kind=ButtonKind::Quiet on:click=move |_| dismissed.set(Some(prompted))>{texts::DISMISS}</Button>
                            </div>
                        </div>
                    }
                })
            }}
        </div>
    }
}

//! Looking for somebody who facilitates, and offering it.

use debrief_shared::api::{FacilitatorRequest, MAX_FACILITATOR_NOTE_CHARS, Person};
use leptos::{ev, prelude::*};

use super::Scheduling;
use crate::{
    api,
    texts::schedule as texts,
    ui::{Button, ButtonKind, Field},
};

/// Who facilitates, or that somebody is looked for, or the way to look for somebody.
#[component]
pub(super) fn Facilitator(state: Scheduling) -> impl IntoView {
    let live = state.live;
    let asking = RwSignal::new(false);
    let request = Memo::new(move |_| state.read(|info| info.request.clone()));
    let me = live.me().id;
    view! {
        <section class="meeting-part schedule-facilitator" aria-label=texts::FACILITATOR data-testid="schedule-facilitator">
            <h3>{texts::FACILITATOR}</h3>
            {move || match request.get() {
                _ if asking.get() => view! { <Ask state asking /> }.into_any(),
                None => view! { <Nobody state asking /> }.into_any(),
                Some(FacilitatorRequest { taken_by: Some(person), .. }) => {
                    view! { <Found person=person.clone() mine=person.id == me state asking /> }.into_any()
                }
                Some(open) => view! { <Sought open state /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Nobody(state: Scheduling, asking: RwSignal<bool>) -> impl IntoView {
    view! {
        <p class="meeting-hint">{texts::WHY_FACILITATOR}</p>
        <Show when=move || state.live.can_write().get()>
            <div class="meeting-row">
                <Button attr:data-testid="facilitator-ask" on:click=move |_| asking.set(true)>{texts::ASK_FOR_FACILITATOR}</Button>
            </div>
        </Show>
    }
}

#[component]
fn Ask(state: Scheduling, asking: RwSignal<bool>) -> impl IntoView {
    let note = RwSignal::new(String::new());
    let id = state.live.id();
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let note = note.get_untracked();
        state.send(async move { api::ask_for_facilitator(id, &note).await }, move |_| {
            let _ = asking.try_set(false);
            state.toaster.say(texts::ASKED_THEM);
        });
    };
    view! {
        <form class="schedule-form" on:submit=send>
            <Field label=texts::WORDS_TO_THEM value=note placeholder=texts::OPTIONAL max_chars=MAX_FACILITATOR_NOTE_CHARS autofocus=true />
            <div class="meeting-row">
                <Button kind=ButtonKind::Primary submit=true busy=state.busy attr:data-testid="facilitator-send">{texts::SEND}</Button>
                <Button kind=ButtonKind::Quiet on:click=move |_| asking.set(false)>{texts::NOT_NOW}</Button>
            </div>
        </form>
    }
}

#[component]
fn Sought(open: FacilitatorRequest, state: Scheduling) -> impl IntoView {
    let id = state.live.id();
    let willing = Memo::new(move |_| state.read(|info| info.willing));
    let take = move |_| {
        state.send(api::take_facilitation(id), move |_| state.toaster.say(texts::THANK_YOU));
    };
    let stop = move |_| state.send(api::stop_seeking(id), |_| {});
    view! {
        <p>{texts::looks_for_facilitator(&open.asked_by.named())}</p>
        {(!open.note.is_empty()).then(|| view! { <p class="schedule-note">{open.note}</p> })}
        <div class="meeting-row">
            <Show
                when=move || willing.get()
                fallback=|| view! { <p class="meeting-hint">{texts::LIKE_TO}" "<a href="/account#meetings">{texts::YOUR_ACCOUNT}</a></p> }
            >
                <Button kind=ButtonKind::Primary busy=state.busy attr:data-testid="facilitator-take" on:click=take>{texts::I_FACILITATE}</Button>
            </Show>
            <Show when=move || state.live.can_write().get()>
                <Button kind=ButtonKind::Quiet attr:data-testid="facilitator-stop" on:click=stop>{texts::STOP_LOOKING}</Button>
            </Show>
        </div>
    }
}

#[component]
fn Found(person: Person, mine: bool, state: Scheduling, asking: RwSignal<bool>) -> impl IntoView {
    let id = state.live.id();
    let back = move |_| state.send(api::give_facilitation_back(id), |_| {});
    let words = if mine { texts::YOU_FACILITATE.to_owned() } else { texts::facilitates(&person.named()) };
    view! {
        <p data-testid="facilitator-found">{words}</p>
        <div class="meeting-row">
            {mine.then(|| view! { <Button kind=ButtonKind::Quiet attr:data-testid="facilitator-back" on:click=back>{texts::I_CANNOT}</Button> })}
            <Show when=move || !mine && state.live.can_write().get()>
                <Button kind=ButtonKind::Quiet on:click=move |_| asking.set(true)>{texts::LOOK_AGAIN}</Button>
            </Show>
        </div>
    }
}

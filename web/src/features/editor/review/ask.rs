//! Asking for a review: people by name, a team whose turn it is, a day, and a few words.

use debrief_shared::api::{AskReview, MAX_REVIEW_NOTE_CHARS, MAX_REVIEWERS, Person, Team, TeamTurn};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    super::sharing::picker::{Choice, Kind, Picker, Who},
    ReviewPanelState,
};
use crate::texts::review as texts;
use crate::{
    api, server_clock,
    ui::{Button, ButtonKind, Field, Icon, IconButton, IconName, Toaster, unique_id},
};

/// Somebody who is about to be asked.
#[derive(Clone, Debug, PartialEq)]
struct Chosen {
    choice: Choice,
    /// How many of a team.
    count: u8,
}

/// The form.
#[component]
pub(super) fn Ask(state: ReviewPanelState, asking: RwSignal<bool>) -> impl IntoView {
    let live = state.live;
    let toaster = expect_context::<Toaster>();
    let people = RwSignal::<Vec<Person>>::default();
    let teams = RwSignal::<Vec<Team>>::default();
    spawn_local(async move {
        // Without them nobody can be found, and everything else goes on.
        if let Ok(found) = api::people().await {
            let _ = people.try_set(found);
        }
        if let Ok(found) = api::teams().await {
            let _ = teams.try_set(found);
        }
    });
    let chosen = RwSignal::<Vec<Chosen>>::default();
    let today = today();
    // A day that is over is nobody's to answer by.
    let due = state.read(|review| review.due.clone()).filter(|due| *due >= today).unwrap_or_default();
    let due = RwSignal::new(due);
    let note = RwSignal::new(String::new());
    let me = state.me();
    let choices = Memo::new(move |_| {
        let taken = |choice: &Choice| chosen.with(|chosen| chosen.iter().any(|one| one.choice.id == choice.id));
        let people = people
            .with(|people| people.iter().filter(|person| Some(person.id) != me).map(Choice::from).collect::<Vec<_>>());
        let teams = teams.with(|teams| {
            let team =
                |team: &Team| Choice { id: team.id, name: team.name.clone(), kind: Kind::Team(team.members.len()) };
            teams.iter().map(team).collect::<Vec<_>>()
        });
        people.into_iter().chain(teams).filter(|choice| !taken(choice)).collect::<Vec<_>>()
    });
    let pick = Callback::new(move |choice: Choice| {
        chosen.update(|chosen| {
            if chosen.len() < MAX_REVIEWERS {
                chosen.push(Chosen { choice, count: 1 });
            }
        });
    });
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let chosen = chosen.get_untracked();
        let (teams, people): (Vec<_>, Vec<_>) =
            chosen.into_iter().partition(|one| matches!(one.choice.kind, Kind::Team(_)));
        let ask = AskReview {
            people: people.into_iter().map(|one| one.choice.id).collect(),
            teams: teams.into_iter().map(|one| TeamTurn { team: one.choice.id, people: one.count }).collect(),
            due: Some(due.get_untracked()).filter(|day| !day.is_empty()),
            note: note.get_untracked(),
        };
        state.send(async move { api::ask_review(live.id(), &ask).await }, move |review| {
            live.take_review(review);
            asking.set(false);
            toaster.say(texts::THEY_FIND_IT);
        });
    };
    let due_id = unique_id("review-due");
    view! {
        <form class="review-ask" on:submit=send data-testid="review-ask">
            <h3>{texts::ASK_FOR_A_REVIEW}</h3>
            <p class="review-quiet">{texts::HOW_A_REVIEW_GOES}</p>
            <Picker choices on_pick=pick label=texts::ADD_A_REVIEWER_OR_A_TEAM testid="review-pick" />
            <ul class="review-people">
                <For each=move || chosen.get() key=|one| one.choice.id let(one)>
                    <ChosenLine one chosen />
                </For>
            </ul>
            <div class="field">
                <label class="field-label" for=due_id.clone()>{texts::ANSWER_BY}</label>
                <input
                    id=due_id
                    class="input"
                    type="date"
                    data-testid="review-due"
                    min=today
                    prop:value=due
                    on:input=move |event| due.set(event_target_value(&event))
                />
            </div>
            <Field label=texts::WHAT_TO_LOOK_AT_IN_PARTICULAR value=note multiline=true max_chars=MAX_REVIEW_NOTE_CHARS placeholder=texts::OPTIONAL />
            <div class="review-buttons">
                <Button kind=ButtonKind::Primary submit=true busy=state.busy attr:data-testid="review-send">{texts::ASK_FOR_A_REVIEW}</Button>
                <Show when=move || asking.get()>
                    <Button kind=ButtonKind::Quiet on:click=move |_| asking.set(false)>{texts::NOT_NOW}</Button>
                </Show>
            </div>
        </form>
    }
}

/// The day on the server's clock, in the zone of this device.
fn today() -> String {
    let now = js_sys::Date::new(&server_clock::now_ms().into());
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

#[component]
fn ChosenLine(one: Chosen, chosen: RwSignal<Vec<Chosen>>) -> impl IntoView {
    let Choice { id, name, kind } = one.choice;
    let count = match kind {
        Kind::Team(members) => {
            let most = members.clamp(1, MAX_REVIEWERS);
            let set = move |event| {
                let count = event_target_value(&event).parse().unwrap_or(1);
                chosen.update(|chosen| {
                    chosen.iter_mut().filter(|one| one.choice.id == id).for_each(|one| one.count = count);
                });
            };
            let options =
                (1..=most).map(|count| view! { <option value=count.to_string()>{count}</option> }).collect_view();
            view! {
                <span class="select">
                    <select aria-label=texts::how_many_of(&name) on:change=set>{options}</select>
                    <Icon name=IconName::ChevronDown />
                </span>
            }
            .into_any()
        }
        Kind::Person { .. } => ().into_any(),
    };
    let remove = texts::do_not_ask(&name);
    view! {
        <li class="review-chosen" data-testid="review-chosen">
            <Who name kind />
            {count}
            <IconButton icon=IconName::Close label=remove on:click=move |_| chosen.update(|chosen| chosen.retain(|one| one.choice.id != id)) />
        </li>
    }
}

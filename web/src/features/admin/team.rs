//! One team with its members.

use debrief_shared::api::{Person, Team};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use uuid::Uuid;

use super::teams::{MAX_NAME_CHARS, Teams};
use crate::api;
use crate::texts::admin as texts;
use crate::ui::{Avatar, Button, Field, Icon, IconButton, IconName, Menu, MenuItem, unique_id};

#[component]
pub(super) fn TeamCard(team: Team, teams: Teams) -> impl IntoView {
    let heading = StoredValue::new(unique_id("team"));
    let renaming = RwSignal::new(false);
    let id = team.id;
    let team = StoredValue::new(team);
    let (name, members) = team.with_value(|team| (team.name.clone(), team.members.clone()));
    let rename = Callback::new(move |()| renaming.set(true));
    let remove = Callback::new(move |()| teams.removing.set(Some(team.get_value())));
    let label = texts::what_to_do_with_the_team(&name);
    let shown = StoredValue::new(name);
    let rows = members
        .iter()
        .cloned()
        .map(|person| view! { <Member team=id name=shown.get_value() person teams /> })
        .collect_view();
    let in_it: Vec<Uuid> = members.iter().map(|person| person.id).collect();
    view! {
        <section class="team" aria-labelledby=heading.get_value()>
            <div class="team-head">
                <Show
                    when=move || renaming.get()
                    fallback=move || view! { <h2 id=heading.get_value()>{shown.get_value()}</h2> }
                >
                    <Rename team=id name=shown.get_value() teams open=renaming />
                </Show>
                <Menu label trigger=move || view! { <Icon name=IconName::More /> }>
                    <MenuItem icon=IconName::Template on_select=rename>{texts::RENAME}</MenuItem>
                    <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE}</MenuItem>
                </Menu>
            </div>
            {if members.is_empty() {
                view! { <p class="muted">{texts::NOBODY_IS_IN_IT_YET}</p> }.into_any()
            } else {
                view! { <ul class="team-members">{rows}</ul> }.into_any()
            }}
            <AddMember team=id name=shown.get_value() in_it teams />
        </section>
    }
}

#[component]
fn Member(team: Uuid, name: String, person: Person, teams: Teams) -> impl IntoView {
    let label = texts::take_out_of_team(&person.name, &name);
    let who = person.clone();
    let take_out = move |_| {
        let (id, said) = (who.id, texts::is_out_of_team(&who.name, &name));
        spawn_local(async move {
            match api::leave_team(team, id).await {
                Ok(()) => teams.toaster.undoable(said, move || teams.act(None, api::join_team(team, id))),
                Err(error) => {
                    teams.session.heed(&error);
                    teams.toaster.say(error.words());
                }
            }
            teams.load();
        });
    };
    view! {
        <li>
            <Avatar name=person.name.clone() color=person.color small=true />
            <span>{person.name.clone()}</span>
            <IconButton icon=IconName::Close label on:click=take_out />
        </li>
    }
}

#[component]
fn AddMember(team: Uuid, name: String, in_it: Vec<Uuid>, teams: Teams) -> impl IntoView {
    let id = unique_id("add-member");
    let label = texts::add_somebody_to(&name);
    let add = move |event: ev::Event| {
        if let Ok(person) = event_target_value(&event).parse::<Uuid>() {
            teams.act(None, api::join_team(team, person));
        }
    };
    let options = move || {
        let people = teams.people.get().into_iter().filter(|person| !in_it.contains(&person.id));
        people.map(|person| view! { <option value=person.id.to_string()>{person.name}</option> }).collect_view()
    };
    view! {
        <div class="select team-add">
            <select id=id aria-label=label on:change=add>
                <option value="">{texts::ADD_SOMEBODY}</option>
                {options}
            </select>
            <Icon name=IconName::ChevronDown />
        </div>
    }
}

#[component]
fn Rename(team: Uuid, name: String, teams: Teams, open: RwSignal<bool>) -> impl IntoView {
    let value = RwSignal::new(name);
    let error = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = value.get_untracked().trim().to_owned();
        spawn_local(async move {
            match api::rename_team(team, &wanted).await {
                Ok(()) => {
                    let _ = open.try_set(false);
                    teams.load();
                }
                Err(trouble) => {
                    teams.session.heed(&trouble);
                    let _ = error.try_set(Some(trouble.words()));
                }
            }
        });
    };
    view! {
        <form class="team-rename" method="post" novalidate on:submit=submit>
            <Field label=texts::NAME_OF_THE_TEAM value error autofocus=true max_chars=MAX_NAME_CHARS />
            <Button submit=true>{texts::RENAME}</Button>
            <Button on:click=move |_| open.set(false)>{texts::CANCEL}</Button>
        </form>
    }
}

//! The people and teams that were added, in one list.

use std::sync::Arc;

use debrief_shared::api::{Access, Role};
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    Done, Sharing,
    add::add,
    focus,
    picker::{Choice, Kind, Who},
    roles::{RoleField, can},
};
use crate::texts::sharing as texts;
use crate::{
    api::{self, ApiError},
    ui::{IconButton, IconName},
};

/// A line each: people by name, then teams.
#[component]
pub(super) fn Added(sharing: Sharing) -> impl IntoView {
    let added = Memo::new(move |_| {
        sharing.read(|access| {
            let people = access.people.iter().map(|added| Choice::from(&added.person));
            let teams = access.teams.iter().map(|added| Choice {
                id: added.team.id,
                name: added.team.name.clone(),
                kind: Kind::Team(added.team.members.len()),
            });
            people.chain(teams).collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || added.get() key=|choice| (choice.id, choice.name.clone()) let(choice)>
            <Line sharing choice />
        </For>
    }
}

#[component]
fn Line(sharing: Sharing, choice: Choice) -> impl IntoView {
    let (id, kind, name) = (choice.id, choice.kind, choice.name.clone());
    let role = Memo::new(move |_| role_of(sharing, id, kind));
    let shares = Memo::new(move |_| sharing.may_share());
    let stored = StoredValue::new(choice);
    let change = Callback::new(move |chosen| {
        let (choice, before) = (stored.get_value(), role.get_untracked());
        let words = texts::role_now(&choice.name, can(chosen).to_lowercase());
        let undo = Arc::new(move || {
            let words = texts::role_again(&choice.name, can(before).to_lowercase());
            sharing.change(give(sharing, id, kind, before), Some(Done { words, undo: None }));
        });
        sharing.change(give(sharing, id, kind, chosen), Some(Done { words, undo: Some(undo) }));
    });
    let remove = move |_| {
        focus::now(focus::ADD);
        remove(sharing, stored.get_value(), role.get_untracked());
    };
    let (role_label, remove_label) = (texts::what_may_do(&name), texts::remove(&name));
    view! {
        <li class="share-line" data-testid="share-line">
            <Who name kind />
            <Show when=move || shares.get() fallback=move || view! { <span class="share-fixed">{move || can(role.get())}</span> }>
                <RoleField role on_choose=change label=role_label.clone() />
                <IconButton icon=IconName::Close label=remove_label.clone() on:click=remove />
            </Show>
        </li>
    }
}

async fn give(sharing: Sharing, who: Uuid, kind: Kind, role: Role) -> Result<Access, ApiError> {
    let postmortem = sharing.live.id();
    match kind {
        Kind::Person { .. } => api::grant_person(postmortem, who, role).await,
        Kind::Team(_) => api::grant_team(postmortem, who, role).await,
    }
}

fn role_of(sharing: Sharing, id: Uuid, kind: Kind) -> Role {
    let role = sharing.read(|access| match kind {
        Kind::Person { .. } => access.people.iter().find(|added| added.person.id == id).map(|added| added.role),
        Kind::Team(_) => access.teams.iter().find(|added| added.team.id == id).map(|added| added.role),
    });
    role.unwrap_or(Role::Viewer)
}

/// Takes somebody's role away at once, with a way back.
fn remove(sharing: Sharing, choice: Choice, role: Role) {
    let (postmortem, id, kind) = (sharing.live.id(), choice.id, choice.kind);
    let words = texts::was_removed(&choice.name);
    let undo = Arc::new(move || add(sharing, &choice, role));
    let revoke = async move {
        match kind {
            Kind::Person { .. } => api::revoke_person(postmortem, id).await,
            Kind::Team(_) => api::revoke_team(postmortem, id).await,
        }
    };
    sharing.change(revoke, Some(Done { words, undo: Some(undo) }));
}

//! Adding people and teams: one field for both, with the role they get beside it.

use debrief_shared::api::{Access, Role};
use leptos::prelude::*;

use super::{
    Done, Sharing,
    picker::{Choice, Kind, Picker},
    roles::{RoleField, can},
};
use crate::api;
use crate::texts::sharing as texts;

/// The line on top of the dialog.
#[component]
pub(super) fn AddSomebody(sharing: Sharing) -> impl IntoView {
    let role = RwSignal::new(Role::Editor);
    let choices = Memo::new(move |_| {
        let all = everybody(sharing);
        sharing.access.with(|access| match access.ready() {
            Some(access) => all.into_iter().filter(|choice| !has_access(access, choice)).collect(),
            None => all,
        })
    });
    let pick = Callback::new(move |choice: Choice| add(sharing, &choice, role.get_untracked()));
    view! {
        <div class="share-add">
            <Picker choices on_pick=pick label=texts::ADD_PEOPLE_OR_TEAMS testid="share-add" autofocus=true />
            <RoleField role on_choose=Callback::new(move |chosen| role.set(chosen)) label=texts::WHAT_THEY_MAY_DO />
        </div>
    }
}

/// Gives somebody a role; also the way back from removing them.
pub(super) fn add(sharing: Sharing, choice: &Choice, role: Role) {
    let (id, who, kind) = (sharing.live.id(), choice.id, choice.kind);
    let words = texts::was_added(&choice.name, can(role).to_lowercase());
    let grant = async move {
        match kind {
            Kind::Person { .. } => api::grant_person(id, who, role).await,
            Kind::Team(_) => api::grant_team(id, who, role).await,
        }
    };
    sharing.change(grant, Some(Done { words, undo: None }));
}

/// Those whom something can be shared with: people, then teams.
fn everybody(sharing: Sharing) -> Vec<Choice> {
    let mut all: Vec<Choice> = sharing.people.with(|people| people.iter().map(Choice::from).collect());
    sharing.teams.with(|teams| {
        all.extend(teams.iter().map(|team| Choice {
            id: team.id,
            name: team.name.clone(),
            kind: Kind::Team(team.members.len()),
        }));
    });
    all
}

fn has_access(access: &Access, choice: &Choice) -> bool {
    match choice.kind {
        Kind::Person { .. } => {
            access.owner.as_ref().is_some_and(|owner| owner.id == choice.id)
                || access.people.iter().any(|added| added.person.id == choice.id)
        }
        Kind::Team(_) => access.teams.iter().any(|added| added.team.id == choice.id),
    }
}

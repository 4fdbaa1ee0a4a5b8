//! What people may do who were not added: who may come in at all, in one plain sentence.

use std::sync::Arc;

use debrief_shared::api::{PatchAccess, Role, Visibility};
use leptos::prelude::*;

use super::{
    Done, Sharing,
    roles::{RoleField, deeds},
};
use crate::texts::sharing as texts;
use crate::{
    api,
    ui::{Icon, IconName},
};

/// The part of the dialog.
#[component]
pub(super) fn GeneralAccess(sharing: Sharing) -> impl IntoView {
    let visibility = Memo::new(move |_| sharing.read(|access| access.visibility));
    let role = Memo::new(move |_| sharing.read(|access| Some(access.workspace_role)).unwrap_or(Role::Viewer));
    let open = move || visibility.get() == Visibility::Workspace;
    let shares = Memo::new(move |_| sharing.may_share());
    let id = sharing.live.id();
    let patch = move |patch: PatchAccess| {
        let before =
            PatchAccess { visibility: Some(visibility.get_untracked()), workspace_role: Some(role.get_untracked()) };
        let undo = Arc::new(move || {
            let before = before.clone();
            let done = Done { words: texts::GENERAL_ACCESS_IS_AS_IT_WAS.to_owned(), undo: None };
            sharing.change(async move { api::edit_access(id, &before).await }, Some(done));
        });
        let done = Done { words: texts::GENERAL_ACCESS_WAS_CHANGED.to_owned(), undo: Some(undo) };
        sharing.change(async move { api::edit_access(id, &patch).await }, Some(done));
    };
    let choose = move |event| {
        let chosen =
            if event_target_value(&event) == "workspace" { Visibility::Workspace } else { Visibility::Restricted };
        patch(PatchAccess { visibility: Some(chosen), workspace_role: None });
    };
    let choose_role = Callback::new(move |role| patch(PatchAccess { visibility: None, workspace_role: Some(role) }));
    let name = move || if open() { texts::EVERYONE_IN_THE_WORKSPACE } else { texts::ONLY_PEOPLE_ADDED };
    view! {
        <section class="share-part" aria-labelledby="share-general">
            <h3 id="share-general">{texts::GENERAL_ACCESS}</h3>
            <div class="share-general">
                <span class="share-sign" class:is-open=open>
                    {move || view! { <Icon name=if open() { IconName::Workplace } else { IconName::Lock } /> }}
                </span>
                <div class="share-general-main">
                    <Show when=move || shares.get() fallback=move || view! { <strong>{name}</strong> }>
                        <span class="select">
                            <select
                                aria-label=texts::WHO_MAY_OPEN_IT
                                data-testid="share-visibility"
                                prop:value=move || if open() { "workspace" } else { "restricted" }
                                on:change=choose
                            >
                                <option value="workspace" selected=open>{texts::EVERYONE_IN_THE_WORKSPACE}</option>
                                <option value="restricted" selected=move || !open()>{texts::ONLY_PEOPLE_ADDED}</option>
                            </select>
                            <Icon name=IconName::ChevronDown />
                        </span>
                    </Show>
                    <p class="share-quiet" data-testid="share-sentence">{move || sentence(visibility.get(), role.get())}</p>
                </div>
                <Show when=move || shares.get() && open()>
                    <RoleField role on_choose=choose_role label=texts::WHAT_EVERYONE_IN_THE_WORKSPACE_MAY />
                </Show>
            </div>
        </section>
    }
}

fn sentence(visibility: Visibility, role: Role) -> String {
    match visibility {
        Visibility::Workspace => texts::about_everyone(deeds(role)),
        Visibility::Restricted => texts::ABOUT_ONLY_PEOPLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_members_may_do() {
        assert!(sentence(Visibility::Workspace, Role::Commenter).contains("can read and comment."));
        assert!(!sentence(Visibility::Restricted, Role::Commenter).contains("comment"));
    }
}

//! What roles are called, and the field to choose one.

use debrief_shared::api::Role;
use leptos::prelude::*;

use crate::texts::sharing as texts;
use crate::ui::{Icon, IconName};

/// Those that can be given, strongest first.
const GIVEN: [Role; 3] = [Role::Editor, Role::Commenter, Role::Viewer];

/// What somebody with the role can do.
pub(super) fn can(role: Role) -> &'static str {
    match role {
        Role::Owner => texts::OWNER,
        Role::Editor => texts::CAN_EDIT,
        Role::Commenter => texts::CAN_COMMENT,
        Role::Viewer => texts::CAN_READ,
    }
}

/// The same in the middle of a sentence.
pub(super) fn deeds(role: Role) -> &'static str {
    match role {
        Role::Owner | Role::Editor => texts::MAY_EDIT,
        Role::Commenter => texts::MAY_COMMENT,
        Role::Viewer => texts::MAY_READ,
    }
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Editor => "editor",
        Role::Commenter => "commenter",
        Role::Viewer => "viewer",
    }
}

fn parse(text: &str) -> Option<Role> {
    GIVEN.into_iter().find(|role| word(*role) == text)
}

/// A field with the roles that can be given.
#[component]
pub(super) fn RoleField(
    /// The role it shows.
    #[prop(into)]
    role: Signal<Role>,
    /// Gets another one.
    on_choose: Callback<Role>,
    /// Accessible name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class="select share-role">
            <select
                aria-label=label
                prop:value=move || word(role.get())
                on:change=move |event| {
                    if let Some(role) = parse(&event_target_value(&event)) {
                        on_choose.run(role);
                    }
                }
            >
                {GIVEN
                    .map(|given| view! { <option value=word(given) selected=move || role.get() == given>{can(given)}</option> })
                    .collect_view()}
            </select>
            <Icon name=IconName::ChevronDown />
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_that_can_be_given_is_read_back() {
        assert!(GIVEN.into_iter().all(|role| parse(word(role)) == Some(role)));
        assert_eq!(parse("owner"), None);
    }
}

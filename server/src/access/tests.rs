//! The table of rights.

use super::*;

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const GUEST: Actor = Actor::person(ME, InstanceRole::Guest);
const MEMBER: Actor = Actor::person(ME, InstanceRole::Member);
const ADMIN: Actor = Actor::person(ME, InstanceRole::Admin);

/// One letter an action in the order of `Action::ALL`: allow, deny, hide.
fn row(actor: Actor, resource: Resource) -> String {
    let letter = |action: &Action| match may(&actor, *action, &resource) {
        Verdict::Allow => 'a',
        Verdict::Deny => 'd',
        Verdict::Hide => 'h',
    };
    Action::ALL.iter().map(letter).collect()
}

fn facts(owner: Uuid, visibility: Visibility, granted: Option<Role>) -> Facts {
    Facts { owner: Some(owner), removed: false, visibility, workspace_role: Role::Editor, granted }
}

fn open(owner: Uuid) -> Facts {
    facts(owner, Visibility::Workspace, None)
}

fn restricted(granted: Option<Role>) -> Facts {
    facts(OTHER, Visibility::Restricted, granted)
}

fn removed(facts: Facts) -> Facts {
    Facts { removed: true, ..facts }
}

#[test]
fn the_table_of_rights_in_the_instance() {
    let own = |author| Resource::Template { built_in: false, author: Some(author) };
    let built_in = Resource::Template { built_in: true, author: None };
    let token = |person| Resource::Token { person };
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (GUEST, Resource::Instance, "adddddddd"),
        (MEMBER, Resource::Instance, "aaddddddd"),
        (ADMIN, Resource::Instance, "aadddddda"),
        (GUEST, Resource::Directory, "ddddddddd"),
        (MEMBER, Resource::Directory, "ddadddddd"),
        (ADMIN, Resource::Directory, "ddaddddda"),
        (GUEST, Resource::Account { by_link: true }, "ddaaddddd"),
        (GUEST, Resource::Account { by_link: false }, "ddaadddda"),
        (GUEST, built_in, "ddddddddd"),
        (MEMBER, built_in, "ddadddddd"),
        (ADMIN, built_in, "ddaaddddd"),
        (GUEST, own(ME), "ddddddddd"),
        (MEMBER, own(ME), "ddaaddadd"),
        (MEMBER, own(OTHER), "ddadddddd"),
        (ADMIN, own(OTHER), "ddaaddadd"),
        (MEMBER, token(ME), "ddadddadd"),
        (MEMBER, token(OTHER), "hhhhhhhhh"),
        (ADMIN, token(OTHER), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
        assert_eq!(row(Actor::Anonymous, resource), "ddddddddd", "{resource:?}");
    }
}

#[test]
fn the_table_of_rights_in_postmortems() {
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (MEMBER, open(ME), "ddaaaaaad"),
        (MEMBER, open(OTHER), "ddaaadddd"),
        (ADMIN, open(OTHER), "ddaaaaaad"),
        (GUEST, open(OTHER), "hhhhhhhhh"),
        (GUEST, open(ME), "ddaaadddd"),
        (GUEST, facts(ME, Visibility::Restricted, Some(Role::Viewer)), "ddaaadddd"),
        (GUEST, removed(open(ME)), "hhhhhhhhh"),
        (MEMBER, restricted(None), "hhhhhhhhh"),
        (ADMIN, restricted(None), "ddaaaaaad"),
        (GUEST, restricted(None), "hhhhhhhhh"),
        (MEMBER, restricted(Some(Role::Viewer)), "ddadddddd"),
        (GUEST, restricted(Some(Role::Viewer)), "ddadddddd"),
        (GUEST, restricted(Some(Role::Commenter)), "ddadadddd"),
        (GUEST, restricted(Some(Role::Editor)), "ddaaadddd"),
        (MEMBER, removed(open(ME)), "hhhhhhhah"),
        (MEMBER, removed(open(OTHER)), "hhhhhhhhh"),
        (ADMIN, removed(open(OTHER)), "hhhhhhhah"),
        (MEMBER, removed(restricted(Some(Role::Editor))), "hhhhhhhhh"),
        (ADMIN, removed(restricted(None)), "hhhhhhhah"),
    ];
    for (actor, facts, expected) in table {
        assert_eq!(row(actor, Resource::Postmortem(facts)), expected, "{actor:?} {facts:?}");
        assert_eq!(row(Actor::Anonymous, Resource::Postmortem(facts)), "ddddddddd");
    }
}

#[test]
fn the_table_of_rights_on_threads() {
    let thread = |facts, author| Resource::Thread { facts, author };
    let table = [
        (MEMBER, thread(open(OTHER), OTHER), "ddadadddd"),
        (MEMBER, thread(open(OTHER), ME), "ddadadadd"),
        (MEMBER, thread(open(ME), OTHER), "ddadadadd"),
        (GUEST, thread(open(ME), OTHER), "ddadadddd"),
        (ADMIN, thread(open(OTHER), OTHER), "ddadadadd"),
        (GUEST, thread(restricted(Some(Role::Viewer)), OTHER), "ddadddddd"),
        (GUEST, thread(restricted(Some(Role::Commenter)), ME), "ddadadadd"),
        (GUEST, thread(restricted(None), ME), "hhhhhhhhh"),
        (MEMBER, thread(removed(open(OTHER)), ME), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
    }
}

#[test]
fn the_table_of_rights_on_comments() {
    let comment = |facts, author| Resource::Comment { facts, author };
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (MEMBER, comment(open(OTHER), OTHER), "ddadddddd"),
        (MEMBER, comment(open(OTHER), ME), "ddaaddadd"),
        (MEMBER, comment(open(ME), OTHER), "ddadddadd"),
        (ADMIN, comment(open(OTHER), OTHER), "ddadddadd"),
        (GUEST, comment(restricted(Some(Role::Commenter)), ME), "ddaaddadd"),
        (GUEST, comment(restricted(Some(Role::Viewer)), ME), "ddadddadd"),
        (GUEST, comment(restricted(None), ME), "hhhhhhhhh"),
        (MEMBER, comment(removed(open(OTHER)), ME), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
        assert_eq!(row(Actor::Anonymous, resource), "ddddddddd", "{resource:?}");
    }
}

#[test]
fn the_table_of_rights_on_facilitating() {
    let facilitation = |facts, willing| Resource::Facilitation { facts, willing };
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (MEMBER, facilitation(open(ME), false), "ddadddddd"),
        (MEMBER, facilitation(open(OTHER), true), "ddadadddd"),
        (GUEST, facilitation(restricted(Some(Role::Viewer)), true), "ddadadddd"),
        (ADMIN, facilitation(open(OTHER), false), "ddadddddd"),
        (MEMBER, facilitation(restricted(None), true), "hhhhhhhhh"),
        (MEMBER, facilitation(removed(open(OTHER)), true), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
        assert_eq!(row(Actor::Anonymous, resource), "ddddddddd", "{resource:?}");
    }
}

#[test]
fn the_table_of_rights_on_what_is_said_of_mitigations() {
    let mitigation = |facts, owned| Resource::Mitigation { facts, owned };
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (MEMBER, mitigation(open(ME), false), "ddadddddd"),
        (GUEST, mitigation(restricted(Some(Role::Viewer)), true), "ddadadddd"),
        (GUEST, mitigation(restricted(Some(Role::Viewer)), false), "ddadddddd"),
        (MEMBER, mitigation(restricted(None), true), "hhhhhhhhh"),
        (MEMBER, mitigation(removed(open(OTHER)), true), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
        assert_eq!(row(Actor::Anonymous, resource), "ddddddddd", "{resource:?}");
    }
}

#[test]
fn the_table_of_rights_on_versions() {
    let version = |facts, author| Resource::Version { facts, author: Some(author) };
    let table = [
        (MEMBER, version(open(OTHER), OTHER), "ddaaddddd"),
        (MEMBER, version(open(OTHER), ME), "ddaaddadd"),
        (MEMBER, version(open(ME), OTHER), "ddaaddadd"),
        (ADMIN, version(open(OTHER), OTHER), "ddaaddadd"),
        (GUEST, version(restricted(Some(Role::Commenter)), ME), "ddadddddd"),
        (GUEST, version(restricted(None), ME), "hhhhhhhhh"),
        (MEMBER, version(removed(open(OTHER)), ME), "hhhhhhhhh"),
    ];
    for (actor, resource, expected) in table {
        assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
    }
}

#[test]
fn the_strongest_role_counts_and_only_the_owner_owns() {
    let mut read_only = open(OTHER);
    read_only.workspace_role = Role::Viewer;
    assert_eq!(role_in(&MEMBER, &open(ME)), Some(Role::Owner));
    assert_eq!(role_in(&GUEST, &open(ME)), Some(Role::Editor), "guests own nothing");
    assert_eq!(role_in(&MEMBER, &read_only), Some(Role::Viewer));
    assert_eq!(role_in(&MEMBER, &Facts { granted: Some(Role::Commenter), ..read_only }), Some(Role::Commenter));
    assert_eq!(role_in(&MEMBER, &Facts { granted: Some(Role::Viewer), ..open(OTHER) }), Some(Role::Editor));
    assert_eq!(role_in(&ADMIN, &read_only), Some(Role::Editor));
    assert_eq!(role_in(&GUEST, &read_only), None);
    assert_eq!(role_in(&MEMBER, &restricted(Some(Role::Owner))), Some(Role::Editor), "a grant never makes an owner");
    assert_eq!(role_in(&Actor::Anonymous, &open(ME)), None);
}

#[test]
fn an_admin_who_opens_what_was_not_shared_with_them_is_told_apart() {
    assert!(only_as_admin(&ADMIN, &restricted(None)));
    assert!(!only_as_admin(&ADMIN, &restricted(Some(Role::Viewer))));
    assert!(!only_as_admin(&ADMIN, &open(OTHER)));
    assert!(!only_as_admin(&MEMBER, &restricted(None)));
}

#[test]
fn a_token_for_less_takes_rights_and_gives_none() {
    let with = |role, scope| Actor::with_scope(ME, role, scope);
    let thread = |author| Resource::Thread { facts: open(ME), author };
    let (read, comment, write) = (TokenScope::Read, TokenScope::Comment, TokenScope::Write);
    //                               Look Create Read Edit Comment Share Remove Restore Administer
    let table = [
        (read, Resource::Instance, "adddddddd"),
        (write, Resource::Instance, "aaddddddd"),
        (read, Resource::Postmortem(open(ME)), "ddadddddd"),
        (comment, Resource::Postmortem(open(ME)), "ddadadddd"),
        (write, Resource::Postmortem(open(ME)), "ddaaaaaad"),
        // Restricted, and open to an admin only because they are one.
        (write, Resource::Postmortem(restricted(None)), "hhhhhhhhh"),
        (comment, thread(ME), "ddadadadd"),
        (comment, thread(OTHER), "ddadadddd"),
        (read, thread(ME), "ddadddddd"),
        (write, Resource::Account { by_link: false }, "ddadddddd"),
        (write, Resource::Token { person: ME }, "ddadddddd"),
    ];
    for (scope, resource, expected) in table {
        assert_eq!(row(with(InstanceRole::Admin, scope), resource), expected, "{scope:?} {resource:?}");
    }
    // Whatever it is about, nothing is allowed that was not, and each scope takes in the one before it.
    let roles = [InstanceRole::Admin, InstanceRole::Member, InstanceRole::Guest];
    let resources = table.map(|(_, resource, _)| resource);
    for (role, resource, action) in roles.iter().flat_map(|role| {
        resources.iter().flat_map(move |resource| Action::ALL.map(|action| (*role, *resource, action)))
    }) {
        let allowed = TokenScope::ALL.map(|scope| may(&with(role, scope), action, &resource) == Verdict::Allow);
        assert!(allowed.is_sorted(), "{role:?} {action:?} {resource:?}: {allowed:?}");
        assert_eq!(allowed[3], may(&Actor::person(ME, role), action, &resource) == Verdict::Allow);
    }
}

//! Who may do what: one pure function that every route and every socket asks, and the verdicts it gives.

use debrief_shared::api::{InstanceRole, Role};
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Anonymous,
    /// Somebody with an account.
    Person {
        /// Account id.
        id: Uuid,
        /// Role in the instance.
        role: InstanceRole,
    },
}

impl Actor {
    /// The account id, if signed in.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Anonymous => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    fn is_admin(&self) -> bool {
        matches!(self, Self::Person { role: InstanceRole::Admin, .. })
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See who one is and who else is here; list postmortems and templates.
    Look,
    /// Make a new postmortem, template or API token.
    Create,
    /// Read one thing.
    Read,
    /// Change one thing.
    Edit,
    /// Begin, answer, settle or reopen a comment thread.
    Comment,
    /// Remove one thing.
    Remove,
    /// Bring a removed postmortem back.
    Restore,
}

/// What it is asked about, with only the facts that the answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The instance itself.
    Instance,
    /// One postmortem, or the socket to it.
    Postmortem {
        /// Who sees to it that it is finished.
        owner: Option<Uuid>,
        /// Whether it is in the bin.
        removed: bool,
    },
    /// A comment thread of a postmortem that the actor was already allowed to read.
    Thread {
        /// Owner of the postmortem.
        owner: Option<Uuid>,
        /// Who began the thread.
        author: Uuid,
    },
    /// A section template.
    Template {
        /// Whether it came with the product.
        built_in: bool,
        /// Who made it, if a person did.
        author: Option<Uuid>,
    },
    /// An API token.
    Token {
        /// Whose it is.
        person: Uuid,
    },
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allow,
    /// They know of it and may not.
    Deny,
    /// They may not even know that it is there.
    Hide,
}

/// The role of `actor` in a postmortem owned by `owner`; every postmortem is open to the whole workspace.
pub fn role_in(actor: &Actor, owner: Option<Uuid>) -> Option<Role> {
    let id = actor.id()?;
    Some(if owner == Some(id) { Role::Owner } else { Role::Editor })
}

/// Whether `actor` may do `action` to `resource`.
pub fn may(actor: &Actor, action: Action, resource: &Resource) -> Verdict {
    let Some(id) = actor.id() else { return Verdict::Deny };
    match *resource {
        Resource::Instance => allow_if(matches!(action, Action::Look | Action::Create)),
        Resource::Postmortem { owner, removed } => postmortem(actor, action, owner, removed),
        Resource::Thread { owner, author } => allow_if(match action {
            Action::Read => true,
            Action::Comment => role_in(actor, owner).is_some_and(Role::comments),
            Action::Remove => author == id || owner == Some(id) || actor.is_admin(),
            _ => false,
        }),
        Resource::Template { built_in, author } => allow_if(match action {
            Action::Read => true,
            Action::Edit => actor.is_admin() || (!built_in && author == Some(id)),
            Action::Remove => !built_in && (actor.is_admin() || author == Some(id)),
            _ => false,
        }),
        Resource::Token { person } if person != id => Verdict::Hide,
        Resource::Token { .. } => allow_if(matches!(action, Action::Read | Action::Remove)),
    }
}

fn postmortem(actor: &Actor, action: Action, owner: Option<Uuid>, removed: bool) -> Verdict {
    let Some(role) = role_in(actor, owner) else { return Verdict::Hide };
    let in_charge = role == Role::Owner || actor.is_admin();
    match action {
        Action::Restore if removed && !in_charge => Verdict::Hide,
        Action::Restore => allow_if(in_charge),
        _ if removed => Verdict::Hide,
        Action::Read => Verdict::Allow,
        Action::Edit => allow_if(role.writes()),
        Action::Comment => allow_if(role.comments()),
        Action::Remove => allow_if(in_charge),
        Action::Look | Action::Create => Verdict::Deny,
    }
}

fn allow_if(right: bool) -> Verdict {
    if right { Verdict::Allow } else { Verdict::Deny }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);
    const MEMBER: Actor = Actor::Person { id: ME, role: InstanceRole::Member };
    const ADMIN: Actor = Actor::Person { id: ME, role: InstanceRole::Admin };
    const ACTIONS: [Action; 7] =
        [Action::Look, Action::Create, Action::Read, Action::Edit, Action::Comment, Action::Remove, Action::Restore];

    /// One letter an action in the order of `ACTIONS`: allow, deny, hide.
    fn row(actor: Actor, resource: Resource) -> String {
        ACTIONS
            .iter()
            .map(|action| match may(&actor, *action, &resource) {
                Verdict::Allow => 'a',
                Verdict::Deny => 'd',
                Verdict::Hide => 'h',
            })
            .collect()
    }

    #[test]
    fn the_table_of_rights() {
        let postmortem = |owner, removed| Resource::Postmortem { owner: Some(owner), removed };
        let thread = |owner, author| Resource::Thread { owner: Some(owner), author };
        let own = |author| Resource::Template { built_in: false, author: Some(author) };
        let built_in = Resource::Template { built_in: true, author: None };
        let token = |person| Resource::Token { person };
        //                                             LCREC-R-Restore
        let table = [
            (MEMBER, Resource::Instance, "aaddddd"),
            (ADMIN, Resource::Instance, "aaddddd"),
            (MEMBER, postmortem(ME, false), "ddaaaaa"),
            (MEMBER, postmortem(OTHER, false), "ddaaadd"),
            (ADMIN, postmortem(OTHER, false), "ddaaaaa"),
            (MEMBER, Resource::Postmortem { owner: None, removed: false }, "ddaaadd"),
            (MEMBER, postmortem(ME, true), "hhhhhha"),
            (MEMBER, postmortem(OTHER, true), "hhhhhhh"),
            (ADMIN, postmortem(OTHER, true), "hhhhhha"),
            (MEMBER, thread(OTHER, OTHER), "ddadadd"),
            (MEMBER, thread(OTHER, ME), "ddadaad"),
            (MEMBER, thread(ME, OTHER), "ddadaad"),
            (ADMIN, thread(OTHER, OTHER), "ddadaad"),
            (MEMBER, built_in, "ddadddd"),
            (ADMIN, built_in, "ddaaddd"),
            (MEMBER, own(ME), "ddaadad"),
            (MEMBER, own(OTHER), "ddadddd"),
            (ADMIN, own(OTHER), "ddaadad"),
            (MEMBER, token(ME), "ddaddad"),
            (MEMBER, token(OTHER), "hhhhhhh"),
            (ADMIN, token(OTHER), "hhhhhhh"),
        ];
        for (actor, resource, expected) in table {
            assert_eq!(row(actor, resource), expected, "{actor:?} {resource:?}");
            assert_eq!(row(Actor::Anonymous, resource), "ddddddd", "{resource:?}");
        }
    }

    #[test]
    fn the_owner_owns_and_everybody_else_edits() {
        assert_eq!(role_in(&MEMBER, Some(ME)), Some(Role::Owner));
        assert_eq!(role_in(&ADMIN, Some(OTHER)), Some(Role::Editor));
        assert_eq!(role_in(&MEMBER, None), Some(Role::Editor));
        assert_eq!(role_in(&Actor::Anonymous, Some(ME)), None);
    }
}

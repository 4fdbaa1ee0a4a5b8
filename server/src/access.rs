//! Who may do what: one pure function that every route and every socket asks, and the verdicts it gives.

use debrief_shared::api::{InstanceRole, OutsideWho, Role, TokenScope, Visibility};
use uuid::Uuid;

use crate::store::documents::DocumentRow;
use crate::store::sharing::Standing;

/// Who asks. Nobody suspended gets this far: nothing signs them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Anonymous,
    /// Somebody signed in: with an account, or a guest who came by a share link.
    Person {
        /// Account id.
        id: Uuid,
        /// Role in the instance.
        role: InstanceRole,
        /// What the API token is for that they came with; everything, without one.
        scope: TokenScope,
    },
}

impl Actor {
    /// Somebody who does not come by a token that is for less than everything.
    pub const fn person(id: Uuid, role: InstanceRole) -> Self {
        Self::Person { id, role, scope: TokenScope::All }
    }

    /// Whoever came with something of this scope. Nobody runs the instance with a token that is for less than everything.
    pub fn with_scope(id: Uuid, role: InstanceRole, scope: TokenScope) -> Self {
        let by_less = role == InstanceRole::Admin && scope < TokenScope::All;
        Self::Person { id, role: if by_less { InstanceRole::Member } else { role }, scope }
    }

    /// The account id, if signed in.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Anonymous => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    /// What the token is for that they came with.
    pub fn scope(&self) -> TokenScope {
        match self {
            Self::Anonymous => TokenScope::Read,
            Self::Person { scope, .. } => *scope,
        }
    }

    /// Whether they run the instance.
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Person { role: InstanceRole::Admin, .. })
    }

    /// Whether they belong to the workspace; guests don't.
    pub fn is_member(&self) -> bool {
        matches!(self, Self::Person { role: InstanceRole::Admin | InstanceRole::Member, .. })
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See who one is; list what one may open.
    Look,
    /// Make a new postmortem, template or API token.
    Create,
    /// Read one thing.
    Read,
    /// Change one thing.
    Edit,
    /// Begin, answer, settle or reopen a comment thread.
    Comment,
    /// Say who may open a postmortem: visibility, people, teams, links, owner.
    Share,
    /// Remove one thing.
    Remove,
    /// Bring a removed postmortem back.
    Restore,
    /// Run the instance: people, teams, invitations, the audit log.
    Administer,
}

impl Action {
    /// All of them, in the order of the tables of tests.
    pub const ALL: [Self; 9] = [
        Self::Look,
        Self::Create,
        Self::Read,
        Self::Edit,
        Self::Comment,
        Self::Share,
        Self::Remove,
        Self::Restore,
        Self::Administer,
    ];
}

/// What the rules need to know of one postmortem and the one who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who sees to it that it is finished.
    pub owner: Option<Uuid>,
    /// Whether it is in the bin.
    pub removed: bool,
    /// Who may open it without having been added.
    pub visibility: Visibility,
    /// What they may do then.
    pub workspace_role: Role,
    /// The strongest role that was given to the one who asks.
    pub granted: Option<Role>,
}

impl Facts {
    /// From a row and the role that was given to the one who asks.
    pub fn of(row: &DocumentRow, granted: Option<Role>) -> Self {
        Self {
            owner: row.owner,
            removed: row.deleted_at.is_some(),
            visibility: row.visibility,
            workspace_role: row.workspace_role,
            granted,
        }
    }
}

impl From<&Standing> for Facts {
    fn from(standing: &Standing) -> Self {
        Self::of(&standing.row, standing.granted)
    }
}

/// What it is asked about, with only the facts that the answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The instance itself.
    Instance,
    /// Who else is here: people and teams to share with.
    Directory,
    /// One's own account: profile, password, sessions, providers. Guests by link have nothing but a profile.
    Account {
        /// Whether it came by a share link.
        by_link: bool,
    },
    /// One postmortem, or the socket to it.
    Postmortem(Facts),
    /// A comment thread of a postmortem.
    Thread {
        /// The postmortem.
        facts: Facts,
        /// Who began the thread.
        author: Uuid,
    },
    /// One comment of a thread.
    Comment {
        /// The postmortem.
        facts: Facts,
        /// Who wrote it.
        author: Uuid,
    },
    /// A suggestion to change a postmortem.
    Suggestion {
        /// The postmortem.
        facts: Facts,
        /// Who made it.
        author: Uuid,
    },
    /// A version of a postmortem that somebody gave a name to.
    Version {
        /// The postmortem.
        facts: Facts,
        /// Who named it.
        author: Option<Uuid>,
    },
    /// The review round of a postmortem that is going on.
    Review {
        /// The postmortem.
        facts: Facts,
        /// Whether the one who asks was asked to review.
        asked: bool,
    },
    /// What is said of a mitigation that is to be done, and changes nothing of it.
    Mitigation {
        /// The postmortem.
        facts: Facts,
        /// Whether it belongs to the one who asks.
        owned: bool,
    },
    /// That a facilitator is looked for.
    Facilitation {
        /// The postmortem.
        facts: Facts,
        /// Whether the one who asks has said that they like to facilitate.
        willing: bool,
    },
    /// The list of templates, or one of them.
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

/// The role of `actor` in a postmortem; `None`: it is not for them. The strongest of what they own, were given, and have as members or
/// admins. Says nothing about the bin.
///
/// Guests own nothing. Somebody who became one and whose postmortems nobody has taken over goes on as an editor there: they don't say who
/// else gets in.
pub fn role_in(actor: &Actor, facts: &Facts) -> Option<Role> {
    let id = actor.id()?;
    let most = actor.scope().role();
    let owns = facts.owner == Some(id);
    if owns && actor.is_member() {
        return Some(Role::Owner.max(most));
    }
    let in_the_open = facts.visibility == Visibility::Workspace && actor.is_member();
    let roles = [
        owns.then_some(Role::Editor),
        facts.granted,
        in_the_open.then_some(facts.workspace_role),
        // Who runs the instance has its database; opening what was not shared with them is noted in the audit log.
        actor.is_admin().then_some(Role::Editor),
    ];
    // Roles are ordered strongest first. Nobody but the owner owns.
    roles.into_iter().flatten().min().map(|role| role.max(Role::Editor).max(most))
}

/// Whether `actor` opens a postmortem for no other reason than that they run the instance.
pub fn only_as_admin(actor: &Actor, facts: &Facts) -> bool {
    let Some(id) = actor.id() else { return false };
    actor.is_admin() && role_in(&Actor::person(id, InstanceRole::Member), facts).is_none()
}

/// Whether `actor` may do `action` to `resource`.
pub fn may(actor: &Actor, action: Action, resource: &Resource) -> Verdict {
    match without_token(actor, action, resource) {
        Verdict::Allow => allow_if(is_for(actor.scope(), action, resource)),
        refusal => refusal,
    }
}

/// Whether a token of this scope is for doing `action` to `resource`, by whoever may do it.
fn is_for(scope: TokenScope, action: Action, resource: &Resource) -> bool {
    let reads = matches!(action, Action::Look | Action::Read);
    match (scope, resource) {
        // With a token to comment: their own words; whether they may take over others' is for their role to say, which is a commenter's.
        (TokenScope::All, _)
        | (TokenScope::Comment, Resource::Thread { .. } | Resource::Comment { .. } | Resource::Suggestion { .. }) => {
            true
        }
        // A token does not make itself stronger.
        (_, Resource::Account { .. } | Resource::Token { .. }) | (TokenScope::Read, _) => reads,
        (TokenScope::Comment, _) => reads || action == Action::Comment,
        (TokenScope::Write, _) => action != Action::Administer,
    }
}

fn without_token(actor: &Actor, action: Action, resource: &Resource) -> Verdict {
    let Some(id) = actor.id() else { return Verdict::Deny };
    match *resource {
        Resource::Instance => allow_if(match action {
            Action::Look => true,
            Action::Create => actor.is_member(),
            Action::Administer => actor.is_admin(),
            _ => false,
        }),
        Resource::Directory => allow_if(match action {
            Action::Read => actor.is_member(),
            Action::Administer => actor.is_admin(),
            _ => false,
        }),
        Resource::Account { by_link } => allow_if(match action {
            Action::Read | Action::Edit => true,
            Action::Administer => !by_link,
            _ => false,
        }),
        Resource::Postmortem(facts) => postmortem(actor, action, &facts),
        Resource::Thread { facts, author } => match postmortem(actor, Action::Read, &facts) {
            Verdict::Allow => allow_if(match action {
                Action::Read => true,
                Action::Comment => role_in(actor, &facts).is_some_and(Role::comments),
                Action::Remove => author == id || is_in_charge(actor, &facts),
                _ => false,
            }),
            refusal => refusal,
        },
        Resource::Comment { facts, author } => match postmortem(actor, Action::Read, &facts) {
            Verdict::Allow => allow_if(match action {
                Action::Read => true,
                // Nobody puts words into somebody else's mouth.
                Action::Edit => author == id && role_in(actor, &facts).is_some_and(Role::comments),
                Action::Remove => author == id || is_in_charge(actor, &facts),
                _ => false,
            }),
            refusal => refusal,
        },
        Resource::Suggestion { facts, author } => match postmortem(actor, Action::Read, &facts) {
            Verdict::Allow => {
                let writes = role_in(actor, &facts).is_some_and(Role::writes);
                allow_if(match action {
                    Action::Read => true,
                    // To take it over is to write it.
                    Action::Edit => writes,
                    Action::Remove => writes || author == id,
                    _ => false,
                })
            }
            refusal => refusal,
        },
        Resource::Version { facts, author } => match postmortem(actor, Action::Read, &facts) {
            Verdict::Allow => allow_if(match action {
                Action::Read => true,
                Action::Edit => role_in(actor, &facts).is_some_and(Role::writes),
                // It may be all that is left of an old state: to remove it is not any editor's business.
                Action::Remove => {
                    is_in_charge(actor, &facts)
                        || (author == Some(id) && role_in(actor, &facts).is_some_and(Role::writes))
                }
                _ => false,
            }),
            refusal => refusal,
        },
        Resource::Review { facts, asked: theirs }
        | Resource::Mitigation { facts, owned: theirs }
        | Resource::Facilitation { facts, willing: theirs } => match postmortem(actor, Action::Read, &facts) {
            // Whoever may read can be asked what they think; nobody answers for somebody else.
            Verdict::Allow => allow_if(action == Action::Read || (action == Action::Comment && theirs)),
            refusal => refusal,
        },
        Resource::Template { built_in, author } => allow_if(match action {
            Action::Read => actor.is_member(),
            Action::Edit => actor.is_admin() || (!built_in && actor.is_member() && author == Some(id)),
            Action::Remove => !built_in && (actor.is_admin() || (actor.is_member() && author == Some(id))),
            _ => false,
        }),
        Resource::Token { person } if person != id => Verdict::Hide,
        Resource::Token { .. } => allow_if(matches!(action, Action::Read | Action::Remove)),
    }
}

/// Whether whoever may share a postmortem may publish a message of it outside, by what the instance has decided.
pub fn may_publish_outside(actor: &Actor, who: OutsideWho) -> bool {
    match who {
        OutsideWho::Nobody => false,
        OutsideWho::Owners => true,
        OutsideWho::Admins => actor.is_admin(),
    }
}

fn postmortem(actor: &Actor, action: Action, facts: &Facts) -> Verdict {
    let Some(role) = role_in(actor, facts) else { return Verdict::Hide };
    let in_charge = is_in_charge(actor, facts);
    match action {
        Action::Restore if facts.removed && !in_charge => Verdict::Hide,
        Action::Restore => allow_if(in_charge),
        _ if facts.removed => Verdict::Hide,
        Action::Read => Verdict::Allow,
        Action::Edit => allow_if(role.writes()),
        Action::Comment => allow_if(role.comments()),
        Action::Share | Action::Remove => allow_if(in_charge),
        Action::Look | Action::Create | Action::Administer => Verdict::Deny,
    }
}

fn is_in_charge(actor: &Actor, facts: &Facts) -> bool {
    role_in(actor, facts) == Some(Role::Owner) || actor.is_admin()
}

fn allow_if(right: bool) -> Verdict {
    if right { Verdict::Allow } else { Verdict::Deny }
}

#[cfg(test)]
mod tests;

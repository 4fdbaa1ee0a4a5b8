//! What was done, in words.

use debrief_shared::api::AuditEntry;
use uuid::Uuid;

/// Groups of actions to choose from: what they are stored by, and what they are called.
pub(super) const GROUPS: [(&str, &str); 12] = [
    ("session", "Signing in and out"),
    ("account", "Accounts"),
    ("password", "Passwords"),
    ("invitation", "Invitations"),
    ("identity", "Sign-in providers"),
    ("token", "API tokens"),
    ("team", "Teams"),
    ("access", "Sharing"),
    ("link", "Share links"),
    ("postmortem", "Postmortems"),
    ("template", "Templates"),
    ("audit", "This log"),
];

/// What an action is called; one from a newer server keeps its own name.
pub(super) fn words(entry: &AuditEntry) -> String {
    let known = match entry.action.as_str() {
        "session.begun" => "Signed in",
        "session.refused" => "A sign-in was refused",
        "session.ended" => "Signed out",
        "session.all_ended" => "Signed out everywhere",
        "instance.set_up" => "Made the first account",
        "account.created" => "Made an account",
        "account.changed" => "Changed name or colour",
        "account.role_changed" => "Changed a role in the instance",
        "account.suspended" => "Suspended an account",
        "account.reinstated" => "Took a suspension back",
        "password.changed" => "Changed the password",
        "password.reset_offered" => "Made a link for a new password",
        "password.reset" => "Set a new password by a link",
        "invitation.created" => "Invited somebody",
        "invitation.withdrawn" => "Withdrew an invitation",
        "identity.added" => "Connected a sign-in provider",
        "identity.removed" => "Disconnected a sign-in provider",
        "token.created" => "Made an API token",
        "token.revoked" => "Revoked an API token",
        "team.created" => "Made a team",
        "team.renamed" => "Renamed a team",
        "team.removed" => "Removed a team",
        "team.joined" => "Put somebody into a team",
        "team.left" => "Took somebody out of a team",
        "postmortem.created" => "Made a postmortem",
        "postmortem.removed" => "Removed a postmortem",
        "postmortem.restored" => "Brought a postmortem back",
        "postmortem.published" => "Published a postmortem",
        "policy.changed" => "Changed what reviews require",
        "postmortem.exported" => "Exported a postmortem",
        "postmortem.opened_as_admin" => "Opened a restricted postmortem as an admin",
        "postmortem.handed_over" => "Handed a postmortem over",
        "postmortem.visibility_changed" => "Changed who may open a postmortem",
        "access.person_granted" => "Shared a postmortem with somebody",
        "access.person_revoked" => "Took somebody's access away",
        "access.team_granted" => "Shared a postmortem with a team",
        "access.team_revoked" => "Took a team's access away",
        "link.created" => "Made a share link",
        "link.revoked" => "Revoked a share link",
        "link.entered" => "Came in by a share link",
        "link.refused" => "A share link's password was not right",
        "template.created" => "Made a template",
        "template.changed" => "Changed a template",
        "template.removed" => "Removed a template",
        "thread.removed" => "Removed a comment thread",
        "comment.removed" => "Removed a comment",
        "audit.exported" => "Downloaded this log",
        other => other,
    };
    known.to_owned()
}

/// The further facts of an entry that people can read, as `role: editor, days: 7`; ids are left to the download.
pub(super) fn facts(entry: &AuditEntry) -> String {
    let Some(detail) = entry.detail.as_object() else { return String::new() };
    let fact = |(key, value): (&String, &serde_json::Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        format!("{}: {value}", key.replace('_', " "))
    };
    let is_id = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok());
    detail.iter().filter(|(_, value)| !is_id(value)).map(fact).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(action: &str, detail: serde_json::Value) -> AuditEntry {
        let (at, action) = (String::new(), action.to_owned());
        AuditEntry {
            id: 1,
            at,
            action,
            actor: None,
            address: String::new(),
            person: None,
            postmortem: None,
            postmortem_title: None,
            postmortem_removed: false,
            detail,
        }
    }

    #[test]
    fn actions_and_their_facts_are_words() {
        let made = entry("link.created", json!({"days": 7, "link": Uuid::nil().to_string(), "link_role": "editor"}));
        assert_eq!(
            (words(&made), facts(&made)),
            ("Made a share link".to_owned(), "days: 7, link role: editor".to_owned())
        );
        assert_eq!(words(&entry("moon.landed", json!({}))), "moon.landed");
    }
}

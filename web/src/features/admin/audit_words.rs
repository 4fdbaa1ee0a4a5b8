//! What was done, in words.

use debrief_shared::api::AuditEntry;
use uuid::Uuid;

use crate::texts::admin as texts;

/// Groups of actions to choose from: what they are stored by, and what they are called.
pub(super) const GROUPS: [(&str, &str); 19] = [
    ("session", texts::SIGNING_IN_AND_OUT),
    ("account", texts::ACCOUNTS),
    ("password", texts::PASSWORDS),
    ("invitation", texts::INVITATIONS),
    ("identity", texts::SIGN_IN_PROVIDERS),
    ("token", texts::API_TOKENS),
    ("team", texts::TEAMS),
    ("access", texts::SHARING),
    ("link", texts::SHARE_LINKS),
    ("postmortem", texts::POSTMORTEMS),
    ("review", texts::REVIEWS),
    ("suggestion", texts::SUGGESTIONS),
    ("meeting", texts::MEETINGS),
    ("facilitator", texts::FACILITATORS),
    ("calendar", texts::CALENDAR_ADDRESSES),
    ("template", texts::TEMPLATES),
    ("connection", crate::texts::connections::CONNECTIONS),
    ("ticket", texts::TICKETS),
    ("audit", texts::THIS_LOG),
];

/// What an action is called; one from a newer server keeps its own name.
pub(super) fn words(entry: &AuditEntry) -> String {
    let known = match entry.action.as_str() {
        "session.begun" => texts::SIGNED_IN,
        "session.refused" => texts::A_SIGN_IN_WAS_REFUSED,
        "session.ended" => texts::SIGNED_OUT,
        "session.all_ended" => texts::SIGNED_OUT_EVERYWHERE,
        "instance.set_up" => texts::MADE_THE_FIRST_ACCOUNT,
        "account.created" => texts::MADE_AN_ACCOUNT,
        "account.changed" => texts::CHANGED_NAME_OR_COLOUR,
        "account.role_changed" => texts::CHANGED_A_ROLE_IN_THE_INSTANCE,
        "account.suspended" => texts::SUSPENDED_AN_ACCOUNT,
        "account.reinstated" => texts::TOOK_A_SUSPENSION_BACK,
        "password.changed" => texts::CHANGED_THE_PASSWORD,
        "password.reset_offered" => texts::MADE_A_LINK_FOR_A_NEW,
        "password.reset" => texts::SET_A_NEW_PASSWORD,
        "invitation.created" => texts::INVITED_SOMEBODY,
        "invitation.withdrawn" => texts::WITHDREW_AN_INVITATION,
        "identity.added" => texts::CONNECTED_A_SIGN_IN_PROVIDER,
        "identity.removed" => texts::DISCONNECTED_A_SIGN_IN_PROVIDER,
        "token.created" => texts::MADE_AN_API_TOKEN,
        "token.revoked" => texts::REVOKED_AN_API_TOKEN,
        "team.created" => texts::MADE_A_TEAM,
        "team.renamed" => texts::RENAMED_A_TEAM,
        "team.removed" => texts::REMOVED_A_TEAM,
        "team.joined" => texts::PUT_SOMEBODY_INTO_A_TEAM,
        "team.left" => texts::TOOK_SOMEBODY_OUT_OF_A_TEAM,
        "postmortem.created" => texts::MADE_A_POSTMORTEM,
        "postmortem.removed" => texts::REMOVED_A_POSTMORTEM,
        "postmortem.restored" => texts::BROUGHT_A_POSTMORTEM_BACK,
        "postmortem.published" => texts::PUBLISHED_A_POSTMORTEM,
        "outside.published" => texts::PUBLISHED_OUTSIDE,
        "outside.withdrawn" => texts::WITHDREW_OUTSIDE,
        "outside.restored" => texts::BROUGHT_BACK_OUTSIDE,
        "outside.refused" => texts::A_PASSWORD_OUTSIDE_WAS_WRONG,
        "outside.policy_changed" => texts::CHANGED_OUTSIDE,
        "policy.changed" => texts::CHANGED_WHAT_REVIEWS_REQUIRE,
        "customers.changed" => texts::CHANGED_CUSTOMERS,
        "postmortem.exported" => texts::EXPORTED_A_POSTMORTEM,
        "postmortem.opened_as_admin" => texts::OPENED_A_RESTRICTED_POSTMORTEM,
        "postmortem.handed_over" => texts::HANDED_A_POSTMORTEM_OVER,
        "postmortem.visibility_changed" => texts::CHANGED_WHO_MAY_OPEN_A_POSTMORTEM,
        "access.person_granted" => texts::SHARED_A_POSTMORTEM_WITH_SOMEBODY,
        "access.person_revoked" => texts::TOOK_SOMEBODYS_ACCESS_AWAY,
        "access.team_granted" => texts::SHARED_A_POSTMORTEM_WITH_A_TEAM,
        "access.team_revoked" => texts::TOOK_A_TEAMS_ACCESS_AWAY,
        "link.created" => texts::MADE_A_SHARE_LINK,
        "link.revoked" => texts::REVOKED_A_SHARE_LINK,
        "link.entered" => texts::CAME_IN_BY_A_SHARE_LINK,
        "link.refused" => texts::A_SHARE_LINKS_PASSWORD_WAS_WRONG,
        "template.created" => texts::MADE_A_TEMPLATE,
        "template.changed" => texts::CHANGED_A_TEMPLATE,
        "template.removed" => texts::REMOVED_A_TEMPLATE,
        "suggestion.accepted" => texts::TOOK_A_SUGGESTION_OVER,
        "suggestion.declined" => texts::DECLINED_A_SUGGESTION,
        "review.asked" => texts::ASKED_FOR_A_REVIEW,
        "review.given" => texts::GAVE_A_REVIEW,
        "review.withdrawn" => texts::ENDED_A_REVIEW,
        "thread.removed" => texts::REMOVED_A_COMMENT_THREAD,
        "comment.removed" => texts::REMOVED_A_COMMENT,
        "meeting.scheduled" => texts::SCHEDULED_A_MEETING,
        "meeting.changed" => texts::CHANGED_A_MEETING,
        "meeting.cancelled" => texts::CANCELLED_A_MEETING,
        "facilitator.sought" => texts::LOOKED_FOR_A_FACILITATOR,
        "facilitator.unsought" => texts::STOPPED_LOOKING_FOR_A_FACILITATOR,
        "facilitator.found" => texts::OFFERED_TO_FACILITATE,
        "facilitator.lost" => texts::TOOK_THAT_OFFER_BACK,
        "calendar.created" => texts::MADE_A_CALENDAR_ADDRESS,
        "calendar.revoked" => texts::REVOKED_A_CALENDAR_ADDRESS,
        "connection.created" => texts::ADDED_A_CONNECTION,
        "connection.changed" => texts::CHANGED_A_CONNECTION,
        "connection.rotated" => texts::GAVE_A_CONNECTION_ANOTHER_SECRET,
        "connection.removed" => texts::REMOVED_A_CONNECTION,
        "connection.restored" => texts::BROUGHT_A_CONNECTION_BACK,
        "connection.resent" => texts::SENT_A_DELIVERY_AGAIN,
        "connection.refused" => texts::A_WEBHOOK_WAS_REFUSED,
        "ticket.created" => texts::MADE_A_TICKET,
        "audit.exported" => texts::DOWNLOADED_THIS_LOG,
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
    let is_left_out = |value: &serde_json::Value| {
        is_id(value) || value.is_null() || value.as_array().is_some_and(|values| values.iter().all(is_id))
    };
    detail.iter().filter(|(_, value)| !is_left_out(value)).map(fact).collect::<Vec<_>>().join(", ")
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
        let asked = entry("review.asked", json!({"reviewers": [Uuid::nil().to_string()]}));
        assert_eq!((words(&asked).as_str(), facts(&asked).as_str()), ("Asked for a review", ""));
        assert_eq!(words(&entry("moon.landed", json!({}))), "moon.landed");
    }
}

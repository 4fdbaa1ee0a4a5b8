//! Mitigations over all postmortems.

use debrief_shared::api::{ActionList, AnswerMitigation};
use uuid::Uuid;

use super::{ApiError, encoded, get, tell};

/// What a list asks for; everything given has to match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionsAsked {
    /// Only those of this owner; the empty one is nobody.
    pub owner: Option<String>,
    /// Only those of members of this team.
    pub team: Option<Uuid>,
    /// Only those that stand here, as it is stored; open ones and those in progress when empty.
    pub status: &'static str,
    /// Only those due before this day, `YYYY-MM-DD`.
    pub due_before: Option<String>,
    /// Only those of this kind, as it is stored; any when empty.
    pub category: String,
    /// Only those carried like this, as it is stored; any when empty.
    pub approach: String,
    /// Words in them.
    pub words: String,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// A page of them, the first due first.
pub async fn actions(asked: &ActionsAsked) -> Result<ActionList, ApiError> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let parts = [
        ("owner", asked.owner.clone()),
        ("team", asked.team.map(|team| team.to_string())),
        ("status", given(asked.status)),
        ("due_before", asked.due_before.clone()),
        ("category", given(&asked.category)),
        ("approach", given(&asked.approach)),
        ("q", given(&asked.words)),
        ("after", asked.after.clone()),
    ];
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", encoded(&value?))));
    get(&format!("/api/actions?limit={PAGE}{}", parts.collect::<String>())).await
}

/// Says of a mitigation where it stands.
pub async fn answer_mitigation(postmortem: Uuid, mitigation: &str, answer: &AnswerMitigation) -> Result<(), ApiError> {
    let mitigation = encoded(mitigation);
    tell("POST", &format!("/api/postmortems/{postmortem}/mitigations/{mitigation}/answer"), answer).await
}

/// Items of a page.
const PAGE: u32 = 200;

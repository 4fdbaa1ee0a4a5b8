//! From the groups that a provider names to a role in the instance.

use std::collections::BTreeMap;

use debrief_shared::api::InstanceRole;
use serde_json::{Map, Value};

use super::refusal::Reason;

/// Who gets which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    /// The claim that holds the groups; `None`: groups say nothing here. Beginning with `/` it is a JSON pointer, such as
    /// `/realm_access/roles`.
    pub claim: Option<String>,
    /// The role of a group.
    pub roles: BTreeMap<String, InstanceRole>,
    /// The role of those whom no group gives one; `None` keeps them out.
    pub default: Option<InstanceRole>,
}

impl RoleRule {
    /// Whether groups decide at every sign-in.
    pub fn follows_groups(&self) -> bool {
        self.claim.is_some()
    }

    /// Where the groups stand in claims, if they do.
    pub fn groups_in<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        let claim = self.claim.as_deref()?;
        let Some(path) = claim.strip_prefix('/') else { return claims.get(claim) };
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let value = claims.get(first)?;
        rest.map_or(Some(value), |rest| value.pointer(&format!("/{rest}")))
    }

    /// The role of somebody with this value of the claim: the strongest that a group gives, else the default. `Ok(None)` when groups say
    /// nothing and there is no default.
    ///
    /// A claim that is not there is no empty list of groups: it is a provider that was set up wrongly, and nobody gets in by that.
    pub fn role(&self, groups: Option<&Value>) -> Result<Option<InstanceRole>, Reason> {
        if self.claim.is_none() {
            return Ok(self.default);
        }
        let groups = groups.and_then(Value::as_array).ok_or(Reason::Groups)?;
        let mut strongest = None;
        for group in groups {
            let group = group.as_str().ok_or(Reason::Groups)?;
            let role = self.roles.get(group).copied();
            strongest = strongest.into_iter().chain(role).min_by_key(|role| rank(*role));
        }
        Ok(strongest.or(self.default))
    }
}

fn rank(role: InstanceRole) -> u8 {
    match role {
        InstanceRole::Admin => 0,
        InstanceRole::Member => 1,
        InstanceRole::Guest => 2,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(default: Option<InstanceRole>) -> RoleRule {
        let roles = [("sre", InstanceRole::Admin), ("dev", InstanceRole::Member), ("all", InstanceRole::Guest)];
        RoleRule {
            claim: Some("groups".to_owned()),
            roles: roles.map(|(group, role)| (group.to_owned(), role)).into(),
            default,
        }
    }

    #[test]
    fn the_strongest_group_decides_wherever_it_stands() {
        let member = Some(InstanceRole::Member);
        let table = [
            (json!(["all", "sre", "dev"]), Some(InstanceRole::Admin)),
            (json!(["dev", "all"]), Some(InstanceRole::Member)),
            (json!(["all"]), Some(InstanceRole::Guest)),
            (json!(["other"]), member),
            (json!([]), member),
        ];
        for (groups, role) in table {
            assert_eq!(rule(member).role(Some(&groups)), Ok(role), "{groups}");
        }
        assert_eq!(rule(None).role(Some(&json!(["other"]))), Ok(None));
    }

    #[test]
    fn a_claim_that_is_missing_or_no_list_of_words_lets_nobody_in() {
        let wrong = [json!("sre"), json!({"sre": true}), json!(null), json!(true), json!(["sre", 1])];
        for groups in wrong.iter().map(Some).chain([None]) {
            assert_eq!(rule(Some(InstanceRole::Member)).role(groups), Err(Reason::Groups), "{groups:?}");
        }
        let open = RoleRule { claim: None, ..rule(Some(InstanceRole::Member)) };
        assert_eq!(open.role(None), Ok(Some(InstanceRole::Member)));
    }

    #[test]
    fn a_claim_is_named_as_it_is_or_by_its_place() {
        let Value::Object(claims) = json!({"https://a.b/groups": 1, "realm_access": {"roles": 2}, "/odd": 3}) else {
            unreachable!()
        };
        for (claim, found) in [
            ("https://a.b/groups", Some(1)),
            ("/realm_access/roles", Some(2)),
            ("/realm_access/none", None),
            ("/none/roles", None),
            ("none", None),
        ] {
            let rule = RoleRule { claim: Some(claim.to_owned()), ..rule(None) };
            assert_eq!(rule.groups_in(&claims).and_then(Value::as_i64), found, "{claim}");
        }
    }
}

//! What a provider tells of a person, in the ID token and, where that says too little, at userinfo.

use debrief_shared::hidden::is_hidden;
use serde_json::{Map, Value};

use super::refusal::Reason;
use super::roles::RoleRule;
use crate::people::{normal_email, plain_line};

/// Longest name that is taken over, in characters.
const MAX_NAME_CHARS: usize = 80;

/// Claims by name.
pub type Claims = Map<String, Value>;

/// A person, as the provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Who it is, for good.
    pub subject: String,
    /// Their address, verified by the provider, in the form in which it is stored.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// Their groups.
    pub groups: Option<Value>,
}

/// Whether userinfo has to be asked as well.
pub fn says_too_little(token: &Claims, rule: &RoleRule) -> bool {
    let has_email = token.contains_key("email") && token.contains_key("email_verified");
    !has_email || name(token).is_none() || (rule.follows_groups() && rule.groups_in(token).is_none())
}

/// Puts together what the ID token and userinfo say. The token goes first; address and whether it is verified come from the same place.
pub fn read(token: &Claims, info: Option<&Claims>, rule: &RoleRule) -> Result<Profile, Reason> {
    let subject = token.get("sub").and_then(Value::as_str).ok_or(Reason::TokenSubject)?;
    if info.is_some_and(|info| info.get("sub").and_then(Value::as_str) != Some(subject)) {
        // Core §5.3.2: userinfo may have been exchanged for somebody else's.
        return Err(Reason::InfoSubject);
    }
    let places = [Some(token), info];
    let mut places = places.into_iter().flatten();
    let says = |claims: &&Claims| claims.contains_key("email") && claims.contains_key("email_verified");
    let email = places.clone().find(says).and_then(verified_email).ok_or(Reason::Email)?;
    let groups = places.clone().find_map(|claims| rule.groups_in(claims)).cloned();
    let name = places.find_map(name).unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    Ok(Profile { subject: subject.to_owned(), email, name, groups })
}

/// The address, if the provider says by the one JSON value `true` that it is theirs: `"true"` is a word.
fn verified_email(claims: &Claims) -> Option<String> {
    let verified = claims.get("email_verified") == Some(&Value::Bool(true));
    claims.get("email").and_then(Value::as_str).filter(|_| verified).and_then(normal_email)
}

fn name(claims: &Claims) -> Option<String> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).and_then(plain);
    text("name")
        .or_else(|| Some(format!("{} {}", text("given_name")?, text("family_name")?)).as_deref().and_then(plain))
        .or_else(|| text("preferred_username"))
}

/// Cleaned of what a name can't have here, rather than refused: the person cannot change it on this side.
fn plain(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|letter| !is_hidden(*letter)).collect();
    let words = seen.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let text: String = words.collect::<Vec<_>>().join(" ").chars().take(MAX_NAME_CHARS).collect();
    plain_line(&text, MAX_NAME_CHARS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { panic!("an object") };
        claims
    }

    fn rule(claim: Option<&str>) -> RoleRule {
        RoleRule { claim: claim.map(str::to_owned), roles: BTreeMap::new(), default: None }
    }

    fn email(token: Value, info: Option<Value>) -> Result<String, Reason> {
        let info = info.map(claims);
        read(&claims(token), info.as_ref(), &rule(None)).map(|profile| profile.email)
    }

    #[test]
    fn an_address_counts_only_where_it_is_said_to_be_verified() {
        let ada = json!({"sub": "1", "email": "Ada@Example.com", "email_verified": true});
        assert_eq!(email(ada.clone(), None).as_deref(), Ok("ada@example.com"));
        for verified in [json!(false), json!("true"), json!(1), json!(null), json!([true])] {
            let token = json!({"sub": "1", "email": "ada@example.com", "email_verified": verified});
            // Nor does userinfo help when the token says otherwise.
            assert_eq!(email(token, Some(ada.clone())), Err(Reason::Email));
        }
        let silent = json!({"sub": "1", "email": "ada@example.com"});
        assert_eq!(email(silent.clone(), None), Err(Reason::Email));
        // Two halves from two places are no whole.
        assert_eq!(email(silent.clone(), Some(json!({"sub": "1", "email_verified": true}))), Err(Reason::Email));
        assert_eq!(email(silent, Some(ada)).as_deref(), Ok("ada@example.com"));
        assert_eq!(email(json!({"sub": "1", "email": "ada", "email_verified": true}), None), Err(Reason::Email));
    }

    #[test]
    fn userinfo_of_somebody_else_is_refused() {
        let token = json!({"sub": "1", "email": "ada@example.com", "email_verified": true});
        assert_eq!(email(token.clone(), Some(json!({"sub": "2"}))), Err(Reason::InfoSubject));
        assert_eq!(email(token, Some(json!({}))), Err(Reason::InfoSubject));
    }

    #[test]
    fn a_name_is_found_and_made_plain() {
        let long = "x".repeat(200);
        let table = [
            (json!({"name": " Ada\nLovelace "}), "Ada Lovelace"),
            (json!({"given_name": "Ada", "family_name": "Lovelace"}), "Ada Lovelace"),
            (json!({"name": "", "preferred_username": "ada"}), "ada"),
            (json!({"name": 7}), "ada"),
            (json!({"name": "A\u{200b}da\u{202e}"}), "Ada"),
            (json!({ "name": long }), &"x".repeat(80)),
        ];
        for (more, wanted) in table {
            let mut token = claims(json!({"sub": "1", "email": "ada@example.com", "email_verified": true}));
            token.extend(claims(more));
            assert_eq!(read(&token, None, &rule(None)).unwrap().name, *wanted);
        }
    }

    #[test]
    fn userinfo_is_asked_only_for_what_is_missing() {
        let full = json!({"email": "a@b.c", "email_verified": false, "name": "Ada", "groups": []});
        assert!(!says_too_little(&claims(full.clone()), &rule(Some("groups"))));
        for name in ["email", "email_verified", "name", "groups"] {
            let mut less = claims(full.clone());
            less.remove(name);
            assert!(says_too_little(&less, &rule(Some("groups"))), "{name}");
        }
    }
}

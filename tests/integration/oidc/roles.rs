//! Roles by groups, at every sign-in anew.

use debrief_shared::api::InstanceRole;
use debrief_tests::Outcome;
use serde_json::{Value, json};

use super::{Browser, Place};

const MAPPED: &str = "groups_claim = \"groups\"\ndefault_role = \"none\"\n\
                      roles = { sre = \"admin\", dev = \"member\", partners = \"guest\" }";

impl Place {
    /// The person of the script is in these groups from now on; `null` for a provider that doesn't say.
    fn put_into(&self, groups: Value) {
        self.change(|script| {
            if groups.is_null() {
                script.person.remove("groups");
            } else {
                script.person.insert("groups".to_owned(), groups);
            }
        });
    }
}

#[tokio::test]
async fn groups_raise_and_lower_at_every_sign_in() -> Outcome {
    let place = Place::with(MAPPED).await?;
    let browser = Browser::new(&place.server)?;
    let steps = [
        (json!(["dev"]), InstanceRole::Member),
        (json!(["dev", "sre"]), InstanceRole::Admin),
        (json!(["partners", "unknown"]), InstanceRole::Guest),
        (json!(["dev"]), InstanceRole::Member),
    ];
    for (groups, role) in steps {
        place.put_into(groups.clone());
        assert_eq!(browser.sign_in("main", "/").await?.to, "/", "{groups}");
        assert_eq!(browser.signed_in().await?.role, role, "{groups}");
    }
    let changed = place.audit("account.role_changed").await?;
    let roles: Vec<_> =
        changed.iter().rev().map(|row| (row.detail["from"].as_str(), row.detail["role"].as_str())).collect();
    let steps = [("member", "admin"), ("admin", "guest"), ("guest", "member")];
    assert_eq!(roles, steps.map(|(from, to)| (Some(from), Some(to))));
    assert!(changed.iter().all(|row| row.detail["provider"] == "main" && row.person.is_some()));
    Ok(())
}

#[tokio::test]
async fn whoever_has_lost_their_groups_stays_out() -> Outcome {
    let place = Place::with(MAPPED).await?;
    place.put_into(json!(["dev"]));
    Browser::new(&place.server)?.sign_in("main", "/").await?;
    place.put_into(json!(["unknown"]));
    let browser = Browser::new(&place.server)?;
    assert_eq!(browser.sign_in("main", "/").await?.to, "/sign-in?problem=no-access");
    assert!(browser.session().await?.is_none());
    assert_eq!(place.audit("session.refused").await?[0].detail["reason"], "no-role");
    Ok(())
}

#[tokio::test]
async fn somebody_new_without_a_group_is_refused() -> Outcome {
    let place = Place::with(MAPPED).await?;
    place.put_into(json!([]));
    place.refuses("no-access", "no-role").await.map(drop)
}

#[tokio::test]
async fn a_missing_group_claim_is_refused() -> Outcome {
    let place = Place::with(&MAPPED.replace("none", "member")).await?;
    place.put_into(Value::Null);
    place.refuses("no-access", "groups-missing").await.map(drop)
}

#[tokio::test]
async fn groups_that_are_no_list_are_refused() -> Outcome {
    let place = Place::with(MAPPED).await?;
    for groups in [json!("sre"), json!({ "sre": true }), json!(["sre", 7])] {
        place.put_into(groups);
        place.refuses("no-access", "groups-missing").await?;
    }
    Ok(())
}

#[tokio::test]
async fn without_a_default_nobody_new_gets_in() -> Outcome {
    let place = Place::with("default_role = \"none\"").await?;
    place.refuses("no-access", "no-role").await.map(drop)
}

#[tokio::test]
async fn the_last_admin_keeps_the_role() -> Outcome {
    let place = Place::with(MAPPED).await?;
    place.put_into(json!(["sre"]));
    let browser = Browser::new(&place.server)?;
    browser.sign_in("main", "/").await?;
    let ada = browser.signed_in().await?;
    assert_eq!(ada.role, InstanceRole::Admin);
    // The other admin steps back.
    let other = place.admin.session().await?.person.id;
    let lower = place.admin.request(reqwest::Method::PATCH, &format!("/api/admin/people/{other}"));
    let lowered = lower.json(&json!({ "role": "member" })).send().await?;
    assert!(lowered.status().is_success(), "{}", lowered.text().await?);

    place.put_into(json!(["dev"]));
    assert_eq!(browser.sign_in("main", "/").await?.to, "/");
    assert_eq!(browser.signed_in().await?.role, InstanceRole::Admin);
    Ok(())
}

//! Every way to lose access.

use std::time::Duration;

use anyhow::{Context as _, Result};
use debrief_shared::api::{
    Access, EditTeam, GrantRole, HandOver, InstanceRole, PatchPerson, Role, SuspendPerson, Team, Visibility,
};
use debrief_tests::cli::Account;
use debrief_tests::database::Database;
use debrief_tests::{Outcome, Replica};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::{Stage, Victim};

const SIGNED_OUT: u16 = 4401;
const SUSPENDED: u16 = 4423;
const NO_ACCESS: u16 = 4403;
const NOT_FOUND: u16 = 4404;
const LINK_OVER: u16 = 4410;
const ROLE_CHANGED: u16 = 4205;

#[tokio::test]
async fn a_role_that_is_lowered() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Editor).await?;
    stage.cuts_off(&victim, ROLE_CHANGED, stage.grant(victim.person, Role::Viewer)).await?;
    let (replica, role) = stage.role_of(&victim).await?;
    assert_eq!(role, Role::Viewer);
    stage.refuses(&replica).await
}

#[tokio::test]
async fn a_grant_that_is_taken_away() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "guest").await?;
    stage.grant(victim.person, Role::Viewer).await?;
    let path = stage.path(&format!("/access/people/{}", victim.person));
    stage.cuts_off(&victim, NO_ACCESS, stage.done(&stage.owner, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 404).await
}

/// A team with a role in the postmortem, and a member of it.
async fn team(stage: &Stage) -> Result<(Victim, Uuid)> {
    let victim = stage.by_token("Vera Victim", "member").await?;
    let team: Team = stage.admin.call(Method::POST, "/api/teams", &EditTeam { name: "Payments".to_owned() }).await?;
    stage.done(&stage.admin, Method::PUT, &format!("/api/teams/{}/members/{}", team.id, victim.person)).await?;
    let path = stage.path(&format!("/access/teams/{}", team.id));
    stage.owner.call::<Access>(Method::PUT, &path, &GrantRole { role: Role::Editor }).await?;
    Ok((victim, team.id))
}

#[tokio::test]
async fn a_team_that_one_leaves() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, team) = team(&stage).await?;
    let path = format!("/api/teams/{team}/members/{}", victim.person);
    stage.cuts_off(&victim, NO_ACCESS, stage.done(&stage.admin, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_team_that_is_removed() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, team) = team(&stage).await?;
    let path = format!("/api/teams/{team}");
    stage.cuts_off(&victim, NO_ACCESS, stage.done(&stage.admin, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_team_that_loses_its_role() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, team) = team(&stage).await?;
    let path = stage.path(&format!("/access/teams/{team}"));
    stage.cuts_off(&victim, NO_ACCESS, stage.done(&stage.owner, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_postmortem_that_is_restricted() -> Outcome {
    let stage = Stage::set().await?;
    stage.set_visibility(Visibility::Workspace).await?;
    let victim = stage.by_session("Vera Victim", "member").await?;
    stage.cuts_off(&victim, NO_ACCESS, stage.set_visibility(Visibility::Restricted)).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_member_who_becomes_a_guest() -> Outcome {
    let stage = Stage::set().await?;
    stage.set_visibility(Visibility::Workspace).await?;
    let victim = stage.by_token("Vera Victim", "member").await?;
    let lower = async {
        let patch = PatchPerson { role: Some(InstanceRole::Guest), new_owner: None };
        stage
            .admin
            .call::<Value>(Method::PATCH, &format!("/api/admin/people/{}", victim.person), &patch)
            .await
            .map(drop)
    };
    stage.cuts_off(&victim, NO_ACCESS, lower).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_link_that_is_revoked() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, link) = stage.by_link(Role::Viewer).await?;
    let path = stage.path(&format!("/links/{}", link.info.id));
    stage.cuts_off(&victim, LINK_OVER, stage.done(&stage.owner, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 404).await?;
    let secret = link.url.split_once('#').context("a secret")?.1;
    for path in ["/api/links/look", "/api/links/enter"] {
        let again = victim.request(Method::POST, path).json(&json!({ "link": secret }));
        assert_eq!(victim.client.refused(again).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn a_link_that_ends() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, link) = stage.by_link(Role::Editor).await?;
    // As if it had been made for so long, and nobody had come since.
    let soon = Duration::from_secs(2);
    let mut database = Database::open(&stage.server.data()).await?;
    database.end_link_in(link.info.id, soon).await?;
    database.close().await?;
    stage.cuts_off_soon(&victim, LINK_OVER, async { Ok(()) }).await?;
    stage.is_closed_to(&victim, 404).await
}

#[tokio::test]
async fn a_session_that_is_ended_from_elsewhere() -> Outcome {
    let stage = Stage::set().await?;
    let account = Account::named("Vera Victim");
    let victim = stage.by_session("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Editor).await?;
    let elsewhere = stage.signed_in(&account).await?;
    let sessions: Value = elsewhere.request(Method::GET, "/api/account/sessions").send().await?.json().await?;
    let other = sessions["sessions"].as_array().and_then(|all| all.iter().find(|one| one["current"] == false));
    let path = format!("/api/account/sessions/{}", other.context("another session")?["id"].as_str().context("an id")?);
    let end = async {
        elsewhere.request(Method::DELETE, &path).send().await?.error_for_status()?;
        Ok(())
    };
    stage.cuts_off(&victim, SIGNED_OUT, end).await?;
    stage.is_closed_to(&victim, 401).await?;
    Replica::join(elsewhere.joining(&stage)).await.map(drop)
}

#[tokio::test]
async fn signing_out_everywhere() -> Outcome {
    let stage = Stage::set().await?;
    let account = Account::named("Vera Victim");
    let victim = stage.by_session("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Commenter).await?;
    let elsewhere = stage.signed_in(&account).await?;
    let end = async {
        elsewhere.request(Method::DELETE, "/api/account/sessions").send().await?.error_for_status()?;
        Ok(())
    };
    stage.cuts_off(&victim, SIGNED_OUT, end).await?;
    stage.is_closed_to(&victim, 401).await?;
    stage.is_closed_to(&elsewhere, 401).await
}

#[tokio::test]
async fn a_token_that_is_revoked() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Editor).await?;
    let tokens: Value = victim.client.get("/api/tokens").await?;
    let path = format!("/api/tokens/{}", tokens["tokens"][0]["id"].as_str().context("an id")?);
    stage.cuts_off(&victim, SIGNED_OUT, stage.done(&victim.client, Method::DELETE, &path)).await?;
    stage.is_closed_to(&victim, 401).await
}

#[tokio::test]
async fn an_account_that_is_suspended() -> Outcome {
    let stage = Stage::set().await?;
    for (name, by_token) in [("Vera Victim", true), ("Vito Victim", false)] {
        let victim =
            if by_token { stage.by_token(name, "member").await? } else { stage.by_session(name, "member").await? };
        stage.grant(victim.person, Role::Editor).await?;
        let suspend = async {
            let path = format!("/api/admin/people/{}/suspend", victim.person);
            stage.admin.call::<Value>(Method::POST, &path, &SuspendPerson { new_owner: None }).await.map(drop)
        };
        stage.cuts_off(&victim, SUSPENDED, suspend).await?;
        stage.is_closed_to(&victim, 401).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_account_that_is_suspended_by_another_process() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Editor).await?;
    let suspend = async {
        let mut database = Database::open(&stage.server.data()).await?;
        database.suspend(victim.person).await?;
        database.close().await
    };
    stage.cuts_off_soon(&victim, SUSPENDED, suspend).await?;
    stage.is_closed_to(&victim, 401).await
}

#[tokio::test]
async fn a_postmortem_that_is_handed_over() -> Outcome {
    let stage = Stage::set().await?;
    let heir = stage.by_token("Hera Heir", "member").await?;
    stage.grant(heir.person, Role::Viewer).await?;
    let of_owner = Replica::open(&stage.server, &stage.owner, stage.id).await?;
    let hand_over = async {
        stage
            .owner
            .call::<Access>(Method::PUT, &stage.path("/owner"), &HandOver { person: heir.person })
            .await
            .map(drop)
    };
    stage.cuts_off(&heir, ROLE_CHANGED, hand_over).await?;
    assert_eq!(of_owner.ended().await?.code, Some(ROLE_CHANGED));
    assert_eq!(stage.role_of(&heir).await?.1, Role::Owner);
    assert_eq!(stage.owner.refused_status(Method::DELETE, &stage.path("")).await?, 403, "an editor now");
    assert_eq!(stage.owner.get::<Access>(&stage.path("/access")).await?.role, Role::Editor);
    Ok(())
}

#[tokio::test]
async fn a_link_whose_maker_handed_the_postmortem_over() -> Outcome {
    let stage = Stage::set().await?;
    let (victim, link) = stage.by_link(Role::Editor).await?;
    let heir = stage.by_token("Hera Heir", "member").await?;
    let hand_over = HandOver { person: heir.person };
    let hand_over =
        async { stage.owner.call::<Access>(Method::PUT, &stage.path("/owner"), &hand_over).await.map(drop) };
    stage.cuts_off(&victim, LINK_OVER, hand_over).await?;
    stage.is_closed_to(&victim, 404).await?;
    let access: Access = heir.client.get(&stage.path("/access")).await?;
    assert_eq!((access.role, access.links), (Role::Owner, vec![]));
    let again = victim.request(Method::POST, "/api/links/look");
    let again = again.json(&json!({ "link": link.url.split_once('#').context("a secret")?.1 }));
    assert_eq!(victim.client.refused(again).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn an_owner_who_becomes_a_guest() -> Outcome {
    let stage = Stage::set().await?;
    let owner = stage.owner.session().await?.person;
    let (by_link, _) = stage.by_link(Role::Viewer).await?;
    let heir = stage.by_token("Hera Heir", "member").await?;
    let path = format!("/api/admin/people/{}", owner.id);
    let lower = |new_owner| PatchPerson { role: Some(InstanceRole::Guest), new_owner };
    let unsaid = stage.admin.request(Method::PATCH, &path).json(&lower(None));
    let refused = stage.admin.refused(unsaid).await?;
    assert_eq!((refused.status, refused.problem.kind.as_str()), (409, "needs-new-owner"));
    let of_owner = Replica::open(&stage.server, &stage.owner, stage.id).await?;
    stage.admin.call::<Value>(Method::PATCH, &path, &lower(Some(heir.person))).await?;
    assert_eq!(of_owner.ended().await?.code, Some(NO_ACCESS));
    stage.is_closed_to(&by_link, 404).await?;
    assert_eq!(stage.owner.refused_status(Method::GET, &stage.path("")).await?, 404);
    assert_eq!(heir.client.get::<Access>(&stage.path("/access")).await?.role, Role::Owner);
    Ok(())
}

#[tokio::test]
async fn a_postmortem_that_is_removed() -> Outcome {
    let stage = Stage::set().await?;
    let victim = stage.by_token("Vera Victim", "member").await?;
    stage.grant(victim.person, Role::Editor).await?;
    stage.cuts_off(&victim, NOT_FOUND, stage.done(&stage.owner, Method::DELETE, &stage.path(""))).await?;
    stage.is_closed_to(&victim, 404).await
}

//! What admins do to people, and that nobody else does.

use axum::http::{Method, StatusCode};
use debrief_shared::api::InstanceRole;
use serde_json::json;
use uuid::Uuid;

use super::operations::{World, all, secret};
use super::{Answer, As, PASSWORD, Server};

const PEOPLE: &str = "/api/admin/people";

async fn id(server: &Server, name: &str) -> Uuid {
    let email = format!("{name}@example.com");
    server.state.store.account_by_email(&email).await.unwrap().expect("has an account").person.id
}

fn refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert!(answer.json()["detail"].as_str().unwrap().contains(words), "{}", answer.text);
}

#[tokio::test]
async fn nobody_but_admins_gets_in() {
    let server = Server::start().await;
    let world = World::new(&server).await;
    let (member, guest) = (server.member("eve").await, server.person("gus", InstanceRole::Guest).await);
    let mut tried = 0;
    for operation in all(&server).await {
        if !operation.route.starts_with("/api/admin/") {
            continue;
        }
        let example = world.example(&operation).await;
        for (who, status) in [(&As::Nobody, 401), (&member, 403), (&guest, 403)] {
            let answer = server.send(who, operation.method.clone(), &example.path, example.body.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{operation:?}: {}", answer.text);
        }
        // Whoever may not, is told so before the body or the id is looked at.
        let unknown = operation.route.replace("{person}", "x").replace("{invitation}", "x");
        let answer = server.send(&member, operation.method.clone(), &unknown, Some(json!({"wrong": 1}))).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{operation:?}: {}", answer.text);
        tried += 1;
    }
    assert!(tried >= 12, "{tried}");
}

#[tokio::test]
async fn the_overview_counts() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let gone = server.person("old", InstanceRole::Admin).await;
    let bin = server.postmortem(&gone, "Removed").await;
    server.delete(&gone, &bin).await;
    server.postmortem(&admin, "One").await;
    let suspended = format!("{PEOPLE}/{}/suspend", id(&server, "old").await);
    let done = server.post(&admin, &suspended, json!({"new_owner": id(&server, "ada").await})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);

    let overview = server.get(&admin, "/api/admin/overview").await.json();
    assert_eq!((&overview["people"], &overview["postmortems"]), (&json!(1), &json!(1)), "{overview}");
    assert_eq!((&overview["storage_ok"], &overview["public_url"]), (&json!(true), &json!(null)));
    assert!(overview["database_bytes"].as_u64().unwrap() > 4_096, "{overview}");
    assert_eq!(overview["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn roles_change_and_an_admin_is_left() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let eve = server.member("eve").await;
    let (ada_path, eve_path) =
        (format!("{PEOPLE}/{}", id(&server, "ada").await), format!("{PEOPLE}/{}", id(&server, "eve").await));
    refused(&server.patch(&admin, &ada_path, json!({"role": "member"})).await, 409, "last admin");
    refused(&server.patch(&admin, &eve_path, json!({"role": "owner"})).await, 422, "`role` takes one of these");
    refused(&server.patch(&admin, &eve_path, json!({"role": "admin", "id": 1})).await, 422, "`id` is not known here");
    refused(
        &server.patch(&admin, &format!("{PEOPLE}/{}", Uuid::nil()), json!({"role": "guest"})).await,
        404,
        "nothing",
    );
    assert_eq!(server.get(&eve, PEOPLE).await.status, StatusCode::FORBIDDEN);

    let raised = server.patch(&admin, &eve_path, json!({"role": "admin"})).await;
    assert_eq!((raised.status, &raised.json()["role"]), (StatusCode::OK, &json!("admin")));
    assert_eq!(server.get(&eve, PEOPLE).await.status, StatusCode::OK, "at once");
    let lowered = server.patch(&eve, &ada_path, json!({"role": "guest"})).await;
    assert_eq!(lowered.status, StatusCode::OK);
    assert_eq!(server.get(&admin, PEOPLE).await.status, StatusCode::FORBIDDEN, "at once");
    assert_eq!(server.patch(&eve, &eve_path, json!({})).await.json()["role"], "admin", "nothing said, nothing changed");
    let noted = server.noted("account.role_changed").await;
    assert_eq!(noted.len(), 2);
    assert_eq!((&noted[0].detail["from"], &noted[0].detail["to"]), (&json!("admin"), &json!("guest")));
}

#[tokio::test]
async fn who_is_suspended_is_out_and_what_they_own_passes_on() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let (eve, _, _) =
        (server.member("eve").await, server.person("gus", InstanceRole::Guest).await, server.member("old").await);
    let cookie = As::Cookie(server.cookie_of("eve").await);
    let postmortem = server.postmortem(&eve, "Hers").await;
    let path = async |name: &str| format!("{PEOPLE}/{}/suspend", id(&server, name).await);
    let (eves, adas) = (path("eve").await, path("ada").await);
    refused(&server.post(&admin, &adas, json!({})).await, 409, "yourself");
    assert_eq!(server.post(&admin, &path("old").await, json!({})).await.status, StatusCode::OK);
    refused(&server.post(&admin, &eves, json!({})).await, 409, "own postmortems");
    for unfit in [id(&server, "gus").await, id(&server, "eve").await, id(&server, "old").await, Uuid::nil()] {
        refused(&server.post(&admin, &eves, json!({"new_owner": unfit})).await, 422, "new owner");
    }
    assert_eq!(server.get(&eve, "/api/session").await.status, StatusCode::OK, "nothing was done so far");

    let done = server.post(&admin, &eves, json!({"new_owner": id(&server, "ada").await})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.json()["suspended_at"].is_string() && done.json()["owns"] == 0, "{}", done.text);
    for who in [&eve, &cookie] {
        assert_eq!(server.get(who, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    }
    let sign_in = json!({"email": "eve@example.com", "password": PASSWORD});
    let again = server.post(&As::Nobody, "/api/session", sign_in.clone()).await;
    assert!(again.status.is_client_error() && again.cookie().is_none(), "{}", again.text);
    assert_eq!(server.get(&admin, &postmortem).await.json()["owner"]["name"], "ada");
    refused(&server.post(&admin, &eves, json!({})).await, 409, "already");

    let back = eves.replace("/suspend", "/reinstate");
    assert_eq!(server.send(&admin, Method::POST, &back, None).await.json()["suspended_at"], json!(null));
    refused(&server.send(&admin, Method::POST, &back, None).await, 409, "not suspended");
    assert_eq!(server.post(&As::Nobody, "/api/session", sign_in).await.status, StatusCode::OK);
    assert_eq!(server.get(&eve, "/api/session").await.status, StatusCode::OK, "the token, too");
    assert_eq!(server.get(&cookie, "/api/session").await.status, StatusCode::UNAUTHORIZED, "the session is over");
}

#[tokio::test]
async fn signing_somebody_out_ends_sessions_and_leaves_tokens() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let eve = server.member("eve").await;
    let cookies = [As::Cookie(server.cookie_of("eve").await), As::Cookie(server.cookie_of("eve").await)];
    let own = As::Cookie(server.cookie_of("ada").await);
    let path = format!("{PEOPLE}/{}/sign-out", id(&server, "eve").await);
    assert_eq!(server.send(&admin, Method::POST, &path, None).await.status, StatusCode::NO_CONTENT);
    for cookie in &cookies {
        assert_eq!(server.get(cookie, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(server.get(&eve, "/api/session").await.status, StatusCode::OK);
    assert_eq!(server.get(&own, "/api/session").await.status, StatusCode::OK, "nobody else's");
    let unknown = format!("{PEOPLE}/{}/sign-out", Uuid::nil());
    assert_eq!(server.send(&admin, Method::POST, &unknown, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reset_link_is_handed_out_and_sets_a_password_once() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    server.member("eve").await;
    let person = format!("{PEOPLE}/{}", id(&server, "eve").await);
    let path = format!("{person}/reset-link");
    let made = server.send(&admin, Method::POST, &path, None).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert!(made.json()["url"].as_str().unwrap().starts_with("/reset#"), "{}", made.text);
    let used = json!({"ticket": secret(&made), "password": "another long password"});
    assert_eq!(server.post(&As::Nobody, "/api/tickets/use", used.clone()).await.status, StatusCode::OK);
    assert!(server.post(&As::Nobody, "/api/tickets/use", used).await.status.is_client_error(), "once");
    assert_eq!(server.noted("password").await.len(), 2, "offered and used");

    server.post(&admin, &format!("{person}/suspend"), json!({})).await;
    refused(&server.send(&admin, Method::POST, &path, None).await, 409, "suspended");
}

#[tokio::test]
async fn invitations_are_made_listed_and_withdrawn() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let path = "/api/admin/invitations";
    let invite = |email: &str| json!({"email": email, "role": "guest"});
    refused(&server.post(&admin, path, invite("nobody")).await, 422, "address");
    refused(&server.post(&admin, path, invite("ADA@example.com")).await, 409, "already");
    let made = server.post(&admin, path, invite(" New@Example.com ")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert!(made.json()["url"].as_str().unwrap().starts_with("/invitation#"));
    let listed = server.get(&admin, path).await;
    let first = listed.json()["invitations"][0].clone();
    assert_eq!((&first["email"], &first["role"]), (&json!("new@example.com"), &json!("guest")));
    assert_eq!(first["created_by"]["name"], "ada");
    assert!(!listed.text.contains(&secret(&made)), "no secrets in lists");

    let one = format!("{path}/{}", first["id"].as_str().unwrap());
    assert_eq!(server.delete(&admin, &one).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.delete(&admin, &one).await.status, StatusCode::NOT_FOUND);
    let look = json!({"ticket": secret(&made)});
    assert!(server.post(&As::Nobody, "/api/tickets/look", look).await.status.is_client_error(), "it is void");
    assert!(server.get(&admin, path).await.json()["invitations"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_guest_by_link_can_be_shown_out_and_nothing_more() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let postmortem = server.postmortem(&admin, "One").await;
    let link = server.post(&admin, &format!("{postmortem}/links"), json!({"role": "viewer", "days": 1})).await;
    let entered = server.post(&As::Nobody, "/api/links/enter", json!({"link": secret(&link), "name": "Gus"})).await;
    let guest = As::Cookie(entered.cookie().expect("entered").to_owned());
    let people = server.get(&admin, PEOPLE).await.json();
    let row = people["people"].as_array().unwrap().iter().find(|row| row["by_link"] == true).expect("listed").clone();
    assert_eq!((&row["email"], &row["role"]), (&json!(""), &json!("guest")));
    let path = format!("{PEOPLE}/{}", row["person"]["id"].as_str().unwrap());
    refused(&server.patch(&admin, &path, json!({"role": "member"})).await, 422, "share link");
    refused(&server.send(&admin, Method::POST, &format!("{path}/reset-link"), None).await, 422, "share link");
    assert_eq!(server.get(&guest, &postmortem).await.status, StatusCode::OK);
    assert_eq!(server.post(&admin, &format!("{path}/suspend"), json!({})).await.status, StatusCode::OK);
    assert_eq!(server.get(&guest, &postmortem).await.status, StatusCode::UNAUTHORIZED);
}

//! One's own account: what people change themselves, and what they cannot.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::{InstanceRole, TokenScope};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::operations::secret;
use super::{Answer, As, PASSWORD, Server, noted};
use crate::store::audit::{AuditAction, AuditQuery};
use crate::store::people::{IdentityRow, Shown};

const NEW: &str = "tangerine lamp over oslo";

/// Signs in with a password; the session's cookie, or how it was refused.
async fn enter(server: &Server, name: &str, password: &str) -> Result<As, StatusCode> {
    let body = json!({"email": format!("{name}@example.com"), "password": password});
    let entered = server.post(&As::Nobody, "/api/session", body).await;
    entered.cookie().map(|cookie| As::Cookie(cookie.to_owned())).ok_or(entered.status)
}

async fn set_password(server: &Server, who: &As, current: Value, new: &str) -> Answer {
    let body = json!({"current": current, "new": new});
    server.send(who, Method::PUT, "/api/account/password", Some(body)).await
}

#[tokio::test]
async fn name_and_colour_are_one_s_own_and_the_role_is_not() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let changed = server.patch(&ada, "/api/account", json!({"name": " Ada L. ", "color": 11})).await;
    assert_eq!((&changed.json()["person"]["name"], &changed.json()["person"]["color"]), (&json!("Ada L."), &json!(11)));
    assert_eq!(server.patch(&ada, "/api/account", json!({})).await.status, StatusCode::OK);
    for wrong in [
        json!({"role": "admin"}),
        json!({"name": "Ada", "role": "admin"}),
        json!({"email": "eve@example.com"}),
        json!({"id": "00000000-0000-0000-0000-000000000000"}),
        json!({"by_link": false}),
        json!({"name": ""}),
        json!({"name": "a\nb"}),
        json!({"name": "x".repeat(81)}),
        json!({"color": 12}),
        json!({"color": -1}),
    ] {
        let refused = server.patch(&ada, "/api/account", wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let still = server.get(&ada, "/api/session").await.json();
    assert_eq!((&still["role"], &still["person"]["name"]), (&json!("member"), &json!("Ada L.")));
    let rows = AuditQuery { action: Some("account.changed".to_owned()), limit: 9, ..AuditQuery::default() };
    assert_eq!(server.state.store.audit(rows).await.unwrap().len(), 1, "what changes nothing isn't noted");
}

#[tokio::test]
async fn guests_by_link_have_a_name_and_nothing_else() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let postmortem = server.postmortem(&ada, "One").await;
    let link = server.post(&ada, &format!("{postmortem}/links"), json!({"role": "viewer", "days": 1})).await;
    let entry = json!({"link": secret(&link), "name": "Gus"});
    let entered = server.post(&As::Nobody, "/api/links/enter", entry).await;
    let guest = As::Cookie(entered.cookie().unwrap().to_owned());

    let renamed = server.patch(&guest, "/api/account", json!({"name": "Gustav"})).await;
    assert_eq!((renamed.status, &renamed.json()["by_link"]), (StatusCode::OK, &json!(true)));
    let other = "/api/account/sessions/00000000-0000-0000-0000-000000000000";
    for (method, path, body) in [
        (Method::PUT, "/api/account/password", Some(json!({"new": NEW}))),
        (Method::GET, "/api/account/sessions", None),
        (Method::DELETE, "/api/account/sessions", None),
        (Method::DELETE, other, None),
        (Method::GET, "/api/account/identities", None),
        (Method::DELETE, "/api/account/identities/x", None),
    ] {
        let refused = server.send(&guest, method.clone(), path, body).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{method} {path}");
    }
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let server = Server::start().await;
    let script = server.member("ada").await;
    let (here, there) =
        (enter(&server, "ada", PASSWORD).await.unwrap(), enter(&server, "ada", PASSWORD).await.unwrap());
    for (current, new, kind) in [
        (json!("not it at all"), NEW, "wrong-current-password"),
        (json!(null), NEW, "wrong-current-password"),
        (json!(PASSWORD), "short", "unprocessable"),
        (json!(PASSWORD), "password12345", "unprocessable"),
        (json!(PASSWORD), "ada@example.com", "unprocessable"),
    ] {
        let refused = set_password(&server, &here, current.clone(), new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{current} {new}: {}", refused.text);
        assert_eq!(refused.json()["type"], kind, "{current} {new}");
    }
    let done = set_password(&server, &here, json!(PASSWORD), NEW).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text);
    let renewed = As::Cookie(done.cookie().expect("a new secret").to_owned());
    assert_eq!(server.get(&renewed, "/api/session").await.status, StatusCode::OK);
    assert_eq!(server.get(&there, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(enter(&server, "ada", PASSWORD).await.err(), Some(StatusCode::UNAUTHORIZED));
    assert!(enter(&server, "ada", NEW).await.is_ok());
    // Tokens are a matter of their own, and a token changes the password only for who knows it.
    assert_eq!(set_password(&server, &script, json!("guess"), PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(set_password(&server, &script, json!(NEW), PASSWORD).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&renewed, "/api/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_current_password_cannot_be_guessed_by_who_finds_an_open_browser() {
    let server = Server::start().await;
    server.member("ada").await;
    let ada = enter(&server, "ada", PASSWORD).await.unwrap();
    for _ in 0..10 {
        set_password(&server, &ada, json!("guess"), NEW).await;
    }
    assert_eq!(set_password(&server, &ada, json!(PASSWORD), NEW).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(enter(&server, "ada", PASSWORD).await.is_ok(), "signing in is another door");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let server = Server::start().await;
    server.member("ada").await;
    server.member("eve").await;
    let there = enter(&server, "ada", PASSWORD).await.unwrap();
    let eve = enter(&server, "eve", PASSWORD).await.unwrap();
    let request = Request::post("/api/session")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        .body(Body::from(json!({"email": "ada@example.com", "password": PASSWORD}).to_string()));
    let here = As::Cookie(server.raw(request.unwrap()).await.cookie().unwrap().to_owned());

    let listed = server.get(&here, "/api/account/sessions").await.json()["sessions"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 2, "nobody else's");
    assert_eq!((&listed[0]["current"], &listed[0]["browser"]), (&json!(true), &json!("Firefox on Linux")));
    assert_eq!(listed[1]["current"], false);
    let path = format!("/api/account/sessions/{}", listed[1]["id"].as_str().unwrap());
    assert_eq!(server.delete(&eve, &path).await.status, StatusCode::NOT_FOUND, "not hers");
    assert_eq!(server.get(&there, "/api/session").await.status, StatusCode::OK);
    let ended = server.delete(&here, &path).await;
    assert_eq!((ended.status, ended.cookie()), (StatusCode::NO_CONTENT, None));
    assert_eq!(server.get(&there, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.delete(&here, &path).await.status, StatusCode::NOT_FOUND);

    let again = enter(&server, "ada", PASSWORD).await.unwrap();
    let left = server.delete(&here, "/api/account/sessions").await;
    assert_eq!((left.status, left.cookie()), (StatusCode::NO_CONTENT, Some("debrief=")));
    for gone in [&here, &again] {
        assert_eq!(server.get(gone, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(server.get(&eve, "/api/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_last_way_to_sign_in_stays() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let now = Timestamp::now();
    let account = server.state.store.account_by_email("ada@example.com").await.unwrap().unwrap();
    let identity = IdentityRow {
        issuer: "https://id.example.com/realm".to_owned(),
        subject: "1".to_owned(),
        person: account.person.id,
        email: "ada@id.example.com".to_owned(),
        created_at: now,
        last_used_at: now,
    };
    server.state.store.create_identity(&identity, &noted(AuditAction::IdentityAdded)).await.unwrap();
    let listed = server.get(&ada, "/api/account/identities").await.json()["identities"].clone();
    assert_eq!(listed[0]["provider"], "https://id.example.com/realm", "one that the configuration names no more");
    let path = "/api/account/identities/https:%2F%2Fid.example.com%2Frealm";
    let eve = server.member("eve").await;
    assert_eq!(server.delete(&eve, path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.delete(&ada, path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.delete(&ada, path).await.status, StatusCode::NOT_FOUND);

    let bare = crate::store::people::Account {
        person: debrief_shared::api::Person {
            id: crate::random::id(now),
            name: "Bea".to_owned(),
            color: 1,
            guest: false,
        },
        email: Some("bea@example.com".to_owned()),
        role: InstanceRole::Member,
        password_hash: None,
        ..account
    };
    let identity = IdentityRow { person: bare.person.id, ..identity };
    let audit = noted(AuditAction::AccountCreated);
    server.state.store.create_account_with_identity(&bare, &identity, &audit).await.unwrap();
    let token = server.token(&bare, TokenScope::All).await;
    let shown = Shown::Identity { issuer: &identity.issuer, subject: &identity.subject };
    let secret =
        server.state.people.begin_session(bare.person.id, shown, String::new(), noted(AuditAction::SignedIn)).await;
    let (script, bea) = (As::Token(token), As::Cookie(format!("debrief={}", secret.unwrap())));
    assert_eq!(server.delete(&bea, path).await.status, StatusCode::CONFLICT, "no other way in");
    let refused = set_password(&server, &script, json!(null), NEW).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a token doesn't become a password");
    let set = set_password(&server, &bea, json!(null), NEW).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT);
    let bea = As::Cookie(set.cookie().expect("renewed").to_owned());
    assert!(enter(&server, "bea", NEW).await.is_ok());
    assert_eq!(server.delete(&bea, path).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_token_does_what_it_is_for_and_says_what_it_is_not() {
    let server = Server::start().await;
    let root = server.person("root", InstanceRole::Admin).await;
    let path = server.postmortem(&root, "One").await;
    let made = |scope| server.post(&root, "/api/tokens", json!({"name": "bot", "scope": scope}));
    let mut tokens = Vec::new();
    for scope in ["read", "comment", "write"] {
        let token = made(scope).await.json();
        assert_eq!(token["scope"], scope);
        tokens.push(As::Token(token["token"].as_str().unwrap().to_owned()));
    }
    assert_eq!(made("everything").await.status, 422);
    let comment = json!({"anchor": {"text": "postmortem"}, "quote": "", "body": "hello"});
    for (who, expected) in tokens.iter().zip([[200, 403, 403, 403], [200, 201, 403, 403], [200, 201, 200, 403]]) {
        let answers = [
            server.get(who, &path).await,
            server.post(who, &format!("{path}/comments"), comment.clone()).await,
            server.patch(who, &path, json!({"title": "Two"})).await,
            server.get(who, "/api/admin/people").await,
        ];
        assert_eq!(answers.each_ref().map(|answer| answer.status.as_u16()), expected);
        for refused in answers.iter().filter(|answer| answer.status == 403) {
            assert_eq!(refused.json()["type"], "scope-too-narrow", "{}", refused.text);
        }
        // No token makes itself stronger.
        assert_eq!(server.post(who, "/api/tokens", json!({"name": "more"})).await.status, 403);
        assert_eq!(server.patch(who, "/api/account", json!({"name": "Else"})).await.status, 403);
    }
    let rows = AuditQuery { action: Some("token.created".to_owned()), limit: 9, ..AuditQuery::default() };
    let log = server.state.store.audit(rows).await.unwrap();
    assert!(log.iter().any(|row| format!("{row:?}").contains("comment")), "the log says what a token is for");
}

//! Set-up, passwords, cookies and tokens.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{As, PASSWORD, Server};
use crate::store::audit::{Audit, AuditAction};

fn set_up(token: &str, password: &str) -> serde_json::Value {
    json!({"token": token, "name": "Ada", "email": "Ada@Example.com", "password": password})
}

#[tokio::test]
async fn the_first_account_is_made_once() {
    let server = Server::start().await;
    assert_eq!(server.get(&As::Nobody, "/api/instance").await.json()["needs_setup"], true);
    let old = server.state.people.offer_set_up().await.unwrap().unwrap();
    let token = server.state.people.offer_set_up().await.unwrap().unwrap();

    let refused = server.post(&As::Nobody, "/api/setup", set_up(&old, PASSWORD)).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "a newer link was printed");
    let refused = server.post(&As::Nobody, "/api/setup", set_up(&token, "short")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);

    let made = server.post(&As::Nobody, "/api/setup", set_up(&token, PASSWORD)).await;
    assert_eq!((made.status, &made.json()["role"]), (StatusCode::CREATED, &json!("admin")));
    let ada = As::Cookie(made.cookie().unwrap().to_owned());
    assert_eq!(server.get(&ada, "/api/session").await.json()["email"], "ada@example.com");

    let again = server.post(&As::Nobody, "/api/setup", set_up(&token, PASSWORD)).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get(&As::Nobody, "/api/instance").await.json()["needs_setup"], false);
    assert_eq!(server.state.people.offer_set_up().await, Ok(None));
}

#[tokio::test]
async fn signing_in_and_out() {
    let server = Server::start().await;
    server.member("ada").await;
    let wrong = json!({"email": "ada@example.com", "password": "something else"});
    let refused = server.post(&As::Nobody, "/api/session", wrong).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let unknown = json!({"email": "eve@example.com", "password": PASSWORD});
    assert_eq!(
        server.post(&As::Nobody, "/api/session", unknown).await.text,
        refused.text,
        "which of them stays unsaid"
    );

    let right = json!({"email": " ADA@example.com", "password": PASSWORD});
    let entered = server.post(&As::Nobody, "/api/session", right).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let ada = As::Cookie(entered.cookie().unwrap().to_owned());
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::OK);
    let left = server.delete(&ada, "/api/session").await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn attempts_to_sign_in_run_out() {
    let server = Server::start().await;
    let wrong = json!({"email": "eve@example.com", "password": "guess"});
    for _ in 0..10 {
        server.post(&As::Nobody, "/api/session", wrong.clone()).await;
    }
    let refused = server.post(&As::Nobody, "/api/session", wrong).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn tokens_are_made_listed_and_revoked_by_their_owner() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let made = server.post(&ada, "/api/tokens", json!({"name": "script"})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let path = format!("/api/tokens/{}", made.id());
    let script = As::Token(made.json()["token"].as_str().unwrap().to_owned());
    assert_eq!(server.get(&script, "/api/session").await.status, StatusCode::OK);

    let listed = server.get(&ada, "/api/tokens").await;
    assert_eq!(listed.json()["tokens"].as_array().unwrap().len(), 2);
    assert!(!listed.text.contains("dbr_"), "no secrets in lists");
    assert_eq!(server.delete(&eve, &path).await.status, StatusCode::NOT_FOUND, "not hers");
    assert_eq!(server.delete(&ada, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&script, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.delete(&ada, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn requests_of_other_sites_are_refused() {
    let server = Server::start().await;
    server.member("ada").await;
    let sign_in = json!({"email": "ada@example.com", "password": PASSWORD});
    let cookie = server.post(&As::Nobody, "/api/session", sign_in).await.cookie().unwrap().to_owned();
    let request = |origin: &str| {
        Request::builder()
            .method(Method::POST)
            .uri("/api/tokens")
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ORIGIN, origin)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"name":"x"}"#))
            .unwrap()
    };
    assert_eq!(server.raw(request("http://evil.example")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.raw(request("http://127.0.0.1:3000")).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_used() {
    let server = Server::start().await;
    server.member("ada").await;
    let person = server.state.store.people().await.unwrap()[0].id;
    let hours_ago = |hours| Timestamp::now() - SignedDuration::from_hours(hours);
    let begin = async |hours| {
        let audit = Audit::by_command(AuditAction::SignedIn, hours_ago(hours));
        let secret = server.state.people.begin_session(person, String::new(), audit).await.unwrap();
        As::Cookie(format!("debrief={secret}"))
    };
    let fresh = server.get(&begin(1).await, "/api/session").await;
    assert_eq!((fresh.status, fresh.cookie()), (StatusCode::OK, None), "no write on every request");
    let week_old = begin(7 * 24).await;
    assert!(server.get(&week_old, "/api/session").await.cookie().is_some(), "extended, and the browser is told");
    assert_eq!(server.get(&week_old, "/api/session").await.cookie(), None, "for another day");
    assert_eq!(server.get(&begin(31 * 24).await, "/api/session").await.status, StatusCode::UNAUTHORIZED);
}

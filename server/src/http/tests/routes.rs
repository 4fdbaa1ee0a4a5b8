//! What holds for every route: somebody asks for a right, errors have one form, headers are there.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use serde_json::{Value, json};

use super::{As, Server};
use crate::http::errors::PROBLEM_JSON;
use crate::http::identity::PUBLIC;

/// Every operation of the description, with a path that exists and a body that is right.
async fn operations(server: &Server, who: &As) -> Vec<(Method, String, String, Option<Value>)> {
    let postmortem = server.postmortem(who, "One").await;
    let comment = server.comment(who, &postmortem).await;
    let thread = server.post(who, &format!("{postmortem}/comments"), comment.clone()).await.id();
    let section = json!({"kind": "prose", "heading": "What happened"});
    let template = json!({"name": "Own", "sections": [section]});
    let own = server.post(who, "/api/templates", template.clone()).await.id();
    let token = server.post(who, "/api/tokens", json!({"name": "x"})).await.id();

    let description = server.get(&As::Nobody, "/api/openapi.json").await.json();
    let mut operations = Vec::new();
    for (route, methods) in description["paths"].as_object().unwrap() {
        let path = match route.as_str() {
            route if route.starts_with("/api/templates/") => route.replace("{id}", &own.to_string()),
            route if route.starts_with("/api/tokens/") => route.replace("{id}", &token.to_string()),
            route => route.replace("/api/postmortems/{id}", &postmortem).replace("{thread}", &thread.to_string()),
        };
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let body = match (method.as_str(), route.as_str()) {
                ("POST", "/api/session") => Some(json!({"email": "x@example.com", "password": "x"})),
                ("POST", "/api/setup") => Some(json!({"token": "x", "name": "x", "email": "x", "password": "x"})),
                ("POST", "/api/tokens") => Some(json!({"name": "x"})),
                ("POST", "/api/postmortems") => Some(json!({"title": "x", "template": "pushpay"})),
                ("PATCH", "/api/postmortems/{id}") => Some(json!({"severity": "Sev-1"})),
                ("POST", "/api/postmortems/{id}/comments") => Some(comment.clone()),
                ("POST", "/api/postmortems/{id}/comments/{thread}/replies") => Some(json!({"body": "x"})),
                ("PATCH", "/api/postmortems/{id}/comments/{thread}") => Some(json!({"resolved": true})),
                ("POST" | "PATCH", route) if route.starts_with("/api/templates") => Some(template.clone()),
                _ => None,
            };
            operations.push((method, route.clone(), path.clone(), body));
        }
    }
    operations
}

#[tokio::test]
async fn every_route_asks_for_a_right_or_is_public() {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let mut operations = operations(&server, &admin).await;
    assert!(operations.len() >= 25, "the description is complete");
    for (method, route, path, body) in &operations {
        let answer = server.send(&As::Nobody, method.clone(), path, body.clone()).await;
        if PUBLIC.contains(&(method.as_str(), route.as_str())) {
            assert!(!answer.text.contains("sign-in-first"), "{method} {route}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {route}: {}", answer.text);
            assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
        }
    }
    // Removing comes last, and what a thing holds goes before the thing.
    operations.sort_by_key(|(method, route, ..)| (*method == Method::DELETE, std::cmp::Reverse(route.len())));
    for (method, route, path, body) in operations {
        let answer = server.send(&admin, method.clone(), &path, body).await;
        if !PUBLIC.contains(&(method.as_str(), route.as_str())) {
            assert!(answer.status.is_success(), "{method} {route}: {} {}", answer.status, answer.text);
        }
    }
}

#[tokio::test]
async fn operations_have_names_of_their_own() {
    let description = Server::start().await.get(&As::Nobody, "/api/openapi.json").await.json();
    let paths = description["paths"].as_object().unwrap().values();
    let mut names: Vec<&str> = paths
        .flat_map(|methods| methods.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[tokio::test]
async fn every_error_is_a_problem_that_says_what_to_do() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let unknown = format!("/api/postmortems/{}", uuid::Uuid::nil());
    let wrong = json!({"title": 1, "template": "pushpay"});
    let extra = json!({"title": "", "template": "pushpay", "owner": "me"});
    let cases = [
        (server.get(&ada, &unknown).await, 404),
        (server.get(&ada, "/api/postmortems/none").await, 404),
        (server.get(&ada, "/api/none").await, 404),
        (server.get(&ada, "/api/postmortems?z=1").await, 400),
        (server.send(&ada, Method::PUT, "/api/postmortems", None).await, 405),
        (server.send(&ada, Method::POST, "/api/postmortems", None).await, 415),
        (server.post(&ada, "/api/postmortems", wrong).await, 422),
        (server.post(&ada, "/api/postmortems", extra).await, 422),
        (server.post(&ada, "/api/postmortems", json!({"title": "a\nb", "template": "pushpay"})).await, 422),
        (server.post(&ada, "/api/postmortems", json!({"title": "", "template": "none"})).await, 422),
        (server.post(&ada, "/api/tokens", json!({"name": "x".repeat(2 << 20)})).await, 413),
        (server.get(&As::Token("dbr_wrong".to_owned()), "/api/session").await, 401),
    ];
    for (answer, status) in cases {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert_eq!(answer.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{}", answer.text);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
    let half = Request::post("/api/tokens").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(server.raw(half.body(Body::from("{")).unwrap()).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn every_page_has_its_own_nonce() {
    let server = Server::start().await;
    let (one, two) = (server.get(&As::Nobody, "/").await, server.get(&As::Nobody, "/p/anything").await);
    let policy = |answer: &super::Answer| answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    for answer in [&one, &two] {
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(policy(answer).starts_with("default-src 'none'"));
    }
    if one.status == StatusCode::OK {
        assert_ne!(policy(&one), policy(&two));
        let nonce = policy(&one).split("nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(one.text.contains(&format!("content=\"{nonce}\"")) && !one.text.contains("__CSP_NONCE__"));
    } else {
        assert!(one.text.contains("cargo xtask run"), "a server without its page says what to do");
    }
    assert_eq!(server.get(&As::Nobody, "/assets/none.js").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get(&As::Nobody, "/healthz").await.status, StatusCode::OK);
    assert_eq!(server.get(&As::Nobody, "/readyz").await.status, StatusCode::OK);
}

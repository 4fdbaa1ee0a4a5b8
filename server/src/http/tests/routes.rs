//! What holds for every route: somebody asks for a right, errors have one form, headers are there.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use serde_json::json;

use super::operations::{self, Example, World};
use super::{As, Server};
use crate::http::errors::PROBLEM_JSON;
use crate::http::identity::PUBLIC;

#[tokio::test]
async fn every_route_asks_for_a_right_or_is_public() {
    let server = Server::start().await;
    let world = World::new(&server).await;
    let operations = operations::all(&server).await;
    assert!(operations.len() >= 50, "the description is complete");
    for operation in operations {
        if operation.route.contains("{provider}") {
            continue; // There is none.
        }
        let (method, route) = (operation.method.clone(), operation.route.as_str());
        let Example { who, path, body } = world.example(&operation).await;
        let answer = server.send(&As::Nobody, method.clone(), &path, body.clone()).await;
        if PUBLIC.contains(&(method.as_str(), route)) {
            assert!(!answer.text.contains("sign-in-first"), "{method} {route}");
            continue;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {route}: {}", answer.text);
        assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
        let answer = server.send(&who, method.clone(), &path, body).await;
        assert!(answer.status.is_success(), "{method} {route}: {} {}", answer.status, answer.text);
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
async fn whole_numbers_in_addresses_have_bounds_that_are_kept() {
    let server = Server::start().await;
    let description = server.get(&As::Nobody, "/api/openapi.json").await.json();
    let mut numbers = Vec::new();
    for (route, operations) in description["paths"].as_object().unwrap() {
        for parameter in operations["get"]["parameters"].as_array().into_iter().flatten() {
            if parameter["schema"]["type"].to_string().contains("integer") {
                let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
                let bound = |bound: &str| schema[bound].as_i64().unwrap_or_else(|| panic!("{route} {name}: {bound}"));
                assert!(bound("minimum") < bound("maximum"), "{route} {name}");
                numbers.push((route.clone(), name.to_owned(), bound("maximum")));
            }
        }
    }
    assert!(numbers.len() >= 8, "{numbers:?}");

    let ada = server.person("ada", InstanceRole::Admin).await;
    let postmortem = server.postmortem(&ada, "Checkout").await;
    for (route, name, most) in numbers {
        let base = route.replace("/api/postmortems/{id}", &postmortem);
        let ask = |value: i128| match name.as_str() {
            "seq" => base.replace("{seq}", &value.to_string()),
            "from" => format!("{base}?from={value}&to=1"),
            "to" => format!("{base}?from=0&to={value}"),
            _ => format!("{base}?{name}={value}"),
        };
        let beyond = server.get(&ada, &ask(i128::from(most) + 1)).await;
        assert!(matches!(beyond.status.as_u16(), 400 | 404 | 422), "{route} {name}: {}", beyond.status);
        let within = server.get(&ada, &ask(i128::from(most))).await;
        assert_ne!(within.status, StatusCode::BAD_REQUEST, "{route} {name}: {}", within.text);
    }
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
    let As::Token(token) = ada else { unreachable!("members have tokens") };
    let half = Request::post("/api/tokens").header(header::CONTENT_TYPE, "application/json");
    let half = half.header(header::AUTHORIZATION, format!("Bearer {token}"));
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
    let worker = server.get(&As::Nobody, "/sw.js").await;
    if worker.status == StatusCode::OK {
        assert_eq!(worker.headers[header::CACHE_CONTROL], "no-cache", "an old service worker never stays for long");
        assert!(
            !worker.text.contains("{{")
                && one.text.contains(worker.text.split("BUILD = \"").nth(1).unwrap().split('"').next().unwrap())
        );
        assert!(policy(&one).contains("worker-src 'self'") && !policy(&worker).contains("script-src"));
    }
    assert_eq!(server.get(&As::Nobody, "/healthz").await.status, StatusCode::OK);
    assert_eq!(server.get(&As::Nobody, "/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn metrics_are_for_admins_and_readiness_has_no_details() {
    let server = Server::start().await;
    let (admin, member) = (server.person("ada", InstanceRole::Admin).await, server.member("eve").await);
    assert_eq!(server.get(&As::Nobody, "/metrics").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get(&member, "/metrics").await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.get(&admin, "/metrics").await.status, StatusCode::OK);
    assert_eq!(server.get(&As::Cookie(server.cookie_of("ada").await), "/metrics").await.status, StatusCode::OK);
    assert_eq!(server.get(&As::Nobody, "/healthz").await.text, "ok\n");
    assert_eq!(server.get(&As::Nobody, "/readyz").await.text, "ready\n");
}

//! Requests that are sent again, and the page that says which may be.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

use super::{Answer, As, Server};

async fn keyed(server: &Server, who: &As, path: &str, key: &str, body: &Value) -> Answer {
    let As::Token(token) = who else { unreachable!("members have tokens") };
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()))
        .unwrap();
    server.raw(request).await
}

async fn count(server: &Server, who: &As) -> usize {
    server.get(who, "/api/postmortems").await.json()["postmortems"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once_and_answered_as_it_was() {
    let server = Server::start().await;
    let (ada, bea) = (server.member("ada").await, server.member("bea").await);
    let one = json!({"title": "One", "template": "pushpay"});
    let first = keyed(&server, &ada, "/api/postmortems", "k1", &one).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let again = keyed(&server, &ada, "/api/postmortems", "k1", &one).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.headers.get(header::LOCATION), first.headers.get(header::LOCATION));
    assert_eq!(
        (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"].as_bytes()),
        (None, &b"true"[..])
    );
    assert_eq!(count(&server, &ada).await, 1);

    // Another request, another person, another address.
    let two = json!({"title": "Two", "template": "pushpay"});
    assert_eq!(keyed(&server, &ada, "/api/postmortems", "k1", &two).await.status, 422);
    assert_eq!(keyed(&server, &ada, "/api/postmortems?x=1", "k1", &one).await.status, 422);
    assert_eq!(keyed(&server, &bea, "/api/postmortems", "k1", &two).await.status, 201);
    assert_eq!(count(&server, &bea).await, 2);

    // What did nothing may be tried again with the same key.
    let wrong = json!({"title": "Three", "template": "no such"});
    assert!(keyed(&server, &ada, "/api/postmortems", "k2", &wrong).await.status.is_client_error());
    assert_eq!(keyed(&server, &ada, "/api/postmortems", "k2", &two).await.status, 201);

    // Many at once: one does it, and nobody is told anything else than its answer.
    let path = format!("/api/postmortems/{}/comments", first.json()["id"].as_str().unwrap());
    let words = json!({"anchor": {"text": "postmortem"}, "quote": "", "body": "hello"});
    let answers = futures_util::future::join_all((0..8).map(|_| keyed(&server, &ada, &path, "k3", &words))).await;
    assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status.as_u16())), "{}", answers[0].text);
    let threads = server.get(&ada, &path).await.json();
    assert_eq!(threads["threads"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn odd_keys_are_refused_and_answers_with_secrets_are_not_kept() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let one = json!({"title": "One", "template": "pushpay"});
    for key in ["", " ", "a b", "\u{e4}", &"k".repeat(256)] {
        assert_eq!(keyed(&server, &ada, "/api/postmortems", key, &one).await.status, 400, "{key}");
    }
    assert_eq!(keyed(&server, &ada, "/api/postmortems", &"k".repeat(255), &one).await.status, 201);
    let refused = keyed(&server, &ada, "/api/tokens", "k", &json!({"name": "x"})).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(count(&server, &ada).await, 1);
}

#[tokio::test]
async fn the_api_can_be_read_as_a_page() {
    let server = Server::start().await;
    let page = server.get(&As::Nobody, "/api/docs").await;
    assert_eq!(page.status, 200);
    let description = server.get(&As::Nobody, "/api/openapi.json").await.json();
    let mut operations = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.text.contains(&format!("id=\"{id}\"")), "{path}: {id}");
            operations += 1;
        }
    }
    assert!(operations > 100, "{operations}");
    for name in description["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.text.contains(&format!("id=\"shape-{name}\"")), "{name}");
    }
    for link in page.text.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(page.text.contains(&format!("id=\"{target}\"")), "{target} is there");
    }
    assert!(
        page.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'; style-src 'sha256-")
    );
    let takes = |path: &str| description["paths"][path]["post"]["parameters"].to_string().contains("Idempotency-Key");
    assert!(takes("/api/postmortems") && !takes("/api/tokens"));
}

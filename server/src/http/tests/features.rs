//! Postmortems, templates and comments through the front door.

use axum::http::{Method, StatusCode, header};
use debrief_shared::api::InstanceRole;
use serde_json::json;

use super::{As, Server};

#[tokio::test]
async fn a_postmortem_from_template_to_bin_and_back() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let path = server.postmortem(&ada, "Docs not available").await;

    let shown = server.get(&eve, &path).await.json();
    assert_eq!((&shown["title"], &shown["role"]), (&json!("Docs not available"), &json!("editor")));
    assert_eq!(shown["document"]["sections"].as_array().unwrap().len(), 3);
    assert_eq!(shown["owner"]["name"], "ada");

    let facts = json!({"title": "Docs were away", "severity": "Sev-2", "services": ["docs", " "]});
    let changed = server.patch(&eve, &path, facts).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(changed.json()["services"], json!(["docs"]));
    let found = server.get(&ada, "/api/postmortems?q=AWAY").await.json();
    assert_eq!(found["postmortems"][0]["title"], "Docs were away");
    assert_eq!(server.get(&ada, "/api/postmortems?q=nowhere").await.json()["postmortems"], json!([]));

    assert_eq!(server.delete(&eve, &path).await.status, StatusCode::FORBIDDEN, "not the owner");
    assert_eq!(server.delete(&ada, &path).await.status, StatusCode::NO_CONTENT);
    for (method, path) in
        [(Method::GET, path.clone()), (Method::GET, format!("{path}/export")), (Method::DELETE, path.clone())]
    {
        assert_eq!(server.send(&ada, method, &path, None).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(server.get(&ada, "/api/postmortems").await.json()["postmortems"], json!([]));
    let bin = "/api/postmortems?removed=true";
    assert_eq!(server.get(&eve, bin).await.json()["postmortems"], json!([]));
    assert_eq!(server.get(&ada, bin).await.json()["postmortems"].as_array().unwrap().len(), 1);

    let restore = format!("{path}/restore");
    assert_eq!(server.send(&eve, Method::POST, &restore, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.send(&ada, Method::POST, &restore, None).await.status, StatusCode::OK);
    assert_eq!(server.get(&eve, &path).await.json()["title"], "Docs were away");
}

#[tokio::test]
async fn exports_are_downloads() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "Checkout \"slow\"\u{2028}").await;
    for (format, media_type, begin) in [
        ("md", "text/markdown", "# Checkout"),
        ("json", "application/json", "{"),
        ("html", "text/html", "<!doctype html>"),
    ] {
        let file = server.get(&ada, &format!("{path}/export?format={format}")).await;
        assert!(file.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with(media_type));
        let name = format!("attachment; filename=\"postmortem-checkout-slow.{format}\"");
        assert_eq!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap(), name);
        assert!(
            file.text.to_lowercase().starts_with(&begin.to_lowercase()),
            "{}",
            &file.text[..60.min(file.text.len())]
        );
    }
}

#[tokio::test]
async fn templates_belong_to_somebody() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let admin = server.person("root", InstanceRole::Admin).await;
    let built_in = "/api/templates/pushpay";
    let listed = server.get(&ada, "/api/templates").await.json();
    assert_eq!(listed["templates"].as_array().unwrap().len(), 6);

    let rename = json!({"name": "Renamed"});
    assert_eq!(server.patch(&ada, built_in, rename.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.patch(&admin, built_in, rename.clone()).await.json()["built_in"], true);
    assert_eq!(server.delete(&admin, built_in).await.status, StatusCode::FORBIDDEN);
    crate::templates::refresh(server.state.store.as_ref(), jiff::Timestamp::now()).await.unwrap();
    assert_eq!(server.get(&ada, built_in).await.json()["name"], "Renamed", "a person's wording stays");

    let postmortem = server.postmortem(&ada, "Private words").await;
    let id = postmortem.rsplit('/').next().unwrap();
    let made = server.post(&ada, "/api/templates", json!({"name": "Ours", "from": id})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.json()["sections"].as_array().unwrap().len(), 3);
    assert!(made.json()["sections"].as_array().unwrap().iter().all(|section| section["body"] == ""));
    let own = format!("/api/templates/{}", made.id());
    assert_eq!(server.patch(&eve, &own, rename.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.patch(&ada, &own, rename).await.json()["name"], "Renamed");
    assert_eq!(server.patch(&ada, &own, json!({"sections": []})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let from_own = json!({"title": "", "template": made.id()});
    assert_eq!(server.post(&eve, "/api/postmortems", from_own).await.status, StatusCode::CREATED);
    assert_eq!(server.delete(&ada, &own).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&ada, &own).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn comments_are_answered_settled_and_removed() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let path = server.postmortem(&ada, "One").await;
    let comments = format!("{path}/comments");
    let made = server.post(&eve, &comments, server.comment(&ada, &path).await).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let thread = format!("{comments}/{}", made.id());

    let replied = server.post(&ada, &format!("{thread}/replies"), json!({"body": " On the graph. "})).await.json();
    assert_eq!(replied["comments"][1]["body"], "On the graph.");
    assert_eq!(replied["comments"][0]["author"]["name"], "eve");
    let settled = server.patch(&ada, &thread, json!({"resolved": true})).await.json();
    assert_eq!(settled["resolved_by"]["name"], "ada");
    assert_eq!(server.patch(&eve, &thread, json!({"resolved": true})).await.json(), settled, "settled is settled");
    assert_eq!(server.patch(&eve, &thread, json!({"resolved": false})).await.json()["resolved_at"], json!(null));
    assert_eq!(server.get(&ada, &comments).await.json()["threads"].as_array().unwrap().len(), 1);

    let other = server.postmortem(&ada, "Two").await;
    let misplaced = format!("{other}/comments/{}", made.id());
    for (method, path, body) in [
        (Method::PATCH, misplaced.clone(), Some(json!({"resolved": true}))),
        (Method::POST, format!("{misplaced}/replies"), Some(json!({"body": "x"}))),
        (Method::DELETE, misplaced.clone(), None),
    ] {
        let answer = server.send(&ada, method, &path, body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "the thread of another postmortem");
    }
    let guest = server.member("guest").await;
    assert_eq!(server.delete(&guest, &thread).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.delete(&eve, &thread).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.delete(&eve, &thread).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn comments_that_hang_on_nothing_are_refused() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let comments = format!("{path}/comments");
    let good = server.comment(&ada, &path).await;
    let with = |pointer: &str, value: serde_json::Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    let bad = [
        with("/anchor/text", json!("sections/none/body")),
        with("/anchor/text", json!("meta/severity")),
        with("/anchor/start", json!({"item": "x"})),
        with("/anchor/end", json!({"tname": "x".repeat(1000)})),
        with("/body", json!("   ")),
        with("/body", json!("x".repeat(10_001))),
        with("/quote", json!("x".repeat(1_001))),
    ];
    for comment in bad {
        let answer = server.post(&ada, &comments, comment).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    }
    assert_eq!(server.post(&As::Nobody, &comments, good).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn names_of_customers_are_the_admins_list_for_members() {
    let server = Server::start().await;
    let (admin, member) = (server.person("root", InstanceRole::Admin).await, server.member("ada").await);
    let guest = server.person("guest", InstanceRole::Guest).await;
    assert_eq!(server.get(&member, "/api/customers").await.json(), json!({"names": []}));
    let names = json!({"names": ["  Zeta   Bank ", "Acme Retail", "", "Acme Retail"]});
    let put = server.put(&admin, "/api/customers", names.clone()).await;
    assert_eq!((put.status.as_u16(), put.json()), (200, json!({"names": ["Acme Retail", "Zeta Bank"]})));
    assert_eq!(server.get(&member, "/api/customers").await.json(), put.json());
    let refused = server.get(&guest, "/api/customers").await;
    assert!(refused.status == 403 && !refused.text.contains("Acme"), "{}", refused.text);
    assert_eq!(server.put(&member, "/api/customers", names).await.status, 403);
    for (names, word) in [
        (json!(["IT"]), "3 to 100"),
        (json!(["x".repeat(101)]), "3 to 100"),
        (json!((0..1_001).map(|number| format!("Customer {number}")).collect::<Vec<_>>()), "at most 1000"),
    ] {
        let refused = server.put(&admin, "/api/customers", json!({"names": names})).await;
        assert!(refused.status == 422 && refused.text.contains(word), "{}", refused.text);
    }
    let log = server.get(&admin, "/api/admin/audit").await.text;
    assert!(log.contains("customers.changed") && !log.contains("Acme"), "the log keeps no names");
}

//! The library over REST: making, listing, searching, changing, removing, bringing back; and how requests are refused.

use debrief_shared::api::{PatchPostmortem, Role};
use debrief_shared::document::SectionKind;
use debrief_tests::{Outcome, Server, random};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Room;

#[tokio::test]
async fn a_postmortem_begins_as_its_template_says() -> Outcome {
    let (server, ada) = Server::with_admin().await?;
    let templates = ada.templates().await?;
    for id in ["pushpay", "google-sre", "pagerduty", "morgue", "outside-message", "learning-review"] {
        let template = templates.iter().find(|template| template.id == id);
        let template = template.unwrap_or_else(|| panic!("no template {id}"));
        let made = ada.create(&format!("From {id}"), id).await?;
        assert_eq!(made.role, Role::Owner);
        let document = ada.postmortem(made.id).await?.document;
        let headings: Vec<_> = document.sections.iter().map(|section| section.heading.as_str()).collect();
        let expected: Vec<_> = template.sections.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!(headings, expected, "{id}");
        assert!(document.sections.iter().all(|section| !section.guidance.is_empty()), "{id} has guidance everywhere");
    }
    let kinds = ada.postmortem(ada.create("", "pushpay").await?.id).await?.document.sections;
    let kinds: Vec<_> = kinds.iter().map(|section| section.kind).collect();
    assert_eq!(kinds, [SectionKind::Timeline, SectionKind::Prose, SectionKind::Mitigations]);
    drop(server);
    Ok(())
}

#[tokio::test]
async fn the_library_lists_and_finds_by_title() -> Outcome {
    let (server, ada) = Server::with_admin().await?;
    let grace = server.person("Grace Member", "member")?;
    let cards = ada.create("Checkout refused cards", "pushpay").await?.id;
    let docs = grace.create("Docs were not available", "google-sre").await?.id;
    let ids =
        |list: Vec<debrief_shared::api::PostmortemSummary>| list.into_iter().map(|line| line.id).collect::<Vec<_>>();
    assert_eq!(ids(ada.list("").await?), [docs, cards], "newest change first");
    assert_eq!(ids(ada.list("?q=DOCS").await?), [docs]);
    assert_eq!(ids(ada.list("?q=cards%20checkout").await?), [cards]);
    assert!(ada.list("?q=nothing").await?.is_empty());
    assert!(ada.list("?q=%25").await?.is_empty(), "a percent sign is a letter like any other");

    let change = PatchPostmortem { incident: Some("INC-42".to_owned()), ..PatchPostmortem::default() };
    ada.patch(cards, &change).await?;
    let list = ada.list("").await?;
    assert_eq!((list[0].id, list[0].incident.as_str(), list[0].role), (cards, "INC-42", Role::Owner));
    Ok(())
}

#[tokio::test]
async fn a_removed_postmortem_is_gone_for_everybody_and_comes_back_whole() -> Outcome {
    let room = Room::open().await?;
    let mut replica = room.replica().await?;
    replica.append(&debrief_shared::document::TextPath::Title, " twice")?;
    replica.saved().await?;
    let path = format!("/api/postmortems/{}", room.id);
    assert_eq!(room.ada.send(Method::DELETE, &path).await?.status(), StatusCode::NO_CONTENT);
    assert_eq!(replica.ended().await?.code, Some(4404));
    assert_eq!(room.ada.refused_status(Method::GET, &path).await?, 404);
    assert!(room.ada.list("").await?.is_empty());
    let plain = debrief_tests::Joining::new(&room.server, room.id).bearer(room.ada.token()?).plain();
    assert_eq!(plain.refused().await?, 404);

    let restored = room.ada.send(Method::POST, &format!("{path}/restore")).await?;
    assert!(restored.status().is_success(), "{}", restored.status());
    assert_eq!(room.ada.postmortem(room.id).await?.document.title, "Checkout refused cards twice");
    replica.reconnect().await?;
    replica.append(&debrief_shared::document::TextPath::Title, ", back")?;
    replica.saved().await
}

#[tokio::test]
async fn requests_that_cannot_be_taken_are_answered_with_a_problem() -> Outcome {
    let room = Room::open().await?;
    let ada = &room.ada;
    let path = format!("/api/postmortems/{}", room.id);
    let post = |body: serde_json::Value| ada.request(Method::POST, "/api/postmortems").json(&body);
    let change = |body: serde_json::Value| ada.request(Method::PATCH, &path).json(&body);
    let table = [
        ("unknown id", ada.request(Method::GET, &format!("/api/postmortems/{}", random::id())), 404),
        ("no id", ada.request(Method::GET, "/api/postmortems/not-an-id"), 404),
        ("no such route", ada.request(Method::GET, "/api/nothing"), 404),
        ("method", ada.request(Method::PUT, &path), 405),
        ("unknown template", post(json!({ "title": "x", "template": "none" })), 422),
        ("unknown field", post(json!({ "title": "x", "template": "pushpay", "owner": "me" })), 422),
        ("wrong type", post(json!({ "title": 1, "template": "pushpay" })), 422),
        ("long title", post(json!({ "title": "x".repeat(301), "template": "pushpay" })), 422),
        ("unknown field of a change", change(json!({ "owner": "me" })), 422),
        ("two lines", change(json!({ "title": "a\nb" })), 422),
        (
            "no JSON",
            ada.request(Method::POST, "/api/postmortems").body("{").header(CONTENT_TYPE, "application/json"),
            400,
        ),
        ("form", ada.request(Method::POST, "/api/postmortems").body("title=x"), 415),
    ];
    for (name, request, expected) in table {
        let refusal = ada.refused(request).await?;
        let close_enough = refusal.status == expected || (expected == 422 && refusal.status == 400);
        assert!(close_enough, "{name}: {refusal:?}");
    }
    assert_eq!(ada.list("").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_request_that_is_too_large_is_not_taken() -> Outcome {
    let (server, ada) = Server::with_admin().await?;
    let body = json!({ "title": "x".repeat(2 << 20), "template": "pushpay" });
    // The server may hang up before everything is sent: then the answer is lost on the way.
    if let Ok(response) = ada.request(Method::POST, "/api/postmortems").json(&body).send().await {
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    let anew = debrief_tests::Client::with_token(&server, ada.token()?)?;
    assert!(anew.list("").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn the_description_of_the_interface_names_every_route() -> Outcome {
    let (_server, ada) = Server::with_admin().await?;
    let description: serde_json::Value = ada.get("/api/openapi.json").await?;
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
    for path in [
        "/api/session",
        "/api/setup",
        "/api/tokens",
        "/api/tokens/{id}",
        "/api/postmortems",
        "/api/postmortems/{id}",
        "/api/postmortems/{id}/restore",
        "/api/postmortems/{id}/export",
        "/api/postmortems/{id}/comments",
        "/api/postmortems/{id}/comments/{thread}",
        "/api/postmortems/{id}/comments/{thread}/replies",
        "/api/templates",
        "/api/templates/{id}",
        "/api/people",
    ] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
    Ok(())
}

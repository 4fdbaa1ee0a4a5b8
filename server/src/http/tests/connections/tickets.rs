//! Tickets: made once, linked in the document, and read back without overwriting what people decided.

use axum::http::{Method, StatusCode};
use debrief_shared::api::{InstanceRole, TicketState};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::Server;
use super::{courier, github};
use crate::document::tests::eventually;
use crate::outbound::tests::{Asked, Asks};
use crate::store::tracked::{Standing, TicketOf};

#[tokio::test]
async fn a_mitigation_has_one_ticket_that_is_read_back() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let (site, tracker) = github(&server, &admin).await;
    let path = server.postmortem(&admin, "One").await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let me = server.get(&admin, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap();
    let mitigation = server.commits(id, me, "Alert on the **pool**\nbefore it is full").await;
    let make = format!("{path}/mitigations/{mitigation}/ticket");
    let answers = tokio::join!(
        server.post(&admin, &make, json!({"tracker": tracker})),
        server.post(&admin, &make, json!({"tracker": tracker})),
    );
    let mut statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", answers.0.text, answers.1.text);
    let sent: Vec<_> = site.asked().into_iter().filter(|asked| asked.method == "POST").collect();
    assert_eq!(sent.len(), 1, "pressed twice it is one ticket");
    assert!(sent[0].json()["title"].as_str().unwrap().starts_with("Alert on the"));
    let document = || async { server.get(&admin, &path).await.json()["document"]["mitigations"][0].clone() };
    assert_eq!(document().await["ticket"], "https://github.com/acme/shop/issues/7");
    let tickets = || async { server.get(&admin, &format!("{path}/tickets")).await.json() };
    assert_eq!(tickets().await["tickets"][0]["state"], "open");
    assert_eq!(tickets().await["trackers"], json!([{"id": tracker, "name": "Shop"}]));
    assert_eq!(server.noted("ticket.created").await.len(), 1);

    // It is due now.
    let of = TicketOf { postmortem: id, mitigation: mitigation.clone() };
    let standing = Standing { state: TicketState::Open, word: "open".to_owned() };
    let now = Timestamp::now();
    server.state.store.note_standing(&of, &standing, now, now).await.unwrap();
    let _node = courier(&server);
    eventually(async || tickets().await["tickets"][0]["state"] == "done").await;
    assert_eq!(tickets().await["tickets"][0]["word"], "closed");
    assert_eq!(document().await["status"], "open", "what people decided stays");
}

#[tokio::test]
async fn what_is_not_made_leaves_nothing() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let (site, tracker) = github(&server, &admin).await;
    let path = server.postmortem(&admin, "One").await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let me = server.get(&admin, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap();
    let mitigation = server.commits(id, me, "Alert").await;
    drop(site);
    let make = format!("{path}/mitigations/{mitigation}/ticket");
    let refused = server.post(&admin, &make, json!({"tracker": tracker})).await;
    assert!(refused.status == 422 && refused.text.contains("Shop made no ticket"), "{}", refused.text);
    assert_eq!(server.state.store.tracked(id).await, Ok(Vec::new()));
    let hook = super::made(&server, &admin, super::webhook("http://127.0.0.1:9/", &["postmortem.created"])).await;
    assert_eq!(server.post(&admin, &make, json!({"tracker": hook.id})).await.status, 422);
    let nothing = format!("{path}/mitigations/none/ticket");
    assert_eq!(server.post(&admin, &nothing, json!({"tracker": tracker})).await.status, 404);
}

#[tokio::test]
async fn the_token_of_a_tracker_goes_to_no_other_address() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let (_site, id) = github(&server, &admin).await;
    let other = Asks::answering(|_: &Asked, _| StatusCode::OK).await;
    let settings = json!({"kind": "tracker", "tracker": "github", "url": other.url, "project": "acme/shop"});
    let route = format!("/api/admin/connections/{id}");
    let moved = async |body: Value| server.send(&admin, Method::PUT, &route, Some(body)).await;
    let refused = moved(json!({"name": "Shop", "settings": settings})).await;
    assert!(refused.status == 422 && refused.text.contains("for the address before"), "{}", refused.text);
    server.post(&admin, &format!("{route}/test"), json!({})).await;
    assert_eq!(other.asked().len(), 0);
    let with_secret = moved(json!({"name": "Shop", "settings": settings, "secret": "an0ther"})).await;
    assert_eq!(with_secret.status, 200, "{}", with_secret.text);
    server.post(&admin, &format!("{route}/test"), json!({})).await;
    assert_eq!(other.asked()[0].header("authorization"), "Bearer an0ther");
}

//! Tickets: made once, linked in the document, and read back without overwriting what people decided.

use debrief_shared::api::{InstanceRole, TicketState};
use jiff::Timestamp;
use serde_json::json;

use super::super::Server;
use super::{courier, github};
use crate::document::tests::eventually;
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

//! What the matrix has of connections: one that tells, one that was removed, one that takes, a tracker, and a delivery that was given up.

use jiff::Timestamp;
use serde_json::json;

use super::super::super::connections::{github, made, webhook};
use super::super::super::{As, Server};
use crate::outbound::tests::Asks;

/// Makes them. Gives what stands in paths, and the site that acts as the tracker.
pub(super) async fn everything(
    server: &Server,
    admin: &As,
    owner: &As,
    one: &str,
) -> (Vec<(&'static str, String)>, Asks) {
    let told = webhook("http://127.0.0.1:9/", &["postmortem.created"]);
    let connection = made(server, admin, told.clone()).await.id;
    let gone = made(server, admin, told).await.id;
    assert_eq!(server.delete(admin, &format!("/api/admin/connections/{gone}")).await.status, 204);
    server.postmortem(owner, "Told").await;
    let now = Timestamp::now();
    let store = &server.state.store;
    let claimed = store.claim_delivery(now, now, &[]).await.unwrap().expect("a delivery");
    store.postpone_delivery(claimed.id, None, "410 Gone").await.unwrap();
    let person = server.get(owner, "/api/session").await.json()["person"]["id"].clone();
    let settings = json!({"kind": "inbound", "source": "generic", "owner": person, "template": "pushpay"});
    let inbound = made(server, admin, json!({"name": "In", "settings": settings})).await.id;
    let (site, tracker) = github(server, admin).await;
    let ids = vec![
        ("connection", connection.to_string()),
        ("gone connection", gone.to_string()),
        ("inbound", inbound.to_string()),
        ("delivery", claimed.id.to_string()),
        ("body tracker", tracker.to_string()),
        ("mitigation", mitigation(server, owner, one).await),
    ];
    (ids, site)
}

/// Puts a mitigation into a postmortem.
pub(super) async fn mitigation(server: &Server, who: &As, path: &str) -> String {
    let me = server.get(who, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap();
    server.commits(path.rsplit('/').next().unwrap().parse().unwrap(), me, "Alert on the pool").await
}

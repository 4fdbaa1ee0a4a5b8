//! Webhooks: who is told what, signed by whom, once, again, and never more than they may know.

mod commands;
mod deliveries;
mod inbound;
mod tickets;

use axum::http::StatusCode;
use debrief_shared::api::{Connection, MadeConnection};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::{As, Server};
use crate::document::tests::eventually;
use crate::outbound::tests::{Asked, Asks};

/// A webhook to set up.
pub(super) fn webhook(url: &str, events: &[&str]) -> Value {
    json!({"name": "Receiver", "settings": {"kind": "webhook", "url": url, "events": events}})
}

/// Sets a connection up.
pub(super) async fn made_with_secret(server: &Server, admin: &As, new: Value) -> MadeConnection {
    let answer = server.post(admin, "/api/admin/connections", new).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

/// The same, without its secret.
pub(super) async fn made(server: &Server, admin: &As, new: Value) -> Connection {
    made_with_secret(server, admin, new).await.connection
}

/// Connects a site that acts as GitHub: it makes ticket 7, which is closed when it is asked for.
pub(super) async fn github(server: &Server, admin: &As) -> (Asks, Uuid) {
    let site = Asks::answering(|asked: &Asked, _| {
        let issue =
            |state: &str| json!({"number": 7, "html_url": "https://github.com/acme/shop/issues/7", "state": state});
        match asked.method.as_str() {
            "POST" => (StatusCode::CREATED, axum::Json(issue("open"))),
            _ => (StatusCode::OK, axum::Json(issue("closed"))),
        }
    })
    .await;
    let settings = json!({"kind": "tracker", "tracker": "github", "url": site.url, "project": "acme/shop"});
    let made = made(server, admin, json!({"name": "Shop", "settings": settings, "secret": "t0ken"})).await;
    (site, made.id)
}

/// A path of a route for which everything is made anew.
pub(super) async fn path(server: &Server, admin: &As, route: &str) -> String {
    let connection = made(server, admin, webhook("http://127.0.0.1:9/", &["postmortem.created"])).await.id;
    let store = &server.state.store;
    let mut path = route.replace("{connection}", &connection.to_string());
    if let Some(removed) = path.strip_suffix("/restore") {
        assert_eq!(server.delete(admin, removed).await.status, 204);
    }
    if route.contains("{delivery}") {
        server.postmortem(admin, "Told").await;
        let now = Timestamp::now();
        let claimed = store.claim_delivery(now, now, &[]).await.unwrap().expect("a delivery");
        store.postpone_delivery(claimed.id, None, "410 Gone").await.unwrap();
        path = path.replace("{delivery}", &claimed.id.to_string());
    }
    path
}

/// Sends what is due as long as this is held.
fn courier(server: &Server) -> DropGuard {
    let stop = CancellationToken::new();
    tokio::spawn(server.state.connections.clone().run(stop.clone()));
    stop.drop_guard()
}

/// Waits until a site was asked so often.
async fn asked(site: &Asks, times: usize) -> Vec<Asked> {
    eventually(async || site.asked().len() >= times).await;
    site.asked()
}

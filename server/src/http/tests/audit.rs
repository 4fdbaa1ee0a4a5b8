//! The audit log: nothing is done without a row, only admins read it, pages and files hold all of it, and it never holds a secret.

use axum::http::{Method, StatusCode, header};
use debrief_shared::api::InstanceRole;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::operations::{World, all, secret};
use super::{As, Server};
use crate::store::audit::{Audit, AuditAction, AuditQuery};

/// Unsafe operations that leave no row, and why.
const UNNOTED: [(&str, &str); 27] = [
    // Content: each change is in the document's own log, with its author and time.
    ("PATCH", "/api/postmortems/{id}"),
    ("POST", "/api/postmortems/{id}/mitigations/{mitigation}/answer"),
    // Content: each comment names its author and time. That a thread or a comment was removed is noted.
    ("POST", "/api/postmortems/{id}/comments"),
    ("POST", "/api/postmortems/{id}/comments/{thread}/replies"),
    ("PATCH", "/api/postmortems/{id}/comments/{thread}"),
    ("PATCH", "/api/postmortems/{id}/comments/{thread}/comments/{comment}"),
    ("PUT", "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}"),
    ("DELETE", "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}"),
    // Content likewise; a version names who made it. That one was removed is noted.
    ("POST", "/api/postmortems/{id}/history/restore"),
    ("POST", "/api/postmortems/{id}/history/versions"),
    ("PATCH", "/api/postmortems/{id}/history/versions/{version}"),
    // Content: each picture names who added it and when.
    ("POST", "/api/postmortems/{id}/images"),
    ("POST", "/api/postmortems/{id}/timeline/imports"),
    // How far somebody has read is their own.
    ("PUT", "/api/postmortems/{id}/seen"),
    ("PUT", "/api/postmortems/{id}/comments/read"),
    ("POST", "/api/notifications/read"),
    ("PUT", "/api/notifications/settings"),
    // Whether somebody likes to facilitate is their own.
    ("PUT", "/api/account/facilitating"),
    // So are the searches that somebody keeps.
    ("POST", "/api/views"),
    ("DELETE", "/api/views/{view}"),
    // It reads a page elsewhere, and changes nothing.
    ("POST", "/api/postmortems/{id}/titles"),
    // It only shows what a message would look like.
    ("POST", "/api/postmortems/{id}/outside/preview"),
    // It sends a test, and changes nothing.
    ("POST", "/api/admin/connections/{connection}/test"),
    // They only look: the secret is sent in a body to keep it out of addresses.
    ("POST", "/api/links/look"),
    ("POST", "/api/tickets/look"),
    // Without mail it does nothing; with it, the one-time link that it makes is noted.
    ("POST", "/api/password-resets"),
    // Set-up is on a server without accounts: `setting_up_is_noted`.
    ("POST", "/api/setup"),
];

async fn last(server: &Server) -> i64 {
    let query = AuditQuery { limit: 1, ..AuditQuery::default() };
    server.state.store.audit(query).await.unwrap().first().map_or(0, |row| row.id)
}

#[tokio::test]
async fn whatever_changes_something_leaves_a_row() {
    let server = Server::start().await;
    let world = World::new(&server).await;
    let mut tried = 0;
    for operation in all(&server).await {
        let (method, route) = (&operation.method, operation.route.as_str());
        // A connection with a provider needs one: the tests of the store and of providers look at it.
        let needs_provider = route.contains("{provider}");
        if *method == Method::GET || UNNOTED.contains(&(method.as_str(), route)) || needs_provider {
            continue;
        }
        let example = world.example(&operation).await;
        let before = last(&server).await;
        let answer = server.send(&example.who, method.clone(), &example.path, example.body).await;
        assert!(answer.status.is_success(), "{method} {route}: {} {}", answer.status, answer.text);
        assert!(last(&server).await > before, "{method} {route} left no row");
        tried += 1;
    }
    assert!(tried >= 30, "the description is complete: {tried}");
}

#[tokio::test]
async fn setting_up_is_noted() {
    let server = Server::start().await;
    let token = server.state.people.offer_set_up().await.unwrap().unwrap();
    let body = json!({"token": token, "name": "Ada", "email": "ada@example.com", "password": super::PASSWORD});
    assert_eq!(server.post(&As::Nobody, "/api/setup", body).await.status, StatusCode::CREATED);
    assert_eq!(server.noted("instance").await.len(), 1);
}

#[tokio::test]
async fn no_row_holds_a_secret() {
    let server = Server::start().await;
    let world = World::new(&server).await;
    let As::Token(token) = world.admin().clone() else { unreachable!("has a token") };
    let mut secrets = vec![token, super::PASSWORD.to_owned(), "the link's own password".to_owned()];
    let admin = world.admin();
    let made = server.post(admin, "/api/tokens", json!({"name": "script"})).await;
    secrets.push(made.json()["token"].as_str().unwrap().to_owned());
    let invited =
        server.post(admin, "/api/admin/invitations", json!({"email": "n@example.com", "role": "member"})).await;
    secrets.push(secret(&invited));
    let postmortem = server.postmortem(admin, "One").await;
    let body = json!({"role": "viewer", "days": 7, "password": "the link's own password"});
    let link = server.post(admin, &format!("{postmortem}/links"), body).await;
    secrets.push(secret(&link));
    let entry = json!({"link": secret(&link), "name": "Guest", "password": "not the password"});
    server.post(&As::Nobody, "/api/links/enter", entry).await;
    let entry = json!({"link": secret(&link), "name": "Guest", "password": "the link's own password"});
    let entered = server.post(&As::Nobody, "/api/links/enter", entry).await;
    secrets.push(entered.cookie().expect("entered").split_once('=').unwrap().1.to_owned());
    secrets.push(server.cookie_of("admin").await.split_once('=').unwrap().1.to_owned());

    let log = server.get(admin, "/api/admin/audit/export").await.text;
    assert!(log.contains("link.refused") && log.contains("token.created"), "{log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log");
    }
}

/// A server whose log has `rows` rows beside those of its accounts.
async fn filled(rows: usize) -> (Server, As) {
    let server = Server::start().await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let ada = server.state.store.account_by_email("ada@example.com").await.unwrap().unwrap().person.id;
    for number in 0..rows {
        let action = [AuditAction::LinkCreated, AuditAction::LinkRevoked, AuditAction::TeamCreated][number % 3];
        let audit = Audit::by(Some(ada), [192, 0, 2, 1].into(), action, Timestamp::now()).with("number", number);
        server.state.store.note(&audit).await.unwrap();
    }
    (server, admin)
}

fn numbers(entries: &Value) -> Vec<u64> {
    entries.as_array().unwrap().iter().filter_map(|entry| entry["detail"]["number"].as_u64()).collect()
}

#[tokio::test]
async fn pages_hold_every_row_once() {
    let (server, admin) = filled(25).await;
    let (mut seen, mut before, mut pages) = (Vec::new(), None::<i64>, 0);
    loop {
        let from = before.map(|before| format!("&before={before}")).unwrap_or_default();
        let page = server.get(&admin, &format!("/api/admin/audit?limit=4{from}")).await.json();
        assert!(page["entries"].as_array().unwrap().len() <= 4);
        seen.extend(numbers(&page["entries"]));
        pages += 1;
        // What is written meanwhile moves no page.
        server.state.store.note(&super::noted(AuditAction::TeamRemoved)).await.unwrap();
        before = page["next"].as_i64();
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, (0..25).rev().collect::<Vec<_>>());
    assert_eq!(pages, 7, "27 rows, four a page");
}

#[tokio::test]
async fn pages_show_what_was_asked_for() {
    let (server, admin) = filled(9).await;
    let page = async |query: &str| server.get(&admin, &format!("/api/admin/audit?{query}")).await;
    assert_eq!(numbers(&page("action=link.created").await.json()["entries"]), [6, 3, 0]);
    assert_eq!(numbers(&page("action=link").await.json()["entries"]), [7, 6, 4, 3, 1, 0]);
    assert!(numbers(&page("action=lin").await.json()["entries"]).is_empty(), "a group is a whole word");
    assert!(numbers(&page("action=%25").await.json()["entries"]).is_empty(), "nothing is a pattern");
    let ada = server.state.store.account_by_email("ada@example.com").await.unwrap().unwrap().person;
    assert_eq!(numbers(&page(&format!("person={}&action=team", ada.id)).await.json()["entries"]), [8, 5, 2]);
    assert!(numbers(&page(&format!("person={}", uuid::Uuid::nil())).await.json()["entries"]).is_empty());
    assert!(numbers(&page(&format!("postmortem={}", uuid::Uuid::nil())).await.json()["entries"]).is_empty());
    let first = &page("limit=1").await.json()["entries"][0];
    assert_eq!((&first["actor"]["name"], &first["address"]), (&json!("ada"), &json!("192.0.2.1")));
    for (wrong, status) in [("limit=0", 422), ("limit=501", 422), ("limit=-1", 400), ("before=x", 400), ("z=1", 400)] {
        assert_eq!(page(wrong).await.status.as_u16(), status, "{wrong}");
    }
}

#[tokio::test]
async fn an_export_holds_all_of_it_and_is_noted_itself() {
    let (server, admin) = filled(2_500).await;
    let file = server.get(&admin, "/api/admin/audit/export").await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/x-ndjson");
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    let lines: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["action"], "audit.exported");
    assert_eq!(numbers(&json!(lines)), (0..2_500).rev().collect::<Vec<_>>(), "over several reads");
    let some = server.get(&admin, "/api/admin/audit/export?action=link.revoked").await;
    assert_eq!(some.text.lines().count(), 833);
    assert_eq!(server.noted("audit.exported").await.len(), 2);
}

#[tokio::test]
async fn old_refusals_go_and_nothing_else_does() {
    let server = Server::start().await;
    let day = |days: i64| Timestamp::now() - SignedDuration::from_hours(24 * days);
    for days in [100, 80] {
        for action in AuditAction::ALL {
            server.state.store.note(&Audit::by_command(*action, day(days))).await.unwrap();
        }
    }
    assert_eq!(server.state.store.prune_refusals(day(90)).await, Ok(4));
    let query = AuditQuery { limit: 1_000, ..AuditQuery::default() };
    let left = server.state.store.audit(query).await.unwrap();
    assert_eq!(left.len(), 2 * AuditAction::ALL.len() - 4);
}

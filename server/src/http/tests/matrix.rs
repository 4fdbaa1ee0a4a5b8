//! Every route tried by everybody, against one table: who may do what, and that whoever may not changes nothing.

mod door;
mod swapped;
mod table;
mod world;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use debrief_shared::api::InstanceRole;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{Answer, As, PICTURE, Server, noted, picture};
use crate::store::audit::AuditAction;
use crate::store::people::Estate;
use table::{BELL, BESIDE, DOOR, ROUTES, Rule};
use world::{PRINCIPALS, World, dump};

/// Where the routes are put together, also those that are not in the description.
const ROUTER: &str = include_str!("../../http.rs");

/// What a body can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    Right,
    Garbage,
    NotJson,
    Nothing,
}

impl Server {
    fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    async fn try_it(&self, world: &World, rule: &Rule, who: &As, path: &str, sent: Sent) -> Answer {
        let mut request = Request::builder().method(rule.method).uri(path);
        request = match who {
            As::Nobody => request,
            As::Token(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            As::Cookie(cookie) => request.header(header::COOKIE, cookie),
        };
        let right = world.body(rule.method, rule.route);
        let (media_type, body) = match (sent, right) {
            (Sent::Right, Some(body)) if body == PICTURE => ("image/png", picture()),
            (Sent::Right, Some(body)) => ("application/json", body.to_string().into()),
            (Sent::Garbage, _) => ("application/json", "{\"a\": [".into()),
            (Sent::NotJson, _) => ("text/plain", "a".into()),
            _ => return self.raw(request.body(Body::empty()).unwrap()).await,
        };
        self.raw(request.header(header::CONTENT_TYPE, media_type).body(Body::from(body)).unwrap()).await
    }
}

#[tokio::test]
async fn the_table_has_every_route_and_no_other() {
    let description = Server::start().await.get(&As::Nobody, "/api/openapi.json").await.json();
    let mut routes: Vec<String> = Vec::new();
    for (route, methods) in description["paths"].as_object().unwrap() {
        routes.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {route}", method.to_uppercase())));
    }
    for route in ROUTER.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let known = ROUTES.iter().chain(BESIDE).chain([&DOOR, &BELL]).any(|rule| rule.route == route);
        assert!(known || matches!(route, "/assets/{*path}" | "/sw.js"), "{route} has no row");
    }
    routes.sort();
    let mut rows: Vec<String> = ROUTES.iter().map(|rule| format!("{} {}", rule.method, rule.route)).collect();
    rows.sort();
    let missing: Vec<_> = routes.iter().filter(|route| !rows.contains(route)).collect();
    let stale: Vec<_> = rows.iter().filter(|row| !routes.contains(row)).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a row: {missing:#?}\nwithout a route: {stale:#?}");
    assert_eq!(rows.len(), routes.len(), "a route has two rows");
}

/// Routes that are tried at the same moment. With all of them the databases of a small machine answer too late for `/readyz`.
const ROUTES_AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let world = Arc::new(World::new().await);
    let (mut rows, places) = (JoinSet::new(), Arc::new(Semaphore::new(ROUTES_AT_ONCE)));
    for rule in ROUTES.iter().chain(BESIDE) {
        let (world, places) = (Arc::clone(&world), Arc::clone(&places));
        rows.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            check(&world, rule).await
        });
    }
    let wrong: Vec<String> = rows.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tries a route as everybody; gives what went otherwise than its row says.
async fn check(world: &World, rule: &Rule) -> Vec<String> {
    let mut wrong = Vec::new();
    let path = world.path(rule.method, rule.route, None);
    let shared = world.copy().await;
    let before = dump(&shared).await;
    let mut tell = |who: &str, sent: Sent, answer: &Answer| {
        wrong.push(format!("{} {} as {who} with {sent:?}: {} {}", rule.method, rule.route, answer.status, answer.text));
    };
    for ((name, who), letter) in PRINCIPALS.into_iter().zip(&world.principals).zip(rule.expected()) {
        // What changes something is done to a copy of its own.
        let own = if letter == '.' && rule.method != "GET" { Some(world.copy().await) } else { None };
        let answer = own.as_ref().unwrap_or(&shared).try_it(world, rule, who, &path, Sent::Right).await;
        if answer.status.as_u16() != rule.status(letter) {
            tell(name, Sent::Right, &answer);
        }
        // Whoever has no right is told so before anything is made of what they send.
        let takes_body = world.body(rule.method, rule.route).is_some();
        for sent in [Sent::Garbage, Sent::NotJson, Sent::Nothing] {
            if takes_body && matches!(letter, 'u' | 'f' | 'h') {
                let answer = shared.try_it(world, rule, who, &path, sent).await;
                if answer.status.as_u16() != rule.status(letter) {
                    tell(name, sent, &answer);
                }
            }
        }
        if let Some(own) = own {
            own.state.documents.shutdown().await;
        }
    }
    if dump(&shared).await != before {
        wrong.push(format!(
            "{} {}: a refused request, or one that only reads, has changed something",
            rule.method, rule.route
        ));
    }
    shared.state.documents.shutdown().await;
    wrong
}

/// Somebody who owned and became a guest, with nobody chosen to take over: they own in name, and that gives them what an editor may there,
/// and what a guest may elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_became_a_guest_may_no_more_than_an_editor() {
    let world = World::new().await;
    let column = |name| PRINCIPALS.iter().position(|principal| *principal == name).expect("a principal");
    let (owner, editor, guest) = (column("owner"), column("editor"), column("guest account"));
    let lowered = async || {
        let server = world.copy().await;
        let id = server.state.store.account_by_email("owner@example.com").await.unwrap().unwrap().person.id;
        let audit = noted(AuditAction::RoleChanged);
        server.state.store.set_role(id, InstanceRole::Guest, Estate::Rests, &audit).await.unwrap();
        server
    };
    let mut wrong = Vec::new();
    for rule in ROUTES {
        let like = match rule.route {
            // Their own still.
            "/api/tokens/{id}"
            | "/api/account/calendar"
            | "/api/views/{view}"
            | "/api/account/sessions/{session}"
            | "/api/postmortems/{id}/history/versions/{version}" => owner,
            route if route.starts_with("/api/postmortems/{id}") => editor,
            _ => guest,
        };
        // Their link ended with the right to make it.
        let letter = if rule.route.starts_with("/api/links/") { 'h' } else { rule.expected()[like] };
        let server = lowered().await;
        let path = world.path(rule.method, rule.route, None);
        let answer = server.try_it(&world, rule, &world.principals[owner], &path, Sent::Right).await;
        if answer.status.as_u16() != rule.status(letter) {
            wrong.push(format!("{} {}: {} {}", rule.method, rule.route, answer.status, answer.text));
        }
        server.state.documents.shutdown().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_without_harm() {
    let world = World::new().await;
    for rule in ROUTES.iter().filter(|rule| world.body(rule.method, rule.route).is_some()) {
        let server = world.copy().await;
        let before = dump(&server).await;
        let path = world.path(rule.method, rule.route, None);
        for (who, _) in world.principals.iter().zip(rule.expected()).filter(|(_, letter)| *letter == '.') {
            for sent in [Sent::Garbage, Sent::NotJson, Sent::Nothing] {
                // Any text is a postmortem.
                if rule.route == "/api/imports" && matches!(sent, Sent::NotJson) {
                    continue;
                }
                let answer = server.try_it(&world, rule, who, &path, sent).await;
                assert!(answer.status.is_client_error(), "{} {} {sent:?}: {}", rule.method, rule.route, answer.status);
            }
        }
        assert_eq!(dump(&server).await, before, "{} {}", rule.method, rule.route);
        server.state.documents.shutdown().await;
    }
}

#[tokio::test]
async fn pages_are_the_same_for_everybody() {
    let world = World::new().await;
    let server = world.copy().await;
    for path in ["/", "/sign-in", "/join", "/p/1", "/none"] {
        let nobody = server.get(&As::Nobody, path).await;
        for who in &world.principals {
            let answer = server.get(who, path).await;
            assert_eq!((answer.status, answer.text.len()), (nobody.status, nobody.text.len()), "{path}");
        }
    }
}

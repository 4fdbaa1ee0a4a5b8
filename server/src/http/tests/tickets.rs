//! One-time links: good once, for a while, and then like any made-up one.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{As, PASSWORD, Server, noted};
use crate::config::Origin;
use crate::http::Site;
use crate::mail;
use crate::store::audit::{Audit, AuditAction, AuditQuery};

const NEW: &str = "tangerine lamp over oslo";

async fn invite(server: &Server, email: &str, at: Timestamp) -> String {
    let audit = Audit::by_command(AuditAction::Invited, at);
    server.state.people.invite(email, InstanceRole::Guest, audit).await.unwrap().1
}

async fn reset(server: &Server, person: Uuid, at: Timestamp) -> String {
    let audit = Audit::by_command(AuditAction::ResetOffered, at);
    server.state.people.offer_reset(person, audit).await.unwrap().1
}

async fn id_of(server: &Server, email: &str) -> Uuid {
    server.state.store.account_by_email(email).await.unwrap().unwrap().person.id
}

fn invited(ticket: &str) -> Value {
    json!({"ticket": ticket, "name": "Grace", "password": NEW})
}

#[tokio::test]
async fn an_invitation_makes_one_account_with_its_role() {
    let server = Server::start().await;
    let ticket = invite(&server, " Grace@Example.com", Timestamp::now()).await;
    let look = || server.post(&As::Nobody, "/api/tickets/look", json!({"ticket": ticket}));
    let seen = look().await.json();
    assert_eq!((&seen["kind"], &seen["email"]), (&json!("invitation"), &json!("grace@example.com")));
    assert_eq!(seen["role"], "guest");

    for wrong in [
        json!({"ticket": ticket, "password": NEW}),
        json!({"ticket": ticket, "name": " ", "password": NEW}),
        json!({"ticket": ticket, "name": "Grace", "password": "short"}),
        json!({"ticket": ticket, "name": "Grace", "password": "grace@example.com"}),
        json!({"ticket": ticket, "name": "Grace", "password": NEW, "role": "admin"}),
        json!({"ticket": ticket, "name": "Grace", "password": NEW, "email": "eve@example.com"}),
    ] {
        let refused = server.post(&As::Nobody, "/api/tickets/use", wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(look().await.status, StatusCode::OK, "a slip of the pen doesn't use it up");

    let entered = server.post(&As::Nobody, "/api/tickets/use", invited(&ticket)).await;
    assert_eq!((entered.status, &entered.json()["role"]), (StatusCode::OK, &json!("guest")), "{}", entered.text);
    let grace = As::Cookie(entered.cookie().unwrap().to_owned());
    assert_eq!(server.get(&grace, "/api/session").await.json()["email"], "grace@example.com");
    assert_eq!(look().await.status, StatusCode::NOT_FOUND);
    let again = server.post(&As::Nobody, "/api/tickets/use", invited(&ticket)).await;
    assert_eq!((again.status, again.cookie()), (StatusCode::NOT_FOUND, None));
}

#[tokio::test]
async fn two_who_use_a_link_at_once_get_one_account() {
    let server = Server::start().await;
    let ticket = invite(&server, "grace@example.com", Timestamp::now()).await;
    let consume = || server.post(&As::Nobody, "/api/tickets/use", invited(&ticket));
    let (one, other) = tokio::join!(consume(), consume());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::NOT_FOUND]);
}

#[tokio::test]
async fn a_reset_sets_a_password_once_and_ends_every_session() {
    let server = Server::start().await;
    server.member("ada").await;
    let id = id_of(&server, "ada@example.com").await;
    let sign_in = |password: &str| json!({"email": "ada@example.com", "password": password});
    let old = server.post(&As::Nobody, "/api/session", sign_in(PASSWORD)).await.cookie().unwrap().to_owned();
    let (void, ticket) = (reset(&server, id, Timestamp::now()).await, reset(&server, id, Timestamp::now()).await);
    let consume = |ticket: &str| json!({"ticket": ticket, "password": NEW});
    let earlier = server.post(&As::Nobody, "/api/tickets/use", consume(&void)).await;
    assert_eq!(earlier.status, StatusCode::NOT_FOUND, "a newer one was made");
    let own =
        server.post(&As::Nobody, "/api/tickets/use", json!({"ticket": ticket, "password": "ada@example.com"})).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);

    let entered = server.post(&As::Nobody, "/api/tickets/use", consume(&ticket)).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let ada = As::Cookie(entered.cookie().unwrap().to_owned());
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::OK);
    assert_eq!(server.get(&As::Cookie(old), "/api/session").await.status, StatusCode::UNAUTHORIZED);
    let signed_in = async |password| server.post(&As::Nobody, "/api/session", sign_in(password)).await.status;
    assert_eq!(signed_in(PASSWORD).await, StatusCode::UNAUTHORIZED);
    assert_eq!(signed_in(NEW).await, StatusCode::OK);
    let again = server.post(&As::Nobody, "/api/tickets/use", consume(&ticket)).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    let rows = AuditQuery { action: Some("password".to_owned()), limit: 10, ..AuditQuery::default() };
    let rows = server.state.store.audit(rows).await.unwrap();
    assert_eq!(rows[0].action, "password.reset");
    let text = format!("{rows:?}");
    assert!(!text.contains(&ticket) && !text.contains(NEW), "no secrets in the log");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_link_it_reads_the_same() {
    let server = Server::start().await;
    server.person("root", InstanceRole::Admin).await;
    for name in ["ada", "bea", "taken"] {
        server.member(name).await;
    }
    let now = Timestamp::now();
    let ago = |duration: SignedDuration| now - duration;
    let hours = SignedDuration::from_hours;
    let (ada, bea) = (id_of(&server, "ada@example.com").await, id_of(&server, "bea@example.com").await);

    let suspended = reset(&server, bea, now).await;
    server.state.store.suspend(bea, None, &noted(AuditAction::Suspended)).await.unwrap();
    let withdrawn = invite(&server, "carl@example.com", now).await;
    let id = server.state.store.invitations(now).await.unwrap()[0].id;
    server.state.store.delete_invitation(id, &noted(AuditAction::InvitationWithdrawn)).await.unwrap();
    let elsewhere = invite(&server, "dora@example.com", now).await;
    server.member("dora").await;
    let mailed = server
        .state
        .people
        .offer_reset_by_mail("taken@example.com", Audit::by_command(AuditAction::ResetOffered, ago(hours(1))));
    let tickets = [
        ("made up", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        ("empty", String::new()),
        ("endless", "x".repeat(100_000)),
        ("invitation of a week ago", invite(&server, "old@example.com", ago(hours(7 * 24))).await),
        ("reset of yesterday", reset(&server, ada, ago(hours(24))).await),
        ("mailed an hour ago", mailed.await.unwrap().unwrap().2),
        ("of somebody suspended", suspended),
        ("withdrawn", withdrawn),
        ("whose address has an account by now", elsewhere),
    ];
    let mut texts = Vec::new();
    for (what, ticket) in tickets {
        for (path, body) in [("look", json!({"ticket": ticket})), ("use", invited(&ticket))] {
            let answer = server.post(&As::Nobody, &format!("/api/tickets/{path}"), body).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}, {path}: {}", answer.text);
            assert_eq!(answer.cookie(), None);
            texts.push(answer.text);
        }
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
}

#[tokio::test]
async fn links_have_the_life_that_was_promised() {
    let server = Server::start().await;
    server.member("ada").await;
    let (now, minute) = (Timestamp::now(), SignedDuration::from_mins(1));
    let ada = id_of(&server, "ada@example.com").await;
    let almost = |hours| now - SignedDuration::from_hours(hours) + minute;
    let by_mail = Audit::by_command(AuditAction::ResetOffered, almost(1));
    let tickets = [
        invite(&server, "grace@example.com", almost(7 * 24)).await,
        reset(&server, ada, almost(24)).await,
        // The newest reset of an account is the only one.
        server.state.people.offer_reset_by_mail("ada@example.com", by_mail).await.unwrap().unwrap().2,
    ];
    for (ticket, good) in tickets.iter().zip([true, false, true]) {
        let status = server.post(&As::Nobody, "/api/tickets/look", json!({"ticket": ticket})).await.status;
        assert_eq!(status == StatusCode::OK, good);
    }
}

#[tokio::test]
async fn guessing_links_runs_out() {
    let server = Server::start().await;
    let good = invite(&server, "grace@example.com", Timestamp::now()).await;
    let look =
        async |ticket: String| server.post(&As::Nobody, "/api/tickets/look", json!({"ticket": ticket})).await.status;
    for _ in 0..100 {
        assert_eq!(look(good.clone()).await, StatusCode::OK, "who has one runs out of nothing");
    }
    for number in 0..60 {
        assert_eq!(look(number.to_string()).await, StatusCode::NOT_FOUND);
    }
    assert_eq!(look(good.clone()).await, StatusCode::TOO_MANY_REQUESTS);
    let status = server.post(&As::Nobody, "/api/tickets/use", invited(&good)).await.status;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn asking_for_a_mail_tells_nothing() {
    let mut server = Server::start().await;
    server.member("ada").await;
    let ask = json!({"email": "ada@example.com"});
    let refused = server.post(&As::Nobody, "/api/password-resets", ask.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "no mail server");
    assert_eq!(server.get(&As::Nobody, "/api/instance").await.json()["resets_by_mail"], false);

    let url = Origin::parse("https://debrief.example.com").unwrap();
    let settings =
        mail::config::Settings::read(Some("smtp://127.0.0.1:9"), Some("d@example.com"), true).unwrap().unwrap();
    let (mail, _postman) = mail::open(&settings, url.clone(), server.state.people.clone(), server.state.store.clone());
    server.state.mail = Some(mail);
    server.state.site = Arc::new(Site { public_url: Some(url), ..Site::default() });
    server.router = crate::http::router(server.state.clone());
    let send = async |from: [u8; 4], email: &str| {
        let request = Request::post("/api/password-resets")
            .extension(ConnectInfo(std::net::SocketAddr::from((from, 1))))
            .header(header::HOST, "debrief.example.com")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json!({"email": email}).to_string()));
        server.raw(request.unwrap()).await
    };
    for email in [
        "ada@example.com",
        "nobody@example.com",
        "not an address",
        "ada@example.com",
        "ada@example.com",
        "ada@example.com",
    ] {
        let answer = send([192, 0, 2, 1], email).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::ACCEPTED, ""), "{email}");
    }
    let last = async {
        let mut last = StatusCode::ACCEPTED;
        for number in 0..40 {
            last = send([192, 0, 2, 2], &format!("{number}@example.com")).await.status;
        }
        last
    };
    assert_eq!(last.await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(send([192, 0, 2, 3], "ada@example.com").await.status, StatusCode::ACCEPTED);
}

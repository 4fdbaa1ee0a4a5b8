//! Set-up, passwords, cookies and tokens.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::{InstanceRole, Person};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Answer, As, PASSWORD, Server, noted};
use crate::random;
use crate::store::audit::{Audit, AuditAction, AuditQuery};
use crate::store::people::{Account, Estate, IdentityRow, Shown};

fn set_up(token: &str, password: &str) -> serde_json::Value {
    json!({"token": token, "name": "Ada", "email": "Ada@Example.com", "password": password})
}

#[tokio::test]
async fn the_first_account_is_made_once() {
    let server = Server::start().await;
    assert_eq!(server.get(&As::Nobody, "/api/instance").await.json()["needs_setup"], true);
    let old = server.state.people.offer_set_up().await.unwrap().unwrap();
    let token = server.state.people.offer_set_up().await.unwrap().unwrap();

    let refused = server.post(&As::Nobody, "/api/setup", set_up(&old, PASSWORD)).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "a newer link was printed");
    let refused = server.post(&As::Nobody, "/api/setup", set_up(&token, "short")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);

    let made = server.post(&As::Nobody, "/api/setup", set_up(&token, PASSWORD)).await;
    assert_eq!((made.status, &made.json()["role"]), (StatusCode::CREATED, &json!("admin")));
    let ada = As::Cookie(made.cookie().unwrap().to_owned());
    assert_eq!(server.get(&ada, "/api/session").await.json()["email"], "ada@example.com");

    let again = server.post(&As::Nobody, "/api/setup", set_up(&token, PASSWORD)).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get(&As::Nobody, "/api/instance").await.json()["needs_setup"], false);
    assert_eq!(server.state.people.offer_set_up().await, Ok(None));
}

#[tokio::test]
async fn signing_in_and_out() {
    let server = Server::start().await;
    server.member("ada").await;
    let wrong = json!({"email": "ada@example.com", "password": "something else"});
    let refused = server.post(&As::Nobody, "/api/session", wrong).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let unknown = json!({"email": "eve@example.com", "password": PASSWORD});
    assert_eq!(
        server.post(&As::Nobody, "/api/session", unknown).await.text,
        refused.text,
        "which of them stays unsaid"
    );

    let right = json!({"email": " ADA@example.com", "password": PASSWORD});
    let entered = server.post(&As::Nobody, "/api/session", right).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let ada = As::Cookie(entered.cookie().unwrap().to_owned());
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::OK);
    let left = server.delete(&ada, "/api/session").await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_is_an_answer_to_who_asks_for_anybody() {
    let server = Server::start().await;
    server.member("ada").await;
    let right = json!({"email": "ada@example.com", "password": PASSWORD});
    let entered = server.post(&As::Nobody, "/api/session", right).await;
    let ada = As::Cookie(entered.cookie().unwrap().to_owned());
    let asked = async |who: &As| server.get(who, "/api/session?if_any=true").await;
    assert_eq!(asked(&ada).await.json()["email"], "ada@example.com");
    let nobody = asked(&As::Nobody).await;
    assert_eq!((nobody.status, nobody.text.as_str()), (StatusCode::NO_CONTENT, ""));
    server.delete(&ada, "/api/session").await;
    assert_eq!(asked(&ada).await.status, StatusCode::NO_CONTENT, "nor is a session that has ended");
    assert_eq!(server.get(&As::Nobody, "/api/session?if_any=false").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get(&As::Nobody, "/api/session?who=ada").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn attempts_to_sign_in_run_out() {
    let server = Server::start().await;
    let wrong = json!({"email": "eve@example.com", "password": "guess"});
    for _ in 0..10 {
        server.post(&As::Nobody, "/api/session", wrong.clone()).await;
    }
    let refused = server.post(&As::Nobody, "/api/session", wrong).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn tokens_are_made_listed_and_revoked_by_their_owner() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let made = server.post(&ada, "/api/tokens", json!({"name": "script"})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let path = format!("/api/tokens/{}", made.id());
    let script = As::Token(made.json()["token"].as_str().unwrap().to_owned());
    assert_eq!(server.get(&script, "/api/session").await.status, StatusCode::OK);

    let listed = server.get(&ada, "/api/tokens").await;
    assert_eq!(listed.json()["tokens"].as_array().unwrap().len(), 2);
    assert!(!listed.text.contains("dbr_"), "no secrets in lists");
    assert_eq!(server.delete(&eve, &path).await.status, StatusCode::NOT_FOUND, "not hers");
    assert_eq!(server.delete(&ada, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&script, "/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.delete(&ada, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn requests_of_other_sites_are_refused() {
    let server = Server::start().await;
    server.member("ada").await;
    let sign_in = json!({"email": "ada@example.com", "password": PASSWORD});
    let cookie = server.post(&As::Nobody, "/api/session", sign_in).await.cookie().unwrap().to_owned();
    let request = |origin: &str| {
        Request::builder()
            .method(Method::POST)
            .uri("/api/tokens")
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ORIGIN, origin)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"name":"x"}"#))
            .unwrap()
    };
    assert_eq!(server.raw(request("http://evil.example")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.raw(request("http://127.0.0.1:3000")).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_used() {
    let server = Server::start().await;
    server.member("ada").await;
    let account = server.state.store.account_by_email("ada@example.com").await.unwrap().unwrap();
    let (person, hash) = (account.person.id, account.password_hash.unwrap());
    let shown = Shown::Password(&hash);
    let hours_ago = |hours| Timestamp::now() - SignedDuration::from_hours(hours);
    let begin = async |hours| {
        let audit = Audit::by_command(AuditAction::SignedIn, hours_ago(hours));
        let secret = server.state.people.begin_session(person, shown, String::new(), audit).await.unwrap();
        As::Cookie(format!("debrief={secret}"))
    };
    let fresh = server.get(&begin(1).await, "/api/session").await;
    assert_eq!((fresh.status, fresh.cookie()), (StatusCode::OK, None), "no write on every request");
    let week_old = begin(7 * 24).await;
    assert!(server.get(&week_old, "/api/session").await.cookie().is_some(), "extended, and the browser is told");
    assert_eq!(server.get(&week_old, "/api/session").await.cookie(), None, "for another day");
    assert_eq!(server.get(&begin(31 * 24).await, "/api/session").await.status, StatusCode::UNAUTHORIZED);
}

const HERE: [u8; 4] = [192, 0, 2, 1];

/// A sign-in from an address, with the cookies of a browser and a forwarding header of its own.
async fn sign_in(server: &Server, from: [u8; 4], cookies: &str, email: &str, password: &str) -> Answer {
    let peer = SocketAddr::new(IpAddr::V4(Ipv4Addr::from(from)), 4_000);
    let request = Request::post("/api/session")
        .extension(ConnectInfo(peer))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookies)
        .header("x-forwarded-for", format!("198.51.100.{}", random::bytes::<1>()[0]))
        .body(Body::from(json!({"email": email, "password": password}).to_string()));
    server.raw(request.unwrap()).await
}

/// All cookies that an answer sets, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let pairs = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    pairs.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

/// Adds somebody who signs in through a provider only.
async fn through_a_provider(server: &Server, name: &str) {
    let now = Timestamp::now();
    let person = Person { id: random::id(now), name: name.to_owned(), color: 0, guest: false };
    let identity = IdentityRow {
        issuer: "https://id.example.com".to_owned(),
        subject: name.to_owned(),
        person: person.id,
        email: format!("{name}@example.com"),
        created_at: now,
        last_used_at: now,
    };
    let account = Account {
        person,
        email: Some(format!("{name}@example.com")),
        role: InstanceRole::Member,
        password_hash: None,
        created_at: now,
        suspended_at: None,
        last_seen_at: None,
        link: None,
    };
    let audit = noted(AuditAction::AccountCreated);
    server.state.store.create_account_with_identity(&account, &identity, &audit).await.unwrap();
}

async fn id_of(server: &Server, name: &str) -> uuid::Uuid {
    let account = server.state.store.account_by_email(&format!("{name}@example.com")).await.unwrap();
    account.unwrap().person.id
}

/// Known, suspended, without a password; *nobody* has no account.
async fn all_sorts() -> Server {
    let server = Server::start().await;
    server.member("known").await;
    server.member("suspended").await;
    let suspended = id_of(&server, "suspended").await;
    server.state.store.suspend(suspended, None, &noted(AuditAction::Suspended)).await.unwrap();
    through_a_provider(&server, "passwordless").await;
    server
}

const SORTS: [&str; 4] = ["known", "suspended", "passwordless", "nobody"];

#[tokio::test]
async fn strangers_learn_nothing_of_who_is_here() {
    let server = all_sorts().await;
    let mut answers = Vec::new();
    for (number, name) in (1..).zip(SORTS) {
        for password in ["wrong password", "", &"x".repeat(100_000)] {
            let email = format!("{name}@example.com");
            let answer = sign_in(&server, [192, 0, 2, number], "", &email, password).await;
            let headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            answers.push((answer.status, answer.text, headers));
        }
    }
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    for answer in &answers {
        assert_eq!(*answer, answers[0]);
    }
    // With the right password it isn't a stranger.
    let refused = sign_in(&server, HERE, "", "suspended@example.com", PASSWORD).await;
    assert_eq!((refused.status, refused.json()["type"].as_str()), (StatusCode::FORBIDDEN, Some("suspended")));
    assert_eq!(refused.json()["detail"], "This account is suspended. Ask an admin.");
    assert_eq!(refused.cookie(), None);
    for name in ["passwordless", "nobody"] {
        let email = format!("{name}@example.com");
        assert_eq!(sign_in(&server, HERE, "", &email, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn it_is_as_much_work_whoever_is_asked_for() {
    let server = all_sorts().await;
    for name in SORTS {
        let before = server.state.people.passwords_compared();
        sign_in(&server, HERE, "", &format!("{name}@example.com"), "wrong password").await;
        // One hash is most of the time that it takes: whoever were spared it would be told apart.
        assert_eq!(server.state.people.passwords_compared() - before, 1, "{name}");
    }
}

#[tokio::test]
async fn sign_ins_and_refusals_are_noted_without_what_was_typed() {
    let server = all_sorts().await;
    sign_in(&server, HERE, "", "known@example.com", "not the password").await;
    sign_in(&server, HERE, "", "nobody@example.com", "not the password").await;
    sign_in(&server, HERE, "", "suspended@example.com", PASSWORD).await;
    sign_in(&server, HERE, "", "known@example.com", PASSWORD).await;
    let query = AuditQuery { action: Some("session".to_owned()), limit: 10, ..AuditQuery::default() };
    let rows = server.state.store.audit(query).await.unwrap();
    let (known, suspended) = (id_of(&server, "known").await, id_of(&server, "suspended").await);
    let found: Vec<_> = rows.iter().rev().map(|row| (row.action.as_str(), row.person)).collect();
    assert_eq!(
        found,
        [
            ("session.refused", Some(known)),
            ("session.refused", None),
            ("session.refused", Some(suspended)),
            ("session.begun", Some(known))
        ]
    );
    for row in rows {
        assert_eq!(row.address, "192.0.2.1", "not what a forwarding header says");
        let text = serde_json::to_string(&row.detail).unwrap();
        assert!(!text.contains("not the password") && !text.contains(PASSWORD) && !text.contains('@'), "{text}");
    }
}

#[tokio::test]
async fn guessing_runs_out_for_whoever_guesses() {
    let server = Server::start().await;
    server.member("ada").await;
    // The forwarding header of every attempt is another one.
    for _ in 0..10 {
        assert_eq!(sign_in(&server, HERE, "", "ada@example.com", "guess").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sign_in(&server, HERE, "", "ada@example.com", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&server, [192, 0, 2, 2], "", "ada@example.com", PASSWORD).await.status, StatusCode::OK);

    // Over many accounts, too; what is no address costs no hash, and an attempt.
    let mut refused = 0;
    for _ in 0..80 {
        let status = sign_in(&server, HERE, "", "nobody", "guess").await.status;
        refused += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 20, "{refused}");
    let known = sign_in(&server, HERE, "", "bea@example.com", PASSWORD).await;
    assert_eq!(known.status, StatusCode::TOO_MANY_REQUESTS);
    let noted = AuditQuery { action: Some("session.refused".to_owned()), limit: 200, ..AuditQuery::default() };
    assert_eq!(server.state.store.audit(noted).await.unwrap().len(), 10, "strangers cannot fill the log");
}

#[tokio::test]
async fn a_rush_of_strangers_doesn_t_hold_up_a_browser_that_was_here() {
    let server = Server::start().await;
    server.member("ada").await;
    server.member("eve").await;
    let home = cookies(&sign_in(&server, HERE, "", "ada@example.com", PASSWORD).await);
    let of_eve = cookies(&sign_in(&server, HERE, "", "eve@example.com", PASSWORD).await);
    assert!(home.contains("debrief-device="), "{home}");
    for number in 0..60 {
        sign_in(&server, [198, 51, 100, number], "", "ada@example.com", "guess").await;
    }
    for stranger in ["", of_eve.as_str(), "debrief-device=made-up"] {
        let held_up = sign_in(&server, HERE, stranger, "ada@example.com", PASSWORD).await;
        assert_eq!(held_up.status, StatusCode::TOO_MANY_REQUESTS, "{stranger}");
    }
    let entered = sign_in(&server, HERE, &home, "ada@example.com", PASSWORD).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let device = |cookies: &str| cookies.split("; ").find(|pair| pair.starts_with("debrief-device")).map(str::to_owned);
    assert_eq!(device(&cookies(&entered)), device(&home), "it stays the same browser");
    let plain = entered.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    assert!(plain.into_iter().all(|cookie| cookie.contains("HttpOnly; SameSite=Lax")));
}

#[tokio::test]
async fn no_session_is_carried_into_a_sign_in() {
    let server = Server::start().await;
    server.member("ada").await;
    let old = cookies(&sign_in(&server, HERE, "", "ada@example.com", PASSWORD).await);
    let planted = "debrief=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for so_far in [old.as_str(), planted] {
        let new = cookies(&sign_in(&server, HERE, so_far, "ada@example.com", PASSWORD).await);
        assert_ne!(new.split("; ").next(), so_far.split("; ").next());
        let status = server.get(&As::Cookie(so_far.to_owned()), "/api/session").await.status;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "the old secret is dead");
        assert_eq!(server.get(&As::Cookie(new), "/api/session").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_new_role_comes_with_a_new_secret() {
    let server = Server::start().await;
    server.person("root", InstanceRole::Admin).await;
    server.member("ada").await;
    let old = sign_in(&server, HERE, "", "ada@example.com", PASSWORD).await.cookie().unwrap().to_owned();
    let id = id_of(&server, "ada").await;
    server
        .state
        .store
        .set_role(id, InstanceRole::Admin, Estate::Rests, &noted(AuditAction::RoleChanged))
        .await
        .unwrap();

    let ada = As::Cookie(old.clone());
    let (one, other) = tokio::join!(server.get(&ada, "/api/session"), server.get(&ada, "/api/session"));
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    let told: Vec<&str> = [&one, &other].into_iter().filter_map(Answer::cookie).collect();
    assert_eq!(told.len(), 1, "requests beside each other renew once");
    let new = As::Cookie(told[0].to_owned());
    assert_eq!(server.get(&new, "/api/session").await.json()["role"], "admin");
    assert_eq!(server.get(&new, "/api/session").await.cookie(), None, "once");
    assert_eq!(server.get(&ada, "/api/session").await.status, StatusCode::OK, "requests under way carry the old one");

    let secret = old.split_once('=').unwrap().1;
    let address = IpAddr::from(HERE);
    for (seconds, good) in [(50, true), (61, false)] {
        let later = Timestamp::now() + SignedDuration::from_secs(seconds);
        let found = server.state.people.by_session(secret, address, later).await.unwrap();
        assert_eq!(found.is_some(), good, "{seconds} s later");
    }
}

#[tokio::test]
async fn a_session_tells_where_it_was_last_used() {
    let server = Server::start().await;
    server.member("ada").await;
    let id = id_of(&server, "ada").await;
    let cookie = sign_in(&server, HERE, "", "ada@example.com", PASSWORD).await.cookie().unwrap().to_owned();
    let secret = cookie.split_once('=').unwrap().1;
    let begun = Timestamp::now();
    for (seconds, address) in [(30, "192.0.2.1"), (90, "2001:db8::7")] {
        let later = begun + SignedDuration::from_secs(seconds);
        server.state.people.by_session(secret, "2001:db8::7".parse().unwrap(), later).await.unwrap().unwrap();
        let sessions = server.state.store.sessions(id, later).await.unwrap();
        assert_eq!(sessions[0].address, address, "to the minute: after {seconds} s");
    }
}

//! What somebody has lost is of no use to them any more: not in a request that was under way, and not through what they had handed out
//! before. And what an admin reads is noted, wherever they read it.

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{Answer, As, PASSWORD, Server};

async fn id(server: &Server, name: &str) -> String {
    let email = format!("{name}@example.com");
    server.state.store.account_by_email(&email).await.unwrap().expect("has an account").person.id.to_string()
}

/// Sends a request of which all has arrived but the end of its body; `meanwhile` happens, then the rest comes.
async fn slowly(
    server: &Server,
    token: &str,
    (method, path, body): (Method, &str, Value),
    meanwhile: impl Future,
) -> Answer {
    let text = body.to_string();
    let (asked, was_asked) = oneshot::channel::<()>();
    let (rest, comes) = oneshot::channel::<Bytes>();
    let (first, last) = (text[..1].to_owned(), text[1..].to_owned());
    let begin = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let end = stream::once(async move {
        // The server waits for more: whatever it looks at first, it has looked at.
        let _ = asked.send(());
        Ok(comes.await.expect("comes at last"))
    });
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from_stream(begin.chain(end)))
        .unwrap();
    let change = async {
        was_asked.await.expect("its body is read");
        meanwhile.await;
        rest.send(Bytes::from(last)).expect("is waited for");
    };
    tokio::join!(server.raw(request), change).0
}

#[tokio::test]
async fn what_is_lost_while_a_body_comes_slowly_is_lost() {
    let server = Server::start().await;
    let ada = server.person("ada", InstanceRole::Admin).await;
    let As::Token(bob) = server.person("bob", InstanceRole::Admin).await else { unreachable!("has a token") };
    let As::Token(mel) = server.member("mel").await else { unreachable!("has a token") };
    let path = server.postmortem(&As::Token(mel.clone()), "Restricted").await;
    let (ada_id, bob_id, mel_id) = (id(&server, "ada").await, id(&server, "bob").await, id(&server, "mel").await);

    // Handed over: who owned it makes no link any more.
    let handed_over = async {
        let done = server.send(&ada, Method::PUT, &format!("{path}/owner"), Some(json!({"person": ada_id}))).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    };
    let links = format!("{path}/links");
    let late = slowly(&server, &mel, (Method::POST, &links, json!({"role": "editor", "days": 365})), handed_over).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "{}", late.text);

    // Suspended: no word of theirs is taken any more.
    let suspended = async {
        let done = server.post(&ada, &format!("/api/admin/people/{mel_id}/suspend"), json!({})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    };
    let late = slowly(&server, &mel, (Method::PATCH, &path, json!({"title": "Late"})), suspended).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}", late.text);
    assert_eq!(server.get(&ada, &path).await.json()["title"], "Restricted");

    // Lowered: who was an admin doesn't make themselves one again.
    let person = format!("/api/admin/people/{bob_id}");
    let lowered = async {
        let done = server.patch(&ada, &person, json!({"role": "member"})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    };
    let late = slowly(&server, &bob, (Method::PATCH, &person, json!({"role": "admin"})), lowered).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "{}", late.text);

    // Nothing lost, nothing refused.
    let name = slowly(&server, &bob, (Method::PATCH, "/api/account", json!({"name": "Rob"})), async {}).await;
    assert_eq!(name.json()["person"]["name"], "Rob", "{}", name.text);
}

#[tokio::test]
async fn what_an_admin_handed_out_is_void_when_they_are_none_any_more() {
    let server = Server::start().await;
    let ada = server.person("ada", InstanceRole::Admin).await;
    let eve = server.person("eve", InstanceRole::Admin).await;
    let (ada_id, eve_id) = (id(&server, "ada").await, id(&server, "eve").await);
    let secret =
        |answer: &Answer| answer.json()["url"].as_str().unwrap().split_once('#').expect("a secret").1.to_owned();
    let losses = [("suspend", json!({})), ("", json!({"role": "member"}))];
    for (how, body) in losses {
        let invitation = json!({"email": "evil@example.com", "role": "admin"});
        let invitation = server.post(&eve, "/api/admin/invitations", invitation).await;
        let reset = server.post(&eve, &format!("/api/admin/people/{ada_id}/reset-link"), json!({})).await;
        assert_eq!((invitation.status, reset.status), (StatusCode::CREATED, StatusCode::CREATED), "{how}");

        let person = format!("/api/admin/people/{eve_id}");
        let done = match how {
            "" => server.patch(&ada, &person, body).await,
            _ => server.post(&ada, &format!("{person}/{how}"), body).await,
        };
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        for ticket in [secret(&invitation), secret(&reset)] {
            let used = json!({"ticket": ticket, "name": "Eve again", "password": PASSWORD});
            let used = server.post(&As::Nobody, "/api/tickets/use", used).await;
            assert_eq!(used.status, StatusCode::NOT_FOUND, "{how}: {}", used.text);
        }
        if how == "suspend" {
            server.post(&ada, &format!("{person}/reinstate"), json!({})).await;
        }
    }
    // Those of an admin who stays one are good.
    let invitation =
        server.post(&ada, "/api/admin/invitations", json!({"email": "new@example.com", "role": "member"})).await;
    let used = json!({"ticket": secret(&invitation), "name": "New", "password": PASSWORD});
    let used = server.post(&As::Nobody, "/api/tickets/use", used).await;
    assert_eq!(used.status, StatusCode::OK, "{}", used.text);
}

#[tokio::test]
async fn whatever_an_admin_reads_of_a_restricted_postmortem_is_noted() {
    let server = Server::start().await;
    let (ada, olga) = (server.person("ada", InstanceRole::Admin).await, server.member("olga").await);
    let path = server.postmortem(&olga, "Restricted").await;
    let restricted = server.patch(&olga, &format!("{path}/access"), json!({"visibility": "restricted"})).await;
    assert_eq!(restricted.status, StatusCode::OK, "{}", restricted.text);
    let postmortem = path.rsplit_once('/').expect("a path").1;
    let noted = async || {
        let page = server.get(&ada, "/api/admin/audit?action=postmortem.opened_as_admin").await.json();
        page["entries"].as_array().unwrap().len()
    };
    let comments = server.get(&ada, &format!("{path}/comments")).await;
    assert_eq!((comments.status, noted().await), (StatusCode::OK, 1), "{}", comments.text);
    let template = server.post(&ada, "/api/templates", json!({"name": "Taken", "from": postmortem})).await;
    assert_eq!((template.status, noted().await), (StatusCode::CREATED, 2), "{}", template.text);
    let own = server.get(&olga, &format!("{path}/comments")).await;
    assert_eq!((own.status, noted().await), (StatusCode::OK, 2), "who may by other means is not noted");
}

#[tokio::test]
async fn who_holds_an_older_secret_of_a_session_is_out_with_a_new_password() {
    let server = Server::start().await;
    let ada = server.person("ada", InstanceRole::Admin).await;
    server.member("mel").await;
    let sign_in = json!({"email": "mel@example.com", "password": PASSWORD});
    let stolen = server.post(&As::Nobody, "/api/session", sign_in).await.cookie().expect("a session").to_owned();
    let role = async |role: &str| {
        let path = format!("/api/admin/people/{}", id(&server, "mel").await);
        let done = server.patch(&ada, &path, json!({"role": role})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    };

    // A secret that was renewed is good a moment longer, but it doesn't get the next one.
    role("guest").await;
    let own = server.get(&As::Cookie(stolen.clone()), "/api/session").await.cookie().expect("renewed").to_owned();
    role("member").await;
    let late = server.get(&As::Cookie(stolen.clone()), "/api/session").await;
    assert_eq!((late.status, late.cookie()), (StatusCode::OK, None));
    let own = server.get(&As::Cookie(own), "/api/session").await.cookie().expect("renewed").to_owned();

    // Whoever sets a new password wants others out now.
    let change = json!({"current": PASSWORD, "new": "another long enough password"});
    let done = server.send(&As::Cookie(own.clone()), Method::PUT, "/api/account/password", Some(change)).await;
    let newest = done.cookie().expect("renewed").to_owned();
    for older in [own, stolen] {
        assert_eq!(server.get(&As::Cookie(older), "/api/session").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(server.get(&As::Cookie(newest), "/api/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn strangers_send_little() {
    let server = Server::start().await;
    let secret = |bytes: usize| json!({"ticket": "x".repeat(bytes)});
    let large = server.post(&As::Nobody, "/api/tickets/look", secret(150_000)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.text);
    let small = server.post(&As::Nobody, "/api/tickets/look", secret(100_000)).await;
    assert_eq!(small.status, StatusCode::NOT_FOUND, "{}", small.text);
}

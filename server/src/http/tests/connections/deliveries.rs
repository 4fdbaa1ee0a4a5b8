//! What goes out.

use axum::http::StatusCode;
use debrief_shared::api::InstanceRole;
use jiff::Timestamp;
use serde_json::json;

use super::super::{As, Server};
use super::{asked, courier, made, made_with_secret, webhook};
use crate::connections::sign;
use crate::document::tests::eventually;
use crate::outbound::tests::{Asked, Asks};

async fn list(server: &Server, admin: &As) -> serde_json::Value {
    server.get(admin, "/api/admin/connections").await.json()
}

/// Whether a request is signed by a secret, as the standard says.
fn is_signed(request: &Asked, secret: &str) -> bool {
    sign::verified(secret, &request.headers, request.body.as_bytes(), Timestamp::now()).is_some()
}

#[tokio::test]
async fn what_happens_is_told_signed_and_once() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let site = Asks::answering(|_, _| StatusCode::NO_CONTENT).await;
    let events = ["postmortem.created", "postmortem.published", "mitigation.committed"];
    let made = made_with_secret(&server, &admin, webhook(&format!("{}/hook", site.url), &events)).await;
    let secret = made.secret.expect("a secret");
    assert!(secret.starts_with("whsec_"));
    let shown = server.get(&admin, "/api/admin/connections").await.text;
    assert!(!shown.contains(&secret) && shown.contains("Receiver"), "the secret is shown once: {shown}");

    // Two nodes over one database.
    let _nodes = (courier(&server), courier(&server));
    let path = server.postmortem(&admin, "Checkout returned errors").await;
    server.patch(&admin, &path, json!({"severity": "Sev-1", "services": ["pay"]})).await;
    let published = server.post(&admin, &format!("{path}/publications"), json!({"despite": "It is late."})).await;
    assert_eq!(published.status, 201, "{}", published.text);
    let requests = asked(&site, 2).await;
    for request in &requests {
        assert!(is_signed(request, &secret), "{request:?}");
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/hook"));
        assert_eq!(request.header("content-type"), "application/json");
    }
    let told = requests.iter().map(Asked::json).find(|told| told["type"] == "postmortem.published").expect("told");
    let postmortem = &told["data"]["postmortem"];
    assert_eq!((&postmortem["title"], &postmortem["severity"]), (&json!("Checkout returned errors"), &json!("Sev-1")));
    assert_eq!((&told["data"]["by"]["name"], &postmortem["services"]), (&json!("admin"), &json!(["pay"])));

    // Committing to a mitigation, by the document itself.
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let me = server.get(&admin, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap();
    server.commits(id, me, "Alert on the pool").await;
    let requests = asked(&site, 3).await;
    let told = requests[2].json();
    assert_eq!(
        (&told["type"], &told["data"]["mitigation"]["text"]),
        (&json!("mitigation.committed"), &json!("Alert on the pool"))
    );
    let quiet = || async { list(&server, &admin).await["connections"][0]["waiting"] == 0 };
    eventually(async || quiet().await).await;
    assert_eq!(site.asked().len(), 3, "each once, whichever node sent it");
    let ids: std::collections::BTreeSet<String> =
        site.asked().iter().map(|request| request.header("webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), 3);
    assert!(list(&server, &admin).await["connections"][0]["delivered_at"].is_string());
}

#[tokio::test]
async fn of_what_is_restricted_only_that_something_happened_is_told() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let owner = server.member("owner").await;
    let site = Asks::answering(|_, _| StatusCode::OK).await;
    let hook = |restricted: bool| {
        let path = if restricted { "all" } else { "little" };
        let mut new = webhook(&format!("{}/{path}", site.url), &["postmortem.published", "mitigation.committed"]);
        new["settings"]["restricted"] = restricted.into();
        new
    };
    made(&server, &admin, hook(false)).await;
    made(&server, &admin, hook(true)).await;
    let path = server.postmortem(&owner, "Layoffs leaked").await;
    let answer = server.patch(&owner, &format!("{path}/access"), json!({"visibility": "restricted"})).await;
    assert_eq!(answer.status, 200);
    server.post(&owner, &format!("{path}/publications"), json!({"despite": "It is late."})).await;
    let id = path.rsplit('/').next().unwrap();
    let me = server.get(&owner, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap();
    server.commits(id.parse().unwrap(), me, "Guard the payroll").await;
    let _node = courier(&server);
    let requests = asked(&site, 4).await;
    for request in requests.iter().filter(|request| request.path == "/little") {
        assert_eq!(request.json()["data"], json!({"postmortem": {"id": id}}), "{}", request.body);
        assert!(request.json()["type"].is_string());
    }
    let all: Vec<&Asked> = requests.iter().filter(|request| request.path == "/all").collect();
    assert!(all.len() == 2 && all.iter().all(|request| request.body.contains("Layoffs leaked")));
}

#[tokio::test]
async fn what_is_refused_ends_in_a_list_and_goes_again() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let gone = |_: &Asked, before| {
        if before == 0 { (StatusCode::GONE, "no longer here") } else { (StatusCode::OK, "thanks") }
    };
    let site = Asks::answering(gone).await;
    made(&server, &admin, webhook(&site.url, &["postmortem.created"])).await;
    let _node = courier(&server);
    let path = server.postmortem(&admin, "One").await;
    eventually(async || list(&server, &admin).await["failed"][0].is_object()).await;
    let failed = list(&server, &admin).await["failed"][0].clone();
    assert_eq!((&failed["answer"], &failed["tries"]), (&json!("410 Gone: no longer here"), &json!(1)));
    assert!(path.ends_with(failed["postmortem"].as_str().unwrap()));
    let resend = format!("/api/admin/deliveries/{}/resend", failed["id"].as_str().unwrap());
    assert_eq!(server.post(&admin, &resend, json!({})).await.status, 204);
    let requests = asked(&site, 2).await;
    assert_eq!(requests[0].header("webhook-id"), requests[1].header("webhook-id"), "it is the same delivery");
    eventually(async || list(&server, &admin).await["connections"][0]["waiting"] == 0).await;
    assert_eq!(list(&server, &admin).await["failed"], json!([]));
    assert_eq!(server.post(&admin, &resend, json!({})).await.status, 404);
}

#[tokio::test]
async fn what_another_side_repeats_of_a_secret_is_not_kept() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let echo = Asks::answering(|asked: &Asked, _| {
        let status = if asked.path.starts_with("/services") { StatusCode::GONE } else { StatusCode::FORBIDDEN };
        (status, format!("Cannot {} {} for {}", asked.method, asked.path, asked.header("authorization")))
    })
    .await;
    let secret = format!("{}/services/T0001/B0001/XXXXcanaryXXXX", echo.url);
    let settings = json!({"kind": "slack", "events": ["postmortem.created"]});
    let chat = made(&server, &admin, json!({"name": "#incidents", "settings": settings, "secret": secret})).await.id;
    let settings = json!({"kind": "tracker", "tracker": "github", "url": echo.url, "project": "acme/shop"});
    let tracker = made(&server, &admin, json!({"name": "Shop", "settings": settings, "secret": "ghp_canary"})).await.id;
    let _node = courier(&server);
    server.postmortem(&admin, "One").await;
    eventually(async || list(&server, &admin).await["failed"][0].is_object()).await;
    let mut told = list(&server, &admin).await.to_string();
    assert!(told.contains("410 Gone: Cannot POST … for"), "{told}");
    for one in [chat, tracker] {
        told += &server.post(&admin, &format!("/api/admin/connections/{one}/test"), json!({})).await.text;
    }
    assert!(told.contains("403 Forbidden: Cannot GET") && told.contains("for Bearer …"), "{told}");
    for row in server.noted("connection.created").await {
        told += &serde_json::Value::Object(row.detail).to_string();
    }
    assert!(!told.contains("canary"), "{told}");
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_old_one_and_what_is_removed_is_told_nothing() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let site = Asks::answering(|_, _| StatusCode::OK).await;
    let made = made_with_secret(&server, &admin, webhook(&site.url, &["postmortem.created"])).await;
    let (old, at) = (made.secret.unwrap(), format!("/api/admin/connections/{}", made.connection.id));
    let new =
        server.post(&admin, &format!("{at}/secret"), json!({})).await.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    let tried = server.post(&admin, &format!("{at}/test"), json!({})).await.json();
    assert_eq!(tried["ok"], json!(true), "{tried}");
    let request = &site.asked()[0];
    assert!(is_signed(request, &new) && is_signed(request, &old), "{request:?}");
    assert_eq!(request.json()["type"], "test");

    assert_eq!(server.delete(&admin, &at).await.status, 204);
    assert_eq!(server.post(&admin, &format!("{at}/test"), json!({})).await.status, 404);
    server.postmortem(&admin, "Told to nobody").await;
    assert_eq!(server.post(&admin, &format!("{at}/restore"), json!({})).await.status, 200);
    let _node = courier(&server);
    server.postmortem(&admin, "Told").await;
    let requests = asked(&site, 2).await;
    assert_eq!(requests[1].json()["data"]["postmortem"]["title"], "Told");
    for action in ["created", "rotated", "removed", "restored"] {
        assert_eq!(server.noted(&format!("connection.{action}")).await.len(), 1, "{action}");
    }
}

#[tokio::test]
async fn a_chat_is_told_in_words_at_an_address_that_nobody_sees_again() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let site = Asks::answering(|_, _| "ok").await;
    let secret = format!("{}/services/T0/B0/XXXX", site.url);
    let new = json!({"name": "#incidents", "settings": {"kind": "slack", "events": ["postmortem.created"]}, "secret": secret});
    let made = made_with_secret(&server, &admin, new).await;
    assert_eq!(made.secret, None, "whoever brought it has it");
    assert!(!server.get(&admin, "/api/admin/connections").await.text.contains("XXXX"));
    let _node = courier(&server);
    server.postmortem(&admin, "A <b> & <!channel>").await;
    let request = &asked(&site, 1).await[0];
    assert_eq!(request.path, "/services/T0/B0/XXXX");
    let text = request.json()["blocks"][0]["text"]["text"].as_str().unwrap().to_owned();
    assert_eq!(text, "New postmortem: *A &lt;b&gt; &amp; &lt;!channel&gt;*");
}

#[tokio::test]
async fn what_cannot_work_is_refused_with_what_to_do() {
    let server = Server::start().await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    let with = |name: &str, settings: serde_json::Value| json!({"name": name, "settings": settings});
    let hook = |url: &str| json!({"kind": "webhook", "url": url, "events": ["postmortem.created"]});
    let nobody = uuid::Uuid::nil();
    for (new, words) in [
        (with("", hook("http://127.0.0.1/")), "a name"),
        (with("x", hook("example.com")), "whole address"),
        (with("x", hook("http://10.0.0.1/")), "--connections"),
        (with("x", hook("http://[::1]/")), "--connections"),
        (with("x", hook("http://u:p@127.0.0.1/")), "--connections"),
        (with("x", json!({"kind": "webhook", "url": "http://127.0.0.1/", "events": []})), "at least one"),
        (with("x", json!({"kind": "slack", "events": ["postmortem.created"]})), "Paste the secret"),
        (with("x", json!({"kind": "inbound", "source": "generic", "owner": nobody})), "somebody with an account"),
        (
            json!({"name": "x", "secret": "t", "settings":
                {"kind": "tracker", "tracker": "github", "url": "http://127.0.0.1", "project": "debrief"}}),
            "owner/name",
        ),
    ] {
        let answer = server.post(&admin, "/api/admin/connections", new.clone()).await;
        assert_eq!(answer.status, 422, "{new}: {}", answer.text);
        assert!(answer.text.contains(words), "{new}: {}", answer.text);
    }
    let public = crate::outbound::Outbound::new("public".parse().unwrap());
    let state = crate::http::AppState {
        connections: crate::connections::Connections::new(
            server.state.store.clone(),
            server.state.documents.clone(),
            public,
            server.state.site.clone(),
        ),
        ..server.state.clone()
    };
    let strict = Server { router: crate::http::router(state.clone()), state, folder: tempfile::tempdir().unwrap() };
    let answer = strict.post(&admin, "/api/admin/connections", with("x", hook("http://example.com/"))).await;
    assert!(answer.status == 422 && answer.text.contains("https:"), "{}", answer.text);
    assert_eq!(list(&server, &admin).await["connections"], json!([]));
}

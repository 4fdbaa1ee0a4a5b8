//! What comes in: who is believed, what it opens and adds, and that the same one twice adds nothing.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use debrief_shared::api::InstanceRole;
use jiff::Timestamp;
use ring::hmac;
use serde_json::{Value, json};

use super::super::{Answer, As, Server};
use super::made_with_secret;
use crate::connections::sign;

const SECRET: &str = "pd-s1gning-secret";

impl Server {
    async fn inbound(&self, path: &str, headers: HeaderMap, body: &Value) -> Answer {
        let mut request = Request::post(path).body(Body::from(body.to_string())).unwrap();
        *request.headers_mut() = headers;
        self.raw(request).await
    }

    /// As PagerDuty signs.
    async fn pagerduty(&self, path: &str, secret: &str, body: &Value) -> Answer {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, body.to_string().as_bytes());
        let hex = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let headers = HeaderMap::from_iter([(
            "x-pagerduty-signature".parse().unwrap(),
            format!("v1=00ff,v1={hex}").parse().unwrap(),
        )]);
        self.inbound(path, headers, body).await
    }
}

/// Somebody who owns what comes in, and a connection of a source.
async fn connected(server: &Server, source: &str, secret: Option<&str>) -> (As, String, Option<String>) {
    let admin = server.person("admin", InstanceRole::Admin).await;
    let owner = server.member("owner").await;
    let person = server.get(&owner, "/api/session").await.json()["person"]["id"].clone();
    let templates = json!([{"severity": "sev-1", "template": "google-sre"}]);
    let settings =
        json!({"kind": "inbound", "source": source, "owner": person, "template": "pushpay", "templates": templates});
    let made = made_with_secret(server, &admin, json!({"name": "In", "settings": settings, "secret": secret})).await;
    let path = made.connection.address.expect("an address");
    assert_eq!(path, format!("/api/inbound/{}", made.connection.id));
    (owner, path, made.secret)
}

fn event(id: &str, kind: &str, at: &str) -> Value {
    let data = json!({
        "id": "PGR0VU2", "type": "incident", "title": "Checkout returns errors", "urgency": "high",
        "priority": {"summary": "SEV-1"}, "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2"
    });
    json!({"event": {"id": id, "event_type": kind, "resource_type": "incident", "occurred_at": at, "data": data}})
}

async fn shown(server: &Server, owner: &As, answer: &Answer) -> Value {
    let id = answer.json()["postmortem"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned();
    server.get(owner, &format!("/api/postmortems/{id}")).await.json()
}

#[tokio::test]
async fn an_incident_of_pagerduty_opens_one_draft_and_goes_on_in_it() {
    let server = Server::start().await;
    let (owner, path, secret) = connected(&server, "pagerduty", Some(SECRET)).await;
    assert_eq!(secret, None);
    let begun = event("e1", "incident.triggered", "2026-11-28T10:00:00Z");
    let answer = server.pagerduty(&path, SECRET, &begun).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["opened"], &answer.json()["added"]),
        (200, &json!(true), &json!(1))
    );
    let there = shown(&server, &owner, &answer).await;
    assert_eq!(
        (&there["title"], &there["severity"], &there["incident"]),
        (&json!("Checkout returns errors"), &json!("SEV-1"), &json!("PGR0VU2"))
    );
    let postmortem = &there["document"];
    assert_eq!(postmortem["facts"]["detected"], json!("2026-11-28T10:00:00+00:00"), "{}", postmortem["facts"]);
    let sre = server.get(&owner, "/api/templates/google-sre").await.json();
    assert_eq!(postmortem["sections"][0]["heading"], sre["sections"][0]["heading"], "the template of its severity");

    // The same one again, and what happens next.
    let again = server.pagerduty(&path, SECRET, &begun).await.json();
    assert_eq!((&again["opened"], &again["added"]), (&json!(false), &json!(0)));
    let next = event("e2", "incident.acknowledged", "2026-11-28T10:03:00Z");
    let answer = server.pagerduty(&path, SECRET, &next).await;
    assert_eq!((&answer.json()["opened"], &answer.json()["added"]), (&json!(false), &json!(1)));
    let there = shown(&server, &owner, &answer).await;
    assert_eq!(there["document"]["timeline"].as_array().map(Vec::len), Some(2));
    let ping =
        json!({"event": {"id": "e3", "event_type": "pagey.ping", "occurred_at": "2026-11-28T10:00:00Z", "data": {}}});
    assert_eq!(server.pagerduty(&path, SECRET, &ping).await.json()["postmortem"], json!(null));
    assert_eq!(server.get(&owner, "/api/postmortems").await.json()["postmortems"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn pagerduty_is_added_before_it_has_shown_its_secret() {
    let server = Server::start().await;
    let (owner, path, secret) = connected(&server, "pagerduty", None).await;
    assert_eq!(secret, None, "what stands in for it is of no use to anybody");
    let begun = event("e1", "incident.triggered", "2026-11-28T10:00:00Z");
    assert_eq!(server.pagerduty(&path, "", &begun).await.status, 401);
    assert_eq!(server.pagerduty(&path, SECRET, &begun).await.status, 401);
    let admin = server.person("other", InstanceRole::Admin).await;
    let way = format!("{}/secret", path.replace("/inbound/", "/admin/connections/"));
    assert_eq!(server.post(&admin, &way, json!({})).await.status, 422, "another one has to be brought");
    assert_eq!(server.post(&admin, &way, json!({"secret": SECRET})).await.status, 200);
    let answer = server.pagerduty(&path, SECRET, &begun).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["opened"]), (200, &json!(true)));
    drop(owner);
}

#[tokio::test]
async fn the_same_incident_at_the_same_moment_opens_one_draft() {
    let server = Server::start().await;
    let (owner, path, _) = connected(&server, "pagerduty", Some(SECRET)).await;
    let begun = event("e1", "incident.triggered", "2026-11-28T10:00:00Z");
    let next = event("e2", "incident.reopened", "2026-11-28T10:01:00Z");
    let answers = tokio::join!(
        server.pagerduty(&path, SECRET, &begun),
        server.pagerduty(&path, SECRET, &next),
        server.pagerduty(&path, SECRET, &begun),
    );
    for answer in [&answers.0, &answers.1, &answers.2] {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let there = shown(&server, &owner, &answers.0).await;
    assert_eq!(there["document"]["timeline"].as_array().map(Vec::len), Some(2));
    assert_eq!(server.get(&owner, "/api/postmortems").await.json()["postmortems"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn whoever_does_not_sign_is_refused_and_noted() {
    let server = Server::start().await;
    let (owner, path, _) = connected(&server, "pagerduty", Some(SECRET)).await;
    let begun = event("e1", "incident.triggered", "2026-11-28T10:00:00Z");
    assert_eq!(server.pagerduty(&path, "another", &begun).await.status, 401);
    assert_eq!(server.inbound(&path, HeaderMap::new(), &begun).await.status, 401);
    assert_eq!(server.inbound(&format!("{path}?token={SECRET}"), HeaderMap::new(), &begun).await.status, 401);
    assert_eq!(server.noted("connection.refused").await.len(), 3);
    let nowhere = format!("/api/inbound/{}", uuid::Uuid::nil());
    assert_eq!(server.pagerduty(&nowhere, SECRET, &begun).await.status, 404);
    let large = json!({"event": "x".repeat(600 * 1024)});
    assert_eq!(server.pagerduty(&path, SECRET, &large).await.status, 413);
    assert_eq!(server.get(&owner, "/api/postmortems").await.json()["postmortems"], json!([]));
}

#[tokio::test]
async fn alerts_of_one_group_go_into_one_postmortem() {
    let server = Server::start().await;
    let (owner, path, secret) = connected(&server, "alertmanager", None).await;
    let token = secret.expect("a secret");
    let webhook = |status: &str| {
        let ends = if status == "resolved" { "2026-11-28T10:20:00Z" } else { "0001-01-01T00:00:00Z" };
        let alert = json!({
            "status": status, "labels": {"alertname": "PoolFull", "severity": "page"}, "annotations": {},
            "startsAt": "2026-11-28T10:00:00Z", "endsAt": ends, "generatorURL": "https://prom/graph", "fingerprint": "f1"
        });
        json!({
            "version": "4", "groupKey": "{}:{alertname=\"PoolFull\"}", "status": status, "receiver": "debrief",
            "groupLabels": {"alertname": "PoolFull"}, "commonLabels": {"severity": "page"},
            "commonAnnotations": {"summary": "The pool is full"}, "externalURL": "https://am", "alerts": [alert]
        })
    };
    let unknown = server.inbound(&format!("{path}?token={token}"), HeaderMap::new(), &webhook("resolved")).await;
    assert_eq!(unknown.json()["postmortem"], json!(null), "what ends opens nothing");
    let opened = server.inbound(&format!("{path}?token={token}"), HeaderMap::new(), &webhook("firing")).await;
    assert_eq!((&opened.json()["opened"], &opened.json()["added"]), (&json!(true), &json!(1)), "{}", opened.text);
    let bearer = HeaderMap::from_iter([("authorization".parse().unwrap(), format!("Bearer {token}").parse().unwrap())]);
    for added in [1, 0] {
        let ended = server.inbound(&path, bearer.clone(), &webhook("resolved")).await;
        assert_eq!((ended.status.as_u16(), &ended.json()["added"]), (200, &json!(added)), "{}", ended.text);
    }
    let there = shown(&server, &owner, &opened).await;
    assert_eq!((&there["title"], &there["incident"]), (&json!("The pool is full"), &json!("")));
}

#[tokio::test]
async fn anything_that_signs_adds_to_the_postmortem_whose_incident_it_names() {
    let server = Server::start().await;
    let (owner, path, secret) = connected(&server, "generic", None).await;
    let secret = secret.expect("a secret");
    let running = server.postmortem(&owner, "Running").await;
    server.patch(&owner, &running, json!({"incident": "INC-7"})).await;
    let body = json!({"incident": "INC-7", "entries": [{"at": "2026-11-28T10:00:00Z", "text": "Deployed 1.2", "kind": "change"}]});
    let send = async |id: &str, at: Timestamp| {
        let headers = sign::headers(&[&secret], id, at, body.to_string().as_bytes()).unwrap();
        server.inbound(&path, headers, &body).await
    };
    let now = Timestamp::now();
    let taken = send("msg_1", now).await;
    assert_eq!(
        taken.json(),
        json!({"postmortem": running.rsplit('/').next(), "opened": false, "added": 1}),
        "{}",
        taken.text
    );
    assert_eq!(send("msg_1", now).await.json()["added"], json!(0));
    assert_eq!(send("msg_2", now - jiff::SignedDuration::from_mins(6)).await.status, 401, "too old");
    // Whose account may not write there any more adds nothing.
    let admin = server.person("second", InstanceRole::Admin).await;
    let other = server.postmortem(&admin, "Theirs").await;
    server.patch(&admin, &other, json!({"incident": "INC-8"})).await;
    server.patch(&admin, &format!("{other}/access"), json!({"visibility": "restricted"})).await;
    let body = json!({"incident": "INC-8", "entries": [{"text": "x"}]});
    let headers = sign::headers(&[&secret], "msg_3", now, body.to_string().as_bytes()).unwrap();
    assert_eq!(server.inbound(&path, headers, &body).await.json()["postmortem"], json!(null));
}

#[tokio::test]
async fn what_is_switched_off_takes_nothing() {
    let server = Server::start().await;
    let (owner, path, _) = connected(&server, "pagerduty", Some(SECRET)).await;
    let admin = server.person("other-admin", InstanceRole::Admin).await;
    let listed = server.get(&admin, "/api/admin/connections").await.json()["connections"][0].clone();
    let route = path.replace("/api/inbound/", "/api/admin/connections/");
    let switch = async |off: bool| {
        let body = json!({"name": "In", "settings": listed["settings"], "off": off});
        assert_eq!(server.send(&admin, Method::PUT, &route, Some(body)).await.status, 200);
    };
    let event = event("01", "incident.triggered", "2026-11-28T10:00:00Z");
    switch(true).await;
    let refused = server.pagerduty(&path, SECRET, &event).await;
    assert!(refused.status == 409 && refused.text.contains("switched off"), "{}", refused.text);
    assert_eq!(server.pagerduty(&path, "another", &event).await.status, 401, "strangers are told nothing");
    assert_eq!(server.get(&owner, "/api/postmortems").await.json()["postmortems"], json!([]));
    switch(false).await;
    assert_eq!(server.pagerduty(&path, SECRET, &event).await.json()["opened"], true);
}

//! Slash commands of Slack, as Slack sends them: who is believed, what is done, and that nothing restricted is ever said.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use debrief_shared::api::InstanceRole;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::super::{Answer, As, Server};
use super::made_with_secret;
use crate::document::tests::eventually;
use crate::outbound::tests::Asks;

const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const CANARY: &str = "Zanzibar";

/// A connection, and who owns what it opens.
struct Room {
    server: Server,
    admin: As,
    owner: As,
    path: String,
    connection: Value,
    /// Trigger ids that were given out.
    triggers: std::cell::Cell<u32>,
}

impl Room {
    async fn open() -> Self {
        Self::of(Server::start().await).await
    }

    async fn of(server: Server) -> Self {
        let admin = server.person("admin", InstanceRole::Admin).await;
        let owner = server.member("owner").await;
        let person = server.get(&owner, "/api/session").await.json()["person"]["id"].clone();
        let templates = json!([{"severity": "SEV-1", "template": "google-sre"}]);
        let settings = json!({
            "kind": "inbound", "source": "slack_commands", "owner": person, "template": "pushpay", "templates": templates
        });
        let new = json!({"name": "Slack", "settings": settings, "secret": SECRET});
        let made = made_with_secret(&server, &admin, new).await;
        assert_eq!(made.secret, None, "whoever brought it has it");
        let path = made.connection.address.clone().expect("an address");
        let connection = serde_json::to_value(made.connection).unwrap();
        Self { server, admin, owner, path, connection, triggers: std::cell::Cell::default() }
    }

    /// A body as Slack sends it today, recorded.
    fn body(&self, channel: &str, text: &str) -> String {
        self.triggers.set(self.triggers.get() + 1);
        let (text, trigger): (String, u32) = (byte_serialize(text.as_bytes()).collect(), self.triggers.get());
        format!(
            "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id={channel}&channel_name=shop-incident\
             &user_id=U2147483697&user_name=steve&command=%2Fdebrief&text={text}&api_app_id=A123456&is_enterprise_install=false\
             &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT0001%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
             &trigger_id={trigger}.13345224609.738474920.8088930838d88f008e0"
        )
    }

    async fn send(&self, secret: &str, at: Timestamp, body: &str) -> Answer {
        let time = at.as_second();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("v0:{time}:{body}").as_bytes());
        let hex = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let request = Request::post(&self.path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
            .header("x-slack-request-timestamp", time)
            .header("x-slack-signature", format!("v0={hex}"))
            .body(Body::from(body.to_owned()));
        self.server.raw(request.unwrap()).await
    }

    /// Gives a command in a channel; what is answered.
    async fn said_in(&self, channel: &str, text: &str) -> String {
        let answer = self.send(SECRET, Timestamp::now(), &self.body(channel, text)).await;
        assert_eq!(answer.status, 200, "{text}: {}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/json");
        let json = answer.json();
        assert_eq!(json["response_type"], "ephemeral");
        json["text"].as_str().unwrap().to_owned()
    }

    async fn said(&self, text: &str) -> String {
        self.said_in("C2147483705", text).await
    }

    async fn postmortems(&self) -> Vec<Value> {
        self.server.get(&self.owner, "/api/postmortems").await.json()["postmortems"].as_array().unwrap().clone()
    }

    async fn document(&self, title: &str) -> Value {
        let id = self.postmortems().await.into_iter().find(|one| one["title"] == title);
        let id = id.unwrap_or_else(|| panic!("no {title}"))["id"].as_str().unwrap().to_owned();
        self.server.get(&self.owner, &format!("/api/postmortems/{id}")).await.json()
    }

    async fn published(&self, who: &As, title: &str) -> String {
        let path = self.server.postmortem(who, title).await;
        let answer = self.server.post(who, &format!("{path}/publications"), json!({"despite": "It is late."})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        path
    }
}

#[tokio::test]
async fn a_draft_is_opened_and_its_timeline_goes_on() {
    let room = Room::open().await;
    assert!(room.said("note Too early").await.contains("No postmortem was opened"));
    let opened = room.said("new sev1 Checkout &lt;refuses&gt; cards").await;
    assert!(opened.contains("*Checkout &lt;refuses&gt; cards*  ·  SEV-1"), "{opened}");
    let there = room.document("Checkout <refuses> cards").await;
    assert_eq!((&there["severity"], &there["owner"]["name"]), (&json!("SEV-1"), &json!("owner")));
    let sre = room.server.get(&room.owner, "/api/templates/google-sre").await.json();
    assert_eq!(
        there["document"]["sections"][0]["heading"], sre["sections"][0]["heading"],
        "the template of its severity"
    );
    let noted = room.server.noted("postmortem.created").await;
    assert_eq!(noted.last().unwrap().detail["slack_user"], "steve");

    let noted = room.said("note Rolled *back* to <https://ci.example.com/14|1.4> &amp; watching").await;
    assert!(noted.starts_with("Noted at ") && noted.contains("*Checkout &lt;refuses&gt; cards*"), "{noted}");
    let entry = room.document("Checkout <refuses> cards").await["document"]["timeline"][0].clone();
    assert_eq!(entry["text"], "Rolled **back** to [1.4](<https://ci.example.com/14>) & watching");
    let source = entry["source"].as_str().unwrap();
    assert!(source.starts_with("Slack, #shop-incident, steve, 20"), "{source}");

    // Another channel has its own; here the last one counts.
    assert!(room.said_in("C2", "note Elsewhere").await.contains("No postmortem was opened"));
    room.said("new Second").await;
    let second = room.document("Second").await;
    let usual = room.server.get(&room.owner, "/api/templates/pushpay").await.json();
    assert_eq!(second["document"]["sections"][0]["heading"], usual["sections"][0]["heading"]);
    room.said("NOTE Into the second").await;
    assert_eq!(room.document("Second").await["document"]["timeline"][0]["text"], "Into the second");
    assert_eq!(room.document("Checkout <refuses> cards").await["document"]["timeline"].as_array().unwrap().len(), 1);

    // Unknown words, and none, get help.
    for other in ["", "help", "dance", "newest x", "delete Second"] {
        assert!(room.said(other).await.contains("`/debrief new sev2"), "{other}");
    }
    for empty in ["new", "new   ", "new sev2", "note", "find", "find ?!"] {
        let said = room.said(empty).await;
        assert!(said.starts_with("Say "), "{empty}: {said}");
    }
    assert!(room.said(&format!("note {}", "x".repeat(10_001))).await.contains("too long"));
    let words: Vec<_> = (0..30).map(|number| format!("word{number}")).collect();
    assert!(room.said(&format!("find {}", words.join(" "))).await.contains("too much"));
    assert_eq!(room.postmortems().await.len(), 2, "and nothing else was made");
}

#[tokio::test]
async fn what_takes_long_is_answered_later_where_slack_says() {
    let (server, slow) = Server::slow().await;
    let room = Room::of(server).await;
    room.said("new Checkout").await;
    let slack = Asks::answering(|_, before| match before {
        0 => (StatusCode::OK, [("x-none", "")]),
        _ => (StatusCode::FOUND, [("location", "/elsewhere")]),
    })
    .await;
    let usual = "https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT0001%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN";
    let with = |text: &str, url: &str| {
        let url: String = byte_serialize(url.as_bytes()).collect();
        room.body("C2147483705", text).replace(usual, &url)
    };
    let here = format!("{}/commands/T0001/1", slack.url);
    // At the same time: one with a place for the answer, one that leads on, and places that may not be asked.
    slow.hold();
    let places = ["http://10.0.0.1/hook", "http://[::1]:1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", ""];
    let bodies: Vec<String> = places.iter().map(|place| with("note Nowhere", place)).collect();
    let first = with("note <!channel> Slow", &here);
    let now = Timestamp::now();
    let (answer, others) = tokio::join!(
        room.send(SECRET, now, &first),
        futures_util::future::join_all(bodies.iter().map(|body| room.send(SECRET, now, body)))
    );
    assert_eq!(answer.json()["text"], "This takes longer than usual, and goes on. The answer comes here.");
    for (place, other) in places.iter().zip(others) {
        let text = other.json()["text"].as_str().unwrap().to_owned();
        assert!(text.ends_with("Look into Debrief in a moment before you give it again."), "{place}: {text}");
    }
    assert_eq!(slack.asked().len(), 0, "nothing is done yet");
    slow.release(1_000);
    eventually(async || slack.asked().len() == 1).await;
    let asked = slack.asked().remove(0);
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/commands/T0001/1"));
    assert_eq!(
        (asked.header("content-type"), &asked.json()["response_type"]),
        ("application/json", &json!("ephemeral"))
    );
    let said = asked.json()["text"].as_str().unwrap().to_owned();
    assert!(said.starts_with("Noted at ") && said.contains("*Checkout*"), "{said}");
    let noted = async || room.document("Checkout").await["document"]["timeline"].as_array().unwrap().len();
    eventually(async || noted().await == 1 + places.len()).await;

    // Whoever is led on is not followed.
    slow.hold();
    let answer = room.send(SECRET, Timestamp::now(), &with("note Led on", &here)).await;
    assert!(answer.json()["text"].as_str().unwrap().ends_with("The answer comes here."));
    slow.release(1_000);
    room.server.state.connections.finish().await;
    assert_eq!(slack.asked().len(), 2, "a stop waits for the answer");
    eventually(async || noted().await == 2 + places.len()).await;
    assert!(slack.asked().iter().all(|asked| asked.path == "/commands/T0001/1"));
}

#[tokio::test]
async fn only_what_slack_signed_now_and_once_is_taken() {
    let room = Room::open().await;
    let now = Timestamp::now();
    let body = room.body("C1", "new Forged");
    assert_eq!(room.send("another", now, &body).await.status, 401);
    for far in [SignedDuration::from_mins(6), SignedDuration::from_mins(-6)] {
        assert_eq!(room.send(SECRET, now - far, &body).await.status, 401, "{far}");
    }
    let request = Request::post(&room.path).body(Body::from(body.clone())).unwrap();
    assert_eq!(room.server.raw(request).await.status, 401);
    let shown = Request::post(format!("{}?token={SECRET}", room.path)).body(Body::from(body)).unwrap();
    assert_eq!(room.server.raw(shown).await.status, 401, "no secret in an address helps");
    assert_eq!(room.postmortems().await, Vec::<Value>::new());
    assert_eq!(room.server.noted("connection.refused").await.len(), 5);

    let body = room.body("C1", "new Once");
    let at = now - SignedDuration::from_mins(2);
    assert_eq!(room.send(SECRET, at, &body).await.status, 200);
    let again = room.send(SECRET, at, &body).await;
    assert!(again.status == 409 && again.text.contains("taken already"), "{}", again.text);
    assert_eq!(room.postmortems().await.len(), 1, "sent again it does nothing");
    assert_eq!(room.server.noted("connection.refused").await.first().unwrap().detail["why"], "sent again");
}

#[tokio::test]
async fn odd_bodies_do_nothing() {
    let room = Room::open().await;
    for odd in [
        String::new(),
        "ssl_check=1&token=gIkuvaNzQIHg97ATvDxqgjtO".to_owned(),
        "{\"command\": \"/debrief\", \"text\": \"new x\"}".to_owned(),
        "command=%2Fdebrief&text=new+No+channel&user_id=U1".to_owned(),
        "%=%&&&==%ff%fe=new".to_owned(),
        "command=%00&channel_id=C1&user_id=U1&text=new+x".to_owned(),
        format!("payload={}", "x".repeat(100_000)),
    ] {
        let answer = room.send(SECRET, Timestamp::now(), &odd).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""), "{}", &odd[..odd.len().min(80)]);
    }
    let large = room.send(SECRET, Timestamp::now(), &"x".repeat(600 * 1024)).await;
    assert_eq!(large.status, 413);
    assert_eq!(room.postmortems().await, Vec::<Value>::new());
    // What can be read of it counts, and is put right.
    let twice = format!("text=new+Twice&{}&text=new+Other", room.body("C1", "new Third").replace("&text=", "&other="));
    room.send(SECRET, Timestamp::now(), &twice).await;
    room.send(SECRET, Timestamp::now(), &room.body("C1", "new X").replace("text=new+X", "text=new+a%ffb%00c%0ad"))
        .await;
    let titles: Vec<_> = room.postmortems().await.iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, ["a\u{fffd}bc d", "Twice"]);
}

#[tokio::test]
async fn at_most_five_of_what_is_published_and_everybody_may_see_are_found() {
    let room = Room::open().await;
    assert!(room.said("find pool").await.starts_with("Nothing that is published"));
    room.server.postmortem(&room.admin, "Pool draft").await;
    let path = room.published(&room.admin, "Pool <!channel> 0").await;
    room.server.patch(&room.admin, &path, json!({"severity": "Sev-2"})).await;
    assert_eq!(room.said("find pool").await, "•  *Pool &lt;!channel&gt; 0*  ·  Sev-2");
    for number in 1..7 {
        room.published(&room.admin, &format!("Pool {number}")).await;
    }
    let found = room.said("find POOL").await;
    assert_eq!(found.lines().count(), 5, "{found}");
    assert!(!found.contains("draft"));
}

#[tokio::test]
async fn nothing_restricted_is_ever_said() {
    let room = Room::open().await;
    let restrict = async |who: &As, path: &str| {
        let answer = room.server.patch(who, &format!("{path}/access"), json!({"visibility": "restricted"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    // Of the account that the connection writes as, of somebody else, in the bin, not published.
    for who in [&room.owner, &room.admin] {
        let path = room.published(who, &format!("Pool {CANARY} restricted")).await;
        restrict(who, &path).await;
        let path = room.published(who, &format!("Pool {CANARY} removed")).await;
        assert_eq!(room.server.delete(who, &path).await.status, 204);
        room.server.postmortem(who, &format!("Pool {CANARY} draft")).await;
    }
    room.published(&room.owner, "Pool for everybody").await;
    // What was opened here and is restricted since then.
    room.said(&format!("new Pool {CANARY} opened here")).await;
    let listed = room.postmortems().await;
    let opened = listed.iter().find(|one| one["title"] == format!("Pool {CANARY} opened here")).unwrap();
    let path = format!("/api/postmortems/{}", opened["id"].as_str().unwrap());
    restrict(&room.owner, &path).await;
    let mut said = Vec::new();
    for text in ["find pool", CANARY, "find", "find restricted", "note Still here", "help", "new", "note"] {
        said.push(room.said(text).await);
    }
    for text in [format!("find {CANARY}"), format!("find pool {}", &CANARY[..4])] {
        said.push(room.said(&text).await);
    }
    assert_eq!(said[0], "•  *Pool for everybody*");
    assert!(said[4].starts_with("Noted at ") && said[4].ends_with(" UTC."), "{}", said[4]);
    assert!(said[8].starts_with("Nothing that is published"), "{}", said[8]);
    for one in &said {
        assert!(!one.contains(CANARY) && !one.contains(&path[path.len() - 12..]), "{one}");
    }
    let entries = room.server.get(&room.owner, &path).await.json()["document"]["timeline"].clone();
    assert_eq!(entries[0]["text"], "Still here");
    assert_eq!(room.server.delete(&room.owner, &path).await.status, 204);
    let binned = room.said("note Into the bin").await;
    assert!(binned.contains("in the bin") && !binned.contains(CANARY), "{binned}");
}

#[tokio::test]
async fn what_is_switched_off_or_has_no_account_any_more_says_so() {
    let room = Room::open().await;
    let route = format!("/api/admin/connections/{}", room.connection["id"].as_str().unwrap());
    let change = |off: bool| json!({"name": "Slack", "settings": room.connection["settings"], "off": off});
    let put = async |body: Value| {
        let answer = room.server.send(&room.admin, axum::http::Method::PUT, &route, Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["off"].clone()
    };
    assert_eq!(put(change(true)).await, true);
    assert!(room.said("new While off").await.contains("switched off"));
    assert_eq!(put(json!({"name": "Slack", "settings": room.connection["settings"]})).await, true, "it stays off");
    assert_eq!(put(change(false)).await, false);
    assert!(room.said("new While on").await.contains("While on"));
    assert_eq!(room.server.noted("connection.changed").await.len(), 3);
    let owner = &room.connection["settings"]["owner"];
    let suspend = format!("/api/admin/people/{}/suspend", owner.as_str().unwrap());
    let admin = room.server.get(&room.admin, "/api/session").await.json()["person"]["id"].clone();
    let answer = room.server.post(&room.admin, &suspend, json!({"new_owner": admin})).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    assert!(room.said("new After that").await.contains("may not make postmortems any more"));
    assert!(room.said("note After that").await.contains("may not make postmortems any more"));
}

//! Meetings over HTTP: scheduled, changed, cancelled; who is asked and told; who facilitates; what calendars read.

use axum::http::{Method, header};
use debrief_shared::api::InstanceRole;
use debrief_shared::document::{EntryKind, NewEntry, NewMitigation, Place, Postmortem};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;
use yrs::TransactionMut;

use super::{Answer, As, PASSWORD, Server, noted};
use crate::people::NewAccount;
use crate::store::audit::AuditAction;

/// A time of UTC's clocks in so many days, as it is sent.
pub(super) fn in_days(days: i64) -> String {
    (Timestamp::now() + SignedDuration::from_hours(24 * days)).strftime("%Y-%m-%dT%H:%M").to_string()
}

async fn id_of(server: &Server, who: &As) -> Uuid {
    server.get(who, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap()
}

fn plan(days: i64, required: &[Uuid], seen: Option<u32>) -> Value {
    json!({"start": in_days(days), "time_zone": "UTC", "minutes": 60, "place": "Room 4", "required": required, "seen": seen})
}

async fn schedule(server: &Server, who: &As, path: &str, plan: Value) -> Answer {
    server.put(who, &format!("{path}/meeting"), plan).await
}

async fn bell(server: &Server, who: &As) -> Vec<String> {
    let list = server.get(who, "/api/notifications").await.json();
    let kind = |row: &Value| row["kind"].as_str().unwrap().to_owned();
    list["notifications"].as_array().unwrap().iter().map(kind).collect()
}

#[tokio::test]
async fn a_meeting_is_scheduled_changed_and_cancelled() {
    let server = Server::start().await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let (grace_id, alan_id) = (id_of(&server, &grace).await, id_of(&server, &alan).await);
    let path = server.postmortem(&ada, "Checkout refused cards").await;
    let before = server.get(&ada, &format!("{path}/meeting")).await.json();
    assert_eq!((&before["meeting"], &before["request"], &before["mails"]), (&Value::Null, &Value::Null, &json!(false)));
    assert_eq!(server.get(&ada, &format!("{path}/meeting.ics")).await.status, 404);

    let made = schedule(&server, &ada, &path, plan(3, &[grace_id, alan_id], None)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let meeting = made.json()["meeting"].clone();
    assert_eq!(
        (&meeting["sequence"], &meeting["minutes"], &meeting["place"]),
        (&json!(0), &json!(60), &json!("Room 4"))
    );
    assert_eq!(meeting["changed_by"]["name"], "ada");
    for who in [&grace, &alan] {
        assert_eq!(bell(&server, who).await, ["meeting_set"]);
        let ahead = server.get(who, "/api/meetings").await.json();
        assert_eq!(
            (&ahead["meetings"][0]["part"], &ahead["meetings"][0]["title"]),
            (&json!("required"), &json!("Checkout refused cards"))
        );
    }
    assert_eq!(server.get(&ada, "/api/meetings").await.json()["meetings"][0]["part"], Value::Null, "not asked herself");
    assert_eq!(bell(&server, &ada).await, [] as [&str; 0], "nobody is told of what they did");

    // The same again changes nothing; another time is told to those who stay, and nothing to whoever does not.
    let same = schedule(&server, &ada, &path, plan(3, &[grace_id, alan_id], Some(0))).await.json();
    assert_eq!(same["meeting"]["sequence"], 0);
    let moved =
        json!({"start": in_days(4), "time_zone": "Europe/Berlin", "minutes": 30, "facilitator": grace_id, "seen": 0});
    assert_eq!(schedule(&server, &ada, &path, moved.clone()).await.json()["meeting"]["sequence"], 1);
    let stale = schedule(&server, &grace, &path, moved).await;
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("meanwhile"), "{}", stale.text);
    assert_eq!(bell(&server, &grace).await, ["meeting_moved", "meeting_set"]);
    assert_eq!(bell(&server, &alan).await, ["meeting_set"]);

    let file = server.get(&grace, &format!("{path}/meeting.ics")).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8; method=REQUEST");
    let text = file.text.replace("\r\n ", "");
    let uid = format!("UID:{}@debrief", meeting["id"].as_str().unwrap());
    for line in [
        uid.as_str(),
        "SEQUENCE:1",
        "ROLE=CHAIR",
        "mailto:grace@example.com",
        "SUMMARY:Postmortem: Checkout refused cards",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let adas = server.get(&ada, &format!("{path}/meeting.ics")).await.text;
    assert!(!adas.contains("@example.com"), "nobody else's address: {adas}");

    let read = json!({"meeting": path.rsplit('/').next()});
    assert_eq!(server.post(&grace, "/api/notifications/read", read).await.status, 204);
    let cancelled = server.delete(&ada, &format!("{path}/meeting")).await.json();
    assert_eq!((&cancelled["meeting"]["cancelled"], &cancelled["meeting"]["sequence"]), (&json!(true), &json!(2)));
    assert_eq!(server.get(&grace, "/api/notifications").await.json()["unread"], 1);
    assert_eq!(bell(&server, &grace).await[0], "meeting_cancelled");
    assert_eq!(server.get(&grace, "/api/meetings").await.json()["meetings"], json!([]));
    let file = server.get(&grace, &format!("{path}/meeting.ics")).await.text;
    assert!(file.contains("METHOD:CANCEL") && file.contains(&uid) && file.contains("SEQUENCE:2"), "{file}");
    assert_eq!(server.delete(&ada, &format!("{path}/meeting")).await.status, 404, "once is enough");

    // Thought better of: the same meeting again.
    let again = schedule(&server, &ada, &path, plan(3, &[grace_id], Some(2))).await.json();
    assert_eq!((&again["meeting"]["id"], &again["meeting"]["sequence"]), (&meeting["id"], &json!(3)));
    assert_eq!(server.noted("meeting").await.len(), 4);
}

#[tokio::test]
async fn nobody_is_asked_who_may_not_read_it_and_nobody_learns_of_it() {
    let server = Server::start().await;
    let (ada, grace, eve) = (server.member("ada").await, server.member("grace").await, server.member("eve").await);
    let (grace_id, eve_id) = (id_of(&server, &grace).await, id_of(&server, &eve).await);
    let path = server.postmortem(&ada, "Behind closed doors").await;
    assert_eq!(server.patch(&ada, &format!("{path}/access"), json!({"visibility": "restricted"})).await.status, 200);
    let body = json!({"role": "viewer"});
    assert_eq!(server.put(&ada, &format!("{path}/access/people/{grace_id}"), body).await.status, 200);
    for nobody in [eve_id, Uuid::from_u128(9)] {
        let refused = schedule(&server, &ada, &path, plan(3, &[grace_id, nobody], None)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("cannot open"), "{}", refused.text);
    }
    assert_eq!(schedule(&server, &ada, &path, plan(3, &[grace_id], None)).await.status, 200);
    assert_eq!(server.get(&eve, "/api/meetings").await.json()["meetings"], json!([]));
    assert_eq!(server.get(&grace, "/api/meetings").await.json()["meetings"].as_array().unwrap().len(), 1);

    let address = async |who: &As| {
        server.post(who, "/api/account/calendar", json!({})).await.json()["url"].as_str().unwrap().to_owned()
    };
    let (graces, eves) = (address(&grace).await, address(&eve).await);
    let events = async |url: &str| server.get(&As::Nobody, url).await.text.matches("BEGIN:VEVENT").count();
    assert_eq!((events(&graces).await, events(&eves).await), (1, 0));
    let text = server.get(&As::Nobody, &graces).await.text;
    assert!(!text.contains("closed doors") && !text.contains("Room 4") && !text.contains("grace"), "{text}");
    // Whoever may not read it any more has nothing of it any more.
    assert_eq!(server.delete(&ada, &format!("{path}/access/people/{grace_id}")).await.status, 204);
    assert_eq!(events(&graces).await, 0);
    assert_eq!(bell(&server, &grace).await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_calendar_address_works_for_whoever_has_it_until_it_is_revoked() {
    let server = Server::start().await;
    let (admin, ada) = (server.person("admin", InstanceRole::Admin).await, server.member("ada").await);
    let ada_id = id_of(&server, &ada).await;
    let path = server.postmortem(&ada, "Checkout; refused, cards X-EVIL:1").await;
    assert_eq!(schedule(&server, &ada, &path, plan(3, &[ada_id], None)).await.status, 200);
    assert_eq!(server.get(&ada, "/api/account/calendar").await.json()["created_at"], Value::Null);
    let made = server.post(&ada, "/api/account/calendar", json!({})).await.json();
    let url = made["url"].as_str().unwrap();
    assert!(url.strip_prefix("/api/calendar/").and_then(|rest| rest.strip_suffix(".ics")).is_some(), "{url}");
    assert_eq!(server.get(&ada, "/api/account/calendar").await.json()["created_at"], made["created_at"]);
    let feed = server.get(&As::Nobody, url).await;
    assert_eq!(
        (feed.status.as_u16(), feed.headers[header::CONTENT_TYPE].to_str().unwrap()),
        (200, "text/calendar; charset=utf-8")
    );
    assert!(feed.text.contains("METHOD:PUBLISH") && !feed.text.contains("ATTENDEE"), "{}", feed.text);
    assert!(feed.text.contains("Checkout\\; refused\\, cards X-EVIL:1"), "{}", feed.text);

    for wrong in [url.trim_end_matches(".ics"), "/api/calendar/x.ics", "/api/calendar/.ics", "/api/calendar/%00.ics"] {
        assert_eq!(server.get(&As::Nobody, wrong).await.status, 404, "{wrong}");
    }
    let newer = server.post(&ada, "/api/account/calendar", json!({})).await.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&As::Nobody, url).await.status, 404, "there is one address only");
    let body = json!({"new_owner": id_of(&server, &admin).await});
    let suspended = server.post(&admin, &format!("/api/admin/people/{ada_id}/suspend"), body).await;
    assert_eq!(suspended.status, 200, "{}", suspended.text);
    assert_eq!(server.get(&As::Nobody, &newer).await.status, 404, "suspended");
    let back = server.post(&admin, &format!("/api/admin/people/{ada_id}/reinstate"), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(server.get(&As::Nobody, &newer).await.status, 200);
    assert_eq!(server.delete(&ada, "/api/account/calendar").await.status, 204);
    assert_eq!(server.get(&As::Nobody, &newer).await.status, 404, "revoked");
    let log = server.get(&admin, "/api/admin/audit/export").await.text;
    assert!(log.contains("calendar.created") && !log.contains(newer.rsplit('/').next().unwrap()), "{log}");
}

#[tokio::test]
async fn the_first_who_offers_facilitates_and_the_second_is_thanked() {
    let server = Server::start().await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let eve = server.member("eve").await;
    let grace_id = id_of(&server, &grace).await;
    for who in [&grace, &alan] {
        assert_eq!(server.put(who, "/api/account/facilitating", json!({"willing": true})).await.status, 200);
    }
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(schedule(&server, &ada, &path, plan(3, &[grace_id], None)).await.status, 200);
    let sought = server.post(&ada, &format!("{path}/facilitator"), json!({"note": " For Tuesday "})).await.json();
    assert_eq!((&sought["request"]["note"], &sought["request"]["taken_by"]), (&json!("For Tuesday"), &Value::Null));
    assert_eq!(bell(&server, &alan).await, ["facilitator_sought"]);
    assert_eq!(server.get(&alan, "/api/notifications").await.json()["notifications"][0]["excerpt"], "For Tuesday");
    assert_eq!(bell(&server, &eve).await, [] as [&str; 0]);

    let mine = format!("{path}/facilitator/mine");
    let take = async |who: &As| server.send(who, Method::PUT, &mine, None).await;
    assert_eq!(take(&eve).await.status, 403);
    let taken = take(&grace).await.json();
    assert_eq!(taken["request"]["taken_by"]["name"], "grace");
    assert_eq!(
        taken["meeting"]["attendees"][0],
        json!({"person": taken["request"]["taken_by"], "part": "facilitator"})
    );
    assert_eq!(take(&grace).await.status, 200, "hers already");
    let second = take(&alan).await;
    assert_eq!(second.status, 409);
    assert!(second.text.contains("grace was a moment quicker"), "{}", second.text);
    assert_eq!(bell(&server, &ada).await[0], "facilitator_found");

    assert_eq!(server.delete(&alan, &mine).await.status, 404);
    let back = server.delete(&grace, &mine).await.json();
    assert_eq!(
        (&back["request"]["taken_by"], &back["meeting"]["attendees"][0]["part"]),
        (&Value::Null, &json!("required"))
    );
    assert_eq!(take(&alan).await.json()["meeting"]["attendees"][0]["person"]["name"], "alan");
    assert_eq!(server.delete(&ada, &format!("{path}/facilitator")).await.status, 404, "found already");
    let long = json!({"note": "x".repeat(501)});
    assert_eq!(server.post(&ada, &format!("{path}/facilitator"), long).await.status, 422);
}

#[tokio::test]
async fn those_who_have_to_do_with_it_are_proposed_and_nobody_who_may_not_read_it() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let (grace, alan, _eve) = (server.member("grace").await, server.member("alan").await, server.member("eve").await);
    for name in ["Barbara Liskov", "Ken Thompson"] {
        let email = format!("{}@example.com", name.replace(' ', "."));
        let new =
            NewAccount { email, name: name.to_owned(), role: InstanceRole::Member, password: PASSWORD.to_owned() };
        server.state.people.add(new, noted(AuditAction::AccountCreated)).await.unwrap();
    }
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(server.patch(&ada, &path, json!({"severity": "Sev-1"})).await.status, 200);
    assert_eq!(server.patch(&grace, &path, json!({"title": "Two"})).await.status, 200, "grace writes");
    let asks = json!({"people": [id_of(&server, &alan).await]});
    assert_eq!(server.post(&ada, &format!("{path}/review"), asks).await.status, 201);
    let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
    let write = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        let mitigation: NewMitigation =
            serde_json::from_value(json!({"text": "Alert", "owner": "ken thompson", "status": "open"})).unwrap();
        postmortem.add_mitigation(txn, "m", &mitigation, Place::Last);
        let entry = NewEntry {
            at: "2026-01-01T10:00:00+01:00".to_owned(),
            kind: EntryKind::Action,
            text: "The page went to barbara liskov. Aken Thompsons saw it.".to_owned(),
            evidence: Vec::new(),
            source: String::new(),
        };
        postmortem.add_entry(txn, "e", &entry);
    };
    server.state.documents.edit(id, Uuid::nil(), write).await.unwrap();
    let bare = server.get(&ada, &format!("{path}/meeting")).await.json();
    assert_eq!(bare["proposed"], json!([]), "every page asks, and reads nothing for it");
    let info = server.get(&ada, &format!("{path}/meeting?propose=true")).await.json();
    assert!(info["due"].is_string(), "by the policy: {info}");
    let proposed: Vec<(String, String, String)> = info["proposed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&row["person"]["name"]), text(&row["part"]), text(&row["because"][0]))
        })
        .collect();
    let expected = [
        ("ada", "required", "owns"),
        ("Ken Thompson", "required", "mitigates"),
        ("grace", "required", "wrote"),
        ("alan", "optional", "reviews"),
        ("Barbara Liskov", "optional", "named"),
    ];
    let expected = expected.map(|(name, part, why)| (name.to_owned(), part.to_owned(), why.to_owned()));
    assert_eq!(proposed, expected);

    let access = json!({"visibility": "restricted"});
    assert_eq!(server.patch(&ada, &format!("{path}/access"), access).await.status, 200);
    let info = server.get(&ada, &format!("{path}/meeting?propose=true")).await.json();
    assert_eq!(info["proposed"].as_array().unwrap().len(), 1, "only who may read it: {info}");
}

//! Review rounds over HTTP: from asking to published, who may, what is missing, and when it is due.

use axum::http::Method;
use debrief_shared::api::InstanceRole;
use debrief_shared::document::{Mark, Postmortem};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;
use yrs::TransactionMut;

use super::{As, Server};

async fn id_of(server: &Server, who: &As) -> Uuid {
    server.get(who, "/api/session").await.json()["person"]["id"].as_str().unwrap().parse().unwrap()
}

async fn review(server: &Server, who: &As, path: &str) -> Value {
    let answer = server.get(who, &format!("{path}/review")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A day that is not over.
fn soon() -> String {
    Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(7.days()).to_string()
}

async fn give(server: &Server, who: &As, path: &str, body: Value) -> u16 {
    server.put(who, &format!("{path}/review/mine"), body).await.status.as_u16()
}

#[tokio::test]
async fn a_round_goes_from_asking_to_published() {
    let server = Server::start().await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let path = server.postmortem(&ada, "Checkout refused cards").await;
    assert_eq!(server.patch(&ada, &path, json!({"severity": "SEV1"})).await.status, 200);
    let before = review(&server, &ada, &path).await;
    assert_eq!((before["state"].as_str(), before["required"].as_u64()), (Some("draft"), Some(2)), "{before}");
    assert_eq!(before["gaps"]["approvals"], 2);
    assert!(before["due"].is_string(), "three business days after it was made: {before}");

    let due = soon();
    let people = json!({"people": [id_of(&server, &grace).await, id_of(&server, &alan).await], "due": due, "note": " The times? "});
    let asked = server.post(&ada, &format!("{path}/review"), people).await;
    assert_eq!(asked.status, 201, "{}", asked.text);
    let asked = asked.json();
    assert_eq!((asked["state"].as_str(), asked["rounds"][0]["note"].as_str()), (Some("in_review"), Some("The times?")));
    let waiting = server.get(&grace, "/api/reviews").await.json();
    assert_eq!(
        (waiting["reviews"][0]["title"].as_str(), waiting["reviews"][0]["due"].as_str()),
        (Some("Checkout refused cards"), Some(due.as_str()))
    );
    assert_eq!(server.get(&ada, "/api/reviews").await.json()["reviews"], json!([]));

    let points = json!([{"point": "accurate", "fine": false, "note": "09:14?"}, {"point": "blameless", "fine": true}]);
    assert_eq!(
        give(&server, &grace, &path, json!({"points": points, "verdict": "sent_back", "note": "Nearly."})).await,
        200
    );
    let back = review(&server, &ada, &path).await;
    assert_eq!(back["state"], "draft", "sent back");
    let graces = &back["rounds"][0]["reviewers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|reviewer| reviewer["person"]["name"] == "grace")
        .unwrap()
        .clone();
    assert_eq!(
        (graces["points"][0]["point"].as_str(), graces["points"][1]["note"].as_str()),
        (Some("blameless"), Some("09:14?"))
    );
    assert_eq!(graces["seq"], back["end"], "what comes later is new to her");

    assert_eq!(server.patch(&ada, &path, json!({"title": "Checkout refused some cards"})).await.status, 200);
    assert!(review(&server, &ada, &path).await["end"].as_i64() > graces["seq"].as_i64());
    for who in [&grace, &alan] {
        assert_eq!(give(&server, who, &path, json!({"verdict": "approved"})).await, 200);
    }
    let approved = review(&server, &ada, &path).await;
    assert_eq!((approved["state"].as_str(), &approved["gaps"]["approvals"]), (Some("approved"), &json!(0)));

    let comment = server.comment(&grace, &path).await;
    let thread = server.post(&grace, &format!("{path}/comments"), comment).await.id();
    let refused = server.post(&ada, &format!("{path}/publications"), json!({})).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("one comment thread is open"), "{}", refused.text);
    assert_eq!(server.patch(&ada, &format!("{path}/comments/{thread}"), json!({"resolved": true})).await.status, 200);
    let published = server.post(&ada, &format!("{path}/publications"), json!({"despite": "not needed"})).await;
    assert_eq!((published.status.as_u16(), published.json()["number"].as_u64()), (201, Some(1)), "{}", published.text);
    assert_eq!(published.json()["despite"], "", "nothing was missing");
    let after = review(&server, &ada, &path).await;
    assert_eq!(
        (after["state"].as_str(), after["rounds"][0]["ended_by"]["name"].as_str()),
        (Some("published"), Some("ada"))
    );
    assert_eq!(give(&server, &grace, &path, json!({"verdict": "sent_back"})).await, 403, "the round is over");
    let kept = server.get(&grace, &format!("{path}/history/{}", published.json()["seq"])).await.json();
    assert_eq!(kept["title"], "Checkout refused some cards");
}

#[tokio::test]
async fn publishing_with_something_missing_needs_a_reason_and_keeps_it() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "One").await;
    let ask = json!({"people": [id_of(&server, &grace).await]});
    assert_eq!(server.post(&ada, &format!("{path}/review"), ask).await.status, 201);
    for despite in ["", "  ", "\u{200b}", "—"] {
        let refused = server.post(&ada, &format!("{path}/publications"), json!({"despite": despite})).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        assert!(refused.text.contains("one reviewer has not answered"), "{}", refused.text);
    }
    assert_eq!(review(&server, &ada, &path).await["publications"], json!([]), "nothing was published");
    let published = server.post(&ada, &format!("{path}/publications"), json!({"despite": "Customers wait."})).await;
    assert_eq!((published.status.as_u16(), published.json()["despite"].as_str()), (201, Some("Customers wait.")));
    let second = server.post(&ada, &format!("{path}/publications"), json!({})).await;
    assert_eq!(
        (second.status.as_u16(), second.json()["number"].as_u64()),
        (201, Some(2)),
        "the round ended: nobody is waited for"
    );
}

#[tokio::test]
async fn what_is_required_goes_by_what_is_published_and_ones_own_approval_is_none_of_it() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let ask = json!({"people": [id_of(&server, &ada).await]});
    assert_eq!(server.post(&ada, &format!("{path}/review"), ask).await.status, 201);
    assert_eq!(give(&server, &ada, &path, json!({"verdict": "approved"})).await, 200);
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    // The list of postmortems hears of it a moment later.
    let severe = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| postmortem.set_severity(txn, "Sev-1");
    server.state.documents.edit(id, Uuid::nil(), severe).await.unwrap();
    let refused = server.post(&ada, &format!("{path}/publications"), json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("2 approvals are missing"), "{}", refused.text);
}

#[tokio::test]
async fn only_people_who_can_open_it_are_asked_and_teams_take_turns() {
    let server = Server::start().await;
    let admin = server.person("root", InstanceRole::Admin).await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let path = server.postmortem(&ada, "One").await;
    let team = server.post(&admin, "/api/teams", json!({"name": "Reviewers"})).await.id();
    for who in [&ada, &grace, &alan] {
        let member = format!("/api/teams/{team}/members/{}", id_of(&server, who).await);
        assert_eq!(server.send(&admin, Method::PUT, &member, None).await.status, 200);
    }
    let turn = json!({"teams": [{"team": team, "people": 1}]});
    let mut asked = Vec::new();
    for _ in 0..3 {
        let answer = server.post(&ada, &format!("{path}/review"), turn.clone()).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let reviewer = answer.json()["rounds"][0]["reviewers"][0].clone();
        assert_eq!(reviewer["team"], "Reviewers");
        asked.push(reviewer["person"]["name"].as_str().unwrap().to_owned());
    }
    assert_eq!(asked, ["alan", "grace", "alan"], "never who asks, and everybody in turn");

    let refused = async |body: Value| {
        let answer = server.post(&ada, &format!("{path}/review"), body).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        answer.text
    };
    assert!(refused(json!({})).await.contains("Say who is to review"));
    assert!(refused(json!({"teams": [{"team": team, "people": 3}]})).await.contains("Reviewers has too few"));
    assert!(refused(json!({"teams": [{"team": team, "people": 21}]})).await.contains("at most 20"));
    assert!(refused(json!({"people": [Uuid::nil()]})).await.contains("cannot open"));
    assert!(refused(json!({"people": [id_of(&server, &grace).await], "due": "11.3."})).await.contains("2026-03-11"));
    for (due, words) in [("9999-12-31", "far off"), ("2001-01-01", "is over")] {
        assert!(refused(json!({"people": [id_of(&server, &grace).await], "due": due})).await.contains(words));
    }
    let restrict = json!({"visibility": "restricted"});
    assert_eq!(server.patch(&ada, &format!("{path}/access"), restrict).await.status, 200);
    assert!(refused(json!({"people": [id_of(&server, &grace).await]})).await.contains("cannot open"));
    assert_eq!(server.get(&alan, "/api/reviews").await.json()["reviews"], json!([]), "it is not for him any more");
    assert_eq!(review(&server, &ada, &path).await["rounds"].as_array().unwrap().len(), 3);
    let ended = server.delete(&ada, &format!("{path}/review")).await;
    assert_eq!((ended.status.as_u16(), ended.json()["state"].as_str()), (200, Some("draft")));
    assert_eq!(server.delete(&ada, &format!("{path}/review")).await.status, 404);
}

#[tokio::test]
async fn the_policy_decides_how_many_and_when() {
    let server = Server::start().await;
    let admin = server.person("root", InstanceRole::Admin).await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(server.patch(&ada, &path, json!({"severity": "Minor"})).await.status, 200);
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let resolve = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        postmortem.set_mark(txn, Mark::Resolved, "2026-03-13T23:30:00Z");
    };
    server.state.documents.edit(id, Uuid::nil(), resolve).await.unwrap();
    assert_eq!(review(&server, &ada, &path).await["due"], Value::Null, "no rule");
    let policy = json!({
        "time_zone": "Europe/Berlin", "working_days": [1, 2, 3, 4, 5, 5], "holidays": ["2026-03-16"],
        "rules": [{"severity": "minor", "approvals": 1, "days": 1}]
    });
    let put = async |body: Value| server.put(&admin, "/api/policy", body).await;
    assert_eq!(put(policy.clone()).await.status, 200);
    let now = review(&server, &ada, &path).await;
    // Saturday in Berlin already; Monday is a holiday.
    assert_eq!((now["due"].as_str(), now["required"].as_u64()), (Some("2026-03-17"), Some(1)), "{now}");
    assert_eq!(server.get(&ada, "/api/policy").await.json()["working_days"], json!([1, 2, 3, 4, 5]));
    for (field, wrong) in [
        ("time_zone", json!("Mars/Olympus")),
        ("working_days", json!([])),
        ("working_days", json!([8])),
        ("holidays", json!(["Christmas"])),
        ("rules", json!([{"severity": "-", "approvals": 1, "days": 1}])),
        ("rules", json!([{"severity": "x", "approvals": 21, "days": 1}])),
        ("rules", json!([{"severity": "x", "approvals": 1, "days": 9999}])),
    ] {
        let mut body = policy.clone();
        body[field] = wrong;
        let answer = put(body).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.text);
    }
    assert_eq!(
        server.get(&ada, "/api/policy").await.json()["time_zone"],
        "Europe/Berlin",
        "what was refused changed nothing"
    );
}

#[tokio::test]
async fn those_whom_a_review_concerns_are_told_and_nobody_else() {
    let server = Server::start().await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let path = server.postmortem(&ada, "Checkout refused cards").await;
    let told = async |who: &As| -> Vec<(String, String, String)> {
        let list = server.get(who, "/api/notifications").await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let line = |line: &Value| {
            assert!(line["thread"].is_null() && line["title"] == "Checkout refused cards", "{line}");
            (text(&line["kind"]), text(&line["actor"]["name"]), text(&line["excerpt"]))
        };
        list["notifications"].as_array().unwrap().iter().map(line).collect()
    };
    let one = |kind: &str, who: &str, what: &str| (kind.to_owned(), who.to_owned(), what.to_owned());

    // Alan, who writes as well, asks Grace for it.
    let people = [id_of(&server, &grace).await];
    let ask = json!({"people": people, "note": "The times?"});
    assert_eq!(server.post(&alan, &format!("{path}/review"), ask).await.status, 201);
    assert_eq!(told(&grace).await, [one("review_asked", "alan", "The times?")]);
    assert_eq!(
        (told(&alan).await, told(&ada).await),
        (vec![], vec![]),
        "not of one's own deed; nobody who is not asked"
    );

    let verdict = async |verdict: Value| {
        let body = json!({"verdict": verdict, "note": "09:14?"});
        assert_eq!(give(&server, &grace, &path, body).await, 200);
    };
    for verdict_given in [json!(null), json!("sent_back"), json!("sent_back"), json!("approved")] {
        verdict(verdict_given).await;
    }
    let both = [one("approved", "grace", "09:14?"), one("sent_back", "grace", "09:14?")];
    assert_eq!(
        (told(&ada).await, told(&alan).await),
        (both.to_vec(), both.to_vec()),
        "each once: the owner, and who asked"
    );
    assert_eq!(told(&grace).await.len(), 1);

    let read = async |who: &As, body: Value| server.post(who, "/api/notifications/read", body).await.status.as_u16();
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(read(&alan, json!({"review": id, "thread": id})).await, 422);
    assert_eq!(read(&alan, json!({"review": id})).await, 204);
    let unread = async |who: &As| server.get(who, "/api/notifications").await.json()["unread"].clone();
    assert_eq!((unread(&alan).await, unread(&ada).await), (json!(0), json!(2)));

    assert_eq!(server.post(&ada, &format!("{path}/publications"), json!({"despite": "Now."})).await.status, 201);
    let published = one("published", "ada", "");
    assert_eq!((&told(&grace).await[0], &told(&alan).await[0]), (&published, &published));
    assert_eq!(told(&ada).await.len(), 2);
    // Once more, without another round: there is nobody left whom it concerns.
    assert_eq!(server.post(&ada, &format!("{path}/publications"), json!({})).await.status, 201);
    assert_eq!((told(&grace).await.len(), told(&alan).await.len()), (2, 3));

    let quiet = json!({"reviewed": {"app": false, "mail": false}});
    assert_eq!(server.put(&ada, "/api/notifications/settings", quiet).await.status, 200);
    assert_eq!(server.post(&alan, &format!("{path}/review"), json!({"people": people})).await.status, 201);
    verdict(json!("approved")).await;
    assert_eq!((told(&ada).await.len(), told(&alan).await.len()), (2, 4), "as the settings say");
    let restricted = json!({"visibility": "restricted"});
    assert_eq!(server.patch(&ada, &format!("{path}/access"), restricted).await.status, 200);
    assert_eq!(told(&alan).await, [], "asked again at reading");
}

#[tokio::test]
async fn an_approval_of_an_earlier_text_stands_and_is_decided_on() {
    let server = Server::start().await;
    let admin = server.person("root", InstanceRole::Admin).await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let policy = json!({
        "time_zone": "UTC", "working_days": [1, 2, 3, 4, 5], "holidays": [],
        "rules": [{"severity": "minor", "approvals": 1, "days": 1}]
    });
    assert_eq!(server.put(&admin, "/api/policy", policy).await.status, 200);
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(server.patch(&ada, &path, json!({"severity": "Minor"})).await.status, 200);
    let ask = json!({"people": [id_of(&server, &grace).await]});
    assert_eq!(server.post(&ada, &format!("{path}/review"), ask).await.status, 201);
    assert_eq!(give(&server, &grace, &path, json!({"verdict": "approved"})).await, 200);
    let stands = async || {
        let review = review(&server, &ada, &path).await;
        let changes = review["rounds"][0]["reviewers"][0]["changes_since"].as_u64().unwrap();
        (review["state"].as_str().unwrap().to_owned(), changes, review["gaps"]["earlier"].as_u64().unwrap())
    };
    let approved = |changes, earlier| ("approved".to_owned(), changes, earlier);
    assert_eq!(stands().await, approved(0, 0));

    // The meeting over it is no change of the text.
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let meet =
        |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| postmortem.meeting().set_off_topic(txn, "pineapple");
    server.state.documents.edit(id, Uuid::nil(), meet).await.unwrap();
    assert_eq!(stands().await, approved(0, 0));

    assert_eq!(server.patch(&ada, &path, json!({"title": "Two"})).await.status, 200);
    assert_eq!(stands().await, approved(1, 1));
    let publications = format!("{path}/publications");
    let refused = server.post(&ada, &publications, json!({})).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("one approval is of an earlier text"), "{}", refused.text);
    assert_eq!(server.patch(&ada, &path, json!({"title": "One"})).await.status, 200);
    assert_eq!(stands().await, approved(0, 0), "it reads as she approved it");

    assert_eq!(server.patch(&ada, &path, json!({"title": "Two"})).await.status, 200);
    assert_eq!(give(&server, &grace, &path, json!({"verdict": "approved"})).await, 200);
    assert_eq!(stands().await, approved(0, 0), "she looked at it again");
    assert_eq!(server.patch(&ada, &path, json!({"title": "Three", "severity": "none"})).await.status, 200);
    assert_eq!(stands().await, approved(1, 0), "nobody's approval is asked for");
    assert_eq!(server.post(&ada, &publications, json!({})).await.status, 201);
}

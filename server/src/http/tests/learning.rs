//! Tags and contributing factors as facts, and figures over many incidents: by right, and equal to what the marks say.

use debrief_shared::document::{Mark, NewMitigation, Place, Postmortem, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{As, Server};

fn id(path: &str) -> Uuid {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// A postmortem with these marks, as minutes after 10:00.
async fn incident(server: &Server, who: &As, title: &str, minutes: [Option<u32>; 5], factors: &[&str]) -> String {
    let path = server.postmortem(who, title).await;
    let facts = json!({"severity": "Sev-1", "services": ["checkout"], "tags": ["database"], "factors": factors});
    assert_eq!(server.patch(who, &path, facts).await.status, 200);
    let edit = move |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| {
        for (mark, minutes) in Mark::ALL.iter().zip(minutes) {
            if let Some(minutes) = minutes {
                let at = format!("2026-03-01T{:02}:{:02}:00+01:00", 10 + minutes / 60, minutes % 60);
                postmortem.set_mark(txn, *mark, &at);
            }
        }
    };
    server.state.documents.edit(id(&path), Uuid::nil(), edit).await.unwrap();
    path
}

async fn learning(server: &Server, who: &As, query: &str) -> Value {
    let answer = server.get(who, &format!("/api/learning?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn tags_and_factors_are_facts_that_are_found_and_exported() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path =
        incident(&server, &ada, "One", [Some(0), None, None, None, None], &["Retry storm", " cold cache ", ""]).await;
    server.postmortem(&ada, "Two").await;
    let shown = server.get(&ada, &path).await.json();
    assert_eq!(shown["document"]["facts"]["factors"], json!(["Retry storm", "cold cache"]));
    for query in ["factor=retry++STORM", "tag=Database", "q=storm", "q=databa"] {
        let found = server.get(&ada, &format!("/api/search?{query}")).await.json();
        assert_eq!(found["results"].as_array().unwrap().len(), 1, "{query}: {found}");
    }
    let none = server.get(&ada, "/api/search?factor=storm").await.json();
    assert_eq!(none["results"], json!([]), "a factor is meant whole");
    let exported = server.get(&ada, &format!("{path}/export?format=md")).await.text;
    assert!(exported.contains("| Contributing factors | Retry storm, cold cache |"), "{exported}");
    assert!(exported.contains("| Tags | database |"), "{exported}");
    let page = server.get(&ada, &format!("{path}/export?format=html")).await.text;
    assert!(page.contains("Retry storm, cold cache"));
    let whole: Value = server.get(&ada, &format!("{path}/export?format=json")).await.json();
    let facts = whole.pointer("/document/facts").or_else(|| whole.pointer("/facts")).unwrap();
    assert_eq!(facts["tags"], json!(["database"]));

    let names = server.get(&ada, "/api/learning/names").await.json();
    assert_eq!(names["factors"][0], json!({"name": "cold cache", "postmortems": 1}));
    let too_many: Vec<String> = (0..51).map(|number| format!("t{number}")).collect();
    for wrong in [json!({"tags": too_many}), json!({"tags": ["a\nb"]}), json!({"factors": ["x".repeat(101)]})] {
        assert_eq!(server.patch(&ada, &path, wrong).await.status, 422);
    }
}

#[tokio::test]
async fn figures_say_what_the_marks_say_and_never_a_mean() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let one = incident(&server, &ada, "One", [Some(0), Some(5), Some(7), Some(60), Some(90)], &["retry storm"]).await;
    incident(&server, &ada, "Two", [Some(0), Some(2), None, None, Some(30)], &["Retry storm", "cold cache"]).await;
    incident(&server, &ada, "Odd", [Some(9), Some(2), None, None, None], &[]).await;
    let told = learning(&server, &ada, "").await;
    assert_eq!(
        (&told["postmortems"], &told["undated"], &told["severities"]),
        (&json!(3), &json!(0), &json!(["Sev-1"]))
    );
    assert_eq!(told["periods"], json!([{"from": "2026-03-01", "to": "2026-03-31", "incidents": [3]}]));
    let detect = &told["spans"][0];
    let seconds: Vec<_> = detect["values"].as_array().unwrap().iter().map(|value| &value["seconds"]).collect();
    assert_eq!((seconds, &detect["reversed"]), (vec![&json!(120), &json!(300)], &json!(1)));
    let resolve = &told["spans"][3]["values"][1];
    assert_eq!(resolve["postmortem"], id(&one).to_string());
    assert_eq!(
        (&resolve["from"], &resolve["to"]),
        (&json!("2026-03-01T10:00:00+01:00"), &json!("2026-03-01T11:30:00+01:00"))
    );
    assert_eq!(detect["quartiles"], Value::Null, "two values have no middle");
    assert_eq!(
        told["factors"],
        json!([{"name": "Retry storm", "postmortems": 2}, {"name": "cold cache", "postmortems": 1}])
    );
    assert!(!told.to_string().contains("mean") && !told.to_string().contains("ada"), "{told}");

    for (query, expected) in [
        ("factor=cold+cache", 1),
        ("severity=sev-1", 3),
        ("service=none", 0),
        ("tag=DATABASE", 3),
        ("from=2026-03-01&to=2026-03-01", 3),
        ("to=2026-02-28", 0),
        ("from=2026-03-02", 0),
    ] {
        assert_eq!(learning(&server, &ada, query).await["postmortems"], expected, "{query}");
    }
    assert_eq!(server.get(&ada, "/api/learning?from=soon").await.status, 422);
    assert_eq!(server.get(&ada, "/api/learning?who=ada").await.status, 400);
    assert_eq!(server.get(&ada, &format!("/api/learning?team={}", Uuid::nil())).await.status, 422);
}

#[tokio::test]
async fn what_one_may_not_read_changes_no_figure() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    incident(&server, &ada, "Open", [Some(0), Some(5), None, None, None], &["retry storm"]).await;
    let told = async || {
        let names = server.get(&eve, "/api/learning/names").await.text;
        (learning(&server, &eve, "").await, learning(&server, &eve, "factor=retry+storm").await, names)
    };
    let before = told().await;
    let hidden =
        incident(&server, &ada, "Hidden", [Some(1), Some(9), None, None, None], &["retry storm", "canary"]).await;
    assert_eq!(learning(&server, &ada, "").await["postmortems"], 2);
    let restricted = json!({"visibility": "restricted"});
    assert_eq!(server.patch(&ada, &format!("{hidden}/access"), restricted).await.status, 200);
    assert_eq!(told().await, before);
    let gone = incident(&server, &ada, "Gone", [Some(1), Some(9), None, None, None], &["retry storm"]).await;
    server.delete(&ada, &gone).await;
    assert_eq!(told().await, before, "nor does what lies in the bin");
}

/// A postmortem with one mitigation, `m`, that is open and belongs to somebody.
async fn with_mitigation(server: &Server, who: &As, owner: &str) -> String {
    let path = server.postmortem(who, "One").await;
    let mitigation = NewMitigation {
        text: "Alert".to_owned(),
        category: None,
        approach: None,
        owner: owner.to_owned(),
        due: "2026-01-05".to_owned(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Open,
        reason: String::new(),
    };
    let add = move |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| {
        postmortem.add_mitigation(txn, "m", &mitigation, Place::Last);
    };
    server.state.documents.edit(id(&path), Uuid::nil(), add).await.unwrap();
    path
}

#[tokio::test]
async fn its_owner_answers_for_a_mitigation_without_a_right_to_write() {
    let server = Server::start().await;
    let (ada, grace, eve) = (server.member("ada").await, server.member("grace").await, server.member("eve").await);
    let path = with_mitigation(&server, &ada, " Grace").await;
    let looks = json!({"workspace_role": "viewer"});
    assert_eq!(server.patch(&ada, &format!("{path}/access"), looks).await.status, 200);
    let way = format!("{path}/mitigations/m/answer");
    let answer = async |who: &As, body: Value| server.post(who, &way, body).await.status;
    let before = server.get(&ada, &path).await.json()["document"].clone();

    assert_eq!(answer(&grace, json!({"answer": "still_right"})).await, 204);
    for body in [
        json!({"answer": "done"}),
        json!({"answer": "later", "due": "2026-02-05"}),
        json!({"answer": "wont_do", "note": "no"}),
    ] {
        assert_eq!(answer(&grace, body).await, 403, "that would be written into the postmortem");
    }
    assert_eq!(answer(&eve, json!({"answer": "still_right"})).await, 403, "it is not hers");
    let unknown = format!("{path}/mitigations/x/answer");
    assert_eq!(server.post(&grace, &unknown, json!({"answer": "still_right"})).await.status, 403);
    assert_eq!(server.post(&ada, &unknown, json!({"answer": "still_right"})).await.status, 404);
    assert_eq!(server.get(&ada, &path).await.json()["document"], before);
    for (who, may_edit) in [(&ada, true), (&grace, false)] {
        assert_eq!(server.get(who, "/api/actions").await.json()["actions"][0]["may_edit"], may_edit);
    }

    // A name that two people have is nobody's.
    let namesake = server.member("grace2").await;
    assert_eq!(server.patch(&namesake, "/api/account", json!({"name": "GRACE"})).await.status, 200);
    assert_eq!(answer(&grace, json!({"answer": "still_right"})).await, 403);
    assert_eq!(answer(&namesake, json!({"answer": "still_right"})).await, 403);
}

#[tokio::test]
async fn a_mitigation_is_answered_where_it_stands() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let path = with_mitigation(&server, &ada, "ada").await;
    let way = format!("{path}/mitigations/m/answer");
    let answer = async |body: Value| server.post(&ada, &way, body).await.status;
    let shown = async || server.get(&ada, &path).await.json()["document"]["mitigations"][0].clone();

    assert_eq!(answer(json!({"answer": "later", "due": "soon"})).await, 422);
    assert_eq!(answer(json!({"answer": "wont_do"})).await, 422, "a reason is asked for");
    assert_eq!(answer(json!({"answer": "later", "due": "2026-02-05"})).await, 204);
    assert_eq!((shown().await["due"].as_str(), shown().await["status"].as_str()), (Some("2026-02-05"), Some("open")));
    assert_eq!(answer(json!({"answer": "still_right"})).await, 204);
    assert_eq!(shown().await["status"], "open");
    assert_eq!(answer(json!({"answer": "done", "note": "the alert of 3 May"})).await, 204);
    assert_eq!(
        (shown().await["status"].as_str(), shown().await["proof"].as_str()),
        (Some("done"), Some("the alert of 3 May"))
    );
    let exported = server.get(&ada, &format!("{path}/export?format=md")).await.text;
    assert!(exported.contains("Done, as shown by the alert of 3 May"), "{exported}");
    let listed = server.get(&ada, "/api/actions?status=done").await.json();
    assert_eq!(listed["actions"][0]["id"], "m");
    assert_eq!(answer(json!({"answer": "wont_do", "note": "the pool is gone"})).await, 204);
    assert_eq!(shown().await["reason"], "the pool is gone");

    assert_eq!(server.post(&ada, &format!("{path}/mitigations/x/answer"), json!({"answer": "done"})).await.status, 404);
    let restricted = json!({"visibility": "restricted"});
    assert_eq!(server.patch(&ada, &format!("{path}/access"), restricted).await.status, 200);
    assert_eq!(server.post(&eve, &way, json!({"answer": "done"})).await.status, 404);
}

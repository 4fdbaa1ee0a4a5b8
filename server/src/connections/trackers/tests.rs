//! Each tracker against a server that answers as its API's documentation says.

use axum::http::HeaderMap;
use axum::response::IntoResponse;
use debrief_shared::api::TicketState;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::outbound::tests::{Asked, Asks, local};

fn row(tracker: TrackerKind, url: &str, project: &str) -> ConnectionRow {
    let settings = ConnectionSettings::Tracker {
        tracker,
        url: url.to_owned(),
        project: project.to_owned(),
        user: "ada@example.com".to_owned(),
        issue_type: String::new(),
    };
    ConnectionRow {
        id: Uuid::nil(),
        name: "Tracker".to_owned(),
        kind: "tracker".to_owned(),
        settings: serde_json::to_string(&settings).expect("JSON"),
        secret: "t0ken".to_owned(),
        old_secret: None,
        created_by: None,
        created_at: Timestamp::UNIX_EPOCH,
        delivered_at: None,
        off_at: None,
        waiting: 0,
        failed: 0,
    }
}

async fn connections() -> Connections {
    let store = crate::store::unreliable::open().await.0;
    let documents = crate::document::Documents::start(store.clone(), crate::document::Settings::default());
    Connections::new(store, documents, local(), std::sync::Arc::default())
}

fn ticket() -> NewTicket {
    NewTicket { title: "Alert on the pool".to_owned(), text: "Alert on the pool\n\nhttps://debrief/p/1".to_owned() }
}

fn answer(status: u16, body: Value) -> axum::response::Response {
    (StatusCode::from_u16(status).expect("a status"), axum::Json(body)).into_response()
}

#[tokio::test]
async fn github_has_issues() {
    let site = Asks::answering(|asked: &Asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/repos/acme/shop/issues") => {
            answer(201, json!({"number": 7, "html_url": "https://github.com/acme/shop/issues/7", "state": "open"}))
        }
        ("GET", "/repos/acme/shop/issues/7") => {
            answer(200, json!({"number": 7, "state": "closed", "state_reason": "not_planned"}))
        }
        ("GET", "/repos/acme/shop") => answer(200, json!({"id": 1})),
        _ => answer(404, json!({"message": "Not Found"})),
    })
    .await;
    let (asks, row) = (connections().await, row(TrackerKind::Github, &site.url, "acme/shop"));
    let made = asks.make_ticket(&row, &ticket()).await.expect("made");
    assert_eq!((made.key.as_str(), made.url.as_str()), ("7", "https://github.com/acme/shop/issues/7"));
    let request = &site.asked()[0];
    assert_eq!(
        (request.header("authorization"), request.header("accept")),
        ("Bearer t0ken", "application/vnd.github+json")
    );
    assert_eq!(request.header("x-github-api-version"), "2022-11-28");
    assert_eq!(request.json()["title"], "Alert on the pool");
    let standing = asks.standing_of(&row, "7").await.expect("read");
    assert_eq!((standing.state, standing.word.as_str()), (TicketState::Done, "closed: not planned"));
    assert_eq!(asks.standing_of(&row, "8").await, Err(TrackerError::Gone));
    assert!(asks.look(&row).await.expect("answers").ok);
}

#[tokio::test]
async fn gitlab_has_issues_of_projects_with_slashes() {
    let site = Asks::answering(|asked: &Asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/api/v4/projects/acme%2Fshop/issues") => {
            answer(201, json!({"iid": 3, "web_url": "https://gitlab.com/acme/shop/-/issues/3", "state": "opened"}))
        }
        ("GET", "/api/v4/projects/acme%2Fshop/issues/3") => answer(200, json!({"iid": 3, "state": "closed"})),
        _ => answer(400, json!({"message": {"title": ["is too long"]}})),
    })
    .await;
    let (asks, row) = (connections().await, row(TrackerKind::Gitlab, &site.url, "acme/shop"));
    let made = asks.make_ticket(&row, &ticket()).await.expect("made");
    assert_eq!((made.key.as_str(), made.standing.state), ("3", TicketState::Open));
    assert_eq!(site.asked()[0].header("private-token"), "t0ken");
    assert_eq!(site.asked()[0].json()["description"], ticket().text);
    assert_eq!(asks.standing_of(&row, "3").await.expect("read").state, TicketState::Done);
    let refused = asks.standing_of(&row, "4").await.expect_err("refused").to_string();
    assert_eq!(refused, r#"400 Bad Request: {"title":["is too long"]}"#);
}

#[tokio::test]
async fn jira_has_issues_in_the_cloud_and_on_servers() {
    let site = Asks::answering(|asked: &Asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", path) if path.ends_with("/issue") => answer(201, json!({"id": "1", "key": "OPS-7", "self": "x"})),
        ("GET", path) if path.ends_with("/issue/OPS-7?fields=status") => {
            let status = json!({"name": "Won't Fix", "statusCategory": {"key": "done"}});
            answer(200, json!({"key": "OPS-7", "fields": {"status": status}}))
        }
        _ => answer(400, json!({"errorMessages": ["No."], "errors": {"project": "valid project is required"}})),
    })
    .await;
    let asks = connections().await;
    for (kind, version, shown) in
        [(TrackerKind::Jira, "3", "Basic YWRhQGV4YW1wbGUuY29tOnQwa2Vu"), (TrackerKind::JiraServer, "2", "Bearer t0ken")]
    {
        let row = row(kind, &site.url, "OPS");
        let made = asks.make_ticket(&row, &ticket()).await.expect("made");
        assert_eq!((made.key.as_str(), made.url), ("OPS-7", format!("{}/browse/OPS-7", site.url)));
        let request = site.asked().pop().expect("a request");
        assert_eq!(
            (request.path.clone(), request.header("authorization")),
            (format!("/rest/api/{version}/issue"), shown)
        );
        let fields = &request.json()["fields"];
        assert_eq!((&fields["project"]["key"], &fields["issuetype"]["name"]), (&json!("OPS"), &json!("Task")));
        let paragraphs = fields["description"]["content"].as_array().map(Vec::len);
        assert_eq!(paragraphs, (kind == TrackerKind::Jira).then_some(2), "a document in the cloud, text elsewhere");
        let standing = asks.standing_of(&row, "OPS-7").await.expect("read");
        assert_eq!((standing.state, standing.word.as_str()), (TicketState::Done, "Won't Fix"));
        let refused = asks.standing_of(&row, "OPS-8").await.expect_err("refused").to_string();
        assert_eq!(refused, "400 Bad Request: No.; project: valid project is required");
    }
}

#[tokio::test]
async fn linear_answers_errors_with_200() {
    let site = Asks::answering(|asked: &Asked, _| {
        let read = asked.json();
        let issue = json!({"id": "u-1", "url": "https://linear.app/acme/issue/ENG-1", "state": {"name": "Done", "type": "completed"}});
        match read["query"].as_str() {
            Some(query) if query.starts_with("mutation") => answer(200, json!({"data": {"issueCreate": {"success": true, "issue": issue}}})),
            _ if read["variables"]["id"] == "u-1" => answer(200, json!({"data": {"issue": issue}})),
            _ => answer(200, json!({"errors": [{"message": "Entity not found", "extensions": {"code": "INPUT_ERROR"}}]})),
        }
    })
    .await;
    let (asks, row) = (connections().await, row(TrackerKind::Linear, &site.url, "team-1"));
    let made = asks.make_ticket(&row, &ticket()).await.expect("made");
    assert_eq!((made.key.as_str(), made.standing.word.as_str()), ("u-1", "Done"));
    let request = &site.asked()[0];
    assert_eq!((request.path.as_str(), request.header("authorization")), ("/graphql", "t0ken"));
    assert_eq!(request.json()["variables"]["input"]["teamId"], "team-1");
    assert_eq!(asks.standing_of(&row, "u-1").await.expect("read").state, TicketState::Done);
    assert_eq!(asks.standing_of(&row, "u-2").await.expect_err("refused").to_string(), "200 OK: Entity not found");
}

#[test]
fn whoever_was_asked_too_much_says_until_when() {
    let now: Timestamp = "2026-11-28T10:00:00Z".parse().expect("a time");
    let tracker = open(&row(TrackerKind::Github, "https://x", "a/b")).expect("read").expect("a tracker");
    let judged = |status: u16, headers: &[(&'static str, String)], body: &Value| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a value"));
        }
        let status = StatusCode::from_u16(status).expect("a status");
        judge(tracker.as_ref(), &Answer { status, headers: map, body: body.to_string().into() }, now)
    };
    let rest = |seconds| Err(TrackerError::TooMuch(Duration::from_secs(seconds)));
    let none = json!({"message": "no"});
    assert_eq!(judged(429, &[("retry-after", "30".to_owned())], &none), rest(30));
    assert_eq!(judged(429, &[], &none), rest(REST.as_secs()));
    let spent = [("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", (now.as_second() + 90).to_string())];
    assert_eq!(judged(403, &spent, &none), rest(90));
    assert_eq!(judged(403, &[], &none), Err(TrackerError::Refused("403 Forbidden: no".to_owned())));
    assert_eq!(judged(400, &[], &json!({"errors": [{"extensions": {"code": "RATELIMITED"}}]})), rest(REST.as_secs()));
    assert_eq!(judged(200, &spent, &json!({"a": 1})), Ok(json!({"a": 1})));
    assert_eq!(judged(200, &[], &Value::Null), Err(TrackerError::Unreadable));
}

//! The history over HTTP: what it was, what changed and by whom, versions with a name, going back, and what does not fit.

use axum::http::header;
use serde_json::{Value, json};

use super::{As, Server};

/// The last change of a postmortem.
async fn newest(server: &Server, who: &As, path: &str) -> i64 {
    let history = server.get(who, &format!("{path}/history")).await.json();
    history["spans"][0]["last"].as_i64().unwrap_or_else(|| panic!("{history}"))
}

async fn titled(server: &Server, who: &As, path: &str, title: &str) -> i64 {
    assert_eq!(server.patch(who, path, json!({"title": title})).await.status, 200);
    newest(server, who, path).await
}

#[tokio::test]
async fn the_past_can_be_seen_compared_and_brought_back() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "Checkout refused cards").await;
    let first = newest(&server, &ada, &path).await;
    let second = titled(&server, &grace, &path, "Checkout refused some cards").await;
    let severity = server.patch(&ada, &path, json!({"severity": "sev-1"})).await;
    assert_eq!(severity.status, 200);
    let third = newest(&server, &ada, &path).await;

    let history = server.get(&ada, &format!("{path}/history")).await.json();
    let span = &history["spans"][0];
    assert_eq!((span["first"].as_i64(), span["changes"].as_u64()), (Some(first), Some(3)), "{history}");
    let names: Vec<&str> =
        span["authors"].as_array().unwrap().iter().map(|author| author["name"].as_str().unwrap()).collect();
    assert!(names.len() == 2 && names.contains(&"ada") && names.contains(&"grace"), "{names:?}");

    for (seq, title) in [(first, "Checkout refused cards"), (second, "Checkout refused some cards")] {
        let state = server.get(&ada, &format!("{path}/history/{seq}")).await;
        assert_eq!(state.json()["title"], title);
        let markdown = server.get(&ada, &format!("{path}/history/{seq}?format=md")).await;
        assert!(markdown.text.starts_with(&format!("# {title}\n")), "{}", markdown.text);
        assert_eq!(markdown.headers[header::CONTENT_TYPE], "text/markdown; charset=utf-8");
    }

    let diff = server.get(&ada, &format!("{path}/history/diff?from={first}&to={third}")).await.json();
    let people = diff["people"].as_array().unwrap();
    assert_eq!((people.len(), people[0]["name"].as_str()), (1, Some("grace")), "{diff}");
    // The interface replaces the title as a whole: what reads the same is the same.
    let inserted: Vec<&Value> = diff["title"].as_array().unwrap().iter().filter(|run| run["kind"] != "equal").collect();
    assert_eq!((inserted.len(), inserted[0]["text"].as_str()), (1, Some("some ")), "{diff}");
    assert_eq!(inserted[0]["by"], people[0]["id"]);
    assert_eq!(diff["facts"][0], json!({"field": "severity", "before": "", "after": "sev-1"}));
    assert_eq!(diff["sections"], json!([]));

    let authors = server.get(&ada, &format!("{path}/history/authors")).await.json();
    assert_eq!((authors["seq"].as_i64(), authors["texts"][0]["path"].as_str()), (Some(third), Some("title")));
    assert_eq!(authors["texts"][0]["runs"][0]["by"], people[0]["id"], "{authors}");

    let restored = server.post(&ada, &format!("{path}/history/restore"), json!({"seq": first})).await;
    assert_eq!((restored.status.as_u16(), restored.json()["before"].as_i64()), (200, Some(third)));
    let shown = server.get(&ada, &path).await.json();
    assert_eq!((shown["title"].as_str(), shown["severity"].as_str()), (Some("Checkout refused cards"), Some("")));
    let undone = server.post(&ada, &format!("{path}/history/restore"), json!({"seq": third})).await;
    assert_eq!(undone.status, 200);
    assert_eq!(server.get(&ada, &path).await.json()["title"], "Checkout refused some cards");
}

#[tokio::test]
async fn versions_have_names_and_stay() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "One").await;
    let first = newest(&server, &ada, &path).await;
    titled(&server, &ada, &path, "Two").await;
    let versions = format!("{path}/history/versions");
    let made = server.post(&grace, &versions, json!({"name": " As sent ", "seq": first})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let version = made.json();
    assert_eq!((version["name"].as_str(), version["seq"].as_i64()), (Some("As sent"), Some(first)));
    let one = format!("{versions}/{}", version["id"].as_str().unwrap());
    assert_eq!(server.patch(&ada, &one, json!({"name": "As printed"})).await.json()["name"], "As printed");
    let listed = server.get(&ada, &format!("{path}/history")).await.json();
    assert_eq!(listed["spans"][0]["versions"][0]["name"], "As printed", "{listed}");
    assert_eq!(listed["spans"][0]["versions"][0]["created_by"]["name"], "grace");

    for name in ["", " \n", "a\nb", &"x".repeat(121)] {
        assert_eq!(server.post(&ada, &versions, json!({"name": name})).await.status, 422, "{name:?}");
    }
    let eve = server.member("eve").await;
    assert_eq!(server.delete(&eve, &one).await.status, 403, "neither hers nor her postmortem");
    assert_eq!(server.delete(&grace, &one).await.status, 204, "who named it");
    assert_eq!(server.delete(&grace, &one).await.status, 404);
    assert_eq!(server.get(&ada, &format!("{path}/history/{first}")).await.json()["title"], "One");
}

#[tokio::test]
async fn pages_hold_every_span_once() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    for hour in 1..=7 {
        let created_at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hour);
        let update = crate::store::documents::NewUpdate {
            document: id,
            author: None,
            created_at,
            data: vec![0, 0].into(),
            writers: Vec::new(),
        };
        server.state.store.append(&[update]).await.unwrap();
    }
    let (mut before, mut seen) = (String::new(), Vec::new());
    loop {
        let page = server.get(&ada, &format!("{path}/history?limit=3{before}")).await.json();
        seen.extend(page["spans"].as_array().unwrap().iter().map(|span| span["last"].as_i64().unwrap()));
        let Some(next) = page["next"].as_i64() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(seen.len(), 8);
    assert!(seen.is_sorted_by(|one, two| one > two), "{seen:?}");
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_tells_nothing_of_others() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let (path, other) = (server.postmortem(&ada, "One").await, server.postmortem(&eve, "Other").await);
    let (seq, foreign) = (newest(&server, &ada, &path).await, newest(&server, &eve, &other).await);
    let future = foreign + 1_000;
    let state = async |seq: &str| server.get(&ada, &format!("{path}/history/{seq}")).await;
    let nothing = state(&future.to_string()).await;
    for seq in [foreign.to_string(), "0".to_owned(), "-1".to_owned(), "9".repeat(30), "x".to_owned()] {
        let answer = state(&seq).await;
        assert_eq!((answer.status.as_u16(), &answer.text), (404, &nothing.text), "{seq}");
    }
    let cases = [
        (format!("diff?from={seq}&to={foreign}"), 422),
        (format!("diff?from={foreign}&to={foreign}"), 422),
        (format!("diff?from=-1&to={seq}"), 422),
        (format!("diff?from={seq}&to=0"), 422),
        (format!("diff?from={future}&to={seq}"), 422),
        (format!("diff?from=0&to={}", "9".repeat(30)), 400),
        (format!("diff?from=0&to={seq}&more=1"), 400),
        ("diff?from=0".to_owned(), 400),
        (format!("{seq}?format=pdf"), 400),
    ];
    for (query, status) in cases {
        let answer = server.get(&ada, &format!("{path}/history/{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text);
    }
    for (page, status) in [("limit=0", 422), ("limit=201", 422), ("before=0", 422), ("before=x", 400)] {
        assert_eq!(server.get(&ada, &format!("{path}/history?{page}")).await.status.as_u16(), status, "{page}");
    }
    for body in [json!({"seq": foreign}), json!({"seq": -1}), json!({"seq": 0}), json!({"seq": 1e300}), json!({})] {
        let answer = server.post(&ada, &format!("{path}/history/restore"), body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        let mut named = body;
        named["name"] = json!("x");
        if named["seq"].is_number() {
            assert_eq!(server.post(&ada, &format!("{path}/history/versions"), named).await.status, 422);
        }
    }
    assert_eq!(newest(&server, &ada, &path).await, seq, "nothing was changed");
}

#[tokio::test]
async fn what_is_new_is_told_to_each_for_themselves() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "Checkout refused cards").await;
    let seen = format!("{path}/seen");
    let first = newest(&server, &ada, &path).await;
    let never = server.get(&ada, &seen).await.json();
    assert_eq!(never, json!({"seq": null, "at": null, "end": first, "others": []}));
    assert_eq!(server.put(&ada, &seen, json!({})).await.status, 204);
    let second = titled(&server, &ada, &path, "Checkout refused some cards").await;
    let own = server.get(&ada, &seen).await.json();
    assert_eq!((own["seq"].as_i64(), own["end"].as_i64(), &own["others"]), (Some(first), Some(second), &json!([])));
    let third = titled(&server, &grace, &path, "Checkout refused a few cards").await;
    let told = server.get(&ada, &seen).await.json();
    assert_eq!((told["others"][0]["name"].as_str(), told["others"].as_array().unwrap().len()), (Some("grace"), 1));
    assert_eq!(server.get(&grace, &seen).await.json()["seq"], json!(null));
    // An older page that is closed later takes nothing back.
    for seq in [third, first] {
        assert_eq!(server.put(&ada, &seen, json!({"seq": seq})).await.status, 204);
    }
    assert_eq!(server.get(&ada, &seen).await.json()["others"], json!([]));
    assert_eq!(server.put(&ada, &seen, json!({"place": 1})).await.status, 422);
}

//! Suggestions over HTTP: taken over, declined, withdrawn, and what happens when the text has changed or two decide.

use serde_json::json;

use super::Server;

#[tokio::test]
async fn an_editor_takes_a_suggestion_over_once_and_both_are_named() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "One").await;
    let made = server.post(&grace, &format!("{path}/comments"), server.suggestion(&path).await).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["suggestion"], json!({"text": "Another", "outcome": null}));
    let accept = format!("{path}/comments/{}/suggestion/accept", made.id());
    let (first, second) = tokio::join!(server.post(&ada, &accept, json!({})), server.post(&ada, &accept, json!({})));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", first.text, second.text);
    let shown = server.get(&grace, &path).await.json();
    assert_eq!(shown["document"]["title"], "Another");
    let thread = server.get(&grace, &format!("{path}/comments")).await.json()["threads"][0].clone();
    assert_eq!(
        (&thread["suggestion"]["outcome"]["accepted"], &thread["suggestion"]["outcome"]["by"]["name"]),
        (&json!(true), &json!("ada"))
    );
    assert_eq!(
        (&thread["comments"][0]["author"]["name"], &thread["resolved_by"]["name"]),
        (&json!("grace"), &json!("ada"))
    );
}

#[tokio::test]
async fn what_has_changed_under_it_is_said_and_nothing_is_lost() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "One").await;
    let suggestion = server.suggestion(&path).await;
    let made = server.post(&grace, &format!("{path}/comments"), suggestion).await.id();
    // Inside the range, so that it stays.
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let insert = |postmortem: &debrief_shared::document::Postmortem, txn: &mut yrs::TransactionMut<'_>| {
        yrs::Text::insert(postmortem.title(), txn, 1, "-");
    };
    server.state.documents.edit(id, uuid::Uuid::nil(), insert).await.unwrap();
    let accept = format!("{path}/comments/{made}/suggestion/accept");
    let stale = server.post(&ada, &accept, json!({})).await;
    assert_eq!(
        (stale.status.as_u16(), stale.json()["type"].as_str()),
        (409, Some("suggestion-stale")),
        "{}",
        stale.text
    );
    assert_eq!(server.get(&ada, &path).await.json()["document"]["title"], "O-ne", "nothing was changed");
    let thread = server.get(&ada, &format!("{path}/comments")).await.json()["threads"][0].clone();
    assert_eq!(
        (&thread["suggestion"]["outcome"], &thread["resolved_at"]),
        (&json!(null), &json!(null)),
        "it is open as before"
    );
    assert_eq!(server.post(&ada, &accept, json!({"current": "O-ne"})).await.status, 200, "who has seen both");
    assert_eq!(server.get(&ada, &path).await.json()["document"]["title"], "Another");
}

#[tokio::test]
async fn a_suggestion_is_declined_or_withdrawn_and_the_text_stays() {
    let server = Server::start().await;
    let (ada, grace, alan) = (server.member("ada").await, server.member("grace").await, server.member("alan").await);
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(server.patch(&ada, &format!("{path}/access"), json!({"workspace_role": "commenter"})).await.status, 200);
    let mut made = Vec::new();
    for _ in 0..2 {
        let answer = server.post(&grace, &format!("{path}/comments"), server.suggestion(&path).await).await;
        made.push(answer.id());
    }
    let decide = |at: usize, how: &str| format!("{path}/comments/{}/suggestion/{how}", made[at]);
    assert_eq!(server.post(&grace, &decide(0, "accept"), json!({})).await.status, 403, "that would be writing");
    assert_eq!(server.post(&alan, &decide(0, "decline"), json!({})).await.status, 403, "not his");
    assert_eq!(server.post(&grace, &decide(0, "decline"), json!({})).await.status, 200, "her own");
    assert_eq!(server.post(&ada, &decide(1, "decline"), json!({})).await.status, 200);
    assert_eq!(server.post(&ada, &decide(1, "accept"), json!({})).await.status, 409, "decided");
    assert_eq!(server.get(&ada, &path).await.json()["document"]["title"], "One");
}

#[tokio::test]
async fn what_is_no_suggestion_is_refused() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let comments = format!("{path}/comments");
    let fine = server.suggestion(&path).await;
    let mut same = fine.clone();
    same["suggestion"] = json!("One");
    let mut long = fine.clone();
    long["suggestion"] = json!("x".repeat(10_001));
    let mut place = fine.clone();
    place["anchor"] = json!({"text": "postmortem"});
    for wrong in [same, long, place] {
        let answer = server.post(&ada, &comments, wrong.clone()).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text);
    }
    let plain = server.post(&ada, &comments, server.comment(&ada, &path).await).await.id();
    for how in ["accept", "decline"] {
        let answer = server.post(&ada, &format!("{comments}/{plain}/suggestion/{how}"), json!({})).await;
        assert_eq!(answer.status, 404, "a comment proposes nothing");
    }
    let empty = json!({"anchor": fine["anchor"], "quote": "One", "body": ""});
    assert_eq!(server.post(&ada, &comments, empty).await.status, 422, "a comment says something");
}

#[tokio::test]
async fn what_is_sent_twice_under_one_id_is_made_once() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let path = server.postmortem(&ada, "One").await;
    let comments = format!("{path}/comments");
    let mut suggestion = server.suggestion(&path).await;
    suggestion["id"] = json!("0197c3a4-0000-7000-8000-0000000000aa");
    let (first, second) = tokio::join!(
        server.post(&grace, &comments, suggestion.clone()),
        server.post(&grace, &comments, suggestion.clone())
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201], "{} {}", first.text, second.text);
    assert_eq!(first.id(), second.id());
    assert_eq!(server.post(&ada, &comments, suggestion.clone()).await.status, 409, "another's");
    let listed = server.get(&grace, &comments).await.json();
    assert_eq!(listed["threads"].as_array().map(Vec::len), Some(1));
    // Elsewhere it is nobody's business whose it is.
    let other = server.postmortem(&ada, "Two").await;
    let mut elsewhere = server.suggestion(&other).await;
    elsewhere["id"] = suggestion["id"].clone();
    let refused = server.post(&grace, &format!("{other}/comments"), elsewhere).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
}

#[tokio::test]
async fn whoever_goes_away_while_accepting_leaves_nothing_half_done() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    for polls in 1..14 {
        let path = server.postmortem(&ada, "One").await;
        let comments = format!("{path}/comments");
        let made = server.post(&grace, &comments, server.suggestion(&path).await).await.id();
        let accept = format!("{comments}/{made}/suggestion/accept");
        let mut accepting = Box::pin(server.post(&ada, &accept, json!({})));
        for _ in 0..polls {
            let ready =
                std::future::poll_fn(|context| std::task::Poll::Ready(accepting.as_mut().poll(context).is_ready()));
            if ready.await {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(accepting);
        let mut seen = (false, String::new());
        for _ in 0..200 {
            let thread = server.get(&grace, &comments).await.json()["threads"][0].clone();
            let title = server.get(&grace, &path).await.json()["document"]["title"].as_str().unwrap().to_owned();
            seen = (thread["suggestion"]["outcome"]["accepted"] == json!(true), title);
            if seen.0 == (seen.1 == "Another") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(seen.0, seen.1 == "Another", "after {polls} polls: {seen:?}");
    }
}

#[tokio::test]
async fn what_was_decided_stays_so_and_hostile_places_are_refused() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let comments = format!("{path}/comments");
    let suggestion = server.suggestion(&path).await;
    let made = server.post(&ada, &comments, suggestion.clone()).await.id();
    let thread = format!("{comments}/{made}");
    assert_eq!(server.post(&ada, &format!("{thread}/suggestion/accept"), json!({})).await.status, 200);
    assert_eq!(server.patch(&ada, &thread, json!({"resolved": false})).await.status, 409);
    let mut masked = suggestion.clone();
    masked["anchor"]["start"]["item"]["client"] = json!(1_u64 << 53);
    let mut nil = suggestion;
    nil["id"] = json!(uuid::Uuid::nil());
    for wrong in [masked, nil] {
        let answer = server.post(&ada, &comments, wrong.clone()).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text);
    }
}

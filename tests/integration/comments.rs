//! Comment threads: live for everybody, and at home in text that others go on editing.

use anyhow::Context as _;
use debrief_shared::api::{CreateThread, HistoryPage, RestoredPast, Thread};
use debrief_shared::document::{Subject, TextPath, anchor, place};
use debrief_shared::protocol::ServerEvent;
use debrief_tests::replica::converged;
use debrief_tests::{Outcome, Replica, random};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;
use yrs::Transact as _;

use crate::common::{Room, discussion};

/// What is needed to comment on `quote` where it stands in the replica's text.
fn on(replica: &Replica, path: &TextPath, quote: &str, body: &str) -> anyhow::Result<CreateThread> {
    let text = replica.text(path);
    let at = text.find(quote).context("the quoted words are in the text")?;
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).expect("a short text");
    let (from, to) = (units(&text[..at]), units(&text[..at + quote.len()]));
    let postmortem = replica.postmortem();
    let anchor = anchor(postmortem, &postmortem.doc().transact(), path, from, to).context("a range to anchor to")?;
    Ok(CreateThread { anchor, quote: quote.to_owned(), body: body.to_owned(), suggestion: None, id: None })
}

/// The words that a thread hangs on now.
fn quoted(replica: &Replica, path: &TextPath, thread: &Thread) -> Option<String> {
    let postmortem = replica.postmortem();
    let (from, to) = place(postmortem, &postmortem.doc().transact(), &thread.anchor, &thread.quote)?;
    let units: Vec<u16> = replica.text(path).encode_utf16().collect();
    Some(String::from_utf16_lossy(&units[from as usize..to as usize]))
}

async fn heard(replica: &Replica, what: &str, id: Uuid, met: impl Fn(&Thread) -> bool) -> anyhow::Result<Thread> {
    let is_it = |event: &ServerEvent| matches!(event, ServerEvent::Thread { thread } if thread.id == id && met(thread));
    match replica.wait_for_event(what, is_it).await? {
        ServerEvent::Thread { thread } => Ok(*thread),
        other => anyhow::bail!("not a thread: {other:?}"),
    }
}

#[tokio::test]
async fn a_thread_is_begun_answered_settled_and_reopened_before_everybody_s_eyes() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let (one, two) = (room.replica().await?, Replica::open(&room.server, &grace, room.id).await?);
    let path = discussion(&one.view())?;
    one.insert(&path, 0, "The pool ran dry before lunch.\n")?;
    two.wait_for_text(&path, |text| text.contains("ran dry")).await?;

    let begun = grace.comment(room.id, &on(&two, &path, "ran dry", "How do we know?")?).await?;
    assert_eq!((begun.quote.as_str(), begun.comments[0].author.name.as_str()), ("ran dry", "Grace Member"));
    assert_eq!(heard(&one, "the new thread", begun.id, |thread| thread.comments.len() == 1).await?, begun);
    assert_eq!(heard(&two, "one's own thread", begun.id, |thread| thread.comments.len() == 1).await?, begun);

    let answered = room.ada.reply(room.id, begun.id, "From the pool's graph.").await?;
    assert_eq!(answered.comments.len(), 2);
    assert_eq!(heard(&two, "the answer", begun.id, |thread| thread.comments.len() == 2).await?, answered);

    let settled = room.ada.set_resolved(room.id, begun.id, true).await?;
    assert_eq!(settled.resolved_by.as_ref().context("who settled it")?.name, "Ada Admin");
    assert_eq!(heard(&two, "it is settled", begun.id, |thread| thread.resolved_at.is_some()).await?, settled);
    let reopened = grace.set_resolved(room.id, begun.id, false).await?;
    assert!(reopened.resolved_by.is_none() && reopened.resolved_at.is_none());
    let last = |thread: &Thread| thread.comments.len() == 2 && thread.resolved_at.is_none();
    heard(&one, "it is open again", begun.id, last).await?;
    assert_eq!(room.ada.threads(room.id).await?, [reopened]);

    let path = format!("/api/postmortems/{}/comments/{}", room.id, begun.id);
    assert!(grace.send(Method::DELETE, &path).await?.status().is_success());
    one.wait_for_event("it is gone", |event| matches!(event, ServerEvent::ThreadRemoved { id } if *id == begun.id))
        .await?;
    assert!(room.ada.threads(room.id).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_comment_is_reacted_to_edited_and_removed_before_everybody_s_eyes() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let replica = Replica::open(&room.server, &grace, room.id).await?;
    let begun = grace.comment(room.id, &on(&replica, &TextPath::Title, "refused", "How do we now?")?).await?;
    let answered = room.ada.reply(room.id, begun.id, "From the graph.").await?;
    let (first, answer) = (answered.comments[0].id, answered.comments[1].id);
    let path = |comment: Uuid| format!("/api/postmortems/{}/comments/{}/comments/{comment}", room.id, begun.id);

    let heart = format!("{}/reactions/heart", path(first));
    assert!(room.ada.send(Method::PUT, &heart).await?.status().is_success());
    let reacted = heard(&replica, "a heart", begun.id, |thread| !thread.comments[0].reactions.is_empty()).await?;
    assert_eq!(reacted.comments[0].reactions[0].people[0].name, "Ada Admin");
    assert!(room.ada.send(Method::DELETE, &heart).await?.status().is_success());
    assert_eq!(
        room.ada.refused_status(Method::PUT, &format!("{}/reactions/thumbs_down", path(first))).await?,
        404,
        "one of the few that there are"
    );

    let words = json!({ "body": "How do we know?" });
    let others = room.ada.request(Method::PATCH, &path(first)).json(&words);
    assert_eq!(room.ada.refused(others).await?.status, 403, "nobody puts words into somebody else's mouth");
    let edited: Thread = grace.call(Method::PATCH, &path(first), &words).await?;
    assert!(edited.comments[0].edited_at.is_some() && edited.comments[0].body == "How do we know?");
    heard(&replica, "other words", begun.id, |thread| thread.comments[0].edited_at.is_some()).await?;

    assert_eq!(grace.refused_status(Method::DELETE, &path(answer)).await?, 403, "it is another's");
    assert!(grace.send(Method::DELETE, &path(first)).await?.status().is_success());
    let left = heard(&replica, "its place", begun.id, |thread| thread.comments[0].removed).await?;
    assert_eq!((left.comments[0].body.as_str(), left.comments.len()), ("", 2));
    assert!(room.ada.send(Method::DELETE, &path(answer)).await?.status().is_success());
    replica
        .wait_for_event("all is gone", |event| matches!(event, ServerEvent::ThreadRemoved { id } if *id == begun.id))
        .await?;
    Ok(())
}

#[tokio::test]
async fn an_anchor_follows_its_words_through_everybody_s_edits() -> Outcome {
    let mut room = Room::open().await?;
    let (mut one, mut two) = (room.replica().await?, room.replica().await?);
    let path = discussion(&one.view())?;
    one.insert(&path, 0, "First \u{1f9ef}. The pool ran dry before lunch. Last.\n")?;
    two.wait_for_text(&path, |text| text.contains("Last.")).await?;
    let thread = room.ada.comment(room.id, &on(&one, &path, "ran dry", "Sure?")?).await?;

    one.disconnect();
    one.insert(&path, 0, "Before everything \u{1f41f}. ")?;
    let at = two.text(&path).find("dry").context("the word")?;
    let at = u32::try_from(two.text(&path)[..at].encode_utf16().count())?;
    two.insert(&path, at, "completely ")?;
    two.append(&path, "\nAfter everything.")?;
    one.reconnect().await?;
    converged(&[&one, &two]).await?;
    for replica in [&one, &two] {
        assert_eq!(quoted(replica, &path, &thread).as_deref(), Some("ran completely dry"));
    }

    // It is at home in the stored text, not in one replica's memory.
    one.saved().await?;
    two.saved().await?;
    room.server.stop().await?;
    room.server.launch().await?;
    let fresh = room.replica().await?;
    let stored = room.ada.threads(room.id).await?;
    assert_eq!(quoted(&fresh, &path, &stored[0]).as_deref(), Some("ran completely dry"));
    two.reconnect().await?;
    Ok(())
}

#[tokio::test]
async fn when_its_text_is_deleted_the_thread_stays_with_its_quote() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let path = discussion(&replica.view())?;
    replica.insert(&path, 0, "Gone soon. ")?;
    replica.saved().await?;
    let thread = room.ada.comment(room.id, &on(&replica, &path, "Gone soon", "Keep this thought.")?).await?;
    replica.delete(&path, 0, 11)?;
    replica.saved().await?;

    assert_eq!(quoted(&replica, &path, &thread), None);
    let threads = room.ada.threads(room.id).await?;
    assert_eq!((threads.len(), threads[0].quote.as_str()), (1, "Gone soon"));
    assert_eq!(room.ada.reply(room.id, thread.id, "Still here.").await?.comments.len(), 2);
    Ok(())
}

#[tokio::test]
async fn comments_and_suggestions_are_at_home_in_what_is_restored() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let path = discussion(&replica.view())?;
    replica.insert(&path, 0, "The pool ran dry before lunch. Cards were refused. ")?;
    replica.saved().await?;
    let history = format!("/api/postmortems/{}/history", room.id);
    let known: HistoryPage = room.ada.get(&history).await?;
    let seq = known.spans.first().context("a change")?.last;
    let kept = room.ada.comment(room.id, &on(&replica, &path, "ran dry", "How do we know?")?).await?;
    let words = CreateThread { suggestion: Some("at noon".to_owned()), ..on(&replica, &path, "before lunch", "")? };
    let suggested = room.ada.comment(room.id, &words).await?;
    let lost = room.ada.comment(room.id, &on(&replica, &path, "Cards were refused", "All?")?).await?;

    // What is before them changes; two of the three are deleted with their words.
    let from = |words: &str| {
        let text = replica.text(&path);
        let at = text.find(words).context("the words")?;
        Ok::<_, anyhow::Error>(u32::try_from(text[..at].encode_utf16().count())?)
    };
    replica.insert(&path, 0, "As seen: ")?;
    replica.delete(&path, from(" before lunch. Cards were refused.")?, 34)?;
    replica.saved().await?;
    assert_eq!(quoted(&replica, &path, &kept).as_deref(), Some("ran dry"));
    assert_eq!([&suggested, &lost].map(|thread| quoted(&replica, &path, thread)), [None, None]);

    let _: RestoredPast = room.ada.call(Method::POST, &format!("{history}/restore"), &json!({ "seq": seq })).await?;
    replica.wait_for_text(&path, |text| text.starts_with("The pool ran dry before lunch. Cards")).await?;
    for thread in [&kept, &suggested, &lost] {
        assert_eq!(quoted(&replica, &path, thread).as_deref(), Some(thread.quote.as_str()));
    }
    let accept = format!("/api/postmortems/{}/comments/{}/suggestion/accept", room.id, suggested.id);
    let decided: Thread = room.ada.call(Method::POST, &accept, &json!({})).await?;
    assert!(decided.suggestion.is_some_and(|suggestion| suggestion.outcome.is_some_and(|outcome| outcome.accepted)));
    replica.wait_for_text(&path, |text| text.starts_with("The pool ran dry at noon. Cards were refused.")).await?;
    assert_eq!(quoted(&replica, &path, &kept).as_deref(), Some("ran dry"));
    Ok(())
}

#[tokio::test]
async fn comments_hang_on_every_kind_of_text() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let at = "2026-11-21T10:00:00Z";
    let (entry, _) = replica.edit(|postmortem, txn| crate::common::add_entry(postmortem, txn, at, "Paged the on-call"));
    let (idea, _) = replica.edit(|postmortem, txn| crate::common::add_mitigation(postmortem, txn, "Page sooner"));
    replica.saved().await?;
    let paths =
        [(TextPath::Title, "refused"), (TextPath::Entry(entry), "Paged"), (TextPath::Mitigation(idea), "sooner")];
    for (path, quote) in paths {
        let thread = room.ada.comment(room.id, &on(&replica, &path, quote, "Here?")?).await?;
        assert_eq!((thread.anchor.text, thread.quote.as_str()), (path.to_string(), quote));
    }
    assert_eq!(room.ada.threads(room.id).await?.len(), 3);
    Ok(())
}

#[tokio::test]
async fn comments_hang_on_places_as_a_whole() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let at = "2026-11-21T10:00:00Z";
    let (entry, _) = replica.edit(|postmortem, txn| crate::common::add_entry(postmortem, txn, at, "Paged the on-call"));
    let (idea, _) = replica.edit(|postmortem, txn| crate::common::add_mitigation(postmortem, txn, "Page sooner"));
    replica.saved().await?;
    let section = replica.view().sections[0].id.clone();
    let path = format!("/api/postmortems/{}/comments", room.id);
    let places = [Subject::Whole, Subject::Section(section), Subject::Entry(entry), Subject::Mitigation(idea)];
    for place in &places {
        let body = json!({ "anchor": { "text": place.to_string() }, "quote": "", "body": "Here?" });
        let thread: Thread = room.ada.call(Method::POST, &path, &body).await?;
        assert_eq!((thread.anchor.subject().as_ref(), thread.anchor.start), (Some(place), serde_json::Value::Null));
    }
    assert_eq!(room.ada.threads(room.id).await?.len(), places.len());
    let there = serde_json::to_value(places[2].to_string())?;
    for anchor in [
        json!({ "text": "timeline/none" }),
        json!({ "text": "meeting/none" }),
        json!({ "text": there, "start": {}, "end": null }),
        json!({ "text": "title" }),
    ] {
        let post = room.ada.request(Method::POST, &path);
        let refused = room.ada.refused(post.json(&json!({ "anchor": anchor, "quote": "", "body": "x" }))).await?;
        assert_eq!(refused.status, 422, "{anchor}");
    }
    Ok(())
}

#[tokio::test]
async fn comments_that_make_no_sense_are_refused() -> Outcome {
    let room = Room::open().await?;
    let other = room.ada.create("Another", "morgue").await?.id;
    let replica = room.replica().await?;
    let fine = on(&replica, &TextPath::Title, "refused", "Fine.")?;
    let path = format!("/api/postmortems/{}/comments", room.id);
    let post = |body: serde_json::Value| room.ada.request(Method::POST, &path).json(&body);
    let with = |field: &str, value: serde_json::Value| {
        let mut body = serde_json::to_value(&fine).expect("plain data");
        body[field] = value;
        body
    };
    let bad = [
        with("body", json!("")),
        with("body", json!("x".repeat(10_001))),
        with("quote", json!("x".repeat(1_001))),
        with("anchor", json!({ "text": "no/such/place", "start": {}, "end": {} })),
        with("anchor", json!({ "text": "timeline/none/text", "start": fine.anchor.start, "end": fine.anchor.end })),
        with("anchor", json!({ "text": "title", "start": "x".repeat(5_000), "end": null })),
        with("author", json!("somebody else")),
    ];
    for body in bad {
        let shown = body.to_string().chars().take(120).collect::<String>();
        let status = room.ada.refused(post(body)).await?.status;
        assert!(status == 400 || status == 422, "{status} for {shown}");
    }

    let thread = room.ada.comment(room.id, &fine).await?;
    let elsewhere = format!("/api/postmortems/{other}/comments/{}", thread.id);
    let settle = room.ada.request(Method::PATCH, &elsewhere).json(&json!({ "resolved": true }));
    assert_eq!(room.ada.refused(settle).await?.status, 404, "a thread is known under its own postmortem only");
    assert_eq!(room.ada.refused_status(Method::DELETE, &elsewhere).await?, 404);
    let unknown = format!("{path}/{}", random::id());
    assert_eq!(room.ada.refused_status(Method::DELETE, &unknown).await?, 404);
    assert_eq!(room.ada.threads(room.id).await?.len(), 1);
    Ok(())
}

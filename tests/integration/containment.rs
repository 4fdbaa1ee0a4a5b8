//! What the gate lets through and yrs cannot bear: one update is set aside, and everybody goes on. No such update is known, so debug builds of the
//! server do what a marked one asks for, if the environment tells them to.

use std::collections::HashMap;

use anyhow::Context as _;
use debrief_shared::api::HistoryPage;
use debrief_shared::document::{TextPath, View};
use debrief_tests::{Joining, Outcome, Replica, cli, eventually};
use reqwest::Method;
use yrs::{Any, ArrayPrelim, Map, MapPrelim};

use crate::common::{Room, exported};

/// A room on a server that heeds marks.
async fn provoked() -> anyhow::Result<Room> {
    let mut room = Room::open().await?;
    room.server.stop().await?;
    room.server.provoke(true);
    room.server.launch().await?;
    Ok(room)
}

#[tokio::test]
async fn an_update_that_ends_the_process_is_set_aside_and_its_document_opens() -> Outcome {
    let mut room = provoked().await?;
    let healthy = room.replica().await?;
    healthy.append(&TextPath::Title, ", written before")?;
    healthy.saved().await?;

    let mut culprit = room.replica().await?;
    culprit.append(&TextPath::Title, " please-abort-now")?;
    room.server.ended().await?;
    room.server.launch().await?;

    let log = room.server.log();
    assert!(log.contains("an update was set aside"), "{log}");
    assert!(exported(&room.ada, room.id).await?.title.ends_with(", written before"));
    // Its page comes back with it, again and again: it is refused, and nothing ends any more.
    for _ in 0..3 {
        // It may be cut off while it still exchanges what both have, or right after.
        match culprit.reconnect().await {
            Ok(()) => assert_eq!(culprit.ended().await?.code, Some(4409)),
            Err(error) => assert!(format!("{error:#}").contains("4409"), "{error:#}"),
        }
    }
    let mut healthy = healthy;
    healthy.reconnect().await?;
    healthy.append(&TextPath::Title, ", and after")?;
    healthy.saved().await?;
    assert!(exported(&room.ada, room.id).await?.title.ends_with(", and after"));

    let metrics = room.ada.send(Method::GET, "/metrics").await?.text().await?;
    assert!(metrics.contains("debrief_quarantined_updates 1"), "{metrics}");
    let check = cli::run(cli::with_data(&["check"], &room.server.data()), "")?;
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success() && said.contains(&format!("{}: an update was set aside", room.id)), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_kill_in_the_middle_blames_nobody() -> Outcome {
    let mut room = provoked().await?;
    let mut author = room.replica().await?;
    author.append(&TextPath::Title, ", please-hang")?;
    eventually("the update is being applied", || {
        let held = std::fs::read(room.server.data().join("in-flight")).unwrap_or_default();
        async move { Ok(held.windows(11).any(|window| window == b"please-hang").then_some(())) }
    })
    .await?;
    room.server.kill()?;
    room.server.provoke(false);
    room.server.launch().await?;
    assert!(!room.server.log().contains("set aside"), "{}", room.server.log());
    author.reconnect().await?;
    author.saved().await?;
    assert!(exported(&room.ada, room.id).await?.title.ends_with("please-hang"));
    Ok(())
}

#[tokio::test]
async fn an_update_in_the_log_that_ends_the_process_is_left_out_at_the_next_start() -> Outcome {
    let mut room = provoked().await?;
    let other = room.ada.create("Another", "morgue").await?.id;
    let author = room.replica().await?;
    author.append(&TextPath::Title, ", kept")?;
    author.append(&TextPath::Title, " please-abort-at-load")?;
    author.saved().await?;
    drop(author);
    // So that no snapshot is made of it.
    room.server.kill()?;
    // Reading it takes the process down, once: at the start, which renews lists, or when somebody opens it.
    if room.server.launch().await.is_ok() {
        let _ = room.ada.send(Method::GET, &format!("/api/postmortems/{}/export?format=json", room.id)).await;
    }
    room.server.ended().await?;
    room.server.launch().await?;
    let title = exported(&room.ada, room.id).await?.title;
    assert!(title.ends_with(", kept"), "{title}");
    assert!(room.server.log().contains("an update was set aside"));
    exported(&room.ada, other).await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, ", and goes on")?;
    replica.saved().await?;
    Ok(())
}

#[tokio::test]
async fn an_update_that_ends_the_process_in_a_look_back_is_left_out_of_the_past() -> Outcome {
    let mut room = provoked().await?;
    let author = room.replica().await?;
    author.append(&TextPath::Title, ", kept")?;
    author.append(&TextPath::Title, " please-abort-at-load")?;
    // In the snapshot the mark is in two parts, in the log in one.
    let middle = author.view().title.len() - "at-load".len();
    author.insert(&TextPath::Title, u32::try_from(middle)?, "~")?;
    author.saved().await?;
    drop(author);
    room.server.stop().await?;
    room.server.launch().await?;
    let opened = exported(&room.ada, room.id).await?.title;
    assert!(opened.ends_with(", kept please-abort-~at-load"), "{opened}");

    let history = format!("/api/postmortems/{}/history", room.id);
    let last = room.ada.get::<HistoryPage>(&history).await?.spans.first().context("a span")?.last;
    // Nothing but the log tells what it was: reading that takes the process down, once.
    assert!(room.ada.send(Method::GET, &format!("{history}/{last}")).await.is_err());
    room.server.ended().await?;
    room.server.launch().await?;
    assert!(room.server.log().contains("an update was set aside"), "{}", room.server.log());
    let past: View = room.ada.get(&format!("{history}/{last}")).await?;
    assert!(past.title.ends_with(", kept"), "{}", past.title);
    assert_eq!(exported(&room.ada, room.id).await?.title, opened, "the document itself is whole");
    let check = cli::run(cli::with_data(&["check"], &room.server.data()), "")?;
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success() && said.contains(&format!("{}: an update was set aside", room.id)), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_update_that_never_ends_holds_up_nobody_else() -> Outcome {
    let mut room = provoked().await?;
    let other = room.ada.create("Another", "morgue").await?.id;
    let reader = room.replica().await?;
    let culprit = room.replica().await?;
    culprit.append(&TextPath::Title, " please-hang")?;
    assert_eq!(reader.ended().await?.code, Some(1013));
    let mut late = Replica::apart(Joining::new(&room.server, room.id).bearer(room.ada.token()?));
    late.connect().await?;
    assert_eq!(late.ended().await?.code, Some(1013));

    let elsewhere = Replica::open(&room.server, &room.ada, other).await?;
    elsewhere.append(&TextPath::Title, " lives")?;
    elsewhere.saved().await?;
    assert!(room.ada.send(Method::GET, "/readyz").await?.status().is_success());
    let metrics = room.ada.send(Method::GET, "/metrics").await?.text().await?;
    assert!(metrics.contains("debrief_stuck_documents 1"), "{metrics}");
    assert!(room.server.log().contains("ERROR") && room.server.log().contains("does not come to its end"));

    // Started anew, the server knows what it was busy with.
    room.server.kill()?;
    room.server.launch().await?;
    assert!(exported(&room.ada, room.id).await?.title.ends_with("cards"));
    Ok(())
}

#[tokio::test]
async fn the_deepest_document_that_is_let_in_is_read_and_shown() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    replica.edit(|postmortem, txn| {
        let mut inner = postmortem.structure()[2].insert(txn, "deep", MapPrelim::default());
        for _ in 0..6 {
            inner = inner.insert(txn, "text", MapPrelim::default());
        }
        let value = (0..8)
            .fold(Any::from("deep"), |value, _| Any::from(vec![Any::from(HashMap::from([("k".to_owned(), value)]))]));
        inner.insert(txn, "value", ArrayPrelim::from([value]));
    });
    replica.saved().await?;
    for format in ["json", "md", "html"] {
        room.ada.export(room.id, format).await?;
    }
    Ok(())
}

//! Readers that do not read cost the server next to nothing, and end equal or are let go.

use std::time::Duration;

use anyhow::Context as _;
use debrief_shared::document::TextPath;
use debrief_tests::replica::converged;
use debrief_tests::{Options, Outcome, Replica, eventually, wait};
use reqwest::Method;

use crate::common::{Room, discussion};

/// More than what operating systems buffer for a socket.
const WRITTEN_BYTES: usize = 20 << 20;
const CHUNK_BYTES: usize = 200 << 10;
/// Of the server's memory while that is written, without the document itself many times over.
const MOST_GROWTH_BYTES: u64 = 300 << 20;

#[tokio::test]
async fn a_reader_that_stalls_while_much_is_written_is_resynchronised() -> Outcome {
    let room = Room::open().await?;
    let (stalled, witness, writer) = (room.replica().await?, room.replica().await?, room.replica().await?);
    let discussion = discussion(&writer.view())?;
    let before = room.server.resident_bytes()?;
    stalled.pause(true)?;

    // The text is written and deleted again and again: the document stays small, the stream of updates does not.
    let chunk = "stalled ".repeat(CHUNK_BYTES / 8);
    let length = u32::try_from(chunk.len())?;
    for round in 0..WRITTEN_BYTES / CHUNK_BYTES {
        writer.insert(&discussion, 0, &chunk)?;
        writer.delete(&discussion, 0, length)?;
        writer.append(&TextPath::Title, if round % 10 == 9 { "|" } else { "." })?;
        writer.saved().await?;
    }
    // The one that reads was not held up by the one that does not.
    witness.wait_until("the last stroke", |view| view.title == writer.view().title).await?;
    let after = room.server.resident_bytes()?;
    assert!(after < before + MOST_GROWTH_BYTES, "the server grew from {before} to {after} bytes");

    let received = stalled.received();
    stalled.pause(false)?;
    converged(&[&stalled, &witness, &writer]).await?;
    let rounds = u64::try_from(3 * WRITTEN_BYTES / CHUNK_BYTES)?;
    let caught_up_with = stalled.received() - received;
    assert!(caught_up_with < rounds, "it was sent every one of {rounds} frames, one after the other: {caught_up_with}");

    // It is a full member again, in both directions.
    stalled.append(&TextPath::Title, " and back")?;
    // The next words follow these only where these have arrived.
    for other in [&witness, &writer] {
        other.wait_until("the stalled one's words", |view| view.title.ends_with(" and back")).await?;
    }
    writer.append(&TextPath::Title, ", good")?;
    stalled.wait_until("the writer's words", |view| view.title.ends_with(", good")).await?;
    eventually("everything is saved", || async { Ok((stalled.acknowledged() == stalled.sent()).then_some(())) }).await
}

const STALLED: usize = 10;
/// What one stalled reader may cost: the server's own bound on what waits for it.
const MOST_EACH_BYTES: u64 = 256 << 10;
/// By how much memory differs from one measurement to the next for other reasons. What is streamed past the stalled is a multiple of it.
const NOISE_BYTES: u64 = 24 << 20;
/// Streams of 20 MB while they stall.
const STREAMS: usize = 4;
/// How long the server waits for a reader to take anything.
const LET_GO_AFTER: Duration = Duration::from_secs(45);

/// Writes and deletes a text again and again, which two others have to see at once; gives the server's memory at the end.
async fn stream(room: &Room, writer: &Replica, witness: &Replica) -> anyhow::Result<u64> {
    let discussion = discussion(&writer.view())?;
    let chunk = "stalled ".repeat(CHUNK_BYTES / 8);
    let length = u32::try_from(chunk.len())?;
    for _ in 0..WRITTEN_BYTES / CHUNK_BYTES {
        writer.insert(&discussion, 0, &chunk)?;
        writer.delete(&discussion, 0, length)?;
        writer.append(&TextPath::Title, ".")?;
        writer.saved().await?;
    }
    witness.wait_until("the last stroke", |view| view.title == writer.view().title).await?;
    room.server.resident_bytes()
}

#[tokio::test]
async fn ten_stalled_readers_cost_a_bounded_amount_and_are_let_go() -> Outcome {
    // Metrics are asked for again and again, for most of a minute.
    let flags = vec!["--rate-limit".to_owned(), "0".to_owned()];
    let room = Room::open_with(Options { flags, ..Options::default() }).await?;
    let (witness, writer) = (room.replica().await?, room.replica().await?);
    // Memory grows to what the writing itself takes.
    let mut alone = 0;
    for _ in 0..3 {
        alone = alone.max(stream(&room, &writer, &witness).await?);
    }
    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        let replica = room.replica().await?;
        replica.pause(true)?;
        stalled.push(replica);
    }
    let mut with_stalled = 0;
    for _ in 0..STREAMS {
        with_stalled = stream(&room, &writer, &witness).await?;
    }
    eprintln!("memory of the server: {alone} bytes, {with_stalled} with {STALLED} stalled readers");
    let most = alone + STALLED as u64 * MOST_EACH_BYTES + NOISE_BYTES;
    assert!(with_stalled < most, "the server grew from {alone} to {with_stalled} bytes");

    // They are alive, as far as the server hears, and yet take nothing: their places are given up.
    let sessions = || async {
        for replica in &stalled {
            // Those that are gone already cannot be heard any more.
            let _ = replica.send_text(r#"{"type":"ping"}"#);
        }
        let metrics = room.ada.send(Method::GET, "/metrics").await?.text().await?;
        let line = metrics.lines().find_map(|line| line.strip_prefix("debrief_sessions ")).context("a gauge")?;
        Ok((line.trim().parse::<f64>()? < 2.5).then_some(()))
    };
    wait::eventually_within(LET_GO_AFTER + wait::DEADLINE, "the stalled are let go", sessions).await?;
    writer.append(&TextPath::Title, " and on")?;
    witness.wait_until("the writer's words", |view| view.title.ends_with(" and on")).await?;

    // Nothing is lost by that: they come back and have everything.
    for replica in &mut stalled {
        replica.reconnect().await?;
    }
    converged(&stalled.iter().chain([&writer]).collect::<Vec<_>>()).await?;
    Ok(())
}

/// More at once than is read at once: it is read more slowly, and nobody is cut off for a large paste.
#[tokio::test]
async fn a_paste_of_many_large_frames_gets_through() -> Outcome {
    let room = Room::open().await?;
    let (one, two) = (room.replica().await?, room.replica().await?);
    let body = discussion(&one.view())?;
    let large = "0123456789abcdef".repeat((1 << 20) / 16 - 64);
    let length = u32::try_from(large.len())?;
    for _ in 0..40 {
        one.insert(&body, 0, &large)?;
        one.delete(&body, 0, length)?;
    }
    one.append(&TextPath::Title, " pasted")?;
    wait::within("it is saved", one.saved()).await??;
    two.wait_until("the end of the paste", |view| view.title.ends_with(" pasted")).await?;
    assert!(one.ending().is_none(), "{:?}", one.ending());
    Ok(())
}

//! A reader that does not read costs the server nothing and ends equal.

use debrief_shared::document::TextPath;
use debrief_tests::replica::converged;
use debrief_tests::{Outcome, eventually};

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

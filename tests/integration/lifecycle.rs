//! Documents are loaded and unloaded, snapshots are taken, and nobody notices.

use debrief_shared::document::TextPath;
use debrief_tests::database::Database;
use debrief_tests::replica::converged;
use debrief_tests::{Options, Outcome, eventually};

use crate::common::{Room, add_entry, discussion, exported};

#[tokio::test]
async fn a_document_is_the_same_after_a_restart() -> Outcome {
    let mut room = Room::open().await?;
    let mut replica = room.replica().await?;
    let discussion = discussion(&replica.view())?;
    for number in 0..50 {
        replica.append(&discussion, &format!("Line {number}: \u{1f9ef} naïve café\n"))?;
        replica.edit(|postmortem, txn| add_entry(postmortem, txn, "2026-11-21T10:00:00Z", &format!("Event {number}")));
    }
    replica.delete(&discussion, 0, 40)?;
    replica.saved().await?;
    let before = replica.view();

    room.server.stop().await?;
    room.server.launch().await?;
    assert_eq!(exported(&room.ada, room.id).await?, before);
    let fresh = room.replica().await?;
    replica.reconnect().await?;
    assert_eq!(converged(&[&fresh, &replica]).await?, before);
    Ok(())
}

#[tokio::test]
async fn many_updates_make_a_snapshot_and_the_log_stays() -> Outcome {
    const UPDATES: usize = 1_200;
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    for number in 0..UPDATES {
        replica.append(&TextPath::Title, if number % 80 == 79 { "|" } else { "." })?;
    }
    replica.saved().await?;
    let before = replica.view();
    room.server.stop().await?;

    let mut database = Database::open(&room.server.data()).await?;
    assert!(database.has_snapshot(room.id).await?, "no snapshot after {UPDATES} updates");
    let rows = database.count_updates(room.id).await?;
    assert!(rows >= i64::try_from(UPDATES)?, "the log is history and is kept: {rows} rows");
    database.close().await?;

    room.server.launch().await?;
    assert_eq!(exported(&room.ada, room.id).await?, before);
    let again = room.replica().await?;
    again.append(&TextPath::Title, " and on")?;
    again.saved().await?;
    room.server.kill()?;
    room.server.launch().await?;
    assert_eq!(exported(&room.ada, room.id).await?.title, format!("{} and on", before.title));
    Ok(())
}

#[tokio::test]
async fn a_document_nobody_looks_at_is_unloaded_and_opens_again_as_it_was() -> Outcome {
    let flags = vec!["--unload-after".to_owned(), "1".to_owned()];
    let room = Room::open_with(Options { flags, ..Options::default() }).await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, " for a while")?;
    replica.saved().await?;
    let before = replica.view();
    assert!(open_documents(&room).await? > 0.0);
    drop(replica);

    eventually("it is unloaded", || async { Ok((open_documents(&room).await? < 1.0).then_some(())) }).await?;
    let again = room.replica().await?;
    assert_eq!(again.view(), before);
    again.append(&TextPath::Title, ", then not")?;
    again.saved().await?;
    assert_eq!(exported(&room.ada, room.id).await?.title, "Checkout refused cards for a while, then not");
    Ok(())
}

async fn open_documents(room: &Room) -> anyhow::Result<f64> {
    room.ada.metric("debrief_live_documents").await
}

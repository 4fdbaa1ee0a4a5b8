//! A stored document that cannot be read refuses to open and stays as it is.

use debrief_shared::document::TextPath;
use debrief_tests::database::Database;
use debrief_tests::{Joining, Outcome, Replica, cli};
use reqwest::Method;

use crate::common::Room;

const GARBAGE: &[u8] = b"\xff\xff\xff\xff\x0fnot an update at all";

#[tokio::test]
async fn a_broken_document_refuses_to_open_and_is_never_overwritten() -> Outcome {
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, " once")?;
    replica.saved().await?;
    drop(replica);
    let other = room.ada.create("Another", "morgue").await?.id;
    room.server.stop().await?;
    let mut database = Database::open(&room.server.data()).await?;
    database.damage(room.id, GARBAGE).await?;
    let before = database.content(room.id).await?;
    database.close().await?;

    room.server.launch().await?;
    let mut stranger = Replica::apart(Joining::new(&room.server, room.id).bearer(room.ada.token()?));
    stranger.connect().await?;
    assert_eq!(stranger.ended().await?.code, Some(4500));
    for path in ["", "/export?format=json", "/export?format=md"] {
        let refused = room.ada.refused_status(Method::GET, &format!("/api/postmortems/{}{path}", room.id)).await?;
        assert!(refused >= 500 || refused == 409, "{path}: {refused}");
    }
    let patch = room.ada.request(Method::PATCH, &format!("/api/postmortems/{}", room.id));
    let refused = room.ada.refused(patch.json(&serde_json::json!({ "title": "Saved over it" }))).await?;
    assert!(refused.status >= 500 || refused.status == 409, "{refused:?}");

    // Everybody else is fine: the list, other documents, new ones.
    assert_eq!(room.ada.list("").await?.len(), 2);
    let healthy = Replica::open(&room.server, &room.ada, other).await?;
    healthy.append(&TextPath::Title, " lives")?;
    healthy.saved().await?;
    room.ada.create("A third", "pagerduty").await?;

    let reason = cli::run(cli::with_data(&["check"], &room.server.data()), "")?;
    assert!(!reason.status.success(), "`debrief check` is content with a broken document");
    let said = String::from_utf8_lossy(&reason.stdout).into_owned() + &String::from_utf8_lossy(&reason.stderr);
    assert!(said.contains(&room.id.to_string()) && !said.contains(&other.to_string()), "{said}");

    room.server.stop().await?;
    let mut database = Database::open(&room.server.data()).await?;
    assert_eq!(database.content(room.id).await?, before, "the stored bytes were touched");
    database.close().await
}

#[tokio::test]
async fn a_broken_snapshot_never_costs_a_word() -> Outcome {
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    for _ in 0..1_200 {
        replica.append(&TextPath::Title, ".")?;
    }
    replica.saved().await?;
    let view = replica.view();
    drop(replica);
    room.server.stop().await?;
    let mut database = Database::open(&room.server.data()).await?;
    assert!(database.damage_snapshot(room.id, GARBAGE).await?, "there is a snapshot to damage");
    let before = database.content(room.id).await?;
    database.close().await?;

    // Either the log is whole and tells the same, or the document refuses: never something less.
    room.server.launch().await?;
    let answer = room.ada.send(Method::GET, &format!("/api/postmortems/{}/export?format=json", room.id)).await?;
    if answer.status().is_success() {
        assert_eq!(serde_json::from_str::<debrief_shared::document::View>(&answer.text().await?)?, view);
    } else {
        assert!(answer.status().is_server_error() || answer.status() == 409, "{}", answer.status());
        room.server.stop().await?;
        let mut database = Database::open(&room.server.data()).await?;
        assert_eq!(database.content(room.id).await?, before, "the stored bytes were touched");
        database.close().await?;
    }
    Ok(())
}

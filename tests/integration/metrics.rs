//! What is measured.

use debrief_shared::document::TextPath;
use debrief_tests::{Outcome, eventually};

use crate::common::Room;

#[tokio::test]
async fn the_metrics_page_has_what_operators_watch() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, " once")?;
    replica.saved().await?;
    let rude = room.replica().await?;
    rude.send(vec![9])?;
    rude.ended().await?;

    for (name, least) in [
        ("debrief_live_documents", 1.0),
        ("debrief_sessions", 1.0),
        ("debrief_updates_total", 1.0),
        ("debrief_update_bytes_total", 1.0),
        ("debrief_commits_total", 1.0),
        ("debrief_commit_seconds_count", 1.0),
        ("debrief_commit_rows_sum", 1.0),
        ("debrief_refused_frames_total", 1.0),
        ("debrief_storage_ok", 1.0),
        ("debrief_http_requests_total", 1.0),
    ] {
        eventually(name, || async { Ok((room.ada.metric(name).await? >= least).then_some(())) }).await?;
    }
    let page = room.ada.get_text("/metrics").await?;
    assert!(!page.contains(&room.id.to_string()) && !page.contains("token"), "neither ids nor secrets:\n{page}");
    drop((replica, rude));
    eventually("nobody is connected", || async { Ok((room.ada.metric("debrief_sessions").await? < 1.0).then_some(())) })
        .await
}

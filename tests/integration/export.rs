//! A postmortem leaves the product as Markdown, HTML and JSON, over REST and by the command line.

use debrief_shared::document::{Mark, TextPath, View};
use debrief_tests::{Outcome, cli};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use crate::common::{Room, add_entry, add_mitigation, discussion};

#[tokio::test]
async fn exports_hold_everything_that_is_shown() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let discussion = discussion(&replica.view())?;
    replica.insert(&discussion, 0, "The **pool** ran dry.\n\n")?;
    replica.edit(|postmortem, txn| {
        add_entry(postmortem, txn, "2026-11-21T09:45:00+01:00", "Deploy began");
        add_mitigation(postmortem, txn, "Alert on pool use");
        postmortem.set_severity(txn, "sev-2");
        postmortem.set_mark(txn, Mark::ImpactStarted, "2026-11-21T09:45:00+01:00");
        postmortem.set_mark(txn, Mark::Resolved, "2026-11-21T11:45:00+01:00");
    });
    replica.append(&TextPath::Title, " & more")?;
    replica.saved().await?;

    let formats = [("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")];
    for (format, media_type) in formats {
        let path = format!("/api/postmortems/{}/export?format={format}", room.id);
        let response = room.ada.send(Method::GET, &path).await?.error_for_status()?;
        let said = response.headers()[CONTENT_TYPE].to_str()?.to_owned();
        assert!(said.starts_with(media_type), "{format}: {said}");
        let text = response.text().await?;
        for words in ["Checkout refused cards", "Deploy began", "Alert on pool use", "sev-2"] {
            assert!(text.contains(words), "{words:?} in {format}:\n{text}");
        }
        let of_command = cli::succeed(
            cli::with_data(&["export", &room.id.to_string(), "--format", format], &room.server.data()),
            "",
        )?;
        assert_eq!(of_command.trim(), text.trim(), "{format} by the command line");
    }
    let html = room.ada.export(room.id, "html").await?;
    assert!(html.contains("<strong>pool</strong>") && html.contains("&amp; more"), "{html}");
    let json: View = serde_json::from_str(&room.ada.export(room.id, "json").await?)?;
    assert_eq!(json, replica.view());
    Ok(())
}

#[tokio::test]
async fn an_unknown_format_is_refused() -> Outcome {
    let room = Room::open().await?;
    let path = format!("/api/postmortems/{}/export?format=docx", room.id);
    let status = room.ada.refused_status(Method::GET, &path).await?;
    assert!(status == 400 || status == 422, "{status}");
    Ok(())
}

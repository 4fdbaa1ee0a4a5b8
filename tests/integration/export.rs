//! A postmortem leaves the product as Markdown, HTML and JSON, over REST and by the command line.

use std::fs;

use debrief_shared::document::{Mark, TextPath, View};
use debrief_tests::{Options, Outcome, cli, wait};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

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

#[tokio::test]
async fn what_is_published_is_kept_in_the_archive() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (kept, by_hand) = (folder.path().join("kept"), folder.path().join("by-hand"));
    let flags = vec!["--archive".to_owned(), kept.display().to_string()];
    let room = Room::open_with(Options { flags, ..Options::default() }).await?;
    room.replica().await?.saved().await?;
    let publications = format!("/api/postmortems/{}/publications", room.id);
    let _: Value = room.ada.call(Method::POST, &publications, &json!({"despite": "Customers wait."})).await?;
    wait::eventually("the archive holds it", async || Ok(kept.join("index.json").is_file().then_some(()))).await?;
    let command = cli::with_data(&["archive", &by_hand.display().to_string()], &room.server.data());
    let said = cli::succeed(command, "")?;
    assert!(said.starts_with("Wrote 1, took out 0; 1 in"), "{said}");
    for entry in fs::read_dir(&kept)? {
        let name = entry?.file_name();
        assert_eq!(
            fs::read_to_string(kept.join(&name))?,
            fs::read_to_string(by_hand.join(&name))?,
            "{}",
            name.display()
        );
    }
    Ok(())
}

//! A disk that is really full: the data folder on a small file system of its own.
//!
//! That needs a mount which only the server sees (`unshare`), as root or where ordinary users may have namespaces of their own. Where the
//! system forbids both, the test says so, and what remains is `full_disk` of the server's own tests: SQLite that may grow no further.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;
use debrief_shared::document::TextPath;
use debrief_shared::protocol::ServerEvent;
use debrief_tests::cli;
use debrief_tests::{Outcome, eventually};
use reqwest::{Method, StatusCode};

use crate::common::{Room, discussion, exported};

/// Puts a small file system in place of the data folder, with what is in it, and becomes the server.
const SCRIPT: &str = r#"mount -t tmpfs -o "size=$3,mode=700" tmpfs "$2" && cp -a "$1/." "$2" && shift 3 && exec "$@""#;
/// What may be written beside what is there already.
const ROOM_BYTES: u64 = 6 << 20;
/// A file whose removal makes room.
const BALLAST_BYTES: usize = 8 << 20;
const CHUNK_BYTES: usize = 100 << 10;

/// How to get a mount of one's own here: the flags of `unshare`, and of `nsenter` to look into it.
fn namespaces() -> Option<(&'static [&'static str], &'static [&'static str])> {
    let ways: [(&[&str], &[&str]); 2] = [
        (&["--mount"], &["--mount"]),
        (&["--mount", "--map-root-user"], &["--mount", "--user", "--preserve-credentials"]),
    ];
    ways.into_iter().find(|(flags, _)| {
        let mut mount = Command::new("unshare");
        mount.args(*flags).args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        mount.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    })
}

fn copy(from: &Path, to: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            bytes += copy(&entry.path(), &to)?;
        } else {
            bytes += fs::copy(entry.path(), to)?;
        }
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_full_disk_is_told_loses_nothing_and_goes_on_when_there_is_room() -> Outcome {
    let Some((unshare, nsenter)) = namespaces() else {
        eprintln!("no mounts of one's own here: a full disk is tested by SQLite's own limit alone");
        return Ok(());
    };
    let mut room = Room::open().await?;
    room.server.stop().await?;
    let (kept, data) = (tempfile::tempdir()?, room.server.data());
    let size = copy(&data, kept.path())? + ROOM_BYTES + BALLAST_BYTES as u64;
    fs::write(kept.path().join("ballast"), vec![7; BALLAST_BYTES])?;
    let (from, to, size) = (kept.path().display().to_string(), data.display().to_string(), size.to_string());
    let mut under = vec!["unshare"];
    under.extend(unshare);
    under.extend(["sh", "-c", SCRIPT, "sh", &from, &to, &size]);
    room.server.options.under = under.into_iter().map(str::to_owned).collect();
    room.server.launch().await?;

    let (writer, witness) = (room.replica().await?, room.replica().await?);
    let body = discussion(&writer.view())?;
    let is_away = |event: &ServerEvent| matches!(event, ServerEvent::Storage { ok: false });
    let chunk = "x".repeat(CHUNK_BYTES);
    let mut chunks = 0;
    while !writer.events().iter().any(is_away) {
        writer.append(&body, &chunk)?;
        chunks += 1;
        assert!(chunks < 200, "the disk takes everything");
        // Either it is saved, or everybody is told that it cannot be.
        eventually("it is saved or told", || async {
            let told = writer.events().iter().any(is_away);
            Ok((told || writer.acknowledged() == writer.sent()).then_some(()))
        })
        .await?;
    }
    writer.append(&TextPath::Title, " (on a full disk)")?;
    witness.wait_until("live all the same", |view| view.title.ends_with("full disk)")).await?;
    witness.wait_for_event("everybody is told", is_away).await?;
    assert!(writer.acknowledged() < writer.sent(), "called saved on a full disk");
    assert_eq!(room.ada.send(Method::GET, "/readyz").await?.status(), StatusCode::SERVICE_UNAVAILABLE);
    let metrics = room.ada.send(Method::GET, "/metrics").await?.text().await?;
    assert!(metrics.lines().any(|line| line == "debrief_storage_ok 0"), "{metrics}");
    assert!(room.server.log().contains("cannot be written"), "the log says why");

    let pid = room.server.pid()?;
    fs::remove_file(format!("/proc/{pid}/root{}/ballast", data.display()))?;
    writer.wait_for_event("there is room", |event| matches!(event, ServerEvent::Storage { ok: true })).await?;
    writer.saved().await?;
    eventually("it is ready again", || async {
        Ok((room.ada.send(Method::GET, "/readyz").await?.status() == StatusCode::OK).then_some(()))
    })
    .await?;
    assert_eq!(exported(&room.ada, room.id).await?, writer.view());

    // What is stored is sound, seen from beside the server.
    let mut inside = vec!["nsenter".to_owned(), "--target".to_owned(), pid.to_string()];
    inside.extend(nsenter.iter().map(|&flag| flag.to_owned()));
    let checked = cli::command_under(&inside)?.args(cli::with_data(&["check"], &data)).output()?;
    assert!(checked.status.success(), "{checked:?}");
    Ok(())
}

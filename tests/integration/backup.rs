//! Backups that are made while people write, and what comes of them.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};
use debrief_shared::document::TextPath;
use debrief_tests::cli::{self, Account};
use debrief_tests::database::Database;
use debrief_tests::replica::converged;
use debrief_tests::{Client, Outcome, Replica, Server, eventually};
use reqwest::{Method, StatusCode};

use crate::access::session_cookie;
use crate::common::{Room, exported};

const WRITERS: usize = 4;

fn restore(backup: &Path, data: &Path) -> Result<String> {
    cli::succeed(cli::with_data(&["restore", &backup.display().to_string()], data), "")
}

/// The hash that a command printed.
pub(crate) fn content(said: &str) -> Result<&str> {
    let line = said.lines().find_map(|line| line.strip_prefix("Its content is "));
    line.with_context(|| format!("no hash in: {said}"))
}

/// Writes until told to stop; gives the marks and the frames that carried them.
async fn write(replica: &Replica, number: usize, stop: &AtomicBool) -> Result<Vec<(u64, String)>> {
    let mut marks = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        if replica.sent() - replica.acknowledged() < 20 {
            let mark = format!("<{number}.{}>", marks.len());
            let frame = replica.insert(&TextPath::Title, 0, &mark)?.context("connected")?;
            marks.push((frame, mark));
        }
        tokio::task::yield_now().await;
    }
    Ok(marks)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_holds_all_that_was_acknowledged_before() -> Outcome {
    let room = Room::open().await?;
    room.ada.create("Another", "morgue").await?;
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        writers.push(room.replica().await?);
    }
    let folder = tempfile::tempdir()?;
    let backup = folder.path().join("backup");
    let stop = AtomicBool::new(false);
    let writing = writers.iter().enumerate().map(|(number, replica)| write(replica, number, &stop));
    let backing_up = async {
        let written = || async { Ok(writers.iter().all(|writer| writer.acknowledged() > 50).then_some(())) };
        eventually("they are under way", written).await?;
        let before: Vec<u64> = writers.iter().map(Replica::acknowledged).collect();
        let words = cli::with_data(&["backup", &backup.display().to_string()], &room.server.data());
        let said = tokio::task::spawn_blocking(move || cli::succeed(words, "")).await??;
        let during = writers.iter().zip(&before).all(|(writer, before)| writer.acknowledged() > *before);
        stop.store(true, Ordering::Relaxed);
        anyhow::Ok((before, said, during))
    };
    let (written, backed_up) = tokio::join!(futures_util::future::join_all(writing), backing_up);
    let (before, said, during) = backed_up?;
    assert!(during, "everybody was writing meanwhile");
    let hash = content(&said)?;

    let fresh = folder.path().join("fresh");
    assert_eq!(content(&restore(&backup, &fresh)?)?, hash);
    let checked = cli::succeed(cli::with_data(&["check", "--hash"], &fresh), "")?;
    assert_eq!(content(&checked)?, hash, "{checked}");

    // A server on it: everything from before the backup is there, and pages that are ahead bring the rest.
    let restored = Server::on(&fresh).await?;
    let ada = Client::with_token(&restored, room.ada.token()?)?;
    let title = exported(&ada, room.id).await?.title;
    let mut all = Vec::new();
    for ((marks, acknowledged), writer) in written.into_iter().zip(before).zip(&mut writers) {
        for (frame, mark) in marks? {
            assert!(frame > acknowledged || title.contains(&mark), "{mark} was acknowledged before the backup");
            all.push(mark);
        }
        writer.join_as(debrief_tests::Joining::new(&restored, room.id).bearer(ada.token()?));
    }
    for writer in &mut writers {
        writer.reconnect().await?;
        writer.saved().await?;
    }
    let view = converged(&writers.iter().collect::<Vec<_>>()).await?;
    let missing: Vec<_> = all.iter().filter(|mark| !view.title.contains(*mark)).collect();
    assert!(missing.is_empty(), "not brought back: {missing:?}");
    Ok(())
}

#[tokio::test]
async fn who_was_signed_in_is_not_after_a_restore_and_tokens_and_passwords_are_good() -> Outcome {
    let room = Room::open().await?;
    let grace = Account::named("Grace Member");
    grace.add(&room.server.data(), "member")?;
    let cookie = session_cookie(&room.server, &grace).await?;
    let folder = tempfile::tempdir()?;
    let (backup, fresh) = (folder.path().join("backup"), folder.path().join("fresh"));
    cli::succeed(cli::with_data(&["backup", &backup.display().to_string()], &room.server.data()), "")?;
    restore(&backup, &fresh)?;
    let restored = Server::on(&fresh).await?;
    let asked = Client::anonymous(&restored)?.request(Method::GET, "/api/postmortems").header("Cookie", &cookie);
    assert_eq!(asked.send().await?.status(), StatusCode::UNAUTHORIZED);
    Client::anonymous(&restored)?.sign_in(&grace.email, &grace.password).await?;
    assert_eq!(Client::with_token(&restored, room.ada.token()?)?.list("").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_restored_is_refused_in_one_line() -> Outcome {
    let mut room = Room::open().await?;
    let folder = tempfile::tempdir()?;
    let backup = folder.path().join("backup");
    let to = |data: &Path| cli::with_data(&["restore", &backup.display().to_string()], data);
    let make = cli::with_data(&["backup", &backup.display().to_string()], &room.server.data());
    cli::succeed(&make, "")?;
    assert!(cli::fail(&make)?.contains("exists"));
    let in_use = cli::fail(to(&room.server.data()))?;
    // PostgreSQL takes several servers.
    assert!(in_use.contains("another debrief server") || in_use.contains("not empty"), "{in_use}");
    room.server.stop().await?;
    assert!(cli::fail(to(&room.server.data()))?.contains("not empty"));

    let updates = backup.join("updates.jsonl");
    let mut bytes = fs::read(&updates)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&updates, &bytes)?;
    let fresh = folder.path().join("fresh");
    assert!(cli::fail(to(&fresh))?.contains("damaged: updates.jsonl"));
    assert!(!fresh.exists(), "nothing was made of it");
    Ok(())
}

#[tokio::test]
async fn check_finds_a_snapshot_that_is_not_what_the_log_says_and_a_list_that_is_wrong() -> Outcome {
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, " once")?;
    replica.saved().await?;
    drop(replica);
    room.server.stop().await?;
    let check = || cli::run(cli::with_data(&["check"], &room.server.data()), "");
    assert!(check()?.status.success());

    let mut database = Database::open(&room.server.data()).await?;
    database.set_title(room.id, "Something else").await?;
    let said = String::from_utf8(check()?.stdout)?;
    assert!(said.contains(&format!("{}: lists say something else", room.id)), "{said}");
    assert!(!check()?.status.success());

    // A state that reads well and is another one.
    let other = debrief_shared::document::Postmortem::new(7);
    let state = {
        use yrs::{ReadTxn as _, StateVector, Text as _, Transact as _};
        other.title().push(&mut other.doc().transact_mut(), "Not this one");
        other.doc().transact().encode_state_as_update_v1(&StateVector::default())
    };
    assert!(database.damage_snapshot(room.id, &state).await?);
    let said = String::from_utf8(check()?.stdout)?;
    assert!(said.contains(&format!("{}: its snapshot is not what was written", room.id)), "{said}");
    database.bless_snapshot(room.id, &state).await?;
    let said = String::from_utf8(check()?.stdout)?;
    assert!(said.contains(&format!("{}: its snapshot says something else than its log", room.id)), "{said}");
    database.close().await
}

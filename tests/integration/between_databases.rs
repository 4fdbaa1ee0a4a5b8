//! A backup of one kind of database in the other, and back.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use debrief_shared::api::{CreateThread, CreateVersion, Version};
use debrief_shared::document::{TextPath, View};
use debrief_tests::cluster::TestDatabase;
use debrief_tests::database::Database;
use debrief_tests::{Client, Options, Outcome, Server, cli};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::backup::content;
use crate::common::{Room, add_entry, add_mitigation, discussion, exported, title_anchor};

/// What is the same letter to some, of several bytes, on both ends of an order, or not to be shown.
const WORDS: &str = "Ünïcode 🦀 e\u{301}, \"quoted\\\", a zero \0, a sign \u{fffd}, ÿ and z";

/// The words of a command on a database that is PostgreSQL's.
fn there(words: &[&str], database: &TestDatabase, data: &Path) -> Vec<String> {
    let all = words.iter().copied().chain(["--database", database.url()]);
    let all = all.map(str::to_owned).chain(["--data-dir".to_owned(), data.display().to_string()]);
    all.collect()
}

/// A room with something in most tables, and its server stopped.
async fn lived_in() -> Result<(Room, View)> {
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    replica.append(&TextPath::Title, WORDS)?;
    replica.append(&discussion(&replica.view())?, WORDS)?;
    replica.edit(|postmortem, txn| {
        add_entry(postmortem, txn, "2026-11-27T10:00:00+01:00", WORDS);
        add_mitigation(postmortem, txn, WORDS);
    });
    replica.saved().await?;
    room.ada
        .comment(
            room.id,
            &CreateThread {
                anchor: title_anchor(&replica)?,
                quote: WORDS.to_owned(),
                body: WORDS.to_owned(),
                suggestion: None,
                id: None,
            },
        )
        .await?;
    let version = CreateVersion { name: "As sent – ÿ".to_owned(), seq: None };
    let versions = format!("/api/postmortems/{}/history/versions", room.id);
    room.ada.call::<Version>(Method::POST, &versions, &version).await?;
    let me = room.ada.session().await?.person.id;
    let settings = json!({ "kind": "inbound", "source": "generic", "owner": me, "template": "pushpay" });
    let connection = json!({ "name": "Größe – ÿ", "settings": settings });
    room.ada.call::<serde_json::Value>(Method::POST, "/api/admin/connections", &connection).await?;
    room.server.person("Zoë Größe", "member")?.create("Another", "morgue").await?;
    let view = exported(&room.ada, room.id).await?;
    ensure!(view.title.ends_with(WORDS), "{}", view.title);
    drop(replica);
    room.server.stop().await?;
    Ok((room, view))
}

/// All files of a backup that hold rows.
fn rows(backup: &Path) -> Result<Vec<(String, String)>> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(backup)? {
        let name = entry?.file_name().into_string().ok().context("a name")?;
        if Path::new(&name).extension().is_some_and(|kind| kind == "jsonl") {
            rows.push((name.clone(), fs::read_to_string(backup.join(name))?));
        }
    }
    rows.sort();
    Ok(rows)
}

#[tokio::test]
async fn a_backup_goes_from_one_kind_of_database_to_the_other_and_back() -> Outcome {
    let (room, view) = lived_in().await?;
    let folder = tempfile::tempdir()?;
    let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
    let [first_name, second_name] = [&first, &second].map(|backup| backup.display().to_string());
    let (elsewhere, back) = (folder.path().join("elsewhere"), folder.path().join("back"));
    let said = cli::succeed(cli::with_data(&["backup", &first_name], &room.server.data()), "")?;
    let hash = content(&said)?;

    let database = TestDatabase::make().await?;
    let restored = cli::succeed(there(&["restore", &first_name], &database, &elsewhere), "")?;
    assert_eq!(content(&restored)?, hash, "{restored}");
    let checked = cli::succeed(there(&["check", "--hash"], &database, &elsewhere), "")?;
    assert_eq!(content(&checked)?, hash, "{checked}");
    cli::succeed(there(&["backup", &second_name], &database, &elsewhere), "")?;
    assert_eq!(rows(&first)?, rows(&second)?, "every row is the same, to the byte");

    let restored = cli::succeed(cli::with_data(&["restore", &second_name], &back), "")?;
    assert_eq!(content(&restored)?, hash, "{restored}");
    let checked = cli::succeed(cli::with_data(&["check", "--hash"], &back), "")?;
    assert_eq!(content(&checked)?, hash, "{checked}");

    // People go on in both.
    let flags = vec!["--database".to_owned(), database.url().to_owned()];
    let servers = [Server::start(Options { flags, ..Options::default() }).await?, Server::on(&back).await?];
    for server in &servers {
        let ada = Client::with_token(server, room.ada.token()?)?;
        assert_eq!(exported(&ada, room.id).await?, view);
        let thread = ada.threads(room.id).await?.pop().context("the comment")?;
        assert_eq!(
            thread.comments[0].body,
            WORDS.replace('\0', "\u{fffd}"),
            "zero characters are not kept outside of documents"
        );
        ada.create("A new one", "morgue").await?;
        assert_eq!(ada.list("").await?.len(), 3);
    }
    Ok(())
}

#[tokio::test]
async fn a_zero_character_that_postgresql_does_not_hold_is_refused_by_name() -> Outcome {
    let (room, _) = lived_in().await?;
    let folder = tempfile::tempdir()?;
    let place = |name: &str| folder.path().join(name);
    let named = |name: &str| place(name).display().to_string();
    cli::succeed(cli::with_data(&["backup", &named("sound")], &room.server.data()), "")?;
    let sqlite = place("sqlite");
    cli::succeed(cli::with_data(&["restore", &named("sound")], &sqlite), "")?;
    // As a release wrote it that did not look.
    let mut stored = Database::open(&sqlite).await?;
    stored.set_title(room.id, "zero \0").await?;
    stored.close().await?;
    cli::succeed(cli::with_data(&["backup", &named("older")], &sqlite), "")?;

    let database = TestDatabase::make().await?;
    let refused = cli::fail(there(&["restore", &named("older")], &database, &place("none")))?;
    let says = |id: Uuid| format!("row {id} of postmortems has a zero character (U+0000) in title");
    assert!(refused.contains(&says(room.id)), "{refused}");
    // The other kind takes it as it is.
    let again = place("again");
    let output = cli::run(cli::with_data(&["restore", &named("older")], &again), "")?;
    let (said, older) = (String::from_utf8(output.stdout)?, fs::read_to_string(place("older").join("manifest.json"))?);
    assert!(older.contains(content(&said)?), "{said}");
    // What the message says to do helps.
    cli::succeed(cli::with_data(&["reindex"], &sqlite), "")?;
    cli::succeed(cli::with_data(&["backup", &named("anew")], &sqlite), "")?;
    cli::succeed(there(&["restore", &named("anew")], &database, &place("none")), "")?;
    Ok(())
}

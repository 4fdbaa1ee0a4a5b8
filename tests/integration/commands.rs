//! The command line beside the server.

use debrief_tests::cli::{self, Account};
use debrief_tests::{Client, Outcome, random};

use crate::common::{Room, add_mitigation};
use serde_json::Value;

#[tokio::test]
async fn check_is_content_with_a_healthy_store() -> Outcome {
    let mut room = Room::open().await?;
    room.ada.create("Another", "google-sre").await?;
    let while_running = cli::run(cli::with_data(&["check"], &room.server.data()), "")?;
    assert!(while_running.status.success(), "{}", String::from_utf8_lossy(&while_running.stderr));
    room.server.kill()?;
    let said = cli::succeed(cli::with_data(&["check"], &room.server.data()), "")?;
    assert!(said.contains('2'), "it says how many it looked at: {said}");
    Ok(())
}

#[tokio::test]
async fn reindex_makes_anew_what_lists_know_beside_a_server_and_without_one() -> Outcome {
    let mut room = Room::open().await?;
    let replica = room.replica().await?;
    replica.edit(|postmortem, txn| add_mitigation(postmortem, txn, "Alert on pool use"));
    replica.saved().await?;
    let ideas: Value = room.ada.get("/api/actions?status=idea").await?;
    assert_eq!(ideas["actions"][0]["text"], "Alert on pool use");
    let said = cli::succeed(cli::with_data(&["reindex"], &room.server.data()), "")?;
    assert!(said.contains("1 of 1"), "{said}");
    drop(replica);
    room.server.stop().await?;
    let said = cli::succeed(cli::with_data(&["reindex"], &room.server.data()), "")?;
    assert!(said.contains("1 of 1"), "{said}");
    room.server.launch().await?;
    let again: Value = room.ada.get("/api/actions?status=idea").await?;
    assert_eq!(again["actions"], ideas["actions"]);
    Ok(())
}

#[tokio::test]
async fn accounts_and_tokens_are_made_while_the_server_runs() -> Outcome {
    let room = Room::open().await?;
    let data = room.server.data();
    let grace = Account::named("Grace Member");
    grace.add(&data, "member")?;
    Client::anonymous(&room.server)?.sign_in(&grace.email, &grace.password).await?;
    let token = grace.token(&data)?;
    assert!(!token.contains(char::is_whitespace), "only the token is printed");
    assert_eq!(Client::with_token(&room.server, &token)?.session().await?.person.name, "Grace Member");

    let twice = cli::with_data(&["user", "add", &grace.email, "--name", "Again", "--role", "member"], &data);
    assert!(cli::fail(twice)?.contains("already"));
    let unknown = cli::with_data(&["token", "create", "--user", "nobody@example.com"], &data);
    cli::fail(unknown)?;
    let short = cli::run(
        cli::with_data(&["user", "add", "s@example.com", "--name", "S", "--role", "member", "--password-stdin"], &data),
        "short\n",
    )?;
    assert!(!short.status.success());
    Ok(())
}

#[tokio::test]
async fn commands_about_things_that_are_not_there_say_so_in_one_line() -> Outcome {
    let room = Room::open().await?;
    let unknown = random::id().to_string();
    cli::fail(cli::with_data(&["export", &unknown, "--format", "md"], &room.server.data()))?;
    let nowhere = tempfile::tempdir()?;
    for words in
        [&["check"][..], &["export", &unknown, "--format", "json"], &["token", "create", "--user", "a@example.com"]]
    {
        cli::fail(cli::with_data(words, &nowhere.path().join("none")))?;
    }
    Ok(())
}

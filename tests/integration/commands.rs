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

#[test]
fn lint_prints_places_and_says_by_its_exit_code_what_it_found() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = |name: &str, text: &[u8]| -> std::io::Result<String> {
        let path = folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    };
    let calm = file("calm.md", "# Queue\n\nThe health check failed. Chris\u{2019}s service restarted.\n".as_bytes())?;
    let other =
        file("other.md", "# Queue\n\nÜber: we failed to verify it.\n\n## Action items\n\n- Look into it\n".as_bytes())?;
    let binary = file("binary.md", &[0xff, 0xfe, 0x00])?;

    let said = cli::run(["lint", "--format", "json", &calm], "")?;
    assert_eq!((said.status.code(), String::from_utf8_lossy(&said.stdout).trim()), (Some(0), "[]"));
    let said = cli::run(["lint", "--format", "json", &calm, &other], "")?;
    assert_eq!(said.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&said.stdout)?;
    let one = &found[0];
    assert_eq!(one["file"], Value::from(other.as_str()));
    assert_eq!((one["rule"].as_str(), one["text"].as_str()), (Some("L1"), Some("failed to verify")));
    assert_eq!(
        (one["line"].as_u64(), one["column"].as_u64(), one["end_column"].as_u64()),
        (Some(3), Some(10), Some(26))
    );
    assert_eq!((found[1]["rule"].as_str(), found[1]["line"].as_u64()), (Some("L11"), Some(7)));
    assert_eq!(found.as_array().map(Vec::len), Some(2));
    let text = cli::run(["lint", &other], "")?;
    assert!(String::from_utf8_lossy(&text.stdout).contains("other.md:3:10: L1 Counterfactual: "));

    let missing = folder.path().join("missing.md").display().to_string();
    for unreadable in [&missing, &binary] {
        let said = cli::run(["lint", "--format", "json", unreadable, &other], "")?;
        assert_eq!(said.status.code(), Some(2), "an unreadable file comes before findings");
        let reason = String::from_utf8_lossy(&said.stderr);
        assert!(reason.contains(unreadable.as_str()) && reason.trim().lines().count() == 1, "{reason}");
        assert_eq!(
            serde_json::from_slice::<Value>(&said.stdout)?,
            Value::Array(found.as_array().into_iter().flatten().cloned().collect())
        );
    }
    Ok(())
}

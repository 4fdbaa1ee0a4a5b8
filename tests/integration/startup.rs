//! A server that cannot work says why in one line and ends.

use std::fs;
use std::net::TcpListener;

use debrief_tests::{Options, Outcome, Server, cli};

fn serve<'a>(listen: &'a str, data: &'a str) -> Vec<&'a str> {
    vec!["serve", "--listen", listen, "--data-dir", data]
}

#[tokio::test]
async fn a_port_in_use_is_named() -> Outcome {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let folder = tempfile::tempdir()?;
    let reason = cli::fail(serve(&address, &folder.path().display().to_string()))?;
    assert!(reason.contains(&address), "{reason}");
    Ok(())
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_one_is_named() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder")?;
    for place in [file.clone(), file.join("below")] {
        let shown = place.display().to_string();
        let reason = cli::fail(serve("127.0.0.1:0", &shown))?;
        assert!(reason.contains(&shown), "{reason}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("debrief.db");
    let text = "no database, but somebody's notes\n".repeat(100);
    fs::write(&file, &text)?;
    let reason = cli::fail(serve("127.0.0.1:0", &folder.path().display().to_string()))?;
    assert!(reason.contains("debrief.db"), "{reason}");
    assert_eq!(fs::read_to_string(&file)?, text);
    Ok(())
}

#[tokio::test]
async fn settings_that_cannot_work_are_named() -> Outcome {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    for (setting, named) in [
        (["--database", "postgres://localhost/debrief?sslmod=require"], "--database"),
        (["--database", "mysql://localhost/debrief"], "--database"),
        (["--database", "sqlite:"], "--database"),
        (["--nats", "nats://127.0.0.1:4222"], "--nats"),
        (["--public-url", "not a url"], "--public-url"),
    ] {
        let reason = cli::fail(serve("127.0.0.1:0", &data).into_iter().chain(setting))?;
        assert!(reason.contains(named), "{reason}");
    }
    Ok(())
}

#[tokio::test]
async fn the_password_of_a_database_is_never_shown() -> Outcome {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    // Nobody listens on port 1.
    let unreachable = "postgres://ada:hunter2@127.0.0.1:1/debrief";
    for words in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["check"], vec!["user", "list"]] {
        let reason = cli::fail(words.into_iter().chain(["--data-dir", &data, "--database", unreachable]))?;
        assert!(reason.contains("debrief at 127.0.0.1:1") && !reason.contains("hunter2"), "{reason}");
    }
    let misspelt = cli::fail(["check", "--data-dir", &data, "--database", "postgres://ada:hunter2@/"])?;
    assert!(misspelt.contains("--database") && !misspelt.contains("hunter2"), "{misspelt}");
    let help = cli::command()?.args(["serve", "--help"]).env("DEBRIEF_DATABASE", unreachable).output()?;
    assert!(!String::from_utf8_lossy(&help.stdout).contains("hunter2"), "help shows what the environment says");
    Ok(())
}

#[tokio::test]
async fn two_servers_never_share_a_data_folder() -> Outcome {
    let (server, ada) = Server::with_admin().await?;
    let reason = cli::fail(serve("127.0.0.1:0", &server.data().display().to_string()))?;
    assert!(reason.contains("debrief.db"), "{reason}");
    ada.create("The first goes on", "morgue").await?;
    Ok(())
}

#[tokio::test]
async fn demo_opens_with_a_rich_sample_and_its_published_account() -> Outcome {
    let server = Server::start(Options { flags: vec!["--demo".to_owned()], ..Options::default() }).await?;
    let demo = debrief_tests::Client::anonymous(&server)?;
    let instance: serde_json::Value = demo.get("/api/instance").await?;
    assert_eq!(instance["demo"], true);
    let info = demo.sign_in("demo@example.com", "debrief-demo-account").await?;
    assert!(info.demo);
    let list = demo.list("").await?;
    let richest = list.iter().max_by_key(|line| line.entries).expect("a sample incident");
    assert!(richest.entries >= 15 && richest.actions >= 1, "{richest:?}");
    let document = demo.postmortem(richest.id).await?.document;
    assert!(!document.facts.impact_started.is_empty() && !document.facts.resolved.is_empty());
    let threads = demo.threads(richest.id).await?;
    assert!(!threads.is_empty(), "the sample has comments");
    Ok(())
}

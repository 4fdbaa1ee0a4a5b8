//! The first start: a one-time link makes the first account.

use anyhow::Context as _;
use debrief_shared::api::{InstanceRole, SessionInfo, Setup};
use debrief_tests::{Client, Options, Outcome, Server};
use reqwest::Method;

/// The secret of the last link that was printed.
fn printed_secret(log: &str) -> Option<String> {
    let (_, rest) = log.rsplit_once("/setup#")?;
    Some(rest.chars().take_while(|letter| !letter.is_whitespace()).collect())
}

fn setup(token: &str, name: &str) -> Setup {
    Setup {
        token: token.to_owned(),
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        password: "a long enough password".to_owned(),
    }
}

#[tokio::test]
async fn the_set_up_link_works_once() -> Outcome {
    let mut server = Server::start(Options::default()).await?;
    let secret = printed_secret(&server.log()).context("a link")?;
    let ada = Client::anonymous(&server)?;
    let post = |client: &Client, body: &Setup| client.request(Method::POST, "/api/setup").json(body);

    assert_eq!(ada.refused(post(&ada, &setup("guessed", "Eve"))).await?.status, 401);
    let short = Setup { password: "short".to_owned(), ..setup(&secret, "Ada") };
    assert_eq!(ada.refused(post(&ada, &short)).await?.status, 422);

    let info: SessionInfo = ada.call(Method::POST, "/api/setup", &setup(&secret, "Ada")).await?;
    assert_eq!(info.role, InstanceRole::Admin);
    assert_eq!(ada.session().await?, info, "the first person is signed in");

    let eve = Client::anonymous(&server)?;
    assert_eq!(eve.refused(post(&eve, &setup(&secret, "Eve"))).await?.status, 401);
    server.stop().await?;
    let told = server.log().len();
    server.launch().await?;
    assert!(!server.log()[told..].contains("/setup#"), "no link is printed once there is an account");
    assert_eq!(eve.refused(post(&eve, &setup(&secret, "Eve"))).await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn each_start_without_accounts_prints_a_fresh_link_and_voids_the_old_one() -> Outcome {
    let mut server = Server::start(Options::default()).await?;
    let old = printed_secret(&server.log()).context("a link")?;
    server.stop().await?;
    server.launch().await?;
    let fresh = printed_secret(&server.log()).context("a link")?;
    assert_ne!(old, fresh);
    let ada = Client::anonymous(&server)?;
    let late = ada.request(Method::POST, "/api/setup").json(&setup(&old, "Eve"));
    assert_eq!(ada.refused(late).await?.status, 401);
    let _: SessionInfo = ada.call(Method::POST, "/api/setup", &setup(&fresh, "Ada")).await?;
    Ok(())
}

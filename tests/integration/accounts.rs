//! Accounts over the real server: the command line beside it, sessions and their open pages.

use anyhow::Context as _;
use debrief_shared::api::{DeviceSessionList, SessionInfo};
use debrief_tests::cli::{self, Account};
use debrief_tests::{Client, Joining, Outcome, Replica, Server};
use reqwest::header::{COOKIE, SET_COOKIE, USER_AGENT};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Room;

const NEW: &str = "tangerine lamp over oslo";

/// Signs in as a browser; gives its session cookie.
async fn browser(server: &Server, account: &Account) -> anyhow::Result<String> {
    let body = json!({ "email": account.email, "password": account.password });
    let request = Client::anonymous(server)?.request(Method::POST, "/api/session").json(&body);
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let answer = request.header(USER_AGENT, agent).send().await?.error_for_status()?;
    session_cookie(&answer)
}

fn session_cookie(answer: &reqwest::Response) -> anyhow::Result<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs = cookies.filter_map(|cookie| cookie.split(';').next());
    pairs.find(|pair| pair.starts_with("debrief=")).map(str::to_owned).context("a session cookie")
}

/// A replica of whoever has this cookie.
async fn replica(room: &Room, cookie: &str) -> anyhow::Result<Replica> {
    Replica::join(Joining::new(&room.server, room.id).header("Cookie", cookie).header("Origin", &room.server.url()))
        .await
}

#[tokio::test]
async fn a_new_password_cuts_off_every_other_browser() -> Outcome {
    let room = Room::open().await?;
    let grace = Account::named("Grace Member");
    grace.add(&room.server.data(), "member")?;
    let (here, there) = (browser(&room.server, &grace).await?, browser(&room.server, &grace).await?);
    let (mine, thief) = (replica(&room, &here).await?, replica(&room, &there).await?);

    let client = Client::anonymous(&room.server)?;
    let listed = client.request(Method::GET, "/api/account/sessions").header(COOKIE, &here).send().await?;
    let listed: DeviceSessionList = listed.error_for_status()?.json().await?;
    assert_eq!((listed.sessions.len(), listed.sessions[0].current), (2, true));
    assert_eq!(
        (listed.sessions[1].browser.as_str(), listed.sessions[1].address.as_str()),
        ("Firefox on Windows", "127.0.0.1")
    );

    let change = json!({ "current": grace.password, "new": NEW });
    let put = client.request(Method::PUT, "/api/account/password").header(COOKIE, &here).json(&change).send().await?;
    assert_eq!(put.status(), StatusCode::NO_CONTENT);
    let renewed = session_cookie(&put)?;
    assert_eq!(thief.ended().await?.code, Some(4401));
    mine.append(&debrief_shared::document::TextPath::Title, " (on)")?;
    mine.saved().await?;

    let ended = client.request(Method::DELETE, "/api/account/sessions").header(COOKIE, &renewed).send().await?;
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    assert_eq!(mine.ended().await?.code, Some(4401));
    Ok(())
}

#[tokio::test]
async fn a_new_name_reaches_open_pages() -> Outcome {
    let room = Room::open().await?;
    let grace = Account::named("Grace Member");
    grace.add(&room.server.data(), "member")?;
    let cookie = browser(&room.server, &grace).await?;
    let open = replica(&room, &cookie).await?;
    let patch = Client::anonymous(&room.server)?.request(Method::PATCH, "/api/account").header(COOKIE, &cookie);
    let info: SessionInfo = patch.json(&json!({ "name": "Grace H." })).send().await?.error_for_status()?.json().await?;
    assert_eq!(info.person.name, "Grace H.");
    assert_eq!(open.ended().await?.code, Some(4205), "the page comes again under its new name");
    Ok(())
}

#[tokio::test]
async fn the_command_line_runs_the_accounts_beside_the_server() -> Outcome {
    let room = Room::open().await?;
    let data = room.server.data();
    let user = |words: &[&str]| cli::with_data(&[&["user"], words].concat(), &data);
    let grace = Account::named("Grace Member");
    grace.add(&data, "member")?;
    let by_token = Client::with_token(&room.server, &grace.token(&data)?)?;
    by_token.create("Mine", "pushpay").await?;
    let open = Replica::open(&room.server, &by_token, room.id).await?;

    let owns = cli::fail(user(&["suspend", &grace.email]))?;
    assert!(owns.contains("--new-owner"), "{owns}");
    let nobody = cli::fail(user(&["suspend", &grace.email, "--new-owner", &grace.email]))?;
    assert!(nobody.contains("somebody else"), "{nobody}");
    cli::succeed(user(&["suspend", &grace.email, "--new-owner", "ada.admin@example.com"]), "")?;
    assert_eq!(open.ended().await?.code, Some(4423), "the running server notices, and says why");
    assert_eq!(by_token.refused_status(Method::GET, "/api/session").await?, 401);
    let refused = Client::anonymous(&room.server)?;
    let sign_in = refused.request(Method::POST, "/api/session");
    let sign_in = sign_in.json(&json!({ "email": grace.email, "password": grace.password }));
    assert_eq!(refused.refused(sign_in).await?.problem.kind, "suspended");
    let owners = room.ada.list("").await?;
    assert!(owners.iter().all(|row| row.owner.as_ref().is_some_and(|owner| owner.name == "Ada Admin")));

    let listed = cli::succeed(user(&["list"]), "")?;
    let row = listed.lines().find(|line| line.starts_with(&grace.email)).context("a row")?;
    assert!(row.contains("member") && row.contains("suspended"), "{row}");
    assert!(cli::fail(user(&["reset", &grace.email]))?.contains("suspended"));
    cli::succeed(user(&["reinstate", &grace.email]), "")?;
    cli::fail(user(&["reinstate", &grace.email]))?;

    let link = cli::succeed(user(&["reset", &grace.email]), "")?;
    let secret = link.strip_prefix("/reset#").context("a path")?.to_owned();
    let page = Client::anonymous(&room.server)?;
    let body = json!({ "ticket": secret, "password": NEW });
    let entered: SessionInfo = page.call(Method::POST, "/api/tickets/use", &body).await?;
    assert_eq!(entered.email, grace.email);

    cli::succeed(user(&["role", &grace.email, "admin"]), "")?;
    assert_eq!(page.session().await?.role, debrief_shared::api::InstanceRole::Admin);
    cli::succeed(user(&["role", "ada.admin@example.com", "member"]), "")?;
    for words in [&["role", &grace.email, "guest"][..], &["suspend", &grace.email]] {
        assert!(cli::fail(user(words))?.contains("last admin"));
    }
    cli::fail(user(&["role", "nobody@example.com", "admin"]))?;
    let log: debrief_shared::api::AuditPage = page.get("/api/admin/audit?limit=100").await?;
    for action in ["account.suspended", "account.reinstated", "password.reset_offered", "account.role_changed"] {
        let by_command = log.entries.iter().any(|row| row.action == action && row.actor.is_none());
        assert!(by_command, "{action} is noted");
    }
    assert!(!serde_json::to_string(&log)?.contains(&secret));
    Ok(())
}

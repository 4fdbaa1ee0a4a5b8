//! Who gets in: tokens, cookies, other sites, revocation.

use anyhow::{Context as _, Result};
use debrief_shared::api::{CreateToken, CreatedToken, SignIn, TokenScope};
use debrief_shared::document::TextPath;
use debrief_tests::cli::Account;
use debrief_tests::{Client, Joining, Outcome, Replica, Server};
use reqwest::header::{ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Room;

/// Signs in and gives the cookie as `name=value`.
pub(crate) async fn session_cookie(server: &Server, account: &Account) -> Result<String> {
    let body = SignIn { email: account.email.clone(), password: account.password.clone() };
    let sign_in = Client::anonymous(server)?.request(Method::POST, "/api/session").json(&body);
    let response = sign_in.send().await?.error_for_status()?;
    let cookie = response.headers().get(SET_COOKIE).context("a session cookie")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn nothing_is_told_to_strangers() -> Outcome {
    let room = Room::open().await?;
    let nobody = Client::anonymous(&room.server)?;
    let id = room.id;
    let paths = [
        "/api/session".to_owned(),
        "/api/people".to_owned(),
        "/api/tokens".to_owned(),
        "/api/templates".to_owned(),
        "/api/templates/pushpay".to_owned(),
        "/api/postmortems".to_owned(),
        format!("/api/postmortems/{id}"),
        format!("/api/postmortems/{id}/export?format=md"),
        format!("/api/postmortems/{id}/comments"),
    ];
    for path in paths {
        assert_eq!(nobody.refused_status(Method::GET, &path).await?, 401, "{path}");
    }
    for (method, path) in
        [(Method::DELETE, format!("/api/postmortems/{id}")), (Method::POST, format!("/api/postmortems/{id}/restore"))]
    {
        assert_eq!(nobody.refused_status(method, &path).await?, 401, "{path}");
    }
    let create = nobody.request(Method::POST, "/api/postmortems").json(&json!({ "template": "pushpay" }));
    assert_eq!(nobody.refused(create).await?.status, 401);
    for (path, status) in [("/healthz", StatusCode::OK), ("/readyz", StatusCode::OK), ("/api/instance", StatusCode::OK)]
    {
        assert_eq!(nobody.send(Method::GET, path).await?.status(), status, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_person_signs_in_by_password_and_out_again() -> Outcome {
    let server = Server::start(debrief_tests::Options::default()).await?;
    let account = Account::named("Grace Member");
    account.add(&server.data(), "member")?;
    let grace = Client::anonymous(&server)?;

    let wrong = |email: &str, password: &str| {
        grace.request(Method::POST, "/api/session").json(&json!({ "email": email, "password": password }))
    };
    let known = grace.refused(wrong(&account.email, "not the password")).await?;
    let unknown = grace.refused(wrong("nobody@example.com", "not the password")).await?;
    assert_eq!((known.status, &known.problem), (401, &unknown.problem), "it is not told which addresses have accounts");

    let info = grace.sign_in(&account.email.to_uppercase(), &account.password).await?;
    assert_eq!((info.person.name.as_str(), info.email.as_str()), ("Grace Member", account.email.as_str()));
    assert_eq!(grace.session().await?, info);
    let mine = grace.create("Mine", "morgue").await?;
    assert_eq!(mine.owner.context("an owner")?.id, info.person.id);

    assert_eq!(grace.send(Method::DELETE, "/api/session").await?.status(), StatusCode::NO_CONTENT);
    assert_eq!(grace.refused_status(Method::GET, "/api/session").await?, 401);
    Ok(())
}

#[tokio::test]
async fn session_cookies_are_not_for_scripts_or_other_sites() -> Outcome {
    let server = Server::start(debrief_tests::Options::default()).await?;
    let account = Account::named("Grace Member");
    account.add(&server.data(), "member")?;
    let body = SignIn { email: account.email.clone(), password: account.password.clone() };
    let grace = Client::anonymous(&server)?;
    let response = grace.request(Method::POST, "/api/session").json(&body).send().await?.error_for_status()?;
    let cookie = response.headers()[SET_COOKIE].to_str()?.to_owned();
    for word in ["HttpOnly", "SameSite=", "Path=/"] {
        assert!(cookie.contains(word), "{word} in {}", cookie.split_once('=').map_or("", |(name, _)| name));
    }

    // Signed in or not, what another site's page sends is refused.
    let forged = grace.request(Method::POST, "/api/postmortems").header(ORIGIN, "https://evil.example");
    let refused = grace.refused(forged.json(&json!({ "title": "Forged", "template": "pushpay" }))).await?;
    assert_eq!(refused.status, 403);
    assert!(grace.list("").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_revoked_token_ends_its_sockets_and_nothing_else() -> Outcome {
    let room = Room::open().await?;
    let made: CreatedToken = room
        .ada
        .call(Method::POST, "/api/tokens", &CreateToken { name: "for a script".to_owned(), scope: TokenScope::All })
        .await?;
    let script = Client::with_token(&room.server, &made.token)?;
    let of_script = Replica::open(&room.server, &script, room.id).await?;
    let of_ada = room.replica().await?;
    of_script.append(&TextPath::Title, " (scripted)")?;
    of_ada.wait_until("the script's words", |view| view.title.ends_with(" (scripted)")).await?;
    let listed = room.ada.get::<serde_json::Value>("/api/tokens").await?.to_string();
    assert!(listed.contains("for a script") && !listed.contains(&made.token), "{listed}");

    let revoked = room.ada.send(Method::DELETE, &format!("/api/tokens/{}", made.info.id)).await?;
    assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    assert_eq!(of_script.ended().await?.code, Some(4401));
    assert_eq!(script.refused_status(Method::GET, "/api/session").await?, 401);
    assert_eq!(Joining::new(&room.server, room.id).bearer(&made.token).plain().refused().await?, 401);
    of_ada.append(&TextPath::Title, " (on)")?;
    of_ada.saved().await
}

#[tokio::test]
async fn signing_out_ends_that_session_s_sockets() -> Outcome {
    let room = Room::open().await?;
    let account = Account::named("Grace Member");
    account.add(&room.server.data(), "member")?;
    let cookie = session_cookie(&room.server, &account).await?;
    let joining = Joining::new(&room.server, room.id).header("Cookie", &cookie).header("Origin", &room.server.url());
    let replica = Replica::join(joining.clone()).await?;

    let sign_out = Client::anonymous(&room.server)?.request(Method::DELETE, "/api/session").header("Cookie", &cookie);
    assert!(sign_out.send().await?.status().is_success());
    assert_eq!(replica.ended().await?.code, Some(4401));
    assert_eq!(joining.plain().refused().await?, 401);
    Ok(())
}

#[tokio::test]
async fn members_see_others_work_and_remove_only_their_own() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let path = format!("/api/postmortems/{}", room.id);
    assert_eq!(grace.postmortem(room.id).await?.summary.id, room.id);
    assert_eq!(grace.refused_status(Method::DELETE, &path).await?, 403);
    let edit = grace.request(Method::PATCH, "/api/templates/pushpay").json(&json!({ "name": "Mine now" }));
    assert_eq!(grace.refused(edit).await?.status, 403);
    assert_eq!(room.ada.postmortem(room.id).await?.document.title, "Checkout refused cards");
    Ok(())
}

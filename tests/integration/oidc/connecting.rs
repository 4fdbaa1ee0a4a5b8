//! Connecting a provider with an account that is there already.

use anyhow::Result;
use debrief_tests::Outcome;
use debrief_tests::cli::Account;
use debrief_tests::identity_provider::person;
use reqwest::Method;
use reqwest::header::ORIGIN;

use super::{Browser, Place};

async fn grace(place: &Place) -> Result<(Account, Browser)> {
    let account = Account::named("Grace Member");
    account.add(&place.server.data(), "member")?;
    let browser = Browser::new(&place.server)?;
    browser.by_password(&account.email, &account.password).await?;
    place.change(|script| script.person = person("grace", "grace.member@example.com", "Grace at work"));
    Ok((account, browser))
}

#[tokio::test]
async fn whoever_has_connected_an_account_gets_into_it() -> Outcome {
    let place = Place::open().await?;
    let (account, browser) = grace(&place).await?;
    let back = browser.authorize(&browser.connect("main").await?).await?;
    let landing = browser.land(&back).await?;
    assert_eq!((landing.to.as_str(), landing.began_session), ("/account?connected=main", false));
    let before = browser.signed_in().await?;

    let elsewhere = Browser::new(&place.server)?;
    assert_eq!(elsewhere.sign_in("main", "/").await?.to, "/");
    assert_eq!(elsewhere.signed_in().await?, before);
    assert_eq!((before.person.name.as_str(), &before.email), ("Grace Member", &account.email));
    let added = place.audit("identity.added").await?;
    assert_eq!((added.len(), &added[0].detail["provider"], &added[0].actor), (1, &"main".into(), &Some(before.person)));
    Ok(())
}

#[tokio::test]
async fn an_identity_belongs_to_one_account() -> Outcome {
    let place = Place::open().await?;
    Browser::new(&place.server)?.sign_in("main", "/").await?;
    let (_, browser) = grace(&place).await?;
    place.change(|script| script.person = person("ada", "ada@example.com", "Ada Lovelace"));
    let back = browser.authorize(&browser.connect("main").await?).await?;
    assert_eq!(browser.land(&back).await?.to, "/account?problem=identity-taken");
    assert_eq!(browser.signed_in().await?.person.name, "Grace Member");
    assert!(place.audit("identity.added").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn connecting_is_for_the_person_and_session_that_began_it() -> Outcome {
    let place = Place::open().await?;
    let (account, browser) = grace(&place).await?;

    // Another session of the same person.
    let back = browser.authorize(&browser.connect("main").await?).await?;
    browser.by_password(&account.email, &account.password).await?;
    assert_eq!(browser.land(&back).await?.to, "/account?problem=expired");

    // Another person.
    let back = browser.authorize(&browser.connect("main").await?).await?;
    let other = Account::named("Eve Member");
    other.add(&place.server.data(), "member")?;
    browser.by_password(&other.email, &other.password).await?;
    assert_eq!(browser.land(&back).await?.to, "/account?problem=expired");

    // Nobody any more.
    let back = browser.authorize(&browser.connect("main").await?).await?;
    let base = place.server.url();
    browser.http.delete(format!("{base}/api/session")).header(ORIGIN, &base).send().await?.error_for_status()?;
    assert_eq!(browser.land(&back).await?.to, "/account?problem=expired");

    let refused = place.audit("session.refused").await?;
    assert!(refused.len() == 3 && refused.iter().all(|row| row.detail["reason"] == "another-session"), "{refused:?}");
    assert_eq!(place.provider.seen().tokens, 0);
    assert!(place.audit("identity.added").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn connecting_needs_a_session_and_a_page_of_this_site() -> Outcome {
    let place = Place::open().await?;
    let path = "/api/oidc/main/connect";
    assert_eq!(place.admin.refused_status(Method::POST, path).await?, 403, "a token is no session");
    let nobody = debrief_tests::Client::anonymous(&place.server)?;
    assert_eq!(nobody.refused_status(Method::POST, path).await?, 401);
    let (_, browser) = grace(&place).await?;
    let forged = browser.http.post(format!("{}{path}", place.server.url())).header(ORIGIN, "https://evil.example");
    assert_eq!(forged.send().await?.status(), 403);
    let unknown = browser.http.post(format!("{}/api/oidc/no/connect", place.server.url()));
    assert_eq!(unknown.header(ORIGIN, place.server.url()).send().await?.status(), 404);
    Ok(())
}

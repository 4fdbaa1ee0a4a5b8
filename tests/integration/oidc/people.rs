//! Which account somebody gets into.

use debrief_shared::api::InstanceInfo;
use debrief_tests::cli::Account;
use debrief_tests::identity_provider::{IdentityProvider, person};
use debrief_tests::{Client, Options, Outcome, Server};

use super::{Browser, Place, entry, flags, write};

#[tokio::test]
async fn somebody_new_gets_an_account_and_finds_it_again() -> Outcome {
    let place = Place::open().await?;
    let instance: InstanceInfo = Client::anonymous(&place.server)?.get("/api/instance").await?;
    assert_eq!(instance.providers.iter().map(|provider| provider.id.as_str()).collect::<Vec<_>>(), ["main"]);

    let browser = Browser::new(&place.server)?;
    let landing = browser.sign_in("main", "/p/0198").await?;
    assert_eq!((landing.to.as_str(), landing.began_session), ("/p/0198", true));
    let ada = browser.signed_in().await?;
    assert_eq!((ada.person.name.as_str(), ada.email.as_str()), ("Ada Lovelace", "ada@example.com"));
    assert!(!ada.has_password && !ada.by_link);

    // Whatever the provider calls them later on.
    place.change(|script| script.person = person("ada", "ada@elsewhere.example", "Ada King"));
    let again = Browser::new(&place.server)?;
    again.sign_in("main", "/").await?;
    assert_eq!(again.signed_in().await?, ada);
    assert_eq!(place.audit("account.created").await?.iter().filter(|row| row.detail["provider"] == "main").count(), 1);
    let begun = place.audit("session.begun").await?;
    assert_eq!(begun.len(), 2);
    assert!(
        begun.iter().all(|row| row.detail["provider"] == "main" && row.actor == Some(ada.person.clone())),
        "{begun:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_session_so_far_ends() -> Outcome {
    let place = Place::open().await?;
    let account = Account::named("Grace Member");
    account.add(&place.server.data(), "member")?;
    let browser = Browser::new(&place.server)?;
    let grace = browser.by_password(&account.email, &account.password).await?;
    browser.sign_in("main", "/").await?;
    assert_eq!(browser.signed_in().await?.person.name, "Ada Lovelace");
    let ended = place.audit("session.ended").await?;
    assert_eq!(ended[0].actor, Some(grace.person));
    Ok(())
}

#[tokio::test]
async fn an_address_alone_opens_no_account() -> Outcome {
    let place = Place::open().await?;
    let account = Account::named("Grace Member");
    account.add(&place.server.data(), "member")?;
    for email in [account.email.clone(), account.email.to_uppercase()] {
        place.change(|script| script.person = person("grace", &email, "Grace"));
        place.refuses("address-taken", "address-taken").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_suspended_stay_out() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    browser.sign_in("main", "/").await?;
    let ada = browser.signed_in().await?;
    let path = format!("/api/admin/people/{}/suspend", ada.person.id);
    let suspended = place.admin.request(reqwest::Method::POST, &path).json(&serde_json::json!({})).send().await?;
    assert!(suspended.status().is_success(), "{}", suspended.text().await?);
    assert!(browser.session().await?.is_none());

    let landing = browser.sign_in("main", "/").await?;
    assert_eq!((landing.to.as_str(), landing.began_session), ("/sign-in?problem=no-access", false));
    let row = &place.audit("session.refused").await?[0];
    assert_eq!((&row.detail["reason"], &row.person), (&"suspended".into(), &Some(ada.person)));
    Ok(())
}

#[tokio::test]
async fn the_same_subject_at_two_providers_is_two_people() -> Outcome {
    let (main, other) = (IdentityProvider::start().await?, IdentityProvider::start().await?);
    let lines = "default_role = \"member\"";
    let text = entry("main", main.issuer(), lines) + &entry("other", other.issuer(), lines);
    let place = Place::around(main, &text).await?;
    let redirect_uri = format!("{}/api/oidc/other/callback", place.server.url());
    other.change(|script| {
        script.redirect_uris.push(redirect_uri);
        script.person = person("ada", "ada@other.example", "Ada Other");
    });
    let (one, two) = (Browser::new(&place.server)?, Browser::new(&place.server)?);
    one.sign_in("main", "/").await?;
    two.sign_in("other", "/").await?;
    let (one, two) = (one.signed_in().await?, two.signed_in().await?);
    assert_ne!(one.person.id, two.person.id);
    assert_eq!(two.email, "ada@other.example");

    // Nor does one provider's answer count at the other.
    let browser = Browser::new(&place.server)?;
    let mut back = browser.authorize(&browser.start("other", "/").await?).await?;
    back.set_path("/api/oidc/main/callback");
    let landing = browser.land(&back).await?;
    assert_eq!((landing.to.as_str(), landing.began_session), ("/sign-in?problem=expired", false));
    assert_eq!(place.audit("session.refused").await?[0].detail["reason"], "wrong-state");
    Ok(())
}

#[tokio::test]
async fn nobody_comes_before_the_first_admin() -> Outcome {
    let provider = IdentityProvider::start().await?;
    let folder = tempfile::tempdir()?;
    let lines = "groups_claim = \"groups\"\ndefault_role = \"member\"\nroles = { sre = \"admin\" }";
    let file = write(&folder, &entry("main", provider.issuer(), lines))?;
    let server = Server::start(Options { flags: flags(&file), ..Options::default() }).await?;
    let redirect_uri = format!("{}/api/oidc/main/callback", server.url());
    provider.change(|script| {
        script.redirect_uris.push(redirect_uri);
        script.person.insert("groups".to_owned(), serde_json::json!([]));
    });
    let browser = Browser::new(&server)?;
    assert_eq!(browser.sign_in("main", "/").await?.to, "/sign-in?problem=no-access");
    let instance: InstanceInfo = Client::anonymous(&server)?.get("/api/instance").await?;
    assert!(instance.needs_setup, "the set-up link is still good");

    provider.change(|script| drop(script.person.insert("groups".to_owned(), serde_json::json!(["sre"]))));
    assert_eq!(browser.sign_in("main", "/").await?.to, "/");
    let instance: InstanceInfo = Client::anonymous(&server)?.get("/api/instance").await?;
    assert!(!instance.needs_setup);
    Ok(())
}

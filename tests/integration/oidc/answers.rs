//! Providers that answer badly, too much or not at all, and answers that say too little about a person.

use debrief_tests::Outcome;
use serde_json::{Value, json};

use super::{Browser, Place};

/// A person of whom the provider says this is refused.
async fn refused_person(changes: &[(&str, Value)], problem: &str, reason: &str) -> Outcome {
    let place = Place::open().await?;
    place.change(|script| {
        for (name, value) in changes {
            script.person.insert((*name).to_owned(), value.clone());
        }
        script.person.retain(|_, value| !value.is_null());
    });
    place.refuses(problem, reason).await.map(drop)
}

#[tokio::test]
async fn an_address_that_is_not_verified_is_refused() -> Outcome {
    refused_person(&[("email_verified", json!(false))], "not-verified", "address-not-verified").await
}

#[tokio::test]
async fn an_address_of_which_nobody_says_whether_it_is_verified_is_refused() -> Outcome {
    refused_person(&[("email_verified", Value::Null)], "not-verified", "address-not-verified").await
}

#[tokio::test]
async fn a_word_is_no_verification() -> Outcome {
    refused_person(&[("email_verified", json!("true"))], "not-verified", "address-not-verified").await
}

#[tokio::test]
async fn somebody_without_an_address_is_refused() -> Outcome {
    refused_person(&[("email", Value::Null)], "not-verified", "address-not-verified").await
}

#[tokio::test]
async fn userinfo_is_read_where_the_token_says_too_little() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| {
        for name in ["email", "email_verified", "name"] {
            script.token.insert(name.to_owned(), Value::Null);
        }
    });
    let browser = Browser::new(&place.server)?;
    assert!(browser.sign_in("main", "/").await?.began_session);
    let info = browser.signed_in().await?;
    assert_eq!((info.person.name.as_str(), info.email.as_str()), ("Ada Lovelace", "ada@example.com"));
    assert_eq!(place.provider.seen().userinfo, 1);
    Ok(())
}

#[tokio::test]
async fn userinfo_of_somebody_else_is_refused() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| {
        script.token.insert("email".to_owned(), Value::Null);
        script.userinfo = Some(debrief_tests::identity_provider::person("eve", "eve@example.com", "Eve"));
    });
    place.refuses("failed", "userinfo-subject").await.map(drop)
}

#[tokio::test]
async fn an_endless_userinfo_is_not_read() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| {
        script.token.insert("email".to_owned(), Value::Null);
        script.userinfo_padding = 10 * 1024 * 1024;
    });
    place.refuses("provider-down", "provider-unreachable").await?;
    assert_eq!(place.provider.seen().userinfo, 1);
    Ok(())
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_told() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| script.error = Some("access_denied".to_owned()));
    place.refuses("refused-by-provider", "denied-by-provider").await.map(drop)
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_issuer_is_refused() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| drop(script.answer.insert("iss".to_owned(), "https://evil.example".to_owned())));
    place.refuses("failed", "answer-of-another-issuer").await?;
    assert_eq!(place.provider.seen().tokens, 0, "no code was shown to the wrong provider");
    Ok(())
}

#[tokio::test]
async fn a_provider_that_goes_away_is_told_of() -> Outcome {
    let Place { server, provider, admin, _folder } = Place::open().await?;
    let browser = Browser::new(&server)?;
    let back = browser.authorize(&browser.start("main", "/").await?).await?;
    provider.stop().await;
    let landing = browser.land(&back).await?;
    assert_eq!((landing.to.as_str(), landing.began_session), ("/sign-in?problem=provider-down", false));
    let page: debrief_shared::api::AuditPage = admin.get("/api/admin/audit?action=session.refused").await?;
    assert_eq!(page.entries[0].detail["reason"], "provider-unreachable");
    let overview: debrief_shared::api::Overview = admin.get("/api/admin/overview").await?;
    assert!(overview.providers[0].trouble.is_some(), "{:?}", overview.providers);
    Ok(())
}

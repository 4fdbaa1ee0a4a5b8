//! ID tokens that are not what they have to be.

use std::time::{SystemTime, UNIX_EPOCH};

use debrief_tests::Outcome;
use serde_json::{Value, json};

use super::{Browser, Place};

fn seconds_from_now(seconds: i64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    json!(i64::try_from(now).unwrap_or_default() + seconds)
}

/// A token with one claim changed is refused for that reason.
async fn refused_with(claim: &str, value: Value, reason: &str) -> Outcome {
    let place = Place::open().await?;
    place.change(|script| drop(script.token.insert(claim.to_owned(), value)));
    place.refuses("failed", reason).await.map(drop)
}

async fn refused_signed(way: &str, reason: &str) -> Outcome {
    let place = Place::open().await?;
    place.change(|script| way.clone_into(&mut script.signing));
    place.refuses("failed", reason).await.map(drop)
}

#[tokio::test]
async fn a_wrong_nonce_is_refused() -> Outcome {
    refused_with("nonce", json!("of another sign-in"), "token-nonce").await
}

#[tokio::test]
async fn an_absent_nonce_is_refused() -> Outcome {
    refused_with("nonce", Value::Null, "token-nonce").await
}

#[tokio::test]
async fn another_issuer_is_refused() -> Outcome {
    refused_with("iss", json!("https://evil.example"), "token-issuer").await
}

#[tokio::test]
async fn a_token_for_somebody_else_is_refused() -> Outcome {
    refused_with("aud", json!("another client"), "token-audience").await
}

#[tokio::test]
async fn a_token_for_several_that_names_no_party_is_refused() -> Outcome {
    refused_with("aud", json!(["debrief", "another client"]), "token-authorized-party").await
}

#[tokio::test]
async fn a_token_that_another_party_asked_for_is_refused() -> Outcome {
    refused_with("azp", json!("another client"), "token-authorized-party").await
}

#[tokio::test]
async fn an_expired_token_is_refused() -> Outcome {
    refused_with("exp", seconds_from_now(-120), "token-expired").await
}

#[tokio::test]
async fn a_token_from_the_future_is_refused() -> Outcome {
    refused_with("iat", seconds_from_now(120), "token-from-the-future").await
}

#[tokio::test]
async fn a_token_about_nobody_is_refused() -> Outcome {
    refused_with("sub", Value::Null, "token-subject").await
}

#[tokio::test]
async fn an_unsigned_token_is_refused() -> Outcome {
    refused_signed("none", "token-algorithm").await
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_secret_is_refused() -> Outcome {
    refused_signed("HS256", "token-algorithm").await
}

#[tokio::test]
async fn a_forged_signature_is_refused() -> Outcome {
    refused_signed("forged", "token-signature").await
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_and_refused() -> Outcome {
    let place = Place::open().await?;
    place.change(|script| drop(script.header.insert("kid".to_owned(), json!("nobody's"))));
    let before = place.provider.seen();
    place.refuses("failed", "token-unknown-key").await?;
    assert_eq!(place.provider.seen().keys, before.keys + 1);
    Ok(())
}

#[tokio::test]
async fn a_provider_may_renew_its_keys() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    assert!(browser.sign_in("main", "/").await?.began_session);
    let before = place.provider.seen();
    assert_eq!(before.keys, 1, "keys are kept");
    place.provider.renew_keys()?;
    assert!(Browser::new(&place.server)?.sign_in("main", "/").await?.began_session);
    assert_eq!(place.provider.seen().keys, before.keys + 1);
    Ok(())
}

#[tokio::test]
async fn every_common_way_of_signing_is_taken() -> Outcome {
    let place = Place::open().await?;
    for way in ["RS256", "PS256", "ES256"] {
        place.change(|script| way.clone_into(&mut script.signing));
        let browser = Browser::new(&place.server)?;
        assert_eq!(browser.sign_in("main", "/").await?.to, "/", "{way}");
        assert_eq!(browser.signed_in().await?.email, "ada@example.com");
    }
    Ok(())
}

//! The way back: whose it is, and that it is good for once.

use anyhow::Context as _;
use debrief_tests::Outcome;
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;

use super::{Browser, Place, parameter, with_parameter};

#[tokio::test]
async fn a_wrong_state_is_refused_and_leaves_the_right_one_good() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    let back = browser.authorize(&browser.start("main", "/").await?).await?;
    let landing = browser.land(&with_parameter(&back, "state", Some("guessed"))).await?;
    place.refused(&browser, &landing, "expired", "wrong-state").await?;
    assert_eq!(place.provider.seen().tokens, 0, "the code was not touched");
    assert!(browser.land(&back).await?.began_session);
    Ok(())
}

#[tokio::test]
async fn an_absent_state_is_refused() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    let back = browser.authorize(&browser.start("main", "/").await?).await?;
    let landing = browser.land(&with_parameter(&back, "state", None)).await?;
    place.refused(&browser, &landing, "expired", "wrong-state").await
}

#[tokio::test]
async fn a_state_is_good_once() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    // The cookie is kept by hand: the browser would have thrown it away.
    let start = browser.get(&format!("{}/api/oidc/main/start", place.server.url())).await?;
    let cookie = start.headers().get(SET_COOKIE).context("a cookie")?.to_str()?.to_owned();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let back = browser.authorize(&super::leads_to(&start, &place.server.url())?).await?;
    assert!(browser.land(&back).await?.began_session);
    let replay = Browser::new(&place.server)?;
    let response = replay.http.get(back.as_str()).header("Cookie", cookie).send().await?;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(super::leads_to(&response, &place.server.url())?.query(), Some("problem=expired"));
    assert!(replay.session().await?.is_none());
    assert_eq!(place.audit("session.refused").await?[0].detail["reason"], "state-used-before");
    // And where the browser has thrown it away, there is nothing to come back to.
    assert_eq!(browser.land(&back).await?.to, "/sign-in?problem=expired");
    assert_eq!(place.audit("session.refused").await?[0].detail["reason"], "no-sign-in-under-way");
    Ok(())
}

#[tokio::test]
async fn another_browser_s_state_is_refused() -> Outcome {
    let place = Place::open().await?;
    let (eve, victim) = (Browser::new(&place.server)?, Browser::new(&place.server)?);
    let back = eve.authorize(&eve.start("main", "/").await?).await?;
    let landing = victim.land(&back).await?;
    place.refused(&victim, &landing, "expired", "no-sign-in-under-way").await?;
    // Nor when the other browser has begun one itself.
    victim.start("main", "/").await?;
    let landing = victim.land(&back).await?;
    place.refused(&victim, &landing, "expired", "wrong-state").await
}

#[tokio::test]
async fn a_code_is_good_once() -> Outcome {
    let place = Place::open().await?;
    let first = Browser::new(&place.server)?;
    let used = first.authorize(&first.start("main", "/").await?).await?;
    assert!(first.land(&used).await?.began_session);

    let second = Browser::new(&place.server)?;
    let fresh = second.authorize(&second.start("main", "/").await?).await?;
    let landing = second.land(&with_parameter(&fresh, "code", Some(&parameter(&used, "code")?))).await?;
    assert_eq!(landing.to, "/sign-in?problem=failed");
    assert!(!landing.began_session && second.session().await?.is_none());
    assert_eq!(place.audit("session.refused").await?[0].detail["reason"], "code-not-taken");
    Ok(())
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_in_another_sign_in() -> Outcome {
    let place = Place::open().await?;
    let (eve, victim) = (Browser::new(&place.server)?, Browser::new(&place.server)?);
    let stolen = victim.authorize(&victim.start("main", "/").await?).await?;
    let own = eve.authorize(&eve.start("main", "/").await?).await?;
    // The code fits another verifier than the one that is sent with it.
    let landing = eve.land(&with_parameter(&own, "code", Some(&parameter(&stolen, "code")?))).await?;
    place.refused(&eve, &landing, "failed", "code-not-taken").await
}

#[tokio::test]
async fn every_sign_in_has_its_own_secrets_and_pkce() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    let (one, two) = (browser.start("main", "/").await?, browser.start("main", "/").await?);
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(parameter(&one, name)?.len(), 43, "{name}");
        assert_ne!(parameter(&one, name)?, parameter(&two, name)?, "{name}");
    }
    assert_eq!(parameter(&one, "code_challenge_method")?, "S256");
    // The provider sees to it as well.
    let without = browser.get(with_parameter(&one, "code_challenge", None).as_str()).await?;
    assert_eq!(without.status(), StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test]
async fn people_come_back_to_one_address_only() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    let callback = format!("{}/api/oidc/main/callback", place.server.url());
    // Whatever host a request names.
    let start = format!("{}/api/oidc/main/start", place.server.url());
    let response = browser.http.get(&start).header("Host", "evil.example").header("X-Forwarded-Host", "evil.example");
    if let Ok(there) = super::leads_to(&response.send().await?, &place.server.url()) {
        assert_eq!(parameter(&there, "redirect_uri")?, callback);
    }
    let there = browser.start("main", "/").await?;
    assert_eq!(parameter(&there, "redirect_uri")?, callback);
    for near_miss in [format!("{callback}/"), format!("{callback}?x=1"), callback.replace("127.0.0.1", "localhost")] {
        let other = browser.get(with_parameter(&there, "redirect_uri", Some(&near_miss)).as_str()).await?;
        assert_eq!(other.status(), StatusCode::BAD_REQUEST, "{near_miss}");
    }
    let back = browser.authorize(&there).await?;
    for near_miss in ["/api/oidc/main/callback/", "/api/oidc/Main/callback", "/api/oidc/other/callback"] {
        let mut url = back.clone();
        url.set_path(near_miss);
        let answer = browser.get(url.as_str()).await?;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{near_miss}");
        assert!(browser.session().await?.is_none());
    }
    assert!(browser.land(&back).await?.began_session);
    Ok(())
}

#[tokio::test]
async fn the_cookie_is_short_lived_and_not_for_scripts() -> Outcome {
    let place = Place::open().await?;
    let browser = Browser::new(&place.server)?;
    let start = browser.get(&format!("{}/api/oidc/main/start", place.server.url())).await?;
    let cookie = start.headers().get(SET_COOKIE).context("a cookie")?.to_str()?.to_owned();
    for part in ["debrief-oidc=", "; Max-Age=600;", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let there = super::leads_to(&start, &place.server.url())?;
    assert!(!cookie.contains(&parameter(&there, "state")?), "it is sealed");
    Ok(())
}

#[tokio::test]
async fn nobody_is_led_to_another_site() -> Outcome {
    let place = Place::open().await?;
    for evil in
        ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/", "/.//evil.example"]
    {
        let browser = Browser::new(&place.server)?;
        let landing = browser.sign_in("main", evil).await?;
        assert_eq!(landing.to, "/", "{evil}");
        assert!(landing.began_session, "{evil}");
    }
    let landing = Browser::new(&place.server)?.sign_in("main", "/p/0198?view=1#note").await?;
    assert_eq!(landing.to, "/p/0198?view=1#note");
    Ok(())
}

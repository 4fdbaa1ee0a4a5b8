//! What is configured wrongly stops the start, with one line; what is only away does not.

use anyhow::Result;
use debrief_shared::api::Overview;
use debrief_tests::identity_provider::IdentityProvider;
use debrief_tests::{Options, Outcome, Server, cli, eventually, server};
use serde_json::{Value, json};

use super::{Browser, entry, flags, write};

const MEMBER: &str = "default_role = \"member\"";

/// The line with which a server with this file does not start.
fn refused(text: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = write(&folder, text)?.display().to_string();
    let data = folder.path().join("data").display().to_string();
    let url = "http://127.0.0.1:9";
    cli::fail(["serve", "--listen", "127.0.0.1:0", "--data-dir", &data, "--public-url", url, "--oidc", &file])
}

#[tokio::test]
async fn a_file_that_cannot_work_is_named() -> Outcome {
    let issuer = "https://login.example.com";
    let table = [
        (String::new(), "provider"),
        (entry("main", issuer, "colour = \"red\"\ndefault_role = \"member\""), "colour"),
        (entry("main", "login.example.com", MEMBER), "issuer"),
        (entry("main", "http://login.example.com", MEMBER), "https"),
        (entry("main", issuer, MEMBER) + &entry("main", "https://other.example.com", MEMBER), "main"),
        (entry("main", issuer, MEMBER).replace("client_secret =", "client_secret_env ="), "is not set"),
        (entry("main", issuer, ""), "default_role"),
    ];
    for (text, part) in table {
        let reason = refused(&text)?;
        assert!(reason.contains("--oidc") && reason.contains(part), "{part}: {reason}");
    }
    Ok(())
}

#[tokio::test]
async fn a_missing_file_or_public_url_is_named() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (data, file) = (folder.path().join("data").display().to_string(), folder.path().join("no.toml"));
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data-dir", &data, "--oidc", &file.display().to_string()];
    assert!(cli::fail(serve)?.contains("--public-url"));
    let told = serve.into_iter().chain(["--public-url", "http://127.0.0.1:9"]);
    assert!(cli::fail(told)?.contains("no.toml"));
    Ok(())
}

#[tokio::test]
async fn a_provider_that_answers_wrongly_stops_the_start() -> Outcome {
    let table: [(&str, Value, &str); 6] = [
        ("issuer", json!("https://evil.example"), "evil.example"),
        ("token_endpoint", Value::Null, "token_endpoint"),
        ("jwks_uri", json!("http://login.example.com/keys"), "jwks_uri"),
        ("code_challenge_methods_supported", json!(["plain"]), "S256"),
        ("id_token_signing_alg_values_supported", json!(["HS256", "none"]), "RS256"),
        ("authorization_endpoint", json!("javascript:alert(1)"), "authorization_endpoint"),
    ];
    for (name, value, part) in table {
        let provider = IdentityProvider::start().await?;
        provider.change(|script| drop(script.discovery.insert(name.to_owned(), value)));
        let text = entry("main", provider.issuer(), MEMBER);
        let reason = tokio::task::spawn_blocking(move || refused(&text)).await??;
        assert!(reason.contains("main") && reason.contains(part), "{part}: {reason}");
    }
    let provider = IdentityProvider::start().await?;
    for (status, part) in [(404, "404"), (302, "302")] {
        provider.change(|script| script.discovery_status = status);
        let text = entry("main", provider.issuer(), MEMBER);
        let reason = tokio::task::spawn_blocking(move || refused(&text)).await??;
        assert!(reason.contains(part), "{part}: {reason}");
    }
    Ok(())
}

#[tokio::test]
async fn a_provider_that_is_away_at_start_is_tried_again() -> Outcome {
    let port = server::free_port()?;
    let issuer = format!("http://127.0.0.1:{port}");
    let folder = tempfile::tempdir()?;
    let file = write(&folder, &entry("main", &issuer, MEMBER))?;
    let server = Server::start(Options { flags: flags(&file), ..Options::default() }).await?;
    let admin = server.person("Olga Admin", "admin")?;
    let trouble = async || -> Result<Option<String>> {
        Ok(admin.get::<Overview>("/api/admin/overview").await?.providers.swap_remove(0).trouble)
    };
    assert!(trouble().await?.is_some());
    let browser = Browser::new(&server)?;
    assert_eq!(browser.start("main", "/").await?.query(), Some("problem=provider-down"));

    let provider = IdentityProvider::start_on(port).await?;
    let redirect_uri = format!("{}/api/oidc/main/callback", server.url());
    provider.change(|script| script.redirect_uris.push(redirect_uri));
    eventually("the provider is found", || async { Ok((browser.sign_in("main", "/").await?.to == "/").then_some(())) })
        .await?;
    assert_eq!(trouble().await?, None);
    Ok(())
}

#[tokio::test]
async fn a_provider_that_fails_at_start_does_not_stop_it() -> Outcome {
    let provider = IdentityProvider::start().await?;
    provider.change(|script| script.discovery_status = 503);
    let folder = tempfile::tempdir()?;
    let file = write(&folder, &entry("main", provider.issuer(), MEMBER))?;
    let server = Server::start(Options { flags: flags(&file), ..Options::default() }).await?;
    let browser = Browser::new(&server)?;
    assert_eq!(browser.start("main", "/").await?.query(), Some("problem=provider-down"));
    Ok(())
}

//! Signing in through an identity provider: the real server, a real provider over HTTP, and browsers that keep cookies and follow nothing
//! by themselves.

mod answers;
mod connecting;
mod people;
mod roles;
mod startup;
mod states;
mod tokens;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use debrief_shared::api::{AuditEntry, AuditPage, SessionInfo};
use debrief_tests::identity_provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider, Script};
use debrief_tests::{Client, Options, Server};
use reqwest::header::{LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use tempfile::TempDir;
use url::Url;

/// A server with an admin, and a provider called `main` that it knows.
struct Place {
    server: Server,
    provider: IdentityProvider,
    admin: Client,
    _folder: TempDir,
}

impl Place {
    /// Whoever signs in for the first time becomes a member.
    async fn open() -> Result<Self> {
        Self::with("default_role = \"member\"").await
    }

    /// With these lines about the provider.
    async fn with(lines: &str) -> Result<Self> {
        let provider = IdentityProvider::start().await?;
        let text = entry("main", provider.issuer(), lines);
        Self::around(provider, &text).await
    }

    /// With this provider and this file.
    async fn around(provider: IdentityProvider, text: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = write(&folder, text)?;
        let server = Server::start(Options { flags: flags(&file), ..Options::default() }).await?;
        let admin = server.person("Olga Admin", "admin")?;
        let redirect_uri = format!("{}/api/oidc/main/callback", server.url());
        provider.change(|script| script.redirect_uris.push(redirect_uri));
        Ok(Self { server, provider, admin, _folder: folder })
    }

    fn change(&self, change: impl FnOnce(&mut Script)) {
        self.provider.change(change);
    }

    /// Rows of the audit log of this kind, newest first.
    async fn audit(&self, action: &str) -> Result<Vec<AuditEntry>> {
        Ok(self.admin.get::<AuditPage>(&format!("/api/admin/audit?action={action}")).await?.entries)
    }

    /// Somebody signs in, is not let in, and is told `problem`; the log has `reason`.
    async fn refuses(&self, problem: &str, reason: &str) -> Result<Browser> {
        let browser = Browser::new(&self.server)?;
        let landing = browser.sign_in("main", "/").await?;
        self.refused(&browser, &landing, problem, reason).await?;
        Ok(browser)
    }

    /// The refusal has all its parts.
    async fn refused(&self, browser: &Browser, landing: &Landing, problem: &str, reason: &str) -> Result<()> {
        ensure!(landing.to == format!("/sign-in?problem={problem}"), "led to {} instead of {problem}", landing.to);
        ensure!(!landing.began_session, "a session cookie was set");
        ensure!(browser.session().await?.is_none(), "signed in");
        let rows = self.audit("session.refused").await?;
        let row = rows.first().context("no audit row")?;
        ensure!(row.detail["provider"] == "main" && row.detail["reason"] == reason, "the log has {}", row.detail);
        ensure!(self.audit("session.begun").await?.iter().all(|row| row.detail["provider"] != "main"), "begun");
        Ok(())
    }
}

/// An entry of the configuration.
fn entry(id: &str, issuer: &str, lines: &str) -> String {
    format!(
        "[[provider]]\nid = \"{id}\"\nname = \"{id}\"\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT_ID}\"\n\
         client_secret = \"{CLIENT_SECRET}\"\n{lines}\n"
    )
}

fn write(folder: &TempDir, text: &str) -> Result<PathBuf> {
    let file = folder.path().join("oidc.toml");
    fs::write(&file, text)?;
    Ok(file)
}

fn flags(file: &std::path::Path) -> Vec<String> {
    ["--public-url", "{url}", "--oidc", &file.display().to_string()].map(str::to_owned).to_vec()
}

/// A browser that keeps cookies and shows every step of the way.
struct Browser {
    http: reqwest::Client,
    base: String,
}

/// Where the way back led to.
struct Landing {
    to: String,
    began_session: bool,
}

impl Browser {
    fn new(server: &Server) -> Result<Self> {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        Ok(Self { http, base: server.url() })
    }

    async fn get(&self, url: &str) -> Result<Response> {
        Ok(self.http.get(url).send().await?)
    }

    /// Begins to sign in; gives the provider's address.
    async fn start(&self, provider: &str, to: &str) -> Result<Url> {
        let mut url = Url::parse(&format!("{}/api/oidc/{provider}/start", self.base))?;
        url.query_pairs_mut().append_pair("to", to);
        leads_to(&self.get(url.as_str()).await?, &self.base)
    }

    /// Signs in at the provider; gives the address that it sends back to.
    async fn authorize(&self, url: &Url) -> Result<Url> {
        leads_to(&self.get(url.as_str()).await?, &self.base)
    }

    /// Comes back.
    async fn land(&self, url: &Url) -> Result<Landing> {
        let response = self.get(url.as_str()).await?;
        ensure!(response.status() == StatusCode::SEE_OTHER, "{}: {}", response.status(), response.text().await?);
        let cookies: Vec<_> =
            response.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()).collect();
        let began_session =
            cookies.iter().any(|cookie| cookie.starts_with("debrief=") && !cookie.starts_with("debrief=;"));
        let to = response.headers().get(LOCATION).context("nowhere to go")?.to_str()?.to_owned();
        Ok(Landing { to, began_session })
    }

    /// The whole way.
    async fn sign_in(&self, provider: &str, to: &str) -> Result<Landing> {
        let there = self.start(provider, to).await?;
        let back = self.authorize(&there).await?;
        self.land(&back).await
    }

    /// Begins to connect the account that is signed in; gives the provider's address.
    async fn connect(&self, provider: &str) -> Result<Url> {
        let request = self.http.post(format!("{}/api/oidc/{provider}/connect", self.base)).header(ORIGIN, &self.base);
        let answer: serde_json::Value = request.send().await?.error_for_status()?.json().await?;
        Ok(Url::parse(answer["url"].as_str().context("no url")?)?)
    }

    /// Signs in by password.
    async fn by_password(&self, email: &str, password: &str) -> Result<SessionInfo> {
        let request = self.http.post(format!("{}/api/session", self.base)).header(ORIGIN, &self.base);
        let body = serde_json::json!({ "email": email, "password": password });
        Ok(request.json(&body).send().await?.error_for_status()?.json().await?)
    }

    /// Who is signed in.
    async fn session(&self) -> Result<Option<SessionInfo>> {
        let response = self.get(&format!("{}/api/session", self.base)).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Ok(None);
        }
        Ok(Some(response.error_for_status()?.json().await?))
    }

    /// Who signed in just now.
    async fn signed_in(&self) -> Result<SessionInfo> {
        self.session().await?.context("not signed in")
    }
}

fn leads_to(response: &Response, base: &str) -> Result<Url> {
    let to = response.headers().get(LOCATION).with_context(|| format!("{}, and nowhere to go", response.status()))?;
    Ok(Url::parse(base)?.join(to.to_str()?)?)
}

/// The value of a parameter of an address.
fn parameter(url: &Url, name: &str) -> Result<String> {
    let found = url.query_pairs().find(|(key, _)| key == name).with_context(|| format!("no {name} in {url}"))?;
    Ok(found.1.into_owned())
}

/// The address with a parameter changed, or without it.
fn with_parameter(url: &Url, name: &str, value: Option<&str>) -> Url {
    let mut changed = url.clone();
    let rest = url.query_pairs().filter(|(key, _)| key != name);
    changed.query_pairs_mut().clear().extend_pairs(rest);
    if let Some(value) = value {
        changed.query_pairs_mut().append_pair(name, value);
    }
    changed
}

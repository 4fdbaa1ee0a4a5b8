//! One provider: what it says of itself, asked for when it is needed and kept for a while, and the exchange of a code for a person.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use debrief_shared::api::{ProviderStatus, SignInProvider};
use jiff::Timestamp;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::config::ProviderConfig;
use super::discovery::{self, Metadata};
use super::fetch::{Answer, Fetch, FetchError};
use super::flow::Flow;
use super::keys::Keys;
use super::profile::{self, Claims, Profile};
use super::refusal::Reason;
use super::token::{self, Expected};

/// How long what a provider says of itself counts: a key that it has withdrawn is not believed for longer.
const FRESH: Duration = Duration::from_hours(1);
/// How long a provider that did not answer is left alone.
const PAUSE: Duration = Duration::from_secs(3);

/// What is wrong with a provider, for admins.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Trouble {
    /// It does not answer: that may pass.
    #[error("{0}")]
    Away(String),
    /// It answers, but not as it has to: somebody has to change something.
    #[error("{0}")]
    Wrong(String),
}

/// A provider.
#[derive(Debug)]
pub struct Provider {
    /// What was written about it.
    pub config: ProviderConfig,
    /// Where it sends people back to.
    redirect_uri: String,
    fetch: Fetch,
    known: RwLock<Option<Arc<Known>>>,
    /// Held while it is asked about itself, so that it is asked once; holds when it last did not answer.
    asking: tokio::sync::Mutex<Option<Instant>>,
    trouble: Mutex<Option<Trouble>>,
}

#[derive(Debug)]
struct Known {
    metadata: Metadata,
    keys: Keys,
    since: Instant,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct TokenError {
    error: String,
}

impl Provider {
    /// A provider that sends people back to a page below `public_url`.
    pub fn new(config: ProviderConfig, public_url: &str, fetch: Fetch) -> Self {
        let redirect_uri = format!("{public_url}/api/oidc/{}/callback", config.id);
        Self {
            config,
            redirect_uri,
            fetch,
            known: RwLock::default(),
            asking: tokio::sync::Mutex::default(),
            trouble: Mutex::default(),
        }
    }

    /// As the sign-in page shows it.
    pub fn shown(&self) -> SignInProvider {
        SignInProvider { id: self.config.id.clone(), name: self.config.name.clone() }
    }

    /// As admins see it.
    pub fn status(&self) -> ProviderStatus {
        ProviderStatus {
            id: self.config.id.clone(),
            name: self.config.name.clone(),
            issuer: self.config.issuer.clone(),
            redirect_uri: self.redirect_uri.clone(),
            trouble: self.trouble().as_ref().map(ToString::to_string),
        }
    }

    /// Asks it about itself, as at start.
    pub async fn look(&self) -> Result<(), Trouble> {
        self.known(None).await.map(drop)
    }

    /// Where to send somebody to sign in.
    pub async fn authorization_url(&self, flow: &Flow) -> Result<Url, Reason> {
        let known = self.known(None).await.map_err(|trouble| self.note(trouble))?;
        let mut url = known.metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &self.config.scopes.join(" "))
            .append_pair("state", &flow.state)
            .append_pair("nonce", &flow.nonce)
            .append_pair("code_challenge", &flow.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    /// Whether an answer that names this issuer, or none, can be this provider's (RFC 9207 §2.4).
    pub async fn may_be_from(&self, issuer: Option<&str>) -> Result<(), Reason> {
        let known = self.known(None).await.map_err(|trouble| self.note(trouble))?;
        match issuer {
            Some(issuer) if issuer != self.config.issuer => Err(Reason::AnswerIssuer),
            None if known.metadata.names_itself => Err(Reason::AnswerIssuer),
            _ => Ok(()),
        }
    }

    /// Turns a code into a person.
    pub async fn exchange(&self, code: &str, flow: &Flow, now: Timestamp) -> Result<Profile, Reason> {
        let known = self.known(None).await.map_err(|trouble| self.note(trouble))?;
        let tokens = self.tokens(&known.metadata, code, flow).await?;
        let (issuer, client_id) = (&self.config.issuer, &self.config.client_id);
        let expected = Expected { issuer, client_id, nonce: &flow.nonce, now };
        let claims = match token::verify(&tokens.id_token, &known.keys, &expected) {
            // It may have a new key since: asked once, and only now that it has answered to our secret.
            Err(Reason::TokenKey) => {
                let known = self.known(Some(known.since)).await.map_err(|trouble| self.note(trouble))?;
                token::verify(&tokens.id_token, &known.keys, &expected)?
            }
            verified => verified?,
        };
        let rule = &self.config.roles;
        let info = match (&known.metadata.userinfo_endpoint, &tokens.access_token) {
            (Some(endpoint), Some(access)) if profile::says_too_little(&claims, rule) => {
                Some(self.userinfo(endpoint, access).await?)
            }
            _ => None,
        };
        profile::read(&claims, info.as_ref(), rule)
    }

    async fn tokens(&self, metadata: &Metadata, code: &str, flow: &Flow) -> Result<Tokens, Reason> {
        let (authorization, form) = self.token_request(metadata, code, flow);
        let answer = self.fetch.post(&metadata.token_endpoint, authorization, form).await;
        let Answer { status, body } = answer.map_err(|error| self.note(away("its token endpoint", &error)))?;
        if status == StatusCode::OK {
            return serde_json::from_slice(&body)
                .map_err(|_| self.note(Trouble::Wrong("its token endpoint answers with no ID token".to_owned())));
        }
        let error = serde_json::from_slice(&body).map_or_else(|_| String::new(), |body: TokenError| body.error);
        match error.as_str() {
            "invalid_grant" => Err(Reason::Code),
            "invalid_client" | "unauthorized_client" => {
                self.note(Trouble::Wrong("it does not take client_id and client secret".to_owned()));
                Err(Reason::Code)
            }
            _ if status.is_client_error() => Err(Reason::Code),
            _ => Err(self.note(Trouble::Away(format!("its token endpoint answers {status}")))),
        }
    }

    /// The header and the form that ask for tokens.
    fn token_request(&self, metadata: &Metadata, code: &str, flow: &Flow) -> (Option<String>, String) {
        let ProviderConfig { client_id, client_secret, .. } = &self.config;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("code_verifier", &flow.verifier);
        let authorization = if metadata.secret_in_form {
            form.append_pair("client_id", client_id).append_pair("client_secret", &client_secret.0);
            None
        } else {
            // RFC 6749 §2.3.1: both are form-encoded before they go into the header.
            let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            Some(format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(client_id), encode(&client_secret.0)))))
        };
        (authorization, form.finish())
    }

    async fn userinfo(&self, endpoint: &Url, access: &str) -> Result<Claims, Reason> {
        let answer = self.fetch.get(endpoint, Some(access)).await;
        let answer = answer.map_err(|error| self.note(away("userinfo", &error)))?;
        let claims = (answer.status == StatusCode::OK).then(|| serde_json::from_slice(&answer.body).ok()).flatten();
        claims.ok_or_else(|| self.note(Trouble::Wrong(format!("userinfo answers {}, with no claims", answer.status))))
    }

    /// What it says of itself: what is known while that is fresh, unless something newer than `than` is wanted.
    async fn known(&self, than: Option<Instant>) -> Result<Arc<Known>, Trouble> {
        let good = |known: &Arc<Known>| known.since.elapsed() < FRESH && than.is_none_or(|than| known.since > than);
        let current = || self.known.read().unwrap_or_else(PoisonError::into_inner).clone().filter(good);
        if let Some(known) = current() {
            return Ok(known);
        }
        let mut failed_at = self.asking.lock().await;
        if let Some(known) = current() {
            return Ok(known);
        }
        let last = self.trouble().clone().filter(|_| failed_at.is_some_and(|at| at.elapsed() < PAUSE));
        if let Some(trouble) = last {
            return Err(trouble);
        }
        let asked = self.ask().await;
        *failed_at = asked.is_err().then(Instant::now);
        *self.trouble() = asked.as_ref().err().cloned();
        let known = Arc::new(asked?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    async fn ask(&self) -> Result<Known, Trouble> {
        let address = discovery::address(&self.config.issuer);
        let address = Url::parse(&address).map_err(|error| Trouble::Wrong(error.to_string()))?;
        let document = self.read("its discovery document", &address).await?;
        let metadata = discovery::read(&document.body, &self.config.issuer).map_err(Trouble::Wrong)?;
        let keys = self.read("its keys", &metadata.jwks_uri).await?;
        let keys = Keys::parse(&keys.body).filter(|keys| !keys.is_empty());
        let keys =
            keys.ok_or_else(|| Trouble::Wrong("it publishes no keys that ID tokens can be checked by".to_owned()))?;
        Ok(Known { metadata, keys, since: Instant::now() })
    }

    async fn read(&self, what: &str, url: &Url) -> Result<Answer, Trouble> {
        let answer = self.fetch.get(url, None).await.map_err(|error| away(what, &error))?;
        match answer.status {
            StatusCode::OK => Ok(answer),
            status if status.is_server_error() => Err(Trouble::Away(format!("{what} at {url}: {status}"))),
            status => Err(Trouble::Wrong(format!("{what} at {url}: {status}"))),
        }
    }

    /// Keeps it for the admins' page and the log.
    fn note(&self, trouble: Trouble) -> Reason {
        tracing::warn!(provider = self.config.id, %trouble, "a sign-in provider is in trouble");
        *self.trouble() = Some(trouble);
        Reason::Unreachable
    }

    fn trouble(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn away(what: &str, error: &FetchError) -> Trouble {
    Trouble::Away(format!("{what} cannot be read: {error}"))
}

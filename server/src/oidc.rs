//! Signing in through an identity provider: OpenID Connect, authorization code flow with PKCE. Here it is found out who somebody is at the
//! provider; `accounts` finds the account that belongs to it.

pub mod config;
pub mod refusal;
pub mod roles;
pub mod flow;
pub mod provider;
pub mod discovery;
pub mod fetch;
pub mod keys;
pub mod profile;
pub mod token;
pub mod accounts;

use std::fmt;
use std::sync::Arc;

use debrief_shared::api::{ProviderStatus, SignInProvider};
use futures_util::future::join_all;
use jiff::Timestamp;

use self::config::{ConfigError, ProviderConfig};
use self::fetch::Fetch;
use self::flow::{Flow, Flows, Purpose};
use self::profile::Profile;
use self::provider::{Provider, Trouble};
use self::refusal::Reason;
use crate::config::Origin;

/// The sign-in providers of the instance; cheap to clone. By default there are none.
#[derive(Clone, Default)]
pub struct Oidc(Arc<Inner>);

#[derive(Default)]
struct Inner {
    providers: Vec<Provider>,
    flows: Flows,
}

impl fmt::Debug for Oidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.providers.iter().map(|provider| &provider.config.id)).finish()
    }
}

/// A sign-in that begins: where to send the browser, and what it has to bring back.
pub struct Begun {
    /// The provider's page.
    pub url: String,
    /// The sealed flow, for a cookie.
    pub sealed: String,
}

/// What the provider sent the browser back with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer<'a> {
    /// `code`.
    pub code: Option<&'a str>,
    /// `error`.
    pub error: Option<&'a str>,
    /// `iss`.
    pub issuer: Option<&'a str>,
}

impl Oidc {
    /// Opens the providers. One that answers wrongly is an error; one that does not answer is tried again when somebody signs in.
    pub async fn open(providers: Vec<ProviderConfig>, public_url: &Origin, flows: Flows) -> Result<Self, ConfigError> {
        let fetch = Fetch::new().map_err(|error| {
            ConfigError(format!(
                "there are no certificate authorities on this machine; install ca-certificates ({error})"
            ))
        })?;
        let new = |config| Provider::new(config, public_url.as_str(), fetch.clone());
        let providers: Vec<Provider> = providers.into_iter().map(new).collect();
        let looks = join_all(providers.iter().map(Provider::look)).await;
        for (provider, look) in providers.iter().zip(looks) {
            let id = &provider.config.id;
            match look {
                Ok(()) => {}
                Err(Trouble::Wrong(reason)) => return Err(ConfigError(format!("provider {id:?}: {reason}"))),
                Err(trouble) => tracing::warn!(provider = id, %trouble, "a sign-in provider does not answer yet"),
            }
        }
        Ok(Self(Arc::new(Inner { providers, flows })))
    }

    /// As the sign-in page shows them.
    pub fn list(&self) -> Vec<SignInProvider> {
        self.0.providers.iter().map(Provider::shown).collect()
    }

    /// How they are doing, for admins.
    pub fn status(&self) -> Vec<ProviderStatus> {
        self.0.providers.iter().map(Provider::status).collect()
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.0.providers.iter().find(|provider| provider.config.id == id)
    }

    /// The provider with this issuer, as it is shown; there may be identities of providers that are no longer configured.
    pub fn by_issuer(&self, issuer: &str) -> Option<SignInProvider> {
        self.0.providers.iter().find(|provider| provider.config.issuer == issuer).map(Provider::shown)
    }

    /// Begins a sign-in.
    pub async fn begin(
        &self,
        provider: &Provider,
        purpose: Purpose,
        to: &str,
        now: Timestamp,
    ) -> Result<Begun, Reason> {
        let flow = Flow::begin(&provider.config.id, purpose, to, now);
        let url = provider.authorization_url(&flow).await?.to_string();
        Ok(Begun { url, sealed: self.0.flows.seal(&flow) })
    }

    /// The flow that a browser brought back with `state`; it is used up by that.
    pub async fn take(
        &self,
        sealed: Option<&str>,
        provider: &Provider,
        state: &str,
        now: Timestamp,
    ) -> Result<Flow, Reason> {
        self.0.flows.take_everywhere(sealed, &provider.config.id, state, now).await
    }

    /// Finds out who came back.
    pub async fn finish(
        &self,
        provider: &Provider,
        flow: &Flow,
        answer: Answer<'_>,
        now: Timestamp,
    ) -> Result<Profile, Reason> {
        provider.may_be_from(answer.issuer).await?;
        if answer.error.is_some() {
            return Err(Reason::Denied);
        }
        provider.exchange(answer.code.ok_or(Reason::NoCode)?, flow, now).await
    }
}

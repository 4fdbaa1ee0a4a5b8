//! What every handler is given.

use std::sync::Arc;

use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::bell::Bells;
use crate::config::Origin;
use crate::connections::Connections;
use crate::document::Documents;
use crate::guard::Guard;
use crate::images::Images;
use crate::import::Desk;
use crate::limits::Limits;
use crate::mail::Mail;
use crate::notify::Notifier;
use crate::oidc::Oidc;
use crate::people::People;
use crate::store::Store;
use crate::titles::Titles;

/// Handles on the parts of the server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Durable storage.
    pub store: Arc<dyn Store>,
    /// Live documents.
    pub documents: Documents,
    /// The bytes of pictures.
    pub images: Images,
    /// The watch over open sockets.
    pub guard: Guard,
    /// Accounts and sign-in.
    pub people: People,
    /// Sign-in providers.
    pub oidc: Oidc,
    /// Reads the titles of web pages.
    pub titles: Titles,
    /// Webhooks, chats and trackers.
    pub connections: Connections,
    /// Reads files that are brought in.
    pub desk: Desk,
    /// How much one account and one address may ask for.
    pub limits: Limits,
    /// Rings for whom there is news.
    pub bells: Bells,
    /// Tells people what concerns them.
    pub notifier: Notifier,
    /// Takes mails to send, where a mail server is configured.
    pub mail: Option<Mail>,
    /// What the configuration says about this site.
    pub site: Arc<Site>,
    /// What `/metrics` shows, where a recorder is installed.
    pub metrics: Option<PrometheusHandle>,
}

/// How the site is reached and what it is.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The address people open, if it was told.
    pub public_url: Option<Origin>,
    /// Whether the demo account is there.
    pub demo: bool,
    /// Proxies whose word about where a request comes from is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl Site {
    /// Whether people reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(Origin::is_https)
    }

    /// What to hand out for a path here: an absolute address where the public one is known. Never built from what a request says.
    pub fn address(&self, path: &str) -> String {
        let base = self.public_url.as_ref().map_or("", Origin::as_str);
        format!("{base}{path}")
    }
}

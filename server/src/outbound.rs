//! Asking others over HTTP at addresses that people choose: pages for their titles, receivers of webhooks, trackers. Nothing on this machine or
//! in its network is asked unless the operator names it, and the connection goes to the very address that was looked at.

mod reach;

use std::error::Error;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::HttpBody;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::rt::TokioExecutor;
use tower::Service;
use url::{Host, Url};

pub use reach::{BadReach, Reach};

/// Longest that connecting may take; whoever asks bounds the whole.
const CONNECTING: Duration = Duration::from_secs(5);
/// Longest that [`Outbound::exchange`] may take, with its answer.
const DEADLINE: Duration = Duration::from_secs(10);
/// Largest answer that [`Outbound::exchange`] reads.
const MAX_ANSWER_BYTES: usize = 512 * 1024;

type HttpClient = Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>;

/// Why there is no answer. Says nothing of what answers in this network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Not an address that may be asked, whatever there is.
    #[error("this address may not be asked from here; whoever runs Debrief says which ones may")]
    NotAllowed,
    /// No connection, or it broke.
    #[error("{0}")]
    Broken(String),
    /// Too slow.
    #[error("no answer within {} s", DEADLINE.as_secs())]
    Late,
    /// Too much.
    #[error("the answer is larger than {} KiB", MAX_ANSWER_BYTES / 1024)]
    TooLarge,
}

/// An answer of whatever status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Asks others; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbound {
    reach: Reach,
    /// Made when somebody asks first: a system without certificate authorities is none to stay down for. `None` there.
    client: Arc<OnceLock<Option<HttpClient>>>,
}

impl Outbound {
    /// One that asks only where `reach` allows, and trusts the system's certificate authorities.
    pub fn new(reach: Reach) -> Self {
        Self { reach, client: Arc::default() }
    }

    /// Where it may ask.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// What can be said of an address before its name is looked up. A name is held to the same when it is.
    pub fn may_ask(&self, url: &Url) -> bool {
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        plain
            && self.reach.is_somewhere()
            && match url.host() {
                Some(Host::Domain(_)) => true,
                Some(Host::Ipv4(address)) => self.reach.allows(address.into()),
                Some(Host::Ipv6(address)) => self.reach.allows(address.into()),
                None => false,
            }
    }

    /// Sends a request and gives the beginning of its answer. Redirects are not followed, and nothing bounds it but whoever asks.
    pub async fn open(
        &self,
        url: &Url,
        mut request: Request<Full<Bytes>>,
    ) -> Result<
        Response<impl HttpBody<Data = Bytes, Error: Error + Send + Sync + 'static> + Unpin + Send + use<>>,
        OutboundError,
    > {
        let client = self.client().filter(|_| self.may_ask(url)).ok_or(OutboundError::NotAllowed)?;
        let mut plain = url.clone();
        plain.set_fragment(None);
        *request.uri_mut() = plain.as_str().parse().map_err(|_| OutboundError::NotAllowed)?;
        let agent = HeaderValue::from_static(concat!("debrief/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(USER_AGENT, agent);
        client.request(request).await.map_err(|error| broken(&error))
    }

    /// Sends a request and reads its answer, within bounds of time and size. Redirects are not followed.
    pub async fn exchange(&self, url: &Url, request: Request<Full<Bytes>>) -> Result<Answer, OutboundError> {
        let exchange = async {
            let (parts, body) = self.open(url, request).await?.into_parts();
            let body = Limited::new(body, MAX_ANSWER_BYTES).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { OutboundError::TooLarge } else { broken(error.as_ref()) }
            })?;
            Ok(Answer { status: parts.status, headers: parts.headers, body: body.to_bytes() })
        };
        tokio::time::timeout(DEADLINE, exchange).await.unwrap_or(Err(OutboundError::Late))
    }

    fn client(&self) -> Option<&HttpClient> {
        let made = || match client(&self.reach) {
            Ok(client) => Some(client),
            Err(error) => {
                tracing::warn!(%error, "nobody outside can be asked: there are no certificate authorities");
                None
            }
        };
        self.client.get_or_init(made).as_ref()
    }
}

fn client(reach: &Reach) -> io::Result<HttpClient> {
    let mut http = HttpConnector::new_with_resolver(Resolver { reach: reach.clone(), names: GaiResolver::new() });
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECTING));
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    // A kept connection would be to an address that was looked at long ago.
    Ok(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
}

/// What is at the bottom of an error: hyper's own words only say that it could not connect.
fn broken(error: &(dyn Error + 'static)) -> OutboundError {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    let none = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<NoAddress>);
    if none { OutboundError::NotAllowed } else { OutboundError::Broken(error.to_string()) }
}

/// A name has no address that may be asked.
#[derive(Debug, thiserror::Error)]
#[error("no address that may be asked")]
struct NoAddress;

/// Looks names up and forgets the addresses that may not be asked. The connection goes to what it gives, so a name that means another
/// address a moment later does not help.
#[derive(Clone, Debug)]
struct Resolver {
    reach: Reach,
    names: GaiResolver,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Self { reach, mut names } = self.clone();
        Box::pin(async move {
            let found = names.call(name).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::other(NoAddress));
            }
            Ok(allowed.into_iter())
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;

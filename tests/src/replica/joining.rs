//! How a socket is asked for: which postmortem, in whose name, and what is offered.

use anyhow::{Result, bail};

use super::connection::Connection;
use crate::Server;

/// How a socket is asked for.
#[derive(Clone, Debug)]
pub struct Joining {
    pub(super) url: String,
    pub(super) token: Option<String>,
    pub(super) by_query: bool,
    pub(super) extended: bool,
    pub(super) headers: Vec<(String, String)>,
}

impl Joining {
    /// A socket to postmortem `id`, with nobody's name on it, offering `debrief.v1`.
    pub fn new(server: &Server, id: impl std::fmt::Display) -> Self {
        Self {
            url: format!("{}/api/postmortems/{id}/sync", server.socket_url()),
            token: None,
            by_query: false,
            extended: true,
            headers: Vec::new(),
        }
    }

    /// Authorised by `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Authorised by `?token=`, as a y-websocket client does.
    #[must_use]
    pub fn query(mut self, token: &str) -> Self {
        self.by_query = true;
        self.bearer(token)
    }

    /// As a client that knows y-protocols only.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.extended = false;
        self
    }

    /// With a further request header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The HTTP status with which the upgrade is refused.
    ///
    /// # Errors
    /// When it is not refused.
    pub async fn refused(&self) -> Result<u16> {
        match Connection::open(self).await {
            Ok(_) => bail!("the upgrade was accepted"),
            Err(error) => match error.downcast_ref() {
                Some(tokio_tungstenite::tungstenite::Error::Http(response)) => Ok(response.status().as_u16()),
                _ => Err(error),
            },
        }
    }
}

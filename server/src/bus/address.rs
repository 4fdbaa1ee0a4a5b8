//! The address of a NATS, as `--nats` says it.

use std::fmt;

use async_nats::{ConnectOptions, ServerAddr};
use url::Url;

/// Not an address that could work. It is not repeated: there may be a secret in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "--nats: write nats://HOST:PORT, tls://HOST:PORT for TLS, with USER:PASSWORD@ or TOKEN@ before the host if the server asks for it; several of one cluster with commas"
)]
pub struct NotAnAddress;

/// Servers of one NATS, and how to sign in there.
#[derive(Clone)]
pub struct Address {
    servers: Vec<ServerAddr>,
    sign_in: SignIn,
}

#[derive(Clone, PartialEq, Eq)]
enum SignIn {
    Open,
    Token(String),
    Password(String, String),
}

impl Address {
    /// Reads it.
    ///
    /// # Errors
    /// When it can never work.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let mut sign_in = SignIn::Open;
        let mut servers = Vec::new();
        for part in text.split(',') {
            let url = Url::parse(part.trim()).map_err(|_| NotAnAddress)?;
            let host = url.host_str().filter(|host| !host.is_empty()).ok_or(NotAnAddress)?;
            if !matches!(url.scheme(), "nats" | "tls")
                || !matches!(url.path(), "" | "/")
                || url.query().is_some()
                || url.fragment().is_some()
            {
                return Err(NotAnAddress);
            }
            let plain = |text: &str| percent_decoded(text).ok_or(NotAnAddress);
            let found = match (url.username(), url.password()) {
                ("", None) => SignIn::Open,
                (token, None) => SignIn::Token(plain(token)?),
                (user, Some(password)) => SignIn::Password(plain(user)?, plain(password)?),
            };
            if found != SignIn::Open {
                sign_in = found;
            }
            let port = url.port().unwrap_or(4222);
            let server = format!("{}://{host}:{port}", url.scheme()).parse().map_err(|_| NotAnAddress)?;
            servers.push(server);
        }
        Ok(Self { servers, sign_in })
    }

    pub(super) fn servers(&self) -> &[ServerAddr] {
        &self.servers
    }

    pub(super) fn sign_in(&self, options: ConnectOptions) -> ConnectOptions {
        match self.sign_in.clone() {
            SignIn::Open => options,
            SignIn::Token(token) => options.token(token),
            SignIn::Password(user, password) => options.user_and_password(user, password),
        }
    }
}

/// Hosts and ports alone: for logs.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, server) in self.servers.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{}:{}", server.host(), server.port())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (digits, after) = rest.split_first_chunk::<2>()?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_show_no_secret() {
        for (text, shown) in [
            ("nats://127.0.0.1", "127.0.0.1:4222"),
            ("nats://s3cret@nats.example.com:4333", "nats.example.com:4333"),
            ("tls://debrief:s3%40cret@a.example.com,tls://b.example.com", "a.example.com:4222,b.example.com:4222"),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), format!("Address({shown})"));
        }
        let password = Address::parse("nats://me:s3%40cret@host").expect("fits").sign_in;
        assert!(password == SignIn::Password("me".to_owned(), "s3@cret".to_owned()));
    }

    #[test]
    fn what_can_never_work_is_said_without_repeating_it() {
        for text in
            ["", "127.0.0.1:4222", "http://host", "nats://", "nats://host/path", "nats://host?x=s3cret", "nats://a,b"]
        {
            let error = Address::parse(text).expect_err(text).to_string();
            assert!(error.starts_with("--nats") && !error.contains("s3cret"));
        }
    }
}

//! The address of a PostgreSQL database, and what of it may be shown.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use url::Url;

/// What may stand behind the `?` of an address. Others are refused: a misspelt `sslmode` would be no encryption.
const PARAMETERS: [&str; 9] =
    ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "port", "user", "password", "application_name"];

/// `postgres://USER:PASSWORD@HOST:PORT/NAME`, read.
#[derive(Clone)]
pub struct Address {
    options: Box<PgConnectOptions>,
}

impl Address {
    /// Reads an address; `None` when it is none, or names no database. What it leaves out is taken from the usual variables (`PGUSER`,
    /// `PGPASSWORD`, …) and `~/.pgpass`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"))?;
        let is_known = |(name, _): (std::borrow::Cow<'_, str>, _)| PARAMETERS.contains(&name.as_ref());
        if !url.has_host() && url.query().is_none() || !url.query_pairs().all(is_known) {
            return None;
        }
        let options = PgConnectOptions::from_str(text).ok()?;
        options.get_database().filter(|name| !name.is_empty())?;
        Some(Self { options: Box::new(options) })
    }

    /// The same database by another port of this machine.
    #[cfg(test)]
    pub(super) fn at_port(self, port: u16) -> Self {
        Self { options: Box::new(self.options.host("127.0.0.1").port(port)) }
    }

    /// How it is reached.
    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

/// Name and place, without user and password.
impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, port) = (self.options.get_database().unwrap_or_default(), self.options.get_port());
        match self.options.get_socket() {
            Some(socket) => write!(formatter, "{name} at {}", socket.display()),
            None => write!(formatter, "{name} at {}:{port}", self.options.get_host()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_shown_without_their_secrets() {
        for (text, shown) in [
            ("postgres://ada:hunter2@db.example.com:5433/debrief", "debrief at db.example.com:5433"),
            ("postgresql://ada:hunter2@[::1]/debrief?sslmode=verify-full", "debrief at [::1]:5432"),
            ("postgres://db/debrief?user=ada&password=hunter2", "debrief at db:5432"),
            ("postgres:///debrief?host=/run/postgresql&password=hunter2", "debrief at /run/postgresql"),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), format!("Address({shown})"));
        }
    }

    #[test]
    fn what_would_be_misread_is_no_address() {
        for text in [
            "postgres:debrief",
            "postgres://db",
            "postgres://db/",
            "postgres://db:port/debrief",
            "postgres://db/debrief?sslmod=require",
            "postgres://db/debrief?sslmode=sometimes",
            "postgres://db/debrief?options=-csynchronous_commit%3Doff",
            "mysql://db/debrief",
        ] {
            assert!(Address::parse(text).is_none(), "{text}");
        }
    }
}

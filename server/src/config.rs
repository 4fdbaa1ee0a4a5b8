//! What the server is told at start: flags and their `DEBRIEF_…` twins, checked once into a [`Config`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use jiff::SignedDuration;
use jiff::civil::Time;

use crate::bus::address::{Address as NatsAddress, NotAnAddress};
use crate::images::place::{Place, PlaceArgs, PlaceError};
use crate::mail::config as mail;
use crate::mail::timing::Timing;
use crate::oidc::config::{self as oidc, ProviderConfig};
use crate::outbound::{BadReach, Reach};
use crate::store::Database;
use crate::store::postgres::Address;
use crate::{address, limits};

/// Why a configuration cannot work; one line for the person who starts the server.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not the address of a PostgreSQL database. It may hold a password, so it is not shown.
    #[error(
        "--database: write postgres://USER:PASSWORD@HOST:PORT/NAME, with ?sslmode=verify-full over a network; signs such as @ or / in a password are written as %40 or %2F"
    )]
    Postgres,
    /// Several nodes are not there yet.
    #[error("--nats: several nodes share one PostgreSQL database; add --database postgres://…, or leave --nats out")]
    Nats,
    /// Not the address of a NATS.
    #[error(transparent)]
    NatsAddress(#[from] NotAnAddress),
    /// Not a database address.
    #[error(
        "--database: write sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME, for example sqlite:data/debrief.db"
    )]
    Database,
    /// Not a public URL.
    #[error(
        "--public-url: write the address people open, scheme and host only, for example https://debrief.example.com"
    )]
    PublicUrl,
    /// Not a list of networks.
    #[error("--trusted-proxies: write addresses or networks, separated by commas, for example 127.0.0.1,10.0.0.0/8")]
    TrustedProxies,
    /// No way to say where titles come from.
    #[error("--link-titles: {0}")]
    LinkTitles(BadReach),
    /// No way to say where connections lead.
    #[error("--connections: {0}")]
    Connections(BadReach),
    /// The file of sign-in providers cannot work.
    #[error(transparent)]
    Oidc(#[from] oidc::ConfigError),
    /// Providers send people back to an address that they were told.
    #[error("--oidc: needs --public-url, the address that providers send people back to")]
    OidcPublicUrl,
    /// Pictures cannot be kept like this.
    #[error(transparent)]
    Images(#[from] PlaceError),
    /// Mail cannot work like this.
    #[error(transparent)]
    Mail(#[from] mail::MailError),
    /// The demo account's password is public.
    #[error(
        "--demo: the demo account has a published password, so it listens on loopback addresses only; {0} is not one"
    )]
    DemoListen(SocketAddr),
}

/// Where things are kept: the part of the configuration that every command needs.
#[derive(Args, Clone, Debug)]
pub struct StorageArgs {
    /// Where everything is kept: sqlite:PATH, or postgres://USER:PASSWORD@HOST:PORT/NAME, better said by the environment. Default:
    /// debrief.db in the data folder
    #[arg(long, env = "DEBRIEF_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Folder for everything that Debrief keeps
    #[arg(long, env = "DEBRIEF_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// Where pictures are kept
    #[command(flatten)]
    pub pictures: PlaceArgs,
}

impl StorageArgs {
    /// Where pictures are kept.
    pub fn images(&self) -> Result<Place, ConfigError> {
        Ok(self.pictures.place(&self.data_dir)?)
    }

    /// The database.
    pub fn database(&self) -> Result<Database, ConfigError> {
        let Some(database) = &self.database else { return Ok(Database::Sqlite(self.data_dir.join("debrief.db"))) };
        if database.starts_with("postgres:") || database.starts_with("postgresql:") {
            return Address::parse(database).map(Database::Postgres).ok_or(ConfigError::Postgres);
        }
        let path = database.strip_prefix("sqlite:").ok_or(ConfigError::Database)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(":memory:") || path.contains('?') {
            return Err(ConfigError::Database);
        }
        Ok(Database::Sqlite(PathBuf::from(path)))
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Flags of `debrief serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "DEBRIEF_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Where things are kept
    #[command(flatten)]
    pub storage: StorageArgs,
    /// The address people open, such as <https://debrief.example.com>; needed behind a proxy. With https, cookies are Secure
    #[arg(long, env = "DEBRIEF_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Proxies in front of Debrief, as addresses or networks: their X-Forwarded-For is believed, nobody else's
    #[arg(long, env = "DEBRIEF_TRUSTED_PROXIES", default_value = "", hide_default_value = true)]
    pub trusted_proxies: String,
    /// Where titles of linked pages are read from when a writer asks: public, off, or networks, as public,10.0.0.0/8
    #[arg(long, env = "DEBRIEF_LINK_TITLES", default_value = "public")]
    pub link_titles: String,
    /// Where webhooks go and trackers are asked, as admins set them up: public, off, or networks, as public,10.0.0.0/8
    #[arg(long, env = "DEBRIEF_CONNECTIONS", default_value = "public")]
    pub connections: String,
    /// Keeps what is published, as Markdown and JSON, in this folder or bare git repository. With several nodes, on one of them
    #[arg(long, env = "DEBRIEF_ARCHIVE")]
    pub archive: Option<PathBuf>,
    /// Requests a minute that one account may send; what strangers may send follows from it. 0 for no limits
    #[arg(long, env = "DEBRIEF_RATE_LIMIT", default_value_t = limits::REQUESTS_PER_MINUTE)]
    pub rate_limit: u32,
    /// Seconds that a postmortem stays in memory after its last reader has left
    #[arg(long, env = "DEBRIEF_UNLOAD_AFTER", default_value_t = 30)]
    pub unload_after: u64,
    /// Days for which the history of changes is kept; versions with a name stay. Without it everything is kept
    #[arg(long, env = "DEBRIEF_HISTORY_DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub history_days: Option<u32>,
    /// TOML file that names the OpenID Connect providers that people can sign in with
    #[arg(long, env = "DEBRIEF_OIDC")]
    pub oidc: Option<PathBuf>,
    /// Mail server: smtps://user:password@host:port for TLS, or smtp://host:port for STARTTLS. Better said by the environment
    #[arg(long, env = "DEBRIEF_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The address that mails come from, such as "Debrief <debrief@example.com>"
    #[arg(long, env = "DEBRIEF_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Seconds after which a mail tells of what happened, unless it was read by then
    #[arg(long, env = "DEBRIEF_MAIL_AFTER", default_value_t = 120, value_parser = clap::value_parser!(u32).range(..=86_400))]
    pub mail_after: u32,
    /// When the mail of the day goes to those who chose it, in the time zone of the review policy
    #[arg(long, env = "DEBRIEF_MAIL_DAILY_AT", default_value = "08:00")]
    pub mail_daily_at: Time,
    /// Fill an empty database with a sample incident and a demo account
    #[arg(long, env = "DEBRIEF_DEMO", value_parser = clap::builder::FalseyValueParser::new())]
    pub demo: bool,
    /// How log lines look
    #[arg(long, env = "DEBRIEF_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged, in the form of the tracing crate's filter
    #[arg(long, env = "DEBRIEF_LOG", default_value = "info,sqlx=warn")]
    pub log: String,
    /// NATS by which several nodes over one PostgreSQL database hear each other: nats://HOST:PORT, or tls://…; with USER:PASSWORD@ or
    /// TOKEN@ better said by the environment
    #[arg(long, env = "DEBRIEF_NATS", hide_env_values = true)]
    pub nats: Option<String>,
}

/// A web origin: scheme and authority, lower case, without a default port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin, or an address with nothing behind the host but `/`.
    pub fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
        let authority = uri.authority()?.as_str().to_ascii_lowercase();
        if authority.contains('@') || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return None;
        }
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        Some(Self(format!("{scheme}://{}", authority.strip_suffix(default_port).unwrap_or(&authority))))
    }

    /// As text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }
}

/// A configuration that can work.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Where everything is kept.
    pub database: Database,
    /// The same as it was written, if it was: for processes that this one starts.
    pub database_address: Option<String>,
    /// Folder for everything kept.
    pub data_dir: PathBuf,
    /// Where the bytes of pictures are kept.
    pub images: Place,
    /// The address people open, if told.
    pub public_url: Option<Origin>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where titles of linked pages are read from.
    pub link_titles: Reach,
    /// Where connections lead.
    pub connections: Reach,
    /// Where what is published is kept as files, if it is.
    pub archive: Option<PathBuf>,
    /// Requests a minute that one account may send; 0 for no limits.
    pub rate_limit: u32,
    /// How long a document without readers stays in memory.
    pub unload_after: Duration,
    /// How it hears other nodes at once, if it does.
    pub nats: Option<NatsAddress>,
    /// Days for which history is kept; `None` for all of it.
    pub history_days: Option<u32>,
    /// Sign-in providers.
    pub oidc: Vec<ProviderConfig>,
    /// How mails leave, if they do.
    pub mail: Option<mail::Settings>,
    /// When mails about what happened go.
    pub mail_timing: Timing,
    /// Whether this is the demo instance.
    pub demo: bool,
}

impl TryFrom<&ServeArgs> for Config {
    type Error = ConfigError;

    fn try_from(args: &ServeArgs) -> Result<Self, ConfigError> {
        if args.demo && !args.listen.ip().is_loopback() {
            return Err(ConfigError::DemoListen(args.listen));
        }
        let public_url = match &args.public_url {
            Some(url) => Some(Origin::parse(url).ok_or(ConfigError::PublicUrl)?),
            None => None,
        };
        let oidc = match &args.oidc {
            Some(_) if public_url.is_none() => return Err(ConfigError::OidcPublicUrl),
            Some(file) => oidc::read(file)?,
            None => Vec::new(),
        };
        let mail = mail::Settings::read(args.smtp.as_deref(), args.mail_from.as_deref(), public_url.is_some())?;
        let database = args.storage.database()?;
        let nats = match &args.nats {
            Some(_) if database.file().is_some() => return Err(ConfigError::Nats),
            Some(address) => Some(NatsAddress::parse(address)?),
            None => None,
        };
        Ok(Self {
            listen: args.listen,
            database,
            database_address: args.storage.database.clone(),
            nats,
            data_dir: args.storage.data_dir.clone(),
            images: args.storage.images()?,
            public_url,
            trusted_proxies: address::networks(&args.trusted_proxies).ok_or(ConfigError::TrustedProxies)?,
            link_titles: args.link_titles.parse().map_err(ConfigError::LinkTitles)?,
            connections: args.connections.parse().map_err(ConfigError::Connections)?,
            archive: args.archive.clone(),
            rate_limit: args.rate_limit,
            history_days: args.history_days,
            unload_after: Duration::from_secs(args.unload_after),
            oidc,
            mail,
            mail_timing: Timing {
                after: SignedDuration::from_secs(args.mail_after.into()),
                daily_at: args.mail_daily_at,
            },
            demo: args.demo,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn config(line: &str) -> Result<Config, ConfigError> {
        let args = std::iter::once("debrief").chain(line.split_whitespace());
        Config::try_from(&Line::try_parse_from(args).expect("usage").serve)
    }

    #[test]
    fn nothing_said_works_on_a_laptop() {
        let config = config("").unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database.file(), Some(Path::new("data/debrief.db")));
        assert_eq!(config.public_url, None);
        assert!(!config.demo);
    }

    #[test]
    fn the_database_follows_the_data_folder_unless_said_otherwise() {
        assert_eq!(config("--data-dir /var/d").unwrap().database.file(), Some(Path::new("/var/d/debrief.db")));
        assert_eq!(config("--data-dir d --database sqlite:e/f.db").unwrap().database.file(), Some(Path::new("e/f.db")));
        assert_eq!(config("--database sqlite:///abs/f.db").unwrap().database.file(), Some(Path::new("/abs/f.db")));
    }

    #[test]
    fn what_cannot_work_is_said_in_one_line() {
        let lines = [
            "--database postgres:debrief",
            "--database postgres://db/debrief?sslmode=sometimes",
            "--database postgres://ada:hunter2@db",
            "--database mysql:x",
            "--database sqlite:",
            "--database sqlite::memory:",
            "--nats nats://127.0.0.1:4222",
            "--nats 127.0.0.1:4222 --database postgres://ada:hunter2@db/debrief",
            "--public-url debrief.example.com",
            "--public-url ftp://debrief.example.com",
            "--public-url https://debrief.example.com/path",
            "--public-url https://me@debrief.example.com",
            "--trusted-proxies proxy.example.com",
            "--trusted-proxies 10.0.0.0/33",
            "--smtp smtps://mail.example.com --mail-from a@example.com",
            "--mail-from a@example.com",
            "--link-titles everywhere",
            "--connections everywhere",
            "--images pictures",
            "--images s3://debrief",
            "--demo --listen 0.0.0.0:3000",
        ];
        for line in lines {
            let reason = config(line).expect_err(line).to_string();
            assert!(!reason.contains('\n') && reason.starts_with("--"), "{reason}");
            assert!(!reason.contains("hunter2"), "a password is told: {reason}");
        }
    }

    #[test]
    fn origins_are_compared_in_one_form() {
        let same = ["https://Debrief.example.com", "https://debrief.example.com/", "https://debrief.example.com:443"];
        for url in same {
            assert_eq!(Origin::parse(url).unwrap().as_str(), "https://debrief.example.com", "{url}");
        }
        let local = Origin::parse("http://127.0.0.1:3000").unwrap();
        assert_eq!((local.authority(), local.is_https()), ("127.0.0.1:3000", false));
        assert_eq!(Origin::parse("null"), None);
    }
}

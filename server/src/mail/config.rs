//! Through which server mails leave, and whom they come from.

use std::fmt;
use std::net::IpAddr;

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::{Host, Url};

/// Why mail cannot work as configured; one line, without the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Not an address of a mail server.
    #[error(
        "--smtp: write smtps://user:password@host:port for TLS, or smtp://host:port for STARTTLS; signs in a password as %XX"
    )]
    Smtp,
    /// A password that everybody on the way could read.
    #[error(
        "--smtp: tls=none would send the password for everybody on the way to read; leave out the one or the other"
    )]
    Readable,
    /// Without a certificate store there is no TLS.
    #[error("--smtp: TLS cannot be set up; install the system's certificates (the package ca-certificates)")]
    Certificates,
    /// Nobody to come from.
    #[error("--smtp: needs --mail-from, the address that mails come from")]
    NoFrom,
    /// Not an address.
    #[error("--mail-from: write an address, for example debrief@example.com or \"Debrief <debrief@example.com>\"")]
    From,
    /// An address, and no server.
    #[error("--mail-from: needs --smtp, the mail server that sends")]
    NoSmtp,
    /// Nothing to build links from.
    #[error("--smtp: needs --public-url, because mails hold links")]
    NoPublicUrl,
}

/// How mails leave.
#[derive(Clone)]
pub struct Settings {
    transport: AsyncSmtpTransportBuilder,
    from: Mailbox,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the server's address, which may hold a password.
        f.debug_struct("Settings").field("from", &self.from.to_string()).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the flags; `None` when neither is given.
    pub fn read(smtp: Option<&str>, from: Option<&str>, has_public_url: bool) -> Result<Option<Self>, MailError> {
        let (smtp, from) = match (smtp, from) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(MailError::NoSmtp),
            (Some(_), None) => return Err(MailError::NoFrom),
            (Some(smtp), Some(from)) => (smtp, from),
        };
        if !has_public_url {
            return Err(MailError::NoPublicUrl);
        }
        let transport = server(smtp)?;
        Ok(Some(Self { transport, from: from.parse().map_err(|_| MailError::From)? }))
    }

    pub(super) fn transport(&self) -> AsyncSmtpTransportBuilder {
        self.transport.clone()
    }

    pub(super) fn from(&self) -> Mailbox {
        self.from.clone()
    }
}

/// `smtps` is TLS from the first byte, `smtp` is STARTTLS and nothing without it, so that nobody on the way can talk the server out of it.
/// Plain text is for a mail server on the same machine, and for one of a trusted network that is named with `?tls=none`.
fn server(smtp: &str) -> Result<AsyncSmtpTransportBuilder, MailError> {
    let mut url = Url::parse(smtp).map_err(|_| MailError::Smtp)?;
    let is_here = match url.host().ok_or(MailError::Smtp)? {
        Host::Domain(name) => match name.parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => name == "localhost",
        },
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let port = match url.scheme() {
        "smtps" => 465,
        "smtp" => 587,
        _ => return Err(MailError::Smtp),
    };
    let is_plain = match (url.scheme(), url.query()) {
        ("smtp", Some("tls=none")) => true,
        ("smtp", None) => is_here,
        (_, None) | ("smtp", Some("tls=required")) => false,
        _ => return Err(MailError::Smtp),
    };
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() || url.host_str() == Some("") {
        return Err(MailError::Smtp);
    }
    let has_password = !url.username().is_empty() || url.password().is_some();
    if has_password && (url.username().is_empty() || url.password().is_none()) {
        return Err(MailError::Smtp);
    }
    if is_plain && has_password && !is_here {
        return Err(MailError::Readable);
    }
    let starts_tls = url.scheme() == "smtp" && !is_plain;
    url.set_query(starts_tls.then_some("tls=required"));
    url.set_port(Some(url.port().unwrap_or(port))).map_err(|()| MailError::Smtp)?;
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(|error| if error.is_tls() { MailError::Certificates } else { MailError::Smtp })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Option<&str> = Some("Debrief <debrief@example.com>");

    #[test]
    fn what_can_work_is_taken() {
        for smtp in [
            "smtps://mail.example.com",
            "smtps://me%40example.com:p%40ss%3A@mail.example.com:465",
            "smtp://mail.example.com:587",
            "smtp://me:secret@mail.example.com?tls=required",
            "smtp://mailpit:1025?tls=none",
            "smtp://127.0.0.1:2525",
            "smtp://me:secret@localhost",
            "smtp://[::1]:25",
        ] {
            assert!(matches!(Settings::read(Some(smtp), FROM, true), Ok(Some(_))), "{smtp}");
        }
        assert!(matches!(Settings::read(None, None, false), Ok(None)));
    }

    #[test]
    fn what_cannot_work_is_said_in_one_line_without_the_password() {
        for (smtp, from, has_url, error) in [
            (Some("mail.example.com"), FROM, true, MailError::Smtp),
            (Some("http://mail.example.com"), FROM, true, MailError::Smtp),
            (Some("smtp://"), FROM, true, MailError::Smtp),
            (Some("smtp://me@mail.example.com"), FROM, true, MailError::Smtp),
            (Some("smtp://mail.example.com/path"), FROM, true, MailError::Smtp),
            (Some("smtp://mail.example.com?tls=opportunistic"), FROM, true, MailError::Smtp),
            (Some("smtps://mail.example.com?tls=none"), FROM, true, MailError::Smtp),
            (Some("smtp://me:hunter22@mail.example.com?tls=none"), FROM, true, MailError::Readable),
            (Some("smtps://mail.example.com"), Some("nobody"), true, MailError::From),
            (Some("smtps://mail.example.com"), None, true, MailError::NoFrom),
            (None, FROM, true, MailError::NoSmtp),
            (Some("smtps://me:hunter22@mail.example.com"), FROM, false, MailError::NoPublicUrl),
        ] {
            let found = Settings::read(smtp, from, has_url).expect_err("cannot work");
            assert_eq!(found, error, "{smtp:?} {from:?}");
            let text = found.to_string();
            assert!(text.starts_with("--") && !text.contains('\n') && !text.contains("hunter22"), "{text}");
        }
        let settings = Settings::read(Some("smtps://me:hunter22@mail.example.com"), FROM, true).unwrap();
        assert!(!format!("{settings:?}").contains("hunter22"));
    }
}

//! A small SMTP server that keeps every mail it is given.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::{Certificate, eventually};

/// A mail as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Whom it is for, of the envelope.
    pub to: String,
    /// Header lines and parts.
    pub data: String,
}

impl Received {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (head, _) = self.data.split_once("\r\n\r\n")?;
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// What the first part of a media type says, decoded.
    ///
    /// # Errors
    /// When there is none, or it cannot be decoded.
    pub fn part(&self, media_type: &str) -> Result<String> {
        let mark = format!("Content-Type: {media_type}");
        let (_, rest) = self.data.split_once(&mark).with_context(|| format!("no {media_type} in {}", self.data))?;
        let (head, body) = rest.split_once("\r\n\r\n").context("a part without a body")?;
        let body = body.split("\r\n--").next().unwrap_or_default();
        let bytes = match head.lines().find_map(|line| line.strip_prefix("Content-Transfer-Encoding: ")) {
            Some("base64") => STANDARD.decode(body.split_whitespace().collect::<String>())?,
            Some("quoted-printable") => quoted_printable(body)?,
            _ => body.as_bytes().to_vec(),
        };
        Ok(String::from_utf8(bytes)?)
    }

    /// The first link in it that holds `mark`.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self, mark: &str) -> Result<String> {
        let text = self.data.replace("=\r\n", "").replace("=3D", "=").replace("=23", "#");
        let mut words = text.split(|letter: char| letter.is_whitespace() || "\"<>".contains(letter));
        let found = words.find(|word| word.starts_with("http") && word.contains(mark));
        found.map(str::to_owned).with_context(|| format!("no link with {mark:?} in {}", self.data))
    }
}

/// RFC 2045, section 6.7.
fn quoted_printable(body: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [b'\r', b'\n', after @ ..]) => rest = after,
            (b'=', [high, low, after @ ..]) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&[*high, *low])?, 16)?);
                rest = after;
            }
            (letter, _) => bytes.push(*letter),
        }
    }
    Ok(bytes)
}

/// The server. Dropping it ends it.
#[derive(Debug)]
pub struct MailSink {
    port: u16,
    scheme: &'static str,
    mails: Arc<Mutex<Vec<Received>>>,
    refusing: Arc<AtomicBool>,
    serving: JoinHandle<()>,
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl MailSink {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// When none is free.
    pub async fn start() -> Result<Self> {
        Self::listen(None).await
    }

    /// Starts it on a free port, with TLS from the first byte, by a certificate for 127.0.0.1.
    ///
    /// # Errors
    /// When none is free, or the certificate is none.
    pub async fn with_tls(certificate: &Certificate) -> Result<Self> {
        Self::listen(Some(certificate.acceptor()?)).await
    }

    async fn listen(tls: Option<TlsAcceptor>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let scheme = if tls.is_some() { "smtps" } else { "smtp" };
        let (mails, refusing) = (Arc::default(), Arc::<AtomicBool>::default());
        let (kept, asked) = (Arc::clone(&mails), Arc::clone(&refusing));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, asked, tls) = (Arc::clone(&kept), Arc::clone(&asked), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => take(tls.accept(stream).await?, kept, &asked).await,
                        None => take(stream, kept, &asked).await,
                    }
                });
            }
        });
        Ok(Self { port, scheme, mails, refusing, serving })
    }

    /// Flags of `debrief serve` that send mail here.
    pub fn flags(&self) -> Vec<String> {
        let smtp = format!("{}://127.0.0.1:{}", self.scheme, self.port);
        ["--smtp", &smtp, "--mail-from", "Debrief <debrief@example.com>"].map(str::to_owned).to_vec()
    }

    /// From now on it takes no mail for now, or no longer.
    pub fn refuse(&self, refuse: bool) {
        self.refusing.store(refuse, Ordering::Relaxed);
    }

    /// Every mail to somebody so far.
    pub fn mails_to(&self, to: &str) -> Vec<Received> {
        self.mails().into_iter().filter(|mail| mail.to == to).collect()
    }

    /// Every mail so far.
    pub fn mails(&self) -> Vec<Received> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the next mail to `to` after the first `seen` ones.
    ///
    /// # Errors
    /// When none comes.
    pub async fn next_to(&self, to: &str, seen: usize) -> Result<Received> {
        eventually(&format!("a mail to {to}"), || {
            let found = self.mails().into_iter().filter(|mail| mail.to == to).nth(seen);
            async move { Ok(found) }
        })
        .await
    }
}

/// One connection, as far as RFC 5321 is needed.
async fn take(
    stream: impl AsyncRead + AsyncWrite,
    mails: Arc<Mutex<Vec<Received>>>,
    refusing: &AtomicBool,
) -> Result<()> {
    let (read, mut write) = tokio::io::split(stream);
    let read = pin!(read);
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink\r\n").await?;
    write.flush().await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
            "EHLO" | "HELO" => "250-sink\r\n250 8BITMIME\r\n",
            "RCPT" if refusing.load(Ordering::Relaxed) => "451 later\r\n",
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                "250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                write.flush().await?;
                let mut data = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push_str("\r\n");
                }
                mails.lock().unwrap_or_else(PoisonError::into_inner).push(Received { to: to.clone(), data });
                "250 kept\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
        write.flush().await?;
    }
    Ok(())
}

//! Mails: one-time links, and what happened, on their way to inboxes. The former leave through a bounded queue and a task of its own, so
//! that no answer waits for a mail server, or tells by how long it takes whether there was anybody to write to; the latter wait in the
//! database.

pub mod config;
pub mod letters;
pub mod timing;
mod meetings;
mod news;
mod rounds;

use std::sync::Arc;
use std::time::Duration;

use lettre::message::{Mailbox, MultiPart, SinglePart, header::ContentType};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::config::Origin;
use crate::people::People;
use crate::store::Store;
use crate::store::audit::Audit;
use crate::store::people::Ticket;
use config::Settings;
use letters::Letter;

/// Most mails that wait; past it none is taken.
const MAX_WAITING: usize = 200;
/// Mails at once.
const AT_ONCE: usize = 4;
/// Longest wait for each answer of the mail server.
const ANSWER: Duration = Duration::from_secs(20);
/// Pauses before another try when the mail server could not be reached or asks for one.
const PAUSES: [Duration; 2] = [Duration::from_secs(3), Duration::from_secs(15)];
/// How long mails that are under way may take when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

enum Order {
    /// Somebody asks for a one-time link; whether there is anybody to send it to is found out later.
    Reset { email: String, audit: Audit },
    /// A letter that is ready.
    Letter(Letter),
}

/// Takes mails to send; cheap to clone.
#[derive(Clone, Debug)]
pub struct Mail {
    queue: mpsc::Sender<Order>,
    public_url: Origin,
    from: Mailbox,
}

/// Sends what [`Mail`] has taken.
pub struct Postman {
    queue: mpsc::Receiver<Order>,
    round: Round,
}

/// What every delivery needs.
#[derive(Clone)]
struct Round {
    transport: Transport,
    from: Mailbox,
    public_url: Origin,
    people: People,
    store: Arc<dyn Store>,
}

/// A queue and whoever empties it.
pub fn open(settings: &Settings, public_url: Origin, people: People, store: Arc<dyn Store>) -> (Mail, Postman) {
    let (sender, queue) = mpsc::channel(MAX_WAITING);
    let transport = settings.transport().timeout(Some(ANSWER)).build();
    let mail = Mail { queue: sender, public_url: public_url.clone(), from: settings.from() };
    (mail, Postman { queue, round: Round { transport, from: settings.from(), public_url, people, store } })
}

impl Mail {
    /// Sends a one-time link to whoever has an account with this address, if anybody has.
    pub fn reset(&self, email: String, audit: Audit) {
        self.take(Order::Reset { email, audit });
    }

    /// Sends an invitation; `by` is the name of whoever invites. Returns whether it was taken.
    pub fn invite(&self, ticket: &Ticket, secret: &str, by: &str) -> bool {
        self.take(Order::Letter(letters::invitation(ticket, secret, by, &self.public_url)))
    }

    /// The address that mails come from.
    pub fn from(&self) -> String {
        self.from.email.to_string()
    }

    fn take(&self, order: Order) -> bool {
        let taken = self.queue.try_send(order).is_ok();
        if !taken {
            tracing::warn!("too many mails are waiting, so one was not taken");
        }
        taken
    }
}

impl Postman {
    /// Sends what is taken, and what waits in the database, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let round = self.round.clone();
        tokio::join!(round.keep(&stop), self.empty(&stop));
    }

    async fn empty(mut self, stop: &CancellationToken) {
        if let Err(error) = self.round.transport.test_connection().await {
            warn(&error, "the mail server cannot be reached for now");
        }
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(_) = under_way.join_next() => {}
                order = self.queue.recv(), if under_way.len() < AT_ONCE => match order {
                    Some(order) => drop(under_way.spawn(self.round.clone().deliver(order))),
                    None => break,
                }
            }
        }
        // What still waits is lost; people ask again.
        let _ = timeout(DRAIN, async { while under_way.join_next().await.is_some() {} }).await;
    }
}

impl Round {
    async fn deliver(self, order: Order) {
        let letter = match order {
            Order::Letter(letter) => letter,
            Order::Reset { email, audit } => match self.people.offer_reset_by_mail(&email, audit).await {
                Ok(Some((person, ticket, secret))) => letters::reset(&ticket, &secret, &person.name, &self.public_url),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "a one-time link could not be made");
                    return;
                }
            },
        };
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(error) => {
                tracing::warn!(%error, "a mail could not be written");
                return;
            }
        };
        let mut pauses = PAUSES.into_iter();
        while let Err(error) = self.transport.send(message.clone()).await {
            match pauses.next().filter(|_| !error.is_permanent()) {
                Some(pause) => sleep(pause).await,
                None => return warn(&error, "a mail could not be sent"),
            }
        }
    }

    fn message(&self, letter: Letter) -> Result<Message, anyhow::Error> {
        let host = self.public_url.authority().split(':').next().unwrap_or("localhost").to_owned();
        let id = letter.id.unwrap_or_else(|| Uuid::from_bytes(crate::random::bytes()));
        let mut builder = Message::builder();
        if let Some(unsubscribe) = letter.unsubscribe {
            builder = builder.header(letters::ListUnsubscribe(unsubscribe));
        }
        let mut parts = MultiPart::alternative()
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html));
        if let Some(calendar) = letter.calendar {
            let media_type = format!("text/calendar; charset=utf-8; method={}", calendar.method);
            parts =
                parts.singlepart(SinglePart::builder().header(ContentType::parse(&media_type)?).body(calendar.text));
        }
        Ok(builder
            .from(self.from.clone())
            .to(Mailbox::new(letter.name, letter.to.parse()?))
            .subject(letter.subject)
            // Tied to nothing: an id of our own tells nobody what kind of mail it is.
            .message_id(Some(format!("<{id}@{host}>")))
            .header(letters::AutoSubmitted)
            .multipart(parts)?)
    }
}

/// Says that something about mail went wrong. What a mail server answers may hold addresses, so only its code is told.
fn warn(error: &SmtpError, what: &str) {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let kind = if error.is_timeout() {
        "too slow"
    } else if error.is_tls() {
        "no TLS as asked for"
    } else if error.is_response() || !code.is_empty() {
        "refused"
    } else {
        "not reachable"
    };
    tracing::warn!(code, kind, "{what}");
}

//! Sends the mails that wait in the database, one after the other, whichever node gets hold of it first. What somebody has read by then, may
//! not read any more, or does not want to be told of, is not sent.

use std::time::Duration;

use debrief_shared::api::Visibility;
use jiff::{SignedDuration, Timestamp};
use lettre::AsyncTransport;
use lettre::transport::smtp::Error as SmtpError;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::letters::Letter;
use super::news::{self, Addressee, Part};
use super::{DRAIN, Round, warn};
use crate::metrics::MAILS;
use crate::notify::may_read;
use crate::rounds::Rounds;
use crate::store::StoreError;
use crate::store::mails::MailRow;

/// How often it is looked for mails that are due.
const EVERY: Duration = Duration::from_secs(2);
/// Longest time for handing one mail over.
const SENDING: Duration = Duration::from_mins(1);
/// How long a mail is nobody else's: longer than handing it over and noting it takes.
const LEASE: SignedDuration = SignedDuration::from_mins(3);
/// Tries after which a mail is given up: in about four hours.
const MAX_TRIES: u32 = 12;
/// Pause before a mail's second try; each further one is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(15);
/// Longest pause between two tries of a mail.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Rest when the mail server was not reached; each further one is twice as long.
const FIRST_REST: Duration = Duration::from_secs(5);
/// Longest rest: when the mail server is back, mails go again after so long.
const LONGEST_REST: Duration = Duration::from_mins(5);
/// Between two tries to note that a mail went.
const NOTING: Duration = Duration::from_secs(1);
/// How often that is tried: as long as nobody else gets the mail.
const MAX_NOTINGS: u32 = 60;

impl Round {
    /// Sends what is due until `stop`.
    pub(super) async fn keep(self, stop: &CancellationToken) {
        let mut rounds = Rounds::new(EVERY, stop);
        let (mut missed, mut rests_until) = (0, Instant::now());
        while rounds.next().await {
            while Instant::now() >= rests_until && !stop.is_cancelled() {
                // One that is under way is finished, if that doesn't take long; else it goes again, by the same name.
                let mut sending = std::pin::pin!(self.send_any());
                let reached = tokio::select! {
                    reached = &mut sending => reached,
                    () = stop.cancelled() => timeout(DRAIN, sending).await.unwrap_or_default(),
                };
                match reached {
                    None => break,
                    Some(true) => missed = 0,
                    Some(false) => {
                        rests_until = Instant::now() + rest(missed);
                        missed += 1;
                    }
                }
            }
        }
    }

    /// Sends what is due next, of whichever kind. Whether the mail server was reached; `None` when there was nothing to send.
    async fn send_any(&self) -> Option<bool> {
        match self.send_next().await {
            None => {
                let now = Timestamp::now();
                self.send_next_invitation(now, now + LEASE).await
            }
            reached => reached,
        }
    }

    /// Sends the next mail about what happened that is due. Whether the mail server was reached; `None` when there was nothing to send.
    async fn send_next(&self) -> Option<bool> {
        let now = Timestamp::now();
        let mail = match self.store.claim_mail(now, now + LEASE).await {
            Ok(mail) => mail?,
            Err(error) => {
                tracing::warn!(%error, "it could not be looked for mails that are due");
                return None;
            }
        };
        match self.compose(&mail, now).await {
            Ok(Some(letter)) => Some(self.hand_over(&mail, letter).await),
            Ok(None) => {
                self.end(&mail, "not needed").await;
                Some(true)
            }
            Err(error) => {
                // It is somebody's again when its time is over.
                tracing::warn!(%error, "a mail could not be put together");
                None
            }
        }
    }

    /// What a mail says, if there is still anything to say.
    async fn compose(&self, mail: &MailRow, now: Timestamp) -> Result<Option<Letter>, StoreError> {
        let account = match self.store.account(mail.person).await {
            Err(StoreError::NotFound) => return Ok(None),
            account => account?,
        };
        let Some(email) = account.email.filter(|_| account.suspended_at.is_none()) else { return Ok(None) };
        let (person, name) = (account.person.id, account.person.name);
        let settings = self.store.notification_settings(&[person]).await?.remove(&person).unwrap_or_default();
        let mut rows = self.store.mail_contents(mail.id).await?;
        rows.retain(|row| settings.mails(row.kind));
        let mut places: Vec<(Uuid, Uuid)> = rows.iter().map(|row| (row.postmortem, person)).collect();
        places.sort_unstable();
        places.dedup();
        let standings = self.store.standings(&places, now).await?;
        let mut parts: Vec<Part> = Vec::new();
        for row in rows {
            let Some(standing) = standings.get(&(row.postmortem, person)) else { continue };
            if !may_read(person, account.person.guest, standing) {
                continue;
            }
            let restricted = standing.row.visibility == Visibility::Restricted;
            match parts.iter_mut().find(|part| part.postmortem == row.postmortem) {
                Some(part) => part.rows.push(row),
                None => parts.push(Part { postmortem: row.postmortem, restricted, rows: vec![row] }),
            }
        }
        let to = Addressee { email: &email, name: &name };
        Ok((!parts.is_empty()).then(|| news::letter(&to, &parts, mail.id, &self.public_url)))
    }

    /// Hands a mail over and notes what became of it. Whether the mail server was reached.
    async fn hand_over(&self, mail: &MailRow, letter: Letter) -> bool {
        match self.transmit(letter, mail.tries).await {
            Handed::Over => {
                self.end(mail, "sent").await;
                true
            }
            Handed::GivenUp { reached } => {
                self.end(mail, "given up").await;
                reached
            }
            Handed::Again { reached, surely_not_taken } => {
                self.postpone(mail, surely_not_taken).await;
                reached
            }
        }
    }

    /// Hands a letter to the mail server, after so many tries before.
    pub(super) async fn transmit(&self, letter: Letter, tries: u32) -> Handed {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(error) => {
                tracing::warn!(%error, "a mail could not be written");
                return Handed::GivenUp { reached: true };
            }
        };
        let is_last = tries + 1 >= MAX_TRIES;
        match timeout(SENDING, self.transport.send(message)).await {
            Ok(Ok(_)) => Handed::Over,
            Ok(Err(error)) if is_final(&error) || is_last => {
                warn(&error, "a mail was given up");
                Handed::GivenUp { reached: error.status().is_some() }
            }
            Ok(Err(error)) => {
                warn(&error, "a mail could not be sent and is tried again");
                // Without an answer in time it may have been taken.
                Handed::Again { reached: error.status().is_some(), surely_not_taken: !error.is_timeout() }
            }
            Err(_) if is_last => {
                tracing::warn!("a mail was given up, the mail server is too slow");
                Handed::GivenUp { reached: false }
            }
            Err(_) => {
                tracing::warn!("a mail could not be sent in time and is tried again");
                Handed::Again { reached: false, surely_not_taken: false }
            }
        }
    }

    async fn end(&self, mail: &MailRow, outcome: &'static str) {
        self.note_end(outcome, || self.store.end_mail(mail.id)).await;
    }

    /// Notes that nothing more is to be done: until that is noted, the mail would go once more.
    pub(super) async fn note_end<F: Future<Output = Result<(), StoreError>>>(
        &self,
        outcome: &'static str,
        note: impl Fn() -> F,
    ) {
        count(outcome);
        for _ in 0..MAX_NOTINGS {
            match note().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, outcome, "it could not be noted what became of a mail"),
            }
            sleep(NOTING).await;
        }
    }

    async fn postpone(&self, mail: &MailRow, reopen: bool) {
        count("retried");
        if let Err(error) = self.store.postpone_mail(mail.id, Timestamp::now() + pause(mail.tries), reopen).await {
            tracing::warn!(%error, "a mail could not be postponed");
        }
    }
}

/// One more mail with this outcome, for the metrics.
pub(super) fn count(outcome: &'static str) {
    metrics::counter!(MAILS, "outcome" => outcome).increment(1);
}

/// What became of a letter.
pub(super) enum Handed {
    /// The mail server has it.
    Over,
    /// It will never arrive.
    GivenUp { reached: bool },
    /// It is tried again.
    Again { reached: bool, surely_not_taken: bool },
}

/// Whether a mail server says that this mail will never arrive. That it does not let Debrief in, for one, is about Debrief.
fn is_final(error: &SmtpError) -> bool {
    error.status().is_some_and(|code| matches!(u16::from(code), 550..=553))
}

/// Pause after so many tries before.
pub(super) fn pause(tries: u32) -> SignedDuration {
    (FIRST_PAUSE * 2_i32.saturating_pow(tries.min(16))).min(LONGEST_PAUSE)
}

/// Rest after so many times before.
fn rest(missed: u32) -> Duration {
    (FIRST_REST * 2_u32.saturating_pow(missed.min(16))).min(LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        let all: Vec<i64> = (0..MAX_TRIES).map(|tries| pause(tries).as_secs() / 15).collect();
        assert_eq!(all, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]);
        assert_eq!((rest(0), rest(3), rest(u32::MAX)), (FIRST_REST, FIRST_REST * 8, LONGEST_REST));
    }
}

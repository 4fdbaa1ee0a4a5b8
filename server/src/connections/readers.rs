//! Asks trackers how tickets stand, one after the other, whichever node gets hold of one first.

use std::time::Duration;

use debrief_shared::api::TicketState;
use debrief_shared::protocol::ServerEvent;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::Connections;
use super::courier::jittered;
use super::trackers::TrackerError;
use crate::rounds::Rounds;
use crate::store::StoreError;
use crate::store::tracked::{Standing, TrackedRow};

/// How often it is looked for tickets that are to be asked for.
const EVERY: Duration = Duration::from_secs(2);
/// How long one is nobody else's: longer than asking takes.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// When a ticket is asked for first, after it was made.
pub const SOON: SignedDuration = SignedDuration::from_secs(30);
/// How often a ticket is asked for.
const OPEN: Duration = Duration::from_mins(10);
/// How often one that is done, or gone, is: somebody may open it again.
const DONE: Duration = Duration::from_hours(6);
/// Pause after nobody has answered; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

impl Connections {
    /// Asks until `stop`.
    pub(super) async fn read_all(&self, stop: &CancellationToken) {
        let mut rounds = Rounds::new(EVERY, stop);
        while rounds.next().await {
            loop {
                let read = tokio::select! {
                    () = stop.cancelled() => return,
                    read = self.read_next() => read,
                };
                match read {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::warn!(%error, "it could not be looked how tickets stand");
                        break;
                    }
                }
            }
        }
    }

    /// Asks for the ticket that is due. Whether there was one.
    async fn read_next(&self) -> Result<bool, StoreError> {
        let now = Timestamp::now();
        let Some(row) = self.store.claim_tracked(now, now + LEASE).await? else { return Ok(false) };
        let connection = self.store.connection(row.connection).await?;
        match self.standing_of(&connection, &row.key).await {
            Ok(standing) => self.note_standing(&row, standing).await?,
            Err(TrackerError::Gone) => {
                self.note_standing(&row, Standing { state: TicketState::Gone, word: String::new() }).await?;
            }
            Err(error) => {
                let pause = match error {
                    TrackerError::TooMuch(pause) => pause,
                    _ => FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(row.tries)).min(LONGEST_PAUSE),
                };
                tracing::debug!(%error, connection = %row.connection, "a ticket could not be asked for");
                self.store.postpone_tracked(&row.of, later(now, jittered(pause).max(pause))).await?;
            }
        }
        Ok(true)
    }

    /// Notes how a ticket stands. What people decided about the mitigation stays: it is shown beside.
    async fn note_standing(&self, row: &TrackedRow, standing: Standing) -> Result<(), StoreError> {
        let now = Timestamp::now();
        let pause = if standing.state == TicketState::Open { OPEN } else { DONE };
        self.store.note_standing(&row.of, &standing, now, later(now, jittered(pause))).await?;
        if standing != row.standing {
            self.documents.announce(row.of.postmortem, ServerEvent::Tickets);
        }
        Ok(())
    }
}

fn later(now: Timestamp, pause: Duration) -> Timestamp {
    now.checked_add(pause).unwrap_or(Timestamp::MAX)
}

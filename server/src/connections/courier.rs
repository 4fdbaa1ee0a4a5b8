//! Sends the deliveries that wait in the database, whichever node gets hold of one first. What is not taken goes again, later and later,
//! and ends in a list for admins.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::StatusCode;
use debrief_shared::api::ConnectionSettings;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Connections, asked_pause, payload, said, settings, slack};
use crate::metrics::DELIVERIES;
use crate::outbound::{Answer, OutboundError};
use crate::random;
use crate::store::StoreError;
use crate::store::connections::DeliveryRow;

/// How often it is looked for deliveries that are due.
const EVERY: Duration = Duration::from_secs(1);
/// Deliveries at once.
const AT_ONCE: usize = 16;
/// Of them, to one connection: one that keeps silent does not hold up the others.
const AT_ONCE_TO_ONE: usize = 3;
/// How long a delivery is nobody else's: longer than sending it and noting what came of it takes.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Tries after which a delivery is given up: in about a day.
const MAX_TRIES: u32 = 10;
/// Pause before the second try; each further one is four times as long.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_hours(8);
/// Between two tries to note what came of a delivery, and how many of them: as long as nobody else gets it.
const NOTING: (Duration, u32) = (Duration::from_secs(1), 60);
/// How long deliveries that are under way may take when the server stops.
const DRAIN: Duration = Duration::from_secs(2);

impl Connections {
    /// Sends what is due until `stop`.
    pub(super) async fn deliver_all(&self, stop: &CancellationToken) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut under_way: JoinSet<Uuid> = JoinSet::new();
        let mut busy: HashMap<Uuid, usize> = HashMap::new();
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(ended) = under_way.join_next() => match ended {
                    Ok(connection) => release(&mut busy, connection),
                    // Its place is lost for this run, no more.
                    Err(error) => tracing::error!(%error, "sending a delivery failed"),
                },
                _ = ticks.tick() => {}
            }
            while under_way.len() < AT_ONCE && !stop.is_cancelled() {
                let full: Vec<Uuid> =
                    busy.iter().filter(|(_, number)| **number >= AT_ONCE_TO_ONE).map(|(id, _)| *id).collect();
                let now = Timestamp::now();
                let delivery = match self.store.claim_delivery(now, now + LEASE, &full).await {
                    Ok(Some(delivery)) => delivery,
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "it could not be looked for deliveries that are due");
                        break;
                    }
                };
                *busy.entry(delivery.connection).or_default() += 1;
                let this = self.clone();
                under_way.spawn(async move {
                    this.deliver(&delivery).await;
                    delivery.connection
                });
            }
        }
        // What does not end by then goes again, by the same name.
        let _ = timeout(DRAIN, async { while under_way.join_next().await.is_some() {} }).await;
    }

    /// Sends one delivery and notes what came of it.
    async fn deliver(&self, delivery: &DeliveryRow) {
        let came = match self.transmit(delivery).await {
            Ok(came) => came,
            // It is somebody's again when its time is over.
            Err(error) => return tracing::warn!(%error, "a delivery could not be put together"),
        };
        let (outcome, due, answer) = match came {
            Came::Taken => {
                return self.note("delivered", || self.store.end_delivery(delivery.id, Timestamp::now())).await;
            }
            Came::GivenUp(answer) => ("given up", None, answer),
            Came::Again(_, answer) if delivery.tries + 1 >= MAX_TRIES => ("given up", None, answer),
            Came::Again(asked, answer) => {
                let pause = jittered(pause(delivery.tries)).max(asked.unwrap_or_default());
                ("retried", Timestamp::now().checked_add(pause).ok(), answer)
            }
        };
        self.note(outcome, || self.store.postpone_delivery(delivery.id, due, &answer)).await;
    }

    async fn transmit(&self, delivery: &DeliveryRow) -> Result<Came, StoreError> {
        let row = self.store.connection(delivery.connection).await?;
        let now = Timestamp::now();
        let answer = match settings(&row)? {
            ConnectionSettings::Webhook { url, restricted, .. } => {
                let news = payload::news(self.store.as_ref(), &self.site, delivery, restricted).await?;
                self.post_signed(&row, &url, &format!("msg_{}", delivery.id), now, payload::body(news)).await
            }
            ConnectionSettings::Slack { restricted, .. } => {
                let news = payload::news(self.store.as_ref(), &self.site, delivery, restricted).await?;
                self.post_to_chat(&row, slack::body(&news)).await
            }
            _ => return Ok(Came::GivenUp("this connection takes no deliveries".to_owned())),
        };
        Ok(judge(answer, now))
    }

    async fn note<F: Future<Output = Result<(), StoreError>>>(&self, outcome: &'static str, note: impl Fn() -> F) {
        metrics::counter!(DELIVERIES, "outcome" => outcome).increment(1);
        for _ in 0..NOTING.1 {
            match note().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, outcome, "it could not be noted what became of a delivery"),
            }
            sleep(NOTING.0).await;
        }
    }
}

/// What came of a try.
#[derive(Debug, PartialEq)]
enum Came {
    Taken,
    /// Trying again is of no use.
    GivenUp(String),
    /// Again, and not before the pause that was asked for.
    Again(Option<Duration>, String),
}

fn judge(answer: Result<Answer, OutboundError>, now: Timestamp) -> Came {
    match answer {
        Ok(answer) if answer.status.is_success() => Came::Taken,
        // Standard Webhooks: whoever answers this wants no more of them.
        Ok(answer) if answer.status == StatusCode::GONE => Came::GivenUp(said(&answer)),
        Ok(answer) => Came::Again(asked_pause(answer.status, &answer.headers, now), said(&answer)),
        Err(error) => Came::Again(None, error.to_string()),
    }
}

fn release(busy: &mut HashMap<Uuid, usize>, connection: Uuid) {
    if let Some(number) = busy.get_mut(&connection) {
        *number -= 1;
        if *number == 0 {
            busy.remove(&connection);
        }
    }
}

/// Pause after so many tries before.
fn pause(tries: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(4_u32.saturating_pow(tries)).min(LONGEST_PAUSE)
}

/// A pause that is up to a fifth shorter or longer: what failed together does not come back together.
pub(super) fn jittered(pause: Duration) -> Duration {
    let random = f64::from(u16::from_le_bytes(random::bytes())) / f64::from(u16::MAX);
    pause.mul_f64(0.8 + 0.4 * random)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::RETRY_AFTER;

    use super::*;

    #[test]
    fn pauses_grow_have_an_end_and_differ() {
        let all: Vec<u64> = (0..MAX_TRIES).map(|tries| pause(tries).as_secs()).collect();
        assert_eq!(all, [5, 20, 80, 320, 1280, 5120, 20_480, 28_800, 28_800, 28_800]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
        let minute = Duration::from_mins(1);
        let some: Vec<Duration> = (0..50).map(|_| jittered(minute)).collect();
        assert!(
            some.iter().all(|pause| (48..=72).contains(&pause.as_secs())) && some.iter().any(|one| *one != some[0])
        );
    }

    #[test]
    fn an_answer_says_whether_to_try_again_and_when() {
        let now: Timestamp = "2026-11-28T10:00:00Z".parse().expect("a time");
        let answer = |status: u16, after: Option<&'static str>| {
            let after = after.map(|value| (RETRY_AFTER, HeaderValue::from_static(value)));
            let status = StatusCode::from_u16(status).expect("a status");
            judge(Ok(Answer { status, headers: after.into_iter().collect(), body: "why".into() }), now)
        };
        assert_eq!((answer(200, None), answer(204, Some("5"))), (Came::Taken, Came::Taken));
        assert_eq!(answer(410, None), Came::GivenUp("410 Gone: why".to_owned()));
        let pause = |came| if let Came::Again(pause, _) = came { pause.map(|pause| pause.as_secs()) } else { panic!() };
        assert_eq!((pause(answer(500, Some("9"))), pause(answer(404, None))), (None, None));
        assert_eq!(pause(answer(429, Some("120"))), Some(120));
        assert_eq!(pause(answer(503, Some("Sat, 28 Nov 2026 10:00:30 GMT"))), Some(30));
        assert_eq!(pause(answer(429, Some("9999999999"))), Some(24 * 3_600));
        assert_eq!(pause(answer(429, Some("soon"))), None);
        let led = Came::Again(None, "302 Found: it leads on to another address, which is not followed".to_owned());
        assert_eq!(answer(302, None), led);
        let refused = judge(Err(OutboundError::NotAllowed), now);
        assert!(matches!(refused, Came::Again(None, said) if said.contains("may not be asked")));
    }
}

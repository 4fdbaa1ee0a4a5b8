//! Waiting for a condition, under one deadline for everything.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep, timeout};

/// How long anything that a test waits for may take. Generous: it is only ever used up by a failure.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Pause between two looks at something that gives no notice of its changes.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Asks `probe` again and again until it gives a value. An error of the probe counts as "not yet" and is told when time is up.
///
/// # Errors
/// When the deadline has passed.
pub async fn eventually<T, F>(what: &str, probe: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    eventually_within(DEADLINE, what, probe).await
}

/// The same for what takes its time by design.
///
/// # Errors
/// When `deadline` has passed.
pub async fn eventually_within<T, F>(deadline: Duration, what: &str, mut probe: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let end = Instant::now() + deadline;
    loop {
        let last = probe().await;
        if let Ok(Some(value)) = last {
            return Ok(value);
        }
        if Instant::now() > end {
            match last {
                Err(error) => bail!("waited {deadline:?} in vain: {what} ({error:#})"),
                Ok(_) => bail!("waited {deadline:?} in vain: {what}"),
            }
        }
        sleep(BETWEEN_LOOKS).await;
    }
}

/// Awaits `future` for no longer than the deadline.
///
/// # Errors
/// When the deadline has passed.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> Result<T> {
    match timeout(DEADLINE, future).await {
        Ok(value) => Ok(value),
        Err(_) => bail!("waited {DEADLINE:?} in vain: {what}"),
    }
}

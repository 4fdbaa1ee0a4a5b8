//! What a running server does from time to time: clears away what is of no use any more, and completes an index.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::document::Documents;
use crate::http;
use crate::store::Store;
use crate::store::search::COMMENTS_AT_ONCE;

/// How often what is only of use for a while is cleared away.
const HOUSEKEEPING: Duration = Duration::from_hours(1);
/// How long refused sign-ins and refused links stay in the audit log: strangers write them.
const REFUSALS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often recorded durations are folded into their buckets.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Clears away each hour what has expired, and keeps the figures of this process in shape.
pub(super) async fn keep_house(store: Arc<dyn Store>, metrics: Option<PrometheusHandle>, stop: CancellationToken) {
    let (mut hour, mut moment) = (interval(HOUSEKEEPING), interval(METRICS_UPKEEP));
    moment.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = moment.tick() => {
                if let Some(metrics) = &metrics {
                    metrics.run_upkeep();
                }
            }
            _ = hour.tick() => {
                if let Err(error) = store.delete_expired(Timestamp::now()).await {
                    tracing::warn!(%error, "what has expired could not be cleared away");
                }
                if let Err(error) = store.forget_keys(Timestamp::now() - http::KEYS_KEPT).await {
                    tracing::warn!(%error, "keys of requests could not be cleared away");
                }
                if let Err(error) = store.prune_refusals(Timestamp::now() - REFUSALS_KEPT).await {
                    tracing::warn!(%error, "old refusals could not be cleared out of the audit log");
                }
            }
        }
    }
}

/// Enters comments into the index that it does not know: those of an older version, and of a backup.
pub(super) async fn index_comments(store: Arc<dyn Store>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match store.index_comments(COMMENTS_AT_ONCE).await {
            Ok(COMMENTS_AT_ONCE) => tokio::task::yield_now().await,
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "some comments are not found until the next start"),
        }
    }
}

/// Clears away history that is older than so many days.
pub(super) async fn keep_history_short(documents: Documents, days: u32, stop: CancellationToken) {
    let kept = SignedDuration::from_hours(i64::from(days) * 24);
    let mut hour = interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hour.tick() => {
                // Stopped half-way it has done nothing to the document it was at.
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = documents.trim_logs(Timestamp::now() - kept) => {}
                }
            }
        }
    }
}

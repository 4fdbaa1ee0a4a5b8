//! Names and meanings of what `/metrics` shows (Prometheus). The recorder is installed by `app`; without one, recording costs nothing.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Documents held in memory.
pub const LIVE_DOCUMENTS: &str = "debrief_live_documents";
/// Open document sockets.
pub const SESSIONS: &str = "debrief_sessions";
/// Updates that changed a document.
pub const UPDATES: &str = "debrief_updates_total";
/// Bytes of these updates, as logged.
pub const UPDATE_BYTES: &str = "debrief_update_bytes_total";
/// Steps that it took to find an update's place, in front of whatever others had put there.
pub const UPDATE_STEPS: &str = "debrief_update_steps";
/// Transactions of the update log.
pub const COMMITS: &str = "debrief_commits_total";
/// Duration of such a transaction.
pub const COMMIT_SECONDS: &str = "debrief_commit_seconds";
/// Updates in such a transaction.
pub const COMMIT_ROWS: &str = "debrief_commit_rows";
/// Frames put into outboxes by broadcasts, counted once per receiver.
pub const BROADCAST_FRAMES: &str = "debrief_broadcast_frames_total";
/// Times a slow reader was brought up to date by a difference instead of by every update.
pub const RESYNCS: &str = "debrief_resyncs_total";
/// Connections and sockets that were not let in, because there were too many; label `reason`.
pub const CONNECTIONS_REFUSED: &str = "debrief_connections_refused_total";
/// Frames that were not taken; label `reason`.
pub const REFUSED_FRAMES: &str = "debrief_refused_frames_total";
/// Updates of other nodes that this one logged because they had not.
pub const ADOPTED_UPDATES: &str = "debrief_adopted_updates_total";
/// Documents that were given up because an update of theirs does not come to its end.
pub const STUCK_DOCUMENTS: &str = "debrief_stuck_documents";
/// Updates that were set aside and are not applied.
pub const QUARANTINED: &str = "debrief_quarantined_updates";
/// Mails about notifications; label `outcome`.
pub const MAILS: &str = "debrief_mails_total";
/// Deliveries of webhooks; label `outcome`.
pub const DELIVERIES: &str = "debrief_deliveries_total";
/// 1 while the log can be written, else 0.
pub const STORAGE_OK: &str = "debrief_storage_ok";

/// Upper bounds of [`COMMIT_SECONDS`]'s buckets.
pub const COMMIT_SECONDS_BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Upper bounds of [`COMMIT_ROWS`]'s buckets.
pub const COMMIT_ROWS_BUCKETS: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 50.0, 200.0, 1_000.0, 2_000.0];

/// Upper bounds of [`UPDATE_STEPS`]'s buckets.
pub const UPDATE_STEPS_BUCKETS: [f64; 7] = [0.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0];

/// Tells the installed recorder what each name means.
pub fn describe() {
    describe_gauge!(LIVE_DOCUMENTS, "Documents held in memory");
    describe_gauge!(SESSIONS, "Open document sockets");
    describe_counter!(UPDATES, "Updates that changed a document");
    describe_counter!(UPDATE_BYTES, Unit::Bytes, "Bytes of updates that changed a document");
    describe_histogram!(UPDATE_STEPS, "Steps that it took to find an update's place");
    describe_counter!(COMMITS, "Transactions of the update log");
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "Duration of a transaction of the update log");
    describe_histogram!(COMMIT_ROWS, "Updates in a transaction of the update log");
    describe_counter!(BROADCAST_FRAMES, "Frames put into outboxes by broadcasts, once per receiver");
    describe_counter!(RESYNCS, "Slow readers brought up to date by a difference");
    describe_counter!(REFUSED_FRAMES, "Frames that were not taken, by reason");
    describe_counter!(ADOPTED_UPDATES, "Updates of other nodes that this node logged");
    describe_gauge!(STUCK_DOCUMENTS, "Documents given up because an update does not come to its end");
    describe_gauge!(QUARANTINED, "Updates set aside because they ended the process");
    describe_counter!(CONNECTIONS_REFUSED, "Connections and sockets that were not let in, by reason");
    describe_counter!(MAILS, "Mails about notifications, by what became of them");
    describe_counter!(DELIVERIES, "Deliveries of webhooks, by what became of them");
    describe_gauge!(STORAGE_OK, "1 while the update log can be written");
    metrics::gauge!(STUCK_DOCUMENTS).set(0.0);
    metrics::gauge!(STORAGE_OK).set(1.0);
}

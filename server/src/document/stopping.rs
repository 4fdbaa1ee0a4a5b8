//! The end: everything is written, and nobody is waited for who does not answer.

use std::time::Duration;

use tokio::time::timeout;

use super::Documents;

/// How long a stopping server waits for its sockets to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);
/// How long it waits for documents to end: a little longer than one may wait for the log.
const LAST_ACTORS: Duration = Duration::from_secs(15);
/// How long it waits after that for what they have sent off to be written.
const LAST_WRITES: Duration = Duration::from_secs(8);

impl Documents {
    /// Ends all sessions, writes everything and waits for it. Documents do not open afterwards. `false` when something could not be
    /// written, now or earlier, that others may have seen.
    pub async fn shutdown(&self) -> bool {
        self.registry.stop();
        let watch = &self.registry.containment.watch;
        // A stuck document never ends, nor one whose storage keeps silent; the others do.
        let mut written = true;
        if timeout(LAST_ACTORS, self.registry.actors.wait()).await.is_err() {
            let (open, stuck) = (self.registry.actors.len(), watch.stuck());
            tracing::error!(open, stuck, "stopping although documents have not come to their end");
            written = false;
        }
        self.stop_writers.cancel();
        self.writers.close();
        if timeout(LAST_WRITES, self.writers.wait()).await.is_err() {
            tracing::error!(
                "stopping although storage has not answered; the pages that made the last changes keep them"
            );
            written = false;
        }
        self.sockets.close();
        self.registry.bus.flush().await;
        if timeout(GOODBYE, self.sockets.wait()).await.is_err() {
            tracing::warn!(sockets = self.sockets.len(), "some sockets did not close in time");
        }
        written && !self.registry.committer.has_lost() && watch.stuck() == 0
    }
}

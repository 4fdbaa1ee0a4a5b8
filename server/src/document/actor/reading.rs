//! Reading the log again, and the connection to other nodes, as an actor waits for them among other things.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

use super::super::load::{Page, read_behind};
use crate::store::documents::Seq;
use crate::store::{DocumentStore, StoreError};

/// How long reading a page of the log may take.
const LONGEST_READ: Duration = Duration::from_secs(5);

/// The log, being read.
pub(super) type Reading = Pin<Box<dyn Future<Output = Result<Page, StoreError>> + Send>>;

/// Resolves when the connection to other nodes has come or gone.
pub(super) async fn changed(connected: &mut Option<watch::Receiver<bool>>) -> bool {
    if let Some(connected) = connected
        && connected.changed().await.is_ok()
    {
        return *connected.borrow_and_update();
    }
    std::future::pending().await
}

/// Reads the log, unless the database keeps silent.
pub(super) async fn read_in_time(store: Arc<dyn DocumentStore>, id: Uuid, after: Seq) -> Result<Page, StoreError> {
    let page = timeout(LONGEST_READ, read_behind(&*store, id, after)).await;
    page.unwrap_or_else(|_| Err(StoreError::Unavailable("the log was not read in time".to_owned())))
}

/// What was read of the log, once it is; never when it is not being read.
pub(super) async fn read(reading: &mut Option<Reading>) -> Result<Page, StoreError> {
    match reading {
        Some(reading) => reading.await,
        None => std::future::pending().await,
    }
}

//! `debrief trial`, which a starting server runs: see `document::trial`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use uuid::Uuid;

use super::open_store;
use crate::config::StorageArgs;
use crate::document::{QUARANTINE, quarantine::Quarantine, trial};

#[derive(Debug, Args)]
pub(super) struct TrialArgs {
    /// Id of the postmortem
    id: Uuid,
    /// File with the frame that was being applied
    #[arg(long)]
    frame: Option<PathBuf>,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn trial(args: TrialArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let quarantine = Quarantine::open(&args.storage.data_dir.join(QUARANTINE))?;
    trial::run(Arc::clone(&store), &quarantine, args.id, args.frame).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

//! `debrief trial`, which a starting server runs: see `document::trial`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use uuid::Uuid;

use super::open_store;
use crate::config::StorageArgs;
use crate::document::{QUARANTINE, Work, quarantine::Quarantine, trial};

#[derive(Debug, Args)]
pub(super) struct TrialArgs {
    /// Id of the postmortem
    id: Uuid,
    /// File with the frame that was being applied
    #[arg(long)]
    frame: Option<PathBuf>,
    /// It was a look into its past
    #[arg(long, conflicts_with = "frame")]
    past: bool,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn trial(args: TrialArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let quarantine = Quarantine::open(&args.storage.data_dir.join(QUARANTINE))?;
    let work = match args.frame {
        Some(file) => Work::Frame(std::fs::read(file).context("cannot read the frame")?),
        None if args.past => Work::LookingBack,
        None => Work::Opening,
    };
    trial::run(Arc::clone(&store), &quarantine, args.id, work).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

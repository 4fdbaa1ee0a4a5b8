//! `debrief export` and `debrief check`: what is stored, without changing it.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use uuid::Uuid;

use super::open_store;
use crate::config::StorageArgs;
use crate::document::quarantine::Quarantine;
use crate::document::{QUARANTINE, read_stored};
use crate::export::{Format, write};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Id of the postmortem, as in its address
    id: Uuid,
    /// What to write
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn export(args: ExportArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let quarantine = Quarantine::open(&args.storage.data_dir.join(QUARANTINE))?;
    let read = read_stored(store.as_ref(), args.id, &quarantine).await;
    let view = read.with_context(|| format!("cannot open postmortem {}", args.id))?;
    let text = write(&view, args.format)?;
    store.close().await;
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn check(args: CheckArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let ids = store.ids().await?;
    let quarantine = Quarantine::open(&args.storage.data_dir.join(QUARANTINE))?;
    let mut broken = 0_usize;
    for id in &ids {
        if let Err(error) = read_stored(store.as_ref(), *id, &quarantine).await {
            broken += 1;
            println!("{id}: {error}");
        }
    }
    store.close().await;
    for aside in quarantine.list() {
        println!("{}: an update was set aside on {}: {}", aside.document, aside.at, aside.reason);
    }
    println!("{} of {} postmortems can be opened.", ids.len() - broken, ids.len());
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

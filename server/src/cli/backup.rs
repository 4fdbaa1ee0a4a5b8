//! `debrief backup` and `debrief restore`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;

use super::documents::{look_at_all, quarantine};
use super::open_store;
use crate::app;
use crate::backup::{self, Backup, Manifest};
use crate::config::StorageArgs;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// Folder to make; it must not exist
    folder: PathBuf,
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// Folder that `debrief backup` made
    folder: PathBuf,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn backup(args: BackupArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let manifest = backup::write(store.as_ref(), &args.folder, Timestamp::now()).await?;
    store.close().await;
    println!("Backed up {} into {}.", contents(&manifest), args.folder.display());
    println!("Its content is {}", manifest.content);
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(args: RestoreArgs) -> Result<ExitCode> {
    let backup = Backup::open(&args.folder)?;
    let database = args.storage.database()?;
    if let Some(folder) = database.file().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let _lock = database.file().map(app::lock).transpose()?;
    let store = database.open().await.with_context(|| format!("cannot open the database {database}"))?;
    backup::restore(store.as_ref(), &backup).await?;
    let content = backup::content_hash(store.as_ref()).await?;
    let sound = look_at_all(store.as_ref(), &quarantine(&args.storage)?).await?;
    store.close().await;
    let same = content == backup.manifest().content;
    if !same {
        println!("the database does not hold what the backup holds");
    }
    println!("Restored {} from {}.", contents(backup.manifest()), args.folder.display());
    println!("Its content is {content}");
    println!("Nobody is signed in, and one-time links that were under way are void.");
    Ok(if same && sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn contents(manifest: &Manifest) -> String {
    let (postmortems, updates) = (manifest.rows_of("postmortems"), manifest.rows_of("updates"));
    format!("{postmortems} postmortems ({updates} updates) and {} people", manifest.rows_of("people"))
}

//! `debrief backup` and `debrief restore`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;

use super::documents::{look_at_all, look_at_pictures, quarantine};
use super::{open_images, open_store};
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
    let images = open_images(&args.storage)?;
    let manifest = backup::write(store.as_ref(), &images, &args.folder, Timestamp::now()).await?;
    store.close().await;
    for id in &manifest.lost {
        println!("Picture {id} is missing or damaged and not in the backup; `debrief check` says whose it is.");
    }
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
    let images = open_images(&args.storage)?;
    // Whatever is there already makes filling fail, and gets no pictures of others beside it.
    if store.ids().await?.is_empty() {
        backup::restore_images(&images, &backup).await?;
    }
    backup::restore(store.as_ref(), &backup).await?;
    let content = backup::content_hash(store.as_ref()).await?;
    let sound = look_at_all(store.as_ref(), &quarantine(&args.storage)?).await?;
    let sound = look_at_pictures(store.as_ref(), &images).await? && sound;
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
    let (pictures, people) = (manifest.rows_of("images"), manifest.rows_of("people"));
    let pictures = if pictures == 0 { String::new() } else { format!(", {pictures} pictures") };
    format!("{postmortems} postmortems ({updates} updates){pictures} and {people} people")
}

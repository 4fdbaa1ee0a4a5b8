//! `debrief archive`: what was published, written into a folder or a bare git repository.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{open_images, open_store};
use crate::archive::Archive;
use crate::config::{ConfigError, Origin, StorageArgs};

#[derive(Debug, Args)]
pub(super) struct ArchiveArgs {
    /// A folder, made where there is none, or a bare git repository
    path: PathBuf,
    /// The address people open: links and pictures in the files lead there
    #[arg(long, env = "DEBRIEF_PUBLIC_URL")]
    public_url: Option<String>,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn archive(args: ArchiveArgs) -> Result<ExitCode> {
    let site = match &args.public_url {
        Some(url) => Origin::parse(url).ok_or(ConfigError::PublicUrl)?.as_str().to_owned(),
        None => String::new(),
    };
    let store = open_store(&args.storage).await?;
    let images = open_images(&args.storage)?;
    let archive = Archive::open(&args.path, store.clone(), images, &args.storage.data_dir, site).await;
    let done = archive.context("there is no archive")?.update(&CancellationToken::new()).await?;
    store.close().await;
    println!("Wrote {}, took out {}; {} in {}.", done.written, done.removed, done.all, args.path.display());
    if done.unread > 0 {
        println!("{} cannot be read; `debrief check` says why.", done.unread);
    }
    Ok(if done.unread > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

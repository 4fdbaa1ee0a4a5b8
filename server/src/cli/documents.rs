//! `debrief export` and `debrief check`: what is stored, without changing it. `debrief reindex`: what is derived from it, anew.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use uuid::Uuid;

use super::{open_images, open_store};
use crate::backup;
use crate::config::StorageArgs;
use crate::document::quarantine::Quarantine;
use crate::document::{self, QUARANTINE, inspect, read_stored};
use crate::export::{Format, Pictures, write};
use crate::images::{ImageError, Images};
use crate::store::images::Kept;
use crate::store::search::COMMENTS_AT_ONCE;
use crate::store::{DocumentStore, Store};

/// Postmortems between two lines that say how far it is.
const PROGRESS: usize = 100;

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
    /// Also print the hash of everything that a backup would hold
    #[arg(long)]
    hash: bool,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn export(args: ExportArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let read = read_stored(store.as_ref(), args.id, &quarantine(&args.storage)?).await;
    let view = read.with_context(|| format!("cannot open postmortem {}", args.id))?;
    let images = open_images(&args.storage)?;
    let pictures = Pictures::of(store.as_ref(), &images, "", args.id, &view, args.format).await?;
    let text = write(&view, args.format, &pictures)?;
    store.close().await;
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn check(args: CheckArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let sound = look_at_all(store.as_ref(), &quarantine(&args.storage)?).await?;
    let sound = look_at_pictures(store.as_ref(), &open_images(&args.storage)?).await? && sound;
    if args.hash {
        println!("Its content is {}", backup::content_hash(store.as_ref()).await?);
    }
    store.close().await;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Looks at every stored document and prints a line for each problem; whether there is none.
pub(super) async fn look_at_all(store: &dyn DocumentStore, quarantine: &Quarantine) -> Result<bool> {
    let ids = store.ids().await?;
    let (mut broken, mut behind, mut sound) = (0_usize, 0_usize, true);
    for id in &ids {
        match inspect(store, *id, quarantine).await {
            Ok(found) => {
                behind += usize::from(found.behind);
                sound &= found.problems.is_empty();
                found.problems.iter().for_each(|problem| println!("{id}: {problem}"));
            }
            Err(error) => {
                broken += 1;
                println!("{id}: {error}");
            }
        }
    }
    for aside in quarantine.list() {
        println!("{}: an update was set aside on {}: {}", aside.document, aside.at, aside.reason);
    }
    println!("{} of {} postmortems can be opened.", ids.len() - broken, ids.len());
    if behind > 0 {
        println!("Lists are behind with {behind} of them; a running server brings them up to date.");
    }
    Ok(sound && broken == 0)
}

/// Reads every picture and prints a line for each that is not what was stored; whether all are.
pub(super) async fn look_at_pictures(store: &dyn Store, images: &Images) -> Result<bool> {
    let (mut total, mut lost) = (0_usize, 0_usize);
    for postmortem in store.ids().await? {
        for row in store.images(postmortem).await? {
            total += 1;
            match images.read(&Kept::from(&row)).await {
                Ok(_) => {}
                Err(error @ ImageError::Unavailable(_)) => return Err(error).context("cannot read pictures"),
                Err(error) => {
                    lost += 1;
                    println!("{postmortem}: picture {}: {error}", row.id);
                }
            }
        }
    }
    if total > 0 {
        println!("{} of {total} pictures are whole.", total - lost);
    }
    Ok(lost == 0)
}

pub(super) async fn reindex(args: CheckArgs) -> Result<ExitCode> {
    let store = open_store(&args.storage).await?;
    let ids = store.ids().await?;
    let quarantine = quarantine(&args.storage)?;
    let (total, mut done, mut broken) = (ids.len(), 0_usize, 0_usize);
    for id in ids {
        if let Err(error) = document::reindex(&*store, id, &quarantine).await {
            broken += 1;
            println!("{id}: {error}");
        }
        done += 1;
        if done.is_multiple_of(PROGRESS) {
            println!("{done} of {total} …");
        }
    }
    while store.index_comments(COMMENTS_AT_ONCE).await? == COMMENTS_AT_ONCE {}
    store.close().await;
    println!("{} of {total} postmortems were indexed.", total - broken);
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The updates that were set aside.
pub(super) fn quarantine(storage: &StorageArgs) -> Result<Quarantine> {
    Quarantine::open(&storage.data_dir.join(QUARANTINE))
}

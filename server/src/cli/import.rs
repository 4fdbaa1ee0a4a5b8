//! `debrief import`: a file becomes a postmortem.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use debrief_shared::document::View;
use debrief_shared::import::{Answers, Input, MAX_POSTMORTEM_BYTES, postmortem};
use debrief_shared::time::Moment;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{open_store, people};
use crate::config::StorageArgs;
use crate::document::new_document;
use crate::random;
use crate::store::audit::{Audit, AuditAction};

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file: Markdown, or JSON as `debrief export --format json` writes it
    file: PathBuf,
    /// Address of the account that owns the postmortem
    #[arg(long)]
    user: String,
    /// Zone of times in Markdown that say none, by its IANA name
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn import(args: ImportArgs) -> Result<ExitCode> {
    let view = read(&args.file, &args.time_zone)?;
    let store = open_store(&args.storage).await?;
    let owner = people::find(store.as_ref(), &args.user).await?;
    let now = Timestamp::now();
    let id = random::id(now);
    let first = view.to_update(random::client_id(), || random::id(now).to_string());
    if first.len() > MAX_FIRST_BYTES {
        bail!("{} makes a postmortem of more than {} MB; split it", args.file.display(), MAX_FIRST_BYTES >> 20);
    }
    let audit = Audit::by_command(AuditAction::PostmortemCreated, now).about(id);
    store.create(new_document(id, owner.person.id, first, now)?, &audit).await?;
    store.close().await;
    println!("{id}");
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path, time_zone: &str) -> Result<View> {
    let shown = path.display();
    let zone = TimeZone::get(time_zone)
        .with_context(|| format!("--time-zone: there is no zone {time_zone:?}; write it like Europe/Copenhagen"))?;
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
    // One more than is allowed, so that too much is seen.
    let most = u64::try_from(MAX_POSTMORTEM_BYTES + 1).unwrap_or(u64::MAX);
    file.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let local = |time: DateTime| {
        let zoned = time.to_zoned(zone.clone()).ok()?;
        Some(Moment::new(zoned.timestamp(), zoned.offset()))
    };
    let answers = Answers { day: None, zone: &local };
    let mut view = postmortem(Input { name: &name, bytes: &bytes }, time_zone, &answers)
        .with_context(|| format!("{shown} cannot be taken in"))?;
    if view.title.trim().is_empty() {
        view.title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    Ok(view)
}

/// Largest first update of a postmortem, in bytes: a quarter of what a document may become.
const MAX_FIRST_BYTES: usize = 8 << 20;

//! `debrief import`: files and folders become postmortems.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use debrief_shared::api::{ImportProblem, ImportReport, ImportedPostmortem, Visibility};
use debrief_shared::import::{File, MAX_DOCUMENT_BYTES, MAX_FILES};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{open_images, open_store, people};
use crate::config::StorageArgs;
use crate::import::{Brought, Desk, Importer, read};
use crate::store::audit::{Audit, AuditAction};

/// Most bytes of all files of a folder.
const MAX_FOLDER_BYTES: usize = 512 << 20;
/// Most folders within each other.
const MAX_DEPTH: usize = 16;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files and folders: Markdown, HTML, Word (.docx), JSON as `debrief export --format json` writes it, ZIP files of these
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Address of the account that owns the postmortems
    #[arg(long)]
    user: String,
    /// Zone of times that say none, by its IANA name
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// Say what would be made, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// Make another one where the same file became one of that account's before
    #[arg(long)]
    again: bool,
    /// Nobody else may open them until they are added
    #[arg(long)]
    restricted: bool,
    #[command(flatten)]
    storage: StorageArgs,
}

impl ImportArgs {
    fn visibility(&self) -> Visibility {
        if self.restricted { Visibility::Restricted } else { Visibility::Workspace }
    }
}

pub(super) async fn import(args: ImportArgs) -> Result<ExitCode> {
    let zone = TimeZone::get(&args.time_zone).with_context(|| {
        format!("--time-zone: there is no zone {:?}; write it like Europe/Copenhagen", args.time_zone)
    })?;
    let store = open_store(&args.storage).await?;
    let images = open_images(&args.storage)?;
    let owner = people::find(store.as_ref(), &args.user).await?.person.id;
    let importer =
        Importer { store: store.as_ref(), images: &images, owner, visibility: args.visibility(), again: args.again };
    let mut failed = false;
    for path in &args.paths {
        let report = match bring(&importer, path, &zone, &args).await {
            Ok(report) => report,
            Err(error) => {
                let problem = ImportProblem { file: path.display().to_string(), problem: format!("{error:#}") };
                ImportReport { problems: vec![problem], ..ImportReport::default() }
            }
        };
        report.postmortems.iter().for_each(|made| println!("{}", shown(&line(made))));
        for ImportProblem { file, problem } in &report.problems {
            // Some problems begin with the file already.
            let file = if problem.starts_with(file.as_str()) { String::new() } else { format!("{file}: ") };
            eprintln!("{}", shown(&format!("{file}{problem}")));
        }
        failed |= !report.problems.is_empty();
    }
    store.close().await;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn bring(importer: &Importer<'_>, path: &Path, zone: &TimeZone, args: &ImportArgs) -> Result<ImportReport> {
    let brought = if path.is_dir() { folder(path)? } else { file(path)? };
    let documents = read(&Desk::default(), brought, zone.clone(), args.time_zone.clone()).await?;
    Ok(if args.dry_run {
        importer.preview(documents).await?
    } else {
        let noted = |id| Audit::by_command(AuditAction::PostmortemCreated, Timestamp::now()).about(id);
        importer.make(documents, noted).await?
    })
}

/// `0190…  Checkout refused cards  (checkout.md: 4 sections, 12 entries, 3 mitigations)`.
fn line(made: &ImportedPostmortem) -> String {
    let counted = |count: u32, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let id = match (made.id, made.existing) {
        (Some(id), _) => id.to_string(),
        (None, Some(id)) => format!("there already: {id}"),
        (None, None) => "would be made".to_owned(),
    };
    let mut line = format!(
        "{id}  {}  ({}: {}, {}, {}",
        made.title,
        made.file,
        counted(made.sections, "section", "sections"),
        counted(made.entries, "entry", "entries"),
        counted(made.mitigations, "mitigation", "mitigations"),
    );
    if made.pictures > 0 {
        line.push_str(", ");
        line.push_str(&counted(made.pictures, "picture", "pictures"));
    }
    line.push(')');
    if let Some(other) = made.alike {
        line.push_str("\n  Another postmortem of this title is there: ");
        line.push_str(&other.to_string());
    }
    for warning in &made.warnings {
        line.push_str("\n  ");
        line.push_str(warning);
    }
    line
}

/// Without what a terminal would take for orders: names and titles are somebody else's.
fn shown(line: &str) -> String {
    line.chars().map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect()
}

fn file(path: &Path) -> Result<Brought> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Brought::File(name, bytes(path)?.into()))
}

/// One more byte than is allowed, so that too much is seen.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let most = u64::try_from(MAX_DOCUMENT_BYTES + 1).unwrap_or(u64::MAX);
    file.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() > MAX_DOCUMENT_BYTES {
        bail!("{} is larger than {} MB; split it", path.display(), MAX_DOCUMENT_BYTES >> 20);
    }
    Ok(bytes)
}

/// All files below a folder. Links to elsewhere are not followed, and what begins with a dot is left out.
fn folder(root: &Path) -> Result<Brought> {
    let mut files = Vec::new();
    let mut all = 0;
    let mut waiting = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = waiting.pop() {
        let listed = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in listed {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().with_context(|| format!("cannot look at {}", entry.path().display()))?;
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            if kind.is_dir() && depth < MAX_DEPTH {
                waiting.push((entry.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file() {
                let bytes = bytes(&entry.path())?;
                all += bytes.len();
                files.push(File { name, bytes: bytes.into() });
            }
            if files.len() > MAX_FILES || all > MAX_FOLDER_BYTES {
                bail!(
                    "{} holds more than {MAX_FILES} files or {} MB; bring its folders in one by one",
                    root.display(),
                    MAX_FOLDER_BYTES >> 20
                );
            }
        }
    }
    Ok(Brought::Folder(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_gives_a_terminal_no_orders() {
        let made = ImportedPostmortem {
            id: None,
            file: "b\u{1b}[2J\r.md".to_owned(),
            title: "A\u{1b}]0;x\u{7}".to_owned(),
            sections: 0,
            entries: 0,
            mitigations: 0,
            pictures: 0,
            warnings: Vec::new(),
            existing: None,
            alike: None,
        };
        let printed = shown(&line(&made));
        assert!(!printed.contains(|letter: char| letter.is_control()), "{printed:?}");
        assert!(printed.contains("A\u{fffd}]0;x"), "{printed:?}");
    }
}

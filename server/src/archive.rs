//! The archive: what was published, as Markdown and JSON in a folder or a bare git repository, for tools of others and for the day on which there
//! is no server. It holds the newest published version of each postmortem that every member may read; what is restricted or removed leaves it.

mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use debrief_shared::document::View;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::calendar::one_line;
use crate::document::quarantine::Quarantine;
use crate::document::{DocumentError, QUARANTINE, read_kept};
use crate::export::{Format, Pictures, file_stem, write};
use crate::images::Images;
use crate::rounds::Rounds;
use crate::store::reviews::PublishedRow;
use crate::store::{Store, StoreError};
use place::{Change, Commit, Place};

/// How often a running server looks for what was published.
const EVERY: Duration = Duration::from_secs(15);
/// How often it looks through everything though nothing says that there is something new: what could not be read may be readable by now.
const ANYWAY: Duration = Duration::from_mins(10);
/// Postmortems that are read, and committed, at once.
const PAGE: u32 = 50;
/// Postmortems that are looked for at once, to see what has to leave.
const LONG_PAGE: u32 = 1_000;
/// Characters of an id at the end of a file's name: its random end.
const ID_CHARACTERS: usize = 12;
/// Most characters of a title in what is said of a commit.
const MAX_TITLE_CHARS: usize = 200;
/// What the archive holds, in the archive.
const INDEX: &str = "index.json";

/// Why there is no archive, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder or repository does not take it.
    #[error("{}: {cause}", path.display())]
    Place {
        /// Which.
        path: PathBuf,
        /// What it said.
        cause: String,
    },
    /// What it holds is not known.
    #[error("{}: {INDEX} cannot be read ({cause}). Put it right, or remove it to have everything written anew", path.display())]
    Index {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Storage is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was set aside cannot be read.
    #[error("what was set aside cannot be read: {0:#}")]
    Quarantine(anyhow::Error),
}

/// A place for what was published, and where that comes from.
pub struct Archive {
    place: Place,
    store: Arc<dyn Store>,
    images: Images,
    data_dir: PathBuf,
    /// The public address, or empty where it is not known.
    site: String,
}

/// What one look at the archive has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Versions that were written.
    pub written: usize,
    /// Postmortems that left.
    pub removed: usize,
    /// Those that could not be read; the log says which.
    pub unread: usize,
    /// Postmortems in it now.
    pub all: usize,
}

/// A postmortem in the archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    title: String,
    version: u32,
    published: Timestamp,
    /// Name of its files, without what says the format.
    file: String,
}

impl Kept {
    fn paths(&self) -> [String; 2] {
        [format!("{}.md", self.file), format!("{}.json", self.file)]
    }
}

/// What was read of a postmortem, to be taken in.
pub(crate) struct Read {
    kept: Kept,
    row: PublishedRow,
    /// Markdown and JSON.
    texts: [String; 2],
}

/// One look through everything.
pub(crate) struct Look {
    index: BTreeMap<Uuid, Kept>,
    /// What is in the archive, as far as that is known, and does not belong there.
    gone: BTreeSet<Uuid>,
    quarantine: Quarantine,
    /// The page that was read last is behind the one, up to the other.
    before: Option<Uuid>,
    after: Option<Uuid>,
    done: Done,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    postmortems: Vec<Kept>,
}

impl Archive {
    /// An archive at `path`: a bare git repository that is there, or else a folder, which is made. `data_dir` is the server's, `site` its public
    /// address or empty.
    ///
    /// # Errors
    /// When the place cannot be used, or it is a repository and there is no git.
    pub async fn open(
        path: &Path,
        store: Arc<dyn Store>,
        images: Images,
        data_dir: &Path,
        site: String,
    ) -> Result<Self, ArchiveError> {
        let place = Place::open(path).await?;
        Ok(Self { place, store, images, data_dir: data_dir.to_owned(), site })
    }

    /// Keeps the archive up to date until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut rounds = Rounds::new(EVERY, &stop);
        let mut looked = None;
        while rounds.next().await {
            match self.follow(&mut looked, &stop).await {
                Ok(None | Some(Done { written: 0, removed: 0, .. })) => {}
                Ok(Some(Done { written, removed, .. })) => {
                    tracing::info!(written, removed, "the archive is up to date");
                }
                Err(error) => tracing::warn!(%error, "the archive could not be brought up to date"),
            }
        }
    }

    /// Updates if anything was published, restricted, removed or brought back since it was last `looked`, or that is long ago.
    pub(crate) async fn follow(
        &self,
        looked: &mut Option<(i64, Instant)>,
        stop: &CancellationToken,
    ) -> Result<Option<Done>, ArchiveError> {
        // Read before the look: what changes during it is looked at once more.
        let epoch = self.store.publication_epoch().await?;
        if looked.is_some_and(|(before, at)| before == epoch && at.elapsed() < ANYWAY) {
            return Ok(None);
        }
        let done = self.update(stop).await?;
        *looked = Some((epoch, Instant::now()));
        Ok(Some(done))
    }

    /// Takes out what does not belong there any more, and writes what is missing: nothing that cannot be written keeps something there. Told
    /// to stop it ends between two commits.
    pub async fn update(&self, stop: &CancellationToken) -> Result<Done, ArchiveError> {
        let mut look = self.look().await?;
        self.remove(&mut look).await?;
        while !stop.is_cancelled() {
            let Some(read) = self.read(&mut look).await? else { break };
            let added = self.add(&mut look, read).await;
            // Something may have been restricted meanwhile.
            self.remove(&mut look).await?;
            added?;
        }
        Ok(Done { all: look.index.len(), ..look.done })
    }

    /// Begins to look through what there is.
    pub(crate) async fn look(&self) -> Result<Look, ArchiveError> {
        let index = self.index().await?;
        let mut gone: BTreeSet<Uuid> = index.keys().copied().collect();
        let mut after = None;
        loop {
            let rows = self.store.published(after, LONG_PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.postmortem);
            for row in &rows {
                gone.remove(&row.postmortem);
            }
        }
        let known: BTreeSet<String> = index.values().flat_map(Kept::paths).collect();
        self.place.sweep(move |name| is_left(name, &known)).await?;
        let quarantine = Quarantine::open(&self.data_dir.join(QUARANTINE)).map_err(ArchiveError::Quarantine)?;
        Ok(Look { index, gone, quarantine, before: None, after: None, done: Done::default() })
    }

    /// Reads what is new of the next page. `None` behind the last one.
    pub(crate) async fn read(&self, look: &mut Look) -> Result<Option<Vec<Read>>, ArchiveError> {
        let rows = self.store.published(look.after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        (look.before, look.after) = (look.after, Some(last.postmortem));
        let mut read = Vec::new();
        for row in rows {
            if look.index.get(&row.postmortem).is_some_and(|kept| kept.version == row.publication.number) {
                continue;
            }
            match self.files(&row, &look.quarantine).await {
                Ok((kept, texts)) => read.push(Read { kept, row, texts }),
                Err(DocumentError::Unavailable(cause)) => return Err(StoreError::Unavailable(cause).into()),
                Err(error) => {
                    look.done.unread += 1;
                    tracing::warn!(%error, postmortem = %row.postmortem, "what was published cannot be read for the archive");
                }
            }
        }
        Ok(Some(read))
    }

    /// Takes in what was read. That took its time, and what is once in a repository stays in its commits: the very last thing is to look whether
    /// every member may still read it.
    pub(crate) async fn add(&self, look: &mut Look, mut read: Vec<Read>) -> Result<(), ArchiveError> {
        if read.is_empty() {
            return Ok(());
        }
        // There may be others between them by now.
        let still = self.store.published(look.before, 2 * PAGE).await?;
        read.retain(|Read { kept, .. }| {
            let is_public = still.iter().any(|row| row.postmortem == kept.id);
            if !is_public {
                look.gone.insert(kept.id);
            }
            is_public
        });
        let (mut changes, mut written) = (Vec::new(), Vec::new());
        for Read { kept, row, texts } in read {
            let old = look.index.insert(kept.id, kept.clone()).filter(|old| old.file != kept.file);
            changes.extend(old.iter().flat_map(Kept::paths).map(Change::Remove));
            changes.extend(kept.paths().into_iter().zip(texts).map(|(path, text)| Change::Write(path, text)));
            written.push((kept, row));
        }
        look.done.written += written.len();
        if written.is_empty() { Ok(()) } else { self.commit(changes, &look.index, &published(&written)).await }
    }

    /// Takes out what has gone.
    pub(crate) async fn remove(&self, look: &mut Look) -> Result<(), ArchiveError> {
        let gone = std::mem::take(&mut look.gone);
        let left: Vec<Kept> = gone.iter().filter_map(|id| look.index.remove(id)).collect();
        look.done.removed += left.len();
        // Titles of what not everybody may read any more are not said once more.
        let message = match left.len() {
            0 => return Ok(()),
            1 => "Take a postmortem out".to_owned(),
            count => format!("Take {count} postmortems out"),
        };
        let changes = left.iter().flat_map(Kept::paths).map(Change::Remove).collect();
        self.commit(changes, &look.index, &Commit { message, author: String::new(), at: Timestamp::now() }).await
    }

    async fn index(&self) -> Result<BTreeMap<Uuid, Kept>, ArchiveError> {
        let Some(text) = self.place.read(INDEX).await? else { return Ok(BTreeMap::new()) };
        let index: Index = serde_json::from_str(&text)
            .map_err(|error| ArchiveError::Index { path: self.place.path().to_owned(), cause: error.to_string() })?;
        Ok(index.postmortems.into_iter().filter(is_ours).map(|kept| (kept.id, kept)).collect())
    }

    async fn commit(
        &self,
        mut changes: Vec<Change>,
        index: &BTreeMap<Uuid, Kept>,
        commit: &Commit,
    ) -> Result<(), ArchiveError> {
        let mut postmortems: Vec<Kept> = index.values().cloned().collect();
        postmortems.sort_unstable_by(|one, other| one.file.cmp(&other.file));
        let text = serde_json::to_string_pretty(&Index { postmortems }).expect("plain data serialises") + "\n";
        // Last: a folder that says of a file that it is there has it.
        changes.push(Change::Write(INDEX.to_owned(), text));
        self.place.apply(changes, commit).await
    }

    /// What is written of a postmortem: Markdown, and JSON.
    async fn files(&self, row: &PublishedRow, quarantine: &Quarantine) -> Result<(Kept, [String; 2]), DocumentError> {
        let id = row.postmortem;
        let view = Arc::new(read_kept(self.store.as_ref(), id, row.publication.seq, quarantine).await?);
        let kept = Kept {
            id,
            title: view.title.clone(),
            version: row.publication.number,
            published: row.publication.at,
            file: file_name(&view, id, row.created_at),
        };
        let mut texts = [const { String::new() }; 2];
        for (text, format) in texts.iter_mut().zip([Format::Md, Format::Json]) {
            let pictures = Pictures::of(self.store.as_ref(), &self.images, &self.site, id, &view, format).await?;
            let view = Arc::clone(&view);
            let written = spawn_blocking(move || write(&view, format, &pictures)).await;
            *text = written
                .map_err(|error| DocumentError::Broken(error.to_string()))?
                .map_err(|too_large| DocumentError::Broken(too_large.to_string()))?;
        }
        Ok((kept, texts))
    }
}

/// `2026-03-11-checkout-refused-cards-5d0c3f1e2a7b`: by day, told apart by the end of the id.
fn file_name(view: &View, id: Uuid, created_at: Timestamp) -> String {
    let day = created_at.to_zoned(TimeZone::UTC).date();
    let id_text = id.simple().to_string();
    let end = &id_text[id_text.len() - ID_CHARACTERS..];
    let stem = file_stem(&view.title, id);
    match stem.strip_prefix("postmortem-").filter(|stem| *stem != id.to_string()) {
        Some(stem) => format!("{day}-{stem}-{end}"),
        None => format!("{day}-{end}"),
    }
}

/// Whether the index names files of ours: whoever writes into it by hand makes nothing else disappear.
fn is_ours(kept: &Kept) -> bool {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    kept.file.chars().all(plain) && kept.id.simple().to_string().ends_with(kept.file.rsplit('-').next().unwrap_or("/"))
}

/// Whether a file has a name as ours have, whole or unfinished, and is not `known`: what was being written when a server was killed, or when
/// there was no room any more. Nobody would ever take it out.
fn is_left(name: &str, known: &BTreeSet<String>) -> bool {
    let whole = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).unwrap_or(name);
    let Some((stem, "md" | "json")) = whole.rsplit_once('.') else { return false };
    let Some((day, rest)) = stem.split_at_checked("2026-03-11".len()) else { return false };
    let end = rest.rsplit_once('-').map_or("", |(_, end)| end);
    let is_hex = end.chars().all(|it| it.is_ascii_digit() || matches!(it, 'a'..='f'));
    day.parse::<Date>().is_ok() && end.len() == ID_CHARACTERS && is_hex && !known.contains(name)
}

/// What is said of versions that were written.
fn published(written: &[(Kept, PublishedRow)]) -> Commit {
    let line = |kept: &Kept| {
        let title: String = one_line(&kept.title).chars().take(MAX_TITLE_CHARS).collect();
        let title = if title.is_empty() { "a postmortem without a title".to_owned() } else { title };
        match kept.version {
            1 => title,
            version => format!("{title}, version {version}"),
        }
    };
    if let [(kept, row)] = written {
        return Commit {
            message: format!("Publish {}", line(kept)),
            author: row.publication.by.as_ref().map(|by| by.name.clone()).unwrap_or_default(),
            at: row.publication.at,
        };
    }
    let mut message = format!("Publish {} postmortems\n\n", written.len());
    for (kept, _) in written {
        let _ = writeln!(message, "- {}", line(kept));
    }
    Commit { message, author: String::new(), at: Timestamp::now() }
}

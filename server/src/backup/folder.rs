//! The folder of a backup on disk: written beside its place and moved there when it is whole and synced; read only when every hash fits.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::BackupError;
use super::lines::{self, Tally};
use super::manifest::{FORMAT, Manifest, content_of, hex};
use crate::random;
use crate::store::images::Kept;
use crate::store::portable::{Sink, Source, TABLES, Table, Value};

const MANIFEST: &str = "manifest.json";
/// The manifest's own hash, as `sha256sum` writes and reads it.
const MANIFEST_HASH: &str = "manifest.json.sha256";
/// The folder of pictures, a file each; not there when there are none.
const IMAGES: &str = "images";
/// The table that names them.
const IMAGES_TABLE: &str = "images";
/// Read and written at once.
const BUFFER_BYTES: usize = 64 << 10;
/// For whoever makes the backup, and nobody else: it holds everybody's words.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// A backup in the making. Dropped before its end it leaves nothing.
pub(super) struct Writing {
    place: PathBuf,
    partial: PathBuf,
    tally: Tally,
    file: Option<(&'static str, BufWriter<File>)>,
    images: Vec<Kept>,
    whole: bool,
}

impl Writing {
    pub(super) fn begin(place: &Path) -> Result<Self, BackupError> {
        // A name that ends in a slash is the same folder.
        let place: PathBuf = place.components().collect();
        if place.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(place.display().to_string()));
        }
        let name = place.file_name().ok_or_else(|| BackupError::Exists(place.display().to_string()))?;
        let partial = place.with_file_name(partial_name(name));
        DirBuilder::new().mode(FOLDER_MODE).create(&partial).map_err(|error| at(&partial, error))?;
        Ok(Self { place, partial, tally: Tally::default(), file: None, images: Vec::new(), whole: false })
    }

    /// The pictures that its rows name.
    pub(super) fn images(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.images)
    }

    /// Adds the bytes of a picture.
    pub(super) fn add_image(&mut self, id: Uuid, bytes: &[u8]) -> Result<(), BackupError> {
        let folder = self.partial.join(IMAGES);
        let added = (|| {
            if !folder.is_dir() {
                DirBuilder::new().mode(FOLDER_MODE).create(&folder)?;
            }
            let mut file = create(&folder.join(id.to_string()))?;
            file.write_all(bytes)?;
            file.sync_all()
        })();
        added.map_err(|error| at(&folder, error))
    }

    /// Writes the manifest and moves everything to its place.
    pub(super) fn finish(mut self, schema: i64, now: Timestamp, lost: Vec<Uuid>) -> Result<Manifest, BackupError> {
        self.end_file().map_err(|error| at(&self.partial, error))?;
        let manifest = Manifest::new(schema, now, std::mem::take(&mut self.tally).tables(), lost);
        let json = serde_json::to_string_pretty(&manifest).expect("plain data serialises") + "\n";
        let hash = format!("{}  {MANIFEST}\n", hex(&Sha256::digest(&json)));
        let moved = (|| {
            self.put(MANIFEST, &json)?;
            self.put(MANIFEST_HASH, &hash)?;
            match File::open(self.partial.join(IMAGES)) {
                Ok(folder) => folder.sync_all()?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            File::open(&self.partial)?.sync_all()?;
            fs::rename(&self.partial, &self.place)?;
            let parent = self.place.parent().filter(|parent| !parent.as_os_str().is_empty());
            File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
        })();
        moved.map_err(|error| at(&self.place, error))?;
        self.whole = true;
        Ok(manifest)
    }

    fn put(&self, name: &str, text: &str) -> io::Result<()> {
        let mut file = create(&self.partial.join(name))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    fn end_file(&mut self) -> io::Result<()> {
        let Some((_, file)) = self.file.take() else { return Ok(()) };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Sink for Writing {
    fn begin(&mut self, table: &'static Table) -> io::Result<()> {
        self.end_file()?;
        self.tally.begin(table);
        let file = create(&self.partial.join(file_of(table.name)))?;
        self.file = Some((table.name, BufWriter::with_capacity(BUFFER_BYTES, file)));
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        let line = self.tally.add(row)?;
        let (table, file) = self.file.as_mut().ok_or(io::ErrorKind::InvalidInput)?;
        if *table == IMAGES_TABLE {
            self.images.extend(Kept::from_portable(row));
        }
        file.write_all(line.as_bytes())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.whole {
            // It is no backup, and says so by its name.
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

/// A backup of which every byte is what was written.
#[derive(Debug)]
pub struct Backup {
    folder: PathBuf,
    manifest: Manifest,
}

impl Backup {
    /// Opens a backup and checks all of it.
    pub fn open(folder: &Path) -> Result<Self, BackupError> {
        let read = |name: &str| {
            let file = folder.join(name);
            fs::read_to_string(&file).map_err(|error| missing(&file, error))
        };
        let json = read(MANIFEST)?;
        if read(MANIFEST_HASH)? != format!("{}  {MANIFEST}\n", hex(&Sha256::digest(&json))) {
            return Err(BackupError::Damaged(format!("{MANIFEST} is not what was written")));
        }
        let unreadable = |error: serde_json::Error| BackupError::Damaged(format!("{MANIFEST}: {error}"));
        let format: Format = serde_json::from_str(&json).map_err(unreadable)?;
        if format.format != FORMAT {
            return Err(BackupError::Format(format.format));
        }
        let manifest: Manifest = serde_json::from_str(&json).map_err(unreadable)?;
        if !manifest.tables.iter().map(|listed| listed.name.as_str()).eq(TABLES.iter().map(|table| table.name)) {
            return Err(BackupError::Tables);
        }
        for listed in &manifest.tables {
            let file = folder.join(file_of(&listed.name));
            let (hash, rows) = hash_of(&file).map_err(|error| missing(&file, error))?;
            if hash != listed.sha256 || rows != listed.rows {
                return Err(BackupError::Damaged(format!("{} is not what was written", file_of(&listed.name))));
            }
        }
        if content_of(&manifest.tables) != manifest.content {
            return Err(BackupError::Damaged(format!("{MANIFEST} does not fit its tables")));
        }
        let backup = Self { folder: folder.to_owned(), manifest };
        for kept in backup.images()? {
            let file = backup.image_file(kept.id);
            if hash_of(&file).map_err(|error| missing(&file, error))?.0 != kept.sha256 {
                return Err(BackupError::Damaged(format!("{IMAGES}/{} is not what was written", kept.id)));
            }
        }
        Ok(backup)
    }

    /// The pictures whose bytes it has.
    pub(super) fn images(&self) -> Result<Vec<Kept>, BackupError> {
        let table = TABLES.iter().find(|table| table.name == IMAGES_TABLE).ok_or(BackupError::Tables)?;
        let (mut rows, mut images) = (self.rows(), Vec::new());
        while let Some(row) = rows.row(table).map_err(|error| at(&self.folder, error))? {
            let kept = Kept::from_portable(&row);
            images.push(kept.ok_or_else(|| BackupError::Damaged(format!("{IMAGES_TABLE} has a row that is none")))?);
        }
        images.retain(|kept| !self.manifest.lost.contains(&kept.id));
        Ok(images)
    }

    /// The bytes of one.
    pub(super) fn image(&self, id: Uuid) -> Result<Vec<u8>, BackupError> {
        let file = self.image_file(id);
        fs::read(&file).map_err(|error| missing(&file, error))
    }

    fn image_file(&self, id: Uuid) -> PathBuf {
        self.folder.join(IMAGES).join(id.to_string())
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(super) fn rows(&self) -> Rows<'_> {
        Rows { folder: &self.folder, current: None }
    }
}

#[derive(serde::Deserialize)]
struct Format {
    format: u32,
}

/// The rows of a backup.
pub(super) struct Rows<'a> {
    folder: &'a Path,
    current: Option<(&'static str, io::Lines<BufReader<File>>)>,
}

impl Source for Rows<'_> {
    fn row(&mut self, table: &'static Table) -> io::Result<Option<Vec<Value>>> {
        if self.current.as_ref().is_none_or(|(name, _)| *name != table.name) {
            let file = File::open(self.folder.join(file_of(table.name)))?;
            self.current = Some((table.name, BufReader::with_capacity(BUFFER_BYTES, file).lines()));
        }
        let line = self.current.as_mut().and_then(|(_, lines)| lines.next()).transpose()?;
        line.map(|line| lines::row(table, &line)).transpose()
    }
}

/// The hash of a file and how many lines it has.
fn hash_of(file: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hash, mut lines) = (File::open(file)?, Sha256::new(), 0);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hex(&hash.finalize()), lines));
        }
        hash.update(&buffer[..read]);
        lines += buffer[..read].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    }
}

/// A name beside the backup's own that cannot be taken for one.
fn partial_name(name: &OsStr) -> OsString {
    let mut partial = OsString::from(".");
    partial.push(name);
    partial.push(format!(".partial-{}", hex(&random::bytes::<4>())));
    partial
}

fn file_of(table: &str) -> String {
    format!("{table}.jsonl")
}

fn create(file: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(file)
}

fn at(path: &Path, error: io::Error) -> BackupError {
    BackupError::File(path.display().to_string(), error)
}

fn missing(file: &Path, error: io::Error) -> BackupError {
    match error.kind() {
        io::ErrorKind::NotFound => BackupError::Damaged(format!("{} is missing", file.display())),
        io::ErrorKind::InvalidData => BackupError::Damaged(format!("{} is not text", file.display())),
        _ => at(file, error),
    }
}

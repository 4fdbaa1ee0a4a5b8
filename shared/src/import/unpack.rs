//! ZIP files, read within limits: what is packed small can be endless.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{ImportError, text};

/// Below this many bytes nobody minds how well something packs.
const SMALL_BYTES: u64 = 1 << 20;

/// How much is read of an archive, and the words for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most files and folders in it.
    pub(super) entries: usize,
    /// Most bytes of one file in it, unpacked.
    pub(super) file_bytes: u64,
    /// Most bytes of all files that are read, unpacked.
    pub(super) unpacked_bytes: u64,
    /// Text packs to a tenth or a twentieth; what unpacks to more than this many times its size is not what it says.
    pub(super) ratio: u64,
    /// What should be in it.
    pub(super) holds: &'static str,
    /// What to do when it is too large.
    pub(super) advice: &'static str,
}

/// An archive that is being read.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    bounds: Bounds,
    unpacked: u64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], bounds: Bounds) -> Result<Self, ImportError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| ImportError::new("This ZIP file is damaged or was cut off", "Download it once more."))?;
        if zip.len() > bounds.entries {
            return Err(ImportError::new(format!("There are more than {} files in it", bounds.entries), bounds.advice));
        }
        if let Some(name) = twice(bytes, zip.central_directory_start()) {
            let problem =
                format!("Two files in it are called “{}”, and only one of them could be read", text::one_line(&name));
            return Err(ImportError::new(problem, "Give one of them another name, and pack them again."));
        }
        Ok(Self { zip, bounds, unpacked: 0 })
    }

    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.zip.name_for_index(index).unwrap_or_default()
    }

    /// Where a file of this name is.
    #[cfg(feature = "documents")]
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name)
    }

    /// A file's bytes. What its head says of its size is looked at and not believed: it is read up to the limit.
    pub(super) fn bytes(&mut self, index: usize) -> Result<Vec<u8>, ImportError> {
        let bounds = self.bounds;
        let file = self.zip.by_index(index).map_err(|_| {
            ImportError::new(
                "A file in this ZIP file cannot be unpacked",
                "Download it once more; files with a password are not read.",
            )
        })?;
        let name = file.name().to_owned();
        let (packed, declared) = (file.compressed_size(), file.size());
        let too_large = |problem: String| within(&name, ImportError::new(problem, bounds.advice));
        if declared > SMALL_BYTES && declared / bounds.ratio > packed {
            return Err(too_large(format!("it unpacks to far more than {} do", bounds.holds)));
        }
        // Small files may pack as well as they like, which a packed size of their own bounds.
        let most = bounds.file_bytes.min(packed.saturating_mul(bounds.ratio).max(SMALL_BYTES));
        let mut bytes = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| within(&name, ImportError::new("it is damaged", "Download it once more.")))?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(too_large(format!("it is larger than {} MB", most >> 20)));
        }
        self.unpacked += length;
        if self.unpacked > bounds.unpacked_bytes {
            return Err(too_large(format!("all of it is larger than {} MB", bounds.unpacked_bytes >> 20)));
        }
        Ok(bytes)
    }

    /// A file's text.
    pub(super) fn text(&mut self, index: usize) -> Result<String, ImportError> {
        let bytes = self.bytes(index)?;
        let name = self.name(index).to_owned();
        text::decode(&bytes).map(std::borrow::Cow::into_owned).map_err(|error| within(&name, error))
    }
}

/// A name that stands twice in the list of files at the end of an archive: whoever looks a file up by its name sees one of them only.
/// The form of the list: APPNOTE.TXT of PKWARE, section 4.3.12.
fn twice(bytes: &[u8], from: u64) -> Option<String> {
    let mut rest = bytes.get(usize::try_from(from).ok()?..)?;
    let mut seen = HashSet::new();
    while let Some((head, after)) = rest.split_first_chunk::<46>()
        && head.starts_with(b"PK\x01\x02")
    {
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16::from_le_bytes([head[at], head[at + 1]])));
        let called = after.get(..name)?;
        if !seen.insert(called) {
            return Some(String::from_utf8_lossy(called).into_owned());
        }
        rest = after.get(name + extra + comment..)?;
    }
    None
}

/// The same, said of a file.
pub(super) fn within(file: &str, error: ImportError) -> ImportError {
    ImportError { file: text::one_line(file), ..error }
}

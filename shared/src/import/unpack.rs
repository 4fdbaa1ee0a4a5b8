//! ZIP files, read within limits: what is packed small can be endless.

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

/// The same, said of a file.
pub(super) fn within(file: &str, error: ImportError) -> ImportError {
    ImportError { file: text::one_line(file), ..error }
}

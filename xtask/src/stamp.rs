//! Fingerprints of inputs, so that a step whose inputs have not changed is skipped.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Collects what a step depends on.
#[derive(Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Adds a word, such as a compiler version.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// Adds every file below `path`, or `path` itself when it is a file. What does not exist counts as empty.
    pub(crate) fn files(mut self, path: &Path) -> Result<Self> {
        for file in files_below(path)? {
            self = self.text(&file.to_string_lossy());
            let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self.0.update(bytes.len().to_le_bytes());
            self.0.update(bytes);
        }
        Ok(self)
    }

    /// The fingerprint as hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Every file below `path` in a fixed order, without what npm and builds leave behind.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))? {
                let entry = entry?;
                let name = entry.file_name();
                if !["node_modules", "dist", "target"].iter().any(|skipped| name == *skipped) {
                    open.push(entry.path());
                }
            }
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether the stamp `name` was left for exactly this fingerprint.
pub(crate) fn is_fresh(name: &str, fingerprint: &str) -> bool {
    fs::read_to_string(file(name)).is_ok_and(|found| found == fingerprint)
}

/// Leaves the stamp `name`; call it after the step has succeeded.
pub(crate) fn leave(name: &str, fingerprint: &str) -> Result<()> {
    let file = file(name);
    fs::create_dir_all(crate::paths::work())?;
    fs::write(&file, fingerprint).with_context(|| format!("cannot write {}", file.display()))
}

fn file(name: &str) -> PathBuf {
    crate::paths::work().join(format!("{name}.stamp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_depends_on_the_order_and_bounds_of_its_parts() {
        let of = |parts: &[&str]| parts.iter().fold(Fingerprint::default(), |print, part| print.text(part)).finish();
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab", "c"]), of(&["c", "ab"]));
    }

    #[test]
    fn what_does_not_exist_counts_as_empty() {
        assert!(files_below(Path::new("no/such/folder")).expect("reads").is_empty());
    }
}

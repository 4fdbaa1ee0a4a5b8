//! Word files (`.docx`, ECMA-376) as HTML: paragraphs by their styles, lists, tables, emphasis, links, notes and pictures. What was deleted under tracked
//! changes stays out, what was inserted is in, as Word shows it when changes are taken over.

mod package;
mod writer;

use std::collections::HashMap;
use std::sync::Arc;

use self::package::Package;
use crate::import::ImportError;
use crate::import::unpack::{Archive, Bounds};

/// What is read of a file.
const BOUNDS: Bounds = Bounds {
    entries: 5_000,
    file_bytes: super::MAX_DOCUMENT_BYTES as u64,
    unpacked_bytes: 96 << 20,
    ratio: 200,
    holds: "documents",
    advice: "Split it into several.",
};
/// Where the text is.
const MAIN: &str = "word/document.xml";

/// A Word file, read.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) html: String,
    /// Pictures by what stands as their address in the HTML.
    pub(super) media: HashMap<String, Arc<[u8]>>,
}

/// Whether a ZIP file is one.
pub(super) fn is_word(bytes: &[u8]) -> Result<bool, ImportError> {
    let bounds = Bounds { entries: BOUNDS.entries.max(super::MAX_FILES), ..BOUNDS };
    Ok(Archive::open(bytes, bounds)?.find(MAIN).is_some())
}

/// Reads one.
pub(super) fn read(bytes: &[u8]) -> Result<Word, ImportError> {
    let mut archive = Archive::open(bytes, BOUNDS)?;
    let package = Package::read(&mut archive)?;
    let mut html = String::from("<!doctype html><body>");
    let mut shown = Vec::new();
    let main = Package::text(&mut archive, MAIN)?;
    let main = main.ok_or_else(|| ImportError::new("This is no Word file", super::NOT_A_DOCUMENT))?;
    writer::write(&main, MAIN, &package, &mut html, &mut shown)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(text) = Package::text(&mut archive, notes)? {
            writer::write(&text, notes, &package, &mut html, &mut shown)?;
        }
    }
    let mut media = HashMap::new();
    for name in shown {
        if let Some(at) = archive.find(&name).filter(|_| !media.contains_key(&name)) {
            media.insert(name, archive.bytes(at)?.into());
        }
    }
    Ok(Word { html, media })
}

//! Whole postmortems as other tools write them: Markdown, HTML, Word files, our own JSON, and folders or ZIP files of these with their pictures.
//!
//! Everything becomes Markdown first and goes one way from there, [`postmortem`]. Nothing here does I/O.

mod markup;
mod pictures;
mod word;

use std::collections::HashMap;
use std::sync::Arc;

pub use pictures::Picture;
use sha2::{Digest as _, Sha256};

use super::detect::ZIP;
use super::postmortem::{is_actions, is_zone};
use super::unpack::{Archive, Bounds, within};
use super::{Answers, ImportError, Input, postmortem, text};
use crate::api::MAX_IMPORT_BYTES;
use crate::document::{SectionKind, SectionView, View};

/// Most bytes of one file that is brought in, packed or not.
pub const MAX_DOCUMENT_BYTES: usize = MAX_IMPORT_BYTES;
/// Most files of a folder or a ZIP file.
pub const MAX_FILES: usize = 2_000;
/// Largest HTML that is read, in bytes, without the pictures in it: reading it takes some twenty times as much memory.
const MAX_HTML_BYTES: usize = 8 << 20;
/// Most bytes of all files of a ZIP file, unpacked.
const MAX_UNPACKED_BYTES: usize = 128 << 20;
/// What is read of a ZIP file.
const BOUNDS: Bounds = Bounds {
    entries: MAX_FILES,
    file_bytes: MAX_DOCUMENT_BYTES as u64,
    unpacked_bytes: MAX_UNPACKED_BYTES as u64,
    ratio: 200,
    holds: "documents",
    advice: "Split it into several.",
};
const NOT_A_DOCUMENT: &str = "Postmortems are read from .md, .html, .docx and .json files.";

/// A postmortem out of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, with its folders.
    pub file: String,
    /// SHA-256 of what is in the file: where it lay and what it is called may change from one time to the next.
    pub digest: [u8; 32],
    /// What it became.
    pub view: View,
    /// Pictures that are in it, each in the place of a placeholder.
    pub pictures: Vec<Picture>,
    /// What somebody should know who brings it in.
    pub warnings: Vec<String>,
}

impl Document {
    /// What it takes in memory beside the files that it was read from.
    fn held_bytes(&self) -> usize {
        let sections = self.view.sections.iter().map(|section| section.body.len());
        let entries = self.view.timeline.iter().map(|entry| entry.text.len());
        let mitigations = self.view.mitigations.iter().map(|item| item.text.len());
        let own = self.pictures.iter().filter(|picture| picture.file.is_none()).map(|picture| picture.bytes.len());
        sections.chain(entries).chain(mitigations).chain(own).sum()
    }

    /// Puts `address` where a picture's placeholder stands.
    pub fn place(&mut self, placeholder: &str, address: &str) {
        let bodies = self.view.sections.iter_mut().map(|section| &mut section.body);
        let entries = self.view.timeline.iter_mut().map(|entry| &mut entry.text);
        let mitigations = self.view.mitigations.iter_mut().map(|item| &mut item.text);
        for words in bodies.chain(entries).chain(mitigations).filter(|words| words.contains(placeholder)) {
            *words = words.replace(placeholder, address);
        }
    }
}

/// A file that did not become a postmortem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file, with its folders.
    pub file: String,
    /// Why, and what to do.
    pub problem: String,
}

/// All that came of what was brought.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// What was read, in the order of the files.
    pub made: Vec<Document>,
    /// What was not.
    pub unread: Vec<Unread>,
}

/// A file in a folder.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, with the folders below the one that was named, separated by `/`.
    pub name: String,
    /// What is in it; documents that show the same picture share it.
    pub bytes: Arc<[u8]>,
}

/// Reads one file: a postmortem, or a ZIP file of several.
///
/// # Errors
/// [`ImportError`] where the file as a whole cannot be read; what cannot be read within a ZIP file is [`Documents::unread`].
pub fn documents(input: Input<'_>, zone: &str, answers: &Answers<'_>) -> Result<Documents, ImportError> {
    if input.bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(ImportError::new(
            format!("This is larger than {} MB", MAX_DOCUMENT_BYTES >> 20),
            "Split it into several.",
        ));
    }
    if !input.bytes.starts_with(ZIP) || word::is_word(input.bytes)? {
        let made = read(input, &HashMap::new(), zone, answers)?;
        return Ok(Documents { made: vec![made], unread: Vec::new() });
    }
    let mut archive = Archive::open(input.bytes, BOUNDS)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name(index).replace('\\', "/");
        if !name.ends_with('/') && !is_hidden(&name) {
            files.push(File { name, bytes: archive.bytes(index)?.into() });
        }
    }
    Ok(folder(&files, zone, answers))
}

/// Reads the files of a folder, each as a postmortem of its own, with the pictures that they refer to.
pub fn folder(files: &[File], zone: &str, answers: &Answers<'_>) -> Documents {
    let beside: Beside<'_> = files.iter().map(|file| (file.name.as_str(), &file.bytes)).collect();
    // Word files unpack by themselves: what they hold together is no more than what plain files could.
    let room = files.iter().map(|file| file.bytes.len()).sum::<usize>().max(MAX_UNPACKED_BYTES);
    let mut held = 0;
    let mut documents = Documents::default();
    let mut shown = Vec::new();
    let mut sorted: Vec<&File> = files.iter().filter(|file| !is_hidden(&file.name)).collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for file in sorted.iter().filter(|file| is_document(&file.name)) {
        let input = Input { name: &file.name, bytes: &file.bytes };
        match read(input, &beside, zone, answers) {
            Ok(document) => {
                held += document.held_bytes();
                if held > room {
                    let problem = format!("All of it is larger than {} MB. Split it into several.", room >> 20);
                    documents.unread.push(Unread { file: file.name.clone(), problem });
                    continue;
                }
                shown.extend(document.pictures.iter().filter_map(|picture| picture.file.clone()));
                documents.made.push(document);
            }
            Err(error) => documents.unread.push(Unread { file: file.name.clone(), problem: error.to_string() }),
        }
    }
    for file in sorted.iter().filter(|file| !is_document(&file.name) && !shown.contains(&file.name)) {
        let problem = if pictures::is_picture(&file.name) {
            "No postmortem here shows this picture.".to_owned()
        } else {
            format!("This is no postmortem. {NOT_A_DOCUMENT}")
        };
        documents.unread.push(Unread { file: file.name.clone(), problem });
    }
    if documents.made.is_empty() && documents.unread.is_empty() {
        documents.unread.push(Unread { file: String::new(), problem: format!("It is empty. {NOT_A_DOCUMENT}") });
    }
    documents
}

/// Files of the same folder, by their names.
type Beside<'a> = HashMap<&'a str, &'a Arc<[u8]>>;

fn read(input: Input<'_>, beside: &Beside<'_>, zone: &str, answers: &Answers<'_>) -> Result<Document, ImportError> {
    let told = |error: ImportError| within(input.name, error);
    let mut held = HashMap::new();
    let markdown = if input.bytes.starts_with(ZIP) {
        let word = word::read(input.bytes).map_err(told)?;
        held = word.media;
        html(&word.html).map_err(told)?
    } else {
        let text = text::decode(input.bytes).map_err(told)?;
        if text.contains('\0') {
            return Err(told(ImportError::new("This is not text", NOT_A_DOCUMENT)));
        }
        if is_html(input.name, &text) {
            let lifted = pictures::lift_data(&text);
            held = lifted.held;
            html(&lifted.text).map_err(told)?
        } else {
            text.into_owned()
        }
    };
    if markdown.trim().is_empty() {
        return Err(told(ImportError::new("There is no text in it", NOT_A_DOCUMENT)));
    }
    let lifted = if markdown.trim_start().starts_with('{') {
        pictures::Lifted::unchanged(markdown)
    } else {
        pictures::lift(&markdown, input.name, &held, beside)
    };
    let bytes = lifted.text.as_bytes();
    let mut view = postmortem(Input { name: input.name, bytes }, zone, answers).map_err(told)?;
    if view.title.trim().is_empty() {
        view.title = stem(input.name);
    }
    let mut warnings = lifted.warnings;
    warnings.extend(stayed_text(&view));
    if !view.timeline.is_empty() {
        warnings.extend(other_zone(&lifted.text, zone));
    }
    Ok(Document {
        file: input.name.to_owned(),
        digest: Sha256::digest(input.bytes).into(),
        view,
        pictures: lifted.pictures,
        warnings,
    })
}

/// Markdown of HTML.
fn html(html: &str) -> Result<String, ImportError> {
    if html.len() > MAX_HTML_BYTES {
        let problem = format!("There are more than {} MB of HTML in it", MAX_HTML_BYTES >> 20);
        return Err(ImportError::new(problem, "Split it into several."));
    }
    markup::to_markdown(html).ok_or_else(|| {
        ImportError::new(
            "Its elements lie too deep in each other, or have too many attributes",
            "Open it in a browser, copy what is shown, and paste that.",
        )
    })
}

/// What a section of timeline or of actions says that stayed text, because nothing in it has the form of either.
fn stayed_text(view: &View) -> Vec<String> {
    let mut told = Vec::new();
    let is_told = |section: &&SectionView| section.kind == SectionKind::Prose && !section.body.trim().is_empty();
    for section in view.sections.iter().filter(is_told) {
        let heading = section.heading.trim();
        if view.timeline.is_empty() && heading.to_lowercase().contains("timeline") {
            told.push(format!(
                "“{heading}” stays text: entries are read from a table in which each row has a day and a time."
            ));
        } else if view.mitigations.is_empty() && is_actions(heading) {
            told.push(format!("“{heading}” stays text: mitigations are read from a list."));
        }
    }
    told
}

/// `All times in CET`: which clock that is depends on whom one asks, so it is asked back.
fn other_zone(text: &str, zone: &str) -> Option<String> {
    let line = text.lines().find(|line| {
        let lower = line.to_lowercase();
        let tells = ["times are", "times in", "all times"].iter().any(|words| lower.contains(words));
        tells && line.split(|c: char| !c.is_alphanumeric()).any(is_zone)
    })?;
    Some(format!("It says “{}”. Times were read as those of {zone}.", text::one_line(line)))
}

fn extension(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// What a file is called, without folders and extension.
fn stem(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    text::one_line(file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

fn is_document(name: &str) -> bool {
    ["md", "markdown", "html", "htm", "docx", "json"].contains(&extension(name).as_str())
}

/// What systems put beside files: `.DS_Store`, `__MACOSX/…`.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn is_html(name: &str, text: &str) -> bool {
    let mut head = text.trim_start().chars().take(15).collect::<String>();
    head.make_ascii_lowercase();
    ["html", "htm"].contains(&extension(name).as_str())
        || head.starts_with("<!doctype html")
        || head.starts_with("<html")
}

#[cfg(test)]
mod tests;

//! What the parts of a Word file say about its text: names of styles, kinds of lists, where links and pictures lead.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::LocalName;

use crate::import::ImportError;
use crate::import::unpack::{Archive, within};

/// The parts beside the text.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// Names of styles by their ids, in small letters.
    styles: HashMap<String, String>,
    /// Whether a list's level is numbered, by its id and level.
    numbered: HashMap<(String, String), bool>,
    /// What links and pictures lead to, by part and id.
    targets: HashMap<(String, String), String>,
}

impl Package {
    pub(super) fn read(archive: &mut Archive<'_>) -> Result<Self, ImportError> {
        let mut package = Self::default();
        if let Some(text) = Self::text(archive, "word/styles.xml")? {
            package.read_styles(&text)?;
        }
        if let Some(text) = Self::text(archive, "word/numbering.xml")? {
            package.read_lists(&text)?;
        }
        for part in ["document", "footnotes", "endnotes"] {
            if let Some(text) = Self::text(archive, &format!("word/_rels/{part}.xml.rels"))? {
                let part = format!("word/{part}.xml");
                each(&text, &part, |event| {
                    if let Event::Start(tag) | Event::Empty(tag) = event
                        && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
                    {
                        package.targets.insert((part.clone(), id), target);
                    }
                })?;
            }
        }
        Ok(package)
    }

    /// The text of a part, if it is there.
    pub(super) fn text(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, ImportError> {
        archive.find(name).map(|at| archive.text(at)).transpose()
    }

    /// The name of a style, which is its id where none is told.
    pub(super) fn style(&self, id: &str) -> String {
        self.styles.get(id).cloned().unwrap_or_else(|| id.to_lowercase())
    }

    pub(super) fn is_numbered(&self, list: &str, level: &str) -> bool {
        self.numbered.get(&(list.to_owned(), level.to_owned())).copied().unwrap_or_default()
    }

    pub(super) fn target(&self, part: &str, id: &str) -> Option<&str> {
        self.targets.get(&(part.to_owned(), id.to_owned())).map(String::as_str)
    }

    fn read_styles(&mut self, text: &str) -> Result<(), ImportError> {
        let mut id = String::new();
        each(text, "word/styles.xml", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event {
                match local(tag.local_name()).as_str() {
                    "style" => id = attribute(tag, "styleId").unwrap_or_default(),
                    "name" if !id.is_empty() => {
                        if let Some(name) = attribute(tag, "val") {
                            self.styles.entry(id.clone()).or_insert_with(|| name.to_lowercase());
                        }
                    }
                    _ => {}
                }
            }
        })
    }

    fn read_lists(&mut self, text: &str) -> Result<(), ImportError> {
        let mut shapes: HashMap<String, HashMap<String, bool>> = HashMap::new();
        let mut lists: Vec<(String, String)> = Vec::new();
        let (mut shape, mut level, mut list) = (String::new(), String::new(), String::new());
        each(text, "word/numbering.xml", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event {
                match local(tag.local_name()).as_str() {
                    "abstractNum" => shape = attribute(tag, "abstractNumId").unwrap_or_default(),
                    "lvl" => level = attribute(tag, "ilvl").unwrap_or_default(),
                    "numFmt" => {
                        let format = attribute(tag, "val").unwrap_or_default();
                        let numbered = !["bullet", "none"].contains(&format.as_str());
                        // There are nine levels, 0 to 8.
                        if level.len() == 1 {
                            shapes.entry(shape.clone()).or_default().insert(level.clone(), numbered);
                        }
                    }
                    "num" => list = attribute(tag, "numId").unwrap_or_default(),
                    "abstractNumId" => {
                        lists.push((list.clone(), attribute(tag, "val").unwrap_or_default()));
                    }
                    _ => {}
                }
            }
        })?;
        for (list, shape) in lists {
            for (level, numbered) in shapes.get(&shape).into_iter().flatten() {
                self.numbered.insert((list.clone(), level.clone()), *numbered);
            }
        }
        Ok(())
    }
}

/// Goes through a part.
pub(super) fn each(text: &str, part: &str, mut take: impl FnMut(&Event<'_>)) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => take(&event),
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(text.len());
                let line = text.as_bytes()[..at].split(|byte| *byte == b'\n').count();
                let error = ImportError::at(
                    line,
                    "this part of the file is damaged",
                    "Open it in Word, and save it once more.",
                );
                return Err(within(part, error));
            }
        }
    }
}

/// An attribute, whatever its namespace.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Without the check for double ones, which compares each with each.
    let found =
        tag.attributes().with_checks(false).flatten().find(|attribute| local(attribute.key.local_name()) == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A name without its namespace.
pub(super) fn local(name: LocalName<'_>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}

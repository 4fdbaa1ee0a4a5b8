//! The postmortem as one yrs document. Only this module knows its roots and field names; everybody else reads a [`View`] and edits through
//! [`Postmortem`]'s methods.
//!
//! Reading is total: fields that are missing or hold something unexpected read as a default, unknown ones are kept. Offsets are UTF-16 units.

mod accounts;
mod anchor;
mod edit;
mod headings;
pub mod meeting;
mod pieces;
mod rank;
mod restore;
mod schema;
mod seed;
#[cfg(test)]
pub(crate) mod tests;
mod subject;
pub mod suggestion;
mod text_path;
mod view;
mod whole;

use yrs::{ClientID, Doc, Map, MapRef, OffsetKind, Options, Out, ReadTxn, TextRef};

pub use accounts::AccountView;
pub use anchor::{anchor, anchor_empty, place, range};
pub use edit::{Missing, NewEntry, NewMitigation, NewSection, Place};
pub use headings::{Heading, headings};
pub use pieces::Piece;
pub use schema::{
    Approach, Category, EntryKind, Field, List, MAX_NAME_CHARS, MAX_NAMES, Mark, Names, SectionKind, Status, YES,
};
pub use seed::Seed;
pub use subject::{InvalidSubject, Subject};
pub use text_path::{InvalidPath, TextPath};
pub use view::{EntryView, Evidence, Facts, MitigationView, Removed, SectionView, View};

/// A handle on one postmortem's document. Cheap to clone; all clones see the same document.
#[derive(Clone, Debug)]
pub struct Postmortem {
    doc: Doc,
    title: TextRef,
    meta: MapRef,
    sections: MapRef,
    timeline: MapRef,
    mitigations: MapRef,
    meeting: MapRef,
}

impl Postmortem {
    /// An empty document for a replica with this client id (`1..2^53`, never used by another replica of the document).
    pub fn new(client_id: u64) -> Self {
        let mut options = Options::with_client_id(ClientID::new(client_id));
        options.offset_kind = OffsetKind::Utf16;
        Self::over(Doc::with_options(options))
    }

    /// A handle on a document that exists; no transaction may be open on it. Its offsets must count UTF-16 units.
    pub fn over(doc: Doc) -> Self {
        Self {
            title: doc.get_or_insert_text(schema::TITLE),
            meta: doc.get_or_insert_map(schema::META),
            sections: doc.get_or_insert_map(schema::SECTIONS),
            timeline: doc.get_or_insert_map(schema::TIMELINE),
            mitigations: doc.get_or_insert_map(schema::MITIGATIONS),
            meeting: doc.get_or_insert_map(schema::MEETING),
            doc,
        }
    }

    /// The underlying document, to open transactions on, observe and sync.
    pub fn doc(&self) -> &Doc {
        &self.doc
    }

    /// The collaborative text at `path`, if it is there.
    pub fn text<T: ReadTxn>(&self, txn: &T, path: &TextPath) -> Option<TextRef> {
        let (list, id, key) = match path {
            TextPath::Title => return Some(self.title.clone()),
            TextPath::Heading(id) => (&self.sections, id, schema::HEADING),
            TextPath::Body(id) => (&self.sections, id, schema::BODY),
            TextPath::Entry(id) => (&self.timeline, id, schema::TEXT),
            TextPath::Mitigation(id) => (&self.mitigations, id, schema::TEXT),
            TextPath::Account { entry, account } => {
                return match self.account(txn, entry, account)?.get(txn, schema::TEXT)? {
                    Out::YText(text) => Some(text),
                    _ => None,
                };
            }
        };
        match item(list, txn, id)?.get(txn, key)? {
            Out::YText(text) => Some(text),
            _ => None,
        }
    }

    /// The roots under which structure lives, to observe changes deeply: any change of what [`View`] shows happens in one of these or in the title.
    pub fn structure(&self) -> [&MapRef; 5] {
        [&self.meta, &self.sections, &self.timeline, &self.mitigations, &self.meeting]
    }

    /// The title's text.
    pub fn title(&self) -> &TextRef {
        &self.title
    }

    fn list(&self, list: List) -> &MapRef {
        match list {
            List::Sections => &self.sections,
            List::Timeline => &self.timeline,
            List::Mitigations => &self.mitigations,
        }
    }
}

fn item<T: ReadTxn>(list: &MapRef, txn: &T, id: &str) -> Option<MapRef> {
    match list.get(txn, id)? {
        Out::YMap(map) => Some(map),
        _ => None,
    }
}

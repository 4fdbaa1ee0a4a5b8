//! Where words that were set aside had been typed, and the way back there.

use debrief_shared::document::{Postmortem, TextPath, View};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use yrs::{Assoc, GetString, IndexedSequence, ReadTxn, StickyIndex, TextRef, branch::Branch};

use super::edits::Edit;

/// Stands between two passages of one text.
const GAP: &str = " … ";

/// Passages of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Its path.
    pub(super) text: String,
    pub(super) passages: Vec<Passage>,
}

/// Words that stood together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// What they stood behind, which the server has: a Yjs relative position. `None` at the beginning of the text.
    after: Option<Value>,
    words: String,
}

impl Passage {
    /// Words at an offset, in UTF-16 units.
    pub(super) fn at<T: ReadTxn>(text: &TextRef, txn: &T, at: u32, words: String) -> Self {
        let after = (at > 0).then(|| text.sticky_index(txn, at, Assoc::Before)).flatten();
        Self { after: after.and_then(|index| serde_json::to_value(index).ok()), words }
    }

    /// Where they go now; `None` when what they stood behind was never saved.
    fn offset<T: ReadTxn>(&self, text: &TextRef, txn: &T) -> Option<u32> {
        let Some(after) = &self.after else { return Some(0) };
        let index: StickyIndex = serde_json::from_value(after.clone()).ok()?;
        let branch: &Branch = text.as_ref();
        index.get_offset(txn).filter(|offset| offset.branch.id() == branch.id()).map(|offset| offset.index)
    }
}

impl Spot {
    /// All of it, to be read.
    pub(super) fn joined(&self) -> String {
        self.passages.iter().map(|passage| passage.words.as_str()).collect::<Vec<_>>().join(GAP)
    }

    /// The text, while it is in sight: what is put into a removed section is seen by nobody.
    pub(super) fn path(&self, view: &View) -> Option<TextPath> {
        let path: TextPath = self.text.parse().ok()?;
        let there = match &path {
            TextPath::Title => true,
            TextPath::Heading(id) | TextPath::Body(id) => view.live_sections().any(|section| section.id == *id),
            TextPath::Entry(id) => view.live_timeline().any(|entry| entry.id == *id),
            TextPath::Account { entry, account } => view
                .live_timeline()
                .filter(|held| held.id == *entry)
                .any(|held| held.live_accounts().any(|told| told.id == *account)),
            TextPath::Mitigation(id) => view.live_mitigations().any(|item| item.id == *id),
        };
        there.then_some(path)
    }

    /// What puts every passage back: where it stood, or at the end of the text.
    pub(super) fn way_back<T: ReadTxn>(&self, postmortem: &Postmortem, txn: &T, path: &TextPath) -> Option<Vec<Edit>> {
        let text = postmortem.text(txn, path)?;
        let now = text.get_string(txn);
        let end = units(&now);
        let gap = match path {
            _ if now.is_empty() => "",
            TextPath::Body(_) => "\n\n",
            _ => " ",
        };
        let mut edits: Vec<Edit> = Vec::new();
        for passage in &self.passages {
            let (from, inserted) = match passage.offset(&text, txn) {
                Some(at) => (at.min(end), passage.words.clone()),
                None => (end, format!("{gap}{}", passage.words)),
            };
            match edits.last_mut() {
                // What stood between them is gone.
                Some(last) if last.from == from => last.inserted.push_str(&inserted),
                _ => edits.push(Edit { from, deleted: 0, inserted }),
            }
        }
        edits.sort_by_key(|edit| edit.from);
        Some(edits)
    }
}

/// Length in UTF-16 units.
pub(super) fn units(text: &str) -> u32 {
    text.encode_utf16().count().try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{
        edits,
        replica::{Replica, Source},
        since::Clocks,
        words::typed,
    };

    fn insert(at: u32, text: &str) -> Vec<Edit> {
        vec![Edit { from: at, deleted: 0, inserted: text.to_owned() }]
    }

    fn read(replica: &Replica) -> String {
        replica.read(|postmortem, txn| postmortem.title().get_string(txn))
    }

    fn back(replica: &Replica, spot: &Spot) {
        let way = replica.read(|postmortem, txn| spot.way_back(postmortem, txn, &TextPath::Title)).expect("a title");
        for step in edits::steps(way) {
            replica.edit(|postmortem, txn| {
                for edit in &step {
                    edits::apply(postmortem.title(), txn, edit);
                }
            });
        }
    }

    /// A text that the server has as `known`, and what was typed into it here beyond that.
    fn stage(known: &str, typed_here: &[(u32, &str)]) -> (Replica, Spot) {
        let (server, here) = (Replica::new(2, || 0), Replica::new(1, || 0));
        server.type_into(&TextPath::Title, insert(0, known));
        let update = server.missing(&here.state_vector()).expect("a state vector of ours");
        assert!(here.apply(Source::Remote, &[update]));
        for (at, words) in typed_here {
            here.type_into(&TextPath::Title, insert(*at, words));
        }
        let words = typed(&here, &Clocks::from([(1, 0)]));
        (server, words[0].spot.clone().expect("typed into a text"))
    }

    #[test]
    fn words_go_back_to_where_they_stood() {
        let (server, spot) = stage("Déjà vu 🐟 again", &[(0, ">> "), (13, " thing"), (19, "s")]);
        assert_eq!(spot.joined(), ">>  …  things");
        server.type_into(&TextPath::Title, insert(0, "(now) "));
        back(&server, &spot);
        assert_eq!(read(&server), ">> (now) Déjà vu 🐟 things again");
    }

    #[test]
    fn what_stood_around_them_may_be_gone() {
        let (server, spot) = stage("one two", &[(3, " a"), (9, " b")]);
        assert_eq!(spot.joined(), " a …  b");
        let all = vec![Edit { from: 0, deleted: 7, inserted: "new".to_owned() }];
        server.type_into(&TextPath::Title, all);
        back(&server, &spot);
        let text = read(&server);
        assert!(text.contains(" a") && text.contains(" b") && text.contains("new") && text.len() == 7, "{text}");
    }

    #[test]
    fn behind_what_was_never_saved_is_the_end() {
        let (server, mut spot) = stage("known", &[(5, " words")]);
        spot.passages[0].after = Some(serde_json::json!({"item": {"client": 99, "clock": 7}, "assoc": -1}));
        back(&server, &spot);
        assert_eq!(read(&server), "known  words");
    }
}

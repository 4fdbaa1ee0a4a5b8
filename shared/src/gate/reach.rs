//! What an update speaks of, without the document: so that it can be told whether one has to stand behind another in the log.

use super::Refusal;
use super::update::{self, Id};

/// The ids that an update adds, builds on and deletes.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Client, first clock, and the clock behind the last.
    adds: Vec<(u64, u32, u32)>,
    builds_on: Vec<Id>,
    /// Client, and the clock behind the last that is deleted.
    deletes: Vec<(u64, u32)>,
}

impl Reach {
    /// Reads an update (v1).
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Unfit`]; whether anything is missing is not looked at.
    pub fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        let parsed = update::parse(bytes, usize::MAX)?;
        let mut reach = Self::default();
        for section in &parsed.sections {
            if let (Some(first), Some(last)) = (section.structs.first(), section.structs.last()) {
                reach.adds.push((section.client, first.clock, last.clock + last.len));
            }
            for item in section.structs.iter().filter_map(|part| part.item.as_ref()) {
                reach.builds_on.extend([item.origin, item.right_origin, item.parent_id()].into_iter().flatten());
            }
        }
        reach.deletes.extend(parsed.deletions.ranges.iter().map(|range| (range.client, range.end)));
        Ok(reach)
    }

    /// Whether this update repeats something of an earlier one, goes on from it, builds on it or deletes it. Rather too often than
    /// too seldom.
    pub fn touches(&self, earlier: &Self) -> bool {
        let adds = |client: u64, clock: u32| {
            earlier.adds.iter().any(|&(other, start, end)| other == client && (start..end).contains(&clock))
        };
        let goes_on = |&(client, start, end): &(u64, u32, u32)| {
            earlier.adds.iter().any(|&(other, first, behind)| other == client && start <= behind && first <= end)
        };
        let deletes = |&(client, end): &(u64, u32)| {
            earlier.adds.iter().any(|&(other, start, _)| other == client && start < end)
                || earlier.deletes.iter().any(|&(other, _)| other == client)
        };
        self.adds.iter().any(goes_on)
            || self.builds_on.iter().any(|&(client, clock)| adds(client, clock))
            || self.deletes.iter().any(deletes)
    }
}

#[cfg(test)]
mod tests {
    use yrs::updates::decoder::Decode as _;
    use yrs::{Doc, Text as _, Transact as _, Update};

    use super::*;

    fn update(doc: &Doc, edit: impl FnOnce(&yrs::TextRef, &mut yrs::TransactionMut<'_>)) -> Vec<u8> {
        let text = doc.get_or_insert_text("title");
        let mut txn = doc.transact_mut();
        edit(&text, &mut txn);
        txn.commit();
        txn.encode_update_v1()
    }

    fn take(doc: &Doc, bytes: &[u8]) {
        doc.transact_mut().apply_update(Update::decode_v1(bytes).unwrap()).unwrap();
    }

    fn touches(later: &[u8], earlier: &[u8]) -> bool {
        Reach::of(later).unwrap().touches(&Reach::of(earlier).unwrap())
    }

    #[test]
    fn only_what_builds_on_an_update_touches_it() {
        let (ada, grace) = (Doc::with_client_id(1), Doc::with_client_id(2));
        let base = update(&ada, |text, txn| text.insert(txn, 0, "one two three"));
        take(&grace, &base);
        let first = update(&ada, |text, txn| text.insert(txn, 0, "A"));
        let apart = update(&grace, |text, txn| text.insert(txn, 13, "G"));
        assert!(!touches(&apart, &first) && touches(&apart, &base) && touches(&first, &base));
        take(&grace, &first);
        let behind = update(&grace, |text, txn| text.insert(txn, 1, "g"));
        assert!(touches(&behind, &first));
        let taken_out = update(&grace, |text, txn| text.remove_range(txn, 0, 1));
        assert!(touches(&taken_out, &first), "a deletion stands behind what it deletes");
        assert!(touches(&taken_out, &taken_out), "and the same one again behind the first");
        let next = update(&ada, |text, txn| text.insert(txn, 14, "!"));
        assert!(touches(&next, &first), "clocks of one client have no holes");
    }
}

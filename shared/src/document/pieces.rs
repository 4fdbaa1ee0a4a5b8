//! Of which replica's changes a text is made: the ids that say who wrote what.

use yrs::types::text::YChange;
use yrs::{Any, Out, ReadTxn, Snapshot, Text, TransactionMut};

use super::{Postmortem, TextPath};

/// A stretch of a text that one replica wrote at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The replica.
    pub client: u64,
    /// Its clock at the stretch's first unit.
    pub clock: u32,
    /// Length in UTF-16 units.
    pub units: u32,
}

impl Postmortem {
    /// Every text with what it is made of. Changes nothing; yrs wants to split what it holds for that.
    pub fn pieces(&self, txn: &mut TransactionMut<'_>) -> Vec<(TextPath, Vec<Piece>)> {
        let now = txn.snapshot();
        let nothing = Snapshot::default();
        let mut all = Vec::new();
        for path in self.paths(txn) {
            let Some(text) = self.text(txn, &path) else { continue };
            let parts = text.diff_range(txn, Some(&now), Some(&nothing), YChange::identity);
            let pieces = parts.iter().filter_map(|part| match (&part.insert, &part.ychange) {
                (Out::Any(Any::String(text)), Some(YChange { id, .. })) => {
                    let units = u32::try_from(text.encode_utf16().count()).ok()?;
                    Some(Piece { client: id.client.get(), clock: id.clock, units })
                }
                _ => None,
            });
            all.push((path, pieces.collect()));
        }
        all
    }

    /// The names of all texts, of removed items too.
    fn paths<T: ReadTxn>(&self, txn: &T) -> Vec<TextPath> {
        let view = self.outline(txn);
        let mut paths = vec![TextPath::Title];
        for section in view.sections {
            paths.extend([TextPath::Heading(section.id.clone()), TextPath::Body(section.id)]);
        }
        for entry in view.timeline {
            let of = |account: super::AccountView| TextPath::Account { entry: entry.id.clone(), account: account.id };
            paths.extend(entry.accounts.into_iter().map(of));
            paths.push(TextPath::Entry(entry.id));
        }
        paths.extend(view.mitigations.into_iter().map(|mitigation| TextPath::Mitigation(mitigation.id)));
        paths
    }
}

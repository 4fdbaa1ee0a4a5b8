//! Who added and who deleted which changes, as the log's rows say it.

use std::collections::{BTreeMap, HashMap};

use debrief_shared::document::Piece;
use debrief_shared::gate::Footprint;
use debrief_shared::history::Credit;
use uuid::Uuid;

/// Whose each client id is; `None`: the server's own.
pub(super) struct Owners(HashMap<u64, Option<Uuid>>);

impl Owners {
    pub(super) fn new(writers: Vec<(u64, Option<Uuid>)>) -> Self {
        Self(writers.into_iter().collect())
    }
}

/// By client: stretches of clocks up to an end, one after the other, with their author.
type Stretches = BTreeMap<u32, (u32, Option<Uuid>)>;

/// What a part of the log tells.
#[derive(Default)]
pub(super) struct Ledger {
    /// By first clock.
    inserted: HashMap<u64, Stretches>,
    deleted: HashMap<u64, Stretches>,
}

impl Ledger {
    /// Notes a row.
    pub(super) fn note(&mut self, footprint: Footprint, author: Option<Uuid>) {
        for (side, ranges) in [(&mut self.inserted, footprint.inserted), (&mut self.deleted, footprint.deleted)] {
            for (client, range) in ranges {
                let stretches = side.entry(client).or_default();
                // Typing goes on where it was: one stretch for all of it.
                match stretches.last_entry() {
                    Some(mut last) if last.get().0 == range.start && last.get().1 == author => {
                        last.get_mut().0 = range.end;
                    }
                    _ => drop(stretches.entry(range.start).or_insert((range.end, author))),
                }
            }
        }
    }

    /// Who wrote a piece: the account whose replica it is; for the server's own, the one on whose behalf it wrote.
    pub(super) fn wrote(&self, piece: Piece, owners: &Owners) -> Vec<Credit> {
        match owners.0.get(&piece.client) {
            Some(Some(person)) => vec![Credit { units: piece.units, by: Some(*person) }],
            _ => split(&self.inserted, piece),
        }
    }

    /// Who deleted a piece, where it was deleted.
    pub(super) fn deleted(&self, piece: Piece) -> Vec<Credit> {
        split(&self.deleted, piece)
    }
}

fn split(side: &HashMap<u64, Stretches>, piece: Piece) -> Vec<Credit> {
    let Some(stretches) = side.get(&piece.client) else { return vec![Credit { units: piece.units, by: None }] };
    let (mut at, end) = (piece.clock, piece.clock.saturating_add(piece.units));
    let first = stretches.range(..=at).next_back().map_or(at, |(start, _)| *start);
    let mut credits = Vec::new();
    for (&start, &(until, by)) in stretches.range(first..end) {
        if start > at {
            credits.push(Credit { units: start - at, by: None });
            at = start;
        }
        let until = until.min(end);
        if until > at {
            credits.push(Credit { units: until - at, by });
            at = until;
        }
    }
    if at < end {
        credits.push(Credit { units: end - at, by: None });
    }
    credits
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Option<Uuid> = Some(Uuid::from_u128(1));
    const BOB: Option<Uuid> = Some(Uuid::from_u128(2));

    #[test]
    fn a_piece_is_split_where_rows_have_other_authors() {
        let mut ledger = Ledger::default();
        for (range, author) in [(0..4, ADA), (4..6, ADA), (6..9, BOB), (12..14, ADA)] {
            ledger.note(Footprint { inserted: vec![(7, range)], deleted: Vec::new() }, author);
        }
        let owners = Owners::new(vec![(7, None), (8, BOB)]);
        let piece = |client, clock, units| Piece { client, clock, units };
        let told =
            |credits: Vec<Credit>| credits.into_iter().map(|credit| (credit.units, credit.by)).collect::<Vec<_>>();
        assert_eq!(told(ledger.wrote(piece(7, 2, 11), &owners)), [(4, ADA), (3, BOB), (3, None), (1, ADA)]);
        assert_eq!(told(ledger.wrote(piece(7, 20, 2), &owners)), [(2, None)]);
        assert_eq!(told(ledger.wrote(piece(8, 0, 5), &owners)), [(5, BOB)]);
        assert_eq!(told(ledger.deleted(piece(7, 0, 5))), [(5, None)]);
    }
}

//! From bytes to what readers count in: UTF-16 units for the page, lines and characters for a terminal.

use super::rules::Raw;
use super::{Finding, Rewrite};

/// Turns findings in bytes, ordered by their start, into findings in UTF-16 units.
pub(super) fn in_units(text: &str, raws: Vec<Raw>) -> Vec<Finding> {
    let mut bytes: Vec<usize> = raws
        .iter()
        .flat_map(|raw| {
            [raw.start, raw.end].into_iter().chain(raw.rewrites.iter().flat_map(|&(from, to, _)| [from, to]))
        })
        .collect();
    bytes.sort_unstable();
    bytes.dedup();
    let (mut at, mut units) = (0, 0_u32);
    let counted: Vec<u32> = bytes
        .iter()
        .map(|&byte| {
            let more = text.get(at..byte).map_or(0, |part| part.encode_utf16().count());
            units += u32::try_from(more).unwrap_or_default();
            at = byte;
            units
        })
        .collect();
    let unit = |byte: usize| bytes.binary_search(&byte).map_or(0, |index| counted[index]);
    raws.into_iter()
        .map(|raw| Finding {
            rule: raw.id.rule(),
            from: unit(raw.start),
            to: unit(raw.end),
            rewrites: raw
                .rewrites
                .into_iter()
                .map(|(from, to, new)| {
                    let label = label(text, raw.start, raw.end, from, to, &new);
                    Rewrite { from: unit(from), to: unit(to), text: new, label }
                })
                .collect(),
            message: raw.message,
        })
        .collect()
}

/// What stands in the place of the finding afterwards.
fn label(text: &str, start: usize, end: usize, from: usize, to: usize, new: &str) -> String {
    let head = text.get(start..from.max(start)).unwrap_or_default();
    let tail = text.get(to.min(end)..end).unwrap_or_default();
    let new = if from < start || to > end && new.chars().count() <= 1 { "" } else { new };
    format!("{head}{new}{tail}").trim().to_owned()
}

/// Where a byte stands: line and column, both from 1, columns in characters.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The last byte that was asked for, and its column: one long line with many findings is walked once.
    last: (usize, usize),
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: (0, 1) }
    }

    /// Line and column of a byte.
    pub(super) fn of(&mut self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= byte);
        let start = self.starts[line.saturating_sub(1)];
        let (from, column) = if (start..=byte).contains(&self.last.0) { self.last } else { (start, 1) };
        let column = column + self.text.get(from..byte).map_or(0, |part| part.chars().count());
        self.last = (byte, column);
        (line, column)
    }

    /// Where the line that holds `byte` ends.
    pub(super) fn end(&self, byte: usize) -> usize {
        let line = self.starts.partition_point(|&start| start <= byte);
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        if self.text[..end].ends_with('\r') { end - 1 } else { end }
    }
}

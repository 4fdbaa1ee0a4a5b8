//! Anchors: ranges of a text that follow it through everybody's edits.

use yrs::{Assoc, IndexScope, IndexedSequence, ReadTxn, StickyIndex, Text, branch::Branch};

use super::{Postmortem, TextPath};
use crate::api::Anchor;

/// Anchors the range `from..to` (UTF-16 units, cut to the text) of the text at `path`. `None` if that text is not there or the range is empty.
pub fn anchor<T: ReadTxn>(postmortem: &Postmortem, txn: &T, path: &TextPath, from: u32, to: u32) -> Option<Anchor> {
    let text = postmortem.text(txn, path)?;
    let to = to.min(text.len(txn));
    if from >= to {
        return None;
    }
    let start =
        text.sticky_index(txn, from, Assoc::After).unwrap_or_else(|| StickyIndex::from_type(txn, &text, Assoc::After));
    let end =
        text.sticky_index(txn, to, Assoc::Before).unwrap_or_else(|| StickyIndex::from_type(txn, &text, Assoc::Before));
    Some(Anchor {
        text: path.to_string(),
        start: serde_json::to_value(start).ok()?,
        end: serde_json::to_value(end).ok()?,
    })
}

/// Anchors an empty text as a whole: there is nothing in it to hold on to. `None` if that text is not there or not empty.
pub fn anchor_empty<T: ReadTxn>(postmortem: &Postmortem, txn: &T, path: &TextPath) -> Option<Anchor> {
    let text = postmortem.text(txn, path)?;
    if text.len(txn) != 0 {
        return None;
    }
    let whole = |assoc| serde_json::to_value(StickyIndex::from_type(txn, &text, assoc)).ok();
    Some(Anchor { text: path.to_string(), start: whole(Assoc::After)?, end: whole(Assoc::Before)? })
}

/// Where an anchor's range is now, in UTF-16 units; of [`anchor_empty`] its text's end. `None` when its text is gone or nothing of the range is left.
pub fn range<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor) -> Option<(u32, u32)> {
    let text = postmortem.text(txn, &anchor.text.parse().ok()?)?;
    let branch: &Branch = text.as_ref();
    let offset = |position: &serde_json::Value| {
        let sticky: StickyIndex = serde_json::from_value(position.clone()).ok()?;
        let offset = sticky.get_offset(txn)?;
        let is_whole = !matches!(sticky.scope(), IndexScope::Relative(_));
        (offset.branch.id() == branch.id()).then_some((offset.index, is_whole))
    };
    let ((from, start_whole), (to, end_whole)) = (offset(&anchor.start)?, offset(&anchor.end)?);
    let length = text.len(txn);
    if start_whole && end_whole {
        return Some((length, length));
    }
    let (from, to) = (from.min(length), to.min(length));
    (from < to).then_some((from, to))
}

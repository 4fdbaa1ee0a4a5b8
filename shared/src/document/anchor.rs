//! Anchors: ranges of a text that follow it through everybody's edits.

use yrs::{Assoc, GetString, IndexScope, IndexedSequence, ReadTxn, StickyIndex, Text, branch::Branch};

use super::{Postmortem, TextPath};
use crate::api::Anchor;

/// Words that are found again anywhere in their text have at least so many characters; shorter ones only right where they stood.
const MIN_FOUND_ANYWHERE: usize = 8;

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

/// Where what is said about `quote` belongs now: the [`range`] of its anchor. When nothing is left of that, where its words stand again:
/// whoever brings deleted words back, by undo or out of the history, brings new characters, and means the same words.
pub fn place<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor, quote: &str) -> Option<(u32, u32)> {
    range(postmortem, txn, anchor).or_else(|| found_again(postmortem, txn, anchor, quote))
}

/// The one place where the words of an anchor whose range is gone can be meant: where the range was, or else the only one in the text.
fn found_again<T: ReadTxn>(postmortem: &Postmortem, txn: &T, anchor: &Anchor, quote: &str) -> Option<(u32, u32)> {
    if quote.trim().is_empty() {
        return None;
    }
    let text = postmortem.text(txn, &anchor.text.parse().ok()?)?.get_string(txn);
    let units = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
    let length = units(quote);
    // Two are as good as many.
    let places = text.match_indices(quote).map(|(at, _)| units(&text[..at]));
    let was = serde_json::from_value::<StickyIndex>(anchor.start.clone()).ok().and_then(|start| start.get_offset(txn));
    let touches = |from: &u32| was.as_ref().is_some_and(|was| *from == was.index || from + length == was.index);
    let (mut all, mut there) = (Vec::new(), Vec::new());
    for from in places {
        if touches(&from) {
            there.push(from);
        }
        if all.len() < 2 {
            all.push(from);
        }
    }
    let from = match (there.as_slice(), all.as_slice()) {
        ([from], _) => *from,
        ([], [from]) if quote.chars().count() >= MIN_FOUND_ANYWHERE => *from,
        _ => return None,
    };
    Some((from, from + length))
}

#[cfg(test)]
mod tests {
    use yrs::{Text, Transact};

    use super::*;

    #[test]
    fn words_that_come_back_get_what_was_said_about_them_back() {
        let postmortem = Postmortem::new(1);
        let title = postmortem.title();
        let edit = |at: u32, deleted: u32, put: &str| {
            let mut txn = postmortem.doc().transact_mut();
            if deleted > 0 {
                title.remove_range(&mut txn, at, deleted);
            }
            if !put.is_empty() {
                title.insert(&mut txn, at, put);
            }
        };
        edit(0, 0, "A dry pool, a dry well, and all refused");
        let of =
            |from, to| anchor(&postmortem, &postmortem.doc().transact(), &TextPath::Title, from, to).expect("a range");
        let (dry, refused) = (of(14, 17), of(32, 39));
        let is_at = |anchor: &Anchor, quote: &str| place(&postmortem, &postmortem.doc().transact(), anchor, quote);
        assert_eq!((is_at(&dry, "dry"), is_at(&refused, "refused")), (Some((14, 17)), Some((32, 39))));

        edit(10, 29, "");
        assert_eq!((is_at(&dry, "dry"), is_at(&refused, "refused")), (None, None), "another one is not meant");
        edit(10, 0, ", a dry well, and all refused");
        assert_eq!(is_at(&refused, "and all refused"), Some((24, 39)), "the only one");
        assert_eq!(is_at(&dry, "dry"), None, "one of two that do not stand where it stood");
        edit(14, 3, "");
        edit(14, 0, "dry");
        let dry = of(14, 17);
        edit(14, 3, "");
        edit(14, 0, "dry");
        assert_eq!(is_at(&dry, "dry"), Some((14, 17)), "where it stood");
        assert_eq!(is_at(&dry, " "), None);
    }
}

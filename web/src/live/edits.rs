//! Edits of one text, as they cross between the shared text and the editors that show it. Offsets are UTF-16 units.

use js_sys::Array;
use wasm_bindgen::JsValue;
use yrs::{Any, Out, Text, TextRef, TransactionMut, types::Delta};

/// Most text that goes into one update: the server takes frames of 1 MiB.
const MAX_INSERT_BYTES: usize = 256 * 1024;

/// Replaces `deleted` units at `from` with `inserted`. In a list, offsets count in the text before all of them, ascending and not overlapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Offset.
    pub(crate) from: u32,
    /// Units taken out.
    pub(crate) deleted: u32,
    /// Text put in.
    pub(crate) inserted: String,
}

/// What a text event says. `None` if something other than text was put in: then the whole text has to be shown anew.
pub(super) fn from_delta(delta: &[Delta]) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    for step in delta {
        match step {
            Delta::Retain(units, _) => at += units,
            Delta::Deleted(units) => {
                match edits.last_mut() {
                    Some(last) if last.from + last.deleted == at => last.deleted += units,
                    _ => edits.push(Edit { from: at, deleted: *units, inserted: String::new() }),
                }
                at += units;
            }
            Delta::Inserted(Out::Any(Any::String(text)), _) => match edits.last_mut() {
                Some(last) if last.from + last.deleted == at => last.inserted.push_str(text),
                _ => edits.push(Edit { from: at, deleted: 0, inserted: text.to_string() }),
            },
            Delta::Inserted(..) => return None,
        }
    }
    Some(edits)
}

/// The same edits as steps to do one after the other, each small enough for an update of its own.
pub(super) fn steps(edits: Vec<Edit>) -> Vec<Vec<Edit>> {
    let mut batches: Vec<Vec<Edit>> = vec![Vec::new()];
    let mut bytes = 0;
    for edit in edits.into_iter().rev() {
        let (mut from, mut deleted) = (edit.from, edit.deleted);
        let mut rest = edit.inserted.as_str();
        loop {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(MAX_INSERT_BYTES));
            if bytes > 0 && bytes + piece.len() > MAX_INSERT_BYTES {
                batches.push(Vec::new());
                bytes = 0;
            }
            bytes += piece.len();
            if let Some(batch) = batches.last_mut() {
                batch.push(Edit { from, deleted, inserted: piece.to_owned() });
            }
            if after.is_empty() {
                break;
            }
            from += units(piece);
            deleted = 0;
            rest = after;
        }
    }
    batches
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Does one step of [`steps`], cut to the text as it is.
pub(super) fn apply(text: &TextRef, txn: &mut TransactionMut<'_>, edit: &Edit) {
    let length = text.len(txn);
    let from = edit.from.min(length);
    let deleted = edit.deleted.min(length - from);
    if deleted > 0 {
        text.remove_range(txn, from, deleted);
    }
    if !edit.inserted.is_empty() {
        text.insert(txn, from, &edit.inserted);
    }
}

/// As the editor module takes them: `[from, deleted, inserted]` each.
pub(crate) fn to_js(edits: &[Edit]) -> Array {
    edits
        .iter()
        .map(|edit| Array::of3(&edit.from.into(), &edit.deleted.into(), &JsValue::from_str(&edit.inserted)))
        .collect()
}

/// As the editor module gives them.
pub(crate) fn from_js(edits: &Array) -> Vec<Edit> {
    let number = |edit: &Array, index| edit.get(index).as_f64().map_or(0, |number| number as u32);
    edits
        .iter()
        .map(|edit| {
            let edit = Array::from(&edit);
            let inserted = edit.get(2).as_string().unwrap_or_default();
            Edit { from: number(&edit, 0), deleted: number(&edit, 1), inserted }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: u32, deleted: u32, inserted: &str) -> Edit {
        Edit { from, deleted, inserted: inserted.to_owned() }
    }

    fn inserted(text: &str) -> Delta {
        Delta::Inserted(Out::Any(Any::from(text)), None)
    }

    #[test]
    fn a_delta_becomes_edits_in_the_old_text() {
        let delta = [
            Delta::Retain(3, None),
            inserted("ab"),
            Delta::Deleted(2),
            Delta::Retain(1, None),
            Delta::Deleted(1),
            inserted("c"),
        ];
        assert_eq!(from_delta(&delta), Some(vec![edit(3, 2, "ab"), edit(6, 1, "c")]));
    }

    #[test]
    fn what_is_not_text_asks_for_the_whole_text() {
        assert_eq!(from_delta(&[Delta::Inserted(Out::Any(Any::Bool(true)), None)]), None);
    }

    #[test]
    fn small_edits_are_one_step_from_the_end() {
        assert_eq!(steps(vec![edit(0, 0, "a"), edit(5, 1, "b")]), [vec![edit(5, 1, "b"), edit(0, 0, "a")]]);
    }

    #[test]
    fn a_huge_paste_is_cut_into_frames_that_the_server_takes() {
        let text = "ä".repeat(MAX_INSERT_BYTES);
        let batches = steps(vec![edit(2, 1, &text)]);
        assert_eq!(batches.len(), 2);
        assert_eq!(batches.concat().iter().map(|edit| edit.inserted.as_str()).collect::<String>(), text);
        assert_eq!(
            batches[1][0],
            edit(2 + u32::try_from(MAX_INSERT_BYTES).expect("small") / 2, 0, &text[MAX_INSERT_BYTES..])
        );
    }
}

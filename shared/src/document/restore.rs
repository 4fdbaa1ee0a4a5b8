//! Making a document what it was, by new edits: texts are changed where they differ and no further, so that comments keep their words and
//! what others type at the same moment stays.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use yrs::{
    Any, Array, ArrayPrelim, ArrayRef, GetString, Map, MapPrelim, MapRef, Out, ReadTxn, Text, TextPrelim, TextRef,
};
use yrs::{Transact, TransactionMut};

use super::{List, Postmortem, schema};
use crate::history::{Effort, Step, steps};

impl Postmortem {
    /// Edits the document so that it reads as `past`, an earlier state of it, does: facts, texts, items with all their fields and ranks.
    /// What was added since is taken out of sight, in the name of `by` at `at` (RFC 3339), and can be brought back.
    ///
    /// The meeting is not a part of what was written, and stays as it is.
    pub fn restore(&self, txn: &mut TransactionMut<'_>, past: &Self, at: &str, by: &str) {
        let then = past.doc().transact();
        let mut effort = Effort::default();
        become_text(&self.title, txn, &past.title.get_string(&then), &mut effort);
        become_map(&self.meta, txn, &past.meta, &then, &mut effort);
        for list in [List::Sections, List::Timeline, List::Mitigations] {
            let (now, past) = (self.list(list), past.list(list));
            become_items(now, txn, past, &then, &mut effort, |item, txn, past_item, effort| {
                become_map(item, txn, past_item, &then, effort);
                if list == List::Timeline {
                    become_accounts(item, txn, past_item, &then, effort, (at, by));
                }
            });
            let kept: HashSet<String> = past.keys(&then).map(str::to_owned).collect();
            take_out_others(now, txn, &kept, at, by);
        }
    }
}

/// Puts every item of `past` into `now`, each by `become_item`.
fn become_items<T: ReadTxn>(
    now: &MapRef,
    txn: &mut TransactionMut<'_>,
    past: &MapRef,
    then: &T,
    effort: &mut Effort,
    become_item: impl Fn(&MapRef, &mut TransactionMut<'_>, &MapRef, &mut Effort),
) {
    for (id, value) in past.iter(then) {
        let Out::YMap(past_item) = value else { continue };
        let item = match now.get(txn, id) {
            Some(Out::YMap(item)) => item,
            // No page takes an item out for good; somebody else's program may have.
            _ => now.insert(txn, id, MapPrelim::default()),
        };
        become_item(&item, txn, &past_item, effort);
    }
}

/// Takes every item out of sight that is not among those `kept`.
fn take_out_others(now: &MapRef, txn: &mut TransactionMut<'_>, kept: &HashSet<String>, at: &str, by: &str) {
    let others = now.iter(txn).filter_map(|(id, value)| match value {
        Out::YMap(item) if !kept.contains(id) && !item.contains_key(txn, schema::REMOVED_AT) => Some(item),
        _ => None,
    });
    for item in others.collect::<Vec<MapRef>>() {
        item.insert(txn, schema::REMOVED_AT, at);
        item.insert(txn, schema::REMOVED_BY, by);
    }
}

/// The accounts of an entry: a list within an item.
fn become_accounts<T: ReadTxn>(
    entry: &MapRef,
    txn: &mut TransactionMut<'_>,
    past: &MapRef,
    then: &T,
    effort: &mut Effort,
    (at, by): (&str, &str),
) {
    let mut kept = HashSet::new();
    if let Some(Out::YMap(past)) = past.get(then, schema::ACCOUNTS) {
        let now = match entry.get(txn, schema::ACCOUNTS) {
            Some(Out::YMap(now)) => now,
            _ => entry.insert(txn, schema::ACCOUNTS, MapPrelim::default()),
        };
        become_items(&now, txn, &past, then, effort, |account, txn, past, effort| {
            become_map(account, txn, past, then, effort);
        });
        kept = past.keys(then).map(str::to_owned).collect();
    }
    if let Some(Out::YMap(now)) = entry.get(txn, schema::ACCOUNTS) {
        take_out_others(&now, txn, &kept, at, by);
    }
}

fn become_map<T: ReadTxn>(map: &MapRef, txn: &mut TransactionMut<'_>, past: &MapRef, then: &T, effort: &mut Effort) {
    for (key, value) in past.iter(then) {
        match (value, map.get(txn, key)) {
            (Out::Any(past), Some(Out::Any(now))) if now == past => {}
            (Out::Any(past), _) => {
                map.insert(txn, key, past);
            }
            (Out::YText(past), Some(Out::YText(text))) => become_text(&text, txn, &past.get_string(then), effort),
            (Out::YText(past), _) => {
                map.insert(txn, key, TextPrelim::new(past.get_string(then)));
            }
            (Out::YArray(past), Some(Out::YArray(array))) => become_array(&array, txn, &past, then),
            (Out::YArray(past), _) => {
                let values: Vec<Any> = past.iter(then).map(|value| plain(value, then)).collect();
                map.insert(txn, key, ArrayPrelim::from(values));
            }
            // Nothing of the model: left as it is.
            _ => {}
        }
    }
    // Accounts that came later are taken out of sight one by one, not as a whole.
    let stays = |key: &str| key == schema::ACCOUNTS || past.contains_key(then, key);
    let gone: Vec<String> = map.keys(txn).filter(|key| !stays(key)).map(str::to_owned).collect();
    for key in gone {
        map.remove(txn, &key);
    }
}

/// Lists are short: what differs between their common beginning and end is put there anew.
fn become_array<T: ReadTxn>(array: &ArrayRef, txn: &mut TransactionMut<'_>, past: &ArrayRef, then: &T) {
    let old: Vec<Any> = array.iter(txn).map(|value| plain(value, txn)).collect();
    let new: Vec<Any> = past.iter(then).map(|value| plain(value, then)).collect();
    let prefix = old.iter().zip(&new).take_while(|(one, two)| one == two).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(one, two)| one == two).count();
    let units = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (gone, come) = (old.len() - suffix - prefix, new.len() - suffix - prefix);
    if gone > 0 {
        array.remove_range(txn, units(prefix), units(gone));
    }
    if come > 0 {
        array.insert_range(txn, units(prefix), new[prefix..prefix + come].to_vec());
    }
}

/// A value of a list, with links that a stranger wrote as shared maps made plain.
fn plain<T: ReadTxn>(value: Out, txn: &T) -> Any {
    match value {
        Out::Any(any) => any,
        Out::YMap(map) => {
            let fields = map.iter(txn).filter_map(|(key, value)| match value {
                Out::Any(any) => Some((key.to_owned(), any)),
                _ => None,
            });
            Any::from(fields.collect::<HashMap<_, _>>())
        }
        _ => Any::Null,
    }
}

fn become_text(text: &TextRef, txn: &mut TransactionMut<'_>, past: &str, effort: &mut Effort) {
    let now = text.get_string(txn);
    if now == past {
        return;
    }
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut at = 0;
    for step in steps(&now, past, effort) {
        match step {
            Step::Equal(old, _) => at += units(&now[old]),
            Step::Replace(old, new) => {
                let (old, new) = narrowed(&now, old, past, new, &mut |kept| at += units(kept));
                if !old.is_empty() {
                    text.remove_range(txn, at, units(&now[old.inner.clone()]));
                }
                if !new.is_empty() {
                    text.insert(txn, at, &past[new.inner.clone()]);
                    at += units(&past[new.inner.clone()]);
                }
                at += units(&now[old.rest()]);
            }
        }
    }
}

/// A stretch without the end that it has in common with another.
struct Narrowed {
    inner: Range<usize>,
    end: usize,
}

impl Narrowed {
    fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    fn rest(&self) -> Range<usize> {
        self.inner.end..self.end
    }
}

/// Two stretches without the beginning and the end that they have in common, in whole characters as people see them. `kept` is told of
/// the beginning.
fn narrowed(
    before: &str,
    old: Range<usize>,
    after: &str,
    new: Range<usize>,
    kept: &mut impl FnMut(&str),
) -> (Narrowed, Narrowed) {
    let (old_text, new_text) = (&before[old.clone()], &after[new.clone()]);
    let same = |(one, two): &(&str, &str)| one == two;
    let prefix: usize =
        old_text.graphemes(true).zip(new_text.graphemes(true)).take_while(same).map(|(one, _)| one.len()).sum();
    let (old_rest, new_rest) = (&old_text[prefix..], &new_text[prefix..]);
    let suffix: usize = old_rest
        .graphemes(true)
        .rev()
        .zip(new_rest.graphemes(true).rev())
        .take_while(same)
        .map(|(one, _)| one.len())
        .sum();
    kept(&old_text[..prefix]);
    let narrow = |range: Range<usize>| Narrowed { inner: range.start + prefix..range.end - suffix, end: range.end };
    (narrow(old), narrow(new))
}

#[cfg(test)]
mod tests;

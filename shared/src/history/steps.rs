//! The steps from one text to another, in words: lines first, then the words of lines that differ. Boundaries of words never cut a
//! character that is seen as one (Unicode annex 29).

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Effort;

/// Most differences between two sequences that are looked for; memory grows with its square (4 bytes a cell).
const MAX_DISTANCE: usize = 1_500;

/// One step; ranges are bytes of the text before and of the text after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The same in both.
    Equal(Range<usize>, Range<usize>),
    /// Something instead of something; either may be empty, not both.
    Replace(Range<usize>, Range<usize>),
}

/// How `before` becomes `after`. Equal and replaced stretches alternate; together they cover both texts.
pub(crate) fn steps(before: &str, after: &str, effort: &mut Effort) -> Vec<Step> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let mut builder = Builder::default();
    for (kept, old, new) in hunks(&old, &new, effort) {
        let (old_bytes, new_bytes) = (bytes(&old), bytes(&new));
        if kept {
            builder.equal(old_bytes);
            continue;
        }
        let (old_start, new_start) = (builder.before, builder.after);
        let old: Vec<&str> = before[old_start..old_start + old_bytes].split_word_bounds().collect();
        let new: Vec<&str> = after[new_start..new_start + new_bytes].split_word_bounds().collect();
        for (kept, old, new) in hunks(&old, &new, effort) {
            if kept { builder.equal(bytes(&old)) } else { builder.replace(bytes(&old), bytes(&new)) }
        }
    }
    builder.steps
}

fn bytes(tokens: &[&str]) -> usize {
    tokens.iter().map(|token| token.len()).sum()
}

#[derive(Default)]
struct Builder {
    steps: Vec<Step>,
    before: usize,
    after: usize,
}

impl Builder {
    fn equal(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let (old, new) = (self.before..self.before + bytes, self.after..self.after + bytes);
        (self.before, self.after) = (old.end, new.end);
        match self.steps.last_mut() {
            Some(Step::Equal(last_old, last_new)) => (last_old.end, last_new.end) = (old.end, new.end),
            _ => self.steps.push(Step::Equal(old, new)),
        }
    }

    fn replace(&mut self, old_bytes: usize, new_bytes: usize) {
        if old_bytes + new_bytes == 0 {
            return;
        }
        let (old, new) = (self.before..self.before + old_bytes, self.after..self.after + new_bytes);
        (self.before, self.after) = (old.end, new.end);
        match self.steps.last_mut() {
            Some(Step::Replace(last_old, last_new)) => (last_old.end, last_new.end) = (old.end, new.end),
            _ => self.steps.push(Step::Replace(old, new)),
        }
    }
}

/// A stretch of two sequences: whether it is the same in both, and its tokens in each.
type Hunk<'a> = (bool, Vec<&'a str>, Vec<&'a str>);

fn hunks<'a>(old: &[&'a str], new: &[&'a str], effort: &mut Effort) -> Vec<Hunk<'a>> {
    let prefix = old.iter().zip(new).take_while(|(one, two)| one == two).count();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(one, two)| one == two).count();
    let (old_middle, new_middle) = (&old_rest[..old_rest.len() - suffix], &new_rest[..new_rest.len() - suffix]);
    let mut hunks = vec![(true, old[..prefix].to_vec(), new[..prefix].to_vec())];
    let (mut at_old, mut at_new) = (0, 0);
    for (old_at, new_at, len) in matches(old_middle, new_middle, effort) {
        hunks.push((false, old_middle[at_old..old_at].to_vec(), new_middle[at_new..new_at].to_vec()));
        (at_old, at_new) = (old_at + len, new_at + len);
        hunks.push((true, old_middle[old_at..at_old].to_vec(), new_middle[new_at..at_new].to_vec()));
    }
    hunks.push((false, old_middle[at_old..].to_vec(), new_middle[at_new..].to_vec()));
    hunks.push((true, old_rest[old_middle.len()..].to_vec(), new_rest[new_middle.len()..].to_vec()));
    hunks.retain(|(_, old, new)| !old.is_empty() || !new.is_empty());
    hunks
}

/// Stretches that two sequences have in common, in order, by the fewest differences (Myers, "An O(ND) difference algorithm", 1986).
/// Nothing in common where that would take too much.
fn matches(old: &[&str], new: &[&str], effort: &mut Effort) -> Vec<(usize, usize, usize)> {
    if old.is_empty() || new.is_empty() || !effort.take((old.len() + new.len()) as u64) {
        return Vec::new();
    }
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut number = |token| {
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        *ids.entry(token).or_insert(next)
    };
    let (old, new): (Vec<u32>, Vec<u32>) =
        (old.iter().map(|token| number(token)).collect(), new.iter().map(|token| number(token)).collect());
    shortest(&old, &new, effort).map(|trace| walk_back(&trace, old.len(), new.len())).unwrap_or_default()
}

/// For each distance, how far each diagonal got: diagonal `k` (old minus new) is at `k + distance`.
type Trace = Vec<Vec<u32>>;

fn shortest(old: &[u32], new: &[u32], effort: &mut Effort) -> Option<Trace> {
    let mut trace: Trace = Vec::new();
    for distance in 0..=MAX_DISTANCE.min(old.len() + new.len()) {
        let mut row = vec![0_u32; 2 * distance + 1];
        let mut walked = distance as u64 + 1;
        for slot in (0..=2 * distance).step_by(2) {
            let mut at_old = furthest(trace.last(), distance, slot);
            // May point beside the sequences; then it is compared with nothing.
            let mut at_new = (at_old + distance).checked_sub(slot)?;
            while at_old < old.len() && at_new < new.len() && old[at_old] == new[at_new] {
                (at_old, at_new) = (at_old + 1, at_new + 1);
                walked += 1;
            }
            row[slot] = u32::try_from(at_old).ok()?;
            if at_old >= old.len() && at_new >= new.len() {
                trace.push(row);
                return Some(trace);
            }
        }
        if !effort.take(walked) {
            return None;
        }
        trace.push(row);
    }
    None
}

/// Where a diagonal begins at a distance, given how far its neighbours got at the one before.
fn furthest(before: Option<&Vec<u32>>, distance: usize, slot: usize) -> usize {
    let Some(before) = before else { return 0 };
    // Slots of the row before are one to the left: diagonal k is at k + distance - 1.
    let left = slot.checked_sub(2).and_then(|slot| before.get(slot)).copied();
    let right = before.get(slot).copied();
    debug_assert!(slot <= 2 * distance, "a diagonal of this distance");
    match (left, right) {
        (Some(left), Some(right)) if left < right => right as usize,
        (Some(left), _) => left as usize + 1,
        (None, Some(right)) => right as usize,
        (None, None) => 0,
    }
}

fn walk_back(trace: &Trace, old_len: usize, new_len: usize) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let (mut at_old, mut at_new) = (old_len, new_len);
    for distance in (0..trace.len()).rev() {
        let slot = at_old + distance - at_new;
        let before = distance.checked_sub(1).map(|last| &trace[last]);
        let start_old = furthest(before, distance, slot).min(at_old);
        let len = at_old - start_old;
        if len > 0 {
            found.push((start_old, at_new - len, len));
        }
        (at_old, at_new) = (start_old, at_new - len);
        let Some(before) = before else { break };
        let left = slot.checked_sub(2).and_then(|slot| before.get(slot)).copied();
        let right = before.get(slot).copied();
        let inserts = match (left, right) {
            (Some(left), Some(right)) => left < right,
            (None, _) => true,
            (Some(_), None) => false,
        };
        if inserts { at_new -= 1 } else { at_old -= 1 }
    }
    found.reverse();
    found
}

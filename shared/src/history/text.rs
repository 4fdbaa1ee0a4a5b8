//! One text as runs: what stayed, what is new and whose it is, what is gone and who took it away.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use super::{Credit, Effort, Run, RunKind, Step, steps};

/// The runs from `before` to `after`. `wrote` covers `after` and `deleted` covers `before`, from their beginnings.
pub fn runs(before: &str, after: &str, wrote: &[Credit], deleted: &[Credit], effort: &mut Effort) -> Vec<Run> {
    let steps = joined(steps(before, after, effort), before);
    let (mut old, mut new) = (Side::new(before, deleted), Side::new(after, wrote));
    let mut runs = Vec::new();
    for step in steps {
        match step {
            Step::Equal(before_range, after_range) => {
                runs.push(Run { kind: RunKind::Equal, text: before[before_range].to_owned(), by: None });
                new.skip_to(after_range.end);
            }
            Step::Replace(before_range, after_range) => {
                runs.extend(old.take(before_range, RunKind::Deleted));
                runs.extend(new.take(after_range, RunKind::Inserted));
            }
        }
    }
    runs
}

/// Blanks that stayed between two changes are no island to read: "a b" for "c d" is one change, not two.
fn joined(steps: Vec<Step>, before: &str) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::with_capacity(steps.len());
    let last = steps.len().saturating_sub(1);
    for (index, step) in steps.into_iter().enumerate() {
        let step = match step {
            Step::Equal(old, new) if index > 0 && index < last && is_island(&before[old.clone()]) => {
                Step::Replace(old, new)
            }
            step => step,
        };
        match (joined.last_mut(), step) {
            (Some(Step::Replace(last_old, last_new)), Step::Replace(old, new)) => {
                (last_old.end, last_new.end) = (old.end, new.end);
            }
            (_, step) => joined.push(step),
        }
    }
    joined
}

fn is_island(text: &str) -> bool {
    text.chars().all(|letter| letter == ' ')
}

/// A text and whom it belongs to, read from its beginning to its end.
struct Side<'a> {
    text: &'a str,
    credits: &'a [Credit],
    /// Byte that was reached.
    at: usize,
    /// UTF-16 unit that was reached.
    unit: u64,
    /// Unit at which the first of `credits` ends.
    end: u64,
}

impl<'a> Side<'a> {
    fn new(text: &'a str, credits: &'a [Credit]) -> Self {
        let end = credits.first().map_or(0, |credit| credit.units.into());
        Self { text, credits, at: 0, unit: 0, end }
    }

    fn skip_to(&mut self, byte: usize) {
        self.unit += self.text[self.at..byte].chars().map(|letter| letter.len_utf16() as u64).sum::<u64>();
        self.at = byte;
    }

    /// Whose the unit is that was reached.
    fn by(&mut self) -> Option<Uuid> {
        while self.unit >= self.end {
            let (_, rest) = self.credits.split_first()?;
            self.credits = rest;
            self.end += u64::from(rest.first()?.units);
        }
        self.credits.first()?.by
    }

    /// A stretch as runs, cut where it goes over to somebody else, never within what is seen as one character.
    fn take(&mut self, range: Range<usize>, kind: RunKind) -> Vec<Run> {
        self.skip_to(range.start);
        let mut runs: Vec<Run> = Vec::new();
        for character in self.text[range.clone()].graphemes(true) {
            let by = self.by();
            match runs.last_mut() {
                Some(run) if run.by == by => run.text.push_str(character),
                _ => runs.push(Run { kind, text: character.to_owned(), by }),
            }
            self.skip_to(self.at + character.len());
        }
        runs
    }
}

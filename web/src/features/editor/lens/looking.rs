//! Looking at the texts of a postmortem: each anew only when it is another one.

use std::collections::HashMap;

use debrief_shared::{
    document::{TextPath, View},
    lens::{Context, Finding, Scope, document::texts, lint},
};
use leptos::prelude::window;

use super::{
    Spot,
    memory::{self, Memory},
};
use crate::live::Live;

/// What its timing is called.
const TIMING: &str = "lens";
/// Most remarks that are shown in one document.
const MAX_SHOWN: usize = 500;

/// What was found in one text as it was read.
pub(super) struct Read {
    text: String,
    scope: Scope,
    findings: Vec<Finding>,
}

/// Leaves in the browser's own timings how long it took; the benchmark of the page reads that.
pub(super) fn timed<T>(work: impl FnOnce() -> T) -> T {
    let Some(clock) = window().performance() else { return work() };
    // Without timings nothing is missing but a figure.
    clock.clear_measures_with_measure_name(TIMING);
    let _ = clock.mark(TIMING);
    let done = work();
    let _ = clock.measure_with_start_mark(TIMING, TIMING);
    clock.clear_marks_with_mark_name(TIMING);
    done
}

/// Looks at every text that changed, and takes what was found in the others from before.
pub(super) fn look_at(
    live: Live,
    view: &View,
    context: &Context,
    memory: &Memory,
    read: &mut (Context, HashMap<TextPath, Read>),
) -> Vec<Spot> {
    if read.0 != *context {
        *read = (context.clone(), HashMap::new());
    }
    let mut before = std::mem::take(&mut read.1);
    let document = live.id().to_string();
    let mut spots = Vec::new();
    for (path, text, scope) in texts(view) {
        let known = before.remove(&path).filter(|known| known.scope == scope && known.text == text);
        let known =
            known.unwrap_or_else(|| Read { text: text.to_owned(), scope, findings: lint(text, scope, context) });
        let place = path.to_string();
        for finding in &known.findings {
            let words = slice(text, finding.from, finding.to).unwrap_or_default();
            let around = slice(text, finding.from.saturating_sub(16), finding.from).unwrap_or_default();
            let mark = memory::hash(&[&document, &place, finding.rule.code, &around, &words]);
            if spots.len() < MAX_SHOWN && !memory.hides_rule(finding.rule.code) && !memory.hides(mark) {
                spots.push(Spot { path: path.clone(), finding: finding.clone(), words, mark });
            }
        }
        read.1.insert(path, known);
    }
    spots
}

/// A stretch of a text in UTF-16 units, if there is one.
pub(super) fn slice(text: &str, from: u32, to: u32) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().skip(from as usize).take(to.checked_sub(from)? as usize).collect();
    (units.len() == (to - from) as usize).then(|| String::from_utf16_lossy(&units))
}

/// A comment as the lens reads it: in a document *you* is anybody, in a comment it is somebody, like *we*. As long as before, so that places stay.
pub(super) fn addressed(text: &str) -> String {
    const YOU: &str = "you ";
    let mut read = text.to_owned();
    for (at, _) in text.to_ascii_lowercase().match_indices(YOU) {
        if !text[..at].ends_with(char::is_alphanumeric) {
            read.replace_range(at..at + YOU.len(), "we  ");
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_who_is_spoken_to_is_a_person() {
        assert_eq!(addressed("You should have, thank you Ada 😀 bayou x"), "we  should have, thank we  Ada 😀 bayou x");
        let remarks = lint(&addressed("You should have looked at the dashboard."), Scope::Account, &Context::default());
        assert_eq!(remarks.first().map(|remark| remark.rule.code), Some("L1"));
        assert!(!remarks[0].rewrites.is_empty());
    }
}

//! What was dismissed, on this device: hashes and codes of rules, no text.

use crate::ui::{remember, remembered};

const ON: &str = "debrief.lens";
const HIDDEN: &str = "debrief.lens-hidden";
const RULES: &str = "debrief.lens-rules";
/// Most places that are remembered; the oldest go first.
const MAX_HIDDEN: usize = 500;

/// The reader's choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Memory {
    on: bool,
    hidden: Vec<u64>,
    rules: Vec<String>,
    /// Whether it has just changed: then what is shown follows at once.
    fresh: bool,
}

impl Memory {
    /// As it was left on this device; on, where nothing was said.
    pub(super) fn load() -> Self {
        let list = |name: &str| remembered(name).unwrap_or_default();
        let split = |text: String| text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let hidden = list(HIDDEN).split(',').filter_map(|word| u64::from_str_radix(word, 16).ok()).collect();
        Self { on: remembered(ON).as_deref() != Some("off"), hidden, rules: split(list(RULES)), fresh: false }
    }

    /// Writes it down.
    pub(super) fn keep(&mut self) {
        self.fresh = true;
        self.hidden.drain(..self.hidden.len().saturating_sub(MAX_HIDDEN));
        let hidden: Vec<String> = self.hidden.iter().map(|mark| format!("{mark:x}")).collect();
        let some = |text: &String| !text.is_empty();
        remember(ON, (!self.on).then_some("off"));
        remember(HIDDEN, Some(hidden.join(",")).filter(some).as_deref());
        remember(RULES, Some(self.rules.join(",")).filter(some).as_deref());
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn set_on(&mut self, on: bool) {
        self.on = on;
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.fresh
    }

    pub(super) fn hides(&self, mark: u64) -> bool {
        self.hidden.contains(&mark)
    }

    pub(super) fn hides_rule(&self, code: &str) -> bool {
        self.rules.iter().any(|rule| rule == code)
    }

    pub(super) fn has_hidden(&self) -> bool {
        !self.hidden.is_empty() || !self.rules.is_empty()
    }

    pub(super) fn hide(&mut self, mark: u64) {
        self.unhide(mark);
        self.hidden.push(mark);
    }

    pub(super) fn unhide(&mut self, mark: u64) {
        self.hidden.retain(|other| *other != mark);
    }

    pub(super) fn hide_rule(&mut self, code: &str) {
        self.unhide_rule(code);
        self.rules.push(code.to_owned());
    }

    pub(super) fn unhide_rule(&mut self, code: &str) {
        self.rules.retain(|rule| rule != code);
    }

    /// Everything is shown again.
    pub(super) fn forget(&mut self) {
        self.hidden.clear();
        self.rules.clear();
    }
}

/// FNV-1a over some words, each with its end.
pub(super) fn hash(parts: &[&str]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain(std::iter::once(0xff)));
    bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_parts_apart() {
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab"]));
        assert_ne!(hash(&["a", "b"]), hash(&["b", "a"]));
    }
}

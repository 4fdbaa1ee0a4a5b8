//! Where people are named in a text: by their whole name, by a part of it, or by a handle made of it.

use std::collections::HashMap;

use crate::lens;

/// Most signs between two parts of one name: `Mei-Ling`, `J. Doe`, `ada_lovelace`.
const MAX_GAP_CHARS: usize = 2;
/// Shortest part of a name that is looked for by itself, in characters.
const MIN_PART_CHARS: usize = 2;
/// Shortest part that is looked for in small letters as well, in characters.
const MIN_SMALL_CHARS: usize = 3;
/// Parts of names of accounts that are everyday words: only looked for with a capital, as a name is written.
const EVERYDAY: [&str; 60] = [
    "admin", "april", "art", "august", "baker", "banks", "bill", "bird", "bishop", "black", "bot", "brook", "brown",
    "chance", "cliff", "cook", "dawn", "day", "demo", "drew", "editor", "engineer", "faith", "field", "frank", "grace",
    "grant", "green", "guest", "hill", "hope", "jack", "joy", "june", "king", "lane", "long", "mark", "may", "member",
    "north", "owner", "page", "park", "penny", "price", "ray", "rich", "rob", "rose", "service", "stone", "summer",
    "sue", "team", "test", "user", "west", "white", "will",
];

/// Somebody is named there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The whole name that it is, or is a part of; the part itself where it is of several.
    pub(super) whole: String,
}

/// Names to look for.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the first word, in small letters.
    whole: HashMap<String, Vec<(Vec<String>, String)>>,
    /// Single parts, in small letters, with whose they are.
    parts: HashMap<String, String>,
    /// In scripts that put no space between words.
    dense: Vec<String>,
}

impl Names {
    /// Looks for a whole name.
    pub(super) fn add(&mut self, name: &str) {
        let name = name.trim();
        if name.chars().any(is_dense) {
            self.dense.push(name.to_owned());
            return;
        }
        let words: Vec<String> = words(name).into_iter().map(|(from, to)| name[from..to].to_lowercase()).collect();
        if let Some(first) = words.first() {
            self.whole.entry(first.clone()).or_default().push((words, name.to_owned()));
        }
    }

    /// Looks for a name and for every part of it. One of a single word may be an everyday word as well.
    pub(super) fn add_with_parts(&mut self, name: &str) {
        if words(name).len() > 1 || name.chars().any(is_dense) {
            self.add(name);
        }
        for (from, to) in words(name) {
            let part = &name[from..to];
            if part.chars().count() >= MIN_PART_CHARS && part.chars().any(char::is_alphabetic) {
                let kept = self.parts.entry(part.to_lowercase()).or_insert_with(|| name.trim().to_owned());
                if kept != name.trim() {
                    part.clone_into(kept);
                }
            }
        }
    }

    /// Where they are named, in order, none within another.
    pub(super) fn find(&self, text: &str) -> Vec<Named> {
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (start, end) = words[at];
            let lower = text[start..end].to_lowercase();
            let longest =
                self.whole.get(&lower).into_iter().flatten().filter(|(name, _)| fits(text, &words[at..], name));
            if let Some((name, whole)) = longest.max_by_key(|(name, _)| name.len()) {
                let end = words[at + name.len() - 1].1;
                found.push(Named { start: handle(text, start), end, whole: whole.clone() });
                at += name.len();
                continue;
            }
            if let Some(whole) = self.parts.get(&lower)
                && is_meant(text, start, end, &lower)
            {
                join(text, &mut found, Named { start: handle(text, start), end, whole: whole.clone() });
            }
            at += 1;
        }
        for name in &self.dense {
            let places = text.match_indices(name.as_str());
            found.extend(places.map(|(at, _)| Named { start: at, end: at + name.len(), whole: name.clone() }));
        }
        found.sort_by_key(|named| (named.start, named.end));
        found
    }
}

/// Runs of letters and digits.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        match (letter.is_alphanumeric() || is_mark(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, text.len())));
    words
}

/// Combining marks belong to the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn fits(text: &str, words: &[(usize, usize)], name: &[String]) -> bool {
    words.len() >= name.len()
        && name.iter().zip(words).all(|(part, &(from, to))| text[from..to].to_lowercase() == *part)
        && words[..name.len()].windows(2).all(|pair| is_gap(&text[pair[0].1..pair[1].0]))
}

/// Whether this may stand between two parts of one name.
fn is_gap(text: &str) -> bool {
    text.chars().count() <= MAX_GAP_CHARS && text.chars().all(|sign| sign.is_whitespace() || "-_.'’".contains(sign))
}

/// Whether one word is the name and not the everyday word that is written alike.
fn is_meant(text: &str, start: usize, end: usize, lower: &str) -> bool {
    let written = &text[start..end];
    let capital = written.chars().next().is_some_and(|first| !first.is_lowercase());
    let short = lower.chars().count() < MIN_SMALL_CHARS;
    let everyday = short || EVERYDAY.contains(&lower) || lens::is_everyday(lower);
    capital || !everyday || text[..start].ends_with('@')
}

/// Parts of one name beside each other are one: `Mei-Ling`.
fn join(text: &str, found: &mut Vec<Named>, part: Named) {
    match found.last_mut() {
        Some(last) if last.whole == part.whole && touches(text, last, &part) => last.end = part.end,
        _ => found.push(part),
    }
}

/// Whether another part of the name follows behind one sign: not the same once more, and not in the next sentence.
fn touches(text: &str, last: &Named, part: &Named) -> bool {
    let gap = &text[last.end..part.start];
    gap.chars().count() == 1 && is_gap(gap) && text[last.start..last.end] != text[part.start..part.end]
}

/// A handle begins with its sign.
fn handle(text: &str, start: usize) -> usize {
    if text[..start].ends_with('@') { start - 1 } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        let mut names = Names::default();
        for name in ["Ada Lovelace", "Grace Hopper", "Mei-Ling Chen", "山田太郎", "O'Brien", "Will"] {
            names.add_with_parts(name);
        }
        names.find(text).into_iter().map(|named| (&text[named.start..named.end], named.whole)).collect()
    }

    #[test]
    fn people_are_found_by_whole_names_parts_and_handles() {
        let cases = [
            ("Ada Lovelace's pager rang", vec!["Ada Lovelace"]),
            ("ada and HOPPER asked @grace", vec!["ada", "HOPPER", "@grace"]),
            (
                "ada_lovelace, ada.lovelace and Ada\u{a0}Lovelace",
                vec!["ada_lovelace", "ada.lovelace", "Ada\u{a0}Lovelace"],
            ),
            ("mei-ling looked; Ling, too", vec!["mei-ling", "Ling"]),
            ("当番の山田太郎が再起動", vec!["山田太郎"]),
            ("a grace period that will end, an adapter, Adam", vec![]),
            ("@will and Will", vec!["@will", "Will"]),
            ("Grace knew; o’brien did, too", vec!["Grace", "o’brien"]),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text).iter().map(|(found, _)| *found).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(found("Hopper")[0].1, "Grace Hopper");
    }
}

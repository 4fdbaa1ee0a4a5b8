//! Where people are named in a text: by their whole name, by a part of it, or by a handle made of it.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::fold::{Folded, folded};
use crate::lens;

/// Most signs between two parts of one name: `Mei-Ling`, `J. Doe`, `ada_lovelace`.
const MAX_GAP_CHARS: usize = 2;
/// Shortest part of a name that is looked for by itself, in characters.
const MIN_PART_CHARS: usize = 2;
/// Shortest part that is looked for in small letters as well, in characters.
const MIN_SMALL_CHARS: usize = 3;
/// Shortest name in one word, `AdaLovelace`, and shortest last name behind a first letter, `alovelace`, in characters.
const MIN_JOINED_CHARS: usize = 5;
const MIN_LAST_CHARS: usize = 6;
/// Parts of names of accounts that are everyday words, without their accents as well: only looked for with a capital, as a name is written.
const EVERYDAY: [&str; 71] = [
    "admin", "april", "art", "august", "baker", "banks", "bill", "bird", "bishop", "black", "bot", "brook", "brown",
    "chance", "cliff", "cook", "dawn", "day", "demo", "drew", "editor", "engineer", "faith", "field", "frank", "grace",
    "grant", "green", "guest", "hill", "hope", "jack", "joy", "june", "king", "lane", "long", "mark", "may", "member",
    "north", "owner", "page", "park", "penny", "price", "ray", "rich", "rob", "rose", "service", "stone", "summer",
    "sue", "team", "test", "user", "west", "white", "will", "ban", "dung", "hang", "lan", "map", "pan", "son", "tan",
    "tin", "van", "war",
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
    /// In scripts that put no space between words, with whose they are.
    dense: Vec<(String, String)>,
}

impl Names {
    /// Looks for a whole name.
    pub(super) fn add(&mut self, name: &str) {
        let name = name.trim();
        let written = folded(name);
        if written.chars().any(is_dense) {
            self.add_dense(name);
            return;
        }
        let words: Vec<String> = words(&written).iter().map(|&(from, to)| written[from..to].to_lowercase()).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        if words.len() > 1 {
            self.add_joined(&words.concat(), MIN_JOINED_CHARS, name);
            if last.chars().count() >= MIN_LAST_CHARS {
                self.add_joined(&first.chars().take(1).chain(last.chars()).collect::<String>(), MIN_LAST_CHARS, name);
            }
        }
        self.whole.entry(first.clone()).or_default().push((words, name.to_owned()));
    }

    /// Looks for a name and for every part of it. One of a single word may be an everyday word as well.
    pub(super) fn add_with_parts(&mut self, name: &str) {
        let (name, written) = (name.trim(), folded(name));
        if words(&written).len() > 1 || written.chars().any(is_dense) {
            self.add(name);
        }
        for (from, to) in words(&written) {
            let part = &written[from..to];
            if part.chars().count() >= MIN_PART_CHARS && part.chars().any(char::is_alphabetic) {
                let kept = self.parts.entry(part.to_lowercase()).or_insert_with(|| name.to_owned());
                if kept != name {
                    part.clone_into(kept);
                }
            }
        }
    }

    fn add_joined(&mut self, joined: &str, least: usize, name: &str) {
        if joined.chars().count() >= least {
            self.parts.entry(joined.to_owned()).or_insert_with(|| name.to_owned());
        }
    }

    /// In one piece, and each part by itself.
    fn add_dense(&mut self, name: &str) {
        self.dense.push((folded(&name.split_whitespace().collect::<String>()), name.to_owned()));
        let parts = name.split_whitespace().filter(|part| part.nfc().count() >= MIN_PART_CHARS);
        let parts = parts.map(folded).filter(|part| part.chars().any(is_dense));
        self.dense.extend(parts.map(|part| (part, name.to_owned())));
    }

    /// Where they are named, in order.
    pub(super) fn find(&self, folded: &Folded) -> Vec<Named> {
        let text = folded.text.as_str();
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
            if let Some(whole) = self.part(text, start, &lower) {
                join(text, &mut found, Named { start: handle(text, start), end, whole: whole.clone() });
            }
            at += 1;
        }
        found.extend(self.dense(text));
        for named in &mut found {
            (named.start, named.end) = folded.place(named.start, named.end);
        }
        found.sort_by_key(|named| (named.start, named.end));
        found.dedup();
        found
    }

    /// Whose name a single word is: as it is, or with an `s` or a number behind it.
    fn part(&self, text: &str, start: usize, lower: &str) -> Option<&String> {
        if let Some(whole) = self.parts.get(lower) {
            return is_meant(text, start, lower).then_some(whole);
        }
        let stems = [lower.strip_suffix('s'), Some(lower.trim_end_matches(|sign: char| sign.is_ascii_digit()))];
        let stem = stems.into_iter().flatten().find(|stem| self.parts.contains_key(*stem))?;
        let sure = stem.chars().count() >= MIN_SMALL_CHARS && !is_everyday(stem) || text[..start].ends_with('@');
        self.parts.get(stem).filter(|_| sure)
    }

    fn dense(&self, text: &str) -> Vec<Named> {
        let mut all: Vec<Named> = Vec::new();
        for (name, whole) in &self.dense {
            let places = text.match_indices(name.as_str());
            all.extend(places.map(|(at, _)| Named { start: at, end: at + name.len(), whole: whole.clone() }));
        }
        all.sort_by_key(|named| (named.start, std::cmp::Reverse(named.end)));
        let mut found: Vec<Named> = Vec::new();
        for named in all {
            if found.last().is_none_or(|last| named.start >= last.end) {
                join(text, &mut found, named);
            }
        }
        found
    }
}

/// Runs of letters and digits.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        match (letter.is_alphanumeric() || is_combining_mark(letter), start) {
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

fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
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
fn is_meant(text: &str, start: usize, lower: &str) -> bool {
    let capital = text[start..].chars().next().is_some_and(|first| !first.is_lowercase());
    capital || !is_everyday(lower) || text[..start].ends_with('@')
}

fn is_everyday(lower: &str) -> bool {
    lower.chars().count() < MIN_SMALL_CHARS || EVERYDAY.contains(&lower) || lens::is_everyday(lower)
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

    const PEOPLE: [&str; 10] = [
        "Ada Lovelace",
        "Grace Hopper",
        "Mei-Ling Chen",
        "山田太郎",
        "O'Brien",
        "Will",
        "Jürgen Müller",
        "김철수",
        "佐藤 花子",
        "Nguyễn Văn Á",
    ];

    fn found(text: &str) -> Vec<(&str, String)> {
        let mut names = Names::default();
        for name in PEOPLE {
            names.add_with_parts(name);
        }
        names.find(&Folded::of(text)).into_iter().map(|named| (&text[named.start..named.end], named.whole)).collect()
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
            ("Ju\u{308}rgen Mu\u{308}ller, MÜLLER", vec!["Ju\u{308}rgen Mu\u{308}ller", "MÜLLER"]),
            ("김철수가, 김철수는", vec!["김철수", "김철수"]),
            (
                "\u{1100}\u{1175}\u{11b7}\u{110e}\u{1165}\u{11af}\u{1109}\u{116e}가",
                vec!["\u{1100}\u{1175}\u{11b7}\u{110e}\u{1165}\u{11af}\u{1109}\u{116e}"],
            ),
            ("佐藤花子が、佐藤さん、佐藤　花子", vec!["佐藤花子", "佐藤", "佐藤　花子"]),
            (
                "AdaLovelace, @adalovelace, alovelace, obrien",
                vec!["AdaLovelace", "@adalovelace", "alovelace", "obrien"],
            ),
            ("Lovelaces pager, Ada Lovelaces, adas, ada2", vec!["Lovelaces", "Ada Lovelaces", "adas", "ada2"]),
            ("Ｌｏｖｅｌａｃｅ, Lоvelace, 𝐋𝐨𝐯𝐞𝐥𝐚𝐜𝐞", vec!["Ｌｏｖｅｌａｃｅ", "Lоvelace", "𝐋𝐨𝐯𝐞𝐥𝐚𝐜𝐞"]),
            ("Graces, wills and the van of Văn", vec!["Văn"]),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text).iter().map(|(found, _)| *found).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(found("Hopper")[0].1, "Grace Hopper");
    }
}

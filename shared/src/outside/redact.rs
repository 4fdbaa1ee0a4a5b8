//! What is taken out of a text, and what stands in its place: roles for names, a word in brackets for the rest. What was done is counted, to be
//! shown to whoever decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::Known;
use super::names::Names;
use crate::api::{OutsideChoice, OutsideReason, Redacted};
use crate::lens;
use crate::render::is_web_address;

/// Most different things that are told of. What is beyond is taken out all the same.
const MAX_TOLD: usize = 1_000;
/// Longest beginning of something that is told of, in characters.
const MAX_FOUND_CHARS: usize = 200;
/// What a role is called that nobody has chosen; a number follows.
const ROLE: &str = "engineer";
/// In the place of a word that was to be taken out.
const REMOVED: &str = "[removed]";

/// A place in a text, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) reason: OutsideReason,
    pub(super) found: String,
    pub(super) instead: String,
}

/// Takes out, and keeps count.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    names: Names,
    /// Chosen roles, by the name in small letters.
    roles: HashMap<String, String>,
    /// Roles that nobody has chosen, by whole name, in the order in which they came up.
    numbered: HashMap<String, usize>,
    /// In small letters, with why; longest first.
    words: Vec<(String, OutsideReason)>,
    /// Addresses that stay.
    kept: BTreeSet<String>,
    /// The address of the instance.
    site: String,
    told: BTreeMap<(OutsideReason, String, String), u32>,
    /// Addresses that could stay.
    pub(super) links: BTreeSet<String>,
    /// Pictures that could be shown.
    pub(super) images: BTreeSet<Uuid>,
    /// Pictures that may be shown.
    pub(super) wanted: BTreeSet<Uuid>,
    /// Pictures that are shown.
    pub(super) shown: BTreeSet<Uuid>,
}

impl Redactor {
    pub(super) fn new(choice: &OutsideChoice, known: &Known, written: &[String]) -> Self {
        let mut names = Names::default();
        let roles: HashMap<String, String> = choice
            .roles
            .iter()
            .filter(|role| !role.name.trim().is_empty())
            .map(|role| (role.name.trim().to_lowercase(), role.role.trim().to_owned()))
            .collect();
        for name in &known.people {
            names.add_with_parts(name);
        }
        for name in written {
            if name.trim().contains(char::is_whitespace) {
                names.add(name);
            } else {
                names.add_with_parts(name);
            }
        }
        for role in &choice.roles {
            names.add(&role.name);
        }
        let small = |words: &[String], reason| -> Vec<(String, OutsideReason)> {
            let words = words.iter().map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
            words.filter(|word| !word.is_empty()).map(|word| (word, reason)).collect()
        };
        let mut words = small(&choice.words, OutsideReason::Word);
        words.extend(small(&known.customers, OutsideReason::Customer));
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self {
            names,
            roles,
            words,
            kept: choice.links.iter().map(|link| link.trim().to_owned()).collect(),
            site: known.site.trim_end_matches('/').to_lowercase(),
            wanted: choice.images.iter().copied().collect(),
            ..Self::default()
        }
    }

    /// Whether an address may stay: it was picked, and does not lead inside.
    pub(super) fn keeps(&mut self, address: &str) -> bool {
        let lower = address.to_lowercase();
        let inside = !self.site.is_empty() && lower.starts_with(&self.site);
        let gives_away = !lens::protected(address).is_empty() || !occurrences(address, &self.words).is_empty();
        if !is_web_address(address) || inside || gives_away || is_private(address) {
            return false;
        }
        self.links.insert(address.to_owned());
        self.kept.contains(address)
    }

    /// Notes that something was taken out.
    pub(super) fn note(&mut self, reason: OutsideReason, found: &str, instead: &str) {
        let found: String = found.trim().chars().take(MAX_FOUND_CHARS).collect();
        let key = (reason, found, instead.to_owned());
        if self.told.len() < MAX_TOLD || self.told.contains_key(&key) {
            *self.told.entry(key).or_default() += 1;
        }
    }

    /// What was taken out of everything so far.
    pub(super) fn told(self) -> Vec<Redacted> {
        let told = self.told.into_iter();
        told.map(|((reason, found, instead), times)| Redacted { reason, found, instead, times }).collect()
    }

    /// The text without what is to be taken out.
    pub(super) fn clean(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for range in self.ranges(text) {
            out.push_str(&text[at..range.start]);
            out.push_str(&range.instead);
            at = range.end;
            self.note(range.reason, &range.found, &range.instead);
        }
        out.push_str(&text[at..]);
        out
    }

    /// What is to be taken out of a text, in order, none within another.
    pub(super) fn ranges(&mut self, text: &str) -> Vec<Range> {
        let mut found = Vec::new();
        let mut add = |start: usize, end: usize, reason, instead: &str| {
            let found_text = text[start..end].to_owned();
            found.push(Range { start, end, reason, found: found_text, instead: instead.to_owned() });
        };
        for (start, end, reason) in occurrences(text, &self.words) {
            add(start, end, reason, if reason == OutsideReason::Customer { "[customer]" } else { REMOVED });
        }
        for (start, end) in addresses(text) {
            let address = &text[start..end];
            // One without a scheme is linked by one of these.
            let linked = ["http://", "https://"].iter().any(|scheme| self.kept.contains(&format!("{scheme}{address}")));
            if !linked && !self.keeps(address) {
                add(start, end, OutsideReason::Link, "[link]");
            }
        }
        for (place, what) in lens::protected(text) {
            let reason = match what.as_str() {
                "mail address" => OutsideReason::Mail,
                "phone number" => OutsideReason::Phone,
                "IP address" => OutsideReason::Ip,
                "card number" => OutsideReason::Card,
                _ => OutsideReason::Secret,
            };
            add(place.start, place.end, reason, &format!("[{what}]"));
        }
        for named in self.names.find(text) {
            let written = &text[named.start..named.end];
            let instead = self.role(written, &named.whole);
            if instead != written {
                add(named.start, named.end, OutsideReason::Name, &instead);
            }
        }
        joined(text, found)
    }

    /// The role in the place of a name: chosen for what is written, or for whom it means, or numbered.
    fn role(&mut self, written: &str, whole: &str) -> String {
        let chosen = self.roles.get(&written.to_lowercase()).or_else(|| self.roles.get(&whole.to_lowercase()));
        if let Some(role) = chosen.filter(|role| !role.is_empty()) {
            // The name itself: it is nobody's here.
            let same = role.to_lowercase() == written.to_lowercase() || role.to_lowercase() == whole.to_lowercase();
            return if same { written.to_owned() } else { role.clone() };
        }
        let next = self.numbered.len() + 1;
        let number = *self.numbered.entry(whole.to_owned()).or_insert(next);
        format!("{ROLE} {number}")
    }
}

/// Whether an address leads nowhere for a stranger: to a machine of one's own, to a name that the public DNS never gives to anybody, or to one
/// without a domain.
fn is_private(address: &str) -> bool {
    const PRIVATE: [&str; 7] = [".localhost", ".local", ".internal", ".home.arpa", ".test", ".lan", ".corp"];
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let is_number = name.chars().all(|sign| sign.is_ascii_digit() || sign == '.');
    host.starts_with('[') || is_number || !name.contains('.') || PRIVATE.iter().any(|ending| name.ends_with(ending))
}

/// In order, none within another: what overlaps goes altogether, by what begins first.
fn joined(text: &str, mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut out: Vec<Range> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => {
                if range.end > last.end {
                    last.end = range.end;
                    text[last.start..last.end].clone_into(&mut last.found);
                }
            }
            _ => out.push(range),
        }
    }
    out
}

/// Where any of these words stands, in whatever letters. In a text whose white space may be any.
fn occurrences(text: &str, words: &[(String, OutsideReason)]) -> Vec<(usize, usize, OutsideReason)> {
    if words.is_empty() {
        return Vec::new();
    }
    // Small letters, one space for any, and where each byte of it came from.
    let (mut small, mut from) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, letter) in text.char_indices() {
        let before = small.len();
        if letter.is_whitespace() {
            if !small.ends_with(' ') {
                small.push(' ');
            }
        } else {
            small.extend(letter.to_lowercase());
        }
        from.extend(std::iter::repeat_n(at, small.len() - before));
    }
    from.push(text.len());
    let mut found = Vec::new();
    for (word, reason) in words {
        for (at, _) in small.match_indices(word.as_str()) {
            let (start, last) = (from[at], from[at + word.len() - 1]);
            let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
            // A customer's name may be the beginning of another word; what was asked for by hand goes wherever it stands.
            let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            let within = letter(text[..start].chars().next_back()) || letter(text[end..].chars().next());
            if *reason == OutsideReason::Word || !within {
                found.push((start, end, *reason));
            }
        }
    }
    found
}

/// Addresses in plain text, of any scheme: `https://…`, `ssh://…`, `www.…`.
fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '`' | '|');
    let starts = text.match_indices("://").map(|(at, _)| {
        let scheme = text[..at].bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(byte));
        (at - scheme.count(), at + 3)
    });
    let plain = text.match_indices("www.").map(|(at, _)| (at, at + 4));
    let mut all: Vec<(usize, usize)> = starts.chain(plain).collect();
    all.sort_unstable();
    for (start, after) in all {
        if found.last().is_some_and(|(_, end)| start < *end) {
            continue;
        }
        let end = text[after..].find(ends).map_or(text.len(), |length| after + length);
        let trimmed = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', ')', ']', '}']);
        if start + trimmed.len() > after {
            found.push((start, start + trimmed.len()));
        }
    }
    found
}

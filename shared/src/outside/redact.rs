//! What is taken out of a text, and what stands in its place: roles for names, a word in brackets for the rest. What was done is counted, to be
//! shown to whoever decides.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::Known;
use super::fold::{Folded, key};
use super::names::Names;
use super::shapes::{addresses, hosts, is_private, long_keys};
use super::words::Words;
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
/// In the place of the name of a machine inside.
const INSIDE: &str = "[internal host]";
/// In the place of what looks like a key.
const SECRET: &str = "[secret]";

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
    /// Chosen roles, by the name as it is compared.
    roles: HashMap<String, String>,
    /// Roles that nobody has chosen, by whole name, in the order in which they came up.
    numbered: HashMap<String, usize>,
    words: Words,
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
            .map(|role| (key(&role.name), role.role.trim().to_owned()))
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
        let customers = known.customers.iter().map(|customer| (customer, OutsideReason::Customer));
        let words = Words::new(choice.words.iter().map(|word| (word, OutsideReason::Word)).chain(customers));
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
        let folded = Folded::of(address);
        let gives_away = !lens::protected(&folded.text).is_empty() || !self.words.find(&folded).is_empty();
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

    /// A Markdown text without private keys, which may go through several of its blocks.
    pub(super) fn without_keys<'a>(&mut self, source: &'a str) -> Cow<'a, str> {
        if !source.contains("PRIVATE KEY") {
            return Cow::Borrowed(source);
        }
        let mut out = source.to_owned();
        for (place, what) in lens::protected(source).into_iter().rev() {
            if source[place.clone()].starts_with("-----BEGIN ") {
                let instead = format!("[{what}]");
                self.note(OutsideReason::Secret, &source[place.clone()], &instead);
                out.replace_range(place, &instead);
            }
        }
        Cow::Owned(out)
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
        let folded = Folded::of(text);
        let mut found = Vec::new();
        let mut add = |start: usize, end: usize, reason, instead: &str| {
            let found_text = text[start..end].to_owned();
            found.push(Range { start, end, reason, found: found_text, instead: instead.to_owned() });
        };
        for (start, end, reason) in self.words.find(&folded) {
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
        for (start, end) in hosts(&folded.text) {
            let (start, end) = folded.place(start, end);
            add(start, end, OutsideReason::Link, INSIDE);
        }
        for (start, end) in long_keys(&folded.text) {
            let (start, end) = folded.place(start, end);
            add(start, end, OutsideReason::Secret, SECRET);
        }
        for (place, what) in lens::protected(&folded.text) {
            let reason = match what.as_str() {
                "mail address" => OutsideReason::Mail,
                "phone number" => OutsideReason::Phone,
                "IP address" => OutsideReason::Ip,
                "card number" => OutsideReason::Card,
                _ => OutsideReason::Secret,
            };
            let (start, end) = folded.place(place.start, place.end);
            add(start, end, reason, &format!("[{what}]"));
        }
        for named in self.names.find(&folded) {
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
        let (here, named) = (key(written), key(whole));
        let chosen = self.roles.get(&here).or_else(|| self.roles.get(&named));
        if let Some(role) = chosen.filter(|role| !role.is_empty()) {
            // The name itself: it is nobody's here.
            let same = key(role) == here || key(role) == named;
            return if same { written.to_owned() } else { role.clone() };
        }
        let next = self.numbered.len() + 1;
        let number = *self.numbered.entry(whole.to_owned()).or_insert(next);
        format!("{ROLE} {number}")
    }
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

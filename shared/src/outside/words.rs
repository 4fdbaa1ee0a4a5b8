//! Where customers and words of one's own list stand in a text, in whatever letters and with whatever signs between their parts.

use super::fold::{Folded, key};
use crate::api::OutsideReason;
use crate::lens;

/// Shortest name written as one word, or with an `s` behind it, that is looked for, in characters.
const MIN_JOINED_CHARS: usize = 3;
/// Longest part of a name of very short parts, in characters: `E.ON` is not any `e on`.
const MAX_SHORT_CHARS: usize = 2;

/// A word to look for.
#[derive(Debug)]
struct Wanted {
    /// As it was written, folded, in small letters.
    whole: String,
    /// Its letters and digits with one space between its parts; empty where there are none.
    parts: String,
    /// The same in one word, where it has several parts.
    joined: Option<String>,
    /// All parts are very short: between them stands a sign.
    short: bool,
    reason: OutsideReason,
}

/// Words to look for, longest first.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<Wanted>);

/// A folded text in small letters, with where each byte of it came from in the folded one.
struct Small {
    text: String,
    from: Vec<usize>,
}

impl Words {
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a String, OutsideReason)>) -> Self {
        let wanted = words.map(|(word, reason)| Wanted::new(&key(word), reason)).filter(|word| !word.whole.is_empty());
        let mut wanted: Vec<Wanted> = wanted.collect();
        wanted.sort_by_key(|word| std::cmp::Reverse(word.whole.len()));
        Self(wanted)
    }

    /// Where any of them stands in the original of a folded text.
    pub(super) fn find(&self, folded: &Folded) -> Vec<(usize, usize, OutsideReason)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let (spaced, loose) = (small(&folded.text, false), small(&folded.text, true));
        let mut found = Vec::new();
        for word in &self.0 {
            let mut add = |(start, end): (usize, usize)| {
                let (start, end) = folded.place(start, end);
                found.push((start, end, word.reason));
            };
            for (at, _) in spaced.text.match_indices(&word.whole) {
                // A customer's name may be the beginning of another word; what was asked for by hand goes wherever it stands.
                if word.reason == OutsideReason::Word || is_apart(&spaced.text, at, at + word.whole.len()) {
                    add(spaced.place(at, at + word.whole.len()));
                }
            }
            let parts = Some(&word.parts).filter(|parts| !parts.is_empty());
            for form in parts.into_iter().chain(&word.joined) {
                for (at, _) in loose.text.match_indices(form.as_str()) {
                    let Some(end) = end_apart(&loose.text, at, form) else { continue };
                    let (start, end) = loose.place(at, end);
                    let open = word.short && folded.text[start..end].contains(char::is_whitespace);
                    if !open {
                        add((start, end));
                    }
                }
            }
        }
        found
    }
}

impl Wanted {
    fn new(word: &str, reason: OutsideReason) -> Self {
        let parts: Vec<&str> =
            word.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let joined = parts.concat();
        let known = lens::is_everyday(&joined) || joined.chars().count() < MIN_JOINED_CHARS;
        // `C++` is not any `c`.
        let told = parts.len() > 1 || joined.len() == word.len();
        Self {
            whole: word.to_owned(),
            parts: if told { parts.join(" ") } else { String::new() },
            joined: (parts.len() > 1 && !known).then_some(joined),
            short: parts.len() > 1 && parts.iter().all(|part| part.chars().count() <= MAX_SHORT_CHARS),
            reason,
        }
    }
}

impl Small {
    fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.from[end - 1];
        (self.from[start], self.from[end..].iter().copied().find(|from| *from > last).unwrap_or(last))
    }
}

/// One space for any white space or, when `loose`, for any signs between letters and digits.
fn small(text: &str, loose: bool) -> Small {
    let mut small = Small { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len() + 1) };
    for (at, sign) in text.char_indices() {
        let before = small.text.len();
        if sign.is_whitespace() || loose && !sign.is_alphanumeric() {
            if !small.text.ends_with(' ') {
                small.text.push(' ');
            }
        } else {
            small.text.extend(sign.to_lowercase());
        }
        small.from.extend(std::iter::repeat_n(at, small.text.len() - before));
    }
    small.from.push(text.len());
    small
}

fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
    !letter(text[..start].chars().next_back()) && !letter(text[end..].chars().next())
}

/// The end of a form that stands by itself, with an `s` behind it or not.
fn end_apart(text: &str, start: usize, form: &str) -> Option<usize> {
    let end = start + form.len();
    let plural = (form.chars().count() >= MIN_JOINED_CHARS && text[end..].starts_with('s')).then_some(end + 1);
    [Some(end), plural].into_iter().flatten().find(|end| is_apart(text, start, *end))
}

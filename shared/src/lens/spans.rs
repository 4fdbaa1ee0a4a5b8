//! What is masked within one block: code, addresses, quoted words, and the signs that only dress a text.

use std::collections::HashMap;

use super::markdown::{CODE, LINK, QUOTE};

/// Longest HTML tag that is taken for one, in bytes.
const MAX_TAG_BYTES: usize = 200;

/// Masks `bytes[start..end]` in place. Whole characters only, each byte by one ASCII byte.
pub(super) fn mask(text: &str, bytes: &mut [u8], start: usize, end: usize) {
    code(bytes, start, end);
    addresses(text, bytes, start, end);
    links(bytes, start, end);
    quotes(text, bytes, start, end);
    dress(bytes, start, end);
}

/// Backtick runs and what stands between two of the same length.
fn code(bytes: &mut [u8], start: usize, end: usize) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut at = start;
    while at < end {
        let length = bytes[at..end].iter().take_while(|&&byte| byte == b'`').count();
        if length > 0 {
            runs.push((at, length));
        }
        at += length.max(1);
    }
    let mut next: Vec<Option<usize>> = vec![None; runs.len()];
    let mut seen: HashMap<usize, usize> = HashMap::new();
    for (index, &(_, length)) in runs.iter().enumerate().rev() {
        next[index] = seen.insert(length, index);
    }
    let mut index = 0;
    while index < runs.len() {
        let Some(close) = next[index] else {
            index += 1;
            continue;
        };
        bytes[runs[index].0..runs[close].0 + runs[close].1].fill(CODE);
        index = close + 1;
    }
}

/// `https://…` up to the next space or closing sign.
fn addresses(text: &str, bytes: &mut [u8], start: usize, end: usize) {
    for scheme in ["http://", "https://", "mailto:"] {
        let mut at = start;
        while let Some(found) = text[at..end].find(scheme) {
            let from = at + found;
            let stop = |letter: char| letter.is_whitespace() || matches!(letter, ')' | '>' | ']' | '"' | '|' | '`');
            let to = text[from..end].find(stop).map_or(end, |length| from + length);
            bytes[from..to].fill(LINK);
            at = to;
        }
    }
}

/// `](address)`, `][reference]`, `[^1]` and HTML tags.
fn links(bytes: &mut [u8], start: usize, end: usize) {
    let (mut at, mut no_paren, mut no_bracket) = (start, false, false);
    while at + 1 < end {
        let found = match (bytes[at], bytes[at + 1]) {
            (b']', b'(') if !no_paren => {
                let close = find(bytes, at, end, b')');
                no_paren = close.is_none();
                close
            }
            (b']', b'[') | (b'[', b'^') if !no_bracket => {
                let close = find(bytes, at + 1, end, b']');
                no_bracket = close.is_none();
                close
            }
            (b'<', next) if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | LINK) => {
                find(bytes, at, end.min(at + MAX_TAG_BYTES), b'>')
            }
            _ => None,
        };
        if let Some(close) = found {
            bytes[at..=close].fill(b' ');
            at = close;
        }
        at += 1;
    }
}

fn find(bytes: &[u8], from: usize, end: usize, wanted: u8) -> Option<usize> {
    bytes[from..end].iter().position(|&byte| byte == wanted).map(|length| from + length)
}

/// Words between quotation marks.
fn quotes(text: &str, bytes: &mut [u8], start: usize, end: usize) {
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (offset, letter) in text[start..end].char_indices() {
        let at = start + offset;
        let masked = matches!(bytes[at], CODE | LINK);
        match open {
            Some((from, close)) if letter == close && !masked => {
                bytes[from..at + letter.len_utf8()].fill(QUOTE);
                open = None;
            }
            None if !masked => {
                let begins = before.is_whitespace() || "([{*_–—/|".contains(before);
                open = match letter {
                    '"' if begins => Some((at, '"')),
                    '“' => Some((at, '”')),
                    '„' => Some((at, '“')),
                    '«' => Some((at, '»')),
                    _ => None,
                };
            }
            _ => {}
        }
        before = letter;
    }
}

/// Emphasis, brackets and backslashes.
fn dress(bytes: &mut [u8], start: usize, end: usize) {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    for at in start..end {
        let blank = match bytes[at] {
            b'*' | b'[' | b']' | b'\\' | b'|' => true,
            b'~' => at + 1 < end && bytes[at + 1] == b'~' || at > start && bytes[at - 1] == b'~',
            b'_' => !(at > start && word(bytes[at - 1]) && at + 1 < end && word(bytes[at + 1])),
            _ => false,
        };
        if blank {
            bytes[at] = b' ';
        }
    }
}

//! What is known by its shape: addresses, names of machines inside, keys that nothing announces.

/// Endings that the public DNS never gives to anybody, of which networks make use (RFC 6762, appendix G; RFC 8375).
const PRIVATE: [&str; 9] =
    [".internal", ".local", ".corp", ".lan", ".intra", ".intranet", ".private", ".localdomain", ".home.arpa"];
/// Those that nobody uses in earnest (RFC 6761).
const UNUSED: [&str; 2] = [".localhost", ".test"];
/// Longest name of a machine, in bytes (RFC 1035, section 2.3.4).
const MAX_HOST_BYTES: usize = 255;
/// Shortest run of letters and digits that is taken for a key, in bytes: that of an AWS secret key.
const MIN_KEY_BYTES: usize = 40;
/// Fewest digits, where no sign of base64 is in it, and fewest letters of either kind: names in programs have less.
const MIN_KEY_DIGITS: usize = 3;
const MIN_KEY_LETTERS: usize = 5;

/// Whether an address leads nowhere for a stranger: to a machine of one's own, to a name that the public DNS never gives to anybody, or to one
/// without a domain.
pub(super) fn is_private(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let is_number = name.chars().all(|sign| sign.is_ascii_digit() || sign == '.');
    host.starts_with('[')
        || is_number
        || !name.contains('.')
        || PRIVATE.iter().chain(&UNUSED).any(|ending| name.ends_with(ending))
}

/// Names of machines in networks of one's own: `db01.prod.internal`.
pub(super) fn hosts(text: &str) -> Vec<(usize, usize)> {
    let small = text.to_ascii_lowercase();
    let bytes = small.as_bytes();
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for ending in PRIVATE {
        for (at, _) in small.match_indices(ending) {
            let end = at + ending.len();
            let goes_on = bytes.get(end).is_some_and(part)
                || bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(part);
            let before = bytes[..at].iter().rev().take(MAX_HOST_BYTES);
            let length = if goes_on { 0 } else { before.take_while(|byte| part(byte) || **byte == b'.').count() };
            let start = end - small[at - length..end].trim_start_matches(['.', '-']).len();
            if start < at {
                found.push((start, end));
            }
        }
    }
    found
}

/// Runs of base64 as long as a key, in which letters and digits are mixed as in one. No hash, which is in small letters.
pub(super) fn long_keys(text: &str) -> Vec<(usize, usize)> {
    let encoded = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let mut found = Vec::new();
    let mut at = 0;
    for run in text.as_bytes().split(|byte| !encoded(byte)) {
        let count = |wanted: fn(&u8) -> bool| run.iter().filter(|byte| wanted(byte)).count();
        let digits = if run.iter().any(|byte| b"+/".contains(byte)) { 1 } else { MIN_KEY_DIGITS };
        if run.len() >= MIN_KEY_BYTES
            && count(u8::is_ascii_digit) >= digits
            && count(u8::is_ascii_uppercase) >= MIN_KEY_LETTERS
            && count(u8::is_ascii_lowercase) >= MIN_KEY_LETTERS
        {
            found.push((at, at + run.len()));
        }
        at += run.len() + 1;
    }
    found
}

/// Addresses in plain text, of any scheme: `https://…`, `ssh://…`, `www.…`.
pub(super) fn addresses(text: &str) -> Vec<(usize, usize)> {
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

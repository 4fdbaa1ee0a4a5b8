//! L15: what tells of people outside, or opens a door. Looked for everywhere, in code and quotes as well, by its shape.

use super::Raw;
use crate::lens::catalogue::Id;
use crate::lens::people::Context;

/// Longest thing of this kind that is looked at, in bytes.
const MAX_LENGTH: usize = 400;
/// Longest private key in text, in bytes.
const MAX_KEY: usize = 8_192;
/// Most customer names that are looked for.
const MAX_CUSTOMERS: usize = 1_000;

/// How keys and tokens of well-known services begin, and how long they are at least, in bytes.
const KEYS: [(&str, usize); 26] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("ghu_", 30),
    ("ghr_", 30),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("xoxr-", 20),
    ("xoxs-", 20),
    ("xapp-", 20),
    ("sk_live_", 20),
    ("sk_test_", 20),
    ("rk_live_", 20),
    ("pk_live_", 20),
    ("sk-", 30),
    ("AIza", 35),
    ("npm_", 36),
    ("dop_v1_", 40),
    ("SG.", 40),
    ("hvs.", 24),
    ("eyJ", 40),
];

/// What keys and passwords are announced by.
const NAMES: [&str; 11] = [
    "password",
    "passwd",
    "secret",
    "api_key",
    "apikey",
    "api-key",
    "access_token",
    "auth_token",
    "token",
    "client_secret",
    "bearer",
];

pub(in crate::lens) fn find(text: &str, context: &Context) -> Vec<Raw> {
    let bytes = text.as_bytes();
    let mut raws = Vec::new();
    let mut at = 0;
    let mut line_secret = 0;
    while at < bytes.len() {
        let fresh =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] >= 0x80 || bytes[at - 1] == b'_');
        let found = match bytes[at] {
            b'@' => mail(text, bytes, at),
            b'+' if fresh => phone(bytes, at).map(|end| (at, end, "phone number")),
            b'(' if fresh => american(bytes, at).map(|end| (at, end, "phone number")),
            b'0'..=b'9' if fresh && at > 0 && matches!(bytes[at - 1], b'.' | b'-') => None,
            b'0'..=b'9' if fresh => card(bytes, at)
                .map(|end| (at, end, "card number"))
                .or_else(|| v4(text, bytes, at).map(|end| (at, end, "IP address")))
                .or_else(|| v6(bytes, at).map(|end| (at, end, "IP address")))
                .or_else(|| american(bytes, at).map(|end| (at, end, "phone number")))
                .or_else(|| told_phone(text, bytes, at).map(|end| (at, end, "phone number"))),
            b'-' if text[at..].starts_with("-----BEGIN ") => private_key(text, at).map(|end| (at, end, "secret")),
            b'a'..=b'f' | b'A'..=b'F' if fresh && v6(bytes, at).is_some() => {
                v6(bytes, at).map(|end| (at, end, "IP address"))
            }
            b'a'..=b'z' | b'A'..=b'Z' if fresh => key(text, bytes, at).map(|(from, end)| (from, end, "secret")),
            b':' if text[at..].starts_with("://") => login(bytes, at).map(|(from, end)| (from, end, "secret")),
            _ => None,
        };
        if let Some((from, end, what)) = found.filter(|&(from, _, _)| from >= line_secret) {
            raws.push(protected(text, from, end, what));
            line_secret = end;
            at = end.max(at + 1);
        } else {
            at += 1;
        }
    }
    customers(text, context, &mut raws);
    raws
}

fn protected(text: &str, from: usize, end: usize, what: &str) -> Raw {
    let why = if what == "secret" {
        "This looks like a key or a password: take it out, and renew it."
    } else {
        "This may tell of somebody outside"
    };
    let message = if what == "secret" { why.to_owned() } else { format!("{why}: a {what}.").replace("a IP", "an IP") };
    let mut raw = Raw::new(Id::L15, from, end, message);
    raw.rewrites.push((from, end, format!("[{what}]")));
    let _ = text;
    raw
}

fn mail(text: &str, bytes: &[u8], at: usize) -> Option<(usize, usize, &'static str)> {
    let local = bytes[..at]
        .iter()
        .rev()
        .take(64)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte))
        .count();
    let domain = bytes[at + 1..]
        .iter()
        .take(255)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
        .count();
    let name = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
    let (host, top) = name.rsplit_once('.')?;
    let from = at - local;
    let user = text[from..at].trim_start_matches(['.', '-', '+']);
    let shaped =
        !user.is_empty() && !host.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    (shaped && user != "git").then_some((at - user.len(), at + 1 + name.len(), "mail address"))
}

/// Length of digits with single separators between, and how many digits.
fn digits(bytes: &[u8], at: usize, separators: &[u8], most: usize) -> (usize, Vec<u8>) {
    let (mut end, mut found) = (at, Vec::new());
    let mut index = at;
    while index < bytes.len() && index - at < MAX_LENGTH && found.len() <= most {
        if bytes[index].is_ascii_digit() {
            found.push(bytes[index] - b'0');
            end = index + 1;
        } else if !separators.contains(&bytes[index]) || index > at && index - end >= 2 {
            break;
        }
        index += 1;
    }
    (end, found)
}

fn ends(bytes: &[u8], end: usize) -> bool {
    let next = bytes.get(end);
    let letter = next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'_');
    let joins = next.is_some_and(|next| matches!(next, b'.' | b'-' | b':' | b'/'));
    !letter && (!joins || !bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
}

fn phone(bytes: &[u8], at: usize) -> Option<usize> {
    if !bytes.get(at + 1).is_some_and(|byte| matches!(byte, b'1'..=b'9')) {
        return None;
    }
    let (end, found) = digits(bytes, at + 1, b" -().", 15);
    ((8..=15).contains(&found.len()) && ends(bytes, end)).then_some(end)
}

/// `(555) 123-4567`, `555-123-4567`.
fn american(bytes: &[u8], at: usize) -> Option<usize> {
    const SHAPES: [&[u8]; 3] = [b"(ddd) ddd-dddd", b"ddd-ddd-dddd", b"ddd.ddd.dddd"];
    SHAPES.iter().find_map(|shape| {
        let part = bytes.get(at..at + shape.len())?;
        let fits = part
            .iter()
            .zip(*shape)
            .all(|(byte, wanted)| if *wanted == b'd' { byte.is_ascii_digit() } else { byte == wanted });
        (fits && ends(bytes, at + shape.len())).then_some(at + shape.len())
    })
}

/// Digits after a word that announces a phone number.
fn told_phone(text: &str, bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at.saturating_sub(16);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text[from..at].to_lowercase();
    let told = ["phone", "tel", "mobile", "call ", "number is"].iter().any(|word| before.contains(word));
    let (end, found) = digits(bytes, at, b" -().", 15);
    (told && (7..=15).contains(&found.len()) && ends(bytes, end)).then_some(end)
}

fn card(bytes: &[u8], at: usize) -> Option<usize> {
    if !matches!(bytes[at], b'2'..=b'6') {
        return None;
    }
    let (end, found) = digits(bytes, at, b" -", 19);
    ((13..=19).contains(&found.len()) && ends(bytes, end) && luhn(&found)).then_some(end)
}

/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| {
            let doubled = u32::from(digit) << (index % 2);
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != digits[0])
}

fn v4(text: &str, bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take(16).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let shown = text[at..at + length].trim_end_matches('.');
    let end = at + shown.len();
    let octets: Vec<&str> = shown.split('.').collect();
    let fits =
        octets.len() == 4 && octets.iter().all(|octet| (1..=3).contains(&octet.len()) && octet.parse::<u8>().is_ok());
    let harmless = ["127.0.0.1", "0.0.0.0", "255.255.255.255", "8.8.8.8", "1.1.1.1"].contains(&shown);
    let before = text[..at].trim_end_matches([' ', '(']);
    let version = ["version", "Version", "release", "v"].iter().any(|word| before.ends_with(word));
    (fits
        && !harmless
        && !version
        && !bytes.get(end).is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, b'/' | b'-')))
    .then_some(end)
}

fn v6(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take(46).take_while(|byte| byte.is_ascii_hexdigit() || **byte == b':').count();
    let part = &bytes[at..at + length];
    let part = part.strip_suffix(b":").filter(|rest| !rest.ends_with(b":")).unwrap_or(part);
    let end = at + part.len();
    let groups: Vec<&[u8]> = part.split(|byte| *byte == b':').collect();
    let filled = groups.iter().filter(|group| !group.is_empty()).count();
    let short = part.windows(2).filter(|pair| pair == b"::").count() == 1 && (3..8).contains(&filled);
    let fits = groups.iter().all(|group| group.len() <= 4) && (filled == 8 && groups.len() == 8 || short);
    (fits && ends(bytes, end)).then_some(end)
}

fn private_key(text: &str, at: usize) -> Option<usize> {
    let mut to = (at + MAX_KEY).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let part = &text[at..to];
    let line = part.lines().next().unwrap_or_default();
    // The words stand right behind the dashes.
    if !line.bytes().take(80).map(char::from).collect::<String>().contains("PRIVATE KEY-----") {
        return None;
    }
    let close = part.find("-----END ").and_then(|close| part[close + 5..].find("-----").map(|more| close + more + 10));
    Some(at + close.unwrap_or(line.len()))
}

/// A token by its beginning, or whatever stands behind `password=`.
fn key(text: &str, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let run = |from: usize| {
        bytes[from..]
            .iter()
            .take(MAX_LENGTH)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-./+=~".contains(byte))
            .count()
    };
    let rest = &text[at..];
    let begins = at == 0 || !matches!(bytes[at - 1], b'.' | b'-');
    if let Some((start, least)) = KEYS.iter().find(|(start, _)| begins && rest.starts_with(start)) {
        let shown = text[at..at + run(at)].trim_end_matches(['.', '-', '/']);
        let mixed = shown[start.len()..].bytes().any(|byte| byte.is_ascii_digit()) || *start == "eyJ";
        let whole = *start != "eyJ" || shown.matches('.').count() == 2;
        if shown.len() >= *least && mixed && whole {
            return Some((at, at + shown.len()));
        }
    }
    let name = NAMES
        .iter()
        .find(|name| bytes.get(at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes())))?;
    let behind = at + name.len();
    let gap = match bytes.get(behind)? {
        b'=' => 1,
        b':' => 1 + usize::from(bytes.get(behind + 1) == Some(&b' ')),
        b' ' if *name == "bearer" => 1,
        _ => return None,
    };
    let quoted = usize::from(bytes.get(behind + gap).is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`')));
    let from = behind + gap + quoted;
    let length = bytes
        .get(from..)?
        .iter()
        .take(MAX_LENGTH)
        .take_while(|byte| byte.is_ascii_graphic() && !b"\"'`,;)|<>".contains(byte))
        .count();
    let value = &bytes[from..from + length];
    let strong = length >= 8 && value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let least = if *name == "bearer" { 20 } else { 8 };
    (strong && length >= least && !value.starts_with(b"http")).then_some((from, from + length))
}

/// `https://user:password@host`.
fn login(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let from = at + 3;
    let length = bytes[from..]
        .iter()
        .take(MAX_LENGTH)
        .take_while(|byte| byte.is_ascii_graphic() && !b"/?#\"<>)".contains(byte))
        .count();
    let part = &bytes[from..from + length];
    let sign = part.iter().rposition(|byte| *byte == b'@')?;
    let colon = part[..sign].iter().position(|byte| *byte == b':')?;
    (colon > 0 && sign > colon + 1).then_some((from + colon + 1, from + sign))
}

fn customers(text: &str, context: &Context, raws: &mut Vec<Raw>) {
    let names = context.customers.iter().map(|name| name.trim()).filter(|name| name.chars().count() > 2);
    for name in names.take(MAX_CUSTOMERS) {
        for (at, _) in text.match_indices(name) {
            let end = at + name.len();
            let letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            if !letter(text[..at].chars().next_back()) && !letter(text[end..].chars().next()) {
                raws.push(protected(text, at, end, "customer"));
            }
        }
    }
}

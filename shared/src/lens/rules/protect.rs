//! L15: what tells of people outside, or opens a door. Looked for everywhere, in code and quotes as well, by its shape.

mod secrets;

use super::Raw;
use crate::lens::catalogue::Id;
use crate::lens::people::Context;

/// Longest thing of this kind that is looked at, in bytes.
const MAX_LENGTH: usize = 400;
/// Longest part of a mail address before its sign, in characters (RFC 5321, section 4.5.3.1.1).
const MAX_LOCAL_CHARS: usize = 64;
/// Longest domain, in characters (RFC 1035, section 2.3.4).
const MAX_DOMAIN_CHARS: usize = 255;
/// Letters below are of scripts that put spaces between words: Latin, Greek, Cyrillic, Armenian.
const LAST_SPACED: char = '\u{590}';
/// Most customer names that are looked for.
const MAX_CUSTOMERS: usize = 1_000;

pub(in crate::lens) fn find(text: &str, context: &Context) -> Vec<Raw> {
    let bytes = text.as_bytes();
    let mut raws = Vec::new();
    let mut at = 0;
    let mut line_secret = 0;
    while at < bytes.len() {
        let fresh = bytes[at].is_ascii() && is_fresh(text, bytes, at);
        let found = match bytes[at] {
            b'@' => mail(text, at),
            b'+' if fresh => phone(bytes, at).map(|end| (at, end, "phone number")),
            b'(' if fresh => american(bytes, at).map(|end| (at, end, "phone number")),
            b'0'..=b'9' if fresh && at > 0 && matches!(bytes[at - 1], b'.' | b'-') => None,
            b'0'..=b'9' if fresh => card(bytes, at)
                .map(|end| (at, end, "card number"))
                .or_else(|| v4(text, bytes, at).map(|end| (at, end, "IP address")))
                .or_else(|| v6(bytes, at).map(|end| (at, end, "IP address")))
                .or_else(|| american(bytes, at).map(|end| (at, end, "phone number")))
                .or_else(|| international(bytes, at).map(|end| (at, end, "phone number")))
                .or_else(|| told_phone(text, bytes, at).map(|end| (at, end, "phone number"))),
            b'-' if text[at..].starts_with("-----BEGIN ") => {
                secrets::private_key(text, at).map(|end| (at, end, "secret"))
            }
            b'a'..=b'f' | b'A'..=b'F' if fresh && v6(bytes, at).is_some() => {
                v6(bytes, at).map(|end| (at, end, "IP address"))
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' if fresh => {
                secrets::key(text, bytes, at).map(|(from, end)| (from, end, "secret"))
            }
            b':' if text[at..].starts_with("://") => secrets::login(bytes, at).map(|(from, end)| (from, end, "secret")),
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

/// Whether something may begin here: not within a word. Scripts that put no space between words end where other letters begin.
fn is_fresh(text: &str, bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| bytes[before]) {
        None => true,
        Some(before) if before < 0x80 => !(before.is_ascii_alphanumeric() || before == b'_'),
        Some(_) => !text[..at].chars().next_back().is_some_and(is_spaced_letter),
    }
}

/// Letters of scripts that put spaces between words.
fn is_spaced_letter(letter: char) -> bool {
    letter < LAST_SPACED && letter.is_alphanumeric()
}

fn mail(text: &str, at: usize) -> Option<(usize, usize, &'static str)> {
    let before = text[..at].char_indices().rev().take(MAX_LOCAL_CHARS);
    let local = before.take_while(|(_, sign)| is_spaced_letter(*sign) || "._%+-".contains(*sign)).last();
    let user = text[local?.0..at].trim_start_matches(['.', '-', '+']);
    let plain = |sign: &char| sign.is_ascii_alphanumeric() || ".-".contains(*sign);
    let local = |sign: &char| is_spaced_letter(*sign) || ".-".contains(*sign);
    let any = |sign: &char| sign.is_alphanumeric() || ".-".contains(*sign);
    let domain = |part: &dyn Fn(&char) -> bool| -> Option<usize> {
        let length = text[at + 1..].chars().take(MAX_DOMAIN_CHARS).take_while(part).map(char::len_utf8).sum::<usize>();
        let name = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
        let (host, top) = name.rsplit_once('.')?;
        let shaped = !host.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
        shaped.then_some(at + 1 + name.len())
    };
    // `user@münchen.de`; words may follow at once in scripts without spaces.
    let end = domain(&local).or_else(|| domain(&plain)).or_else(|| domain(&any))?;
    (!user.is_empty() && user != "git").then_some((at - user.len(), end, "mail address"))
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

/// `0049 30 1234567`: two zeros, a country (ITU-T E.164), and the rest behind a separator.
fn international(bytes: &[u8], at: usize) -> Option<usize> {
    let country = bytes.get(at..)?.strip_prefix(b"00")?;
    let length = country.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let told = (1..=3).contains(&length) && country[0] != b'0' && matches!(country.get(length), Some(b' ' | b'-'));
    let (end, found) = digits(bytes, at, b" -().", 17);
    (told && (10..=17).contains(&found.len()) && ends(bytes, end)).then_some(end)
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
    let next = bytes.get(end);
    // `1.2.3.4-beta` is a version.
    let tagged = next == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
    (fits && !harmless && !version && !tagged && !next.is_some_and(u8::is_ascii_alphanumeric))
        .then(|| with_count(bytes, end, b"/-"))
}

/// The end of an address with the length of its prefix or the end of its range: `/16`, `-50`.
fn with_count(bytes: &[u8], end: usize, signs: &[u8]) -> usize {
    if !bytes.get(end).is_some_and(|sign| signs.contains(sign)) {
        return end;
    }
    let count = bytes[end + 1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if (1..=3).contains(&count) { end + 1 + count } else { end }
}

fn v6(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take(46).take_while(|byte| byte.is_ascii_hexdigit() || **byte == b':').count();
    let part = &bytes[at..at + length];
    let part = part.strip_suffix(b":").filter(|rest| !rest.ends_with(b":")).unwrap_or(part);
    let end = at + part.len();
    let groups: Vec<&[u8]> = part.split(|byte| *byte == b':').collect();
    let filled = groups.iter().filter(|group| !group.is_empty()).count();
    let short = part.windows(2).filter(|pair| pair == b"::").count() == 1 && (3..8).contains(&filled);
    // Two groups could be `dead::beef` in a program: only those of networks that are in use (RFC 4291, section 2.4; RFC 4193).
    let first = groups[0].to_ascii_lowercase();
    let known =
        matches!(&first[..], [b'2' | b'3', ..] | [b'f', b'c' | b'd', ..] | [b'f', b'e', b'8'..=b'9' | b'a'..=b'b', _]);
    let few = part.windows(2).any(|pair| pair == b"::") && (1..3).contains(&filled) && first.len() == 4 && known;
    let fits = groups.iter().all(|group| group.len() <= 4) && (filled == 8 && groups.len() == 8 || short || few);
    let end = with_count(bytes, end, b"/");
    (fits && ends(bytes, end)).then_some(end)
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

#[cfg(test)]
mod tests;

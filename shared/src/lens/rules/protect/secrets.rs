//! Keys and passwords: by how they begin, by what announces them, within addresses.

use super::MAX_LENGTH;

/// Longest private key in text, in bytes.
const MAX_KEY: usize = 8_192;
/// Longest first line of a private key, in bytes.
const MAX_HEAD: usize = 80;
/// Shortest line of a private key but its last, in bytes; PEM has 64 (RFC 7468, section 2).
const MIN_KEY_LINE: usize = 24;
/// Longest name of a password or a key, in bytes.
const MAX_NAME: usize = 64;
/// Most spaces on either side of the sign behind a name.
const MAX_SPACES: usize = 8;
/// Shortest password that is known by a digit among its letters, in bytes.
const MIN_STRONG: usize = 8;
/// Shortest password that is known by where it stands, in bytes.
const MIN_GIVEN: usize = 6;
/// Shortest key behind `Bearer`, in bytes.
const MIN_BEARER: usize = 20;
/// Shortest `name:password` behind `Basic`, in bytes of base64.
const MIN_BASIC: usize = 12;

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

/// What names of passwords end with, in small letters.
const PASSWORDS: [&str; 7] = ["password", "passwd", "passphrase", "passcode", "_pass", "pwd", "secret"];
/// What stands before `key` when it is one that opens something.
const OPENING: [&str; 9] = ["api", "access", "secret", "private", "signing", "encryption", "account", "auth", "master"];
/// Schemes of the `Authorization` header that carry a secret.
const SCHEMES: [&str; 4] = ["basic", "bearer", "token", "apikey"];
/// What stands for a password, and is none.
const PLACEHOLDERS: [&str; 20] = [
    "changed",
    "expired",
    "optional",
    "invalid",
    "missing",
    "redacted",
    "removed",
    "required",
    "rotated",
    "string",
    "undefined",
    "unknown",
    "hidden",
    "omitted",
    "incorrect",
    "default",
    "prompt",
    "masked",
    "xxxxxx",
    "******",
];

/// What a word announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Announced {
    Password,
    Key,
    /// `Authorization`, with a scheme behind it.
    Header,
    Bearer,
    Basic,
}

/// A private key from its first line on: up to its end, or as far as it looks like one.
pub(super) fn private_key(text: &str, at: usize) -> Option<usize> {
    let mut to = (at + MAX_KEY).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let part = &text[at..to];
    let line = part.lines().next().unwrap_or_default();
    // The words stand right behind the dashes.
    let head = &line[..line.floor_char_boundary(MAX_HEAD)];
    let words = head.find("PRIVATE KEY")?;
    let begin = words + head[words..].find("-----")? + 5;
    let close = part.find("-----END ").and_then(|close| part[close + 5..].find("-----").map(|more| close + more + 10));
    Some(at + close.unwrap_or_else(|| begin + key_lines(&part[begin..])))
}

/// How long what looks like lines of a private key is: with headers (RFC 1421, section 4.6), blank lines, and marks of quotes and lists.
fn key_lines(text: &str) -> usize {
    let (mut end, mut lines) = (0, 0);
    let mut from = 0;
    while let Some(length) = text[from..].find(|sign: char| !sign.is_whitespace()) {
        let start = from + length;
        let token = text[start..].split(char::is_whitespace).next().unwrap_or_default();
        from = start + token.len();
        let bytes = token.as_bytes();
        let encoded = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\\".contains(byte));
        let last = lines > 0 && bytes.iter().any(|byte| byte.is_ascii_digit() || b"+/=".contains(byte));
        let header = lines == 0 && (token.ends_with("-Type:") || token.ends_with("-Info:") || token.contains(','));
        if encoded && (bytes.len() >= MIN_KEY_LINE || last) {
            (end, lines) = (from, lines + 1);
        } else if !(header || bytes.iter().all(|byte| b">-*|`".contains(byte))) {
            break;
        }
    }
    end
}

/// A token by its beginning, or whatever stands behind `password=`.
pub(super) fn key(text: &str, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
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
    let word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let behind = at + bytes[at..].iter().take(MAX_NAME).take_while(word).count();
    let what = announced(bytes, at, behind)?;
    given(text, bytes, at, behind, what)
}

/// What the word between these places announces: `DB_PASSWORD`, `clientSecret`, `x-api-key`.
fn announced(bytes: &[u8], at: usize, end: usize) -> Option<Announced> {
    let word = &bytes[at..end];
    let ends = |name: &&str| ends_with(word, name);
    let is = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
    if PASSWORDS.iter().any(&ends) || is("pass") {
        return Some(Announced::Password);
    }
    if ends(&"key") {
        let before = &bytes[..end - 3];
        let before =
            before.strip_suffix(b"_").or(before.strip_suffix(b"-")).or(before.strip_suffix(b" ")).unwrap_or(before);
        return OPENING.iter().any(|opening| ends_with(before, opening)).then_some(Announced::Key);
    }
    if ends(&"token") {
        return Some(Announced::Key);
    }
    let schemes = [("authorization", Announced::Header), ("bearer", Announced::Bearer), ("basic", Announced::Basic)];
    schemes.into_iter().find(|(name, _)| is(name)).map(|(_, what)| what)
}

fn ends_with(bytes: &[u8], ending: &str) -> bool {
    bytes.len() >= ending.len() && bytes[bytes.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
}

/// The secret behind its name, if one is given there.
fn given(text: &str, bytes: &[u8], at: usize, behind: usize, what: Announced) -> Option<(usize, usize)> {
    let spaces = |from: usize| {
        bytes
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take(MAX_SPACES)
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count()
    };
    // `"password": "…"`: the name is quoted, too.
    let data = quote(bytes, behind);
    let gap = spaces(behind + data);
    let sign = behind + data + gap;
    let mut from = match bytes.get(sign)? {
        b'=' => sign + 1 + usize::from(bytes.get(sign + 1) == Some(&b'>')),
        b':' => sign + 1 + usize::from(bytes.get(sign + 1) == Some(&b'=')),
        _ if gap > 0 && data == 0 && is_flag(bytes, at) => sign,
        _ if gap == 1 && matches!(what, Announced::Bearer | Announced::Basic) => sign,
        _ => return None,
    };
    let tight = bytes[sign] == b'=' && gap == 0 && spaces(from) == 0;
    from += spaces(from);
    let open = quote(bytes, from);
    from += open;
    let mut what = what;
    if what == Announced::Header {
        let scheme = bytes[from..].iter().take(MAX_NAME).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let known = SCHEMES.iter().any(|known| bytes[from..from + scheme].eq_ignore_ascii_case(known.as_bytes()));
        if known && bytes.get(from + scheme) == Some(&b' ') {
            from += scheme + 1;
            what = Announced::Key;
        }
    }
    let mark = (open > 0).then(|| char::from(bytes[from - 1]));
    let value = value(&text[from..], mark);
    let given = tight || (data > 0 && open > 0) && !value.contains(' ');
    // A shell's working directory.
    let directory = ends_with(&bytes[at..behind], "pwd") && value.starts_with('/');
    (!directory && is_secret(value, what, given)).then_some((from, from + value.len()))
}

/// A quotation mark, with a backslash before it or not.
fn quote(bytes: &[u8], at: usize) -> usize {
    let escaped = usize::from(bytes.get(at) == Some(&b'\\'));
    if bytes.get(at + escaped).is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`')) { 1 + escaped } else { 0 }
}

/// Whether the name is that of an option: `--db-password`.
fn is_flag(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().take(MAX_NAME);
    let length = before.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    bytes[at - length..at].starts_with(b"-")
}

/// What stands there: between quotation marks, or up to what ends a word.
fn value(text: &str, mark: Option<char>) -> &str {
    let mut most = text.len().min(MAX_LENGTH);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let text = &text[..most];
    let quoted = mark.and_then(|mark| text.find([mark, '\n'])).map(|end| text[..end].trim_end_matches('\\'));
    let ends = |sign: char| sign.is_whitespace() || sign.is_control() || "\"'`,;)|<>“”‘’«»…".contains(sign);
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    // Words between quotation marks are what somebody says.
    quoted.filter(|quoted| !quoted.contains(char::is_whitespace)).unwrap_or(word)
}

/// Whether this is a password or a key. `given`: it stands where nothing else would.
fn is_secret(value: &str, what: Announced, given: bool) -> bool {
    let has = |wanted: fn(char) -> bool| value.chars().any(wanted);
    let digit = |sign: char| sign.is_ascii_digit();
    let stands_for = ["http", "${", "$(", "{{", "<"].iter().any(|begin| value.starts_with(begin));
    let strong = value.len() >= MIN_STRONG && has(digit) && has(char::is_alphabetic);
    let small = value.to_lowercase();
    let placeholder = value.starts_with(['$', '%', '[', '{', '*', '('])
        || PLACEHOLDERS.contains(&small.trim_end_matches(['.', ':', '!', '?']))
        || PASSWORDS.iter().any(|name| small.contains(name));
    let enough = match what {
        Announced::Password => strong || given && value.len() >= MIN_GIVEN && !placeholder,
        Announced::Key => strong,
        Announced::Header | Announced::Bearer => strong && value.len() >= MIN_BEARER,
        Announced::Basic => {
            let mixed = has(char::is_lowercase) && has(char::is_uppercase);
            strong && mixed && value.len() >= MIN_BASIC && value.len().is_multiple_of(4)
        }
    };
    enough && !stands_for
}

/// `https://user:password@host`.
pub(super) fn login(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
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

//! Words, numbers, times and signs of a block, in sentences. Contractions are taken apart: `didn't` is `did` and `not`.

use super::markdown::{CODE, LINK, QUOTE};
use super::words;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with hyphens, apostrophes and digits inside.
    Word,
    /// Begins with a digit.
    Number,
    /// `10:15`.
    Time,
    /// `@ada`.
    Mention,
    /// Code, an address or quoted words.
    Thing,
    /// A sign.
    Sign(char),
}

/// One of them, with its place in bytes and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// In small letters, apostrophes straight; empty for signs.
    pub(super) lower: String,
    /// See [`words`].
    pub(super) tags: u32,
    /// Whether it begins with a capital and has a small letter behind it.
    pub(super) capital: bool,
}

impl Token {
    /// Whether any of `tags` is set.
    pub(super) fn is(&self, tags: u32) -> bool {
        self.tags & tags != 0
    }

    /// Whether it is this word.
    pub(super) fn word(&self, word: &str) -> bool {
        self.lower == word
    }

    /// Whether it is this sign.
    pub(super) fn sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Tokens up to and with the sign that ends them.
pub(super) type Sentence = Vec<Token>;

/// Most tokens that are read as one sentence: keeps looks to either side bounded in a text without full stops.
const MAX_SENTENCE: usize = 160;

const ABBREVIATIONS: [&str; 13] =
    ["e.g", "i.e", "etc", "vs", "approx", "incl", "cf", "no", "dr", "mr", "mrs", "ms", "prof"];

/// The sentences of `masked[start..end]`.
pub(super) fn sentences(masked: &str, start: usize, end: usize) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut sentence: Sentence = Vec::new();
    let mut at = start;
    while at < end {
        let Some(letter) = masked[at..end].chars().next() else { break };
        let next = at + letter.len_utf8();
        if letter.is_whitespace() {
            at = next;
            continue;
        }
        if matches!(u8::try_from(letter), Ok(CODE | LINK | QUOTE)) {
            let to = masked[at..end].find(|other| other != letter).map_or(end, |length| at + length);
            sentence.push(plain(at, to, Kind::Thing));
            at = to;
        } else if letter.is_alphanumeric() {
            let to = word_end(masked, at, end);
            push_word(masked, at, to, &mut sentence);
            at = to;
        } else if letter == '@' && masked[next..end].starts_with(char::is_alphabetic) {
            let to = word_end(masked, next, end);
            let mut token = plain(at, to, Kind::Mention);
            token.lower = masked[next..to].to_lowercase();
            sentence.push(token);
            at = to;
        } else {
            sentence.push(plain(at, next, Kind::Sign(letter)));
            at = next;
            let gap = at >= end || masked[at..end].starts_with(char::is_whitespace);
            let more = masked[at..end].starts_with(['.', '!', '?']);
            if (matches!(letter, '.' | '!' | '?' | '…') && gap && !more && !abbreviated(&sentence, letter))
                || sentence.len() >= MAX_SENTENCE
            {
                all.push(std::mem::take(&mut sentence));
            }
        }
        if sentence.len() >= MAX_SENTENCE {
            all.push(std::mem::take(&mut sentence));
        }
    }
    if !sentence.is_empty() {
        all.push(sentence);
    }
    all
}

fn abbreviated(sentence: &Sentence, sign: char) -> bool {
    let before = sentence.len().checked_sub(2).and_then(|index| sentence.get(index));
    sign == '.'
        && before.is_some_and(|token| {
            ABBREVIATIONS.contains(&token.lower.as_str())
                || token.lower.len() == 1 && token.kind == Kind::Word && token.lower != "i"
        })
}

fn plain(start: usize, end: usize, kind: Kind) -> Token {
    Token { start, end, kind, lower: String::new(), tags: 0, capital: false }
}

fn word_end(masked: &str, start: usize, end: usize) -> usize {
    let mut letters = masked[start..end].char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = matches!(letter, '\'' | '’' | '-' | '.' | '_' | ':' | ',');
        if letter.is_alphanumeric() || letter == '_' {
            continue;
        }
        let before = masked[start..start + at].chars().next_back();
        let after = letters.peek().map(|&(_, next)| next);
        let digits = |side: Option<char>| side.is_some_and(|side| side.is_ascii_digit());
        let inside = joins
            && before.is_some_and(char::is_alphanumeric)
            && after.is_some_and(char::is_alphanumeric)
            && (!matches!(letter, ':' | ',') || digits(before) && digits(after));
        if !inside {
            return start + at;
        }
    }
    end
}

fn push_word(masked: &str, start: usize, end: usize, sentence: &mut Sentence) {
    let text = &masked[start..end];
    let mut lower = text.to_lowercase();
    if lower.contains('’') {
        lower = lower.replace('’', "'");
    }
    let first = text.chars().next().unwrap_or(' ');
    let capital = first.is_uppercase() && text.chars().nth(1).is_some_and(char::is_lowercase);
    let kind = match first {
        first if !first.is_ascii_digit() => Kind::Word,
        _ if text.contains(':') => Kind::Time,
        _ => Kind::Number,
    };
    for (ending, word) in
        [("n't", "not"), ("'ve", "have"), ("'ll", "will"), ("'re", "are"), ("'d", "would"), ("'m", "am")]
    {
        if let Some(head) = lower.strip_suffix(ending).filter(|head| !head.is_empty())
            && let Some(length) = tail_bytes(text, ending.chars().count())
        {
            let head = match head {
                "ca" => "can",
                "wo" => "will",
                "sha" => "shall",
                other => other,
            };
            let middle = end - length;
            sentence.push(tagged(start, middle, kind, head.to_owned(), capital));
            sentence.push(tagged(middle, end, Kind::Word, word.to_owned(), false));
            return;
        }
    }
    sentence.push(tagged(start, end, kind, lower, capital));
}

/// Bytes of the last `count` characters.
fn tail_bytes(text: &str, count: usize) -> Option<usize> {
    text.char_indices().rev().nth(count.checked_sub(1)?).map(|(at, _)| text.len() - at)
}

fn tagged(start: usize, end: usize, kind: Kind, lower: String, capital: bool) -> Token {
    let tags = if kind == Kind::Word { words::tags(&lower) } else { 0 };
    Token { start, end, kind, lower, tags, capital }
}

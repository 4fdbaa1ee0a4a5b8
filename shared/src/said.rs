//! What a comment says: plain text in which mentions, addresses and a few marks are found, and never HTML.

mod marks;

use uuid::Uuid;

pub use marks::{Marked, marks};

/// Most people that one comment reaches by mentioning them.
pub const MAX_MENTIONS: usize = 50;

/// Between a mention's name and its account.
const MIDDLE: &str = "](/people/";

/// A piece of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words, line breaks included.
    Words(String),
    /// An address, `http://…` or `https://…`.
    Link(String),
    /// Somebody.
    Mention {
        /// Their account.
        id: Uuid,
        /// Their name as it was written.
        name: String,
    },
}

/// Takes a comment apart. In linear time, whatever it holds.
pub fn said(body: &str) -> Vec<Said> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = body;
    while let Some(letter) = rest.chars().next() {
        let at_start = words.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let found = match letter {
            '[' => mention_at(rest),
            'h' if at_start => link_at(rest).map(|length| (Said::Link(rest[..length].to_owned()), length)),
            _ => None,
        };
        let length = if let Some((piece, length)) = found {
            if !words.is_empty() {
                pieces.push(Said::Words(std::mem::take(&mut words)));
            }
            pieces.push(piece);
            length
        } else {
            words.push(letter);
            letter.len_utf8()
        };
        rest = &rest[length..];
    }
    if !words.is_empty() {
        pieces.push(Said::Words(words));
    }
    pieces
}

/// Who is mentioned, each once, at most [`MAX_MENTIONS`] of them.
pub fn mentioned(body: &str) -> Vec<Uuid> {
    let mut found = Vec::new();
    for piece in said(body) {
        if let Said::Mention { id, .. } = piece
            && !found.contains(&id)
            && found.len() < MAX_MENTIONS
        {
            found.push(id);
        }
    }
    found
}

/// How a mention is written, the same as in texts: `[@Ada](/people/<id>)`.
pub fn mention(id: Uuid, name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for letter in name.chars() {
        if matches!(letter, '[' | ']' | '\\' | '*' | '_' | '`') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    format!("[@{escaped}{MIDDLE}{id})")
}

/// A comment as it is written in a plain field: mentions as `@Ada`, with whom that means.
pub fn to_plain(body: &str) -> (String, Vec<(String, Uuid)>) {
    let (mut text, mut people) = (String::new(), Vec::new());
    for piece in said(body) {
        match piece {
            Said::Words(words) | Said::Link(words) => text.push_str(&words),
            Said::Mention { id, name } => {
                text.push('@');
                text.push_str(&name);
                if !people.iter().any(|(known, _)| *known == name) {
                    people.push((name, id));
                }
            }
        }
    }
    (text, people)
}

/// The other way round: `@Ada` becomes a mention of whoever goes by that name in `people`; the longest name counts.
pub fn from_plain(text: &str, people: &[(String, Uuid)]) -> String {
    let mut body = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        body.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let whole = |name: &str| {
            let then = after.strip_prefix(name).map(|then| then.chars().next());
            !name.is_empty() && then.is_some_and(|next| next.is_none_or(|next| !next.is_alphanumeric()))
        };
        let named = people.iter().filter(|(name, _)| whole(name)).max_by_key(|(name, _)| name.len());
        if let Some((name, id)) = named {
            body.push_str(&mention(*id, name));
            rest = &after[name.len()..];
        } else {
            body.push('@');
            rest = after;
        }
    }
    body.push_str(rest);
    body
}

/// A mention at the very start of `text`, and its length in bytes.
fn mention_at(text: &str) -> Option<(Said, usize)> {
    /// Longest name with its escapes, in bytes: looking for the end of one never takes long.
    const MAX_NAME_BYTES: usize = 1_000;
    let inner = text.strip_prefix("[@")?;
    let (mut name, mut escaped) = (String::new(), false);
    for (at, letter) in inner.char_indices() {
        match letter {
            _ if at > MAX_NAME_BYTES => return None,
            _ if escaped => {
                name.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '[' | '\n' => return None,
            ']' => {
                let rest = inner[at..].strip_prefix(MIDDLE)?;
                let id = rest.get(..36)?.parse().ok()?;
                if name.is_empty() || !rest[36..].starts_with(')') {
                    return None;
                }
                return Some((Said::Mention { id, name }, 2 + at + MIDDLE.len() + 36 + 1));
            }
            _ => name.push(letter),
        }
    }
    None
}

/// The length in bytes of an address at the very start of `text`. What closes a sentence or a bracket around it is not part of it.
fn link_at(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end =
        text.find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"')).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        let closes = match last {
            ')' => address.matches(')').count() > address.matches('(').count(),
            _ => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | ']' | '}'),
        };
        if !closes {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    (address.len() > scheme.len()).then_some(address.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ADA: Uuid = Uuid::from_u128(0x0198);
    const BOB: Uuid = Uuid::from_u128(7);

    fn words(text: &str) -> Said {
        Said::Words(text.to_owned())
    }

    fn link(text: &str) -> Said {
        Said::Link(text.to_owned())
    }

    #[test]
    fn mentions_and_addresses_are_found_and_nothing_else() {
        let body = format!("Ask {} about\n(https://example.com/a_(b)).", mention(ADA, "Ada [on call]"));
        let name = "Ada [on call]".to_owned();
        let expected = [
            words("Ask "),
            Said::Mention { id: ADA, name },
            words(" about\n("),
            link("https://example.com/a_(b)"),
            words(")."),
        ];
        assert_eq!(said(&body), expected);
        for plain in
            ["<b>x</b> & [link](https:)", "javascript:alert(1)", "[@](/people/x)", "https://", "xhttp://a", "[@Ada"]
        {
            assert_eq!(said(plain), [words(plain)], "{plain}");
        }
        assert_eq!(said("See http://a, then"), [words("See "), link("http://a"), words(", then")]);
    }

    #[test]
    fn everybody_is_mentioned_once_and_not_without_end() {
        assert_eq!(mentioned(&format!("{0} {1} {0}", mention(ADA, "Ada"), mention(BOB, "Bob"))), [ADA, BOB]);
        let crowd: String = (0..99).map(|id| mention(Uuid::from_u128(id), "x")).collect();
        assert_eq!(mentioned(&crowd).len(), MAX_MENTIONS);
    }

    #[test]
    fn a_plain_field_keeps_who_is_meant() {
        let people = [("Ada".to_owned(), ADA), ("Ada B".to_owned(), BOB)];
        let body = from_plain("@Ada B, @Ada: mail @Adam at a@Ada.org", &people);
        let expected =
            format!("{}, {}: mail @Adam at a{}.org", mention(BOB, "Ada B"), mention(ADA, "Ada"), mention(ADA, "Ada"));
        assert_eq!(body, expected);
        let (text, known) = to_plain(&body);
        assert_eq!((text.as_str(), from_plain(&text, &known)), ("@Ada B, @Ada: mail @Adam at a@Ada.org", body));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_shown(body in "[\\[\\]()@/a-z0-9 \\\\:.\n<]{0,80}|.{0,80}") {
            let shown: String = said(&body).into_iter().map(|piece| match piece {
                Said::Words(words) | Said::Link(words) => words,
                Said::Mention { id, name } => mention(id, &name),
            }).collect();
            prop_assert!(shown == body || body.contains("/people/"));
        }

        #[test]
        fn any_name_reads_back(name in "[^\n]{1,40}") {
            let body = mention(ADA, &name);
            prop_assert_eq!(said(&body), [Said::Mention { id: ADA, name }]);
        }
    }
}

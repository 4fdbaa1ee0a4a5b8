//! The few marks that people type in comments out of habit: `code`, **strong** and *stressed* words.

/// Longest stretch within marks, in bytes: looking for the end of one never takes long.
const MAX_MARKED_BYTES: usize = 1_000;

/// A piece of the words of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// As they stand.
    Plain(String),
    /// Between backticks.
    Code(String),
    /// Between double asterisks.
    Strong(String),
    /// Between asterisks, or underscores around whole words.
    Stressed(String),
}

/// A mark, and the piece that words between two of it are.
type Mark = (&'static str, fn(String) -> Marked);

/// Takes words apart by their marks; marks in marks stay as they stand, and so do those without an end in the same line.
pub fn marks(words: &str) -> Vec<Marked> {
    const KINDS: [Mark; 4] =
        [("`", Marked::Code), ("**", Marked::Strong), ("*", Marked::Stressed), ("_", Marked::Stressed)];
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = words;
    while let Some(letter) = rest.chars().next() {
        let at_start = plain.chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != letter);
        let found = KINDS.iter().filter(|_| at_start).find_map(|(mark, piece)| {
            let inner = within(rest, mark)?;
            Some((piece(inner.to_owned()), inner.len() + 2 * mark.len()))
        });
        if let Some((piece, length)) = found {
            if !plain.is_empty() {
                pieces.push(Marked::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(piece);
            rest = &rest[length..];
        } else {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(Marked::Plain(plain));
    }
    pieces
}

/// What stands between two of a mark at the very start of `text`.
fn within<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(mark)?;
    let line = inner.split('\n').next()?;
    let (end, _) = line.match_indices(mark).take_while(|(at, _)| *at <= MAX_MARKED_BYTES).find(|(at, _)| {
        let after = line[at + mark.len()..].chars().next();
        after.is_none_or(|after| !after.is_alphanumeric() && !mark.starts_with(after))
    })?;
    let inner = &inner[..end];
    (!inner.is_empty() && inner.trim() == inner && !inner.starts_with(mark)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn habits_are_understood_and_everything_else_is_left_alone() {
        let plain = |text: &str| Marked::Plain(text.to_owned());
        assert_eq!(
            marks("Set `max_conn = 20`, **not** *200*; _why_?"),
            [
                plain("Set "),
                Marked::Code("max_conn = 20".into()),
                plain(", "),
                Marked::Strong("not".into()),
                plain(" "),
                Marked::Stressed("200".into()),
                plain("; "),
                Marked::Stressed("why".into()),
                plain("?"),
            ]
        );
        for text in ["a*b*c", "snake_case_name", "2 * 3 * 4", "`open", "**", "****", "*one\ntwo*", "* item *", "__x__"]
        {
            assert_eq!(marks(text), [plain(text)], "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(words in "[a *_`\n]{0,60}|.{0,60}") {
            let shown: String = marks(&words).into_iter().map(|piece| match piece {
                Marked::Plain(text) | Marked::Stressed(text) => text,
                Marked::Code(text) => format!("`{text}`"),
                Marked::Strong(text) => format!("**{text}**"),
            }).collect();
            let bare = |text: &str| text.replace(['*', '_'], "");
            prop_assert_eq!(bare(&shown), bare(&words));
        }
    }
}

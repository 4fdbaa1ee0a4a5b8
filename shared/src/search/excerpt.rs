//! What is shown of a text in which something was found: the place where most of it stands, and which words it is.

use super::{Wants, words};
use crate::api::{Excerpt, Mark};

/// Characters of an excerpt, about.
pub const EXCERPT_CHARS: usize = 180;
/// Characters that are shown before the first word that was found.
const BEFORE_CHARS: usize = 40;
/// Most words that an excerpt marks.
const MAX_MARKS: usize = 40;

/// How much of what is wanted a text holds: which of the wanted words, as bits.
pub fn held(text: &str, wants: &Wants) -> u32 {
    words(text).filter_map(|word| wants.find(&word.folded)).fold(0, |held, at| held | 1 << at.min(31))
}

/// The stretch of a text that holds most of what is wanted, on one line and without marks of Markdown. The text's beginning when it holds
/// nothing of it.
pub fn excerpt(text: &str, wants: &Wants) -> Excerpt {
    let text = one_line(text);
    let found: Vec<(usize, usize, usize)> =
        words(&text).filter_map(|word| wants.find(&word.folded).map(|which| (word.start, word.end, which))).collect();
    let (from, to) = window(&text, &found);
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let units = |part: &str| u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX);
    let inside = found.iter().filter(|(start, end, _)| *start >= from && *end <= to).take(MAX_MARKS);
    let marks = inside.map(|(start, end, _)| {
        let at = units(before) + units(&text[from..*start]);
        Mark { start: at, end: at + units(&text[*start..*end]) }
    });
    let marks = marks.collect();
    Excerpt { text: format!("{before}{}{after}", &text[from..to]), marks }
}

/// The best stretch of about [`EXCERPT_CHARS`]: with the most different words, the first of such.
fn window(text: &str, found: &[(usize, usize, usize)]) -> (usize, usize) {
    let reach = |from: usize| {
        let end = text[from..].char_indices().nth(EXCERPT_CHARS).map_or(text.len(), |(at, _)| from + at);
        if end == text.len() { end } else { text[from..end].rfind(' ').map_or(end, |space| from + space) }
    };
    let begin = |first: usize| {
        let back = text[..first].char_indices().rev().nth(BEFORE_CHARS).map(|(at, _)| at);
        back.map_or(0, |back| text[back..first].find(' ').map_or(first, |space| back + space + 1))
    };
    let mut best = (0, 0, reach(0));
    for (at, (first, ..)) in found.iter().enumerate() {
        let from = begin(*first);
        let to = reach(from);
        let inside = found[at..].iter().take_while(|(_, end, _)| *end <= to);
        let held = inside.fold(0_u32, |held, (_, _, which)| held | 1 << (*which).min(31)).count_ones();
        if held > best.0 {
            best = (held, from, to);
        }
    }
    (best.1, best.2)
}

/// A text without its marks of Markdown, as far as words stay what they are, and with one space where there were several or breaks.
fn one_line(text: &str) -> String {
    const MARKS: [char; 6] = ['*', '`', '#', '>', '|', '~'];
    let mut line = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if MARKS.contains(&letter) {
            let mut run = String::from(letter);
            while let Some(more) = rest.next_if(|next| MARKS.contains(next)) {
                run.push(more);
            }
            let within = line.chars().next_back().is_some_and(char::is_alphanumeric)
                && rest.peek().is_some_and(|next| next.is_alphanumeric());
            if within {
                line.push_str(&run);
            }
        } else if letter.is_whitespace() || letter.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(letter);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A Markdown text as it is searched: pictures and people by their names, addresses of links after their words. Every character is looked at
/// a few times at most, whatever the text is made of.
pub fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut closes = Closes { text, next: 0 };
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|open| at + open) {
        let Some((label, target, end)) = link(text, open, &mut closes) else {
            out.push_str(&text[at..=open]);
            at = open + 1;
            continue;
        };
        let before = &text[at..open];
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        out.push_str(if out.ends_with(|before: char| before.is_alphanumeric()) { " " } else { "" });
        out.push_str(label);
        if !target.starts_with("images/") && !target.starts_with("/people/") && target != label {
            out.push(' ');
            out.push_str(target);
        }
        at = end;
        out.push_str(if text[at..].starts_with(|after: char| after.is_alphanumeric()) { " " } else { "" });
    }
    out + &text[at..]
}

/// The words and the address of the link that begins at `open`, and where it ends.
fn link<'t>(text: &'t str, open: usize, closes: &mut Closes<'_>) -> Option<(&'t str, &'t str, usize)> {
    let rest = &text[open + 1..];
    // Neither a bracket nor a line break is within the words.
    let label = &rest[..rest.find(['[', '\n']).unwrap_or(rest.len())];
    let label = &label[..label.find("](")?];
    let target = open + 1 + label.len() + "](".len();
    let close = closes.after(target);
    text[close..].starts_with(')').then(|| (label, &text[target..close], close + 1))
}

/// Where addresses end. Asked for places from left to right, it reads the text once.
struct Closes<'t> {
    text: &'t str,
    next: usize,
}

impl Closes<'_> {
    /// The first bracket or blank at or after a place; the end of the text when there is none.
    fn after(&mut self, place: usize) -> usize {
        if self.next < place {
            let found = self.text[place..].find([')', '\n', ' ']);
            self.next = found.map_or(self.text.len(), |found| place + found);
        }
        self.next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, typed: &str) -> (String, Vec<String>) {
        let excerpt = excerpt(text, &Wants::read(typed));
        let units: Vec<u16> = excerpt.text.encode_utf16().collect();
        let words = excerpt
            .marks
            .iter()
            .map(|mark| String::from_utf16(&units[mark.start as usize..mark.end as usize]).expect("whole characters"));
        let words = words.collect();
        (excerpt.text, words)
    }

    #[test]
    fn the_words_that_were_found_are_marked() {
        let (text, words) = marked("## 🦀 The **Größe** of the\npool", "grosse poo");
        assert_eq!(text, "🦀 The Größe of the pool");
        assert_eq!(words, ["Größe", "pool"]);
        assert_eq!(marked("nothing here", "pool"), ("nothing here".to_owned(), vec![]));
        assert_eq!(marked("", "pool"), (String::new(), vec![]));
        assert_eq!(marked("a*b **c**", "b c").0, "a*b c");
    }

    #[test]
    fn the_stretch_with_the_most_words_is_shown() {
        let text = format!("pool {} the pool and its failover {}", "word ".repeat(200), "more ".repeat(200));
        let (text, words) = marked(&text, "failover pool");
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        assert_eq!(words, ["pool", "failover"]);
        assert!(text.chars().count() <= EXCERPT_CHARS + 2, "{text}");
    }

    #[test]
    fn links_are_read_by_their_words_and_addresses() {
        let text =
            "see [the runbook](https://x.org/db-pool) and ![graph](images/0190#3x2), [@Ada](/people/0190) a[0](b)c [x";
        assert_eq!(readable(text), "see the runbook https://x.org/db-pool and graph, @Ada a 0 b c [x");
    }

    #[test]
    fn what_only_looks_like_links_costs_no_more_than_other_text() {
        for part in ["[", "[](", "[a](b", "](", "![x]("] {
            // A search from each place to the end would take minutes.
            let text = part.repeat(2_000_000 / part.len());
            assert_eq!(readable(&text), text, "{part}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_found_can_be_shown(text in any::<String>(), typed in any::<String>()) {
            let (_, words) = marked(&text, &typed);
            let wants = Wants::read(&typed);
            prop_assert!(words.iter().all(|shown| super::super::words(shown).any(|word| wants.find(&word.folded).is_some())));
        }

        #[test]
        fn making_it_readable_loses_no_word(text in "[a-c\\[\\]()!\\* \n]{0,60}") {
            let after: Vec<String> = words(&readable(&text)).map(|word| word.folded).collect();
            for word in words(&text) {
                prop_assert!(after.contains(&word.folded), "{} of {text:?} in {:?}", word.folded, readable(&text));
            }
        }

        #[test]
        fn one_line_has_the_same_words(text in "[a-c*`#>| \n]{0,60}") {
            let of = |text: &str| words(text).map(|word| word.folded).collect::<Vec<_>>();
            prop_assert_eq!(of(&one_line(&text)), of(&text));
        }
    }
}

//! A whole postmortem as a Markdown file: the same rules by the sections' headings, and whether its times agree with each other.

mod table;

pub(super) use table::duration;

use super::catalogue::{Id, Rule, Where};
use super::people::Context;
use super::rules::Raw;
use super::{Scope, heading, look, markdown, places};

/// A finding in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFinding {
    /// Which rule.
    pub rule: &'static Rule,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// Exclusive, in characters; at the end of the line for what goes on in the next one.
    pub end_column: usize,
    /// What it is about.
    pub message: String,
    /// The words themselves, in that line.
    pub text: String,
}

/// Fewer words than this are a note, of which nobody expects what went well.
const SHORT_WORDS: usize = 150;

/// Looks at a whole Markdown file. All sections count as account unless their heading says otherwise.
pub fn lint_file(text: &str, context: &Context) -> Vec<LineFinding> {
    if text.len() > super::MAX_BYTES {
        return Vec::new();
    }
    let prepared = markdown::prepare(text);
    let scopes = heading::scopes(&prepared, Scope::Account);
    let context = table::with_facts(text, &prepared, context);
    let mut raws = look(text, &prepared, &scopes, &context);
    raws.extend(table::look(text, &prepared));
    raws.extend(only_negatives(text, &prepared));
    raws.sort_by_key(|raw| (raw.start, raw.end, raw.id));
    raws.truncate(super::MAX_FINDINGS);
    let mut lines = places::Lines::new(text);
    raws.into_iter().map(|raw| in_lines(text, raw, &mut lines)).collect()
}

fn in_lines(text: &str, raw: Raw, lines: &mut places::Lines<'_>) -> LineFinding {
    let (line, column) = lines.of(raw.start);
    let end = raw.end.min(lines.end(raw.start)).max(raw.start);
    let (_, end_column) = lines.of(end);
    let text = text.get(raw.start..end).unwrap_or_default().to_owned();
    LineFinding { rule: raw.id.rule(), line, column, end_column, message: raw.message, text }
}

/// L18: an account of some length with nothing that went well and no luck.
fn only_negatives(text: &str, prepared: &markdown::Prepared) -> Option<Raw> {
    let words = prepared.masked.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    if words < SHORT_WORDS || is_balanced(&text.to_lowercase()) {
        return None;
    }
    let end = text.find('\n').unwrap_or(text.len());
    let end = text[..end].trim_end().len();
    Some(Raw::new(Id::L18, 0, end, "Nothing says what went well or where luck helped."))
}

/// Whether a text in small letters says something of what helped.
pub(super) fn is_balanced(lower: &str) -> bool {
    const GOOD: [&str; 14] = [
        "went well",
        "worked well",
        "go well",
        "did well",
        "lucky",
        "luck ",
        "luckily",
        "fortunate",
        "thanks to",
        "worked as intended",
        "kept it small",
        "what helped",
        "limited it",
        "well handled",
    ];
    GOOD.iter().any(|phrase| lower.contains(phrase))
}

/// Whether a rule looks at sentences at all, for tables that show what each finds.
pub fn looks_at_sentences(rule: &Rule) -> bool {
    rule.place != Where::Document
}

//! The lens: advice on blameless and careful language, for the writer alone. Deterministic, explainable, offline; it never blocks, scores or reports anybody.
//!
//! Markdown is masked (`markdown`), cut into words (`token`), tagged (`words`, `people`) and read clause by clause (`clause`); rules look at
//! who is the subject of what. Every pass is linear in the text, with bounded looks to either side.

pub mod catalogue;
pub mod file;
pub mod document;
mod markdown;
mod token;
mod words;
mod people;
mod clause;
mod rules;
mod spans;
mod heading;
mod places;

pub use catalogue::{Id, RULES, Rule};
pub use heading::scope_of_heading;
pub use people::Context;

use markdown::{Block, BlockKind, Prepared};
use rules::Raw;

/// What sort of text is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Tells what happened.
    #[default]
    Account,
    /// Tells what happened to those affected: quantities count here.
    Impact,
    /// Says what is to be done: "should" is fine here.
    Action,
    /// Names people, where names belong: attendees, owners, roles.
    People,
    /// Somebody else's words: imported chat, messages that were sent.
    Quoted,
}

/// One way to say it otherwise, or to take something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Where to replace, in UTF-16 units.
    pub from: u32,
    /// Its end, exclusive.
    pub to: u32,
    /// What to put there; may be empty.
    pub text: String,
    /// What the whole finding reads like afterwards, for a button; empty when that is nothing.
    pub label: String,
}

/// A remark of the lens on a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static Rule,
    /// Where, in UTF-16 units.
    pub from: u32,
    /// Its end, exclusive.
    pub to: u32,
    /// What it is about, in one sentence.
    pub message: String,
    /// Up to two ways to say it otherwise.
    pub rewrites: Vec<Rewrite>,
}

/// Longest text that is looked at, in bytes; the model allows no longer one.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Most findings for one text. Beyond that nobody reads them, and the page has to draw each.
pub const MAX_FINDINGS: usize = 2_000;

/// Looks at one Markdown text. `scope` holds until a heading inside the text says otherwise.
pub fn lint(text: &str, scope: Scope, context: &Context) -> Vec<Finding> {
    let raws = raw(text, scope, context);
    places::in_units(text, raws)
}

/// What tells of people outside or opens a door, in bytes, with what it is: `secret`, `mail address`, `phone number`, `IP address`,
/// `card number`. Looked for in code and quotes as well.
pub fn protected(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let raws = rules::protect::find(text, &Context::default());
    let what = |raw: Raw| raw.rewrites.into_iter().next().map(|(from, to, what)| (from..to, what));
    raws.into_iter().filter_map(what).map(|(place, what)| (place, what.trim_matches(['[', ']']).to_owned())).collect()
}

/// Whether a word in small letters is an everyday one.
pub fn is_everyday(word: &str) -> bool {
    words::tags(word) != 0
}

/// The findings in bytes, in their order in the text.
fn raw(text: &str, scope: Scope, context: &Context) -> Vec<Raw> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let prepared = markdown::prepare(text);
    let scopes = heading::scopes(&prepared, scope);
    look(text, &prepared, &scopes, context)
}

fn look(text: &str, prepared: &Prepared, scopes: &[Scope], context: &Context) -> Vec<Raw> {
    let counts = |block: &&(usize, &Block)| block.1.kind == BlockKind::Text;
    let blocks: Vec<(usize, &Block)> = prepared.blocks.iter().enumerate().collect();
    let mut read: Vec<(Scope, Vec<token::Sentence>)> = Vec::new();
    let mut names = people::Names::new(context);
    for (index, block) in blocks.iter().filter(counts) {
        let sentences = token::sentences(&prepared.masked, block.start, block.end);
        if scopes[*index] == Scope::People {
            names.listed(text, &sentences);
        }
        names.notice(text, &sentences);
        read.push((scopes[*index], sentences));
    }
    let partial = context.partial || rules::overstated::is_partial(&read);
    let mut raws = rules::protect::find(text, context);
    let mut acronyms = rules::acronyms::Acronyms::new(text, context);
    for (scope, sentences) in &mut read {
        let mut before: Option<bool> = None;
        for sentence in sentences.iter_mut() {
            names.tag(text, sentence);
            let view = clause::Clauses::new(text, sentence, before);
            rules::sentence(&view, *scope, partial, &mut raws);
            if matches!(scope, Scope::Account | Scope::Impact) {
                acronyms.look(text, sentence, &mut raws);
            }
            before = view.last_plural_is_human().or(before);
        }
    }
    raws.sort_by_key(|raw| (raw.start, raw.end, raw.id));
    raws.dedup_by_key(|raw| (raw.start, raw.id));
    raws.truncate(MAX_FINDINGS);
    raws
}

#[cfg(test)]
mod tests;

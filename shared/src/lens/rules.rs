//! The rules, each a small function over a sentence whose words are tagged. What they say and why stands in [`super::catalogue`].

pub(super) mod counterfactual;
pub(super) mod blame;
pub(super) mod named;
pub(super) mod question;
pub(super) mod tone;
pub(super) mod cause;
pub(super) mod overstated;
pub(super) mod quantity;
pub(super) mod action;
pub(super) mod acronyms;
pub(super) mod protect;

use super::Scope;
use super::catalogue::Id;
use super::clause::Clauses;

/// A finding in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) id: Id,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    /// Where to put what instead.
    pub(super) rewrites: Vec<(usize, usize, String)>,
}

impl Raw {
    pub(super) fn new(id: Id, start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { id, start, end, message: message.into(), rewrites: Vec::new() }
    }

    /// Offers to put `text` in the place of the finding, beginning as large as what stands there.
    pub(super) fn or(mut self, source: &str, text: &str) -> Self {
        let first = source[self.start..self.end].chars().find(|letter| letter.is_alphanumeric());
        let text = if first.is_some_and(char::is_uppercase) { capitalised(text) } else { text.to_owned() };
        self.rewrites.push((self.start, self.end, text));
        self
    }

    /// Offers to leave the words out, with the space behind them or before them.
    pub(super) fn or_leave_out(mut self, source: &str) -> Self {
        let (mut start, mut end) = (self.start, self.end);
        if source[end..].starts_with(", ") {
            end += 2;
        } else if source[end..].starts_with(' ') {
            end += 1;
        } else if source[..start].ends_with(' ') {
            start -= 1;
        }
        let capital = source[self.start..self.end].chars().next().is_some_and(char::is_uppercase);
        let next = source[end..].chars().next().filter(|next| capital && next.is_lowercase());
        let text = next.map(|next| next.to_uppercase().to_string()).unwrap_or_default();
        if let Some(next) = next {
            end += next.len_utf8();
        }
        self.rewrites.push((start, end, text));
        self
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// All rules that look at one sentence.
pub(super) fn sentence(view: &Clauses<'_>, scope: Scope, partial: bool, raws: &mut Vec<Raw>) {
    match scope {
        Scope::Account | Scope::Impact => {
            counterfactual::look(view, raws);
            blame::look(view, raws);
            cause::look(view, raws);
            named::look(view, raws);
            question::look(view, raws);
            tone::look(view, raws);
            quantity::fixes(view, raws);
            if partial {
                overstated::look(view, raws);
            }
            if scope == Scope::Impact {
                quantity::look(view, raws);
            }
        }
        Scope::Action => action::look(view, raws),
        Scope::People | Scope::Quoted => {}
    }
}

/// A finding from the token at `from` to the one before `to`.
fn over(view: &Clauses<'_>, id: Id, from: usize, to: usize, message: impl Into<String>) -> Raw {
    let tokens = view.tokens;
    let last = to.saturating_sub(1).clamp(from, tokens.len() - 1);
    Raw::new(id, tokens[from].start, tokens[last].end, message)
}

//! L7: questions for who and why, which ask for somebody and for reasons to defend.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::Clauses;
use crate::lens::words::{ADV, CONJ, DET, FINITE, HUMAN, PREP};

/// What comes before a question that stands inside a sentence.
const ASKING: [&str; 30] = [
    "ask",
    "asked",
    "asks",
    "asking",
    "out",
    "know",
    "known",
    "unclear",
    "clear",
    "question",
    "questioned",
    "understand",
    "understood",
    "determine",
    "determined",
    "investigate",
    "investigated",
    "see",
    "identify",
    "identified",
    "establish",
    "wonder",
    "wondered",
    "discuss",
    "discussed",
    "about",
    "certain",
    "learn",
    "is",
    "was",
];

/// People who were affected are part of the impact, and asking for them is fine.
const CONCERNED: [&str; 8] =
    ["affected", "impacted", "benefits", "benefited", "concerned", "noticed", "saw", "experienced"];

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let asks = view.tokens.last().is_some_and(|token| token.sign('?'))
        || view.tokens.len() > 1 && view.tokens[view.tokens.len() - 2..].iter().any(|token| token.sign('?'));
    for index in 0..view.tokens.len() {
        let word = view.word(index);
        if word != "who" && word != "why" {
            continue;
        }
        let opens = index == 0
            || view.tokens[..index].iter().all(|token| {
                token.is(CONJ | ADV | DET) || token.lower.is_empty() || matches!(token.lower.as_str(), "so" | "well")
            })
            || view.tokens[index - 1].sign(':')
            || view.tokens[index - 1].sign(',')
                && asks
                && (word == "why"
                    || view.at(index + 1).is_some_and(|next| next.is(FINITE))
                        && !view.tokens[..index - 1].iter().any(|token| token.is(HUMAN)));
        let direct = opens && asks;
        let asked = index > 0
            && (ASKING.contains(&view.word(index - 1))
                || index > 1 && view.word(index - 1) == "of" && ASKING.contains(&view.word(index - 2)));
        let found = if word == "who" {
            direct || asked && !plain_is(view, index)
        } else {
            direct || asked && people_in(view, index + 1)
        };
        if !found || word == "who" && concerned(view, index) {
            continue;
        }
        raws.push(remark(view, index, direct));
    }
}

/// "is" and "was" open a question for somebody only behind a question: `the question is who …`.
fn plain_is(view: &Clauses<'_>, index: usize) -> bool {
    matches!(view.word(index - 1), "is" | "was")
        && !view.tokens[..index - 1]
            .iter()
            .any(|token| matches!(token.lower.as_str(), "question" | "point" | "issue" | "unknown"))
}

fn concerned(view: &Clauses<'_>, index: usize) -> bool {
    (index + 1..index + 4).any(|at| CONCERNED.contains(&view.word(at)))
}

/// Whether what is asked about is people: the noun phrase behind "why".
fn people_in(view: &Clauses<'_>, index: usize) -> bool {
    for at in index..(index + 6).min(view.tokens.len()) {
        let token = &view.tokens[at];
        if token.is(FINITE | PREP) && !token.is(HUMAN) {
            return false;
        }
        if token.is(HUMAN) && !token.is(DET) {
            return true;
        }
    }
    false
}

fn remark(view: &Clauses<'_>, index: usize, direct: bool) -> Raw {
    let text = view.text;
    if view.word(index) == "who" {
        let raw = over(
            view,
            Id::L7,
            index,
            index + 1,
            "“Who” looks for somebody. How did it come about, and what made it the next step?",
        );
        let acts = view.at(index + 1).is_some_and(|next| {
            next.is(FINITE) && !matches!(next.lower.as_str(), "is" | "are" | "does" | "do" | "did" | "was" | "were")
        });
        return if acts {
            raw.or(text, if direct { "How did it come about that somebody" } else { "how it came about that somebody" })
        } else {
            raw
        };
    }
    let raw = over(
        view,
        Id::L7,
        index,
        index + 1,
        "“Why” asks for reasons to defend. “How” and “what” ask for what there was to see.",
    );
    if !direct {
        return raw.or(text, "how it came about that");
    }
    let denied = view.word(index + 2) == "not"
        || view.tokens[index..].iter().any(|token| matches!(token.lower.as_str(), "not" | "nobody" | "no"));
    match view.word(index + 1) {
        "did" | "was" | "were" if !denied => raw.or(text, "How"),
        _ => raw,
    }
}

//! L4: one cause for all.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::Clauses;

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let message = "Incidents have several contributing factors; one “cause” ends the search early.";
    let denied = view.tokens.iter().any(|token| matches!(token.lower.as_str(), "no" | "not" | "never"));
    for index in 0..view.tokens.len() {
        let (word, next) = (view.word(index), view.word(index + 1));
        let before = index.checked_sub(1).map_or("", |before| view.word(before));
        let found = match (word, next) {
            ("root", "cause") if !denied && !matches!(view.word(index + 2), "analysis" | "analyses") => {
                Some((index, index + 2))
            }
            ("root-cause", _) if next != "analysis" && !denied => Some((index, index + 1)),
            ("sole" | "only" | "single", "cause" | "reason" | "culprit")
                if !denied
                    && (matches!(before, "the" | "a" | "one")
                        || view.words(index.saturating_sub(2), "one and").is_some()) =>
            {
                Some((index, index + 2))
            }
            ("cause", "was" | "is" | "of")
                if before == "the" && (next != "of" || says(view, index)) && !denied && !unknown(view, index) =>
            {
                Some((index, index + 1))
            }
            ("cause", "for") if before == "the" && says(view, index) => Some((index, index + 1)),
            _ => None,
        };
        if let Some((from, to)) = found {
            let mut from = from;
            let article = from.checked_sub(1).filter(|&at| matches!(view.word(at), "the" | "a" | "one"));
            let with_article = article.is_some() && to > from;
            if let Some(at) = article {
                from = at;
            }
            let raw = over(view, Id::L4, from, to, message);
            raws.push(if with_article {
                raw.or(view.text, "a contributing factor").or(view.text, "one of the contributing factors")
            } else {
                raw
            });
        }
    }
}

/// `the cause of the delay was …`.
fn says(view: &Clauses<'_>, index: usize) -> bool {
    (index + 2..index + 8).any(|at| matches!(view.word(at), "was" | "is"))
}

/// A cause that is not known yet claims nothing.
fn unknown(view: &Clauses<'_>, index: usize) -> bool {
    (index + 1..index + 10).any(|at| matches!(view.word(at), "unknown" | "unclear" | "under" | "sought"))
}

//! L14 and L16: fixes within the account, and vague quantities in the impact.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::{Clauses, Subject};
use crate::lens::words::{ADV, AUX, DET, FINITE, HUMAN, PREP};

/// `we will`, `we need to`, `we should …`: what is to be done.
pub(in crate::lens) fn fixes(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let told = view.tokens.iter().any(|token| {
        matches!(token.lower.as_str(), "if" | "said" | "told" | "thought" | "whether" | "assumed" | "expected")
    });
    let asks = view.tokens.last().is_some_and(|token| token.sign('?'));
    for index in 1..view.tokens.len() {
        let (word, next) = (view.word(index), view.word(index + 1));
        let to_be_done = match word {
            "will" | "shall" | "must" | "should" => {
                let verb = view.skip_adverbs(index + 1);
                let verb_is_base = view
                    .at(verb)
                    .is_some_and(|token| !token.is(AUX | PREP | DET) && !token.lower.is_empty() || token.word("be"));
                verb_is_base && view.word(verb) != "have" && !denied(view, index)
            }
            "need" | "needs" => matches!(next, "to" | "be"),
            "have" => next == "to" && view.word(index - 1) != "not",
            "are" => next == "going" && view.word(index + 2) == "to",
            _ => false,
        };
        if !to_be_done || told || asks || !ours(view, index) {
            continue;
        }
        let raw = over(
            view,
            Id::L14,
            index - 1,
            index + 1,
            "It says what is to be done. That belongs with the mitigations, with an owner; the account tells what was.",
        );
        raws.push(raw);
        return;
    }
}

fn denied(view: &Clauses<'_>, index: usize) -> bool {
    (index + 1..index + 4).any(|at| matches!(view.word(at), "not" | "never"))
}

/// Whether "we" or the team are to do it; what somebody had to do then is part of the account.
fn ours(view: &Clauses<'_>, index: usize) -> bool {
    let Subject::Human(who) = view.subject(index) else { return false };
    matches!(view.word(who), "we" | "i" | "team" | "teams" | "everyone" | "everybody" | "developers" | "engineers")
        && view.tokens[who].is(HUMAN)
}

/// `some users`, `a while`, `many requests`.
pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    for index in 0..view.tokens.len() {
        let next = view.at(index + 1);
        let counted = next.is_some_and(|next| next.lower.ends_with('s') && !next.is(FINITE | PREP | ADV | AUX | DET));
        let further = view.at(index + 2).is_some_and(|next| {
            next.lower.ends_with('s') && next.lower.len() > 3 && !next.is(FINITE | PREP | AUX | DET)
        });
        let (end, instead) = match view.word(index) {
            "some" | "many" | "several" | "various" | "numerous" if counted || further => (index + 1, "[how many]"),
            "few" if counted && index > 0 && view.word(index - 1) == "a" => (index + 1, "[how many]"),
            "lot" | "lots" if view.word(index + 1) == "of" => (index + 2, "[how many]"),
            "number" if index > 0 && view.word(index - 1) == "a" && view.word(index + 1) == "of" => {
                (index + 2, "[how many]")
            }
            "while" if index > 0 && view.word(index - 1) == "a" => (index + 1, "[how long]"),
            "time" if index > 0 && view.word(index - 1) == "some" => (index + 1, "[how long]"),
            _ => continue,
        };
        let article = index > 0 && matches!(view.word(index - 1), "a" | "some");
        let from = if article { index - 1 } else { index };
        let raw =
            over(view, Id::L16, from, end, "How many, how long? A number with its source lets the reader weigh it.");
        raws.push(raw.or(view.text, instead));
    }
}

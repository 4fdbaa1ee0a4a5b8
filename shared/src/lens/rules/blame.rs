//! L2, L3 and L5: judgements, error put down to people, and people as parts that broke.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::{Clauses, Subject};
use crate::lens::token::Kind;
use crate::lens::words::{DET, FINITE, HUMAN, NAME, PERHAPS, POSSESSIVE, PREP, PRODUCT, SYSTEM};

const NORMATIVE: [&str; 26] = [
    "mismanaged",
    "mismanagement",
    "inappropriate",
    "inappropriately",
    "inadequate",
    "inadequately",
    "careless",
    "carelessly",
    "carelessness",
    "sloppy",
    "sloppily",
    "sloppiness",
    "negligent",
    "negligently",
    "negligence",
    "irresponsible",
    "irresponsibly",
    "incompetent",
    "incompetence",
    "unprofessional",
    "lazy",
    "reckless",
    "recklessly",
    "unreasonable",
    "unacceptable",
    "mishandled",
];
const POOR: [&str; 12] = [
    "poor",
    "bad",
    "wrong",
    "terrible",
    "flawed",
    "questionable",
    "foolish",
    "unwise",
    "insufficient",
    "lacklustre",
    "hasty",
    "rash",
];
const OF_JUDGEMENT: [&str; 16] = [
    "decision",
    "decisions",
    "judgement",
    "judgment",
    "choice",
    "choices",
    "planning",
    "communication",
    "strategy",
    "practice",
    "practices",
    "handling",
    "release",
    "management",
    "preparation",
    "discipline",
];
const BY: [&str; 9] =
    ["human", "operator", "pilot", "user", "engineer", "admin", "administrator", "developer", "personnel"];
const MISTAKES: [&str; 4] = ["error", "errors", "mistake", "mistakes"];
const LACKED: [&str; 14] = [
    "training",
    "experience",
    "knowledge",
    "discipline",
    "care",
    "attention",
    "understanding",
    "skill",
    "skills",
    "awareness",
    "diligence",
    "familiarity",
    "expertise",
    "competence",
];

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    for index in 0..view.tokens.len() {
        raws.extend(normative(view, index));
        raws.extend(error(view, index));
        raws.extend(mechanistic(view, index));
    }
}

fn normative(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let word = view.word(index);
    if NORMATIVE.contains(&word) {
        let raw = over(
            view,
            Id::L2,
            index,
            index + 1,
            format!("“{word}” judges. What was there, and what did the situation ask for?"),
        );
        return Some(raw);
    }
    let second = view.word(index + 1);
    if POOR.contains(&word) && OF_JUDGEMENT.contains(&second) {
        let raw = over(
            view,
            Id::L2,
            index,
            index + 1,
            format!("“{word}” judges a choice by its outcome. What spoke for it at the time?"),
        );
        return Some(raw.or_leave_out(view.text));
    }
    let wrongly = matches!(word, "wrongly" | "incorrectly" | "wrongfully" | "falsely");
    if wrongly && matches!(second, "assumed" | "believed" | "thought" | "concluded" | "decided") {
        let raw = over(
            view,
            Id::L2,
            index,
            index + 1,
            "The assumption was reasonable with what was known then; say what it rested on.",
        );
        return Some(raw.or_leave_out(view.text));
    }
    None
}

/// Human error, in its many words.
fn error(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let word = view.word(index);
    let text = view.text;
    if BY.contains(&word) && MISTAKES.contains(&view.word(index + 1)) {
        const AFTER: [&str; 12] = [
            "message", "messages", "page", "pages", "report", "reports", "rate", "rates", "log", "logs", "count",
            "code",
        ];
        // `the operator error `ErrImagePull``, `the Postgres operator error`: those of programs.
        let coded = view.at(index + 2).is_some_and(|next| next.kind == Kind::Thing || next.sign(':'));
        let program = index
            .checked_sub(1)
            .and_then(|before| view.at(before))
            .is_some_and(|before| before.kind == Kind::Thing || before.is(PRODUCT | SYSTEM));
        if AFTER.contains(&view.word(index + 2)) || coded || program {
            return None;
        }
        let raw = over(view, Id::L3, index, index + 2, "People err; what let an error through, or invited it?");
        return Some(raw.or(text, "a missing safeguard").or(text, "an unclear interface"));
    }
    if word == "mistake" || word == "mistakes" {
        let before = index.checked_sub(1).map_or("", |before| view.word(before));
        let made = (index.saturating_sub(4)..index).any(|at| matches!(view.word(at), "made" | "make" | "makes"));
        let theirs = index > 0 && view.at(index - 1).is_some_and(|token| token.is(HUMAN) && token.is(DET | POSSESSIVE));
        let by = view.word(index + 1) == "by" && people_follow(view, index + 2);
        if before == "by" || made || theirs || by {
            let from = if before == "by" { index - 1 } else { index };
            return Some(over(
                view,
                Id::L3,
                from,
                index + 1,
                "A mistake is where the questions begin: what made this step look right?",
            ));
        }
    }
    if word == "error" || word == "errors" {
        let from = index.saturating_sub(4);
        let made = (from..index).rev().find(|&at| matches!(view.word(at), "made" | "make" | "makes"));
        let theirs = made.is_some_and(|at| matches!(view.subject(at), Subject::Human(_)));
        let named = view.at(index + 2).is_some_and(|next| next.is(DET | NAME));
        let by = word == "error" && view.word(index + 1) == "by" && named && people_follow(view, index + 2);
        let part = view.words(index + 1, "on the part of").is_some_and(|at| people_follow(view, at));
        if theirs || by || part {
            return Some(over(
                view,
                Id::L3,
                index,
                index + 1,
                "An error is where the questions begin: what made this step look right?",
            ));
        }
    }
    if matches!(word, "mistakenly" | "accidentally" | "erroneously" | "inadvertently") {
        let verb = if view.at(index + 1).is_some_and(|token| token.is(FINITE)) { index + 1 } else { index };
        if matches!(view.subject(verb), Subject::Human(_)) {
            return Some(
                over(view, Id::L3, index, index + 1, "To those who did it, it looked right: say what it looked like.")
                    .or_leave_out(text),
            );
        }
    }
    if matches!(word, "forgot" | "forgotten" | "forgets" | "forgetting")
        && (word != "forgotten" || view.tokens[..index].iter().any(|token| token.is(HUMAN)))
    {
        let raw = over(view, Id::L3, index, index + 1, "Memory is no safeguard: what was to remind of it?");
        let to = view.word(index + 1) == "to" && word == "forgot";
        return Some(if to { raw.or(text, "had no reminder") } else { raw });
    }
    if let Some(end) = view.words(index, "at fault").or_else(|| view.words(index, "to blame")) {
        let people = view.tokens[..index].iter().any(|token| token.is(HUMAN | PERHAPS));
        return people.then(|| {
            over(view, Id::L3, index, end, "Whose fault it was helps nobody; which conditions came together?")
        });
    }
    if word == "fat" && view.word(index + 1).starts_with("finger")
        || word.starts_with("fat-finger")
        || word.starts_with("fatfinger")
    {
        let end = if word == "fat" { index + 2 } else { index + 1 };
        return Some(
            over(view, Id::L3, index, end, "A slip of the keys got through: what was there to stop it?")
                .or(text, "entered"),
        );
    }
    if word == "fault" {
        let theirs = index > 0 && view.at(index - 1).is_some_and(|token| token.is(HUMAN) && token.is(DET | POSSESSIVE));
        let of = view.word(index + 1) == "of" && people_follow(view, index + 2);
        return (theirs || of || lies_with(view, index)).then(|| {
            over(view, Id::L3, index, index + 1, "Whose fault it was helps nobody; which conditions came together?")
        });
    }
    if word == "blame" && lies_with(view, index) {
        return Some(over(
            view,
            Id::L3,
            index,
            index + 1,
            "Whose fault it was helps nobody; which conditions came together?",
        ));
    }
    if word == "caused" && view.word(index + 1) == "by" && people_follow(view, index + 2) && !program(view, index + 2) {
        return Some(
            over(
                view,
                Id::L3,
                index,
                index + 2,
                "People are never the cause; what made their step possible, and sensible?",
            )
            .or(text, "followed a change by"),
        );
    }
    None
}

/// `the fault lies with the contractor`, `the blame rests on the crew`.
fn lies_with(view: &Clauses<'_>, index: usize) -> bool {
    let verb = view.skip_adverbs(index + 1);
    let at = view.skip_adverbs(verb + 1);
    matches!(view.word(verb), "lies" | "lay" | "rests" | "rested" | "falls" | "fell" | "sits")
        && matches!(view.word(at), "with" | "on" | "upon")
        && people_follow(view, at + 1)
}

/// Whether what follows may as well be a program: `the dispatcher`, without a person's clause behind it.
fn program(view: &Clauses<'_>, index: usize) -> bool {
    const BOTH: [&str; 4] = ["dispatcher", "dispatchers", "registrar", "registrars"];
    (index..index + 7).any(|at| {
        BOTH.contains(&view.word(at)) && view.at(at).is_some_and(|token| !token.is(HUMAN)) && view.word(at + 1) != "who"
    })
}

/// Whether the noun phrase at `index` is people: `the network team`, not `the team's service`.
fn people_follow(view: &Clauses<'_>, index: usize) -> bool {
    let mut head = None;
    for at in index..(index + 7).min(view.tokens.len()) {
        let Some(token) = view.at(at) else { break };
        let inside = token.kind == Kind::Word && !token.is(PREP) && !token.is(FINITE) || token.kind == Kind::Mention;
        if !inside || matches!(token.lower.as_str(), "who" | "that" | "which" | "and" | "or" | "when" | "while") {
            break;
        }
        head = Some(token);
    }
    head.is_some_and(|head| head.is(HUMAN | PERHAPS | NAME) && !head.is(POSSESSIVE) && !head.is(DET))
}

fn mechanistic(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let word = view.word(index);
    let message =
        "It speaks of people as of a part that broke. What did the work ask of them, and what was there to lean on?";
    for phrase in [
        "if not for",
        "if it were not for",
        "if it was not for",
        "if it had not been for",
        "were it not for",
        "had it not been for",
    ] {
        if let Some(end) = view.words(index, phrase) {
            return Some(over(
                view,
                Id::L5,
                index,
                end,
                "It tells of a course that did not happen, with one part to blame.",
            ));
        }
    }
    if matches!(word, "lack" | "lacking" | "limited" | "insufficient") {
        let near = (index + 1..(index + 7).min(view.tokens.len()))
            .take_while(|&at| !view.at(at).is_some_and(|token| token.is(FINITE) || token.sign('.')));
        let far = if matches!(word, "limited" | "insufficient") { 1 } else { 6 };
        let lacked = near.take(far).find(|&at| LACKED.contains(&view.word(at)))?;
        if matches!(word, "lack" | "lacking") && !matches!(view.word(index + 1), "of" | "in") && word == "lack" {
            return None;
        }
        return Some(over(view, Id::L5, index, lacked + 1, message));
    }
    let causal = matches!(word, "to" | "of" | "through")
        && index > 0
        && matches!(view.word(index - 1), "due" | "because" | "owing" | "down");
    if causal || word == "from" {
        const STATES: [&str; 8] = [
            "unfamiliarity",
            "inexperience",
            "inattention",
            "complacency",
            "ignorance",
            "carelessness",
            "overconfidence",
            "distraction",
        ];
        let at = index + 1 + usize::from(view.at(index + 1).is_some_and(|token| token.is(DET)));
        if STATES.contains(&view.word(at)) {
            return Some(over(view, Id::L5, at, at + 1, message));
        }
    }
    None
}

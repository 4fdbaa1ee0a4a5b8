//! L1: what people could, should or would have done.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::{Clauses, Subject};
use crate::lens::token::Kind;
use crate::lens::words::{ADV, DET, FINITE, HUMAN, MODAL, PARTICIPLE, PERHAPS, POSSESSIVE, PREP, base_of, is_minded};

/// What a change or a fact undergoes by people only: "should have been reviewed" has people in it though it names none.
const BY_PEOPLE: [&str; 16] = [
    "reviewed",
    "tested",
    "rushed",
    "communicated",
    "escalated",
    "noticed",
    "questioned",
    "spotted",
    "caught",
    "double-checked",
    "announced",
    "discussed",
    "anticipated",
    "foreseen",
    "verified",
    "checked",
];

/// What people are, or undergo: "should have been told" has people in it where the subject may be people.
const BEEN: [&str; 16] = [
    "quicker",
    "faster",
    "aware",
    "careful",
    "vigilant",
    "told",
    "informed",
    "trained",
    "warned",
    "consulted",
    "asked",
    "given",
    "involved",
    "paged",
    "allowed",
    "more",
];

/// What somebody did not do without any blame in it: it tells of a safeguard that was absent, or of luck.
const PLAIN: [&str; 10] = ["have", "lose", "receive", "get", "need", "suffer", "experience", "own", "miss", "affect"];

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    for index in 0..view.tokens.len() {
        let found = modal(view, index)
            .or_else(|| did_not(view, index))
            .or_else(|| never(view, index))
            .or_else(|| failed_to(view, index))
            .or_else(|| failure_to(view, index))
            .or_else(|| had_they(view, index));
        raws.extend(found);
    }
}

/// `should have checked`, `couldn't have missed`, `ought to have asked`.
fn modal(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let modal = view.word(index);
    if !matches!(modal, "should" | "could" | "would" | "ought") {
        return None;
    }
    let mut at = index + 1;
    let mut denied = false;
    while view.word(at) == "not"
        || view.word(at) == "to" && modal == "ought"
        || view.at(at).is_some_and(|token| token.is(ADV))
    {
        denied |= view.word(at) == "not";
        at += 1;
    }
    if view.word(at) != "have" {
        return None;
    }
    let have = at;
    at = view.skip_adverbs(at + 1);
    let verb = view.at(at).filter(|token| token.is(PARTICIPLE));
    if verb.is_none() && view.at(at).is_none_or(|token| matches!(token.kind, Kind::Sign(_))) {
        // `they had not looked, and should have`: the verb stands before.
        let message = format!("“{modal} have” measures people against a course that nobody could see then.");
        return matches!(view.subject(index), Subject::Human(_)).then(|| over(view, Id::L1, index, have + 1, message));
    }
    let verb = verb?;
    let does = base_of(&verb.lower);
    if verb.word("been") {
        let passive = view.skip_adverbs(at + 1);
        let by_people = matches!(modal, "should" | "ought") && BY_PEOPLE.contains(&view.word(passive));
        let by_program = view.word(passive + 1) == "by"
            && !(passive + 2..passive + 5).any(|next| view.at(next).is_some_and(|token| token.is(HUMAN)));
        if by_people && !by_program {
            return Some(over(
                view,
                Id::L1,
                index,
                passive + 1,
                format!("“{modal} have been” measures what happened against what did not."),
            ));
        }
        let people = match view.subject(index) {
            Subject::Human(_) => true,
            Subject::Perhaps(_) => matches!(modal, "should" | "ought") && BEEN.contains(&view.word(passive)),
            _ => false,
        };
        if !people {
            return None;
        }
    } else if !matches!(view.subject(index), Subject::Human(_))
        && !view.is_human(index, does.as_deref().unwrap_or_default())
        && !asks_who(view, index)
    {
        return None;
    }
    let raw = over(
        view,
        Id::L1,
        index,
        at + 1,
        format!(
            "“{} have” measures people against a course that nobody could see then.",
            if denied { format!("{modal} not") } else { modal.to_owned() }
        ),
    );
    Some(match does {
        Some(does) if denied => raw.or(view.text, &format!("had reason to {does}")),
        Some(does) if modal != "would" => {
            raw.or(view.text, &format!("had no prompt to {does}")).or(view.text, &format!("had no step to {does}"))
        }
        _ => raw,
    })
}

/// `who should have checked?`
fn asks_who(view: &Clauses<'_>, index: usize) -> bool {
    index > 0 && view.word(index - 1) == "who" && view.subject(index) == Subject::Nobody
}

/// `did not notice`.
fn did_not(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    if view.word(index) != "did" || view.word(index + 1) != "not" {
        return None;
    }
    let message = "It tells what people did not do. What did they see, and what was there to see it by?";
    if index > 0 && matches!(view.word(index - 1), "why" | "how") {
        // `why did not the team rotate …`: the subject stands behind.
        let people = (index + 2..(index + 7).min(view.tokens.len()))
            .take_while(|&at| !view.tokens[at].is(PREP) && !matches!(view.tokens[at].kind, Kind::Sign(_)))
            .any(|at| view.tokens[at].is(HUMAN) && !view.tokens[at].is(DET | POSSESSIVE));
        return people.then(|| over(view, Id::L1, index, index + 2, message));
    }
    let at = view.skip_adverbs(index + 2);
    let verb = view.at(at).filter(|token| !token.lower.is_empty() && !token.is(DET | PREP))?;
    if PLAIN.contains(&verb.lower.as_str()) || !view.is_human(index, &verb.lower) {
        return None;
    }
    let raw = over(view, Id::L1, index, at + 1, message);
    Some(instead(raw, view, &verb.lower))
}

/// `the developers never checked`.
fn never(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let verb = view.at(index + 1)?;
    let does = base_of(&verb.lower)?;
    if view.word(index) != "never" || !is_minded(&does) || !matches!(view.subject(index + 1), Subject::Human(_)) {
        return None;
    }
    let raw = over(
        view,
        Id::L1,
        index,
        index + 2,
        "It tells what people did not do. What did they see, and what was there to see it by?",
    );
    Some(instead(raw, view, &does))
}

/// `failed to read`, `neglected to ask`.
fn failed_to(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let word = view.word(index);
    let fails = matches!(word, "failed" | "fails" | "fail" | "failing");
    if !fails && !matches!(word, "neglected" | "omitted" | "neglects") || view.word(index + 1) != "to" {
        return None;
    }
    let at = view.skip_adverbs(index + 2);
    let does = view.word(at);
    let human = view.is_human(index, does) || !fails && view.subject(index) == Subject::Nobody;
    if !human || does.is_empty() {
        return None;
    }
    let raw = over(
        view,
        Id::L1,
        index,
        at + 1,
        format!("“{word} to” judges people by what came after. What was in place to help with it?"),
    );
    Some(if word == "failing" { raw } else { instead(raw, view, does) })
}

fn instead(raw: Raw, view: &Clauses<'_>, does: &str) -> Raw {
    raw.or(view.text, &format!("had no step to {does}")).or(view.text, &format!("had no way to {does}"))
}

/// `the failure of the team to follow`, `his failure to communicate`.
fn failure_to(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    if view.word(index) != "failure" {
        return None;
    }
    let before = index.checked_sub(1).and_then(|index| view.at(index));
    let theirs = before.is_some_and(|before| {
        before.is(HUMAN) && before.is(DET | POSSESSIVE) || before.is(PERHAPS) && before.is(POSSESSIVE)
    });
    let to = (index + 1..(index + 12).min(view.tokens.len())).find(|&at| view.word(at) == "to")?;
    let of_people = (matches!(view.word(index + 1), "of" | "by") || view.words(index + 1, "on the part of").is_some())
        && (index + 2..to)
            .take_while(|&at| !view.tokens[at].is(FINITE | MODAL) && !matches!(view.tokens[at].kind, Kind::Sign(_)))
            .any(|at| view.at(at).is_some_and(|token| token.is(HUMAN) && !token.is(DET | POSSESSIVE)));
    let minded = to == index + 1 && is_minded(view.word(to + 1));
    (of_people || minded || theirs && to == index + 1).then(|| {
        over(
            view,
            Id::L1,
            index,
            to + 2,
            "“failure to” judges people by what came after. What was in place to help with it?",
        )
    })
}

/// `had the developer tested`, `if we had looked`, `if only support had`.
fn had_they(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let human = |from: usize, to: usize| {
        (from..to.min(view.tokens.len())).find(|&at| {
            view.at(at).is_some_and(|token| {
                token.is(HUMAN | PERHAPS) && (!token.is(DET) || token.word("her")) && !token.is(POSSESSIVE)
            })
        })
    };
    let participle = |at: usize| view.at(at).is_some_and(|token| token.is(PARTICIPLE) && !token.word("been"));
    let message = "It tells of a course that did not happen. What made this one the likely one?";
    match view.word(index) {
        "if" if view.word(index + 1) == "only" => {
            let at = human(index + 2, index + 7)?;
            Some(over(view, Id::L1, index, at + 1, message))
        }
        "if" => {
            let had = (index + 2..(index + 8).min(view.tokens.len())).find(|&at| view.word(at) == "had")?;
            let verb = view.skip_adverbs(had + 1);
            let people = matches!(view.subject(had), Subject::Human(_));
            (people && participle(verb)).then(|| over(view, Id::L1, index, verb + 1, message))
        }
        "had" if index == 0 || view.at(index - 1).is_some_and(|token| token.sign(',')) => {
            let verb = (index + 2..(index + 10).min(view.tokens.len()))
                .take_while(|&at| !matches!(view.tokens[at].kind, Kind::Sign(_)))
                .find(|&at| participle(at) && !view.tokens[at - 1].is(DET))?;
            let would = view.tokens[verb..].iter().any(|token| token.is(MODAL));
            let people = would && matches!(view.subject(verb), Subject::Human(_))
                || human(index + 1, index + 5).is_some_and(|at| view.skip_adverbs(at + 1) == verb);
            people.then(|| over(view, Id::L1, index, verb + 1, message))
        }
        _ => None,
    }
}

//! L8 and L10: what is only plain afterwards, and words that shout.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::Clauses;
use crate::lens::token::Kind;
use crate::lens::words::{ADV, AUX, FINITE, GERUND, HUMAN, MODAL};

const ANIMATED: [&str; 36] = [
    "disaster",
    "disastrous",
    "disastrously",
    "nightmare",
    "nightmarish",
    "ridiculous",
    "ridiculously",
    "chaos",
    "chaotic",
    "catastrophe",
    "catastrophic",
    "catastrophically",
    "horrible",
    "horribly",
    "horrific",
    "terrible",
    "terribly",
    "awful",
    "awfully",
    "insane",
    "insanely",
    "crazy",
    "stupid",
    "stupidly",
    "dumb",
    "idiotic",
    "absurd",
    "absurdly",
    "ludicrous",
    "fiasco",
    "debacle",
    "meltdown",
    "mess",
    "embarrassing",
    "pathetic",
    "shameful",
];
/// Terms of the trade that only sound like it.
const TERMS: [(&str, &[&str]); 4] = [
    ("disaster", &["recovery", "recoveries", "relief", "plan", "site"]),
    (
        "chaos",
        &["engineering", "monkey", "mesh", "test", "tests", "testing", "experiment", "experiments", "toolkit", "kong"],
    ),
    ("catastrophic", &["backtracking", "cancellation"]),
    ("meltdown", &["patch", "patches", "vulnerability", "and", "mitigation"]),
];
/// Words that are shouted when they are all in capitals.
const SHOUTED: [&str; 19] = [
    "never",
    "always",
    "everything",
    "everyone",
    "nobody",
    "again",
    "wrong",
    "very",
    "extremely",
    "huge",
    "really",
    "completely",
    "totally",
    "entire",
    "nothing",
    "still",
    "finally",
    "obviously",
    "every",
];

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    for index in 0..view.tokens.len() {
        raws.extend(hindsight(view, index));
        raws.extend(animated(view, index));
    }
}

fn hindsight(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let (word, text) = (view.word(index), view.text);
    let before = index.checked_sub(1).map_or("", |before| view.word(before));
    let plain = "It is plain now; at the time it was one of many things. What could be seen then?";
    match word {
        "obviously" | "evidently" | "undoubtedly" => {
            Some(over(view, Id::L8, index, index + 1, plain).or_leave_out(text))
        }
        "clearly" => {
            const MANNER: [&str; 18] = [
                "defined",
                "documented",
                "marked",
                "labelled",
                "labeled",
                "named",
                "visible",
                "communicated",
                "separated",
                "stated",
                "structured",
                "written",
                "described",
                "shown",
                "specified",
                "assigned",
                "worded",
                "distinguished",
            ];
            let manner = MANNER.contains(&view.word(index + 1))
                || matches!(before, "more" | "most" | "very" | "as" | "less" | "not")
                || view.at(index + 1).is_none_or(|next| matches!(next.kind, Kind::Sign('.' | ';' | ')')));
            (!manner).then(|| over(view, Id::L8, index, index + 1, plain).or_leave_out(text))
        }
        "obvious" => {
            let denied = view.tokens[index.saturating_sub(4)..index]
                .iter()
                .any(|token| matches!(token.lower.as_str(), "not" | "less" | "no" | "never" | "far"));
            let that =
                matches!(view.word(index + 1), "that" | "to") || matches!(before, "was" | "is" | "were" | "been");
            (!denied && that).then(|| over(view, Id::L8, index, index + 1, plain))
        }
        "course" if before == "of" && index > 0 && view.word(index + 1) != "action" => {
            Some(over(view, Id::L8, index - 1, index + 1, plain).or_leave_out(text))
        }
        "knows" | "knew" if matches!(before, "everyone" | "everybody") => Some(over(
            view,
            Id::L8,
            index - 1,
            index + 1,
            "Not everybody reads this with the same knowledge; say where it is written.",
        )),
        "hindsight" | "retrospect" if matches!(before, "in" | "with") || benefit(view, index) => {
            let raw = over(
                view,
                Id::L8,
                if benefit(view, index) { index - 4 } else { index - 1 },
                index + 1,
                "Hindsight knows the end. Walk forward: what was known at that point?",
            );
            Some(raw.or_leave_out(text))
        }
        "simply" if !matches!(view.word(index + 1), "put" | "typed") => Some(
            over(view, Id::L8, index, index + 1, "What is simple to one reader was not to those in the middle of it.")
                .or_leave_out(text),
        ),
        "easily" => {
            let denied = matches!(before, "not" | "more" | "less" | "as" | "cannot");
            let able = view.tokens[index.saturating_sub(3)..index].iter().any(|token| token.is(MODAL))
                || view.at(index + 1).is_some_and(|next| next.is(FINITE | AUX));
            (!denied && able).then(|| {
                over(view, Id::L8, index, index + 1, "It looks easy from here; say what it would have taken.")
                    .or_leave_out(text)
            })
        }
        "just" => just(view, index),
        _ => None,
    }
}

/// `with the benefit of hindsight`.
fn benefit(view: &Clauses<'_>, index: usize) -> bool {
    index >= 4 && view.words(index - 4, "with the benefit of").is_some()
}

/// "Just" where it makes something small, not where it tells of time.
fn just(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let before = index.checked_sub(1).and_then(|before| view.at(before));
    let next = view.at(index + 1)?;
    let imperative = before.is_none_or(|token| {
        token.sign(',')
            || token.sign(':')
            || matches!(token.lower.as_str(), "to" | "then" | "than" | "could" | "can" | "should")
    });
    let does = next.kind == Kind::Word
        && next.tags
            & (super::super::words::PREP | super::super::words::SHARE | super::super::words::SUB | ADV | FINITE)
            == 0
        || next.is(GERUND);
    let small = matches!(next.lower.as_str(), "a" | "an")
        && matches!(
            view.word(index + 2),
            "typo"
                | "mistake"
                | "simple"
                | "small"
                | "quick"
                | "minor"
                | "matter"
                | "single"
                | "restart"
                | "config"
                | "tiny"
        );
    let small = small && before.is_some_and(|token| token.is(AUX | FINITE) || token.lower.ends_with("'s"));
    let need =
        matches!(next.lower.as_str(), "need" | "needed" | "needs") && before.is_some_and(|token| token.is(HUMAN));
    (imperative && does || small || need).then(|| {
        over(view, Id::L8, index, index + 1, "“just” makes small what was not small to those in the middle of it.")
            .or_leave_out(view.text)
    })
}

fn animated(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    let token = view.at(index)?;
    let message = "Strong words make a reader feel, and see less. A number or a plain word says more.";
    if token.sign('!') {
        let more = view.at(index + 1).is_some_and(|next| (next.sign('!') || next.sign('?')) && next.start == token.end);
        let first = index == 0
            || !view.tokens[index - 1].sign('!') && !view.tokens[index - 1].sign('?')
            || view.tokens[index - 1].end != token.start;
        let end = (index..view.tokens.len())
            .take_while(|&at| view.tokens[at].sign('!') || view.tokens[at].sign('?'))
            .last()?
            + 1;
        return (more && first).then(|| over(view, Id::L10, index, end, message).or(view.text, "."));
    }
    let word = token.lower.as_str();
    if ANIMATED.contains(&word) {
        let next = view.word(index + 1);
        let term = TERMS.iter().any(|(term, after)| *term == word && after.contains(&next));
        let label = word == "disaster" && index > 0 && view.word(index - 1) == "natural";
        if term || label {
            return None;
        }
        let raw = over(view, Id::L10, index, index + 1, message);
        return Some(match word {
            "disaster" | "nightmare" | "catastrophe" | "fiasco" | "debacle" | "meltdown" => {
                raw.or(view.text, "serious failure")
            }
            "disastrous" | "catastrophic" | "horrible" | "terrible" | "awful" | "horrific" => {
                raw.or(view.text, "serious")
            }
            "chaos" | "mess" => raw.or(view.text, "state that was hard to read"),
            _ => raw,
        });
    }
    let shown = &view.text[token.start..token.end];
    let loud = token.kind == Kind::Word && SHOUTED.contains(&word) && shown.chars().all(char::is_uppercase);
    loud.then(|| over(view, Id::L10, index, index + 1, "Capitals shout.").or(view.text, word)).map(|mut raw| {
        for (_, _, text) in &mut raw.rewrites {
            *text = if index == 0 { super::capitalised(word) } else { word.to_owned() };
        }
        raw
    })
}

//! L11 and L12: mitigations that have no end, and those that put the load on people.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::Clauses;
use crate::lens::token::Kind;
use crate::lens::words::{DET, HUMAN, PREP};

const OPEN: [&str; 15] = [
    "investigate",
    "explore",
    "consider",
    "reflect",
    "assess",
    "evaluate",
    "review",
    "examine",
    "research",
    "think",
    "discuss",
    "look",
    "analyse",
    "analyze",
    "revisit",
];
const BETTER: [&str; 12] = [
    "improve",
    "enhance",
    "optimise",
    "optimize",
    "strengthen",
    "increase",
    "reduce",
    "better",
    "more",
    "bring",
    "clean",
    "streamline",
];
const STARTS: [&str; 8] = ["we", "should", "to", "need", "must", "everyone", "please", "everybody"];

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let mut first = view.tokens.iter().position(|token| token.kind == Kind::Word).unwrap_or(0);
    let mut passed = 0;
    while STARTS.contains(&view.word(first)) && passed < 4 {
        first += 1;
        passed += 1;
    }
    let found = raws.len();
    scar(view, first, raws);
    let elsewhere = raws.get(found).is_none_or(|raw| raw.start > view.tokens[first].start);
    if elsewhere {
        raws.extend(vague(view, first));
    }
}

fn has_measure(view: &Clauses<'_>) -> bool {
    view.tokens.iter().any(|token| {
        matches!(token.kind, Kind::Number | Kind::Time | Kind::Thing)
            || matches!(token.lower.as_str(), "until" | "every" | "each" | "when" | "whenever" | "half")
    })
}

fn vague(view: &Clauses<'_>, first: usize) -> Option<Raw> {
    let (word, next) = (view.word(first), view.word(first + 1));
    let two = format!("{word} {next}");
    if OPEN.contains(&word) && (word != "look" || matches!(next, "into" | "at")) && (word != "think" || next == "about")
    {
        let end = first + 1 + usize::from(matches!(word, "look" | "think"));
        let done =
            view.tokens.iter().any(|token| matches!(token.lower.as_str(), "publish" | "decide" | "write" | "report"));
        let single =
            word == "review" && view.tokens.len() > first + 5 || word == "discuss" && view.tokens.len() > first + 8;
        return (!done && !single).then(|| {
            over(
                view,
                Id::L11,
                first,
                end,
                "It has no end that can be seen. What will be different, and how will it show?",
            )
            .or(view.text, "Decide, and publish,")
        });
    }
    if matches!(two.as_str(), "make sure")
        || word == "ensure"
            && next == "that"
            && view.at(first + 2).is_some_and(|token| token.is(HUMAN) || matches!(view.word(first + 2), "this" | "it"))
        || word == "ensure"
            && !has_measure(view)
            && view.tokens.iter().any(|token| WISHES.contains(&token.lower.as_str()))
    {
        return Some(
            over(view, Id::L11, first, first + 2, "Who or what makes it sure? Name the check that a machine can do.")
                .or(view.text, "Add an automated check that"),
        );
    }
    if matches!(two.as_str(), "be careful" | "be more" | "pay attention" | "be aware")
        || matches!(word, "careful" | "beware")
    {
        return Some(over(
            view,
            Id::L11,
            first,
            first + 2,
            "Care runs out under load. Which safeguard can take its place?",
        ));
    }
    let vague_object =
        matches!(view.word(first + 2), "issue" | "issues" | "problem" | "problems" | "bug" | "bugs" | "it")
            && view.at(first + 1).is_some_and(|token| token.is(DET))
            || matches!(next, "it" | "this");
    if matches!(word, "fix" | "resolve" | "solve" | "address" | "handle")
        && vague_object
        && view.tokens.len() < first + 6
    {
        return Some(over(view, Id::L11, first, view.tokens.len(), "Which one, and how does it show that it is done?"));
    }
    let other = matches!((word, next), ("reduce" | "increase" | "streamline" | "clean", _))
        || word == "bring" && next != "down";
    if BETTER.contains(&word) && !has_measure(view) && !other {
        return Some(over(
            view,
            Id::L11,
            first,
            first + 1,
            "Better by how much? Name the measure and where it is to stand.",
        ));
    }
    no_verb(view, first)
}

/// `Flux metrics and alerts`, `Clear communication if …`: nothing is done.
fn no_verb(view: &Clauses<'_>, first: usize) -> Option<Raw> {
    const THINGS: [&str; 18] = [
        "alerts",
        "alerting",
        "metrics",
        "monitoring",
        "documentation",
        "communication",
        "tests",
        "testing",
        "training",
        "logging",
        "runbook",
        "runbooks",
        "dashboards",
        "process",
        "automation",
        "guidelines",
        "visibility",
        "coverage",
    ];
    const MODIFIERS: [&str; 9] = ["clear", "more", "better", "new", "good", "proper", "additional", "flux", "improved"];
    let words: Vec<usize> = (first..view.tokens.len()).filter(|&at| view.tokens[at].kind == Kind::Word).collect();
    if words.is_empty() {
        return None;
    }
    let modifies = MODIFIERS.contains(&view.word(first))
        || view.tokens[first].capital
            && view.text[view.tokens[first].start..].len() > 2
            && THINGS.contains(&view.word(first + 1))
            && words.len() <= 4
            && (words.len() > 2 || THINGS.contains(&view.word(words[words.len() - 1])));
    let thing = THINGS.contains(&view.word(first)) && words.len() <= 3;
    let known_verb = matches!(
        view.word(first),
        "add"
            | "setup"
            | "create"
            | "write"
            | "enable"
            | "implement"
            | "extend"
            | "update"
            | "document"
            | "move"
            | "publish"
            | "run"
            | "set"
            | "build"
            | "introduce"
            | "automate"
            | "deploy"
            | "show"
            | "test"
            | "remove"
            | "prioritize"
            | "install"
            | "configure"
            | "migrate"
            | "delete"
            | "send"
            | "count"
            | "alert"
            | "page"
            | "expand"
            | "tune"
            | "fix"
    );
    let next_is_thing =
        THINGS.contains(&view.word(first + 1)) && view.at(first + 1).is_some_and(|token| !token.is(PREP));
    (!known_verb && (thing || modifies && next_is_thing)).then(|| {
        over(
            view,
            Id::L11,
            first,
            first + 1 + usize::from(!thing),
            "It names a thing and no deed. Begin with a verb that has an end: add, remove, refuse, show.",
        )
    })
}

/// `send a reminder`; a reminder that the calendar sends is a safeguard.
fn sends(view: &Clauses<'_>, first: usize, index: usize) -> bool {
    const AUTOMATIC: [&str; 6] = ["automatic", "automated", "automatically", "calendar", "scheduled", "bot"];
    matches!(view.word(first), "send" | "post" | "mail" | "email" | "give" | "issue")
        && !view.tokens[first..index].iter().any(|token| AUTOMATIC.contains(&token.lower.as_str()))
}

/// `everybody is trained`, not `the model is trained`.
fn trained(view: &Clauses<'_>, index: usize) -> bool {
    let is = matches!(view.word(index - 1), "is" | "are" | "be" | "get" | "gets");
    is && view.tokens[index.saturating_sub(3)..index].iter().any(|token| token.is(HUMAN) && !token.is(DET))
}

/// Words that promise without saying how it shows.
const WISHES: [&str; 9] = ["ok", "okay", "fine", "good", "properly", "correctly", "future", "better", "right"];

fn scar(view: &Clauses<'_>, first: usize, raws: &mut Vec<Raw>) {
    let message = "It puts the load on people's memory. A safeguard in the system holds when people are tired.";
    for index in first..view.tokens.len() {
        let (word, next) = (view.word(index), view.word(index + 1));
        let begins = index == first || index > 0 && matches!(view.word(index - 1), "to" | "and" | "should" | "must");
        let people = (index + 1..index + 5).any(|at| {
            view.at(at).is_some_and(|token| token.is(HUMAN) && !token.is(DET))
                || matches!(view.word(at), "users" | "on-call")
        });
        let end = match word {
            "remind" | "retrain" | "educate" | "double-check" | "doublecheck" | "triple-check" if begins => index + 1,
            "train" if begins && people => index + 1,
            "double" | "triple" if begins && next == "check" => index + 2,
            "checklist"
                if !view.tokens[first..index]
                    .iter()
                    .any(|token| matches!(token.lower.as_str(), "automate" | "automated" | "replace" | "remove")) =>
            {
                index + 1
            }
            "remember" if begins && next == "to" => index + 1,
            "reminder" | "reminders" if index > first && sends(view, first, index) => index + 1,
            "trained" | "retrained" if index > first && trained(view, index) => index + 1,
            _ => continue,
        };
        raws.push(over(view, Id::L12, index, end, message));
        return;
    }
}

//! L6: a person named as the one who acted, and somebody who did something without something.

use super::{Raw, over};
use crate::lens::catalogue::Id;
use crate::lens::clause::{Clauses, Subject};
use crate::lens::people::{acts, title_of};
use crate::lens::token::Kind;
use crate::lens::words::{
    ADV, AUX, CONJ, DET, FINITE, GERUND, HUMAN, NAME, ONE, PARTICIPLE, POSSESSIVE, PREP, PRONOUN, SHARE,
};

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let mut index = 0;
    while index < view.tokens.len() {
        if view.tokens[index].is(NAME) {
            let mut end = index + 1;
            while view.at(end).is_some_and(|token| token.is(NAME) && token.kind == Kind::Word) {
                end += 1;
            }
            let acts = does_something(view, end)
                || is_agent(view, index)
                || is_beside(view, index, end)
                || is_asked(view, index, end);
            if !view.tokens[end - 1].is(POSSESSIVE) && acts {
                let from = title_of(view.tokens, index).unwrap_or(index);
                let shown = &view.text[view.tokens[from].start..view.tokens[end - 1].end];
                let mut raw = over(
                    view,
                    Id::L6,
                    from,
                    end,
                    format!(
                        "It names {shown}. The account reads as well with a role, and better with what the system allowed."
                    ),
                );
                (raw.start, raw.end) = with_link(view.text, raw.start, raw.end);
                raws.push(raw.or(view.text, "the on-call engineer").or(view.text, "a responder"));
                if let Some(raw) = raws.last_mut() {
                    as_subject(view, from, raw);
                }
            }
            index = end;
        } else {
            raws.extend(without(view, index));
            index += 1;
        }
    }
}

/// Longest address of a mention that is taken along, in bytes.
const MAX_ADDRESS: usize = 200;

/// A mention is a link, `[@Ada Lovelace](/people/…)`: what takes its place takes the place of all of it.
fn with_link(text: &str, start: usize, end: usize) -> (usize, usize) {
    let opens = text[..start].ends_with('[') && text[end..].starts_with("](");
    let close = text.as_bytes()[end..].iter().take(MAX_ADDRESS).position(|byte| *byte == b')');
    match close.filter(|_| opens) {
        Some(close) => (start - 1, end + close + 1),
        None => (start, end),
    }
}

/// At the start of a sentence a handle has no capital, but what replaces it has.
fn as_subject(view: &Clauses<'_>, index: usize, raw: &mut Raw) {
    if view.tokens[index].kind == Kind::Mention && index == 0 {
        for (_, _, text) in &mut raw.rewrites {
            *text = super::capitalised(text);
        }
    } else if index > 0 && !view.tokens[index - 1].sign(':') {
        for (_, _, text) in &mut raw.rewrites {
            *text = text.replacen("The ", "the ", 1).replacen("A ", "a ", 1);
        }
    }
}

/// `Chris ran …`, `Elena, who was on call, opened …`, `Anna and the platform team rolled …`.
fn does_something(view: &Clauses<'_>, end: usize) -> bool {
    if acts(view.tokens, end) || is_placed(view, end) {
        return true;
    }
    let next = view.at(end);
    if next.is_some_and(|token| token.sign(',') || token.sign('(')) {
        let close = if next.is_some_and(|token| token.sign('(')) { ')' } else { ',' };
        let shut = (end + 1..(end + 14).min(view.tokens.len())).find(|&at| view.tokens[at].sign(close));
        let aside = view.at(end + 1).is_some_and(|token| {
            matches!(token.lower.as_str(), "who" | "our" | "the" | "a" | "an" | "from" | "on" | "then")
                || close == ')'
                || token.is(GERUND)
        });
        return aside && shut.is_some_and(|shut| acts(view.tokens, shut + 1));
    }
    if next.is_some_and(|token| token.is(CONJ) && token.word("and")) {
        for at in end + 1..(end + 7).min(view.tokens.len()) {
            let token = &view.tokens[at];
            if token.is(FINITE) {
                return true;
            }
            if token.kind != Kind::Word && token.kind != Kind::Mention || token.is(PREP | PRONOUN) && !token.is(DET) {
                return false;
            }
        }
    }
    false
}

/// `our CTO, Hannes Brandl, failed`: a name beside a role.
fn is_beside(view: &Clauses<'_>, index: usize, end: usize) -> bool {
    index >= 2
        && view.tokens[index - 1].sign(',')
        && view.tokens[index - 2].is(HUMAN)
        && !view.tokens[index - 2].is(NAME | PRONOUN)
        && view.at(end).is_some_and(|next| next.sign(','))
        && acts(view.tokens, end + 1)
}

/// `why did Anneliese merge it?`
fn is_asked(view: &Clauses<'_>, index: usize, end: usize) -> bool {
    index > 0
        && matches!(view.word(index - 1), "did" | "does")
        && view.at(end).is_some_and(|next| next.kind == Kind::Word && !next.is(PREP | CONJ | DET | AUX))
}

/// `Chris from the storage team ran`, `it was Olumide who noticed`.
fn is_placed(view: &Clauses<'_>, end: usize) -> bool {
    let next = view.word(end);
    if next == "who" {
        return acts(view.tokens, end + 1);
    }
    if !matches!(next, "from" | "in" | "of" | "at" | "on") {
        return false;
    }
    let verb = (end + 2..(end + 7).min(view.tokens.len()))
        .take_while(|&at| matches!(view.tokens[at].kind, Kind::Word | Kind::Thing | Kind::Number))
        .find(|&at| view.tokens[at].is(FINITE) && !view.tokens[at - 1].is(DET));
    verb.is_some_and(|verb| view.subject(verb) == Subject::Human(end - 1))
}

/// `was run by Priya`.
fn is_agent(view: &Clauses<'_>, index: usize) -> bool {
    let index = title_of(view.tokens, index).unwrap_or(index);
    index >= 2
        && view.word(index - 1) == "by"
        && (index.saturating_sub(4)..index - 1).any(|at| view.tokens[at].is(PARTICIPLE))
}

/// `an engineer ran a script without confirmation`.
fn without(view: &Clauses<'_>, index: usize) -> Option<Raw> {
    const SAFEGUARDS: [&str; 30] = [
        "supervision",
        "sign-off",
        "consent",
        "clearance",
        "authentication",
        "rollback",
        "confirmation",
        "review",
        "reviews",
        "approval",
        "testing",
        "test",
        "tests",
        "backup",
        "backups",
        "check",
        "checks",
        "checking",
        "permission",
        "notice",
        "warning",
        "authorisation",
        "authorization",
        "verification",
        "plan",
        "snapshot",
        "coordination",
        "validation",
        "announcement",
        "communication",
    ];
    const DOING: [&str; 28] = [
        "scanning",
        "notifying",
        "validating",
        "following",
        "obtaining",
        "seeking",
        "measuring",
        "counting",
        "calling",
        "looking",
        "comparing",
        "draining",
        "locking",
        "recording",
        "testing",
        "checking",
        "taking",
        "telling",
        "asking",
        "reading",
        "consulting",
        "reviewing",
        "verifying",
        "confirming",
        "informing",
        "making",
        "waiting",
        "announcing",
    ];
    if view.word(index) != "without" {
        return None;
    }
    let mut at = index + 1;
    while view.at(at).is_some_and(|token| {
        token.is(DET | ADV | SHARE)
            || matches!(
                token.lower.as_str(),
                "prior" | "proper" | "dry" | "code" | "peer" | "manual" | "sufficient" | "thorough"
            )
    }) {
        at += 1;
    }
    let absent = view.at(at)?;
    let absence = absent.lower.as_str();
    let told = SAFEGUARDS.contains(&absence) || absent.is(GERUND) && DOING.contains(&absence);
    if !told && !absent.is(GERUND) {
        return None;
    }
    let verb = (index.saturating_sub(12)..index).rev().find(|&at| view.tokens[at].is(FINITE))?;
    let Subject::Human(who) = view.subject(verb) else { return None };
    if !told && !is_left_out(view, who, absence) {
        return None;
    }
    if view.tokens[who].is(NAME) {
        return None;
    }
    let raw = over(
        view,
        Id::L6,
        index,
        at + 1,
        "It tells what somebody left out. Say which safeguard was absent: nothing asked for it, nothing stopped it.",
    );
    Some(if absent.is(GERUND) {
        raw
    } else {
        raw.or(
            view.text,
            &format!("; nothing asked for {} {}", article(&absent.lower), absent.lower).replace("  ", " "),
        )
    })
    .map(|mut raw| {
        // The semicolon takes the place of the space before it.
        for (from, _, text) in &mut raw.rewrites {
            if text.starts_with(';') && view.text[..*from].ends_with(' ') {
                *from -= 1;
            }
        }
        raw
    })
}

/// `a nurse gave it without scanning`: of one person anything that was left out counts, but for what nobody wants.
fn is_left_out(view: &Clauses<'_>, who: usize, absence: &str) -> bool {
    const UNWANTED: [&str; 14] = [
        "losing",
        "causing",
        "affecting",
        "interrupting",
        "disrupting",
        "impacting",
        "touching",
        "needing",
        "breaking",
        "dropping",
        "stopping",
        "restarting",
        "having",
        "knowing",
    ];
    let one = view.tokens[who].is(ONE)
        && view.tokens[who.saturating_sub(3)..who].iter().any(|token| matches!(token.lower.as_str(), "a" | "an"));
    one && !UNWANTED.contains(&absence)
}

fn article(word: &str) -> &'static str {
    match word {
        "testing" | "checking" | "permission" | "notice" | "approval" | "confirmation" | "authorisation"
        | "authorization" | "verification" | "coordination" | "validation" | "communication" => "",
        word if word.ends_with('s') => "",
        _ => "a",
    }
}

//! L9: more than there was.

use super::{Raw, over};
use crate::lens::Scope;
use crate::lens::catalogue::Id;
use crate::lens::clause::Clauses;
use crate::lens::token::{Kind, Sentence};

/// Whether the account says that only a part was concerned.
pub(in crate::lens) fn is_partial(read: &[(Scope, Vec<Sentence>)]) -> bool {
    const PARTIAL: [&str; 12] = [
        "partial",
        "partially",
        "partly",
        "intermittent",
        "intermittently",
        "degraded",
        "degradation",
        "subset",
        "slow",
        "slower",
        "slowed",
        "sporadic",
    ];
    const MANY: [&str; 9] =
        ["users", "customers", "requests", "orders", "clients", "tenants", "services", "accounts", "sessions"];
    let accounts = read.iter().filter(|(scope, _)| matches!(scope, Scope::Account | Scope::Impact));
    accounts.flat_map(|(_, sentences)| sentences).any(|sentence| {
        sentence.iter().enumerate().any(|(index, token)| {
            let next = |offset: usize| sentence.get(index + offset).map_or("", |token| token.lower.as_str());
            let share = token.kind == Kind::Number
                && token.lower != "100"
                && sentence.get(index + 1).is_some_and(|sign| sign.sign('%'));
            let of_many =
                MANY.contains(&next(1)) || next(1) == "of" && (MANY.contains(&next(2)) || MANY.contains(&next(3)));
            PARTIAL.contains(&token.lower.as_str())
                || token.lower == "some" && of_many
                || share
                    && next(2) == "of"
                    && (MANY.contains(&next(3)) || MANY.contains(&next(4)) || MANY.contains(&next(5)))
        })
    })
}

pub(in crate::lens) fn look(view: &Clauses<'_>, raws: &mut Vec<Raw>) {
    let message = "Elsewhere it says that only a part was affected. Say which part, and how large.";
    for index in 0..view.tokens.len() {
        let (word, next) = (view.word(index), view.word(index + 1));
        let before = index.checked_sub(1).map_or("", |before| view.word(before));
        match word {
            "outage" | "outages"
                if !matches!(
                    before,
                    "partial" | "no" | "minor" | "regional" | "an" | "power" | "network" | "full" | "major"
                ) || before == "an"
                    || before == "full" =>
            {
                let raw = over(view, Id::L9, index, index + 1, message);
                raws.push(if word == "outage" {
                    raw.or(view.text, if before == "an" { "interruption of a part" } else { "partial outage" })
                } else {
                    raw
                });
            }
            "everything" | "everyone" | "everybody"
                if matches!(next, "was" | "went" | "is" | "failed" | "stopped" | "broke") =>
            {
                const BACK: [&str; 10] = [
                    "back",
                    "normal",
                    "fine",
                    "restored",
                    "recovered",
                    "good",
                    "working",
                    "verified",
                    "operational",
                    "well",
                ];
                let well = (index + 1..index + 8).any(|at| BACK.contains(&view.word(at)));
                if !well {
                    raws.push(over(view, Id::L9, index, index + 1, message));
                }
            }
            "completely" | "totally" | "entirely" | "fully"
                if matches!(next, "down" | "unavailable" | "offline" | "broken" | "unreachable" | "unusable") =>
            {
                raws.push(over(view, Id::L9, index, index + 2, message).or(view.text, "partly unavailable"));
            }
            "down"
                if matches!(before, "was" | "were" | "went")
                    && !matches!(next, "to" | "by" | "from" | "for" | "in" | "at" | "again" | "a")
                    || word == "down" && matches!(before, "was" | "were" | "went") && next == "for" =>
            {
                raws.push(over(view, Id::L9, index, index + 1, message));
            }
            _ => {}
        }
    }
}

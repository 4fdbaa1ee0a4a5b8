//! What a heading says about the text under it.

use super::Scope;
use super::markdown::{BlockKind, Prepared};

const ACTIONS: [&str; 24] = [
    "action",
    "mitigation",
    "follow-up",
    "follow up",
    "followup",
    "next step",
    "remediation",
    "corrective",
    "preventi",
    "recommendation",
    "to do",
    "todo",
    "to-do",
    "improvement",
    "ticket",
    "what we are doing",
    "what we will do",
    "what will we do",
    "possible resolution",
    "commitment",
    "plan of action",
    "future work",
    "tasks",
    "what can we do",
];
const PEOPLE: [&str; 19] = [
    "attend",
    "atend",
    "participant",
    "responder",
    "people",
    "author",
    "owner",
    "reviewer",
    "present",
    "roles",
    "contact",
    "involved",
    "team members",
    "who was there",
    "invit",
    "on call",
    "credits",
    "acknowledgements",
    "stakeholder",
];
const QUOTED: [&str; 8] =
    ["message", "chat", "transcript", "log excerpt", "raw notes", "communication sent", "customer quote", "glossary"];
const IMPACT: [&str; 2] = ["impact", "affected"];
const ACCOUNT: [&str; 13] = [
    "summary",
    "timeline",
    "happened",
    "contributing",
    "root cause",
    "detection",
    "resolution",
    "lessons",
    "learn",
    "went well",
    "went wrong",
    "lucky",
    "discussion",
];

/// What the heading of a section says about its text: nothing for one that says nothing.
pub fn scope_of_heading(heading: &str) -> Option<Scope> {
    let heading = heading.to_lowercase();
    let heading = heading.trim().trim_end_matches(':');
    let says = |words: &[&str]| words.iter().any(|word| starts_a_word(heading, word));
    if says(&ACTIONS) {
        return Some(Scope::Action);
    }
    if says(&IMPACT) {
        return Some(Scope::Impact);
    }
    if says(&ACCOUNT) {
        return Some(Scope::Account);
    }
    if says(&PEOPLE) {
        return Some(Scope::People);
    }
    says(&QUOTED).then_some(Scope::Quoted)
}

fn starts_a_word(heading: &str, word: &str) -> bool {
    heading.match_indices(word).any(|(at, _)| !heading[..at].ends_with(char::is_alphanumeric))
}

/// The scope of each block: that of the nearest heading above which says something, in the outline.
pub(super) fn scopes(prepared: &Prepared, base: Scope) -> Vec<Scope> {
    let mut open: Vec<(u8, Scope)> = Vec::new();
    let mut scopes = Vec::with_capacity(prepared.blocks.len());
    for block in &prepared.blocks {
        if let BlockKind::Heading(level) = block.kind {
            while open.last().is_some_and(|&(last, _)| last >= level) {
                open.pop();
            }
            let around = open.last().map_or(base, |&(_, scope)| scope);
            // The title of the whole, "Message queue down", says nothing of its sections.
            let said = if level == 1 && open.is_empty() && scopes.is_empty() {
                None
            } else {
                scope_of_heading(&prepared.masked[block.start..block.end])
            };
            open.push((level, said.unwrap_or(around)));
        }
        scopes.push(open.last().map_or(base, |&(_, scope)| scope));
    }
    scopes
}

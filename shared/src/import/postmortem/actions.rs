//! Lists of actions as mitigations.

use super::mitigation;
use crate::document::{MitigationView, Status};

/// Whether a section's list is of actions.
pub(in crate::import) fn is_heading(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    ["action", "mitigation", "follow-up", "follow up", "remediation"].iter().any(|word| heading.contains(word))
}

/// The list that a section begins with as mitigations, and what follows it. Lines within an item stay in it; ticked ones are done.
pub(super) fn list(body: &str) -> Option<(String, Vec<MitigationView>)> {
    let mut items: Vec<(Status, Vec<&str>)> = Vec::new();
    let rows: Vec<&str> = body.lines().collect();
    let mut end = rows.len();
    for (at, row) in rows.iter().enumerate() {
        let item = ["- ", "* ", "+ "].iter().find_map(|mark| row.strip_prefix(mark));
        match (item, items.last_mut()) {
            (Some(said), _) => items.push(ticked(said)),
            (None, Some((_, held))) if row.starts_with([' ', '\t']) || row.trim().is_empty() => held.push(row),
            _ => {
                end = at;
                break;
            }
        }
    }
    let words = |held: &[&str]| {
        let first = held.first().map_or("", |row| row.trim());
        let rest: Vec<&str> = held.iter().skip(1).copied().collect();
        [first, rest.join("\n").trim_end()].join("\n").trim_end().to_owned()
    };
    let mitigations: Vec<MitigationView> = items
        .iter()
        .map(|(status, held)| mitigation(&words(held), *status))
        .filter(|item| !item.text.is_empty())
        .collect();
    (!mitigations.is_empty()).then(|| (rows[end..].join("\n").trim_matches('\n').to_owned(), mitigations))
}

fn ticked(said: &str) -> (Status, Vec<&str>) {
    if let Some(rest) = said.strip_prefix("[x] ").or_else(|| said.strip_prefix("[X] ")) {
        (Status::Done, vec![rest])
    } else {
        (Status::Open, vec![said.strip_prefix("[ ] ").unwrap_or(said)])
    }
}

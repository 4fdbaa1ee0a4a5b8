//! Markdown as this product exports it: the facts, the timeline and the mitigations are tables, read back into what they were made of. A table that
//! somebody changed into another form stays text.

mod cells;

use self::cells::{evidence, tables, unescaped};
use crate::document::{
    AccountView, Approach, Category, EntryKind, EntryView, Facts, Mark, MitigationView, Names, Status,
};
use crate::time::{Moment, spans};

/// The head of the table of facts.
const FACTS: [&str; 2] = ["Fact", ""];
/// The heads of the tables of entries and mitigations; those in the middle may be left out.
const ENTRIES: [&str; 4] = ["Time", "Kind", "What happened", "Evidence"];
const MITIGATIONS: [&str; 8] = ["Mitigation", "Category", "Approach", "Owner", "Due", "Priority", "Ticket", "Status"];

/// Whether a text is an export, by what stands above its first section.
pub(super) fn is_ours(preamble: &str) -> bool {
    tables(preamble).first().is_some_and(|table| table.heads == FACTS)
}

/// Reads the table of facts, and gives what else is in the preamble. `None` where a fact is none that is known.
pub(super) fn facts(preamble: &str, facts: &mut Facts) -> Option<String> {
    let table = tables(preamble).into_iter().find(|table| table.heads == FACTS)?;
    let mut read = Facts { time_zone: String::new(), ..facts.clone() };
    for row in &table.rows {
        let value = unescaped(&row[1]);
        let name = row[0].as_str();
        let list = Names::ALL.iter().find(|list| list.label() == name);
        let mark = Mark::ALL.iter().find(|mark| mark.label() == name);
        match (name, list, mark) {
            ("Incident", ..) => read.incident = value,
            ("Severity", ..) => read.severity = value,
            ("Time zone", ..) => read.time_zone = value,
            (_, Some(list), _) => *names(&mut read, *list) = value.split(", ").map(str::to_owned).collect(),
            (_, _, Some(mark)) => {
                let said = moment(&value).map_or(value, |at| at.to_string());
                *marked(&mut read, *mark) = said;
            }
            // Derived from the marks.
            _ if spans(&read).iter().any(|span| span.meaning == name) => {}
            _ => return None,
        }
    }
    *facts = read;
    Some(table.without())
}

/// Reads the last table of entries in a section, with what is told of each below it, and gives what else is in the section.
pub(super) fn entries(body: &str, facts: &Facts) -> Option<(String, Vec<EntryView>)> {
    let table = tables(body).into_iter().rfind(|table| table.is_of(&ENTRIES, &["Time", "What happened"]))?;
    let row = |row: &Vec<String>| {
        let cell = |name| table.cell(row, name);
        let time = unescaped(cell("Time"));
        let (approximate, time) = time.strip_prefix("about ").map_or((false, time.as_str()), |time| (true, time));
        let at = moment(time)?;
        let kind = match cell("Kind") {
            "" => EntryKind::Note,
            label => *EntryKind::ALL.iter().find(|kind| kind.label() == label)?,
        };
        let text = unescaped(cell("What happened"));
        Some(EntryView {
            id: String::new(),
            at: at.to_string(),
            approximate,
            kind,
            text: without_marks(&text, at, facts).to_owned(),
            evidence: evidence(cell("Evidence")),
            source: String::new(),
            accounts: Vec::new(),
            removed: None,
        })
    };
    let mut entries = table.rows.iter().map(row).collect::<Option<Vec<_>>>()?;
    let rest = accounts(&table.without(), &mut entries);
    Some((rest, entries))
}

/// Reads the last table of mitigations in a section, and gives what else is in the section.
pub(super) fn mitigations(body: &str) -> Option<(String, Vec<MitigationView>)> {
    let table = tables(body).into_iter().rfind(|table| table.is_of(&MITIGATIONS, &["Mitigation", "Status"]))?;
    let row = |row: &Vec<String>| {
        let cell = |name| table.cell(row, name);
        let (status, reason, proof) = status(&unescaped(cell("Status")))?;
        let ticket = evidence(cell("Ticket")).into_iter().next().unwrap_or_default();
        Some(MitigationView {
            text: unescaped(cell("Mitigation")),
            category: labelled(cell("Category"), Category::ALL, Category::label)?,
            approach: labelled(cell("Approach"), Approach::ALL, Approach::label)?,
            owner: unescaped(cell("Owner")),
            due: unescaped(cell("Due")),
            priority: unescaped(cell("Priority")),
            ticket: ticket.url,
            reason,
            proof,
            ..super::mitigation("", status)
        })
    };
    let mitigations = table.rows.iter().map(row).collect::<Option<Vec<_>>>()?;
    Some((table.without(), mitigations))
}

fn names(facts: &mut Facts, list: Names) -> &mut Vec<String> {
    match list {
        Names::Services => &mut facts.services,
        Names::Tags => &mut facts.tags,
        Names::Factors => &mut facts.factors,
    }
}

fn marked(facts: &mut Facts, mark: Mark) -> &mut String {
    match mark {
        Mark::ImpactStarted => &mut facts.impact_started,
        Mark::Detected => &mut facts.detected,
        Mark::Acknowledged => &mut facts.acknowledged,
        Mark::Mitigated => &mut facts.mitigated,
        Mark::Resolved => &mut facts.resolved,
    }
}

/// `2026-03-11 13:05 UTC+01:00`.
fn moment(text: &str) -> Option<Moment> {
    let (date, rest) = text.split_once(' ')?;
    let (clock, zone) = rest.split_once(" UTC")?;
    let offset = if zone.is_empty() { "+00:00" } else { zone };
    let is_whole = date.len() == 10 && clock.len() == 5 && offset.len() == 6;
    Moment::parse(&format!("{date}T{clock}:00{offset}")).filter(|_| is_whole)
}

/// What happened without the marks that stand before it: they are facts.
fn without_marks<'a>(text: &'a str, at: Moment, facts: &Facts) -> &'a str {
    let mut words = String::new();
    for mark in Mark::ALL {
        if facts.moment(*mark).is_some_and(|mark| mark.instant() == at.instant()) {
            let label = mark.label();
            words = if words.is_empty() { label.to_owned() } else { format!("{words}, {}", label.to_lowercase()) };
        }
    }
    let rest = text.strip_prefix("**").and_then(|text| text.strip_prefix(words.as_str())?.strip_prefix(".**"));
    match rest {
        Some(rest) if !words.is_empty() => rest.trim_start(),
        _ => text,
    }
}

/// Puts what people tell of entries where it belongs; what is about none of these stays.
fn accounts(rest: &str, entries: &mut [EntryView]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut lines = rest.lines().peekable();
    while let Some(line) = lines.next() {
        let about = |entry: &&mut EntryView| {
            let told = format!("**{} – {}**, as told by:", crate::render::entry_time(entry), one_line(&entry.text));
            entry.accounts.is_empty() && told == line
        };
        let Some(entry) = entries.iter_mut().find(about) else {
            kept.push(line);
            continue;
        };
        while lines.next_if(|line| line.trim().is_empty()).is_some() {}
        while let Some((author, text)) = lines.peek().and_then(|line| line.strip_prefix("- **")?.split_once(":** ")) {
            let author = if author == "Somebody" { "" } else { author };
            entry.accounts.push(AccountView {
                id: String::new(),
                author: author.to_owned(),
                text: text.to_owned(),
                removed: None,
            });
            lines.next();
        }
    }
    kept.join("\n").trim_matches('\n').trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A status with its reason, or what shows it.
fn status(words: &str) -> Option<(Status, String, String)> {
    let of = |label: &str| Status::ALL.iter().copied().find(|status| status.label() == label);
    if let Some(status) = of(words) {
        return Some((status, String::new(), String::new()));
    }
    let because = words.split_once(", because ").map(|(label, reason)| (label, reason.to_owned(), String::new()));
    let shown = words.split_once(", as shown by ").map(|(label, proof)| (label, String::new(), proof.to_owned()));
    [because, shown].into_iter().flatten().find_map(|(label, reason, proof)| {
        let status = of(label).filter(|status| match status {
            Status::WontDo => !reason.is_empty(),
            Status::Done => !proof.is_empty(),
            _ => false,
        })?;
        Some((status, reason, proof))
    })
}

/// The value of a label; `None` where there is no such one.
#[expect(clippy::option_option, reason = "no label at all is a value, too")]
fn labelled<T: Copy>(label: &str, all: &[T], of: fn(T) -> &'static str) -> Option<Option<T>> {
    if label.is_empty() { Some(None) } else { all.iter().copied().find(|one| of(*one) == label).map(Some) }
}

//! Markdown (GFM) of a whole postmortem.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    document::{EntryView, Facts, Mark, MitigationView, Names, SectionKind, View},
    time::{duration_words, spans},
};

/// The postmortem as GitHub-flavoured Markdown: title, facts, sections in order, timeline and mitigations as tables where their section stands.
/// Without a section of their kind, entries and mitigations come at the end: nothing is left out but what was removed, guidance, and columns
/// in which no row has anything.
pub fn markdown(view: &View) -> String {
    with_picture(view, "")
}

/// The same with a line of its own before the timeline, for what Markdown cannot say.
pub(super) fn with_picture(view: &View, picture: &str) -> String {
    let mut out = String::new();
    let title = if view.title.trim().is_empty() { "Untitled postmortem" } else { view.title.trim() };
    let _ = writeln!(out, "# {}\n", inline(title));
    out.push_str(&facts(&view.facts));
    let mut told = (false, false);
    for section in view.live_sections() {
        let heading = if section.heading.trim().is_empty() { "Untitled section" } else { section.heading.trim() };
        let _ = writeln!(out, "## {}\n", inline(heading));
        let body = section.body.trim();
        if !body.is_empty() {
            let _ = writeln!(out, "{body}\n");
        }
        match section.kind {
            SectionKind::Timeline if !told.0 => {
                out.push_str(picture);
                out.push_str(&timeline(view));
                told.0 = true;
            }
            SectionKind::Mitigations if !told.1 => {
                out.push_str(&mitigations(view));
                told.1 = true;
            }
            _ => {}
        }
    }
    if !told.0 && view.live_timeline().next().is_some() {
        let _ = write!(out, "## Timeline\n\n{picture}{}", timeline(view));
    }
    if !told.1 && view.live_mitigations().next().is_some() {
        let _ = write!(out, "## Mitigations\n\n{}", mitigations(view));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn facts(facts: &Facts) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            rows.push((name.to_owned(), cell(value)));
        }
    };
    row("Incident", &facts.incident);
    row("Severity", &facts.severity);
    for &list in Names::ALL {
        row(list.label(), &facts.names(list).join(", "));
    }
    row("Time zone", &facts.time_zone);
    for &mark in Mark::ALL {
        let said = facts.moment(mark).map_or_else(
            || facts.mark(mark).to_owned(),
            |at| format!("{} {} {}", at.date(), at.clock(), at.zone_label()),
        );
        row(mark.label(), &said);
    }
    for span in spans(facts) {
        if let Some(seconds) = span.seconds {
            row(
                span.meaning,
                &format!(
                    "{} ({} → {})",
                    duration_words(seconds),
                    span.from.label().to_lowercase(),
                    span.to.label().to_lowercase()
                ),
            );
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("| Fact | |\n| --- | --- |\n");
    for (name, value) in rows {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    out.push('\n');
    out
}

/// A column of a table.
#[derive(Clone, Copy)]
enum Column {
    /// Always there.
    Always(&'static str),
    /// Left out where no row has anything in it: an empty column only takes room.
    IfTold(&'static str),
}

/// A table of cells that are escaped already, or nothing without rows.
fn table<const N: usize>(columns: [Column; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut heads = [None; N];
    for (at, column) in columns.into_iter().enumerate() {
        heads[at] = match column {
            Column::Always(head) => Some(head),
            Column::IfTold(head) => rows.iter().any(|row| !row[at].trim().is_empty()).then_some(head),
        };
    }
    let shown: Vec<&str> = heads.into_iter().flatten().collect();
    let mut out = String::new();
    let _ = writeln!(out, "| {} |", shown.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(shown.len()));
    for row in rows {
        out.push('|');
        for (cell, _) in row.iter().zip(heads).filter(|(_, head)| head.is_some()) {
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    }
    out.push('\n');
    out
}

fn timeline(view: &View) -> String {
    let marks = instants(&view.facts);
    let row = |entry: &EntryView| [time(entry), entry.kind.label().to_owned(), what(entry, &marks), evidence(entry)];
    let rows: Vec<_> = view.live_timeline().map(row).collect();
    let columns =
        [Column::Always("Time"), Column::IfTold("Kind"), Column::Always("What happened"), Column::IfTold("Evidence")];
    let mut out = table(columns, &rows);
    for entry in view.live_timeline() {
        out.push_str(&accounts(entry));
    }
    out
}

/// The marks that are set, in their order.
fn instants(facts: &Facts) -> Vec<(Mark, Timestamp)> {
    Mark::ALL.iter().filter_map(|&mark| Some((mark, facts.moment(mark)?.instant()))).collect()
}

/// What happened, after the marks that stand at this very time: `**Impact started, detected.** Alarm rang`.
fn what(entry: &EntryView, marks: &[(Mark, Timestamp)]) -> String {
    let text = cell(&entry.text);
    let Some(at) = entry.moment() else { return text };
    let mut words = String::new();
    for (mark, _) in marks.iter().filter(|(_, instant)| *instant == at.instant()) {
        if words.is_empty() {
            words.push_str(mark.label());
        } else {
            let _ = write!(words, ", {}", mark.label().to_lowercase());
        }
    }
    match (words.is_empty(), text.is_empty()) {
        (true, _) => text,
        (false, true) => format!("**{words}.**"),
        (false, false) => format!("**{words}.** {text}"),
    }
}

/// What several people tell of an entry, under the table: cells hold one line each.
fn accounts(entry: &EntryView) -> String {
    let mut out = String::new();
    for account in entry.live_accounts().filter(|account| !account.text.trim().is_empty()) {
        if out.is_empty() {
            let _ = writeln!(out, "**{} – {}**, as told by:\n", time(entry), inline(&entry.text));
        }
        let author = if account.author.trim().is_empty() { "Somebody" } else { account.author.trim() };
        let _ = writeln!(out, "- **{}:** {}", inline(author), inline(&account.text));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// When an entry was: `about 2026-03-11 13:05 UTC+01:00`.
pub(crate) fn time(entry: &EntryView) -> String {
    let about = if entry.approximate { "about " } else { "" };
    entry
        .moment()
        .map_or_else(|| cell(&entry.at), |at| format!("{about}{} {} {}", at.date(), at.clock(), at.zone_label()))
}

fn evidence(entry: &EntryView) -> String {
    let links = entry.evidence.iter().filter(|link| !link.url.trim().is_empty() || !link.title.trim().is_empty());
    let links: Vec<String> = links.map(|link| anchor(&link.title, &link.url)).collect();
    links.join(", ")
}

fn mitigations(view: &View) -> String {
    let rows: Vec<_> = view.live_mitigations().map(mitigation_row).collect();
    let columns = [
        Column::Always("Mitigation"),
        Column::IfTold("Category"),
        Column::IfTold("Approach"),
        Column::IfTold("Owner"),
        Column::IfTold("Due"),
        Column::IfTold("Priority"),
        Column::IfTold("Ticket"),
        Column::Always("Status"),
    ];
    table(columns, &rows)
}

fn mitigation_row(mitigation: &MitigationView) -> [String; 8] {
    let ticket = if mitigation.ticket.trim().is_empty() { String::new() } else { anchor("", &mitigation.ticket) };
    [
        cell(&mitigation.text),
        mitigation.category.map_or("", |category| category.label()).to_owned(),
        mitigation.approach.map_or("", |approach| approach.label()).to_owned(),
        cell(&mitigation.owner),
        cell(&mitigation.due),
        cell(&mitigation.priority),
        ticket,
        cell(&mitigation.status_words()),
    ]
}

/// A link where the address is one that people may follow, plain text otherwise.
fn anchor(title: &str, url: &str) -> String {
    let url = url.trim();
    let shown = if title.trim().is_empty() { url } else { title.trim() };
    if is_web_address(url) {
        let url: String = url
            .chars()
            .flat_map(|letter| match letter {
                '<' => "%3C".chars().collect::<Vec<_>>(),
                '>' => "%3E".chars().collect(),
                '|' => "%7C".chars().collect(),
                other if other.is_whitespace() => "%20".chars().collect(),
                other => vec![other],
            })
            .collect();
        let shown = cell(shown).replace('[', "\\[").replace(']', "\\]");
        format!("[{shown}](<{url}>)")
    } else {
        cell(&format!("{shown} {}", if shown == url { "" } else { url }))
    }
}

/// Whether an address is `http` or `https`: all that a document may link to.
pub fn is_web_address(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// Text for one table cell: on one line, bars escaped.
fn cell(text: &str) -> String {
    inline(text).replace('\\', "\\\\").replace('|', "\\|")
}

/// Text on one line.
fn inline(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

//! What many incidents tell together.

use std::fmt::Display;

use debrief_shared::api::PeriodLength;

use super::counted;

pub(crate) const LEARNING: &str = "Learning";
pub(crate) const ABOUT: &str =
    "What incidents tell together, over all postmortems that you can open. Nothing here is about a person.";
pub(crate) const FILTERS: &str = "Filters";
pub(crate) const FROM: &str = "From";
pub(crate) const TO: &str = "Until";
pub(crate) const SERVICE: &str = "Service";
pub(crate) const SEVERITY: &str = "Severity";
pub(crate) const TAG: &str = "Tag";
pub(crate) const FACTOR: &str = "Contributing factor";
pub(crate) const TEAM: &str = "Team of the owner";
pub(crate) const ANY: &str = "Any";
pub(crate) const ANY_TEAM: &str = "All teams";
pub(crate) const SHOW_ALL: &str = "Show all of them";
pub(crate) const INCIDENTS_OVER_TIME: &str = "Incidents over time";
pub(crate) const ABOUT_INCIDENTS: &str =
    "More postmortems can mean that more is written down, not that more broke. Read it together with what they tell.";
pub(crate) const PERIOD: &str = "Period";
pub(crate) const ALL: &str = "All";
pub(crate) const NO_SEVERITY: &str = "No severity";
pub(crate) const SPANS: &str = "From mark to mark";
pub(crate) const ABOUT_SPANS: &str = "Every dot is one incident, on a scale on which each step is several times the one before. There is no mean: a few long incidents would decide it.";
pub(crate) const POSTMORTEM: &str = "Postmortem";
pub(crate) const LENGTH: &str = "Length";
pub(crate) const SECONDS: &str = "Seconds";
pub(crate) const SPAN: &str = "Span";
pub(crate) const BEGINS: &str = "Begins";
pub(crate) const ENDS: &str = "Ends";
pub(crate) const FACTORS: &str = "Contributing factors";
pub(crate) const ABOUT_FACTORS: &str =
    "Conditions that several incidents have in common. Each leads to the postmortems that name it.";
pub(crate) const SERVICES: &str = "Services";
pub(crate) const TAGS: &str = "Tags";
pub(crate) const NAME: &str = "Name";
pub(crate) const POSTMORTEMS: &str = "Postmortems";
pub(crate) const AS_A_TABLE: &str = "As a table";
pub(crate) fn table_of(heading: &str) -> String {
    format!("{heading}, as a table")
}
pub(crate) const DOWNLOAD_AS_CSV: &str = "Download as CSV";
pub(crate) const UNTITLED: &str = "Untitled postmortem";
pub(crate) const NO_FACTORS: &str = "No postmortem here names a contributing factor yet. They are written among the facts, above the text: conditions such as “retry storm”, several for each incident.";
pub(crate) const NO_NAMES: &str = "None is named yet.";
pub(crate) const NO_SPANS: &str = "No incident here has both marks yet.";
pub(crate) const NOTHING_TO_LEARN_FROM: &str = "There is nothing to look at yet";
pub(crate) const WHAT_IS_NEEDED: &str = "As soon as there is a postmortem that you can open, it counts here. Give it a severity, the marks of its course and the conditions that contributed, among the facts above its text; three or four incidents already show what they share.";
pub(crate) const NOTHING_FITS: &str = "No postmortem fits all of this";
pub(crate) const ASK_FOR_LESS: &str = "Take a filter out, or look at a longer time.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const TRUNCATED: &str = "There are more postmortems than are looked at; the oldest are left out.";

/// How many postmortems it is about.
pub(crate) fn about_so_many(count: u32, undated: u32) -> String {
    let all = counted(count, "postmortem", "postmortems");
    match undated {
        0 => all,
        _ => format!("{all}; {undated} without a start of impact, counted when the postmortem was begun"),
    }
}
pub(crate) fn by(length: PeriodLength) -> &'static str {
    match length {
        PeriodLength::Month => "by month",
        PeriodLength::Quarter => "by quarter",
        PeriodLength::Year => "by year",
    }
}
pub(crate) fn quarter(number: i8, year: i16) -> String {
    format!("Q{number} {year}")
}
/// A bar in words: `Mar 2026: 3 incidents (2 Sev-1, 1 no severity)`.
pub(crate) fn bar(period: impl Display, count: u32, parts: &[String]) -> String {
    let all = counted(count, "incident", "incidents");
    if parts.is_empty() { format!("{period}: {all}") } else { format!("{period}: {all} ({})", parts.join(", ")) }
}
/// A dot in words, with both ends named.
pub(crate) fn dot(
    title: impl Display,
    length: impl Display,
    from: impl Display,
    start: &str,
    to: impl Display,
    end: &str,
) -> String {
    format!("{title}: {length}, {from} {start} → {to} {end}")
}
/// What a span says of itself: how many values, and the middle where there are enough.
pub(crate) fn values(count: usize) -> String {
    format!("n = {count}")
}
pub(crate) fn middle(median: impl Display, lower: impl Display, upper: impl Display) -> String {
    format!("median {median}, half of them between {lower} and {upper}")
}
pub(crate) fn too_few(enough: usize) -> String {
    format!("a median is told from {enough} on")
}
pub(crate) fn left_out(unmarked: u32, reversed: u32) -> Option<String> {
    let unmarked = (unmarked > 0).then(|| format!("{unmarked} without both marks"));
    let reversed = (reversed > 0).then(|| format!("{reversed} with the marks the wrong way round"));
    let all: Vec<String> = [unmarked, reversed].into_iter().flatten().collect();
    (!all.is_empty()).then(|| format!("left out: {}", all.join(", ")))
}
pub(crate) fn in_so_many(count: u32) -> String {
    format!("in {}", counted(count, "postmortem", "postmortems"))
}

//! Mitigations over all postmortems: what is left to do, and what came of it.

use std::fmt::Display;

use debrief_shared::api::MitigationAnswer;

use super::{counted, plural};

pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const ABOUT: &str = "What was decided after incidents, over all postmortems that you can open.";
pub(crate) const SHOW: &str = "Show";
pub(crate) const MINE: &str = "Mine";
pub(crate) const OVERDUE: &str = "Overdue";
pub(crate) const OPEN: &str = "Open";
pub(crate) const WITHOUT_AN_OWNER: &str = "Without an owner";
pub(crate) const IDEAS: &str = "Ideas";
pub(crate) const DONE: &str = "Done";
pub(crate) const DECIDED_AGAINST: &str = "Decided against";
pub(crate) const SEARCH: &str = "Search mitigations";
pub(crate) const ANY_CATEGORY: &str = "Any category";
pub(crate) const ANY_APPROACH: &str = "Technical and process";
pub(crate) const ANY_TEAM: &str = "All teams";
pub(crate) const CATEGORY: &str = "Category";
pub(crate) const APPROACH: &str = "Technical or process";
pub(crate) const TEAM: &str = "Team of the owner";
pub(crate) const GROUP: &str = "Group";
pub(crate) const NOT_GROUPED: &str = "By due date";
pub(crate) const BY_CATEGORY: &str = "By category";
pub(crate) const BY_APPROACH: &str = "By technical or process";
pub(crate) const BY_OWNER: &str = "By owner";
pub(crate) const BY_POSTMORTEM: &str = "By postmortem";
pub(crate) const BY_AGE: &str = "By age";
pub(crate) const NO_CATEGORY: &str = "No category";
pub(crate) const NEITHER: &str = "Not said whether technical or process";
pub(crate) const NOBODY_YET: &str = "Nobody yet";
pub(crate) const UNDER_A_MONTH: &str = "Less than a month old";
pub(crate) const UNDER_A_QUARTER: &str = "One to three months old";
pub(crate) const UNDER_HALF_A_YEAR: &str = "Three to six months old";
pub(crate) const OLDER: &str = "Older than six months";
pub(crate) const UNTITLED_POSTMORTEM: &str = "Untitled postmortem";
pub(crate) const NO_WORDS_YET: &str = "No words yet";
pub(crate) const TICKET: &str = "Ticket";
pub(crate) const NO_DUE_DATE: &str = "No due date";
pub(crate) const SHOW_MORE: &str = "Show more";
pub(crate) const DOWNLOAD_AS_CSV: &str = "Download as CSV";
pub(crate) const CSV_NAME: &str = "mitigations.csv";
pub(crate) const CSV_HEAD: [&str; 10] =
    ["Mitigation", "Postmortem", "Owner", "Due", "Status", "Category", "Approach", "Priority", "Ticket", "Reason"];
pub(crate) const NOTHING_OF_YOURS: &str = "Nothing is left for you to do";
pub(crate) const NOTHING_OVERDUE: &str = "Nothing is overdue";
pub(crate) const NOTHING_HERE: &str = "Nothing here";
pub(crate) const ABOUT_NOTHING: &str = "Mitigations are written in the postmortem that they came out of. They stand here as soon as somebody wrote them there.";
pub(crate) const ABOUT_NOTHING_FILTERED: &str = "Nothing fits all that was asked for. Ask for less.";
pub(crate) const ASK_FOR_LESS: &str = "Show all of them";
pub(crate) const BECAUSE: &str = "Because";
pub(crate) const STILL_RIGHT: &str = "Still right?";
pub(crate) const ABOUT_ANSWERS: &str = "Any answer is a good one. Whoever owns it is not reminded of this date again.";
pub(crate) const ASK_AN_EDITOR: &str =
    "You may not change this postmortem. For another date, or when it is done, ask somebody who edits it.";
pub(crate) const TO_THE_POSTMORTEMS: &str = "To the postmortems";
pub(crate) const SAY_SO: &str = "Say so";
pub(crate) fn answer(answer: MitigationAnswer) -> &'static str {
    match answer {
        MitigationAnswer::StillRight => "It is still right",
        MitigationAnswer::Later => "Another date",
        MitigationAnswer::Done => "Done",
        MitigationAnswer::WontDo => "Won’t do",
    }
}
pub(crate) fn ask_for(answer: MitigationAnswer) -> &'static str {
    match answer {
        MitigationAnswer::Later => "New date",
        MitigationAnswer::WontDo => "Why not",
        MitigationAnswer::Done | MitigationAnswer::StillRight => "What shows it (if anything does)",
    }
}
pub(crate) fn answered(answer: MitigationAnswer) -> &'static str {
    match answer {
        MitigationAnswer::StillRight => "Noted: its date is still right.",
        MitigationAnswer::Later => "It has a new date.",
        MitigationAnswer::Done => "It is done. Thank you.",
        MitigationAnswer::WontDo => "It is decided against, and says why.",
    }
}
/// How old something is at most.
pub(crate) fn age(days: i64) -> String {
    match days {
        ..60 => format!("{days} days old"),
        60..730 => format!("{} months old", days / 30),
        _ => format!("{} years old", days / 365),
    }
}
pub(crate) fn due(day: impl Display) -> String {
    format!("Due {day}")
}
pub(crate) fn days_past(days: i32) -> String {
    format!("{days} {} past its date", plural(days, "day", "days"))
}
/// `12 mitigations, 3 of them past their date`; `more`: there are others that are not shown yet.
pub(crate) fn summary(count: usize, late: usize, more: bool) -> String {
    let all = counted(count, "mitigation", "mitigations");
    let all = if more { format!("The first {all}") } else { all };
    match late {
        0 => all,
        1 if count == 1 => format!("{all}, past its date"),
        _ => format!("{all}, {late} of them past their date"),
    }
}

//! The timeline: entries, their times, kinds, sources and accounts, and the tools over them.

use std::fmt::Display;

/// What was moved in time.
pub(crate) fn moved(count: usize, at: &str) -> String {
    match count {
        1 => format!("Now {at}"),
        _ => format!("{count} entries moved, the first is now {at}"),
    }
}
pub(crate) fn entries_removed(count: usize) -> String {
    match count {
        1 => "Entry removed".to_owned(),
        _ => format!("{count} entries removed"),
    }
}
pub(crate) fn selected(count: usize) -> String {
    format!("{count} selected")
}

pub(crate) const NOTHING_IS_IN_THE_TIMELINE_YET: &str = "Nothing is in the timeline yet.";
pub(crate) const HOW_TO_BEGIN: &str =
    "Begin before the first symptom and walk forward: what changed, what was noticed, decided and done.";
pub(crate) const FOR_EXAMPLE_BEFORE: &str = "For example: ";
pub(crate) const EXAMPLE_ENTRY: &str = "14:05 rolled back checkout to 4.12";
pub(crate) const TIMELINE: &str = "Timeline";
pub(crate) fn read_as_times_in(zone: impl Display) -> String {
    format!("Read as times in {zone}.")
}
pub(crate) const ACCOUNTS: &str = "Accounts";
pub(crate) const ACCOUNT_REMOVED: &str = "Account removed";
pub(crate) const WHOSE_ACCOUNT: &str = "Whose account";
pub(crate) const ASK_WHOSE_ACCOUNT: &str = "Whose account?";
pub(crate) fn remove_the_account_of(author: impl Display) -> String {
    format!("Remove the account of {author}")
}
pub(crate) const ACCOUNT: &str = "Account";
pub(crate) const WHAT_DID_IT_LOOK_LIKE_FROM: &str = "What did it look like from there?";
pub(crate) fn added_at(clock: impl Display) -> String {
    format!("Added at {clock}")
}
pub(crate) const ABOUT_BEFORE: &str = "about ";
pub(crate) fn goes_to_as_by_its_words(when: impl Display, label: impl Display) -> String {
    format!("Goes to {when}, as {label} by its words")
}
pub(crate) fn goes_to(when: impl Display) -> String {
    format!("Goes to {when}")
}
pub(crate) fn read_as_a_time(clock: &str) -> String {
    format!("Is it {clock}? Read it as the time")
}
pub(crate) const NOT_READ_AS_A_TIME: &str = "This isn't read as a time yet. Write it as 14:05.";
pub(crate) const TIME_OF_THE_NEW_ENTRY: &str = "Time of the new entry";
pub(crate) const NEW_ENTRY: &str = "New entry: time and what happened";
pub(crate) const ADD_WHAT_HAPPENED: &str = "Add what happened, or type 14:05 and what happened";
pub(crate) const ADD: &str = "Add";
pub(crate) const DAY: &str = "Day";
pub(crate) fn time_after(mark: impl Display, duration: impl Display, label: impl Display) -> String {
    format!("{mark} · {duration} after {label}")
}
pub(crate) const SELECTED_ENTRIES: &str = "Selected entries";
pub(crate) const KIND_OF_THE_SELECTED_ENTRIES: &str = "Kind of the selected entries";
pub(crate) const KIND: &str = "Kind";
pub(crate) const MOVE_IN_TIME: &str = "Move in time";
pub(crate) const A_MINUTE_EARLIER: &str = "−1 min";
pub(crate) const A_MINUTE_LATER: &str = "+1 min";
pub(crate) const MINUTES_TO_MOVE_BY: &str = "Minutes to move by";
pub(crate) const MINUTES: &str = "± min";
pub(crate) const MOVE: &str = "Move";
pub(crate) const READ_IN_ANOTHER_ZONE: &str = "Read these clock times in another zone";
pub(crate) const ZONE_THEY_WERE_IN: &str = "Zone they were in…";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const SELECT_NOTHING: &str = "Select nothing";
pub(crate) fn show_times_on_the_clock(choice: impl Display) -> String {
    format!("Show times on the clock: {choice}")
}
pub(crate) const TIMES: &str = "Times";
pub(crate) const ALSO_CLOCK: &str = "time zone utc";
pub(crate) const SHOW_TIMES_IN: &str = "Show times in";
pub(crate) const TIME_NOT_READABLE: &str = "Time not readable";
pub(crate) fn times_in_the_incidents_zone(name: impl Display) -> String {
    format!("Times in the incident's zone: {name}")
}
pub(crate) fn times_in(name: impl Display) -> String {
    format!("Times in {name}")
}
pub(crate) fn times_in_your_own_zone(name: impl Display) -> String {
    format!("Times in your own zone: {name}")
}
pub(crate) const LINK_REMOVED: &str = "Link removed";
pub(crate) fn take_out_the_link(words: impl Display) -> String {
    format!("Take out the link {words}")
}
pub(crate) const SOURCES: &str = "Sources";
pub(crate) const NO_TITLE_THERE: &str = "No title can be read there. Write what it shows.";
pub(crate) const ADD_A_LINK: &str = "Add a link";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const EXAMPLE_ADDRESS: &str = "https://…";
pub(crate) const WHAT_IT_SHOWS: &str = "What it shows";
pub(crate) const EXAMPLE_OF_WHAT_IT_SHOWS: &str = "What it shows, such as “Error rate”";
pub(crate) const READING: &str = "Reading…";
pub(crate) const READ_ITS_TITLE: &str = "Read its title";
pub(crate) const ADD_LINK: &str = "Add link";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const FILTER_THE_TIMELINE: &str = "Filter the timeline";
pub(crate) const WORDS_OR_A_NAME: &str = "Words or a name";
pub(crate) fn without_an_entry(silence: impl Display) -> String {
    format!("{silence} without an entry")
}
pub(crate) const BEFORE_IMPACT: &str = "before impact";
pub(crate) const LATER_THAN_RESOLVED: &str = "later than resolved";
pub(crate) const KIND_OF_ENTRY: &str = "Kind of entry";
pub(crate) const DOWNLOAD_THE_PICTURE: &str = "Download the picture";
pub(crate) const DOWNLOAD_AS_SVG: &str = "Download as .svg";
pub(crate) const MARK_AS: &str = "Mark as";
pub(crate) const ADD_AN_ACCOUNT: &str = "Add an account";
pub(crate) const ADD_A_LINK_TO_THE_SOURCE: &str = "Add a link to the source";
pub(crate) const COPY_LINK: &str = "Copy link";
pub(crate) const COMMENT: &str = "Comment";
pub(crate) const CHANGE_DATE_AND_TIME: &str = "Change date and time";
pub(crate) const THE_TIME_IS_EXACT: &str = "The time is exact";
pub(crate) const THE_TIME_IS_ONLY_ABOUT_RIGHT: &str = "The time is only about right";
pub(crate) const SELECT: &str = "Select";
pub(crate) const REMOVE_ENTRY: &str = "Remove entry";
pub(crate) const SELECT_THIS_ENTRY: &str = "Select this entry";
pub(crate) const WHAT_HAPPENED: &str = "What happened";
pub(crate) const ASK_WHAT_HAPPENED: &str = "What happened?";
pub(crate) const MORE_FOR_THIS_ENTRY: &str = "More for this entry";
pub(crate) const WHEN_IT_HAPPENED: &str = "When it happened";
pub(crate) fn time(exact: impl Display) -> String {
    format!("Time: {exact}")
}
pub(crate) const PICTURE: &str = "Picture";
pub(crate) const HINTS: &str = "Hints";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const WALK_FORWARD: &str = "Walk forward";
pub(crate) fn of_shown(shown: impl Display, all: impl Display) -> String {
    format!("{shown} of {all} shown")
}
pub(crate) const SHOW_ALL_ENTRIES: &str = "Show all entries";
pub(crate) const WALKING_FORWARD: &str = "Walking forward";
pub(crate) const WALKING_FORWARD_BEFORE: &str = "Walking forward: ";
pub(crate) fn walked_to(at: impl Display, count: impl Display) -> String {
    format!("{at} of {count}. What came later is hidden from you alone.")
}
pub(crate) const EARLIER: &str = "Earlier";
pub(crate) const HOW_FAR_TO_WALK: &str = "How far to walk";
pub(crate) const LATER: &str = "Later";
pub(crate) const END_ESC: &str = "End (Esc)";
pub(crate) const NOTHING_TO_WALK_ALONG: &str = "There is no entry with a time to walk along yet.";

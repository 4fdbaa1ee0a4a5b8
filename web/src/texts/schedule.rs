//! When a meeting is, who comes, who facilitates, and calendars.

use debrief_shared::api::{AttendeeReason, MeetingPart};

pub(crate) const TAB: &str = "When";
pub(crate) const NOT_SCHEDULED: &str = "No meeting is scheduled yet.";
pub(crate) const WHY_SCHEDULE: &str = "Everybody who was part of it goes through the postmortem together. They get it in advance, and an invitation for their calendar.";
pub(crate) const READERS_WAIT: &str =
    "Whoever may write here can schedule one. It will show here, and on the page with all postmortems.";
pub(crate) const SCHEDULE: &str = "Schedule the meeting";
pub(crate) const SCHEDULE_ANOTHER: &str = "Schedule another meeting";
pub(crate) const CHANGE: &str = "Change";
pub(crate) const SAVE: &str = "Save the changes";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) const CANCEL: &str = "Cancel the meeting";
pub(crate) const CANCELLED: &str = "The meeting is cancelled.";
pub(crate) const TO_CALENDAR: &str = "Add to my calendar";
pub(crate) const ASKED_BY_MAIL: &str = "Those you ask get an invitation by mail, for their calendars, too. Changes and a cancellation follow by themselves.";
pub(crate) const ASKED_BY_BELL: &str = "This server sends no mail: those you ask are told under their bell, and can take the meeting into their calendars from here.";
pub(crate) const MAILS_SOON: &str = "Scheduled. The invitations go in a few minutes.";
pub(crate) const SCHEDULED: &str = "Scheduled. Those you asked are told.";
pub(crate) const CHANGED: &str = "Changed. Those it concerns are told.";
pub(crate) const DAY: &str = "Day";
pub(crate) const TIME: &str = "Time";
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const MINUTES: &str = "Length";
pub(crate) const PLACE: &str = "Place or link";
pub(crate) const PLACE_HINT: &str = "A room, or the link of a call";
pub(crate) const WHO: &str = "Who is asked";
pub(crate) const ADD_SOMEBODY: &str = "Add somebody";
pub(crate) const NOBODY_YET: &str = "Nobody yet. Add at least one person who may read the postmortem.";
pub(crate) const SAY_WHEN: &str = "Choose a day and a time.";
pub(crate) const NO_SUCH_TIME: &str = "This day and time cannot be read.";
pub(crate) const FACILITATOR: &str = "Facilitator";
pub(crate) const WHY_FACILITATOR: &str = "A facilitator leads through the meeting, keeps the time and sees to it that everybody is heard. Ask those who like to do that; the first who offers has it.";
pub(crate) const ASK_FOR_FACILITATOR: &str = "Ask for a facilitator";
pub(crate) const WORDS_TO_THEM: &str = "A word to those who facilitate";
pub(crate) const OPTIONAL: &str = "Optional";
pub(crate) const SEND: &str = "Ask";
pub(crate) const STOP_LOOKING: &str = "Look for nobody";
pub(crate) const LOOK_AGAIN: &str = "Look for somebody else";
pub(crate) const I_FACILITATE: &str = "I facilitate it";
pub(crate) const I_CANNOT: &str = "I can't after all";
pub(crate) const YOU_FACILITATE: &str = "You facilitate the meeting. Thank you.";
pub(crate) const THANK_YOU: &str = "Thank you. You facilitate the meeting.";
pub(crate) const ASKED_THEM: &str = "Those who like to facilitate are told.";
pub(crate) const LIKE_TO: &str = "Do you like to facilitate? Say so under your account, and you can offer it here.";
pub(crate) const YOUR_ACCOUNT: &str = "Your account";
pub(crate) const NOT_KNOWN_NOW: &str =
    "The meeting cannot be looked up right now. It shows by itself when the server can be reached.";
pub(crate) const UNTITLED: &str = "Untitled postmortem";
pub(crate) const AHEAD: &str = "Meetings ahead";
pub(crate) const YOU_LEAD_IT: &str = "you facilitate";
pub(crate) const IT_COUNTS_ON_YOU: &str = "you are asked to come";
pub(crate) const YOU_ARE_WELCOME: &str = "you are welcome";
pub(crate) const OFFLINE_ONLY_LATER: &str =
    "You are offline: what you wrote stays here. Try again when the server can be reached.";

pub(crate) const ACCOUNT_TITLE: &str = "Meetings";
pub(crate) const ACCOUNT_ABOUT: &str = "Whether you like to facilitate, and an address by which your calendar shows the meetings of all postmortems that you may read.";
pub(crate) const WILLING: &str = "I like to facilitate meetings";
pub(crate) const WILLING_NOTE: &str =
    "When somebody looks for a facilitator of a postmortem that you may read, you are told, and can offer it.";
pub(crate) const CALENDAR: &str = "Calendar address";
pub(crate) const CALENDAR_NOTE: &str = "Subscribe to it in your calendar. Whoever has the address sees when meetings are, so keep it to yourself. Restricted postmortems show neither title nor place in it.";
pub(crate) const MAKE_ADDRESS: &str = "Make a calendar address";
pub(crate) const MAKE_ANEW: &str = "Make a new one";
pub(crate) const MAKE_ANEW_NOTE: &str = "A new address takes the place of this one, which then leads nowhere.";
pub(crate) const REVOKE: &str = "Revoke it";
pub(crate) const REVOKED: &str = "The calendar address leads nowhere any more.";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const SHOWN_ONCE: &str = "Copy it now: it is not shown again.";
pub(crate) const MADE: &str = "Made";

/// `Mon 30 Nov 2026, 10:00–11:00 (Europe/Berlin, UTC+01:00)`.
pub(crate) fn span(day: &str, from: &str, to: &str, zone: &str) -> String {
    if zone == "UTC" { format!("{day}, {from}–{to} UTC") } else { format!("{day}, {from}–{to} ({zone})") }
}

/// The same on one's own clock.
pub(crate) fn for_you(span: &str) -> String {
    format!("For you: {span}")
}

pub(crate) fn due_by(day: &str) -> String {
    format!("By the policy it is due by {day}.")
}

pub(crate) fn was_on(span: &str) -> String {
    format!("The meeting was on {span}.")
}

pub(crate) fn cancelled_by(name: &str, span: &str) -> String {
    format!("{name} cancelled the meeting of {span}.")
}

pub(crate) fn changed_meanwhile(name: &str, span: &str) -> String {
    format!("{name} changed the meeting meanwhile: it is on {span} now. Saving puts yours in its place.")
}

pub(crate) fn cancelled_meanwhile(name: &str) -> String {
    format!("{name} cancelled the meeting meanwhile. Saving schedules it again.")
}

pub(crate) fn minutes(count: u16) -> String {
    match (count / 60, count % 60) {
        (0, minutes) => format!("{minutes} minutes"),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What somebody is asked as, as a choice.
pub(crate) fn part(part: MeetingPart) -> &'static str {
    match part {
        MeetingPart::Facilitator => "facilitates",
        MeetingPart::Required => "has to be there",
        MeetingPart::Optional => "is welcome",
    }
}

/// A heading over those who are asked as the same.
pub(crate) fn group(part: MeetingPart) -> &'static str {
    match part {
        MeetingPart::Facilitator => FACILITATOR,
        MeetingPart::Required => "Asked to be there",
        MeetingPart::Optional => "Welcome",
    }
}

pub(crate) fn part_of(name: &str) -> String {
    format!("What {name} is asked as")
}

pub(crate) fn do_not_ask(name: &str) -> String {
    format!("Don't ask {name}")
}

/// Why somebody is proposed.
pub(crate) fn reason(reason: AttendeeReason) -> &'static str {
    match reason {
        AttendeeReason::Facilitates => "offered to facilitate",
        AttendeeReason::Owns => "owns the postmortem",
        AttendeeReason::Mitigates => "owns a mitigation",
        AttendeeReason::Wrote => "wrote in it",
        AttendeeReason::Reviews => "reviews it",
        AttendeeReason::Named => "is named in it",
    }
}

pub(crate) fn looks_for_facilitator(name: &str) -> String {
    format!("{name} looks for a facilitator.")
}

pub(crate) fn facilitates(name: &str) -> String {
    format!("{name} facilitates the meeting.")
}

pub(crate) fn led_by(name: &str) -> String {
    format!("led by {name}")
}

/// What the chip is called: what it shows, and all there is to say.
pub(crate) fn chip(shown: &str, span: &str) -> String {
    format!("{shown}: meeting on {span}")
}

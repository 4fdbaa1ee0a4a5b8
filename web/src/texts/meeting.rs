//! The meeting: presenting, following, the agenda and its clock, everybody heard, what is noted, and who stands behind the plan.

use debrief_shared::document::meeting::{LineKind, MeetingRole, Stance, Topic};

pub(crate) const PRESENT: &str = "Present";
pub(crate) const PRESENT_ALSO: &str = "meeting screen projector slides facilitator";
pub(crate) const PRESENTING: &str = "Presenting";
pub(crate) const MEETING: &str = "Meeting";
pub(crate) const CLOSE: &str = "Close the meeting panel";
pub(crate) const BEGIN: &str = "Begin the meeting";
pub(crate) const BEGIN_NOTE: &str = "You lead from here on: others are offered to follow where you are, and an agenda is laid out that you can change. The lead can be handed over at any time.";
pub(crate) const BEGIN_READER: &str =
    "No meeting is going on. Somebody who may write here can begin one; until then you can page through on your own.";
pub(crate) const END: &str = "End the meeting";
pub(crate) const ENDED: &str = "The meeting has ended.";
pub(crate) const TAKE_UP: &str = "Take it up again";
pub(crate) const TO_SUMMARY: &str = "Write the summary…";
pub(crate) const TAKE_LEAD: &str = "Take the lead";
pub(crate) const YOU_LEAD: &str = "You present";
pub(crate) const YOU_LEAD_NOW: &str = "You lead the meeting now.";
pub(crate) const LEAD_READS: &str = "You have the lead but may only read here. Ask somebody who may write to take it.";
pub(crate) const HAND_OVER: &str = "Hand the lead to";
pub(crate) const CHOOSE: &str = "Choose…";
pub(crate) const FOLLOW: &str = "Follow";
pub(crate) const STEP_OUT: &str = "Step out";
pub(crate) const BIG_VIEW: &str = "Big view";
pub(crate) const BACK: &str = "Back to the document";
pub(crate) const NOBODY_FOLLOWS: &str = "Nobody follows yet";
pub(crate) const UNTITLED: &str = "Untitled section";
pub(crate) const PREVIOUS: &str = "Back";
pub(crate) const NEXT: &str = "On";
pub(crate) const SCREENS: &str = "Parts of the postmortem";
pub(crate) const EDIT: &str = "Write here";
pub(crate) const EDIT_DONE: &str = "Done writing";
pub(crate) const FULL_SCREEN: &str = "Full screen";
pub(crate) const BLANK: &str = "The screen is blank. Press any key to go on.";
pub(crate) const EMPTY_SECTION: &str = "Nothing is written here yet.";
pub(crate) const WRITE_BY_KEY: &str = "Press E to write.";
pub(crate) const TEXT: &str = "Text";
pub(crate) const HEADING: &str = "Heading";

pub(crate) const GROUND_RULES: &str = "Ground rules";
pub(crate) const RULES: [&str; 4] = [
    "Everybody acted reasonably with what they knew then. We look for what made it reasonable.",
    "We say “how” and “what”; we name roles and systems.",
    "One person speaks at a time, and everybody is heard.",
    "What is off topic goes to the parking lot and is kept.",
];

pub(crate) const WALK_BEGIN: &str = "Before it began";
pub(crate) const WALK_HINT: &str = "We walk forward from here, as it was lived. What came later stays out of sight.";
pub(crate) const NO_ENTRIES: &str = "There is no entry with a time yet.";
pub(crate) const NO_PLAN: &str = "Nothing is planned yet.";
pub(crate) const NO_OWNER: &str = "no owner yet";

pub(crate) const TAB_AGENDA: &str = "Agenda";
pub(crate) const TAB_VOICES: &str = "Voices";
pub(crate) const TAB_NOTES: &str = "Notes";
pub(crate) const TAB_PLAN: &str = "Plan";
pub(crate) const PARTS: &str = "Parts of the meeting";

pub(crate) const START_TOPIC: &str = "Start";
pub(crate) const NEXT_TOPIC: &str = "Next topic";
pub(crate) const STOP_CLOCK: &str = "Stop the clock";
pub(crate) const MORE: &str = "+5 min";
pub(crate) const EDIT_AGENDA: &str = "Change the agenda";
pub(crate) const ADD_TOPIC: &str = "Add a topic";
pub(crate) const TOPIC_TITLE: &str = "Topic";
pub(crate) const TOPIC_MINUTES: &str = "Minutes";
pub(crate) const EARLIER: &str = "Earlier";
pub(crate) const LATER: &str = "Later";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const TOPIC_REMOVED: &str = "The topic was taken off the agenda.";
pub(crate) const OFF_TOPIC: &str = "Off topic today";
pub(crate) const OFF_TOPIC_HINT: &str = "What we don't talk about this time";
pub(crate) const EMPTY_AGENDA: &str = "The agenda appears when the meeting begins.";

pub(crate) const RAISE: &str = "Raise a hand";
pub(crate) const LOWER: &str = "Lower my hand";
pub(crate) const HANDS: &str = "Hands";
pub(crate) const NO_HANDS: &str = "No hand is up.";
pub(crate) const GIVE_WORD: &str = "Speak next";
pub(crate) const WORD_DONE: &str = "Done";
pub(crate) const YOUR_TURN: &str = "You have the word.";
pub(crate) const WHO_IS_HERE: &str = "Who is here";
pub(crate) const NOBODY_YET: &str =
    "Nobody is noted yet. Whoever opens the document during the meeting is; add those in the room.";
pub(crate) const ADD_PERSON: &str = "Add somebody in the room";
pub(crate) const ADD: &str = "Add";
pub(crate) const HEARD: &str = "heard";
pub(crate) const HEARD_NOTE: &str = "Marked by hand, never listened to. Pages show these marks to whoever leads; they lie in the document with the rest.";
pub(crate) const ROLE: &str = "Role";
pub(crate) const NO_ROLE: &str = "takes part";
pub(crate) const INVITE: &str = "Ask those not heard yet";
pub(crate) const INVITED: &str = "Those not marked as heard now see a quiet invitation. It names nobody.";
pub(crate) const INVITATION: &str = "There is room for your view.";
pub(crate) const INVITATION_NOTE: &str =
    "What did it look like from where you were? Several people see this; it doesn't say who.";
pub(crate) const DISMISS: &str = "Not now";
pub(crate) const QUESTIONS: &str = "Questions that open";
pub(crate) const SAFEWORD: &str = "Safeword";
pub(crate) const SAFEWORD_OFF: &str = "Take the safeword back";
pub(crate) const SAFEWORD_NOTE: &str = "The safeword is for when talk goes off the rails: whoever leads sees that you pressed it, by name; nobody else's page shows it. It stays until you take it back, the meeting ends, or you close the page; no server and no document keeps it.";
pub(crate) const SAFEWORD_SEEN: &str = "Pause, say what you notice, and ask what would help.";
pub(crate) const HANDS_NOTE: &str = "Everybody sees hands. They go when the page is closed.";

pub(crate) const NOTE_LABEL: &str = "A line to note";
pub(crate) const NOTE_HINT: &str = "Write a line, press Enter";
pub(crate) const NO_LINES: &str = "Nothing is noted yet. Press P, D or N in the big view, or write a line above.";
pub(crate) const NO_LINES_READER: &str = "Nothing is noted yet.";
pub(crate) const TO_IDEA: &str = "To the plan, as an idea";
pub(crate) const TO_SECTION: &str = "Into a section";
pub(crate) const TO_COMMENT: &str = "As a comment on the whole";
pub(crate) const LINE_REMOVED: &str = "The line was removed.";
pub(crate) const FULL: &str = "The meeting keeps no more of these.";
pub(crate) const LINE_KEYS: &str = "On a line: I makes an idea of it, S a section, C a comment.";

pub(crate) const NO_COMMITMENTS: &str =
    "Nothing is committed to yet. Decide on the ideas under Mitigations; commitments appear here.";
pub(crate) const ANSWER_FOR: &str = "Answers of";
pub(crate) const ME: &str = "me";
pub(crate) const READER_ANSWERS: &str =
    "You may read here, not write. Say aloud what you think of each; whoever writes puts it down under your name.";
pub(crate) const CONCERN_WORDS: &str = "What the concern is";
pub(crate) const TAKE_ON: &str = "I take it on";
pub(crate) const TAKEN_ON: &str = "takes it on";
pub(crate) const NOT_TAKEN_ON: &str = "has not confirmed yet";
pub(crate) const UNDO_TAKE_ON: &str = "Take that back";
pub(crate) const WRITE_SUMMARY: &str = "Write the summary into the document";
pub(crate) const SUMMARY_NOTE: &str = "As a section of its own: who was there, decisions, agreement, open concerns. It can be changed and undone like any text.";
pub(crate) const SUMMARY_THERE: &str = "The summary is in the document.";
pub(crate) const GO_THERE: &str = "Go there";
pub(crate) const SUMMARY_WRITTEN: &str = "The summary was written as the last section.";

pub(crate) const KEYS_GROUP: &str = "Presenting";
pub(crate) const DOCUMENT_KEYS_GROUP: &str = "In a meeting";
pub(crate) const KEYS: &[(&[&str], &str)] = &[
    (&["→", "Space"], "On; within a long section, its next part"),
    (&["←"], "Back"),
    (&["Home", "End"], "The opening, the last part"),
    (&["1", "…", "9"], "A part by its number"),
    (&["S"], "Light on the next sentence or line; with Shift on the one before"),
    (&["Esc"], "Light off, and out of whatever is open"),
    (&["E"], "Write in what is shown; Esc when done"),
    (&["B"], "Blank screen"),
    (&["F"], "Full screen"),
    (&["M"], "Agenda, voices, notes and plan"),
    (&["T"], "Next topic on the clock"),
    (&["+"], "Five minutes more"),
    (&["P"], "Note for the parking lot"),
    (&["D"], "Note a decision"),
    (&["N"], "Note anything else"),
    (&["H"], "Raise your hand, or lower it"),
    (&["L"], "Take the lead, or follow again"),
];
pub(crate) const DOCUMENT_KEYS: &[(&[&str], &str)] =
    &[(&["F8"], "Follow the meeting, or step out"), (&["F9"], "Open or close the meeting panel")];

pub(crate) fn presents(name: &str) -> String {
    format!("{name} presents")
}

pub(crate) fn follow_you(names: &[String]) -> String {
    match names {
        [one] => format!("{one} follows"),
        names => format!("{} follow: {}", names.len(), names.join(", ")),
    }
}

pub(crate) fn follow_count(count: usize) -> String {
    match count {
        1 => "1 follows".to_owned(),
        count => format!("{count} follow"),
    }
}

pub(crate) fn lead_passed(name: &str) -> String {
    format!("{name} leads the meeting now.")
}

pub(crate) fn hands_up(count: usize) -> String {
    match count {
        1 => "1 hand".to_owned(),
        count => format!("{count} hands"),
    }
}

pub(crate) fn has_word(name: &str) -> String {
    format!("{name} has the word")
}

pub(crate) fn pressed_safeword(name: &str) -> String {
    format!("{name} pressed the safeword.")
}

pub(crate) fn left(clock: &str) -> String {
    format!("{clock} left")
}

pub(crate) fn over(clock: &str) -> String {
    format!("{clock} over")
}

pub(crate) fn took(took: &str, planned: &str) -> String {
    format!("{took} of {planned}")
}

pub(crate) fn minutes(count: i64) -> String {
    format!("{count} min")
}

pub(crate) fn place_of(at: usize, count: usize) -> String {
    format!("{at} of {count}")
}

pub(crate) fn by_agenda(minutes: i64) -> String {
    format!("{minutes} minutes by the agenda")
}

pub(crate) fn noted(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Parked => "Kept in the parking lot.",
        LineKind::Decision => "Noted as a decision.",
        LineKind::Note => "Noted.",
    }
}

pub(crate) fn line_kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Parked => "Parking lot",
        LineKind::Decision => "Decision",
        LineKind::Note => "Note",
    }
}

pub(crate) fn became(what: &str) -> &'static str {
    match what.split(':').next() {
        Some("mitigation") => "became an idea for the plan",
        Some("section") => "became a section",
        _ => "became a comment",
    }
}

pub(crate) fn role(role: MeetingRole) -> &'static str {
    match role {
        MeetingRole::Scribe => "scribe",
        MeetingRole::DevilsAdvocate => "devil's advocate",
    }
}

/// Said to whoever has the role.
pub(crate) fn role_hint(role: MeetingRole) -> &'static str {
    match role {
        MeetingRole::Scribe => "You are the scribe: write down what is said, in the document and under Notes.",
        MeetingRole::DevilsAdvocate => {
            "You are the devil's advocate: ask what speaks for another reading, whatever you think yourself."
        }
    }
}

pub(crate) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Agree => "Agree",
        Stance::Concern => "Concern",
        Stance::NotMine => "Not mine",
    }
}

pub(crate) fn noted_by(name: &str, by: &str) -> String {
    format!("{name} (noted by {by})")
}

pub(crate) fn owner_says_yes(owner: &str) -> String {
    format!("{owner} says yes")
}

/// Questions that open the room, by what is being talked about.
pub(crate) fn questions(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::Opening => {
            &["What would make this hour worth it for you?", "Who saw something that nobody else here could see?"]
        }
        Topic::Timeline => &[
            "What did you know at this point, and from where?",
            "What did you expect to happen next?",
            "What made that step the sensible one just then?",
            "What was going on around you that is not written here?",
        ],
        Topic::Analysis => &[
            "What had to come together for this to happen?",
            "What usually keeps this from happening, and how was it different?",
            "Where did what we thought of the system part from what it did?",
            "What would have made it worse?",
        ],
        Topic::Well => &["What helped that we want to keep?", "Which earlier work paid off here?"],
        Topic::Luck => &["What turned out well without anybody's doing?", "What if it had been at another hour?"],
        Topic::Mitigations => &[
            "Which of these would have changed the course most?",
            "What can the system carry, so that people need not?",
            "What do we give up to do this?",
        ],
        Topic::BuyIn => &["What would you need to stand behind this?", "What concern have we not heard yet?"],
        Topic::Other => &["How does this look from where you sit?", "What have we not asked yet?"],
    }
}

//! Meetings as calendars read them (iCalendar, RFC 5545 and 5546). Times are told in UTC: so no calendar needs to know the rules of a zone, and
//! none can read them otherwise. What people wrote is one line of text before it gets here, and is escaped.

use std::fmt::Write as _;

use debrief_shared::api::{MeetingPart, Person};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::store::meetings::MeetingRow;

/// Who wrote it, as RFC 5545 wants it said.
const PRODUCT: &str = "-//Debrief//Meetings//EN";
/// The name that calendars show a feed under.
const FEED_NAME: &str = "Postmortem meetings";
/// How often a calendar should look for what is new.
const REFRESH: &str = "PT1H";
/// Longest title in a summary, in characters.
const MAX_TITLE_CHARS: usize = 200;

/// What a calendar is told about a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Come, or come at another time.
    Request,
    /// It is off, or off for whoever reads it.
    Cancel,
    /// It takes place.
    Publish,
}

impl Method {
    /// Its name in iCalendar.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// A meeting and who reads of it.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    /// The meeting.
    pub meeting: &'a MeetingRow,
    /// Where the postmortem is read in advance.
    pub link: &'a str,
    /// The address that mails come from, if any do.
    pub from: Option<&'a str>,
    /// Who reads it, and their own address: nobody else's is told.
    pub reader: Option<(&'a Person, &'a str)>,
    /// What it is about is not to be known on the way: neither the title, nor the place, nor who comes.
    pub hides: bool,
    /// Not even when it is: whoever reads it may not know any more.
    pub bare: bool,
}

/// One meeting, for one calendar.
pub fn message(method: Method, invitation: &Invitation<'_>) -> String {
    let mut calendar = empty(method);
    calendar.push(event(method, invitation));
    calendar.to_string()
}

/// Many meetings, for a calendar that comes back.
pub fn feed<'a>(invitations: impl Iterator<Item = Invitation<'a>>) -> String {
    let mut calendar = empty(Method::Publish);
    calendar.append_property(Property::new("X-WR-CALNAME", FEED_NAME));
    calendar.append_property(Property::new("NAME", FEED_NAME));
    calendar.append_property(Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done());
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for invitation in invitations {
        calendar.push(event(Method::Publish, &invitation));
    }
    calendar.to_string()
}

fn empty(method: Method) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", PRODUCT));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", method.as_str()));
    calendar
}

fn event(method: Method, invitation: &Invitation<'_>) -> Event {
    let meeting = invitation.meeting;
    let mut event = Event::new();
    event.uid(&uid(meeting.id)).sequence(meeting.sequence).summary(&summary(invitation));
    event.add_property("DTSTAMP", utc(meeting.changed_at));
    event.add_property("CREATED", utc(meeting.scheduled_at));
    event.add_property("LAST-MODIFIED", utc(meeting.changed_at));
    event.add_property("DTSTART", utc(meeting.starts_at));
    event.add_property("DTEND", utc(meeting.ends_at));
    event.status(match method {
        Method::Cancel => EventStatus::Cancelled,
        Method::Request | Method::Publish => EventStatus::Confirmed,
    });
    if invitation.hides || invitation.bare {
        event.add_property("CLASS", "PRIVATE");
    }
    let organizer = if invitation.bare { "Debrief".to_owned() } else { one_line(&meeting.changed_by.named()) };
    let address = match invitation.from {
        Some(from) => format!("mailto:{from}"),
        None => nameless(meeting.changed_by.id),
    };
    event.append_property(Property::new("ORGANIZER", address).add_parameter("CN", &parameter(&organizer)).done());
    if !invitation.bare {
        event.description(&description(invitation));
        // A server that does not know its own address has none to tell.
        if invitation.link.starts_with("http") {
            event.add_property("URL", invitation.link);
        }
        if !invitation.hides && !meeting.place.is_empty() {
            event.location(&one_line(&meeting.place));
        }
    }
    if method != Method::Publish {
        attend(&mut event, method, invitation);
    }
    event.done()
}

/// Those who are asked. Of whoever reads it the address is told, of everybody else only the name.
fn attend(event: &mut Event, method: Method, invitation: &Invitation<'_>) {
    let mut others: Vec<(&Person, MeetingPart)> = invitation.meeting.attendees();
    if invitation.hides || invitation.bare || method == Method::Cancel {
        others.clear();
    }
    if let Some((reader, address)) = invitation.reader {
        others.retain(|(person, _)| person.id != reader.id);
        let part = invitation.meeting.part_of(reader.id).unwrap_or(MeetingPart::Optional);
        event.append_multi_property(attendee(reader, part, format!("mailto:{address}")));
    }
    for (person, part) in others {
        event.append_multi_property(attendee(person, part, nameless(person.id)));
    }
}

fn attendee(person: &Person, part: MeetingPart, address: String) -> Property {
    let role = match part {
        MeetingPart::Facilitator => "CHAIR",
        MeetingPart::Required => "REQ-PARTICIPANT",
        MeetingPart::Optional => "OPT-PARTICIPANT",
    };
    // Nobody reads answers: none is asked for.
    Property::new("ATTENDEE", address)
        .add_parameter("CN", &parameter(&one_line(&person.named())))
        .add_parameter("CUTYPE", "INDIVIDUAL")
        .add_parameter("PARTSTAT", "NEEDS-ACTION")
        .add_parameter("ROLE", role)
        .add_parameter("RSVP", "FALSE")
        .done()
}

fn summary(invitation: &Invitation<'_>) -> String {
    let title: String = one_line(&invitation.meeting.title).chars().take(MAX_TITLE_CHARS).collect();
    match title.as_str() {
        _ if invitation.hides || invitation.bare => "Postmortem meeting".to_owned(),
        "" => "Postmortem: untitled".to_owned(),
        _ => format!("Postmortem: {title}"),
    }
}

fn description(invitation: &Invitation<'_>) -> String {
    let meeting = invitation.meeting;
    let mut text = String::new();
    if invitation.hides {
        text.push_str(
            "The meeting of a restricted postmortem. What it is about, where it is and who comes is said there.\n",
        );
    }
    let _ = write!(text, "Read the postmortem in advance: {}\n\n{}", invitation.link, when(meeting));
    if !invitation.hides {
        for (part, word) in [
            (MeetingPart::Facilitator, "Facilitator"),
            (MeetingPart::Required, "Required"),
            (MeetingPart::Optional, "Welcome"),
        ] {
            let people = meeting.attendees().into_iter().filter(|(_, of)| *of == part);
            let names: Vec<String> = people.map(|(person, _)| one_line(&person.named())).collect();
            if !names.is_empty() {
                let _ = write!(text, "\n{word}: {}", names.join(", "));
            }
        }
    }
    text
}

/// `Mon 30 Nov 2026, 10:00–11:00 (Europe/Berlin, UTC+01:00)`.
pub fn when(meeting: &MeetingRow) -> String {
    let zone = TimeZone::get(&meeting.time_zone).unwrap_or(TimeZone::UTC);
    let (start, end) = (meeting.starts_at.to_zoned(zone.clone()), meeting.ends_at.to_zoned(zone));
    let mut words = start.strftime("%a %-d %b %Y, %H:%M–").to_string();
    if start.date() != end.date() {
        let _ = write!(words, "{}, ", end.strftime("%a %-d %b"));
    }
    let _ = write!(words, "{}", end.strftime("%H:%M"));
    if meeting.time_zone == "UTC" {
        words.push_str(" UTC");
    } else {
        let _ = write!(words, " ({}, UTC{})", meeting.time_zone, start.strftime("%:z"));
    }
    words
}

/// What calendars know a meeting by: the same in mails, files and feeds.
fn uid(meeting: Uuid) -> String {
    format!("{meeting}@debrief")
}

/// Somebody without an address to write to.
fn nameless(person: Uuid) -> String {
    format!("urn:uuid:{person}")
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// One line, without anything that could end it or turn around what follows.
pub fn one_line(text: &str) -> String {
    let turning = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let letters = text.chars().filter(|letter| !turning(*letter));
    // U+2028 and U+2029 end lines for some readers.
    let ends = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let letters = letters.map(|letter| if ends(letter) { ' ' } else { letter });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value of a parameter: there is no way to write a quote into it.
fn parameter(text: &str) -> String {
    text.replace('"', "'")
}

#[cfg(test)]
mod tests;

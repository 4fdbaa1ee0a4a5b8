//! What somebody wants a meeting to be, checked: a time that there is, a zone that is known, everybody once.

use debrief_shared::api::{
    MAX_ATTENDEES, MAX_MEETING_MINUTES, MAX_PLACE_CHARS, MIN_MEETING_MINUTES, MeetingPart, ScheduleMeeting,
};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::errors::ApiError;
use crate::calendar::one_line;
use crate::store::meetings::MeetingRow;

/// How far ahead a meeting can be: two years.
const MAX_AHEAD: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);
/// Longest name of a zone, in bytes.
const MAX_ZONE_BYTES: usize = 100;

/// A meeting that can take place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    pub(super) time_zone: String,
    pub(super) place: String,
    pub(super) people: Vec<(Uuid, MeetingPart)>,
}

impl Plan {
    /// A meeting as it is.
    pub(super) fn of(row: &MeetingRow) -> Self {
        Self {
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            time_zone: row.time_zone.clone(),
            place: row.place.clone(),
            people: row.attendees().into_iter().map(|(person, part)| (person.id, part)).collect(),
        }
    }

    /// Whether a meeting is like this already.
    pub(super) fn is_as(&self, row: &MeetingRow) -> bool {
        let sorted = |plan: &Self| {
            let mut people = plan.people.clone();
            people.sort_unstable();
            people
        };
        let other = Self::of(row);
        let same = (self.starts_at, self.ends_at, &self.time_zone, &self.place);
        same == (other.starts_at, other.ends_at, &other.time_zone, &other.place) && sorted(self) == sorted(&other)
    }
}

/// Checks what is wanted; `before` is the meeting that it changes.
pub(super) fn check(wanted: &ScheduleMeeting, before: Option<&MeetingRow>, now: Timestamp) -> Result<Plan, ApiError> {
    let refuse = |text: String| Err(ApiError::Unprocessable(text));
    let zone_name = wanted.time_zone.trim();
    let zone = TimeZone::get(zone_name).ok().filter(|_| zone_name.len() <= MAX_ZONE_BYTES);
    let Some(zone) = zone else { return refuse("Write a time zone like Europe/Berlin.".to_owned()) };
    let time_zone = zone.iana_name().unwrap_or(zone_name).to_owned();
    let starts_at = instant(&wanted.start, &zone, &time_zone)?;
    let as_before = before.is_some_and(|before| before.is_ahead(now) && before.starts_at == starts_at);
    if starts_at <= now && !as_before {
        return refuse("This time has passed. Choose one that is still to come.".to_owned());
    }
    if starts_at.duration_since(now) > MAX_AHEAD {
        return refuse("This is more than two years ahead. Choose an earlier time.".to_owned());
    }
    if !(MIN_MEETING_MINUTES..=MAX_MEETING_MINUTES).contains(&wanted.minutes) {
        return refuse(format!("Plan {MIN_MEETING_MINUTES} to {MAX_MEETING_MINUTES} minutes."));
    }
    let ends_at = starts_at + SignedDuration::from_mins(wanted.minutes.into());
    if ends_at <= now {
        return refuse("It would be over by now. Choose a later time, or a longer one.".to_owned());
    }
    let place = one_line(&wanted.place);
    if place.chars().count() > MAX_PLACE_CHARS {
        return refuse(format!("Write the place in at most {MAX_PLACE_CHARS} characters."));
    }
    let people = people(wanted);
    if people.is_empty() {
        return refuse("Say who is asked to come: one person at least.".to_owned());
    }
    if people.len() > MAX_ATTENDEES {
        return refuse(format!("Ask at most {MAX_ATTENDEES} people."));
    }
    Ok(Plan { starts_at, ends_at, time_zone, place, people })
}

/// Everybody once: whoever facilitates has to be there, and whoever has to be there is welcome.
fn people(wanted: &ScheduleMeeting) -> Vec<(Uuid, MeetingPart)> {
    let parts = [
        (MeetingPart::Facilitator, wanted.facilitator.as_slice()),
        (MeetingPart::Required, &wanted.required),
        (MeetingPart::Optional, &wanted.optional),
    ];
    let mut people: Vec<(Uuid, MeetingPart)> = Vec::new();
    for (part, of) in parts {
        // One more than is taken is enough to be told so.
        for person in of.iter().take(MAX_ATTENDEES + 1) {
            if !people.iter().any(|(there, _)| there == person) {
                people.push((*person, part));
            }
        }
    }
    people
}

/// The moment at which the clocks of a zone show a time. One that they show twice is its first coming (RFC 5545, section 3.3.5).
fn instant(text: &str, zone: &TimeZone, name: &str) -> Result<Timestamp, ApiError> {
    let refuse = |text: String| ApiError::Unprocessable(text);
    let unreadable = || refuse("Write the time as 2026-11-30T10:00: year, month, day, hour and minute.".to_owned());
    // The parser would take an offset or a zone, and not heed it.
    let is_local = text.len() <= "2026-11-30T10:00:00".len() && text.is_ascii();
    let local: DateTime = text.trim().parse().ok().filter(|_| is_local).ok_or_else(unreadable)?;
    let at = zone.to_ambiguous_timestamp(local);
    if matches!(at.offset(), AmbiguousOffset::Gap { .. }) {
        let shown = local.strftime("%H:%M on %-d %b %Y");
        return Err(refuse(format!("The clocks of {name} skip {shown}. Choose a time before or after.")));
    }
    at.earlier().map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(start: &str, zone: &str) -> ScheduleMeeting {
        ScheduleMeeting {
            start: start.to_owned(),
            time_zone: zone.to_owned(),
            minutes: 60,
            place: " Room 4\r\nATTENDEE:mailto:eve@example.com ".to_owned(),
            facilitator: Some(Uuid::from_u128(1)),
            required: vec![Uuid::from_u128(1), Uuid::from_u128(2)],
            optional: vec![Uuid::from_u128(2), Uuid::from_u128(3), Uuid::from_u128(3)],
            seen: None,
        }
    }

    fn refused(wanted: &ScheduleMeeting) -> String {
        match check(wanted, None, "2026-03-01T00:00:00Z".parse().expect("a time")) {
            Err(ApiError::Unprocessable(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn clocks_of_the_zone_say_when_it_is() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
        for (start, zone, at) in [
            ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59:00Z"),
            ("2026-03-29T03:00", "europe/berlin", "2026-03-29T01:00:00Z"),
            // Twice: the first time.
            ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
            ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z"),
            ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"),
            ("2026-07-01T10:00", "Asia/Kathmandu", "2026-07-01T04:15:00Z"),
            ("2026-07-01T10:00:00", "UTC", "2026-07-01T10:00:00Z"),
        ] {
            let plan = check(&wanted(start, zone), None, now).expect("can take place");
            assert_eq!(plan.starts_at.to_string(), at, "{start} {zone}");
            assert_eq!(plan.ends_at, plan.starts_at + SignedDuration::from_mins(60));
        }
        let plan = check(&wanted("2026-03-29T03:00", "europe/berlin"), None, now).expect("can take place");
        assert_eq!(plan.time_zone, "Europe/Berlin");
        assert_eq!(plan.place, "Room 4 ATTENDEE:mailto:eve@example.com", "one line");
        let (one, two, three) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let parts = [(one, MeetingPart::Facilitator), (two, MeetingPart::Required), (three, MeetingPart::Optional)];
        assert_eq!(plan.people, parts, "each once");
    }

    #[test]
    fn what_cannot_take_place_is_refused_with_a_word_on_what_to_do() {
        assert!(refused(&wanted("2026-03-29T02:30", "Europe/Berlin")).contains("skip 02:30 on 29 Mar 2026"));
        for (start, zone) in
            [("2026-03-29", "Mars/Base"), ("2026-03-29T10:00", "../../etc/passwd"), ("2026-03-29T10:00", "")]
        {
            assert!(refused(&wanted(start, zone)).contains("time zone"), "{start} {zone}");
        }
        for start in ["", "tomorrow", "2026-02-30T10:00", "2026-03-29T10:00+05:00", "2026-03-29T10:00[Asia/Tokyo]"] {
            assert!(refused(&wanted(start, "UTC")).contains("Write the time"), "{start}");
        }
        assert!(refused(&wanted("2026-02-28T10:00", "UTC")).contains("has passed"));
        assert!(refused(&wanted("2030-02-28T10:00", "UTC")).contains("two years"));
        assert!(refused(&wanted("9999-12-31T23:59", "UTC")).contains("Write the time"));
        let fine = wanted("2026-03-29T10:00", "UTC");
        for minutes in [0, 4, 481, u16::MAX] {
            assert!(refused(&ScheduleMeeting { minutes, ..fine.clone() }).contains("minutes"), "{minutes}");
        }
        assert!(refused(&ScheduleMeeting { place: "x".repeat(301), ..fine.clone() }).contains("place"));
        let nobody = ScheduleMeeting { facilitator: None, required: Vec::new(), optional: Vec::new(), ..fine.clone() };
        assert!(refused(&nobody).contains("who is asked"));
        let many = (0..200).map(Uuid::from_u128).collect();
        assert!(refused(&ScheduleMeeting { optional: many, ..fine }).contains("at most"));
    }
}

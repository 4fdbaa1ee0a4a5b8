//! What is written is what calendars read: times, roles, and nothing that a title could add.

use super::*;
use crate::store::meetings::AttendeeRow;

fn person(number: u128, name: &str) -> Person {
    Person { id: Uuid::from_u128(number), name: name.to_owned(), color: 0, guest: false }
}

fn attendee_row(number: u128, name: &str, part: MeetingPart) -> AttendeeRow {
    AttendeeRow { person: person(number, name), part: Some(part), told: None }
}

fn row(starts_at: &str, time_zone: &str, title: &str) -> MeetingRow {
    let starts_at: Timestamp = starts_at.parse().expect("a time");
    let scheduled_at = "2026-02-01T08:00:00Z".parse().expect("a time");
    MeetingRow {
        id: Uuid::from_u128(9),
        postmortem: Uuid::from_u128(8),
        title: title.to_owned(),
        sequence: 3,
        starts_at,
        ends_at: starts_at + jiff::SignedDuration::from_mins(60),
        time_zone: time_zone.to_owned(),
        place: "Room 4; second floor, left".to_owned(),
        changed_by: person(1, "Ada \"Countess\" Byron"),
        changed_at: "2026-02-02T08:00:00Z".parse().expect("a time"),
        scheduled_at,
        cancelled: false,
        people: vec![
            attendee_row(1, "Ada Byron", MeetingPart::Required),
            attendee_row(2, "Grace Hopper", MeetingPart::Facilitator),
            attendee_row(3, "Alan; Turing:", MeetingPart::Optional),
            AttendeeRow { person: person(4, "Gone"), part: None, told: None },
        ],
    }
}

fn invitation<'a>(meeting: &'a MeetingRow, reader: &'a Person) -> Invitation<'a> {
    Invitation {
        meeting,
        link: "https://debrief.example.com/p/8",
        from: Some("debrief@example.com"),
        reader: Some((reader, "ada@example.com")),
        hides: false,
        bare: false,
    }
}

/// Content lines, unfolded.
fn lines(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "lines end in CRLF: {text:?}");
    assert!(text.lines().all(|line| line.len() <= 75), "no line has more than 75 bytes: {text}");
    text.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

#[test]
fn an_invitation_says_who_is_asked_when_and_where() {
    let (meeting, ada) =
        (row("2026-03-11T09:00:00Z", "Europe/Berlin", "Checkout refused cards"), person(1, "Ada Byron"));
    let text = message(Method::Request, &invitation(&meeting, &ada));
    insta::assert_snapshot!(lines(&text).join("\n"));
}

#[test]
fn a_cancellation_is_of_the_same_meeting_and_names_nobody_else() {
    let (meeting, ada) = (row("2026-03-11T09:00:00Z", "Europe/Berlin", "Checkout"), person(1, "Ada Byron"));
    let text = message(Method::Cancel, &invitation(&meeting, &ada));
    let lines = lines(&text);
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3", "UID:00000000-0000-0000-0000-000000000009@debrief"]
    {
        assert!(lines.iter().any(|found| found == line), "{line} in {text}");
    }
    let attendees: Vec<_> = lines.iter().filter(|line| line.starts_with("ATTENDEE")).collect();
    assert_eq!(attendees.len(), 1, "{text}");
    assert!(attendees[0].ends_with(":mailto:ada@example.com"));
}

#[test]
fn what_hides_says_neither_title_nor_place_nor_people() {
    let (meeting, ada) = (row("2026-03-11T09:00:00Z", "UTC", "Checkout"), person(1, "Ada Byron"));
    let hides = Invitation { hides: true, ..invitation(&meeting, &ada) };
    let bare = Invitation { bare: true, ..invitation(&meeting, &ada) };
    for (text, forbidden) in [
        (message(Method::Request, &hides), &["Checkout", "Room", "Grace", "Alan"][..]),
        (feed([Invitation { reader: None, ..hides }].into_iter()), &["Checkout", "Room", "Grace", "Alan", "ada@"]),
        (message(Method::Cancel, &bare), &["Checkout", "Room", "Grace", "Countess", "/p/8", "DESCRIPTION"]),
    ] {
        let whole = lines(&text).join("\n");
        assert!(whole.contains("SUMMARY:Postmortem meeting") && whole.contains("CLASS:PRIVATE"), "{whole}");
        for word in forbidden {
            assert!(!whole.contains(word), "{word} in {whole}");
        }
    }
}

#[test]
fn no_title_place_or_name_makes_a_line_of_its_own() {
    let hostile = "x\r\nATTENDEE:mailto:eve@example.com\nEND:VEVENT\u{2028}BEGIN:VALARM \\n;,:\"\u{202e}";
    let mut meeting = row("2026-03-11T09:00:00Z", "UTC", hostile);
    hostile.clone_into(&mut meeting.place);
    hostile.clone_into(&mut meeting.changed_by.name);
    for attendee in &mut meeting.people {
        hostile.clone_into(&mut attendee.person.name);
    }
    let ada = person(1, hostile);
    for text in [
        message(Method::Request, &invitation(&meeting, &ada)),
        message(Method::Cancel, &invitation(&meeting, &ada)),
        feed([invitation(&meeting, &ada)].into_iter()),
    ] {
        let lines = lines(&text);
        let count = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
        assert_eq!((count("BEGIN:"), count("END:VEVENT"), count("ATTENDEE:")), (2, 1, 0), "{text}");
        assert!(!text.contains(['\u{202e}', '\u{2028}']), "{text}");
        let parameters = lines.iter().filter(|line| line.starts_with("ORGANIZER") || line.starts_with("ATTENDEE;"));
        for line in parameters {
            assert_eq!(line.matches('"').count() % 2, 0, "{line}");
            assert!(
                line.ends_with("mailto:ada@example.com")
                    || line.contains(":urn:uuid:")
                    || line.ends_with("debrief@example.com")
            );
        }
        let escaped = lines.iter().find(|line| line.starts_with("SUMMARY:")).expect("one");
        assert!(escaped.contains("\\;\\,:") && escaped.contains("\\\\n"), "{escaped}");
    }
}

#[test]
fn times_are_the_same_moment_on_every_clock() {
    for (starts_at, zone, utc, words) in [
        // The last hour before clocks go forward, and the first after.
        (
            "2026-03-29T00:30:00Z",
            "Europe/Berlin",
            "20260329T003000Z",
            "Sun 29 Mar 2026, 01:30–03:30 (Europe/Berlin, UTC+01:00)",
        ),
        (
            "2026-03-29T01:00:00Z",
            "Europe/Berlin",
            "20260329T010000Z",
            "Sun 29 Mar 2026, 03:00–04:00 (Europe/Berlin, UTC+02:00)",
        ),
        // 02:30 comes twice.
        (
            "2026-10-25T00:30:00Z",
            "Europe/Berlin",
            "20261025T003000Z",
            "Sun 25 Oct 2026, 02:30–02:30 (Europe/Berlin, UTC+02:00)",
        ),
        (
            "2026-10-25T01:30:00Z",
            "Europe/Berlin",
            "20261025T013000Z",
            "Sun 25 Oct 2026, 02:30–03:30 (Europe/Berlin, UTC+01:00)",
        ),
        (
            "2026-07-01T17:30:00Z",
            "Asia/Kathmandu",
            "20260701T173000Z",
            "Wed 1 Jul 2026, 23:15–Thu 2 Jul, 00:15 (Asia/Kathmandu, UTC+05:45)",
        ),
        ("2026-12-31T23:30:00Z", "UTC", "20261231T233000Z", "Thu 31 Dec 2026, 23:30–Fri 1 Jan, 00:30 UTC"),
    ] {
        let (meeting, ada) = (row(starts_at, zone, "x"), person(1, "Ada"));
        let text = message(Method::Request, &invitation(&meeting, &ada));
        assert!(lines(&text).contains(&format!("DTSTART:{utc}")), "{text}");
        assert_eq!(when(&meeting), words);
    }
}

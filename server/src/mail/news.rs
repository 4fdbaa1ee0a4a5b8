//! What a mail about what happened says. Of a restricted postmortem it holds neither the title nor what was written: mails pass through
//! other hands. No mail has what was written in its subject.

use std::fmt::Write as _;

use debrief_shared::api::{NotificationKind, SuggestionEnd};
use uuid::Uuid;

use super::letters::{Letter, escape};
use crate::calendar::one_line;
use crate::config::Origin;
use crate::notify::excerpt;
use crate::store::notifications::NotificationRow;

/// Most things that one mail tells of one by one.
const MAX_TOLD: usize = 50;
/// Longest title in a subject, in characters.
const MAX_SUBJECT_CHARS: usize = 80;

/// What happened in one postmortem, oldest first.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) postmortem: Uuid,
    /// Not open to the workspace.
    pub(super) restricted: bool,
    pub(super) rows: Vec<NotificationRow>,
}

/// Whom it is for.
#[derive(Debug)]
pub(super) struct Addressee<'a> {
    pub(super) email: &'a str,
    pub(super) name: &'a str,
}

/// The mail; `id` is its own, the same at every try.
pub(super) fn letter(to: &Addressee<'_>, parts: &[Part], id: Uuid, public_url: &Origin) -> Letter {
    let settings = format!("{}/account#notifications", public_url.as_str());
    let about = "You get this because your settings in Debrief say so, and you had not seen it there yet.";
    let change = "Change what you are told of, and how:";
    let (mut text, mut html) = (format!("Hello {},\n", one_line(to.name)), String::new());
    let _ = write!(html, "<p>Hello {},</p>", escape(&one_line(to.name)));
    let mut left = MAX_TOLD;
    for part in parts {
        let heading = heading(part);
        let _ = write!(text, "\n{heading}\n");
        let _ = write!(html, "<h2 style=\"font-size:1.1em;margin:1.5em 0 .5em\">{}</h2>", escape(&heading));
        for row in part.rows.iter().take(left) {
            tell(row, part.restricted, public_url, &mut text, &mut html);
        }
        left = left.saturating_sub(part.rows.len());
    }
    let all: usize = parts.iter().map(|part| part.rows.len()).sum();
    if all > MAX_TOLD {
        let more = format!("And {} more, under the bell.", all - MAX_TOLD);
        let _ = write!(text, "\n{more}\n");
        let _ = write!(html, "<p>{more}</p>");
    }
    let _ = write!(text, "\n-- \n{about} {change}\n{settings}\n");
    let link = escape(&settings);
    let _ = write!(
        html,
        "<p style=\"margin-top:2em;font-size:.85em;color:#555\">{} <a href=\"{link}\">{change}</a></p>",
        escape(about)
    );
    let subject = subject(parts);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{}</title>\
         <body style=\"font:16px/1.5 sans-serif;max-width:36em\">{html}</body></html>\n",
        escape(&subject)
    );
    Letter {
        to: to.email.to_owned(),
        name: Some(one_line(to.name)),
        subject,
        text,
        html,
        id: Some(id),
        unsubscribe: Some(settings),
        calendar: None,
    }
}

fn tell(row: &NotificationRow, restricted: bool, public_url: &Origin, text: &mut String, html: &mut String) {
    let (words, address) = (line(row), address(row, public_url));
    let said = Some(excerpt(&row.body)).filter(|said| !restricted && !said.is_empty());
    let _ = write!(text, "\n{words}.\n");
    let _ = write!(html, "<p style=\"margin:.75em 0\"><a href=\"{}\">{}</a>", escape(&address), escape(&words));
    if let Some(said) = said {
        let said = one_line(&said);
        let _ = writeln!(text, "  \u{201c}{said}\u{201d}");
        let _ = write!(html, "<br><span style=\"color:#555\">\u{201c}{}\u{201d}</span>", escape(&said));
    }
    let _ = writeln!(text, "  {address}");
    html.push_str("</p>");
}

fn subject(parts: &[Part]) -> String {
    let count: usize = parts.iter().map(|part| part.rows.len()).sum();
    let [part] = parts else { return format!("Debrief: {count} new in {} postmortems", parts.len()) };
    let what = match part.rows.as_slice() {
        [row] => line(row),
        rows => format!("{} new", rows.len()),
    };
    format!("{}: {what}", heading(part).chars().take(MAX_SUBJECT_CHARS).collect::<String>())
}

fn heading(part: &Part) -> String {
    let title = part.rows.first().map(|row| one_line(&row.title)).unwrap_or_default();
    match title.as_str() {
        _ if part.restricted => "A restricted postmortem".to_owned(),
        "" => "Untitled postmortem".to_owned(),
        _ => title,
    }
}

fn line(row: &NotificationRow) -> String {
    if row.kind == NotificationKind::MitigationDue {
        return match row.happened {
            0 | 1 => "Still right? Something you took on is due. Say so, or give it a new date".to_owned(),
            count => format!("Still right? {count} reminders of what you took on. Say so, or give it a new date"),
        };
    }
    let did = match row.kind {
        NotificationKind::Mentioned => "mentioned you",
        NotificationKind::Answered => "replied",
        NotificationKind::Begun => "commented on your postmortem",
        NotificationKind::Resolved => match row.suggestion {
            Some(SuggestionEnd { accepted: true, own: true }) => "accepted your suggestion",
            Some(SuggestionEnd { accepted: true, .. }) => "accepted a suggestion",
            Some(SuggestionEnd { own: true, .. }) => "declined your suggestion",
            Some(_) => "set a suggestion aside",
            None => "resolved a thread",
        },
        NotificationKind::ReviewAsked => "asked you for a review",
        NotificationKind::Approved => "approved it in review",
        NotificationKind::SentBack => "sent it back in review",
        NotificationKind::Published => "published it",
        NotificationKind::MeetingSet => "asked you to the meeting",
        NotificationKind::MeetingMoved => "changed the meeting",
        NotificationKind::MeetingCancelled => "cancelled the meeting",
        NotificationKind::FacilitatorSought => "looks for a facilitator",
        NotificationKind::FacilitatorFound => "facilitates the meeting",
        NotificationKind::MitigationDue => "is reminded",
    };
    let name = one_line(&row.actor.named());
    match row.happened {
        0 | 1 => format!("{name} {did}"),
        count if row.kind == NotificationKind::Mentioned => {
            format!("You were mentioned; {count} new, the last by {name}")
        }
        count => format!("{name} {did}; {count} new"),
    }
}

fn address(row: &NotificationRow, public_url: &Origin) -> String {
    if row.kind == NotificationKind::MitigationDue {
        return format!("{}/mitigations?show=mine", public_url.as_str());
    }
    let path = format!("{}/p/{}", public_url.as_str(), row.postmortem);
    match row.comment.or(row.thread) {
        Some(comment) => format!("{path}#comment-{comment}"),
        None if row.kind.is_about_meeting() => format!("{path}#meeting"),
        None => format!("{path}#review"),
    }
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::Person;
    use jiff::Timestamp;

    use super::*;

    fn row(number: u128, kind: NotificationKind, thread: Option<u128>) -> NotificationRow {
        NotificationRow {
            id: Uuid::from_u128(number),
            kind,
            actor: Person { id: Uuid::nil(), name: "Ada <b>".to_owned(), color: 0, guest: false },
            postmortem: Uuid::from_u128(7),
            title: "Checkout\r\nBcc: eve@example.com".to_owned(),
            thread: thread.map(Uuid::from_u128),
            comment: None,
            body: "How do we <know>?".to_owned(),
            suggestion: None,
            happened: 1,
            created_at: Timestamp::UNIX_EPOCH,
            read: false,
        }
    }

    fn written(parts: &[Part]) -> Letter {
        let url = Origin::parse("https://debrief.example.com").expect("an origin");
        letter(&Addressee { email: "grace@example.com", name: "Grace" }, parts, Uuid::nil(), &url)
    }

    #[test]
    fn a_mail_says_who_did_what_where_and_how_to_get_fewer() {
        let rows = vec![row(1, NotificationKind::Mentioned, Some(2)), row(3, NotificationKind::ReviewAsked, None)];
        let letter = written(&[Part { postmortem: Uuid::from_u128(7), restricted: false, rows }]);
        insta::assert_snapshot!(letter.text);
        assert_eq!(letter.subject, "Checkout Bcc: eve@example.com: 2 new", "one line");
        assert!(letter.html.contains("Ada &lt;b&gt; mentioned you") && !letter.html.contains("<b>"));
        assert!(letter.html.contains("How do we &lt;know&gt;?") && !letter.subject.contains("know"));
        for link in ["#comment-00000000-0000-0000-0000-000000000002", "#review", "/account#notifications"] {
            assert!(letter.text.contains(link) && letter.html.contains(link), "{link}");
        }
    }

    #[test]
    fn a_mail_about_a_restricted_postmortem_gives_nothing_of_it_away() {
        let part = |restricted, number| Part {
            postmortem: Uuid::from_u128(number),
            restricted,
            rows: vec![row(number, NotificationKind::Mentioned, Some(2))],
        };
        let letter = written(&[part(true, 7)]);
        for text in [&letter.subject, &letter.text, &letter.html] {
            assert!(!text.contains("Checkout") && !text.contains("know"), "{text}");
        }
        assert_eq!(letter.subject, "A restricted postmortem: Ada <b> mentioned you");
        let both = written(&[part(true, 7), part(false, 8)]);
        assert_eq!(both.subject, "Debrief: 2 new in 2 postmortems");
        assert_eq!(both.text.matches("Checkout").count(), 1);
    }

    #[test]
    fn a_mail_has_an_end() {
        let rows = (0..60).map(|number| row(number, NotificationKind::Answered, Some(number))).collect();
        let letter = written(&[Part { postmortem: Uuid::from_u128(7), restricted: false, rows }]);
        assert_eq!(letter.text.matches("#comment-").count(), MAX_TOLD);
        assert!(letter.text.contains("And 10 more"));
    }
}

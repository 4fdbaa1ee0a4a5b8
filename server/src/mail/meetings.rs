//! Mails about meetings: invitations, changes and cancellations, each with a part that calendars read. What one says is found out when it goes:
//! how the meeting stands then, and whether whoever gets it may know of it.

use std::fmt::Write as _;

use debrief_shared::api::{MeetingPart, NotificationKind, Visibility};
use jiff::Timestamp;

use super::Round;
use super::letters::{ForCalendars, Letter, escape};
use super::rounds::{Handed, count};
use crate::calendar::{self, Invitation, Method, one_line, when};
use crate::config::Origin;
use crate::notify::may_read;
use crate::store::StoreError;
use crate::store::meetings::{MeetingMail, MeetingRow};
use crate::store::people::Account;

/// What somebody was told last whose calendar has nothing of it any more.
const TOLD_OFF: &str = "off";
/// Longest title in a subject, in characters.
const MAX_SUBJECT_CHARS: usize = 80;

/// A mail and what it leaves its reader with.
struct Composed {
    letter: Letter,
    told: String,
}

/// What is written about.
struct About<'a> {
    meeting: &'a MeetingRow,
    account: &'a Account,
    email: &'a str,
    /// They heard of it before.
    again: bool,
    /// Not open to the workspace: mails pass through other hands.
    hides: bool,
    /// They may not read the postmortem any more.
    bare: bool,
}

impl Round {
    /// Sends the next mail about a meeting that is due. Whether the mail server was reached; `None` when there was nothing to send.
    pub(super) async fn send_next_invitation(&self, now: Timestamp, until: Timestamp) -> Option<bool> {
        let mail = match self.store.claim_meeting_mail(now, until).await {
            Ok(mail) => mail?,
            Err(error) => {
                tracing::warn!(%error, "it could not be looked for invitations that are due");
                return None;
            }
        };
        let composed = match self.compose_invitation(&mail, now).await {
            Ok(Some(composed)) => composed,
            Ok(None) => {
                self.end_invitation(&mail, "not needed", None).await;
                return Some(true);
            }
            Err(error) => {
                // It is somebody's again when its time is over.
                tracing::warn!(%error, "an invitation could not be put together");
                return None;
            }
        };
        Some(match self.transmit(composed.letter, mail.tries).await {
            Handed::Over => {
                self.end_invitation(&mail, "sent", Some(&composed.told)).await;
                true
            }
            Handed::GivenUp { reached } => {
                self.end_invitation(&mail, "given up", None).await;
                reached
            }
            Handed::Again { reached, .. } => {
                count("retried");
                let due = Timestamp::now() + super::rounds::pause(mail.tries);
                if let Err(error) = self.store.postpone_meeting_mail(mail.id, due).await {
                    tracing::warn!(%error, "an invitation could not be postponed");
                }
                reached
            }
        })
    }

    async fn end_invitation(&self, mail: &MeetingMail, outcome: &'static str, told: Option<&str>) {
        self.note_end(outcome, || self.store.end_meeting_mail(mail, told)).await;
    }

    async fn compose_invitation(&self, mail: &MeetingMail, now: Timestamp) -> Result<Option<Composed>, StoreError> {
        let Some(meeting) = self.store.meeting_by_id(mail.meeting).await? else { return Ok(None) };
        let account = match self.store.account(mail.person).await {
            Err(StoreError::NotFound) => return Ok(None),
            account => account?,
        };
        let Some(email) = account.email.as_deref().filter(|_| account.suspended_at.is_none()) else { return Ok(None) };
        let Some(row) = meeting.people.iter().find(|row| row.person.id == mail.person) else { return Ok(None) };
        if meeting.ends_at <= now {
            return Ok(None);
        }
        let standing = self.store.standing(meeting.postmortem, mail.person, now).await?;
        let reads = may_read(mail.person, account.person.guest, &standing);
        let was_told = row.told.as_deref().filter(|told| *told != TOLD_OFF);
        let hides = standing.row.visibility == Visibility::Restricted;
        let about =
            About { meeting: &meeting, account: &account, email, again: was_told.is_some(), hides, bare: !reads };
        let comes = row.part.filter(|_| reads && !meeting.cancelled);
        let Some(part) = comes else {
            // Whoever has it in their calendar is told that it is off, whatever else they want to be told of.
            let letter = was_told.map(|_| letter(Method::Cancel, None, &about, mail, self));
            return Ok(letter.map(|letter| Composed { letter, told: TOLD_OFF.to_owned() }));
        };
        let told = state(&meeting, part);
        let settings = self.store.notification_settings(&[mail.person]).await?.remove(&mail.person).unwrap_or_default();
        if was_told == Some(&told) || !settings.mails(NotificationKind::MeetingSet) {
            return Ok(None);
        }
        Ok(Some(Composed { letter: letter(Method::Request, Some(part), &about, mail, self), told }))
    }
}

/// All that a mail says of a meeting: while it is the same, there is nothing to tell.
fn state(meeting: &MeetingRow, part: MeetingPart) -> String {
    let facilitator = meeting.facilitator().map(|person| person.id.to_string()).unwrap_or_default();
    let (start, end, zone) = (meeting.starts_at, meeting.ends_at, &meeting.time_zone);
    format!("{start} {end} {zone} {part:?} {facilitator} {}", meeting.place)
}

fn letter(method: Method, part: Option<MeetingPart>, about: &About<'_>, mail: &MeetingMail, round: &Round) -> Letter {
    let About { meeting, account, email, .. } = *about;
    let url: &Origin = &round.public_url;
    let link = format!("{}/p/{}", url.as_str(), meeting.postmortem);
    let from = round.from.email.to_string();
    let invitation = Invitation {
        meeting,
        link: &link,
        from: Some(&from),
        reader: Some((&account.person, email)),
        hides: about.hides,
        bare: about.bare,
    };
    let calendar = ForCalendars { method: method.as_str(), text: calendar::message(method, &invitation) };
    let name = one_line(&account.person.name);
    let mut words = Words::default();
    words.line(&format!("Hello {name},"));
    words.line(&what_happened(method, part, about));
    if !about.bare {
        let mut facts = vec![format!("When: {}", when(meeting))];
        if part.is_some() && !about.hides {
            if !meeting.place.is_empty() {
                facts.push(format!("Where: {}", one_line(&meeting.place)));
            }
            if let Some(facilitator) = meeting.facilitator() {
                facts.push(format!("Facilitator: {}", one_line(&facilitator.named())));
            }
        } else if about.hides {
            facts.push("Where it is, and who comes, is said in the postmortem.".to_owned());
        }
        words.lines(&facts);
        let lead = if part.is_some() { "Read the postmortem in advance:" } else { "The postmortem:" };
        words.link(lead, &format!("{link}#meeting"));
    }
    let settings = format!("{}/account#notifications", url.as_str());
    let (text, html) = words.end(&settings, &subject(method, about));
    Letter {
        to: email.to_owned(),
        name: Some(name),
        subject: subject(method, about),
        text,
        html,
        id: Some(mail.id),
        unsubscribe: Some(settings),
        calendar: Some(calendar),
    }
}

fn title(about: &About<'_>) -> String {
    let title = one_line(&about.meeting.title);
    match title.as_str() {
        _ if about.hides || about.bare => "a restricted postmortem".to_owned(),
        "" => "an untitled postmortem".to_owned(),
        _ => format!("\u{201c}{title}\u{201d}"),
    }
}

fn subject(method: Method, about: &About<'_>) -> String {
    if about.bare {
        return "Cancelled: a postmortem meeting".to_owned();
    }
    let word = match method {
        Method::Cancel => "Cancelled",
        _ if about.again => "Changed",
        _ => "Invitation",
    };
    let title = one_line(&about.meeting.title);
    let title: String = match title.as_str() {
        _ if about.hides => "a restricted postmortem".to_owned(),
        "" => "an untitled postmortem".to_owned(),
        title => title.chars().take(MAX_SUBJECT_CHARS).collect(),
    };
    format!("{word}: {title}, {}", when(about.meeting))
}

fn what_happened(method: Method, part: Option<MeetingPart>, about: &About<'_>) -> String {
    if about.bare {
        return "A meeting that you were asked to is off for you, and your calendar can forget it.".to_owned();
    }
    let (by, title) = (one_line(&about.meeting.changed_by.named()), title(about));
    match (method, part) {
        (Method::Cancel, _) if about.meeting.cancelled => format!("{by} cancelled the meeting about {title}."),
        (Method::Cancel, _) => {
            format!("You are not asked to the meeting about {title} any more, and your time is free.")
        }
        (_, part) if about.again => format!("{by} changed the meeting about {title}. {}", your_part(part)),
        (_, part) => format!("{by} asks you to the meeting about {title}. {}", your_part(part)),
    }
}

fn your_part(part: Option<MeetingPart>) -> &'static str {
    match part {
        Some(MeetingPart::Facilitator) => "You facilitate it.",
        Some(MeetingPart::Optional) => "You are welcome, and need not come.",
        Some(MeetingPart::Required) | None => "It counts on you.",
    }
}

/// The same words as plain text and as HTML.
#[derive(Default)]
struct Words {
    text: String,
    html: String,
}

impl Words {
    fn line(&mut self, line: &str) {
        self.lines(&[line.to_owned()]);
    }

    fn lines(&mut self, lines: &[String]) {
        let _ = write!(self.text, "{}\n\n", lines.join("\n"));
        let html: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        let _ = write!(self.html, "<p>{}</p>", html.join("<br>"));
    }

    fn link(&mut self, lead: &str, link: &str) {
        let _ = write!(self.text, "{lead}\n{link}\n");
        let link = escape(link);
        let _ = write!(self.html, "<p>{}<br><a href=\"{link}\">{link}</a></p>", escape(lead));
    }

    fn end(mut self, settings: &str, subject: &str) -> (String, String) {
        let about = "Debrief reads no answers to this mail. Change what you are told of, and how:";
        let _ = write!(self.text, "\n-- \n{about}\n{settings}\n");
        let html = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{}</title>\
             <body style=\"font:16px/1.5 sans-serif;max-width:36em\">{}\
             <p style=\"margin-top:2em;font-size:.85em;color:#555\"><a href=\"{}\">{about}</a></p></body></html>\n",
            escape(subject),
            self.html,
            escape(settings)
        );
        (self.text, html)
    }
}

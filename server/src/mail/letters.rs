//! What mails say: calm words, one link, nothing that others could not know.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use uuid::Uuid;

use crate::config::Origin;
use crate::store::people::Ticket;

/// A mail before it has a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// The name that stands with it.
    pub name: Option<String>,
    /// Subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What it is called, where it may be sent twice: whoever gets both sees that it is one.
    pub id: Option<Uuid>,
    /// Where to have fewer of its kind.
    pub unsubscribe: Option<String>,
    /// The same for calendars.
    pub calendar: Option<ForCalendars>,
}

/// What a mail says to calendars (RFC 6047).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForCalendars {
    /// What they are to do with it, as in its text.
    pub method: &'static str,
    /// iCalendar.
    pub text: String,
}

/// Says that no person has written it, so that no holiday note answers (RFC 3834).
#[derive(Clone, Copy, Debug)]
pub struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where to have fewer such mails (RFC 2369).
#[derive(Clone, Debug)]
pub struct ListUnsubscribe(pub String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(value.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// A new password, asked for by mail.
pub(super) fn reset(ticket: &Ticket, secret: &str, name: &str, public_url: &Origin) -> Letter {
    let url = public_url.as_str();
    letter(
        ticket,
        Some(name),
        "A new password for Debrief",
        &format!("Hello {name},"),
        &format!("somebody asked for a new password for your account at {url}. If it was you, set one here:"),
        &format!("{url}/reset#{secret}"),
        "If it wasn't you, there is nothing to do: your password stays as it is.",
    )
}

/// An invitation.
pub(super) fn invitation(ticket: &Ticket, secret: &str, by: &str, public_url: &Origin) -> Letter {
    let url = public_url.as_str();
    letter(
        ticket,
        None,
        "You are invited to Debrief",
        "Hello,",
        &format!(
            "{by} invites you to Debrief at {url}, where postmortems are written together. Make your account here:"
        ),
        &format!("{url}/invitation#{secret}"),
        "If you don't know what this is about, there is nothing to do.",
    )
}

fn letter(
    ticket: &Ticket,
    name: Option<&str>,
    subject: &'static str,
    greeting: &str,
    why: &str,
    link: &str,
    otherwise: &str,
) -> Letter {
    let until = format!("The link works once, until {}.", day_and_time(ticket.expires_at));
    let text = format!("{greeting}\n\n{why}\n\n{link}\n\n{until} {otherwise}\n");
    let [greeting, why, link, until, otherwise] = [greeting, why, link, &until, otherwise].map(escape);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{subject}</title>\
         <body style=\"font:16px/1.5 sans-serif;max-width:36em\"><p>{greeting}</p><p>{why}</p>\
         <p><a href=\"{link}\">{link}</a></p><p>{until} {otherwise}</p></body></html>\n"
    );
    Letter {
        to: ticket.email.clone(),
        name: name.map(str::to_owned),
        subject: subject.to_owned(),
        text,
        html,
        id: None,
        unsubscribe: None,
        calendar: None,
    }
}

fn day_and_time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// For HTML, in texts and attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::{InstanceRole, TicketKind};

    use super::*;

    fn ticket() -> Ticket {
        Ticket {
            id: Uuid::nil(),
            kind: TicketKind::Invitation,
            email: "grace@example.com".to_owned(),
            person: None,
            role: Some(InstanceRole::Member),
            created_by: None,
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: "2026-11-28T12:05:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn letters_say_what_to_do_and_until_when() {
        let url = Origin::parse("https://debrief.example.com").unwrap();
        let letter = invitation(&ticket(), "SECRET", "Ada <b>", &url);
        insta::assert_snapshot!(letter.text);
        assert!(letter.html.contains("Ada &lt;b&gt;") && !letter.html.contains("<b>"));
        assert_eq!(letter.html.matches("https://debrief.example.com/invitation#SECRET").count(), 2);
        insta::assert_snapshot!(reset(&ticket(), "SECRET", "Grace", &url).text);
    }
}

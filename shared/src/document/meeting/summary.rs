//! What is left of a meeting in the document: a section in plain Markdown, to be corrected by whoever was there.

use std::fmt::Write as _;

use super::{LineKind, MeetingRole, MeetingView, Stance};
use crate::document::{NewSection, SectionKind, View};

/// When the meeting was, in words, for the heading.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// The day, as people here write it, with its zone.
    pub day: &'a str,
}

impl MeetingView {
    /// The section that tells of the meeting: who was there, what was decided, who stands behind which commitment, and the concerns that are open.
    pub fn summary_section(&self, view: &View, present: Present<'_>) -> NewSection {
        let mut body = String::new();
        self.tell_people(&mut body);
        let lines = |kind: LineKind| self.lines.iter().filter(move |line| line.kind == kind).map(|line| &line.text);
        list(&mut body, "Decisions", lines(LineKind::Decision).map(|text| plain(text)));
        self.tell_commitments(&mut body, view);
        list(&mut body, "Open concerns", self.concerns(view));
        list(&mut body, "Parking lot", lines(LineKind::Parked).map(|text| plain(text)));
        list(&mut body, "Notes", lines(LineKind::Note).map(|text| plain(text)));
        if !self.off_topic.trim().is_empty() {
            let _ = write!(body, "Not talked about, on purpose: {}\n\n", plain(&self.off_topic));
        }
        NewSection {
            kind: SectionKind::Prose,
            heading: format!("The meeting on {}", present.day),
            guidance: String::new(),
            body: body.trim_end().to_owned(),
        }
    }

    fn tell_people(&self, body: &mut String) {
        if self.people.is_empty() {
            return;
        }
        let name = |person: &super::Attendee| {
            let leads = self.lead.as_ref().is_some_and(|lead| lead.id == person.id).then_some("facilitator");
            let role = person.role.map(|role| match role {
                MeetingRole::Scribe => "scribe",
                MeetingRole::DevilsAdvocate => "devil's advocate",
            });
            let besides: Vec<&str> = leads.into_iter().chain(role).collect();
            if besides.is_empty() {
                plain(&person.name)
            } else {
                format!("{} ({})", plain(&person.name), besides.join(", "))
            }
        };
        let names: Vec<String> = self.people.iter().map(name).collect();
        let _ = write!(body, "**Who was there:** {}\n\n", names.join(", "));
    }

    fn tell_commitments(&self, body: &mut String, view: &View) {
        let commitments = view.live_mitigations().filter(|mitigation| mitigation.status.is_commitment());
        let told = commitments.map(|mitigation| {
            let names = |stance: Stance| {
                let of =
                    self.answers.iter().filter(|answer| answer.commitment == mitigation.id && answer.stance == stance);
                of.map(|answer| plain(&answer.name)).collect::<Vec<_>>()
            };
            let owner = match (mitigation.owner.trim(), self.confirmation(&mitigation.id)) {
                ("", _) => "nobody owns it yet".to_owned(),
                (owner, Some(confirmed)) if confirmed.name == owner => format!("{} takes it on", plain(owner)),
                (owner, _) => format!("{} has not confirmed it yet", plain(owner)),
            };
            let agreed = match names(Stance::Agree).as_slice() {
                [] => "nobody was asked or has agreed yet".to_owned(),
                names => format!("agreed: {}", names.join(", ")),
            };
            let worried = match names(Stance::Concern).as_slice() {
                [] => String::new(),
                names => format!("; concerns: {}", names.join(", ")),
            };
            format!("{} ({owner}; {agreed}{worried})", plain(&mitigation.text))
        });
        list(body, "The plan", told);
    }

    fn concerns<'v>(&'v self, view: &'v View) -> impl Iterator<Item = String> + 'v {
        self.answers.iter().filter(|answer| answer.stance == Stance::Concern).filter_map(|answer| {
            let about = view.live_mitigations().find(|mitigation| mitigation.id == answer.commitment)?;
            let words = plain(&answer.words);
            Some(format!("{}, about “{}”: {words}", plain(&answer.name), plain(&about.text)))
        })
    }
}

fn list(body: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = write!(body, "### {heading}\n\n");
    for line in lines {
        let _ = writeln!(body, "- {line}");
    }
    body.push('\n');
}

/// One line in which nothing but its words is meant: what would be notation of Markdown is escaped.
fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#') {
                line.push('\\');
            }
            line.push(letter);
        }
    }
    line
}

//! The message for people outside: made of what was picked and of nothing else, with roles in the place of names, and without what tells of
//! people or opens doors. It reads the picked texts only; no other field of the document gets near it.

mod fold;
mod names;
mod words;
mod shapes;
mod redact;
mod text;
mod page;
mod feed;

use std::collections::BTreeSet;
use std::fmt::Write;

use uuid::Uuid;

use crate::api::{OutsideChoice, OutsidePart, OutsideReason, Redacted};
use crate::document::{EntryView, View};
use crate::render::{MAX_SOURCE_BYTES, TooLarge};
use redact::Redactor;

pub use feed::{Entry, Feed, feed};
pub use page::{Page, STYLE, no_page, page, password_page};

/// What the address of a picture begins with in a composed body.
pub const IMAGE: &str = "outside-image/";

/// Largest body of a message, in bytes.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// What is known of the instance: none of it may get out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Names of people with an account. Parts of them count, too.
    pub people: Vec<String>,
    /// Names of customers.
    pub customers: Vec<String>,
    /// The address of the instance, `https://debrief.example.com`, or empty. Links into it lead nowhere for a stranger.
    pub site: String,
}

/// A message, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composed {
    /// Plain text.
    pub title: String,
    /// HTML of our own making. Pictures are addressed by [`IMAGE`] and the name that the caller gives them.
    pub body: String,
    /// What was taken out or replaced.
    pub redacted: Vec<Redacted>,
    /// Web addresses in what is picked.
    pub links: Vec<String>,
    /// Pictures in what is picked.
    pub images: Vec<Uuid>,
    /// Those of them that are shown.
    pub shown: Vec<Uuid>,
    /// Whether there is nothing to read besides the title.
    pub empty: bool,
}

/// Makes the message. `name` is what a picture is called outside.
///
/// # Errors
/// [`TooLarge`] past the limits.
pub fn compose(
    view: &View,
    choice: &OutsideChoice,
    known: &Known,
    name: &dyn Fn(Uuid) -> String,
) -> Result<Composed, TooLarge> {
    let picked = Picked::of(view, choice);
    if picked.bytes(choice) > MAX_SOURCE_BYTES {
        return Err(TooLarge);
    }
    let mut redactor = Redactor::new(choice, known, &names_in(view));
    let title = text::plain(&choice.title, &mut redactor);
    let mut body = String::new();
    for part in OutsidePart::ALL {
        let inside = picked.part(part, choice, &mut redactor, name)?;
        if !inside.is_empty() {
            let _ = write!(body, "<h2>{}</h2>\n{inside}", part.heading());
        }
    }
    if body.len() > MAX_BODY_BYTES {
        return Err(TooLarge);
    }
    let empty = body.is_empty();
    let Redactor { links, images, shown, .. } = &mut redactor;
    let (links, images, shown) = (std::mem::take(links), std::mem::take(images), std::mem::take(shown));
    let list = |ids: BTreeSet<Uuid>| ids.into_iter().collect();
    Ok(Composed {
        title,
        body,
        redacted: redactor.told(),
        links: links.into_iter().collect(),
        images: list(images),
        shown: list(shown),
        empty,
    })
}

/// Whether the last part of an address gives anything away that would be taken out of the text; if so, what. `written` are the names in the
/// document: see [`names_in`].
pub fn tells(slug: &str, choice: &OutsideChoice, known: &Known, written: &[String]) -> Option<String> {
    let mut redactor = Redactor::new(choice, known, written);
    let found = redactor.ranges(slug);
    // Digits and hyphens of a date look like much else.
    let counts = |reason| matches!(reason, OutsideReason::Name | OutsideReason::Customer | OutsideReason::Word);
    found.into_iter().find(|range| counts(range.reason)).map(|range| range.found)
}

/// Names that stand in fields of the document: whoever owns a mitigation, gave an account or removed something.
pub fn names_in(view: &View) -> Vec<String> {
    let owners = view.mitigations.iter().map(|mitigation| &mitigation.owner);
    let authors = view.timeline.iter().flat_map(|entry| entry.accounts.iter().map(|account| &account.author));
    let removers = view.sections.iter().filter_map(|section| section.removed.as_ref().map(|removed| &removed.by));
    owners.chain(authors).chain(removers).filter(|name| name.trim().chars().count() > 2).cloned().collect()
}

/// What is picked, in the order of the document. What was removed cannot be picked.
struct Picked<'a> {
    sections: Vec<(OutsidePart, &'a str, &'a str)>,
    entries: Vec<&'a EntryView>,
    mitigations: Vec<&'a str>,
}

impl<'a> Picked<'a> {
    fn of(view: &'a View, choice: &OutsideChoice) -> Self {
        let section = |id: &str| choice.sections.iter().find(|picked| picked.id == id).map(|picked| picked.part);
        let sections = view.live_sections().filter_map(|one| Some((section(&one.id)?, &*one.heading, &*one.body)));
        let entries = view.live_timeline().filter(|entry| choice.entries.contains(&entry.id));
        let mitigations = view.live_mitigations().filter(|one| choice.mitigations.contains(&one.id));
        Self {
            sections: sections.collect(),
            entries: entries.collect(),
            mitigations: mitigations.map(|one| &*one.text).collect(),
        }
    }

    fn bytes(&self, choice: &OutsideChoice) -> usize {
        let own = choice.title.len() + choice.summary.len() + choice.happened.len() + choice.doing.len();
        let sections: usize = self.sections.iter().map(|(_, heading, body)| heading.len() + body.len()).sum();
        let entries: usize = self.entries.iter().map(|entry| entry.text.len()).sum();
        own + sections + entries + self.mitigations.iter().map(|text| text.len()).sum::<usize>()
    }

    /// One part: words of one's own, then what was picked for it.
    fn part(
        &self,
        part: OutsidePart,
        choice: &OutsideChoice,
        redactor: &mut Redactor,
        name: &dyn Fn(Uuid) -> String,
    ) -> Result<String, TooLarge> {
        let own = match part {
            OutsidePart::Summary => &choice.summary,
            OutsidePart::Happened => &choice.happened,
            OutsidePart::Doing => &choice.doing,
        };
        let mut out = text::html(own, redactor, name)?;
        for (_, heading, body) in self.sections.iter().filter(|(of, ..)| *of == part) {
            let heading = text::plain(heading, redactor);
            if !heading.is_empty() {
                let _ = writeln!(out, "<h3>{}</h3>", page::escape(&heading));
            }
            out.push_str(&text::html(body, redactor, name)?);
        }
        match part {
            OutsidePart::Summary => {}
            OutsidePart::Happened => out.push_str(&self.timeline(redactor, name)?),
            OutsidePart::Doing => out.push_str(&self.actions(redactor, name)?),
        }
        Ok(out)
    }

    fn timeline(&self, redactor: &mut Redactor, name: &dyn Fn(Uuid) -> String) -> Result<String, TooLarge> {
        if self.entries.is_empty() {
            return Ok(String::new());
        }
        let mut out = String::from("<h3>Timeline</h3>\n<dl class=\"timeline\">\n");
        for entry in &self.entries {
            let about = if entry.approximate { "about " } else { "" };
            // A time that cannot be read is somebody's words in a field that was not picked.
            let time = entry.moment().map_or_else(
                || "At some time".to_owned(),
                |at| {
                    let shown = format!("{about}{} {} {}", at.date(), at.clock(), at.zone_label());
                    format!("<time datetime=\"{at}\">{shown}</time>")
                },
            );
            let _ = writeln!(out, "<dt>{time}</dt>\n<dd>{}</dd>", text::html(&entry.text, redactor, name)?.trim_end());
        }
        out.push_str("</dl>\n");
        Ok(out)
    }

    fn actions(&self, redactor: &mut Redactor, name: &dyn Fn(Uuid) -> String) -> Result<String, TooLarge> {
        if self.mitigations.is_empty() {
            return Ok(String::new());
        }
        let mut out = String::from("<ul>\n");
        for text in &self.mitigations {
            let _ = writeln!(out, "<li>{}</li>", text::html(text, redactor, name)?.trim_end());
        }
        out.push_str("</ul>\n");
        Ok(out)
    }
}

#[cfg(test)]
mod tests;

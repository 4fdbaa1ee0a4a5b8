//! Section templates: the six that come with the product, what a template may hold, and the first content of a document made from one.

use debrief_shared::api::{MAX_TEMPLATE_SECTIONS, Template, TemplateSection};
use debrief_shared::document::{Seed, View};
use jiff::Timestamp;

use crate::people::plain_line;
use crate::random;
use crate::store::templates::TemplateRow;
use crate::store::{Store, StoreError};

const BUILT_IN: [&str; 6] = [
    include_str!("../templates/pushpay.json"),
    include_str!("../templates/google-sre.json"),
    include_str!("../templates/pagerduty.json"),
    include_str!("../templates/morgue.json"),
    include_str!("../templates/outside-message.json"),
    include_str!("../templates/learning-review.json"),
];

const MAX_NAME_CHARS: usize = 80;
const MAX_SUMMARY_CHARS: usize = 500;
const MAX_HEADING_CHARS: usize = 200;
const MAX_GUIDANCE_CHARS: usize = 2_000;
const MAX_BODY_CHARS: usize = 20_000;

/// The templates that come with the product.
pub fn built_in() -> impl Iterator<Item = TemplateRow> {
    BUILT_IN.iter().map(|json| {
        let template: Template = serde_json::from_str(json).expect("a test reads every built-in template");
        TemplateRow {
            id: template.id,
            name: template.name,
            summary: template.summary,
            built_in: true,
            author: None,
            sections: template.sections,
        }
    })
}

/// Brings the stored built-in templates up to date; those that a person changed stay as they are.
pub async fn refresh(store: &dyn Store, now: Timestamp) -> Result<(), StoreError> {
    for template in built_in() {
        store.refresh_built_in(&template, now).await?;
    }
    Ok(())
}

/// The first update of a new document made from a template.
pub fn first_update(title: &str, sections: &[TemplateSection], now: Timestamp) -> Vec<u8> {
    let sections = sections.iter().cloned().map(Into::into).collect();
    let seed = Seed { title: title.to_owned(), sections, ..Seed::default() };
    seed.to_update(random::client_id(), || random::id(now).to_string())
}

/// Headings and guidance of a postmortem as a template; its text stays where it is.
pub fn structure(view: &View) -> Vec<TemplateSection> {
    view.live_sections()
        .map(|section| TemplateSection {
            kind: section.kind,
            heading: section.heading.clone(),
            guidance: section.guidance.clone(),
            body: String::new(),
        })
        .collect()
}

/// What is wrong with a template's content, if anything.
pub fn objection(name: &str, summary: &str, sections: &[TemplateSection]) -> Option<String> {
    if plain_line(name, MAX_NAME_CHARS).is_none() {
        return Some(format!("Write a name of 1 to {MAX_NAME_CHARS} characters."));
    }
    if summary.chars().count() > MAX_SUMMARY_CHARS {
        return Some(format!("Keep the summary within {MAX_SUMMARY_CHARS} characters."));
    }
    if sections.is_empty() || sections.len() > MAX_TEMPLATE_SECTIONS {
        return Some(format!("A template has 1 to {MAX_TEMPLATE_SECTIONS} sections."));
    }
    let parts = |section: &TemplateSection| {
        [
            ("heading", section.heading.chars().count(), MAX_HEADING_CHARS),
            ("guidance", section.guidance.chars().count(), MAX_GUIDANCE_CHARS),
            ("text", section.body.chars().count(), MAX_BODY_CHARS),
        ]
    };
    let too_long = sections.iter().enumerate().find_map(|(index, section)| {
        let (part, _, most) = parts(section).into_iter().find(|(_, length, most)| length > most)?;
        Some((index + 1, part, most))
    });
    too_long.map(|(number, part, most)| format!("Keep the {part} of section {number} within {most} characters."))
}

#[cfg(test)]
mod tests {
    use debrief_shared::document::SectionKind;

    use super::*;

    #[test]
    fn every_built_in_template_is_complete() {
        let ids: Vec<String> = built_in()
            .map(|template| {
                assert_eq!(objection(&template.name, &template.summary, &template.sections), None, "{}", template.id);
                assert!(template.sections.iter().all(|section| !section.guidance.is_empty()), "{}", template.id);
                template.id
            })
            .collect();
        assert_eq!(ids, ["pushpay", "google-sre", "pagerduty", "morgue", "outside-message", "learning-review"]);
    }

    #[test]
    fn objections_say_what_to_do() {
        let section = |heading: &str| TemplateSection {
            kind: SectionKind::Prose,
            heading: heading.to_owned(),
            guidance: String::new(),
            body: String::new(),
        };
        assert!(objection(" ", "", &[section("a")]).is_some());
        assert!(objection("name", "", &[]).is_some());
        assert!(objection("name", "", &vec![section("a"); MAX_TEMPLATE_SECTIONS + 1]).is_some());
        let long = objection("name", "", &[section("a"), section(&"x".repeat(201))]);
        assert_eq!(long.as_deref(), Some("Keep the heading of section 2 within 200 characters."));
        assert_eq!(objection("name", "", &[section("")]), None);
    }
}

//! What the search finds of a document, in parts that links lead to.

use debrief_shared::api::PlaceKind;
use debrief_shared::document::{SectionView, View, headings};
use debrief_shared::search::excerpt::readable;

use crate::store::plain;
use crate::store::search::Part;

/// What all parts of a postmortem may take, in bytes; what comes behind is not found.
const MAX_SEARCHED_BYTES: usize = 256 << 10;
/// Most parts of a postmortem.
const MAX_PARTS: usize = 10_000;
/// Between what several people tell of an entry.
const BETWEEN: &str = "\n";

/// The parts of a document that are in sight: title, facts, mitigations and entries first, for they are short.
pub(super) fn parts(view: &View) -> Vec<Part> {
    let facts = &view.facts;
    let told =
        [&facts.incident, &facts.severity].into_iter().chain(&facts.services).chain(&facts.tags).chain(&facts.factors);
    let told: Vec<&str> = told.map(|fact| fact.trim()).filter(|fact| !fact.is_empty()).collect();
    let mut parts = Parts { parts: Vec::new(), room: MAX_SEARCHED_BYTES };
    parts.add(PlaceKind::Title, "", "", "", &view.title);
    parts.add(PlaceKind::Facts, "", "", "", &told.join(" · "));
    // Headings before the texts under them: they say more.
    for section in view.live_sections() {
        parts.room = parts.room.saturating_sub(section.heading.len());
    }
    for mitigation in view.live_mitigations() {
        let text = format!("{} {}", mitigation.text, mitigation.ticket);
        parts.add(PlaceKind::Mitigation, &mitigation.id, "", &mitigation.owner, text.trim_end());
    }
    for entry in view.live_timeline() {
        let accounts = entry.live_accounts().flat_map(|account| [BETWEEN, &account.author, ": ", &account.text]);
        let text: String = std::iter::once(entry.text.as_str()).chain(accounts).collect();
        parts.add(PlaceKind::Entry, &entry.id, "", &entry.at, &text);
    }
    for section in view.live_sections() {
        parts.add_section(section);
    }
    parts.parts
}

struct Parts {
    parts: Vec<Part>,
    room: usize,
}

impl Parts {
    fn add(&mut self, kind: PlaceKind, id: &str, anchor: &str, label: &str, text: &str) {
        if self.parts.len() >= MAX_PARTS || (text.trim().is_empty() && label.trim().is_empty()) {
            return;
        }
        let text = &text[..text.floor_char_boundary(self.room)];
        self.room -= text.len();
        self.parts.push(Part {
            kind,
            id: plain::text(id).into_owned(),
            anchor: anchor.to_owned(),
            label: plain::text(label.trim()).into_owned(),
            text: plain::text(&readable(text)).into_owned(),
        });
    }

    /// A section up to its first inner heading, and what stands under each of those.
    fn add_section(&mut self, section: &SectionView) {
        let inner = headings(&section.body);
        let end = |at: usize| inner.get(at).map_or(section.body.len(), |heading| heading.byte);
        self.add(PlaceKind::Section, &section.id, "", &section.heading, &section.body[..end(0)]);
        for (at, heading) in inner.iter().enumerate() {
            let label = format!("{} › {}", section.heading.trim(), heading.words);
            self.add(PlaceKind::Section, &section.id, &heading.slug, &label, &section.body[heading.byte..end(at + 1)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use debrief_shared::search::words;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// A document with these texts at each place.
    fn view(texts: &[String; 5]) -> View {
        let [title, heading, body, entry, mitigation] = texts;
        serde_json::from_value(json!({
            "title": title, "facts": {"services": ["check out"], "severity": "Sev-1"},
            "sections": [
                {"id": "s", "kind": "prose", "heading": heading, "guidance": "unseen", "body": body, "removed": null},
                {"id": "r", "kind": "prose", "heading": "gone", "guidance": "", "body": "gone", "removed": {"at": "1", "by": "A"}},
            ],
            "timeline": [{"id": "e", "at": "2026-01-01T10:00:00Z", "kind": "note", "text": entry, "evidence": [], "source": "", "removed": null}],
            "mitigations": [{
                "id": "m", "text": mitigation, "category": null, "approach": null, "owner": "Grace", "due": "", "priority": "",
                "ticket": "", "status": "open", "removed": null,
            }],
        }))
        .expect("a view")
    }

    #[test]
    fn parts_stand_where_links_lead() {
        let body = "Before\n## What we saw\nthe [pool](https://x.org)\n## What we saw\nagain".to_owned();
        let texts = ["T".to_owned(), "Impact".to_owned(), body, "Page".to_owned(), "Alert".to_owned()];
        let parts = parts(&view(&texts));
        let told: Vec<_> =
            parts.iter().map(|part| (part.id.as_str(), part.anchor.as_str(), part.label.as_str())).collect();
        assert_eq!(
            told,
            [
                ("", "", ""),
                ("", "", ""),
                ("m", "", "Grace"),
                ("e", "", "2026-01-01T10:00:00Z"),
                ("s", "", "Impact"),
                ("s", "what-we-saw", "Impact › What we saw"),
                ("s", "what-we-saw~2", "Impact › What we saw"),
            ]
        );
        assert!(parts[5].text.contains("the pool https://x.org"), "{}", parts[5].text);
        assert!(!parts.iter().any(|part| part.text.contains("gone") || part.text.contains("unseen")));
    }

    #[test]
    fn a_giant_text_takes_no_more_than_there_is_room_for() {
        let texts = ["T".to_owned(), "H".to_owned(), "🦀 word ".repeat(200_000), "E".to_owned(), "M".to_owned()];
        let parts = parts(&view(&texts));
        assert!(parts.iter().map(|part| part.text.len()).sum::<usize>() <= MAX_SEARCHED_BYTES);
        assert!(parts.iter().any(|part| part.label == "H") && parts.iter().any(|part| part.text == "E"));
    }

    proptest! {
        #[test]
        fn no_word_of_a_document_is_lost(texts in prop::array::uniform5("([a-zà-ý0-9🦀漢]{1,9}[ .,\n#*\\[\\]()]{1,3}){0,12}")) {
            let found: HashSet<String> = parts(&view(&texts))
                .iter()
                .flat_map(|part| words(&part.text).chain(words(&part.label)).map(|word| word.folded).collect::<Vec<_>>())
                .collect();
            for word in texts.iter().flat_map(|text| words(text)) {
                prop_assert!(found.contains(&word.folded), "{} of {texts:?}", word.folded);
            }
        }
    }
}

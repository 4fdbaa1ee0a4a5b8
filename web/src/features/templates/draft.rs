//! A template while it is edited: one signal a field, so that typing in one leaves the others alone.

use debrief_shared::api::{EditTemplate, Template, TemplateSection};
use debrief_shared::document::SectionKind;
use leptos::prelude::*;

/// What is sent to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) sections: Vec<TemplateSection>,
}

impl From<Written> for EditTemplate {
    fn from(written: Written) -> Self {
        Self { name: Some(written.name), summary: Some(written.summary), sections: Some(written.sections), from: None }
    }
}

impl From<Template> for Written {
    fn from(template: Template) -> Self {
        Self { name: template.name, summary: template.summary, sections: template.sections }
    }
}

/// A section while it is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SectionDraft {
    /// Tells it from the others on this page.
    pub(super) key: u32,
    pub(super) kind: RwSignal<SectionKind>,
    pub(super) heading: RwSignal<String>,
    pub(super) guidance: RwSignal<String>,
    pub(super) body: RwSignal<String>,
}

impl SectionDraft {
    fn new(key: u32, section: TemplateSection) -> Self {
        Self {
            key,
            kind: RwSignal::new(section.kind),
            heading: RwSignal::new(section.heading),
            guidance: RwSignal::new(section.guidance),
            body: RwSignal::new(section.body),
        }
    }

    fn written(self) -> TemplateSection {
        TemplateSection {
            kind: self.kind.get(),
            heading: self.heading.get(),
            guidance: self.guidance.get(),
            body: self.body.get(),
        }
    }
}

/// A template while it is edited.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) name: RwSignal<String>,
    pub(super) summary: RwSignal<String>,
    pub(super) sections: RwSignal<Vec<SectionDraft>>,
    next_key: StoredValue<u32>,
}

impl Draft {
    /// Starts from what the server has.
    pub(super) fn new(written: Written) -> Self {
        let sections: Vec<_> =
            (0..).zip(written.sections).map(|(key, section)| SectionDraft::new(key, section)).collect();
        let next_key = sections.last().map_or(0, |section| section.key + 1);
        Self {
            name: RwSignal::new(written.name),
            summary: RwSignal::new(written.summary),
            sections: RwSignal::new(sections),
            next_key: StoredValue::new(next_key),
        }
    }

    /// All of it as it is now; follows every field.
    pub(super) fn written(self) -> Written {
        Written {
            name: self.name.get().trim().to_owned(),
            summary: self.summary.get().trim().to_owned(),
            sections: self.sections.get().into_iter().map(SectionDraft::written).collect(),
        }
    }

    /// Adds an empty text section at the end.
    pub(super) fn add(self) -> u32 {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let section = TemplateSection {
            kind: SectionKind::Prose,
            heading: String::new(),
            guidance: String::new(),
            body: String::new(),
        };
        self.sections.update(|sections| sections.push(SectionDraft::new(key, section)));
        key
    }

    /// Takes a section out; its place and itself, for [`Draft::put_back`].
    pub(super) fn remove(self, key: u32) -> Option<(usize, SectionDraft)> {
        let at = self.place(key)?;
        self.sections.try_update(|sections| (at, sections.remove(at)))
    }

    /// Puts a removed section where it was.
    pub(super) fn put_back(self, at: usize, section: SectionDraft) {
        self.sections.update(|sections| sections.insert(at.min(sections.len()), section));
    }

    /// Swaps a section with the one before or after it.
    pub(super) fn shift(self, key: u32, later: bool) {
        let Some(at) = self.place(key) else { return };
        let to = if later { at.checked_add(1) } else { at.checked_sub(1) };
        if let Some(to) = to.filter(|to| *to < self.sections.with_untracked(Vec::len)) {
            self.sections.update(|sections| sections.swap(at, to));
        }
    }

    fn place(self, key: u32) -> Option<usize> {
        self.sections.with_untracked(|sections| sections.iter().position(|section| section.key == key))
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;

    fn written() -> Written {
        let section = |heading: &str| TemplateSection {
            kind: SectionKind::Prose,
            heading: heading.to_owned(),
            guidance: String::new(),
            body: String::new(),
        };
        Written { name: "Ours".into(), summary: String::new(), sections: ["One", "Two", "Three"].map(section).into() }
    }

    fn headings(draft: Draft) -> Vec<String> {
        draft.written().sections.into_iter().map(|section| section.heading).collect()
    }

    #[test]
    fn what_goes_in_comes_out() {
        Owner::new().with(|| assert_eq!(Draft::new(written()).written(), written()));
    }

    #[test]
    fn sections_move_go_and_come_back() {
        Owner::new().with(|| {
            let draft = Draft::new(written());
            draft.shift(0, false);
            draft.shift(0, true);
            assert_eq!(headings(draft), ["Two", "One", "Three"]);
            let (at, section) = draft.remove(0).expect("is there");
            assert_eq!(draft.add(), 3);
            assert_eq!(headings(draft), ["Two", "Three", ""]);
            draft.put_back(at, section);
            assert_eq!(headings(draft), ["Two", "One", "Three", ""]);
        });
    }
}

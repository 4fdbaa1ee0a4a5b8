//! The document of one moment, all of it, with what changed marked in place.

use debrief_shared::{
    document::{EntryView, MitigationView, Removed, SectionKind, SectionView, View},
    history::{ItemChange, ItemKind},
};
use leptos::prelude::*;

use super::{super::clock::removed_words, fields::field_changes, past::Shown, runs::runs, source::source};
use crate::texts::history as texts;
use crate::zone::{Zone, day_words};

/// The document.
#[component]
pub(super) fn PastDocument(shown: Shown, zone: Zone) -> impl IntoView {
    let past = Drawing { shown: &shown, zone: &zone };
    let title = past.text("title", &shown.view.title, texts::UNTITLED_POSTMORTEM);
    let facts = shown.changes.as_ref().map(|changes| field_changes(&changes.facts, &zone));
    let sections = shown.view.sections.iter().filter_map(|section| past.section(section)).collect_view();
    view! {
        <article class="past" data-testid="past">
            <h2 class="document-title">{title}</h2>
            {facts}
            {sections}
        </article>
    }
}

struct Drawing<'a> {
    shown: &'a Shown,
    zone: &'a Zone,
}

impl Drawing<'_> {
    fn view(&self) -> &View {
        &self.shown.view
    }

    /// A text with its changes; `empty` stands for nothing.
    fn text(&self, path: &str, text: &str, empty: &'static str) -> AnyView {
        match self.shown.runs(path) {
            Some(changed) => runs(changed, &self.shown.people),
            None if text.trim().is_empty() => view! { <span class="past-empty">{empty}</span> }.into_any(),
            None => source(text, true),
        }
    }

    fn section(&self, section: &SectionView) -> Option<AnyView> {
        let change =
            self.change(section.id.as_str(), |shown| shown.changes.as_ref().map(|changes| changes.sections.as_slice()));
        if !is_shown(section.removed.as_ref(), change) {
            return None;
        }
        let heading = self.text(&format!("sections/{}/heading", section.id), &section.heading, texts::UNTITLED_SECTION);
        let body = self.text(&format!("sections/{}/body", section.id), &section.body, "");
        let list = match section.kind {
            SectionKind::Prose => ().into_any(),
            SectionKind::Timeline => {
                let lines = self.view().timeline.iter().filter_map(|entry| self.entry(entry)).collect_view();
                view! { <ol class="past-list">{lines}</ol> }.into_any()
            }
            SectionKind::Mitigations => {
                let lines = self.view().mitigations.iter().filter_map(|item| self.mitigation(item)).collect_view();
                view! { <ol class="past-list">{lines}</ol> }.into_any()
            }
        };
        let gone = section.removed.is_some();
        let fields = change.map(|change| field_changes(changed_fields(change), self.zone));
        Some(
            view! {
                <section class="past-section" class:is-gone=gone data-testid="past-section">
                    <h3 class="section-heading">{heading}{badge(change)}</h3>
                    {fields}
                    <div class="past-text">{body}</div>
                    {list}
                </section>
            }
            .into_any(),
        )
    }

    fn entry(&self, entry: &EntryView) -> Option<AnyView> {
        let change = self.change(&entry.id, |shown| shown.changes.as_ref().map(|changes| changes.timeline.as_slice()));
        if !is_shown(entry.removed.as_ref(), change) {
            return None;
        }
        let when = entry.moment().map_or_else(
            || entry.at.clone(),
            |moment| {
                let moment = self.zone.at(moment.instant());
                format!("{} {} {}", day_words(moment), moment.clock(), moment.zone_label())
            },
        );
        let text = self.text(&format!("timeline/{}/text", entry.id), &entry.text, texts::NO_TEXT);
        Some(self.line(when, text, change, entry.removed.is_some()))
    }

    fn mitigation(&self, item: &MitigationView) -> Option<AnyView> {
        let change =
            self.change(&item.id, |shown| shown.changes.as_ref().map(|changes| changes.mitigations.as_slice()));
        if !is_shown(item.removed.as_ref(), change) {
            return None;
        }
        let text = self.text(&format!("mitigations/{}/text", item.id), &item.text, texts::NO_TEXT);
        Some(self.line(item.status.label().to_owned(), text, change, item.removed.is_some()))
    }

    fn line(&self, lead: String, text: AnyView, change: Option<&ItemChange>, gone: bool) -> AnyView {
        let fields = change.map(|change| field_changes(changed_fields(change), self.zone));
        view! {
            <li class="past-line" class:is-gone=gone>
                <span class="past-lead">{lead}</span>
                <div class="past-words">
                    <p>{text}{badge(change)}</p>
                    {fields}
                </div>
            </li>
        }
        .into_any()
    }

    fn change(&self, id: &str, of: impl Fn(&Shown) -> Option<&[ItemChange]>) -> Option<&ItemChange> {
        of(self.shown)?.iter().find(|change| change.id == id)
    }
}

/// What was removed is shown where that is the change.
fn is_shown(removed: Option<&Removed>, change: Option<&ItemChange>) -> bool {
    removed.is_none() || change.is_some_and(|change| change.kind == ItemKind::Removed)
}

/// Fields of what is new or gone are no changes of their own.
fn changed_fields(change: &ItemChange) -> &[debrief_shared::history::FieldChange] {
    if matches!(change.kind, ItemKind::Changed | ItemKind::BroughtBack) { &change.fields } else { &[] }
}

/// What happened to a whole item, in a word.
fn badge(change: Option<&ItemChange>) -> Option<AnyView> {
    let change = change?;
    let words = match change.kind {
        ItemKind::Added => texts::NEW.to_owned(),
        ItemKind::Removed => change.removed.as_ref().map_or_else(
            || texts::REMOVED.to_owned(),
            |removed| {
                let words = removed_words(removed);
                words.replacen('r', "R", 1)
            },
        ),
        ItemKind::BroughtBack => texts::BROUGHT_BACK.to_owned(),
        ItemKind::Changed if change.moved => texts::MOVED.to_owned(),
        ItemKind::Changed => return None,
    };
    Some(view! { <span class="past-badge" data-change="" tabindex="-1">{words}</span> }.into_any())
}

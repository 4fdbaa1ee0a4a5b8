//! Plain fields that changed, in people's words.

use debrief_shared::{
    document::{Approach, Category, EntryKind, Mark, Names, SectionKind, Status},
    history::FieldChange,
    time::Moment,
};
use leptos::prelude::*;

use crate::texts::history as texts;
use crate::zone::{Zone, exact_words};

/// A list of what was and what is.
pub(super) fn field_changes(fields: &[FieldChange], zone: &Zone) -> AnyView {
    if fields.is_empty() {
        return ().into_any();
    }
    let lines = fields.iter().map(|change| {
        let (before, after) = (value(&change.field, &change.before, zone), value(&change.field, &change.after, zone));
        view! {
            <li class="field-change" data-change="" tabindex="-1">
                <span class="field-name">{name(&change.field)}</span>
                {(!before.is_empty()).then(|| view! { <del><span class="visually-hidden">{texts::WAS_BETWEEN}</span>{before}</del> })}
                {if after.is_empty() {
                    view! { <span class="muted">{texts::NOT_SET}</span> }.into_any()
                } else {
                    view! { <ins><span class="visually-hidden">{texts::IS_BETWEEN}</span>{after}</ins> }.into_any()
                }}
            </li>
        }
    });
    view! { <ul class="field-changes">{lines.collect_view()}</ul> }.into_any()
}

/// A field's name as people know it.
fn name(field: &str) -> String {
    if let Some(mark) = Mark::ALL.iter().find(|mark| mark.as_str() == field) {
        return mark.label().to_owned();
    }
    if let Some(list) = Names::parse(field) {
        return list.label().to_owned();
    }
    let known = match field {
        "incident" => texts::INCIDENT,
        "severity" => texts::SEVERITY,
        "time_zone" => texts::TIME_ZONE,
        "at" => texts::TIME,
        "kind" => texts::KIND,
        "guidance" => texts::WHAT_BELONGS_HERE,
        "evidence" => texts::SOURCES,
        "source" => texts::TAKEN_FROM,
        "category" => texts::CATEGORY,
        "approach" => texts::APPROACH,
        "owner" => texts::OWNER,
        "due" => texts::DUE,
        "priority" => texts::PRIORITY,
        "ticket" => texts::TICKET,
        "reason" => texts::REASON,
        "proof" => texts::PROOF,
        "status" => texts::STATUS,
        other => other,
    };
    known.to_owned()
}

/// A value as people read it: times on the clocks shown, words for what is stored as a key.
fn value(field: &str, stored: &str, zone: &Zone) -> String {
    let label = |label: Option<&'static str>| label.map(str::to_owned);
    let of = |all: &[(&str, &'static str)]| label(all.iter().find(|(key, _)| *key == stored).map(|(_, label)| *label));
    let words = match field {
        "category" => of(&Category::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>()),
        "approach" => of(&Approach::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>()),
        "status" => of(&Status::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>()),
        "kind" => of(&EntryKind::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>())
            .or_else(|| of(&SectionKind::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>())),
        _ => Moment::parse(stored).map(|moment| exact_words(zone.at(moment.instant()))),
    };
    words.unwrap_or_else(|| stored.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_in_words() {
        assert_eq!(name("at"), "Time");
        assert_eq!(value("status", "in_progress", &Zone::utc()), Status::InProgress.label());
        assert_eq!(value("at", "2026-03-11T14:05:00+01:00", &Zone::utc()), "Wed 11 Mar 2026, 13:05 UTC");
        assert_eq!(value("severity", "Sev-1", &Zone::utc()), "Sev-1");
    }
}

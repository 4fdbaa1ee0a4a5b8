//! What is known about a mitigation beside its text: category, approach, owner, due date, priority and ticket.

use debrief_shared::document::{Approach, Category, Field, MitigationView};
use leptos::prelude::*;

use super::{
    super::fields::{Choice, Combo, CommittedInput},
    Mitigations, lanes,
    meaning::{of_approach, of_category},
    ticket::Ticket,
};
use crate::texts::mitigations as texts;
use crate::zone::Zone;

/// Suggested while nothing else is written; organisations word it their own way.
const PRIORITIES: [&str; 4] = ["P0", "P1", "P2", "P3"];

/// The details of the mitigation `id`, each a quiet field.
#[component]
pub(super) fn Details(
    /// Which one.
    id: String,
    /// As it is now.
    item: Memo<Option<MitigationView>>,
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let enabled = mitigations.live.can_write();
    let id = StoredValue::new(id);
    let value = move |read: fn(&MitigationView) -> String| {
        Signal::derive(move || item.with(|item| item.as_ref().map(read).unwrap_or_default()))
    };
    let writer =
        move |field: Field| Callback::new(move |text: String| id.with_value(|id| mitigations.set(id, field, &text)));
    let people = Signal::derive(move || mitigations.people.get().unwrap_or_default());
    let categories = Category::ALL.iter().map(|category| (category.as_str(), category.label())).collect::<Vec<_>>();
    let approaches = Approach::ALL.iter().map(|approach| (approach.as_str(), approach.label())).collect::<Vec<_>>();
    let today = Zone::mine().at(mitigations.live.now()).date();
    let overdue = Memo::new(move |_| {
        item.with(|item| item.as_ref().is_some_and(|item| lanes::is_overdue(&item.due, item.status, &today)))
    });
    let category = value(|item| item.category.map_or("", Category::as_str).to_owned());
    let approach = value(|item| item.approach.map_or("", Approach::as_str).to_owned());
    let category_words =
        move || Category::parse(&category.get()).map_or(texts::ANTICIPATE_MONITOR_RESPOND, of_category);
    let approach_words = move || Approach::parse(&approach.get()).map_or(texts::CARRIED_BY_THE_SYSTEM, of_approach);
    let to_do = Memo::new(move |_| item.with(|item| item.as_ref().is_some_and(|item| lanes::is_to_do(item.status))));
    let lacks = move |read: fn(&MitigationView) -> &String| {
        move || to_do.get() && item.with(|item| item.as_ref().is_some_and(|item| read(item).trim().is_empty()))
    };
    view! {
        <div class="details" data-category=move || category.get()>
            <span class="detail detail-tip" data-tip=category_words>
                <Choice
                    value=category
                    choices=categories
                    on_choose=writer(Field::Category)
                    label=texts::CATEGORY
                    none="Category"
                    class="detail-category"
                    testid="mitigation-category"
                    enabled
                />
            </span>
            <span class="detail detail-tip" data-tip=approach_words>
                <Choice
                    value=approach
                    choices=approaches
                    on_choose=writer(Field::Approach)
                    label=texts::TECHNICAL_OR_PROCESS
                    none="Approach"
                    testid="mitigation-approach"
                    enabled
                />
            </span>
            <div class="detail detail-owner" class:is-missing=lacks(|item| &item.owner)>
                <Combo value=value(|item| item.owner.clone()) options=people on_commit=writer(Field::Owner) label=texts::OWNER placeholder=texts::NO_OWNER testid="mitigation-owner" enabled />
            </div>
            <label class="detail detail-due" class:is-overdue=move || overdue.get() class:is-missing=lacks(|item| &item.due) class:is-empty=move || item.with(|item| item.as_ref().is_none_or(|item| item.due.is_empty()))>
                <span class="detail-label">{move || if overdue.get() { texts::WAS_DUE } else { texts::DUE }}</span>
                <CommittedInput value=value(|item| item.due.clone()) on_commit=writer(Field::Due) kind="date" label=texts::DUE_DATE testid="mitigation-due" enabled />
            </label>
            <div class="detail detail-priority">
                <Combo
                    value=value(|item| item.priority.clone())
                    options=Signal::stored(PRIORITIES.map(str::to_owned).to_vec())
                    on_commit=writer(Field::Priority)
                    label=texts::PRIORITY
                    placeholder=texts::PRIORITY
                    testid="mitigation-priority"
                    enabled
                />
            </div>
            <Ticket value=value(|item| item.ticket.clone()) on_commit=writer(Field::Ticket) enabled mitigation=id live=mitigations.live />
        </div>
    }
}

//! A card of the board in one line: what is known of it, what is missing, and the way to its fields.

use debrief_shared::document::MitigationView;
use leptos::prelude::*;

use super::{Mitigations, lanes, ticket};
use crate::texts::mitigations as texts;
use crate::{
    texts::times,
    ui::{Icon, IconName},
    zone::Zone,
};

/// The line; a click unfolds the fields.
#[component]
pub(super) fn Summary(
    /// Which one.
    id: String,
    /// As it is now.
    item: Memo<Option<MitigationView>>,
    /// Whether its fields are shown.
    unfolded: Memo<bool>,
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let today = Zone::mine().at(mitigations.live.now()).date();
    let parts = Memo::new(move |_| item.with(|item| item.as_ref().map(|item| parts(item, &today)).unwrap_or_default()));
    let toggle = move |_| mitigations.unfolded.set((!unfolded.get_untracked()).then(|| id.clone()));
    let shown = move || {
        if unfolded.get() {
            // The fields below say it all.
            return view! { <span>{texts::DETAILS}</span> }.into_any();
        }
        parts.with(|parts| {
            parts
                .iter()
                .map(|(class, words)| view! { <span class=*class>{words.clone()}</span> })
                .collect_view()
                .into_any()
        })
    };
    view! {
        <button
            type="button"
            class="card-summary"
            aria-expanded=move || unfolded.get().to_string()
            data-testid="mitigation-summary"
            on:click=toggle
        >
            <span class="card-summary-words">{shown}</span>
            <Icon name=IconName::ChevronDown />
        </button>
    }
}

/// Class and words of each part.
fn parts(item: &MitigationView, today: &str) -> Vec<(&'static str, String)> {
    let to_do = lanes::is_to_do(item.status);
    let mut parts = Vec::new();
    match item.owner.trim() {
        "" if to_do => parts.push(("is-missing", texts::NO_OWNER.to_owned())),
        "" => {}
        owner => parts.push(("", owner.to_owned())),
    }
    match item.due.trim() {
        "" if to_do => parts.push(("is-missing", texts::NO_DUE_DATE.to_owned())),
        "" => {}
        due => {
            let overdue = lanes::is_overdue(due, item.status, today);
            parts.push((if overdue { "is-overdue" } else { "" }, times::date(due)));
        }
    }
    let rest = [
        item.priority.trim().to_owned(),
        if item.ticket.trim().is_empty() { String::new() } else { ticket::short(item.ticket.trim()) },
        item.category.map_or("", |category| category.label()).to_owned(),
    ];
    parts.extend(rest.into_iter().filter(|words| !words.is_empty()).map(|words| ("", words)));
    if parts.is_empty() {
        parts.push(("", texts::DETAILS.to_owned()));
    }
    parts
}

//! Names that postmortems share, each with a bar, and leading to the search for those that have it.

use debrief_shared::api::Recurring;
use leptos::prelude::*;

use super::asked::Asked;
use super::frame::{Cell, Frame, Table};
use crate::texts::learning as texts;

/// Most names that are drawn; the table has the others.
const MAX_DRAWN: usize = 12;

#[component]
pub(super) fn Names(
    heading: &'static str,
    #[prop(optional, into)] about: String,
    testid: &'static str,
    /// The filter of the search for one of them.
    filter: &'static str,
    names: Vec<Recurring>,
    asked: Asked,
    /// What to say when there is none.
    none: &'static str,
) -> impl IntoView {
    let most = names.first().map_or(1, |name| name.postmortems).max(1);
    let href = |name: &Recurring| asked.search(&[(filter, &name.name)]);
    let row = |name: &Recurring| {
        vec![Cell { words: name.name.clone(), href: Some(href(name)) }, Cell::from(name.postmortems)]
    };
    let table = Table {
        head: vec![texts::NAME.to_owned(), texts::POSTMORTEMS.to_owned()],
        rows: names.iter().map(row).collect(),
    };
    let line = |name: &Recurring| {
        let width = 100.0 * f64::from(name.postmortems) / f64::from(most);
        view! {
            <li>
                <a class="learning-name" href=href(name)>
                    <span class="learning-word">{name.name.clone()}</span>
                    <svg width="100%" height="8" aria-hidden="true">
                        <rect class="learning-rail" width="100%" height="8" rx="4"></rect>
                        <rect class="learning-bar" width=format!("{width:.3}%") height="8" rx="4"></rect>
                    </svg>
                    <span class="learning-number">{texts::in_so_many(name.postmortems)}</span>
                </a>
            </li>
        }
    };
    let lines = names.iter().take(MAX_DRAWN).map(line).collect_view();
    let none = names.is_empty().then(|| view! { <p class="muted">{none}</p> });
    view! {
        <Frame heading about testid table>
            {none}
            <ul class="learning-names">{lines}</ul>
        </Frame>
    }
}

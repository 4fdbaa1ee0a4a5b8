//! What every chart has: a heading, a few words, the same figures as a table, and as CSV.

use leptos::prelude::*;

use crate::texts::learning as texts;
use crate::ui::{Button, ButtonKind, IconName};
use crate::{bindings, csv};

/// The figures of a chart as rows under heads. What leads somewhere has the address beside its words.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) words: String,
    /// Where it leads, if anywhere.
    pub(super) href: Option<String>,
}

impl<T: ToString> From<T> for Cell {
    fn from(words: T) -> Self {
        Self { words: words.to_string(), href: None }
    }
}

impl Table {
    fn csv(&self) -> String {
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| cell.words.as_str()).collect::<Vec<_>>());
        std::iter::once(csv::line(&self.head)).chain(rows.map(|row| csv::line(&row))).collect()
    }
}

/// The frame of a chart.
#[component]
pub(super) fn Frame(
    heading: &'static str,
    #[prop(optional, into)] about: String,
    testid: &'static str,
    table: Table,
    /// The same with all that other programs want, when the table says it in words.
    #[prop(optional)]
    raw: Option<Table>,
    children: Children,
) -> impl IntoView {
    let has_rows = !table.rows.is_empty();
    let file = StoredValue::new(raw.unwrap_or_else(|| table.clone()));
    let download = move |_| {
        bindings::download(&format!("{testid}.csv"), "text/csv", &file.with_value(Table::csv));
    };
    let about = (!about.is_empty()).then(|| view! { <p class="muted">{about}</p> });
    let cell = |cell: Cell, first: bool| {
        let words = match cell.href {
            Some(href) => view! { <a href=href>{cell.words}</a> }.into_any(),
            None => cell.words.into_any(),
        };
        if first { view! { <th scope="row">{words}</th> }.into_any() } else { view! { <td>{words}</td> }.into_any() }
    };
    let row = move |row: Vec<Cell>| {
        let cells = row.into_iter().enumerate().map(|(at, it)| cell(it, at == 0)).collect_view();
        view! { <tr>{cells}</tr> }
    };
    let table = has_rows.then(|| {
        view! {
            <div class="learning-tools">
                <details class="learning-table">
                    <summary data-testid=format!("{testid}-table")>{texts::AS_A_TABLE}</summary>
                    <div class="learning-scroll" tabindex="0" role="region" aria-label=texts::table_of(heading)>
                        <table>
                            <thead><tr>{table.head.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr></thead>
                            <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                </details>
                <Button kind=ButtonKind::Quiet icon=IconName::Download attr:data-testid=format!("{testid}-csv") on:click=download>
                    {texts::DOWNLOAD_AS_CSV}
                </Button>
            </div>
        }
    });
    view! {
        <section class="learning-part" aria-label=heading data-testid=testid>
            <h2>{heading}</h2>
            {about}
            {children()}
            {table}
        </section>
    }
}

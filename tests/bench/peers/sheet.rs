//! One load's figures for all servers beside each other, with what others need in ratio to ours.

use std::fmt::Write;

use serde::Serialize;

/// A column of figures.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Column {
    /// What it says, with its unit.
    pub(crate) name: &'static str,
    /// Digits behind the point.
    pub(crate) digits: usize,
    /// Whether the ratio to ours is shown.
    pub(crate) compared: bool,
}

/// A column whose figures are compared with ours.
pub(crate) const fn compared(name: &'static str, digits: usize) -> Column {
    Column { name, digits, compared: true }
}

/// A column that stands for itself.
pub(crate) const fn plain(name: &'static str, digits: usize) -> Column {
    Column { name, digits, compared: false }
}

/// A load: one row a server.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    load: String,
    columns: &'static [Column],
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    server: &'static str,
    /// `None`: it could not do it, or has nothing to measure.
    figures: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

impl Sheet {
    /// A sheet without rows.
    pub(crate) fn new(load: &str, columns: &'static [Column]) -> Self {
        Self { load: load.to_owned(), columns, rows: Vec::new() }
    }

    /// Adds a server's figures, in the order of the columns, or why there are none.
    pub(crate) fn add(&mut self, server: &'static str, figures: anyhow::Result<Vec<f64>>) {
        let row = match figures {
            Ok(figures) => {
                let figures = figures.into_iter().map(|figure| figure.is_finite().then_some(figure)).collect();
                Row { server, figures, failed: None }
            }
            Err(error) => Row { server, figures: Vec::new(), failed: Some(format!("{error:#}")) },
        };
        eprintln!("{:<34} {server:<36} {}", self.load, self.cells(&row).join("  "));
        self.rows.push(row);
    }

    /// As a Markdown table; the first row is what the others are compared with.
    pub(crate) fn table(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        let mut out = format!("{}\n\n| server | {} |\n", self.load, names.join(" | "));
        let _ = writeln!(out, "|---|{}", "---:|".repeat(names.len()));
        for row in &self.rows {
            let _ = writeln!(out, "| {} | {} |", row.server, self.cells(row).join(" | "));
        }
        out
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        if let Some(reason) = &row.failed {
            return vec![format!("failed: {reason}")];
        }
        let cells = self.columns.iter().zip(&row.figures).enumerate();
        cells
            .map(|(index, (column, figure))| {
                let Some(figure) = figure else { return "–".to_owned() };
                let ours = self.rows.first().and_then(|ours| ours.figures.get(index).copied().flatten());
                let ratio = ours.filter(|ours| column.compared && *ours > 0.0).map(|ours| figure / ours);
                let ratio = ratio.map_or_else(String::new, |ratio| format!(" (×{ratio:.2})"));
                format!("{figure:.*}{ratio}", column.digits)
            })
            .collect()
    }
}

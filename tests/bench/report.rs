//! Figures by name, as a table and as JSON.

use std::fmt::Write;

use anyhow::Result;
use serde::Serialize;

/// All figures of one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

#[derive(Debug, Serialize)]
struct Figure {
    bench: String,
    #[serde(rename = "figure")]
    name: String,
    value: f64,
    unit: &'static str,
}

impl Report {
    /// Adds a figure.
    pub(crate) fn add(&mut self, bench: &str, figure: &str, value: f64, unit: &'static str) {
        eprintln!("{bench:<28} {figure:<28} {value:>12.3} {unit}");
        self.figures.push(Figure { bench: bench.to_owned(), name: figure.to_owned(), value, unit });
    }

    /// Adds the 50th, 95th and 99th percentile of some times in milliseconds.
    pub(crate) fn add_percentiles(&mut self, bench: &str, mut times_ms: Vec<f64>) {
        times_ms.sort_by(f64::total_cmp);
        for percent in [50, 95, 99] {
            let index = (times_ms.len() * percent / 100).min(times_ms.len().saturating_sub(1));
            let value = times_ms.get(index).copied().unwrap_or(f64::NAN);
            self.add(bench, &format!("p{percent}"), value, "ms");
        }
    }

    /// As a Markdown table.
    pub(crate) fn table(&self) -> String {
        let mut out = String::from("| benchmark | figure | value |\n| --- | --- | ---: |\n");
        for figure in &self.figures {
            let _ = writeln!(out, "| {} | {} | {:.3} {} |", figure.bench, figure.name, figure.value, figure.unit);
        }
        out
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}

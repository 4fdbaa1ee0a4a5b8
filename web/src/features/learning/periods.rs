//! Incidents over time: a bar a period, parted by severity. Each leads to the search for its postmortems.

use debrief_shared::api::{Period, PeriodLength};
use jiff::civil::Date;
use leptos::prelude::*;

use super::asked::Asked;
use super::frame::{Cell, Frame, Table};
use super::scale::heights;
use crate::texts::learning as texts;

/// Colours of severities; those behind the last one share it.
const TONES: usize = 5;

#[component]
pub(super) fn Periods(
    length: PeriodLength,
    severities: Vec<String>,
    periods: Vec<Period>,
    asked: Asked,
) -> impl IntoView {
    let names: Vec<String> = severities.iter().map(|severity| shown(severity)).collect();
    let totals: Vec<u32> = periods.iter().map(|period| period.incidents.iter().sum()).collect();
    let lines = heights(totals.iter().copied().max().unwrap_or_default());
    let top = f64::from(lines.last().copied().unwrap_or(1));
    let width = 100.0 / f64::from(u32::try_from(periods.len().max(1)).unwrap_or(1));
    let title = format!("{}, {}", texts::INCIDENTS_OVER_TIME, texts::by(length));
    let mut head = vec![texts::PERIOD.to_owned(), texts::ALL.to_owned()];
    head.extend(names.iter().cloned());
    let row = |period: &Period| {
        let name = Cell { words: name(length, period), href: Some(search(&asked, period)) };
        let all = Cell::from(period.incidents.iter().sum::<u32>());
        [name, all].into_iter().chain(period.incidents.iter().map(Cell::from)).collect()
    };
    let table = Table { head, rows: periods.iter().map(row).collect() };
    // So many labels that they do not touch.
    let every = periods.len().div_ceil(6).max(1);
    let labels = periods.iter().enumerate().filter(|(at, _)| at % every == 0).map(|(at, period)| {
        let left = width * f64::from(u32::try_from(at).unwrap_or_default());
        // On a narrow screen every second one is named, and the last one stays inside.
        let class = match (at / every) % 2 {
            1 => "is-between",
            _ if at + 1 == periods.len() => "is-last",
            _ => "",
        };
        let left = if class == "is-last" { format!("min({left:.3}%, 100% - 4.5rem)") } else { format!("{left:.3}%") };
        view! { <span class=class style:left=left>{name(length, period)}</span> }
    });
    let labels = labels.collect_view();
    let grid = lines.iter().map(|line| {
        let y = format!("{:.3}%", 100.0 - 100.0 * f64::from(*line) / top);
        view! { <line x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    let grid = grid.collect_view();
    let scale = lines.iter().map(|line| {
        let y = 100.0 * f64::from(*line) / top;
        view! { <span style:bottom=format!("{y:.3}%")>{*line}</span> }
    });
    let scale = scale.collect_view();
    let bars = periods.iter().enumerate().map(|(at, period)| {
        let left = width * (f64::from(u32::try_from(at).unwrap_or_default()) + 0.14);
        let parts: Vec<String> = period
            .incidents
            .iter()
            .zip(&names)
            .filter(|(count, _)| **count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        let words = texts::bar(name(length, period), totals[at], &parts);
        let mut below = 0.0;
        let stack = period.incidents.iter().enumerate().filter(|(_, count)| **count > 0).map(|(tone, count)| {
            let height = 100.0 * f64::from(*count) / top;
            below += height;
            view! {
                <rect
                    class=format!("tone-{}", tone_of(&severities, tone))
                    x=format!("{left:.3}%")
                    width=format!("{:.3}%", width * 0.72)
                    y=format!("{:.3}%", 100.0 - below)
                    height=format!("{height:.3}%")
                ></rect>
            }
        });
        let stack = stack.collect_view();
        (totals[at] > 0).then(|| view! { <g><a href=search(&asked, period) aria-label=words.clone()><title>{words.clone()}</title>{stack}</a></g> })
    });
    let bars = bars.collect_view();
    let legend = names.iter().enumerate().map(|(at, name)| {
        view! { <li><span class=format!("learning-key tone-{}", tone_of(&severities, at)) aria-hidden="true"></span>{name.clone()}</li> }
    });
    let legend = legend.collect_view();
    view! {
        <Frame heading=texts::INCIDENTS_OVER_TIME about=texts::ABOUT_INCIDENTS testid="learning-incidents" table>
            <ul class="learning-legend">{legend}</ul>
            <div class="learning-bars">
                <div class="learning-heights" aria-hidden="true">{scale}</div>
                <svg role="group" aria-label=title width="100%" height="100%">
                    <g class="learning-grid" aria-hidden="true">{grid}</g>
                    {bars}
                </svg>
                <div class="learning-labels" aria-hidden="true">{labels}</div>
            </div>
        </Frame>
    }
}

/// The tone of a severity: that of none is a quiet one.
fn tone_of(severities: &[String], at: usize) -> String {
    if severities[at].is_empty() { "none".to_owned() } else { at.min(TONES - 1).to_string() }
}

fn shown(severity: &str) -> String {
    if severity.is_empty() { texts::NO_SEVERITY.to_owned() } else { severity.to_owned() }
}

fn search(asked: &Asked, period: &Period) -> String {
    let later = |one: &str, two: &str| if one > two { one.to_owned() } else { two.to_owned() };
    let from = later(asked.filter("from"), &period.from);
    let to = match asked.filter("to") {
        until if !until.is_empty() && until < period.to.as_str() => until.to_owned(),
        _ => period.to.clone(),
    };
    asked.search(&[("from", &from), ("to", &to)])
}

/// `Mar 2026`, `Q1 2026` or `2026`.
fn name(length: PeriodLength, period: &Period) -> String {
    let Ok(first) = period.from.parse::<Date>() else { return period.from.clone() };
    match length {
        PeriodLength::Month => first.strftime("%b %Y").to_string(),
        PeriodLength::Quarter => texts::quarter((first.month() - 1) / 3 + 1, first.year()),
        PeriodLength::Year => first.year().to_string(),
    }
}

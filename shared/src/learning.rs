//! What many incidents tell together: counts, spans one by one, and what recurs. Pure, and without a mean: durations of incidents are so unlike
//! each other that a mean says what a few long ones were like, and nothing about the others.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::api::{Learning, Period, PeriodLength, Quartiles, Recurring, SpanFigures, SpanValue};
use crate::document::{Facts, Mark};
use crate::time::{Moment, spans};

/// Fewest values for which a median and quartiles are told: below, each single value says more.
pub const ENOUGH_FOR_QUARTILES: usize = 8;
/// Most periods of one length; with more, they get longer.
const MAX_PERIODS: usize = 24;
/// Most years in which gaps are filled.
const MAX_YEARS: usize = 100;
/// Most names of a list.
const MAX_NAMES: usize = 100;

/// An incident as its postmortem tells it.
#[derive(Clone, Debug, Default)]
pub struct Incident {
    /// The postmortem.
    pub postmortem: Uuid,
    /// Its title.
    pub title: String,
    /// Its facts and marks.
    pub facts: Facts,
    /// When the postmortem was begun.
    pub begun: Timestamp,
}

impl Incident {
    /// When it counts: when the impact started, else when the postmortem was begun.
    fn counts_at(&self) -> Timestamp {
        self.facts.moment(Mark::ImpactStarted).map_or(self.begun, Moment::instant)
    }
}

/// The figures over all of these. `zone` says on which day something happened.
pub fn learn(incidents: &[Incident], zone: &TimeZone) -> Learning {
    let severities = severities(incidents);
    let (length, periods) = periods(incidents, &severities, zone);
    let undated = incidents.iter().filter(|incident| incident.facts.moment(Mark::ImpactStarted).is_none()).count();
    let names = |of: fn(&Facts) -> &Vec<String>| recurring(incidents.iter().map(|incident| of(&incident.facts)));
    Learning {
        postmortems: number(incidents.len()),
        undated: number(undated),
        truncated: false,
        length,
        severities: severities.into_values().collect(),
        periods,
        spans: figures(incidents),
        factors: names(|facts| &facts.factors),
        services: names(|facts| &facts.services),
        tags: names(|facts| &facts.tags),
    }
}

/// Names by how many of the lists have each, however it is written there.
pub fn recurring<'a>(lists: impl Iterator<Item = &'a Vec<String>>) -> Vec<Recurring> {
    let mut found: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for names in lists {
        // A name that a list has twice counts once.
        let once: BTreeMap<String, &str> = names.iter().rev().map(|name| (key(name), name.trim())).collect();
        for (key, name) in once.into_iter().filter(|(key, _)| !key.is_empty()) {
            *found.entry(key).or_default().entry(name).or_default() += 1;
        }
    }
    let mut all: Vec<(u32, String, String)> = found
        .into_iter()
        .map(|(key, written)| {
            let all = written.values().sum();
            let most = written.into_iter().rev().max_by_key(|(_, count)| *count);
            (all, key, most.map(|(name, _)| name.to_owned()).unwrap_or_default())
        })
        .collect();
    all.sort_by(|one, two| two.0.cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    all.into_iter().take(MAX_NAMES).map(|(postmortems, _, name)| Recurring { name, postmortems }).collect()
}

/// A name to compare: case and spaces make no difference.
pub fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Severities to compare, and how they are shown; none comes last.
fn severities(incidents: &[Incident]) -> BTreeMap<(bool, String), String> {
    let mut all = BTreeMap::new();
    for incident in incidents {
        let severity = incident.facts.severity.trim();
        all.entry((severity.is_empty(), key(severity))).or_insert_with(|| severity.to_owned());
    }
    all
}

fn periods(
    incidents: &[Incident],
    severities: &BTreeMap<(bool, String), String>,
    zone: &TimeZone,
) -> (PeriodLength, Vec<Period>) {
    let mut days = Vec::with_capacity(incidents.len());
    for incident in incidents {
        let severity = incident.facts.severity.trim();
        let column = severities.keys().position(|known| *known == (severity.is_empty(), key(severity)));
        days.push((incident.counts_at().to_zoned(zone.clone()).date(), column.unwrap_or_default()));
    }
    let firsts = |length| days.iter().map(|(day, _)| first_day(*day, length)).collect::<BTreeSet<Date>>();
    let fits = |length| between(&firsts(length), length, MAX_PERIODS).map(|all| (length, all));
    let (length, all) = fits(PeriodLength::Month).or_else(|| fits(PeriodLength::Quarter)).unwrap_or_else(|| {
        let years = firsts(PeriodLength::Year);
        let filled = between(&years, PeriodLength::Year, MAX_YEARS);
        (PeriodLength::Year, filled.unwrap_or_else(|| years.into_iter().collect()))
    });
    let mut periods: Vec<Period> = all
        .iter()
        .map(|&from| Period {
            from: from.to_string(),
            to: next(from, length).and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX).to_string(),
            incidents: vec![0; severities.len()],
        })
        .collect();
    for (day, column) in days {
        if let Ok(at) = all.binary_search(&first_day(day, length)) {
            periods[at].incidents[column] += 1;
        }
    }
    (length, periods)
}

/// Every period from the first to the last; `None` when there are more than `most`.
fn between(firsts: &BTreeSet<Date>, length: PeriodLength, most: usize) -> Option<Vec<Date>> {
    let (Some(&first), Some(&last)) = (firsts.first(), firsts.last()) else { return Some(Vec::new()) };
    let mut all = vec![first];
    while let Some(next) = all.last().and_then(|&day| next(day, length)).filter(|next| *next <= last) {
        if all.len() == most {
            return None;
        }
        all.push(next);
    }
    Some(all)
}

fn first_day(day: Date, length: PeriodLength) -> Date {
    let month = match length {
        PeriodLength::Month => day.month(),
        PeriodLength::Quarter => (day.month() - 1) / 3 * 3 + 1,
        PeriodLength::Year => 1,
    };
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn next(first: Date, length: PeriodLength) -> Option<Date> {
    let months = match length {
        PeriodLength::Month => 1,
        PeriodLength::Quarter => 3,
        PeriodLength::Year => 12,
    };
    first.checked_add(months.months()).ok()
}

fn figures(incidents: &[Incident]) -> Vec<SpanFigures> {
    let mut all: Vec<SpanFigures> = spans(&Facts::default())
        .iter()
        .map(|span| SpanFigures {
            name: span.meaning.to_owned(),
            from: span.from,
            to: span.to,
            values: Vec::new(),
            unmarked: 0,
            reversed: 0,
            quartiles: None,
        })
        .collect();
    for incident in incidents {
        let facts = &incident.facts;
        for (figures, span) in all.iter_mut().zip(spans(facts)) {
            match span.seconds {
                None => figures.unmarked += 1,
                Some(seconds) if seconds < 0 => figures.reversed += 1,
                Some(seconds) => figures.values.push(SpanValue {
                    postmortem: incident.postmortem,
                    title: incident.title.clone(),
                    severity: facts.severity.clone(),
                    from: facts.mark(span.from).to_owned(),
                    to: facts.mark(span.to).to_owned(),
                    seconds,
                }),
            }
        }
    }
    for figures in &mut all {
        figures.values.sort_by_key(|value| (value.seconds, value.postmortem));
        figures.quartiles = quartiles(&figures.values);
    }
    all
}

/// By linear interpolation between the two nearest values (Hyndman and Fan 1996, definition 7).
fn quartiles(sorted: &[SpanValue]) -> Option<Quartiles> {
    if sorted.len() < ENOUGH_FOR_QUARTILES {
        return None;
    }
    let at = |quarter: usize| {
        let place = quarter * (sorted.len() - 1);
        let (low, rest) = (place / 4, i64::try_from(place % 4).unwrap_or_default());
        let (one, two) = (sorted[low].seconds, sorted[(low + 1).min(sorted.len() - 1)].seconds);
        one + (two - one) / 4 * rest + (two - one) % 4 * rest / 4
    };
    Some(Quartiles { lower: at(1), median: at(2), upper: at(3) })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

//! Which column of a table is what.

use super::{Row, when};
use crate::document::EntryKind;
use crate::import::When;

const TIME: &[&str] = &[
    "time",
    "timestamp",
    "datetime",
    "date time",
    "date/time",
    "when",
    "at",
    "ts",
    "created_at",
    "created at",
    "occurred",
    "start",
    "started",
];
const DATE: &[&str] = &["date", "day"];
const AUTHOR: &[&str] = &["author", "user", "username", "who", "by", "name", "sender", "from", "person", "actor"];
const KIND: &[&str] = &["kind", "type", "category"];
const ID: &[&str] = &["id", "key", "message id"];
const LINK: &[&str] = &["link", "url", "permalink", "evidence"];
const CHANNEL: &[&str] = &["channel", "room"];
const TEXT: &[&str] = &[
    "text",
    "message",
    "event",
    "what",
    "description",
    "body",
    "note",
    "notes",
    "content",
    "summary",
    "action",
    "comment",
    "comments",
    "details",
    "what happened",
];

/// The columns of a table, by number.
pub(super) struct Columns {
    /// Whether the first row names them.
    pub(super) named: bool,
    pub(super) time: usize,
    date: Option<usize>,
    pub(super) texts: Vec<usize>,
    pub(super) author: Option<usize>,
    pub(super) kind: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) link: Option<usize>,
    pub(super) channel: Option<usize>,
    /// Minutes east of UTC, where the name of the time's column says so.
    pub(super) offset: Option<i32>,
    order: when::DateOrder,
}

impl Columns {
    /// `None` for a table without times.
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let first = rows.first()?;
        let has_names = !first.cells.iter().any(|cell| reads(cell));
        let names: Vec<String> =
            if has_names { first.cells.iter().map(|cell| plain_name(cell)).collect() } else { Vec::new() };
        let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let body = &rows[usize::from(has_names)..];
        // By its name where it holds times; else the first column of which most cells are times.
        let is_time = |column: &usize| {
            let cells = || body.iter().filter_map(|row| row.cells.get(*column)).filter(|cell| !cell.is_empty());
            cells().count() > 0 && cells().filter(|cell| reads(cell)).count() * 2 > cells().count()
        };
        let has_time = |column: &usize| body.iter().filter_map(|row| row.cells.get(*column)).any(|cell| reads(cell));
        let width = body.iter().map(|row| row.cells.len()).max()?;
        let time = find(TIME).filter(has_time).or_else(|| (0..width).find(is_time))?;
        let date = find(DATE).filter(|date| *date != time).or_else(|| {
            let is_date = |column: &usize| {
                *column != time
                    && body
                        .first()
                        .and_then(|row| row.cells.get(*column))
                        .is_some_and(|cell| matches!(when::date_line(cell), Some(when::NewDay::On(_))))
            };
            (0..width).find(is_date)
        });
        let (author, kind, id, link, channel) = (find(AUTHOR), find(KIND), find(ID), find(LINK), find(CHANNEL));
        let taken = [Some(time), date, author, kind, id, link, channel];
        let named_texts: Vec<usize> =
            (0..names.len()).filter(|at| TEXT.contains(&names[*at].as_str()) && !taken.contains(&Some(*at))).collect();
        // What is not known by its name is told as well: nothing is lost.
        let rest: Vec<usize> =
            (0..width).filter(|at| !taken.contains(&Some(*at)) && !named_texts.contains(at)).collect();
        let texts = named_texts.into_iter().chain(rest).collect();
        let utc = first.cells.get(time).filter(|_| has_names).is_some_and(|name| {
            let name = name.to_uppercase();
            name.contains("UTC") || name.contains("GMT")
        });
        let dated = date.unwrap_or(time);
        let order = order_of(body.iter().filter_map(|row| row.cells.get(dated)));
        Some(Self {
            named: has_names,
            time,
            date,
            texts,
            author,
            kind,
            id,
            link,
            channel,
            offset: utc.then_some(0),
            order,
        })
    }

    /// A row's time, and what else is in its cell.
    pub(super) fn when(&self, row: &Row) -> Option<(When, String)> {
        let cell = bare(row.cells.get(self.time)?);
        let (mut when, rest) = match self.date.and_then(|date| row.cells.get(date)).filter(|date| !date.is_empty()) {
            Some(date) => {
                let joined = format!("{} {cell}", bare(date));
                when::leading(&joined, self.order).map(|(when, rest)| (when, rest.to_owned()))?
            }
            None => match when::leading(cell, self.order) {
                Some((when, rest)) => (when, rest.to_owned()),
                None => {
                    (when::epoch(cell.parse().ok().filter(|number: &i64| *number > SMALLEST_EPOCH)?)?, String::new())
                }
            },
        };
        let rest = rest.trim().trim_matches(['*', '_', '`', ')', ']', '|']).trim();
        let utc = ["(UTC", "[UTC", "(GMT"].iter().any(|zone| rest.starts_with(zone));
        if utc {
            when.offset = Some(0);
        }
        let rest = if utc { "" } else { rest };
        Some((when, rest.to_owned()))
    }
}

/// A kind that a cell names.
pub(super) fn kind(cell: &str) -> Option<EntryKind> {
    let cell = cell.trim().to_lowercase();
    EntryKind::ALL.iter().copied().find(|kind| kind.as_str() == cell || kind.label().to_lowercase() == cell)
}

/// Numbers from here on are seconds since 1970 (from 2001 on).
const SMALLEST_EPOCH: i64 = 1_000_000_000;

fn reads(cell: &str) -> bool {
    let cell = bare(cell);
    let read = [when::DateOrder::DayFirst, when::DateOrder::MonthFirst]
        .iter()
        .any(|order| when::leading(cell, *order).is_some_and(|(_, rest)| rest.len() <= MAX_BESIDE_BYTES));
    read || cell.parse().is_ok_and(|number: i64| number > SMALLEST_EPOCH)
}

/// What may stand beside a time in its cell, in bytes: the end of a span, a zone, a remark.
const MAX_BESIDE_BYTES: usize = 40;

fn bare(cell: &str) -> &str {
    cell.trim_start_matches(|c: char| c.is_whitespace() || "~≈*_`[(".contains(c)).trim_end()
}

/// `**Time** (UTC)` as `time`.
fn plain_name(cell: &str) -> String {
    let cell = cell.split(['(', '[']).next().unwrap_or_default();
    let name = cell.trim_matches(|c: char| c.is_whitespace() || "*_`:".contains(c)).to_lowercase();
    name.trim_end_matches("utc").trim_end_matches("gmt").trim().to_owned()
}

/// Whether `03/11/2026` is in March, which another row may tell.
fn order_of<'c>(cells: impl Iterator<Item = &'c String>) -> when::DateOrder {
    for cell in cells {
        let mut numbers = bare(cell).splitn(3, '/').map(str::parse::<u32>);
        if let (Some(Ok(first)), Some(Ok(second))) = (numbers.next(), numbers.next()) {
            match (first, second) {
                (13..=31, _) => return when::DateOrder::DayFirst,
                (_, 13..=31) => return when::DateOrder::MonthFirst,
                _ => {}
            }
        }
    }
    when::DateOrder::Unknown
}

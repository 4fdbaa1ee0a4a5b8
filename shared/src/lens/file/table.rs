//! The timeline of a Markdown file, if it is a table: order, dates, zone, and durations that match no two of its rows (L17).

use jiff::civil::{Date, DateTime, Time};

use crate::lens::catalogue::Id;
use crate::lens::markdown::{BlockKind, Prepared};
use crate::lens::people::Context;
use crate::lens::rules::Raw;

pub(in crate::lens) mod duration;

/// What can be read of a row's time.
struct Stamp {
    at: DateTime,
    start: usize,
    end: usize,
    row: usize,
}

/// Adds to what is known what the file's own table of facts says: services are no people.
pub(super) fn with_facts(text: &str, prepared: &Prepared, context: &Context) -> Context {
    let mut context = context.clone();
    for row in &prepared.rows {
        let cell = |index: usize| row.cells.get(index).map_or("", |&(from, to)| text[from..to].trim());
        match cell(0).to_lowercase().as_str() {
            "services" | "service" => context.services.extend(cell(1).split(',').map(|name| name.trim().to_owned())),
            "owner" | "scribe" | "incident commander" | "facilitator" => context.people.push(cell(1).to_owned()),
            _ => {}
        }
        for (head, &(from, to)) in row.heads.iter().zip(&row.cells) {
            if head.trim() == "owner" {
                context.people.push(text[from..to].trim().to_owned());
            }
        }
    }
    for line in text.lines().take(60) {
        let line = line.trim_start_matches(['-', '*', ' ']);
        if let Some(names) = line.strip_prefix("Services:").or_else(|| line.strip_prefix("Service:")) {
            context.services.extend(names.trim_matches('*').split(',').map(|name| name.trim().to_owned()));
        }
    }
    context.people.retain(|name| !name.is_empty());
    context.services.retain(|name| !name.is_empty());
    context
}

pub(super) fn look(text: &str, prepared: &Prepared) -> Vec<Raw> {
    let mut raws = Vec::new();
    let stamps = stamps(text, prepared, &mut raws);
    if stamps.len() < 2 {
        return raws;
    }
    for pair in stamps.windows(2) {
        if pair[1].at < pair[0].at && pair[1].row == pair[0].row + 1 {
            let message = format!(
                "{} comes after {}: one of the two is out of order, or wrong.",
                clock(pair[1].at),
                clock(pair[0].at)
            );
            raws.push(Raw::new(Id::L17, pair[1].start, pair[1].end, message));
        }
    }
    if !has_zone(text, prepared) {
        raws.push(Raw::new(
            Id::L17,
            stamps[0].start,
            stamps[0].end,
            "The timeline does not say in which time zone it is told.",
        ));
    }
    let minutes: Vec<i64> = stamps.iter().map(|stamp| minutes(stamp.at)).collect();
    raws.extend(stated(text, prepared, &minutes));
    raws
}

fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Minutes since a day long ago.
fn minutes(at: DateTime) -> i64 {
    let days = at.date().since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()));
    days * 1_440 + i64::from(at.hour()) * 60 + i64::from(at.minute())
}

fn is_time_head(head: &str) -> bool {
    let head = head.trim();
    head.starts_with("time") || head.starts_with("date") || head == "when" || head.starts_with("at ")
}

fn stamps(text: &str, prepared: &Prepared, raws: &mut Vec<Raw>) -> Vec<Stamp> {
    let mut all = Vec::new();
    let mut day: Option<Date> = None;
    for (index, row) in prepared.rows.iter().enumerate() {
        let Some(column) = row.heads.iter().position(|head| is_time_head(head)) else { continue };
        let Some(&(from, to)) = row.cells.get(column) else { continue };
        let shown = text[from..to].trim();
        let start = from + (text[from..to].len() - text[from..to].trim_start().len());
        let end = start + shown.len();
        let plain = shown.trim_start_matches(['~', '≈']).trim_start_matches("about ").trim();
        let (date, rest) = match plain.split_once([' ', 'T']) {
            Some((date, rest)) if date.contains('-') => (Some(date), rest.trim()),
            _ if plain.matches('-').count() == 2 => (Some(plain), ""),
            _ => (None, plain),
        };
        if let Some(date) = date {
            let Ok(read) = date.parse::<Date>() else {
                if date.starts_with(|first: char| first.is_ascii_digit()) {
                    raws.push(Raw::new(Id::L17, start, end, format!("There is no day {date}.")));
                }
                continue;
            };
            day = Some(read);
        }
        let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(rest.len());
        let (Some(time), Some(day)) = (time(&rest[..length]), day.or(Some(Date::constant(1970, 1, 1)))) else {
            continue;
        };
        all.push(Stamp { at: day.to_datetime(time), start, end, row: index });
    }
    all
}

fn time(shown: &str) -> Option<Time> {
    let mut parts = shown.split(':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    Time::new(hour, minute, 0, 0).ok()
}

/// Whether a zone is named: in a head, above the table, or in the rows.
fn has_zone(text: &str, prepared: &Prepared) -> bool {
    const ZONES: [&str; 24] = [
        "utc", "gmt", "cet", "cest", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "bst", "ist", "jst",
        "aest", "aedt", "nzst", "nzdt", "eet", "eest", "msk", "sgt", "zulu",
    ];
    let names = |part: &str| {
        part.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|word| ZONES.contains(&word))
    };
    let offset = |part: &str| {
        part.split_whitespace().any(|word| {
            word.ends_with('Z') && word.contains(':')
                || word.rsplit_once(['+', '-']).is_some_and(|(before, after)| {
                    before.contains(':') && after.len() >= 2 && after.as_bytes()[0].is_ascii_digit()
                })
        })
    };
    let rows = prepared.rows.iter().filter(|row| row.heads.iter().any(|head| is_time_head(head)));
    let in_rows = rows.clone().any(|row| {
        row.heads.iter().any(|head| names(head))
            || row.cells.first().is_some_and(|&(from, to)| names(&text[from..to]) || offset(&text[from..to]))
    });
    let told = |line: &str| {
        names(line)
            || line.to_lowercase().contains("time zone")
            || line.to_lowercase().contains("local time")
            || line.contains("Europe/")
            || line.contains("America/")
            || line.contains("Asia/")
    };
    in_rows || text.lines().filter(|line| !line.trim_start().starts_with('|') || line.contains("Time zone")).any(told)
}

/// Durations that are stated as the length of something between two moments, and that match no two rows.
fn stated(text: &str, prepared: &Prepared, minutes: &[i64]) -> Vec<Raw> {
    let mut differences: Vec<i64> = Vec::new();
    for (index, from) in minutes.iter().enumerate().take(300) {
        differences.extend(minutes[index + 1..].iter().take(300).map(|to| (to - from).abs()));
    }
    differences.sort_unstable();
    differences.dedup();
    let blocks = prepared.blocks.iter().filter(|block| block.kind == BlockKind::Text);
    blocks
        .flat_map(|block| {
            duration::stated(&prepared.masked[block.start..block.end]).into_iter().map(|said| (block.start, said))
        })
        .filter(|(_, said)| !said.matches(&differences))
        .map(|(at, said)| {
            let shown = &text[at + said.start..at + said.end];
            let near = said.nearest(&differences).map_or_else(String::new, |near| {
                format!("; the nearest is {}", crate::time::duration_words(near * 60))
            });
            Raw::new(
                Id::L17,
                at + said.start,
                at + said.end,
                format!("“{shown}” matches no two times of the timeline{near}."),
            )
        })
        .collect()
}

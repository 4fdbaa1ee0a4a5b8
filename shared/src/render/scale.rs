//! The time scale: entries and marks of a timeline on one axis, laid out without a browser. The page, the HTML export and a file show the same picture.
//!
//! Laying out is total: any times in any number, spans from a minute to thousands of years, every part within the picture's bounds.

mod svg;
mod ticks;

use jiff::Timestamp;

use crate::{
    document::{EntryKind, EntryView, Facts, Mark},
    time::Moment,
};

pub use svg::{STYLE, Setting, svg};
pub use ticks::Tick;

/// Narrowest and widest picture, in pixels of its own.
const WIDTHS: (f64, f64) = (240.0, 2_400.0);
/// Left and right of the axis.
const MARGIN: f64 = 14.0;
/// Least distance of two dots, from middle to middle.
const DOT_ROOM: f64 = 16.0;
/// Height of a line of flags.
const LANE: f64 = 17.0;
/// Width of a letter of a flag, rather too wide than too narrow.
const LETTER: f64 = 6.2;
/// Between a flag's pole and its words, and after them.
const FLAG_GAP: f64 = 5.0;
/// Left and right of a single moment.
const ALONE: i64 = 30 * 60 * 1_000;
/// Part of the span that is left free at both ends.
const AIR: f64 = 0.02;
/// How many times as long as what the marks take up the whole has to be, for the axis to be about the marks.
const FAR: f64 = 8.0;
/// Longest words of an entry, in characters.
const MAX_WORDS: usize = 80;

/// The clock that ticks and times are on.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    /// How it is called: `Europe/Copenhagen, UTC+01:00`.
    pub name: &'a str,
    /// Minutes east of UTC at an instant.
    pub offset_minutes: &'a dyn Fn(Timestamp) -> i32,
}

impl Clock<'_> {
    /// The instant on this clock.
    pub fn at(&self, instant: Timestamp) -> Moment {
        let utc = Moment::new(instant, jiff::tz::Offset::UTC);
        utc.with_offset_minutes((self.offset_minutes)(instant)).unwrap_or(utc)
    }
}

/// One entry, or several that are too close together to be told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Its middle.
    pub x: f64,
    /// Ids of its entries, in the order of time; never empty.
    pub entries: Vec<String>,
    /// Sort of event, if all of them are of the same one.
    pub kind: Option<EntryKind>,
    /// Whether all their times are only about right.
    pub approximate: bool,
    /// Whether all of it lies beyond an end of the axis.
    pub outside: bool,
    /// What it says when pointed at.
    pub words: String,
}

/// A mark on a pole.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// Which.
    pub mark: Mark,
    /// Its pole.
    pub x: f64,
    /// Where its words begin.
    pub words_x: f64,
    /// How wide they are at most.
    pub words_width: f64,
    /// Line of flags, the topmost is 0.
    pub lane: usize,
    /// Its words.
    pub words: String,
}

/// A stretch of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether its end is not known: it then reaches to the end of the axis.
    pub open: bool,
}

/// The picture, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Height of the axis.
    pub axis: f64,
    /// Entries, from left to right.
    pub dots: Vec<Dot>,
    /// Marks that are set.
    pub flags: Vec<Flag>,
    /// Somebody was affected.
    pub impact: Option<Stretch>,
    /// Hours, days, months or years.
    pub ticks: Vec<Tick>,
    /// Days, where the ticks are hours.
    pub days: Vec<Tick>,
    /// All of it in words.
    pub summary: String,
}

/// Lays entries and marks out on `width` pixels. `None` when none of them has a time that can be read.
pub fn layout<'e>(
    entries: impl IntoIterator<Item = &'e EntryView>,
    facts: &Facts,
    clock: &Clock<'_>,
    width: f64,
) -> Option<Layout> {
    let entries: Vec<&EntryView> = entries.into_iter().collect();
    Some(Scale::over(entries.iter().copied(), facts, clock, width)?.layout(entries, facts))
}

/// A scale that is the same for all entries and marks and for some of them.
pub struct Scale<'c> {
    axis: Axis,
    clock: &'c Clock<'c>,
    width: f64,
    lanes: usize,
}

impl<'c> Scale<'c> {
    /// The scale on which all of these have room, on `width` pixels. `None` when none of them has a time that can be read.
    pub fn over<'e>(
        entries: impl IntoIterator<Item = &'e EntryView>,
        facts: &Facts,
        clock: &'c Clock<'c>,
        width: f64,
    ) -> Option<Self> {
        let width = if width.is_finite() { width.clamp(WIDTHS.0, WIDTHS.1) } else { WIDTHS.0 };
        let (timed, marks) = (timed(entries), marked(facts));
        let core = marks.iter().map(|(_, at)| *at).min().zip(marks.iter().map(|(_, at)| *at).max());
        let axis = Axis::over(timed.iter().map(|(at, _)| *at).chain(marks.iter().map(|(_, at)| *at)), core, width)?;
        let lanes = flags(&marks, &axis, clock).iter().map(|flag| flag.lane + 1).max().unwrap_or(0);
        Some(Self { axis, clock, width, lanes })
    }

    /// Lays some of the entries and marks out on it.
    pub fn layout<'e>(&self, entries: impl IntoIterator<Item = &'e EntryView>, facts: &Facts) -> Layout {
        let Self { axis, clock, width, lanes } = self;
        let (timed, marks) = (timed(entries), marked(facts));
        #[expect(clippy::cast_precision_loss, reason = "five lanes at most")]
        let axis_y = 16.0 + *lanes as f64 * LANE;
        let (ticks, days) = ticks::ticks(axis, clock);
        Layout {
            width: *width,
            height: axis_y + if days.is_empty() { 34.0 } else { 50.0 },
            axis: axis_y,
            dots: dots(&timed, axis, clock),
            flags: flags(&marks, axis, clock),
            impact: impact(facts, axis),
            ticks,
            days,
            summary: summary(&timed, &marks, clock),
        }
    }
}

/// The entries whose time can be read, by it.
fn timed<'e>(entries: impl IntoIterator<Item = &'e EntryView>) -> Vec<(Timestamp, &'e EntryView)> {
    let mut timed: Vec<(Timestamp, &EntryView)> =
        entries.into_iter().filter_map(|entry| Some((entry.moment()?.instant(), entry))).collect();
    timed.sort_by(|(one, a), (two, b)| (one, &a.id).cmp(&(two, &b.id)));
    timed
}

fn marked(facts: &Facts) -> Vec<(Mark, Timestamp)> {
    Mark::ALL.iter().filter_map(|&mark| Some((mark, facts.moment(mark)?.instant()))).collect()
}

/// Where instants are on the picture.
struct Axis {
    /// Unix milliseconds at its left and right end.
    from: f64,
    to: f64,
    left: f64,
    right: f64,
}

impl Axis {
    /// From the first instant to the last. Where the marks take up but a small part of that, the axis is about them, and what is far away
    /// lies at its ends: the change of last week would leave no room for the evening.
    fn over(
        instants: impl Iterator<Item = Timestamp> + Clone,
        core: Option<(Timestamp, Timestamp)>,
        width: f64,
    ) -> Option<Self> {
        let first = instants.clone().min()?.as_millisecond();
        let last = instants.max()?.as_millisecond();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are far below 2^53")]
        let (first, last, alone) = (first as f64, last as f64, ALONE as f64);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are far below 2^53")]
        let core = core.map(|(from, to)| (from.as_millisecond() as f64, to.as_millisecond() as f64));
        let (first, last) = match core.filter(|(from, to)| to > from && last - first > (to - from).max(alone) * FAR) {
            Some((from, to)) => {
                let around = (to - from).max(alone);
                (first.max(from - around), last.min(to + around))
            }
            None => (first, last),
        };
        let air = if last > first { (last - first) * AIR } else { alone };
        Some(Self { from: first - air, to: last + air, left: MARGIN, right: width - MARGIN })
    }

    fn holds(&self, instant: Timestamp) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are far below 2^53")]
        let at = instant.as_millisecond() as f64;
        (self.from..=self.to).contains(&at)
    }

    fn x(&self, instant: Timestamp) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are far below 2^53")]
        let part = (instant.as_millisecond() as f64 - self.from) / (self.to - self.from);
        (self.left + part * (self.right - self.left)).clamp(self.left, self.right)
    }
}

/// Entries that share a dot.
struct Group<'e> {
    /// Where the first of them is.
    first: f64,
    /// Where its dot is: between the first and the last.
    middle: f64,
    entries: Vec<(Timestamp, &'e EntryView)>,
}

fn dots(timed: &[(Timestamp, &EntryView)], axis: &Axis, clock: &Clock<'_>) -> Vec<Dot> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for &(at, entry) in timed {
        let x = axis.x(at);
        match groups.last_mut() {
            // A group's middle only ever moves to the right, away from the group before.
            Some(group) if x - group.middle < DOT_ROOM => {
                group.middle = f64::midpoint(group.first, x);
                group.entries.push((at, entry));
            }
            _ => groups.push(Group { first: x, middle: x, entries: vec![(at, entry)] }),
        }
    }
    let dot = |Group { middle, entries, .. }: Group<'_>| {
        let kind = entries.first().map(|(_, entry)| entry.kind);
        let outside = entries.iter().all(|(at, _)| !axis.holds(*at));
        Dot {
            outside,
            x: middle,
            kind: kind.filter(|kind| entries.iter().all(|(_, entry)| entry.kind == *kind)),
            approximate: entries.iter().all(|(_, entry)| entry.approximate),
            words: dot_words(&entries, outside, clock),
            entries: entries.into_iter().map(|(_, entry)| entry.id.clone()).collect(),
        }
    };
    groups.into_iter().map(dot).collect()
}

fn dot_words(group: &[(Timestamp, &EntryView)], outside: bool, clock: &Clock<'_>) -> String {
    match group {
        [] => String::new(),
        [(at, entry)] => {
            let about = if entry.approximate { "about " } else { "" };
            let at = clock.at(*at);
            let at = if outside { day_and_time(at) } else { at.clock() };
            format!("{about}{at} {}", cut(&entry.text)).trim_end().to_owned()
        }
        [(first, _), .., (last, _)] => {
            let (from, to) = (clock.at(*first), clock.at(*last));
            if from.date() == to.date() {
                format!("{} entries, {} – {}", group.len(), from.clock(), to.clock())
            } else {
                format!("{} entries, {} – {}", group.len(), day_and_time(from), day_and_time(to))
            }
        }
    }
}

fn flags(marks: &[(Mark, Timestamp)], axis: &Axis, clock: &Clock<'_>) -> Vec<Flag> {
    let mut sorted: Vec<(f64, Mark, String)> = marks
        .iter()
        .map(|&(mark, at)| (axis.x(at), mark, format!("{} {}", mark.label(), clock.at(at).clock())))
        .collect();
    sorted.sort_by(|(one, ..), (two, ..)| one.total_cmp(two));
    let mut ends: Vec<f64> = Vec::new();
    let place = |(x, mark, words): (f64, Mark, String)| {
        #[expect(clippy::cast_precision_loss, reason = "a mark's words are short")]
        let width = (words.chars().count() as f64 * LETTER).min(axis.right - axis.left - FLAG_GAP);
        // To the right of the pole, else to its left, else wherever there is room.
        let words_x = if x + FLAG_GAP + width <= axis.right {
            x + FLAG_GAP
        } else if x - FLAG_GAP - width >= axis.left {
            x - FLAG_GAP - width
        } else {
            axis.right - width
        };
        let begin = words_x.min(x);
        let lane = ends.iter().position(|end| *end + FLAG_GAP <= begin).unwrap_or(ends.len());
        let end = (words_x + width).max(x);
        match ends.get_mut(lane) {
            Some(held) => *held = end,
            None => ends.push(end),
        }
        Flag { mark, x, words_x, words_width: width, lane, words }
    };
    sorted.into_iter().map(place).collect()
}

fn impact(facts: &Facts, axis: &Axis) -> Option<Stretch> {
    let start = facts.moment(Mark::ImpactStarted)?.instant();
    let end = facts.moment(Mark::Resolved).or_else(|| facts.moment(Mark::Mitigated)).map(Moment::instant);
    let end = end.filter(|end| *end >= start);
    Some(Stretch { from: axis.x(start), to: end.map_or(axis.right, |end| axis.x(end)), open: end.is_none() })
}

fn summary(timed: &[(Timestamp, &EntryView)], marks: &[(Mark, Timestamp)], clock: &Clock<'_>) -> String {
    let words = |at: Timestamp| day_and_time(clock.at(at));
    let mut parts = Vec::new();
    match timed {
        [] => {}
        [(at, _)] => parts.push(format!("One entry, {}", words(*at))),
        [(first, _), .., (last, _)] => {
            parts.push(format!("{} entries, {} – {}", timed.len(), words(*first), words(*last)));
        }
    }
    parts.extend(marks.iter().map(|(mark, at)| format!("{} {}", mark.label(), words(*at))));
    format!("{}. Times in {}.", parts.join(". "), clock.name)
}

fn day_and_time(moment: Moment) -> String {
    moment.local().strftime("%-d %b %Y %H:%M").to_string()
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_WORDS {
        return line;
    }
    line.chars().take(MAX_WORDS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;

//! Where hours, days, months and years are on the axis, on a zone's clock.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

use super::{Axis, Clock};

/// Least distance of two ticks.
const TICK_ROOM: f64 = 58.0;
/// Least distance of the names of two days.
const DAY_ROOM: f64 = 92.0;
/// Most ticks, whatever the span.
const MAX_TICKS: usize = 200;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps of an even length, in milliseconds; each divides a day or is made of whole ones.
const STEPS: [i64; 15] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
];
/// Steps in months.
const MONTHS: [i32; 4] = [1, 2, 3, 6];
/// Steps in years.
const YEARS: [i32; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/// A place on the axis that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// Its name: `14:05`, `11 Mar`, `Mar 2026`, `2026`.
    pub words: String,
}

/// The ticks of an axis, and the names of days where ticks are parts of a day.
pub(super) fn ticks(axis: &Axis, clock: &Clock<'_>) -> (Vec<Tick>, Vec<Tick>) {
    let span = axis.to - axis.from;
    let room = |step: f64| step / span * (axis.right - axis.left) >= TICK_ROOM;
    #[expect(clippy::cast_precision_loss, reason = "steps are small")]
    if let Some(step) = STEPS.into_iter().find(|step| room(*step as f64)) {
        let form = if step < DAY { "%H:%M" } else { "%-d %b" };
        let ticks = named(axis, clock, even(axis, clock, step), form);
        let days = if step < DAY { days(axis, clock) } else { Vec::new() };
        return (ticks, days);
    }
    let month = 30.0 * 86_400_000.0;
    if let Some(step) = MONTHS.into_iter().find(|step| room(f64::from(*step) * month)) {
        return (named(axis, clock, months(axis, clock, step), "%b %Y"), Vec::new());
    }
    let step = YEARS.into_iter().find(|step| room(f64::from(*step) * 12.0 * month)).unwrap_or(YEARS[12]);
    (named(axis, clock, months(axis, clock, step * 12), "%Y"), Vec::new())
}

/// Times on the clock, a step apart, as instants.
fn even(axis: &Axis, clock: &Clock<'_>, step: i64) -> Vec<Timestamp> {
    let (Some(first), Some(last)) = (local_ms(axis.from, clock), local_ms(axis.to, clock)) else { return Vec::new() };
    let count = MAX_TICKS.min(usize::try_from((last - first) / step + 2).unwrap_or(0));
    let start = first.div_euclid(step);
    let locals = (start..).take(count).filter_map(|number| number.checked_mul(step));
    locals.filter_map(|local| instant(local, clock)).collect()
}

/// First days of months, so many months apart.
fn months(axis: &Axis, clock: &Clock<'_>, step: i32) -> Vec<Timestamp> {
    let Some(first) = local_ms(axis.from, clock).and_then(civil) else { return Vec::new() };
    let start = (i32::from(first.year()) * 12 + i32::from(first.month()) - 1).div_euclid(step) * step;
    let begin = |number: i32| {
        let year = i16::try_from(number.div_euclid(12)).ok()?;
        let month = i8::try_from(number.rem_euclid(12)).ok()? + 1;
        let date = Date::new(year, month, 1).ok()?;
        let local = Offset::UTC.to_timestamp(DateTime::from_parts(date, Time::midnight())).ok()?;
        instant(local.as_millisecond(), clock)
    };
    (0..).map(|count| start + count * step).take(MAX_TICKS).filter_map(begin).collect()
}

/// Names of days: at the left end, and at every midnight, as far as there is room.
fn days(axis: &Axis, clock: &Clock<'_>) -> Vec<Tick> {
    let mut days = named(axis, clock, even(axis, clock, DAY), "%a %-d %b");
    let begin = days.first().map_or(f64::INFINITY, |day| day.x);
    if begin - axis.left >= DAY_ROOM
        && let Some(first) = timestamp(axis.from)
    {
        let words = clock.at(first).local().strftime("%a %-d %b").to_string();
        days.insert(0, Tick { x: axis.left, words });
    }
    let mut last = f64::NEG_INFINITY;
    days.retain(|day| {
        let fits = day.x - last >= DAY_ROOM && day.x <= axis.right - DAY_ROOM / 2.0;
        if fits {
            last = day.x;
        }
        fits
    });
    days
}

/// Instants that are on the axis with their names on the clock, from left to right, none twice.
fn named(axis: &Axis, clock: &Clock<'_>, instants: Vec<Timestamp>, form: &str) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for at in instants {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are far below 2^53")]
        let ms = at.as_millisecond() as f64;
        let x = axis.x(at);
        // Clock changes bring two of them together.
        let apart = ticks.last().is_none_or(|last| x - last.x >= TICK_ROOM / 2.0);
        if ms >= axis.from && ms <= axis.to && apart {
            ticks.push(Tick { x, words: clock.at(at).local().strftime(form).to_string() });
        }
    }
    ticks
}

/// What the clock shows, as milliseconds since 1970 there.
fn local_ms(at: f64, clock: &Clock<'_>) -> Option<i64> {
    let instant = timestamp(at)?;
    Some(instant.as_millisecond() + i64::from((clock.offset_minutes)(instant)) * MINUTE)
}

/// The instant at which the clock shows this.
fn instant(local: i64, clock: &Clock<'_>) -> Option<Timestamp> {
    let offset = |at: Timestamp| i64::from((clock.offset_minutes)(at)) * MINUTE;
    let near =
        Timestamp::from_millisecond(local.checked_sub(offset(Timestamp::from_millisecond(local).ok()?))?).ok()?;
    Timestamp::from_millisecond(local.checked_sub(offset(near))?).ok()
}

fn civil(local: i64) -> Option<DateTime> {
    Some(Offset::UTC.to_datetime(Timestamp::from_millisecond(local).ok()?))
}

/// The instant, or the nearest that the calendar has.
fn timestamp(at: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "cast to the nearest whole number in range")]
    let ms = at as i64;
    let (least, most) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    Timestamp::from_millisecond(ms.clamp(least, most)).ok()
}

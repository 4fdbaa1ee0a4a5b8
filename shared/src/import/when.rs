//! Times as exports and people write them: with or without day and offset.

mod read;

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

use super::Answers;
use crate::time::Moment;
pub(super) use read::{DateOrder, NewDay, date_line, has_half, leading, whole};

/// A time, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day, where the input says it.
    pub date: Option<Date>,
    /// Where it does not: so many days after the first line's.
    pub days: u16,
    /// The time of day.
    pub time: Time,
    /// Minutes east of UTC, where the input says it.
    pub offset: Option<i32>,
}

/// An input whose clock goes back by more than this, in minutes, has come to the next day. Less is two messages out of order.
const NEXT_DAY_MINUTES: i32 = 4 * 60;

impl When {
    /// A time of which everything is known.
    pub fn exact(moment: Moment) -> Self {
        let local = moment.local();
        Self { date: Some(local.date()), days: 0, time: local.time(), offset: Some(moment.offset_minutes()) }
    }

    /// Date and time on the input's clock.
    pub fn local(self, answers: &Answers<'_>) -> Option<DateTime> {
        let date = match self.date {
            Some(date) => date,
            None => answers.day?.checked_add(i64::from(self.days).days()).ok()?,
        };
        Some(date.to_datetime(self.time))
    }

    /// The instant; `None` while something has to be asked, or where no calendar goes.
    pub fn moment(self, answers: &Answers<'_>) -> Option<Moment> {
        let local = self.local(answers)?;
        match self.offset {
            Some(minutes) => Moment::at_local(local, minutes),
            None => (answers.zone)(local),
        }
    }

    /// By what lines are put in order: those without a day are left as they are.
    pub(super) fn order(self) -> Option<Timestamp> {
        Moment::at_local(self.date?.to_datetime(self.time), self.offset.unwrap_or(0)).map(Moment::instant)
    }
}

/// An instant by the number of seconds, milli-, micro- or nanoseconds since 1970, which their size tells apart.
pub(super) fn epoch(number: i64) -> Option<When> {
    let timestamp = match number.unsigned_abs() {
        0..100_000_000_000 => Timestamp::from_second(number),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number),
        100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(number),
        _ => Timestamp::from_nanosecond(i128::from(number)),
    };
    Some(When::exact(Moment::new(timestamp.ok()?, jiff::tz::Offset::UTC)))
}

/// RFC 3339 with an offset.
pub(super) fn rfc3339(text: &str) -> Option<When> {
    Moment::parse(text).map(When::exact)
}

/// The day of line after line, while the input tells times of day only.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Days {
    date: Option<Date>,
    /// So many after the first.
    passed: u16,
    last: Option<Time>,
}

impl Days {
    /// From a day that is known.
    pub(super) fn from(date: Option<Date>) -> Self {
        Self { date, ..Self::default() }
    }

    /// A new day begins: one that is named, or the next.
    pub(super) fn begin(&mut self, day: NewDay) {
        match (day, self.last) {
            (NewDay::On(date), _) => self.date = Some(date),
            (NewDay::Next, Some(_)) => self.step(),
            // Before the first line it only names the day that is asked for.
            (NewDay::Next, None) => {}
        }
        self.last = None;
    }

    /// The last time of day, if any.
    pub(super) fn last(&self) -> Option<Time> {
        self.last
    }

    /// Puts a line's time on its day.
    pub(super) fn place(&mut self, when: When) -> When {
        if when.date.is_some() {
            (self.date, self.last) = (when.date, Some(when.time));
            return when;
        }
        let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        if self.last.is_some_and(|last| minutes(last) - minutes(when.time) > NEXT_DAY_MINUTES) {
            self.step();
        }
        self.last = Some(when.time);
        When { date: self.date, days: if self.date.is_some() { 0 } else { self.passed }, ..when }
    }

    fn step(&mut self) {
        match self.date {
            Some(date) => self.date = date.tomorrow().ok(),
            None => self.passed = self.passed.saturating_add(1),
        }
    }
}

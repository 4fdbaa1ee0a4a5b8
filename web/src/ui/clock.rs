//! Times as people say them: "3 minutes ago", with the exact time and its zone at hand.

use std::time::Duration;

use debrief_shared::time::Moment;
use jiff::{Timestamp, tz::Offset};
use leptos::prelude::*;

use crate::texts::times;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The server's clock in Unix milliseconds, moving on once a minute while the caller is on the page.
pub fn use_minute() -> Signal<i64> {
    let now = RwSignal::new(now_ms());
    if let Ok(interval) = set_interval_with_handle(move || now.set(now_ms()), Duration::from_mins(1)) {
        on_cleanup(move || interval.clear());
    }
    now.into()
}

/// How long ago `at` was; the exact time on hover.
#[component]
pub fn RelativeTime(
    /// RFC 3339.
    #[prop(into)]
    at: String,
    /// From [`use_minute`].
    now: Signal<i64>,
) -> impl IntoView {
    let instant = at.parse::<Timestamp>().ok();
    let exact = instant.map(exact_time).unwrap_or_default();
    let words = move || instant.map(|instant| ago(now.get() - instant.as_millisecond(), instant)).unwrap_or_default();
    view! { <time datetime=at title=exact>{words}</time> }
}

/// `2026-11-21 04:29 UTC+01:00`, on the browser's clock.
pub fn exact_time(instant: Timestamp) -> String {
    let moment = Moment::new(instant, browser_offset(instant));
    format!("{} {} {}", moment.date(), moment.clock(), moment.zone_label())
}

/// What the browser's zone is ahead of UTC at that instant.
fn browser_offset(instant: Timestamp) -> Offset {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any year we meet are exact in a double")]
    let date = js_sys::Date::new(&(instant.as_millisecond() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "whole minutes, less than a day")]
    let minutes_behind = date.get_timezone_offset() as i32;
    Offset::from_seconds(-minutes_behind * 60).unwrap_or(Offset::UTC)
}

fn now_ms() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
    let now = crate::server_clock::now_ms() as i64;
    now
}

/// `elapsed` milliseconds in words; the date once it is more than a month.
fn ago(elapsed: i64, instant: Timestamp) -> String {
    match elapsed {
        ..MINUTE_MS => times::JUST_NOW.to_owned(),
        MINUTE_MS..HOUR_MS => times::minutes_ago(elapsed / MINUTE_MS),
        HOUR_MS..DAY_MS => times::hours_ago(elapsed / HOUR_MS),
        DAY_MS..2_678_400_000 => times::days_ago(elapsed / DAY_MS),
        _ => Moment::new(instant, Offset::UTC).date(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_in_words() {
        let then: Timestamp = "2026-03-11T14:02:00Z".parse().expect("RFC 3339");
        let said = [-5_000, 59_000, 60_000, 3_599_000, 2 * HOUR_MS, DAY_MS, 40 * DAY_MS].map(|ms| ago(ms, then));
        assert_eq!(
            said,
            ["just now", "just now", "1 minute ago", "59 minutes ago", "2 hours ago", "1 day ago", "2026-03-11"]
        );
    }
}

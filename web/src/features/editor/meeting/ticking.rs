//! The clock of a topic, the same for everybody: it counts from a time that stands in the document, by the server's clock.

use std::time::Duration;

use debrief_shared::document::meeting::{AgendaItem, MeetingView};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use super::Meeting;
use crate::texts::meeting as texts;

/// How often the clock moves.
const EVERY: Duration = Duration::from_millis(500);
/// The last part of a topic, in which its clock has another colour: a fifth of it.
const LAST_PART: i64 = 5;

/// How a topic stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// There is time.
    Easy,
    /// The end is near.
    Near,
    /// It is past its time.
    Over,
}

impl Stand {
    fn of(left: SignedDuration, planned: SignedDuration) -> Self {
        if left < SignedDuration::ZERO {
            Self::Over
        } else if left.as_secs() * LAST_PART <= planned.as_secs() {
            Self::Near
        } else {
            Self::Easy
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Near => "near",
            Self::Over => "over",
        }
    }
}

/// The server's time, moving on while the caller is on the page.
pub(super) fn use_now(meeting: Meeting) -> Signal<Timestamp> {
    let now = RwSignal::new(meeting.live.now());
    if let Ok(interval) = set_interval_with_handle(move || now.set(meeting.live.now()), EVERY) {
        on_cleanup(move || interval.clear());
    }
    now.into()
}

/// `4:05`, without a sign.
pub(super) fn clock_words(duration: SignedDuration) -> String {
    let seconds = duration.abs().as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How long an item took, of how much: `12:30 of 15 min`.
pub(super) fn took_words(view: &MeetingView, item: &AgendaItem, now: Timestamp) -> String {
    texts::took(&clock_words(view.took(item, now)), &texts::minutes(item.planned().as_mins()))
}

/// What is running and how much of it is left.
#[component]
pub(super) fn Ticking() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let now = use_now(meeting);
    let shown = Memo::new(move |_| {
        let now = now.get();
        meeting.view.with(|view| {
            let item = view.current().filter(|_| view.is_on())?;
            let left = item.planned() - view.took(item, now);
            // Rounded up, so that the full minutes are seen and nought is the end.
            let left = if left > SignedDuration::ZERO {
                SignedDuration::from_secs(left.as_secs() + i64::from(left.subsec_nanos() > 0))
            } else {
                left
            };
            let words = clock_words(left);
            let words = if left < SignedDuration::ZERO { texts::over(&words) } else { texts::left(&words) };
            Some((item.title.clone(), words, Stand::of(left, item.planned())))
        })
    });
    view! {
        {move || {
            shown.get().map(|(title, words, stand)| {
                view! {
                    <span class="meeting-clock" role="timer" data-testid="meeting-clock" data-stand=stand.word()>
                        <span class="meeting-clock-topic">{title}</span>
                        " "
                        <strong class="meeting-clock-left">{words}</strong>
                    </span>
                }
            })
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_without_a_sign_and_says_how_it_stands() {
        let minutes = SignedDuration::from_mins;
        assert_eq!(clock_words(SignedDuration::from_secs(-65)), "1:05");
        assert_eq!(clock_words(minutes(75)), "75:00");
        assert_eq!(Stand::of(minutes(4), minutes(10)), Stand::Easy);
        assert_eq!(Stand::of(minutes(2), minutes(10)), Stand::Near);
        assert_eq!(Stand::of(SignedDuration::ZERO, minutes(10)), Stand::Near);
        assert_eq!(Stand::of(SignedDuration::from_secs(-1), minutes(10)), Stand::Over);
    }
}

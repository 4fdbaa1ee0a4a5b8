//! The five marks of an incident in their order, each with the duration that ends there. Durations are derived, never typed.

use debrief_shared::{
    document::{Facts, Mark},
    time::{Moment, Span, duration_words, spans},
};
use leptos::prelude::*;

use super::super::{clock::Clocks, fields::MomentEditor};
use crate::texts::facts as texts;
use crate::{
    live::Live,
    texts::times,
    zone::{Zone, exact_words},
};

/// The marks and the durations between them.
#[component]
pub fn Marks(
    /// As the document has them.
    facts: Memo<Facts>,
    /// The zones that count.
    clocks: Clocks,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let zone_words = move || {
        let zone = clocks.incident();
        let known = facts.with(|facts| facts.moment(Mark::ImpactStarted));
        let label = zone.label(known.map_or_else(|| live.now(), Moment::instant));
        if clocks.is_set() { texts::times_in(&label) } else { texts::times_in_your_zone(&label) }
    };
    let rows = Mark::ALL.iter().map(|&mark| view! { <MarkRow mark facts clocks /> }).collect_view();
    view! {
        <div class="marks">
            <p class="marks-zone">{zone_words}</p>
            <ol class="marks-list">{rows}</ol>
        </div>
    }
}

#[component]
fn MarkRow(mark: Mark, facts: Memo<Facts>, clocks: Clocks) -> impl IntoView {
    let live = expect_context::<Live>();
    let enabled = live.can_write();
    let editing = RwSignal::new(false);
    let moment = Memo::new(move |_| facts.with(|facts| facts.moment(mark)));
    let stored = Memo::new(move |_| facts.with(|facts| facts.mark(mark).to_owned()));
    let shown = move || match moment.get().map(|moment| clocks.incident().at(moment.instant())) {
        Some(moment) => format!("{} {}", moment.local().strftime(times::WHOLE_DAY), moment.clock()),
        None if stored.with(String::is_empty) => {
            if enabled.get() { texts::ADD_A_TIME } else { texts::NOT_SET }.to_owned()
        }
        None => stored.get(),
    };
    let title = move || moment.get().map(|moment| exact_words(clocks.incident().at(moment.instant())));
    let write = move |at: String| {
        live.edit(|postmortem, txn| postmortem.set_mark(txn, mark, &at));
    };
    let span = Memo::new(move |_| {
        facts.with(|facts| {
            let span = spans(facts).into_iter().find(|span| span.to == mark)?;
            duration(&span, facts, &clocks.incident())
        })
    });
    let editor = move || {
        view! {
            <MomentEditor
                value=moment.get_untracked()
                day=clocks.likely_day(&untrack(|| clocks.incident()))
                zones=untrack(|| vec![clocks.incident()])
                label=mark.label()
                on_save=Callback::new(move |moment: Moment| write(moment.to_string()))
                on_close=Callback::new(move |()| editing.set(false))
                on_clear=Callback::new(move |()| write(String::new()))
                now=Callback::new(move |()| live.now())
            />
        }
    };
    view! {
        <li class="mark" class:is-set=move || moment.get().is_some() data-testid=format!("fact-{}", mark.as_str())>
            <span class="mark-dot" aria-hidden="true"></span>
            <span class="mark-label">{mark.label()}</span>
            <span class="mark-time">
                <button
                    type="button"
                    class="time-button"
                    class:is-empty=move || moment.get().is_none()
                    aria-label=move || format!("{}: {}", mark.label(), title().unwrap_or_else(shown))
                    title=title
                    disabled=move || !enabled.get()
                    on:click=move |_| editing.set(true)
                >
                    {shown}
                </button>
                {move || editing.get().then(editor)}
            </span>
            <span class="mark-span" class:is-odd=move || span.with(|span| matches!(span, Some(Duration::Odd(_)))) data-testid=format!("span-{}", mark.as_str())>
                {move || span.get().map(Duration::into_words)}
            </span>
        </li>
    }
}

/// A derived duration as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Duration {
    /// Length, what it is the time to, and both ends.
    Known { length: String, meaning: &'static str, ends: String },
    /// The marks are the wrong way round.
    Odd(String),
}

impl Duration {
    fn into_words(self) -> impl IntoView {
        match self {
            Self::Known { length, meaning, ends } => view! {
                <strong class="span-length">{length}</strong>
                " "
                <span class="span-ends">
                    <span>{meaning} ": "</span>
                    <span>{ends}</span>
                </span>
            }
            .into_any(),
            Self::Odd(words) => view! { <span>{words}</span> }.into_any(),
        }
    }
}

/// The duration with both ends named; `None` while one of them is missing.
fn duration(span: &Span, facts: &Facts, zone: &Zone) -> Option<Duration> {
    let seconds = span.seconds?;
    let (from, to) = (zone.at(facts.moment(span.from)?.instant()), zone.at(facts.moment(span.to)?.instant()));
    if seconds < 0 {
        let words = texts::times_disagree(span.to.label(), span.from.label().to_lowercase());
        return Some(Duration::Odd(words));
    }
    let one_day = from.date() == to.date();
    let at = |moment: Moment| {
        if one_day { moment.clock() } else { moment.local().strftime(times::SHORT_DAY_AND_TIME).to_string() }
    };
    let (start, end) = (span.from.label().to_lowercase(), span.to.label().to_lowercase());
    let ends = format!("{} {start} → {} {end}", at(from), at(to));
    Some(Duration::Known { length: duration_words(seconds), meaning: span.meaning, ends })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: &str, to: &str) -> Option<Duration> {
        let facts = Facts { impact_started: from.into(), detected: to.into(), ..Facts::default() };
        let zone = Zone::with_offsets("Europe/Copenhagen", |_, _| Some(60));
        duration(&spans(&facts)[0], &facts, &zone)
    }

    #[test]
    fn a_duration_names_both_ends() {
        let known = Duration::Known {
            length: "29 min".into(),
            meaning: "Time to detect",
            ends: "14:02 impact started → 14:31 detected".into(),
        };
        assert_eq!(said("2026-03-11T14:02:00+01:00", "2026-03-11T13:31:00Z"), Some(known));
    }

    #[test]
    fn days_are_named_when_there_are_two() {
        let known = Duration::Known {
            length: "1 h".into(),
            meaning: "Time to detect",
            ends: "11 Mar 23:30 impact started → 12 Mar 00:30 detected".into(),
        };
        assert_eq!(said("2026-03-11T23:30:00+01:00", "2026-03-12T00:30:00+01:00"), Some(known));
    }

    #[test]
    fn the_wrong_order_is_said() {
        let odd = Duration::Odd("Detected is before impact started: please check the times.".into());
        assert_eq!(said("2026-03-11T14:02:00Z", "2026-03-11T13:31:00Z"), Some(odd));
    }

    #[test]
    fn a_missing_mark_gives_no_duration() {
        assert_eq!(said("2026-03-11T14:02:00Z", ""), None);
        assert_eq!(said("yesterday", "2026-03-11T14:02:00Z"), None);
    }
}

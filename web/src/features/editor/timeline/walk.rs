//! Walking forward: reading as it was lived, from the first entry on, with what came later out of sight. Against hindsight; the document
//! stays as it is.

use debrief_shared::document::{EntryView, Facts, Mark};
use jiff::Timestamp;
use leptos::{ev, html, prelude::*};

use super::Timeline;
use crate::texts::timeline as texts;
use crate::{
    ui::{IconButton, IconName},
    zone::exact_words,
};

/// The times at which something happened, each once.
pub(super) fn stops<'e>(entries: impl Iterator<Item = &'e EntryView>) -> Vec<Timestamp> {
    let mut stops: Vec<Timestamp> =
        entries.filter(|entry| entry.removed.is_none()).filter_map(|entry| Some(entry.moment()?.instant())).collect();
    stops.sort();
    stops.dedup();
    stops
}

/// Which stop `now` is at: the last one that it has reached.
fn place(stops: &[Timestamp], now: Timestamp) -> usize {
    stops.partition_point(|stop| *stop <= now).saturating_sub(1)
}

/// Whether an entry has happened by `now`; one without a readable time has not.
pub(super) fn has_happened(entry: &EntryView, now: Timestamp) -> bool {
    entry.moment().is_some_and(|moment| moment.instant() <= now)
}

/// The facts without the marks that came later.
pub(super) fn facts_until(facts: &Facts, now: Timestamp) -> Facts {
    let mut known = facts.clone();
    let later = |mark| facts.moment(mark).is_some_and(|moment| moment.instant() > now);
    for (mark, held) in [
        (Mark::ImpactStarted, &mut known.impact_started),
        (Mark::Detected, &mut known.detected),
        (Mark::Acknowledged, &mut known.acknowledged),
        (Mark::Mitigated, &mut known.mitigated),
        (Mark::Resolved, &mut known.resolved),
    ] {
        if later(mark) {
            held.clear();
        }
    }
    known
}

/// Says that the reader walks forward, and takes them on; Escape ends it.
#[component]
pub(super) fn WalkBar(
    /// The timeline.
    timeline: Timeline,
    /// The times to stop at.
    stops: Memo<Vec<Timestamp>>,
) -> impl IntoView {
    let walk = timeline.walk;
    let slider = NodeRef::<html::Input>::new();
    let at = move || walk.get().map_or(0, |now| stops.with(|stops| place(stops, now)));
    let count = move || stops.with(Vec::len);
    let go = move |to: usize| {
        if let Some(stop) = stops.with_untracked(|stops| stops.get(to).copied()) {
            walk.set(Some(stop));
        }
    };
    let step = move |by: isize| {
        if let Some(to) = untrack(at).checked_add_signed(by) {
            go(to);
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !super::tools::in_a_text_field() && walk.try_get_untracked().flatten().is_some() {
            walk.set(None);
        }
    });
    on_cleanup(move || keys.remove());
    Effect::new(move |_| {
        if let Some(slider) = slider.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = slider.focus();
        }
    });
    let now_words = move || walk.get().map_or_else(String::new, |now| exact_words(timeline.clocks.shown().at(now)));
    view! {
        <div class="walk" role="group" aria-label=texts::WALKING_FORWARD data-testid="walk">
            <p class="walk-words" aria-live="polite">
                <strong>{texts::WALKING_FORWARD_BEFORE}</strong>
                <span data-testid="walk-now">{now_words}</span>
                <span class="walk-count">{move || texts::walked_to(&at() + 1, count())}</span>
            </p>
            <div class="walk-controls">
                <IconButton icon=IconName::Back label=texts::EARLIER on:click=move |_| step(-1) />
                <input
                    node_ref=slider
                    class="walk-slider"
                    type="range"
                    min="0"
                    max=move || count().saturating_sub(1).to_string()
                    aria-label=texts::HOW_FAR_TO_WALK
                    aria-valuetext=now_words
                    data-testid="walk-slider"
                    prop:value=move || at().to_string()
                    on:input=move |event| go(event_target_value(&event).parse().unwrap_or(0))
                />
                <IconButton icon=IconName::ChevronRight label=texts::LATER on:click=move |_| step(1) />
                <button type="button" class="quiet-button" data-testid="walk-end" on:click=move |_| walk.set(None)>{texts::END_ESC}</button>
            </div>
        </div>
    }
}

/// Where a walk begins: at the first time.
pub(super) fn begin(timeline: Timeline, stops: &[Timestamp]) {
    match stops.first() {
        Some(first) => timeline.walk.set(Some(*first)),
        None => timeline.toaster.say(texts::NOTHING_TO_WALK_ALONG),
    }
}

/// The facts as far as the walk has come; all of them without one.
pub(super) fn known_facts(facts: &Facts, now: Option<Timestamp>) -> Facts {
    now.map_or_else(|| facts.clone(), |now| facts_until(facts, now))
}

#[cfg(test)]
mod tests {
    use super::super::entries::tests::entry;
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("RFC 3339")
    }

    #[test]
    fn every_time_is_one_stop() {
        let entries = [
            entry("b", "2026-03-11T14:05:00Z"),
            entry("a", "2026-03-11T14:00:00Z"),
            entry("c", "2026-03-11T15:05:00+01:00"),
            entry("d", "soon"),
        ];
        let stops = stops(entries.iter());
        assert_eq!(stops, [instant("2026-03-11T14:00:00Z"), instant("2026-03-11T14:05:00Z")]);
        assert_eq!(place(&stops, instant("2026-03-11T14:04:59Z")), 0);
        assert_eq!(place(&stops, instant("2026-03-11T14:05:00Z")), 1);
        assert_eq!(place(&stops, instant("2020-01-01T00:00:00Z")), 0);
        assert_eq!(place(&[], instant("2020-01-01T00:00:00Z")), 0);
    }

    #[test]
    fn what_came_later_is_not_known() {
        let now = instant("2026-03-11T14:00:00Z");
        assert!(has_happened(&entry("a", "2026-03-11T14:00:00Z"), now));
        assert!(!has_happened(&entry("a", "2026-03-11T14:00:01Z"), now));
        assert!(!has_happened(&entry("a", "soon"), now));
        let facts = Facts {
            severity: "Sev-1".into(),
            impact_started: "2026-03-11T13:00:00Z".into(),
            resolved: "2026-03-11T16:00:00Z".into(),
            ..Facts::default()
        };
        let known = known_facts(&facts, Some(now));
        assert_eq!(known, Facts { resolved: String::new(), ..facts.clone() });
        assert_eq!(known_facts(&facts, None), facts);
    }
}

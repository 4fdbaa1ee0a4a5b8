//! The line at the foot of the timeline: type `14:05 rolled back 4.12`, see where it will go, Enter.

use debrief_shared::{import::guess, time::Moment};
use jiff::civil::{Date, Time};
use leptos::{ev, ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, SubmitEvent};

use super::{
    Timeline,
    entries::{self, Item},
};
use crate::features::editor::import::reads_as_lines;
use crate::texts::timeline as texts;
use crate::{
    ui::{Icon, IconName},
    zone::{Zone, day_words, typed},
};

/// The add line.
#[component]
pub(super) fn AddLine(
    /// The timeline.
    timeline: Timeline,
    /// Its input, for others to focus.
    node: NodeRef<html::Input>,
    /// The lines of the list, to travel back into.
    items: Memo<Vec<Item>>,
    /// Looks at pasted lines of a chat or a table, which one line cannot hold.
    bring_in: Callback<String>,
) -> impl IntoView {
    let (live, clocks) = (timeline.live, timeline.clocks);
    let words = RwSignal::new(String::new());
    let clock = RwSignal::new(None::<String>);
    let day = RwSignal::new(None::<Date>);
    let last_added = RwSignal::new(None::<Moment>);
    let said = RwSignal::new(String::new());
    // The browser's clock is read anew when somebody comes to write.
    let visits = RwSignal::new(0_u32);

    let base = Memo::new(move |_| {
        visits.track();
        let last = items
            .with(|items| entries::last(items))
            .and_then(|id| timeline.entry(&id))
            .and_then(|entry| entry.moment());
        let zone = clocks.shown();
        let known = last_added.get().or(last);
        let known = known.or_else(|| live.outline().with(|view| entries::first_hint(view, &zone)));
        entries::next_moment(known, live.now(), &zone)
    });
    let place = Memo::new(move |_| {
        let today = clocks.shown().at(live.now()).local().date();
        let typed = Typed { line: typed::line(&words.get()), clock: clock.get(), day: day.get(), today };
        typed.moment(base.get(), &clocks.shown())
    });
    let forget_fields = move || {
        clock.set(None);
        day.set(None);
    };
    let add = move || {
        let written = words.get_untracked();
        let Some(moment) = place.get_untracked().filter(|_| !written.trim().is_empty()) else { return };
        let typed = typed::line(&written);
        let stored =
            if typed.offset_minutes.is_some() { moment } else { untrack(|| clocks.incident()).at(moment.instant()) };
        let (blank, about) = (typed.text.is_empty(), typed.approximate);
        let mut entry = entries::blank(stored.to_string());
        if let Some(kind) = guess(&typed.text) {
            entry.kind = kind;
        }
        entry.text = typed.text;
        if let Some(id) = timeline.add(&entry, about) {
            last_added.set(Some(moment));
            said.set(texts::added_at(moment.clock()));
            words.set(String::new());
            forget_fields();
            if blank {
                timeline.focus(&id);
            }
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowUp" => {
            if let Some(id) = items.with_untracked(|items| entries::last(items)) {
                event.prevent_default();
                timeline.focus(&id);
            }
        }
        // What was written stays: no undo would bring it back.
        "Escape" => forget_fields(),
        _ => {}
    };
    let paste = move |event: ev::ClipboardEvent| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let text = data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if reads_as_lines(&text) {
            event.prevent_default();
            bring_in.run(text);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        add();
    };
    let shown_clock = move || {
        let typed_in_line = words.with(|line| typed::line(line).time.is_some());
        match clock.get().filter(|_| !typed_in_line) {
            Some(clock) => clock,
            None => place.get().map(Moment::clock).unwrap_or_default(),
        }
    };
    let preview = move || match place.get() {
        Some(moment) => {
            let about = if words.with(|line| typed::line(line).approximate) { texts::ABOUT_BEFORE } else { "" };
            let when =
                format!("{}, {about}{} {}", day_words(moment), moment.clock(), zone_words(moment, &clocks.shown()));
            match words.with(|line| guess(&typed::line(line).text)) {
                Some(kind) => texts::goes_to_as_by_its_words(&when, kind.label().to_lowercase()),
                None => texts::goes_to(&when),
            }
        }
        None => texts::NOT_READ_AS_A_TIME.to_owned(),
    };
    view! {
        <Show when=move || live.can_write().get()>
            <form class="entry-add" on:submit=submit on:focusin=move |_| visits.update(|visits| *visits += 1)>
                <input
                    class="field-input entry-add-time"
                    aria-label=texts::TIME_OF_THE_NEW_ENTRY
                    autocomplete="off"
                    data-testid="timeline-add-time"
                    prop:value=shown_clock
                    on:input=move |event| clock.set(Some(event_target_value(&event)).filter(|typed| !typed.trim().is_empty()))
                />
                <span class="entry-add-sign"><Icon name=IconName::Plus /></span>
                <input
                    node_ref=node
                    class="field-input entry-add-line"
                    aria-label=texts::NEW_ENTRY
                    placeholder=texts::ADD_WHAT_HAPPENED
                    autocomplete="off"
                    enterkeyhint="done"
                    data-testid="timeline-add"
                    data-draft="write"
                    prop:value=move || words.get()
                    on:input=move |event| words.set(event_target_value(&event))
                    on:keydown=keys
                    on:paste=paste
                />
                <button type="submit" class="quiet-button is-strong entry-add-button" data-testid="timeline-add-button" disabled=move || words.with(|line| line.trim().is_empty())>
                    {texts::ADD}
                </button>
                <div class="entry-add-note">
                    {move || words.with(|line| typed::as_a_time(line)).map(|line| {
                        let label = texts::read_as_a_time(&line.chars().take(5).collect::<String>());
                        let read = move |_| {
                            words.set(line.clone());
                            if let Some(input) = node.get_untracked() {
                                // Nothing to do about a browser that refuses focus.
                                let _ = input.focus();
                            }
                        };
                        view! { <button type="button" class="quiet-button" data-testid="timeline-add-read-time" on:click=read>{label}</button> }
                    })}
                    <span data-testid="timeline-add-preview" class:is-odd=move || place.get().is_none()>{preview}</span>
                    <label class="entry-add-day">
                        <span>{texts::DAY}</span>
                        <input
                            class="field-input"
                            type="date"
                            data-testid="timeline-add-date"
                            prop:value=move || place.get().map(Moment::date)
                            on:change=move |event| day.set(event_target_value(&event).parse().ok())
                        />
                    </label>
                </div>
                <p class="visually-hidden" role="status">{move || said.get()}</p>
            </form>
        </Show>
    }
}

/// All that was typed about the new entry.
struct Typed {
    line: typed::TypedLine,
    clock: Option<String>,
    day: Option<Date>,
    today: Date,
}

impl Typed {
    /// The time that is meant: what the line says counts most, then the fields, then the `base`. `None` while the time field can't be read.
    fn moment(&self, base: Moment, zone: &Zone) -> Option<Moment> {
        let last = base.local().date();
        let day = match self.line.day {
            Some(day) => day.date(last, self.today)?,
            None => self.day.unwrap_or(last),
        };
        let time = match (self.line.time, &self.clock) {
            (Some(time), _) => time,
            (None, Some(clock)) => typed::clock(clock)?,
            (None, None) => without_fraction(base.local().time()),
        };
        let local = day.to_datetime(time);
        match self.line.offset_minutes {
            Some(minutes) => Moment::at_local(local, minutes),
            None => zone.moment(local),
        }
    }
}

fn without_fraction(time: Time) -> Time {
    time.with().subsec_nanosecond(0).build().unwrap_or(time)
}

/// `UTC+01:00 (Europe/Copenhagen)`; only the offset when it is not the zone's own.
fn zone_words(moment: Moment, zone: &Zone) -> String {
    let offset = moment.zone_label();
    if zone.name() == "UTC" || zone.offset_minutes(moment.instant()) != moment.offset_minutes() {
        return offset;
    }
    format!("{offset} ({})", zone.name().replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::with_offsets("Europe/Copenhagen", |_, _| Some(60))
    }

    fn placed(line: &str, clock: Option<&str>, day: Option<&str>) -> Option<String> {
        let base = Moment::parse("2026-03-11T18:30:00+01:00").expect("RFC 3339");
        let day = day.map(|day| day.parse().expect("a date"));
        let today = jiff::civil::date(2026, 3, 12);
        let typed = Typed { line: typed::line(line), clock: clock.map(str::to_owned), day, today };
        typed.moment(base, &zone()).map(|moment| moment.to_string())
    }

    #[test]
    fn zone_and_day_of_the_last_entry_are_assumed() {
        assert_eq!(placed("14:05 rolled back", None, None).as_deref(), Some("2026-03-11T14:05:00+01:00"));
        assert_eq!(placed("rolled back", None, None).as_deref(), Some("2026-03-11T18:30:00+01:00"));
    }

    #[test]
    fn the_line_counts_more_than_the_fields() {
        assert_eq!(placed("14:05 x", Some("9:00"), Some("2026-03-10")).as_deref(), Some("2026-03-10T14:05:00+01:00"));
        assert_eq!(
            placed("2026-03-09 14:05 x", None, Some("2026-03-10")).as_deref(),
            Some("2026-03-09T14:05:00+01:00")
        );
        assert_eq!(placed("x", Some("9"), Some("2026-03-10")).as_deref(), Some("2026-03-10T09:00:00+01:00"));
    }

    #[test]
    fn days_in_words_count_from_today() {
        assert_eq!(placed("yesterday 23:50 x", None, None).as_deref(), Some("2026-03-11T23:50:00+01:00"));
        assert_eq!(placed("+1d 0:10 x", None, None).as_deref(), Some("2026-03-12T00:10:00+01:00"));
        assert_eq!(placed("~2:05pm x", None, None).as_deref(), Some("2026-03-11T14:05:00+01:00"));
    }

    #[test]
    fn a_typed_offset_is_kept() {
        assert_eq!(placed("14:05 UTC x", None, None).as_deref(), Some("2026-03-11T14:05:00+00:00"));
    }

    #[test]
    fn a_time_field_that_says_nothing_places_nothing() {
        assert_eq!(placed("x", Some("soon"), None), None);
    }

    #[test]
    fn the_zone_is_named_when_the_time_is_on_its_clock() {
        let on_clock = Moment::parse("2026-03-11T18:30:00+01:00").expect("RFC 3339");
        assert_eq!(zone_words(on_clock, &zone()), "UTC+01:00 (Europe/Copenhagen)");
        let elsewhere = Moment::parse("2026-03-11T18:30:00Z").expect("RFC 3339");
        assert_eq!(zone_words(elsewhere, &zone()), "UTC");
    }
}

//! Editing one point in time: date, time of day and the zone whose clocks are meant. Enter or leaving saves, Escape takes it back.

use debrief_shared::time::Moment;
use jiff::civil::Date;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Node, SubmitEvent};

use crate::texts::facts as texts;
use crate::zone::{Zone, exact_words, typed};

/// A small form for a point in time.
#[component]
pub fn MomentEditor(
    /// What is set now.
    value: Option<Moment>,
    /// Day to start with while nothing is set.
    day: Date,
    /// Zones to choose from, the one in use first; never empty.
    zones: Vec<Zone>,
    /// Whose time it is, for screen readers: `Detected`.
    #[prop(into)]
    label: String,
    /// Gets the new time.
    on_save: Callback<Moment>,
    /// The form is done with, saved or not.
    on_close: Callback<()>,
    /// Offers to take the time out.
    #[prop(optional)]
    on_clear: Option<Callback<()>>,
    /// The browser's clock, for "Now".
    now: Callback<(), jiff::Timestamp>,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let time_input = NodeRef::<html::Input>::new();
    let zones = StoredValue::new(zones);
    let zone_at = RwSignal::new(0_usize);
    let zone =
        move || zones.with_value(|zones| zones.get(zone_at.get()).or(zones.first()).cloned().unwrap_or_else(Zone::utc));
    let start = value.map(|moment| untrack(zone).at(moment.instant()));
    let date = RwSignal::new(start.map_or_else(|| day.to_string(), Moment::date));
    let time = RwSignal::new(start.map(clock_words).unwrap_or_default());

    let read = move || {
        let words = time.get();
        let written = date.get().parse::<Date>().ok()?;
        if let Some(clock) = typed::clock(&words) {
            return zone().moment(written.to_datetime(clock));
        }
        // With a day before it, as in the line that adds an entry.
        let line = typed::line(&words);
        let clock = line.time.filter(|_| line.text.is_empty() && line.offset_minutes.is_none())?;
        let today = untrack(zone).at(now.run(())).local().date();
        let day = line.day.map_or(Some(written), |day| day.date(written, today))?;
        zone().moment(day.to_datetime(clock))
    };
    let finished = StoredValue::new(false);
    let finish = move |save: bool| {
        if finished.try_get_value() != Some(false) {
            return;
        }
        let read = untrack(read);
        if save && read.is_none() && !time.with_untracked(String::is_empty) {
            return;
        }
        finished.set_value(true);
        if let Some(moment) = read.filter(|moment| save && Some(*moment) != start) {
            on_save.run(moment);
        }
        on_close.run(());
    };
    let inside = move |target: Option<web_sys::EventTarget>| -> bool {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        form.try_get_untracked().flatten().is_some_and(|form| form.contains(node.as_ref()))
    };
    let outside = window_event_listener(ev::pointerdown, move |event| {
        if !inside(event.target()) {
            finish(true);
        }
    });
    on_cleanup(move || outside.remove());
    Effect::new(move |_| {
        if let Some(input) = time_input.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
            input.select();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        finish(true);
    };
    let set_now = move |_| {
        let moment = untrack(zone).at(now.run(()));
        date.set(moment.date());
        time.set(moment.clock());
    };
    let said = move || match read() {
        Some(moment) => exact_words(moment),
        None if time.with(String::is_empty) => texts::WRITE_THE_TIME_AS_14_05.to_owned(),
        None => texts::NOT_READ_AS_A_TIME.to_owned(),
    };
    let zone_choice = move || {
        let name = |(at, zone): (usize, Zone)| view! { <option value=at.to_string() selected=at == 0>{zone.name().replace('_', " ")}</option> };
        let options = zones.get_value().into_iter().enumerate().map(name).collect_view();
        view! {
            <select
                class="field-input moment-zone"
                aria-label=texts::TIME_ZONE
                on:change=move |event| zone_at.set(event_target_value(&event).parse().unwrap_or(0))
            >
                {options}
            </select>
        }
    };
    view! {
        <form
            node_ref=form
            class="moment-editor"
            aria-label=label
            data-testid="moment-editor"
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    finish(false);
                }
            }
            on:focusout=move |event| {
                if event.related_target().is_some() && !inside(event.related_target()) {
                    finish(true);
                }
            }
        >
            <div class="moment-row">
                <input
                    node_ref=time_input
                    class="field-input moment-time"
                    type="text"
                    aria-label=texts::TIME
                    placeholder="14:05"
                    autocomplete="off"
                    data-testid="moment-time"
                    prop:value=move || time.get()
                    on:input=move |event| time.set(event_target_value(&event))
                />
                <input
                    class="field-input moment-date"
                    type="date"
                    aria-label=texts::DATE
                    data-testid="moment-date"
                    prop:value=move || date.get()
                    on:input=move |event| date.set(event_target_value(&event))
                />
                {zone_choice}
            </div>
            <p class="moment-said" aria-live="polite">{said}</p>
            <div class="moment-row">
                <button type="submit" class="quiet-button is-strong" data-testid="moment-save">{texts::SAVE}</button>
                <button type="button" class="quiet-button" on:click=set_now>{texts::NOW}</button>
                {on_clear
                    .filter(|_| value.is_some())
                    .map(|clear| {
                        view! {
                            <button
                                type="button"
                                class="quiet-button"
                                data-testid="moment-clear"
                                on:click=move |_| {
                                    clear.run(());
                                    finish(false);
                                }
                            >
                                {texts::CLEAR}
                            </button>
                        }
                    })}
                <button type="button" class="quiet-button moment-cancel" on:click=move |_| finish(false)>{texts::CANCEL}</button>
            </div>
        </form>
    }
}

/// `14:05`, with seconds where there are any.
fn clock_words(moment: Moment) -> String {
    let local = moment.local();
    if local.second() == 0 { moment.clock() } else { local.strftime("%H:%M:%S").to_string() }
}

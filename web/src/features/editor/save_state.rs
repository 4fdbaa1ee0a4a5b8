//! Whether everything is saved, in a word; and behind it what is kept where, and since when.

use std::time::Duration;

use debrief_shared::time::Moment;
use gloo_timers::callback::Timeout;
use jiff::Timestamp;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Node;

use crate::texts::document as texts;
use crate::{
    live::{Kept, Live, Status},
    server_clock,
    session::Session,
    texts::suggesting,
    ui::{Icon, IconName},
    zone::Zone,
};

/// So long nothing was written before *Saved* is said again, in milliseconds.
const CALM_MS: u32 = 300;
/// Details are read anew this often while they are open.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A device's clock that is off by less goes for right, in milliseconds.
const CLOCK_OFF_MS: f64 = 60_000.0;

/// Whether everything is saved, in words and as a picture; pressed, it says more.
#[component]
pub(super) fn SaveState() -> impl IntoView {
    let live = expect_context::<Live>();
    let (status, on_device) = (live.status(), live.on_device());
    let status = calm(status);
    let shown = Memo::new(move |_| Shown::of(status.get(), on_device.get()));
    let open = RwSignal::new(false);
    let (root, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.try_get_untracked().flatten().is_some_and(|root| root.contains(target.as_ref()));
        if !inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    view! {
        <div class="save-place" node_ref=root on:keydown=on_key>
            <span class="visually-hidden" role="status">{move || shown.get().words}</span>
            <button
                type="button"
                node_ref=button
                class="save-state"
                data-testid="save-state"
                data-state=move || shown.get().state
                aria-expanded=move || open.get().to_string()
                aria-description=texts::SHOWS_WHAT_IS_KEPT_WHERE
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || view! { <Icon name=shown.get().icon /> }}
                <span class="save-words">{move || shown.get().words}</span>
                <Show when=move || !on_device.get()>
                    <span class="save-note">{texts::KEPT_IN_THIS_TAB_ONLY}</span>
                </Show>
            </button>
            <Show when=move || open.get()>
                <Details live />
            </Show>
        </div>
    }
}

/// *Saved* is said when nothing has been written for a moment: between two keys it would come and go, and the page would be drawn twice for each. Everything
/// else is said at once, and so is the first *Saved*.
fn calm(status: Signal<Status>) -> Signal<Status> {
    let said = RwSignal::new(status.get_untracked());
    let was_saved = StoredValue::new(false);
    let later = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let now = status.get();
        later.set_value(None);
        let wait = now == Status::Saved && was_saved.get_value() && said.get_untracked() == Status::Saving;
        was_saved.update_value(|was| *was |= now == Status::Saved);
        if wait {
            later.set_value(Some(Timeout::new(CALM_MS, move || {
                said.try_set(Status::Saved);
            })));
        } else if said.get_untracked() != now {
            said.set(now);
        }
    });
    said.into()
}

/// Where the document is: on this device, on the server, and what is on its way.
#[component]
fn Details(live: Live) -> impl IntoView {
    let session = expect_context::<Session>();
    let kept = RwSignal::new(live.kept());
    if let Ok(looking) = set_interval_with_handle(move || kept.set(live.kept()), LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
    let (status, on_device, full) = (live.status(), live.on_device(), live.device_full());
    let name = session.me().name;
    let device = move || device_words(on_device.get(), full.get(), kept.get().on_device_at);
    let server = move || server_words(status.get(), kept.get());
    let unsent = move || unsent_words(kept.get(), live.unsent_suggestions());
    let clock = server_clock::ahead_ms();
    view! {
        <div class="save-details" role="group" aria-label=texts::WHAT_IS_KEPT_WHERE data-testid="save-details">
            <dl>
                <div><dt>{texts::ON_THE_SERVER}</dt><dd>{server}</dd></div>
                <div><dt>{texts::ON_THIS_DEVICE}</dt><dd>{device}</dd></div>
                <div><dt>{texts::NOT_SENT_YET}</dt><dd>{unsent}</dd></div>
            </dl>
            <Show when=move || !session.reached().get()>
                <p class="save-details-note">{texts::signed_in_as_when_the_server(&name)}</p>
            </Show>
            {(clock.abs() >= CLOCK_OFF_MS).then(|| view! { <p class="save-details-note">{clock_words(clock)}</p> })}
        </div>
    }
}

fn device_words(on_device: bool, full: bool, at: Option<f64>) -> String {
    match (on_device, full, at) {
        (_, true, _) => texts::DEVICE_FULL.to_owned(),
        (false, ..) => texts::DEVICE_KEEPS_NOTHING.to_owned(),
        (true, false, Some(at)) => texts::kept_last_at(time_words(at)),
        (true, false, None) => texts::KEPT_ALSO_WITHOUT_A_CONNECTION.to_owned(),
    }
}

fn server_words(status: Status, kept: Kept) -> String {
    let last = kept.saved_at.map_or_else(
        || texts::NOT_REACHED_SINCE_THIS_PAGE.to_owned(),
        |at| texts::last_had_everything_at(time_words(at)),
    );
    match (status, kept.saved_at) {
        (Status::Saved, Some(at)) => texts::has_everything_since(time_words(at)),
        (Status::Opening, _) => texts::BEING_ASKED.to_owned(),
        (Status::StorageTrouble, _) => texts::cant_write_at_the_moment(&last),
        _ => last,
    }
}

fn unsent_words(kept: Kept, suggestions: usize) -> String {
    let count = match kept.unsent {
        0 if suggestions > 0 => return suggesting::unsent(suggestions),
        0 => return texts::not_sent(0),
        count => texts::not_sent(count),
    };
    match kept.unsent_since {
        Some(since) => texts::unsent_since(&count, time_words(since)),
        None => texts::unsent_from_before(&count),
    }
}

fn clock_words(ahead: f64) -> String {
    let minutes = (ahead.abs() / 60_000.0).round();
    if ahead > 0.0 { texts::clock_is_behind(minutes) } else { texts::clock_is_ahead(minutes) }
}

/// `14:05:09 UTC+01:00`.
fn time_words(at: f64) -> String {
    let instant = Timestamp::from_millisecond(at as i64).unwrap_or_default();
    let moment: Moment = Zone::mine().at(instant);
    format!("{} {}", moment.local().strftime("%H:%M:%S"), moment.zone_label())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    state: &'static str,
    icon: IconName,
    words: &'static str,
}

impl Shown {
    fn of(status: Status, on_device: bool) -> Self {
        let (state, icon, words) = match status {
            Status::Opening => ("opening", IconName::Clock, texts::OPENING_STATE),
            Status::Saved => ("saved", IconName::Check, texts::SAVED),
            Status::Saving => ("saving", IconName::Clock, texts::SAVING),
            Status::StorageTrouble => ("saving", IconName::Warning, texts::SAVING_WITH_TROUBLE),
            Status::Offline { .. } if on_device => ("offline", IconName::Offline, texts::OFFLINE_AND_KEPT),
            Status::Offline { .. } => ("offline", IconName::Offline, texts::OFFLINE_KEEP_THIS_TAB_OPEN),
            Status::Ended(_) => ("ended", IconName::Info, texts::CLOSED),
        };
        Self { state, icon, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_is_said_of_nothing_else() {
        let others = [Status::Opening, Status::Saving, Status::StorageTrouble, Status::Offline { unsent: true }];
        assert!(others.into_iter().all(|status| Shown::of(status, true).words != "Saved"));
        assert_eq!(Shown::of(Status::Saved, true).words, "Saved");
    }

    #[test]
    fn what_is_not_sent_is_counted() {
        let kept = Kept { unsent: 2, unsent_since: None, saved_at: None, on_device_at: None };
        assert_eq!(unsent_words(kept, 0), "2 changes, from before this page was opened");
        assert_eq!(unsent_words(Kept { unsent: 0, ..kept }, 0), "Nothing");
        assert!(clock_words(-7_200_000.0).contains("120 min ahead of"));
    }
}

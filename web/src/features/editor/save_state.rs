//! Whether everything is saved, in a word; and behind it what is kept where, and since when.

use std::time::Duration;

use debrief_shared::time::Moment;
use gloo_timers::callback::Timeout;
use jiff::Timestamp;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Node;

use crate::{
    live::{Kept, Live, Status},
    texts::suggesting as texts,
    server_clock,
    session::Session,
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
                aria-description="Shows what is kept where"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || view! { <Icon name=shown.get().icon /> }}
                <span class="save-words">{move || shown.get().words}</span>
                <Show when=move || !on_device.get()>
                    <span class="save-note">"kept in this tab only"</span>
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
        <div class="save-details" role="group" aria-label="What is kept where" data-testid="save-details">
            <dl>
                <div><dt>"On the server"</dt><dd>{server}</dd></div>
                <div><dt>"On this device"</dt><dd>{device}</dd></div>
                <div><dt>"Not sent yet"</dt><dd>{unsent}</dd></div>
            </dl>
            <Show when=move || !session.reached().get()>
                <p class="save-details-note">{format!("Signed in as {name} when the server was last reached.")}</p>
            </Show>
            {(clock.abs() >= CLOCK_OFF_MS).then(|| view! { <p class="save-details-note">{clock_words(clock)}</p> })}
        </div>
    }
}

fn device_words(on_device: bool, full: bool, at: Option<f64>) -> String {
    match (on_device, full, at) {
        (_, true, _) => "Takes no more: it may be full. Changes are in this tab until the server has them.".to_owned(),
        (false, ..) => {
            "Nothing is kept: this browser doesn't allow it. Changes are in this tab until the server has them."
                .to_owned()
        }
        (true, false, Some(at)) => format!("Kept, last at {}", time_words(at)),
        (true, false, None) => "Kept, also without a connection".to_owned(),
    }
}

fn server_words(status: Status, kept: Kept) -> String {
    let last = kept.saved_at.map_or_else(
        || "Not reached since this page was opened".to_owned(),
        |at| format!("Last had everything at {}", time_words(at)),
    );
    match (status, kept.saved_at) {
        (Status::Saved, Some(at)) => format!("Has everything, since {}", time_words(at)),
        (Status::Opening, _) => "Being asked".to_owned(),
        (Status::StorageTrouble, _) => format!("Can't write at the moment. {last}"),
        _ => last,
    }
}

fn unsent_words(kept: Kept, suggestions: usize) -> String {
    let count = match kept.unsent {
        0 if suggestions > 0 => return texts::unsent(suggestions),
        0 => return "Nothing".to_owned(),
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    match kept.unsent_since {
        Some(since) => format!("{count}, since {}", time_words(since)),
        None => format!("{count}, from before this page was opened"),
    }
}

fn clock_words(ahead: f64) -> String {
    let minutes = (ahead.abs() / 60_000.0).round();
    let direction = if ahead > 0.0 { "behind" } else { "ahead of" };
    format!("This device's clock is {minutes} min {direction} the server's. Times here, and “now”, follow the server.")
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
            Status::Opening => ("opening", IconName::Clock, "Opening…"),
            Status::Saved => ("saved", IconName::Check, "Saved"),
            Status::Saving => ("saving", IconName::Clock, "Saving…"),
            Status::StorageTrouble => ("saving", IconName::Warning, "Saving… the server can't write at the moment"),
            Status::Offline { .. } if on_device => {
                ("offline", IconName::Offline, "Offline – your changes are kept on this device")
            }
            Status::Offline { .. } => ("offline", IconName::Offline, "Offline – keep this tab open"),
            Status::Ended(_) => ("ended", IconName::Info, "Closed"),
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
        assert_eq!(unsent_words(kept), "2 changes, from before this page was opened");
        assert_eq!(unsent_words(Kept { unsent: 0, ..kept }), "Nothing");
        assert!(clock_words(-7_200_000.0).contains("120 min ahead of"));
    }
}

//! The time of an entry: to be read, edited, dragged up and down, and moved by keyboard.

use debrief_shared::{
    document::EntryView,
    time::{Moment, duration_words},
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, PointerEvent};

use super::{
    super::fields::MomentEditor,
    Timeline,
    entries::Item,
    moves::{self, Move},
};
use crate::texts::timeline as texts;
use crate::zone::exact_words;

/// How far a press has to go before it is a drag, in pixels.
const DRAG_FROM: f64 = 5.0;
/// How far is one minute, in pixels.
const PIXELS_A_MINUTE: f64 = 5.0;
/// How many minutes a step is with Shift.
const FAST: i64 = 10;

/// The time of the entry `id`.
#[component]
pub(super) fn TimeCell(
    /// Which entry.
    id: StoredValue<String>,
    /// It, as it is now.
    entry: Memo<Option<EntryView>>,
    /// The timeline.
    timeline: Timeline,
    /// The lines of the list.
    items: Memo<Vec<Item>>,
    /// Whether the form is open.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let (live, clocks) = (timeline.live, timeline.clocks);
    let button = NodeRef::<html::Button>::new();
    let stored =
        Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.at.clone()).unwrap_or_default()));
    let approximate = Memo::new(move |_| entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.approximate)));
    let moment = Memo::new(move |_| Moment::parse(&stored.get()).map(|moment| clocks.shown().at(moment.instant())));
    let save = move |moment: Moment| {
        // Written with the incident's offset, whatever clock it was read from.
        let at = untrack(|| clocks.incident()).at(moment.instant()).to_string();
        timeline.retime(&[Move { id: id.get_value(), at }]);
    };
    let focus_button = move || {
        if let Some(button) = button.try_get_untracked().flatten() {
            // Nothing to do about a browser that refuses focus.
            let _ = button.focus();
        }
    };
    let close = move |()| {
        editing.set(false);
        request_animation_frame(move || {
            // Back to where the keyboard was, unless the person went elsewhere.
            let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if nowhere {
                focus_button();
            }
        });
    };
    let editor = move || {
        view! {
            <MomentEditor
                value=moment.get_untracked()
                day=untrack(|| clocks.likely_day(&clocks.shown()))
                zones=untrack(|| clocks.to_write_in())
                label=texts::WHEN_IT_HAPPENED
                on_save=Callback::new(save)
                on_close=Callback::new(close)
                now=Callback::new(move |()| live.now())
            />
        }
    };

    let drag = Drag::new();
    let shift = move |by: i64| id.with_value(|id| timeline.shift(&timeline.selection.around(id), by));
    let pressed = move |event: PointerEvent| {
        // A finger scrolls the page; it has the form for times.
        if event.button() == 0
            && event.pointer_type() != "touch"
            && !(event.shift_key() || event.ctrl_key() || event.meta_key())
            && live.can_write().get_untracked()
            && moment.get_untracked().is_some()
        {
            drag.press(&event);
        }
    };
    let released = move |_| {
        if let Some(by) = drag.release().filter(|by| *by != 0) {
            shift(by);
        }
    };
    let clicked = move |event: ev::MouseEvent| {
        let selects = event.shift_key() || event.ctrl_key() || event.meta_key();
        if !selects && !drag.was_one() && live.can_write().get_untracked() {
            editing.set(true);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let fast = if event.shift_key() { FAST } else { 1 };
        let writes = live.can_write().get_untracked();
        let taken = match event.key().as_str() {
            "ArrowUp" | "ArrowDown" => {
                let by = if event.key() == "ArrowUp" { -1 } else { 1 };
                if event.alt_key() {
                    if writes {
                        shift(if by < 0 { -fast } else { fast });
                        // The line may have moved to another place, which takes the keyboard away.
                        request_animation_frame(focus_button);
                    }
                } else if let Some(next) = neighbour(by) {
                    let _ = next.focus();
                    if event.shift_key() && writes {
                        timeline.selection.update(|selected| {
                            if selected.len() == 0 {
                                id.with_value(|id| selected.toggle(id));
                            }
                            if let Some(next) = id_of(&next) {
                                items.with_untracked(|items| selected.extend_to(&next, items));
                            }
                        });
                    }
                }
                true
            }
            " " if writes => {
                timeline.selection.update(|selected| id.with_value(|id| selected.toggle(id)));
                true
            }
            "a" if writes && (event.ctrl_key() || event.meta_key()) => {
                timeline.selection.update(|selected| items.with_untracked(|items| selected.all(items)));
                true
            }
            "Escape" if drag.is_on() => {
                drag.release();
                true
            }
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    };
    let dragged = move || drag.minutes().and_then(|by| Some(clocks.shown().at(moves::later(moment.get()?, by)?)));
    let exact = move || {
        let about = if approximate.get() { texts::ABOUT_BEFORE } else { "" };
        format!("{about}{}", moment.get().map_or_else(|| stored.get(), exact_words))
    };
    let shown = move || {
        let about = if approximate.get() { "~" } else { "" };
        let moment = dragged().or_else(|| moment.get());
        moment.map_or_else(|| "–:–".to_owned(), |moment| format!("{about}{}", moment.clock()))
    };
    view! {
        <div class="entry-time">
            <button
                node_ref=button
                type="button"
                class="time-button"
                class:is-empty=move || moment.get().is_none()
                class:is-dragged=move || drag.is_on()
                title=exact
                aria-label=move || texts::time(exact())
                aria-keyshortcuts="Space Alt+ArrowUp Alt+ArrowDown Shift+ArrowUp Shift+ArrowDown"
                data-testid="entry-time"
                disabled=move || !live.can_write().get()
                on:click=clicked
                on:keydown=keys
                on:keyup=move |event| {
                    // Some browsers press a button when Space is let go.
                    if event.key() == " " {
                        event.prevent_default();
                    }
                }
                on:pointerdown=pressed
                on:pointermove=move |event| drag.pull(&event)
                on:pointerup=released
                on:pointercancel=move |_| {
                    drag.release();
                }
            >
                {shown}
            </button>
            <Show when=move || drag.is_on()>
                <span class="drag-note" data-testid="drag-note">{move || dragged().zip(drag.minutes()).map(|(to, by)| drag_words(to, by))}</span>
            </Show>
            {move || editing.get().then(editor)}
        </div>
    }
}

/// A press on the time that may become a drag.
#[derive(Clone, Copy)]
struct Drag {
    /// Height at which it began.
    from: StoredValue<Option<i32>>,
    minutes: RwSignal<Option<i64>>,
    was_one: StoredValue<bool>,
}

impl Drag {
    fn new() -> Self {
        Self { from: StoredValue::new(None), minutes: RwSignal::new(None), was_one: StoredValue::new(false) }
    }

    fn press(self, event: &PointerEvent) {
        self.was_one.set_value(false);
        self.from.set_value(Some(event.client_y()));
        if let Some(button) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            // Without it, a drag ends where the button does.
            let _ = button.set_pointer_capture(event.pointer_id());
        }
    }

    fn pull(self, event: &PointerEvent) {
        let Some(from) = self.from.get_value() else { return };
        let way = f64::from(event.client_y()) - f64::from(from);
        if self.is_on() || way.abs() >= DRAG_FROM {
            self.was_one.set_value(true);
            self.minutes.set(Some(minutes_of(way, event.shift_key())));
        }
    }

    /// Ends it, and gives the minutes that it came to.
    fn release(self) -> Option<i64> {
        self.from.set_value(None);
        let minutes = self.minutes.get_untracked();
        if minutes.is_some() {
            self.minutes.set(None);
        }
        minutes
    }

    fn is_on(self) -> bool {
        self.minutes.with(Option::is_some)
    }

    fn minutes(self) -> Option<i64> {
        self.minutes.get()
    }

    /// Whether the click that follows belongs to it.
    fn was_one(self) -> bool {
        let was = self.was_one.get_value();
        self.was_one.set_value(false);
        was
    }
}

fn minutes_of(way: f64, fast: bool) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "screens are small")]
    let minutes = (way / PIXELS_A_MINUTE).round() as i64;
    if fast { minutes * FAST } else { minutes }
}

fn drag_words(to: Moment, by: i64) -> String {
    let sign = if by < 0 { "−" } else { "+" };
    format!("{} {} ({sign}{})", to.clock(), to.zone_label(), duration_words(by.abs() * 60))
}

/// The button of the time of the entry above (`-1`) or below (`1`) the one that has the keyboard.
fn neighbour(by: isize) -> Option<HtmlElement> {
    let here = document().active_element()?;
    let list = here.closest(".timeline-list").ok()??;
    let buttons = list.query_selector_all(".entry .time-button").ok()?;
    let at = (0..buttons.length()).find(|at| buttons.item(*at).as_ref() == Some(here.as_ref()))?;
    let next = usize::try_from(at).ok()?.checked_add_signed(by)?;
    buttons.item(u32::try_from(next).ok()?)?.dyn_into().ok()
}

fn id_of(button: &HtmlElement) -> Option<String> {
    button.closest(".entry").ok()??.get_attribute("data-id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_dragged_is_minutes() {
        assert_eq!([minutes_of(0.0, false), minutes_of(26.0, false), minutes_of(-10.0, true)], [0, 5, -20]);
    }

    #[test]
    fn while_dragged_the_new_time_is_said_with_its_zone() {
        let to = Moment::parse("2026-03-11T14:05:00+01:00").expect("RFC 3339");
        assert_eq!(drag_words(to, 75), "14:05 UTC+01:00 (+1 h 15 min)");
        assert_eq!(drag_words(to, -5), "14:05 UTC+01:00 (−5 min)");
    }
}

//! What can be done with several selected entries: each action is one step to undo.

use debrief_shared::document::EntryKind;
use leptos::{ev, prelude::*};
use web_sys::SubmitEvent;

use super::{super::fields::Combo, Timeline, kind::picture};
use crate::texts::timeline as texts;
use crate::{
    bindings,
    ui::{Icon, IconName, Menu, MenuItem},
    zone::Zone,
};

/// The bar at the foot of the timeline while anything is selected.
#[component]
pub(super) fn BulkBar(
    /// The timeline.
    timeline: Timeline,
) -> impl IntoView {
    let selection = timeline.selection;
    let count = move || selection.with(super::select::Selected::len);
    let minutes = RwSignal::new(String::new());
    let zones = RwSignal::new(Vec::<String>::new());
    let load_zones = move |_| {
        if zones.with_untracked(Vec::is_empty) {
            zones.set(bindings::zones());
        }
    };
    let shift = move |by: i64| timeline.shift(&selection.ids(), by);
    let shift_typed = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(by) = minutes_of(&minutes.get_untracked()) {
            shift(by);
            minutes.set(String::new());
        }
    };
    let kinds = move || {
        let item = |&kind: &EntryKind| {
            let choose = Callback::new(move |()| timeline.set_kind(&selection.ids(), kind));
            view! { <MenuItem icon=picture(kind) on_select=choose>{kind.label()}</MenuItem> }
        };
        EntryKind::ALL.iter().map(item).collect_view()
    };
    let reread = Callback::new(move |name: String| {
        if !name.is_empty() {
            timeline.reread(&selection.ids(), &Zone::named(&name));
        }
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !super::tools::in_a_text_field() {
            selection.clear();
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <div class="bulk" role="toolbar" aria-label=texts::SELECTED_ENTRIES data-testid="timeline-bulk">
            <span class="bulk-count" role="status">{move || texts::selected(count())}</span>
            <Menu label=texts::KIND_OF_THE_SELECTED_ENTRIES class="quiet-button" trigger=|| texts::KIND>{kinds()}</Menu>
            <form class="bulk-shift" aria-label=texts::MOVE_IN_TIME on:submit=shift_typed>
                <button type="button" class="quiet-button" on:click=move |_| shift(-1)>{texts::A_MINUTE_EARLIER}</button>
                <button type="button" class="quiet-button" on:click=move |_| shift(1)>{texts::A_MINUTE_LATER}</button>
                <input
                    class="field-input bulk-minutes"
                    inputmode="numeric"
                    aria-label=texts::MINUTES_TO_MOVE_BY
                    placeholder=texts::MINUTES
                    autocomplete="off"
                    data-testid="bulk-minutes"
                    prop:value=move || minutes.get()
                    on:input=move |event| minutes.set(event_target_value(&event))
                />
                <button type="submit" class="quiet-button" data-testid="bulk-shift" disabled=move || minutes.with(|typed| minutes_of(typed).is_none())>{texts::MOVE}</button>
            </form>
            <div class="bulk-zone" on:focusin=load_zones>
                <Combo
                    value=Signal::stored(String::new())
                    options=zones
                    on_commit=reread
                    label=texts::READ_IN_ANOTHER_ZONE
                    placeholder=texts::ZONE_THEY_WERE_IN
                    strict=true
                    testid="bulk-zone"
                    enabled=timeline.live.can_write()
                />
            </div>
            <button type="button" class="quiet-button" data-testid="bulk-remove" on:click=move |_| timeline.remove_all(selection.ids())>{texts::REMOVE}</button>
            <button type="button" class="icon-button" aria-label=texts::SELECT_NOTHING on:click=move |_| selection.clear()>
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}

/// `15`, `+15`, `-15`, `−15`; not zero.
fn minutes_of(typed: &str) -> Option<i64> {
    let typed = typed.trim().trim_end_matches("min").trim().replace('−', "-");
    typed.parse().ok().filter(|minutes: &i64| *minutes != 0 && minutes.abs() <= super::moves::MAX_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::minutes_of;

    #[test]
    fn minutes_are_read_with_their_sign() {
        let read = ["15", "+15", "-15", "−15 min", " 3 "].map(minutes_of);
        assert_eq!(read, [Some(15), Some(15), Some(-15), Some(-15), Some(3)]);
        for typed in ["", "0", "soon", "1.5", "99999999999"] {
            assert_eq!(minutes_of(typed), None, "{typed}");
        }
    }
}

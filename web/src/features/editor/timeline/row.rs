//! One entry of the timeline: its time, kind, text, accounts, evidence and menu.

use debrief_shared::document::{EntryKind, EntryView, Field, List, Mark, Subject, TextPath, YES};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{
    super::{
        comments::PlaceComments,
        links::{LinkHandle, Target, copy_link},
    },
    Timeline,
    accounts::Accounts,
    badge,
    entries::{self, Item},
    evidence::EvidenceList,
    hints,
    kind::KindMenu,
    time_cell::TimeCell,
    tools::Look,
};
use crate::texts::timeline as texts;
use crate::{
    text_surface::{Leave, SurfaceMode, TextSurface},
    ui::{Icon, IconName, Menu, MenuItem, MenuRule, Toaster},
};

/// The entry `id`.
#[component]
pub(super) fn Row(
    /// Which entry.
    id: String,
    /// The timeline.
    timeline: Timeline,
    /// The lines of the list, to travel through.
    items: Memo<Vec<Item>>,
    /// The add line's input, after the last entry.
    add_input: NodeRef<html::Input>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let live = timeline.live;
    let entry = Memo::new(move |_| id.with_value(|id| timeline.entry(id)));
    let kind = Memo::new(move |_| entry.with(|entry| entry.as_ref().map_or(EntryKind::Note, |entry| entry.kind)));
    let evidence =
        Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.evidence.clone()).unwrap_or_default()));
    let marks = Memo::new(move |_| {
        timeline.facts.with(|facts| {
            entry.with(|entry| entry.as_ref().map(|entry| badge::marks_at(entry, facts)).unwrap_or_default())
        })
    });
    let flags = Memo::new(move |_| {
        timeline
            .facts
            .with(|facts| marks.with(|marks| marks.iter().map(|mark| badge::words(*mark, facts)).collect::<Vec<_>>()))
    });
    let hint = Memo::new(move |_| {
        let on = timeline.looks.has(Look::Hints) && live.can_write().get();
        let of = |entry: &EntryView| timeline.facts.with(|facts| hints::out_of_order(entry, facts));
        on.then(|| entry.with(|entry| entry.as_ref().and_then(of))).flatten()
    });
    let approximate = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.approximate));
    let selected = Memo::new(move |_| id.with_value(|id| timeline.selection.with(|selected| selected.has(id))));
    let toaster = expect_context::<Toaster>();
    let adding_link = RwSignal::new(false);
    let editing_time = RwSignal::new(false);

    let focus_add = move || {
        if let Some(input) = add_input.get_untracked() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    };
    let on_enter = Callback::new(move |()| {
        let entry = entry.get_untracked();
        match entry.filter(|entry| !entry.text.trim().is_empty()) {
            Some(entry) => {
                if let Some(new) = timeline.add(&entries::blank(entry.at), entry.approximate) {
                    timeline.focus(&new);
                }
            }
            None => focus_add(),
        }
    });
    let on_leave = Callback::new(move |leave| {
        let by = if leave == Leave::Up { -1 } else { 1 };
        match items.with_untracked(|items| id.with_value(|id| entries::neighbour(items, id, by))) {
            Some(next) => timeline.focus(&next),
            None if leave == Leave::Down => focus_add(),
            None => {}
        }
    });
    let set_mark = move |mark: Mark| {
        if let Some(EntryView { at, .. }) = entry.get_untracked() {
            // Marking it once more takes the mark away.
            let at = if marks.with_untracked(|marks| marks.contains(&mark)) { String::new() } else { at };
            live.edit(|postmortem, txn| postmortem.set_mark(txn, mark, &at));
        }
    };
    let toggle_about = Callback::new(move |()| {
        let about = if untrack(approximate) { "" } else { YES };
        // An entry that is gone has no time any more.
        let _ = live.edit(|postmortem, txn| {
            postmortem.set_field(txn, List::Timeline, &id.get_value(), Field::Approximate, about)
        });
    });
    let add_account = Callback::new(move |()| {
        let (account, me) = (live.new_id(), live.me().name);
        let entry = id.get_value();
        let done = live.edit(|postmortem, txn| postmortem.add_account(txn, &entry, &account, &me, ""));
        if matches!(done, Some(Ok(()))) {
            live.focus(&TextPath::Account { entry, account });
        }
    });
    let toggle = move || timeline.selection.update(|selected| id.with_value(|id| selected.toggle(id)));
    let clicked = move |event: ev::MouseEvent| {
        if !live.can_write().get_untracked() || in_a_field(&event) {
            return;
        }
        if event.shift_key() {
            timeline.selection.update(|selected| {
                items.with_untracked(|items| id.with_value(|id| selected.extend_to(id, items)));
            });
        } else if event.ctrl_key() || event.meta_key() {
            toggle();
        }
    };
    let actions = move || {
        let mark_item = |&mark: &Mark| {
            let icon = if marks.with(|marks| marks.contains(&mark)) { IconName::Check } else { IconName::Clock };
            view! { <MenuItem icon on_select=Callback::new(move |()| set_mark(mark))>{mark.label()}</MenuItem> }
        };
        view! {
            <p class="menu-note">{texts::MARK_AS}</p>
            {Mark::ALL.iter().map(mark_item).collect_view()}
            <MenuRule />
            <MenuItem icon=IconName::People on_select=add_account>{texts::ADD_AN_ACCOUNT}</MenuItem>
            <MenuItem icon=IconName::Link on_select=Callback::new(move |()| adding_link.set(true))>{texts::ADD_A_LINK_TO_THE_SOURCE}</MenuItem>
            <MenuItem icon=IconName::Copy on_select=Callback::new(move |()| copy_link(live, toaster, &Target::Entry(id.get_value())))>{texts::COPY_LINK}</MenuItem>
            <MenuItem icon=IconName::Comment on_select=Callback::new(move |()| live.comment_on(&Subject::Entry(id.get_value())))>{texts::COMMENT}</MenuItem>
            <MenuItem icon=IconName::Calendar on_select=Callback::new(move |()| editing_time.set(true))>{texts::CHANGE_DATE_AND_TIME}</MenuItem>
            <MenuItem icon=IconName::Clock on_select=toggle_about>
                {if untrack(approximate) { texts::THE_TIME_IS_EXACT } else { texts::THE_TIME_IS_ONLY_ABOUT_RIGHT }}
            </MenuItem>
            <MenuItem icon=IconName::Check on_select=Callback::new(move |()| toggle())>{texts::SELECT}</MenuItem>
            <MenuRule />
            <MenuItem icon=IconName::Trash danger=true on_select=Callback::new(move |()| timeline.remove_all(vec![id.get_value()]))>{texts::REMOVE_ENTRY}</MenuItem>
        }
    };
    view! {
        <li
            class="entry"
            class:is-selected=move || selected.get()
            data-testid="timeline-entry"
            data-id=id.get_value()
            on:click=clicked
            on:mousedown=move |event| {
                // Otherwise the browser selects the words in between.
                if event.shift_key() && !in_a_field(&event) {
                    event.prevent_default();
                }
            }
        >
            <Show when=move || live.can_write().get()>
                <input
                    type="checkbox"
                    class="entry-check"
                    tabindex="-1"
                    aria-label=texts::SELECT_THIS_ENTRY
                    data-testid="entry-check"
                    prop:checked=move || selected.get()
                    on:click=move |event: ev::MouseEvent| {
                        event.stop_propagation();
                        if event.shift_key() {
                            timeline.selection.update(|selected| {
                                items.with_untracked(|items| id.with_value(|id| selected.extend_to(id, items)));
                            });
                        } else {
                            toggle();
                        }
                    }
                />
            </Show>
            <TimeCell id entry timeline items editing=editing_time />
            <KindMenu id=id.get_value() kind timeline />
            <div class="entry-main">
                <div class="entry-text has-place">
                    <TextSurface
                        path=TextPath::Entry(id.get_value())
                        mode=SurfaceMode::Line
                        label=texts::WHAT_HAPPENED
                        placeholder=texts::ASK_WHAT_HAPPENED
                        on_enter
                        on_leave
                    />
                    <PlaceComments place=Subject::Entry(id.get_value()) what="entry" />
                </div>
                <Show when=move || flags.with(|flags| !flags.is_empty()) || hint.get().is_some()>
                    <p class="entry-badges">
                        {move || flags.get().into_iter().map(|words| view! { <span class="badge" data-testid="entry-flag">{words}</span> }).collect_view()}
                        {move || hint.get().map(|words| view! { <span class="entry-hint" data-testid="entry-hint">{words}</span> })}
                    </p>
                </Show>
                <Accounts id entry timeline />
                <EvidenceList id=id.get_value() evidence timeline adding=adding_link />
            </div>
            <Show when=move || live.can_write().get() fallback=move || view! { <LinkHandle target=Target::Entry(id.get_value()) what=crate::texts::presence::ENTRY /> }>
                <div class="entry-menu">
                    <Menu label=texts::MORE_FOR_THIS_ENTRY trigger=|| view! { <Icon name=IconName::More /> }>
                        {actions()}
                    </Menu>
                </div>
            </Show>
        </li>
    }
}

/// Whether a click is meant for something in the line that takes clicks of its own.
fn in_a_field(event: &ev::MouseEvent) -> bool {
    const FIELDS: &str = ".surface, .menu, .place-comments, a, form, .entry-check, .account-head, .chip-remove";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.closest(FIELDS), Ok(Some(_))))
}

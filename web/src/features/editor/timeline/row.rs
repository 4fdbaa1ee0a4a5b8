//! One entry of the timeline: its time, kind, text, evidence and menu.

use debrief_shared::{
    document::{EntryKind, EntryView, Field, List, Mark, TextPath},
    time::Moment,
};
use leptos::{html, prelude::*};

use super::{
    super::{
        fields::MomentEditor,
        links::{LinkHandle, Target, copy_link},
    },
    Timeline, badge,
    entries::{self, Item},
    evidence::EvidenceList,
    kind::KindMenu,
};
use crate::{
    text_surface::{Leave, SurfaceMode, TextSurface},
    ui::{Icon, IconName, Menu, MenuItem, MenuRule, Toaster},
    zone::exact_words,
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
    let kind = Memo::new(move |_| entry.with(|entry| entry.as_ref().map_or(EntryKind::Action, |entry| entry.kind)));
    let evidence =
        Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.evidence.clone()).unwrap_or_default()));
    let marks = Memo::new(move |_| {
        live.outline().with(|view| {
            entry.with(|entry| entry.as_ref().map(|entry| badge::marks_at(entry, &view.facts)).unwrap_or_default())
        })
    });
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
                if let Some(new) = timeline.add(&entries::blank(entry.at)) {
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
            live.edit(|postmortem, txn| postmortem.set_mark(txn, mark, &at));
        }
    };
    let actions = move || {
        let mark_item = |&mark: &Mark| {
            let icon = if marks.with(|marks| marks.contains(&mark)) { IconName::Check } else { IconName::Clock };
            view! { <MenuItem icon on_select=Callback::new(move |()| set_mark(mark))>{mark.label()}</MenuItem> }
        };
        view! {
            <p class="menu-note">"Mark as"</p>
            {Mark::ALL.iter().map(mark_item).collect_view()}
            <MenuRule />
            <MenuItem icon=IconName::Link on_select=Callback::new(move |()| adding_link.set(true))>"Add a link to the source"</MenuItem>
            <MenuItem icon=IconName::Copy on_select=Callback::new(move |()| copy_link(live, toaster, &Target::Entry(id.get_value())))>"Copy link"</MenuItem>
            <MenuItem icon=IconName::Calendar on_select=Callback::new(move |()| editing_time.set(true))>"Change date and time"</MenuItem>
            <MenuRule />
            <MenuItem icon=IconName::Trash danger=true on_select=Callback::new(move |()| timeline.remove(id.get_value()))>"Remove entry"</MenuItem>
        }
    };
    view! {
        <li class="entry" data-testid="timeline-entry" data-id=id.get_value()>
            <TimeCell id=id.get_value() entry timeline editing=editing_time />
            <KindMenu id=id.get_value() kind timeline />
            <div class="entry-main">
                <div class="entry-text">
                    <TextSurface
                        path=TextPath::Entry(id.get_value())
                        mode=SurfaceMode::Line
                        label="What happened"
                        placeholder="What happened?"
                        on_enter
                        on_leave
                    />
                </div>
                <Show when=move || marks.with(|marks| !marks.is_empty())>
                    <p class="entry-badges">
                        {move || marks.get().into_iter().map(|mark| view! { <span class="badge">{mark.label()}</span> }).collect_view()}
                    </p>
                </Show>
                <EvidenceList id=id.get_value() evidence timeline adding=adding_link />
            </div>
            <Show when=move || live.can_write().get() fallback=move || view! { <LinkHandle target=Target::Entry(id.get_value()) what="entry" /> }>
                <div class="entry-menu">
                    <Menu label="More for this entry" trigger=|| view! { <Icon name=IconName::More /> }>
                        {actions()}
                    </Menu>
                </div>
            </Show>
        </li>
    }
}

#[component]
fn TimeCell(id: String, entry: Memo<Option<EntryView>>, timeline: Timeline, editing: RwSignal<bool>) -> impl IntoView {
    let (live, clocks) = (timeline.live, timeline.clocks);
    let id = StoredValue::new(id);
    let button = NodeRef::<html::Button>::new();
    let stored =
        Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.at.clone()).unwrap_or_default()));
    let moment = Memo::new(move |_| Moment::parse(&stored.get()).map(|moment| clocks.shown().at(moment.instant())));
    let save = move |moment: Moment| {
        // Written with the incident's offset, whatever clock it was read from.
        let at = untrack(|| clocks.incident()).at(moment.instant()).to_string();
        // An entry that is gone has no time any more.
        let _ = live.edit(|postmortem, txn| postmortem.set_field(txn, List::Timeline, &id.get_value(), Field::At, &at));
    };
    let close = move |()| {
        editing.set(false);
        request_animation_frame(move || {
            // Back to where the keyboard was, unless the person went elsewhere.
            let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if let Some(button) = button.try_get_untracked().flatten().filter(|_| nowhere) {
                let _ = button.focus();
            }
        });
    };
    let editor = move || {
        view! {
            <MomentEditor
                value=moment.get_untracked()
                day=untrack(|| clocks.likely_day(&clocks.shown()))
                zones=untrack(|| clocks.to_write_in())
                label="When it happened"
                on_save=Callback::new(save)
                on_close=Callback::new(close)
                now=Callback::new(move |()| live.now())
            />
        }
    };
    let exact = move || moment.get().map_or_else(|| stored.get(), exact_words);
    view! {
        <div class="entry-time">
            <button
                node_ref=button
                type="button"
                class="time-button"
                class:is-empty=move || moment.get().is_none()
                title=exact
                aria-label=move || format!("Time: {}", exact())
                data-testid="entry-time"
                disabled=move || !live.can_write().get()
                on:click=move |_| editing.set(true)
            >
                {move || moment.get().map_or_else(|| "–:–".to_owned(), Moment::clock)}
            </button>
            {move || editing.get().then(editor)}
        </div>
    }
}

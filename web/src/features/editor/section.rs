//! One section: heading, guidance, text, and what its kind adds.

use debrief_shared::document::{List, Place, SectionKind, SectionView, Subject, TextPath};
use leptos::{ev, prelude::*};

use super::{
    comments::PlaceComments,
    guidance::Guidance,
    links::{LinkHandle, Target, copy_link, headings_in},
    mitigations::MitigationsSection,
    sections::add_section,
    timeline::TimelineSection,
};
use crate::texts::document as texts;
use crate::{
    live::Live,
    text_surface::{Leave, SurfaceMode, TextSurface},
    ui::{Icon, IconName, Menu, MenuItem, MenuRule, Toaster},
};

/// Headings inside a section's text that its menu leads to.
const MOST_HEADINGS: usize = 12;

/// Id of a section's element.
pub(super) fn element_id(section: &str) -> String {
    format!("section-{section}")
}

/// Which way a section is moved.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    /// Before the one above it.
    Up,
    /// After the one below it.
    Down,
}

/// A section.
#[component]
pub(super) fn Section(id: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let section = of_outline(live, id.clone());
    let kind =
        Memo::new(move |_| section.with(|section| section.as_ref().map_or(SectionKind::Prose, |section| section.kind)));
    let (heading, body) = (TextPath::Heading(id.clone()), TextPath::Body(id.clone()));
    let stored_id = StoredValue::new(id.clone());
    let stored_body = StoredValue::new(body.clone());
    let to_body = Callback::new(move |()| stored_body.with_value(|body| live.focus(body)));
    let leave_heading = Callback::new(move |leave| {
        if leave == Leave::Down {
            to_body.run(());
        }
    });
    let leave_body = {
        let heading = heading.clone();
        Callback::new(move |leave| {
            if leave == Leave::Up {
                live.focus(&heading);
            }
        })
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowUp" => Direction::Up,
            "ArrowDown" => Direction::Down,
            _ => return,
        };
        if event.alt_key() && event.shift_key() && live.can_write().get_untracked() {
            event.prevent_default();
            stored_id.with_value(|id| move_section(live, id, direction));
        }
    };
    let placeholder = move || match kind.get() {
        SectionKind::Prose => texts::WRITE_HERE,
        SectionKind::Timeline | SectionKind::Mitigations => texts::ADD_A_NOTE,
    };
    view! {
        <section
            id=element_id(&id)
            class="section"
            data-testid="section"
            data-kind=move || kind.get().as_str()
            on:focusin=move |_| live.set_place(Some(stored_id.get_value()))
        >
            <div class="section-head" on:keydown:capture=on_key>
                <h2 class="section-heading">
                    <TextSurface path=heading mode=SurfaceMode::Line label=texts::HEADING placeholder=texts::UNTITLED_SECTION on_enter=to_body on_leave=leave_heading />
                </h2>
                <PlaceComments place=Subject::Section(stored_id.get_value()) what="section" />
                <LinkHandle target=Target::Section(stored_id.get_value()) what=crate::texts::presence::SECTION />
                <Show when=move || live.can_write().get()>
                    <SectionMenu id=stored_id.get_value() />
                </Show>
            </div>
            <Guidance id=id.clone() section />
            {move || view! {
                <TextSurface path=stored_body.get_value() mode=SurfaceMode::Markdown label=texts::TEXT placeholder=placeholder() on_leave=leave_body />
            }}
            {move || match kind.get() {
                SectionKind::Prose => ().into_any(),
                SectionKind::Timeline => view! { <TimelineSection /> }.into_any(),
                SectionKind::Mitigations => view! { <MitigationsSection /> }.into_any(),
            }}
        </section>
    }
}

fn of_outline(live: Live, id: String) -> Memo<Option<SectionView>> {
    Memo::new(move |_| live.outline().with(|view| view.sections.iter().find(|section| section.id == id).cloned()))
}

#[component]
fn SectionMenu(id: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let id = StoredValue::new(id);
    let step = move |direction| Callback::new(move |()| id.with_value(|id| move_section(live, id, direction)));
    let add = Callback::new(move |()| id.with_value(|id| add_section(live, SectionKind::Prose, Place::After(id))));
    let remove = Callback::new(move |()| remove_section(live, toaster, id.get_value()));
    let comment = Callback::new(move |()| live.comment_on(&Subject::Section(id.get_value())));
    let copy = Callback::new(move |()| copy_link(live, toaster, &Target::Section(id.get_value())));
    view! {
        <div class="section-menu" data-testid="section-menu">
            <Menu label=texts::SECTION trigger=move || view! { <Icon name=IconName::More /> }>
                <MenuItem icon=IconName::Up on_select=step(Direction::Up)>{texts::MOVE_UP}</MenuItem>
                <MenuItem icon=IconName::Down on_select=step(Direction::Down)>{texts::MOVE_DOWN}</MenuItem>
                <MenuItem icon=IconName::Plus on_select=add>{texts::ADD_A_SECTION_BELOW}</MenuItem>
                <MenuItem icon=IconName::Comment on_select=comment>{texts::COMMENT}</MenuItem>
                <MenuItem icon=IconName::Link on_select=copy>{texts::COPY_LINK}</MenuItem>
                {move || {
                    id.with_value(|id| headings_in(live, id))
                        .into_iter()
                        .take(MOST_HEADINGS)
                        .map(|heading| {
                            let target = Target::Heading(id.get_value(), heading.slug);
                            let copy = Callback::new(move |()| copy_link(live, toaster, &target));
                            view! { <MenuItem icon=IconName::Link on_select=copy>{texts::copy_link_to(&heading.words)}</MenuItem> }
                        })
                        .collect_view()
                }}
                <MenuRule />
                <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE_THIS_SECTION}</MenuItem>
            </Menu>
        </div>
    }
}

fn move_section(live: Live, id: &str, direction: Direction) {
    step(live, id, direction);
    let heading = TextPath::Heading(id.to_owned());
    request_animation_frame(move || {
        live.reveal(&heading, None);
        live.focus(&heading);
    });
}

/// Puts a section somewhere else among the others.
pub(super) fn move_to(live: Live, id: &str, place: Place<'_>) {
    // Somebody may have removed it meanwhile: then there is nothing to move.
    live.edit(|postmortem, txn| postmortem.move_item(txn, List::Sections, id, place).is_ok());
}

/// Moves a section past its neighbour.
pub(super) fn step(live: Live, id: &str, direction: Direction) {
    let neighbour = live.outline().with_untracked(|view| {
        let ids: Vec<&str> = view.live_sections().map(|section| section.id.as_str()).collect();
        let at = ids.iter().position(|known| *known == id)?;
        let other = match direction {
            Direction::Up => at.checked_sub(1)?,
            Direction::Down => at + 1,
        };
        ids.get(other).map(|id| (*id).to_owned())
    });
    let Some(neighbour) = neighbour else { return };
    let place = match direction {
        Direction::Up => Place::Before(&neighbour),
        Direction::Down => Place::After(&neighbour),
    };
    move_to(live, id, place);
}

/// Takes a section out of sight, with a way back.
fn remove_section(live: Live, toaster: Toaster, id: String) {
    let (at, by) = (live.now().to_string(), live.me().name);
    let removed = live.edit(|postmortem, txn| postmortem.remove(txn, List::Sections, &id, &at, &by));
    if !matches!(removed, Some(Ok(()))) {
        return;
    }
    let heading = live.outline().with_untracked(|view| {
        view.sections
            .iter()
            .find(|section| section.id == id)
            .map(|section| section.heading.trim().to_owned())
            .unwrap_or_default()
    });
    let words = if heading.is_empty() { texts::SECTION_REMOVED.to_owned() } else { texts::was_removed(&heading) };
    let undo = move || {
        live.edit(|postmortem, txn| {
            // Gone for good only if it never was.
            let _ = postmortem.bring_back(txn, List::Sections, &id);
        });
    };
    toaster.undoable(words, undo);
}

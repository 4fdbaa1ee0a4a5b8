//! One mitigation: its text, where it stands, what is known of it, and the ways to move it.

use debrief_shared::document::{Field, MitigationView, Place, Status, Subject, TextPath};
use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    super::{
        comments::PlaceComments,
        fields::{Choice, CommittedInput},
        links::{LinkHandle, Target, copy_link},
    },
    Mitigations,
    decide::card_element,
    details::Details,
    drag, keys,
    lanes::{self, Lane, Layout},
    summary::Summary,
};
use crate::texts::mitigations as texts;
use crate::{
    text_surface::{Leave, SurfaceMode, TextSurface},
    ui::{Button, Icon, IconName, Menu, MenuItem, MenuRule, Toaster},
};

/// The mitigation `id`.
#[component]
pub(super) fn Card(
    /// Which one.
    id: String,
    /// The lane it is shown in.
    lane: Lane,
    /// The section.
    mitigations: Mitigations,
) -> impl IntoView {
    let live = mitigations.live;
    let enabled = live.can_write();
    let id = StoredValue::new(id);
    let item = Memo::new(move |_| id.with_value(|id| mitigations.get(id)));
    let status = Memo::new(move |_| item.with(|item| item.as_ref().map_or(Status::Idea, |item| item.status)));
    let decide = move |status: Status| id.with_value(|id| mitigations.decide(id, status, None));
    let on_board = Memo::new(move |_| mitigations.layout.get() == Layout::Board);
    let unfolded = Memo::new(move |_| mitigations.unfolded.with(|open| id.with_value(|id| open.as_ref() == Some(id))));
    let asking = Memo::new(move |_| mitigations.asking.with(|asked| id.with_value(|id| asked.as_ref() == Some(id))));

    let on_enter = Callback::new(move |()| {
        let written = item.with_untracked(|item| item.as_ref().is_some_and(|item| !item.text.trim().is_empty()));
        let added =
            written.then(|| id.with_value(|id| mitigations.add("", lane.first_status(), Place::After(id)))).flatten();
        if let Some(new) = added {
            mitigations.focus(&new);
        }
    });
    let on_leave = Callback::new(move |leave| {
        let ids = untrack(|| mitigations.ids(lane));
        let by = if leave == Leave::Up { -1 } else { 1 };
        if let Some(next) = id.with_value(|id| lanes::neighbour(&ids, id, by)) {
            mitigations.focus(next);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let on_card = event.target() == event.current_target();
        id.with_value(|id| keys::pressed(mitigations, lane, id, &event, on_card));
    };
    let label = move || {
        item.with(|item| {
            let text = item.as_ref().map(|item| item.text.trim().to_owned()).filter(|text| !text.is_empty());
            format!("{}, {}", text.as_deref().unwrap_or(texts::EMPTY), status.get().label())
        })
    };
    let statuses = Status::ALL.iter().map(|status| (status.as_str(), status.label())).collect::<Vec<_>>();
    id.with_value(|id| mitigations.give_keyboard_back(id));
    view! {
        <li
            id=id.with_value(|id| card_element(id))
            class="card"
            class:is-done=move || status.get() == Status::Done
            class:is-dragged=move || id.with_value(|id| mitigations.drag.holds(id))
            class:is-target-before=move || id.with_value(|id| mitigations.drag.goes_before(id))
            class:is-target-after=move || id.with_value(|id| mitigations.drag.goes_after(id))
            tabindex="0"
            aria-label=label
            data-testid="mitigation"
            data-id=id.get_value()
            data-status=move || status.get().as_str()
            on:keydown=on_key
            on:focusin=move |event| id.with_value(|id| mitigations.holds_keyboard(id, &event))
            on:focusout=move |_| mitigations.lets_keyboard_go()
        >
            <Show when=move || enabled.get()>
                <drag::Grip id=id.get_value() lane mitigations />
            </Show>
            <div class="card-main">
                <div class="card-text">
                    <TextSurface
                        path=TextPath::Mitigation(id.get_value())
                        mode=SurfaceMode::Line
                        label=texts::WHAT_IS_TO_BE_DIFFERENT
                        placeholder=texts::EXAMPLE_MITIGATION
                        on_enter
                        on_leave
                    />
                </div>
                <Show when=move || status.get() == Status::WontDo>
                    <Because id=id.get_value() why=&WHY_NOT mitigations />
                </Show>
                <Show when=move || status.get() == Status::Done>
                    <Because id=id.get_value() why=&AS_SHOWN_BY mitigations />
                </Show>
                <Show when=move || on_board.get()>
                    <Summary id=id.get_value() item unfolded mitigations />
                </Show>
                <Show when=move || !on_board.get() || unfolded.get()>
                    <Details id=id.get_value() item mitigations />
                </Show>
                <Show when=move || asking.get()>
                    <p class="card-asks" role="status" data-testid="mitigation-asks">
                        <span>{texts::THIS_IS_AN_ACTION_NOW}</span>
                        <button type="button" class="quiet-button" on:click=move |_| id.with_value(|id| mitigations.answered(id))>{texts::CLOSE}</button>
                    </p>
                </Show>
            </div>
            <div class="card-side">
                <Show when=move || status.get() == Status::Idea && enabled.get()>
                    <Button attr:data-testid="mitigation-commit" on:click=move |_| decide(Status::Open)>{texts::MAKE_IT_AN_ACTION}</Button>
                </Show>
                <Show when=move || status.get() != Status::Idea>
                    <Choice
                        value=Signal::derive(move || status.get().as_str().to_owned())
                        choices=statuses.clone()
                        on_choose=Callback::new(move |word: String| {
                            if let Some(status) = Status::parse(&word) {
                                decide(status);
                            }
                        })
                        label=texts::WHERE_IT_STANDS
                        class="status-choice"
                        testid="mitigation-status"
                        enabled
                    />
                </Show>
                <PlaceComments place=Subject::Mitigation(id.get_value()) what="mitigation" />
                <Show when=move || enabled.get() fallback=move || view! { <LinkHandle target=Target::Mitigation(id.get_value()) what=crate::texts::presence::MITIGATION /> }>
                    <Actions id=id.get_value() lane status mitigations />
                </Show>
            </div>
        </li>
    }
}

/// What can be done with a mitigation.
#[component]
fn Actions(id: String, lane: Lane, status: Memo<Status>, mitigations: Mitigations) -> impl IntoView {
    let id = StoredValue::new(id);
    let decide =
        move |status: Status| Callback::new(move |()| id.with_value(|id| mitigations.decide(id, status, None)));
    let step = move |by: isize| {
        Callback::new(move |()| {
            if id.with_value(|id| mitigations.step(lane, id, by)) {
                keep_focus();
            }
        })
    };
    let (live, toaster) = (mitigations.live, expect_context::<Toaster>());
    let copy = Callback::new(move |()| copy_link(live, toaster, &Target::Mitigation(id.get_value())));
    let comment = Callback::new(move |()| live.comment_on(&Subject::Mitigation(id.get_value())));
    let remove = Callback::new(move |()| mitigations.remove(id.get_value()));
    let decisions = move || {
        match status.get() {
        Status::Idea => view! {
            <MenuItem icon=IconName::Check on_select=decide(Status::Open)>{texts::MAKE_IT_AN_ACTION}</MenuItem>
            <MenuItem icon=IconName::Close on_select=decide(Status::WontDo)>{texts::WONT_DO_BECAUSE}</MenuItem>
        }
        .into_any(),
        Status::WontDo => {
            view! { <MenuItem icon=IconName::Undo on_select=decide(Status::Idea)>{texts::THINK_ABOUT_IT_AGAIN}</MenuItem> }
                .into_any()
        }
        Status::Open | Status::InProgress | Status::Done => view! {
            <MenuItem icon=IconName::Undo on_select=decide(Status::Idea)>{texts::BACK_TO_THE_IDEAS}</MenuItem>
            <MenuItem icon=IconName::Close on_select=decide(Status::WontDo)>{texts::WONT_DO_BECAUSE}</MenuItem>
        }
        .into_any(),
    }
    };
    view! {
        <Menu label=texts::MORE_FOR_THIS_MITIGATION trigger=|| view! { <Icon name=IconName::More /> }>
            {decisions}
            <MenuRule />
            <MenuItem icon=IconName::Up on_select=step(-1)>{texts::MOVE_UP}</MenuItem>
            <MenuItem icon=IconName::Down on_select=step(1)>{texts::MOVE_DOWN}</MenuItem>
            <MenuItem icon=IconName::Comment on_select=comment>{texts::COMMENT}</MenuItem>
            <MenuItem icon=IconName::Copy on_select=copy>{texts::COPY_LINK}</MenuItem>
            <MenuRule />
            <MenuItem icon=IconName::Trash danger=true on_select=remove>{texts::REMOVE}</MenuItem>
        </Menu>
    }
}

/// What is said of how something ended.
struct Why {
    field: Field,
    read: fn(&MitigationView) -> &String,
    begins: &'static str,
    label: &'static str,
    empty: &'static str,
    testid: &'static str,
}

const WHY_NOT: Why = Why {
    field: Field::Reason,
    read: |item| &item.reason,
    begins: texts::BECAUSE,
    label: texts::WHY_IT_WILL_NOT_BE_DONE,
    empty: texts::NO_REASON_GIVEN_YET,
    testid: "mitigation-reason",
};

const AS_SHOWN_BY: Why = Why {
    field: Field::Proof,
    read: |item| &item.proof,
    begins: texts::AS_SHOWN_BY,
    label: texts::WHAT_SHOWS_THAT_IT_WORKS,
    empty: texts::A_LINK_OR_A_FEW_WORDS,
    testid: "mitigation-proof",
};

/// Why it ended as it did.
#[component]
fn Because(id: String, why: &'static Why, mitigations: Mitigations) -> impl IntoView {
    let id = StoredValue::new(id);
    let value = Signal::derive(move || {
        id.with_value(|id| mitigations.get(id)).map(|item| (why.read)(&item).clone()).unwrap_or_default()
    });
    let write = Callback::new(move |text: String| id.with_value(|id| mitigations.set(id, why.field, &text)));
    view! {
        <label class="card-reason" class:is-missing=move || value.with(String::is_empty)>
            <span>{why.begins}</span>
            <CommittedInput
                value
                on_commit=write
                label=why.label
                placeholder=why.empty
                testid=why.testid
                enabled=mitigations.live.can_write()
            />
        </label>
    }
}

/// Gives the keyboard back to the element that has it now, should moving it in the page take it away.
pub(super) fn keep_focus() {
    let Some(element) = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    request_animation_frame(move || {
        if element.is_connected() && document().active_element().as_ref() != Some(element.as_ref()) {
            // Nothing to do about a browser that refuses focus.
            let _ = element.focus();
        }
    });
}

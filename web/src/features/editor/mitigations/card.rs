//! One mitigation: its text, where it stands, and the ways to move it.

use debrief_shared::document::{Field, Place, Status, TextPath};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    super::{
        fields::Choice,
        links::{LinkHandle, Target, copy_link},
    },
    Mitigations,
    details::Details,
    drag,
    groups::{self, Group},
};
use crate::{
    text_surface::{Leave, SurfaceMode, TextSurface},
    ui::{Button, Icon, IconName, Menu, MenuItem, MenuRule, Toaster},
};

/// The mitigation `id`.
#[component]
pub(super) fn Card(
    /// Which one.
    id: String,
    /// The group it is shown in.
    group: Group,
    /// The section.
    mitigations: Mitigations,
    /// The list it is in.
    list: NodeRef<html::Ol>,
) -> impl IntoView {
    let live = mitigations.live;
    let enabled = live.can_write();
    let toaster = expect_context::<Toaster>();
    let id = StoredValue::new(id);
    let item = Memo::new(move |_| id.with_value(|id| mitigations.get(id)));
    let status = Memo::new(move |_| item.with(|item| item.as_ref().map_or(Status::Idea, |item| item.status)));
    let set_status = move |status: &str| id.with_value(|id| mitigations.set(id, Field::Status, status));

    let step = move |by: isize| {
        if id.with_value(|id| mitigations.step(group, id, by)) {
            keep_focus();
        }
    };
    let keys = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            _ => return,
        };
        if event.alt_key() && enabled.get_untracked() {
            event.prevent_default();
            step(by);
        }
    };
    let on_enter = Callback::new(move |()| {
        let written = item.with_untracked(|item| item.as_ref().is_some_and(|item| !item.text.trim().is_empty()));
        let added =
            written.then(|| id.with_value(|id| mitigations.add("", group.first_status(), Place::After(id)))).flatten();
        if let Some(new) = added {
            mitigations.focus(&new);
        }
    });
    let on_leave = Callback::new(move |leave| {
        let ids = untrack(|| mitigations.ids(group));
        let by = if leave == Leave::Up { -1 } else { 1 };
        if let Some(next) = id.with_value(|id| groups::neighbour(&ids, id, by)) {
            mitigations.focus(next);
        }
    });
    let actions = move || {
        let change = match group {
            Group::Ideas => (IconName::Check, "Make it a commitment", Status::Open),
            Group::Commitments => (IconName::Undo, "Back to the ideas", Status::Idea),
            Group::DecidedAgainst => (IconName::Undo, "Think about it again", Status::Idea),
        };
        view! {
            <MenuItem icon=IconName::Up on_select=Callback::new(move |()| step(-1))>"Move up"</MenuItem>
            <MenuItem icon=IconName::Down on_select=Callback::new(move |()| step(1))>"Move down"</MenuItem>
            <MenuItem icon=IconName::Copy on_select=Callback::new(move |()| copy_link(live, toaster, &Target::Mitigation(id.get_value())))>"Copy link"</MenuItem>
            <MenuItem icon=change.0 on_select=Callback::new(move |()| set_status(change.2.as_str()))>{change.1}</MenuItem>
            <MenuRule />
            <MenuItem icon=IconName::Trash danger=true on_select=Callback::new(move |()| mitigations.remove(id.get_value()))>"Remove"</MenuItem>
        }
    };
    let statuses = Status::ALL.iter().map(|status| (status.as_str(), status.label())).collect::<Vec<_>>();
    view! {
        <li
            class="card"
            class:is-done=move || status.get() == Status::Done
            class:is-dragged=move || id.with_value(|id| mitigations.drag.holds(id))
            class:is-target-before=move || id.with_value(|id| mitigations.drag.goes_before(id))
            class:is-target-after=move || id.with_value(|id| mitigations.drag.goes_after(id))
            data-testid="mitigation"
            data-id=id.get_value()
            data-status=move || status.get().as_str()
            on:keydown=keys
        >
            <Show when=move || enabled.get()>
                <drag::Grip id=id.get_value() group mitigations list />
            </Show>
            <div class="card-main">
                <div class="card-text">
                    <TextSurface
                        path=TextPath::Mitigation(id.get_value())
                        mode=SurfaceMode::Line
                        label="What is to be different"
                        placeholder="A verb and an outcome: add, alert, limit …"
                        on_enter
                        on_leave
                    />
                </div>
                <Details id=id.get_value() item mitigations />
            </div>
            <div class="card-side">
                <Show when=move || group == Group::Ideas && enabled.get()>
                    <Button attr:data-testid="mitigation-commit" on:click=move |_| set_status(Status::Open.as_str())>"Commit"</Button>
                </Show>
                <Show when=move || group != Group::Ideas>
                    <Choice
                        value=Signal::derive(move || status.get().as_str().to_owned())
                        choices=statuses.clone()
                        on_choose=Callback::new(move |word: String| set_status(&word))
                        label="Where it stands"
                        class="status-choice"
                        testid="mitigation-status"
                        enabled
                    />
                </Show>
                <Show when=move || enabled.get() fallback=move || view! { <LinkHandle target=Target::Mitigation(id.get_value()) what="mitigation" /> }>
                    <Menu label="More for this mitigation" trigger=|| view! { <Icon name=IconName::More /> }>
                        {actions()}
                    </Menu>
                </Show>
            </div>
        </li>
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

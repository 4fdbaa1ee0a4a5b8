//! The line at the bottom of the big view: where one is, the clock, who leads and who goes along, and every key as a button.

use leptos::prelude::*;

use super::super::ticking::Ticking;
use super::{keys, stage::Stage};
use crate::{
    features::editor::save_state::SaveState,
    texts::meeting as texts,
    ui::{Button, ButtonKind, Icon, IconButton, IconName},
};

/// The line.
#[component]
pub(super) fn Foot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let meeting = stage.meeting;
    let live = meeting.live;
    let number = Memo::new(move |_| stage.number());
    let count = move || stage.parts.with(Vec::len);
    let hands = Memo::new(move |_| meeting.hands().len());
    let writes = live.can_write();
    view! {
        <footer class="present-foot">
            <a class="icon-button" href=format!("/p/{}", live.id()) aria-label=texts::BACK data-tip=texts::BACK><Icon name=IconName::Document /></a>
            <nav class="present-nav" aria-label=texts::SCREENS>
                <IconButton icon=IconName::Back label=texts::PREVIOUS attr:data-testid="present-back" on:click=move |_| stage.back() />
                <span class="present-number" data-testid="present-number">{move || texts::place_of(number.get() + 1, count())}</span>
                <IconButton icon=IconName::ChevronRight label=texts::NEXT attr:data-testid="present-forward" on:click=move |_| stage.forward() />
            </nav>
            <Ticking />
            <Show when=move || hands.get() != 0>
                <span class="meeting-strip-hands" data-testid="present-hands">{move || texts::hands_up(hands.get())}</span>
            </Show>
            <span class="present-space"></span>
            <Leading />
            <Show when=move || writes.get()>
                <button type="button" class="icon-button" aria-label=move || if stage.writing.get() { texts::EDIT_DONE } else { texts::EDIT } aria-pressed=move || stage.writing.get().to_string() data-testid="present-write" on:click=move |_| stage.writing.update(|writing| *writing = !*writing)>
                    <Icon name=IconName::Edit />
                </button>
            </Show>
            <Button kind=ButtonKind::Quiet attr:aria-expanded=move || meeting.panel.get().to_string() attr:data-testid="meeting-open" on:click=move |_| meeting.panel.update(|open| *open = !*open)>{texts::MEETING}</Button>
            <span class="present-wide-only">
                <IconButton icon=IconName::Screen label=texts::FULL_SCREEN on:click=move |_| keys::toggle_full_screen() />
            </span>
            <SaveState />
        </footer>
    }
}

/// Who leads; and the way to lead, or to go along again.
#[component]
fn Leading() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let meeting = stage.meeting;
    let writes = meeting.live.can_write();
    let leads = Memo::new(move |_| meeting.leads());
    let along = Memo::new(move |_| meeting.goes_along());
    let ended = Memo::new(move |_| meeting.has_ended());
    let lead = Memo::new(move |_| meeting.view.with(|view| view.lead.clone().filter(|_| view.is_on())));
    let count = Memo::new(move |_| meeting.followers().len());
    view! {
        {move || match (lead.get(), leads.get(), along.get()) {
            // What follows the end is in the panel.
            (None, ..) if ended.get() => ().into_any(),
            (None, ..) if writes.get() => {
                view! { <Button kind=ButtonKind::Primary attr:data-testid="present-begin" on:click=move |_| meeting.begin()>{texts::BEGIN}</Button> }.into_any()
            }
            (None, ..) => ().into_any(),
            (Some(_), true, _) => {
                view! {
                    <span class="present-leading" data-testid="present-leading">
                        <strong>{texts::YOU_LEAD}</strong>
                        " · "
                        {move || texts::follow_count(count.get())}
                    </span>
                }
                    .into_any()
            }
            (Some(lead), false, true) => {
                view! { <span class="present-leading" data-testid="present-leading">{texts::presents(&lead.name)}</span> }.into_any()
            }
            (Some(lead), false, false) => {
                view! {
                    <span class="present-leading">{texts::presents(&lead.name)}</span>
                    <Button kind=ButtonKind::Primary attr:data-testid="present-follow" on:click=move |_| meeting.follow(true)>{texts::FOLLOW}</Button>
                }
                    .into_any()
            }
        }}
    }
}

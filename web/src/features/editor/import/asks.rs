//! What the input does not say, which lines to look at, and how people are shown.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::super::fields::Combo;
use super::state::Import;
use crate::{
    bindings,
    texts::import as texts,
    ui::{Icon, IconName, unique_id},
};

/// Day and zone where they are missing; channel, words and roles.
#[component]
pub(super) fn Asks(import: Import) -> impl IntoView {
    let asks = Memo::new(move |_| {
        import.parsed.with(|parsed| parsed.as_ref().map(|parsed| parsed.asks()).unwrap_or_default())
    });
    let channels = Memo::new(move |_| {
        import.parsed.with(|parsed| parsed.as_ref().map(|parsed| parsed.channels()).unwrap_or_default())
    });
    let day_id = unique_id("import-day");
    let zones = RwSignal::new(Vec::<String>::new());
    let load_zones = move |_| {
        if zones.with_untracked(Vec::is_empty) {
            zones.set(bindings::zones());
        }
    };
    let roles_id = unique_id("import-roles");
    let day_input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = day_input.get() {
            request_animation_frame(move || drop(input.focus()));
        }
    });
    let day = {
        move || {
            let id = day_id.clone();
            let note = format!("{id}-note");
            view! {
                <div class="import-ask">
                    <label for=id.clone()>{texts::DAY}</label>
                    <input
                        id=id
                        node_ref=day_input
                        class="input"
                        type="date"
                        required=true
                        aria-describedby=note.clone()
                        data-testid="import-day"
                        prop:value=move || import.day()
                        on:input=move |event| import.set_day(event_target_value(&event))
                    />
                    <p id=note class="import-note">{texts::DAY_IS_MISSING}</p>
                </div>
            }
        }
    };
    let chosen = Callback::new(move |name: String| {
        if !name.is_empty() {
            import.set_zone(name);
        }
    });
    let chosen_channel = move || {
        import
            .only
            .with(|only| only.channel.clone())
            .and_then(|channel| channels.with(|all| all.iter().position(|held| *held == channel)))
    };
    let channel_options = move || {
        let option = |(index, name): (usize, Arc<str>)| {
            let shown = if name.is_empty() { texts::WITHOUT_A_CHANNEL.to_owned() } else { name.to_string() };
            view! { <option value=index.to_string() selected=move || chosen_channel() == Some(index)>{shown}</option> }
        };
        channels.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <div class="import-asks">
            <Show when=move || asks.get().day>{day()}</Show>
            <Show when=move || asks.get().zone>
                <div class="import-ask" on:focusin=load_zones>
                    <span aria-hidden="true">{texts::ZONE}</span>
                    <div class="import-zone">
                        <Combo value=Signal::derive(move || import.zone()) options=zones on_commit=chosen label=texts::ZONE strict=true testid="import-zone" enabled=Signal::stored(true) />
                    </div>
                </div>
            </Show>
        </div>
        <div class="import-tools">
            <Show when=move || channels.with(Vec::len) != 1>
                <span class="select">
                    <select
                        aria-label=texts::CHANNEL
                        data-testid="import-channel"
                        on:change=move |event| {
                            let chosen = event_target_value(&event).parse().ok().and_then(|index: usize| channels.with_untracked(|all| all.get(index).cloned()));
                            import.only.update(|only| only.channel = chosen);
                            import.page.set(0);
                        }
                    >
                        <option value="" selected=move || chosen_channel().is_none()>{texts::ALL_CHANNELS}</option>
                        {channel_options}
                    </select>
                    <Icon name=IconName::ChevronDown />
                </span>
            </Show>
            <input
                class="input import-words"
                type="search"
                aria-label=texts::ONLY_WITH
                placeholder=texts::ONLY_WITH
                data-testid="import-words"
                prop:value=move || import.only.with(|only| only.words.clone())
                on:input=move |event| { import.only.update(|only| only.words = event_target_value(&event)); import.page.set(0); }
            />
            <Show when=move || import.people() != 0>
                <span class="import-roles">
                    <label>
                        <input
                            type="checkbox"
                            data-testid="import-roles"
                            aria-describedby=roles_id.clone()
                            prop:checked=import.roles
                            on:change=move |event| import.roles.set(event_target_checked(&event))
                        />
                        {texts::ROLES}
                    </label>
                    <span id=roles_id.clone() class="import-note" hidden=move || !import.roles.get()>{move || texts::roles_note(import.people())}</span>
                </span>
            </Show>
        </div>
    }
}

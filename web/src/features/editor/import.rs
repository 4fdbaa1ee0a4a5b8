//! Bringing in a chat, a log or alerts: paste or drop, answer what is missing, tick lines, add them in one step to undo. Nothing leaves the device before.

mod asks;
mod lines;
mod source;
mod state;

use debrief_shared::import::{Format, Input, detect, parse};
use leptos::{html, prelude::*};

use super::clock::Clocks;
use crate::{
    live::Live,
    texts::import as texts,
    ui::{Button, ButtonKind, Dialog, Icon, IconName},
};
use asks::Asks;
use lines::Lines;
use source::Source;
use state::Import;

/// Whether pasted lines read as several messages, entries or rows rather than as prose.
pub(super) fn reads_as_lines(text: &str) -> bool {
    let input = || Input { name: "", bytes: text.as_bytes() };
    let several = text.lines().filter(|line| !line.trim().is_empty()).nth(1).is_some();
    // What is too large says so in the dialog.
    several
        && (text.len() > state::MAX_PAGE_BYTES
            || detect(input()).is_some_and(|format| parse(input(), format).is_ok_and(|parsed| parsed.lines.len() > 1)))
}

/// The dialog, made anew each time it opens.
#[component]
pub(super) fn ImportDialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// What was pasted elsewhere and is to be looked at when it opens.
    pasted: RwSignal<Option<String>>,
    /// The open document.
    live: Live,
    /// Its clocks.
    clocks: Clocks,
    /// Gets the ids of entries that were added.
    on_added: Callback<Vec<String>>,
) -> impl IntoView {
    view! {
        <Dialog open title=texts::TITLE wide=true>
            <Sheet open pasted live clocks on_added />
        </Dialog>
    }
}

#[component]
fn Sheet(
    open: RwSignal<bool>,
    pasted: RwSignal<Option<String>>,
    live: Live,
    clocks: Clocks,
    on_added: Callback<Vec<String>>,
) -> impl IntoView {
    let import = Import::new(live, clocks);
    if let Some(text) = pasted.try_update(Option::take).flatten() {
        import.take(String::new(), text.into_bytes());
    }
    let add = move |_| {
        if let Some(ids) = import.add() {
            open.set(false);
            on_added.run(ids);
        }
    };
    let count = move || import.choices().len();
    view! {
        <div class="dialog-body import" data-testid="import">
            <Show when=move || !import.is_given()>
                <Source import />
            </Show>
            <Show when=move || import.is_given()>
                <Head import />
            </Show>
            <p class="form-error" role="alert" data-testid="import-trouble" hidden=move || import.trouble.with(Option::is_none)>
                {move || import.trouble.get()}
            </p>
            <Show when=move || import.is_read()>
                <Asks import />
                <Lines import />
            </Show>
        </div>
        <Show when=move || import.is_read()>
            <footer class="dialog-foot import-foot">
                <p class="import-note" data-testid="import-note">{move || import.note()}</p>
                <Button kind=ButtonKind::Primary attr:data-testid="import-add" attr:aria-disabled=move || (count() == 0).then_some("true") on:click=add>
                    {move || texts::add(count())}
                </Button>
            </footer>
        </Show>
    }
}

/// What it is and how much: the format, which can be changed, and what was found.
#[component]
fn Head(import: Import) -> impl IntoView {
    let format = move || import.format.get().map_or("", Format::as_str);
    let options = Format::ALL
        .iter()
        .map(|option| {
            let word = option.as_str();
            view! { <option value=word selected=move || format() == word>{option.label()}</option> }
        })
        .collect_view();
    // What had the keyboard, the box to paste into, is gone.
    let select = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        if let Some(select) = select.get() {
            request_animation_frame(move || drop(select.focus()));
        }
    });
    view! {
        <div class="import-head">
            <label class="import-label">
                <span>{texts::FORMAT}</span>
                <span class="select">
                    <select
                        node_ref=select
                        data-testid="import-format"
                        prop:value=format
                        on:change=move |event| import.read_as(Format::parse(&event_target_value(&event)))
                    >
                        <option value="" disabled=true selected=move || format().is_empty()>{texts::CHOOSE_THE_FORMAT}</option>
                        {options}
                    </select>
                    <Icon name=IconName::ChevronDown />
                </span>
            </label>
            <p class="import-found" role="status" data-testid="import-found">
                {move || if import.reading.get() { texts::READING.to_owned() } else { import.found() }}
            </p>
            <Button kind=ButtonKind::Quiet attr:data-testid="import-another" on:click=move |_| import.forget()>{texts::ANOTHER}</Button>
        </div>
    }
}

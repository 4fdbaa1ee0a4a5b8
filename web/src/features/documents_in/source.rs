//! Where files are given: dropped anywhere on the page, or chosen.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, FileList, HtmlInputElement};

use super::state::Bringing;
use crate::bindings;
use crate::features::editor::Combo;
use crate::texts::documents_in as texts;
use crate::ui::{Button, ButtonKind, Icon, IconName};

/// What the browser's own dialog offers first.
const KINDS: &str = ".md,.markdown,.html,.htm,.docx,.json,.zip";

/// The box to drop into, large while there is nothing else.
#[component]
pub(super) fn Source(bringing: Bringing, over: RwSignal<bool>) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let is_empty = Memo::new(move |_| bringing.rows.with(Vec::is_empty));
    let choose = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        take(bringing, input.files());
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <section class="documents-source" class:is-over=over class:is-empty=is_empty data-testid="documents-source">
            <Show when=move || is_empty.get()>
                <span class="empty-icon"><Icon name=IconName::Document /></span>
                <h2>{texts::DROP_HERE}</h2>
            </Show>
            <p>{move || if is_empty.get() { texts::WHAT_IT_TAKES } else { texts::MORE_FILES }}</p>
            <Show when=move || is_empty.get()>
                <p>{texts::LOOK_FIRST}</p>
            </Show>
            <input
                node_ref=chooser
                type="file"
                multiple=true
                accept=KINDS
                class="visually-hidden"
                tabindex="-1"
                aria-hidden="true"
                data-testid="documents-files"
                on:change=choose
            />
            <Button
                kind=ButtonKind::Plain
                icon=IconName::Plus
                on:click=move |_| { if let Some(chooser) = chooser.get_untracked() { chooser.click(); } }
            >
                {texts::CHOOSE_FILES}
            </Button>
            <ZoneChoice bringing />
        </section>
    }
}

/// In which zone times are read that name none. It holds for every file that is imported from now on.
#[component]
fn ZoneChoice(bringing: Bringing) -> impl IntoView {
    let zones = RwSignal::new(Vec::<String>::new());
    let load = move |_| {
        if zones.with_untracked(Vec::is_empty) {
            zones.set(bindings::zones());
        }
    };
    let chosen = Callback::new(move |name: String| {
        if !name.is_empty() {
            bringing.zone.set(name);
        }
    });
    view! {
        <div class="documents-zone" on:focusin=load>
            <span aria-hidden="true">{texts::ZONE}</span>
            <div class="import-zone">
                <Combo value=bringing.zone options=zones on_commit=chosen label=texts::ZONE strict=true testid="documents-zone" enabled=true />
            </div>
        </div>
    }
}

/// Takes what is dropped.
pub(super) fn dropped(bringing: Bringing, event: &DragEvent) {
    take(bringing, event.data_transfer().and_then(|data| data.files()));
}

fn take(bringing: Bringing, files: Option<FileList>) {
    let Some(files) = files else { return };
    bringing.take((0..files.length()).filter_map(|at| files.get(at)).collect());
}

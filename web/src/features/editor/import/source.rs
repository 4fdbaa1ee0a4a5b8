//! Where something is given: a box to paste into, a file to choose or to drop.

use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, File, HtmlInputElement};

use super::state::{Import, MAX_PAGE_BYTES};
use crate::{
    texts::import as texts,
    ui::{Button, ButtonKind, unique_id},
};

/// The box.
#[component]
pub(super) fn Source(import: Import) -> impl IntoView {
    let id = unique_id("import");
    let typed = RwSignal::new(String::new());
    let over = RwSignal::new(false);
    let area = NodeRef::<html::Textarea>::new();
    let chooser = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            request_animation_frame(move || drop(area.focus()));
        }
    });
    // What is pasted does not go through the box: megabytes in it would hold the page up.
    let paste = move |event: ev::ClipboardEvent| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let Some(data) = data else { return };
        if let Some(file) = data.files().and_then(|files| files.get(0)) {
            event.prevent_default();
            return read_file(import, file);
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        if typed.with_untracked(|typed| typed.trim().is_empty()) && text.contains('\n') {
            event.prevent_default();
            import.take(String::new(), text.into_bytes());
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let Some(data) = event.data_transfer() else { return };
        if let Some(file) = data.files().and_then(|files| files.get(0)) {
            read_file(import, file);
        } else if let Some(text) = data.get_data("text/plain").ok().filter(|text| !text.is_empty()) {
            import.take(String::new(), text.into_bytes());
        }
    };
    let choose = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) {
            read_file(import, file);
        }
    };
    view! {
        <div
            class="import-source"
            class:is-over=move || over.get()
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <label class="import-label" for=id.clone()>{texts::PASTE_HERE}</label>
            <textarea
                id=id.clone()
                node_ref=area
                class="input import-paste"
                rows="8"
                spellcheck="false"
                aria-describedby=format!("{id}-note")
                data-testid="import-paste"
                prop:value=typed
                on:paste=paste
                on:input=move |event| typed.set(event_target_value(&event))
            ></textarea>
            <p id=format!("{id}-note") class="import-note">{texts::WHAT_IT_TAKES}</p>
            <div class="import-actions">
                <input node_ref=chooser type="file" class="visually-hidden" tabindex="-1" aria-hidden="true" data-testid="import-file" on:change=choose />
                <Button on:click=move |_| { if let Some(chooser) = chooser.get_untracked() { chooser.click(); } }>{texts::CHOOSE_A_FILE}</Button>
                <Show when=move || typed.with(|typed| !typed.trim().is_empty())>
                    <Button kind=ButtonKind::Primary attr:data-testid="import-read" on:click=move |_| import.take(String::new(), typed.get_untracked().into_bytes())>
                        {texts::READ_IT}
                    </Button>
                </Show>
            </div>
        </div>
    }
}

fn read_file(import: Import, file: File) {
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    if file.size() > MAX_PAGE_BYTES as f64 {
        return import.trouble.set(Some(texts::too_large(MAX_PAGE_BYTES >> 20)));
    }
    import.trouble.set(None);
    import.reading.set(true);
    spawn_local(async move {
        let bytes = JsFuture::from(file.array_buffer()).await.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec());
        // Closed meanwhile.
        if import.reading.try_set(false).is_some() {
            return;
        }
        match bytes {
            Ok(bytes) => import.take(file.name(), bytes),
            Err(_) => import.trouble.set(Some(texts::UNREADABLE.to_owned())),
        }
    });
}

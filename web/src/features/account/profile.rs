//! Name and colour: how others see one.

use debrief_shared::api::PatchAccount;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::Section;
use crate::api;
use crate::session::Session;
use crate::ui::{Avatar, Button, ButtonKind, Field, Toaster};

/// Longest name, in characters; as the server has it.
const MAX_NAME_CHARS: usize = 80;

/// The palette `peer-0` … `peer-11`, by name.
const COLORS: [&str; 12] =
    ["Orange", "Sky", "Green", "Purple", "Rose", "Teal", "Blue", "Amber", "Magenta", "Lime", "Indigo", "Slate"];

#[component]
pub(super) fn ProfileSection() -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let me = session.me();
    let name = RwSignal::new(me.name);
    let color = RwSignal::new(me.color % 12);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return error.set(Some("How should others see you?".to_owned()));
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let patch = PatchAccount { name: Some(wanted), color: Some(color.get_untracked()) };
            match api::edit_account(&patch).await {
                Ok(info) => {
                    name.set(info.person.name.clone());
                    session.begin(info);
                    toaster.say("Saved. Others see it at once.");
                }
                Err(trouble) => {
                    session.heed(&trouble);
                    error.set(Some(trouble.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Section id="profile" title="Profile" about="Others see your name and colour beside what you write and where you are.">
            <form class="form" method="post" novalidate on:submit=submit>
                <div class="profile-name">
                    <Field label="Name" value=name autocomplete="name" error max_chars=MAX_NAME_CHARS />
                    <div class="profile-preview" aria-hidden="true">
                        {move || view! { <Avatar name=shown(&name.read()) color=color.get() /> }}
                        <span class=move || format!("profile-flag peer-{}", color.get())>
                            {move || shown(&name.read())}
                        </span>
                    </div>
                </div>
                <fieldset class="field">
                    <legend class="field-label">"Colour"</legend>
                    <div class="swatches">
                        {COLORS
                            .into_iter()
                            .zip(0_u8..)
                            .map(|(words, index)| view! { <Swatch words index color /> })
                            .collect_view()}
                    </div>
                </fieldset>
                <div class="account-actions">
                    <Button kind=ButtonKind::Primary submit=true busy>"Save"</Button>
                </div>
            </form>
        </Section>
    }
}

/// One colour of the palette, to choose.
#[component]
fn Swatch(words: &'static str, index: u8, color: RwSignal<u8>) -> impl IntoView {
    view! {
        <label class="swatch">
            <input
                type="radio"
                name="color"
                class="swatch-input"
                prop:checked=move || color.get() == index
                on:change=move |_| color.set(index)
            />
            <span class=format!("swatch-dot peer-{index}") aria-hidden="true"></span>
            <span>{words}</span>
        </label>
    }
}

fn shown(name: &str) -> String {
    match name.trim() {
        "" => "Your name".to_owned(),
        name => name.to_owned(),
    }
}

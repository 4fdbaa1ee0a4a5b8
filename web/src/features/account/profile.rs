//! Name and colour: how others see one.

use debrief_shared::api::PatchAccount;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::Section;
use crate::api;
use crate::session::Session;
use crate::texts::account as texts;
use crate::ui::{Avatar, Button, ButtonKind, Field, Toaster};

/// Longest name, in characters; as the server has it.
const MAX_NAME_CHARS: usize = 80;

/// The palette `peer-0` … `peer-11`, by name.
const COLORS: [&str; 12] = [
    texts::ORANGE,
    texts::SKY,
    texts::GREEN,
    texts::PURPLE,
    texts::ROSE,
    texts::TEAL,
    texts::BLUE,
    texts::AMBER,
    texts::MAGENTA,
    texts::LIME,
    texts::INDIGO,
    texts::SLATE,
];

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
            return error.set(Some(texts::HOW_SHOULD_OTHERS_SEE_YOU.to_owned()));
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let patch = PatchAccount { name: Some(wanted), color: Some(color.get_untracked()) };
            match api::edit_account(&patch).await {
                Ok(info) => {
                    name.set(info.person.name.clone());
                    session.begin(info);
                    toaster.say(texts::SAVED_OTHERS_SEE_IT_AT_ONCE);
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
        <Section id="profile" title=texts::PROFILE about=texts::ABOUT_PROFILE>
            <form class="form" method="post" novalidate on:submit=submit>
                <div class="profile-name">
                    <Field label=texts::NAME value=name autocomplete="name" error max_chars=MAX_NAME_CHARS />
                    <div class="profile-preview" aria-hidden="true">
                        {move || view! { <Avatar name=shown(&name.read()) color=color.get() /> }}
                        <span class=move || format!("profile-flag peer-{}", color.get())>
                            {move || shown(&name.read())}
                        </span>
                    </div>
                </div>
                <fieldset class="field">
                    <legend class="field-label">{texts::COLOUR}</legend>
                    <div class="swatches">
                        {COLORS
                            .into_iter()
                            .zip(0_u8..)
                            .map(|(words, index)| view! { <Swatch words index color /> })
                            .collect_view()}
                    </div>
                </fieldset>
                <div class="account-actions">
                    <Button kind=ButtonKind::Primary submit=true busy>{texts::SAVE}</Button>
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
        "" => texts::YOUR_NAME.to_owned(),
        name => name.to_owned(),
    }
}

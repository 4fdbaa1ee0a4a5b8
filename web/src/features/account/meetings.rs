//! Whether one likes to facilitate, and the address by which one's calendar reads along.

use debrief_shared::api::CalendarAddress;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};

use super::Section;
use crate::api;
use crate::bindings;
use crate::session::Session;
use crate::texts::schedule as texts;
use crate::ui::{Button, ButtonKind, IconName, RelativeTime, Toaster, use_minute};

#[component]
pub(super) fn MeetingsSection() -> impl IntoView {
    view! {
        <Section id="meetings" title=texts::ACCOUNT_TITLE about=texts::ACCOUNT_ABOUT>
            <Willing />
            <Calendar />
        </Section>
    }
}

/// Changed at once.
#[component]
fn Willing() -> impl IntoView {
    let (session, toaster) = (expect_context::<Session>(), expect_context::<Toaster>());
    let willing = RwSignal::new(None::<bool>);
    spawn_local(async move {
        match api::facilitating().await {
            Ok(known) => drop(willing.try_set(Some(known))),
            Err(error) => session.heed(&error),
        }
    });
    let change = move |_| {
        let Some(before) = willing.get_untracked() else { return };
        willing.set(Some(!before));
        spawn_local(async move {
            if let Err(error) = api::set_facilitating(!before).await {
                session.heed(&error);
                let _ = willing.try_set(Some(before));
                toaster.say(error.words());
            }
        });
    };
    view! {
        <div class="account-choice">
            <label class="account-check">
                <input
                    type="checkbox"
                    data-testid="facilitating"
                    aria-describedby="facilitating-note"
                    disabled=move || willing.get().is_none()
                    prop:checked=move || willing.get() == Some(true)
                    on:change=change
                />
                <span>{texts::WILLING}</span>
            </label>
            <p id="facilitating-note" class="muted">{texts::WILLING_NOTE}</p>
        </div>
    }
}

/// What is known of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    Waiting,
    None,
    /// There is one, made then.
    Made(String),
    /// It was made just now: it is told this once.
    Fresh(CalendarAddress),
}

#[component]
fn Calendar() -> impl IntoView {
    let (session, toaster) = (expect_context::<Session>(), expect_context::<Toaster>());
    let address = RwSignal::new(Address::Waiting);
    let busy = RwSignal::new(false);
    spawn_local(async move {
        match api::calendar_feed().await {
            Ok(feed) => drop(address.try_set(feed.created_at.map_or(Address::None, Address::Made))),
            Err(error) => session.heed(&error),
        }
    });
    let make = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api::make_calendar_feed().await {
                Ok(made) => drop(address.try_set(Address::Fresh(made))),
                Err(error) => {
                    session.heed(&error);
                    toaster.say(error.words());
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let revoke = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api::revoke_calendar_feed().await {
                // One that is gone already is what was wanted.
                Err(error) if error.status() != Some(404) => {
                    session.heed(&error);
                    toaster.say(error.words());
                }
                _ => {
                    let _ = address.try_set(Address::None);
                    toaster.say(texts::REVOKED);
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let now = use_minute();
    view! {
        <div class="account-choice" role="group" aria-labelledby="calendar-address">
            <h3 id="calendar-address">{texts::CALENDAR}</h3>
            <p class="muted">{texts::CALENDAR_NOTE}</p>
            {move || match address.get() {
                Address::Waiting => ().into_any(),
                Address::None => {
                    view! { <Button busy icon=IconName::Calendar attr:data-testid="calendar-make" on:click=make>{texts::MAKE_ADDRESS}</Button> }.into_any()
                }
                Address::Made(at) => {
                    view! {
                        <p class="muted">{texts::MADE}" "<RelativeTime at now />". "{texts::MAKE_ANEW_NOTE}</p>
                        <div class="account-buttons">
                            <Button busy attr:data-testid="calendar-make" on:click=make>{texts::MAKE_ANEW}</Button>
                            <Button attr:data-testid="calendar-revoke" on:click=revoke>{texts::REVOKE}</Button>
                        </div>
                    }
                        .into_any()
                }
                Address::Fresh(made) => {
                    view! {
                        <Fresh made />
                        <div class="account-buttons">
                            <Button attr:data-testid="calendar-revoke" on:click=revoke>{texts::REVOKE}</Button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// The address, once.
#[component]
fn Fresh(made: CalendarAddress) -> impl IntoView {
    // A server that does not know its own address tells the path.
    let origin = window().location().origin().unwrap_or_default();
    let url = if made.url.starts_with('/') { format!("{origin}{}", made.url) } else { made.url };
    let copied = RwSignal::new(false);
    let shown = NodeRef::<html::Input>::new();
    let secret = StoredValue::new(url);
    let copy = move |_| {
        spawn_local(async move {
            let _ = copied.try_set(bindings::copy_text(&secret.get_value()).await.is_ok());
            if let Some(input) = shown.try_get_untracked().flatten() {
                let _ = input.focus();
                input.select();
            }
        });
    };
    view! {
        <div class="fresh-token">
            <p id="calendar-note">{texts::SHOWN_ONCE}</p>
            <div class="fresh-token-secret">
                <input node_ref=shown class="input" readonly spellcheck="false" autocomplete="off" aria-label=texts::CALENDAR aria-describedby="calendar-note" data-testid="calendar-address" value=secret.get_value() />
                <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy>{move || if copied.get() { texts::COPIED } else { texts::COPY }}</Button>
            </div>
        </div>
    }
}

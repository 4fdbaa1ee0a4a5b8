//! Where one is signed in, and the ways to end that.

use debrief_shared::api::DeviceSession;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Section, Waiting};
use crate::api;
use crate::live;
use crate::session::{Session, loss_words};
use crate::texts::account as texts;
use crate::ui::{Button, Confirm, Icon, IconName, LoadTrouble, Loaded, RelativeTime, Toaster, use_minute};
use crate::zone::{Zone, exact_words};

/// What the section knows, and what can be done in it.
#[derive(Clone, Copy)]
struct Sessions {
    list: RwSignal<Loaded<Vec<DeviceSession>>>,
    /// The one that is about to be ended.
    ending: RwSignal<Option<DeviceSession>>,
    session: Session,
    toaster: Toaster,
}

impl Sessions {
    fn load(self) {
        spawn_local(async move {
            let answer = api::sessions().await;
            let _ = self.list.try_set(match answer {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    }
}

#[component]
pub(super) fn SessionsSection() -> impl IntoView {
    let sessions = Sessions {
        list: RwSignal::new(Loaded::Waiting),
        ending: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    sessions.load();
    let now = use_minute();
    let everywhere = RwSignal::new(false);
    view! {
        <Section
            id="sessions"
            title=texts::WHERE_YOU_ARE_SIGNED_IN
            about=texts::ABOUT_SESSIONS
        >
            {move || match sessions.list.get() {
                Loaded::Waiting => view! { <Waiting lines=2 /> }.into_any(),
                Loaded::Failed(words) => {
                    view! { <LoadTrouble words retry=Callback::new(move |()| sessions.load()) /> }.into_any()
                }
                Loaded::Ready(list) => {
                    let rows = list
                        .into_iter()
                        .map(|device| view! { <Row device now ending=sessions.ending /> })
                        .collect_view();
                    view! { <ul class="account-list">{rows}</ul> }.into_any()
                }
            }}
            <div class="account-actions">
                <Button on:click=move |_| everywhere.set(true)>{texts::SIGN_OUT_EVERYWHERE}</Button>
            </div>
            <EndOne sessions />
            <EndAll open=everywhere session=sessions.session />
        </Section>
    }
}

#[component]
fn Row(device: DeviceSession, now: Signal<i64>, ending: RwSignal<Option<DeviceSession>>) -> impl IntoView {
    let DeviceSession { current, address, last_seen_at, .. } = device.clone();
    let name = shown_name(&device);
    let label = texts::sign_out(&name);
    let exact = last_seen_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
    let seen = if current {
        texts::IN_USE_NOW.into_any()
    } else {
        view! { {texts::LAST_SEEN_BEFORE} <RelativeTime at=last_seen_at now /> {exact.map(|exact| format!(" – {exact}"))} }
            .into_any()
    };
    let address = (!address.is_empty()).then(|| view! { <span>{address}</span> });
    view! {
        <li class="account-row">
            <span class="account-icon"><Icon name=IconName::Screen /></span>
            <div class="account-row-main">
                <p class="account-row-title">
                    {name} {current.then(|| view! { <span class="pill pill-accent">{texts::THIS_BROWSER}</span> })}
                </p>
                <p class="account-row-facts"><span>{seen}</span>{address}</p>
            </div>
            {(!current)
                .then(|| {
                    view! {
                        <Button attr:aria-label=label on:click=move |_| ending.set(Some(device.clone()))>{texts::SIGN_OUT}</Button>
                    }
                })}
        </li>
    }
}

fn shown_name(device: &DeviceSession) -> String {
    if device.browser.is_empty() { texts::A_BROWSER.to_owned() } else { device.browser.clone() }
}

/// Asks before one session ends.
#[component]
fn EndOne(sessions: Sessions) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        if sessions.ending.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            sessions.ending.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(device) = sessions.ending.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match api::end_session(device.id).await {
                // One that is gone already is what was wanted.
                Err(error) if error.status() != Some(404) => {
                    sessions.session.heed(&error);
                    trouble.set(Some(error.words()));
                }
                _ => {
                    open.set(false);
                    sessions.list.update(|list| {
                        if let Loaded::Ready(list) = list {
                            list.retain(|known| known.id != device.id);
                        }
                    });
                    sessions.toaster.say(texts::is_signed_out(shown_name(&device)));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let which = move || sessions.ending.with(|device| device.as_ref().map(shown_name));
    view! {
        <Confirm open title=texts::SIGN_THIS_BROWSER_OUT sure=texts::SIGN_IT_OUT busy trouble on_sure>
            <p>
                {move || which().map(|name| view! { <strong>{name}</strong> })}
                {texts::SIGN_OUT_AFTER}
            </p>
        </Confirm>
    }
}

/// Asks before every session ends.
#[component]
fn EndAll(open: RwSignal<bool>, session: Session) -> impl IntoView {
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let on_sure = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            if let Err(error) = session.leave(true).await {
                let _ = trouble.try_set(Some(error.words()));
            }
            let _ = busy.try_set(false);
        });
    });
    view! {
        <Confirm open title=texts::ASK_TO_SIGN_OUT_EVERYWHERE sure=texts::SIGN_OUT_EVERYWHERE busy trouble on_sure>
            <p>{texts::ABOUT_SIGNING_OUT_EVERYWHERE}</p>
            {move || {
                let unsent = live::unsent_changes();
                (unsent > 0).then(|| view! { <p class="confirm-loss">{loss_words(unsent)}</p> })
            }}
        </Confirm>
    }
}

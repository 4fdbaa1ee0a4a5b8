//! The way to a new password: a mail with a link, or an admin who hands one out.

use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};

use crate::api;
use crate::texts::sign_in as texts;
use crate::ui::{Button, ButtonKind, Field, Notice, NoticeKind};

/// Asks for the address. The answer never tells whether there is an account.
#[component]
pub(super) fn Forgot(email: RwSignal<String>, by_mail: Signal<bool>, back: Callback<()>) -> impl IntoView {
    view! {
        <h1>{texts::NEW_PASSWORD}</h1>
        {move || {
            if by_mail.get() {
                view! { <ByMail email back /> }.into_any()
            } else {
                view! { <ByAdmin back /> }.into_any()
            }
        }}
    }
}

#[component]
fn ByAdmin(back: Callback<()>) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            request_animation_frame(move || drop(button.focus()));
        }
    });
    view! {
        <p>
            {texts::BY_ADMIN}
        </p>
        <button type="button" class="button" node_ref=button on:click=move |_| back.run(())>{texts::BACK}</button>
    }
}

#[component]
fn ByMail(email: RwSignal<String>, back: Callback<()>) -> impl IntoView {
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let sent_to = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let address = email.get_untracked().trim().to_owned();
        if busy.get_untracked() {
            return;
        }
        if address.is_empty() {
            return error.set(Some(texts::WHICH_ADDRESS.to_owned()));
        }
        error.set(None);
        trouble.set(None);
        busy.set(true);
        spawn_local(async move {
            match api::request_reset(&address).await {
                Ok(()) => sent_to.set(Some(address)),
                Err(error) => trouble.set(Some(error.words())),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="form" role="status">
            {move || {
                sent_to
                    .get()
                    .map(|address| {
                        view! {
                            <p>
                                {texts::SENT_BEFORE} <strong>{address}</strong>
                                {texts::SENT_AFTER}
                            </p>
                        }
                    })
            }}
        </div>
        {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate hidden=move || sent_to.with(Option::is_some) on:submit=submit>
            <p class="muted">{texts::BY_MAIL}</p>
            <Field label=texts::EMAIL value=email kind="email" autocomplete="username" error autofocus=true />
            <Button kind=ButtonKind::Primary submit=true busy>{texts::SEND}</Button>
        </form>
        <button type="button" class="text-button" on:click=move |_| back.run(())>{texts::BACK}</button>
    }
}

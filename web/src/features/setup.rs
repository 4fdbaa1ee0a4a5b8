//! The set-up page: the first account, by the one-time link.

use debrief_shared::api::{MIN_PASSWORD_CHARS, Setup};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api;
use crate::secret::use_secret;
use crate::session::Session;
use crate::texts::setup as texts;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Field, Gate, Notice, NoticeKind, PasswordField, missing_chars, use_title,
};

/// Makes the first account, an admin, and signs it in.
#[component]
pub fn SetupPage() -> impl IntoView {
    let token = use_secret();
    use_title(texts::TITLE.to_owned());
    view! {
        <Gate>
            {move || match token.get() {
                Some(token) => view! { <FirstAccount token /> }.into_any(),
                None => view! { <NoToken /> }.into_any(),
            }}
        </Gate>
    }
}

#[component]
fn NoToken() -> impl IntoView {
    view! {
        <h1>{texts::INCOMPLETE}</h1>
        <p>
            {texts::INCOMPLETE_BEFORE} <code>"#…"</code>
            {texts::INCOMPLETE_AFTER}
        </p>
        <ButtonLink href="/sign-in">{texts::TO_SIGN_IN}</ButtonLink>
    }
}

#[component]
fn FirstAccount(token: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let (name, email, password) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    // What is missing is pointed out once somebody has tried to go on; what is typed is answered at once.
    let tried = RwSignal::new(false);

    let name_error = Signal::derive(move || {
        (tried.get() && name.with(|name| name.trim().is_empty())).then(|| texts::NAME_MISSING.to_owned())
    });
    let email_error = Signal::derive(move || {
        (tried.get() && !email.with(|email| looks_like_address(email))).then(|| texts::EMAIL_MISSING.to_owned())
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let long_enough = password.with_untracked(|password| missing_chars(password, MIN_PASSWORD_CHARS) == 0);
        let complete =
            long_enough && [name_error, email_error].iter().all(|error| error.with_untracked(Option::is_none));
        if busy.get_untracked() || !complete {
            return;
        }
        let request = Setup {
            token: token.clone(),
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        let navigate = navigate.clone();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match api::set_up(&request).await {
                Ok(info) => {
                    session.begin(info);
                    navigate("/", NavigateOptions { replace: true, ..Default::default() });
                }
                Err(error) => trouble.set(Some(error.words())),
            }
            busy.set(false);
        });
    };

    view! {
        <h1>{texts::WELCOME}</h1>
        <p class="muted">{texts::WHAT_FOR}</p>
        {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate on:submit=submit>
            <Field label=texts::NAME value=name autocomplete="name" error=name_error autofocus=true />
            <Field label=texts::EMAIL value=email kind="email" autocomplete="username" error=email_error />
            <PasswordField
                label=texts::PASSWORD
                value=password
                autocomplete="new-password"
                min_chars=MIN_PASSWORD_CHARS
                tried
            />
            <Button kind=ButtonKind::Primary submit=true busy>{texts::MAKE}</Button>
        </form>
    }
}

/// A first look only; the server decides.
fn looks_like_address(text: &str) -> bool {
    text.trim().split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !text.trim().contains(char::is_whitespace) && !host.contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::looks_like_address;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert!(["ada@example.org", " ada@localhost "].into_iter().all(looks_like_address));
        assert!(!["", "ada", "@example.org", "ada@", "a b@c", "a@b@c"].into_iter().any(looks_like_address));
    }
}

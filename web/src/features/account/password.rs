//! One's password: changed with the one so far, or set where there is none.

use debrief_shared::api::{ChangePassword, MIN_PASSWORD_CHARS, SessionInfo};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::Section;
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::account as texts;
use crate::ui::{Button, PasswordField, Toaster, missing_chars};

#[component]
pub(super) fn PasswordSection() -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let info = session.info();
    let has_one = Memo::new(move |_| info.with(|info| info.as_ref().is_some_and(|info| info.has_password)));
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (current_error, new_error) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(false));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        tried.set(true);
        new_error.set(None);
        let no_current = has_one.get_untracked() && current.with_untracked(String::is_empty);
        current_error.set(no_current.then(|| texts::YOUR_PASSWORD_SO_FAR.to_owned()));
        if no_current || new.with_untracked(|new| missing_chars(new, MIN_PASSWORD_CHARS) > 0) {
            return;
        }
        let change = ChangePassword {
            current: has_one.get_untracked().then(|| current.get_untracked()),
            new: new.get_untracked(),
        };
        busy.set(true);
        spawn_local(async move {
            match api::change_password(&change).await {
                Ok(()) => {
                    current.set(String::new());
                    new.set(String::new());
                    tried.set(false);
                    if let Some(info) = info.get_untracked() {
                        session.begin(SessionInfo { has_password: true, ..info });
                    }
                    toaster.say(texts::YOUR_PASSWORD_IS_SET);
                }
                Err(error) => {
                    session.heed(&error);
                    let field = if is_about_current(&error) { current_error } else { new_error };
                    field.set(Some(error.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let address = session.info().get_untracked().map(|info| info.email).unwrap_or_default();
    view! {
        <Section
            id="password"
            title=texts::PASSWORD
            about=texts::NEW_PASSWORD_SIGNS_OUT
        >
            <form class="form account-narrow" method="post" novalidate on:submit=submit>
                // Tells password managers which account it is.
                <input type="text" autocomplete="username" value=address hidden />
                <Show
                    when=move || has_one.get()
                    fallback=|| view! { <p>{texts::BY_PROVIDER_ONLY}</p> }
                >
                    <PasswordField label=texts::CURRENT_PASSWORD value=current error=current_error />
                </Show>
                <PasswordField
                    label=texts::NEW_PASSWORD
                    value=new
                    autocomplete="new-password"
                    min_chars=MIN_PASSWORD_CHARS
                    tried
                    error=new_error
                />
                <div class="account-actions">
                    <Button submit=true busy>
                        {move || if has_one.get() { texts::CHANGE_THE_PASSWORD } else { texts::SET_A_PASSWORD }}
                    </Button>
                </div>
            </form>
        </Section>
    }
}

/// Whether the answer is about the password so far, not about the new one.
fn is_about_current(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.kind == "wrong-current-password")
}

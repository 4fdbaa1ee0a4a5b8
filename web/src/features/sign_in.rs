//! The sign-in page.

use debrief_shared::api::{InstanceInfo, SignIn};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::api;
use crate::session::{Session, SessionState, local_path};
use crate::ui::{Button, ButtonKind, Field, Mark, Notice, NoticeKind, use_title};

/// Asks for address and password, and leads to where the person wanted to go.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state();
    let query = use_query_map();
    let navigate = use_navigate();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let instance = RwSignal::new(None::<InstanceInfo>);
    use_title("Sign in".to_owned());

    spawn_local(async move {
        // The page works without it; it only says more with it.
        instance.set(api::instance().await.ok());
    });
    Effect::new(move |_| {
        if state.with(|state| matches!(state, SessionState::SignedIn(_))) {
            let to = query.with_untracked(|query| query.get("to")).unwrap_or_default();
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(local_path(&to).unwrap_or("/"), options);
        }
    });

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let request = SignIn { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        if request.email.is_empty() || request.password.is_empty() {
            trouble.set(Some("Please give both your address and your password.".to_owned()));
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match api::sign_in(&request).await {
                Ok(info) => session.begin(info),
                Err(error) => trouble.set(Some(error.words())),
            }
            busy.set(false);
        });
    };

    view! {
        <main id="main" class="gate" tabindex="-1">
            <div class="gate-sheet">
                <div class="gate-brand"><Mark /><span>"Debrief"</span></div>
                <h1>"Sign in"</h1>
                {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
                <form class="form" method="post" novalidate on:submit=submit>
                    <Field label="Email" value=email kind="email" autocomplete="username" autofocus=true />
                    <Field label="Password" value=password kind="password" autocomplete="current-password" />
                    <Button kind=ButtonKind::Primary submit=true busy>"Sign in"</Button>
                </form>
                {move || instance.get().map(|instance| view! { <About instance email password /> })}
            </div>
        </main>
    }
}

/// The demo account, or the way to the first account.
#[component]
fn About(instance: InstanceInfo, email: RwSignal<String>, password: RwSignal<String>) -> impl IntoView {
    let demo = instance.demo_account.map(|account| {
        let shown = account.clone();
        let fill = move |_| {
            email.set(account.email.clone());
            password.set(account.password.clone());
        };
        view! {
            <section class="gate-demo" aria-labelledby="demo-heading">
                <h2 id="demo-heading">"This is a demo"</h2>
                <p>"Everything in it is made up. Look around with this account:"</p>
                <dl class="pairs">
                    <dt>"Email"</dt><dd><code>{shown.email}</code></dd>
                    <dt>"Password"</dt><dd><code>{shown.password}</code></dd>
                </dl>
                <Button on:click=fill>"Fill in"</Button>
            </section>
        }
    });
    let new = instance.needs_setup.then(|| {
        view! {
            <Notice kind=NoticeKind::Info>
                <p>
                    "This Debrief has no account yet. Open the set-up link that the server printed when it started."
                </p>
            </Notice>
        }
    });
    view! { {demo} {new} }
}

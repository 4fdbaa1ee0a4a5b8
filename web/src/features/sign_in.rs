//! The sign-in page: by password, by a provider, or with a new password by mail.

mod forgot;
mod problem;

use std::time::Duration;

use debrief_shared::api::{InstanceInfo, SignIn, SignInProvider};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use self::forgot::Forgot;
use crate::api;
use crate::session::{Session, SessionState, local_path};
use crate::texts::sign_in as texts;
use crate::ui::{Button, ButtonKind, ButtonLink, Field, Gate, Notice, NoticeKind, PasswordField, use_title};

/// The page waits this long for what the instance offers, so that nothing moves under the pointer; then it shows itself without.
const PATIENCE: Duration = Duration::from_millis(600);

/// Asks for address and password, and leads to where the person wanted to go.
#[component]
pub fn SignInPage() -> impl IntoView {
    let state = expect_context::<Session>().state();
    let query = use_query_map();
    let navigate = use_navigate();
    let email = RwSignal::new(String::new());
    let forgot = RwSignal::new(false);
    let instance = RwSignal::new(None::<InstanceInfo>);
    let waiting = RwSignal::new(true);
    use_title(Signal::derive(move || {
        if forgot.get() { texts::NEW_PASSWORD_TITLE.to_owned() } else { texts::SIGN_IN.to_owned() }
    }));

    spawn_local(async move {
        // The page works without it; it only says more with it.
        let answer = api::instance().await.ok();
        if !instance.is_disposed() {
            instance.set(answer);
            waiting.set(false);
        }
    });
    set_timeout(
        move || {
            let _ = waiting.try_set(false);
        },
        PATIENCE,
    );
    let to = move || query.with_untracked(|query| query.get("to")).unwrap_or_default();
    Effect::new(move |_| {
        if state.with(|state| matches!(state, SessionState::SignedIn(_))) {
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(local_path(&to()).unwrap_or("/"), options);
        }
    });
    let by_mail =
        Signal::derive(move || instance.with(|instance| instance.as_ref().is_some_and(|it| it.resets_by_mail)));

    view! {
        <Gate waiting>
            {move || {
                if forgot.get() {
                    view! { <Forgot email by_mail back=Callback::new(move |()| forgot.set(false)) /> }.into_any()
                } else {
                    view! { <Ways email instance forgot=Callback::new(move |()| forgot.set(true)) to=to() /> }.into_any()
                }
            }}
        </Gate>
    }
}

/// Every way in.
#[component]
fn Ways(
    email: RwSignal<String>,
    instance: RwSignal<Option<InstanceInfo>>,
    forgot: Callback<()>,
    to: String,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let password = RwSignal::new(String::new());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let came_with = Memo::new(move |_| query.with(|query| query.get("problem")).map(|code| problem::words(&code)));
    let lost = session.lost();

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let request = SignIn { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        if request.email.is_empty() || request.password.is_empty() {
            trouble.set(Some(texts::BOTH_NEEDED.to_owned()));
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
    // What just happened stands before what happened on the way here.
    let notice = move || match (trouble.get(), came_with.get(), lost.get()) {
        (Some(words), ..) => Some((NoticeKind::Trouble, words)),
        (None, Some(words), _) => Some((NoticeKind::Trouble, words.to_owned())),
        (None, None, true) => Some((NoticeKind::Info, texts::SIGNED_OUT.to_owned())),
        (None, None, false) => None,
    };
    view! {
        <h1>{texts::SIGN_IN}</h1>
        {move || notice().map(|(kind, words)| view! { <Notice kind><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate on:submit=submit>
            <Field label=texts::EMAIL value=email kind="email" autocomplete="username" autofocus=true />
            <PasswordField label=texts::PASSWORD value=password />
            <Button kind=ButtonKind::Primary submit=true busy>{texts::SIGN_IN}</Button>
            <button type="button" class="text-button" on:click=move |_| forgot.run(())>{texts::FORGOT}</button>
        </form>
        {move || {
            let providers = instance.with(|it| it.as_ref().map(|it| it.providers.clone())).unwrap_or_default();
            (!providers.is_empty()).then(|| view! { <Providers providers to=to.clone() /> })
        }}
        {move || instance.get().map(|instance| view! { <About instance email password /> })}
    }
}

/// The other ways in. They leave the page, so they are links that its router does not follow.
#[component]
fn Providers(providers: Vec<SignInProvider>, to: String) -> impl IntoView {
    let links = providers
        .into_iter()
        .map(|provider| {
            let to = js_sys::encode_uri_component(local_path(&to).unwrap_or("/"));
            let href = format!("/api/oidc/{}/start?to={to}", js_sys::encode_uri_component(&provider.id));
            view! {
                <li><ButtonLink href attr:rel="external">{texts::CONTINUE_WITH} {provider.name}</ButtonLink></li>
            }
        })
        .collect_view();
    view! {
        <div class="gate-other">
            <p class="gate-or"><span>{texts::OR}</span></p>
            <ul class="gate-providers" aria-label=texts::OTHER_WAYS>{links}</ul>
        </div>
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
                <h2 id="demo-heading">{texts::DEMO}</h2>
                <p>{texts::DEMO_NOTE}</p>
                <dl class="pairs">
                    <dt>{texts::EMAIL}</dt><dd><code>{shown.email}</code></dd>
                    <dt>{texts::PASSWORD}</dt><dd><code>{shown.password}</code></dd>
                </dl>
                <Button on:click=fill>{texts::FILL_IN}</Button>
            </section>
        }
    });
    let new = instance.needs_setup.then(|| {
        view! {
            <Notice kind=NoticeKind::Info>
                <p>
                    {texts::NO_ACCOUNT_YET}
                </p>
            </Notice>
        }
    });
    view! { {demo} {new} }
}

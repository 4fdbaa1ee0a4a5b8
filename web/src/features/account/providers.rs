//! Sign-in providers: which of them one's account is connected with.

use debrief_shared::api::{Identity, SignInProvider};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::{Section, Waiting};
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::ui::{Button, Confirm, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind, Toaster};

/// Every provider of the instance, with one's identity there, and those that one is connected with though the instance has them no more.
type Known = Vec<(SignInProvider, Option<Identity>)>;

/// What the section knows, and what can be done in it.
#[derive(Clone, Copy)]
struct Providers {
    list: RwSignal<Loaded<Known>>,
    /// The one that is about to be disconnected.
    leaving: RwSignal<Option<SignInProvider>>,
    trouble: RwSignal<Option<String>>,
    session: Session,
    toaster: Toaster,
}

impl Providers {
    fn load(self) {
        spawn_local(async move {
            let _ = self.list.try_set(match fetch().await {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    }

    /// Leaves the page for the provider's.
    fn connect(self, provider: String) {
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::connect_provider(&provider).await;
            if let Err(error) = answer.map(|url| window().location().set_href(&url)) {
                self.session.heed(&error);
                let _ = self.trouble.try_set(Some(error.words()));
            }
        });
    }
}

async fn fetch() -> Result<Known, ApiError> {
    let offered = api::instance().await?.providers;
    let mut identities = api::identities().await?;
    let mut known: Known = Vec::new();
    for provider in offered {
        let at = identities.iter().position(|identity| identity.provider == provider.id);
        known.push((provider, at.map(|at| identities.remove(at))));
    }
    known.extend(identities.into_iter().map(|identity| {
        (SignInProvider { id: identity.provider.clone(), name: identity.name.clone() }, Some(identity))
    }));
    Ok(known)
}

/// Not shown on an instance without providers.
#[component]
pub(super) fn ProvidersSection() -> impl IntoView {
    let providers = Providers {
        list: RwSignal::new(Loaded::Waiting),
        leaving: RwSignal::new(None),
        trouble: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    providers.load();
    say_how_it_went(providers);
    let none = Memo::new(move |_| providers.list.with(|list| list.ready().is_some_and(Vec::is_empty)));
    let trouble = providers.trouble;
    view! {
        <Show when=move || !none.get() || trouble.with(Option::is_some)>
            <Section id="providers" title="Other ways to sign in" about="Connect a sign-in service to come in without typing your password.">
                {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
                {move || match providers.list.get() {
                    Loaded::Waiting => view! { <Waiting lines=1 /> }.into_any(),
                    Loaded::Failed(words) => {
                        view! { <LoadTrouble words retry=Callback::new(move |()| providers.load()) /> }.into_any()
                    }
                    Loaded::Ready(list) => {
                        let rows = list
                            .into_iter()
                            .map(|(provider, identity)| view! { <Row provider identity providers /> })
                            .collect_view();
                        view! { <ul class="account-list">{rows}</ul> }.into_any()
                    }
                }}
                <Disconnect providers />
            </Section>
        </Show>
    }
}

/// The provider leads back with what became of it in the address; it is said once.
fn say_how_it_went(providers: Providers) {
    let query = use_query_map();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (connected, problem) = query.with(|query| (query.get("connected"), query.get("problem")));
        if connected.is_some() {
            providers.toaster.say("Connected. You can sign in that way from now on.");
        }
        if let Some(code) = &problem {
            providers.trouble.set(Some(problem_words(code).to_owned()));
        }
        if connected.is_some() || problem.is_some() {
            navigate("/account", NavigateOptions { replace: true, scroll: false, ..Default::default() });
        }
    });
}

fn problem_words(code: &str) -> &'static str {
    match code {
        "identity-taken" => "This sign-in is connected already: with your account, or with somebody else's here.",
        "provider-down" => {
            "The sign-in service can't be reached right now. Nothing was connected; try again in a moment."
        }
        "refused-by-provider" => "The sign-in service didn't agree. Nothing was connected.",
        "expired" => "Connecting took too long or was begun in another window. Please begin again.",
        "not-verified" => {
            "The sign-in service hasn't confirmed your email address. Confirm it there, then connect again."
        }
        _ => "Connecting didn't work, and nothing was changed. Please begin again; if it happens again, tell an admin.",
    }
}

#[component]
fn Row(provider: SignInProvider, identity: Option<Identity>, providers: Providers) -> impl IntoView {
    let facts = match &identity {
        Some(identity) if identity.email.is_empty() => "Connected".to_owned(),
        Some(identity) => format!("Connected as {}", identity.email),
        None => "Not connected".to_owned(),
    };
    let name = provider.name.clone();
    let label = format!("{} {name}", if identity.is_some() { "Disconnect" } else { "Connect" });
    let action = if identity.is_some() {
        view! {
            <Button attr:aria-label=label on:click=move |_| providers.leaving.set(Some(provider.clone()))>"Disconnect"</Button>
        }
        .into_any()
    } else {
        view! {
            <Button attr:aria-label=label on:click=move |_| providers.connect(provider.id.clone())>"Connect"</Button>
        }
        .into_any()
    };
    view! {
        <li class="account-row">
            <span class="account-icon"><Icon name=IconName::Link /></span>
            <div class="account-row-main">
                <p class="account-row-title">{name}</p>
                <p class="account-row-facts"><span>{facts}</span></p>
            </div>
            {action}
        </li>
    }
}

/// Asks before a provider is disconnected.
#[component]
fn Disconnect(providers: Providers) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        if providers.leaving.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            providers.leaving.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(provider) = providers.leaving.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match api::disconnect_provider(&provider.id).await {
                Ok(()) => {
                    open.set(false);
                    providers.load();
                    providers.toaster.say(format!("{} is disconnected.", provider.name));
                }
                Err(error) => {
                    providers.session.heed(&error);
                    trouble.set(Some(error.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let which = move || providers.leaving.with(|provider| provider.as_ref().map(|provider| provider.name.clone()));
    view! {
        <Confirm open title="Disconnect this way to sign in?" sure="Disconnect" busy trouble on_sure>
            <p>
                "You can't sign in by " <strong>{which}</strong>
                " any more, until you connect it again. Where you are signed in now, you stay signed in."
            </p>
        </Confirm>
    }
}

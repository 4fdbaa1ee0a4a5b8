//! Sign-in providers: which of them one's account is connected with.

use debrief_shared::api::{Identity, SignInProvider};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::{Section, Waiting};
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::account as texts;
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
            <Section id="providers" title=texts::OTHER_WAYS_TO_SIGN_IN about=texts::ABOUT_PROVIDERS>
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
            providers.toaster.say(texts::CONNECTED_YOU_CAN_SIGN);
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
        "identity-taken" => texts::ALREADY_CONNECTED,
        "provider-down" => texts::PROVIDER_DOWN,
        "refused-by-provider" => texts::PROVIDER_REFUSED,
        "expired" => texts::EXPIRED,
        "not-verified" => texts::NOT_VERIFIED,
        _ => texts::FAILED,
    }
}

#[component]
fn Row(provider: SignInProvider, identity: Option<Identity>, providers: Providers) -> impl IntoView {
    let facts = match &identity {
        Some(identity) if identity.email.is_empty() => texts::CONNECTED.to_owned(),
        Some(identity) => texts::connected_as(&identity.email),
        None => texts::NOT_CONNECTED.to_owned(),
    };
    let name = provider.name.clone();
    let label = format!("{} {name}", if identity.is_some() { texts::DISCONNECT } else { texts::CONNECT });
    let action = if identity.is_some() {
        view! {
            <Button attr:aria-label=label on:click=move |_| providers.leaving.set(Some(provider.clone()))>{texts::DISCONNECT}</Button>
        }
        .into_any()
    } else {
        view! {
            <Button attr:aria-label=label on:click=move |_| providers.connect(provider.id.clone())>{texts::CONNECT}</Button>
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
                    providers.toaster.say(texts::is_disconnected(&provider.name));
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
        <Confirm open title=texts::DISCONNECT_THIS_WAY_TO_SIGN_IN sure=texts::DISCONNECT busy trouble on_sure>
            <p>
                {texts::DISCONNECT_BEFORE} <strong>{which}</strong>
                {texts::DISCONNECT_AFTER}
            </p>
        </Confirm>
    }
}

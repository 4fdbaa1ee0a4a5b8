//! API tokens: made, shown once, listed, revoked.

use debrief_shared::api::{CreateToken, CreatedToken, TokenInfo, TokenScope};
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};

use super::{Section, Waiting};
use crate::api;
use crate::bindings;
use crate::session::Session;
use crate::texts::account as texts;
use crate::ui::{
    Button, ButtonKind, Confirm, Field, Icon, IconName, LoadTrouble, Loaded, RelativeTime, Toaster, use_minute,
};

/// Longest name of a token, in characters; as the server has it.
const MAX_NAME_CHARS: usize = 80;

/// What the section knows, and what can be done in it.
#[derive(Clone, Copy)]
struct Tokens {
    list: RwSignal<Loaded<Vec<TokenInfo>>>,
    /// The one just made, with its secret, until it is put away.
    fresh: RwSignal<Option<CreatedToken>>,
    /// The one that is about to be revoked.
    revoking: RwSignal<Option<TokenInfo>>,
    session: Session,
    toaster: Toaster,
}

impl Tokens {
    fn load(self) {
        spawn_local(async move {
            let answer = api::tokens().await;
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
pub(super) fn TokensSection() -> impl IntoView {
    let tokens = Tokens {
        list: RwSignal::new(Loaded::Waiting),
        fresh: RwSignal::new(None),
        revoking: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    tokens.load();
    let now = use_minute();
    view! {
        <Section
            id="tokens"
            title=texts::API_TOKENS
            about=texts::ABOUT_TOKENS
        >
            <NewToken tokens />
            {move || tokens.fresh.get().map(|fresh| view! { <Fresh fresh tokens /> })}
            {move || match tokens.list.get() {
                Loaded::Waiting => view! { <Waiting lines=1 /> }.into_any(),
                Loaded::Failed(words) => {
                    view! { <LoadTrouble words retry=Callback::new(move |()| tokens.load()) /> }.into_any()
                }
                Loaded::Ready(list) if list.is_empty() => {
                    view! { <p class="account-none">{texts::NO_TOKENS}</p> }.into_any()
                }
                Loaded::Ready(list) => {
                    let rows = list
                        .into_iter()
                        .map(|token| view! { <Row token now revoking=tokens.revoking /> })
                        .collect_view();
                    view! { <ul class="account-list">{rows}</ul> }.into_any()
                }
            }}
            <Revoke tokens />
        </Section>
    }
}

#[component]
fn NewToken(tokens: Tokens) -> impl IntoView {
    let name = RwSignal::new(String::new());
    // Little by little: what most scripts do is no business of admins.
    let scope = RwSignal::new(TokenScope::Write);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return error.set(Some(texts::NAME_MISSING.to_owned()));
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            match api::create_token(&CreateToken { name: wanted, scope: scope.get_untracked() }).await {
                Ok(created) => {
                    name.set(String::new());
                    tokens.list.update(|list| {
                        if let Loaded::Ready(list) = list {
                            list.push(created.info.clone());
                        }
                    });
                    tokens.fresh.set(Some(created));
                }
                Err(trouble) => {
                    tokens.session.heed(&trouble);
                    error.set(Some(trouble.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let choose = move |event: ev::Event| {
        if let Some(chosen) = TokenScope::named(&event_target_value(&event)) {
            scope.set(chosen);
        }
    };
    let options = TokenScope::ALL
        .map(|one| {
            let chosen = one == scope.get_untracked();
            view! { <option value=one.name() selected=chosen>{texts::may(one)}</option> }
        })
        .into_iter()
        .collect_view();
    view! {
        <form class="account-add account-add-token" method="post" novalidate on:submit=submit>
            <Field label=texts::WHAT_IS_IT_FOR value=name placeholder=texts::EXAMPLE_TOKEN error max_chars=MAX_NAME_CHARS />
            <label class="field">
                <span class="field-label">{texts::WHAT_MAY_IT_DO}</span>
                <span class="select">
                    <select data-testid="token-scope" on:change=choose>{options}</select>
                    <Icon name=IconName::ChevronDown />
                </span>
            </label>
            <Button submit=true busy icon=IconName::Plus>{texts::MAKE_A_TOKEN}</Button>
        </form>
    }
}

/// The secret, once.
#[component]
fn Fresh(fresh: CreatedToken, tokens: Tokens) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let secret = StoredValue::new(fresh.token);
    let shown = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = shown.get() {
            request_animation_frame(move || {
                let _ = input.focus();
                input.select();
            });
        }
    });
    let copy = move |_| {
        spawn_local(async move {
            let done = bindings::copy_text(&secret.get_value()).await.is_ok();
            let _ = copied.try_set(Some(done));
        });
    };
    let copy_words = move || if copied.get() == Some(true) { texts::COPIED } else { texts::COPY };
    let put_away = move |_| tokens.fresh.set(None);
    view! {
        <div class="fresh-token" role="group" aria-labelledby="fresh-token-title">
            <p id="fresh-token-title"><strong>{texts::TOKEN_BEFORE}{fresh.info.name}{texts::TOKEN_AFTER}</strong></p>
            <p id="fresh-token-note">
                {texts::COPY_IT_NOW}
            </p>
            <div class="fresh-token-secret">
                <input
                    node_ref=shown
                    class="input"
                    readonly
                    spellcheck="false"
                    autocomplete="off"
                    aria-label=texts::TOKEN
                    aria-describedby="fresh-token-note"
                    data-testid="fresh-token"
                    value=secret.get_value()
                    on:focus=move |_| {
                        if let Some(input) = shown.get_untracked() {
                            input.select();
                        }
                    }
                />
                <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy>{copy_words}</Button>
                <Button on:click=put_away>{texts::DONE}</Button>
            </div>
            <p class="field-note" role="status">
                {move || match copied.get() {
                    Some(true) => texts::IT_IS_ON_THE_CLIPBOARD,
                    Some(false) => texts::COPY_BY_HAND,
                    None => "",
                }}
            </p>
        </div>
    }
}

#[component]
fn Row(token: TokenInfo, now: Signal<i64>, revoking: RwSignal<Option<TokenInfo>>) -> impl IntoView {
    let label = texts::revoke(&token.name);
    let used = match token.last_used_at.clone() {
        Some(at) => view! { <span>{texts::LAST_USED_BEFORE} <RelativeTime at now /></span> }.into_any(),
        None => view! { <span>{texts::NEVER_USED}</span> }.into_any(),
    };
    view! {
        <li class="account-row">
            <span class="account-icon"><Icon name=IconName::Code /></span>
            <div class="account-row-main">
                <p class="account-row-title">{token.name.clone()}</p>
                <p class="account-row-facts">
                    <span>{texts::MADE_BEFORE} <RelativeTime at=token.created_at.clone() now /></span>
                    {used}
                    <span>{texts::may_in_a_list(token.scope)}</span>
                </p>
            </div>
            <Button attr:aria-label=label on:click=move |_| revoking.set(Some(token.clone()))>{texts::REVOKE}</Button>
        </li>
    }
}

/// Asks before a token is revoked.
#[component]
fn Revoke(tokens: Tokens) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        if tokens.revoking.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            tokens.revoking.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(token) = tokens.revoking.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match api::revoke_token(token.id).await {
                // One that is gone already is what was wanted.
                Err(error) if error.status() != Some(404) => {
                    tokens.session.heed(&error);
                    trouble.set(Some(error.words()));
                }
                _ => {
                    open.set(false);
                    tokens.list.update(|list| {
                        if let Loaded::Ready(list) = list {
                            list.retain(|known| known.id != token.id);
                        }
                    });
                    tokens.fresh.update(|fresh| {
                        if fresh.as_ref().is_some_and(|fresh| fresh.info.id == token.id) {
                            *fresh = None;
                        }
                    });
                    tokens.toaster.say(texts::is_revoked(&token.name));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let which = move || tokens.revoking.with(|token| token.as_ref().map(|token| token.name.clone()));
    view! {
        <Confirm open title=texts::REVOKE_THIS_TOKEN sure=texts::REVOKE busy trouble on_sure>
            <p>
                {texts::REVOKE_BEFORE} <strong>{move || which().map(|name| texts::quoted(&name))}</strong>
                {texts::REVOKE_AFTER}
            </p>
        </Confirm>
    }
}

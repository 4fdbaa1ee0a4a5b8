//! API tokens: made, shown once, listed, revoked.

use debrief_shared::api::{CreateToken, CreatedToken, TokenInfo};
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};

use super::{Section, Waiting};
use crate::api;
use crate::bindings;
use crate::session::Session;
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
            title="API tokens"
            about="For programs that work in your name, by the REST interface or a live connection."
        >
            <NewToken tokens />
            {move || tokens.fresh.get().map(|fresh| view! { <Fresh fresh tokens /> })}
            {move || match tokens.list.get() {
                Loaded::Waiting => view! { <Waiting lines=1 /> }.into_any(),
                Loaded::Failed(words) => {
                    view! { <LoadTrouble words retry=Callback::new(move |()| tokens.load()) /> }.into_any()
                }
                Loaded::Ready(list) if list.is_empty() => {
                    view! { <p class="account-none">"No tokens. A bot or a script needs one; a browser doesn't."</p> }.into_any()
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
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return error.set(Some("Name it, so that you know later which one to revoke.".to_owned()));
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            match api::create_token(&CreateToken { name: wanted }).await {
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
    view! {
        <form class="account-add" method="post" novalidate on:submit=submit>
            <Field label="What is it for?" value=name placeholder="Incident bot" error max_chars=MAX_NAME_CHARS />
            <Button submit=true busy icon=IconName::Plus>"Make a token"</Button>
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
    let copy_words = move || if copied.get() == Some(true) { "Copied" } else { "Copy" };
    let put_away = move |_| tokens.fresh.set(None);
    view! {
        <div class="fresh-token" role="group" aria-labelledby="fresh-token-title">
            <p id="fresh-token-title"><strong>"The token “"{fresh.info.name}"”"</strong></p>
            <p id="fresh-token-note">
                "Copy it now: it is shown this once, and Debrief keeps only its fingerprint. Whoever has it can do here what you can do, so keep it as you would a password."
            </p>
            <div class="fresh-token-secret">
                <input
                    node_ref=shown
                    class="input"
                    readonly
                    spellcheck="false"
                    autocomplete="off"
                    aria-label="Token"
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
                <Button on:click=put_away>"Done"</Button>
            </div>
            <p class="field-note" role="status">
                {move || match copied.get() {
                    Some(true) => "It is on the clipboard.",
                    Some(false) => "This browser doesn't allow copying here. Select the token and copy it by hand.",
                    None => "",
                }}
            </p>
        </div>
    }
}

#[component]
fn Row(token: TokenInfo, now: Signal<i64>, revoking: RwSignal<Option<TokenInfo>>) -> impl IntoView {
    let label = format!("Revoke {}", token.name);
    let used = match token.last_used_at.clone() {
        Some(at) => view! { <span>"Last used " <RelativeTime at now /></span> }.into_any(),
        None => view! { <span>"Never used"</span> }.into_any(),
    };
    view! {
        <li class="account-row">
            <span class="account-icon"><Icon name=IconName::Code /></span>
            <div class="account-row-main">
                <p class="account-row-title">{token.name.clone()}</p>
                <p class="account-row-facts">
                    <span>"Made " <RelativeTime at=token.created_at.clone() now /></span>
                    {used}
                </p>
            </div>
            <Button attr:aria-label=label on:click=move |_| revoking.set(Some(token.clone()))>"Revoke"</Button>
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
                    tokens.toaster.say(format!("“{}” is revoked.", token.name));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let which = move || tokens.revoking.with(|token| token.as_ref().map(|token| token.name.clone()));
    view! {
        <Confirm open title="Revoke this token?" sure="Revoke" busy trouble on_sure>
            <p>
                "Whatever uses " <strong>{move || which().map(|name| format!("“{name}”"))}</strong>
                " stops working at once. This can't be undone; you can make a new one."
            </p>
        </Confirm>
    }
}

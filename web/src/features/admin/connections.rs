//! Live connections: adding and trying them, secrets, and deliveries that were given up.

mod draft;
mod drafts;
mod form;
mod row;

use debrief_shared::api::{ChangeConnection, ConnectionList, FailedDelivery, WebhookEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::api::{self, ApiError};
use crate::bindings;
use crate::session::Session;
use crate::texts::connections as texts;
use crate::ui::{
    Button, ButtonKind, EmptyState, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind, RelativeTime, Toaster,
    use_minute, use_title,
};
use form::ConnectionForm;
use row::Row;

/// What the page knows, and what can be done on it.
#[derive(Clone, Copy)]
struct Page {
    list: RwSignal<Loaded<ConnectionList>>,
    /// The connection whose form is open: it stays so when the list is asked for again.
    editing: RwSignal<Option<Uuid>>,
    /// A name and a secret, shown once.
    secret: RwSignal<Option<(String, String)>>,
    session: Session,
    toaster: Toaster,
}

impl Page {
    fn load(self) {
        spawn_local(async move {
            let answer = api::connections().await;
            if let Err(error) = &answer {
                self.session.heed(error);
            }
            let _ = self.list.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    }

    /// Something of the list; nothing while it is not there.
    fn ready<T>(self, part: impl Fn(&ConnectionList) -> Vec<T>) -> Vec<T> {
        self.list.with(|list| if let Loaded::Ready(list) = list { part(list) } else { Vec::new() })
    }

    /// Says what was done, and takes it back by `undo` when that is wanted.
    fn change(self, id: Uuid, undo: ChangeConnection, said: String) {
        self.toaster.undoable(said, move || {
            let undo = undo.clone();
            spawn_local(async move {
                if let Err(error) = api::change_connection(id, &undo).await {
                    self.trouble(&error);
                }
                self.load();
            });
        });
    }

    /// Says what went wrong.
    fn trouble(self, error: &ApiError) {
        self.session.heed(error);
        self.toaster.say(error.words());
    }
}

/// The page at `/admin/connections`.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    use_title(texts::CONNECTIONS.to_owned());
    let page = Page {
        list: RwSignal::new(Loaded::Waiting),
        editing: RwSignal::new(None),
        secret: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    page.load();
    let adding = RwSignal::new(false);
    // Made anew only when it becomes another one, so that what is being typed stays.
    let stage = Memo::new(move |_| {
        page.list.with(|list| match list {
            Loaded::Waiting => Loaded::Waiting,
            Loaded::Failed(words) => Loaded::Failed(words.clone()),
            Loaded::Ready(_) => Loaded::Ready(()),
        })
    });
    view! {
        <div class="admin-head">
            <h1>{texts::CONNECTIONS}</h1>
            <Show when=move || !adding.get()>
                <Button kind=ButtonKind::Primary icon=IconName::Plus on:click=move |_| adding.set(true) attr:data-testid="connection-new">{texts::NEW}</Button>
            </Show>
        </div>
        <p class="review-quiet">{texts::ABOUT}</p>
        <Show when=move || adding.get()><ConnectionForm page before=None close=Callback::new(move |()| adding.set(false)) /></Show>
        <Secret page />
        {move || match stage.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| page.load()) /> }.into_any(),
            Loaded::Ready(()) => view! { <Listed page adding /> }.into_any(),
        }}
    }
}

#[component]
fn Listed(page: Page, adding: RwSignal<bool>) -> impl IntoView {
    let connections = Memo::new(move |_| page.ready(|list| list.connections.clone()));
    let failed = move || page.ready(|list| list.failed.clone());
    let is_off = move || page.list.with(|list| matches!(list, Loaded::Ready(list) if !list.on));
    let is_empty = move || connections.with(Vec::is_empty);
    view! {
        <Show when=is_off><Notice kind=NoticeKind::Trouble>{texts::OFF}</Notice></Show>
        <Show when=move || is_empty() && !adding.get()>
            <EmptyState icon=IconName::Link title=texts::NONE_YET><p>{texts::NONE_YET_HINT}</p></EmptyState>
        </Show>
        <Show when=move || !is_empty()>
            <ul class="account-list" data-testid="connections">
                // A row that reads the same stays as it is.
                <For each=move || connections.get() key=|connection| format!("{connection:?}") let:connection>
                    <Row connection page />
                </For>
            </ul>
        </Show>
        <Show when=move || !failed().is_empty()>
            <section class="admin-section" aria-labelledby="failed-deliveries">
                <h2 id="failed-deliveries">{texts::FAILED}</h2>
                <ul class="account-list" data-testid="failed-deliveries">
                    <For each=failed key=|delivery| (delivery.id, delivery.tries) let:delivery>
                        <Failed delivery page />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Failed(delivery: FailedDelivery, page: Page) -> impl IntoView {
    let FailedDelivery { id, connection, event, postmortem, happened_at, tries, answer } = delivery;
    let to = page.list.with_untracked(|list| match list {
        Loaded::Ready(list) => list.connections.iter().find(|one| one.id == connection).map(|one| one.name.clone()),
        _ => None,
    });
    let event = WebhookEvent::parse(&event).map_or(event, |event| texts::event(event).to_owned());
    let resend = move |_| {
        spawn_local(async move {
            match api::resend_delivery(id).await {
                Ok(()) => page.toaster.say(texts::RESENT),
                Err(error) => page.trouble(&error),
            }
            page.load();
        });
    };
    view! {
        <li class="account-row connection-row">
            <span class="account-icon"><Icon name=IconName::Warning /></span>
            <div class="account-row-main">
                <p class="account-row-title">
                    <a href=format!("/p/{postmortem}")>{event}</a>
                    {to.map(|name| view! { <span class="pill">{name}</span> })}
                </p>
                <p class="connection-answer">{answer}</p>
                <p class="account-row-facts"><span>{texts::tries(tries)}</span> <RelativeTime at=happened_at now=use_minute() /></p>
            </div>
            <div class="connection-actions">
                <Button on:click=resend attr:data-testid="delivery-resend">{texts::RESEND}</Button>
            </div>
        </li>
    }
}

/// A secret that is shown once.
#[component]
fn Secret(page: Page) -> impl IntoView {
    let copied = RwSignal::new(false);
    move || {
        page.secret.get().map(|(name, secret)| {
            copied.set(false);
            let title = texts::secret_of(&name);
            let label = title.clone();
            let shown = secret.clone();
            let copy = move |_| {
                let secret = secret.clone();
                spawn_local(async move {
                    let _ = copied.try_set(bindings::copy_text(&secret).await.is_ok());
                });
            };
            view! {
                <div class="fresh-token" role="group" aria-label=title.clone()>
                    <p><strong>{title.clone()}</strong></p>
                    <p>{texts::SHOWN_ONCE}</p>
                    <div class="fresh-token-secret">
                        <input class="input" readonly spellcheck="false" autocomplete="off" aria-label=label data-testid="connection-secret" value=shown />
                        <Button kind=ButtonKind::Primary icon=IconName::Copy on:click=copy>
                            {move || if copied.get() { texts::COPIED } else { texts::COPY }}
                        </Button>
                        <Button on:click=move |_| page.secret.set(None)>{texts::DONE}</Button>
                    </div>
                </div>
            }
        })
    }
}

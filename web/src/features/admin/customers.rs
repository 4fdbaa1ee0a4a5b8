//! Names of customers, which the lens points at while somebody writes.

use debrief_shared::api::{Customers, MAX_CUSTOMER_CHARS, MAX_CUSTOMERS, MIN_CUSTOMER_CHARS};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use crate::api;
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{Button, ButtonKind, Field, LoadTrouble, Loaded, Notice, NoticeKind, Toaster, use_title};

/// The page at `/admin/customers`.
#[component]
pub fn CustomersPage() -> impl IntoView {
    use_title(texts::CUSTOMERS.to_owned());
    let session = expect_context::<Session>();
    let customers = RwSignal::new(Loaded::Waiting);
    let load = move || {
        spawn_local(async move {
            let answer = api::customers().await;
            if let Err(error) = &answer {
                session.heed(error);
            }
            let _ = customers.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    };
    load();
    view! {
        <h1>{texts::CUSTOMERS}</h1>
        <p class="review-quiet">{texts::ABOUT_CUSTOMERS}</p>
        {move || match customers.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
            Loaded::Ready(customers) => view! { <CustomersForm customers /> }.into_any(),
        }}
    }
}

#[component]
fn CustomersForm(customers: Customers) -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let names = RwSignal::new(customers.names.join("\n"));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let hint = texts::customers_hint(MAX_CUSTOMERS, MIN_CUSTOMER_CHARS, MAX_CUSTOMER_CHARS);
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let wanted = Customers { names: names.get_untracked().lines().map(str::to_owned).collect() };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::change_customers(&wanted).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(kept) => {
                    let _ = names.try_set(kept.names.join("\n"));
                    toaster.say(texts::CUSTOMERS_SAVED);
                }
                Err(error) => {
                    session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    view! {
        <form class="policy" on:submit=save data-testid="customers">
            <Field label=texts::CUSTOMERS_ONE_A_LINE value=names multiline=true hint=Signal::stored(Some(hint)) />
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <div class="account-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:data-testid="customers-save">{texts::SAVE}</Button>
            </div>
        </form>
    }
}

//! Several people's accounts of one entry, side by side: each its own text, none above the others.

use debrief_shared::document::{EntryView, TextPath};
use leptos::prelude::*;

use super::{super::fields::CommittedInput, Timeline};
use crate::texts::timeline as texts;
use crate::{
    text_surface::{SurfaceMode, TextSurface},
    ui::{Icon, IconName},
};

/// The accounts of the entry `id`, while there are any.
#[component]
pub(super) fn Accounts(
    /// Which entry.
    id: StoredValue<String>,
    /// It, as it is now.
    entry: Memo<Option<EntryView>>,
    /// The timeline.
    timeline: Timeline,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        let of = |entry: &EntryView| entry.live_accounts().map(|account| account.id.clone()).collect::<Vec<_>>();
        entry.with(|entry| entry.as_ref().map(of).unwrap_or_default())
    });
    view! {
        <Show when=move || ids.with(|ids| !ids.is_empty())>
            <ul class="accounts" aria-label=texts::ACCOUNTS data-testid="accounts">
                <For each=move || ids.get() key=String::clone let(account)>
                    <Account id account entry timeline />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Account(
    id: StoredValue<String>,
    account: String,
    entry: Memo<Option<EntryView>>,
    timeline: Timeline,
) -> impl IntoView {
    let live = timeline.live;
    let path = TextPath::Account { entry: id.get_value(), account: account.clone() };
    let account = StoredValue::new(account);
    let author = Signal::derive(move || {
        entry
            .with(|entry| {
                let held = entry.as_ref()?.accounts.iter().find(|held| account.with_value(|id| held.id == *id))?;
                Some(held.author.clone())
            })
            .unwrap_or_default()
    });
    let rename = Callback::new(move |name: String| {
        // An account that is gone belongs to nobody.
        let _ = live
            .edit(|postmortem, txn| postmortem.set_account_author(txn, &id.get_value(), &account.get_value(), &name));
    });
    let remove = move |_| {
        let (entry, account) = (id.get_value(), account.get_value());
        let (at, by) = (live.now().to_string(), live.me().name);
        let done = live.edit(|postmortem, txn| postmortem.remove_account(txn, &entry, &account, &at, &by));
        if matches!(done, Some(Ok(()))) {
            timeline.toaster.undoable(texts::ACCOUNT_REMOVED, move || {
                let _ = live.edit(|postmortem, txn| postmortem.bring_account_back(txn, &entry, &account));
            });
        }
    };
    view! {
        <li class="account" data-testid="account">
            <div class="account-head">
                <CommittedInput value=author on_commit=rename label=texts::WHOSE_ACCOUNT placeholder=texts::ASK_WHOSE_ACCOUNT testid="account-author" enabled=live.can_write() />
                <Show when=move || live.can_write().get()>
                    <button type="button" class="chip-remove" aria-label=move || texts::remove_the_account_of(author.get()) on:click=remove>
                        <Icon name=IconName::Close />
                    </button>
                </Show>
            </div>
            <TextSurface path mode=SurfaceMode::Line label=texts::ACCOUNT placeholder=texts::WHAT_DID_IT_LOOK_LIKE_FROM />
        </li>
    }
}

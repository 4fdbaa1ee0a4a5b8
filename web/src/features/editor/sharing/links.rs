//! Share links: for people without an account, for a time.

use debrief_shared::api::LinkInfo;
use jiff::Timestamp;
use leptos::prelude::*;

use super::{Done, Sharing, focus, new_link::NewLink, roles::can};
use crate::texts::sharing as texts;
use crate::{
    api,
    features::editor::clock::Clocks,
    ui::{Button, ButtonKind, Icon, IconName},
    zone::exact_words,
};

/// Taken back with the first key.
const KEEP: &str = "[data-testid=share-keep-link]";

/// The part of the dialog.
#[component]
pub(super) fn Links(sharing: Sharing) -> impl IntoView {
    let links = Memo::new(move |_| sharing.read(|access| access.links.clone()));
    let clocks = Clocks::of(sharing.live);
    view! {
        <section class="share-part" aria-labelledby="share-links">
            <h3 id="share-links">{texts::SHARE_LINKS}</h3>
            <p class="share-quiet">{texts::WHAT_A_LINK_DOES}</p>
            <ul class="share-list">
                <For each=move || links.get() key=|link| (link.id, link.visitors) let(link)>
                    <LinkLine sharing link clocks />
                </For>
            </ul>
            <NewLink sharing clocks />
        </section>
    }
}

#[component]
fn LinkLine(sharing: Sharing, link: LinkInfo, clocks: Clocks) -> impl IntoView {
    let sure = RwSignal::new(false);
    let id = link.id;
    let title = can(link.role);
    let expires_at = link.expires_at.clone();
    let about = about(&link);
    let end = move |_| {
        // This line is about to go.
        focus::now(focus::NEW_LINK);
        let postmortem = sharing.live.id();
        let words = texts::LINK_ENDED.to_owned();
        sharing.change(async move { api::revoke_link(postmortem, id).await }, Some(Done { words, undo: None }));
    };
    let ask = move |_| {
        sure.set(true);
        focus::soon(KEEP);
    };
    let keep = move |_| {
        sure.set(false);
        focus::soon(focus::NEW_LINK);
    };
    view! {
        <li class="share-line share-link" data-testid="share-link">
            <span class="who-team"><Icon name=IconName::Link /></span>
            <span class="who-name">
                {title}
                <span class="who-note">{move || texts::ends(time_words(&expires_at, clocks), &about)}</span>
            </span>
            {move || {
                if sure.get() {
                    view! {
                        <span class="share-sure">
                            <Button kind=ButtonKind::Danger on:click=end>{texts::END_IT_FOR_EVERYBODY}</Button>
                            <Button kind=ButtonKind::Quiet attr:data-testid="share-keep-link" on:click=keep>{texts::KEEP_IT}</Button>
                        </span>
                    }
                    .into_any()
                } else {
                    view! {
                        <button type="button" class="text-button" on:click=ask>{texts::END_THIS_LINK}</button>
                    }
                    .into_any()
                }
            }}
        </li>
    }
}

/// `Sat 28 Nov 2026, 14:05 UTC+01:00`, on the clock that times are shown by.
pub(super) fn time_words(at: &str, clocks: Clocks) -> String {
    at.parse::<Timestamp>().map(|instant| exact_words(clocks.shown().at(instant))).unwrap_or_default()
}

fn about(link: &LinkInfo) -> String {
    let visitors = texts::have_come(link.visitors);
    let by = link.created_by.as_ref().map(|maker| texts::made_by(maker.named())).unwrap_or_default();
    let password = if link.has_password { texts::ASKS_FOR_A_PASSWORD } else { "" };
    format!("{by}{password}{visitors}")
}

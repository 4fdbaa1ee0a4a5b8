//! The library without a connection: what this device keeps, and the word that this is all there is to see now.

use leptos::prelude::*;

use crate::live::Known;
use crate::texts::library as texts;
use crate::ui::{Button, Icon, IconName, Notice, NoticeKind};

/// The postmortems on this device whose title holds the words that are searched for.
#[component]
pub(super) fn OnThisDevice(known: Vec<Known>, query: Signal<String>, retry: Callback<()>) -> impl IntoView {
    let none = known.is_empty();
    let fitting = Memo::new(move |_| {
        let wanted = query.get().trim().to_lowercase();
        known.iter().filter(|known| known.title.to_lowercase().contains(&wanted)).cloned().collect::<Vec<_>>()
    });
    let words = if none { texts::OFFLINE_WITH_NOTHING_KEPT } else { texts::OFFLINE_WITH_THESE };
    view! {
        <div data-testid="offline-library">
            <Notice kind=NoticeKind::Info>
                <p>{words}</p>
                <Button on:click=move |_| retry.run(())>{texts::TRY_AGAIN}</Button>
            </Notice>
            <ul class="library" hidden=none>
                <For each=move || fitting.get() key=|known| known.id let(known)>
                    <Row known />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Row(known: Known) -> impl IntoView {
    let untitled = known.title.trim().is_empty();
    let title = if untitled { texts::UNTITLED.to_owned() } else { known.title.trim().to_owned() };
    let unsent = texts::unsent(known.unsent);
    view! {
        <li class="row">
            <div class="row-main">
                <a class="row-link" class:is-untitled=untitled href=format!("/p/{}", known.id)>{title}</a>
                <p class="row-facts"><Icon name=IconName::Screen /><span>{unsent}</span></p>
            </div>
        </li>
    }
}

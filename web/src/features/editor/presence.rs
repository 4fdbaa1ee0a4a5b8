//! Who is here: avatars that lead to where each person is.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use uuid::Uuid;

use super::follow::Following;
use crate::texts::presence as texts;
use crate::{
    live::{Live, Peer},
    ui::Avatar,
};

/// Avatars before the rest becomes a number.
const MOST_AVATARS: usize = 5;

/// Avatars of everybody else, one a person.
#[component]
pub(super) fn Presence() -> impl IntoView {
    let live = expect_context::<Live>();
    let people = Memo::new(move |_| one_a_person(&live.peers().get()));
    let shown = move || people.get().into_iter().take(MOST_AVATARS).collect::<Vec<_>>();
    let rest = move || people.with(|people| people.len().saturating_sub(MOST_AVATARS));
    view! {
        <div class="presence" role="group" aria-label=texts::ALSO_HERE data-testid="presence">
            <For each=shown key=|peer| (peer.client, (peer.person.named(), peer.person.color), peer.active, peer.typing, peer.place.clone(), peer.text.clone()) let(peer)>
                <PeerButton peer />
            </For>
            {move || (rest() > 0).then(|| view! { <span class="presence-rest">{format!("+{}", rest())}</span> })}
        </div>
    }
}

#[component]
fn PeerButton(peer: Peer) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = peer.place.as_deref().and_then(|section| heading(live, section));
    let following = expect_context::<Following>();
    let label = match &place {
        Some(heading) if peer.typing => texts::is_typing_in(peer.person.named(), heading),
        Some(heading) => texts::is_in(peer.person.named(), heading),
        None if peer.typing => texts::is_typing(peer.person.named()),
        None => texts::is_here(peer.person.named()),
    };
    let (name, color, active, typing) = (peer.person.name.clone(), peer.person.color, peer.active, peer.typing);
    let person = peer.person.id;
    let followed = Memo::new(move |_| following.whom().is_some_and(|whom| whom == person));
    view! {
        <button
            type="button"
            class="presence-peer"
            class:is-away=!active
            class:is-typing=typing
            class:is-followed=followed
            aria-label=label.clone()
            data-tip=label
            on:click=move |_| {
                live.follow(&peer);
                following.begin(peer.person.clone());
            }
        >
            <Avatar name color small=true />
        </button>
    }
}

/// The page on which each person was last active.
pub(super) fn one_a_person(peers: &Arc<Vec<Peer>>) -> Vec<Peer> {
    let mut people: BTreeMap<Uuid, &Peer> = BTreeMap::new();
    for peer in peers.iter() {
        let best = people.entry(peer.person.id).or_insert(peer);
        if (peer.active, peer.text.is_some()) > (best.active, best.text.is_some()) {
            *best = peer;
        }
    }
    people.into_values().cloned().collect()
}

fn heading(live: Live, section: &str) -> Option<String> {
    live.outline().with_untracked(|view| {
        let section = view.live_sections().find(|known| known.id == section)?;
        (!section.heading.is_empty()).then(|| section.heading.clone())
    })
}

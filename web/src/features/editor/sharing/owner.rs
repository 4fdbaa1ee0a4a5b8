//! The owner, and handing over to another one.

use leptos::prelude::*;

use super::{
    Done, Sharing, focus,
    picker::{Choice, Picker, Who},
};
use crate::texts::sharing as texts;
use crate::{
    api,
    ui::{Button, ButtonKind},
};

const HAND: &str = ".share-hand";
const HAND_OVER: &str = "[data-testid=share-hand-over]";

/// The first line of the list.
#[component]
pub(super) fn OwnerRow(sharing: Sharing) -> impl IntoView {
    let owner = Memo::new(move |_| sharing.read(|access| access.owner.clone()));
    let shares = Memo::new(move |_| sharing.may_share());
    let handing = RwSignal::new(false);
    view! {
        <li class="share-line" data-testid="share-owner">
            {move || match owner.get() {
                Some(owner) => {
                    let you = if owner.id == sharing.live.me().id { texts::YOU } else { "" };
                    let Choice { name, kind, .. } = Choice::from(&owner);
                    view! { <Who name kind note=you /> }.into_any()
                }
                None => view! { <span class="avatar avatar-nobody"></span><span class="who-name">{texts::NOBODY}</span> }.into_any(),
            }}
            <span class="share-fixed">{texts::OWNER}</span>
            <Show when=move || shares.get() && !handing.get()>
                <button type="button" class="text-button share-hand" on:click=move |_| handing.set(true)>{texts::HAND_OVER}</button>
            </Show>
        </li>
        <Show when=move || shares.get() && handing.get()>
            <li class="share-handing">
                <HandOver sharing handing />
            </li>
        </Show>
    }
}

#[component]
fn HandOver(sharing: Sharing, handing: RwSignal<bool>) -> impl IntoView {
    let chosen = RwSignal::new(None::<Choice>);
    let choices = Memo::new(move |_| {
        let owner = sharing.read(|access| access.owner.as_ref().map(|owner| owner.id));
        let others = sharing.people.get().into_iter().filter(|person| Some(person.id) != owner);
        // Guests own nothing.
        others.filter(|person| !person.guest).map(|person| Choice::from(&person)).collect::<Vec<_>>()
    });
    let mine = sharing.read(|access| access.owner.as_ref().is_some_and(|owner| owner.id == sharing.live.me().id));
    let hand_over = move |choice: Choice| {
        let (postmortem, person) = (sharing.live.id(), choice.id);
        let words = texts::owns_this_postmortem_now(&choice.name);
        // What is shown to owners is about to go.
        focus::now(focus::FOOT);
        sharing.change(async move { api::hand_over(postmortem, person).await }, Some(Done { words, undo: None }));
        handing.set(false);
    };
    let pick = move |choice| {
        chosen.set(Some(choice));
        focus::soon(HAND_OVER);
    };
    let cancel = move |_| {
        handing.set(false);
        focus::soon(HAND);
    };
    view! {
        <p>
            {if mine { texts::HAND_YOURS_OVER } else { texts::HAND_THEIRS_OVER }}
        </p>
        {move || match chosen.get() {
            None => {
                view! {
                    <Picker choices on_pick=Callback::new(pick) label=texts::NEW_OWNER testid="share-new-owner" autofocus=true />
                    <div class="share-actions">
                        <Button kind=ButtonKind::Quiet on:click=cancel>{texts::CANCEL}</Button>
                    </div>
                }
                .into_any()
            }
            Some(choice) => {
                let words = texts::hand_over_to(&choice.name);
                view! {
                    <div class="share-actions">
                        <Button kind=ButtonKind::Primary attr:data-testid="share-hand-over" on:click=move |_| hand_over(choice.clone())>{words}</Button>
                        <Button kind=ButtonKind::Quiet on:click=cancel>{texts::CANCEL}</Button>
                    </div>
                }
                .into_any()
            }
        }}
    }
}

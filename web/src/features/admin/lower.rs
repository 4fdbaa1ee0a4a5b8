//! Asks who owns the postmortems of somebody who becomes a guest: guests own nothing.

use debrief_shared::api::InstanceRole;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::people::People;
use super::suspend::{CHOOSE, Heir};
use crate::api;
use crate::texts::admin as texts;
use crate::ui::Confirm;

#[component]
pub(super) fn LowerDialog(people: People) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let heir = RwSignal::new(None::<Uuid>);
    Effect::new(move |_| {
        if people.lowering.with(Option::is_some) {
            heir.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            people.lowering.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(person) = people.lowering.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        if heir.get_untracked().is_none() {
            return trouble.set(Some(CHOOSE.to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            match api::set_instance_role(person.person.id, InstanceRole::Guest, heir.get_untracked()).await {
                Ok(()) => {
                    open.set(false);
                    people.toaster.say(texts::now_guest(&person.person.name));
                    people.load();
                }
                Err(error) => {
                    people.session.heed(&error);
                    trouble.set(Some(error.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let lowering = people.lowering;
    view! {
        <Confirm open title=texts::ASK_TO_LOWER sure=texts::MAKE_THEM_A_GUEST busy trouble on_sure>
            {move || {
                lowering
                    .get()
                    .map(|person| {
                        let name = person.person.name.clone();
                        view! {
                            <p>
                                <strong>{name}</strong>
                                {texts::LOWERED_AFTER}
                            </p>
                            <Heir person people heir />
                        }
                    })
            }}
        </Confirm>
    }
}

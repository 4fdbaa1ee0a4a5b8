//! Who may publish outside, and whether there is a feed.

use debrief_shared::api::{OutsidePolicy, OutsideWho};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use crate::api;
use crate::session::Session;
use crate::texts::outside as texts;
use crate::ui::{Button, ButtonKind, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind, Toaster, unique_id};

/// The choices, in their order.
const WHO: [(OutsideWho, &str, &str); 3] = [
    (OutsideWho::Owners, "owners", texts::OWNERS_AND_ADMINS),
    (OutsideWho::Admins, "admins", texts::ADMINS_ALONE),
    (OutsideWho::Nobody, "nobody", texts::NOBODY),
];

/// A part of the page at `/admin/reviews`.
#[component]
pub fn OutsidePart() -> impl IntoView {
    let session = expect_context::<Session>();
    let policy = RwSignal::new(Loaded::Waiting);
    let load = move || {
        spawn_local(async move {
            let answer = api::outside_policy().await;
            if let Err(error) = &answer {
                session.heed(error);
            }
            let _ = policy.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    };
    load();
    view! {
        <h2>{texts::OUTSIDE}</h2>
        {move || match policy.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
            Loaded::Ready(policy) => view! { <OutsideForm policy /> }.into_any(),
        }}
    }
}

#[component]
fn OutsideForm(policy: OutsidePolicy) -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let (who, feed) = (RwSignal::new(policy.who), RwSignal::new(policy.feed));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let id = unique_id("outside-who");
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let wanted = OutsidePolicy { who: who.get_untracked(), feed: feed.get_untracked() };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::change_outside_policy(&wanted).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => toaster.say(texts::SAVED),
                Err(error) => {
                    session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        who.set(WHO.iter().find(|(_, value, _)| *value == chosen).map(|(who, ..)| *who).unwrap_or_default());
    };
    let options = WHO
        .into_iter()
        .map(|(one, value, words)| view! { <option value=value selected=move || who.get() == one>{words}</option> })
        .collect_view();
    view! {
        <form class="policy" on:submit=save data-testid="outside-policy">
            <div class="field">
                <label class="field-label" for=id.clone()>{texts::WHO_MAY}</label>
                <span class="select">
                    <select id=id data-testid="outside-who" on:change=choose>{options}</select>
                    <Icon name=IconName::ChevronDown />
                </span>
                <p class="field-note">{texts::WHO_HINT}</p>
            </div>
            <label class="share-check">
                <input type="checkbox" data-testid="outside-feed" prop:checked=move || feed.get() on:change=move |event| feed.set(event_target_checked(&event)) />
                <span>{texts::FEED}</span>
            </label>
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <div class="account-actions">
                <Button kind=ButtonKind::Primary submit=true busy attr:data-testid="outside-policy-save">{texts::SAVE}</Button>
            </div>
        </form>
    }
}

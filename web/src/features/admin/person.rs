//! One account in the list of people, with its menu.

use debrief_shared::api::{AdminPerson, InstanceRole};
use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::handed_out::Handed;
use super::people::People;
use super::{ROLES, role_meaning, role_word};
use crate::api;
use crate::texts::admin as texts;
use crate::ui::{Avatar, Icon, IconName, Menu, MenuChoice, MenuItem, MenuRule, RelativeTime};

#[component]
pub(super) fn PersonRow(
    person: AdminPerson,
    people: People,
    now: Signal<i64>,
    #[prop(into)] hidden: Signal<bool>,
) -> impl IntoView {
    let AdminPerson { person: who, email, role, by_link, suspended_at, last_seen_at, owns, providers, .. } =
        person.clone();
    let me = people.session.me().id == who.id;
    let suspended = suspended_at.is_some();
    let owned = (owns > 0).then(|| texts::owns(owns));
    let seen = match last_seen_at {
        // It is known to the hour.
        Some(at) if is_recent(&at, now.get_untracked()) => {
            view! { <span>{texts::HERE_IN_THE_LAST_HOUR}</span> }.into_any()
        }
        Some(at) => view! { <span>{texts::LAST_HERE_BEFORE} <RelativeTime at now /></span> }.into_any(),
        None => view! { <span>{texts::NEVER_HERE}</span> }.into_any(),
    };
    let providers = (!providers.is_empty()).then(|| texts::signs_in_through(providers.join(", ")));
    view! {
        <li class="account-row" class:is-suspended=suspended hidden=move || hidden.get()>
            <Avatar name=who.name.clone() color=who.color />
            <div class="account-row-main">
                <p class="account-row-title">
                    {who.name.clone()} {me.then(|| view! { <span class="pill">{texts::YOU}</span> })}
                    <span class="pill">{role_word(role)}</span>
                    {suspended.then(|| view! { <span class="pill pill-warn">{texts::SUSPENDED}</span> })}
                </p>
                <p class="account-row-facts">
                    {(!email.is_empty()).then(|| view! { <span>{email}</span> })} {seen}
                    {owned.map(|words| view! { <span>{words}</span> })}
                    {providers.map(|words| view! { <span>{words}</span> })}
                </p>
            </div>
            {(!by_link || !suspended).then(|| view! { <PersonMenu person people me /> })}
        </li>
    }
}

/// Whether `at` (RFC 3339) is less than an hour before `now` (Unix milliseconds).
fn is_recent(at: &str, now: i64) -> bool {
    const HOUR_MS: i64 = 3_600_000;
    at.parse::<Timestamp>().is_ok_and(|at| now - at.as_millisecond() < HOUR_MS)
}

#[component]
fn PersonMenu(person: AdminPerson, people: People, me: bool) -> impl IntoView {
    let (id, name) = (person.person.id, person.person.name.clone());
    let suspended = person.suspended_at.is_some();
    let (by_link, role, owns) = (person.by_link, person.role, person.owns);
    let person = StoredValue::new(person);
    let shown = StoredValue::new(name.clone());
    let new_password = Callback::new(move |()| {
        spawn_local(async move {
            match api::reset_link(id).await {
                Ok(link) => {
                    let name = shown.get_value();
                    let title = texts::a_new_password_for(&name);
                    people.handed.set(Some(Handed { title, whom: name, link }));
                    window().scroll_to_with_x_and_y(0.0, 0.0);
                }
                Err(error) => {
                    people.session.heed(&error);
                    people.toaster.say(error.words());
                }
            }
        });
    });
    let sign_out = Callback::new(move |()| {
        people.act(texts::is_signed_out_everywhere(shown.get_value()), api::sign_somebody_out(id));
    });
    let suspend = Callback::new(move |()| people.suspending.set(Some(person.get_value())));
    let reinstate = Callback::new(move |()| {
        people.act(texts::can_sign_in_again(shown.get_value()), api::reinstate(id));
    });
    let roles = move || {
        ROLES
            .map(|choice| {
                let take = Callback::new(move |()| {
                    if choice == role {
                        return;
                    }
                    let name = shown.get_value();
                    if choice == InstanceRole::Guest && owns > 0 {
                        return people.lowering.set(Some(person.get_value()));
                    }
                    let done = texts::role_now(&name, role_word(choice).to_lowercase());
                    // Whoever lowers themselves cannot take it back.
                    people.give_role(person.get_value(), choice, done, (!me).then_some(role));
                });
                let words = format!("{} – {}", role_word(choice), role_meaning(choice));
                let icon = match choice {
                    InstanceRole::Member => IconName::Person,
                    InstanceRole::Admin => IconName::Lock,
                    InstanceRole::Guest => IconName::Link,
                };
                view! { <MenuChoice icon=icon chosen=Signal::stored(choice == role) on_select=take>{words}</MenuChoice> }
            })
            .collect_view()
    };
    view! {
        <Menu label=texts::what_to_do_with_the_account(&name) trigger=move || view! { <Icon name=IconName::More /> }>
            {(!by_link && !suspended).then(|| view! { <div role="group" aria-label=texts::ROLE>{roles()}</div> <MenuRule /> })}
            {(!by_link && !suspended)
                .then(|| view! { <MenuItem icon=IconName::Link on_select=new_password>{texts::LINK_FOR_A_NEW_PASSWORD}</MenuItem> })}
            {(!suspended)
                .then(|| view! { <MenuItem icon=IconName::SignOut on_select=sign_out>{texts::SIGN_OUT_EVERYWHERE}</MenuItem> })}
            {(!suspended && !me)
                .then(|| view! { <MenuItem icon=IconName::Close danger=true on_select=suspend>{texts::SUSPEND}</MenuItem> })}
            {suspended.then(|| view! { <MenuItem icon=IconName::Undo on_select=reinstate>{texts::LET_THEM_SIGN_IN_AGAIN}</MenuItem> })}
        </Menu>
    }
}

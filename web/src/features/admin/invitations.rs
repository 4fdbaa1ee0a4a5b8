//! Inviting somebody, and the invitations that nobody has used yet.

use debrief_shared::api::{CreateInvitation, InstanceRole};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::handed_out::Handed;
use super::people::People;
use super::{ROLES, role_meaning, role_word};
use crate::api;
use crate::texts::admin as texts;
use crate::ui::{Button, ButtonKind, Field, Icon, IconName, unique_id};
use crate::zone::{Zone, exact_words};

#[component]
pub(super) fn InviteForm(people: People, open: RwSignal<bool>) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(InstanceRole::Member);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let wanted = CreateInvitation { email: email.get_untracked(), role: role.get_untracked() };
        spawn_local(async move {
            match api::invite(&wanted).await {
                Ok(link) => {
                    let whom = wanted.email.trim().to_owned();
                    people.handed.set(Some(Handed { title: texts::an_invitation_for(&whom), whom, link }));
                    open.set(false);
                    people.load();
                }
                Err(trouble) => {
                    people.session.heed(&trouble);
                    error.set(Some(trouble.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let role_id = unique_id("role");
    let options = ROLES
        .map(|choice| {
            let words = format!("{} – {}", role_word(choice), role_meaning(choice));
            view! { <option value=role_word(choice) selected=choice == InstanceRole::Member>{words}</option> }
        })
        .collect_view();
    view! {
        <form class="invite" method="post" novalidate on:submit=submit>
            <Field
                label=texts::THEIR_ADDRESS
                value=email
                kind=Signal::stored("email")
                placeholder=texts::EXAMPLE_ADDRESS
                error
                autofocus=true
            />
            <div class="field">
                <label class="field-label" for=role_id.clone()>{texts::ROLE}</label>
                <div class="select">
                    <select
                        id=role_id
                        on:change=move |event| {
                            let value = event_target_value(&event);
                            role.set(ROLES.into_iter().find(|role| role_word(*role) == value).unwrap_or(InstanceRole::Member));
                        }
                    >
                        {options}
                    </select>
                    <Icon name=IconName::ChevronDown />
                </div>
            </div>
            <Button kind=ButtonKind::Primary submit=true busy>{texts::MAKE_THE_INVITATION}</Button>
        </form>
    }
}

/// Those that nobody has used yet.
#[component]
pub(super) fn Invitations(people: People) -> impl IntoView {
    move || {
        let open = people.invitations.get();
        (!open.is_empty()).then(|| {
            let rows = open
                .into_iter()
                .map(|invitation| {
                    let until = invitation.expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
                    let by = invitation.created_by.map(|person| texts::made_by(&person.name));
                    let label = texts::withdraw_the_invitation_for(&invitation.email);
                    let done = texts::the_invitation_for_is_withdrawn(&invitation.email);
                    let withdraw = move |_| people.act(done.clone(), api::withdraw_invitation(invitation.id));
                    view! {
                        <li class="account-row">
                            <span class="account-icon"><Icon name=IconName::Link /></span>
                            <div class="account-row-main">
                                <p class="account-row-title">
                                    {invitation.email} <span class="pill">{role_word(invitation.role)}</span>
                                </p>
                                <p class="account-row-facts">
                                    {by.map(|words| view! { <span>{words}</span> })}
                                    {until.map(|until| view! { <span>{texts::UNTIL_BEFORE}{until}</span> })}
                                </p>
                            </div>
                            <Button attr:aria-label=label on:click=withdraw>{texts::WITHDRAW}</Button>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <section class="admin-section" aria-labelledby="invitations">
                    <h2 id="invitations">{texts::OPEN_INVITATIONS}</h2>
                    <ul class="account-list">{rows}</ul>
                </section>
            }
        })
    }
}

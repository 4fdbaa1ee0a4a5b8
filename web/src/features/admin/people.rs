//! Everybody with an account: roles, ways back in, suspension.

use debrief_shared::api::{AdminPerson, InstanceRole, Invitation};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::handed_out::{Handed, HandedOut};
use super::invitations::{Invitations, InviteForm};
use super::lower::LowerDialog;
use super::person::PersonRow;
use super::role_word;
use super::suspend::SuspendDialog;
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{Button, ButtonKind, Field, IconName, LoadTrouble, Loaded, Toaster, use_minute, use_title};

/// What is in the way is that they own something, be it in the bin.
pub(super) const NEEDS_NEW_OWNER: &str = "needs-new-owner";

/// From so many people on there is a filter.
const FILTER_FROM: usize = 8;

/// What the page knows, and what can be done on it.
#[derive(Clone, Copy)]
pub(super) struct People {
    pub(super) list: RwSignal<Loaded<Vec<AdminPerson>>>,
    pub(super) invitations: RwSignal<Vec<Invitation>>,
    /// A one-time link that was just made.
    pub(super) handed: RwSignal<Option<Handed>>,
    /// Who is about to be suspended.
    pub(super) suspending: RwSignal<Option<AdminPerson>>,
    /// Who is about to become a guest and owns postmortems.
    pub(super) lowering: RwSignal<Option<AdminPerson>>,
    pub(super) session: Session,
    pub(super) toaster: Toaster,
}

impl People {
    /// Asks the server for everything again.
    pub(super) fn load(self) {
        spawn_local(async move {
            let answer = api::accounts().await;
            let _ = self.list.try_set(match answer {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
            if let Ok(invitations) = api::invitations().await {
                let _ = self.invitations.try_set(invitations);
            }
        });
    }

    /// Gives somebody a role and says so, with a way back to the role they had if it is known.
    pub(super) fn give_role(self, person: AdminPerson, role: InstanceRole, done: String, before: Option<InstanceRole>) {
        spawn_local(async move {
            match api::set_instance_role(person.person.id, role, None).await {
                Ok(()) => match before {
                    Some(before) => self.toaster.undoable(done, move || {
                        let done = texts::role_again(&person.person.name, role_word(before).to_lowercase());
                        self.give_role(person.clone(), before, done, None);
                    }),
                    None => self.toaster.say(done),
                },
                Err(error) if error.is(NEEDS_NEW_OWNER) => drop(self.lowering.try_set(Some(person))),
                Err(error) => {
                    self.session.heed(&error);
                    self.toaster.say(error.words());
                }
            }
            self.load();
        });
    }

    /// Does something, says so, and shows what is so now.
    pub(super) fn act(self, done: String, doing: impl Future<Output = Result<(), ApiError>> + 'static) {
        spawn_local(async move {
            match doing.await {
                Ok(()) => self.toaster.say(done),
                Err(error) => {
                    self.session.heed(&error);
                    self.toaster.say(error.words());
                }
            }
            self.load();
        });
    }
}

/// The page at `/admin/people`.
#[component]
pub fn AdminPeoplePage() -> impl IntoView {
    use_title(texts::PEOPLE.to_owned());
    let people = People {
        list: RwSignal::new(Loaded::Waiting),
        invitations: RwSignal::new(Vec::new()),
        handed: RwSignal::new(None),
        suspending: RwSignal::new(None),
        lowering: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    people.load();
    let inviting = RwSignal::new(false);
    view! {
        <div class="page-head">
            <h1>{texts::PEOPLE}</h1>
            <Button
                kind=ButtonKind::Primary
                icon=IconName::Plus
                attr:aria-expanded=move || if inviting.get() { "true" } else { "false" }
                on:click=move |_| inviting.update(|open| *open = !*open)
            >
                {texts::INVITE_SOMEBODY}
            </Button>
        </div>
        <Show when=move || inviting.get()>
            <InviteForm people open=inviting />
        </Show>
        <HandedOut handed=people.handed />
        <Invitations people />
        {move || match people.list.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => {
                view! { <LoadTrouble words retry=Callback::new(move |()| people.load()) /> }.into_any()
            }
            Loaded::Ready(list) => view! { <PeopleList list people /> }.into_any(),
        }}
        <SuspendDialog people />
        <LowerDialog people />
    }
}

#[component]
fn PeopleList(list: Vec<AdminPerson>, people: People) -> impl IntoView {
    let now = use_minute();
    let filter = RwSignal::new(String::new());
    let (by_link, accounts): (Vec<_>, Vec<_>) = list.into_iter().partition(|person| person.by_link);
    let show_filter = accounts.len() >= FILTER_FROM;
    let rows = move |list: Vec<AdminPerson>| {
        list.into_iter()
            .map(|person| {
                let words = format!("{} {}", person.person.name, person.email).to_lowercase();
                let hidden = move || !words.contains(&filter.get().trim().to_lowercase());
                view! { <PersonRow person people now hidden=Signal::derive(hidden) /> }
            })
            .collect_view()
    };
    view! {
        {show_filter.then(|| view! { <Field label=texts::FIND_BY_NAME_OR_ADDRESS value=filter /> })}
        <ul class="account-list" aria-label=texts::ACCOUNTS>{rows(accounts)}</ul>
        {(!by_link.is_empty())
            .then(|| {
                view! {
                    <section class="admin-section" aria-labelledby="by-link">
                        <h2 id="by-link">{texts::GUESTS_BY_SHARE_LINK}</h2>
                        <p class="muted">{texts::GUESTS_HAVE_NO_ACCOUNT}</p>
                        <ul class="account-list">{rows(by_link)}</ul>
                    </section>
                }
            })}
    }
}

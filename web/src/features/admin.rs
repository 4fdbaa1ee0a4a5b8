//! Pages for those who run the instance: how it is doing, people, teams, and the log of what was done.

mod audit;
mod audit_words;
mod connections;
mod customers;
mod handed_out;
mod invitations;
mod lower;
mod overview;
mod people;
mod person;
mod outside;
mod policy;
mod suspend;
mod team;
mod teams;

use debrief_shared::api::InstanceRole;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

pub use audit::AuditLogPage;
pub use connections::ConnectionsPage;
pub use customers::CustomersPage;
pub use overview::OverviewPage;
pub use people::AdminPeoplePage;
pub use policy::PolicyPage;
pub use teams::TeamsPage;

use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{ButtonKind, ButtonLink, EmptyState, IconName};

/// The frame of these pages; others are told that there is nothing for them.
#[component]
pub fn AdminFrame() -> impl IntoView {
    let info = expect_context::<Session>().info();
    let is_admin = Memo::new(move |_| info.with(|info| info.as_ref().is_some_and(|it| it.role == InstanceRole::Admin)));
    view! {
        <main id="main" class="page admin" tabindex="-1">
            <Show when=move || is_admin.get() fallback=NotForYou>
                <nav class="tabs" aria-label=texts::RUNNING_THIS_INSTANCE>
                    <A href="/admin" exact=true>{texts::OVERVIEW}</A>
                    <A href="/admin/people">{texts::PEOPLE}</A>
                    <A href="/admin/teams">{texts::TEAMS}</A>
                    <A href="/admin/reviews">{texts::REVIEWS}</A>
                    <A href="/admin/customers">{texts::CUSTOMERS}</A>
                    <A href="/admin/connections">{crate::texts::connections::CONNECTIONS}</A>
                    <A href="/admin/audit">{texts::AUDIT_LOG}</A>
                </nav>
                <Outlet />
            </Show>
        </main>
    }
}

#[component]
fn NotForYou() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Eye title=texts::THESE_PAGES_ARE_FOR_ADMINS whole_page=true>
            <p>{texts::AN_ADMIN_CAN_MAKE_YOU_ONE}</p>
            <div class="empty-actions">
                <ButtonLink kind=ButtonKind::Primary href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink>
            </div>
        </EmptyState>
    }
}

/// The word for a role in the instance.
fn role_word(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => texts::ADMIN,
        InstanceRole::Member => texts::MEMBER,
        InstanceRole::Guest => texts::GUEST,
    }
}

/// What a role in the instance means, in a few words.
fn role_meaning(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => texts::ADMINS_LOOK_AFTER_PEOPLE,
        InstanceRole::Member => texts::MEMBERS_WRITE_POSTMORTEMS,
        InstanceRole::Guest => texts::GUESTS_SEE_WHAT_IS_SHARED,
    }
}

/// The roles, in the order in which they are offered.
const ROLES: [InstanceRole; 3] = [InstanceRole::Member, InstanceRole::Admin, InstanceRole::Guest];

//! The page of one's own account: who one is to others, how one signs in, where one is signed in, and API tokens.

mod meetings;
mod password;
mod profile;
mod providers;
mod sessions;
mod tokens;

use debrief_shared::api::InstanceRole;
use leptos::prelude::*;

use self::meetings::MeetingsSection;
use self::password::PasswordSection;
use self::profile::ProfileSection;
use self::providers::ProvidersSection;
use self::sessions::SessionsSection;
use self::tokens::TokensSection;
use crate::notifications::SettingsSection;
use crate::session::Session;
use crate::texts::account as texts;
use crate::ui::use_title;

/// The page at `/account`. Who came by a link has a name and a colour here, and nothing else.
#[component]
pub fn AccountPage() -> impl IntoView {
    let info = expect_context::<Session>().info();
    // Read once: the sections follow what they change by themselves, and are not made anew by it.
    let kind = info.get_untracked().map(|info| (info.by_link, info.role));
    let (by_link, role) = kind.unwrap_or((true, InstanceRole::Guest));
    let title = if by_link { texts::YOUR_NAME_AND_COLOUR } else { texts::YOUR_ACCOUNT };
    use_title(title.to_owned());
    view! {
        <main id="main" class="page account" tabindex="-1">
            <div class="page-head">
                <div>
                    <h1>{title}</h1>
                    <p class="muted">{move || info.get().map(|info| info.email)}</p>
                </div>
            </div>
            <ProfileSection />
            <Section id="notifications" title=texts::NOTIFICATIONS about=texts::ABOUT_NOTIFICATIONS>
                <SettingsSection />
            </Section>
            {(!by_link)
                .then(|| {
                    view! {
                        <MeetingsSection />
                        <PasswordSection />
                        <ProvidersSection />
                        <SessionsSection />
                        {(role != InstanceRole::Guest).then(|| view! { <TokensSection /> })}
                    }
                })}
        </main>
    }
}

/// A part of the page under a heading of its own.
#[component]
fn Section(
    /// Anchor and id of the heading.
    id: &'static str,
    /// The heading.
    title: &'static str,
    /// What it is about, in a sentence.
    about: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="account-section" aria-labelledby=id>
            <div class="account-about">
                <h2 id=id>{title}</h2>
                <p class="muted">{about}</p>
            </div>
            <div class="account-body">{children()}</div>
        </section>
    }
}

/// Lines to be, of the height of real ones.
#[component]
fn Waiting(
    /// How many.
    lines: usize,
) -> impl IntoView {
    let line = || {
        view! {
            <div class="account-row">
                <div class="account-row-main">
                    <span class="ghost ghost-title"></span>
                    <span class="ghost ghost-line"></span>
                </div>
            </div>
        }
    };
    view! { <div class="account-list" aria-busy="true">{(0..lines).map(|_| line()).collect_view()}</div> }
}

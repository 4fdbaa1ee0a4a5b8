//! The frame around pages: the bar on top and the account menu in it.

use debrief_shared::api::{InstanceRole, SessionInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::api;
use crate::live;
use crate::session::Session;
use crate::ui::theme::{Theme, ThemeChoice};
use crate::ui::{Avatar, IconName, Mark, Menu, MenuChoice, MenuItem, MenuLink, MenuRule, Toaster};

/// The bar on top of the pages outside a document.
#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="topbar">
            <a class="brand" href="/"><Mark /><span class="brand-name">"Debrief"</span></a>
            <nav class="topnav" aria-label="Pages">
                <A href="/" exact=true>"Postmortems"</A>
                <A href="/templates">"Templates"</A>
            </nav>
            <AccountMenu />
        </header>
    }
}

/// Who is signed in, the choice of colours, and the way out.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = expect_context::<Session>();
    let account = session.info();
    move || account.get().map(|info| view! { <SignedInMenu info /> })
}

#[component]
fn SignedInMenu(info: SessionInfo) -> impl IntoView {
    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let theme = expect_context::<ThemeChoice>();
    let sign_out = Callback::new(move |()| {
        spawn_local(async move {
            match api::sign_out().await {
                Err(error) if error.status() != Some(401) => toaster.say(error.words()),
                _ => {
                    live::wipe_device().await;
                    session.end();
                }
            }
        });
    });
    let person = info.person.clone();
    let label = format!("Account of {}", person.name);
    let role = match info.role {
        InstanceRole::Admin => "Admin",
        InstanceRole::Member => "Member",
        InstanceRole::Guest => "Guest",
    };
    let choice = move |icon, value, words: &'static str| {
        view! {
            <MenuChoice
                icon
                chosen=Signal::derive(move || theme.get() == value)
                on_select=Callback::new(move |()| theme.set(value))
            >
                {words}
            </MenuChoice>
        }
    };
    view! {
        <Menu
            label
            class="avatar-button"
            trigger=move || view! { <Avatar name=person.name.clone() color=person.color /> }
        >
            <div class="menu-person" role="presentation">
                <strong>{info.person.name.clone()}</strong>
                <span>{info.email.clone()}</span>
                <span>{role}</span>
            </div>
            <MenuRule />
            <div role="group" aria-label="Colours">
                {choice(IconName::Screen, Theme::System, "As the system")}
                {choice(IconName::Sun, Theme::Light, "Light")}
                {choice(IconName::Moon, Theme::Dark, "Dark")}
            </div>
            <MenuRule />
            <MenuLink icon=IconName::Code href="/api/openapi.json" external=true>"API description"</MenuLink>
            <MenuItem icon=IconName::SignOut on_select=sign_out>"Sign out"</MenuItem>
        </Menu>
    }
}

//! The account menu: who is signed in, the choice of colours, and the way out.

use debrief_shared::api::{InstanceRole, SessionInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::live;
use crate::session::{Session, loss_words, visit_until};
use crate::texts::shell as texts;
use crate::ui::theme::{Theme, ThemeChoice};
use crate::ui::{Avatar, IconName, Menu, MenuChoice, MenuItem, MenuLink, MenuRule, Toaster};
use crate::zone::{Zone, exact_words};

/// Who is signed in, the choice of colours, and the way out.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = expect_context::<Session>();
    let account = session.info();
    move || account.get().map(|info| view! { <SignedInMenu info /> })
}

#[component]
fn SignedInMenu(info: SessionInfo) -> impl IntoView {
    let theme = expect_context::<ThemeChoice>();
    let person = info.person.clone();
    let label = texts::account_of(&person.name);
    let is_admin = info.role == InstanceRole::Admin;
    let by_link = info.by_link;
    let info = StoredValue::new(info);
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
                {info.with_value(|info| view! { <strong>{info.person.name.clone()}</strong> })}
                {info.with_value(who)}
            </div>
            <MenuRule />
            <MenuLink icon=IconName::Person href="/account">
                {if by_link { texts::YOUR_NAME_AND_COLOUR } else { texts::YOUR_ACCOUNT }}
            </MenuLink>
            {is_admin.then(|| view! { <MenuLink icon=IconName::People href="/admin">{texts::ADMINISTRATION}</MenuLink> })}
            <MenuRule />
            <div role="group" aria-label=texts::COLOURS>
                {choice(IconName::Screen, Theme::System, texts::AS_THE_SYSTEM)}
                {choice(IconName::Sun, Theme::Light, texts::LIGHT)}
                {choice(IconName::Moon, Theme::Dark, texts::DARK)}
            </div>
            <MenuRule />
            {(!by_link)
                .then(|| {
                    view! {
                        <MenuLink icon=IconName::Code href="/api/openapi.json" external=true>
                            {texts::API_DESCRIPTION}
                        </MenuLink>
                    }
                })}
            <SignOut />
        </Menu>
    }
}

/// Address and role, or how a guest came here and until when.
fn who(info: &SessionInfo) -> AnyView {
    if info.by_link {
        let until = visit_until(info.person.id).map(|until| exact_words(Zone::mine().at(until)));
        let words = match until {
            Some(until) => texts::guest_by_a_link(&until),
            None => texts::GUEST_BY_A_LINK.to_owned(),
        };
        return view! { <span>{words}</span> }.into_any();
    }
    let role = match info.role {
        InstanceRole::Admin => texts::ADMIN,
        InstanceRole::Member => texts::MEMBER,
        InstanceRole::Guest => texts::GUEST,
    };
    view! { <span>{info.email.clone()}</span><span>{role}</span> }.into_any()
}

/// Signs out: at once, or after a word about changes that only this device has.
#[component]
fn SignOut() -> impl IntoView {
    const STAY: &str = "stay-signed-in";
    const NOTE: &str = "unsent-note";

    let session = expect_context::<Session>();
    let toaster = expect_context::<Toaster>();
    let warned = RwSignal::new(None::<u32>);
    let leave = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(error) = session.leave(false).await {
                toaster.say(error.words());
            }
        });
    });
    let ask = Callback::new(move |()| {
        let unsent = live::unsent_changes();
        if unsent == 0 {
            return leave.run(());
        }
        warned.set(Some(unsent));
        request_animation_frame(|| {
            if let Some(stay) = document().get_element_by_id(STAY) {
                let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(stay).focus();
            }
        });
    });
    move || match warned.get() {
        None => {
            // The menu is made anew each time it opens.
            let stays = live::unsent_changes() > 0;
            view! { <MenuItem icon=IconName::SignOut stays on_select=ask>{texts::SIGN_OUT}</MenuItem> }.into_any()
        }
        Some(unsent) => view! {
            <p id=NOTE class="menu-warning" role="presentation">{loss_words(unsent)}</p>
            <MenuItem
                icon=IconName::Back
                on_select=Callback::new(|()| {})
                attr:id=STAY
                attr:aria-describedby=NOTE
            >
                {texts::STAY}
            </MenuItem>
            <MenuItem icon=IconName::SignOut danger=true on_select=leave>{texts::SIGN_OUT_ANYWAY}</MenuItem>
        }
        .into_any(),
    }
}

//! All components on one page, in all their states: for those who work on them, in development builds only.

use leptos::prelude::*;

use crate::ui::{
    Avatar, Button, ButtonKind, Dialog, EmptyState, Field, Icon, IconButton, IconName, Kbd, Menu, MenuItem, MenuRule,
    Notice, NoticeKind, Toaster, use_title,
};

/// Roles of colours, as `tokens.css` names them.
const COLOURS: [&str; 16] = [
    "text",
    "text-muted",
    "text-faint",
    "surface",
    "surface-raised",
    "surface-sunken",
    "border",
    "border-strong",
    "accent",
    "accent-soft",
    "danger",
    "danger-soft",
    "ok",
    "ok-soft",
    "warn",
    "warn-soft",
];
const SIZES: [&str; 7] = ["title", "h1", "h2", "h3", "lead", "body", "small"];
const SPACES: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

/// The page at `/ui`.
#[component]
pub fn PartsPage() -> impl IntoView {
    use_title("Components".to_owned());
    view! {
        <main id="main" class="page parts" tabindex="-1">
            <h1>"Components"</h1>
            <Tokens />
            <Controls />
            <Messages />
            <section class="part">
                <h2>"While something loads, and where nothing is"</h2>
                <div class="document-ghost" role="status" aria-label="Loading">
                    <div class="ghost ghost-heading"></div>
                    <div class="ghost ghost-title"></div>
                    <div class="ghost ghost-line"></div>
                    <div class="ghost ghost-input"></div>
                </div>
                <EmptyState icon=IconName::Document title="Nothing here yet">
                    <p>"What belongs here, and how to begin."</p>
                    <div class="empty-actions"><Button kind=ButtonKind::Primary>"Begin"</Button></div>
                </EmptyState>
            </section>
        </main>
    }
}

#[component]
fn Tokens() -> impl IntoView {
    let colour = |name: &'static str| view! { <li><span class=format!("swatch swatch-{name}")></span><code>{format!("--{name}")}</code></li> };
    let size = |name: &'static str| view! { <p class=format!("sample-{name}")>{format!("--size-{name}: Cards were refused")}</p> };
    let space = |step: u8| view! { <li><span class=format!("space-sample space-{step}")></span><code>{format!("--space-{step}")}</code></li> };
    view! {
        <section class="part">
            <h2>"Tokens"</h2>
            <ul class="swatches">{COLOURS.map(colour).collect_view()}</ul>
            <div>{SIZES.map(size).collect_view()}</div>
            <ul class="spaces">{SPACES.map(space).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let value = RwSignal::new("Checkout".to_owned());
    let wrong = RwSignal::new("not an address".to_owned());
    let nothing = Callback::new(|()| {});
    view! {
        <section class="part">
            <h2>"Controls"</h2>
            <div class="part-row">
                <Button kind=ButtonKind::Primary icon=IconName::Plus>"Primary"</Button>
                <Button>"Plain"</Button>
                <Button kind=ButtonKind::Quiet icon=IconName::Plus>"Quiet"</Button>
                <Button busy=Signal::stored(true)>"Busy"</Button>
                <Button attr:disabled=true>"Disabled"</Button>
                <IconButton icon=IconName::Comment label="Comments" />
                <Menu label="A menu" trigger=|| view! { <Icon name=IconName::More /> }>
                    <MenuItem icon=IconName::Edit on_select=nothing>"Edit"</MenuItem>
                    <MenuRule />
                    <MenuItem icon=IconName::Trash danger=true on_select=nothing>"Remove"</MenuItem>
                </Menu>
                <Avatar name="Ada Lovelace" color=3 />
                <Kbd key="Ctrl" /><Kbd key="K" />
            </div>
            <div class="part-fields">
                <Field label="Name" value hint=Signal::stored(Some("Help stands here.".to_owned())) />
                <Field label="Address" value=wrong error=Signal::stored(Some("Write an address, as ada@example.com.".to_owned())) />
            </div>
        </section>
    }
}

#[component]
fn Messages() -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let open = RwSignal::new(false);
    view! {
        <section class="part">
            <h2>"Messages"</h2>
            <Notice kind=NoticeKind::Info><p>"Good to know."</p></Notice>
            <Notice kind=NoticeKind::Trouble><p>"Something is in the way, and what to do about it."</p></Notice>
            <div class="part-row">
                <Button on:click=move |_| toaster.undoable("Entry removed", move || toaster.say("It is back"))>"Message with a way back"</Button>
                <Button on:click=move |_| open.set(true)>"Dialog"</Button>
            </div>
            <Dialog open title="A dialog"><p class="dialog-body">"Escape and a click beside it close it."</p></Dialog>
        </section>
    }
}

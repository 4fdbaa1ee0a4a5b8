//! All components on one page, in all their states: for those who work on them, in development builds only.

use leptos::prelude::*;

use crate::texts::parts as texts;
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
    use_title(texts::COMPONENTS.to_owned());
    view! {
        <main id="main" class="page parts" tabindex="-1">
            <h1>{texts::COMPONENTS}</h1>
            <Tokens />
            <Controls />
            <Messages />
            <section class="part">
                <h2>{texts::WHILE_LOADING}</h2>
                <div class="document-ghost" role="status" aria-label=texts::LOADING>
                    <div class="ghost ghost-heading"></div>
                    <div class="ghost ghost-title"></div>
                    <div class="ghost ghost-line"></div>
                    <div class="ghost ghost-input"></div>
                </div>
                <EmptyState icon=IconName::Document title=texts::NOTHING_HERE_YET>
                    <p>{texts::WHAT_BELONGS_HERE}</p>
                    <div class="empty-actions"><Button kind=ButtonKind::Primary>{texts::BEGIN}</Button></div>
                </EmptyState>
            </section>
        </main>
    }
}

#[component]
fn Tokens() -> impl IntoView {
    let colour = |name: &'static str| view! { <li><span class=format!("tone tone-{name}")></span><code>{format!("--{name}")}</code></li> };
    let size = |name: &'static str| view! { <p class=format!("sample-{name}")>{format!("--size-{name}: Cards were refused")}</p> };
    let space = |step: u8| view! { <li><span class=format!("space-sample space-{step}")></span><code>{format!("--space-{step}")}</code></li> };
    view! {
        <section class="part">
            <h2>{texts::TOKENS}</h2>
            <ul class="tones">{COLOURS.map(colour).collect_view()}</ul>
            <div>{SIZES.map(size).collect_view()}</div>
            <ul class="spaces">{SPACES.map(space).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let value = RwSignal::new(texts::EXAMPLE_VALUE.to_owned());
    let wrong = RwSignal::new(texts::EXAMPLE_WRONG.to_owned());
    let nothing = Callback::new(|()| {});
    view! {
        <section class="part">
            <h2>{texts::CONTROLS}</h2>
            <div class="part-row">
                <Button kind=ButtonKind::Primary icon=IconName::Plus>{texts::PRIMARY}</Button>
                <Button>{texts::PLAIN}</Button>
                <Button kind=ButtonKind::Quiet icon=IconName::Plus>{texts::QUIET}</Button>
                <Button busy=Signal::stored(true)>{texts::BUSY}</Button>
                <Button attr:disabled=true>{texts::DISABLED}</Button>
                <IconButton icon=IconName::Comment label=texts::COMMENTS />
                <Menu label=texts::A_MENU trigger=|| view! { <Icon name=IconName::More /> }>
                    <MenuItem icon=IconName::Edit on_select=nothing>{texts::EDIT}</MenuItem>
                    <MenuRule />
                    <MenuItem icon=IconName::Trash danger=true on_select=nothing>{texts::REMOVE}</MenuItem>
                </Menu>
                <Avatar name=texts::EXAMPLE_PERSON color=3 />
                <Kbd key="Ctrl" /><Kbd key="K" />
            </div>
            <div class="part-fields">
                <Field label=texts::NAME value hint=Signal::stored(Some(texts::HELP_STANDS_HERE.to_owned())) />
                <Field label=texts::ADDRESS value=wrong error=Signal::stored(Some(texts::WRITE_AN_ADDRESS.to_owned())) />
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
            <h2>{texts::MESSAGES}</h2>
            <Notice kind=NoticeKind::Info><p>{texts::GOOD_TO_KNOW}</p></Notice>
            <Notice kind=NoticeKind::Trouble><p>{texts::TROUBLE}</p></Notice>
            <div class="part-row">
                <Button on:click=move |_| toaster.undoable(texts::ENTRY_REMOVED, move || toaster.say(texts::IT_IS_BACK))>{texts::MESSAGE_WITH_A_WAY_BACK}</Button>
                <Button on:click=move |_| open.set(true)>{texts::DIALOG}</Button>
            </div>
            <Dialog open title=texts::A_DIALOG><p class="dialog-body">{texts::ESCAPE_AND_A_CLICK_BESIDE}</p></Dialog>
        </section>
    }
}

//! The bell in the bar and the list that it opens.

use debrief_shared::api::{NoteNotificationsRead, Notification, NotificationKind};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Node;

use super::{Notifications, concern};
use crate::{
    live::Live,
    texts::notifications as texts,
    ui::{Avatar, Button, ButtonKind, Icon, IconName, RelativeTime, use_minute},
};

/// Shows how many notifications are unread, and lists them.
#[component]
pub fn Bell() -> impl IntoView {
    let notifications = expect_context::<Notifications>();
    if let Some(live) = use_context::<Live>() {
        concern::follow(live, notifications);
    }
    let open = RwSignal::new(false);
    let (root, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let unread = move || notifications.list.with(|list| list.unread);
    let label = move || texts::bell(unread());
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            // Nothing to do about a browser that refuses focus.
            let _ = button.focus();
        }
    };
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.try_get_untracked().flatten().is_some_and(|root| root.contains(target.as_ref()));
        if !inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    view! {
        <div
            class="bell"
            node_ref=root
            on:keydown=move |event: ev::KeyboardEvent| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    close();
                }
            }
        >
            <button
                node_ref=button
                type="button"
                class="icon-button"
                data-testid="bell"
                aria-label=label
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| {
                    open.update(|open| *open = !*open);
                    notifications.ask();
                }
            >
                <Icon name=IconName::Bell />
                {move || (unread() > 0).then(|| view! { <span class="bell-count" aria-hidden="true">{shown(unread())}</span> })}
            </button>
            <Show when=move || open.get()>
                <Panel notifications close=Callback::new(move |()| close()) />
            </Show>
        </div>
    }
}

#[component]
fn Panel(notifications: Notifications, close: Callback<()>) -> impl IntoView {
    let now = use_minute();
    let panel = NodeRef::<html::Div>::new();
    panel.on_load(|panel| {
        // Nothing to do about a browser that refuses focus.
        request_animation_frame(move || drop(panel.focus()));
    });
    let ids =
        move || notifications.list.with(|list| list.notifications.iter().map(|known| known.id).collect::<Vec<_>>());
    let none = move || notifications.list.with(|list| list.notifications.is_empty());
    view! {
        <div node_ref=panel class="bell-panel" role="dialog" aria-label=texts::TITLE tabindex="-1" data-testid="notifications">
            <div class="bell-head">
                <h2>{texts::TITLE}</h2>
                <Show when=move || notifications.list.with(|list| list.unread > 0)>
                    <Button
                        kind=ButtonKind::Quiet
                        attr:data-testid="notifications-read-all"
                        on:click=move |_| notifications.note_read(NoteNotificationsRead::default())
                    >
                        {texts::READ_ALL}
                    </Button>
                </Show>
                <a class="icon-button" href="/account#notifications" aria-label=texts::SETTINGS data-tip=texts::SETTINGS on:click=move |_| close.run(())>
                    <Icon name=IconName::Edit />
                </a>
            </div>
            <Show when=none>
                <p class="bell-empty">{texts::NOTHING}</p>
            </Show>
            <ul class="bell-list">
                <For each=ids key=|id| *id let(id)>
                    {move || {
                        let found = notifications.list.with(|list| list.notifications.iter().find(|known| known.id == id).cloned());
                        found.map(|notification| view! { <Line notification notifications now close /> })
                    }}
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Line(
    notification: Notification,
    notifications: Notifications,
    now: Signal<i64>,
    close: Callback<()>,
) -> impl IntoView {
    let href = address(&notification);
    let (id, read) = (notification.id, notification.read);
    let path = format!("/p/{}", notification.postmortem);
    let leads_here = href.starts_with(&path);
    let hash = href.strip_prefix(&path).unwrap_or_default().to_owned();
    let follow = move |event: ev::MouseEvent| {
        if !read {
            notifications.note_read(NoteNotificationsRead { id: Some(id), ..NoteNotificationsRead::default() });
        }
        close.run(());
        // Within the open document the router has nowhere to go.
        let location = window().location();
        if leads_here && location.pathname().is_ok_and(|here| here == path) && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            if location.hash().is_ok_and(|here| here == hash) {
                if let Ok(again) = web_sys::Event::new("hashchange") {
                    drop(window().dispatch_event(&again));
                }
            } else {
                drop(location.set_hash(&hash));
            }
        }
    };
    let title = match notification.title.trim() {
        "" => texts::UNTITLED.to_owned(),
        title => title.to_owned(),
    };
    let words = texts::line(&notification);
    let Notification { actor, excerpt, created_at, .. } = notification;
    view! {
        <li>
            <a class="bell-line" class:is-unread=!read href=href data-testid="notification" on:click=follow>
                <Avatar name=actor.name color=actor.color small=true />
                <span class="bell-main">
                    <span class="bell-words">{words}</span>
                    {(!excerpt.is_empty()).then(|| view! { <span class="bell-excerpt">{excerpt}</span> })}
                    <span class="bell-where">{title} " · " <RelativeTime at=created_at now /></span>
                </span>
                {(!read).then(|| view! { <span class="bell-dot" role="img" aria-label=texts::UNREAD></span> })}
            </a>
        </li>
    }
}

fn address(notification: &Notification) -> String {
    if notification.kind == NotificationKind::MitigationDue {
        return "/mitigations?show=mine".to_owned();
    }
    let path = format!("/p/{}", notification.postmortem);
    match notification.comment.or(notification.thread) {
        Some(comment) => format!("{path}#comment-{comment}"),
        None if notification.kind.is_about_meeting() => format!("{path}#meeting"),
        None => format!("{path}#review"),
    }
}

fn shown(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

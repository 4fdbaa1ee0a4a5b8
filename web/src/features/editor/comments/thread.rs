//! One thread: its quote, its comments, the reply and whether it is settled.

use debrief_shared::{
    api::{Comment, Thread},
    document::TextPath,
};
use leptos::{html, prelude::*, task::spawn_local};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{
    super::page::Panels,
    Comments,
    composer::{Composer, Unsent},
    order::Placed,
};
use crate::{
    api,
    ui::{Avatar, Button, ButtonKind, IconName, RelativeTime, Toaster},
};

/// The thread `id`.
#[component]
pub(super) fn ThreadCard(
    /// Which thread.
    id: Uuid,
    /// The panel.
    comments: Comments,
) -> impl IntoView {
    let live = comments.live;
    let panels = expect_context::<Panels>();
    let placed = Memo::new(move |_| comments.get(id));
    let thread = move |read: fn(&Thread) -> String| {
        move || placed.with(|placed| placed.as_ref().map(|placed| read(&placed.thread)).unwrap_or_default())
    };
    let resolved = Memo::new(move |_| {
        placed.with(|placed| placed.as_ref().is_some_and(|placed| placed.thread.resolved_at.is_some()))
    });
    let gone = Memo::new(move |_| placed.with(|placed| placed.as_ref().is_some_and(|placed| placed.range.is_none())));
    let active = Memo::new(move |_| live.active_thread().get() == Some(id));
    let list = Memo::new(move |_| {
        placed.with(|placed| placed.as_ref().map(|placed| placed.thread.comments.clone()).unwrap_or_default())
    });
    let card = NodeRef::<html::Li>::new();
    Effect::new(move |_| {
        if let Some(card) = card.get().filter(|_| active.get()) {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            card.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    let go_there = move || {
        live.active_thread().set(Some(id));
        let Some(Placed { thread, range: Some(range) }) = placed.get_untracked() else { return };
        if let Ok(path) = thread.anchor.text.parse::<TextPath>() {
            live.reveal(&path, Some(range));
        }
        // A sheet as wide as the window would hide what is revealed; choosing a thread opens it first.
        let covered = window().match_media("(max-width: 40rem)").ok().flatten().is_some_and(|media| media.matches());
        if covered {
            request_animation_frame(move || {
                panels.comments.try_set(false);
            });
        }
    };
    let click = move |event: MouseEvent| {
        let on_control = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| matches!(element.closest("button, textarea, form"), Ok(Some(_))));
        if !on_control {
            go_there();
        }
    };
    view! {
        <li
            node_ref=card
            class="thread"
            class:is-active=move || active.get()
            class:is-resolved=move || resolved.get()
            class:is-gone=move || gone.get()
            data-testid="thread"
            data-id=id.to_string()
            data-resolved=move || resolved.get().to_string()
            on:click=click
        >
            <button type="button" class="thread-quote" title="Show it in the text" disabled=move || gone.get() on:click=move |_| go_there()>
                {thread(|thread| thread.quote.clone())}
            </button>
            <Show when=move || gone.get()>
                <p class="thread-note">"The text it was about is gone."</p>
            </Show>
            <ol class="thread-comments">
                <For each=move || list.get() key=|comment| comment.id let(comment)>
                    <CommentItem comment now=comments.now />
                </For>
            </ol>
            <Show when=move || resolved.get()>
                <p class="thread-note">{thread(resolved_words)}</p>
            </Show>
            <Show when=move || live.can_comment().get()>
                <ThreadActions id resolved unsent=comments.reply(id) comments />
            </Show>
        </li>
    }
}

#[component]
fn CommentItem(comment: Comment, now: Signal<i64>) -> impl IntoView {
    let Comment { author, body, created_at, .. } = comment;
    view! {
        <li class="comment" data-testid="comment">
            <Avatar name=author.name.clone() color=author.color small=true />
            <div class="comment-main">
                <p class="comment-head">
                    <strong>{author.name}</strong>
                    " "
                    <RelativeTime at=created_at now />
                </p>
                <p class="comment-body">{body}</p>
            </div>
        </li>
    }
}

#[component]
fn ThreadActions(id: Uuid, resolved: Memo<bool>, unsent: Unsent, comments: Comments) -> impl IntoView {
    let live = comments.live;
    let toaster = expect_context::<Toaster>();
    let replying = RwSignal::new(!untrack(|| unsent.is_blank()));
    let settling = RwSignal::new(false);
    let send = Callback::new(move |()| {
        let postmortem = live.id();
        unsent.send(
            |body| async move { api::reply(postmortem, id, &body).await },
            move |_| {
                let _ = replying.try_set(false);
            },
        );
    });
    let cancel = Callback::new(move |()| {
        replying.set(false);
        let text = unsent.text.get_untracked();
        unsent.text.set(String::new());
        if !text.trim().is_empty() {
            let bring_back = move || {
                unsent.text.set(text.clone());
                replying.try_set(true);
            };
            toaster.undoable("Reply discarded", bring_back);
        }
    });
    let settle = move |_| {
        let (postmortem, settled) = (live.id(), !resolved.get_untracked());
        settling.set(true);
        spawn_local(async move {
            let answer = api::resolve_thread(postmortem, id, settled).await;
            settling.try_set(false);
            if let Err(error) = answer {
                toaster.say(error.words());
            }
        });
    };
    view! {
        {move || {
            if replying.get() {
                view! { <Composer unsent label="Reply" send_words="Reply" on_send=send on_cancel=cancel /> }.into_any()
            } else {
                view! {
                    <div class="thread-actions">
                        <Button kind=ButtonKind::Quiet attr:data-testid="thread-reply" on:click=move |_| replying.set(true)>"Reply"</Button>
                        <Button kind=ButtonKind::Quiet icon=IconName::Done busy=settling attr:data-testid="thread-resolve" on:click=settle>
                            {move || if resolved.get() { "Reopen" } else { "Resolve" }}
                        </Button>
                    </div>
                }
                .into_any()
            }
        }}
    }
}

fn resolved_words(thread: &Thread) -> String {
    match &thread.resolved_by {
        Some(person) => format!("Resolved by {}", person.name),
        None => "Resolved".to_owned(),
    }
}

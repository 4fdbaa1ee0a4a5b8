//! One thread: its quote, its comments, the reply and whether it is settled.

use debrief_shared::api::{InstanceRole, Role, Thread};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use uuid::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{
    super::{
        links::{LinkHandle, Target},
        page::Panels,
    },
    Comments,
    composer::{Composer, Unsent},
    item::CommentItem,
    keys,
    order::{Placed, Spot},
    removal::RemoveSteps,
    suggestion::SuggestionPart,
};
use crate::texts::comments as texts;
use crate::{
    api,
    live::Live,
    session::Session,
    ui::{Button, ButtonKind, Icon, IconName, Menu, Toaster},
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
    let gone =
        Memo::new(move |_| placed.with(|placed| placed.as_ref().is_some_and(|placed| placed.spot == Spot::Gone)));
    let active = Memo::new(move |_| live.active_thread().get() == Some(id));
    let list = Memo::new(move |_| {
        placed.with(|placed| {
            let comments = placed.as_ref().map(|placed| placed.thread.comments.iter());
            comments.into_iter().flatten().map(|comment| comment.id).collect::<Vec<_>>()
        })
    });
    let account = expect_context::<Session>().info();
    // The server says the last word; others are not shown what it would refuse.
    let may_remove = Memo::new(move |_| {
        let admin = account.with(|info| info.as_ref().is_some_and(|info| info.role == InstanceRole::Admin));
        let mine = placed.with(|placed| {
            let first = placed.as_ref().and_then(|placed| placed.thread.comments.first().map(|first| first.author.id));
            first == Some(live.me().id)
        });
        admin || mine || live.role().get() == Some(Role::Owner)
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
        comments.show(id);
        // A sheet as wide as the window would hide what is revealed; choosing a thread opens it first.
        let covered = window().match_media("(max-width: 40rem)").ok().flatten().is_some_and(|media| media.matches());
        if covered {
            request_animation_frame(move || {
                panels.comments.try_set(false);
            });
        }
    };
    // What is looked at is read: at once, and whatever comes while it is looked at.
    let unread = Memo::new(move |_| placed.with(|placed| placed.as_ref().map_or(0, |placed| placed.unread)));
    let watched = use_watched();
    Effect::new(move |_| {
        if active.get() && unread.get() > 0 && watched.get() {
            live.mark_thread_read(id);
        }
    });
    let key = move |event: KeyboardEvent| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if event.target() != event.current_target() || !plain {
            return;
        }
        let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if element.is_some_and(|card| keys::pressed(comments, id, &card, &event.key())) {
            event.prevent_default();
            event.stop_propagation();
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
            class:has-unread=move || unread.get() != 0
            tabindex="0"
            aria-label=move || placed.with(|placed| placed.as_ref().map(card_words).unwrap_or_default())
            on:click=click
            on:keydown=key
        >
            <button type="button" class="thread-quote" title=texts::SHOW_WHERE_IT_IS disabled=move || gone.get() on:click=move |_| go_there()>
                {move || placed.with(|placed| placed.as_ref().map(|placed| placed.about.clone()).unwrap_or_default())}
            </button>
            <LinkHandle target=Target::Comment(id) what=crate::texts::presence::COMMENT />
            <Show when=move || gone.get()>
                <p class="thread-note">{texts::WHAT_IT_WAS_ABOUT_IS_GONE}</p>
            </Show>
            <SuggestionPart id comments />
            <ol class="thread-comments">
                <For each=move || list.get() key=|comment| *comment let(comment)>
                    <CommentItem thread=id id=comment comments />
                </For>
            </ol>
            <Show when=move || resolved.get()>
                <p class="thread-note">{thread(resolved_words)}</p>
            </Show>
            <Show when=move || live.can_comment().get()>
                <ThreadActions id resolved may_remove unsent=comments.unsent(id) comments />
            </Show>
        </li>
    }
}

#[component]
fn ThreadActions(
    id: Uuid,
    resolved: Memo<bool>,
    may_remove: Memo<bool>,
    unsent: Unsent,
    comments: Comments,
) -> impl IntoView {
    let live = comments.live;
    let toaster = expect_context::<Toaster>();
    let replying = RwSignal::new(!untrack(|| unsent.is_blank()));
    let settling = RwSignal::new(false);
    let is_suggestion = Memo::new(move |_| comments.get(id).is_some_and(|placed| placed.thread.suggestion.is_some()));
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
            toaster.undoable(texts::REPLY_DISCARDED, bring_back);
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
                view! { <Composer unsent label=texts::REPLY send_words="Reply" on_send=send on_cancel=cancel /> }.into_any()
            } else {
                view! {
                    <div class="thread-actions">
                        <Button kind=ButtonKind::Quiet attr:data-testid="thread-reply" on:click=move |_| replying.set(true)>{texts::REPLY}</Button>
                        // A suggestion is decided on instead.
                        <Show when=move || !is_suggestion.get()>
                            <Button kind=ButtonKind::Quiet icon=IconName::Done busy=settling attr:data-testid="thread-resolve" on:click=settle>
                                {move || if resolved.get() { texts::REOPEN } else { texts::RESOLVE }}
                            </Button>
                        </Show>
                        <Show when=move || may_remove.get()>
                            <span class="thread-more"><RemoveMenu id live /></span>
                        </Show>
                    </div>
                }
                .into_any()
            }
        }}
    }
}

/// Removes the thread for everybody.
#[component]
fn RemoveMenu(id: Uuid, live: Live) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let remove = Callback::new(move |()| {
        let postmortem = live.id();
        spawn_local(async move {
            match api::remove_thread(postmortem, id).await {
                Ok(()) => toaster.say(texts::THE_COMMENTS_WERE_REMOVED),
                Err(error) => toaster.say(error.words()),
            }
        });
    });
    view! {
        <Menu label=texts::MORE_ABOUT_THIS_THREAD trigger=move || view! { <Icon name=IconName::More /> }>
            <RemoveSteps
                ask=texts::REMOVE_THIS_THREAD
                warning=texts::ALL_OF_ITS_COMMENTS_GO
                remove
            />
        </Menu>
    }
}

/// Whether the page is being looked at.
fn use_watched() -> Signal<bool> {
    let is = || !document().hidden();
    let watched = RwSignal::new(is());
    let listener = window_event_listener_untyped("visibilitychange", move |_| {
        let _ = watched.try_set(is());
    });
    on_cleanup(move || listener.remove());
    watched.into()
}

fn card_words(placed: &Placed) -> String {
    match placed.unread {
        0 => texts::comments_on(&placed.about),
        count => texts::comments_on_with_new(&placed.about, count),
    }
}

fn resolved_words(thread: &Thread) -> String {
    if thread.suggestion.as_ref().is_some_and(|suggestion| suggestion.outcome.is_some()) {
        // Its outcome says it.
        return String::new();
    }
    match &thread.resolved_by {
        Some(person) => texts::resolved_by(person.named()),
        None => texts::RESOLVED.to_owned(),
    }
}

//! One comment of a thread: who said what and when, reactions, and what its author may still do to it.

use debrief_shared::api::{InstanceRole, Role};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{
    super::links::{Target, copy_link},
    Comments,
    body::Body,
    composer::Composer,
    reactions::{ReactMenu, Reactions},
    removal::RemoveSteps,
};
use crate::texts::comments as texts;
use crate::{
    api,
    session::Session,
    ui::{Avatar, GuestMark, Icon, IconName, Menu, MenuItem, RelativeTime, Toaster, exact_time},
};

/// The comment `id` of the thread `thread`.
#[component]
pub(super) fn CommentItem(
    /// Its thread.
    thread: Uuid,
    /// Which comment.
    id: Uuid,
    /// The panel.
    comments: Comments,
) -> impl IntoView {
    let live = comments.live;
    let comment = Memo::new(move |_| comments.comment(thread, id));
    let Some(first) = comment.get_untracked() else { return ().into_any() };
    let (author, created_at) = (first.author, first.created_at);
    let body = move || comment.with(|comment| comment.as_ref().map(|comment| comment.body.clone()).unwrap_or_default());
    let removed = Memo::new(move |_| comment.with(|comment| comment.as_ref().is_some_and(|comment| comment.removed)));
    let edited =
        Memo::new(move |_| comment.with(|comment| comment.as_ref().and_then(|comment| comment.edited_at.clone())));
    let marks = live.read_marks();
    let me = live.me().id;
    let new = Memo::new(move |_| {
        comment.with(|comment| comment.as_ref().is_some_and(|comment| marks.get().is_new(me, thread, comment)))
    });
    let mine = author.id == live.me().id;
    let account = expect_context::<Session>().info();
    // The server says the last word; others are not shown what it would refuse.
    let may_remove = Memo::new(move |_| {
        let admin = account.with(|info| info.as_ref().is_some_and(|info| info.role == InstanceRole::Admin));
        mine || admin || live.role().get() == Some(Role::Owner)
    });
    let may_edit = move || mine && live.can_comment().get();
    let editing = RwSignal::new(!untrack(|| comments.unsent(id).is_blank()));
    let begin = Callback::new(move |()| {
        comments.unsent(id).fill(&untrack(body));
        editing.set(true);
    });
    view! {
        <li class="comment" data-testid="comment" data-id=id.to_string() class:is-removed=move || removed.get() class:is-new=move || new.get() tabindex="-1">
            <Avatar name=author.name.clone() color=author.color small=true />
            <div class="comment-main">
                <div class="comment-head">
                    <strong>{author.name}</strong>
                    <GuestMark guest=author.guest />
                    <RelativeTime at=created_at now=comments.now />
                    {move || edited.get().map(|at| view! { <span class="comment-edited" title=edited_words(&at)>{texts::EDITED}</span> })}
                    <Show when=move || new.get()><span class="comment-new">{texts::NEW}</span></Show>
                    <Show when=move || !removed.get()>
                        <span class="comment-tools">
                            <Show when=move || live.can_comment().get()>
                                <ReactMenu thread id comments />
                            </Show>
                            <ItemMenu thread id comments may_edit=Signal::derive(may_edit) may_remove begin />
                        </span>
                    </Show>
                </div>
                {move || match (removed.get(), editing.get()) {
                    (true, _) => view! { <p class="comment-removed">{texts::THIS_COMMENT_WAS_REMOVED}</p> }.into_any(),
                    (false, true) => view! { <EditForm thread id comments editing /> }.into_any(),
                    (false, false) => view! { <Body body=Signal::derive(body) me=live.me().id /> }.into_any(),
                }}
                <Reactions thread id comments />
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn EditForm(thread: Uuid, id: Uuid, comments: Comments, editing: RwSignal<bool>) -> impl IntoView {
    let (live, unsent) = (comments.live, comments.unsent(id));
    let done = move || {
        // The page may have been left meanwhile.
        let _ = editing.try_set(false);
    };
    let send = Callback::new(move |()| {
        let postmortem = live.id();
        unsent.send(|body| async move { api::edit_comment(postmortem, thread, id, &body).await }, move |_| done());
    });
    let cancel = Callback::new(move |()| {
        unsent.text.set(String::new());
        done();
    });
    view! { <Composer unsent label=texts::EDIT_YOUR_COMMENT send_words="Save" on_send=send on_cancel=cancel /> }
}

#[component]
fn ItemMenu(
    thread: Uuid,
    id: Uuid,
    comments: Comments,
    may_edit: Signal<bool>,
    may_remove: Memo<bool>,
    begin: Callback<()>,
) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let postmortem = comments.live.id();
    let copy = Callback::new(move |()| copy_link(comments.live, toaster, &Target::Comment(id)));
    let remove = Callback::new(move |()| {
        spawn_local(async move {
            match api::remove_comment(postmortem, thread, id).await {
                Ok(()) => toaster.say(texts::THE_COMMENT_WAS_REMOVED),
                Err(error) => toaster.say(error.words()),
            }
        });
    });
    view! {
        <Menu label=texts::MORE_ABOUT_THIS_COMMENT trigger=move || view! { <Icon name=IconName::More /> }>
            <Show when=move || may_edit.get()>
                <MenuItem icon=IconName::Edit on_select=begin>{texts::EDIT}</MenuItem>
            </Show>
            <MenuItem icon=IconName::Link on_select=copy>{texts::COPY_LINK}</MenuItem>
            <Show when=move || may_remove.get()>
                <RemoveSteps ask=texts::REMOVE_THIS_COMMENT warning=texts::IT_GOES_FOR_EVERYBODY remove />
            </Show>
        </Menu>
    }
}

fn edited_words(at: &str) -> String {
    at.parse().map(|at| texts::edited(exact_time(at))).unwrap_or_default()
}

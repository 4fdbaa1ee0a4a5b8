//! The comment threads, in the order of the text they are about, live for everybody.

mod body;
mod composer;
mod draft;
mod item;
mod keys;
mod layout;
mod mention;
mod order;
mod place;
mod reactions;
mod removal;
mod suggest;
mod suggestion;
mod tone;
mod thread;

use std::{collections::HashMap, sync::Arc};

use debrief_shared::{
    api::{Comment, Thread},
    document::{Subject, View},
};
use leptos::prelude::*;
use uuid::Uuid;

use super::page::Panels;
use crate::texts::comments as texts;
use crate::{
    live::Live,
    ui::{Button, ButtonKind, IconName, Toaster, use_keys, use_minute},
};
use composer::Unsent;
use draft::DraftCard;
pub(super) use keys::focus_soon;
use mention::Readers;
use order::{Filter, Placed, Spot};
pub(super) use place::PlaceComments;
use thread::ThreadCard;

/// The comments. Takes the open document's `Live` from context.
#[component]
pub fn CommentsPanel() -> impl IntoView {
    let live = expect_context::<Live>();
    provide_context(Readers::of(live));
    place::by_key(live);
    let filter = RwSignal::new(Filter::Open);
    let all = Memo::new(move |_| placed(live, &live.threads().get(), &live.outline().get()));
    let begun = Unsent::new();
    let me = live.me().id;
    // The one that is looked at stays, though it is not new any more by that.
    let is_shown = move |placed: &Placed| {
        let looked_at = || filter.get() == Filter::Unread && live.active_thread().get() == Some(placed.thread.id);
        placed.is_draft() || filter.get().takes(placed, me) || looked_at()
    };
    let shown =
        Memo::new(move |_| all.with(|all| all.iter().filter(|placed| is_shown(placed)).cloned().collect::<Vec<_>>()));
    let by_id = Memo::new(move |_| {
        all.with(|all| Arc::new(all.iter().map(|placed| (placed.thread.id, placed.clone())).collect::<HashMap<_, _>>()))
    });
    let comments = Comments {
        live,
        by_id,
        now: use_minute(),
        unsent: StoredValue::default(),
        owner: StoredValue::new(Owner::current()),
        toaster: expect_context(),
    };
    let panels = expect_context::<Panels>();
    use_keys(texts::COMMENTS, keys::SHORTCUTS);
    keys::enter(comments, all, panels);
    let unread = Memo::new(move |_| all.with(|all| all.iter().filter(|placed| placed.unread > 0).count()));

    // A thread that was chosen in the text is shown, whatever the filter.
    Effect::new(move |_| {
        let Some(active) = live.active_thread().get() else { return };
        let hidden = untrack(|| {
            by_id.with(|all| all.contains_key(&active))
                && !shown.with(|shown| shown.iter().any(|placed| placed.thread.id == active))
        });
        if hidden {
            filter.set(Filter::All);
        }
    });
    let list = NodeRef::new();
    layout::align(live, list, shown);
    let segment = move |choice: Filter| {
        let takes = move |placed: &&Placed| !placed.is_draft() && choice.takes(placed, me);
        let count = move || all.with(|all| all.iter().filter(takes).count());
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (filter.get() == choice).to_string()
                data-testid=choice.test_id()
                on:click=move |_| filter.set(choice)
            >
                {choice.label()}
                <span class="segment-count">{count}</span>
            </button>
        }
    };
    let nothing = move || shown.with(Vec::is_empty);
    let nothing_words = move || {
        if all.with(Vec::is_empty) && !live.can_comment().get() {
            texts::NO_COMMENTS_YET
        } else if all.with(Vec::is_empty) {
            texts::NO_COMMENTS_YET_AND_HOW
        } else {
            filter.get().empty_words()
        }
    };
    view! {
        <section class="comments" aria-label=texts::COMMENTS data-testid="comments">
            <div class="comments-top">
            <header class="comments-head">
                <h2>{texts::COMMENTS}</h2>
                <div class="segments" role="group" aria-label=texts::SHOW>{Filter::ALL.map(segment).collect_view()}</div>
            </header>
            <div class="comments-actions">
            <Show when=move || live.can_comment().get()>
                <Button kind=ButtonKind::Quiet icon=IconName::Plus attr:data-testid="comment-whole" on:click=move |_| live.comment_on(&Subject::Whole)>
                    {texts::COMMENT_ON_THE_WHOLE}
                </Button>
            </Show>
            <Show when=move || unread.get() != 0>
                <Button kind=ButtonKind::Quiet icon=IconName::Down attr:data-testid="next-unread" on:click=move |_| keys::next_unread(comments, all, panels)>
                    {texts::NEXT_UNREAD}
                </Button>
                <Button kind=ButtonKind::Quiet icon=IconName::Check attr:data-testid="read-all" on:click=move |_| live.mark_all_read()>
                    {texts::MARK_ALL_READ}
                </Button>
            </Show>
            </div>
            </div>
            <Show when=nothing>
                <p class="comments-empty">{nothing_words}</p>
            </Show>
            <ol class="threads" node_ref=list>
                <For each=move || shown.with(|shown| shown.iter().map(|placed| placed.thread.id).collect::<Vec<_>>()) key=|id| *id let(id)>
                    {if id.is_nil() {
                        view! { <DraftCard live unsent=begun /> }.into_any()
                    } else {
                        view! { <ThreadCard id comments /> }.into_any()
                    }}
                </For>
            </ol>
        </section>
    }
}

/// The threads, and the one that is being begun, where they belong.
fn placed(live: Live, threads: &[Thread], view: &View) -> Vec<Placed> {
    let begun = live.draft().get().map(|draft| order::begun(draft.anchor, draft.quote));
    let threads: Vec<Thread> = threads.iter().cloned().chain(begun).collect();
    order::arrange(&threads, view, |thread| live.thread_range(thread), |thread| live.unread_in(thread))
}

/// What the parts of the panel share.
#[derive(Clone, Copy)]
struct Comments {
    live: Live,
    by_id: Memo<Arc<HashMap<Uuid, Placed>>>,
    now: Signal<i64>,
    unsent: StoredValue<HashMap<Uuid, Unsent>>,
    owner: StoredValue<Option<Owner>>,
    toaster: Toaster,
}

impl Comments {
    /// A thread as it is now.
    fn get(self, id: Uuid) -> Option<Placed> {
        self.by_id.with(|all| all.get(&id).cloned())
    }

    /// Looks at a thread, and at what it is about.
    fn show(self, id: Uuid) {
        self.live.active_thread().set(Some(id));
        let Some(Placed { thread, spot, .. }) = untrack(|| self.get(id)) else { return };
        let Some(subject) = thread.anchor.subject() else { return };
        match spot {
            Spot::Gone => {}
            Spot::Range(from, to) => self.live.reveal(&subject.text_path(), Some((from, to))),
            Spot::Whole => self.live.reveal(&subject.text_path(), None),
        }
    }

    /// A comment as it is now.
    fn comment(self, thread: Uuid, id: Uuid) -> Option<Comment> {
        self.by_id.with(|all| all.get(&thread)?.thread.comments.iter().find(|comment| comment.id == id).cloned())
    }

    /// What is being written: the answer to a thread, or other words for a comment. It outlives the thread's card, so that no filter eats it.
    fn unsent(self, id: Uuid) -> Unsent {
        if let Some(unsent) = self.unsent.with_value(|all| all.get(&id).copied()) {
            return unsent;
        }
        let unsent = match self.owner.get_value() {
            Some(owner) => owner.with(Unsent::new),
            None => Unsent::new(),
        };
        self.unsent.update_value(|all| {
            all.insert(id, unsent);
        });
        unsent
    }
}

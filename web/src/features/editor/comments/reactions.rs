//! Reactions to a comment: who chose which, and a menu to choose from.

use debrief_shared::api::{Reacted, Reaction};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::Comments;
use crate::texts::comments as texts;
use crate::{
    api,
    live::Live,
    ui::{Icon, IconName, Menu, Toaster},
};

/// Where the reactions of a comment are sent.
#[derive(Clone, Copy)]
struct Place {
    live: Live,
    toaster: Toaster,
    thread: Uuid,
    comment: Uuid,
}

impl Place {
    /// Reacts, or takes that back.
    fn set(self, reaction: Reaction, on: bool) {
        let Self { live, toaster, thread, comment } = self;
        let postmortem = live.id();
        spawn_local(async move {
            if let Err(error) = api::react(postmortem, thread, comment, reaction, on).await {
                toaster.say(error.words());
            }
        });
    }
}

/// The reactions of a comment, each a button that joins in or leaves.
#[component]
pub(super) fn Reactions(
    /// The comment's thread.
    thread: Uuid,
    /// The comment.
    id: Uuid,
    /// The panel.
    comments: Comments,
) -> impl IntoView {
    let place = Place { live: comments.live, toaster: expect_context(), thread, comment: id };
    let all = Memo::new(move |_| comments.comment(thread, id).map(|comment| comment.reactions).unwrap_or_default());
    let kinds = move || all.with(|all| all.iter().map(|reacted| reacted.reaction).collect::<Vec<_>>());
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <div class="reactions" role="group" aria-label=texts::REACTIONS>
                <For each=kinds key=|reaction| *reaction let(reaction)>
                    <ReactionButton reaction all place />
                </For>
            </div>
        </Show>
    }
}

#[component]
fn ReactionButton(reaction: Reaction, all: Memo<Vec<Reacted>>, place: Place) -> impl IntoView {
    let of = move |all: &[Reacted]| all.iter().find(|reacted| reacted.reaction == reaction).cloned();
    let reacted = Memo::new(move |_| all.with(|all| of(all)));
    let me = place.live.me().id;
    let mine = Memo::new(move |_| {
        reacted.with(|reacted| reacted.as_ref().is_some_and(|reacted| reacted.people.iter().any(|one| one.id == me)))
    });
    let words = move || reacted.with(|reacted| reacted.as_ref().map(who).unwrap_or_default());
    let count = move || reacted.with(|reacted| reacted.as_ref().map_or(0, |reacted| reacted.people.len()));
    let can = place.live.can_comment();
    view! {
        <button
            type="button"
            class="reaction"
            data-testid="reaction"
            data-reaction=reaction.as_str()
            aria-pressed=move || mine.get().to_string()
            aria-label=words
            title=words
            disabled=move || !can.get()
            on:click=move |_| place.set(reaction, !mine.get_untracked())
        >
            <span aria-hidden="true">{reaction.emoji()}</span>
            <span class="reaction-count" aria-hidden="true">{count}</span>
        </button>
    }
}

/// Offers all reactions.
#[component]
pub(super) fn ReactMenu(
    /// The comment's thread.
    thread: Uuid,
    /// The comment.
    id: Uuid,
    /// The panel.
    comments: Comments,
) -> impl IntoView {
    let place = Place { live: comments.live, toaster: expect_context(), thread, comment: id };
    let me = place.live.me().id;
    let mine = move |reaction: Reaction| {
        let comment = untrack(|| comments.comment(thread, id));
        let reacted =
            comment.and_then(|comment| comment.reactions.into_iter().find(|known| known.reaction == reaction));
        reacted.is_some_and(|reacted| reacted.people.iter().any(|one| one.id == me))
    };
    view! {
        <Menu label=texts::REACT_TO_THIS_COMMENT trigger=move || view! { <Icon name=IconName::Smile /> }>
            {Reaction::ALL
                .map(|reaction| {
                    view! {
                        <button
                            type="button"
                            role="menuitem"
                            tabindex="-1"
                            class="menu-item"
                            on:click=move |_| place.set(reaction, !mine(reaction))
                        >
                            <span class="reaction-emoji" aria-hidden="true">{reaction.emoji()}</span>
                            <span>{reaction.label()}</span>
                        </button>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

/// Who chose a reaction, in words.
fn who(reacted: &Reacted) -> String {
    let names: Vec<String> = reacted.people.iter().map(debrief_shared::api::Person::named).collect();
    format!("{}: {}", reacted.reaction.label(), names.join(", "))
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::Person;

    use super::*;

    #[test]
    fn who_reacted_is_told_by_name() {
        let person = |name: &str, guest| Person { id: Uuid::nil(), name: name.to_owned(), color: 0, guest };
        let people = vec![person("Ada", false), person("Gus", true)];
        assert_eq!(who(&Reacted { reaction: Reaction::Thanks, people }), "Thanks: Ada, Gus (guest)");
    }
}

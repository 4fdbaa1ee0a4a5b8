//! The review: where the postmortem stands, who is asked, what each came to, and publishing. A panel beside the text, which stays in sight.

mod ask;
mod mine;
mod publish;
mod rounds;
mod words;

use std::{future::Future, time::Duration};

use debrief_shared::api::{InstanceRole, Review, ReviewRound, Role};
use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::page::Panels;
use crate::texts::review as texts;
use crate::{
    api::ApiError,
    live::{Live, Status},
    notifications::Notifications,
    session::Session,
    texts::times,
    ui::{IconButton, IconName, Notice, NoticeKind},
};
use ask::Ask;
use mine::Mine;
use publish::PublishPart;
use rounds::Rounds;

/// Pause after the last change that was saved.
const ASK_AFTER: Duration = Duration::from_secs(2);

/// What the parts of the panel share.
#[derive(Clone, Copy)]
struct ReviewPanelState {
    live: Live,
    session: Session,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl ReviewPanelState {
    /// Something of the review as it is now.
    fn read<T: Default>(self, read: impl FnOnce(&Review) -> T) -> T {
        self.live.review().with(|review| review.as_ref().map(read).unwrap_or_default())
    }

    /// The round that is going on.
    fn current(self) -> Option<ReviewRound> {
        self.read(|review| review.current().cloned())
    }

    /// Who looks at it.
    fn me(self) -> Option<Uuid> {
        self.session.info().with(|info| info.as_ref().map(|info| info.person.id))
    }

    /// Whether they run the instance.
    fn is_admin(self) -> bool {
        self.session.info().with(|info| info.as_ref().is_some_and(|info| info.role == InstanceRole::Admin))
    }

    /// Sends something off; what the server answers is shown, and `done` is run after it.
    fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = request.await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(error) => {
                    self.session.heed(&error);
                    // It may stand otherwise than it is shown.
                    self.live.ask_review();
                    let _ = self.trouble.try_set(Some(error.words()));
                }
            }
        });
    }
}

/// Where it stands, in the bar; opens the panel.
#[component]
pub(super) fn ReviewChip() -> impl IntoView {
    let live = expect_context::<Live>();
    let panels = expect_context::<Panels>();
    let review = live.review();
    let status = live.status();
    // What was published stays; that it is not the newest any more is asked for once.
    let is_newest = move || {
        review.with_untracked(|review| {
            let newest = review.as_ref().and_then(|review| Some((review.publications.first()?.seq, review.end)));
            newest.is_some_and(|(published, end)| published == end)
        })
    };
    Effect::new(move |before: Option<bool>| {
        let saving = status.get() == Status::Saving;
        if before == Some(true) && !saving && is_newest() {
            live.ask_review();
        }
        saving
    });
    view! {
        <Show when=move || review.with(Option::is_some)>
            <button
                type="button"
                class="review-chip"
                data-testid="review-chip"
                data-state=move || review.with(|review| review.as_ref().map(words::state_name))
                aria-expanded=move || panels.review.get().to_string()
                aria-label=move || texts::review_state(review.with(|review| review.as_ref().map(words::state).unwrap_or_default()))
                on:click=move |_| panels.review.update(|open| *open = !*open)
            >
                <span class="review-dot" aria-hidden="true"></span>
                <span class="review-chip-words">{move || review.with(|review| review.as_ref().map(words::state))}</span>
            </button>
        </Show>
    }
}

/// The panel.
#[component]
pub(super) fn ReviewPanel() -> impl IntoView {
    let panels = expect_context::<Panels>();
    let live = expect_context::<Live>();
    let node = NodeRef::<html::Aside>::new();
    Effect::new(move |_| {
        if panels.review.get()
            && let Some(panel) = node.get()
        {
            // Whoever opened it by keyboard goes on inside it.
            request_animation_frame(move || drop(panel.focus()));
        }
    });
    let close = move || {
        panels.review.set(false);
        super::commands::focus("[data-testid=review-chip]");
    };
    view! {
        <Show when=move || panels.review.get() && live.review().with(Option::is_some)>
            <aside
                class="review-panel"
                aria-label=texts::REVIEW
                tabindex="-1"
                node_ref=node
                data-testid="review-panel"
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Escape" && !event.default_prevented() {
                        event.stop_propagation();
                        close();
                    }
                }
            >
                <header class="review-head">
                    <h2>{texts::REVIEW}</h2>
                    <IconButton icon=IconName::Close label=texts::CLOSE_THE_REVIEW on:click=move |_| close() />
                </header>
                <Parts />
            </aside>
        </Show>
    }
}

/// Edits are no news of the review, but say of which text an approval is: while it is looked at, it is asked for again once they are saved.
fn follow_saving(live: Live) {
    live.ask_review();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(waiting) = waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    };
    Effect::new(move |before: Option<Status>| {
        let now = live.status().get();
        if now == Status::Saved && before.is_some_and(|before| before != now) {
            stop();
            waiting.set_value(set_timeout_with_handle(move || live.ask_review(), ASK_AFTER).ok());
        }
        now
    });
    on_cleanup(stop);
}

#[component]
fn Parts() -> impl IntoView {
    let live = expect_context::<Live>();
    let state =
        ReviewPanelState { live, session: expect_context(), trouble: RwSignal::new(None), busy: RwSignal::new(false) };
    let asked = Memo::new(move |_| {
        let me = state.me();
        let round = state.current().filter(|round| round.reviewers.iter().any(|part| Some(part.person.id) == me));
        round.map(|round| round.id)
    });
    expect_context::<Notifications>().follow_review(live.id());
    follow_saving(live);
    let asking = RwSignal::new(false);
    let is_round = Memo::new(move |_| state.current().is_some());
    let is_in_charge = move || live.role().get() == Some(Role::Owner) || state.is_admin();
    view! {
        <p class="review-state" role="status" data-testid="review-state">
            <strong>{move || state.read(words::state)}</strong>
            {move || state.read(|review| review.due.clone()).map(|due| texts::to_be_published_by(times::day(&due)))}
        </p>
        {move || state.trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
        // Keyed: another round is another part, whose buttons are not those of the one before.
        <For each=move || asked.get() key=|round| *round let:round><Mine round state /></For>
        <Rounds state />
        <Show when=move || live.can_write().get()>
            <Show
                when=move || asking.get() || !is_round.get()
                fallback=move || view! {
                    <button type="button" class="text-button" data-testid="review-again" on:click=move |_| asking.set(true)>{texts::ASK_FOR_ANOTHER_ROUND}</button>
                }
            >
                <Ask state asking />
            </Show>
        </Show>
        <Show when=is_in_charge>
            <PublishPart state />
        </Show>
    }
}

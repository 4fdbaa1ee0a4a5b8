//! A suggestion in its thread: what it would change, whether that still fits, and deciding on it.

use debrief_shared::{api::Suggestion, document::suggestion::difference};
use leptos::{ev, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::Comments;
use crate::texts::comments as texts;
use crate::{
    api,
    live::Live,
    ui::{Button, ButtonKind, IconName, Toaster},
};

/// What the thread `id` proposes; nothing for a plain thread.
#[component]
pub(super) fn SuggestionPart(
    /// The thread.
    id: Uuid,
    /// The panel.
    comments: Comments,
) -> impl IntoView {
    let live = comments.live;
    let thread = Memo::new(move |_| comments.get(id).map(|placed| placed.thread));
    let suggestion =
        Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.suggestion.clone())));
    let quote = Memo::new(move |_| {
        thread.with(|thread| thread.as_ref().map(|thread| thread.quote.clone()).unwrap_or_default())
    });
    let open =
        Memo::new(move |_| suggestion.with(|suggestion| suggestion.as_ref().is_some_and(|it| it.outcome.is_none())));
    // What stands there now, where that is not what it was made for.
    let changed = Memo::new(move |_| {
        let thread = thread.get().filter(|_| open.get())?;
        let now = live.thread_words(&thread).unwrap_or_default();
        (now != thread.quote).then_some(now)
    });
    let mine = Memo::new(move |_| {
        let me = live.me().id;
        thread.with(|thread| {
            thread.as_ref().is_some_and(|thread| thread.comments.first().is_some_and(|first| first.author.id == me))
        })
    });
    view! {
        <Show when=move || suggestion.with(Option::is_some)>
            <div class="suggestion" data-testid="suggestion">
                <p class="suggestion-change">
                    {move || suggestion.with(|suggestion| suggestion.as_ref().map(|it| quote.with(|quote| change(quote, &it.text))))}
                </p>
                {move || changed.get().map(|now| view! { <Changed now /> })}
                <p class="thread-note">{move || suggestion.with(|suggestion| suggestion.as_ref().and_then(outcome_words))}</p>
                <Show when=move || open.get()>
                    <Decide id live changed mine />
                </Show>
            </div>
        </Show>
    }
}

/// What it takes out and puts in, between what stays.
fn change(quote: &str, words: &str) -> impl IntoView + use<> {
    let it = difference(quote, words);
    let part = |words: &str| (!words.is_empty()).then(|| words.to_owned());
    view! {
        {part(it.head)}
        {part(it.old).map(|words| view! { <del>{words}</del> })}
        {(!it.old.is_empty() && !it.new.is_empty()).then_some(" ")}
        {part(it.new).map(|words| view! { <ins>{words}</ins> })}
        {part(it.tail)}
    }
}

#[component]
fn Changed(now: String) -> impl IntoView {
    let words = if now.is_empty() { texts::WORDS_ARE_GONE.to_owned() } else { texts::text_has_changed(&now) };
    view! { <p class="suggestion-stale" data-testid="suggestion-stale">{words}</p> }
}

#[component]
fn Decide(id: Uuid, live: Live, changed: Memo<Option<String>>, mine: Memo<bool>) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let busy = RwSignal::new(false);
    let gone = Memo::new(move |_| changed.with(|changed| changed.as_ref().is_some_and(String::is_empty)));
    let decide = move |accept: bool| {
        if busy.get_untracked() || (accept && gone.get_untracked()) {
            return;
        }
        busy.set(true);
        let current = changed.get_untracked();
        spawn_local(async move {
            let answer = if accept {
                api::accept_suggestion(live.id(), id, current).await
            } else {
                api::decline_suggestion(live.id(), id).await
            };
            let _ = busy.try_set(false);
            match answer {
                // There is nothing left to look at in the text.
                Ok(_) if live.active_thread().try_get_untracked().flatten() == Some(id) => {
                    live.active_thread().set(None);
                }
                Ok(_) => {}
                Err(error) => toaster.say(error.words()),
            }
        });
    };
    // The suggestion that is being looked at takes one key.
    let listener = window_event_listener(ev::keydown, move |event| {
        let held = (event.ctrl_key() || event.meta_key()) && event.alt_key();
        let here = live.active_thread().get_untracked() == Some(id) && live.can_write().get_untracked();
        let accept = match event.key().as_str() {
            "Enter" => true,
            "Backspace" => false,
            _ => return,
        };
        if held && here && !event.default_prevented() {
            event.prevent_default();
            decide(accept);
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <div class="thread-actions">
            <Show when=move || live.can_write().get()>
                <Button
                    kind=ButtonKind::Quiet
                    icon=IconName::Done
                    busy
                    attr:aria-keyshortcuts="Control+Alt+Enter"
                    attr:data-testid="suggestion-accept"
                    attr:disabled=move || gone.get()
                    on:click=move |_| decide(true)
                >
                    {move || if changed.with(Option::is_some) { texts::ACCEPT_ANYWAY } else { texts::ACCEPT }}
                </Button>
            </Show>
            <Show when=move || live.can_write().get() || mine.get()>
                <Button
                    kind=ButtonKind::Quiet
                    icon=IconName::Close
                    busy
                    attr:aria-keyshortcuts="Control+Alt+Backspace"
                    attr:data-testid="suggestion-decline"
                    on:click=move |_| decide(false)
                >
                    {move || if mine.get() && !live.can_write().get() { texts::WITHDRAW } else { texts::DECLINE }}
                </Button>
            </Show>
        </div>
    }
}

fn outcome_words(suggestion: &Suggestion) -> Option<String> {
    let outcome = suggestion.outcome.as_ref()?;
    let by = outcome.by.named();
    Some(if outcome.accepted { texts::accepted_by(by) } else { texts::declined_by(by) })
}

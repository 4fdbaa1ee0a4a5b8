//! A line that is noted: for the parking lot, as a decision, or anything else. One key opens the field in the big view.

use debrief_shared::document::meeting::LineKind;
use leptos::{ev, html, prelude::*};

use super::Meeting;
use crate::{
    texts::meeting as texts,
    ui::{Button, ButtonKind},
};

impl Meeting {
    /// Notes a line; `true` if it was.
    pub(super) fn note(self, kind: LineKind, words: &str) -> bool {
        if words.trim().is_empty() {
            return false;
        }
        let (id, now, by) = (self.live.new_id(), self.live.now(), self.live.me().named());
        let noted =
            self.live.edit(|postmortem, txn| postmortem.meeting().note(txn, &id, kind, words, (now, by.as_str())));
        self.say_if_full(noted);
        matches!(noted, Some(Ok(())))
    }
}

/// A field for one line of a kind.
#[component]
pub(super) fn Capture(
    /// What it will be.
    kind: RwSignal<LineKind>,
    /// Called when a line was noted, or the field is left by Escape.
    #[prop(optional, into)]
    done: Option<Callback<bool>>,
) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let words = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    if done.is_some() {
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                // Nothing to do about a browser that refuses focus.
                let _ = input.focus();
            }
        });
    }
    let note = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if meeting.note(kind.get_untracked(), &words.get_untracked()) {
            words.set(String::new());
            if let Some(done) = done {
                done.run(true);
            }
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(done) = done.filter(|_| event.key() == "Escape") {
            event.stop_propagation();
            event.prevent_default();
            done.run(false);
        }
    };
    view! {
        <form class="meeting-capture" data-testid="meeting-capture" on:submit=note on:keydown=on_key>
            <div class="meeting-kinds" role="group" aria-label=texts::NOTE_LABEL>
                {LineKind::ALL
                    .map(|this| {
                        view! {
                            <button type="button" class="meeting-tab" aria-pressed=move || (kind.get() == this).to_string() data-testid=format!("meeting-kind-{}", this.as_str()) on:click=move |_| kind.set(this)>
                                {texts::line_kind(this)}
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <div class="meeting-row">
                <input node_ref=input class="input" aria-label=texts::NOTE_LABEL placeholder=texts::NOTE_HINT data-testid="meeting-line" prop:value=move || words.get() on:input=move |event| words.set(event_target_value(&event)) />
                <Button kind=ButtonKind::Primary submit=true>{texts::ADD}</Button>
            </div>
        </form>
    }
}

//! Answers to a mitigation that is to be done: still right, another date, done, or not done after all. Whoever answers is not reminded again.

use debrief_shared::api::{ActionItem, AnswerMitigation, MitigationAnswer};
use leptos::{ev, html, prelude::*, task::spawn_local};

use crate::api;
use crate::texts::follow_through as texts;
use crate::ui::{Button, ButtonKind, Toaster, unique_id};

/// Longest note, in characters; the server takes no longer one.
const MAX_NOTE_CHARS: u32 = 500;

/// A button that asks, and the answers.
#[component]
pub(super) fn Answer(
    item: ActionItem,
    /// After an answer was taken.
    on_answered: Callback<()>,
) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<MitigationAnswer>);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let due = item.due.clone();
    // Any other answer is written into the postmortem.
    let may_edit = item.may_edit;
    let item = StoredValue::new(item);
    let (panel, field) = (unique_id("answer"), unique_id("answer-field"));
    let input = NodeRef::<html::Input>::new();
    let give = move |answer: MitigationAnswer| {
        if busy.get_untracked() {
            return;
        }
        let words = typed.get_untracked().trim().to_owned();
        let (due, note) = if answer == MitigationAnswer::Later { (Some(words), String::new()) } else { (None, words) };
        let (postmortem, mitigation) = item.with_value(|item| (item.postmortem, item.id.clone()));
        busy.set(true);
        spawn_local(async move {
            let taken = api::answer_mitigation(postmortem, &mitigation, &AnswerMitigation { answer, due, note }).await;
            busy.try_set(false);
            match taken {
                Ok(()) => {
                    toaster.say(texts::answered(answer).to_owned());
                    open.try_set(false);
                    on_answered.try_run(());
                }
                Err(error) => toaster.say(error.words()),
            }
        });
    };
    let choose = move |answer: MitigationAnswer| {
        if answer == MitigationAnswer::StillRight {
            return give(answer);
        }
        typed.set(if answer == MitigationAnswer::Later { due.clone() } else { String::new() });
        chosen.set(Some(answer));
        request_animation_frame(move || {
            // The list may have been made anew meanwhile.
            if let Some(input) = input.try_get_untracked().flatten() {
                // Nothing to do about a browser that refuses focus.
                let _ = input.focus();
            }
        });
    };
    let choice = move |answer: MitigationAnswer, word: &'static str| {
        let choose = choose.clone();
        view! {
            <Button
                attr:aria-pressed=move || (chosen.get() == Some(answer)).to_string()
                attr:data-testid=format!("answer-{word}")
                on:click=move |_| choose(answer)
            >
                {texts::answer(answer)}
            </Button>
        }
    };
    let form = move || {
        let answer = chosen.get()?;
        let field = field.clone();
        let submit = move |event: ev::SubmitEvent| {
            event.prevent_default();
            give(answer);
        };
        Some(view! {
            <form class="answer-form" on:submit=submit>
                <div class="field">
                    <label class="field-label" for=field.clone()>{texts::ask_for(answer)}</label>
                    <input
                        node_ref=input
                        id=field
                        class="input"
                        type=if answer == MitigationAnswer::Later { "date" } else { "text" }
                        maxlength=MAX_NOTE_CHARS.to_string()
                        required=answer != MitigationAnswer::Done
                        data-testid="answer-field"
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
                <Button kind=ButtonKind::Primary submit=true busy=busy attr:data-testid="answer-give">{texts::SAY_SO}</Button>
            </form>
        })
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <div class="answer" on:keydown=escape>
            <button
                type="button"
                class="quiet-button"
                aria-expanded=move || open.get().to_string()
                aria-controls=panel.clone()
                data-testid="answer"
                on:click=move |_| {
                    chosen.set(None);
                    open.update(|open| *open = !*open);
                }
            >
                {texts::STILL_RIGHT}
            </button>
            <div id=panel class="answer-panel" hidden=move || !open.get()>
                <p class="muted">{texts::ABOUT_ANSWERS}</p>
                <div class="answer-choices">
                    {choice(MitigationAnswer::StillRight, "still")}
                    {may_edit.then(|| [
                        choice(MitigationAnswer::Later, "later"),
                        choice(MitigationAnswer::Done, "done"),
                        choice(MitigationAnswer::WontDo, "against"),
                    ])}
                </div>
                {(!may_edit).then(|| view! { <p class="muted">{texts::ASK_AN_EDITOR}</p> })}
                {form}
            </div>
        </div>
    }
}

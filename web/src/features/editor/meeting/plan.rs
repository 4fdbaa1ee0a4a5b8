//! Who stands behind the plan: an answer of everybody to each commitment, the owner's word, and the summary at the end.

use debrief_shared::document::{
    MitigationView, Place,
    meeting::{Present, Stance},
};
use leptos::{ev, prelude::*};

use super::Meeting;
use crate::{
    texts::meeting as texts,
    ui::{Button, ButtonKind, Icon, IconName, unique_id},
    zone::Zone,
};

/// Every commitment with its answers.
#[component]
pub(super) fn Plan() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let ids = Memo::new(move |_| {
        meeting.live.outline().with(|view| {
            let commitments = view.live_mitigations().filter(|mitigation| mitigation.status.is_commitment());
            commitments.map(|mitigation| mitigation.id.clone()).collect::<Vec<_>>()
        })
    });
    let of = RwSignal::new(meeting.me().id);
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="meeting-hint">{texts::NO_COMMITMENTS}</p> }>
            <Show when=move || writes.get() fallback=|| view! { <p class="meeting-card meeting-hint">{texts::READER_ANSWERS}</p> }>
                <WhoseAnswers of />
            </Show>
            <ul class="meeting-plan" data-testid="meeting-plan">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Commitment id of />
                </For>
            </ul>
        </Show>
        <Show when=move || writes.get() && meeting.view.with(|view| view.begun.is_some())>
            <Summary />
        </Show>
    }
}

/// For whom answers are written down: oneself, or somebody who says it aloud.
#[component]
fn WhoseAnswers(of: RwSignal<String>) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = unique_id("answers-of");
    let me = StoredValue::new(meeting.me().id);
    let others = Memo::new(move |_| {
        meeting.view.with(|view| {
            let others = view.people.iter().filter(|person| me.with_value(|me| person.id != *me));
            others.map(|person| (person.id.clone(), person.name.clone())).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="meeting-row">
            <label class="meeting-field" for=id.clone()>{texts::ANSWER_FOR}</label>
            <span class="select">
                <select id=id data-testid="meeting-answers-of" on:change=move |event| of.set(event_target_value(&event))>
                    <option value=me.get_value()>{texts::ME}</option>
                    {move || others.get().into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </div>
    }
}

impl Meeting {
    /// The name that goes with an account or a person in the room.
    fn name_of(self, id: &str) -> String {
        let me = self.me();
        if me.id == id {
            return me.name;
        }
        self.view.with_untracked(|view| view.attendee(id).map(|person| person.name.clone()).unwrap_or_default())
    }

    /// Who writes it down, if that is not the person.
    fn writer_for(self, id: &str) -> String {
        let me = self.me();
        if me.id == id { String::new() } else { me.name }
    }

    fn answer(self, commitment: &str, person: &str, answer: Option<(Stance, &str)>) {
        let (name, by) = (self.name_of(person), self.writer_for(person));
        let done = self
            .live
            .edit(|postmortem, txn| postmortem.meeting().answer(txn, commitment, (person, &name), answer, &by));
        self.say_if_full(done);
    }
}

#[component]
fn Commitment(id: String, of: RwSignal<String>) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let id = StoredValue::new(id);
    let writes = meeting.live.can_write();
    let mitigation = Memo::new(move |_| {
        meeting
            .live
            .outline()
            .with(|view| id.with_value(|id| view.live_mitigations().find(|mitigation| mitigation.id == *id).cloned()))
    });
    let words = move || mitigation.with(|found| found.as_ref().map(|found| found.text.clone()).unwrap_or_default());
    let mine = Memo::new(move |_| {
        meeting.view.with(|view| {
            id.with_value(|id| of.with(|of| view.answer(id, of).map(|answer| (answer.stance, answer.words.clone()))))
        })
    });
    let stance = move || mine.with(|mine| mine.as_ref().map(|(stance, _)| *stance));
    let choose = move |chosen: Stance| {
        let kept = mine.with_untracked(|mine| mine.as_ref().map(|(_, words)| words.clone()).unwrap_or_default());
        // Pressed again, it is taken back.
        let answer = (untrack(stance) != Some(chosen)).then_some((chosen, kept.as_str()));
        meeting.answer(&id.get_value(), &of.get_untracked(), answer);
    };
    let concern = move |event: ev::Event| {
        let words = event_target_value(&event);
        meeting.answer(&id.get_value(), &of.get_untracked(), Some((Stance::Concern, words.trim())));
    };
    view! {
        <li class="meeting-commitment" data-testid="meeting-commitment">
            <p class="meeting-commitment-text">{words}</p>
            <Owner mitigation />
            <Show when=move || writes.get()>
                <div class="meeting-stances" role="group" aria-label=words>
                    {Stance::ALL
                        .map(|this| {
                            view! {
                                <button type="button" class="meeting-tab" aria-pressed=move || (stance() == Some(this)).to_string() data-testid=format!("meeting-{}", this.as_str()) on:click=move |_| choose(this)>
                                    {texts::stance(this)}
                                </button>
                            }
                        })
                        .into_iter()
                        .collect_view()}
                </div>
                <Show when=move || stance() == Some(Stance::Concern)>
                    <input class="input" aria-label=texts::CONCERN_WORDS placeholder=texts::CONCERN_WORDS data-testid="meeting-concern-words" prop:value=move || mine.with(|mine| mine.as_ref().map(|(_, words)| words.clone()).unwrap_or_default()) on:change=concern />
                </Show>
            </Show>
            <Answers id=id.get_value() />
        </li>
    }
}

/// The one owner, and whether they take it on.
#[component]
fn Owner(mitigation: Memo<Option<MitigationView>>) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let owner = Memo::new(move |_| {
        mitigation.with(|found| found.as_ref().map(|found| found.owner.trim().to_owned()).unwrap_or_default())
    });
    let id = move || mitigation.with(|found| found.as_ref().map(|found| found.id.clone()).unwrap_or_default());
    let confirmed = Memo::new(move |_| {
        let (id, owner) = (id(), owner.get());
        meeting.view.with(|view| view.confirmation(&id).filter(|confirmed| confirmed.name == owner).cloned())
    });
    let is_me = move || owner.with(|owner| owner.to_lowercase() == meeting.live.me().name.to_lowercase());
    let set = move |on: bool| {
        let (id, owner) = untrack(|| (id(), owner.get()));
        let by = if untrack(is_me) { String::new() } else { meeting.me().name };
        let done = meeting
            .live
            .edit(|postmortem, txn| postmortem.meeting().confirm(txn, &id, on.then_some(owner.as_str()), &by));
        meeting.say_if_full(done);
    };
    let words = move || match (owner.get(), confirmed.get()) {
        (owner, _) if owner.is_empty() => texts::NO_OWNER.to_owned(),
        (owner, Some(confirmed)) if confirmed.by.is_empty() => format!("{owner} {}", texts::TAKEN_ON),
        (owner, Some(confirmed)) => texts::noted_by(&format!("{owner} {}", texts::TAKEN_ON), &confirmed.by),
        (owner, None) => format!("{owner} {}", texts::NOT_TAKEN_ON),
    };
    view! {
        <p class="meeting-owner" class:is-confirmed=move || confirmed.with(Option::is_some) data-testid="meeting-owner">
            <span>{words}</span>
            <Show when=move || writes.get() && owner.with(|owner| !owner.is_empty())>
                <Button kind=ButtonKind::Quiet attr:data-testid="meeting-take-on" on:click=move |_| set(confirmed.with_untracked(Option::is_none))>
                    {move || match (confirmed.with(Option::is_some), is_me()) {
                        (true, _) => texts::UNDO_TAKE_ON.to_owned(),
                        (false, true) => texts::TAKE_ON.to_owned(),
                        (false, false) => texts::owner_says_yes(&owner.get()),
                    }}
                </Button>
            </Show>
        </p>
    }
}

/// What everybody said.
#[component]
fn Answers(id: String) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let answers = Memo::new(move |_| {
        meeting
            .view
            .with(|view| view.answers.iter().filter(|answer| answer.commitment == id).cloned().collect::<Vec<_>>())
    });
    view! {
        <ul class="meeting-answers">
            {move || {
                answers
                    .get()
                    .into_iter()
                    .map(|answer| {
                        let name = if answer.by.is_empty() { answer.name } else { texts::noted_by(&answer.name, &answer.by) };
                        let words = Some(answer.words).filter(|words| answer.stance == Stance::Concern && !words.is_empty());
                        view! {
                            <li data-stance=answer.stance.as_str()>
                                <strong>{texts::stance(answer.stance)}</strong>": "{name}
                                {words.map(|words| view! { <span class="meeting-concern">"“"{words}"”"</span> })}
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

/// Writes the summary as a section, once.
#[component]
fn Summary() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let live = meeting.live;
    let there = Memo::new(move |_| meeting.summary_there());
    let write = move |_| {
        let (id, now) = (live.new_id(), live.now());
        let held = meeting.view.with_untracked(|view| view.begun).unwrap_or(now);
        let moment = Zone::mine().at(held);
        let day = format!("{} {}", moment.date(), moment.zone_label());
        let view = live.read(|postmortem, txn| postmortem.outline(txn));
        let section = meeting.view.with_untracked(|meeting| meeting.summary_section(&view, Present { day: &day }));
        live.edit(|postmortem, txn| {
            postmortem.add_section(txn, &id, &section, Place::Last);
            postmortem.meeting().set_summary(txn, &id);
        });
        meeting.toaster.say(texts::SUMMARY_WRITTEN);
    };
    let address = move || format!("/p/{}#section-{}", live.id(), there.get().unwrap_or_default());
    view! {
        <section class="meeting-part">
            <Show
                when=move || there.with(Option::is_some)
                fallback=move || {
                    view! {
                        <Button kind=ButtonKind::Primary attr:data-testid="meeting-write-summary" on:click=write>{texts::WRITE_SUMMARY}</Button>
                        <p class="meeting-hint">{texts::SUMMARY_NOTE}</p>
                    }
                }
            >
                <div class="meeting-row">
                    <p data-testid="meeting-summary-there">{texts::SUMMARY_THERE}</p>
                    <a href=address>{texts::GO_THERE}</a>
                </div>
            </Show>
        </section>
    }
}

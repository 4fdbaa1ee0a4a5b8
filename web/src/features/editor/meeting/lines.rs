//! What was noted, and what becomes of it: an idea for the plan, a section, or a comment.

use debrief_shared::{
    api::{Anchor, CreateThread},
    document::{
        NewMitigation, NewSection, Place, SectionKind, Status, Subject,
        meeting::{Line, LineKind},
    },
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Meeting, capture::Capture};
use crate::{
    api,
    texts::meeting as texts,
    ui::{IconButton, IconName},
};

/// All lines, by what they are, and the field for another.
#[component]
pub(super) fn Lines() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let writes = meeting.live.can_write();
    let kind = RwSignal::new(LineKind::Parked);
    let none = Memo::new(move |_| meeting.view.with(|view| view.lines.is_empty()));
    view! {
        <Show when=move || writes.get()>
            <Capture kind />
        </Show>
        <Show when=move || none.get()>
            <p class="meeting-hint">{move || if writes.get() { texts::NO_LINES } else { texts::NO_LINES_READER }}</p>
        </Show>
        {LineKind::ALL.map(|kind| view! { <OfKind kind /> }).into_iter().collect_view()}
        <Show when=move || writes.get() && !none.get()>
            <p class="meeting-hint">{texts::LINE_KEYS}</p>
        </Show>
    }
}

#[component]
fn OfKind(kind: LineKind) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let ids = Memo::new(move |_| {
        meeting.view.with(|view| {
            view.lines.iter().filter(|line| line.kind == kind).map(|line| line.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || !ids.with(Vec::is_empty)>
            <section class="meeting-part">
                <h3>{texts::line_kind(kind)}</h3>
                <ul class="meeting-lines" data-testid=format!("meeting-lines-{}", kind.as_str())>
                    <For each=move || ids.get() key=Clone::clone let(id)>
                        <Row id />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(id: String) -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let line = Memo::new(move |_| {
        meeting.view.with(|view| view.lines.iter().find(|line| line.id == id).cloned().unwrap_or_default())
    });
    let writes = meeting.live.can_write();
    let act = move |act: fn(Meeting, &Line)| move |_| line.with_untracked(|line| act(meeting, line));
    let on_key = move |event: ev::KeyboardEvent| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        let act: fn(Meeting, &Line) = match event.key().as_str() {
            "i" => to_idea,
            "s" => to_section,
            "c" => to_comment,
            _ => return,
        };
        // Letters typed into the line are its own.
        let on_row = event.target() == event.current_target() || !super::present::in_text_field(&event);
        if plain && on_row && writes.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            line.with_untracked(|line| act(meeting, line));
        }
    };
    view! {
        <li class="meeting-line" tabindex="0" data-testid="meeting-note" on:keydown=on_key>
            <Show when=move || writes.get() fallback=move || view! { <span class="meeting-line-text">{move || line.with(|line| line.text.clone())}</span> }>
                <input
                    class="input meeting-line-text"
                    aria-label=texts::NOTE_LABEL
                    prop:value=move || line.with(|line| line.text.clone())
                    on:change=move |event| {
                        let (id, words) = (line.with_untracked(|line| line.id.clone()), event_target_value(&event));
                        meeting.live.edit(|postmortem, txn| postmortem.meeting().word_line(txn, &id, &words));
                    }
                />
            </Show>
            {move || {
                let became = line.with(|line| line.became.clone());
                if !became.is_empty() {
                    view! { <span class="meeting-hint" data-testid="meeting-became">{texts::became(&became)}</span> }.into_any()
                } else if writes.get() {
                    view! {
                        <span class="meeting-line-tools">
                            <IconButton icon=IconName::List label=texts::TO_IDEA attr:data-testid="meeting-to-idea" on:click=act(to_idea) />
                            <IconButton icon=IconName::Document label=texts::TO_SECTION attr:data-testid="meeting-to-section" on:click=act(to_section) />
                            <IconButton icon=IconName::Comment label=texts::TO_COMMENT attr:data-testid="meeting-to-comment" on:click=act(to_comment) />
                            <IconButton icon=IconName::Trash label=texts::REMOVE on:click=act(remove) />
                        </span>
                    }
                        .into_any()
                } else {
                    ().into_any()
                }
            }}
        </li>
    }
}

fn to_idea(meeting: Meeting, line: &Line) {
    if !line.became.is_empty() {
        return;
    }
    let id = meeting.live.new_id();
    let idea = NewMitigation {
        text: line.text.clone(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Idea,
        reason: String::new(),
    };
    meeting.live.edit(|postmortem, txn| {
        postmortem.add_mitigation(txn, &id, &idea, Place::Last);
        postmortem.meeting().became(txn, &line.id, &format!("mitigation:{id}"));
    });
}

fn to_section(meeting: Meeting, line: &Line) {
    if !line.became.is_empty() {
        return;
    }
    let id = meeting.live.new_id();
    let section = NewSection {
        kind: SectionKind::Prose,
        heading: line.text.clone(),
        guidance: String::new(),
        body: String::new(),
    };
    meeting.live.edit(|postmortem, txn| {
        postmortem.add_section(txn, &id, &section, Place::Last);
        postmortem.meeting().became(txn, &line.id, &format!("section:{id}"));
    });
}

fn to_comment(meeting: Meeting, line: &Line) {
    if !line.became.is_empty() {
        return;
    }
    let (id, page) = (line.id.clone(), meeting.live);
    let quote = page.outline().with_untracked(|view| Subject::Whole.words(view)).unwrap_or_default();
    let thread = CreateThread {
        anchor: Anchor::on(&Subject::Whole),
        quote,
        body: line.text.clone(),
        suggestion: None,
        id: None,
    };
    spawn_local(async move {
        match api::create_thread(page.id(), &thread).await {
            Ok(thread) => {
                let what = format!("comment:{}", thread.id);
                page.edit(|postmortem, txn| postmortem.meeting().became(txn, &id, &what));
            }
            Err(error) => meeting.toaster.say(error.words()),
        }
    });
}

fn remove(meeting: Meeting, line: &Line) {
    let id = line.id.clone();
    meeting.live.edit(|postmortem, txn| postmortem.meeting().remove_line(txn, &id, true));
    let back = move || {
        meeting.live.edit(|postmortem, txn| postmortem.meeting().remove_line(txn, &id, false));
    };
    meeting.toaster.undoable(texts::LINE_REMOVED, back);
}

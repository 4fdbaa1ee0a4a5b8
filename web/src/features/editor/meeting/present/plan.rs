//! The plan on the big screen: commitments with their owners and how many stand behind them, then ideas.

use debrief_shared::document::{MitigationView, Status, TextPath, View, meeting::Stance};
use leptos::{html, prelude::*};

use super::{reading::Reading, stage::Stage};
use crate::{
    text_surface::{SurfaceMode, TextSurface},
    texts::meeting as texts,
};

/// The mitigations that are shown, in their order: commitments first.
pub(super) fn order(view: &View) -> Vec<String> {
    let shown = view.live_mitigations().filter(|mitigation| mitigation.status != Status::WontDo);
    let (first, then): (Vec<_>, Vec<_>) = shown.partition(|mitigation| mitigation.status.is_commitment());
    first.into_iter().chain(then).map(|mitigation| mitigation.id.clone()).collect()
}

/// The plan, under the section's own note.
#[component]
pub(super) fn PlanPart() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let live = stage.meeting.live;
    let ids = Memo::new(move |_| live.outline().with(|view| order(view)));
    let note = Memo::new(move |_| stage.current().with(|part| part.id.clone()));
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="present-empty">{texts::NO_PLAN}</p> }>
            <ol class="present-plan" class:has-light=move || stage.is_lit() data-testid="present-plan">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Row id ids />
                </For>
            </ol>
        </Show>
        {move || {
            let path = TextPath::Body(note.get());
            let written = !live.text_of(&path).trim().is_empty();
            written.then(|| view! { <div class="present-note"><Reading section=note.get() beside=true /></div> })
        }}
    }
}

#[component]
fn Row(id: String, ids: Memo<Vec<String>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let meeting = stage.meeting;
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| {
        meeting
            .live
            .outline()
            .with(|view| id.with_value(|id| view.mitigations.iter().find(|mitigation| mitigation.id == *id).cloned()))
    });
    let of =
        move |read: fn(&MitigationView) -> String| found.with(|found| found.as_ref().map(read).unwrap_or_default());
    let commits = move || found.with(|found| found.as_ref().is_some_and(|found| found.status.is_commitment()));
    let owner = move || match of(|found| found.owner.trim().to_owned()) {
        owner if owner.is_empty() => texts::NO_OWNER.to_owned(),
        owner => owner,
    };
    let confirmed = Memo::new(move |_| {
        let owner = of(|found| found.owner.trim().to_owned());
        meeting
            .view
            .with(|view| id.with_value(|id| view.confirmation(id).is_some_and(|confirmed| confirmed.name == owner)))
    });
    let counts = Memo::new(move |_| {
        meeting.view.with(|view| {
            Stance::ALL.map(|stance| {
                let of_it = |answer: &&debrief_shared::document::meeting::Answered| {
                    answer.stance == stance && id.with_value(|id| answer.commitment == *id)
                };
                (stance, view.answers.iter().filter(of_it).count())
            })
        })
    });
    let lit = move || stage.place.with(|place| id.with_value(|id| place.words == *id));
    let row = NodeRef::<html::Li>::new();
    Effect::new(move |_| {
        if lit()
            && let Some(row) = row.get()
        {
            row.scroll_into_view_with_bool(false);
        }
    });
    let light = move |_| {
        if untrack(lit) {
            stage.dark();
        } else if let Some(at) = ids.with_untracked(|ids| id.with_value(|id| ids.iter().position(|other| other == id)))
        {
            id.with_value(|id| stage.light_row(at, id));
        }
    };
    view! {
        <li class="present-row" node_ref=row class:is-lit=lit class:is-idea=move || !commits() data-testid="present-row">
            <Show
                when=move || stage.writing.get()
                fallback=move || {
                    view! {
                        <button type="button" class="present-row-text" aria-pressed=move || lit().to_string() on:click=light>
                            {move || of(|found| found.text.clone())}
                        </button>
                    }
                }
            >
                <div class="present-row-text present-writing">
                    <TextSurface path=TextPath::Mitigation(id.get_value()) mode=SurfaceMode::Line label=texts::TEXT />
                </div>
            </Show>
            <p class="present-row-facts">
                <span class="present-status">{move || of(|found| found.status.label().to_owned())}</span>
                <Show when=commits>
                    <span class:is-confirmed=move || confirmed.get()>
                        {owner}
                        {move || confirmed.get().then(|| format!(" {}", texts::TAKEN_ON))}
                    </span>
                    {move || {
                        counts
                            .get()
                            .into_iter()
                            .filter(|(_, count)| *count > 0)
                            .map(|(stance, count)| {
                                view! { <span class="present-count" data-stance=stance.as_str()>{format!("{}: {count}", texts::stance(stance))}</span> }
                            })
                            .collect_view()
                    }}
                </Show>
            </p>
        </li>
    }
}

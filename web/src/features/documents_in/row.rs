//! One postmortem that was found, or one file that was not read.

use debrief_shared::api::ImportedPostmortem;
use leptos::prelude::*;

use super::state::{Bringing, Row, Stage, State};
use crate::texts::documents_in as texts;
use crate::ui::{Button, ButtonKind, Icon, IconName};

/// The row: a box to tick, what it is, and how far it is.
#[component]
pub(super) fn RowView(bringing: Bringing, row: Row) -> impl IntoView {
    let state = row.state.clone();
    let shown = Memo::new(move |_| state.get());
    let (can, tick) = (row.clone(), row.clone());
    let name = row.name.clone();
    let label = move || shown.with(|shown| texts::choose(title(shown, &name)));
    let stage_word = move || shown.with(word);
    view! {
        <li class="row documents-row" data-testid="documents-row" data-stage=stage_word>
            <input
                type="checkbox"
                aria-label=label
                disabled=move || !can.can()
                prop:checked=move || shown.with(|shown| shown.ticked || shown.stage == Stage::Made)
                on:change=move |event| tick.tick(event_target_checked(&event))
            />
            {move || view! { <Told bringing row=row.clone() state=shown.get() /> }}
        </li>
    }
}

/// The title, or what stands for it.
fn title(state: &State, name: &str) -> String {
    match state.found.as_ref().map(|found| found.title.trim()) {
        None => name.to_owned(),
        Some("") => texts::UNTITLED.to_owned(),
        Some(title) => title.to_owned(),
    }
}

fn word(state: &State) -> &'static str {
    match &state.stage {
        Stage::Reading => "reading",
        Stage::Found(_) if is_there(state) => "there",
        Stage::Found(None) => "found",
        Stage::Found(Some(_)) => "failed",
        Stage::Making => "making",
        Stage::Made => "made",
        Stage::Refused(..) => "refused",
    }
}

fn is_there(state: &State) -> bool {
    state.found.as_ref().is_some_and(|found| found.existing.is_some())
}

#[component]
fn Told(bringing: Bringing, row: Row, state: State) -> impl IntoView {
    let title = title(&state, &row.name);
    let found = state.found.clone();
    let opens = found.as_ref().and_then(|found| found.id.or(found.existing));
    let head = match opens {
        Some(id) => view! { <a class="row-title" href=format!("/p/{id}")>{title}</a> }.into_any(),
        None => view! { <strong class="row-title">{title}</strong> }.into_any(),
    };
    let file = found.is_some().then(|| view! { <span class="documents-file">{row.name.clone()}</span> });
    let badge = match &state.stage {
        Stage::Reading => view! { <span class="muted">{texts::READING}</span> }.into_any(),
        Stage::Making => view! { <span class="muted">{texts::IMPORTING}</span> }.into_any(),
        Stage::Made => {
            view! { <span class="documents-made"><Icon name=IconName::Done />{texts::IMPORTED}</span> }.into_any()
        }
        Stage::Found(_) if is_there(&state) => view! { <span class="badge">{texts::IMPORTED_BEFORE}</span> }.into_any(),
        Stage::Found(_) => found.as_ref().and_then(|found| found.alike).map(alike).into_any(),
        Stage::Refused(..) => view! { <span class="documents-refused">{texts::REFUSED}</span> }.into_any(),
    };
    let (trouble, again) = match &state.stage {
        Stage::Found(trouble) => (trouble.clone(), false),
        Stage::Refused(words, again) => (Some(words.clone()), *again),
        _ => (None, false),
    };
    let retry = move |_| bringing.read_again(&row);
    view! {
        <div class="row-main">
            {head}
            {found.as_ref().map(|found| view! { <p class="row-facts"><span>{contents(found)}</span>{file}</p> })}
            {found.as_ref().map(warnings)}
            {trouble.map(|words| view! { <p class="form-error" data-testid="documents-trouble">{words}</p> })}
            {again.then(|| view! { <Button kind=ButtonKind::Plain on:click=retry>{texts::TRY_AGAIN}</Button> })}
        </div>
        <div class="documents-state">{badge}</div>
    }
}

fn alike(id: uuid::Uuid) -> impl IntoView {
    view! { <a class="badge" href=format!("/p/{id}")>{texts::SAME_TITLE}</a> }
}

fn contents(found: &ImportedPostmortem) -> String {
    texts::contents(found.sections, found.entries, found.mitigations, found.pictures)
}

/// What was not understood or left out.
fn warnings(found: &ImportedPostmortem) -> impl IntoView + use<> {
    let told = found.warnings.clone();
    (!told.is_empty()).then(|| {
        let each = told.into_iter().map(|words| view! { <li><Icon name=IconName::Warning />{words}</li> });
        view! { <ul class="documents-warnings" data-testid="documents-warnings">{each.collect_view()}</ul> }
    })
}

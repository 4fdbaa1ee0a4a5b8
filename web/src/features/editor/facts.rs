//! What is known of the incident as a whole: severity, id, services, tags, what contributed, zone, and the five marks with the durations between them.

mod marks;
mod names;
pub(super) mod summary;

use debrief_shared::document::{Facts, Names, Postmortem};
use debrief_shared::lens::{Scope, document::context_of, lint};
use leptos::prelude::*;
use yrs::TransactionMut;

use super::{
    clock::Clocks,
    fields::{Combo, CommittedInput},
};
use crate::texts::facts as texts;
use crate::{
    bindings,
    live::Live,
    ui::{Icon, IconName, unique_id},
};
use marks::Marks;
use names::{NamesField, Used};

/// Offered while nothing else is written; organisations word it their own way.
const SEVERITIES: [&str; 5] = [texts::SEV_1, texts::SEV_2, texts::SEV_3, texts::SEV_4, texts::SEV_5];

/// For the list of severities.
const MEANING: fn(&str) -> Option<&'static str> = meaning;

/// What a severity commonly means, for those who see the word for the first time.
fn meaning(severity: &str) -> Option<&'static str> {
    Some(match severity {
        texts::SEV_1 => texts::ABOUT_SEV_1,
        texts::SEV_2 => texts::ABOUT_SEV_2,
        texts::SEV_3 => texts::ABOUT_SEV_3,
        texts::SEV_4 => texts::ABOUT_SEV_4,
        texts::SEV_5 => texts::ABOUT_SEV_5,
        _ => return None,
    })
}

/// The facts of the incident. Takes the open document's `Live` from context.
#[component]
pub fn FactsPanel() -> impl IntoView {
    let live = expect_context::<Live>();
    let clocks = Clocks::of(live);
    let facts = Memo::new(move |_| live.outline().with(|view| view.facts.clone()));
    let enabled = live.can_write();
    let open = RwSignal::new(false);
    let body_id = unique_id("facts");

    let field = move |read: fn(&Facts) -> &String| Signal::derive(move || facts.with(|facts| read(facts).clone()));
    let writer = move |write: fn(&Postmortem, &mut TransactionMut<'_>, &str)| {
        Callback::new(move |text: String| {
            live.edit(|postmortem, txn| write(postmortem, txn, &text));
        })
    };
    let severities = Signal::stored(SEVERITIES.map(str::to_owned).to_vec());
    let zones = LazyZones::new();
    let used = Used::new();
    let hint_id = unique_id("factors-hint");
    let names = move |list: Names| Signal::derive(move || facts.with(|facts| facts.names(list).clone()));
    view! {
        <section class="facts" class:is-open=move || open.get() aria-label=texts::FACTS data-testid="facts">
            <button
                type="button"
                class="facts-summary"
                aria-expanded=move || open.get().to_string()
                aria-controls=body_id.clone()
                data-testid="facts-toggle"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="facts-summary-words">{move || facts.with(|facts| summary::words(facts, &clocks.incident(), enabled.get()))}</span>
                <Icon name=IconName::ChevronDown />
            </button>
            <div class="facts-body" id=body_id>
                <div class="facts-grid">
                    <div class="fact">
                        <span class="fact-label">{texts::SEVERITY}</span>
                        <Combo
                            value=field(|facts| &facts.severity)
                            options=severities
                            meaning=MEANING
                            on_commit=writer(Postmortem::set_severity)
                            label=texts::SEVERITY
                            placeholder=texts::NOT_SET
                            testid="fact-severity"
                            enabled
                        />
                    </div>
                    <div class="fact">
                        <span class="fact-label">{texts::INCIDENT}</span>
                        <CommittedInput
                            value=field(|facts| &facts.incident)
                            on_commit=writer(Postmortem::set_incident)
                            label=texts::INCIDENT_ID
                            placeholder=texts::EXAMPLE_INCIDENT
                            testid="fact-incident"
                            enabled
                        />
                    </div>
                    <div class="fact fact-wide">
                        <span class="fact-label">{Names::Services.label()}</span>
                        <NamesField list=Names::Services names=names(Names::Services) used />
                    </div>
                    <div class="fact" on:focusin=move |_| zones.load()>
                        <span class="fact-label">{texts::TIME_ZONE}</span>
                        <Combo
                            value=field(|facts| &facts.time_zone)
                            options=zones.names()
                            on_commit=writer(Postmortem::set_time_zone)
                            label=texts::TIME_ZONE_OF_THE_INCIDENT
                            placeholder=texts::NOT_SET
                            strict=true
                            testid="fact-zone"
                            enabled
                        />
                    </div>
                    <div class="fact fact-row">
                        <span class="fact-label">{Names::Factors.label()}</span>
                        <NamesField list=Names::Factors names=names(Names::Factors) used hint=hint_id.clone() />
                        <p class="fact-hint" id=hint_id hidden=move || !enabled.get()>{texts::ABOUT_FACTORS}</p>
                        <Advice names=names(Names::Factors) />
                    </div>
                    <div class="fact fact-row">
                        <span class="fact-label">{Names::Tags.label()}</span>
                        <NamesField list=Names::Tags names=names(Names::Tags) used />
                    </div>
                </div>
                <Marks facts=facts clocks=clocks />
            </div>
        </section>
    }
}

/// What the lens says of contributing factors: a condition has no person in it.
#[component]
fn Advice(names: Signal<Vec<String>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let remarks = move || {
        let context = live.outline().with(|view| context_of(view, &[]));
        let advice = |name: String| {
            let finding = lint(&name, Scope::Account, &context).into_iter().next()?;
            Some(view! { <li>{texts::advice(&name, &finding.message)}</li> })
        };
        names.get().into_iter().filter_map(advice).collect_view()
    };
    view! { <ul class="fact-advice" aria-live="polite" data-testid="fact-factors-advice">{remarks}</ul> }
}

/// The browser's zones, asked for when somebody is about to choose one.
#[derive(Clone, Copy)]
struct LazyZones(RwSignal<Vec<String>>);

impl LazyZones {
    fn new() -> Self {
        Self(RwSignal::default())
    }

    fn load(self) {
        if self.0.with_untracked(Vec::is_empty) {
            self.0.set(bindings::zones());
        }
    }

    fn names(self) -> Signal<Vec<String>> {
        self.0.into()
    }
}

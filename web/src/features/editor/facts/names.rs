//! A list of names among the facts, as chips in a field: Enter or a comma adds one, Backspace in the empty field takes the last one out. What
//! others use is offered while one types.

use debrief_shared::api::{Recurring, UsedNames};
use debrief_shared::document::{MAX_NAME_CHARS, MAX_NAMES, Names};
use debrief_shared::learning::key;
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};

use crate::api;
use crate::texts::facts as texts;
use crate::{
    live::Live,
    ui::{Icon, IconName, unique_id},
};

/// Most names that are offered at once.
const MAX_OFFERED: usize = 8;

/// Names that others use: asked for once, when somebody is about to write one.
#[derive(Clone, Copy)]
pub(super) struct Used(RwSignal<Option<UsedNames>>);

impl Used {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    fn load(self) {
        if self.0.with_untracked(Option::is_some) {
            return;
        }
        self.0.set(Some(UsedNames::default()));
        spawn_local(async move {
            // Without an answer nothing is offered.
            if let Ok(names) = api::used_names().await {
                self.0.try_set(Some(names));
            }
        });
    }

    fn of(self, list: Names) -> Vec<Recurring> {
        let names = self.0.get().unwrap_or_default();
        match list {
            Names::Services => names.services,
            Names::Tags => names.tags,
            Names::Factors => names.factors,
        }
    }
}

/// What is said in and about a list.
struct Said {
    add: &'static str,
    example: &'static str,
}

fn said(list: Names) -> Said {
    match list {
        Names::Services => Said { add: texts::ADD_A_SERVICE, example: texts::EXAMPLE_SERVICES },
        Names::Tags => Said { add: texts::ADD_A_TAG, example: texts::EXAMPLE_TAGS },
        Names::Factors => Said { add: texts::ADD_A_FACTOR, example: texts::EXAMPLE_FACTORS },
    }
}

/// One of the lists.
#[component]
pub(super) fn NamesField(
    /// Which.
    list: Names,
    /// As the document has it.
    names: Signal<Vec<String>>,
    /// What others use.
    used: Used,
    /// The id of a hint on how to write them.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let enabled = live.can_write();
    let typed = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let said = said(list);
    let word = list.as_str();
    let offers_id = unique_id("offers");
    let write = move |change: &dyn Fn(&mut Vec<String>)| {
        live.edit(|postmortem, txn| {
            // From the document as it is in this very transaction, so that nobody's chip is lost.
            let mut names = postmortem.facts(txn).names(list).clone();
            change(&mut names);
            postmortem.set_names(txn, list, &names);
        });
    };
    let add = move || {
        let Some(text) = typed.try_update(std::mem::take) else { return };
        let new = parts(&text);
        if !new.is_empty() {
            write(&|names| {
                for name in &new {
                    if names.len() < MAX_NAMES && !names.iter().any(|known| key(known) == key(name)) {
                        names.push(name.clone());
                    }
                }
            });
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" | "," if !event.is_composing() => {
            event.prevent_default();
            add();
        }
        "Backspace" if typed.with_untracked(String::is_empty) => write(&|names| drop(names.pop())),
        "Escape" => typed.set(String::new()),
        _ => {}
    };
    let focus = move || {
        if let Some(input) = input.get_untracked() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    };
    let chip = move |name: String| {
        let remove = {
            let name = name.clone();
            move |_| {
                write(&|names| names.retain(|other| *other != name));
                focus();
            }
        };
        view! {
            <span class="chip" role="listitem">
                {name.clone()}
                <Show when=move || enabled.get()>
                    <button type="button" class="chip-remove" aria-label=texts::take_out(&name) on:click=remove.clone()>
                        <Icon name=IconName::Close />
                    </button>
                </Show>
            </span>
        }
    };
    let options = move || {
        let there: Vec<String> = names.with(|names| names.iter().map(|name| key(name)).collect());
        let wanted = typed.with(|typed| key(typed));
        let fits = |used: &Recurring| !there.contains(&key(&used.name)) && key(&used.name).contains(&wanted);
        let fitting = used.of(list).into_iter().filter(fits).take(MAX_OFFERED);
        fitting.map(|used| view! { <option value=used.name></option> }).collect_view()
    };
    view! {
        <div class="chips" data-testid=format!("fact-{word}")>
            <span class="chips-list" role="list" aria-label=list.label()>
                <For each=move || names.get() key=Clone::clone children=chip />
            </span>
            <input
                node_ref=input
                class="chips-input"
                aria-label=said.add
                aria-describedby=hint
                data-testid=format!("fact-{word}-input")
                data-draft="write"
                autocomplete="off"
                maxlength=MAX_NAME_CHARS.to_string()
                list=offers_id.clone()
                placeholder=move || if names.with(Vec::is_empty) { said.example } else { texts::ADD }
                hidden=move || !enabled.get()
                prop:value=move || typed.get()
                on:focus=move |_| used.load()
                on:input=move |event| typed.set(event_target_value(&event))
                on:blur=move |_| add()
                on:keydown=keys
            />
            <datalist id=offers_id>{options}</datalist>
        </div>
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn commas_part_names() {
        assert_eq!(parts(" checkout, payments ,, "), ["checkout", "payments"]);
        assert!(parts(" , ").is_empty());
    }
}

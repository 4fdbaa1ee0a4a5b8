//! The services concerned, as chips in a field: Enter or a comma adds one, Backspace in the empty field takes the last one out.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use crate::texts::facts as texts;
use crate::{
    live::Live,
    ui::{Icon, IconName},
};

/// The services of the incident.
#[component]
pub fn Services(
    /// As the document has them.
    names: Signal<Vec<String>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let enabled = live.can_write();
    let typed = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let write = move |change: &dyn Fn(&mut Vec<String>)| {
        live.edit(|postmortem, txn| {
            // From the document as it is in this very transaction, so that nobody's chip is lost.
            let mut names = postmortem.facts(txn).services;
            change(&mut names);
            postmortem.set_services(txn, &names);
        });
    };
    let add = move || {
        let Some(text) = typed.try_update(std::mem::take) else { return };
        let new = parts(&text);
        if !new.is_empty() {
            write(&|names| {
                for name in &new {
                    if !names.contains(name) {
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
    let chip = move |name: String| {
        let remove = {
            let name = name.clone();
            move |_| {
                write(&|names| names.retain(|other| *other != name));
                if let Some(input) = input.get_untracked() {
                    // Nothing to do about a browser that refuses focus.
                    let _ = input.focus();
                }
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
    view! {
        <div class="chips" data-testid="fact-services">
            <span class="chips-list" role="list" aria-label=texts::SERVICES>
                <For each=move || names.get() key=Clone::clone children=chip />
            </span>
            <input
                node_ref=input
                class="chips-input"
                aria-label=texts::ADD_A_SERVICE
                data-testid="fact-services-input"
                data-draft="write"
                autocomplete="off"
                placeholder=move || if names.with(Vec::is_empty) { texts::EXAMPLE_SERVICES } else { texts::ADD }
                hidden=move || !enabled.get()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:blur=move |_| add()
                on:keydown=keys
            />
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

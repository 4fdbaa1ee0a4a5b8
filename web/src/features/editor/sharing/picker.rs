//! A field that finds people and teams by name (ARIA combobox with a list box): type, arrows, Enter.

use debrief_shared::api::Person;
use leptos::{ev::KeyboardEvent, html, prelude::*};
use uuid::Uuid;

use crate::texts::sharing as texts;
use crate::ui::{Avatar, GuestMark, Icon, IconName, unique_id};

/// Most that are offered at once; typing narrows them down.
const MAX_SHOWN: usize = 8;

/// Somebody to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Choice {
    pub(in super::super) id: Uuid,
    pub(in super::super) name: String,
    pub(in super::super) kind: Kind,
}

/// What a choice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A person, with the index of their colour.
    Person {
        /// Index into the palette.
        color: u8,
        /// Whether they are a guest.
        guest: bool,
    },
    /// A team, with the number of its members.
    Team(usize),
}

impl From<&Person> for Choice {
    fn from(person: &Person) -> Self {
        let Person { id, ref name, color, guest } = *person;
        Self { id, name: name.clone(), kind: Kind::Person { color, guest } }
    }
}

/// Finds one of `choices`; `on_pick` gets it, and the field is empty again.
#[component]
pub(in super::super) fn Picker(
    /// Those there are.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Gets the one that was chosen.
    on_pick: Callback<Choice>,
    /// Accessible name, and what is shown while empty.
    label: &'static str,
    /// For tests.
    testid: &'static str,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let marked = RwSignal::new(0usize);
    let list_id = StoredValue::new(unique_id("picker"));
    let input = NodeRef::<html::Input>::new();
    if autofocus {
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                request_animation_frame(move || drop(input.focus()));
            }
        });
    }

    let shown = Memo::new(move |_| choices.with(|choices| fitting(choices, &typed.read())));
    let expanded = Memo::new(move |_| open.get() && !shown.with(Vec::is_empty));
    let pick = move |choice: Choice| {
        typed.set(String::new());
        marked.set(0);
        open.set(false);
        on_pick.run(choice);
    };
    let step = move |by: isize| {
        let count = shown.with_untracked(Vec::len);
        if count > 0 && open.get_untracked() {
            marked.update(|at| *at = (*at + count).saturating_add_signed(by) % count);
        }
        open.set(true);
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(-1);
        }
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            let choice = shown.with_untracked(|shown| shown.get(marked.get_untracked()).cloned());
            if let Some(choice) = choice.filter(|_| open.get_untracked()) {
                pick(choice);
            }
        }
        "Escape" if open.get_untracked() || !typed.with_untracked(String::is_empty) => {
            // The dialog stays.
            event.prevent_default();
            event.stop_propagation();
            typed.set(String::new());
            open.set(false);
        }
        _ => {}
    };
    let option_id = move |at: usize| format!("{}-{at}", list_id.get_value());
    let nobody = move || open.get() && !typed.with(|typed| typed.trim().is_empty()) && shown.with(Vec::is_empty);
    view! {
        <div class="picker">
            <span class="picker-icon"><Icon name=IconName::Search /></span>
            <input
                node_ref=input
                class="input"
                role="combobox"
                aria-label=label
                aria-autocomplete="list"
                aria-expanded=move || expanded.get().to_string()
                aria-controls=list_id.get_value()
                aria-activedescendant=move || expanded.get().then(|| option_id(marked.get()))
                placeholder=label
                autocomplete="off"
                data-testid=testid
                prop:value=typed
                on:click=move |_| open.set(true)
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    marked.set(0);
                    open.set(true);
                }
                on:blur=move |_| {
                    open.try_set(false);
                }
                on:keydown=keys
            />
            <ul class="picker-list" role="listbox" id=list_id.get_value() aria-label=label hidden=move || !expanded.get()>
                {move || {
                    let rows = shown.get().into_iter().enumerate();
                    rows.map(|(at, choice)| {
                            let chosen = choice.clone();
                            view! {
                                <li
                                    role="option"
                                    id=option_id(at)
                                    class="picker-option"
                                    aria-selected=move || (marked.get() == at).to_string()
                                    on:pointerdown=|event| event.prevent_default()
                                    on:click=move |_| pick(chosen.clone())
                                >
                                    <Who name=choice.name kind=choice.kind />
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <p class="picker-nobody" role="status">
                {move || nobody().then_some(texts::NOBODY_TO_ADD_HAS_THIS_NAME)}
            </p>
        </div>
    }
}

/// A picture and a name.
#[component]
pub(in super::super) fn Who(
    /// The name.
    name: String,
    /// Person or team.
    kind: Kind,
    /// What else there is to say of a person.
    #[prop(optional)]
    note: &'static str,
) -> impl IntoView {
    match kind {
        Kind::Person { color, guest } => view! {
            <span aria-hidden="true"><Avatar name=name.clone() color /></span>
            <span class="who-name">
                <span>{name}<GuestMark guest /></span>
                <span class="who-note">{note}</span>
            </span>
        }
        .into_any(),
        Kind::Team(members) => view! {
            <span class="who-team"><Icon name=IconName::People /></span>
            <span class="who-name">{name}<span class="who-note">{members_words(members)}</span></span>
        }
        .into_any(),
    }
}

fn members_words(members: usize) -> String {
    texts::team_of(members)
}

/// Those whose name holds every word that was typed, in any case; names that begin with it first.
fn fitting(choices: &[Choice], typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let fits = |choice: &&Choice| {
        let name = choice.name.to_lowercase();
        typed.split_whitespace().all(|word| name.contains(word))
    };
    let mut found: Vec<&Choice> = choices.iter().filter(fits).collect();
    found.sort_by_key(|choice| !choice.name.to_lowercase().starts_with(&typed));
    found.into_iter().take(MAX_SHOWN).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_with_the_words_come_first() {
        let choices = ["Ada Grace", "Grace Hopper", "Linus"].map(|name| Choice {
            id: Uuid::nil(),
            name: name.to_owned(),
            kind: Kind::Person { color: 0, guest: false },
        });
        let names = |typed| fitting(&choices, typed).into_iter().map(|choice| choice.name).collect::<Vec<_>>();
        assert_eq!(names("gra"), ["Grace Hopper", "Ada Grace"]);
        assert_eq!(names("hop GRA"), ["Grace Hopper"]);
        assert_eq!(names("").len(), 3);
        assert!(names("x").is_empty());
    }
}

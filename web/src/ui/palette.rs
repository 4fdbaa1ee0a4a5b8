//! The palette: everything that can be done or gone to, found by a few letters. A combobox with a list box, by the pattern of the WAI-ARIA
//! practices guide.

mod fuzzy;

use leptos::{ev, html, prelude::*};

use super::{
    Command, Commands, Dialog, Icon, Kbd,
    commands::open_by_key,
    remember::{remember, remembered},
    unique_id,
};

use crate::texts::ui as texts;

/// Where the ids of recent commands are kept, one a line.
const RECENT: &str = "debrief.palette-recent";
/// Recent commands that are offered first.
const MAX_RECENT: usize = 5;
/// Recent commands that are remembered: those of other pages are among them.
const MAX_REMEMBERED: usize = 20;
/// Most commands shown at once; typing narrows them down.
const MAX_SHOWN: usize = 60;

/// The palette; once, on pages of people who are signed in.
#[component]
pub fn Palette() -> impl IntoView {
    let commands = expect_context::<Commands>();
    open_by_key(commands);
    Effect::new(move |_| {
        if commands.palette.get() {
            commands.query.set(String::new());
        }
    });
    view! {
        <Dialog open=commands.palette title=texts::COMMANDS bare=true>
            <Search commands />
        </Dialog>
    }
}

/// Commands under one heading.
#[derive(Clone)]
struct Group {
    name: &'static str,
    /// Each with its place in the whole list.
    commands: Vec<(usize, Command)>,
}

#[component]
fn Search(commands: Commands) -> impl IntoView {
    let known = StoredValue::new(commands.all());
    let recent = StoredValue::new(remembered(RECENT).unwrap_or_default());
    let marked = RwSignal::new(0_usize);
    let list = NodeRef::<html::Div>::new();
    let input = NodeRef::<html::Input>::new();
    let list_id = StoredValue::new(unique_id("palette"));
    let option_id = move |at: usize| format!("{}-{at}", list_id.get_value());
    let listed = move |_: Option<&Vec<Group>>| {
        let query = commands.query.get();
        let found = commands.found.get();
        known.with_value(|known| recent.with_value(|recent| groups(known, found, query.trim(), recent)))
    };
    // Commands cannot be compared: each listing counts as a new one.
    let groups = Memo::new_with_compare(listed, |_, _| true);
    let count = move || groups.with(|groups| groups.iter().map(|group| group.commands.len()).sum::<usize>());
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    });
    let mark = move |at: usize| {
        marked.set(at);
        let id = option_id(at);
        request_animation_frame(move || {
            if let Some(option) = document().get_element_by_id(&id) {
                let nearest = web_sys::ScrollIntoViewOptions::new();
                nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        });
    };
    let choose = move |command: Command| {
        note_recent(&command.id);
        commands.palette.set(false);
        // The keyboard goes back to where it was before the command sends it somewhere else.
        request_animation_frame(move || command.run());
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = untrack(count);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => mark((marked.get_untracked() + 1) % count),
            "ArrowUp" if count > 0 => mark((marked.get_untracked() + count - 1) % count),
            "Enter" if !event.is_composing() => {
                let at = marked.get_untracked();
                let all = untrack(|| groups.get());
                let chosen = all.into_iter().flat_map(|group| group.commands).find(|(place, _)| *place == at);
                if let Some((_, command)) = chosen {
                    choose(command);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(at, command): (usize, Command)| {
        let (icon, words, note, keys) = (command.icon, command.words.clone(), command.note.clone(), command.keys);
        view! {
            <div
                role="option"
                id=option_id(at)
                class="palette-option"
                aria-selected=move || (marked.get() == at).to_string()
                data-testid="palette-option"
                on:pointerdown=|event| event.prevent_default()
                on:pointermove=move |_| {
                    if marked.get_untracked() != at {
                        marked.set(at);
                    }
                }
                on:click=move |_| choose(command.clone())
            >
                <Icon name=icon />
                <span class="palette-words">{words}</span>
                {(!note.is_empty()).then(|| view! { <span class="palette-note">{note}</span> })}
                {(!keys.is_empty()).then(|| view! { <span class="palette-keys" aria-hidden="true">{keys.iter().map(|key| view! { <Kbd key=*key /> }).collect_view()}</span> })}
            </div>
        }
    };
    let group = move |group: Group| {
        view! {
            <div role="group" aria-label=group.name class="palette-group">
                <div class="palette-head" aria-hidden="true">{group.name}</div>
                {group.commands.into_iter().map(option).collect_view()}
            </div>
        }
    };
    view! {
        <div class="palette" data-testid="palette">
            <input
                node_ref=input
                class="palette-input"
                role="combobox"
                aria-label=texts::SEARCH_COMMANDS_SECTIONS
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls=list_id.get_value()
                aria-activedescendant=move || (count() > 0).then(|| option_id(marked.get()))
                placeholder=texts::GO_TO_ADD_FIND
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="go"
                data-testid="palette-input"
                prop:value=move || commands.query.get()
                on:input=move |event| {
                    commands.query.set(event_target_value(&event));
                    mark(0);
                }
                on:keydown=keys
            />
            <div node_ref=list class="palette-list" role="listbox" aria-label=texts::COMMANDS id=list_id.get_value() tabindex="-1">
                {move || groups.get().into_iter().map(group).collect_view()}
            </div>
            <p class="palette-none" role="status">{move || (count() == 0).then_some(texts::NOTHING_FITS)}</p>
        </div>
    }
}

/// What is shown for a query: recent commands first while nothing is typed, the best fitting first otherwise.
fn groups(known: &[Command], found: Vec<Command>, query: &str, recent: &str) -> Vec<Group> {
    let mut lists: Vec<(&'static str, Vec<Command>)> = Vec::new();
    let mut put = |name: &'static str, command: Command| match lists.iter_mut().find(|(known, _)| *known == name) {
        Some((_, list)) => list.push(command),
        None => lists.push((name, vec![command])),
    };
    if query.is_empty() {
        let all = || known.iter().chain(&found);
        let again: Vec<&str> =
            recent.lines().filter(|id| all().any(|command| command.id == *id)).take(MAX_RECENT).collect();
        for id in &again {
            if let Some(command) = all().find(|command| command.id == *id) {
                put(texts::RECENT, command.clone());
            }
        }
        let rest = all().filter(|command| !command.searched && !again.contains(&command.id.as_str()));
        for command in rest {
            put(command.group, command.clone());
        }
    } else {
        let fits = |command: &Command| {
            let fit = |words: &str| fuzzy::fit(words, query);
            fit(&command.words)
                .or_else(|| fit(&format!("{} {} {}", command.words, command.group, command.also)).map(|fit| fit / 2))
        };
        let mut fitting: Vec<(i32, &Command)> =
            known.iter().filter_map(|command| Some((fits(command)?, command))).collect();
        fitting.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        for (_, command) in fitting {
            put(command.group, command.clone());
        }
        for command in found {
            put(command.group, command);
        }
    }
    let mut place = 0..MAX_SHOWN;
    let grouped = lists.into_iter().map(|(name, list)| Group {
        name,
        commands: list.into_iter().map_while(|command| Some((place.next()?, command))).collect(),
    });
    grouped.filter(|group| !group.commands.is_empty()).collect()
}

fn note_recent(id: &str) {
    let before = remembered(RECENT).unwrap_or_default();
    let ids = std::iter::once(id).chain(before.lines().filter(|other| *other != id)).take(MAX_REMEMBERED);
    remember(RECENT, Some(&ids.collect::<Vec<_>>().join("\n")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::IconName;

    fn command(id: &str, group: &'static str, words: &str) -> Command {
        Command::new(id, group, words, IconName::List, || {})
    }

    fn shown(query: &str, recent: &str) -> Vec<(&'static str, Vec<String>)> {
        let known = [
            command("undo", "This postmortem", "Undo"),
            command("share", "This postmortem", "Share"),
            command("section:1", "Sections", "Discussion"),
            command("entry:1", "Timeline", "Undid the deploy").searched(),
        ];
        let found = vec![command("doc:1", "Postmortems", "Unhappy queue")];
        let words = |group: Group| (group.name, group.commands.into_iter().map(|(_, command)| command.words).collect());
        groups(&known, found, query, recent).into_iter().map(words).collect()
    }

    #[test]
    fn recent_ones_come_first_and_once() {
        let all = shown("", "doc:1\ngone\nshare");
        assert_eq!(all[0], ("Recent", vec!["Unhappy queue".to_owned(), "Share".to_owned()]));
        assert_eq!(all[1], ("This postmortem", vec!["Undo".to_owned()]));
        assert!(all.iter().all(|(name, _)| *name != "Timeline" && *name != "Postmortems"));
    }

    #[test]
    fn a_search_finds_what_is_not_offered_otherwise() {
        let names: Vec<_> = shown("und", "").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["This postmortem", "Timeline", "Postmortems"]);
    }
}

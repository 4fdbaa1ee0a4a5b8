//! `@` in a comment: offers people who may read the postmortem, by what is typed behind it.

use debrief_shared::api::Person;
use leptos::{html, prelude::*, task::spawn_local};
use web_sys::{HtmlTextAreaElement, MouseEvent};

use super::composer::Unsent;
use crate::texts::comments as texts;
use crate::{
    api,
    live::Live,
    ui::{Avatar, GuestMark, unique_id},
};

/// Most people offered at once.
const MOST_OFFERED: usize = 6;
/// Longest beginning of a name that is looked for, in characters: what is longer is no name.
const MAX_QUERY_CHARS: usize = 40;

/// Who can be mentioned, asked for once.
#[derive(Clone, Copy)]
pub(super) struct Readers {
    live: Live,
    people: RwSignal<Vec<Person>>,
    asked: StoredValue<bool>,
}

impl Readers {
    /// Nobody yet.
    pub(super) fn of(live: Live) -> Self {
        Self { live, people: RwSignal::default(), asked: StoredValue::new(false) }
    }

    /// Asks the server, unless it has answered already.
    fn ask(self) {
        if self.asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        let (id, me) = (self.live.id(), self.live.me().id);
        spawn_local(async move {
            // Without an answer nobody is offered, and the next `@` asks again.
            match api::readers(id).await {
                Ok(mut people) => {
                    people.retain(|person| person.id != me);
                    self.people.try_set(people);
                }
                Err(_) => drop(self.asked.try_set_value(false)),
            }
        });
    }
}

/// The list that opens under a field.
#[derive(Clone, Copy)]
pub(super) struct Mentions {
    readers: Readers,
    unsent: Unsent,
    area: NodeRef<html::Textarea>,
    /// What is typed behind `@`, and where the `@` is, in UTF-16 units.
    query: RwSignal<Option<(String, u32)>>,
    at: RwSignal<usize>,
    offered: Memo<Vec<Person>>,
    id: StoredValue<String>,
}

impl Mentions {
    /// For a field.
    pub(super) fn of(unsent: Unsent, area: NodeRef<html::Textarea>) -> Self {
        let readers = expect_context::<Readers>();
        let query = RwSignal::new(None::<(String, u32)>);
        let offered = Memo::new(move |_| match query.get() {
            Some((query, _)) => readers.people.with(|people| matching(people, &query)),
            None => Vec::new(),
        });
        let id = StoredValue::new(unique_id("mentions"));
        Self { readers, unsent, area, query, at: RwSignal::new(0), offered, id }
    }

    /// Whether somebody is offered.
    pub(super) fn is_open(self) -> bool {
        self.offered.with(|offered| !offered.is_empty())
    }

    /// Id of the list.
    pub(super) fn list_id(self) -> String {
        self.id.get_value()
    }

    /// Id of the line that Enter would take.
    pub(super) fn active_id(self) -> Option<String> {
        self.is_open().then(|| format!("{}-{}", self.id.get_value(), self.at.get()))
    }

    /// Looks at what stands before the caret.
    pub(super) fn look(self) {
        let Some(area) = self.area.get_untracked() else { return };
        let caret = area.selection_start().ok().flatten().unwrap_or(0);
        let before: Vec<u16> = area.value().encode_utf16().take(caret as usize).collect();
        let found = query_in(&String::from_utf16_lossy(&before)).map(|(query, length)| (query, caret - length));
        if found.is_some() {
            self.readers.ask();
        }
        if self.query.get_untracked() != found {
            self.at.set(0);
            self.query.set(found);
        }
    }

    /// A key in the field, while somebody is offered. `true`: it was for the list.
    pub(super) fn pressed(self, key: &str) -> bool {
        let count = self.offered.with_untracked(Vec::len);
        if count == 0 {
            return false;
        }
        match key {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => {
                let chosen = self.offered.with_untracked(|offered| offered.get(self.at.get_untracked()).cloned());
                if let Some(person) = chosen {
                    self.choose(&person);
                }
            }
            "Escape" => self.query.set(None),
            _ => return false,
        }
        true
    }

    /// Puts somebody in.
    fn choose(self, person: &Person) {
        let (Some(area), Some((query, at))) = (self.area.get_untracked(), self.query.get_untracked()) else { return };
        let end = at + 1 + units(&query);
        let text: Vec<u16> = area.value().encode_utf16().collect();
        let part = |from: usize, to: usize| String::from_utf16_lossy(text.get(from..to).unwrap_or_default());
        let (before, after) = (part(0, at as usize), part((end as usize).min(text.len()), text.len()));
        let gap = if after.starts_with(' ') { "" } else { " " };
        self.unsent.meant(&person.name, person.id);
        let written = format!("{before}@{}{gap}", person.name);
        put(&area, &format!("{written}{after}"), units(&written));
        self.unsent.text.set(format!("{written}{after}"));
        self.query.set(None);
    }
}

/// Sets a field's text and caret.
fn put(area: &HtmlTextAreaElement, text: &str, caret: u32) {
    area.set_value(text);
    // Nothing to do about a browser that refuses focus or a caret.
    let _ = area.focus();
    let _ = area.set_selection_range(caret, caret);
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// What stands behind the last `@`, and how many UTF-16 units it is together with it.
fn query_in(before: &str) -> Option<(String, u32)> {
    let at = before.rfind('@')?;
    let (head, query) = (&before[..at], &before[at + 1..]);
    let begins = head.chars().next_back().is_none_or(|letter| letter.is_whitespace() || "([{\"'".contains(letter));
    let fits = query.chars().count() <= MAX_QUERY_CHARS && !query.contains('\n') && !query.starts_with(' ');
    (begins && fits).then(|| (query.to_owned(), 1 + units(query)))
}

/// People whose name has a word that begins like this.
fn matching(people: &[Person], query: &str) -> Vec<Person> {
    let query = query.to_lowercase();
    let fits = |person: &&Person| {
        let name = person.name.to_lowercase();
        name.starts_with(&query) || name.match_indices(' ').any(|(at, _)| name[at + 1..].starts_with(&query))
    };
    // Whoever was chosen already is written out: nothing more to offer.
    let is_whole = |person: &Person| query.trim_end() != query && query.trim_end() == person.name.to_lowercase();
    people.iter().filter(fits).filter(|person| !is_whole(person)).take(MOST_OFFERED).cloned().collect()
}

/// The list itself.
#[component]
pub(super) fn MentionList(mentions: Mentions) -> impl IntoView {
    let line = move |(index, person): (usize, Person)| {
        let chosen = person.clone();
        view! {
            <li
                id=format!("{}-{index}", mentions.id.get_value())
                class="mention-option"
                role="option"
                data-testid="mention-option"
                aria-selected=move || (mentions.at.get() == index).to_string()
                on:mousedown=move |event: MouseEvent| {
                    // The field keeps the keyboard.
                    event.prevent_default();
                    mentions.choose(&chosen);
                }
            >
                <Avatar name=person.name.clone() color=person.color small=true />
                <span>{person.name.clone()}</span>
                <GuestMark guest=person.guest />
            </li>
        }
    };
    view! {
        <Show when=move || mentions.is_open()>
            <ul id=mentions.list_id() class="mention-list" role="listbox" aria-label=texts::PEOPLE data-testid="mention-list">
                {move || mentions.offered.get().into_iter().enumerate().map(line).collect_view()}
            </ul>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_typed_behind_the_sign_is_looked_for() {
        assert_eq!(query_in("Ask @ada lo"), Some(("ada lo".to_owned(), 7)));
        assert_eq!(query_in("@"), Some((String::new(), 1)));
        for none in ["", "ada", "mail a@example", "@ ada", "@ada\n", &format!("@{}", "x".repeat(41))] {
            assert_eq!(query_in(none), None, "{none}");
        }
    }

    #[test]
    fn people_are_found_by_any_word_of_their_name() {
        let person = |name: &str| Person { id: Uuid::nil(), name: name.to_owned(), color: 0, guest: false };
        let people = [person("Ada Lovelace"), person("Grace Hopper"), person("Élise Lo")];
        let found = |query: &str| matching(&people, query).into_iter().map(|person| person.name).collect::<Vec<_>>();
        assert_eq!(found("lo"), ["Ada Lovelace", "Élise Lo"]);
        assert_eq!(found("ada l"), ["Ada Lovelace"]);
        assert_eq!(found("éL"), ["Élise Lo"]);
        assert_eq!(found("ovelace"), Vec::<String>::new());
        assert_eq!(found("Grace Hopper "), Vec::<String>::new(), "written out");
        assert_eq!(found("").len(), 3);
    }
}

//! Fewer entries at once: by kind, and by words or a name in them. The reader's own; nothing is changed for others.

use debrief_shared::document::{EntryKind, EntryView, NewEntry};
use leptos::prelude::*;

use super::Timeline;

use crate::texts::timeline as texts;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Kinds that are shown; empty for all.
    kinds: Vec<EntryKind>,
    /// Words that have to be in it.
    words: String,
}

impl Filter {
    /// Whether anything is left out.
    pub(super) fn is_on(&self) -> bool {
        !self.kinds.is_empty() || !self.words.trim().is_empty()
    }

    /// Whether an entry is shown: of one of the kinds, with all of the words somewhere in it, in its accounts or its sources.
    pub(super) fn takes(&self, entry: &EntryView) -> bool {
        let told = entry.live_accounts().flat_map(|account| [&account.author, &account.text]);
        let parts = [&entry.text, &entry.source].into_iter().chain(told);
        self.finds(entry.kind, parts.chain(entry.evidence.iter().flat_map(|link| [&link.title, &link.url])))
    }

    /// Whether an entry that is being added would be shown.
    pub(super) fn takes_new(&self, entry: &NewEntry) -> bool {
        self.finds(entry.kind, std::iter::once(&entry.text))
    }

    fn finds<'t>(&self, kind: EntryKind, parts: impl Iterator<Item = &'t String>) -> bool {
        if !self.kinds.is_empty() && !self.kinds.contains(&kind) {
            return false;
        }
        let mut words = self.words.split_whitespace().map(str::to_lowercase).peekable();
        if words.peek().is_none() {
            return true;
        }
        let all = parts.map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n");
        words.all(|word| all.contains(&word))
    }

    fn toggle(&mut self, kind: EntryKind) {
        match self.kinds.iter().position(|held| *held == kind) {
            Some(at) => {
                self.kinds.remove(at);
            }
            None => self.kinds.push(kind),
        }
    }
}

/// Kinds to choose, and a field for words.
#[component]
pub(super) fn FilterPanel(
    /// The timeline.
    timeline: Timeline,
) -> impl IntoView {
    let filter = timeline.filter;
    let kind = move |&kind: &EntryKind| {
        view! {
            <button
                type="button"
                class="filter-kind"
                aria-pressed=move || filter.with(|filter| filter.kinds.contains(&kind)).to_string()
                on:click=move |_| filter.update(|filter| filter.toggle(kind))
            >
                {kind.label()}
            </button>
        }
    };
    view! {
        <div class="filter-panel" id="timeline-filter" role="group" aria-label=texts::FILTER_THE_TIMELINE>
            <input
                class="field-input filter-words"
                type="search"
                aria-label=texts::WORDS_OR_A_NAME
                placeholder=texts::WORDS_OR_A_NAME
                autocomplete="off"
                data-testid="timeline-filter-words"
                prop:value=move || filter.with(|filter| filter.words.clone())
                on:input=move |event| filter.update(|filter| filter.words = event_target_value(&event))
            />
            <div class="filter-kinds">{EntryKind::ALL.iter().map(kind).collect_view()}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use debrief_shared::document::{AccountView, Evidence};

    use super::super::entries::tests::entry;
    use super::*;

    fn words(words: &str) -> Filter {
        Filter { words: words.into(), ..Filter::default() }
    }

    #[test]
    fn words_are_looked_for_in_all_of_an_entry() {
        let mut held = entry("a", "2026-03-11T14:00:00Z");
        held.text = "Rolled back Checkout".into();
        held.evidence.push(Evidence { url: "https://graphs.example".into(), title: String::new() });
        let account = |author: &str, removed| AccountView {
            id: author.into(),
            author: author.into(),
            text: "the pool ran dry".into(),
            removed,
        };
        held.accounts.push(account("Grace", None));
        for found in ["", "  ", "checkout", "BACK rolled", "graphs", "grace", "pool checkout"] {
            assert!(words(found).takes(&held), "{found}");
        }
        assert!(!words("checkout gone").takes(&held));
        assert!(!words("").is_on() && words("x").is_on());
    }

    #[test]
    fn kinds_are_added_up() {
        let held = entry("a", "2026-03-11T14:00:00Z");
        let mut filter = Filter::default();
        filter.toggle(EntryKind::Decision);
        assert!(!filter.takes(&held) && filter.is_on());
        filter.toggle(EntryKind::Action);
        assert!(filter.takes(&held));
        filter.toggle(EntryKind::Action);
        filter.toggle(EntryKind::Decision);
        assert!(filter.takes(&held) && !filter.is_on());
    }
}

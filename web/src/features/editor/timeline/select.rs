//! Several entries taken up at once: one by one, or all from one to another.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::entries::{self, Item};

/// Which entries are selected, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    ids: BTreeSet<String>,
    /// Where a stretch begins.
    anchor: Option<String>,
}

impl Selected {
    /// How many.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether this one is.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Adds one or takes it out; a stretch begins there.
    pub(super) fn toggle(&mut self, id: &str) {
        if !self.ids.remove(id) {
            self.ids.insert(id.to_owned());
        }
        self.anchor = Some(id.to_owned());
    }

    /// Selects all from where the stretch begins to this one, and nothing else.
    pub(super) fn extend_to(&mut self, id: &str, items: &[Item]) {
        let order = entries::ids(items);
        let place = |wanted: &str| order.iter().position(|held| *held == wanted);
        let Some(to) = place(id) else { return };
        let from = self.anchor.as_deref().and_then(place).unwrap_or(to);
        self.anchor = Some(order[from].to_owned());
        self.ids = order[from.min(to)..=from.max(to)].iter().map(|id| (*id).to_owned()).collect();
    }

    /// Selects every entry of the list.
    pub(super) fn all(&mut self, items: &[Item]) {
        self.ids = entries::ids(items).into_iter().map(str::to_owned).collect();
    }

    /// Forgets what is not in the list any more.
    fn keep(&mut self, items: &[Item]) {
        let order: BTreeSet<&str> = entries::ids(items).into_iter().collect();
        self.ids.retain(|id| order.contains(id.as_str()));
    }
}

/// The reader's selection: nobody else sees it.
#[derive(Clone, Copy)]
pub(super) struct Selection(RwSignal<Selected>);

impl Selection {
    /// Nothing selected.
    pub(super) fn new() -> Self {
        Self(RwSignal::default())
    }

    /// Lets go of entries as they leave the list.
    pub(super) fn follow(self, items: Memo<Vec<Item>>) {
        Effect::new(move |_| {
            let gone = items.with(|items| {
                let mut kept = self.0.get_untracked();
                kept.keep(items);
                (kept != self.0.get_untracked()).then_some(kept)
            });
            if let Some(kept) = gone {
                self.0.set(kept);
            }
        });
    }

    pub(super) fn with<T>(self, read: impl FnOnce(&Selected) -> T) -> T {
        self.0.with(read)
    }

    pub(super) fn update(self, change: impl FnOnce(&mut Selected)) {
        self.0.update(change);
    }

    pub(super) fn clear(self) {
        self.0.set(Selected::default());
    }

    /// What an action at this entry is about: all that is selected if it is among them, else itself.
    pub(super) fn around(self, id: &str) -> Vec<String> {
        self.0.with_untracked(|selected| {
            if selected.has(id) { selected.ids.iter().cloned().collect() } else { vec![id.to_owned()] }
        })
    }

    /// All that is selected.
    pub(super) fn ids(self) -> Vec<String> {
        self.0.with_untracked(|selected| selected.ids.iter().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<Item> {
        let mut items = vec![Item::Day("Wed".into())];
        items.extend(["a", "b", "c", "d"].map(|id| Item::Entry(id.to_owned())));
        items
    }

    fn ids(selected: &Selected) -> Vec<&str> {
        selected.ids.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_stretch_goes_from_the_last_single_one_in_both_directions() {
        let mut selected = Selected::default();
        selected.toggle("b");
        selected.extend_to("d", &list());
        assert_eq!(ids(&selected), ["b", "c", "d"]);
        selected.extend_to("a", &list());
        assert_eq!(ids(&selected), ["a", "b"]);
        selected.extend_to("gone", &list());
        assert_eq!(ids(&selected), ["a", "b"]);
    }

    #[test]
    fn single_ones_are_added_and_taken_out() {
        let mut selected = Selected::default();
        selected.toggle("a");
        selected.toggle("c");
        selected.toggle("a");
        assert_eq!(ids(&selected), ["c"]);
        selected.all(&list());
        assert_eq!(selected.len(), 4);
        selected.keep(&list()[..3]);
        assert_eq!(ids(&selected), ["a", "b"]);
    }

    #[test]
    fn a_stretch_without_a_beginning_is_one_entry() {
        let mut selected = Selected::default();
        selected.extend_to("c", &list());
        assert_eq!(ids(&selected), ["c"]);
        assert!(selected.has("c") && !selected.has("b"));
    }
}

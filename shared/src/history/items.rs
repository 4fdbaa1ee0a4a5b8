//! Lists of sections, entries and mitigations compared: added, removed, moved, changed.

use std::collections::{HashMap, HashSet};

use super::{FieldChange, ItemChange, ItemKind, Run, TextChange};
use crate::document::{AccountView, EntryView, Evidence, MitigationView, Removed, SectionView, TextPath, YES};

/// Longest label, in characters.
const MAX_LABEL_CHARS: usize = 120;

/// What lists are made of.
pub(super) trait Item {
    fn id(&self) -> &str;
    fn removed(&self) -> Option<&Removed>;
    fn texts(&self) -> Vec<(TextPath, &str)>;
    fn fields(&self) -> Vec<(&'static str, String)>;
}

impl Item for SectionView {
    fn id(&self) -> &str {
        &self.id
    }

    fn removed(&self) -> Option<&Removed> {
        self.removed.as_ref()
    }

    fn texts(&self) -> Vec<(TextPath, &str)> {
        vec![(TextPath::Heading(self.id.clone()), &self.heading), (TextPath::Body(self.id.clone()), &self.body)]
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("kind", self.kind.as_str().to_owned()), ("guidance", self.guidance.clone())]
    }
}

impl Item for EntryView {
    fn id(&self) -> &str {
        &self.id
    }

    fn removed(&self) -> Option<&Removed> {
        self.removed.as_ref()
    }

    fn texts(&self) -> Vec<(TextPath, &str)> {
        let account =
            |account: &'_ AccountView| TextPath::Account { entry: self.id.clone(), account: account.id.clone() };
        let accounts = self.live_accounts().map(|told| (account(told), told.text.as_str()));
        [(TextPath::Entry(self.id.clone()), self.text.as_str())].into_iter().chain(accounts).collect()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let link = |link: &Evidence| format!("{} {}", link.title, link.url).trim().to_owned();
        vec![
            ("at", self.at.clone()),
            ("approximate", if self.approximate { YES.to_owned() } else { String::new() }),
            ("kind", self.kind.as_str().to_owned()),
            ("evidence", self.evidence.iter().map(link).collect::<Vec<_>>().join("\n")),
            ("source", self.source.clone()),
            ("accounts", self.live_accounts().map(|told| told.author.as_str()).collect::<Vec<_>>().join("\n")),
        ]
    }
}

impl Item for MitigationView {
    fn id(&self) -> &str {
        &self.id
    }

    fn removed(&self) -> Option<&Removed> {
        self.removed.as_ref()
    }

    fn texts(&self) -> Vec<(TextPath, &str)> {
        vec![(TextPath::Mitigation(self.id.clone()), &self.text)]
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("category", self.category.map_or("", |category| category.as_str()).to_owned()),
            ("approach", self.approach.map_or("", |approach| approach.as_str()).to_owned()),
            ("owner", self.owner.clone()),
            ("due", self.due.clone()),
            ("priority", self.priority.clone()),
            ("ticket", self.ticket.clone()),
            ("status", self.status.as_str().to_owned()),
            ("reason", self.reason.clone()),
            ("proof", self.proof.clone()),
        ]
    }
}

/// Compares two lists. `ordered`: their order means something of its own.
pub(super) fn changes<I: Item>(
    before: &[I],
    after: &[I],
    ordered: bool,
    compare: &mut impl FnMut(&TextPath, &str, &str) -> Vec<Run>,
) -> Vec<ItemChange> {
    let old: HashMap<&str, &I> = before.iter().map(|item| (item.id(), item)).collect();
    let new: HashMap<&str, &I> = after.iter().map(|item| (item.id(), item)).collect();
    let moved = if ordered { moved(before, after, &old) } else { HashSet::new() };
    let there = after.iter().filter(|item| item.removed().is_none());
    let mut changes: Vec<ItemChange> = there
        .filter_map(|item| {
            let old = old.get(item.id()).copied();
            let kind = match old {
                None => ItemKind::Added,
                Some(old) if old.removed().is_some() => ItemKind::BroughtBack,
                Some(_) => ItemKind::Changed,
            };
            let moved = moved.contains(item.id());
            let change = change(kind, old.filter(|old| old.removed().is_none()), Some(item), moved, compare);
            let same = kind == ItemKind::Changed && !moved && change.texts.is_empty() && change.fields.is_empty();
            (!same).then_some(change)
        })
        .collect();
    let gone = before.iter().filter(|item| item.removed().is_none());
    changes.extend(gone.filter_map(|item| {
        let now = new.get(item.id()).copied();
        let removed = now.is_none_or(|now| now.removed().is_some());
        removed.then(|| ItemChange {
            removed: now.and_then(Item::removed).cloned(),
            ..change(ItemKind::Removed, Some(item), None, false, compare)
        })
    }));
    changes
}

fn change<I: Item>(
    kind: ItemKind,
    old: Option<&I>,
    new: Option<&I>,
    moved: bool,
    compare: &mut impl FnMut(&TextPath, &str, &str) -> Vec<Run>,
) -> ItemChange {
    let shown = new.or(old);
    let mut texts = shown.map(Item::texts).unwrap_or_default();
    // Texts that only the old one has.
    for (path, text) in old.filter(|_| new.is_some()).map(Item::texts).unwrap_or_default() {
        if texts.iter().all(|(other, _)| *other != path) {
            texts.push((path, text));
        }
    }
    let of = |item: Option<&I>, path: &TextPath| {
        let texts = item.map(Item::texts).unwrap_or_default();
        texts.into_iter().find(|(other, _)| other == path).map_or(String::new(), |(_, text)| text.to_owned())
    };
    let changed = texts
        .iter()
        .map(|(path, _)| TextChange { path: path.to_string(), runs: compare(path, &of(old, path), &of(new, path)) });
    ItemChange {
        id: shown.map_or(String::new(), |item| item.id().to_owned()),
        kind,
        label: texts.first().map_or(String::new(), |(_, text)| text.chars().take(MAX_LABEL_CHARS).collect()),
        moved,
        removed: None,
        texts: changed.filter(|text| !text.runs.is_empty()).collect(),
        fields: fields(&old.map(Item::fields).unwrap_or_default(), &new.map(Item::fields).unwrap_or_default()),
    }
}

/// Fields that differ; a missing list of fields reads as empty ones.
pub(super) fn fields(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<FieldChange> {
    let names = if after.is_empty() { before } else { after };
    let value = |fields: &[(&'static str, String)], name: &str| {
        fields.iter().find(|(other, _)| *other == name).map_or(String::new(), |(_, value)| value.clone())
    };
    let all = names.iter().map(|(name, _)| FieldChange {
        field: (*name).to_owned(),
        before: value(before, name),
        after: value(after, name),
    });
    all.filter(|change| change.before != change.after).collect()
}

/// Of the items that stand in both lists, those that stand elsewhere among the others: all but the longest part that kept its order.
fn moved<'a, I: Item>(before: &'a [I], after: &'a [I], old: &HashMap<&str, &I>) -> HashSet<&'a str> {
    let places: HashMap<&str, usize> = before.iter().enumerate().map(|(place, item)| (item.id(), place)).collect();
    let stayed = |item: &&I| item.removed().is_none() && old.get(item.id()).is_some_and(|old| old.removed().is_none());
    let both: Vec<(&str, usize)> = after.iter().filter(stayed).map(|item| (item.id(), places[item.id()])).collect();
    // Longest increasing subsequence: the smallest last place for each length, and what came before each.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(both.len());
    for (index, (_, place)) in both.iter().enumerate() {
        let length = tails.partition_point(|&tail| both[tail].1 < *place);
        previous.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        if length == tails.len() { tails.push(index) } else { tails[length] = index }
    }
    let mut kept = HashSet::new();
    let mut next = tails.last().copied();
    while let Some(index) = next {
        kept.insert(index);
        next = previous[index];
    }
    both.iter().enumerate().filter(|(index, _)| !kept.contains(index)).map(|(_, (id, _))| *id).collect()
}

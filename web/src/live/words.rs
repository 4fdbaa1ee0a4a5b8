//! Words that were written here and that the server has not taken: found in the replica and in fields that are still being filled in.

use debrief_shared::{
    document::{EntryView, Evidence, Mark, MitigationView, Names, Postmortem, TextPath, View},
    time::Moment,
};
use leptos::prelude::document;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yrs::{ClientID, Out, ReadTxn, Snapshot, StateVector, Text, TransactionMut};

use super::{
    replica::Replica,
    since::Clocks,
    spot::{Passage, Spot, units},
};

use crate::texts::live as texts;

/// Most of a text that is named by its beginning, in characters.
const NAME_CHARS: usize = 40;

/// What somebody wrote in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Where, in words.
    pub place: String,
    /// What.
    pub text: String,
    /// Where in the document, if they were typed into one of its texts: they can be put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spot: Option<Spot>,
}

impl Words {
    /// Words that can only be read and copied.
    #[cfg(test)]
    pub fn of(place: &str, text: &str) -> Self {
        Self { place: place.to_owned(), text: text.to_owned(), spot: None }
    }

    pub(super) fn new(place: impl Into<String>, text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.trim().is_empty()).then(|| Self { place: place.into(), text, spot: None })
    }
}

/// What was typed into texts beyond `since` and is still there, in the order of the page.
pub(super) fn typed(replica: &Replica, since: &Clocks) -> Vec<Words> {
    if since.is_empty() {
        return Vec::new();
    }
    replica.edit(|postmortem, txn| {
        let view = postmortem.outline(txn);
        let now = txn.snapshot();
        let mut then = Snapshot::new(now.state_map.clone(), now.delete_set.clone());
        then.state_map = cut(&now.state_map, since);
        let read = |(path, place): (TextPath, String)| {
            let spot = added(postmortem, txn, &path, &now, &then)?;
            Some(Words { spot: Some(spot.clone()), ..Words::new(place, spot.joined())? })
        };
        places(&view).into_iter().filter_map(read).collect()
    })
}

/// A state vector as it was before `since`.
pub(super) fn cut(state: &StateVector, since: &Clocks) -> StateVector {
    let clock = |client: &ClientID, clock: u32| since.get(&client.get()).map_or(clock, |from| clock.min(*from));
    StateVector::new(state.iter().map(|(client, &reached)| (*client, clock(client, reached))).collect())
}

fn added(
    postmortem: &Postmortem,
    txn: &mut TransactionMut<'_>,
    path: &TextPath,
    now: &Snapshot,
    then: &Snapshot,
) -> Option<Spot> {
    let text = postmortem.text(txn, path)?;
    let mut passages: Vec<(u32, String)> = Vec::new();
    let (mut at, mut goes_on) = (0, false);
    for chunk in text.diff_range(txn, Some(now), Some(then), |change| change) {
        let Out::Any(yrs::Any::String(words)) = chunk.insert else { continue };
        match (chunk.ychange.is_some(), passages.last_mut()) {
            (true, Some((_, last))) if goes_on => last.push_str(&words),
            (true, _) => passages.push((at, words.to_string())),
            (false, _) => {}
        }
        goes_on = chunk.ychange.is_some();
        at += units(&words);
    }
    let passages = passages.into_iter().map(|(at, words)| Passage::at(&text, txn, at, words));
    Some(Spot { text: path.to_string(), passages: passages.collect() })
}

/// Every text with its name, in the order of the page.
fn places(view: &View) -> Vec<(TextPath, String)> {
    let mut all = vec![(TextPath::Title, texts::TITLE.to_owned())];
    for section in &view.sections {
        let name = named(&section.heading).unwrap_or_else(|| texts::UNTITLED_SECTION.to_owned());
        all.push((TextPath::Heading(section.id.clone()), texts::HEADING_OF_A_SECTION.to_owned()));
        all.push((TextPath::Body(section.id.clone()), name));
    }
    for entry in &view.timeline {
        all.push((TextPath::Entry(entry.id.clone()), entry_name(entry)));
        all.extend(entry.accounts.iter().map(|account| {
            let path = TextPath::Account { entry: entry.id.clone(), account: account.id.clone() };
            (path, texts::account_of(entry_name(entry), &account.author))
        }));
    }
    let mitigation = |item: &MitigationView| (TextPath::Mitigation(item.id.clone()), texts::MITIGATIONS.to_owned());
    all.extend(view.mitigations.iter().map(mitigation));
    all
}

fn entry_name(entry: &EntryView) -> String {
    match entry.moment() {
        Some(moment) => texts::timeline_at(format!("{} {} {}", moment.date(), moment.clock(), moment.zone_label())),
        None => texts::TIMELINE.to_owned(),
    }
}

fn named(text: &str) -> Option<String> {
    let line = text.trim().lines().next().filter(|line| !line.is_empty())?;
    let short: String = line.chars().take(NAME_CHARS).collect();
    Some(if short.len() < line.len() { format!("{short}…") } else { short })
}

/// Short fields that read differently `after`.
pub(super) fn filled_in(before: &View, after: &View) -> Vec<Words> {
    let mut all = Vec::new();
    let mut note = |place: String, before: &str, after: &str| {
        all.extend(Words::new(place, after).filter(|_| before != after));
    };
    let (old, new) = (&before.facts, &after.facts);
    note(texts::INCIDENT.to_owned(), &old.incident, &new.incident);
    note(texts::SEVERITY.to_owned(), &old.severity, &new.severity);
    for &list in Names::ALL {
        note(list.label().to_owned(), &old.names(list).join(", "), &new.names(list).join(", "));
    }
    note(texts::TIME_ZONE.to_owned(), &old.time_zone, &new.time_zone);
    for &mark in Mark::ALL {
        note(mark.label().to_owned(), &moment_words(old.mark(mark)), &moment_words(new.mark(mark)));
    }
    for entry in &after.timeline {
        let old = before.timeline.iter().find(|known| known.id == entry.id);
        if let Some(old) = old {
            let name = named(&entry.text).unwrap_or_else(|| texts::AN_ENTRY.to_owned());
            note(texts::time_of(&name), &moment_words(&old.at), &moment_words(&entry.at));
        }
        let links = |entry: &EntryView| entry.evidence.iter().map(link_words).collect::<Vec<_>>().join("\n");
        note(texts::evidence(entry_name(entry)), &old.map(links).unwrap_or_default(), &links(entry));
    }
    for item in &after.mitigations {
        let old = before.mitigations.iter().find(|known| known.id == item.id);
        let name = named(&item.text).unwrap_or_else(|| texts::A_MITIGATION.to_owned());
        let mut field = |what: &str, read: fn(&MitigationView) -> String| {
            note(texts::field_of(what, &name), &old.map(read).unwrap_or_default(), &read(item));
        };
        field(texts::OWNER, |item| item.owner.clone());
        field(texts::DUE_DATE, |item| item.due.clone());
        field(texts::PRIORITY, |item| item.priority.clone());
        field(texts::TICKET, |item| item.ticket.clone());
        field(texts::CATEGORY, |item| item.category.map_or("", |category| category.label()).to_owned());
        field(texts::APPROACH, |item| item.approach.map_or("", |approach| approach.label()).to_owned());
        if old.is_some() {
            field(texts::STATUS, |item| item.status.label().to_owned());
        }
        field(texts::REASON, |item| item.reason.clone());
    }
    all
}

fn moment_words(stored: &str) -> String {
    Moment::parse(stored).map_or_else(
        || stored.to_owned(),
        |moment| format!("{} {} {}", moment.date(), moment.clock(), moment.zone_label()),
    )
}

fn link_words(link: &Evidence) -> String {
    match link.title.as_str() {
        "" => link.url.clone(),
        title => format!("{title}: {}", link.url),
    }
}

/// What stands in the page's own fields and was not handed over yet. Such fields carry `data-draft` with `write` or `comment`, and their name as label.
pub(super) fn drafts(with_comments: bool) -> Vec<Words> {
    let wanted = if with_comments { "[data-draft]" } else { "[data-draft=write]" };
    let Ok(fields) = document().query_selector_all(wanted) else { return Vec::new() };
    let draft = |index| {
        let field = fields.item(index)?.dyn_into::<web_sys::Element>().ok()?;
        let value = match field.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.value(),
            None => field.dyn_ref::<HtmlInputElement>()?.value(),
        };
        Words::new(field.get_attribute("aria-label").unwrap_or_default(), value)
    };
    (0..fields.length()).filter_map(draft).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{edits::Edit, replica::Source};

    fn insert(at: u32, text: &str) -> Vec<Edit> {
        vec![Edit { from: at, deleted: 0, inserted: text.to_owned() }]
    }

    #[test]
    fn only_what_was_typed_since_and_still_stands_is_listed() {
        let replica = Replica::new(1, || 0);
        replica.watch(&TextPath::Title);
        replica.type_into(&TextPath::Title, insert(0, "known words"));
        let since = Clocks::from([(1, replica.clock(1))]);
        assert!(typed(&replica, &since).is_empty());
        replica.type_into(&TextPath::Title, insert(5, " née"));
        replica.type_into(&TextPath::Title, insert(0, "so "));
        replica.type_into(&TextPath::Title, insert(0, "x"));
        replica.type_into(&TextPath::Title, vec![Edit { from: 0, deleted: 1, inserted: String::new() }]);
        let words: Vec<String> = typed(&replica, &since).into_iter().map(|words| words.text).collect();
        assert_eq!(words, ["so  …  née"].map(str::to_owned));
        assert!(replica.take().updates.len() == 5, "reading is no change");
    }

    #[test]
    fn the_words_of_others_are_never_listed() {
        let (mine, theirs) = (Replica::new(1, || 0), Replica::new(2, || 0));
        mine.type_into(&TextPath::Title, insert(0, "mine"));
        theirs.type_into(&TextPath::Title, insert(0, "theirs"));
        let update = theirs.missing(&mine.state_vector()).expect("a state vector of ours");
        assert!(mine.apply(Source::Remote, &[update]));
        assert_eq!(typed(&mine, &Clocks::from([(1, 0)]))[0].text, "mine");
        let alone = mine.changes_since(&Clocks::from([(1, 0)]));
        let fresh = Replica::new(3, || 0);
        assert!(fresh.apply(Source::Back, &[alone]));
        assert_eq!(fresh.read(|postmortem, txn| postmortem.view(txn).title), "mine");
    }

    #[test]
    fn short_fields_are_listed_by_what_changed() {
        let before = View::default();
        let mut after = View::default();
        after.facts.severity = "SEV-1".to_owned();
        after.facts.detected = "2026-03-11T14:05:00+01:00".to_owned();
        let words = filled_in(&before, &after);
        let pairs: Vec<_> = words.iter().map(|words| (words.place.as_str(), words.text.as_str())).collect();
        assert_eq!(pairs, [("Severity", "SEV-1"), ("Detected", "2026-03-11 14:05 UTC+01:00")]);
        assert!(filled_in(&after, &after).is_empty());
    }
}

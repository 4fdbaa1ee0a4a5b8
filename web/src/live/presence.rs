//! Who else is here, and where: the awareness of y-protocols. The server puts the account's name and colour into every state.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use debrief_shared::{api::Person, document::TextPath, protocol::AwarenessEntry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use yrs::StickyIndex;

use super::{Peer, Signs};

/// Own state is sent anew after this time, so that others don't take us for gone.
const RENEW_MS: f64 = 15_000.0;
/// Somebody who was not heard of for so long is gone (y-protocols: 30 s).
const GONE_MS: f64 = 40_000.0;
/// Somebody who did nothing for so long is shown as away.
const AWAY_MS: f64 = 120_000.0;

/// Who typed nothing for so long does not type any more.
const TYPING_MS: f64 = 3_000.0;
/// Somebody's word that they type holds for so long without another sign of theirs.
const TYPING_HOLDS_MS: f64 = 6_000.0;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Person>,
    cursor: Option<Cursor>,
    place: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    typing: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting: Option<Signs>,
}

/// A caret or selection in one text, held by sticky indexes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub(super) text: String,
    anchor: Value,
    head: Value,
}

impl Cursor {
    pub(super) fn new(path: &TextPath, anchor: &StickyIndex, head: &StickyIndex) -> Option<Self> {
        let json = |index: &StickyIndex| serde_json::to_value(index).ok();
        Some(Self { text: path.to_string(), anchor: json(anchor)?, head: json(head)? })
    }

    /// Anchor and head, if they can be read.
    pub(super) fn ends(&self) -> Option<(StickyIndex, StickyIndex)> {
        let read = |value: &Value| serde_json::from_value(value.clone()).ok();
        Some((read(&self.anchor)?, read(&self.head)?))
    }
}

struct Other {
    clock: u32,
    state: State,
    heard: f64,
    changed: f64,
}

/// Everybody's awareness.
pub(super) struct Presence {
    client: u64,
    clock: u32,
    mine: State,
    sent: f64,
    stale: bool,
    typed: f64,
    others: BTreeMap<u64, Other>,
}

impl Presence {
    pub(super) fn new(client: u64, me: Person) -> Self {
        let mine = State { user: Some(me), ..State::default() };
        Self { client, clock: 0, mine, sent: 0.0, stale: true, typed: 0.0, others: BTreeMap::new() }
    }

    /// Takes in what arrived. True if somebody came, went or moved.
    pub(super) fn receive(&mut self, entries: Vec<AwarenessEntry>, now: f64) -> bool {
        let mut news = false;
        for entry in entries {
            if entry.client == self.client {
                // The server's echo, or its word that an earlier connection of this page has ended.
                self.stale |= entry.state.is_none() && entry.clock >= self.clock;
                self.clock = self.clock.max(entry.clock);
                continue;
            }
            let known = self.others.get(&entry.client);
            if known
                .is_some_and(|other| entry.clock < other.clock || (entry.clock == other.clock && entry.state.is_some()))
            {
                continue;
            }
            let state = entry.state.and_then(|json| serde_json::from_str::<State>(&json).ok());
            let Some(state) = state else {
                news |= self.others.remove(&entry.client).is_some();
                continue;
            };
            let same = known.is_some_and(|other| other.state == state);
            let changed = known.filter(|_| same).map_or(now, |other| other.changed);
            news |= !same;
            self.others.insert(entry.client, Other { clock: entry.clock, state, heard: now, changed });
        }
        news
    }

    /// Nobody is known to be here any more: the connection is gone.
    pub(super) fn clear(&mut self) -> bool {
        let news = !self.others.is_empty();
        self.others.clear();
        news
    }

    /// Drops those who were silent for too long. True if there were any.
    pub(super) fn expire(&mut self, now: f64) -> bool {
        let before = self.others.len();
        self.others.retain(|_, other| now - other.heard < GONE_MS);
        before != self.others.len()
    }

    pub(super) fn set_cursor(&mut self, cursor: Option<Cursor>) -> bool {
        let news = self.mine.cursor != cursor;
        self.mine.cursor = cursor;
        self.stale |= news;
        news
    }

    pub(super) fn cursor(&self) -> Option<&Cursor> {
        self.mine.cursor.as_ref()
    }

    pub(super) fn cursor_text(&self) -> Option<&str> {
        self.mine.cursor.as_ref().map(|cursor| cursor.text.as_str())
    }

    pub(super) fn set_place(&mut self, place: Option<String>) -> bool {
        let news = self.mine.place != place;
        self.mine.place = place;
        self.stale |= news;
        news
    }

    /// What this page says in a meeting. True if others have to be told.
    pub(super) fn set_signs(&mut self, signs: Signs) -> bool {
        let signs = Some(signs).filter(|signs| *signs != Signs::default());
        let news = self.mine.meeting != signs;
        self.mine.meeting = signs;
        self.stale |= news;
        news
    }

    /// Something was typed here. True if others have to be told.
    pub(super) fn note_typing(&mut self, now: f64) -> bool {
        self.typed = now;
        let news = !self.mine.typing;
        self.mine.typing = true;
        self.stale |= news;
        news
    }

    /// Own state, if it changed or has to be renewed.
    pub(super) fn due(&mut self, now: f64) -> Option<AwarenessEntry> {
        if self.mine.typing && now - self.typed >= TYPING_MS {
            self.mine.typing = false;
            self.stale = true;
        }
        (self.stale || now - self.sent >= RENEW_MS).then(|| self.announce(now))
    }

    /// Own state, for a new connection or somebody who asks.
    pub(super) fn announce(&mut self, now: f64) -> AwarenessEntry {
        self.clock += 1;
        self.sent = now;
        self.stale = false;
        AwarenessEntry { client: self.client, clock: self.clock, state: serde_json::to_string(&self.mine).ok() }
    }

    /// Everybody else, in a stable order.
    pub(super) fn peers(&self, now: f64) -> Arc<Vec<Peer>> {
        let peer = |(&client, other): (&u64, &Other)| {
            Some(Peer {
                client,
                person: other.state.user.clone()?,
                place: other.state.place.clone(),
                text: other.state.cursor.as_ref().and_then(|cursor| cursor.text.parse().ok()),
                active: now - other.changed < AWAY_MS,
                typing: other.state.typing && now - other.changed < TYPING_HOLDS_MS,
                moved: other.changed.to_bits(),
                signs: other.state.meeting.unwrap_or_default(),
            })
        };
        Arc::new(self.others.iter().filter_map(peer).collect())
    }

    /// The texts that others' carets are in.
    pub(super) fn cursor_texts(&self) -> HashSet<String> {
        self.others.values().filter_map(|other| Some(other.state.cursor.as_ref()?.text.clone())).collect()
    }

    /// Carets of others in one text.
    pub(super) fn cursors(&self, path: &TextPath) -> Vec<(u64, Person, Cursor)> {
        let path = path.to_string();
        self.others
            .iter()
            .filter_map(|(&client, other)| {
                let cursor = other.state.cursor.clone().filter(|cursor| cursor.text == path)?;
                Some((client, other.state.user.clone()?, cursor))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(name: &str) -> Person {
        Person { id: Uuid::nil(), name: name.to_owned(), color: 3, guest: false }
    }

    fn entry(client: u64, clock: u32, place: &str) -> AwarenessEntry {
        let state =
            State { user: Some(person("Ada")), cursor: None, place: Some(place.to_owned()), ..State::default() };
        AwarenessEntry { client, clock, state: serde_json::to_string(&state).ok() }
    }

    #[test]
    fn newer_clocks_win_and_renewals_are_no_news() {
        let mut presence = Presence::new(1, person("me"));
        assert!(presence.receive(vec![entry(2, 2, "b")], 0.0));
        assert!(!presence.receive(vec![entry(2, 1, "a")], 1.0));
        assert!(!presence.receive(vec![entry(2, 3, "b")], 2.0));
        assert_eq!(presence.peers(3.0)[0].place.as_deref(), Some("b"));
        assert!(presence.peers(3.0)[0].active && !presence.peers(AWAY_MS + 1.0)[0].active);
    }

    #[test]
    fn people_leave_by_word_or_by_silence() {
        let mut presence = Presence::new(1, person("me"));
        presence.receive(vec![entry(2, 1, "a"), entry(3, 1, "a")], 0.0);
        assert!(presence.receive(vec![AwarenessEntry { client: 2, clock: 1, state: None }], 1.0));
        assert!(!presence.expire(GONE_MS - 1.0) && presence.expire(GONE_MS));
        assert!(presence.peers(GONE_MS).is_empty());
    }

    #[test]
    fn own_state_is_sent_when_it_changed_and_now_and_then() {
        let mut presence = Presence::new(1, person("me"));
        assert_eq!(presence.due(0.0).map(|entry| entry.clock), Some(1));
        assert_eq!(presence.due(1.0), None);
        assert!(presence.set_place(Some("a".to_owned())));
        assert_eq!(presence.due(2.0).map(|entry| entry.clock), Some(2));
        assert!(presence.due(2.0 + RENEW_MS).is_some());
    }

    #[test]
    fn the_word_that_we_are_gone_is_contradicted() {
        let mut presence = Presence::new(1, person("me"));
        presence.announce(0.0);
        presence.receive(vec![AwarenessEntry { client: 1, clock: 7, state: None }], 1.0);
        assert_eq!(presence.due(2.0).map(|entry| entry.clock), Some(8));
    }

    #[test]
    fn the_sign_of_typing_ends_by_itself() {
        let mut here = Presence::new(1, person("me"));
        assert!(here.note_typing(0.0) && !here.note_typing(1.0));
        let told = here.due(1.0).and_then(|entry| entry.state).expect("news");
        assert!(told.contains("typing"), "{told}");
        assert_eq!(here.due(1.0 + TYPING_MS - 1.0), None);
        let told = here.due(1.0 + TYPING_MS).and_then(|entry| entry.state).expect("news");
        assert!(!told.contains("typing"), "{told}");

        // And should that word be lost, the sign ends at the reader's.
        let mut there = Presence::new(2, person("other"));
        let state = Some(
            r#"{"user":{"id":"00000000-0000-0000-0000-000000000001","name":"a","color":1},"typing":true}"#.to_owned(),
        );
        there.receive(vec![AwarenessEntry { client: 3, clock: 1, state }], 0.0);
        assert!(there.peers(TYPING_HOLDS_MS - 1.0)[0].typing && !there.peers(TYPING_HOLDS_MS)[0].typing);
    }

    #[test]
    fn signs_of_a_meeting_are_told_and_read() {
        let mut here = Presence::new(1, person("me"));
        here.announce(0.0);
        let signs = Signs { hand: Some(7), follows: true, ..Signs::default() };
        assert!(here.set_signs(signs) && !here.set_signs(signs));
        let told = here.due(1.0).expect("news");
        let mut there = Presence::new(2, person("other"));
        there.receive(vec![AwarenessEntry { client: 3, ..told }], 0.0);
        assert_eq!(there.peers(0.0)[0].signs, signs);
        assert!(here.set_signs(Signs::default()));
        let state = here.due(2.0).and_then(|entry| entry.state).expect("news");
        assert!(!state.contains("meeting"), "{state}");
    }

    #[test]
    fn what_strangers_write_into_their_state_breaks_nothing() {
        let mut presence = Presence::new(1, person("me"));
        let stranger = |client, json: &str| AwarenessEntry { client, clock: 1, state: Some(json.to_owned()) };
        presence.receive(vec![stranger(2, "[]"), stranger(3, "{\"cursor\":5}"), stranger(4, "{\"x\":1}")], 0.0);
        assert!(presence.peers(0.0).is_empty());
    }
}

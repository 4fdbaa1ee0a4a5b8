//! Awareness of people who are connected to other nodes. Each node says who is at it, again and again; who is not heard of any more is
//! gone, as with y-protocols.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::{Entry, Presence};
use crate::bus::message::{Present, Source};

/// How long somebody is shown of whom nothing is heard: the timeout of y-protocols.
const SILENCE: Duration = Duration::from_secs(30);
/// How often a node says who is at it: three times within [`SILENCE`].
pub(in crate::document) const REPEAT: Duration = Duration::from_secs(10);
/// Stands for the session of somebody who is connected to another node.
const ELSEWHERE: u64 = u64::MAX;
/// Most states of other nodes.
const MAX_REMOTE: usize = 4_096;

/// Where somebody else's state comes from.
pub(super) struct Remote {
    from: Source,
    heard: Instant,
}

impl Presence {
    /// Takes over what another node says of somebody at it.
    pub(in crate::document) fn receive(&mut self, from: Source, present: Present, now: Instant) {
        let Present { client, clock, person, writes, state } = present;
        let is_full = self.entries.len() >= MAX_REMOTE;
        match self.entries.get_mut(&client) {
            Some(entry) => {
                let here = entry.remote.is_none() && entry.state.is_some();
                if here && entry.person != person {
                    // Two accounts go by one id: each node shows its own, and the log decides who may write with it.
                    return;
                }
                let same = entry.remote.as_ref().is_some_and(|remote| remote.from == from);
                let leaves = clock == entry.clock && state.is_none() && entry.state.is_some() && same;
                if clock == entry.clock && same && !leaves {
                    entry.remote = Some(Remote { from, heard: now });
                    return;
                }
                if clock <= entry.clock && !leaves {
                    return;
                }
                self.owned.remove(&entry.session);
            }
            None if state.is_none() || is_full => return,
            None => {}
        }
        let remote = Some(Remote { from, heard: now });
        self.entries.insert(client, Entry { clock, state, session: ELSEWHERE, person, writes, remote });
        self.changed.insert(client);
    }

    /// Another node's list is complete: whoever was at it and is not on the list has left.
    pub(in crate::document) fn only(&mut self, from: Source, present: &HashSet<u64>) {
        self.leave_where(|client, remote| remote.from == from && !present.contains(&client));
    }

    /// Another node has closed the document.
    pub(in crate::document) fn gone(&mut self, from: Source) {
        self.leave_where(|_, remote| remote.from == from);
    }

    /// Another node has stopped to live.
    pub(in crate::document) fn lost(&mut self, node: Uuid) {
        self.leave_where(|_, remote| remote.from.node == node);
    }

    /// Takes those out who have not been heard of for too long.
    pub(in crate::document) fn expire(&mut self, now: Instant) {
        self.leave_where(|_, remote| remote.heard + SILENCE <= now);
    }

    /// What other nodes have to know: everybody who is at this one, or those of them who changed since the last broadcast.
    pub(in crate::document) fn here(&self, changed: bool) -> Vec<Present> {
        let is_due = |client: &u64, entry: &Entry| {
            entry.remote.is_none() && if changed { self.changed.contains(client) } else { entry.state.is_some() }
        };
        let entries = self.entries.iter().filter(|(client, entry)| is_due(client, entry));
        entries
            .map(|(&client, entry)| Present {
                client,
                clock: entry.clock,
                person: entry.person,
                writes: entry.writes,
                state: entry.state.clone(),
            })
            .collect()
    }

    fn leave_where(&mut self, gone: impl Fn(u64, &Remote) -> bool) {
        for (&client, entry) in &mut self.entries {
            if entry.state.is_some() && entry.remote.as_ref().is_some_and(|remote| gone(client, remote)) {
                entry.state = None;
                self.changed.insert(client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);
    const GRACE: Uuid = Uuid::from_u128(2);
    const THERE: Source = Source { node: Uuid::from_u128(9), opening: 1 };

    fn ada(clock: u32, state: Option<&str>) -> Present {
        Present { client: 5, clock, person: ADA, writes: true, state: state.map(str::to_owned) }
    }

    fn state(presence: &Presence) -> Option<&str> {
        presence.entries.get(&5).and_then(|entry| entry.state.as_deref())
    }

    #[test]
    fn who_is_at_another_node_is_shown_until_nothing_is_heard() {
        let (mut presence, now) = (Presence::default(), Instant::now());
        presence.receive(THERE, ada(3, Some("a")), now);
        assert!(presence.has_changes() && state(&presence) == Some("a"));
        drop(presence.take_changes());
        presence.receive(THERE, ada(3, Some("a")), now + SILENCE / 2);
        assert!(!presence.has_changes(), "heard again is no news");
        presence.expire(now + SILENCE);
        assert_eq!(state(&presence), Some("a"));
        presence.expire(now + SILENCE * 2);
        assert!(presence.has_changes() && state(&presence).is_none());
    }

    #[test]
    fn a_page_that_moves_to_this_node_is_this_node_s() {
        let (mut presence, now) = (Presence::default(), Instant::now());
        presence.receive(THERE, ada(3, Some("there")), now);
        assert!(!presence.is_free_for(5, GRACE) && presence.is_free_for(5, ADA));
        assert!(presence.apply(1, ADA, true, Change { client: 5, clock: 1, state: Some("here".to_owned()) }));
        assert_eq!(presence.here(false), [ada(4, Some("here"))], "with a later clock than the others know");
        presence.gone(THERE);
        presence.receive(THERE, ada(3, None), now);
        assert_eq!(state(&presence), Some("here"), "what its old node says of it is old");
        presence.receive(THERE, Present { person: GRACE, ..ada(9, Some("another's")) }, now);
        assert_eq!(state(&presence), Some("here"));
        presence.receive(THERE, ada(5, Some("back")), now);
        presence.leave(1);
        assert_eq!(state(&presence), Some("back"), "its session here has nothing to say any more");
    }

    #[test]
    fn a_whole_list_and_a_goodbye_take_people_out() {
        let (mut presence, now) = (Presence::default(), Instant::now());
        presence.receive(THERE, ada(3, Some("a")), now);
        presence.only(THERE, &HashSet::from([5]));
        assert_eq!(state(&presence), Some("a"));
        presence.only(THERE, &HashSet::new());
        assert_eq!(state(&presence), None);
        presence.receive(THERE, ada(4, Some("a")), now);
        presence.lost(Uuid::from_u128(8));
        assert_eq!(state(&presence), Some("a"));
        presence.lost(THERE.node);
        assert_eq!(state(&presence), None);
    }
}

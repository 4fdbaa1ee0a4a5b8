//! Changes on their way to everybody: those that come at about the same time leave as one frame, encoded once and shared by all readers.

use std::time::Duration;

use bytes::Bytes;
use debrief_shared::protocol::Message;
use tokio::time::Instant;
use yrs::StateVector;

use super::replica;

/// Shortest time between two broadcasts, per reader. Small groups see every keystroke at once; with many readers, keystrokes that come
/// faster than they can be written are sent together.
const PACE_PER_READER: Duration = Duration::from_micros(40);
/// Upper bound of the pace, whatever the number of readers.
const MAX_PACE: Duration = Duration::from_millis(10);

/// Changes in one broadcast from which on a document counts as busy …
const BUSY_CHANGES: usize = 8;
/// … and the next one waits so many times longer: half the frames, which is what costs, for a delay that a screen of 60 Hz does not show.
const BUSY_FACTOR: u32 = 2;

/// A frame for all readers but one.
pub(super) struct Batch {
    /// Encoded update frame.
    pub(super) frames: Vec<Bytes>,
    /// The only author, who has it already; `None` when there were several.
    pub(super) except: Option<u64>,
    /// What a reader has who has everything before it.
    pub(super) before: StateVector,
}

/// Collects changes until it is their time.
pub(super) struct Broadcast {
    updates: Vec<Bytes>,
    except: Option<u64>,
    before: StateVector,
    due: Option<Instant>,
    last: Instant,
    /// Changes in the last broadcast.
    last_changes: usize,
}

impl Broadcast {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            updates: Vec::new(),
            except: None,
            before: StateVector::default(),
            due: None,
            last: now,
            last_changes: 0,
        }
    }

    /// Whether nothing is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.updates.is_empty()
    }

    /// Adds a change by `author`'s session; `before` is what the document held before it, and counts only if nothing was on its way.
    pub(super) fn add(
        &mut self,
        update: Bytes,
        author: Option<u64>,
        before: StateVector,
        readers: usize,
        now: Instant,
    ) {
        if self.updates.is_empty() {
            self.except = author;
            self.before = before;
            let stretch = if self.last_changes >= BUSY_CHANGES { BUSY_FACTOR } else { 1 };
            self.due = Some(now.max(self.last + pace(readers) * stretch));
        } else if self.except != author {
            self.except = None;
        }
        self.updates.push(update);
    }

    /// When the next broadcast is due.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// What is to be sent now, if it is time.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Batch> {
        if self.due? > now {
            return None;
        }
        self.take(now)
    }

    /// What is to be sent, time or not.
    pub(super) fn take(&mut self, now: Instant) -> Option<Batch> {
        self.due = None;
        if self.updates.is_empty() {
            return None;
        }
        self.last = now;
        let updates = std::mem::take(&mut self.updates);
        self.last_changes = updates.len();
        let merged = if updates.len() > 1 { replica::merge(&updates) } else { None };
        let frames = merged.map_or(updates, |merged| vec![merged]);
        let frames = frames.iter().map(|update| Message::Update(update).encode().into()).collect();
        Some(Batch { frames, except: self.except, before: std::mem::take(&mut self.before) })
    }
}

/// Shortest time between two broadcasts to so many readers.
pub(super) fn pace(readers: usize) -> Duration {
    PACE_PER_READER.saturating_mul(u32::try_from(readers).unwrap_or(u32::MAX)).min(MAX_PACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READERS: usize = 100;

    /// Adds so many changes at once, and gives how long after the last broadcast they are due.
    fn due_after(broadcast: &mut Broadcast, changes: usize, now: Instant) -> Duration {
        for _ in 0..changes {
            broadcast.add(Bytes::from_static(&[0, 0]), Some(1), StateVector::default(), READERS, now);
        }
        broadcast.due().expect("something waits").duration_since(now)
    }

    #[test]
    fn broadcasts_are_further_apart_while_much_is_typed() {
        let now = Instant::now();
        let mut broadcast = Broadcast::new(now);
        assert_eq!(due_after(&mut broadcast, BUSY_CHANGES, now), pace(READERS));
        assert!(broadcast.take(now).is_some());
        assert_eq!(due_after(&mut broadcast, 1, now), pace(READERS) * BUSY_FACTOR);
        assert!(broadcast.take(now).is_some());
        assert_eq!(due_after(&mut broadcast, 1, now), pace(READERS), "one change is no rush");
    }

    #[test]
    fn a_batch_tells_what_readers_had_before_its_first_change() {
        let state = |clock| std::iter::once((yrs::ClientID::new(7), clock)).collect::<StateVector>();
        let now = Instant::now();
        let mut broadcast = Broadcast::new(now);
        assert!(broadcast.is_empty());
        broadcast.add(Bytes::from_static(&[0, 0]), Some(1), state(3), READERS, now);
        assert!(!broadcast.is_empty());
        broadcast.add(Bytes::from_static(&[0, 0]), Some(1), state(4), READERS, now);
        assert_eq!(broadcast.take(now).expect("two changes").before, state(3));
    }
}

//! Counts the update-carrying frames of one session and says how many of them are on disk.

use std::collections::VecDeque;

/// Refused updates in a row after which a session has to go.
const MAX_INCOMPLETE: u8 = 3;

/// One session's frames. A refused frame holds back the acknowledgement of all later ones, until the session has sent its whole
/// difference again: `saved(n)` speaks of the first n.
#[derive(Debug, Default)]
pub(super) struct Acks {
    received: u64,
    held: bool,
    incomplete: u8,
    /// Frame number, and how many of the document's updates have to be on disk for it; both grow.
    waiting: VecDeque<(u64, u64)>,
}

impl Acks {
    /// A frame was taken; it is safe when `ticket` updates of the document are on disk. `answer`: it held everything that the session
    /// has and the server lacked.
    pub(super) fn taken(&mut self, answer: bool, ticket: u64) {
        self.received += 1;
        self.incomplete = 0;
        self.held &= !answer;
        if self.held {
            return;
        }
        match self.waiting.back_mut() {
            Some((frame, last)) if *last == ticket => *frame = self.received,
            _ => self.waiting.push_back((self.received, ticket)),
        }
    }

    /// A frame was not taken.
    pub(super) fn refused(&mut self) {
        self.received += 1;
        self.held = true;
    }

    /// A frame was not taken because something before it is missing; `false` when that has happened too often.
    #[must_use]
    pub(super) fn incomplete(&mut self) -> bool {
        self.refused();
        self.incomplete += 1;
        self.incomplete < MAX_INCOMPLETE
    }

    /// So many updates of the document are on disk: the number of frames that are now safe, if it has grown.
    pub(super) fn settle(&mut self, committed: u64) -> Option<u64> {
        let mut saved = None;
        while let Some(&(frame, ticket)) = self.waiting.front()
            && ticket <= committed
        {
            saved = Some(frame);
            self.waiting.pop_front();
        }
        saved
    }
}

#[cfg(test)]
mod tests {
    use super::Acks;

    #[test]
    fn frames_are_saved_in_order_with_the_updates_they_hang_on() {
        let mut acks = Acks::default();
        acks.taken(true, 0);
        assert_eq!(acks.settle(0), Some(1), "nothing new: safe at once");
        acks.taken(false, 1);
        acks.taken(false, 1);
        acks.taken(false, 4);
        assert_eq!(acks.settle(0), None);
        assert_eq!(acks.settle(3), Some(3));
        assert_eq!(acks.settle(9), Some(4));
        assert_eq!(acks.settle(9), None);
    }

    #[test]
    fn a_refused_frame_holds_all_later_ones_until_the_whole_difference_came() {
        let mut acks = Acks::default();
        acks.taken(false, 1);
        assert!(acks.incomplete());
        acks.taken(false, 2);
        assert_eq!(acks.settle(2), Some(1));
        acks.taken(true, 3);
        assert_eq!(acks.settle(3), Some(4));
        assert!(acks.incomplete() && acks.incomplete() && !acks.incomplete());
    }
}

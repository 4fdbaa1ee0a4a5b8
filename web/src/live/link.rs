//! How far the server has followed: counts update frames and acknowledgements of one connection. *Saved* is said by nothing else.

use debrief_shared::protocol::CloseReason;

use super::Status;

/// The connection's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    stage: Stage,
    unsent: bool,
    storage_ok: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The first attempt to connect has neither succeeded nor failed.
    First,
    Down,
    Up {
        /// The server's state has arrived.
        caught_up: bool,
        /// Ours has been sent.
        answered: bool,
        sent: u64,
        saved: u64,
    },
    Ended(CloseReason),
}

impl Link {
    pub(super) fn new() -> Self {
        Self { stage: Stage::First, unsent: false, storage_ok: true }
    }

    pub(super) fn opened(&mut self) {
        self.storage_ok = true;
        self.stage = Stage::Up { caught_up: false, answered: false, sent: 0, saved: 0 };
    }

    pub(super) fn caught_up(&mut self) {
        if let Stage::Up { caught_up, .. } = &mut self.stage {
            *caught_up = true;
        }
    }

    /// Our sync step 2 is on the wire: it holds all changes so far, and counts as a frame.
    pub(super) fn answered(&mut self) {
        if let Stage::Up { answered, sent, .. } = &mut self.stage {
            *answered = true;
            *sent += 1;
        }
    }

    /// Something was changed here. True if it is to be sent now; else the next sync step 2 carries it.
    pub(super) fn changed(&mut self) -> bool {
        self.unsent = true;
        match &mut self.stage {
            Stage::Up { answered: true, sent, .. } => {
                *sent += 1;
                true
            }
            _ => false,
        }
    }

    pub(super) fn saved(&mut self, frames: u64) {
        if let Stage::Up { answered, sent, saved, .. } = &mut self.stage {
            *saved = frames.max(*saved);
            if *answered && *saved >= *sent {
                self.unsent = false;
            }
        }
    }

    pub(super) fn storage(&mut self, ok: bool) {
        self.storage_ok = ok;
    }

    pub(super) fn closed(&mut self) {
        if !self.is_ended() {
            self.stage = Stage::Down;
        }
    }

    pub(super) fn end(&mut self, reason: CloseReason) {
        self.stage = Stage::Ended(reason);
    }

    /// What was changed here is given up.
    pub(super) fn forget(&mut self) {
        self.unsent = false;
    }

    pub(super) fn is_ended(&self) -> bool {
        matches!(self.stage, Stage::Ended(_))
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.stage, Stage::Up { .. })
    }

    /// Whether there are changes that the server has not acknowledged.
    pub(super) fn unsent(&self) -> bool {
        self.unsent
    }

    pub(super) fn status(&self) -> Status {
        match self.stage {
            Stage::First => Status::Opening,
            Stage::Down => Status::Offline { unsent: self.unsent },
            Stage::Ended(reason) => Status::Ended(reason),
            Stage::Up { caught_up: true, answered: true, sent, saved } if saved >= sent => Status::Saved,
            Stage::Up { .. } if self.storage_ok => Status::Saving,
            Stage::Up { .. } => Status::StorageTrouble,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connected() -> Link {
        let mut link = Link::new();
        link.opened();
        link.answered();
        link.caught_up();
        link.saved(1);
        link
    }

    #[test]
    fn saved_is_said_only_after_both_sides_have_everything() {
        let mut link = Link::new();
        assert_eq!(link.status(), Status::Opening);
        link.opened();
        assert_eq!(link.status(), Status::Saving);
        link.answered();
        link.saved(1);
        assert_eq!(link.status(), Status::Saving);
        link.caught_up();
        assert_eq!(link.status(), Status::Saved);
    }

    #[test]
    fn every_frame_needs_its_acknowledgement() {
        let mut link = connected();
        assert!(link.changed() && link.changed());
        link.saved(2);
        assert_eq!(link.status(), Status::Saving);
        link.saved(3);
        assert_eq!(link.status(), Status::Saved);
        assert!(!link.unsent());
    }

    #[test]
    fn what_was_not_acknowledged_stays_unsent_until_the_next_connection_has_it() {
        let mut link = connected();
        link.changed();
        link.closed();
        assert_eq!(link.status(), Status::Offline { unsent: true });
        link.opened();
        assert!(!link.changed(), "the sync step 2 that follows carries it");
        link.saved(0);
        assert!(link.unsent());
        link.answered();
        link.caught_up();
        link.saved(1);
        assert_eq!(link.status(), Status::Saved);
    }

    #[test]
    fn the_end_is_the_end() {
        let mut link = connected();
        link.end(CloseReason::NoAccess);
        link.closed();
        assert_eq!(link.status(), Status::Ended(CloseReason::NoAccess));
    }

    #[test]
    fn waiting_for_storage_has_a_name() {
        let mut link = connected();
        link.changed();
        link.storage(false);
        assert_eq!(link.status(), Status::StorageTrouble);
        link.storage(true);
        assert_eq!(link.status(), Status::Saving);
    }
}

//! What others do. The first change after a pause is shown at once, and what follows closely is gathered: the keys of ten people are one change of the page
//! and one of each text, not ten.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Timeout;

use super::{
    core::{Core, now},
    replica::Source,
};

/// From what was shown to what is shown next, in milliseconds.
const GATHER_MS: f64 = 80.0;

/// What has arrived and is not shown yet.
#[derive(Default)]
pub(super) struct Arrivals {
    updates: RefCell<Vec<Vec<u8>>>,
    moved: Cell<bool>,
    later: RefCell<Option<Timeout>>,
    shown: Cell<Option<f64>>,
}

impl Arrivals {
    /// Lets go of what has arrived.
    pub(super) fn clear(&self) {
        self.later.take();
        self.updates.take();
        self.moved.set(false);
    }
}

impl Core {
    /// Takes in a change of somebody else, now or in a moment.
    pub(super) fn take_in(self: &Rc<Self>, update: &[u8]) {
        self.arrivals.updates.borrow_mut().push(update.to_vec());
        self.show_arrivals_soon();
    }

    /// Somebody came, went or moved. Their carets stand in texts that may be about to change: both are shown together.
    pub(super) fn take_in_presence(self: &Rc<Self>) {
        self.arrivals.moved.set(true);
        self.show_arrivals_soon();
    }

    fn show_arrivals_soon(self: &Rc<Self>) {
        if self.arrivals.later.borrow().is_some() {
            return;
        }
        let wait = self.arrivals.shown.get().map_or(0.0, |shown| shown + GATHER_MS - now());
        if wait <= 0.0 {
            return self.show_arrivals();
        }
        let core = self.clone();
        self.arrivals.later.replace(Some(Timeout::new(wait as u32, move || core.show_arrivals())));
    }

    /// Shows what has arrived so far.
    pub(super) fn show_arrivals(self: &Rc<Self>) {
        self.arrivals.later.take();
        let updates = self.arrivals.updates.take();
        let moved = self.arrivals.moved.take();
        if !updates.is_empty() && !self.apply(Source::Remote, &updates) {
            self.cannot_read();
        }
        if moved {
            self.note_peers(true);
        }
        // From the end on: between two times there is room for what is done here.
        self.arrivals.shown.set(Some(now()));
    }
}

//! Notices that the page slept: laptops are closed, tabs are frozen, and the socket may be dead without a word since.

use std::{cell::Cell, rc::Rc};

use super::core::{Core, now};

/// A tick, which is due every second, that comes this much too late: the page did not run in between. In milliseconds.
const SLEPT_MS: f64 = 5_000.0;

/// When the page last ran, on both clocks: the one that never jumps may stand still while the machine sleeps, and the other may be set.
pub(super) struct Awake {
    steady: Cell<f64>,
    wall: Cell<f64>,
}

impl Awake {
    pub(super) fn new() -> Self {
        Self { steady: Cell::new(now()), wall: Cell::new(js_sys::Date::now()) }
    }

    /// Whether much time has passed since the last call.
    fn slept(&self) -> bool {
        let (steady, wall) = (now(), js_sys::Date::now());
        let passed = (steady - self.steady.replace(steady)).max(wall - self.wall.replace(wall));
        passed >= SLEPT_MS
    }
}

impl Core {
    /// Does not trust the connection after a sleep. Called every second.
    pub(super) fn look_whether_slept(self: &Rc<Self>) {
        if self.awake.slept() {
            self.hurry();
        }
    }
}

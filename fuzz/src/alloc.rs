//! The system's allocator, counting: how much is held, how much was at most, and how much was asked for in all.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Counts what passes through it. A worker has one thread, so the figures are those of what it does.
pub struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicUsize = AtomicUsize::new(0);

fn taken(bytes: usize) {
    ASKED.fetch_add(bytes, Relaxed);
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(held, Relaxed);
}

// SAFETY: every call goes to the system's allocator unchanged; beside it only counters move.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size(), Relaxed);
        taken(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Bytes that some work asked for in all, and by how much more was held at its worst moment than at its beginning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// All that was asked for.
    pub asked: usize,
    /// Most that was held at once.
    pub peak: usize,
}

/// Runs some work and counts.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (held, asked) = (HELD.load(Relaxed), ASKED.load(Relaxed));
    PEAK.store(held, Relaxed);
    let done = work();
    let cost = Cost { asked: ASKED.load(Relaxed) - asked, peak: PEAK.load(Relaxed).saturating_sub(held) };
    (done, cost)
}

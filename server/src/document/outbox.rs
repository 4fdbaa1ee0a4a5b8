//! What waits to be written to one socket, bounded in bytes. A reader too slow for it loses its queue of updates, never its document:
//! once it has drained it gets the difference from where it fell behind.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use yrs::StateVector;

/// Most bytes that wait for one reader, unless a single frame is bigger.
pub const MAX_OUTBOX_BYTES: usize = 256 << 10;
/// Bytes past which even small control frames end the connection.
const HARD_LIMIT_BYTES: usize = 2 * MAX_OUTBOX_BYTES;

/// A frame on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// y-protocols.
    Binary(Bytes),
    /// A [`ServerEvent`] as JSON.
    Text(Bytes),
}

impl Frame {
    /// The frame of an event.
    pub(super) fn event(event: &ServerEvent) -> Self {
        Self::Text(serde_json::to_vec(event).expect("events are plain data").into())
    }

    fn len(&self) -> usize {
        match self {
            Self::Binary(bytes) | Self::Text(bytes) => bytes.len(),
        }
    }
}

/// Where a reader fell behind.
#[derive(Clone, Debug)]
pub(super) struct Lag {
    /// What the reader has for certain.
    pub(super) from: StateVector,
    /// Whether it also waits for the answer to a sync step 1.
    pub(super) step_2: bool,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Frame>,
    /// Bytes in `queue` and in the writer's hands.
    bytes: usize,
    saved: Option<u64>,
    lag: Option<Lag>,
    /// Presence was left out.
    missed_presence: bool,
    closed: Option<CloseReason>,
}

impl State {
    fn is_full_for(&self, bytes: usize) -> bool {
        self.bytes > 0 && self.bytes + bytes > MAX_OUTBOX_BYTES
    }

    fn push(&mut self, frame: Frame) {
        self.bytes += frame.len();
        self.queue.push_back(frame);
    }
}

/// The outbox of one session: filled by the document's actor, emptied by the socket's writer.
#[derive(Default)]
pub struct Outbox {
    state: Mutex<State>,
    wake: Notify,
    ended: CancellationToken,
}

/// What a writer is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Write the frames taken, flush, then call [`Outbox::flushed`] with these bytes.
    Write(usize),
    /// End the socket.
    Close(CloseReason),
}

impl Outbox {
    /// Queues a control frame.
    pub(super) fn push(&self, frame: Frame) {
        let mut state = self.lock();
        if state.bytes + frame.len() > HARD_LIMIT_BYTES && state.bytes > 0 {
            state.closed.get_or_insert(CloseReason::TryLater);
            self.ended.cancel();
        } else if state.closed.is_none() {
            state.push(frame);
        }
        self.wake_after(state);
    }

    /// Queues an update; `before` is what a reader has who has everything until just before it.
    pub(super) fn push_update(&self, frame: &Bytes, before: &StateVector) {
        let mut state = self.lock();
        if state.closed.is_some() || state.lag.is_some() {
            return;
        }
        if state.is_full_for(frame.len()) {
            state.lag = Some(Lag { from: before.clone(), step_2: false });
        } else {
            state.push(Frame::Binary(frame.clone()));
        }
        self.wake_after(state);
    }

    /// Whether there is room for the answer to a sync step 1 that named `from`: gives it back if so; else it is given once the reader
    /// has drained, since it may be as large as the document.
    pub(super) fn begin_answer(&self, from: StateVector) -> Option<StateVector> {
        let mut state = self.lock();
        if state.closed.is_some() {
            None
        } else if state.lag.is_some() || state.is_full_for(MAX_OUTBOX_BYTES / 2) {
            state.lag = Some(Lag { from, step_2: true });
            None
        } else {
            Some(from)
        }
    }

    /// Queues presence unless the reader is behind: it gets everybody's when it has drained.
    pub(super) fn push_presence(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.closed.is_some() {
            return;
        }
        if state.lag.is_some() || state.is_full_for(frame.len()) {
            state.missed_presence = true;
        } else {
            state.push(Frame::Binary(frame.clone()));
        }
        self.wake_after(state);
    }

    /// The first `updates` frames are on disk; only the newest such message is kept.
    pub(super) fn set_saved(&self, updates: u64) {
        let mut state = self.lock();
        state.saved = Some(updates);
        self.wake_after(state);
    }

    /// Where the reader fell behind, and whether it missed presence; from now on both are queued again.
    pub(super) fn take_behind(&self) -> (Option<Lag>, bool) {
        let mut state = self.lock();
        (state.lag.take(), std::mem::take(&mut state.missed_presence))
    }

    /// Queues what brings a reader up to date, whatever its size.
    pub(super) fn push_catch_up(&self, frame: Bytes) {
        let mut state = self.lock();
        if state.closed.is_none() {
            state.push(Frame::Binary(frame));
        }
        self.wake_after(state);
    }

    /// Ends the session; the first reason counts. What waits is still written only when the server restarts.
    pub fn close(&self, reason: CloseReason) {
        let mut state = self.lock();
        if state.closed.is_none() {
            state.closed = Some(reason);
            self.ended.cancel();
            if reason != CloseReason::Restarting {
                state.queue.clear();
            }
        }
        self.wake_after(state);
    }

    /// Resolves once the session is to end, with what waits written or not.
    pub async fn ended(&self) -> Option<CloseReason> {
        self.ended.cancelled().await;
        self.closed()
    }

    /// Why the session ended, if it has.
    pub fn closed(&self) -> Option<CloseReason> {
        self.lock().closed
    }

    /// Waits until there is something to do; moves all waiting frames to the end of `frames`. For one writer.
    pub async fn next(&self, frames: &mut Vec<Frame>) -> Next {
        loop {
            {
                let mut state = self.lock();
                if let Some(updates) = state.saved.take() {
                    state.push(Frame::event(&ServerEvent::Saved { updates }));
                }
                if !state.queue.is_empty() {
                    let bytes = state.queue.iter().map(Frame::len).sum();
                    frames.extend(state.queue.drain(..));
                    return Next::Write(bytes);
                }
                if let Some(reason) = state.closed {
                    return Next::Close(reason);
                }
            }
            self.wake.notified().await;
        }
    }

    /// The frames of a [`Next::Write`] left the process; `true` when the reader was behind and has drained now.
    #[must_use]
    pub fn flushed(&self, bytes: usize) -> bool {
        let mut state = self.lock();
        state.bytes = state.bytes.saturating_sub(bytes);
        (state.lag.is_some() || state.missed_presence) && state.queue.is_empty()
    }

    /// Bytes that wait or are being written.
    #[cfg(test)]
    pub(super) fn waiting_bytes(&self) -> usize {
        self.lock().bytes
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake_after(&self, state: MutexGuard<'_, State>) {
        drop(state);
        self.wake.notify_one();
    }
}

//! The document's conversation with the server: connect, exchange what each side misses, follow, and come back whenever it breaks off.

use std::rc::Rc;

use debrief_shared::{
    api::Role,
    protocol::{AwarenessEntry, ClientEvent, CloseReason, MAX_FRAME_BYTES, Message, ServerEvent},
};
use gloo_timers::callback::Timeout;
use leptos::prelude::{GetUntracked as _, Set as _};
use yrs::Update;

use super::{
    Status,
    core::{Core, now, set},
    home, leaving,
    link::Link,
    pace::{Beat, Heart},
    roles,
    socket::{Incoming, Socket},
};

use crate::texts::live as texts;

/// Carets and places are told at most this often.
const ANNOUNCE_EVERY_MS: f64 = 100.0;
/// People's typing tries a lost connection at most this often.
const HURRY_EVERY_MS: f64 = 1_000.0;

/// Largest sync step 2, in bytes: a frame's limit without its head.
const MAX_ANSWER_BYTES: usize = MAX_FRAME_BYTES - 16;

impl Core {
    /// Connects, unless there is a connection or the end has come.
    pub(super) fn connect(self: &Rc<Self>) {
        if self.closed.get() || self.link.get().is_ended() || self.socket.borrow().is_some() {
            return;
        }
        self.retry.take();
        self.tried.set(now());
        self.heart.set(Heart::connecting(now()));
        let core = Rc::downgrade(self);
        let socket = Socket::connect(&format!("/api/postmortems/{}/sync", self.id), move |incoming| {
            if let Some(core) = core.upgrade() {
                core.receive(incoming);
            }
        });
        let refused = socket.is_none();
        self.socket.replace(socket);
        if refused {
            self.disconnect();
        }
    }

    /// A reason to believe that the server can be reached: don't wait for the next attempt, and don't trust a silent connection.
    pub(super) fn hurry(self: &Rc<Self>) {
        if self.socket.borrow().is_some() {
            if self.link.get().is_up() {
                self.ping();
            }
        } else if now() - self.tried.get() >= HURRY_EVERY_MS {
            self.connect();
        }
    }

    /// Drops the connection and tries again later.
    pub(super) fn disconnect(self: &Rc<Self>) {
        self.socket.take();
        self.with_link(Link::closed);
        self.forget_peers();
        if self.link.get().is_ended() || self.closed.get() {
            return;
        }
        let mut backoff = self.backoff.get();
        let delay = backoff.next(js_sys::Math::random());
        self.backoff.set(backoff);
        let core = self.clone();
        self.retry.replace(Some(Timeout::new(delay as u32, move || core.connect())));
    }

    /// Sends a change made here, or leaves it to the next sync step 2.
    pub(super) fn send_update(self: &Rc<Self>, update: &[u8]) {
        if self.with_link(Link::changed) {
            self.send(&Message::Update(update));
        } else {
            self.hurry();
        }
        self.tell_tabs(&Message::Update(update));
    }

    /// Tells own caret and place, at most every [`ANNOUNCE_EVERY_MS`].
    pub(super) fn announce_soon(self: &Rc<Self>) {
        if self.announcing.borrow().is_some() {
            return;
        }
        let core = self.clone();
        let timeout = Timeout::new(ANNOUNCE_EVERY_MS as u32, move || {
            core.announcing.take();
            core.announce_if_due();
        });
        self.announcing.replace(Some(timeout));
    }

    /// Called every second.
    pub(super) fn tick(self: &Rc<Self>) {
        if self.socket.borrow().is_some() {
            let mut heart = self.heart.get();
            let beat = heart.tick(now(), self.link.get().status() == Status::Saving);
            self.heart.set(heart);
            match beat {
                Beat::Nothing => {}
                Beat::Ping => self.send_ping(),
                Beat::Dead => self.disconnect(),
            }
        }
        self.look_whether_slept();
        self.try_device_again();
        self.unsent.note();
        self.since.rest();
        self.retry_suggestions();
        self.note_fields();
        let gone = self.presence.borrow_mut().expire(now());
        self.note_peers(gone);
        self.announce_if_due();
    }

    pub(super) fn note_status(&self) {
        let link = self.link.get();
        if link.status() == Status::Saved {
            self.settle();
        } else if !link.is_up() {
            self.unsent.note();
        }
        set(self.signals.status, link.status());
        self.note_rights();
    }

    fn receive(self: &Rc<Self>, incoming: Incoming) {
        let mut heart = self.heart.get();
        heart.heard(now());
        self.heart.set(heart);
        match incoming {
            // Nothing is said before the server has said whom it takes us for.
            Incoming::Opened => self.note_answer(),
            Incoming::Frame(frame) => self.receive_frame(&frame),
            Incoming::Event(json) => {
                // Events of a newer server that this page doesn't know change nothing for it.
                if let Ok(event) = serde_json::from_str(&json) {
                    if matches!(event, ServerEvent::Hello { .. } | ServerEvent::Saved { .. } | ServerEvent::Pong) {
                        self.note_answer();
                    }
                    self.receive_event(event);
                }
            }
            Incoming::Closed(code) => self.receive_end(CloseReason::from_code(code)),
        }
        self.note_status();
    }

    /// The server has heard something of ours.
    fn note_answer(&self) {
        let mut heart = self.heart.get();
        heart.answered(now());
        self.heart.set(heart);
    }

    fn greet(self: &Rc<Self>) {
        self.with_link(Link::opened);
        let replica = self.fresh.borrow().clone().unwrap_or_else(|| self.replica());
        self.send(&Message::SyncStep1(&replica.state_vector()));
        let entry = self.presence.borrow_mut().announce(now());
        self.send(&Message::Awareness(vec![entry]));
        self.load_threads();
        self.resume_suggestions();
        self.load_review();
        self.load_schedule();
        self.load_tickets();
    }

    fn receive_frame(self: &Rc<Self>, frame: &[u8]) {
        let Ok(message) = Message::decode(frame) else {
            return self.cannot_read();
        };
        self.reset_backoff();
        if !matches!(message, Message::Update(_) | Message::Awareness(_)) {
            self.show_arrivals();
        }
        match message {
            Message::SyncStep1(state_vector) if self.only_reads() => {
                if self.is_ahead_of(state_vector) {
                    self.start_over();
                } else {
                    self.answer(Update::EMPTY_V1);
                }
            }
            Message::SyncStep1(state_vector) => match self.replica().missing(state_vector) {
                Some(missing) => self.answer(&missing),
                None => self.cannot_read(),
            },
            Message::SyncStep2(update) => self.catch_up(update),
            Message::Update(update) => self.take_in(update),
            Message::Awareness(entries) => self.receive_awareness(entries),
            Message::QueryAwareness => {
                let entry = self.presence.borrow_mut().announce(now());
                self.send(&Message::Awareness(vec![entry]));
            }
            Message::Denied(_) => {}
        }
    }

    fn catch_up(self: &Rc<Self>, update: &[u8]) {
        let fresh = self.fresh.take();
        if let Some(fresh) = fresh {
            if !self.take_over(fresh, update) {
                self.cannot_read();
            }
        } else {
            self.take_in(update);
            self.show_arrivals();
        }
        if !self.only_reads() {
            self.bring_back();
        }
        self.with_link(Link::caught_up);
        self.open();
    }

    /// Whether the server would refuse every change.
    pub(super) fn only_reads(&self) -> bool {
        self.signals.role.get_untracked().is_some_and(|role| !role.writes())
    }

    /// Gives the server what it misses: at once, or piece by piece where that is more than a frame holds.
    fn answer(&self, missing: &[u8]) {
        if missing.len() <= MAX_ANSWER_BYTES {
            self.send(&Message::SyncStep2(missing));
            self.with_link(Link::answered);
            return;
        }
        self.send(&Message::SyncStep2(Update::EMPTY_V1));
        self.with_link(Link::answered);
        for piece in self.pieces.borrow().iter() {
            self.with_link(Link::changed);
            self.send(&Message::Update(piece));
        }
    }

    fn receive_awareness(self: &Rc<Self>, entries: Vec<AwarenessEntry>) {
        let news = self.presence.borrow_mut().receive(entries, now());
        if news {
            self.take_in_presence();
        }
        self.announce_if_due();
    }

    fn receive_event(self: &Rc<Self>, event: ServerEvent) {
        match event {
            // Somebody else has signed in to this browser meanwhile: what is here was written by another, and is not theirs to send.
            ServerEvent::Hello { user, .. } if user.id != self.me.id => self.receive_end(Some(CloseReason::SignedOut)),
            ServerEvent::Hello { role, .. } => {
                self.take_role(role);
                self.greet();
                if role.writes() {
                    home::ask_to_persist();
                }
            }
            ServerEvent::Saved { updates } => {
                self.with_link(|link| link.saved(updates));
                if self.link.get().status() == Status::Saved {
                    self.pieces.take();
                }
            }
            ServerEvent::Pong | ServerEvent::GoingAway | ServerEvent::Notifications => {}
            // It was on its way while the role changed.
            ServerEvent::Refused { .. } if self.only_reads() => {
                if self.since.is_some() {
                    self.start_over();
                }
            }
            ServerEvent::Refused { reason } => self.signals.trouble.set(Some(reason)),
            ServerEvent::Thread { thread } => self.take_thread(*thread),
            ServerEvent::ThreadChanged { id } => self.load_thread(id),
            ServerEvent::ThreadRemoved { id } => self.forget_thread(id),
            ServerEvent::Threads => self.load_threads(),
            ServerEvent::Review => self.load_review(),
            ServerEvent::Meeting => self.load_schedule(),
            ServerEvent::Tickets => self.load_tickets(),
            ServerEvent::Storage { ok } => self.with_link(|link| link.storage(ok)),
        }
    }

    fn receive_end(self: &Rc<Self>, reason: Option<CloseReason>) {
        self.show_arrivals();
        match reason {
            Some(CloseReason::TooMany) => {
                let mut backoff = self.backoff.get();
                backoff.slow_down();
                self.backoff.set(backoff);
            }
            Some(CloseReason::RoleChanged) if now() - self.tried.get() >= HURRY_EVERY_MS => {
                // Every key until the new role is known may be in vain.
                self.disconnect();
                return self.connect();
            }
            Some(reason) if !reason.is_passing() => {
                if leaving::ends_access(reason) {
                    self.lose(reason);
                }
                self.with_link(|link| link.end(reason));
            }
            _ => {}
        }
        self.disconnect();
    }

    /// Takes note of what the person may do, and of whether it is less than before.
    fn take_role(&self, role: Role) {
        let before = self.signals.role.get_untracked();
        if before.is_some_and(|before| role > before) {
            self.set_drafts_aside(Some(role));
        }
        roles::remember(self.me.id, self.id, role);
        set(self.signals.role, Some(role));
        self.note_rights();
        match before {
            // The strongest role is the smallest.
            Some(before) if role > before && !role.writes() => set(self.signals.lowered, Some(before)),
            Some(before) if role < before => set(self.signals.lowered, None),
            _ => {}
        }
    }

    pub(super) fn cannot_read(&self) {
        let words = texts::CANNOT_READ_A_CHANGE;
        self.signals.trouble.set(Some(words.to_owned()));
    }

    fn send(&self, message: &Message<'_>) {
        if let Some(socket) = &*self.socket.borrow() {
            socket.send(&message.encode());
        }
    }

    fn ping(&self) {
        let mut heart = self.heart.get();
        let beat = heart.ping(now());
        self.heart.set(heart);
        if beat == Beat::Ping {
            self.send_ping();
        }
    }

    fn send_ping(&self) {
        if let (Some(socket), Ok(json)) = (&*self.socket.borrow(), serde_json::to_string(&ClientEvent::Ping)) {
            socket.send_text(&json);
        }
    }

    fn announce_if_due(&self) {
        if !self.link.get().is_up() {
            return;
        }
        let due = self.presence.borrow_mut().due(now());
        if let Some(entry) = due {
            self.send(&Message::Awareness(vec![entry]));
        }
    }

    fn forget_peers(&self) {
        let news = self.presence.borrow_mut().clear();
        if news {
            self.note_peers(true);
            self.show_carets();
        }
        self.note_status();
    }

    /// Also called without news: people become inactive by the clock alone.
    pub(super) fn note_peers(&self, gone: bool) {
        set(self.signals.peers, self.presence.borrow().peers(now()));
        if gone {
            self.show_carets();
        }
    }

    fn reset_backoff(&self) {
        let mut backoff = self.backoff.get();
        backoff.reset();
        self.backoff.set(backoff);
    }

    pub(super) fn with_link<T>(&self, f: impl FnOnce(&mut Link) -> T) -> T {
        let mut link = self.link.get();
        let result = f(&mut link);
        self.link.set(link);
        result
    }
}

//! What the open document consists of, and the one way in which a change goes: transaction, then device, wire and page, in this order.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    rc::Rc,
    sync::Arc,
};

use debrief_shared::{
    api::{MeetingInfo, Person, Review, Role, Thread, TicketList},
    document::{Postmortem, TextPath, View, meeting::MeetingView},
};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use yrs::{Transaction, TransactionMut};

use super::{
    Draft, Peer, ReadMarks, Status,
    arrivals::Arrivals,
    device::Device,
    edits::Edit,
    faces::{FaceId, Faces},
    kept::Times,
    leaving::{Fields, Returning},
    link::Link,
    listen::Listener,
    pace::{Backoff, Heart},
    presence::Presence,
    replica::{Replica, Source},
    since::Since,
    socket::Socket,
    suggesting::{Outbox, Typed},
    tabs::Tabs,
    unsent::Unsent,
    wake::Awake,
    words::Words,
};

/// Comment ranges are looked up anew this long after the last change.
const RANGES_AFTER_MS: u32 = 250;
/// … and this long after the first one that they have not followed, though there is no rest. In milliseconds.
const RANGES_WITHIN_MS: f64 = 2_000.0;
/// What shows texts beside their editors – outline, title, names of entries – follows typing this much later. All of it is read for each time.
const OUTLINE_AFTER_MS: u32 = 200;

/// What the page's components follow.
#[derive(Clone, Copy)]
pub(super) struct Signals {
    pub(super) outline: RwSignal<Arc<View>>,
    pub(super) meeting: RwSignal<Arc<MeetingView>>,
    pub(super) opened: RwSignal<bool>,
    pub(super) status: RwSignal<Status>,
    pub(super) can_write: RwSignal<bool>,
    pub(super) can_comment: RwSignal<bool>,
    /// Whether who may write has chosen to suggest.
    pub(super) suggests: RwSignal<bool>,
    /// Suggestions that wait to be sent; told whenever there are others.
    pub(super) suggestions: RwSignal<Arc<Vec<Typed>>>,
    pub(super) on_device: RwSignal<bool>,
    pub(super) device_full: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<String>>,
    pub(super) role: RwSignal<Option<Role>>,
    pub(super) lowered: RwSignal<Option<Role>>,
    pub(super) words: RwSignal<Arc<Vec<Words>>>,
    pub(super) peers: RwSignal<Arc<Vec<Peer>>>,
    pub(super) can_undo: RwSignal<bool>,
    pub(super) can_redo: RwSignal<bool>,
    pub(super) threads: RwSignal<Arc<Vec<Thread>>>,
    pub(super) review: RwSignal<Option<Review>>,
    pub(super) schedule: RwSignal<Option<MeetingInfo>>,
    pub(super) tickets: RwSignal<TicketList>,
    pub(super) read: RwSignal<Arc<ReadMarks>>,
    pub(super) active_thread: RwSignal<Option<Uuid>>,
    pub(super) draft: RwSignal<Option<Draft>>,
    pub(super) ranges: Trigger,
}

/// The open document. All of the page's components reach it through [`super::Live`].
pub(crate) struct Core {
    pub(super) id: Uuid,
    pub(super) me: Person,
    pub(super) signals: Signals,
    /// Given way to a new one where its changes are not taken, see [`Core::start_over`].
    pub(super) replica: RefCell<Rc<Replica>>,
    pub(super) faces: Faces,
    pub(super) presence: RefCell<Presence>,
    pub(super) announcing: RefCell<Option<Timeout>>,
    pub(super) device: RefCell<Option<Device>>,
    pub(super) tabs: RefCell<Option<Tabs>>,
    /// Long threads that have changed and are about to be asked for.
    pub(super) asked_threads: RefCell<HashSet<Uuid>>,
    pub(super) link: Cell<Link>,
    /// Updates that the server may not have, each small enough for a frame of its own.
    pub(super) pieces: RefCell<Vec<Vec<u8>>>,
    pub(super) unsent: Unsent,
    pub(super) outbox: Outbox,
    pub(super) times: Times,
    pub(super) awake: Awake,
    pub(super) since: Since,
    /// Takes the replica's place as soon as the server's state is in it.
    pub(super) fresh: RefCell<Option<Rc<Replica>>>,
    pub(super) returning: RefCell<Returning>,
    pub(super) fields: RefCell<Fields>,
    /// Whether what was [`Returning`] is applied and not yet acknowledged.
    pub(super) came_back: Cell<bool>,
    pub(super) socket: RefCell<Option<Socket>>,
    pub(super) arrivals: Arrivals,
    pub(super) heart: Cell<Heart>,
    pub(super) backoff: Cell<Backoff>,
    pub(super) retry: RefCell<Option<Timeout>>,
    pub(super) tried: Cell<f64>,
    /// When somebody last typed here, by [`now`].
    pub(super) typed: Cell<f64>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    pub(super) ticking: RefCell<Option<Interval>>,
    pub(super) closed: Cell<bool>,
    outline_soon: Cell<bool>,
    outline_later: RefCell<Option<Timeout>>,
    ranges_later: RefCell<Option<Timeout>>,
    /// Since when there is something to look up.
    ranges_since: Rc<Cell<Option<f64>>>,
}

impl Core {
    pub(super) fn new(id: Uuid, me: Person, client: u64, role: Option<Role>) -> Self {
        let (opened, status, role) = (RwSignal::new(false), RwSignal::new(Status::Opening), RwSignal::new(role));
        let signals = Signals {
            outline: RwSignal::default(),
            meeting: RwSignal::default(),
            opened,
            status,
            can_write: RwSignal::new(false),
            can_comment: RwSignal::new(role.get_untracked().is_some_and(Role::comments)),
            suggests: RwSignal::new(false),
            suggestions: RwSignal::default(),
            on_device: RwSignal::new(true),
            device_full: RwSignal::new(false),
            trouble: RwSignal::new(None),
            role,
            lowered: RwSignal::new(None),
            words: RwSignal::default(),
            peers: RwSignal::default(),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            threads: RwSignal::default(),
            review: RwSignal::default(),
            schedule: RwSignal::default(),
            tickets: RwSignal::default(),
            read: RwSignal::default(),
            active_thread: RwSignal::new(None),
            draft: RwSignal::new(None),
            ranges: Trigger::new(),
        };
        let unsent = Unsent::resume(me.id, id);
        let outbox = Outbox::new(me.id, id, client);
        Self {
            id,
            signals,
            replica: RefCell::new(Rc::new(Replica::new(client, clock))),
            faces: Faces::default(),
            presence: RefCell::new(Presence::new(client, me.clone())),
            announcing: RefCell::default(),
            device: RefCell::default(),
            tabs: RefCell::default(),
            asked_threads: RefCell::default(),
            link: Cell::new(Link::new()),
            pieces: RefCell::default(),
            unsent,
            outbox,
            times: Times::default(),
            awake: Awake::new(),
            since: Since::resume(me.id, id, client),
            fresh: RefCell::default(),
            returning: RefCell::default(),
            fields: RefCell::default(),
            came_back: Cell::default(),
            me,
            socket: RefCell::default(),
            arrivals: Arrivals::default(),
            heart: Cell::new(Heart::connecting(now())),
            backoff: Cell::default(),
            retry: RefCell::default(),
            typed: Cell::new(f64::NEG_INFINITY),
            tried: Cell::new(0.0),
            listeners: RefCell::default(),
            ticking: RefCell::default(),
            closed: Cell::new(false),
            outline_soon: Cell::new(false),
            outline_later: RefCell::default(),
            ranges_later: RefCell::default(),
            ranges_since: Rc::default(),
        }
    }

    pub(super) fn replica(&self) -> Rc<Replica> {
        self.replica.borrow().clone()
    }

    /// Lets go of everything; what is under way to the device still arrives there.
    pub(super) fn close(&self) {
        self.closed.set(true);
        self.unsent.note();
        self.listeners.take();
        self.ticking.take();
        self.retry.take();
        self.announcing.take();
        self.ranges_later.take();
        self.outline_later.take();
        self.tabs.take();
        self.arrivals.clear();
        self.socket.take();
    }

    pub(super) fn can_write(&self) -> bool {
        !self.closed.get() && !self.link.get().is_ended() && self.signals.role.get_untracked().is_some_and(Role::writes)
    }

    /// See [`super::Live::edit`].
    pub(super) fn edit<T>(self: &Rc<Self>, f: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) -> T) -> Option<T> {
        self.catch_up_outline();
        let result = self.can_write().then(|| self.replica().edit(f));
        self.flush(None);
        result
    }

    /// See [`super::Live::read`].
    pub(crate) fn read<T>(&self, f: impl FnOnce(&Postmortem, &Transaction<'_>) -> T) -> T {
        self.replica().read(f)
    }

    /// Somebody typed into an editor.
    pub(crate) fn type_into(self: &Rc<Self>, face: FaceId, path: &TextPath, edits: Vec<Edit>) {
        if self.can_write() {
            self.replica().type_into(path, edits);
            self.flush(Some(face));
            self.typed.set(now());
            if self.presence.borrow_mut().note_typing(now()) {
                self.announce_soon();
            }
        }
    }

    pub(crate) fn undo(self: &Rc<Self>) {
        if self.can_write() && self.replica().undo() {
            self.flush(None);
        }
        self.note_history();
    }

    pub(crate) fn redo(self: &Rc<Self>) {
        if self.can_write() && self.replica().redo() {
            self.flush(None);
        }
        self.note_history();
    }

    /// Takes updates from elsewhere, in one transaction. `false` if one cannot be read.
    pub(super) fn apply<U: AsRef<[u8]>>(self: &Rc<Self>, source: Source, updates: &[U]) -> bool {
        let applied = self.replica().apply(source, updates);
        self.flush(None);
        applied
    }

    /// Everything that follows from what happened in transactions. Puts to the device begin and frames leave in this very turn.
    pub(super) fn flush(self: &Rc<Self>, author: Option<FaceId>) {
        let happened = self.replica().take();
        if happened.updates.is_empty() {
            return;
        }
        for (source, update) in &happened.updates {
            if *source == Source::Here {
                self.since.changed(|| self.signals.outline.get_untracked());
            }
            if matches!(source, Source::Here | Source::Back | Source::Remote) {
                self.keep(update);
            }
            if *source != Source::Remote {
                self.pieces.borrow_mut().push(update.clone());
            }
            if matches!(source, Source::Here | Source::Back) {
                self.unsent.changed();
                self.times.changed();
                self.send_update(update);
            }
        }
        if happened.structure && self.since.is_some() {
            self.fields.borrow().change();
            if !self.link.get().is_up() {
                // There may be no later: offline, a page is left without a word.
                self.note_fields();
            }
        }
        self.faces.tell(&happened.texts, author);
        if happened.structure {
            self.outline_soon();
        } else if happened.short_text {
            self.outline_later();
        }
        self.ranges_later();
        self.note_history();
        self.note_status();
    }

    fn note_history(&self) {
        set(self.signals.can_undo, self.replica().can_undo());
        set(self.signals.can_redo, self.replica().can_redo());
    }

    /// There is something to show.
    pub(super) fn open(&self) {
        self.note_outline();
        set(self.signals.opened, true);
        self.note_rights();
    }

    /// What the person may do now. Thousands of parts of the page follow this, and the status it comes from is another one with each key: a memo of
    /// it would ask every one of them each time.
    pub(super) fn note_rights(&self) {
        let role = self.signals.role.try_get_untracked().flatten();
        let opened = self.signals.opened.try_get_untracked().unwrap_or_default();
        let open = !self.link.get().is_ended();
        set(self.signals.can_write, opened && open && role.is_some_and(Role::writes));
        set(self.signals.can_comment, open && role.is_some_and(Role::comments));
    }

    pub(super) fn note_outline(&self) {
        if !self.closed.get() {
            let read = |postmortem: &Postmortem, txn: &Transaction<'_>| {
                (postmortem.outline(txn), postmortem.meeting().view(txn))
            };
            let (outline, meeting) = self.replica().read(read);
            set(self.signals.outline, Arc::new(outline));
            set(self.signals.meeting, Arc::new(meeting));
        }
    }

    fn outline_soon(self: &Rc<Self>) {
        if !self.outline_soon.replace(true) {
            let core = self.clone();
            spawn_local(async move {
                core.outline_soon.set(false);
                core.note_outline();
            });
        }
    }

    /// What is known of short texts is as it is written, from here on.
    pub(crate) fn catch_up_outline(&self) {
        let late = self.outline_later.take().is_some();
        if late {
            self.note_outline();
        }
    }

    fn outline_later(self: &Rc<Self>) {
        let mut waiting = self.outline_later.borrow_mut();
        if waiting.is_none() {
            let core = self.clone();
            *waiting = Some(Timeout::new(OUTLINE_AFTER_MS, move || {
                core.outline_later.take();
                core.note_outline();
            }));
        }
    }

    pub(super) fn ranges_later(&self) {
        let since = self.ranges_since.get().unwrap_or_else(now);
        if now() - since >= RANGES_WITHIN_MS {
            // The wait that is under way is the last one.
            return;
        }
        self.ranges_since.set(Some(since));
        let (ranges, waiting) = (self.signals.ranges, self.ranges_since.clone());
        self.ranges_later.replace(Some(Timeout::new(RANGES_AFTER_MS, move || {
            waiting.set(None);
            ranges.notify();
        })));
    }
}

/// Sets a signal if that changes it.
pub(super) fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    let same = signal.try_with_untracked(|held| *held == value);
    if same == Some(false) {
        signal.set(value);
    }
}

/// Milliseconds since the page was opened. For everything that waits: it never jumps, however the device's clock is set meanwhile.
pub(super) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// For undo: the same.
pub(super) fn clock() -> u64 {
    now() as u64
}

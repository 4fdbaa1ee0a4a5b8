//! Where the document lives besides the server: this device, and the browser's other tabs. And what the window tells of the network.

use std::rc::Rc;

use debrief_shared::protocol::Message;
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::VisibilityState;
use yrs::StateVector;
use yrs::updates::encoder::Encode;

use super::{
    core::{Core, set},
    device::Device,
    listen::Listener,
    replica::Source,
    tabs::Tabs,
};

/// A device that takes longer is not waited for.
const DEVICE_PATIENCE_MS: u32 = 3_000;
const TICK_MS: u32 = 1_000;
const ASKED_TO_PERSIST: &str = "debrief.asked-to-persist";

impl Core {
    /// Shows what the device has, then connects: the first answer to the server holds everything that was written here before.
    pub(super) fn begin(self: &Rc<Self>) {
        self.listen();
        self.join_tabs();
        let core = self.clone();
        self.retry.replace(Some(Timeout::new(DEVICE_PATIENCE_MS, move || core.connect())));
        let core = self.clone();
        spawn_local(async move { core.load_device().await });
    }

    /// Puts an update onto the device, in this very turn.
    pub(super) fn keep(self: &Rc<Self>, update: &[u8]) {
        if let Some(device) = &*self.device.borrow() {
            let core = self.clone();
            device.keep(update, move |kept| {
                core.device_answered(kept);
            });
        }
    }

    pub(super) fn tell_tabs(&self, message: &Message<'_>) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.send(message);
        }
    }

    async fn load_device(self: &Rc<Self>) {
        let opened = Device::open(self.me.id, self.id).await;
        if self.closed.get() {
            return;
        }
        match opened {
            Ok((device, rows)) => {
                // The server may have been faster than a slow device: what it sent is not in the rows.
                let late = self
                    .signals
                    .opened
                    .get_untracked()
                    .then(|| self.replica().missing(&StateVector::default().encode_v1()))
                    .flatten();
                self.load_words(&device).await;
                if self.closed.get() {
                    return;
                }
                if self.link.get().is_ended() {
                    // The server was faster than the device: nothing of the document may be shown any more.
                    return self.device_is_late(device);
                }
                for row in &rows {
                    self.apply(Source::Device, &[row]);
                }
                let replica = self.replica();
                self.since.tidy(|client| replica.clock(client));
                self.device.replace(Some(device));
                if let Some(state) = late {
                    self.keep(&state);
                }
                if !rows.is_empty() {
                    self.open();
                }
            }
            Err(_) => set(self.signals.on_device, false),
        }
        if self.socket.borrow().is_some() {
            // Only a new connection offers the server what the rows hold.
            self.disconnect();
        }
        self.tell_tabs(&Message::SyncStep1(&self.replica().state_vector()));
        self.connect();
    }

    fn join_tabs(self: &Rc<Self>) {
        let core = Rc::downgrade(self);
        let tabs = Tabs::open(self.me.id, self.id, move |frame| {
            if let Some(core) = core.upgrade() {
                core.hear_tab(&frame);
            }
        });
        self.tabs.replace(tabs);
    }

    /// Another tab's frame. Frames that cannot be read come from a tab of another version; both have the server.
    fn hear_tab(self: &Rc<Self>, frame: &[u8]) {
        match Message::decode(frame) {
            Ok(Message::SyncStep1(state_vector)) => {
                if let Some(missing) = self.replica().missing(state_vector) {
                    self.tell_tabs(&Message::SyncStep2(&missing));
                }
            }
            // Who may not write gets everything from the server: another tab may hold changes that were not taken.
            Ok(Message::SyncStep2(update) | Message::Update(update)) if !self.only_reads() => {
                self.apply(Source::Tab, &[update]);
            }
            _ => {}
        }
    }

    fn listen(self: &Rc<Self>) {
        let window = window();
        let on = |target: &web_sys::EventTarget, name, act: fn(&Rc<Self>, &web_sys::Event)| {
            let core = Rc::downgrade(self);
            let listener = Listener::new(target, name, move |event| {
                if let Some(core) = core.upgrade() {
                    act(&core, &event);
                }
            });
            self.listeners.borrow_mut().push(listener);
        };
        on(&window, "online", |core, _| core.hurry());
        on(&window, "offline", |core, _| core.disconnect());
        on(&document(), "resume", |core, _| core.hurry());
        on(&document(), "visibilitychange", |core, _| {
            if document().visibility_state() == VisibilityState::Visible {
                core.hurry();
            }
        });
        on(&window, "beforeunload", |core, event| {
            if core.would_lose_words() {
                event.prevent_default();
            }
        });
        let core = self.clone();
        self.ticking.replace(Some(Interval::new(TICK_MS, move || core.tick())));
    }

    /// Whether there are changes that neither the server nor the device has.
    fn would_lose_words(&self) -> bool {
        let safe_here = self.device.borrow().as_ref().is_some_and(Device::is_quiet);
        let words = self.signals.words.with_untracked(|words| !words.is_empty());
        (self.link.get().unsent() || words) && !safe_here
    }
}

/// Asks the browser, once for all time, not to clear away what is kept here.
pub(super) fn ask_to_persist() {
    let Ok(Some(storage)) = window().local_storage() else { return };
    if storage.get_item(ASKED_TO_PERSIST).is_ok_and(|asked| asked.is_some()) {
        return;
    }
    let _ = storage.set_item(ASKED_TO_PERSIST, "yes");
    if let Ok(asking) = window().navigator().storage().persist() {
        // A no changes nothing: the rows are kept as long as the browser keeps them.
        spawn_local(async move { drop(JsFuture::from(asking).await) });
    }
}

//! What is kept where, and since when: what the save state's details tell. And a device that takes no more.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::GetUntracked as _;
use wasm_bindgen_futures::spawn_local;
use yrs::StateVector;
use yrs::updates::encoder::Encode as _;

use super::core::{Core, now, set};
use super::device::Device;
use crate::server_clock;

/// A device that took no more is asked again this much later, in milliseconds.
const ASK_AGAIN_MS: f64 = 15_000.0;

/// Where this document is, in numbers. Times are Unix milliseconds on the server's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// Changes made here that the server has not acknowledged.
    pub unsent: u32,
    /// When the first of them was made; `None` if that was before this page was opened.
    pub unsent_since: Option<f64>,
    /// When the server last had everything.
    pub saved_at: Option<f64>,
    /// When this device last took something.
    pub on_device_at: Option<f64>,
}

/// The times in [`Kept`].
#[derive(Default)]
pub(super) struct Times {
    unsent_since: Cell<Option<f64>>,
    saved_at: Cell<Option<f64>>,
    on_device_at: Cell<Option<f64>>,
    refused_at: Cell<f64>,
}

impl Times {
    /// Something was changed here.
    pub(super) fn changed(&self) {
        if self.unsent_since.get().is_none() {
            self.unsent_since.set(Some(server_clock::now_ms()));
        }
    }

    /// The server has everything.
    pub(super) fn saved(&self) {
        if self.unsent_since.take().is_some() || self.saved_at.get().is_none() {
            self.saved_at.set(Some(server_clock::now_ms()));
        }
    }
}

impl Core {
    pub(super) fn kept(&self) -> Kept {
        let unsent = self.unsent.count();
        Kept {
            unsent,
            unsent_since: self.times.unsent_since.get().filter(|_| unsent > 0),
            saved_at: self.times.saved_at.get(),
            on_device_at: self.times.on_device_at.get(),
        }
    }

    /// The device has committed an update, or has refused it: it is full. Then the page goes on in memory.
    pub(super) fn device_answered(&self, kept: bool) {
        if kept {
            self.times.on_device_at.set(Some(server_clock::now_ms()));
        } else {
            self.device.take();
            self.times.refused_at.set(now());
            set(self.signals.on_device, false);
            set(self.signals.device_full, true);
        }
    }

    /// Gives a device that was full the whole document, once there is room again. Called every second.
    pub(super) fn try_device_again(self: &Rc<Self>) {
        let waits = self.signals.device_full.get_untracked() && self.device.borrow().is_none();
        if !waits || now() - self.times.refused_at.get() < ASK_AGAIN_MS || self.link.get().is_ended() {
            return;
        }
        self.times.refused_at.set(now());
        let core = self.clone();
        spawn_local(async move {
            let Ok((device, _)) = Device::open(core.me.id, core.id).await else { return };
            if core.closed.get() || core.link.get().is_ended() {
                return;
            }
            let Some(state) = core.replica().missing(&StateVector::default().encode_v1()) else { return };
            // From here on every change goes there as well; only together are they the document.
            core.device.replace(Some(device.clone()));
            device.keep(&state, move |kept| {
                core.device_answered(kept);
                if kept && core.device.borrow().is_some() {
                    set(core.signals.on_device, true);
                    set(core.signals.device_full, false);
                }
            });
        });
    }
}

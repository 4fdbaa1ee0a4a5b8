//! Other tabs of this browser that show the same document: they hear of each other's changes even without a network.

use debrief_shared::protocol::Message;
use js_sys::Uint8Array;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use super::listen::Listener;

/// The channel between tabs of one account and document. What goes over it are frames of y-protocols.
pub(super) struct Tabs {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Tabs {
    /// `None` where the browser has no such channels.
    pub(super) fn open(account: Uuid, postmortem: Uuid, on: impl Fn(Vec<u8>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("debrief/{account}/{postmortem}")).ok()?;
        let listener = Listener::new(&channel, "message", move |event| {
            if let Ok(bytes) = event.unchecked_into::<MessageEvent>().data().dyn_into::<Uint8Array>() {
                on(bytes.to_vec());
            }
        });
        Some(Self { channel, _listener: listener })
    }

    pub(super) fn send(&self, message: &Message<'_>) {
        // Fails only on a closed channel, and ours is closed by dropping it.
        let _ = self.channel.post_message(&Uint8Array::from(message.encode().as_slice()));
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

//! One WebSocket connection to the server.

use debrief_shared::protocol::SUBPROTOCOL;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::listen::Listener;

/// What happens on a connection.
pub(crate) enum Incoming {
    Opened,
    /// A binary frame: y-protocols.
    Frame(Vec<u8>),
    /// A text frame: an event as JSON.
    Event(String),
    /// With the close code.
    Closed(u16),
}

/// A connection; dropping it closes it and nothing more is heard of it.
pub(crate) struct Socket {
    inner: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Begins to connect to a path of the server. `None` where the browser refuses even to try.
    pub(crate) fn connect(path: &str, on: impl Fn(Incoming) + Clone + 'static) -> Option<Self> {
        let location = web_sys::window()?.location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let url = format!("{scheme}://{}{path}", location.host().ok()?);
        let inner = WebSocket::new_with_str(&url, SUBPROTOCOL).ok()?;
        inner.set_binary_type(BinaryType::Arraybuffer);
        let (opened, closed) = (on.clone(), on.clone());
        let listeners = [
            Listener::new(&inner, "open", move |_| opened(Incoming::Opened)),
            Listener::new(&inner, "message", move |event| {
                let data = event.unchecked_into::<MessageEvent>().data();
                if let Some(text) = data.as_string() {
                    on(Incoming::Event(text));
                } else if let Ok(buffer) = data.dyn_into::<ArrayBuffer>() {
                    on(Incoming::Frame(Uint8Array::new(&buffer).to_vec()));
                }
            }),
            Listener::new(&inner, "close", move |event| {
                closed(Incoming::Closed(event.unchecked_into::<CloseEvent>().code()));
            }),
        ];
        Some(Self { inner, _listeners: listeners })
    }

    /// Sends a binary frame. A frame that cannot be sent is not acknowledged either, so nothing is lost by ignoring it here.
    pub(super) fn send(&self, frame: &[u8]) {
        let _ = self.inner.send_with_u8_array(frame);
    }

    pub(super) fn send_text(&self, text: &str) {
        let _ = self.inner.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.inner.close();
    }
}

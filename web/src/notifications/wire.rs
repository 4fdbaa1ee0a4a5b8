//! The socket on which one is told at once that there is news, on whatever page. Without it the server is asked now and then.

use std::{cell::RefCell, rc::Rc, time::Duration};

use debrief_shared::protocol::{CloseReason, ServerEvent};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use crate::live::{Backoff, Incoming, Socket};

/// Where the server tells of news.
const PATH: &str = "/api/notifications/sync";

/// The connection, and the next attempt at one.
struct Wire {
    told: Box<dyn Fn()>,
    socket: RefCell<Option<Socket>>,
    retry: RefCell<Option<TimeoutHandle>>,
    backoff: RefCell<Backoff>,
}

/// Calls `told` whenever there may be news: when told so, and when a connection begins, which may have missed some. Until the current
/// owner ends.
pub(super) fn listen(told: impl Fn() + 'static) {
    let wire = Rc::new(Wire {
        told: Box::new(told),
        socket: RefCell::default(),
        retry: RefCell::default(),
        backoff: RefCell::default(),
    });
    wire.connect();
    let online = {
        let wire = Rc::downgrade(&wire);
        window_event_listener_untyped("online", move |_| {
            if let Some(wire) = wire.upgrade()
                && wire.socket.borrow().is_none()
            {
                wire.connect();
            }
        })
    };
    let wire = StoredValue::new_local(wire);
    on_cleanup(move || {
        online.remove();
        let _ = wire.try_with_value(|wire| wire.close());
    });
}

impl Wire {
    fn connect(self: &Rc<Self>) {
        self.stop_waiting();
        let wire = Rc::downgrade(self);
        let socket = Socket::connect(PATH, move |incoming| {
            if let Some(wire) = wire.upgrade() {
                wire.receive(incoming);
            }
        });
        let refused = socket.is_none();
        self.socket.replace(socket);
        if refused {
            self.try_later();
        }
    }

    fn receive(self: &Rc<Self>, incoming: Incoming) {
        match incoming {
            Incoming::Opened => {
                self.backoff.borrow_mut().reset();
                (self.told)();
            }
            Incoming::Event(text) => {
                if let Ok(ServerEvent::Notifications) = serde_json::from_str(&text) {
                    (self.told)();
                }
            }
            Incoming::Frame(_) => {}
            Incoming::Closed(code) => {
                self.socket.take();
                match CloseReason::from_code(code) {
                    // For the next session there is another one.
                    Some(CloseReason::SignedOut | CloseReason::Suspended | CloseReason::LinkOver) => {}
                    Some(CloseReason::TooMany | CloseReason::TryLater) => {
                        self.backoff.borrow_mut().slow_down();
                        self.try_later();
                    }
                    _ => self.try_later(),
                }
            }
        }
    }

    fn try_later(self: &Rc<Self>) {
        let delay = self.backoff.borrow_mut().next(js_sys::Math::random());
        let wire = Rc::downgrade(self);
        let again = move || {
            if let Some(wire) = wire.upgrade() {
                wire.connect();
            }
        };
        self.stop_waiting();
        let retry = set_timeout_with_handle(again, Duration::from_secs_f64(delay / 1_000.0)).ok();
        self.retry.replace(retry);
    }

    fn stop_waiting(&self) {
        if let Some(retry) = self.retry.take() {
            retry.clear();
        }
    }

    fn close(&self) {
        self.stop_waiting();
        self.socket.take();
    }
}

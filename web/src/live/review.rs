//! Where the open document stands between draft and published, and when it is talked about: asked for at each connection, and whenever it is said to have changed.

use std::rc::Rc;

use debrief_shared::api::TicketList;
use leptos::prelude::*;

use wasm_bindgen_futures::spawn_local;

use super::Live;
use super::core::{Core, set};
use crate::api;

impl Core {
    /// Asks for it.
    pub(super) fn load_review(self: &Rc<Self>) {
        let core = self.clone();
        spawn_local(async move {
            // Without an answer what is known so far stays; the next connection asks again.
            if let Ok(review) = api::review(core.id).await
                && !core.closed.get()
                && !core.link.get().is_ended()
            {
                set(core.signals.review, Some(review));
            }
        });
    }

    /// Asks for the meeting.
    pub(super) fn load_schedule(self: &Rc<Self>) {
        let core = self.clone();
        spawn_local(async move {
            if let Ok(info) = api::meeting(core.id).await
                && !core.closed.get()
                && !core.link.get().is_ended()
            {
                set(core.signals.schedule, Some(info));
            }
        });
    }

    /// Asks how tickets stand.
    pub(super) fn load_tickets(self: &Rc<Self>) {
        let core = self.clone();
        spawn_local(async move {
            if let Ok(list) = api::tickets(core.id).await
                && !core.closed.get()
                && !core.link.get().is_ended()
            {
                set(core.signals.tickets, list);
            }
        });
    }
}

impl Live {
    /// How tickets stand, and where more can be made.
    pub fn tickets(self) -> Signal<TicketList> {
        self.core().signals.tickets.into()
    }
}

//! Who is signed in, as every page sees it, and the way to the sign-in page and back.

mod memory;

use std::time::Duration;

use debrief_shared::api::{Person, SessionInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::api::{self, ApiError};
use crate::live;
use crate::texts::live as texts;

pub use memory::{remember_visit, visit_until};

/// Longest wait for the first answer, before the page goes on with who was signed in last.
const PATIENCE: Duration = Duration::from_secs(4);
/// Pause between two questions to a server that did not answer.
const ASK_AGAIN: Duration = Duration::from_secs(5);

/// What is known of the session.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionState {
    /// The server has not answered yet.
    Asking,
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn(SessionInfo),
    /// The server could not be asked.
    Unknown(ApiError),
}

/// Handle on the session; provided by context.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
    /// Whether a session ended without this browser having asked for it.
    lost: RwSignal<bool>,
    /// Whether the server answered when it was last asked.
    reached: RwSignal<bool>,
}

impl Session {
    /// Makes the handle and asks the server.
    pub fn open() -> Self {
        let state = RwSignal::new(SessionState::Asking);
        let session = Self { state, lost: RwSignal::new(false), reached: RwSignal::new(true) };
        session.ask();
        // The answer may still come, and counts then.
        let resume = move || {
            if state.with_untracked(|state| *state == SessionState::Asking) {
                session.resume();
            }
        };
        set_timeout(resume, PATIENCE);
        let again = move || {
            let unknown = state.with_untracked(|state| matches!(state, SessionState::Unknown(_)));
            if unknown || !session.reached.get_untracked() {
                session.ask();
            }
        };
        set_interval(again, ASK_AGAIN);
        drop(window_event_listener_untyped("online", move |_| again()));
        session
    }

    /// Asks the server again. Without an answer, who is known to be signed in stays so.
    pub fn ask(self) {
        spawn_local(async move {
            match api::session().await {
                Ok(Some(info)) => self.begin(info),
                Ok(None) => self.lose(),
                Err(error) if error.status() == Some(401) => self.lose(),
                Err(error) => self.go_on_alone(error),
            }
        });
    }

    /// No answer, or none to go by.
    fn go_on_alone(self, error: ApiError) {
        let signed_in = self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(_)));
        if signed_in {
            if error.is_no_answer() {
                self.set_reached(false);
            }
        } else if !(error.is_no_answer() && self.resume()) {
            self.state.set(SessionState::Unknown(error));
        }
    }

    /// Who was signed in when the server was last asked goes on with what this device has. Whether they still are shows as soon as the server
    /// answers again, before it takes or gives anything.
    fn resume(self) -> bool {
        let Some(info) = memory::person() else { return false };
        self.set_reached(false);
        self.state.set(SessionState::SignedIn(info));
        true
    }

    fn set_reached(self, reached: bool) {
        if self.reached.get_untracked() != reached {
            self.reached.set(reached);
        }
    }

    /// Whether the server answered when it was last asked.
    pub fn reached(self) -> Signal<bool> {
        self.reached.into()
    }

    /// What is known.
    pub fn state(self) -> Signal<SessionState> {
        self.state.into()
    }

    /// The signed-in person's account.
    pub fn info(self) -> Signal<Option<SessionInfo>> {
        Signal::derive(move || match self.state.get() {
            SessionState::SignedIn(info) => Some(info),
            _ => None,
        })
    }

    /// The signed-in person. Pages behind sign-in always have one; elsewhere it is nobody.
    pub fn me(self) -> Person {
        match self.state.get_untracked() {
            SessionState::SignedIn(info) => info.person,
            _ => Person { id: Uuid::nil(), name: String::new(), color: 0, guest: false },
        }
    }

    /// Whether the last session ended from elsewhere, or by time: the sign-in page says so.
    pub fn lost(self) -> Signal<bool> {
        self.lost.into()
    }

    /// Takes note of a session: a new one, or that its account reads differently now.
    pub fn begin(self, info: SessionInfo) {
        memory::remember(&info);
        self.set_reached(true);
        self.lost.set(false);
        let state = SessionState::SignedIn(info);
        if self.state.with_untracked(|known| *known != state) {
            self.state.set(state);
        }
    }

    /// Takes note that the person ended the session.
    pub fn end(self) {
        memory::forget();
        self.lost.set(false);
        self.state.set(SessionState::SignedOut);
    }

    /// Takes note of an error that says that nobody is signed in any more, or that the server cannot be reached.
    pub fn heed(self, error: &ApiError) {
        if error.is_signed_out() {
            self.lose();
        } else if *error == ApiError::Offline {
            self.set_reached(false);
        }
    }

    /// Ends the session here, or every session of the account, and leaves nothing of it on this device.
    ///
    /// # Errors
    /// When the server could not be told. Then nothing has changed.
    pub async fn leave(self, everywhere: bool) -> Result<(), ApiError> {
        let answer = if everywhere { api::sign_out_everywhere().await } else { api::sign_out().await };
        match answer {
            Err(error) if error.status() != Some(401) => Err(error),
            _ => {
                live::wipe_device().await;
                self.end();
                Ok(())
            }
        }
    }

    /// The server knows of no session. Where this browser did not end it itself, that deserves a word.
    fn lose(self) {
        self.lost.set(memory::is_signed_in());
        memory::forget();
        if self.state.with_untracked(|state| *state != SessionState::SignedOut) {
            self.state.set(SessionState::SignedOut);
        }
    }
}

/// What is said before changes that only this device has would be wiped.
pub fn loss_words(unsent: u32) -> String {
    texts::would_be_lost(unsent)
}

/// Address of the sign-in page that leads back to `path`.
pub fn sign_in_path(path: &str) -> String {
    match local_path(path) {
        Some(path) if path != "/" => format!("/sign-in?to={}", js_sys::encode_uri_component(path)),
        _ => "/sign-in".to_owned(),
    }
}

/// `path` if it leads to a page of this instance and nowhere else: browsers read `//x` and `/\x` as another host, and
/// drop tabs and line ends inside an address (WHATWG URL, 4.4).
pub fn local_path(path: &str) -> Option<&str> {
    let second = path.strip_prefix('/')?;
    let leaves = second.starts_with(['/', '\\']) || path.chars().any(char::is_control);
    let circles = second.starts_with("sign-in") || second.starts_with("setup");
    (!leaves && !circles).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_pages_of_this_instance_are_returned_to() {
        for good in ["/", "/p/0190", "/templates?x=1", "/?q=a//b"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1"]
        {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
        assert_eq!(local_path("/sign-in?to=/sign-in"), None);
    }
}

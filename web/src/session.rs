//! Who is signed in, as every page sees it, and the way to the sign-in page and back.

use debrief_shared::api::{Person, SessionInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::api::{self, ApiError};

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
}

impl Session {
    /// Makes the handle and asks the server.
    pub fn open() -> Self {
        let session = Self { state: RwSignal::new(SessionState::Asking) };
        session.ask();
        session
    }

    /// Asks the server again.
    pub fn ask(self) {
        spawn_local(async move {
            let state = match api::session().await {
                Ok(info) => SessionState::SignedIn(info),
                Err(error) if error.status() == Some(401) => SessionState::SignedOut,
                Err(error) => SessionState::Unknown(error),
            };
            self.state.set(state);
        });
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
            _ => Person { id: Uuid::nil(), name: String::new(), color: 0 },
        }
    }

    /// Takes note of a new session.
    pub fn begin(self, info: SessionInfo) {
        self.state.set(SessionState::SignedIn(info));
    }

    /// Takes note that the session has ended.
    pub fn end(self) {
        self.state.set(SessionState::SignedOut);
    }

    /// Takes note of an error that says that nobody is signed in any more.
    pub fn heed(self, error: &ApiError) {
        if error.status() == Some(401) {
            self.end();
        }
    }
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

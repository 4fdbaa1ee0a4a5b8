//! Debrief's own messages beside y-protocols, as JSON text frames, and the reasons for which a socket ends.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::{Person, Role, Thread};

/// From the server to a page that offered [`SUBPROTOCOL`](super::SUBPROTOCOL).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerEvent {
    /// First on every connection: who the server takes you for.
    Hello {
        /// The person, as everybody sees them.
        user: Person,
        /// What they may do here.
        role: Role,
    },
    /// The first `updates` update-carrying frames (sync step 2 and update) of this connection are on disk.
    Saved {
        /// Count since the connection began.
        updates: u64,
    },
    /// Answer to [`ClientEvent::Ping`].
    Pong,
    /// An update was not taken; it was not applied and will not be acknowledged.
    Refused {
        /// What to do about it.
        reason: String,
    },
    /// A comment thread is new or has changed: the whole of it.
    Thread {
        /// The thread.
        thread: Box<Thread>,
    },
    /// A comment thread that is long has changed: ask for it, if it is to be shown.
    ThreadChanged {
        /// Its id.
        id: Uuid,
    },
    /// A comment thread is gone.
    ThreadRemoved {
        /// Its id.
        id: Uuid,
    },
    /// Something about comments may not have been told: ask for all threads again.
    Threads,
    /// Where the postmortem stands has changed: who reviews it, what they came to, or that it was published. Ask again.
    Review,
    /// The meeting was scheduled, changed or cancelled, or something about who facilitates it has changed. Ask again.
    Meeting,
    /// How the ticket of a mitigation stands has changed, or there is another one. Ask again.
    Tickets,
    /// Whether the server can write to its storage: when not, changes wait and are retried.
    Storage {
        /// `false` while writing is not possible.
        ok: bool,
    },
    /// There may be news under one's bell, or less of it: ask. On the bell's own socket only.
    Notifications,
    /// The server is about to stop: connect again soon.
    GoingAway,
}

/// From the page to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientEvent {
    /// Asks for a [`ServerEvent::Pong`]: a dead connection is noticed by its absence.
    Ping,
}

/// Every way in which the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// The server restarts; connect again.
    Restarting,
    /// Too busy, or its storage is away; connect again later.
    TryLater,
    /// A frame that cannot be read.
    Malformed,
    /// Not signed in, or the session has ended.
    SignedOut,
    /// Their account was suspended while this was open. Told to open sockets only: who comes later is signed out like anybody.
    Suspended,
    /// No access to this document (any more).
    NoAccess,
    /// One's role in this document is another one now: connect again, and be told which.
    RoleChanged,
    /// The share link that one came by was revoked or has ended.
    LinkOver,
    /// There is no such document (any more).
    NotFound,
    /// Updates that do not fit the document, again and again, or that are in somebody else's name.
    Refused,
    /// A frame over [`MAX_FRAME_BYTES`](super::MAX_FRAME_BYTES).
    TooLarge,
    /// More frames than a person can make, or more sockets than one has pages.
    TooMany,
    /// The stored document cannot be opened; an operator has to look.
    Broken,
    /// The other side has been silent for too long.
    Silent,
}

impl CloseReason {
    const ALL: [Self; 14] = [
        Self::Restarting,
        Self::TryLater,
        Self::Malformed,
        Self::SignedOut,
        Self::Suspended,
        Self::NoAccess,
        Self::RoleChanged,
        Self::LinkOver,
        Self::NotFound,
        Self::Refused,
        Self::TooLarge,
        Self::TooMany,
        Self::Broken,
        Self::Silent,
    ];

    /// WebSocket close code: RFC 6455 and its registry below 4000, ours from 4400 on (4000 + the HTTP status that says the same).
    pub fn code(self) -> u16 {
        match self {
            Self::Restarting => 1012,
            Self::TryLater => 1013,
            Self::Malformed => 4400,
            Self::SignedOut => 4401,
            Self::Suspended => 4423,
            Self::NoAccess => 4403,
            Self::RoleChanged => 4205,
            Self::LinkOver => 4410,
            Self::NotFound => 4404,
            Self::Silent => 4408,
            Self::Refused => 4409,
            Self::TooLarge => 4413,
            Self::TooMany => 4429,
            Self::Broken => 4500,
        }
    }

    /// The reason that a close code stands for, if it is one of ours.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Short text sent with the code.
    pub fn text(self) -> &'static str {
        match self {
            Self::Restarting => "the server restarts, please connect again",
            Self::TryLater => "the server is busy, please connect again later",
            Self::Malformed => "a frame could not be read",
            Self::SignedOut => "the session has ended, please sign in",
            Self::Suspended => "this account is suspended",
            Self::NoAccess => "no access to this postmortem",
            Self::RoleChanged => "your role in this postmortem has changed, please connect again",
            Self::LinkOver => "the share link was revoked or has ended",
            Self::NotFound => "no such postmortem",
            Self::Silent => "nothing was heard for too long",
            Self::Refused => "updates did not fit the document",
            Self::TooLarge => "a frame was larger than 1 MiB",
            Self::TooMany => "too many frames, or too many open pages",
            Self::Broken => "the stored document cannot be opened",
        }
    }

    /// Whether a client should connect again by itself.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::Restarting | Self::TryLater | Self::Silent | Self::RoleChanged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_small_tagged_json() {
        let saved = serde_json::to_string(&ServerEvent::Saved { updates: 3 }).expect("plain data serialises");
        assert_eq!(saved, r#"{"type":"saved","updates":3}"#);
        assert_eq!(
            serde_json::from_str::<ClientEvent>(r#"{"type":"ping"}"#).expect("as documented"),
            ClientEvent::Ping
        );
    }

    #[test]
    fn close_codes_lead_back_to_their_reason() {
        for reason in CloseReason::ALL {
            assert_eq!(CloseReason::from_code(reason.code()), Some(reason));
            assert!(reason.text().len() <= 123, "a close frame holds 123 bytes of text");
        }
    }
}

//! What the integration tests stand on: the real server as a child process, its command line, and typed clients that go through the
//! public API only.

pub mod server;

pub mod certificate;
pub mod cli;
pub mod cluster;
pub mod client;
pub mod database;
pub mod identity_provider;
pub mod mail_sink;
mod postgres;
pub mod nats;
pub mod proxy;
pub mod random;
pub mod replica;
pub mod torture;
pub mod wait;

pub use certificate::Certificate;
pub use client::Client;
pub use mail_sink::{MailSink, Received};
pub use replica::{Joining, Replica, Wire};
pub use server::{Options, Server};
pub use wait::eventually;

/// What a test returns: the first thing that went wrong, with its context.
pub type Outcome = anyhow::Result<()>;

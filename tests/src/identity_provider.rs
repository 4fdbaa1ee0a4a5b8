//! An identity provider that signs everybody in without asking, and does wrong whatever it is told to: discovery, authorization, token,
//! userinfo, keys, over real HTTP, with keys of its own.

mod keys;
mod pages;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use axum::Router;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::random;
use keys::KeyRing;

/// The client that it knows.
pub const CLIENT_ID: &str = "debrief";
/// That client's secret; with characters that have to be encoded in a header.
pub const CLIENT_SECRET: &str = "s3cret: of+the client";

/// JSON objects by name.
pub type Object = Map<String, Value>;

/// Who signs in next, and what goes wrong. Everything is right by default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Where it sends people back to, letter by letter.
    pub redirect_uris: Vec<String>,
    /// What it knows of the person.
    pub person: Object,
    /// Changes to the claims of the ID token; `null` takes one away.
    pub token: Object,
    /// Changes to the header of the ID token.
    pub header: Object,
    /// How it signs: `ES256`, `RS256`, `PS256`, `HS256` (with its public key as the secret), `none`, or `forged` for a key that it doesn't
    /// publish under the id of one that it does.
    pub signing: String,
    /// What userinfo says; `None`: what it knows of the person.
    pub userinfo: Option<Object>,
    /// How many bytes userinfo is made longer by.
    pub userinfo_padding: usize,
    /// Changes to the discovery document.
    pub discovery: Object,
    /// The status that the discovery document comes with.
    pub discovery_status: u16,
    /// An error to send people back with, instead of a code.
    pub error: Option<String>,
    /// What it adds to the way back.
    pub answer: HashMap<String, String>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            redirect_uris: Vec::new(),
            person: person("ada", "ada@example.com", "Ada Lovelace"),
            token: Object::new(),
            header: Object::new(),
            signing: "ES256".to_owned(),
            userinfo: None,
            userinfo_padding: 0,
            discovery: Object::new(),
            discovery_status: 200,
            error: None,
            answer: HashMap::new(),
        }
    }
}

/// Claims about somebody whose address is verified.
pub fn person(subject: &str, email: &str, name: &str) -> Object {
    object(json!({ "sub": subject, "email": email, "email_verified": true, "name": name }))
}

/// The fields of a JSON object; none if it isn't one.
pub fn object(value: Value) -> Object {
    match value {
        Value::Object(fields) => fields,
        _ => Object::new(),
    }
}

/// A running provider. It ends when it is dropped.
#[derive(Debug)]
pub struct IdentityProvider {
    shared: Arc<Shared>,
    port: u16,
    task: JoinHandle<()>,
}

/// What its pages share.
#[derive(Debug)]
pub(crate) struct Shared {
    issuer: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    script: Script,
    keys: KeyRing,
    /// Codes that were not used yet.
    codes: HashMap<String, Grant>,
    access_tokens: HashMap<String, Object>,
    seen: Seen,
}

/// What a code was given for.
#[derive(Clone, Debug)]
struct Grant {
    redirect_uri: String,
    nonce: String,
    challenge: String,
    person: Object,
}

/// How often what was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Discovery.
    pub discovery: u32,
    /// Keys.
    pub keys: u32,
    /// Tokens.
    pub tokens: u32,
    /// Userinfo.
    pub userinfo: u32,
}

impl IdentityProvider {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When it cannot listen or make keys.
    pub async fn start() -> Result<Self> {
        Self::start_on(0).await
    }

    /// Starts one on a port.
    ///
    /// # Errors
    /// When it cannot listen or make keys.
    pub async fn start_on(port: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.context("the provider's port")?;
        let port = listener.local_addr()?.port();
        let state = State {
            script: Script::default(),
            keys: KeyRing::generate()?,
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            seen: Seen::default(),
        };
        let issuer = format!("http://127.0.0.1:{port}");
        let shared = Arc::new(Shared { issuer, state: Mutex::new(state) });
        let router: Router = pages::router(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { shared, port, task })
    }

    /// Its issuer, which is its address.
    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes who signs in next and what goes wrong.
    pub fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.shared.state().script);
    }

    /// From now on it signs with a new key, and publishes only that.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn renew_keys(&self) -> Result<()> {
        self.shared.state().keys = KeyRing::generate()?;
        Ok(())
    }

    /// How often it was asked for what.
    pub fn seen(&self) -> Seen {
        self.shared.state().seen
    }

    /// Waits for its end, which does not come by itself.
    pub async fn serve(mut self) {
        let _ = (&mut self.task).await;
    }

    /// Ends it: nobody listens on its port when this returns.
    pub async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A secret that nobody guesses.
fn secret() -> String {
    format!("{}{}", random::id().simple(), random::id().simple())
}

/// Puts changes into an object; `null` takes a field away.
fn apply(object: &mut Object, changes: &Object) {
    for (name, value) in changes {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
}

//! A sign-in under way, from the redirect to the provider until the browser comes back. It is kept in the browser, in a sealed cookie: so it
//! belongs to that browser, and however many strangers begin one, the server keeps nothing of it.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::{Position, Url};
use uuid::Uuid;

use super::refusal::Reason;
use crate::random;
use crate::store::Store;

/// How long somebody may take at the provider.
pub const FLOW_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Most states that are remembered as used. Beyond it the oldest are forgotten; the provider does not take their codes again either.
const MAX_USED: usize = 10_000;
/// Longest path to go back to, in bytes: it travels in the cookie.
const MAX_PATH_BYTES: usize = 512;
/// Longest sealed flow worth opening, in bytes.
const MAX_SEALED_BYTES: usize = 4096;

/// What a sign-in at the provider is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To get in.
    SignIn,
    /// To connect the provider with the account of somebody who is signed in.
    Connect {
        /// Who began it.
        person: Uuid,
        /// In which session.
        session: Uuid,
    },
}

/// A sign-in under way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The provider's id.
    pub provider: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where to go afterwards: a path of this site.
    pub to: String,
    /// Ties the provider's answer to this browser.
    pub state: String,
    /// Ties the ID token to this sign-in.
    pub nonce: String,
    /// Ties the code to who asked for it (PKCE, RFC 7636).
    pub verifier: String,
    began: i64,
}

impl Flow {
    /// Begins one; `to` is where to go afterwards, `/` unless it is a path of this site.
    pub fn begin(provider: &str, purpose: Purpose, to: &str, now: Timestamp) -> Self {
        let secret = || URL_SAFE_NO_PAD.encode(random::bytes::<32>());
        Self {
            provider: provider.to_owned(),
            purpose,
            to: local_path(to),
            state: secret(),
            nonce: secret(),
            verifier: secret(),
            began: now.as_second(),
        }
    }

    /// What the provider is told of the verifier: method `S256`.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }
}

/// Seals and opens flows, each to be used once. Alone, its key is gone with the process; several nodes share it, and what was used.
pub struct Flows {
    key: LessSafeKey,
    used: Mutex<Used>,
    shared: Option<Arc<dyn Store>>,
}

#[derive(Default)]
struct Used {
    states: HashSet<String>,
    order: VecDeque<String>,
}

impl Default for Flows {
    fn default() -> Self {
        Self::new(&random::bytes(), None)
    }
}

impl Flows {
    /// Those that begin on one of several nodes and end on any: all have the key.
    pub fn shared(key: &[u8; 32], store: Arc<dyn Store>) -> Self {
        Self::new(key, Some(store))
    }

    fn new(key: &[u8; 32], shared: Option<Arc<dyn Store>>) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("32 bytes are a key");
        Self { key: LessSafeKey::new(key), used: Mutex::default(), shared }
    }

    /// As [`Flows::take`], used up on all nodes.
    pub async fn take_everywhere(
        &self,
        sealed: Option<&str>,
        provider: &str,
        state: &str,
        now: Timestamp,
    ) -> Result<Flow, Reason> {
        let flow = self.take(sealed, provider, state, now)?;
        if let Some(store) = &self.shared {
            let hash = Sha256::digest(flow.state.as_bytes()).into();
            match store.use_once(&hash, now + FLOW_LIFE, now).await {
                Ok(true) => {}
                Ok(false) => return Err(Reason::Replayed),
                Err(error) => {
                    tracing::warn!(%error, "a sign-in could not be used up");
                    return Err(Reason::NoFlow);
                }
            }
        }
        Ok(flow)
    }

    /// The flow as text for a cookie.
    pub fn seal(&self, flow: &Flow) -> String {
        let nonce = random::bytes::<NONCE_LEN>();
        let mut sealed = serde_json::to_vec(flow).expect("plain data serialises");
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .expect("a flow is short");
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what a browser brought back with `state`, and uses it up. Whatever else is wrong with it, a flow is found out by its state: a
    /// wrong one leaves it good, or any other site could end it.
    pub fn take(&self, sealed: Option<&str>, provider: &str, state: &str, now: Timestamp) -> Result<Flow, Reason> {
        let flow = sealed.and_then(|sealed| self.open(sealed, now)).ok_or(Reason::NoFlow)?;
        let same = bool::from(flow.state.as_bytes().ct_eq(state.as_bytes()));
        if !same || flow.provider != provider {
            return Err(Reason::State);
        }
        if !self.used().add(&flow.state) {
            return Err(Reason::Replayed);
        }
        Ok(flow)
    }

    fn open(&self, sealed: &str, now: Timestamp) -> Option<Flow> {
        if sealed.len() > MAX_SEALED_BYTES {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk_mut::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.key.open_in_place(nonce, Aad::empty(), sealed).ok()?;
        let flow: Flow = serde_json::from_slice(opened).ok()?;
        let age = now.as_second() - flow.began;
        (0..FLOW_LIFE.as_secs()).contains(&age).then_some(flow)
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Used {
    /// Whether it was not there yet.
    fn add(&mut self, state: &str) -> bool {
        if !self.states.insert(state.to_owned()) {
            return false;
        }
        self.order.push_back(state.to_owned());
        if self.order.len() > MAX_USED
            && let Some(oldest) = self.order.pop_front()
        {
            self.states.remove(&oldest);
        }
        true
    }
}

/// A path of this site, as a browser would read it; `/` for everything that leads elsewhere.
pub fn local_path(to: &str) -> String {
    const HERE: &str = "http://here.invalid";
    let here = Url::parse(HERE).expect("a plain URL");
    let path = (to.len() <= MAX_PATH_BYTES && to.starts_with('/')).then(|| here.join(to).ok()).flatten();
    let path = path.filter(|url| url.origin() == here.origin() && url.username().is_empty());
    let path = path.map(|url| url[Position::BeforePath..].to_owned());
    // `/.//evil.example` becomes `//evil.example`; and to go back to the interface is to go in circles.
    path.filter(|path| !path.starts_with("//") && !path.starts_with("/api/")).unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(flows: &Flows, now: Timestamp) -> (Flow, String) {
        let flow = Flow::begin("example", Purpose::SignIn, "/p/1", now);
        let sealed = flows.seal(&flow);
        (flow, sealed)
    }

    #[test]
    fn a_flow_comes_back_once() {
        let (flows, now) = (Flows::default(), Timestamp::UNIX_EPOCH);
        let (flow, sealed) = begin(&flows, now);
        assert!(!sealed.contains(&flow.state) && sealed.len() < 600, "{}", sealed.len());
        assert!(flows.take(Some(&sealed), "example", "other", now) == Err(Reason::State));
        assert!(flows.take(Some(&sealed), "another", &flow.state, now) == Err(Reason::State));
        assert!(flows.take(Some(&sealed), "example", &flow.state, now) == Ok(flow.clone()));
        assert!(flows.take(Some(&sealed), "example", &flow.state, now) == Err(Reason::Replayed));
        assert!(flows.take(None, "example", &flow.state, now) == Err(Reason::NoFlow));
    }

    #[tokio::test]
    async fn a_flow_that_began_on_one_node_ends_on_another_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::sqlite::SqliteStore::open(&folder.path().join("debrief.db")).await.unwrap();
        let node = || Flows::shared(&[7; 32], Arc::new(store.clone()));
        let (one, two, now) = (node(), node(), Timestamp::now());
        let (flow, sealed) = begin(&one, now);
        let take = async |flows: &Flows| flows.take_everywhere(Some(&sealed), "example", &flow.state, now).await;
        assert!(take(&two).await == Ok(flow.clone()));
        assert!(take(&one).await == Err(Reason::Replayed));
    }

    #[test]
    fn a_flow_lasts_ten_minutes_and_bears_no_change() {
        let (flows, now) = (Flows::default(), Timestamp::UNIX_EPOCH);
        let (flow, sealed) = begin(&flows, now);
        let late = now + FLOW_LIFE;
        assert!(flows.take(Some(&sealed), "example", &flow.state, late) == Err(Reason::NoFlow));
        for at in [0, 20, sealed.len() - 1] {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(flows.take(Some(&changed), "example", &flow.state, now) == Err(Reason::NoFlow), "{at}");
        }
        for junk in ["", "AAAA", "no base64!", &"A".repeat(5000)] {
            assert!(flows.take(Some(junk), "example", &flow.state, now) == Err(Reason::NoFlow));
        }
        assert!(Flows::default().take(Some(&sealed), "example", &flow.state, now) == Err(Reason::NoFlow));
        assert!(flows.take(Some(&sealed), "example", &flow.state, late - SignedDuration::from_secs(1)).is_ok());
    }

    #[test]
    fn used_states_take_bounded_memory() {
        let mut used = Used::default();
        for state in 0..=MAX_USED {
            assert!(used.add(&state.to_string()));
        }
        assert_eq!((used.states.len(), used.order.len()), (MAX_USED, MAX_USED));
        assert!(!used.add(&MAX_USED.to_string()));
    }

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for path in ["/", "/p/0198", "/p/1?a=b#c", "/account"] {
            assert_eq!(local_path(path), path);
        }
        let evil = [
            "",
            "p/1",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "javascript:alert(1)",
            "https://evil.example",
            "http://here.invalid@evil.example/",
            "///evil.example",
            " //evil.example",
            "/api/oidc/example/start",
            &format!("/{}", "a".repeat(MAX_PATH_BYTES)),
        ];
        for path in evil {
            assert_eq!(local_path(path), "/", "{path}");
        }
        assert_eq!(local_path("/p/1\r\nSet-Cookie: a=b"), "/p/1Set-Cookie:%20a=b");
    }

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        let mut flow = Flow::begin("example", Purpose::SignIn, "/", Timestamp::UNIX_EPOCH);
        flow.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        assert_eq!(flow.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}

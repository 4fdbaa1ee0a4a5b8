//! Passwords: argon2id on the blocking pool, a few at a time, with the same work for an address that has no account.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use debrief_shared::api::MIN_PASSWORD_CHARS;
use tokio::sync::Semaphore;

use super::common::{self, About};
use crate::random;

/// Longest password, in characters.
pub const MAX_PASSWORD_CHARS: usize = 256;

/// Hashes at once. One takes 19 MiB and some 40 ms of a core, so that a rush of sign-ins waits instead of starving everything else.
const AT_ONCE: usize = 2;

/// What an unknown address is compared with, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody signs in with this"));

/// Hashes and verifies passwords. Cheap to clone; all clones share one limit.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    compared: Arc<AtomicU64>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), compared: Arc::default() }
    }
}

impl Passwords {
    /// The PHC string of a password with a fresh salt.
    pub async fn hash(&self, password: String) -> String {
        self.on_the_blocking_pool(move || hash_now(&password)).await
    }

    /// Whether `password` is the one that was hashed; with no hash to compare with it takes as long and is not.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let compared = Arc::clone(&self.compared);
        self.on_the_blocking_pool(move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&NOBODY);
            let matches = PasswordHash::new(hash).is_ok_and(|hash| {
                compared.fetch_add(1, Ordering::Relaxed);
                Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            });
            known && matches
        })
        .await
    }

    /// How many passwords have been compared with a hash so far: each is most of the work of a sign-in.
    pub fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    async fn on_the_blocking_pool<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic and is not cancelled")
    }
}

/// What is wrong with a new password, if anything. No rule asks for signs or digits: length, and not being guessed first, is what counts
/// (NIST SP 800-63B-4, 3.1.1.2).
pub fn objection(password: &str, about: About<'_>) -> Option<String> {
    let length = password.chars().count();
    if length < MIN_PASSWORD_CHARS {
        return Some(format!("Choose a password of at least {MIN_PASSWORD_CHARS} characters; this one has {length}."));
    }
    if length > MAX_PASSWORD_CHARS {
        return Some(format!("Choose a password of at most {MAX_PASSWORD_CHARS} characters."));
    }
    common::objection(password, about).map(str::to_owned)
}

fn hash_now(password: &str) -> String {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).expect("16 bytes are a valid salt");
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .expect("the default parameters take any password")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_verifies() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".to_owned()).await;
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse battery".to_owned(), Some(hash.clone())).await);
        assert!(!passwords.verify("correct horse".to_owned(), Some(hash)).await);
        assert!(!passwords.verify("nobody signs in with this".to_owned(), None).await);
        assert!(!passwords.verify("x".to_owned(), Some("not a hash".to_owned())).await);
    }

    #[test]
    fn length_is_counted_in_characters() {
        let objection = |password: &str| objection(password, About::default());
        assert!(objection("éàüößéàüößé").is_some_and(|text| text.contains("has 11")));
        assert_eq!(objection("éàüöß çñåøæœ"), None);
        assert!(objection(&"x".repeat(MAX_PASSWORD_CHARS + 1)).is_some_and(|text| text.contains("at most")));
    }
}

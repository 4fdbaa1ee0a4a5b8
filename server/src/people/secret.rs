//! Secrets that are handed out once and kept as hashes: session cookies, API tokens, the set-up link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use sha2::{Digest, Sha256};

use crate::random;
use crate::store::people::SecretHash;

/// Every API token begins with it, so that secret scanners and people recognise one.
pub const TOKEN_PREFIX: &str = "dbr_";

/// Longest secret worth hashing, in bytes; ours are 43 and 47.
const MAX_BYTES: usize = 128;

/// Letters of a secret: 32 bytes as base64url.
const LENGTH: usize = 43;

/// A fresh 256-bit secret as base64url text.
pub fn generate() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<32>())
}

/// A secret that whoever has the key finds again.
pub fn derive(key: &[u8; 32], purpose: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, purpose.as_bytes()))
}

/// A fresh API token.
pub fn generate_token() -> String {
    format!("{TOKEN_PREFIX}{}", generate())
}

/// Whether a text that a browser sent could be a secret of [`generate`]'s.
pub fn is_one(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// What is kept of a secret, and looked up by: its SHA-256. Secrets are random, so nothing slower is needed. `None` if it is too long to be one.
pub fn hash(secret: &str) -> Option<SecretHash> {
    (secret.len() <= MAX_BYTES).then(|| Sha256::digest(secret.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_url_safe() {
        let (one, two) = (generate_token(), generate_token());
        assert_ne!(one, two);
        assert_eq!(one.len(), TOKEN_PREFIX.len() + 43);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(hash(&one), hash(&two));
        assert!(is_one(&derive(&[1; 32], "a")) && derive(&[1; 32], "a") == derive(&[1; 32], "a"));
        assert!(derive(&[1; 32], "a") != derive(&[1; 32], "b") && derive(&[1; 32], "a") != derive(&[2; 32], "a"));
        assert!(is_one(&generate()) && !is_one(&one) && !is_one(&"é".repeat(21)) && !is_one(&";".repeat(LENGTH)));
        assert_eq!(hash(&"x".repeat(MAX_BYTES + 1)), None);
    }
}

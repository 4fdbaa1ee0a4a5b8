//! An ID token (OpenID Connect Core 1.0 §3.1.3.7): who signed it, for whom, when, and for which sign-in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::keys::{Algorithm, KeyFault, Keys};
use super::refusal::Reason;

/// How far clocks may be apart.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// Longest subject, in bytes (Core §2: 255 ASCII characters).
const MAX_SUBJECT_BYTES: usize = 255;

/// What a token has to say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// For whom.
    pub client_id: &'a str,
    /// For which sign-in.
    pub nonce: &'a str,
    /// What time it is.
    pub now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Checks a token and gives its claims; `sub` is among them.
pub fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Map<String, Value>, Reason> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Reason::TokenForm);
    };
    let signed = &token[..header.len() + 1 + payload.len()];
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Reason::TokenForm);
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Reason::TokenForm)?;
    let algorithm = Algorithm::named(&header.alg).ok_or(Reason::TokenAlgorithm)?;
    if header.crit.is_some() {
        // RFC 7515 §4.1.11: what is said to be critical and not understood makes it invalid.
        return Err(Reason::TokenForm);
    }
    keys.verify(algorithm, header.kid.as_deref(), signed.as_bytes(), &decode(signature)?).map_err(
        |fault| match fault {
            KeyFault::Unknown => Reason::TokenKey,
            KeyFault::Wrong => Reason::TokenSignature,
        },
    )?;
    let claims: Map<String, Value> = serde_json::from_slice(&decode(payload)?).map_err(|_| Reason::TokenForm)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn check(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), Reason> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(Reason::TokenIssuer);
    }
    let others = match claims.get("aud") {
        Some(Value::String(one)) if one == expected.client_id => false,
        Some(Value::Array(all)) if all.iter().any(|one| one == expected.client_id) => all.len() > 1,
        _ => return Err(Reason::TokenAudience),
    };
    // A token that others may use as well has to say that it was asked for by us.
    let party = claims.get("azp");
    if party.is_some_and(|party| party != expected.client_id) || (others && party.is_none()) {
        return Err(Reason::TokenParty);
    }
    if time(claims, "exp").ok_or(Reason::TokenForm)? + LEEWAY <= expected.now {
        return Err(Reason::TokenExpired);
    }
    if time(claims, "iat").ok_or(Reason::TokenForm)? > expected.now + LEEWAY {
        return Err(Reason::TokenFuture);
    }
    if claims.contains_key("nbf") && time(claims, "nbf").ok_or(Reason::TokenForm)? > expected.now + LEEWAY {
        return Err(Reason::TokenFuture);
    }
    let nonce = text("nonce").unwrap_or_default();
    if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return Err(Reason::TokenNonce);
    }
    match text("sub") {
        Some(subject) if (1..=MAX_SUBJECT_BYTES).contains(&subject.len()) => Ok(()),
        _ => Err(Reason::TokenSubject),
    }
}

/// A NumericDate (RFC 7519 §2), to the second; fractions are allowed. Only years that could be meant: sums with them cannot overflow.
fn time(claims: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    const YEAR_3000: f64 = 32_503_680_000.0;
    let seconds = claims.get(name)?.as_f64().filter(|seconds| (0.0..YEAR_3000).contains(seconds))?;
    #[allow(clippy::cast_possible_truncation, reason = "within the years above")]
    Timestamp::from_second(seconds as i64).ok()
}

#[cfg(test)]
mod tests;

//! Signatures of webhooks as Standard Webhooks says (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>):
//! HMAC-SHA256 over id, time and body, so that none of them can be another's.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::random;

/// What a secret begins with.
pub const PREFIX: &str = "whsec_";
/// Bytes of a secret that is made here; the standard wants 24 to 64.
const SECRET_BYTES: usize = 32;
/// How far the time of a message may be from now.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// A fresh secret.
pub fn generate() -> String {
    format!("{PREFIX}{}", STANDARD.encode(random::bytes::<SECRET_BYTES>()))
}

/// The headers of a message, signed by every secret: the newest first. `None` when one cannot be read.
pub fn headers(secrets: &[&str], id: &str, at: Timestamp, body: &[u8]) -> Option<HeaderMap> {
    let time = at.as_second().to_string();
    let signatures: Option<Vec<String>> = secrets
        .iter()
        .map(|secret| Some(format!("v1,{}", STANDARD.encode(hmac::sign(&key(secret)?, &signed(id, &time, body))))))
        .collect();
    let values = [("webhook-id", id), ("webhook-timestamp", &time), ("webhook-signature", &signatures?.join(" "))];
    values.into_iter().map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_str(value).ok()?))).collect()
}

/// The id of a message whose headers are right; `None` for any other, whatever is wrong.
pub fn verified<'h>(secret: &str, headers: &'h HeaderMap, body: &[u8], now: Timestamp) -> Option<&'h str> {
    let header = |name| headers.get(name)?.to_str().ok();
    let (id, time) = (header("webhook-id")?, header("webhook-timestamp")?);
    let at = Timestamp::from_second(time.parse().ok()?).ok()?;
    if now.duration_since(at).abs() > TOLERANCE || id.is_empty() {
        return None;
    }
    let (key, message) = (key(secret)?, signed(id, time, body));
    let fits = |signature: &str| {
        let bytes = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        bytes.is_some_and(|bytes| hmac::verify(&key, &message, &bytes).is_ok())
    };
    header("webhook-signature")?.split(' ').any(fits).then_some(id)
}

fn signed(id: &str, time: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", time.as_bytes(), b".", body].concat()
}

fn key(secret: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()?;
    Some(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

/// Whether one of the signatures, in hexadecimal, is that of `message`: as PagerDuty and Slack sign.
pub fn is_hex_signed<'s>(secret: &str, message: &[u8], signatures: impl IntoIterator<Item = &'s str>) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    signatures
        .into_iter()
        .any(|text| bytes(text.trim()).is_some_and(|bytes| hmac::verify(&key, message, &bytes).is_ok()))
}

/// What of a request was signed as Slack signs (<https://docs.slack.dev/authentication/verifying-requests-from-slack>): version, time and
/// body, the same for no two requests. `None` when it was not, or not now.
pub fn slack_verified(secret: &str, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Option<Vec<u8>> {
    let header = |name| headers.get(name)?.to_str().ok();
    let time = header("x-slack-request-timestamp")?;
    let at = Timestamp::from_second(time.parse().ok()?).ok()?;
    if now.duration_since(at).abs() > TOLERANCE {
        return None;
    }
    let message = [b"v0:", time.as_bytes(), b":", body].concat();
    let signature = header("x-slack-signature")?.strip_prefix("v0=")?;
    is_hex_signed(secret, &message, [signature]).then_some(message)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn a_message_is_signed_as_the_standard_says() {
        let headers = headers(&[SECRET], ID, at(1_614_265_330), BODY).expect("headers");
        assert_eq!(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(
            (&headers["webhook-id"], &headers["webhook-timestamp"]),
            (&ID.parse().expect("a value"), &1_614_265_330.into())
        );
    }

    #[test]
    fn only_the_right_message_at_the_right_time_is_verified() {
        let (now, secret, other) = (at(1_614_265_330), generate(), generate());
        assert!(secret.starts_with(PREFIX) && secret != other);
        let both = headers(&[&other, &secret], ID, now, BODY).expect("headers");
        assert_eq!(verified(&secret, &both, BODY, now), Some(ID));
        assert_eq!(verified(&other, &both, BODY, now), Some(ID));
        let one = headers(&[&secret], ID, now, BODY).expect("headers");
        assert_eq!(verified(&other, &one, BODY, now), None);
        assert_eq!(verified(&secret, &one, b"{}", now), None);
        assert_eq!(verified(&secret, &one, BODY, at(1_614_265_330 + 300)), Some(ID));
        for late in [1_614_265_330 + 301, 1_614_265_330 - 301] {
            assert_eq!(verified(&secret, &one, BODY, at(late)), None);
        }
        for missing in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let mut headers = one.clone();
            headers.remove(missing);
            assert_eq!(verified(&secret, &headers, BODY, now), None, "{missing}");
        }
        let mut moved = one.clone();
        moved.insert("webhook-id", HeaderValue::from_static("another"));
        assert_eq!(verified(&secret, &moved, BODY, now), None);
        assert!(headers(&["whsec_no base64"], ID, now, BODY).is_none());
    }

    #[test]
    fn slack_signs_version_time_and_body() {
        // Slack's own example.
        let body = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        let secret = "8f742231b10e8888abcd99yyyzzz85a5";
        let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
        let with = |time: &'static str, signature: &'static str| -> HeaderMap {
            let values = [("x-slack-request-timestamp", time), ("x-slack-signature", signature)];
            values.into_iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
        };
        let right = with("1531420618", signature);
        let now = at(1_531_420_618);
        assert!(
            slack_verified(secret, &right, body, now).is_some_and(|message| message.starts_with(b"v0:1531420618:tok"))
        );
        for far in [1_531_420_618 + 300, 1_531_420_618 - 300] {
            assert!(slack_verified(secret, &right, body, at(far)).is_some());
        }
        for far in [1_531_420_618 + 301, 1_531_420_618 - 301] {
            assert_eq!(slack_verified(secret, &right, body, at(far)), None);
        }
        assert_eq!(slack_verified("another", &right, body, now), None);
        assert_eq!(slack_verified(secret, &right, &body[1..], now), None);
        for wrong in [
            with("1531420619", signature),
            with("", signature),
            with("soon", signature),
            with("1531420618", "v0="),
            with("1531420618", "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            HeaderMap::new(),
        ] {
            assert_eq!(slack_verified(secret, &wrong, body, now), None, "{wrong:?}");
        }
    }

    #[test]
    fn signatures_in_hexadecimal_are_read_strictly() {
        // RFC 4231, test case 2.
        let right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let message = b"what do ya want for nothing?";
        assert!(is_hex_signed("Jefe", message, ["00", right]) && is_hex_signed("Jefe", message, [right]));
        for wrong in ["", "5b", &right[1..], &right.replace('5', "6"), "éé"] {
            assert!(!is_hex_signed("Jefe", message, [wrong]), "{wrong}");
        }
    }
}

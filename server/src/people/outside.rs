//! Passwords of messages for people outside, and the pass that a browser gets for the right one.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use super::People;
use super::password::MAX_PASSWORD_CHARS;
use super::throttle::{Attempt, Door};

/// How long a pass holds.
pub const PASS_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// Why a password let nobody in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideRefusal {
    /// It is another one.
    #[error("This is not the password. Whoever gave you the address knows it.")]
    Wrong,
    /// Too many attempts.
    #[error("Too many attempts. Try again in {} s.", .0.as_secs() + 1)]
    TooMany(Duration),
}

impl People {
    /// Checks the password of a message.
    ///
    /// # Errors
    /// When it is another one, or too many were tried.
    pub async fn check_outside_password(
        &self,
        slug: &str,
        hash: &str,
        password: String,
        from: IpAddr,
    ) -> Result<(), OutsideRefusal> {
        let attempt = Attempt::on(Door::Outside, slug, from);
        self.throttle.attempt(&attempt, Instant::now()).map_err(OutsideRefusal::TooMany)?;
        let too_long = password.chars().count() > MAX_PASSWORD_CHARS;
        // One that is too long costs as much.
        let tried = if too_long { String::new() } else { password };
        if !self.passwords.verify(tried, Some(hash.to_owned())).await || too_long {
            return Err(OutsideRefusal::Wrong);
        }
        self.throttle.forgive(&attempt);
        Ok(())
    }
}

/// A pass for a message until some time: keyed by the hash of its password, so that another password ends it.
pub fn pass(slug: &str, hash: &str, now: Timestamp) -> String {
    let until = (now + PASS_LIFE).as_second();
    format!("{until}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key(hash), said(slug, until).as_bytes())))
}

/// Whether a browser's pass is good for a message.
pub fn is_pass(pass: &str, slug: &str, hash: &str, now: Timestamp) -> bool {
    let Some((until, sign)) = pass.split_once('.') else { return false };
    let (Ok(until), Ok(sign)) = (until.parse::<i64>(), URL_SAFE_NO_PAD.decode(sign)) else { return false };
    now.as_second() < until && hmac::verify(&key(hash), said(slug, until).as_bytes(), &sign).is_ok()
}

fn key(hash: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, hash.as_bytes())
}

fn said(slug: &str, until: i64) -> String {
    format!("outside {slug} {until}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_for_one_message_one_password_and_some_hours() {
        let now = Timestamp::from_second(1_000).unwrap();
        let given = pass("one", "hash", now);
        let later = |hours| now + SignedDuration::from_hours(hours);
        assert!(is_pass(&given, "one", "hash", later(11)));
        assert!(!is_pass(&given, "one", "hash", later(13)));
        assert!(!is_pass(&given, "two", "hash", now) && !is_pass(&given, "one", "other", now));
        let (until, sign) = given.split_once('.').unwrap();
        let longer = format!("{}.{sign}", until.parse::<i64>().unwrap() + 9);
        for forged in [longer.as_str(), "", ".", "9999999999.", "x.y"] {
            assert!(!is_pass(forged, "one", "hash", now), "{forged}");
        }
    }
}

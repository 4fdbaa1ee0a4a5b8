//! Why a sign-in by a provider led back here: a code in the address, as words.

use crate::texts::sign_in as texts;

/// What to say for `?problem=CODE`.
pub(super) fn words(code: &str) -> &'static str {
    match code {
        "provider-down" => texts::PROVIDER_DOWN,
        "refused-by-provider" => texts::PROVIDER_REFUSED,
        "expired" => texts::EXPIRED,
        "not-verified" => texts::NOT_VERIFIED,
        "address-taken" => texts::ADDRESS_TAKEN,
        "no-access" => texts::NO_ACCESS,
        _ => texts::FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_code_that_is_not_known_reads_like_any_failure() {
        assert_eq!(words("of-tomorrow"), words("failed"));
        assert_ne!(words("expired"), words("failed"));
    }
}

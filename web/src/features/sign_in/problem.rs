//! Why a sign-in by a provider led back here: a code in the address, as words.

/// What to say for `?problem=CODE`.
pub(super) fn words(code: &str) -> &'static str {
    match code {
        "provider-down" => {
            "The sign-in service can't be reached right now. Try again in a moment, or sign in with your password."
        }
        "refused-by-provider" => "The sign-in service didn't let you in. Try again, or ask whoever runs it.",
        "expired" => "This sign-in took too long or was begun in another window. Please begin again.",
        "not-verified" => "The sign-in service hasn't confirmed your email address. Confirm it there, then come back.",
        "address-taken" => {
            "There is an account with your address already. Sign in with your password, then connect the service on your account page."
        }
        "no-access" => "You have no access to this Debrief. Ask an admin.",
        _ => "Signing in didn't work. Please begin again; if it happens again, tell an admin.",
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

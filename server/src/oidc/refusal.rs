//! Why somebody was not signed in: exactly, for the audit log, and roughly, for the page.

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $problem:ident,)*) => {
        /// Why somebody was not signed in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// The code that the audit log has.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the page tells.
            pub fn problem(self) -> Problem {
                match self { $(Self::$name => Problem::$problem,)* }
            }
        }
    };
}

reasons! {
    /// The provider did not answer, or not with what was to be expected.
    Unreachable = "provider-unreachable" => ProviderDown,
    /// The provider came back with an error instead of a code.
    Denied = "denied-by-provider" => RefusedByProvider,
    /// There is no sign-in under way in this browser: none was begun, it took too long, or it was begun before a restart.
    NoFlow = "no-sign-in-under-way" => Expired,
    /// The state is not the one that this browser was given.
    State = "wrong-state" => Expired,
    /// The state was used before.
    Replayed = "state-used-before" => Expired,
    /// Connecting was begun by another person, or in another session.
    OtherSession = "another-session" => Expired,
    /// Neither a code nor an error.
    NoCode = "no-code" => Failed,
    /// The answer names another provider (RFC 9207).
    AnswerIssuer = "answer-of-another-issuer" => Failed,
    /// The provider does not take the code.
    Code = "code-not-taken" => Failed,
    /// The ID token is not in the form of one.
    TokenForm = "token-malformed" => Failed,
    /// It is signed in a way that is not accepted.
    TokenAlgorithm = "token-algorithm" => Failed,
    /// It is signed by a key that the provider does not publish.
    TokenKey = "token-unknown-key" => Failed,
    /// Its signature is wrong.
    TokenSignature = "token-signature" => Failed,
    /// It was issued by another issuer.
    TokenIssuer = "token-issuer" => Failed,
    /// It is for somebody else.
    TokenAudience = "token-audience" => Failed,
    /// It was asked for by somebody else.
    TokenParty = "token-authorized-party" => Failed,
    /// It has expired.
    TokenExpired = "token-expired" => Failed,
    /// It is from the future.
    TokenFuture = "token-from-the-future" => Failed,
    /// It is for another sign-in.
    TokenNonce = "token-nonce" => Failed,
    /// It names nobody.
    TokenSubject = "token-subject" => Failed,
    /// Userinfo is about somebody else.
    InfoSubject = "userinfo-subject" => Failed,
    /// The address is missing, or the provider does not say that it is the person's.
    Email = "address-not-verified" => NotVerified,
    /// The address belongs to another account.
    EmailTaken = "address-taken" => AddressTaken,
    /// The claim that holds the groups is missing, or no list of words.
    Groups = "groups-missing" => NoAccess,
    /// No group gives a role, and nobody gets one without.
    NoRole = "no-role" => NoAccess,
    /// The account is suspended.
    Suspended = "suspended" => NoAccess,
    /// The identity was disconnected from the account a moment ago.
    Disconnected = "disconnected" => NoAccess,
    /// There is no account yet, and this one would not be an admin.
    NotSetUp = "not-set-up" => NoAccess,
    /// The identity is connected with another account, or the account with another identity there.
    IdentityTaken = "identity-taken" => IdentityTaken,
}

/// What the page tells of it: `/sign-in?problem=CODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// `provider-down`: the provider can't be reached right now.
    ProviderDown,
    /// `refused-by-provider`: the provider didn't let them in.
    RefusedByProvider,
    /// `expired`: it took too long, or was begun in another window; begin again.
    Expired,
    /// `not-verified`: the provider hasn't confirmed their address.
    NotVerified,
    /// `address-taken`: sign in with the password, then connect the provider on the account page.
    AddressTaken,
    /// `no-access`: ask an admin.
    NoAccess,
    /// `identity-taken`: connected already; only when connecting.
    IdentityTaken,
    /// `failed`: begin again.
    Failed,
}

impl Problem {
    /// The code in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::ProviderDown => "provider-down",
            Self::RefusedByProvider => "refused-by-provider",
            Self::Expired => "expired",
            Self::NotVerified => "not-verified",
            Self::AddressTaken => "address-taken",
            Self::NoAccess => "no-access",
            Self::IdentityTaken => "identity-taken",
            Self::Failed => "failed",
        }
    }
}

//! Tokens that say what they have to, and one for each way in which they may not.

use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

struct Signer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
        Self { key: EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).unwrap(), random }
    }

    fn point(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    fn keys(&self) -> Keys {
        let (x, y) = self.point()[1..].split_at(32);
        let encode = |bytes| URL_SAFE_NO_PAD.encode(bytes);
        let key = json!({"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig", "x": encode(x), "y": encode(y)});
        Keys::parse(json!({ "keys": [key] }).to_string().as_bytes()).unwrap()
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let signature = self.key.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "1", "typ": "JWT"})
}

fn claims() -> Value {
    json!({
        "iss": "https://login.example.com", "aud": "debrief", "sub": "ada", "nonce": "n",
        "iat": NOW - 1, "exp": NOW + 300,
    })
}

fn check_token(token: &str, keys: &Keys) -> Result<Map<String, Value>, Reason> {
    let now = Timestamp::from_second(NOW).unwrap();
    verify(token, keys, &Expected { issuer: "https://login.example.com", client_id: "debrief", nonce: "n", now })
}

/// What comes of a token with these claims changed; `null` takes one away.
fn with(changes: Value) -> Result<(), Reason> {
    let signer = Signer::new();
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    check_token(&signer.sign(&header(), &claims), &signer.keys()).map(drop)
}

#[test]
fn what_is_right_is_taken() {
    for changes in [
        json!({}),
        json!({"aud": ["debrief"]}),
        json!({"aud": ["debrief", "other"], "azp": "debrief"}),
        json!({"azp": "debrief"}),
        json!({"exp": NOW - 59}),
        json!({"iat": NOW + 60}),
        json!({"iat": 1_799_999_999.5}),
        json!({"nbf": NOW}),
    ] {
        assert_eq!(with(changes.clone()), Ok(()), "{changes}");
    }
}

#[test]
fn what_is_wrong_in_the_claims_is_refused() {
    let table = [
        (json!({"iss": "https://login.example.com/"}), Reason::TokenIssuer),
        (json!({"iss": ["https://login.example.com"]}), Reason::TokenIssuer),
        (json!({"iss": null}), Reason::TokenIssuer),
        (json!({"aud": "other"}), Reason::TokenAudience),
        (json!({"aud": ["other"]}), Reason::TokenAudience),
        (json!({"aud": []}), Reason::TokenAudience),
        (json!({"aud": null}), Reason::TokenAudience),
        (json!({"aud": ["debrief", "other"]}), Reason::TokenParty),
        (json!({"aud": ["debrief", "other"], "azp": "other"}), Reason::TokenParty),
        (json!({"azp": "other"}), Reason::TokenParty),
        (json!({"exp": NOW - 60}), Reason::TokenExpired),
        (json!({"exp": null}), Reason::TokenForm),
        (json!({"exp": "1900000000"}), Reason::TokenForm),
        (json!({"exp": 1e300}), Reason::TokenForm),
        (json!({"iat": NOW + 61}), Reason::TokenFuture),
        (json!({"iat": null}), Reason::TokenForm),
        (json!({"nbf": NOW + 61}), Reason::TokenFuture),
        (json!({"nonce": "other"}), Reason::TokenNonce),
        (json!({"nonce": null}), Reason::TokenNonce),
        (json!({"sub": null}), Reason::TokenSubject),
        (json!({"sub": ""}), Reason::TokenSubject),
        (json!({"sub": 7}), Reason::TokenSubject),
        (json!({"sub": "x".repeat(256)}), Reason::TokenSubject),
    ];
    for (changes, reason) in table {
        assert_eq!(with(changes.clone()), Err(reason), "{changes}");
    }
}

#[test]
fn only_the_provider_s_own_keys_sign() {
    let (signer, other) = (Signer::new(), Signer::new());
    let keys = signer.keys();
    let of = |token: &str| check_token(token, &keys).map(drop);
    assert_eq!(of(&other.sign(&header(), &claims())), Err(Reason::TokenSignature));
    assert_eq!(of(&signer.sign(&json!({"alg": "ES256", "kid": "2"}), &claims())), Err(Reason::TokenKey));
    assert_eq!(of(&signer.sign(&json!({"alg": "ES256"}), &claims())), Ok(()));
    // A key of another kind is no key for it, whatever the header says.
    assert_eq!(of(&signer.sign(&json!({"alg": "RS256", "kid": "1"}), &claims())), Err(Reason::TokenKey));
    assert_eq!(of(&signer.sign(&json!({"alg": "EdDSA", "kid": "1"}), &claims())), Err(Reason::TokenKey));
    let critical = json!({"alg": "ES256", "kid": "1", "crit": ["exp"]});
    assert_eq!(of(&signer.sign(&critical, &claims())), Err(Reason::TokenForm));
    assert_eq!(check_token(&signer.sign(&header(), &claims()), &Keys::default()).map(drop), Err(Reason::TokenKey));
}

#[test]
fn neither_unsigned_nor_signed_by_what_everybody_knows() {
    let signer = Signer::new();
    for name in ["none", "None", "nOnE", "", "RS1", "ES256K"] {
        let token = format!("{}.", unsigned(&json!({"alg": name, "kid": "1"}), &claims()));
        assert_eq!(check_token(&token, &signer.keys()), Err(Reason::TokenAlgorithm), "{name}");
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, signer.point());
    let text = unsigned(&json!({"alg": "HS256", "kid": "1"}), &claims());
    let token = format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes())));
    assert_eq!(check_token(&token, &signer.keys()), Err(Reason::TokenAlgorithm));
}

#[test]
fn what_is_no_token_is_refused() {
    let signer = Signer::new();
    let token = signer.sign(&header(), &claims());
    let (text, signature) = token.rsplit_once('.').unwrap();
    let lines = [
        String::new(),
        "a.b".to_owned(),
        format!("{token}.x"),
        format!("{text}.{signature}="),
        format!("!.e30.{signature}"),
        "e30.e30.".to_owned(),
    ];
    for line in lines {
        assert_eq!(check_token(&line, &signer.keys()), Err(Reason::TokenForm), "{line}");
    }
    let other = unsigned(&header(), &json!({"iss": "https://login.example.com", "sub": "eve"}));
    assert_eq!(check_token(&format!("{other}.{signature}"), &signer.keys()), Err(Reason::TokenSignature));
    assert_eq!(check_token(&format!("{text}."), &signer.keys()), Err(Reason::TokenSignature));
    assert_eq!(check_token(&format!("{text}A.{signature}"), &signer.keys()), Err(Reason::TokenSignature));
}

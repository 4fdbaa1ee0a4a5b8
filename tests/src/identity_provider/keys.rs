//! The provider's keys, and signing with them in right and wrong ways.

use std::process::Command;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding,
    RsaKeyPair,
};
use serde_json::{Value, json};

use super::{Object, apply};
use crate::random;

/// An elliptic and an RSA key under fresh ids, and one that is nowhere published.
#[derive(Debug)]
pub(super) struct KeyRing {
    ec: EcdsaKeyPair,
    rsa: RsaKeyPair,
    unpublished: EcdsaKeyPair,
    ec_id: String,
    rsa_id: String,
}

impl KeyRing {
    pub(super) fn generate() -> Result<Self> {
        let id = || random::id().to_string();
        Ok(Self { ec: ec()?, rsa: rsa()?, unpublished: ec()?, ec_id: id(), rsa_id: id() })
    }

    /// The JWK set.
    pub(super) fn published(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        // An uncompressed point: 4, x, y.
        let (x, y) = self.ec.public_key().as_ref()[1..].split_at(32);
        let rsa = PublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
        json!({ "keys": [
            { "kty": "EC", "crv": "P-256", "use": "sig", "kid": self.ec_id, "x": encode(x), "y": encode(y) },
            { "kty": "RSA", "use": "sig", "kid": self.rsa_id, "n": encode(&rsa.n), "e": encode(&rsa.e) },
            { "kty": "oct", "kid": "odd", "k": "c2VjcmV0" },
        ] })
    }

    /// A token with these claims, signed in this way.
    pub(super) fn sign(&self, way: &str, header_changes: &Object, claims: &Object) -> Result<String> {
        let algorithm = if way == "forged" { "ES256" } else { way };
        let id = if matches!(way, "RS256" | "PS256") { &self.rsa_id } else { &self.ec_id };
        let mut header = super::object(json!({ "alg": algorithm, "kid": id, "typ": "JWT" }));
        apply(&mut header, header_changes);
        let encode = |value: String| URL_SAFE_NO_PAD.encode(value);
        let signed =
            format!("{}.{}", encode(Value::from(header).to_string()), encode(Value::from(claims.clone()).to_string()));
        let signature = self.signature(way, signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn signature(&self, way: &str, message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        let by_ec = |key: &EcdsaKeyPair| key.sign(&random, message).map(|signature| signature.as_ref().to_vec());
        let by_rsa = |way: &'static dyn RsaEncoding| {
            let mut signature = vec![0; self.rsa.public().modulus_len()];
            self.rsa.sign(way, &random, message, &mut signature).map(|()| signature)
        };
        let made = match way {
            "ES256" => by_ec(&self.ec),
            "forged" => by_ec(&self.unpublished),
            "RS256" => by_rsa(&RSA_PKCS1_SHA256),
            "PS256" => by_rsa(&RSA_PSS_SHA256),
            "HS256" => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, self.ec.public_key().as_ref());
                Ok(hmac::sign(&key, message).as_ref().to_vec())
            }
            "none" => Ok(Vec::new()),
            other => bail!("there is no way of signing called {other:?}"),
        };
        made.map_err(|_| anyhow!("it cannot sign by {way}"))
    }
}

fn ec() -> Result<EcdsaKeyPair> {
    let (random, way) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let document = EcdsaKeyPair::generate_pkcs8(way, &random).map_err(|_| anyhow!("no elliptic key"))?;
    EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).map_err(|error| anyhow!("no elliptic key: {error}"))
}

/// ring signs with RSA keys and does not make them.
fn rsa() -> Result<RsaKeyPair> {
    let mut command = Command::new("openssl");
    command.args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-outform", "DER"]);
    let made = command.output().context("the tests need the `openssl` command, to make a key")?;
    ensure!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
    let key = RsaKeyPair::from_pkcs8(&made.stdout).or_else(|_| RsaKeyPair::from_der(&made.stdout));
    key.map_err(|error| anyhow!("no RSA key: {error}"))
}

//! What a provider says of itself (OpenID Connect Discovery 1.0 §3), as far as it is needed here.

use serde::Deserialize;
use url::Url;

use super::config::is_trusted;
use super::keys::Algorithm;

/// Where a provider is asked what.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Where people sign in.
    pub authorization_endpoint: Url,
    /// Where a code is turned into tokens.
    pub token_endpoint: Url,
    /// Where more is told about a person.
    pub userinfo_endpoint: Option<Url>,
    /// Where its keys are.
    pub jwks_uri: Url,
    /// Whether the client secret goes into the form instead of a header.
    pub secret_in_form: bool,
    /// Whether it always names itself in its answer (RFC 9207).
    pub names_itself: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    jwks_uri: Option<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Where the document of an issuer is.
pub fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Reads a document; the error says what is wrong with it.
pub fn read(bytes: &[u8], issuer: &str) -> Result<Metadata, String> {
    let document: Document =
        serde_json::from_slice(bytes).map_err(|_| "what it answers with is no discovery document".to_owned())?;
    match document.issuer.as_deref() {
        Some(named) if named == issuer => {}
        Some(named) => return Err(format!("it calls itself {named:?}; write issuer exactly like that")),
        None => return Err("its discovery document names no issuer".to_owned()),
    }
    let lacks = |values: &Option<Vec<String>>, fits: &dyn Fn(&str) -> bool| {
        values.as_ref().is_some_and(|values| !values.iter().any(|value| fits(value)))
    };
    if lacks(&document.code_challenge_methods_supported, &|method| method == "S256") {
        return Err("it does not support PKCE with S256".to_owned());
    }
    if lacks(&document.id_token_signing_alg_values_supported, &|name| Algorithm::named(name).is_some()) {
        return Err("it signs ID tokens with none of RS256, PS256, ES256, EdDSA".to_owned());
    }
    let methods = &document.token_endpoint_auth_methods_supported;
    let secret_in_form = lacks(methods, &|method| method == "client_secret_basic");
    if secret_in_form && lacks(methods, &|method| method == "client_secret_post") {
        return Err("it takes a client secret neither by client_secret_basic nor by client_secret_post".to_owned());
    }
    let is_local = issuer.starts_with("http:");
    let endpoint = |name: &str, value: Option<String>| match value.map(|value| Url::parse(&value)) {
        None => Err(format!("its discovery document has no {name}")),
        Some(Ok(url)) if is_trusted(&url) && (is_local || url.scheme() == "https") => Ok(url),
        Some(_) => Err(format!("its {name} is not an https address")),
    };
    Ok(Metadata {
        authorization_endpoint: endpoint("authorization_endpoint", document.authorization_endpoint)?,
        token_endpoint: endpoint("token_endpoint", document.token_endpoint)?,
        userinfo_endpoint: match document.userinfo_endpoint {
            None => None,
            given => Some(endpoint("userinfo_endpoint", given)?),
        },
        jwks_uri: endpoint("jwks_uri", document.jwks_uri)?,
        secret_in_form,
        names_itself: document.authorization_response_iss_parameter_supported,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://login.example.com/";

    fn with(changes: Value) -> Result<Metadata, String> {
        let mut document = json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://login.example.com/authorize",
            "token_endpoint": "https://login.example.com/token",
            "jwks_uri": "https://login.example.com/keys",
            "response_types_supported": ["code"],
        });
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        read(document.to_string().as_bytes(), ISSUER)
    }

    #[test]
    fn what_is_needed_is_enough() {
        let metadata = with(json!({})).unwrap();
        assert_eq!(metadata.token_endpoint.as_str(), "https://login.example.com/token");
        assert!(metadata.userinfo_endpoint.is_none() && !metadata.secret_in_form && !metadata.names_itself);
        assert!(with(json!({"code_challenge_methods_supported": ["plain", "S256"]})).is_ok());
        assert!(with(json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]})).unwrap().secret_in_form);
        assert_eq!(address(ISSUER), "https://login.example.com/.well-known/openid-configuration");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let table = [
            (json!({"issuer": "https://login.example.com"}), "exactly"),
            (json!({"issuer": null}), "no issuer"),
            (json!({"token_endpoint": null}), "no token_endpoint"),
            (json!({"authorization_endpoint": null}), "no authorization_endpoint"),
            (json!({"jwks_uri": null}), "no jwks_uri"),
            (json!({"jwks_uri": "http://login.example.com/keys"}), "jwks_uri is not"),
            (json!({"jwks_uri": "http://127.0.0.1/keys"}), "jwks_uri is not"),
            (json!({"userinfo_endpoint": "file:///etc/passwd"}), "userinfo_endpoint is not"),
            (json!({"token_endpoint": "/token"}), "token_endpoint is not"),
            (json!({"code_challenge_methods_supported": ["plain"]}), "S256"),
            (json!({"code_challenge_methods_supported": []}), "S256"),
            (json!({"id_token_signing_alg_values_supported": ["none", "HS256"]}), "RS256"),
            (json!({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}), "client_secret_basic"),
        ];
        for (changes, part) in table {
            let reason = with(changes.clone()).expect_err(&changes.to_string());
            assert!(reason.contains(part), "{reason}");
        }
        assert!(read(b"<html>", ISSUER).unwrap_err().contains("no discovery document"));
    }
}

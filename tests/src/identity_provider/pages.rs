//! What the provider answers. It is strict where a real one is: redirect addresses letter by letter, PKCE with S256, codes good for once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::{CLIENT_ID, CLIENT_SECRET, Grant, Object, Script, Shared, apply, object, secret};

type Parameters = HashMap<String, String>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .route("/keys", get(keys))
        .route("/control", post(control))
        .with_state(shared)
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Response {
    let issuer = &shared.issuer;
    let mut document = object(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
        "code_challenge_methods_supported": ["S256"],
    }));
    let mut state = shared.state();
    state.seen.discovery += 1;
    apply(&mut document, &state.script.discovery);
    let status = StatusCode::from_u16(state.script.discovery_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(document)).into_response()
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let mut state = shared.state();
    state.seen.keys += 1;
    Json(state.keys.published())
}

/// Signs the person of the script in and sends them back at once.
async fn authorize(State(shared): State<Arc<Shared>>, Query(given): Query<Parameters>) -> Response {
    let mut state = shared.state();
    let word = |name: &str| given.get(name).map_or("", String::as_str);
    let redirect_uri = word("redirect_uri");
    let objection = if word("client_id") != CLIENT_ID {
        Some("unknown client")
    } else if !state.script.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        Some("unknown redirect_uri")
    } else if word("response_type") != "code" || !word("scope").split(' ').any(|scope| scope == "openid") {
        Some("not OpenID Connect's code flow")
    } else if word("code_challenge_method") != "S256" || word("code_challenge").len() != 43 {
        Some("no PKCE with S256")
    } else if word("state").is_empty() || word("nonce").is_empty() {
        Some("no state or no nonce")
    } else {
        None
    };
    let (None, Ok(mut back)) = (objection, Url::parse(redirect_uri)) else {
        return (StatusCode::BAD_REQUEST, objection.unwrap_or("redirect_uri is no URL")).into_response();
    };
    let mut answer = HashMap::from([("state".to_owned(), word("state").to_owned())]);
    if let Some(error) = &state.script.error {
        answer.insert("error".to_owned(), error.clone());
    } else {
        let grant = Grant {
            redirect_uri: redirect_uri.to_owned(),
            nonce: word("nonce").to_owned(),
            challenge: word("code_challenge").to_owned(),
            person: state.script.person.clone(),
        };
        let code = secret();
        state.codes.insert(code.clone(), grant);
        answer.insert("code".to_owned(), code);
    }
    answer.extend(state.script.answer.clone());
    back.query_pairs_mut().extend_pairs(answer);
    (StatusCode::SEE_OTHER, [(header::LOCATION, back.to_string())]).into_response()
}

async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, Form(given): Form<Parameters>) -> Response {
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let mut state = shared.state();
    state.seen.tokens += 1;
    if !is_client(&headers) {
        return refuse("invalid_client");
    }
    let word = |name: &str| given.get(name).map_or("", String::as_str);
    // Whatever comes of it, the code is used up.
    let Some(grant) = state.codes.remove(word("code")) else { return refuse("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, word("code_verifier").as_bytes()));
    if word("grant_type") != "authorization_code"
        || word("redirect_uri") != grant.redirect_uri
        || challenge != grant.challenge
    {
        return refuse("invalid_grant");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    let mut claims = object(json!({
        "iss": shared.issuer, "aud": CLIENT_ID, "nonce": grant.nonce, "iat": now, "exp": now + 300,
    }));
    apply(&mut claims, &grant.person);
    apply(&mut claims, &state.script.token);
    let Ok(id_token) = state.keys.sign(&state.script.signing, &state.script.header, &claims) else {
        return refuse("server_error");
    };
    let access_token = secret();
    state.access_tokens.insert(access_token.clone(), grant.person);
    Json(json!({ "id_token": id_token, "access_token": access_token, "token_type": "Bearer", "expires_in": 300 }))
        .into_response()
}

/// RFC 6749 §2.3.1: id and secret are form-encoded before they are put into the header.
fn is_client(headers: &HeaderMap) -> bool {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let wanted = format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(CLIENT_ID), encode(CLIENT_SECRET))));
    headers.get(header::AUTHORIZATION).is_some_and(|given| given.as_bytes() == wanted.as_bytes())
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let mut state = shared.state();
    state.seen.userinfo += 1;
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(person) = token.and_then(|token| state.access_tokens.get(token)) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let mut claims: Object = state.script.userinfo.clone().unwrap_or_else(|| person.clone());
    if state.script.userinfo_padding > 0 {
        claims.insert("picture".to_owned(), "x".repeat(state.script.userinfo_padding).into());
    }
    Json(claims).into_response()
}

/// For tests that run elsewhere: a whole new script.
async fn control(State(shared): State<Arc<Shared>>, Json(script): Json<Script>) -> StatusCode {
    shared.state().script = script;
    StatusCode::NO_CONTENT
}

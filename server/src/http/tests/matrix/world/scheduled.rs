//! What the matrix has of meetings: one that is scheduled, two that look for a facilitator and of which one has found one, and two
//! calendar addresses, of which one is gone.

use axum::http::Method;
use serde_json::{Value, json};

use super::super::super::meetings::in_days;
use super::super::super::{As, Server};

/// Who takes part.
pub(super) struct Cast<'a> {
    pub(super) owner: &'a As,
    pub(super) stranger: &'a As,
    /// Who like to facilitate; the first does.
    pub(super) willing: [&'a As; 2],
}

/// Makes it in two postmortems of the owner. Gives the secrets of the owner's calendar address, and of the stranger's, which is gone.
pub(super) async fn everything(server: &Server, [one, facilitated]: [&String; 2], cast: Cast<'_>) -> (String, String) {
    let send = async |who: &As, method: Method, path: String, body: Option<Value>| {
        let answer = server.send(who, method, &path, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        answer
    };
    let me = server.get(cast.owner, "/api/session").await.json()["person"]["id"].clone();
    let asks = json!({"start": in_days(7), "time_zone": "UTC", "minutes": 60, "required": [me]});
    send(cast.owner, Method::PUT, format!("{one}/meeting"), Some(asks)).await;
    for who in cast.willing {
        send(who, Method::PUT, "/api/account/facilitating".to_owned(), Some(json!({"willing": true}))).await;
    }
    for path in [one, facilitated] {
        send(cast.owner, Method::POST, format!("{path}/facilitator"), Some(json!({}))).await;
    }
    send(cast.willing[0], Method::PUT, format!("{facilitated}/facilitator/mine"), None).await;
    let calendar = || "/api/account/calendar".to_owned();
    let feed = async |who: &As| {
        let made = send(who, Method::POST, calendar(), None).await.json();
        made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let feeds = (feed(cast.owner).await, feed(cast.stranger).await);
    send(cast.stranger, Method::DELETE, calendar(), None).await;
    feeds
}

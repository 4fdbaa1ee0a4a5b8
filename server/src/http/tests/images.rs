//! Pictures over the router: headers, refusals, and how much one may send.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Answer, As, PICTURE, Server, picture};
use crate::images::MAX_UPLOAD_BYTES;

impl Server {
    async fn upload(&self, who: &As, postmortem: &str, file: Vec<u8>) -> Answer {
        let request = Request::post(format!("{postmortem}/images"));
        let request = match who {
            As::Nobody => request,
            As::Token(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            As::Cookie(cookie) => request.header(header::COOKIE, cookie),
        };
        // What the sender says it is counts for nothing.
        self.raw(request.header(header::CONTENT_TYPE, "image/svg+xml").body(Body::from(file)).unwrap()).await
    }
}

#[tokio::test]
async fn a_picture_is_served_as_one_and_can_do_nothing() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let postmortem = server.postmortem(&ada, "One").await;
    let added = server.upload(&ada, &postmortem, picture()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
    let image = added.json();
    assert_eq!((image["width"].as_u64(), image["height"].as_u64()), (Some(3), Some(2)));
    assert_eq!(image["markdown"], format!("![](images/{}#3x2)", added.id()));
    let shown = server.get(&ada, image["url"].as_str().unwrap()).await;
    assert_eq!(shown.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, max-age=86400, immutable"),
        ("cross-origin-resource-policy", "same-origin"),
        ("vary", "Cookie, Authorization"),
    ] {
        assert_eq!(shown.headers[name], value, "{name}");
    }
    assert_eq!(shown.headers["content-length"], image["bytes"].to_string());
    // Random, not counted and not by time.
    let ids = [added.id(), server.upload(&ada, &postmortem, picture()).await.id()];
    assert!(ids.iter().all(|id| id.as_bytes()[..4] != ids[0].as_bytes()[..4] || *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn what_is_not_taken_is_refused_with_what_to_do() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let postmortem = server.postmortem(&ada, "One").await;
    let whole = picture();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (name, file, status, words) in [
        ("svg", svg, 415, "PNG, JPEG, WebP and GIF"),
        ("nothing", Vec::new(), 415, "PNG, JPEG, WebP and GIF"),
        ("cut off", whole[..whole.len() - 20].to_vec(), 422, "damaged"),
        ("too large", vec![0; MAX_UPLOAD_BYTES + 1], 413, "10 MB"),
    ] {
        let refused = server.upload(&ada, &postmortem, file).await;
        assert_eq!(refused.status.as_u16(), status, "{name}: {}", refused.text);
        assert!(
            refused.json()["detail"].as_str().is_some_and(|detail| detail.contains(words)),
            "{name}: {}",
            refused.text
        );
    }
    // A large one that does not say its length.
    let pieces = stream::iter((0..11).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 1 << 20])));
    let As::Token(token) = &ada else { unreachable!("members have tokens") };
    let request =
        Request::post(format!("{postmortem}/images")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let refused = server.raw(request.body(Body::from_stream(pieces)).unwrap()).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.text);
    // Everything else stays as small as before.
    let large = server.post(&ada, "/api/tokens", json!({"name": "x".repeat(2 << 20)})).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        server.state.store.images(postmortem.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn who_may_not_add_one_is_told_so_before_it_has_come() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let postmortem = server.postmortem(&ada, "One").await;
    let restricted = server.patch(&ada, &format!("{postmortem}/access"), json!({"visibility": "restricted"})).await;
    assert_eq!(restricted.status, StatusCode::OK);
    let As::Token(token) = &eve else { unreachable!("members have tokens") };
    // The body never ends.
    let request =
        Request::post(format!("{postmortem}/images")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let endless = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    assert_eq!(server.raw(request.body(endless).unwrap()).await.status, StatusCode::NOT_FOUND);
    let unknown = format!("/api/postmortems/{}", Uuid::nil());
    assert_eq!(server.upload(&ada, &unknown, picture()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_right_that_is_lost_while_a_picture_comes_is_lost() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let postmortem = server.postmortem(&ada, "One").await;
    let As::Token(token) = &eve else { unreachable!("members have tokens") };
    let (asked, was_asked) = oneshot::channel::<()>();
    let (rest, comes) = oneshot::channel::<Vec<u8>>();
    let file = picture();
    let (first, last) = (file[..20].to_vec(), file[20..].to_vec());
    let begin = stream::once(async move { Ok::<_, std::io::Error>(first) });
    let end = stream::once(async move {
        let _ = asked.send(());
        Ok(comes.await.expect("comes at last"))
    });
    let request =
        Request::post(format!("{postmortem}/images")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.body(Body::from_stream(begin.chain(end))).unwrap();
    let change = async {
        was_asked.await.expect("its body is read");
        let closed = server.patch(&ada, &format!("{postmortem}/access"), json!({"visibility": "restricted"})).await;
        assert_eq!(closed.status, StatusCode::OK);
        rest.send(last).expect("is waited for");
    };
    let (answer, ()) = tokio::join!(server.raw(request), change);
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
}

#[tokio::test]
async fn one_account_cannot_send_pictures_without_end() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let postmortem = server.postmortem(&ada, "One").await;
    let mut taken = 0;
    let refused = loop {
        let answer = server.upload(&ada, &postmortem, b"not a picture".to_vec()).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        taken += 1;
    };
    assert!((60..80).contains(&taken), "{taken}");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    let other = server.send(&eve, Method::POST, &format!("{postmortem}/images"), Some(json!(PICTURE))).await;
    assert_eq!(other.status, StatusCode::CREATED, "{}", other.text);
}

//! A bucket, over real HTTP: a small server that speaks the few calls of S3 that are used, and looks at how they are signed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::super::place::Bucket;
use super::{Images, Place, keep, keeps_bytes};

type Objects = Arc<Mutex<HashMap<String, Bytes>>>;

/// The moment in which a real service says that an object was stored.
const LAST_MODIFIED: &str = "Fri, 27 Nov 2026 08:00:00 GMT";

fn is_signed(headers: &HeaderMap) -> bool {
    let sign = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sign.starts_with("AWS4-HMAC-SHA256 Credential=the-key/") && sign.contains("/eu-west-1/s3/aws4_request")
}

fn refused() -> Response {
    (StatusCode::FORBIDDEN, "<Error><Code>SignatureDoesNotMatch</Code></Error>").into_response()
}

async fn put(State(objects): State<Objects>, Path(key): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_signed(&headers) {
        return refused();
    }
    objects.lock().expect("free").insert(key, body);
    [(header::ETAG, "\"1\"")].into_response()
}

async fn show(State(objects): State<Objects>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    if !is_signed(&headers) {
        return refused();
    }
    match objects.lock().expect("free").get(&key) {
        Some(bytes) => {
            ([(header::ETAG, "\"1\""), (header::LAST_MODIFIED, LAST_MODIFIED)], bytes.clone()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
    }
}

/// Objects are taken away in lists: `POST /bucket?delete` with their keys as XML.
async fn take_away(State(objects): State<Objects>, headers: HeaderMap, body: String) -> Response {
    if !is_signed(&headers) {
        return refused();
    }
    let keys = body.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
    let mut gone = String::new();
    for key in keys {
        objects.lock().expect("free").remove(key);
        gone.extend(["<Deleted><Key>", key, "</Key></Deleted>"]);
    }
    format!("<?xml version=\"1.0\"?><DeleteResult>{gone}</DeleteResult>").into_response()
}

async fn serve() -> (String, Objects) {
    let objects = Objects::default();
    let one = get(show).put(put);
    let router = Router::new()
        .route("/pictures/{*key}", one)
        .route("/pictures", axum::routing::post(take_away))
        .with_state(objects.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, objects)
}

fn bucket(endpoint: &str, key: &str, prefix: &str) -> Images {
    Images::open(&Place::Bucket(Bucket {
        name: "pictures".to_owned(),
        prefix: prefix.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: "eu-west-1".to_owned(),
        key: key.to_owned(),
        secret: "the secret".to_owned(),
    }))
    .expect("opens")
}

#[tokio::test]
async fn a_bucket_keeps_bytes() {
    let (endpoint, objects) = serve().await;
    let images = bucket(&endpoint, "the-key", "");
    images.reach().await.expect("answers");
    keeps_bytes(&images).await;
    let under = bucket(&endpoint, "the-key", "debrief/eu");
    let kept = keep(&under).await;
    let key = format!("debrief/eu/{}/{}", kept.postmortem, kept.id);
    assert!(objects.lock().expect("free").contains_key(&key), "{:?}", objects.lock().expect("free").keys());
    under.read(&kept).await.expect("there");
}

#[tokio::test]
async fn a_bucket_that_refuses_or_is_away_is_unavailable() {
    let (endpoint, _objects) = serve().await;
    let refused = bucket(&endpoint, "another-key", "").reach().await.expect_err("refused");
    assert!(matches!(refused, super::ImageError::Unavailable(_)), "{refused}");
    assert!(!refused.to_string().contains("the secret"));
    let away = bucket("http://127.0.0.1:9", "the-key", "").reach().await.expect_err("nobody is there");
    assert!(matches!(away, super::ImageError::Unavailable(_)), "{away}");
}

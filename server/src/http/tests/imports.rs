//! Documents in: what files become, what is refused, and that a second time adds nothing.

use std::io::{Cursor, Write as _};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::{Answer, As, Server, picture};

/// A webhook of Alertmanager.
pub(in crate::http) fn webhook() -> Value {
    json!({
        "version": "4", "groupKey": "x", "status": "firing", "receiver": "oncall", "groupLabels": {}, "commonLabels": {},
        "commonAnnotations": {}, "externalURL": "http://alertmanager.example.org",
        "alerts": [{
            "status": "firing", "labels": {"alertname": "Slow"}, "annotations": {"summary": "p99 above 2 s"},
            "startsAt": "2026-03-11T13:05:12Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": "a1"
        }]
    })
}

const NOTES: &str =
    "All times in UTC\n\n- 2026-03-11 09:02 deploy of 4.13 began\n- 2026-03-11 09:20 rolled back to 4.12\n";
const PAGE: &str = "<!doctype html><title>Checkout</title><h2>Summary</h2><p>It was <b>slow</b>.";

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

impl Server {
    async fn bring(&self, who: &As, path: &str, bytes: impl Into<Body>) -> Answer {
        let request = Request::builder().method(Method::POST).uri(path);
        let As::Token(token) = who else { panic!("by token") };
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.raw(request.body(bytes.into()).unwrap()).await
    }

    async fn count(&self, who: &As) -> usize {
        self.get(who, "/api/postmortems").await.json()["postmortems"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn files_become_postmortems_with_their_pictures() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let zip = zipped(&[
        ("a/one.md", b"# One\n\n## Summary\n\n![graph](graph.png) and ![fake](fake.png)\n"),
        ("a/graph.png", &picture()),
        ("a/fake.png", b"no picture"),
        ("two.html", PAGE.as_bytes()),
        ("notes.pdf", b"%PDF"),
    ]);
    let preview = server.bring(&ada, "/api/imports?name=all.zip&preview=true", zip.clone()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    assert_eq!((preview.json()["postmortems"].as_array().unwrap().len(), server.count(&ada).await), (2, 0));

    let made = server.bring(&ada, "/api/imports?name=all.zip", zip.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let report = made.json();
    assert_eq!(report["problems"][0]["file"], "notes.pdf");
    let titles: Vec<_> = report["postmortems"].as_array().unwrap().iter().map(|it| it["title"].clone()).collect();
    assert_eq!(titles, ["One", "Checkout"]);
    assert!(report["postmortems"][0]["warnings"][0].as_str().unwrap().contains("a/fake.png"), "{report}");
    let path = format!("/api/postmortems/{}", report["postmortems"][0]["id"].as_str().unwrap());
    let shown = server.get(&ada, &path).await.json();
    let body = shown["document"]["sections"][0]["body"].as_str().unwrap().to_owned();
    let image = body.split(['(', ')']).nth(1).unwrap();
    assert!(image.starts_with(&path) && body.ends_with("![fake](fake.png)"), "{body}");
    assert_eq!(server.get(&ada, image).await.status, StatusCode::OK);

    let second = server.bring(&ada, "/api/imports?name=all.zip", zip.clone()).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text);
    assert_eq!(second.json()["postmortems"][0]["existing"], report["postmortems"][0]["id"]);
    assert_eq!(server.count(&ada).await, 2);
    let again = server.bring(&ada, "/api/imports?name=all.zip&again=true", zip).await;
    assert_eq!((again.status, server.count(&ada).await), (StatusCode::CREATED, 4));
}

#[tokio::test]
async fn what_is_in_a_file_says_whether_it_was_brought_in_before() {
    let server = Server::start().await;
    let (ada, bea) = (server.member("ada").await, server.member("bea").await);
    let zip = zipped(&[
        ("march/outage.md", b"# Outage\n\n## Summary\n\nin March\n"),
        ("april/outage.md", b"# Outage\n\n## Summary\n\nin April\n"),
        ("april/copy of outage.md", b"# Outage\n\n## Summary\n\nin April\n"),
    ]);
    let column = |answer: &Answer, name: &str| -> Vec<Value> {
        answer.json()["postmortems"].as_array().unwrap().iter().map(|it| it[name].clone()).collect()
    };
    let made = server.bring(&ada, "/api/imports?name=all.zip", zip.clone()).await;
    assert_eq!((made.status, server.count(&ada).await), (StatusCode::CREATED, 3), "{}", made.text);
    let ids = column(&made, "id");

    // The same again, by another name, and one of them alone.
    let again = server.bring(&ada, "/api/imports?name=other.zip", zip.clone()).await;
    assert_eq!((again.status, column(&again, "existing")), (StatusCode::OK, ids.clone()), "{}", again.text);
    let march = b"# Outage\n\n## Summary\n\nin March\n".to_vec();
    let alone = server.bring(&ada, "/api/imports?name=moved.md", march.clone()).await;
    assert_eq!(column(&alone, "existing"), [ids[2].clone()], "{}", alone.text);
    assert_eq!(server.count(&ada).await, 3);

    // Another text of the same title is another postmortem, and said to be like one that is there.
    let newer = server.bring(&ada, "/api/imports?name=outage.md&preview=true", "# Outage\n\n## Summary\n\nMay\n").await;
    assert_eq!(column(&newer, "existing"), [Value::Null]);
    assert!(ids.contains(&column(&newer, "alike")[0]), "{}", newer.text);

    // What lies in the bin stays there, and the file becomes one anew, once.
    server.delete(&ada, &format!("/api/postmortems/{}", ids[2].as_str().unwrap())).await;
    for (status, count) in [(StatusCode::CREATED, 3), (StatusCode::OK, 3)] {
        let answer = server.bring(&ada, "/api/imports?name=outage.md", march.clone()).await;
        assert_eq!((answer.status, server.count(&ada).await), (status, count), "{}", answer.text);
    }
    // Somebody else's are their own, and at the same moment one is made.
    let both =
        futures_util::future::join_all((0..4).map(|_| server.bring(&bea, "/api/imports?name=a.md", march.clone())));
    let made = both.await.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert_eq!((made, server.count(&bea).await), (1, 4));
}

#[tokio::test]
async fn some_of_a_file_are_made_and_nobody_else_sees_them() {
    let server = Server::start().await;
    let (ada, bea) = (server.member("ada").await, server.member("bea").await);
    let zip = zipped(&[("a.md", b"# A\n\n## S\n\na"), ("b.md", b"# B\n\n## S\n\nb"), ("c.md", b"# C\n\n## S\n\nc")]);
    let made = server.bring(&ada, "/api/imports?name=a.zip&only=0,2&restricted=true", zip.clone()).await;
    let titles: Vec<_> =
        made.json()["postmortems"].as_array().unwrap().iter().map(|postmortem| postmortem["title"].clone()).collect();
    assert_eq!(titles, ["A", "C"]);
    assert_eq!((server.count(&ada).await, server.count(&bea).await), (2, 0));
    let wrong = server.bring(&ada, "/api/imports?name=a.zip&only=3", zip).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.count(&ada).await, 2);
}

#[tokio::test]
async fn a_file_that_is_sent_again_under_its_key_is_answered_as_it_was() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let send = async |path: &str, key: &str, bytes: Vec<u8>| {
        let As::Token(token) = &ada else { panic!("by token") };
        let request = Request::builder().method(Method::POST).uri(path).header("idempotency-key", key);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        server.raw(request.body(Body::from(bytes)).unwrap()).await
    };
    // Larger than any other body may be.
    let noise: Vec<u8> = (0..12 << 10).flat_map(|_| crate::random::bytes::<1024>()).collect();
    let large = zipped(&[("a.md", b"# A\n\n## S\n\na"), ("noise.bin", &noise)]);
    let first = send("/api/imports?name=a.zip", "k1", large.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = send("/api/imports?name=a.zip", "k1", large).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let other = send("/api/imports?name=a.zip", "k1", b"# B".to_vec()).await;
    assert_eq!((other.status, server.count(&ada).await), (StatusCode::UNPROCESSABLE_ENTITY, 1));

    let way = format!("{}/timeline/imports", server.postmortem(&ada, "One").await);
    let added = send(&way, "k2", NOTES.into()).await;
    assert_eq!((added.status, added.json()["added"].as_u64()), (StatusCode::CREATED, Some(2)), "{}", added.text);
    assert_eq!(send(&way, "k2", NOTES.into()).await.text, added.text);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_as_a_whole() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let bomb = zipped(&[("a.md", b"# A\n"), ("b.md", &vec![b'a'; 40 << 20])]);
    for (name, bytes, told) in [
        ("bomb.zip", bomb, "b.md: it unpacks to far more"),
        ("cut.zip", b"PK\x03\x04".to_vec(), "damaged"),
        ("latin.md", b"# A\n\ncaf\xe9\n".to_vec(), "latin.md, line 3"),
        ("broken.json", b"{\n\"title\": 3}".to_vec(), "broken.json, line 2"),
        ("picture.png", picture(), "not text"),
    ] {
        let answer = server.bring(&ada, &format!("/api/imports?name={name}"), bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text);
        assert!(answer.text.contains(told), "{name}: {}", answer.text);
    }
    let large = server.bring(&ada, "/api/imports?name=a.md", vec![b'a'; (32 << 20) + 1]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let zone = server.bring(&ada, "/api/imports?time_zone=Nowhere", "# A").await;
    assert_eq!(zone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.count(&ada).await, 0);
    let guest = server.person("guest", InstanceRole::Guest).await;
    assert_eq!(server.bring(&guest, "/api/imports?name=a.md", "# A").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_are_added_to_a_timeline_once() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.person("eve", InstanceRole::Guest).await);
    let path = server.postmortem(&ada, "One").await;
    let way = format!("{path}/timeline/imports");
    assert_eq!(server.bring(&eve, &way, NOTES).await.status, StatusCode::NOT_FOUND);
    let viewer = server.get(&eve, "/api/session").await.json()["person"]["id"].as_str().unwrap().to_owned();
    let granted = server.put(&ada, &format!("{path}/access/people/{viewer}"), json!({"role": "viewer"})).await;
    assert!(granted.status.is_success(), "{}", granted.text);
    assert_eq!(server.bring(&eve, &way, NOTES).await.status, StatusCode::FORBIDDEN);

    let dry = server.bring(&ada, &format!("{way}?dry_run=true"), NOTES).await;
    assert_eq!((dry.status, dry.json()["added"].as_u64()), (StatusCode::OK, Some(2)), "{}", dry.text);
    let late = "from=2026-03-11T09:10:00Z";
    let some = server.bring(&ada, &format!("{way}?{late}"), NOTES).await;
    assert_eq!((some.status, some.json()["added"].as_u64()), (StatusCode::CREATED, Some(1)), "{}", some.text);
    let rest = server.bring(&ada, &way, NOTES).await;
    assert_eq!((rest.json()["added"].as_u64(), rest.json()["known"].as_u64()), (Some(1), Some(1)), "{}", rest.text);
    let none = server.bring(&ada, &way, NOTES).await;
    assert_eq!((none.status, none.json()["added"].as_u64()), (StatusCode::OK, Some(0)));
    let timeline = server.get(&ada, &path).await.json()["document"]["timeline"].clone();
    let texts: Vec<_> = timeline.as_array().unwrap().iter().map(|entry| entry["text"].clone()).collect();
    assert_eq!(texts, ["deploy of 4.13 began", "rolled back to 4.12"]);

    for (query, told) in
        [("format=fax", "no such `format`"), ("from=9am", "Write `from`"), ("format=pagerduty", "line 1")]
    {
        let answer = server.bring(&ada, &format!("{way}?{query}"), NOTES).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {}", answer.text);
        assert!(answer.text.to_lowercase().contains(&told.to_lowercase()), "{query}: {}", answer.text);
    }
}

//! The pages and the feed, as browsers and readers ask for them.

use super::*;

#[tokio::test]
async fn pages_and_feed_are_answered_as_browsers_and_readers_ask() {
    let server = Server::start().await;
    let (ada, admin) = (server.member("ada").await, server.person("root", InstanceRole::Admin).await);
    let path = server.postmortem(&ada, "One").await;
    assert_eq!(
        publish(&server, &ada, &path, json!({"title": "a & b", "summary": "It is over."}), "one", None).await.status,
        201
    );
    assert_eq!(server.get(&As::Nobody, "/outside/feed.atom").await.status, 404, "off unless an admin turns it on");
    assert_eq!(server.put(&admin, "/api/outside", json!({"who": "owners", "feed": true})).await.status, 200);
    for path in ["/outside/one", "/outside/feed.atom", "/outside/style.css"] {
        let answer = server.get(&As::Nobody, path).await;
        let tag = answer.headers[header::ETAG].clone();
        let head = server.send(&As::Nobody, Method::HEAD, path, None).await;
        assert_eq!((head.status, head.headers.get(header::ETAG), head.text.as_str()), (answer.status, Some(&tag), ""));
        let tag = tag.to_str().unwrap();
        for (asked, status) in
            [(tag.to_owned(), 304), (format!("\"x\", W/{tag}"), 304), ("*".to_owned(), 304), ("\"x\"".to_owned(), 200)]
        {
            let request = Request::builder().uri(path).header(header::IF_NONE_MATCH, &asked);
            let answer = server.raw(request.body(Body::empty()).unwrap()).await;
            assert_eq!((answer.status.as_u16(), answer.text.is_empty()), (status, status == 304), "{path} {asked}");
        }
    }
    let feed = server.get(&As::Nobody, "/outside/feed.atom").await;
    assert_eq!(feed.headers[header::CONTENT_TYPE], "application/atom+xml; charset=utf-8");
    let read = atom_syndication::Feed::read_from(feed.text.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {}", feed.text));
    let link = |links: &[atom_syndication::Link], rel: &str| {
        links
            .iter()
            .find(|link| link.rel() == rel)
            .unwrap_or_else(|| panic!("{rel} in {}", feed.text))
            .href()
            .to_owned()
    };
    assert!(link(read.links(), "self").ends_with("/outside/feed.atom"), "{}", feed.text);
    let [entry] = read.entries() else { panic!("one entry: {}", feed.text) };
    assert_eq!((entry.title().as_str(), entry.updated() <= read.updated()), ("a & b", true), "{}", feed.text);
    assert!(link(entry.links(), "alternate").ends_with("/outside/one"), "{}", feed.text);
    assert!(read.id().starts_with("urn:uuid:") && entry.id().starts_with("urn:uuid:") && read.id() != entry.id());
    assert!(!read.authors().is_empty() && entry.published().is_some(), "{}", feed.text);
    assert_eq!(server.post(&As::Nobody, "/outside/feed.atom", json!({})).await.status, 405);
}

#[tokio::test]
async fn a_published_version_is_a_page_for_whoever_may_read_the_postmortem() {
    let server = Server::start().await;
    let (ada, bob) = (server.member("ada").await, server.member("bob").await);
    let path = server.postmortem(&ada, "Cards <refused>").await;
    add_section(&server, &path, "a", "What we saw", "Errors at **9:14**.").await;
    assert_eq!(server.post(&ada, &format!("{path}/publications"), json!({"despite": "late"})).await.status, 201);
    let there = format!("/p/{}/v/1", id_in(&path));
    let page = server.get(&ada, &there).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        page.text.contains("<strong>9:14</strong>") && page.text.contains("Version 1</strong>, published"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("has changed since") && !page.text.contains("<script"), "{}", page.text);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    add_section(&server, &path, "b", "Later", "later").await;
    let page = server.get(&ada, &there).await.text;
    assert!(page.contains("has changed since version 1.") && !page.contains("Later"), "{page}");
    assert_eq!(server.patch(&ada, &format!("{path}/access"), json!({"visibility": "restricted"})).await.status, 200);
    for (who, wrong, status) in [
        (&bob, &there, 404),
        (&As::Nobody, &there, 401),
        (&ada, &format!("{there}9"), 404),
        (&ada, &"/p/x/v/1".to_owned(), 404),
    ] {
        let answer = server.get(who, wrong).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.starts_with("<!doctype html>")),
            (status, true),
            "{}",
            answer.text
        );
        assert!(!answer.text.contains("9:14"));
    }
}

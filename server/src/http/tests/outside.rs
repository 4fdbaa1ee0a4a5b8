//! The message for people outside over HTTP: nothing gets out but what was picked, and it goes when it is withdrawn.

mod pages;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use debrief_shared::api::InstanceRole;
use debrief_shared::document::{
    EntryKind, Evidence, List, NewEntry, NewMitigation, NewSection, Place, Postmortem, SectionKind, Status,
};
use serde_json::{Value, json};
use uuid::Uuid;
use yrs::TransactionMut;

use super::{Answer, As, PICTURE, Server};

/// What no stranger may ever see; a number follows.
const CANARY: &str = "Zqcanary";
/// Whose postmortem it is: a role takes the place of the name, so that it can hide no canary.
const NAME: &str = "Nqperson Nqfamily";

fn id_in(path: &str) -> Uuid {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// A choice of one section, and words of its own.
fn choice(section: &str) -> Value {
    json!({"title": "Checkout refused cards", "sections": [{"id": section, "part": "happened"}]})
}

/// Publishes what a preview shows.
async fn publish(server: &Server, who: &As, path: &str, choice: Value, slug: &str, password: Option<&str>) -> Answer {
    let shown = server.post(who, &format!("{path}/outside/preview"), choice.clone()).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let digest = shown.json()["digest"].clone();
    let body = json!({"choice": choice, "slug": slug, "password": password, "digest": digest});
    server.post(who, &format!("{path}/outside"), body).await
}

async fn add_section(server: &Server, path: &str, id: &'static str, heading: &str, body: &str) {
    let section = NewSection {
        kind: SectionKind::Prose,
        heading: heading.to_owned(),
        guidance: format!("{CANARY} guidance"),
        body: body.to_owned(),
    };
    let add = move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        postmortem.add_section(txn, id, &section, Place::Last);
    };
    server.state.documents.edit(id_in(path), Uuid::nil(), add).await.unwrap();
}

fn see(answer: &Answer) -> String {
    format!("{} {:?} {}", answer.status, answer.headers, answer.text)
}

/// A document that has something to hide in every place.
async fn full(server: &Server) -> (As, String) {
    let owner = server.named("owner", NAME).await;
    let path = server.postmortem(&owner, &format!("{CANARY} title")).await;
    let image = server.post(&owner, &format!("{path}/images"), json!(PICTURE)).await.id();
    let body = format!(
        "Cards were refused for an hour. <!-- {CANARY} --> <b title=\"{CANARY}\">It</b> was [known]({CANARY}.html) to \
         [@{NAME}](/people/{image}). ![{CANARY}](images/{image}#3x2)\n\n<div>{CANARY}</div>\n\n[x]: /p/{CANARY}"
    );
    add_section(server, &path, "picked", "How it went", &body).await;
    add_section(server, &path, "other", &format!("{CANARY} heading"), &format!("{CANARY} body")).await;
    let fill = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        let text = |field: &str| format!("{CANARY} {field}");
        let at = "2026-03-11T09:14:00+01:00".to_owned();
        postmortem.set_incident(txn, &text("incident"));
        postmortem.set_severity(txn, &text("severity"));
        postmortem.set_services(txn, &[text("service")]);
        let evidence = Evidence { url: format!("https://a.example/{CANARY}"), title: text("evidence") };
        let entry = NewEntry {
            at,
            kind: EntryKind::Detection,
            text: text("entry"),
            evidence: vec![evidence],
            source: text("source"),
        };
        for id in ["entry-1", "entry-2"] {
            postmortem.add_entry(txn, id, &entry);
            postmortem.add_account(txn, id, "account", &text("author"), &text("account")).unwrap();
        }
        let mitigation = NewMitigation {
            text: text("mitigation"),
            category: None,
            approach: None,
            owner: text("owner"),
            due: text("due"),
            priority: text("priority"),
            ticket: text("ticket"),
            status: Status::WontDo,
            reason: text("reason"),
        };
        postmortem.add_mitigation(txn, "mitigation", &mitigation, Place::Last);
        let removed = NewSection {
            kind: SectionKind::Prose,
            heading: text("removed"),
            guidance: String::new(),
            body: text("removed"),
        };
        postmortem.add_section(txn, "removed", &removed, Place::Last);
        postmortem.remove(txn, List::Sections, "removed", &text("at"), &text("remover")).unwrap();
        let meeting = postmortem.meeting();
        meeting.add_item(txn, "item", &text("agenda"), 5).unwrap();
        meeting.note_person(txn, "person", &text("participant")).unwrap();
        meeting.set_off_topic(txn, &text("off topic"));
    };
    server.state.documents.edit(id_in(&path), Uuid::nil(), fill).await.unwrap();
    let mut comment = server.comment(&owner, &path).await;
    comment["body"] = json!(format!("{CANARY} comment"));
    comment["quote"] = json!(format!("{CANARY} quote"));
    assert_eq!(server.post(&owner, &format!("{path}/comments"), comment).await.status, 201);
    let mut suggestion = server.suggestion(&path).await;
    suggestion["suggestion"] = json!(format!("{CANARY} suggestion"));
    let made = server.post(&owner, &format!("{path}/comments"), suggestion).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let version = json!({"name": format!("{CANARY} version")});
    assert_eq!(server.post(&owner, &format!("{path}/history/versions"), version).await.status, 201);
    let reason = json!({"despite": format!("{CANARY} despite")});
    assert_eq!(server.post(&owner, &format!("{path}/publications"), reason).await.status, 201);
    (owner, path)
}

#[tokio::test]
async fn a_stranger_sees_what_was_picked_and_nothing_else() {
    let server = Server::start().await;
    let (owner, path) = full(&server).await;
    let admin = server.person("admin", InstanceRole::Admin).await;
    assert_eq!(server.put(&admin, "/api/outside", json!({"who": "owners", "feed": true})).await.status, 200);
    let shown = server.post(&owner, &format!("{path}/outside/preview"), choice("picked")).await.json();
    let html = shown["html"].as_str().unwrap();
    assert!(
        !html.contains(CANARY) && !html.contains("Nq") && html.contains("Cards were refused for an hour."),
        "{html}"
    );

    let made = publish(&server, &owner, &path, choice("picked"), "cards", None).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let page = server.get(&As::Nobody, "/outside/cards").await;
    let feed = server.get(&As::Nobody, "/outside/feed.atom").await;
    for answer in [&page, &feed] {
        let seen = see(answer);
        assert_eq!(answer.status, 200, "{seen}");
        assert!(seen.contains("Cards were refused for an hour.") && seen.contains("How it went"), "{seen}");
        let secrets =
            [CANARY.to_owned(), "Nq".to_owned(), id_in(&path).to_string(), "picked".to_owned(), "<script".to_owned()];
        for secret in secrets {
            assert!(!seen.contains(&secret), "{secret} in {seen}");
        }
    }
    // The preview was what strangers see now, but for the moment of publishing.
    let but_times = |text: &str| {
        text.split("<time")
            .map(|part| part.split_once("</time>").map_or(part, |(_, rest)| rest).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(but_times(html), but_times(&page.text));
    assert_eq!(page.headers[header::CACHE_CONTROL], "public, no-cache");
    assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'") && !policy.contains("unsafe"));
    // What was not there before, the canary would have found.
    add_section(&server, &path, "later", "Later", "later").await;
    let mut leaking = choice("other");
    leaking["title"] = json!("x");
    assert_eq!(publish(&server, &owner, &path, leaking, "cards", None).await.status, 201);
    assert!(server.get(&As::Nobody, "/outside/cards").await.text.contains(CANARY));
}

#[tokio::test]
async fn what_is_published_stays_as_it_is_until_it_is_published_again() {
    let server = Server::start().await;
    let ada = server.named("ada", "Ada Lovelace").await;
    let path = server.postmortem(&ada, "One").await;
    add_section(&server, &path, "a", "What we saw", "Ada saw it.").await;
    let mut wanted = choice("a");
    wanted["roles"] = json!([{"name": "Ada", "role": "on-call engineer 1"}]);
    assert_eq!(publish(&server, &ada, &path, wanted.clone(), "one", None).await.status, 201);
    let first = server.get(&As::Nobody, "/outside/one").await;
    assert!(first.text.contains("on-call engineer 1 saw it."), "{}", first.text);
    let insert = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        postmortem.remove(txn, List::Sections, "a", "2026-03-11T09:14:00Z", "Ada").unwrap();
    };
    server.state.documents.edit(id_in(&path), Uuid::nil(), insert).await.unwrap();
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.text, first.text);
    let told = server.get(&ada, &format!("{path}/outside")).await.json();
    assert_eq!((&told["page"]["changed_since"], &told["may_publish"]), (&json!(true), &json!(true)), "{told}");
    assert_eq!(told["page"]["choice"]["roles"][0]["role"], "on-call engineer 1");

    // Looked at before it changed: nobody has seen what would be published.
    let shown =
        server.post(&ada, &format!("{path}/outside/preview"), json!({"title": "x", "summary": "One."})).await.json();
    let stale = json!({"choice": {"title": "x", "summary": "Two."}, "slug": "one", "digest": shown["digest"]});
    let stale = server.post(&ada, &format!("{path}/outside"), stale).await;
    assert_eq!(stale.status, 409, "{}", stale.text);
    let again = publish(&server, &ada, &path, json!({"title": "x", "summary": "It is over."}), "one", None).await;
    assert_eq!((again.status, &again.json()["page"]["versions"][0]["number"]), (StatusCode::CREATED, &json!(2)));
    let second = server.get(&As::Nobody, "/outside/one").await.text;
    assert!(second.contains("It is over.") && second.contains("updated") && !second.contains("saw it"), "{second}");
}

#[tokio::test]
async fn withdrawn_and_never_there_are_the_same() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let wanted = json!({"title": "x", "summary": "It is over."});
    assert_eq!(publish(&server, &ada, &path, wanted, "one", None).await.status, 201);
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.status, 200);
    let withdrawn = server.delete(&ada, &format!("{path}/outside")).await;
    assert!(withdrawn.json()["page"]["withdrawn_at"].is_string(), "{}", withdrawn.text);
    let (gone, never) = (server.get(&As::Nobody, "/outside/one").await, server.get(&As::Nobody, "/outside/none").await);
    assert_eq!((gone.status, &gone.headers, &gone.text), (never.status, &never.headers, &never.text));
    assert_eq!(gone.status, 404);
    assert_eq!(server.delete(&ada, &format!("{path}/outside")).await.status, 404);
    assert_eq!(server.post(&ada, &format!("{path}/outside/restore"), json!({})).await.status, 200);
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.status, 200);
    assert_eq!(server.delete(&ada, &path).await.status, 204);
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.text, never.text, "in the bin");
    for odd in [
        "/outside/ONE",
        "/outside/%00",
        "/outside/..%2f",
        "/outside/one/none",
        "/outside/feed.atom",
        "/outside/é",
        "/outside/%FF",
        "/outside/one/%FF",
    ] {
        let answer = server.get(&As::Nobody, odd).await;
        assert_eq!((answer.status.as_u16(), &answer.text), (404, &never.text), "{odd}");
        assert_eq!(answer.headers, never.headers, "{odd}");
    }
}

async fn enter(server: &Server, slug: &str, password: &str) -> Answer {
    let body: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("password", password).finish();
    let request = Request::builder().method(Method::POST).uri(format!("/outside/{slug}"));
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    server.raw(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_password_is_asked_for_counted_and_ends_with_the_next_one() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let image = server.post(&ada, &format!("{path}/images"), json!(PICTURE)).await.id();
    let wanted =
        json!({"title": "x", "summary": format!("It is over. ![graph](images/{image}#3x2)"), "images": [image]});
    assert_eq!(publish(&server, &ada, &path, wanted.clone(), "one", Some("short")).await.status, 422);
    assert_eq!(publish(&server, &ada, &path, wanted.clone(), "one", Some("open sesame")).await.status, 201);
    let asked = server.get(&As::Nobody, "/outside/one").await;
    assert!(asked.text.contains("type=\"password\"") && !asked.text.contains("It is over"), "{}", asked.text);
    assert_eq!(asked.headers[header::CACHE_CONTROL], "private, no-store");
    let before = server.state.people.passwords_compared();
    assert_eq!(enter(&server, "one", "wrong").await.status, 403);
    assert_eq!(enter(&server, "one", &"x".repeat(300)).await.status, 403);
    assert_eq!(server.state.people.passwords_compared() - before, 2, "whatever is tried takes as long");
    let admin = server.person("root", InstanceRole::Admin).await;
    let log = server.get(&admin, "/api/admin/audit?action=outside.refused").await.json();
    let slugs = log["entries"].as_array().unwrap().iter().map(|row| row["detail"]["slug"].as_str());
    assert_eq!(slugs.collect::<Vec<_>>(), [Some("one"), Some("one")], "{log}");
    let entered = enter(&server, "one", "open sesame").await;
    assert_eq!((entered.status.as_u16(), entered.headers[header::LOCATION].to_str().unwrap()), (303, "/outside/one"));
    let cookie = entered.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("; Path=/outside/one;") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    let inside = As::Cookie(entered.cookie().unwrap().to_owned());
    let page = server.get(&inside, "/outside/one").await;
    assert!(page.text.contains("It is over."), "{}", page.text);
    let picture = page.text.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(picture.starts_with("/outside/one/") && !picture.contains(&image.to_string()), "{picture}");
    let seen = server.get(&inside, &picture).await;
    assert_eq!((seen.status.as_u16(), seen.headers[header::CONTENT_TYPE].to_str().unwrap()), (200, "image/png"));
    assert_eq!(server.get(&As::Nobody, &picture).await.status, 404);

    // Kept when nothing is said, another one ends the pass.
    assert_eq!(publish(&server, &ada, &path, wanted.clone(), "one", None).await.status, 201);
    assert!(server.get(&inside, "/outside/one").await.text.contains("It is over."));
    assert_eq!(publish(&server, &ada, &path, wanted.clone(), "one", Some("open barley")).await.status, 201);
    assert!(!server.get(&inside, "/outside/one").await.text.contains("It is over."));
    let mut tried = 0;
    let refused = loop {
        let answer = enter(&server, "one", "guess").await;
        tried += 1;
        if answer.status != 403 || tried > 20 {
            break answer;
        }
    };
    assert_eq!(refused.status, 429, "after {tried}");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(enter(&server, "one", "open barley").await.status, 429, "the right one has to wait, too");
    assert_eq!(publish(&server, &ada, &path, wanted, "one", Some("")).await.status, 201);
    assert!(server.get(&As::Nobody, "/outside/one").await.text.contains("It is over."), "no password any more");
    assert_eq!(server.get(&As::Nobody, &picture).await.status, 200);
}

#[tokio::test]
async fn addresses_are_checked_and_each_is_of_one_message() {
    let server = Server::start().await;
    let ada = server.named("ada", "Ada Lovelace").await;
    let admin = server.person("root", InstanceRole::Admin).await;
    assert_eq!(server.put(&admin, "/api/customers", json!({"names": ["Acme Retail"]})).await.status, 200);
    let (one, two) = (server.postmortem(&ada, "One").await, server.postmortem(&ada, "Two").await);
    let wanted = json!({"title": "x", "summary": "Acme Retail called 203.0.113.7."});
    for slug in ["", "ab", "-abc", "abc-", "Abc", "a/c", "feed.atom", "a b", "é-é-é", &"a".repeat(81)] {
        assert_eq!(publish(&server, &ada, &one, wanted.clone(), slug, None).await.status, 422, "{slug}");
    }
    let mitigation = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        let owned = NewMitigation {
            text: "x".to_owned(),
            category: None,
            approach: None,
            owner: "Hubert Knopf".to_owned(),
            due: String::new(),
            priority: String::new(),
            ticket: String::new(),
            status: Status::Open,
            reason: String::new(),
        };
        postmortem.add_mitigation(txn, "mitigation", &owned, Place::Last);
    };
    server.state.documents.edit(id_in(&one), Uuid::nil(), mitigation).await.unwrap();
    for telling in ["acme-retail-errors", "acmeretail", "ada-did-it", "adalovelace-fix", "hubert-knopf-did"] {
        let answer = publish(&server, &ada, &one, wanted.clone(), telling, None).await;
        assert_eq!(answer.status, 422, "{telling}: {}", answer.text);
    }
    assert_eq!(publish(&server, &ada, &one, json!({"title": "x"}), "one", None).await.status, 422, "nothing to read");
    assert_eq!(publish(&server, &ada, &one, wanted.clone(), "one", None).await.status, 201);
    assert_eq!(publish(&server, &ada, &two, wanted, "one", None).await.status, 409);
    // An old link never shows what somebody else has published.
    let wanted = json!({"title": "x", "summary": "Acme Retail called 203.0.113.7."});
    assert_eq!(publish(&server, &ada, &one, wanted.clone(), "other", None).await.status, 201);
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.status, 404);
    let taken = publish(&server, &ada, &two, wanted.clone(), "one", None).await;
    assert!(taken.status == 409 && taken.text.contains("Another message"), "{}", taken.text);
    assert_eq!(publish(&server, &ada, &two, wanted.clone(), "on", None).await.status, 422);
    assert_eq!(publish(&server, &ada, &two, wanted.clone(), "one-more", None).await.status, 201);
    assert_eq!(publish(&server, &ada, &one, wanted, "one", None).await.status, 201, "its own comes back");
    let page = server.get(&As::Nobody, "/outside/one").await.text;
    assert!(page.contains("[customer] called [IP address]."), "{page}");
}

#[tokio::test]
async fn the_instance_decides_who_publishes() {
    let server = Server::start().await;
    let (ada, admin) = (server.member("ada").await, server.person("root", InstanceRole::Admin).await);
    let path = server.postmortem(&ada, "One").await;
    let wanted = json!({"title": "x", "summary": "It is over."});
    for (who, owner, runs) in [("nobody", 403, 403), ("admins", 403, 201), ("owners", 201, 201)] {
        assert_eq!(server.put(&admin, "/api/outside", json!({"who": who, "feed": false})).await.status, 200);
        for (person, expected) in [(&ada, owner), (&admin, runs)] {
            let answer = publish(&server, person, &path, wanted.clone(), "one", None).await;
            assert_eq!(answer.status.as_u16(), expected, "{who}: {}", answer.text);
        }
    }
    assert_eq!(server.put(&admin, "/api/outside", json!({"who": "nobody", "feed": false})).await.status, 200);
    assert_eq!(server.get(&As::Nobody, "/outside/one").await.status, 200, "what is published stays");
    assert_eq!(server.delete(&ada, &format!("{path}/outside")).await.status, 200, "to withdraw it is open");
}

//! The search over HTTP: soon after an edit, by right, with excerpts that lead there; whatever is asked, it is answered.

use debrief_shared::document::Postmortem;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;
use yrs::TransactionMut;

use super::filled::{Words, fill};
use super::{As, Server};

fn id(path: &str) -> Uuid {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn edit(server: &Server, path: &str, edit: impl FnOnce(&Postmortem, &mut TransactionMut<'_>) + Send + 'static) {
    server.state.documents.edit(id(path), Uuid::nil(), edit).await.unwrap();
}

/// A postmortem with a word at every place.
async fn filled(server: &Server, who: &As, title: &str, word: &str) -> String {
    let path = server.postmortem(who, title).await;
    let words = Words {
        mitigation: format!("Alert on {word}"),
        due: String::new(),
        entry: format!("paged for {word}"),
        prose: format!("Before\n\n## What we saw\n\nThe **{word}** Größe 🦀 grew\n"),
    };
    fill(server, &path, words).await;
    path
}

async fn search(server: &Server, who: &As, query: &str) -> Value {
    let answer = server.get(who, &format!("/api/search?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    answer.json()
}

fn titles(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|result| result["title"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_was_just_written_is_found_and_leads_there() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = filled(&server, &ada, "One", "pgbouncer").await;
    let page = format!("/p/{}", id(&path));
    let found = search(&server, &ada, "q=PGBOUNC").await;
    assert_eq!(titles(&found), ["One"]);
    let hits = found["results"][0]["hits"].as_array().unwrap();
    let places: Vec<_> =
        hits.iter().map(|hit| (hit["kind"].as_str().unwrap(), hit["href"].as_str().unwrap().to_owned())).collect();
    let shown = server.get(&ada, &path).await.json();
    let sections = shown["document"]["sections"].as_array().unwrap();
    let prose = sections.iter().find(|section| section["kind"] == "prose").unwrap();
    let section = prose["id"].as_str().unwrap();
    assert_eq!(
        places,
        [
            ("mitigation", format!("{page}#mitigation-m")),
            ("entry", format!("{page}#entry-e")),
            ("section", format!("{page}#heading-{section}/what-we-saw")),
        ]
    );
    // A range, not HTML, in UTF-16 units, behind a sign of two.
    let found = search(&server, &ada, "q=gre+grosse").await;
    let excerpt = &found["results"][0]["hits"][0]["excerpt"];
    assert_eq!(excerpt["text"], "What we saw The pgbouncer Größe 🦀 grew");
    assert_eq!(excerpt["marks"], json!([{"start": 26, "end": 31}, {"start": 35, "end": 39}]));

    let comment = server.comment(&ada, &path).await;
    let made = server.post(&ada, &format!("{path}/comments"), comment).await.json();
    let found = search(&server, &ada, "q=how+see").await;
    let hit = &found["results"][0]["hits"][0];
    assert_eq!((hit["kind"].as_str(), hit["place"].as_str()), (Some("comment"), Some("ada")));
    assert_eq!(hit["href"], format!("{page}#comment-{}", made["comments"][0]["id"].as_str().unwrap()));

    server.delete(&ada, &path).await;
    assert_eq!(titles(&search(&server, &ada, "q=pgbouncer").await), [""; 0]);
    server.post(&ada, &format!("{path}/restore"), json!({})).await;
    assert_eq!(titles(&search(&server, &ada, "q=pgbouncer").await), ["One"]);
}

#[tokio::test]
async fn nothing_is_found_counted_or_guessed_of_what_one_may_not_read() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let open = filled(&server, &ada, "Open", "pgbouncer failover").await;
    // What all of them have says nothing.
    filled(&server, &ada, "Certificates expired", "letsencrypt").await;
    let before = [
        server.get(&eve, "/api/search?q=pgbouncer").await.text,
        server.get(&eve, "/api/search?owner=00000000-0000-0000-0000-000000000000").await.text,
        server.get(&eve, &format!("{open}/similar")).await.text,
        server.get(&eve, "/api/anniversaries").await.text,
    ];
    let year_ago = (Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC) - 1.year()).timestamp().to_string();
    for _ in 0..3 {
        let hidden = filled(&server, &ada, "Canary pgbouncer", "pgbouncer failover canaryword").await;
        server.patch(&ada, &format!("{hidden}/access"), json!({"visibility": "restricted"})).await;
        server.patch(&ada, &hidden, json!({"severity": "canarysev", "services": ["canaryservice"]})).await;
        let started = year_ago.clone();
        edit(&server, &hidden, move |postmortem, txn| {
            postmortem.set_mark(txn, debrief_shared::document::Mark::ImpactStarted, &started);
        })
        .await;
        let comment = server.comment(&ada, &hidden).await;
        server.post(&ada, &format!("{hidden}/comments"), comment).await;
        assert_eq!(server.get(&eve, &format!("{hidden}/similar")).await.status, 404);
    }
    let after = [
        server.get(&eve, "/api/search?q=pgbouncer").await.text,
        server.get(&eve, "/api/search?owner=00000000-0000-0000-0000-000000000000").await.text,
        server.get(&eve, &format!("{open}/similar")).await.text,
        server.get(&eve, "/api/anniversaries").await.text,
    ];
    assert_eq!(after, before, "to the byte");
    for query in [
        "q=canaryword",
        "q=canary",
        "q=did+see",
        "severity=canarysev",
        "service=canaryservice",
        "from=2020-01-01&limit=50",
        "q=pgbouncer&limit=1",
        "state=draft",
        "q=pgbouncer&after=0~9999999999999~ffffffff-ffff-ffff-ffff-ffffffffffff",
    ] {
        let page = search(&server, &eve, query).await;
        assert!(!page.to_string().to_lowercase().contains("canary"), "{query}: {page}");
        assert!(page["results"].as_array().unwrap().len() <= 2, "{query}");
    }
    // Who may read them finds them all, and is told of them.
    assert_eq!(search(&server, &ada, "q=canaryword").await["results"].as_array().unwrap().len(), 3);
    assert_eq!(server.get(&ada, "/api/anniversaries").await.json()["anniversaries"].as_array().unwrap().len(), 3);
    let similar = server.get(&ada, &format!("{open}/similar")).await.json();
    assert_eq!(similar["similar"][0]["title"], "Canary pgbouncer", "{similar}");
}

#[tokio::test]
async fn whatever_is_asked_is_answered_or_refused_kindly() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    filled(&server, &ada, "One", "pool").await;
    for query in [
        "",
        "q=",
        "q=%20",
        "q=%22",
        "q=*",
        "q=NEAR(",
        "q=%00",
        "q=a%00b",
        "q=%27%29%3B--",
        "q=%3F%21%2E",
        "q=%F0%9F%A6%80",
        "q=%FF%FE",
        "q=none",
        "service=%00",
        "severity=%22",
        "q=%E2%80%AE",
        "from=0001-01-01&to=9000-01-01&q=zzz",
    ] {
        let page = search(&server, &ada, query).await;
        assert_eq!(page, json!({"results": [], "next": null}), "{query}");
    }
    assert_eq!(titles(&search(&server, &ada, "q=%22pool%22+(One)").await), ["One"], "quotes are no operators");
    assert_eq!(titles(&search(&server, &ada, "state=draft").await), ["One"], "filters alone");
    let long = format!("q={}", "x".repeat(10_000));
    let many = format!("q={}", (0..21).map(|at| format!("w{at}")).collect::<Vec<_>>().join("+"));
    let far = format!("service={}", "x".repeat(1_001));
    for query in [
        long.as_str(),
        &many,
        &far,
        "q=x&limit=0",
        "q=x&limit=51",
        "q=x&after=1",
        "q=x&after=a~b~c",
        "q=x&from=soon",
        "q=x&to=2026-02-30",
    ] {
        let answer = server.get(&ada, &format!("/api/search?{query}")).await;
        assert_eq!(answer.status, 422, "{:.40}: {}", query, answer.text);
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{}", answer.text);
    }
    for query in ["more=1", "owner=ada", "state=lost", "limit=x"] {
        assert_eq!(server.get(&ada, &format!("/api/search?{query}")).await.status, 400, "{query}");
    }
    let longest = format!("q={}", "x".repeat(1_000));
    assert_eq!(titles(&search(&server, &ada, &longest).await), [""; 0]);
}

#[tokio::test]
async fn pages_follow_each_other_and_states_are_those_of_reviews() {
    let server = Server::start().await;
    let (ada, grace) = (server.member("ada").await, server.member("grace").await);
    let mut paths = Vec::new();
    for title in ["One", "Two", "Three", "Four"] {
        paths.push(filled(&server, &ada, title, "pool").await);
    }
    let me = server.get(&grace, "/api/session").await.json()["person"]["id"].clone();
    for path in &paths[1..] {
        let asked = server.post(&ada, &format!("{path}/review"), json!({"people": [me]})).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
    }
    server.put(&grace, &format!("{}/review/mine", paths[2]), json!({"verdict": "approved"})).await;
    server.put(&grace, &format!("{}/review/mine", paths[3]), json!({"verdict": "sent_back", "note": "More"})).await;
    let published = server.post(&ada, &format!("{}/publications", paths[0]), json!({"despite": "now"})).await;
    assert_eq!(published.status, 201, "{}", published.text);
    for (state, expected) in
        [("published", vec!["One"]), ("in_review", vec!["Two"]), ("approved", vec!["Three"]), ("draft", vec!["Four"])]
    {
        let page = search(&server, &ada, &format!("state={state}")).await;
        assert_eq!(titles(&page), expected, "{state}");
        let shown = server
            .get(
                &ada,
                &format!(
                    "{}/review",
                    paths[["One", "Two", "Three", "Four"].iter().position(|title| *title == expected[0]).unwrap()]
                ),
            )
            .await;
        assert_eq!((shown.json()["state"].as_str(), page["results"][0]["state"].as_str()), (Some(state), Some(state)));
    }
    let mut all = Vec::new();
    let mut query = "q=pool&limit=1".to_owned();
    loop {
        let page = search(&server, &ada, &query).await;
        all.extend(titles(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("q=pool&limit=1&after={next}");
    }
    assert_eq!(all, ["Four", "Three", "Two", "One"], "the latest first, every one once");
}

#[tokio::test]
async fn searches_are_kept_for_oneself() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let made =
        server.post(&ada, "/api/views", json!({"name": "  Our \t pools ", "query": "q=pool&severity=Sev-1"})).await;
    assert_eq!((made.status.as_u16(), made.json()["name"].as_str()), (201, Some("Our pools")), "{}", made.text);
    assert_eq!(server.get(&eve, "/api/views").await.json(), json!({"views": []}));
    let path = format!("/api/views/{}", made.id());
    assert_eq!(server.delete(&eve, &path).await.status, 404);
    for (name, query) in [("", "q=x"), ("x", ""), ("x", "q=a b"), ("x", "q=x#y"), ("x", "q=\"")] {
        let refused = server.post(&ada, "/api/views", json!({"name": name, "query": query})).await;
        assert_eq!(refused.status, 422, "{name} {query}: {}", refused.text);
    }
    for (name, query) in [("x".repeat(81), "q=x".to_owned()), ("x".to_owned(), "q".repeat(2_001))] {
        assert_eq!(server.post(&ada, "/api/views", json!({"name": name, "query": query})).await.status, 422);
    }
    assert_eq!(server.delete(&ada, &path).await.status, 204);
    assert_eq!(server.get(&ada, "/api/views").await.json(), json!({"views": []}));
    for at in 0..50 {
        assert_eq!(
            server.post(&ada, "/api/views", json!({"name": format!("v{at}"), "query": "q=x"})).await.status,
            201
        );
    }
    assert_eq!(server.post(&ada, "/api/views", json!({"name": "more", "query": "q=x"})).await.status, 409);
}

#[tokio::test]
async fn what_is_similar_says_why() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let mine = filled(&server, &ada, "Connection pool exhausted", "pgbouncer").await;
    let other = filled(&server, &ada, "The connection pool was full", "pgbouncer").await;
    filled(&server, &ada, "Certificates expired", "letsencrypt").await;
    for path in [&mine, &other] {
        server.patch(&ada, path, json!({"services": ["Checkout"]})).await;
    }
    let answer = server.get(&ada, &format!("{mine}/similar")).await.json();
    let similar = answer["similar"].as_array().unwrap();
    assert_eq!(similar[0]["title"], "The connection pool was full", "{answer}");
    assert_eq!(similar[0]["services"], json!(["Checkout"]));
    let terms: Vec<&str> = similar[0]["terms"].as_array().unwrap().iter().map(|term| term.as_str().unwrap()).collect();
    assert!(terms.contains(&"connection pool") && !terms.contains(&"pool"), "{terms:?}");
    assert_eq!(server.get(&ada, &format!("{mine}/similar")).await.json(), answer, "always the same");
    let alone = server.postmortem(&ada, "Xylophone").await;
    assert_eq!(server.get(&ada, &format!("{alone}/similar")).await.json(), json!({"similar": []}));
}

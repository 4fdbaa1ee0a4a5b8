//! The contract of the search: both databases find the same, in the same order, for whom it is meant.

mod comments;
mod others;

pub(crate) use comments::comments;
pub(crate) use others::others;

use debrief_shared::api::{PlaceKind, Role, Visibility};
use debrief_shared::search::{Wants, words};
use uuid::Uuid;

use super::{account, add, at, document_of, note, person};
use crate::store::documents::{Projection, Scope};
use crate::store::search::{Asker, Part, SearchCursor, SearchQuery};
use crate::store::{Store, StoreError};

pub(super) fn part(kind: PlaceKind, label: &str, text: &str) -> Part {
    Part { kind, id: "x".to_owned(), anchor: String::new(), label: label.to_owned(), text: text.to_owned() }
}

/// A projection with a title, a section with heading and text, and a timeline entry.
pub(super) fn projection(title: &str, heading: &str, body: &str, entry: &str) -> Projection {
    Projection {
        title: title.to_owned(),
        searched: vec![
            part(PlaceKind::Title, "", title),
            part(PlaceKind::Entry, "", entry),
            part(PlaceKind::Section, heading, body),
        ],
        ..Projection::default()
    }
}

pub(super) async fn save(store: &dyn Store, id: Uuid, projection: &Projection) {
    let end = store.log_end(id).await.expect("a log");
    store.save_projection(id, end, at(1), projection).await.expect("saved");
}

pub(super) fn asker(number: u8, scope: Scope) -> Asker {
    Asker { person: person(number), scope, now: at(10) }
}

pub(super) fn ask(typed: &str, asker: Asker) -> SearchQuery {
    SearchQuery {
        wants: Wants::read(typed),
        service: None,
        tag: None,
        factor: None,
        severity: None,
        owner: None,
        state: None,
        from: None,
        to: None,
        after: None,
        asker,
        limit: 50,
    }
}

/// The first letters of the titles of what is found, in order.
pub(super) async fn titles(store: &dyn Store, query: SearchQuery) -> String {
    let found = store.search(query).await.expect("an answer");
    found.iter().map(|found| found.row.projection.title.chars().next().unwrap_or('-')).collect()
}

/// The contract of [`SearchStore`](crate::store::SearchStore), on an empty store.
pub(crate) async fn search(store: &dyn Store) {
    for number in 1..=3 {
        add(store, &account(number)).await;
    }
    let mut ids = Vec::new();
    for number in 1..=4 {
        ids.push(document_of(store, number, person(1)).await);
    }
    let all = [
        Projection {
            severity: " SEV-1 ".to_owned(),
            services: vec!["Check Out".to_owned(), "pay".to_owned()],
            tags: vec!["Database".to_owned()],
            factors: vec!["Retry  storm".to_owned(), "cold cache".to_owned()],
            detected: Some("2026-03-01T10:05:00+01:00".to_owned()),
            impact_started: Some("2026-03-01T10:00:00+01:00".to_owned()),
            ..projection("A pool of connections", "Impact", "Größe der Wartung, 接続プール", "paged")
        },
        Projection {
            severity: "sev-1".to_owned(),
            services: vec!["check".to_owned()],
            impact_started: Some("2026-04-01T10:00:00+02:00".to_owned()),
            ..projection("B", "The pool", "connections ran out: failed over \u{fffd} to x86_64", "café closed")
        },
        projection("C", "Summary", "the pools' connection", "deploy v1.2.3"),
        projection("D", "Secret", "pool connections canaryword", "none"),
    ];
    for (id, projection) in ids.iter().zip(&all) {
        save(store, *id, projection).await;
    }
    store.set_visibility(ids[3], Visibility::Restricted, Role::Editor, &note()).await.expect("there");

    finds_words(store).await;
    keeps_rights(store, ids[3]).await;
    filters(store).await;
    tells_incidents(store).await;
    pages(store).await;
    never_loses_a_word(store, ids[2]).await;
    forgets(store, &ids, &all).await;
    keeps_views(store).await;
}

async fn finds_words(store: &dyn Store) {
    let found = async |typed: &str| titles(store, ask(typed, asker(2, Scope::Workspace))).await;
    // Title, heading, text; within each the latest incident first, or else the day on which it was begun: that was later.
    assert_eq!(found("pool").await, "ABC");
    assert_eq!(found("connection pool").await, "ACB", "C was begun after B happened");
    assert_eq!(found("POOLS").await, "C", "a beginning, not an end");
    assert_eq!(found("grosse").await, "A");
    assert_eq!(found("Größe").await, "A");
    assert_eq!(found("cafe").await, "B");
    assert_eq!(found("cafe\u{301} CLOSED").await, "B");
    assert_eq!(found("接続").await, "A");
    assert_eq!(found("接B").await, "", "every word has to be there");
    assert_eq!(found("x86_64").await, "B");
    assert_eq!(found("v1.2.3").await, "C");
    assert_eq!(found("v1.2.4").await, "");
    assert_eq!(found("a").await, "A", "a single letter is a word of its own");
    for hostile in [
        "\"",
        "'",
        "\\",
        "pool\" OR \"x",
        "pool') OR ('a",
        "NEAR(pool connections)",
        "pool AND NOT b",
        "title:pool",
        "pool*",
        "^pool",
        "{title}: pool",
        "pool | x",
        "!pool",
        "pool <-> connections",
        "pool:*A",
        "%",
        "_",
        "-pool",
        "pool\0connections",
        "\u{fffd}",
        "$1",
        "; DROP TABLE people",
        "((((",
        "pool + x",
    ] {
        let answer = store.search(ask(hostile, asker(2, Scope::Workspace))).await;
        assert!(answer.is_ok(), "{hostile}: {answer:?}");
    }
    assert_eq!(found("pool\0connection*\"'").await, "ACB", "what is no word parts words");
    assert_eq!(found("pool NOT").await, "", "nothing is an operator");
    let parts = store.search(ask("cafe", asker(2, Scope::Workspace))).await.expect("an answer").remove(0).parts;
    assert_eq!(parts[1], part(PlaceKind::Entry, "", "café closed"));
}

async fn keeps_rights(store: &dyn Store, hidden: Uuid) {
    let found = async |number, scope| titles(store, ask("canaryword", asker(number, scope))).await;
    assert_eq!(found(2, Scope::Workspace).await, "");
    assert_eq!(found(1, Scope::Workspace).await, "D", "the owner");
    assert_eq!(found(2, Scope::Everything).await, "D", "an admin");
    assert_eq!(found(3, Scope::Shared).await, "");
    store.grant_person(hidden, person(3), Role::Viewer, 9, &note()).await.expect("room");
    assert_eq!(found(3, Scope::Shared).await, "D");
    assert_eq!(titles(store, ask("pool", asker(3, Scope::Shared))).await, "D", "a guest finds nothing else");
    store.revoke_person(hidden, person(3), &note()).await.expect("there");
    assert_eq!(found(3, Scope::Shared).await, "");
}

async fn filters(store: &dyn Store) {
    let base = || ask("pool", asker(2, Scope::Workspace));
    let day = |day: &str| Some(format!("{day}T00:00:00Z").parse().expect("a time"));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(titles(store, SearchQuery { severity: text("Sev-1"), ..base() }).await, "AB");
    assert_eq!(titles(store, SearchQuery { service: text("CHECK  out"), ..base() }).await, "A");
    assert_eq!(titles(store, SearchQuery { service: text("check"), ..base() }).await, "B", "the whole name");
    assert_eq!(titles(store, SearchQuery { service: text("%"), ..base() }).await, "");
    assert_eq!(titles(store, SearchQuery { tag: text("database"), ..base() }).await, "A");
    assert_eq!(titles(store, SearchQuery { factor: text("retry storm"), ..base() }).await, "A");
    assert_eq!(titles(store, SearchQuery { factor: text("retry"), ..base() }).await, "", "the whole name");
    assert_eq!(titles(store, SearchQuery { tag: text("retry storm"), ..base() }).await, "", "of its own list");
    assert_eq!(titles(store, SearchQuery { from: day("2026-03-15"), to: day("2026-04-15"), ..base() }).await, "B");
    assert_eq!(titles(store, SearchQuery { to: day("2026-04-01"), ..base() }).await, "A");
    assert_eq!(titles(store, SearchQuery { owner: Some(person(1)), ..base() }).await, "ABC");
    assert_eq!(titles(store, SearchQuery { owner: Some(person(2)), ..base() }).await, "");
    let without_words = SearchQuery { severity: text("sev-1"), ..ask("", asker(2, Scope::Workspace)) };
    assert_eq!(titles(store, without_words).await, "BA");
    for (state, expected) in [("draft", "ABC"), ("published", ""), ("in_review", ""), ("approved", "")] {
        let state = serde_json::from_value(serde_json::json!(state)).expect("a state");
        assert_eq!(titles(store, SearchQuery { state: Some(state), ..base() }).await, expected);
    }
}

/// What figures are made of: by right, by filter, the latest first, with all that they need.
async fn tells_incidents(store: &dyn Store) {
    let base = |scope| ask("", asker(2, scope));
    let titles = async |query| {
        let found = store.incidents(query).await.expect("an answer");
        found.iter().map(|(row, _)| row.projection.title.chars().next().unwrap_or('-')).collect::<String>()
    };
    assert_eq!(titles(base(Scope::Workspace)).await, "CBA", "D is restricted");
    assert_eq!(titles(base(Scope::Everything)).await, "DCBA");
    assert_eq!(titles(base(Scope::Shared)).await, "");
    assert_eq!(titles(SearchQuery { limit: 1, ..base(Scope::Workspace) }).await, "C");
    let one = SearchQuery { factor: Some("COLD cache".to_owned()), ..base(Scope::Workspace) };
    let (row, _) = store.incidents(one).await.expect("an answer").remove(0);
    let told = row.projection;
    assert_eq!((told.tags, told.factors[0].as_str()), (vec!["Database".to_owned()], "Retry  storm"));
    assert_eq!((told.detected.as_deref(), told.mitigated), (Some("2026-03-01T10:05:00+01:00"), None));
}

async fn pages(store: &dyn Store) {
    for typed in ["pool", "connections pool", "summary", ""] {
        let query = || ask(typed, asker(1, Scope::Workspace));
        let whole = store.search(query()).await.expect("an answer");
        let mut after: Option<SearchCursor> = None;
        let mut seen = Vec::new();
        loop {
            let page = store.search(SearchQuery { after, limit: 1, ..query() }).await.expect("a page");
            let Some(found) = page.first() else { break };
            after = Some(found.cursor);
            seen.push(found.row.id);
        }
        assert_eq!(seen, whole.iter().map(|found| found.row.id).collect::<Vec<_>>(), "every one once: {typed}");
    }
}

/// Whatever is in a text is found by each of its words, and each half of them.
async fn never_loses_a_word(store: &dyn Store, id: Uuid) {
    let long = "w".repeat(100);
    let text = format!(
        "naïve Ωmega ΣΊΣΥΦΟΣ Straße ﬁnance İstanbul привет עולם مرحبا हिन्दी ภาษาไทย 한국어 日本語 カタカナ Việt ½ Ⅳ ⑴ x²y 𝔘nicode 🦀crab \
         {long} and AND or OR not NOT near NEAR don't l'été 10.0.0.1 a-b_c 'q' \\back\\ :1A 1A,2B null NULL \u{fffd} e\u{301}te ͅ  ʼn"
    );
    save(store, id, &projection("C", "", &text, "")).await;
    for word in words(&text) {
        let half: String = word.folded.chars().take(word.folded.chars().count().div_ceil(2)).collect();
        for typed in [&text[word.start..word.end], &half] {
            // Half of a word can be a single letter, which is no beginning.
            if typed.len() == 1 && word.folded.len() > 1 {
                continue;
            }
            let found = titles(store, ask(typed, asker(2, Scope::Workspace))).await;
            assert!(found.contains('C'), "{typed} of {:?}: {found}", word.folded);
        }
    }
    let all = titles(store, ask("naive omega sisyphos hindi strasse", asker(2, Scope::Workspace))).await;
    assert_eq!(all, "", "letters of another alphabet are other letters");
    // More than PostgreSQL holds in one row of its index.
    let giant = (0..150_000).map(|at| format!("{at:x}z")).collect::<Vec<_>>().join(" ");
    save(store, id, &projection("C", "head", &giant, "entry")).await;
    assert_eq!(titles(store, ask("head entry", asker(2, Scope::Workspace))).await, "C");
}

async fn forgets(store: &dyn Store, ids: &[Uuid], all: &[Projection]) {
    let found = async |typed: &str| titles(store, ask(typed, asker(2, Scope::Workspace))).await;
    save(store, ids[1], &projection("B", "Other", "words", "")).await;
    assert_eq!(found("pool").await, "A", "what was overwritten is gone");
    assert_eq!(found("other words").await, "B");
    save(store, ids[1], &all[1]).await;
    assert_eq!(found("pool").await, "AB");
    // An older one never replaces a newer one.
    let older = store.save_projection(ids[1], 0, at(2), &projection("B", "Older", "", "")).await;
    assert_eq!((older, found("older").await.as_str()), (Ok(()), ""));
    store.set_deleted(ids[0], person(1), at(3), &note()).await.expect("there");
    assert_eq!(found("pool").await, "B");
    store.clear_deleted(ids[0], &note()).await.expect("there");
    assert_eq!(found("pool").await, "AB");
    assert_eq!(store.stale_projections().await, Ok(vec![]), "the index knows all of them");
}

async fn keeps_views(store: &dyn Store) {
    use crate::store::search::NewView;
    let view = |id: u128, owner: u8, name: &str| NewView {
        id: Uuid::from_u128(id),
        person: person(owner),
        name: name.to_owned(),
        query: format!("q={name}"),
        created_at: at(1),
    };
    for (id, owner, name) in [(1, 1, "pools"), (2, 1, "Alerts"), (3, 2, "theirs")] {
        store.save_view(&view(id, owner, name), 2).await.expect("room");
    }
    assert_eq!(store.save_view(&view(4, 1, "more"), 2).await, Err(StoreError::Conflict), "full");
    let names = async |owner: u8| -> Vec<String> {
        store.views(person(owner)).await.expect("a list").into_iter().map(|view| view.name).collect()
    };
    assert_eq!(
        (names(1).await, names(2).await),
        (vec!["Alerts".to_owned(), "pools".to_owned()], vec!["theirs".to_owned()])
    );
    assert_eq!(store.remove_view(person(2), Uuid::from_u128(1)).await, Err(StoreError::NotFound), "somebody else's");
    store.remove_view(person(1), Uuid::from_u128(1)).await.expect("there");
    assert_eq!(names(1).await, ["Alerts"]);
}

//! Action items over all postmortems, and what the library's search finds of the text.

use debrief_shared::api::InstanceRole;
use debrief_shared::document::{Field, List, Postmortem};
use serde_json::json;
use uuid::Uuid;
use yrs::TransactionMut;

use super::filled::{Words, fill};
use super::{As, Server};

/// A postmortem with a word of its own in a mitigation, an entry and a text.
async fn filled(server: &Server, who: &As, word: &str, due: &str) -> String {
    let path = server.postmortem(who, "One").await;
    let mitigation = format!("Alert on {word}");
    let (entry, prose) = (format!("saw {mitigation}"), format!("{word}ran dry"));
    fill(server, &path, Words { mitigation, due: due.to_owned(), entry, prose }).await;
    path
}

async fn found(server: &Server, who: &As, query: &str) -> Vec<String> {
    let answer = server.get(who, &format!("/api/actions{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let actions = answer.json()["actions"].as_array().unwrap().clone();
    actions.iter().map(|action| action["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn open_actions_of_what_one_may_read_are_found() {
    let server = Server::start().await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let late = filled(&server, &ada, "pools", "2027-01-01").await;
    let hidden = filled(&server, &ada, "secrets", "2026-01-01").await;
    server.patch(&ada, &format!("{hidden}/access"), json!({"visibility": "restricted"})).await;

    assert_eq!(found(&server, &ada, "").await, ["Alert on secrets", "Alert on pools"]);
    assert_eq!(found(&server, &eve, "").await, ["Alert on pools"]);
    assert_eq!(found(&server, &ada, "?due_before=2026-06-01").await, ["Alert on secrets"]);
    assert_eq!(found(&server, &ada, "?q=POOLS&owner=grace").await, ["Alert on pools"]);
    assert_eq!(found(&server, &ada, "?status=done").await, [""; 0]);
    assert_eq!(found(&server, &ada, "?owner=").await, [""; 0], "none is without an owner");
    assert_eq!(found(&server, &ada, "?category=learn").await, [""; 0]);
    let admin = server.person("root", InstanceRole::Admin).await;
    let team = server.post(&admin, "/api/teams", json!({"name": "Payments"})).await.json();
    let team = format!("?team={}", team["id"].as_str().unwrap());
    assert_eq!(found(&server, &eve, &team).await, [""; 0], "nobody of the team owns one");
    assert_eq!(server.get(&eve, &format!("/api/actions?team={}", Uuid::nil())).await.status, 422);
    let first = server.get(&ada, "/api/actions?limit=1").await.json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(found(&server, &ada, &format!("?limit=1&after={next}")).await, ["Alert on pools"]);

    let id: Uuid = late.rsplit('/').next().unwrap().parse().unwrap();
    let decide = |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        for (field, value) in [(Field::Status, "wont_do"), (Field::Reason, "pools are going away")] {
            postmortem.set_field(txn, List::Mitigations, "m", field, value).unwrap();
        }
    };
    server.state.documents.edit(id, Uuid::nil(), decide).await.unwrap();
    assert_eq!(found(&server, &eve, "").await, [""; 0]);
    let against = server.get(&eve, "/api/actions?status=wont_do").await.json();
    assert_eq!(against["actions"][0]["reason"], "pools are going away");

    for query in ["?limit=0", "?limit=501", "?due_before=soon", "?after=x", "?after=a~b~c"] {
        assert_eq!(server.get(&ada, &format!("/api/actions{query}")).await.status, 422, "{query}");
    }
    for query in ["?status=closed", "?more=1"] {
        assert_eq!(server.get(&ada, &format!("/api/actions{query}")).await.status, 400, "{query}");
    }
    // The library finds words of mitigations, entries and prose, of what one may read.
    for word in ["alert%20pools", "saw%20pools", "poolsran"] {
        let listed = server.get(&eve, &format!("/api/postmortems?q={word}")).await.json();
        assert_eq!(listed["postmortems"].as_array().unwrap().len(), 1, "{word}");
    }
    for word in ["secrets", "secretsran"] {
        let listed = server.get(&eve, &format!("/api/postmortems?q={word}")).await.json();
        assert_eq!(listed["postmortems"], json!([]), "{word}");
        let listed = server.get(&ada, &format!("/api/postmortems?q={word}")).await.json();
        assert_eq!(listed["postmortems"].as_array().unwrap().len(), 1, "{word}");
    }
    server.delete(&ada, &late).await;
    assert_eq!(found(&server, &eve, "").await, [""; 0]);
}

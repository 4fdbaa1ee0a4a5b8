//! What postmortems share, counted over what somebody may read; and what happened when.

use debrief_shared::api::{Role, Visibility};
use uuid::Uuid;

use super::super::{account, add, document_of, note, person};
use super::{asker, projection, save};
use crate::store::Store;
use crate::store::documents::{Projection, Scope};

/// Which terms are shared with whom, and how many have each.
async fn shared(store: &dyn Store, id: Uuid, number: u8, scope: Scope) -> (Vec<(String, u8, u32)>, u32) {
    let shares = store.shares(id, asker(number, scope)).await.expect("an answer");
    let mut told: Vec<_> =
        shares.terms.iter().map(|term| (term.term.clone(), term.postmortem.as_bytes()[0], term.holders)).collect();
    told.sort();
    assert_eq!(shares.terms.is_empty(), shares.others.is_empty());
    (told, shares.readable)
}

/// The contract of terms and of anniversaries, on an empty store.
pub(crate) async fn others(store: &dyn Store) {
    for number in 1..=2 {
        add(store, &account(number)).await;
    }
    let mut ids = Vec::new();
    for (number, text) in
        [(1, "pgbouncer exhausted"), (2, "pgbouncer upgrade"), (3, "pgbouncer exhausted canaryword"), (4, "dns")]
    {
        let id = document_of(store, number, person(1)).await;
        let month = format!("2026-0{number}-01T00:30:00+01:00");
        save(store, id, &Projection { impact_started: Some(month), ..projection("", "", text, "") }).await;
        ids.push(id);
    }
    store.set_visibility(ids[2], Visibility::Restricted, Role::Editor, &note()).await.expect("there");
    let term = |term: &str, with: u8, holders: u32| (term.to_owned(), with, holders);

    // Whoever may not read the third learns nothing of it, not even by a count.
    let (terms, readable) = shared(store, ids[0], 2, Scope::Workspace).await;
    assert_eq!((terms, readable), (vec![term("pgbouncer", 2, 2)], 3));
    let (terms, readable) = shared(store, ids[0], 1, Scope::Workspace).await;
    let expected = vec![
        term("exhausted", 3, 2),
        term("pgbouncer", 2, 3),
        term("pgbouncer", 3, 3),
        term("pgbouncer exhausted", 3, 2),
    ];
    assert_eq!((terms, readable), (expected, 4));
    assert_eq!(shared(store, ids[3], 1, Scope::Everything).await, (vec![], 4));
    assert_eq!(shared(store, ids[0], 2, Scope::Shared).await, (vec![], 0));
    store.set_deleted(ids[1], person(1), super::at(3), &note()).await.expect("there");
    assert_eq!(shared(store, ids[0], 2, Scope::Workspace).await, (vec![], 2), "the bin shares nothing");
    store.clear_deleted(ids[1], &note()).await.expect("there");

    let happened = async |from: &str, to: &str, number: u8| -> Vec<u8> {
        let time = |text: &str| text.parse().expect("a time");
        let found = store.happened(time(from), time(to), asker(number, Scope::Workspace), 9).await.expect("a list");
        found.iter().map(|(row, _)| row.id.as_bytes()[0]).collect()
    };
    assert_eq!(happened("2026-01-31T23:30:00Z", "2026-03-31T23:30:00Z", 1).await, [2, 3], "from, until before");
    assert_eq!(happened("2026-01-31T23:30:00Z", "2026-03-31T23:30:00Z", 2).await, [2]);
    assert_eq!(happened("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", 1).await, [0; 0]);
}

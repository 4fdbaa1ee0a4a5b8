//! The contract of lists: which postmortems somebody finds, in which order, and what was given to them there.

use debrief_shared::api::{Role, Visibility};
use uuid::Uuid;

use super::links::{enter, link};
use super::{account, add, at, document_of, new_document, note, person};
use crate::store::Store;
use crate::store::documents::{ListQuery, NewDocument, Projection, Scope};

const NONE: [Uuid; 0] = [];

/// A list of the library for the person with this number, at minute 10.
fn ask(number: u8, scope: Scope) -> ListQuery {
    ListQuery { search: None, deleted: false, person: person(number), scope, now: at(10), limit: 100 }
}

async fn ids(store: &dyn Store, query: ListQuery) -> Vec<Uuid> {
    store.list(query).await.expect("a list").into_iter().map(|(row, _)| row.id).collect()
}

/// The contract of [`DocumentStore::list`](crate::store::DocumentStore::list).
pub(crate) async fn lists(store: &dyn Store) {
    for number in 1..=3 {
        add(store, &account(number)).await;
    }
    let (one, two) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    order_and_bin(store, one, two).await;
    search(store, one, two).await;
    scopes(store).await;
    nobody_is_crowded_out(store).await;
}

async fn order_and_bin(store: &dyn Store, one: Uuid, two: Uuid) {
    assert_eq!(ids(store, ask(1, Scope::Everything)).await, [two, one], "newest change first");
    assert_eq!(ids(store, ListQuery { limit: 1, ..ask(1, Scope::Everything) }).await, [two]);
    store.set_deleted(one, person(1), at(3), &note()).await.expect("in the library");
    let bin = |scope| ListQuery { deleted: true, ..ask(1, scope) };
    for scope in [Scope::Everything, Scope::Workspace, Scope::Shared] {
        assert_eq!(ids(store, ask(1, scope)).await, [two]);
        assert_eq!(ids(store, bin(scope)).await, [one]);
    }
    store.clear_deleted(one, &note()).await.expect("in the bin");
}

async fn search(store: &dyn Store, one: Uuid, two: Uuid) {
    let words = |words: &str| ListQuery { search: Some(words.to_owned()), ..ask(1, Scope::Everything) };
    let odd = Uuid::from_bytes([3; 16]);
    let projection =
        Projection { search: r#"100% of_it \ "quoted" 'x' ünï* (a) [b]"#.to_owned(), ..Projection::default() };
    let new = NewDocument { projection, ..new_document(3, person(1)) };
    store.create(new, &note()).await.expect("a free id");

    assert_eq!(ids(store, words("CAFÉ 2")).await, [two], "every word, any case");
    assert_eq!(ids(store, words(" title  café ")).await, [two, one], "any blanks");
    assert_eq!(ids(store, words("café nothing")).await, NONE, "all words");
    for word in ["%", "_", r"\", "\"quoted\"", "'", "ÜNÏ*", "(a)", "[b]", "100% of_it"] {
        assert_eq!(ids(store, words(word)).await, [odd], "{word} stands for itself");
    }
    for pattern in ["t%e", "tit_e", "t*e", "title'--", "') OR ('1'='1", "\0"] {
        assert_eq!(ids(store, words(pattern)).await, NONE, "{pattern:?} is no pattern");
    }
    let endless = "title ".repeat(20_000);
    assert_eq!(ids(store, words(&endless)).await, [two, one], "however many words there are");
    store.set_deleted(odd, person(1), at(3), &note()).await.expect("in the library");
}

async fn scopes(store: &dyn Store) {
    // 1 owns all; 2 gets roles; 3 gets none.
    let mut made = Vec::new();
    for number in 11..=16 {
        let id = document_of(store, number, person(1)).await;
        let role = Role::Editor;
        store.set_visibility(id, Visibility::Restricted, role, &note()).await.expect("there");
        made.push(id);
    }
    let [named, team, by_link, ended, mixed, hidden] = made[..] else { panic!("six of them") };
    store.grant_person(named, person(2), Role::Viewer, 9, &note()).await.expect("room");
    let sre = Uuid::from_u128(1);
    store.create_team(sre, "SRE", &note()).await.expect("a free name");
    store.join_team(sre, person(2), &note()).await.expect("both there");
    store.grant_team(team, sre, Role::Commenter, 9, &note()).await.expect("room");
    enter(store, &link(1, by_link, Role::Editor, 11), person(2)).await;
    enter(store, &link(2, ended, Role::Editor, 10), person(2)).await;
    store.grant_person(mixed, person(2), Role::Viewer, 9, &note()).await.expect("room");
    store.grant_team(mixed, sre, Role::Commenter, 9, &note()).await.expect("room");
    enter(store, &link(3, mixed, Role::Viewer, 11), person(2)).await;

    let list = store.list(ask(2, Scope::Shared)).await.expect("a list");
    let given: Vec<_> = list.iter().map(|(row, role)| (row.id, *role)).collect();
    let expected = [
        (mixed, Some(Role::Commenter)),
        (by_link, Some(Role::Editor)),
        (team, Some(Role::Commenter)),
        (named, Some(Role::Viewer)),
    ];
    assert_eq!(given, expected, "each once, by the strongest role; a link that has ended gives none");
    assert_eq!(list[0].0, store.row(mixed).await.expect("there"));

    let workspace = [Uuid::from_bytes([2; 16]), Uuid::from_bytes([1; 16])];
    let shared: Vec<Uuid> = expected.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids(store, ask(2, Scope::Workspace)).await, [&shared[..], &workspace].concat());
    assert_eq!(ids(store, ask(3, Scope::Workspace)).await, workspace);
    assert_eq!(ids(store, ask(3, Scope::Shared)).await, NONE);
    let all = [&[hidden, mixed, ended, by_link, team, named], &workspace[..]].concat();
    assert_eq!(ids(store, ask(3, Scope::Everything)).await, all);
    for scope in [Scope::Workspace, Scope::Shared] {
        assert_eq!(ids(store, ask(1, scope)).await, all, "what they own");
    }
    assert!(store.list(ask(1, Scope::Shared)).await.expect("a list").iter().all(|(_, role)| role.is_none()));
}

/// A short list holds what may be opened, not what happens to be newest.
async fn nobody_is_crowded_out(store: &dyn Store) {
    for number in 100..=120 {
        let id = document_of(store, number, person(1)).await;
        store.set_visibility(id, Visibility::Restricted, Role::Editor, &note()).await.expect("there");
    }
    let short = |number, scope| ListQuery { limit: 2, ..ask(number, scope) };
    assert_eq!(ids(store, short(2, Scope::Shared)).await.len(), 2);
    assert_eq!(ids(store, short(3, Scope::Workspace)).await.len(), 2);
}

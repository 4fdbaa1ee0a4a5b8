//! A database of the version before accounts had roles in postmortems goes on working.

use debrief_shared::api::{InstanceRole, Role, Visibility};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use uuid::Uuid;

use crate::store::contract::{account, at, log, note, person, session};
use crate::store::documents::{ListQuery, Scope};
use crate::store::migrations::migrator;
use crate::store::people::{Account, Estate};
use crate::store::sqlite::{MIGRATIONS, SqliteStore};
use crate::store::{AuditStore, CommentStore, DocumentStore, PeopleStore, SharingStore, TemplateStore};

/// What the version with the migrations 0001 to 0004 wrote, at minutes 0 to 60.
const BEFORE: [&str; 8] = [
    "INSERT INTO people (id, email, name, color, role, password_hash, created_at) VALUES
     ('01010101-0101-0101-0101-010101010101', 'person1@example.com', 'Person 1', 1, 'admin', 'hash', 1780000060000),
     ('02020202-0202-0202-0202-020202020202', 'person2@example.com', 'Person 2', 2, 'member', 'hash', 1780000120000)",
    "INSERT INTO sessions (id, person_id, hash, created_at, expires_at) VALUES
     ('00000000-0000-0000-0000-000000000001', '02020202-0202-0202-0202-020202020202', unhex(?1), 1780000000000, 1780003600000)",
    "INSERT INTO tokens (id, person_id, hash, name, created_at) VALUES
     ('00000000-0000-0000-0000-000000000002', '02020202-0202-0202-0202-020202020202', unhex(?1), 'script', 1780000000000)",
    "INSERT INTO postmortems (id, owner_id, created_at, updated_at, title, incident, severity, services, entries, actions,
     actions_done, search, projected_seq) VALUES ('03030303-0303-0303-0303-030303030303',
     '02020202-0202-0202-0202-020202020202', 1780000000000, 1780000000000, 'Outage', '', '', '[]', 0, 0, 0, 'outage', 1)",
    "INSERT INTO updates (postmortem_id, author_id, created_at, data) VALUES
     ('03030303-0303-0303-0303-030303030303', '02020202-0202-0202-0202-020202020202', 1780000000000, x'6669727374')",
    "INSERT INTO templates (id, name, summary, built_in, author_id, sections, created_at, updated_at) VALUES
     ('own', 'Own', '', 0, '02020202-0202-0202-0202-020202020202', '[]', 1780000000000, 1780000000000)",
    "INSERT INTO threads (id, postmortem_id, text_path, anchor_start, anchor_end, quote, created_by, created_at) VALUES
     ('00000000-0000-0000-0000-000000000003', '03030303-0303-0303-0303-030303030303', 'title', '{}', '{}', 'Outage',
      '02020202-0202-0202-0202-020202020202', 1780000000000)",
    "INSERT INTO comments (id, thread_id, author_id, body, created_at) VALUES ('00000000-0000-0000-0000-000000000004',
     '00000000-0000-0000-0000-000000000003', '02020202-0202-0202-0202-020202020202', 'Why?', 1780000000000)",
];

#[tokio::test]
async fn a_database_from_before_accounts_had_roles_goes_on_working() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("debrief.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true).foreign_keys(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens");
    migrator(&MIGRATIONS[..4]).run(&pool).await.expect("migrations");
    for sql in BEFORE {
        sqlx::query(sql).bind("07".repeat(32)).execute(&pool).await.expect(sql);
    }
    pool.close().await;

    let store = SqliteStore::open(&file).await.expect("brings the schema up to date");
    let admin = Account { role: InstanceRole::Admin, ..account(1) };
    assert_eq!(store.account(person(1)).await, Ok(admin));
    assert_eq!(store.account_by_email("person2@example.com").await, Ok(Some(account(2))));
    let (begun, owner) = store.session(&[7; 32], at(59)).await.expect("answers").expect("still signed in");
    let known = session(1, person(2));
    assert_eq!((begun.id, begun.expires_at, begun.last_seen_at), (known.id, known.expires_at, at(0)));
    assert_eq!((begun.address.as_str(), begun.browser.as_str(), begun.renew), ("", "", false));
    assert_eq!(owner, account(2));
    assert_eq!(store.token(&[7; 32]).await.expect("answers").expect("there").1, account(2));

    let id = Uuid::from_bytes([3; 16]);
    let row = store.row(id).await.expect("there");
    assert_eq!((row.visibility, row.workspace_role), (Visibility::Workspace, Role::Editor), "as it was for everybody");
    assert_eq!(log(&store, id).await, [b"first".to_vec()]);
    assert_eq!(store.writers(id).await, Ok(vec![]), "not known");
    let query = ListQuery {
        search: Some("outage".to_owned()),
        deleted: false,
        person: person(1),
        scope: Scope::Workspace,
        now: at(0),
        limit: 9,
    };
    assert_eq!(store.list(query).await, Ok(vec![(row, None)]));
    assert_eq!(store.threads(id).await.expect("threads")[0].comments[0].body, "Why?");
    assert_eq!(store.template("own").await.expect("answers").expect("there").author, Some(person(2)));

    works_as_a_new_one(&store, id).await;
}

async fn works_as_a_new_one(store: &SqliteStore, id: Uuid) {
    assert_eq!(store.begin_run().await, Ok(true), "nothing is known of the server before");
    let epoch = store.epoch().await.expect("the epoch");
    store.touch_session(Uuid::from_u128(1), at(90), at(70), "192.0.2.1").await.expect("noted");
    store.renew_session(Uuid::from_u128(1), &[8; 32], at(71)).await.expect("there");
    assert!(store.session(&[7; 32], at(70)).await.expect("answers").is_some());
    store.set_role(person(2), InstanceRole::Guest, Estate::Rests, &note()).await.expect("there");
    store.grant_person(id, person(1), Role::Viewer, 9, &note()).await.expect("room");
    store.suspend(person(2), Some(person(1)), &note()).await.expect("all there");
    assert_eq!(store.row(id).await.expect("there").owner, Some(person(1)));
    assert_eq!(store.session(&[8; 32], at(70)).await, Ok(None));
    assert!(store.epoch().await.expect("the epoch") > epoch);
    let rows = store.audit(crate::store::audit::AuditQuery { limit: 9, ..Default::default() }).await.expect("rows");
    assert_eq!(rows.len(), 3);
}

//! Backups know every table and column, and a damaged one is refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::{Row, SqlitePool};
use tempfile::TempDir;

use super::{Backup, BackupError, content_hash, restore, write};
use crate::images::{Images, Place};
use crate::store::DocumentStore;
use crate::store::audit::{Audit, AuditAction};
use crate::store::connections::{ConnectionChange, ConnectionRow, ConnectionStore as _};
use crate::store::contract::{self, add, document_of};
use crate::store::inbound::InboundStore as _;
use crate::store::portable::{LEFT_OUT, PortableError, PortableStore, TABLES, Value};
use crate::store::sqlite::SqliteStore;
use crate::store::tracked::{TicketOf, TrackedStore as _};

/// Tables of the database and of sqlx themselves.
const NOT_OURS: [&str; 2] = ["_sqlx_migrations", "sqlite_sequence"];

async fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    (SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens"), folder)
}

fn pictures(folder: &TempDir) -> Images {
    Images::open(&Place::Folder(folder.path().join("images"))).expect("opens")
}

/// Somebody with a session, a token and a document with two updates.
async fn filled() -> (SqliteStore, TempDir) {
    let (store, folder) = open().await;
    let account = add(&store, &contract::account(1)).await;
    contract::begin(&store, 1, account.person.id).await;
    let token = contract::token(2, account.person.id);
    crate::store::PeopleStore::create_token(&store, &token, &[2; 32], &contract::note()).await.expect("a token");
    document_of(&store, 3, account.person.id).await;
    (store, folder)
}

async fn backed_up() -> (PathBuf, SqliteStore, TempDir) {
    let (store, folder) = filled().await;
    let place = folder.path().join("backup");
    write(&store, &pictures(&folder), &place, Timestamp::now()).await.expect("written");
    (place, store, folder)
}

#[tokio::test]
async fn a_backup_knows_every_table_and_column() {
    let (_store, folder) = open().await;
    let file = folder.path().join("debrief.db");
    let database = SqlitePool::connect(&format!("sqlite://{}", file.display())).await.expect("opens");
    let sql = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    let rows = sqlx::query(sql).fetch_all(&database).await.expect("the schema");
    let there: BTreeSet<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let ours = there.iter().filter(|(table, _)| !LEFT_OUT.iter().chain(&NOT_OURS).any(|left| left == table));
    let ours: BTreeSet<_> = ours.map(|(table, column)| (table.as_str(), column.as_str())).collect();
    let known = TABLES.iter().flat_map(|table| table.columns.iter().map(|column| (table.name, column.name())));
    assert_eq!(known.collect::<BTreeSet<_>>(), ours, "what is in neither list of store/portable.rs is lost");
    for left in LEFT_OUT {
        assert!(there.iter().any(|(table, _)| table == left), "{left} is there to be left out");
    }
}

#[tokio::test]
async fn what_is_restored_is_what_was_backed_up() {
    let (place, store, _folder) = backed_up().await;
    let backup = Backup::open(&place).expect("sound");
    assert_eq!(content_hash(&store).await.expect("a hash"), backup.manifest().content);
    assert_eq!((backup.manifest().rows_of("updates"), backup.manifest().rows_of("people")), (1, 1));

    let (fresh, _kept) = open().await;
    restore(&fresh, &backup).await.expect("restored");
    assert_eq!(content_hash(&fresh).await.expect("a hash"), backup.manifest().content);
    assert_eq!(contract::log(&fresh, contract::new_document(3, contract::person(1)).id).await, [b"first".to_vec()]);
    let now = contract::at(1);
    assert!(crate::store::PeopleStore::session(&fresh, &[1; 32], now).await.expect("answers").is_none(), "signed out");
    assert!(crate::store::PeopleStore::token(&fresh, &[2; 32]).await.expect("answers").is_some(), "programs go on");
    assert!(!fresh.begin_run().await.expect("answers"), "pages may give back what they have beyond the backup");

    let twice = restore(&fresh, &backup).await;
    assert!(matches!(twice, Err(BackupError::Rows(PortableError::NotEmpty("people")))), "{twice:?}");
}

#[tokio::test]
async fn connections_and_tickets_come_back_and_what_was_to_be_delivered_does_not() {
    let (store, folder) = filled().await;
    let (postmortem, by) = (contract::new_document(3, contract::person(1)).id, contract::person(1));
    let new = contract::connections::connection(7, by, r#"["postmortem.removed"]"#);
    store.create_connection(&new, 9, &contract::note()).await.expect("created");
    store.set_connection_secret(new.id, "new", Some(contract::at(9)), &contract::note()).await.expect("set");
    let (settings, events) = ("{}", r#"["postmortem.removed"]"#);
    let change = ConnectionChange { name: "Off", settings, events, off_at: None, secret: None };
    store.change_connection(new.id, change, &contract::note()).await.expect("changed");
    let removed = Audit::by_command(AuditAction::PostmortemRemoved, contract::at(2)).about(postmortem);
    store.set_deleted(postmortem, by, contract::at(2), &removed).await.expect("removed");
    store.clear_deleted(postmortem, &contract::note()).await.expect("back");
    store
        .change_connection(new.id, ConnectionChange { off_at: Some(contract::at(3)), ..change }, &contract::note())
        .await
        .expect("off");
    store.move_incident(new.id, "channel", postmortem).await.expect("opened");
    let of = TicketOf { postmortem, mitigation: "m".to_owned() };
    store.begin_ticket(&of, new.id, "", contract::at(2), contract::at(1)).await.expect("begun");
    store.note_ticket(&contract::tracked::made(&of, new.id), contract::at(8), &contract::note()).await.expect("noted");
    let before = store.connection(new.id).await.expect("a row");
    assert_eq!((before.waiting, before.old_secret.is_some(), before.off_at.is_some()), (1, true, true));

    let place = folder.path().join("backup");
    write(&store, &pictures(&folder), &place, Timestamp::now()).await.expect("written");
    let (fresh, _kept) = open().await;
    restore(&fresh, &Backup::open(&place).expect("sound")).await.expect("restored");
    let after = fresh.connection(new.id).await.expect("a row");
    assert!(after == ConnectionRow { waiting: 0, ..before }, "what waited is about what is long past: {after:?}");
    assert_eq!(fresh.incident(new.id, "channel").await, Ok(Some((postmortem, None))));
    assert_eq!(fresh.tracked(postmortem).await, store.tracked(postmortem).await);
    assert_eq!(fresh.tracked(postmortem).await.map(|rows| rows.len()), Ok(1));
}

#[tokio::test]
async fn the_log_goes_on_behind_the_restored_one() {
    let (place, _store, _folder) = backed_up().await;
    let (fresh, _kept) = open().await;
    restore(&fresh, &Backup::open(&place).expect("sound")).await.expect("restored");
    let document = contract::document_of(&fresh, 9, contract::person(1)).await;
    assert!(fresh.tail(document, 1).await.expect("a page").first().is_some_and(|update| update.seq > 1));
}

#[tokio::test]
async fn a_restore_that_fails_half_way_leaves_nothing() {
    struct Short(u32);
    impl crate::store::portable::Source for Short {
        fn row(&mut self, table: &'static crate::store::portable::Table) -> std::io::Result<Option<Vec<Value>>> {
            match (table.name, self.0) {
                ("teams", 0) => {
                    self.0 = 1;
                    Ok(Some(vec![Value::Text("t".to_owned()), Value::Text("Team".to_owned()), Value::Integer(1)]))
                }
                ("updates", _) => Err(std::io::Error::other("the disk went away")),
                _ => Ok(None),
            }
        }
    }
    let (fresh, _kept) = open().await;
    let empty = content_hash(&fresh).await.expect("a hash");
    let schema = fresh.schema().await.expect("a version");
    assert!(fresh.fill(schema, &mut Short(0)).await.is_err());
    assert_eq!(content_hash(&fresh).await.expect("a hash"), empty);
    let other = fresh.fill(schema + 1, &mut Short(1)).await;
    assert!(matches!(other, Err(PortableError::Schema { .. })), "{other:?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

#[tokio::test]
async fn one_byte_one_file_or_one_line_less_is_noticed() {
    let (place, _store, _folder) = backed_up().await;
    for file in files(&place) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let whole = fs::read(&file).expect("readable");
        let mut damages: Vec<Option<Vec<u8>>> = vec![None, Some([whole.as_slice(), b"\n"].concat())];
        for at in 0..whole.len() {
            // Each byte of a small file, and some of a larger one.
            if whole.len() < 300 || at % 97 == 0 || at + 1 == whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 1;
                damages.push(Some(changed));
            }
        }
        if !whole.is_empty() {
            damages.push(Some(whole[..whole.len() / 2].to_vec()));
        }
        for damage in damages {
            match &damage {
                None => fs::remove_file(&file).expect("there"),
                Some(bytes) => fs::write(&file, bytes).expect("writable"),
            }
            let refused = Backup::open(&place).expect_err(&name).to_string();
            assert!(refused.contains("damaged") && !refused.contains('\n'), "{name}: {refused}");
        }
        fs::write(&file, whole).expect("writable");
    }
    Backup::open(&place).expect("whole again");
}

#[tokio::test]
async fn nobody_else_can_read_it_and_nothing_is_overwritten() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, store, folder) = backed_up().await;
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&place), 0o700);
    assert!(files(&place).iter().all(|file| mode(file) == 0o600));
    let again = write(&store, &pictures(&folder), &place, Timestamp::now()).await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    let nowhere = write(&store, &pictures(&folder), &folder.path().join("none/backup"), Timestamp::now()).await;
    assert!(matches!(nowhere, Err(BackupError::File(..))), "{nowhere:?}");
    let names: Vec<_> = files(folder.path());
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "{names:?}");
}

//! The contracts of stores, kept by PostgreSQL, and what holds for PostgreSQL beside them.

use async_trait::async_trait;

use super::{MIGRATIONS, PostgresStore};
use crate::store::contract;
use crate::store::contract::changes::HinderAudit;
use crate::store::migrations::tests::are_those_of_the_folder;

pub(crate) mod place;
mod order;
mod proxy;
mod trouble;

use self::place::Place;

/// A store in an empty database of its own.
pub(crate) async fn open() -> (PostgresStore, Place) {
    let place = Place::new().await;
    let store = PostgresStore::open(&place.address()).await.expect("opens");
    (store, place)
}

contract::contracts!(open);

#[async_trait]
impl HinderAudit for PostgresStore {
    async fn hinder_audit(&self, hinder: bool) {
        let sql = if hinder {
            "CREATE FUNCTION hinder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'hindered'; END $$;
             CREATE TRIGGER hindrance BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION hinder()"
        } else {
            "DROP FUNCTION hinder CASCADE"
        };
        sqlx::raw_sql(sql).execute(self.writer()).await.expect("valid SQL");
    }
}

#[test]
fn every_migration_of_the_folder_is_listed() {
    are_those_of_the_folder("postgres", &MIGRATIONS);
}

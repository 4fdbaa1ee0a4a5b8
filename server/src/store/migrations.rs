//! The schema's history, embedded: one list of names, a folder for each database.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Number, name and SQL of a migration.
pub(super) type Listed = (i64, &'static str, &'static str);

/// Every migration of the folder of one database, in order. A test of each store compares the list with the folder.
macro_rules! migrations {
    ($database:literal) => {
        migrations! { @list $database;
            1 "0001_documents", 2 "0002_people", 3 "0003_templates", 4 "0004_comments", 5 "0005_accounts", 6 "0006_sharing",
            7 "0007_audit", 8 "0008_history", 9 "0009_projection", 10 "0010_nodes", 11 "0011_images", 12 "0012_seen",
            13 "0013_action_reason", 14 "0014_reviews", 15 "0015_comment_edits", 16 "0016_comments_read", 17 "0017_notifications",
            18 "0018_suggestions", 19 "0019_review_notifications",
            20 "0020_mails", 21 "0021_meetings", 23 "0023_search", 25 "0025_outside", 27 "0027_suggestion_decisions",
            28 "0028_review_texts",
            30 "0030_connections", 31 "0031_inbound", 32 "0032_tracked", 33 "0033_learning", 34 "0034_reminders",
            35 "0035_token_scopes", 36 "0036_idempotency", 37 "0037_connections_off", 39 "0039_publication_epoch",
            40 "0040_search_by_tier"
        }
    };
    (@list $database:literal; $($number:literal $name:literal),*) => {
        [$((
            $number,
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/", $database, "/", $name, ".sql")),
        ),)*]
    };
}
pub(super) use migrations;

/// What brings a database up to date. Migrations that a newer version has made stay as they are: while nodes are replaced one after the
/// other, an older one may start once more.
pub(super) fn migrator(migrations: &'static [Listed]) -> Migrator {
    let migrations = migrations.iter().map(|&(version, name, sql)| {
        // Stored as the description since the first version: the name without its number.
        let description = Cow::Borrowed(name.split_once('_').map_or(name, |(_, words)| words));
        Migration::new(version, description, MigrationType::Simple, sqlx::SqlSafeStr::into_sql_str(sql), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_ignore_missing(true);
    migrator
}

#[cfg(test)]
pub(super) mod tests {
    use super::Listed;

    /// Requires that the folder of a database holds exactly the listed migrations. Both stores call it with the same list: so both
    /// folders hold the same names.
    pub(in crate::store) fn are_those_of_the_folder(database: &str, listed: &[Listed]) {
        let folder = format!("{}/../migrations/{database}", env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of migrations")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        for (number, name, _) in listed {
            assert!(name.starts_with(&format!("{number:04}_")), "{name} has the number {number}");
        }
        assert_eq!(listed.iter().map(|(_, name, _)| format!("{name}.sql")).collect::<Vec<_>>(), files);
    }
}

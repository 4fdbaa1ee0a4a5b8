//! What lies on disk: copied, and told in lines to compare.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::super::super::Server;

/// The database of a server, beside it.
pub(in super::super) async fn connect(folder: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(folder.join("debrief.db"))).await.unwrap()
}

/// Everything that is stored, but for the audit log and when somebody was last seen.
pub(in super::super) async fn dump(server: &Server) -> Vec<String> {
    const SEEN: [&str; 6] = ["last_used_at", "last_seen_at", "address", "renew", "expires_at", "updated_at"];
    let mut connection = connect(server.folder()).await;
    let tables =
        sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('audit', 'sqlite_sequence')");
    let mut lines = Vec::new();
    for table in tables.fetch_all(&mut connection).await.unwrap() {
        let table: String = table.get(0);
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = sqlx::query(AssertSqlSafe(columns)).fetch_all(&mut connection).await.unwrap();
        let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
        let quoted: Vec<String> = columns
            .iter()
            .filter(|column| !SEEN.contains(&column.as_str()))
            .map(|column| format!("quote(\"{column}\")"))
            .collect();
        let rows = format!("SELECT {} FROM \"{table}\" ORDER BY 1", quoted.join("||' '||"));
        let rows = sqlx::query(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
        lines.extend(rows.iter().map(|row| format!("{table} {}", row.get::<String, _>(0))));
    }
    lines
}

/// Copies a folder of folders of files.
pub(super) fn copy_files(from: &Path, to: &Path) {
    for folder in std::fs::read_dir(from).unwrap() {
        let folder = folder.unwrap();
        let there = to.join(folder.file_name());
        std::fs::create_dir_all(&there).unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), there.join(file.file_name())).unwrap();
        }
    }
}

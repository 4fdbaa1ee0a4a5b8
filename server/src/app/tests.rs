//! The lock beside a database.

use super::*;

#[test]
fn a_database_is_locked_by_whatever_name_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, link) = (folder.path().join("debrief.db"), folder.path().join("other.db"));
    fs::write(&database, "").expect("writable");
    std::os::unix::fs::symlink(&database, &link).expect("a link");
    let held = lock(&database).expect("free");
    assert!(lock(&link).is_err());
    drop(held);
    assert!(lock(&link).is_ok());
}

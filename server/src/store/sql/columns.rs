//! How values lie in columns, the same in both databases: ids and roles as text, times as Unix milliseconds, numbers as 64 bits.

use debrief_shared::api::{Person, Role, Visibility};
use jiff::Timestamp;
use uuid::Uuid;

use super::dialect::SqlResult;
use crate::store::StoreError;

/// Reads a UUID column.
pub(super) fn uuid(text: &str) -> Result<Uuid, StoreError> {
    text.parse().map_err(|_| StoreError::Unavailable(format!("not a UUID in an id column: {text:?}")))
}

/// Reads a time column (Unix milliseconds).
pub(super) fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Reads a column with a count or another small number.
pub(super) fn number<T: TryFrom<i64>>(stored: i64) -> Result<T, StoreError> {
    T::try_from(stored).map_err(|_| StoreError::Unavailable(format!("a number out of range: {stored}")))
}

/// Reads a person's columns.
pub(super) fn person(id: &str, name: String, color: i64, guest: bool) -> Result<Person, StoreError> {
    Ok(Person { id: uuid(id)?, name, color: number(color)?, guest })
}

/// What a visibility is stored as.
pub(super) fn visibility_text(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Workspace => "workspace",
        Visibility::Restricted => "restricted",
    }
}

/// What a role in a postmortem is stored as. Grants and links of an owner are held back by the schema.
pub(super) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Editor => "editor",
        Role::Commenter => "commenter",
        Role::Viewer => "viewer",
    }
}

/// Reads a column with a role in a postmortem.
pub(super) fn role(text: &str) -> Result<Role, StoreError> {
    match text {
        "editor" => Ok(Role::Editor),
        "commenter" => Ok(Role::Commenter),
        "viewer" => Ok(Role::Viewer),
        other => Err(StoreError::Unavailable(format!("unknown role in a postmortem: {other:?}"))),
    }
}

/// A list of tuples to bind as one value; `elements!` takes it apart, `value ->> 0` is the first column.
pub(super) fn json_list(values: impl Iterator<Item: serde::Serialize>) -> String {
    serde_json::to_string(&values.collect::<Vec<_>>()).expect("plain data serialises")
}

/// `otherwise` when a statement changed nothing.
pub(super) fn changed(done: &SqlResult, otherwise: StoreError) -> Result<(), StoreError> {
    if done.rows_affected() == 0 { Err(otherwise) } else { Ok(()) }
}

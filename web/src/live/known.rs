//! The documents that this device keeps for a person: what can be opened without a network.

use debrief_shared::document::Postmortem;
use uuid::Uuid;
use yrs::{Transact as _, Update, updates::decoder::Decode as _};

use super::{device, unsent};

/// A document on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// Its title as this device knows it.
    pub title: String,
    /// Changes made here that the server has not acknowledged.
    pub unsent: u32,
}

/// What this device keeps for an account, what was written last first. Nothing where the browser keeps nothing.
pub async fn known_documents(account: Uuid) -> Vec<Known> {
    let documents = device::documents(account).await.unwrap_or_default();
    let known = documents.into_iter().filter_map(|(name, rows)| {
        // Other names are those of rows beside a document.
        let id: Uuid = name.parse().ok()?;
        Some(Known { id, title: title(&rows)?, unsent: unsent::count_of(account, id) })
    });
    known.collect()
}

/// `None` where nothing of a document can be read.
fn title(rows: &[Vec<u8>]) -> Option<String> {
    let postmortem = Postmortem::new(1);
    let mut some = false;
    for row in rows {
        if let Ok(update) = Update::decode_v1(row) {
            some |= postmortem.doc().transact_mut().apply_update(update).is_ok();
        }
    }
    let title = postmortem.outline(&postmortem.doc().transact()).title;
    some.then_some(title)
}

//! Where a document that is brought in belongs: what comes again finds what became of it before.
//!
//! The id of a postmortem is made of its owner and of what is in the file, so that nothing has to be kept about it, and of two imports at the same
//! moment the database lets one through. Neither title nor path counts: two incidents may have one title, and folders are moved.

use std::collections::HashMap;

use debrief_shared::import::Document;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Importer;
use crate::store::StoreError;

/// Sets these ids apart from all others that are made of a digest.
const DOMAIN: &[u8] = b"debrief import 1";

/// A document's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The same file became this one before.
    Taken(Uuid),
    /// It may become one of this id.
    Free(Uuid),
}

impl Place {
    /// What is there already.
    pub(super) fn taken(self) -> Option<Uuid> {
        match self {
            Self::Taken(id) => Some(id),
            Self::Free(_) => None,
        }
    }
}

/// How many places of each content one import went past: files that are the same to the letter are as many postmortems.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<[u8; 32], u32>);

impl Importer<'_> {
    /// The next place of a document. One that lies in the bin or was handed over to somebody else is left alone, and gone past.
    ///
    /// # Errors
    /// When storage does not answer.
    pub(super) async fn place(&self, places: &mut Places, document: &Document) -> Result<Place, StoreError> {
        let number = places.0.entry(document.digest).or_default();
        loop {
            let id = id(self.owner, &document.digest, *number);
            *number += 1;
            match self.store.row(id).await {
                Err(StoreError::NotFound) => return Ok(Place::Free(id)),
                Ok(row) if !self.again && row.deleted_at.is_none() && row.owner == Some(self.owner) => {
                    return Ok(Place::Taken(id));
                }
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn id(owner: Uuid, digest: &[u8; 32], number: u32) -> Uuid {
    let hash = Sha256::new().chain_update(DOMAIN).chain_update(owner).chain_update(digest);
    let hash = hash.chain_update(number.to_be_bytes()).finalize();
    debrief_shared::id::named(std::array::from_fn(|at| hash[at]))
}

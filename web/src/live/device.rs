//! The document as this device keeps it, in IndexedDB: one row an update, so that neither a reload nor a lost network loses a word.
//! Rows belong to an account; many are put together into one, and deleted only after that one is committed.

use std::{cell::Cell, rc::Rc};

use debrief_shared::document::Postmortem;
use idb::{
    Database, DatabaseEvent, Error, Factory, IndexParams, KeyPath, KeyRange, ObjectStore, ObjectStoreParams, Query,
    TransactionMode,
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use yrs::{ReadTxn, StateVector, Transact, Update, updates::decoder::Decode};

const DATABASE: &str = "debrief";
const UPDATES: &str = "updates";
const BY_DOCUMENT: &str = "document";
const KEY: &str = "key";

/// Rows of one document from which on they are put together.
const MANY_ROWS: usize = 500;

/// One document's rows.
#[derive(Clone)]
pub(super) struct Device {
    database: Rc<Database>,
    account: String,
    document: String,
    rows: Rc<Cell<usize>>,
    under_way: Rc<Cell<usize>>,
}

struct Row {
    key: JsValue,
    bytes: Vec<u8>,
}

impl Device {
    /// Opens the rows of a document and reads them all.
    ///
    /// # Errors
    /// When the browser keeps nothing here, as in private windows.
    pub(super) async fn open(account: Uuid, document: Uuid) -> Result<(Self, Vec<Vec<u8>>), Error> {
        let device = Self {
            database: Rc::new(database().await?),
            account: account.to_string(),
            document: document.to_string(),
            rows: Rc::default(),
            under_way: Rc::default(),
        };
        let rows = device.read().await?;
        device.rows.set(rows.len());
        Ok((device, rows.into_iter().map(|row| row.bytes).collect()))
    }

    /// Puts an update down. The put has begun when this returns; `done` says whether it was committed.
    pub(super) fn keep(&self, update: &[u8], done: impl FnOnce(bool) + 'static) {
        let begun = self.begin_to_keep(update);
        self.rows.set(self.rows.get() + 1);
        self.under_way.set(self.under_way.get() + 1);
        let device = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let kept = match begun {
                Ok(transaction) => transaction.await.is_ok_and(|result| result.is_committed()),
                Err(_) => false,
            };
            device.under_way.set(device.under_way.get() - 1);
            done(kept);
            if device.rows.get() > MANY_ROWS && device.under_way.get() == 0 {
                // Another attempt follows with the next rows.
                let _ = device.put_together().await;
            }
        });
    }

    /// Whether every put so far has ended.
    pub(super) fn is_quiet(&self) -> bool {
        self.under_way.get() == 0
    }

    /// Rows beside those of the document, under a name of their own.
    pub(super) fn beside(&self, name: &str) -> Self {
        let document = format!("{}/{name}", self.document);
        Self { document, rows: Rc::default(), under_way: self.under_way.clone(), ..self.clone() }
    }

    /// All rows, as they were kept.
    pub(super) async fn rows(&self) -> Result<Vec<Vec<u8>>, Error> {
        Ok(self.read().await?.into_iter().map(|row| row.bytes).collect())
    }

    /// Takes this document off the device.
    pub(super) async fn forget(&self) -> Result<(), Error> {
        let rows = self.read().await?;
        self.delete(&rows).await
    }

    /// Puts one row in the place of all there are, or none. Rows that are added meanwhile stay.
    pub(super) async fn replace(&self, bytes: Option<&[u8]>) -> Result<(), Error> {
        let rows = self.read().await?;
        if let Some(bytes) = bytes
            && !self.begin_to_keep(bytes)?.await?.is_committed()
        {
            return Ok(());
        }
        self.delete(&rows).await
    }

    fn begin_to_keep(&self, update: &[u8]) -> Result<idb::TransactionFuture, Error> {
        let transaction = self.database.transaction(&[UPDATES], TransactionMode::ReadWrite)?;
        self.add(&transaction.object_store(UPDATES)?, update)?;
        // Said at once: a browser that waits for the last answer first loses the row of a page that is closed meanwhile.
        Ok(transaction.commit()?.into_future())
    }

    fn add(&self, store: &ObjectStore, update: &[u8]) -> Result<(), Error> {
        let row = Object::new();
        for (name, value) in [
            ("account", JsValue::from_str(&self.account)),
            ("document", JsValue::from_str(&self.document)),
            ("bytes", Uint8Array::from(update).into()),
        ] {
            // A plain object takes any property.
            let _ = Reflect::set(&row, &name.into(), &value);
        }
        store.add(&row, None).map(drop)
    }

    async fn read(&self) -> Result<Vec<Row>, Error> {
        let transaction = self.database.transaction(&[UPDATES], TransactionMode::ReadOnly)?;
        let mine = Array::of2(&self.account.as_str().into(), &self.document.as_str().into());
        let index = transaction.object_store(UPDATES)?.index(BY_DOCUMENT)?;
        let rows = index.get_all(Some(Query::Key(mine.into())), None)?.await?;
        Ok(rows
            .iter()
            .filter_map(|row| {
                let bytes = field(row, "bytes").dyn_into::<Uint8Array>().ok()?.to_vec();
                Some(Row { key: field(row, KEY), bytes })
            })
            .collect())
    }

    /// Writes all rows as one. Rows that other tabs add meanwhile stay.
    async fn put_together(&self) -> Result<(), Error> {
        let rows = self.read().await?;
        let whole = Postmortem::new(1);
        for row in &rows {
            if let Ok(update) = Update::decode_v1(&row.bytes) {
                // What cannot be applied could not be shown either.
                let _ = whole.doc().transact_mut().apply_update(update);
            }
        }
        let state = whole.doc().transact().encode_state_as_update_v1(&StateVector::default());
        if !self.begin_to_keep(&state)?.await?.is_committed() {
            return Ok(());
        }
        self.delete(&rows).await?;
        self.rows.set((self.rows.get() + 1).saturating_sub(rows.len()));
        Ok(())
    }

    async fn delete(&self, rows: &[Row]) -> Result<(), Error> {
        let transaction = self.database.transaction(&[UPDATES], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(UPDATES)?;
        for row in rows {
            store.delete(Query::Key(row.key.clone()))?;
        }
        transaction.await.map(drop)
    }
}

/// Takes every document of every account off this device: for signing out. A browser that keeps nothing has nothing to wipe.
pub async fn wipe_device() {
    drop(wipe().await);
    super::unsent::forget();
    super::since::forget();
    super::suggesting::forget();
}

/// Every document of an account with its rows, what was added to last first; also rows beside documents, by their own names.
pub(super) async fn documents(account: Uuid) -> Result<Vec<(String, Vec<Vec<u8>>)>, Error> {
    let transaction = database().await?.transaction(&[UPDATES], TransactionMode::ReadOnly)?;
    let index = transaction.object_store(UPDATES)?.index(BY_DOCUMENT)?;
    let account = JsValue::from_str(&account.to_string());
    let key = |name: &str| Array::of2(&account, &name.into());
    let mine = KeyRange::bound(&key("").into(), &key("\u{ffff}").into(), None, None)?;
    let mut documents: Vec<(String, f64, Vec<Vec<u8>>)> = Vec::new();
    // In the order of the index: by document, then by key.
    for row in index.get_all(Some(Query::KeyRange(mine)), None)?.await? {
        let (Some(name), Some(key)) = (field(&row, "document").as_string(), field(&row, KEY).as_f64()) else {
            continue;
        };
        let Ok(bytes) = field(&row, "bytes").dyn_into::<Uint8Array>() else { continue };
        match documents.last_mut().filter(|(known, ..)| *known == name) {
            Some((_, last, rows)) => {
                *last = key;
                rows.push(bytes.to_vec());
            }
            None => documents.push((name, key, vec![bytes.to_vec()])),
        }
    }
    documents.sort_by(|(_, one, _), (_, other, _)| other.total_cmp(one));
    Ok(documents.into_iter().map(|(name, _, rows)| (name, rows)).collect())
}

async fn wipe() -> Result<(), Error> {
    let transaction = database().await?.transaction(&[UPDATES], TransactionMode::ReadWrite)?;
    transaction.object_store(UPDATES)?.clear()?;
    transaction.await.map(drop)
}

fn field(row: &JsValue, name: &str) -> JsValue {
    Reflect::get(row, &name.into()).unwrap_or_default()
}

async fn database() -> Result<Database, Error> {
    let mut opening = Factory::new()?.open(DATABASE, Some(1))?;
    opening.on_upgrade_needed(|event| {
        // Failing here fails the opening, which is handled as a device that keeps nothing.
        let _ = event.database().and_then(|database| lay_out(&database));
    });
    opening.await
}

fn lay_out(database: &Database) -> Result<(), Error> {
    let mut parameters = ObjectStoreParams::new();
    parameters.auto_increment(true).key_path(Some(KeyPath::new_single(KEY)));
    let store = database.create_object_store(UPDATES, parameters)?;
    let mut index = IndexParams::new();
    index.unique(false);
    store.create_index(BY_DOCUMENT, KeyPath::new_array(["account", "document"]), Some(index)).map(drop)
}

//! From where on the writing of this device is not acknowledged: a clock for each client id, kept in local storage. After a reload, too,
//! words that the server may not have can so be told from everybody's.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::Arc,
};

use debrief_shared::document::View;
use uuid::Uuid;
use yrs::{ClientID, StateVector};

const PREFIX: &str = "debrief.since.";

/// A client id with the first clock that is not acknowledged, for each.
pub(super) type Clocks = BTreeMap<u64, u32>;

/// One document's marks.
pub(super) struct Since {
    /// Of the keys of this document, a key a client id.
    prefix: String,
    client: Cell<u64>,
    /// Where this page's own unacknowledged changes begin.
    mine: Cell<Option<u32>>,
    /// Whether the device has a mark of this page. While somebody types it stays between two keys, though all is acknowledged: it says no more than
    /// that nothing before it is waited for.
    noted: Cell<bool>,
    /// What pages before this one left.
    earlier: RefCell<Clocks>,
    /// This page's own clock up to which everything is acknowledged.
    settled: Cell<u32>,
    /// The document as it was before the first change that is not acknowledged.
    before: RefCell<Option<Arc<View>>>,
}

impl Since {
    /// Goes on with what earlier pages left.
    pub(super) fn resume(account: Uuid, document: Uuid, client: u64) -> Self {
        let prefix = format!("{PREFIX}{account}.{document}.");
        let earlier = storage().map(|storage| read(&storage, &prefix)).unwrap_or_default();
        Self {
            prefix,
            client: Cell::new(client),
            mine: Cell::default(),
            noted: Cell::default(),
            earlier: RefCell::new(earlier),
            settled: Cell::default(),
            before: RefCell::default(),
        }
    }

    /// Something was changed here; `before` is how the page showed the document until then.
    pub(super) fn changed(&self, before: impl FnOnce() -> Arc<View>) {
        if self.mine.get().is_none() {
            self.mine.set(Some(self.settled.get()));
            self.before.replace(Some(before()));
            if !self.noted.replace(true) {
                self.write(self.client.get(), Some(self.settled.get()));
            }
        }
    }

    /// Lets go of the mark when nothing is waited for. Called every second.
    pub(super) fn rest(&self) {
        if self.mine.get().is_none() && self.noted.replace(false) {
            self.write(self.client.get(), None);
        }
    }

    /// The server has everything. `clock` gives how far the replica has a client's changes.
    pub(super) fn settle(&self, clock: impl Fn(u64) -> u32) {
        if self.mine.take().is_some() {
            self.settled.set(clock(self.client.get()));
            self.before.take();
        }
        for (client, from) in self.earlier.take() {
            // Another tab may go on writing with it: what that one has written since is not ours to forget.
            let reached = clock(client);
            self.write(client, (reached > from).then_some(reached));
        }
    }

    /// The server turns out to have this much.
    pub(super) fn raise(&self, server: &StateVector) {
        let reached = |client| server.get(&ClientID::new(client));
        self.mine.set(self.mine.get().map(|from| from.max(reached(self.client.get()))));
        for (&client, from) in self.earlier.borrow_mut().iter_mut() {
            *from = (*from).max(reached(client));
        }
    }

    /// Whether there is anything that the server has not acknowledged.
    pub(super) fn is_some(&self) -> bool {
        self.mine.get().is_some() || !self.earlier.borrow().is_empty()
    }

    pub(super) fn clocks(&self) -> Clocks {
        let mut all = self.earlier.borrow().clone();
        all.extend(self.mine.get().map(|from| (self.client.get(), from)));
        all
    }

    /// See [`Self::changed`].
    pub(super) fn before(&self) -> Option<Arc<View>> {
        self.before.borrow().clone()
    }

    /// Forgets marks of earlier pages beyond which nothing was written: another page has settled them.
    pub(super) fn tidy(&self, clock: impl Fn(u64) -> u32) {
        self.earlier.borrow_mut().retain(|&client, from| {
            let open = clock(client) > *from;
            if !open {
                self.write(client, None);
            }
            open
        });
    }

    /// Whether the marks are gone although they should be there: somebody signed out in this browser and left nothing behind.
    pub(super) fn was_wiped(&self) -> bool {
        self.is_some() && storage().is_some_and(|storage| read(&storage, &self.prefix).is_empty())
    }

    /// Nothing of this document is waited for any more; what follows is written by `client`.
    pub(super) fn restart(&self, client: u64) {
        for client in self.clocks().into_keys() {
            self.write(client, None);
        }
        self.mine.take();
        self.rest();
        self.before.take();
        self.earlier.take();
        self.settled.set(0);
        self.client.set(client);
    }

    fn write(&self, client: u64, from: Option<u32>) {
        if let Some(storage) = storage() {
            let key = format!("{}{client}", self.prefix);
            // A storage that takes nothing costs the list of unsaved words after a reload, not the words.
            let _ = match from {
                Some(from) => storage.set_item(&key, &from.to_string()),
                None => storage.remove_item(&key),
            };
        }
    }
}

/// The device has been wiped.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        for key in keys(&storage, PREFIX) {
            let _ = storage.remove_item(&key);
        }
    }
}

fn read(storage: &web_sys::Storage, prefix: &str) -> Clocks {
    let mark = |key: String| {
        let client = key.strip_prefix(prefix)?.parse().ok()?;
        Some((client, storage.get_item(&key).ok()??.parse().ok()?))
    };
    keys(storage, prefix).into_iter().filter_map(mark).collect()
}

fn keys(storage: &web_sys::Storage, prefix: &str) -> Vec<String> {
    let all = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    all.filter(|key| key.starts_with(prefix)).collect()
}

fn storage() -> Option<web_sys::Storage> {
    // Also asked in tests, which run without a browser.
    #[cfg(target_arch = "wasm32")]
    return web_sys::window()?.local_storage().ok()?;
    #[cfg(not(target_arch = "wasm32"))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since() -> Since {
        Since::resume(Uuid::nil(), Uuid::nil(), 1)
    }

    #[test]
    fn the_first_change_marks_where_all_was_acknowledged() {
        let since = since();
        since.changed(Arc::default);
        assert_eq!(since.clocks(), [(1, 0)].into());
        since.settle(|_| 5);
        assert!(!since.is_some() && since.before().is_none());
        since.changed(Arc::default);
        since.changed(|| unreachable!("it is marked already"));
        assert_eq!(since.clocks(), [(1, 5)].into());
    }

    #[test]
    fn what_the_server_has_after_all_is_not_waited_for() {
        let since = since();
        since.changed(Arc::default);
        since.earlier.borrow_mut().insert(2, 7);
        since.raise(&StateVector::new([(ClientID::new(1), 3), (ClientID::new(2), 6)].into_iter().collect()));
        assert_eq!(since.clocks(), [(1, 3), (2, 7)].into());
        since.tidy(|_| 7);
        assert_eq!(since.clocks(), [(1, 3)].into());
        since.restart(9);
        assert!(!since.is_some());
    }
}

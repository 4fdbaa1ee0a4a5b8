//! Accounts of one entry: how several people tell the same moment, each in a text of their own, none of them above the others.

use serde::{Deserialize, Serialize};
use yrs::{Map, MapPrelim, MapRef, Out, ReadTxn, TextPrelim, TransactionMut};

use super::{
    Postmortem, edit,
    edit::Missing,
    item, schema,
    view::{MAX_PLAIN_ITEMS, Removed, plain, removed},
};

/// Somebody's account of what an entry tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Key within its entry.
    pub id: String,
    /// Whose account it is: a name or a role.
    pub author: String,
    /// What they tell.
    pub text: String,
    /// Set while removed.
    pub removed: Option<Removed>,
}

impl Postmortem {
    /// Adds an account to an entry under a fresh id.
    ///
    /// # Errors
    /// [`Missing`] if the entry is not there.
    pub fn add_account(
        &self,
        txn: &mut TransactionMut<'_>,
        entry: &str,
        id: &str,
        author: &str,
        text: &str,
    ) -> Result<(), Missing> {
        let entry = item(&self.timeline, txn, entry).ok_or(Missing)?;
        let accounts: MapRef = match entry.get(txn, schema::ACCOUNTS) {
            Some(Out::YMap(accounts)) => accounts,
            _ => entry.insert(txn, schema::ACCOUNTS, MapPrelim::default()),
        };
        let account = accounts.insert(txn, id, MapPrelim::default());
        edit::set(&account, txn, schema::AUTHOR, author);
        account.insert(txn, schema::TEXT, TextPrelim::new(text));
        Ok(())
    }

    /// Says whose account it is; empty leaves it open.
    ///
    /// # Errors
    /// [`Missing`] if the account is not there.
    pub fn set_account_author(
        &self,
        txn: &mut TransactionMut<'_>,
        entry: &str,
        id: &str,
        author: &str,
    ) -> Result<(), Missing> {
        let account = self.account(txn, entry, id).ok_or(Missing)?;
        edit::set(&account, txn, schema::AUTHOR, author);
        Ok(())
    }

    /// Takes an account out of sight, with all that others type into it. `at` is RFC 3339, `by` a name.
    ///
    /// # Errors
    /// [`Missing`] if the account is not there.
    pub fn remove_account(
        &self,
        txn: &mut TransactionMut<'_>,
        entry: &str,
        id: &str,
        at: &str,
        by: &str,
    ) -> Result<(), Missing> {
        let account = self.account(txn, entry, id).ok_or(Missing)?;
        account.insert(txn, schema::REMOVED_AT, at);
        account.insert(txn, schema::REMOVED_BY, by);
        Ok(())
    }

    /// Brings a removed account back.
    ///
    /// # Errors
    /// [`Missing`] if the account is not there.
    pub fn bring_account_back(&self, txn: &mut TransactionMut<'_>, entry: &str, id: &str) -> Result<(), Missing> {
        let account = self.account(txn, entry, id).ok_or(Missing)?;
        account.remove(txn, schema::REMOVED_AT);
        account.remove(txn, schema::REMOVED_BY);
        Ok(())
    }

    pub(super) fn account<T: ReadTxn>(&self, txn: &T, entry: &str, id: &str) -> Option<MapRef> {
        match item(&self.timeline, txn, entry)?.get(txn, schema::ACCOUNTS)? {
            Out::YMap(accounts) => item(&accounts, txn, id),
            _ => None,
        }
    }
}

/// The accounts of an entry, in the order in which they were begun: their ids grow with time.
pub(super) fn accounts<T: ReadTxn>(entry: &MapRef, txn: &T) -> Vec<AccountView> {
    let Some(Out::YMap(accounts)) = entry.get(txn, schema::ACCOUNTS) else {
        return Vec::new();
    };
    let mut views: Vec<AccountView> = accounts
        .iter(txn)
        .filter_map(|(id, value)| match value {
            Out::YMap(account) => Some(AccountView {
                id: id.to_owned(),
                author: plain(&account, txn, schema::AUTHOR),
                text: plain(&account, txn, schema::TEXT),
                removed: removed(&account, txn),
            }),
            _ => None,
        })
        .collect();
    views.sort_by(|one, two| one.id.cmp(&two.id));
    views.truncate(MAX_PLAIN_ITEMS);
    views
}

#[cfg(test)]
mod tests;

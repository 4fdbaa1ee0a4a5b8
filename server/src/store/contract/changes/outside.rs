//! Messages for people outside: what each function changes, and that a refusal changes nothing.

use super::super::outside::message;
use super::super::{at, note, person};
use super::state::state;
use super::{Access, HERE, Table};
use crate::store::StoreError;

pub(super) async fn outside(t: &mut Table<'_>) {
    refused!(t, NotFound, withdraw_outside(HERE, person(2), at(1), &note()));
    let new = crate::store::outside::NewOutside { by: person(2), ..message(HERE, "one", 1) };
    done!(t, Stays, publish_outside(&new, 1, &note()));
    refused!(t, Conflict, publish_outside(&new, 1, &note()));
    refused!(t, NotFound, restore_outside(HERE, &note()));
    done!(t, Stays, withdraw_outside(HERE, person(2), at(2), &note()));
    refused!(t, NotFound, withdraw_outside(HERE, person(2), at(2), &note()));
    done!(t, Stays, restore_outside(HERE, &note()));
    super::connections::connections(t).await;
}

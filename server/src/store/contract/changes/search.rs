//! The index of comments and searches that are kept: what each function changes, and that a refusal changes nothing.

use uuid::Uuid;

use super::super::{at, person};
use super::state::state;
use super::{Access, Table};
use crate::store::StoreError;
use crate::store::search::NewView;

pub(super) async fn search(t: &mut Table<'_>) {
    let view = |id: u128| NewView {
        id: Uuid::from_u128(id),
        person: person(2),
        name: "Pools".to_owned(),
        query: "q=pool".to_owned(),
        created_at: at(1),
    };
    done!(t, Stays, save_view(&view(1), 1));
    refused!(t, Conflict, save_view(&view(2), 1));
    refused!(t, NotFound, remove_view(person(3), Uuid::from_u128(1)));
    done!(t, Stays, remove_view(person(2), Uuid::from_u128(1)));
    done!(t, Stays, index_comments(9));
}

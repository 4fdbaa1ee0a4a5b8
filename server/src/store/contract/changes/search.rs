//! The index of comments, searches that are kept, and keys of requests: what each function changes, and that a refusal changes nothing.

use uuid::Uuid;

use super::super::{at, person};
use super::state::state;
use super::{Access, Table};
use crate::store::StoreError;
use crate::store::idempotency::{KeptAnswer, KeyedRequest};
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
    keys(t).await;
}

async fn keys(t: &mut Table<'_>) {
    let keyed = KeyedRequest { person: person(2), key: "key".to_owned(), request: [1; 32], at: at(1) };
    let answer = KeptAnswer { status: 201, location: None, body: Vec::new() };
    done!(t, Stays, claim_key(&keyed, at(0), at(0)));
    done!(t, Stays, keep_answer(&keyed, &answer));
    done!(t, Stays, release_key(&keyed));
    done!(t, Stays, forget_keys(at(2)));
}

//! Reviews and publications: what each function changes, and that a refusal changes nothing.

use uuid::Uuid;

use super::super::reviews::had;
use super::super::{at, note, person};
use super::state::state;
use super::{Access, HERE, Table};
use crate::store::StoreError;
use crate::store::documents::Snapshot;
use crate::store::reviews::{NewPublication, NewReview, PartSaid};

pub(super) async fn reviews(t: &mut Table<'_>, kept: &Snapshot) {
    let review = |id: u128, by: u8| NewReview {
        id: Uuid::from_u128(id),
        postmortem: HERE,
        by: person(2),
        at: at(1),
        seq: 1,
        due: None,
        note: String::new(),
        reviewers: vec![(person(by), None)],
    };
    done!(t, Stays, begin_review(&review(1, 3), 2, &note()));
    refused!(t, Conflict, begin_review(&review(2, 99), 2, &note()));
    done!(t, Stays, begin_review(&review(2, 3), 2, &note()));
    refused!(t, Conflict, begin_review(&review(3, 3), 2, &note()));
    let said = PartSaid { note: "Fine".to_owned(), ..PartSaid::default() };
    refused!(t, NotFound, save_part(HERE, Uuid::from_u128(1), person(3), &said, &had(at(2), 1), None));
    refused!(t, NotFound, save_part(HERE, Uuid::from_u128(2), person(2), &said, &had(at(2), 1), None));
    done!(t, Stays, save_part(HERE, Uuid::from_u128(2), person(3), &said, &had(at(2), 1), None));
    done!(t, Stays, end_review(HERE, person(2), at(3), &note()));
    refused!(t, NotFound, end_review(HERE, person(2), at(3), &note()));
    let publication =
        NewPublication { postmortem: HERE, state: kept.clone(), by: person(2), at: at(4), despite: String::new() };
    done!(t, Stays, publish(&publication, 1, &note()));
    refused!(t, Conflict, publish(&publication, 1, &note()));
    done!(t, Stays, set_setting("policy", "{}", &note()));
}

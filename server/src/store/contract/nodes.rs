//! What nodes share.

use uuid::Uuid;

use super::at;
use crate::store::Store;

/// Nodes are noted until they are forgotten, and what they share is the same for all.
pub(crate) async fn nodes_share_secrets_and_see_each_other(store: &dyn Store) {
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(store.beat(one).await, Ok(vec![(one, 1)]));
    assert_eq!(store.beat(two).await, Ok(vec![(one, 1), (two, 1)]));
    assert_eq!(store.beat(one).await, Ok(vec![(one, 2), (two, 1)]));
    store.forget_node(one).await.expect("forgotten");
    store.forget_node(one).await.expect("it was, already");
    assert_eq!(store.beat(two).await, Ok(vec![(two, 2)]));

    assert_eq!(store.shared_secret("key", &[1; 32]).await, Ok([1; 32]));
    assert_eq!(store.shared_secret("key", &[2; 32]).await, Ok([1; 32]), "the first one counts");
    assert_eq!(store.shared_secret("other", &[2; 32]).await, Ok([2; 32]));

    assert_eq!(store.use_once(&[1; 32], at(10), at(0)).await, Ok(true));
    assert_eq!(store.use_once(&[2; 32], at(10), at(1)).await, Ok(true));
    assert_eq!(store.use_once(&[1; 32], at(10), at(9)).await, Ok(false));
    assert_eq!(store.use_once(&[1; 32], at(30), at(20)).await, Ok(true), "what is over is forgotten");
}

//! Keys of requests that may be sent again.

use jiff::SignedDuration;

use super::{account, add, at, person};
use crate::store::Store;
use crate::store::idempotency::{Claim, KeptAnswer, KeyedRequest};

/// The contract of keys.
pub(crate) async fn keys(store: &dyn Store) {
    for number in 1..=2 {
        add(store, &account(number)).await;
    }
    let asked = |number: u8, key: &str, what: u8, minute| KeyedRequest {
        person: person(number),
        key: key.to_owned(),
        request: [what; 32],
        at: at(minute),
    };
    let claim = |request: KeyedRequest| async move {
        let (stale, forgotten) =
            (request.at - SignedDuration::from_mins(2), request.at - SignedDuration::from_mins(60));
        store.claim_key(&request, stale, forgotten).await.expect("an answer")
    };
    let first = asked(1, "k", 1, 0);
    assert_eq!(claim(first.clone()).await, Claim::New);
    assert_eq!(claim(asked(1, "k", 1, 1)).await, Claim::GoesOn);
    assert_eq!(claim(asked(1, "k", 2, 1)).await, Claim::Other);
    assert_eq!(claim(asked(2, "k", 2, 1)).await, Claim::New, "somebody else's key is another one");
    assert_eq!(claim(asked(1, "K", 2, 1)).await, Claim::New);

    let answer = KeptAnswer { status: 201, location: Some("/p/1".to_owned()), body: b"{\"a\":\"\xc3\xb6\"}".to_vec() };
    store.keep_answer(&first, &answer).await.expect("kept");
    assert_eq!(claim(asked(1, "k", 1, 5)).await, Claim::Answered(answer.clone()));
    assert_eq!(claim(asked(1, "k", 2, 5)).await, Claim::Other);
    store.release_key(&first).await.expect("nothing to do");
    assert_eq!(claim(asked(1, "k", 1, 5)).await, Claim::Answered(answer.clone()), "what was done is not let go of");

    // Without an answer the key is free after a while, and the late one of before is not its answer.
    let late = asked(2, "k", 2, 1);
    assert_eq!(claim(asked(2, "k", 3, 9)).await, Claim::New);
    store.keep_answer(&late, &answer).await.expect("no matter");
    assert_eq!(claim(asked(2, "k", 3, 10)).await, Claim::GoesOn);
    store.release_key(&asked(2, "k", 3, 9)).await.expect("free");
    assert_eq!(claim(asked(2, "k", 4, 10)).await, Claim::New);

    assert_eq!(claim(asked(1, "k", 9, 61)).await, Claim::New, "forgotten after its time");
    assert_eq!(store.forget_keys(at(11)).await, Ok(2));
    assert_eq!(claim(asked(1, "K", 5, 12)).await, Claim::New);
}

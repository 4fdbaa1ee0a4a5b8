//! The contract of sessions, API tokens, passwords and known browsers.

use super::tickets::identity;
use super::{SHOWN, account, add, at, begin, hour_of, note, password, person, session, token};
use crate::store::people::{Account, Estate, Holder, NewPassword, Session, Shown, Token};
use crate::store::{Store, StoreError};
use debrief_shared::api::TokenScope;
use uuid::Uuid;

const ISSUER: &str = "https://id.example.com";

/// The contract of sessions.
pub(crate) async fn sessions(store: &dyn Store) {
    let here = Some(hour_of(at(0)));
    let one = Account { last_seen_at: here, ..add(store, &account(1)).await };
    add(store, &account(2)).await;
    let first = begin(store, 1, person(1)).await;
    assert_eq!(store.session(&[1; 32], at(59)).await, Ok(Some((first.clone(), one.clone()))));
    assert_eq!(store.session(&[1; 32], at(60)).await, Ok(None), "over");
    assert_eq!(store.session(&[9; 32], at(0)).await, Ok(None), "another secret");
    let same = store.create_session(&session(2, person(1)), SHOWN, &[1; 32], &note()).await;
    assert_eq!(same, Err(StoreError::Conflict), "the secret is taken");
    let nobodys = store.create_session(&session(2, person(99)), SHOWN, &[2; 32], &note()).await;
    assert_eq!(nobodys, Err(StoreError::NotFound));
    use_and_list(store, &first).await;
    renewal(store).await;
    ends(store).await;
    passwords(store).await;
    what_was_shown(store).await;
}

async fn use_and_list(store: &dyn Store, first: &Session) {
    let second = begin(store, 2, person(1)).await;
    begin(store, 3, person(2)).await;
    store.touch_session(first.id, at(90), at(40), "2001:db8::1").await.expect("noted");
    let used = Session { expires_at: at(90), last_seen_at: at(40), address: "2001:db8::1".to_owned(), ..first.clone() };
    assert_eq!(store.sessions(person(1), at(59)).await, Ok(vec![used.clone(), second]), "last used first");
    assert_eq!(store.sessions(person(1), at(60)).await, Ok(vec![used.clone()]), "the other one is over");
    let (found, account) = store.session(&[1; 32], at(89)).await.expect("answers").expect("lasts longer");
    assert_eq!((found, account.last_seen_at), (used, Some(hour_of(at(40)))), "to the hour");
    assert_ne!(hour_of(at(40)), hour_of(at(0)));
    store.touch_session(first.id, at(90), at(1), "").await.expect("noted late");
    assert_eq!(store.account(person(1)).await.expect("there").last_seen_at, Some(hour_of(at(40))), "never goes back");
    store.touch_session(Uuid::from_u128(99), at(90), at(1), "").await.expect("gone in the meantime");
}

async fn renewal(store: &dyn Store) {
    let id = Uuid::from_u128(2);
    let known = |secret: u8, minute| async move {
        store.session(&[secret; 32], at(minute)).await.expect("answers").map(|(session, _)| session.id)
    };
    store.set_role(person(1), debrief_shared::api::InstanceRole::Guest, Estate::Rests, &note()).await.expect("there");
    assert!(store.session(&[2; 32], at(1)).await.expect("answers").expect("there").0.renew);
    store.renew_session(id, &[20; 32], at(10)).await.expect("there");
    assert!(!store.session(&[20; 32], at(1)).await.expect("answers").expect("there").0.renew, "done");
    assert_eq!((known(2, 9).await, known(20, 9).await), (Some(id), Some(id)), "both, for a moment");
    assert_eq!((known(2, 10).await, known(20, 10).await), (None, Some(id)));
    store.renew_session(id, &[21; 32], at(20)).await.expect("there");
    assert_eq!((known(2, 5).await, known(20, 19).await, known(21, 19).await), (None, Some(id), Some(id)));
    assert_eq!((known(20, 20).await, known(21, 20).await), (None, Some(id)));
    assert_eq!(known(21, 60).await, None, "over, as before");
    assert_eq!(store.renew_session(Uuid::from_u128(99), &[22; 32], at(20)).await, Err(StoreError::NotFound));
}

async fn ends(store: &dyn Store) {
    let ids = |minute| async move {
        let sessions = store.sessions(person(1), at(minute)).await.expect("sessions");
        sessions.iter().map(|session| session.id.as_u128()).collect::<Vec<_>>()
    };
    let first = Uuid::from_u128(1);
    assert_eq!(store.delete_session(person(2), first, &note()).await, Err(StoreError::NotFound), "another's");
    store.delete_session(person(1), first, &note()).await.expect("theirs");
    assert_eq!(store.delete_session(person(1), first, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.session(&[1; 32], at(1)).await, Ok(None));
    for number in [4, 5, 6] {
        begin(store, number, person(1)).await;
    }
    store.delete_sessions(person(1), Some(Uuid::from_u128(5)), &note()).await.expect("done");
    assert_eq!(ids(0).await, [5]);
    assert_eq!(store.session(&[21; 32], at(1)).await, Ok(None), "a renewed one, too");
    store.delete_sessions(person(1), None, &note()).await.expect("done");
    assert_eq!(ids(0).await, [] as [u128; 0]);
    assert!(store.session(&[3; 32], at(1)).await.expect("answers").is_some(), "nobody else's");
}

async fn passwords(store: &dyn Store) {
    for number in [7, 8] {
        begin(store, number, person(1)).await;
    }
    let kept = Uuid::from_u128(7);
    let keeping = |keep| NewPassword { keep: Some(Uuid::from_u128(keep)), ..password("hash", "new") };
    for (new, why) in [
        (password("other", "new"), "not the one that was shown"),
        (NewPassword { before: None, ..password("", "new") }, "there is one"),
        (keeping(99), "a session that has ended"),
        (keeping(3), "somebody else's session"),
    ] {
        assert_eq!(store.set_password(person(1), &new, &note()).await, Err(StoreError::Conflict), "{why}");
    }
    assert_eq!(store.account(person(1)).await.expect("there").password_hash.as_deref(), Some("hash"));
    store.set_password(person(1), &keeping(7), &note()).await.expect("there");
    assert_eq!(store.account(person(1)).await.expect("there").password_hash.as_deref(), Some("new"));
    let left = store.sessions(person(1), at(1)).await.expect("sessions");
    assert_eq!(left.iter().map(|session| session.id).collect::<Vec<_>>(), [kept]);
    store.set_password(person(1), &password("new", "newer"), &note()).await.expect("there");
    assert_eq!(store.sessions(person(1), at(1)).await, Ok(vec![]));
    assert_eq!(store.set_password(person(99), &password("hash", "new"), &note()).await, Err(StoreError::NotFound));
    assert!(store.session(&[3; 32], at(1)).await.expect("answers").is_some(), "nobody else's");
}

/// What was shown holds in the transaction that begins the session, or there is none.
async fn what_was_shown(store: &dyn Store) {
    let attempt = |shown| async move {
        let session = session(30, person(3));
        let begun = store.create_session(&session, shown, &[30; 32], &note()).await;
        let there = store.session(&[30; 32], at(1)).await.expect("answers").is_some();
        assert_eq!(there, begun.is_ok(), "{shown:?}");
        if there {
            store.delete_session(person(3), session.id, &note()).await.expect("there");
        }
        begun
    };
    let by = |subject| Shown::Identity { issuer: ISSUER, subject };
    let refused = Err(StoreError::Conflict);
    add(store, &account(3)).await;
    assert_eq!(attempt(SHOWN).await, Ok(()));
    assert_eq!(attempt(Shown::Password("")).await, refused);
    assert_eq!(attempt(by("3")).await, refused, "not connected");
    store.create_identity(&identity(ISSUER, "3", 3), &note()).await.expect("free");
    store.create_identity(&identity(ISSUER, "2", 2), &note()).await.expect("free");
    assert_eq!((attempt(by("3")).await, attempt(by("2")).await), (Ok(()), refused.clone()));
    // A password that was right a moment ago.
    store.set_password(person(3), &password("hash", "new"), &note()).await.expect("there");
    assert_eq!((attempt(SHOWN).await, attempt(Shown::Password("new")).await), (refused.clone(), Ok(())));
    assert_eq!(attempt(by("3")).await, Ok(()), "it vouches for itself");
    store.delete_identity(person(3), ISSUER, &note()).await.expect("there is a password");
    assert_eq!(attempt(by("3")).await, refused, "a moment ago");
    store.suspend(person(3), None, &note()).await.expect("owns nothing");
    assert_eq!(attempt(Shown::Password("new")).await, Err(StoreError::NotFound));
    store.create_account(&Account { password_hash: None, ..account(4) }, &note()).await.expect("free");
    let nobodys = store.create_session(&session(31, person(4)), Shown::Password(""), &[31; 32], &note()).await;
    assert_eq!(nobodys, refused, "no password is not an empty one");
}

/// The contract of API tokens and of those who hold a token or session.
pub(crate) async fn tokens(store: &dyn Store) {
    let (one, _) = (add(store, &account(1)).await, add(store, &account(2)).await);
    let made = token(5, person(1));
    store.create_token(&made, &[5; 32], &note()).await.expect("a free secret");
    assert_eq!(store.create_token(&token(6, person(1)), &[5; 32], &note()).await, Err(StoreError::Conflict));
    assert_eq!(store.create_token(&token(6, person(99)), &[6; 32], &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.token(&[5; 32]).await, Ok(Some((made.clone(), one.clone()))));
    assert_eq!(
        store.holder(made.id, at(1)).await,
        Ok(Some(Holder { account: one, expires_at: None, scope: TokenScope::Comment }))
    );
    store.touch_token(made.id, at(3)).await.expect("noted");
    let used = Token { last_used_at: Some(at(3)), ..made };
    assert_eq!(store.tokens(person(1)).await, Ok(vec![used.clone()]));
    assert_eq!(store.tokens(person(2)).await, Ok(vec![]));
    assert_eq!(store.token_by_id(used.id).await, Ok(Some(used.clone())));
    assert_eq!(store.account(person(1)).await.expect("there").last_seen_at, Some(hour_of(at(3))));
    store.touch_token(Uuid::from_u128(99), at(3)).await.expect("gone in the meantime");

    let begun = begin(store, 7, person(2)).await;
    let holder = store.holder(begun.id, at(59)).await.expect("answers").expect("there");
    assert_eq!((holder.account.person.id, holder.expires_at), (person(2), Some(at(60))));
    assert_eq!(store.holder(begun.id, at(60)).await, Ok(None), "over");
    assert_eq!(store.holder(Uuid::from_u128(99), at(1)).await, Ok(None));
    let proofs = [begun.id, used.id, Uuid::from_u128(99), used.id];
    for (minute, good) in [(59, 2), (60, 1)] {
        let many = store.holders(&proofs, at(minute)).await.expect("answers");
        assert_eq!(many.len(), good, "those that are good, once");
        for (proof, holder) in many {
            assert_eq!(store.holder(proof, at(minute)).await, Ok(Some(holder)));
        }
    }
    store.suspend(person(1), None, &note()).await.expect("owns nothing");
    assert_eq!(store.holder(used.id, at(1)).await, Ok(None), "suspended");
    assert_eq!(store.token(&[5; 32]).await, Ok(None), "suspended");
    store.reinstate(person(1), &note()).await.expect("suspended");
    store.delete_session(person(2), begun.id, &note()).await.expect("there");
    assert_eq!(store.holder(begun.id, at(1)).await, Ok(None), "signed out");

    store.delete_token(used.id, &note()).await.expect("there");
    assert_eq!(store.delete_token(used.id, &note()).await, Err(StoreError::NotFound));
    assert_eq!((store.token(&[5; 32]).await, store.holder(used.id, at(1)).await), (Ok(None), Ok(None)));
}

/// The contract of browsers that are known.
pub(crate) async fn devices(store: &dyn Store) {
    add(store, &account(1)).await;
    add(store, &account(2)).await;
    let knows = |device: u8, number| async move { store.knows_device(&[device; 32], person(number)).await };
    assert_eq!(knows(1, 1).await, Ok(false));
    for (device, minute) in [(1, 1), (2, 2), (1, 3), (3, 4)] {
        store.keep_device(&[device; 32], person(1), at(minute), 2).await.expect("noted");
    }
    assert_eq!((knows(1, 1).await, knows(2, 1).await, knows(3, 1).await), (Ok(true), Ok(false), Ok(true)));
    assert_eq!(knows(1, 2).await, Ok(false), "each person has their own");
    store.keep_device(&[1; 32], person(2), at(5), 2).await.expect("a browser may be shared");
    assert_eq!((knows(1, 1).await, knows(1, 2).await), (Ok(true), Ok(true)));
    assert_eq!(store.keep_device(&[1; 32], person(99), at(5), 2).await, Err(StoreError::Conflict), "nobody");
}

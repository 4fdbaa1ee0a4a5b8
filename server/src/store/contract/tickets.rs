//! The contract of one-time links, of accounts at providers, and of what ends by time.

use debrief_shared::api::{InstanceRole, Role, TicketKind};
use uuid::Uuid;

use super::links::link;
use super::{account, add, at, begin, document_of, note, password, person};
use crate::store::people::{Account, IdentityRow, Ticket};
use crate::store::{Store, StoreError};

/// A one-time link of minutes 1 to 30 for the account with this number.
pub(crate) fn ticket(id: u8, kind: TicketKind, number: u8) -> Ticket {
    let invites = kind == TicketKind::Invitation;
    Ticket {
        id: Uuid::from_u128(id.into()),
        kind,
        email: format!("person{number}@example.com"),
        person: (!invites).then(|| person(number)),
        role: invites.then_some(InstanceRole::Member),
        created_by: None,
        created_at: at(1),
        expires_at: at(30),
    }
}

async fn offer(store: &dyn Store, secret: u8, ticket: &Ticket) {
    store.create_ticket(ticket, &[secret; 32], &note()).await.expect("a free secret");
}

/// The contract of one-time links.
pub(crate) async fn tickets(store: &dyn Store) {
    add(store, &account(1)).await;
    add(store, &account(2)).await;
    invitations(store).await;
    invited(store).await;
    resets(store).await;
}

async fn invitations(store: &dyn Store) {
    let one = Ticket { created_by: Some(person(1)), ..ticket(1, TicketKind::Invitation, 3) };
    let two = Ticket { created_at: at(2), role: Some(InstanceRole::Admin), ..ticket(2, TicketKind::Invitation, 4) };
    offer(store, 1, &one).await;
    offer(store, 2, &two).await;
    assert_eq!(store.ticket(&[1; 32], at(29)).await, Ok(Some(one.clone())));
    assert_eq!(store.ticket(&[1; 32], at(30)).await, Ok(None), "over");
    assert_eq!(store.ticket(&[9; 32], at(1)).await, Ok(None), "another secret");
    assert_eq!(store.invitations(at(29)).await, Ok(vec![two.clone(), one.clone()]), "newest first");
    assert_eq!(store.invitations(at(30)).await, Ok(vec![]));

    // A new one for the same address makes the one before void; one of another kind or for another address doesn't.
    let reset = Ticket { email: one.email.clone(), ..ticket(3, TicketKind::Reset, 1) };
    offer(store, 3, &reset).await;
    assert_eq!(store.ticket(&[1; 32], at(1)).await, Ok(Some(one.clone())));
    let newer = Ticket { created_at: at(3), ..ticket(4, TicketKind::Invitation, 3) };
    offer(store, 4, &newer).await;
    assert_eq!(store.ticket(&[1; 32], at(1)).await, Ok(None), "void");
    assert_eq!(store.invitations(at(1)).await, Ok(vec![newer.clone(), two.clone()]));
    assert_eq!(store.ticket(&[3; 32], at(1)).await, Ok(Some(reset.clone())));

    let taken = store.create_ticket(&ticket(5, TicketKind::Invitation, 3), &[2; 32], &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict), "the secret is taken");
    assert_eq!(
        store.ticket(&[4; 32], at(1)).await,
        Ok(Some(newer)),
        "the one before is good as long as there is no new one"
    );
    let nobodys = store.create_ticket(&ticket(5, TicketKind::Reset, 99), &[5; 32], &note()).await;
    assert_eq!(nobodys, Err(StoreError::Conflict));
    store.delete_invitation(two.id, &note()).await.expect("there");
    assert_eq!(store.ticket(&[2; 32], at(1)).await, Ok(None));
    assert_eq!(store.delete_invitation(two.id, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.delete_invitation(reset.id, &note()).await, Err(StoreError::NotFound), "no invitation");
}

async fn invited(store: &dyn Store) {
    let three = Account { created_at: at(5), ..account(3) };
    let accept =
        |secret: u8, account: Account| async move { store.use_invitation(&[secret; 32], &account, &note()).await };
    assert_eq!(accept(9, three.clone()).await, Err(StoreError::NotFound), "another secret");
    assert_eq!(accept(3, three.clone()).await, Err(StoreError::NotFound), "no invitation");
    let late = Account { created_at: at(30), ..three.clone() };
    assert_eq!(accept(4, late).await, Err(StoreError::NotFound), "over");
    let more = Account { role: InstanceRole::Admin, ..three.clone() };
    assert_eq!(accept(4, more).await, Err(StoreError::NotFound), "another role than was offered");
    let other = Account { email: Some("other@example.com".to_owned()), ..three.clone() };
    assert_eq!(accept(4, other).await, Err(StoreError::NotFound), "another address than was invited");
    assert_eq!(store.account(person(3)).await, Err(StoreError::NotFound));
    accept(4, three.clone()).await.expect("good");
    assert_eq!(store.account_by_email("person3@example.com").await, Ok(Some(three.clone())));
    assert_eq!(accept(4, three).await, Err(StoreError::NotFound), "once");
    assert_eq!(store.ticket(&[4; 32], at(1)).await, Ok(None));

    // The address has an account by now.
    offer(store, 6, &ticket(6, TicketKind::Invitation, 2)).await;
    let again = Account { person: account(5).person, ..account(2) };
    assert_eq!(accept(6, again).await, Err(StoreError::Conflict));
    assert!(store.ticket(&[6; 32], at(1)).await.expect("answers").is_some(), "was not used up");
}

async fn resets(store: &dyn Store) {
    offer(store, 7, &ticket(7, TicketKind::Reset, 2)).await;
    begin(store, 21, person(2)).await;
    begin(store, 22, person(1)).await;
    let renew = |secret: u8, minute| async move { store.use_reset(&[secret; 32], "new", at(minute), &note()).await };
    let hash = |number| async move { store.account(person(number)).await.expect("there").password_hash };
    assert_eq!(renew(6, 5).await, Err(StoreError::NotFound), "an invitation");
    assert_eq!(renew(7, 30).await, Err(StoreError::NotFound), "over");
    assert_eq!(hash(2).await.as_deref(), Some("hash"));
    assert_eq!(renew(7, 29).await, Ok(person(2)));
    assert_eq!((hash(2).await.as_deref(), hash(1).await.as_deref()), (Some("new"), Some("hash")));
    assert_eq!(store.sessions(person(2), at(1)).await, Ok(vec![]));
    assert_eq!(store.sessions(person(1), at(1)).await.expect("sessions").len(), 1, "nobody else's");
    assert_eq!(renew(7, 5).await, Err(StoreError::NotFound), "once");

    offer(store, 8, &ticket(8, TicketKind::Reset, 2)).await;
    store.set_password(person(2), &password("new", "newer"), &note()).await.expect("there");
    assert_eq!(renew(8, 5).await, Err(StoreError::NotFound), "there is a newer password");
    offer(store, 8, &ticket(8, TicketKind::Reset, 2)).await;
    offer(store, 9, &ticket(9, TicketKind::Reset, 2)).await;
    assert_eq!(renew(8, 5).await, Err(StoreError::NotFound), "void");
    store.suspend(person(2), None, &note()).await.expect("owns nothing");
    assert_eq!(renew(9, 5).await, Err(StoreError::NotFound), "suspended");
    assert_eq!(hash(2).await.as_deref(), Some("newer"));
}

/// A connection with a provider, of minute 1.
pub(crate) fn identity(issuer: &str, subject: &str, number: u8) -> IdentityRow {
    IdentityRow {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        person: person(number),
        email: "me@idp.example".to_owned(),
        created_at: at(1),
        last_used_at: at(1),
    }
}

/// The contract of accounts at providers.
pub(crate) async fn identities(store: &dyn Store) {
    add(store, &account(1)).await;
    add(store, &account(2)).await;
    let (a, b) = (identity("https://a.example", "x", 1), identity("https://b.example", "x", 1));
    store.create_identity(&b, &note()).await.expect("free");
    store.create_identity(&a, &note()).await.expect("free");
    let taken = [
        (identity("https://a.example", "x", 2), "the identity is taken"),
        (identity("https://a.example", "y", 1), "another one at the same provider"),
        (identity("https://c.example", "x", 99), "nobody"),
    ];
    for (identity, why) in taken {
        assert_eq!(store.create_identity(&identity, &note()).await, Err(StoreError::Conflict), "{why}");
    }
    assert_eq!(store.identities(person(1)).await, Ok(vec![a.clone(), b.clone()]));
    assert_eq!(store.identities(person(2)).await, Ok(vec![]));
    assert_eq!(store.identity(&a.issuer, "X").await, Ok(None), "subjects are compared byte by byte");
    store.touch_identity(&a.issuer, "x", "new@idp.example", at(5)).await.expect("noted");
    let used = IdentityRow { email: "new@idp.example".to_owned(), last_used_at: at(5), ..a.clone() };
    assert_eq!(store.identity(&a.issuer, "x").await, Ok(Some(used)));
    assert_eq!(store.identity(&b.issuer, "x").await, Ok(Some(b.clone())), "nobody else's");
    assert_eq!(
        store.account_by_email("new@idp.example").await,
        Ok(None),
        "what a provider says is no address to sign in with"
    );
    let issuers: Vec<_> = store.accounts().await.expect("accounts").into_iter().map(|row| row.issuers).collect();
    assert_eq!(issuers, [vec![a.issuer.clone(), b.issuer.clone()], vec![]]);

    // An account without a password keeps one way to sign in.
    let new = Account { password_hash: None, ..account(3) };
    let taken = store.create_account_with_identity(&new, &identity(&a.issuer, "x", 3), &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict));
    assert_eq!(store.account(person(3)).await, Err(StoreError::NotFound), "nothing of it stays");
    let mail_taken = Account { email: account(2).email, ..new.clone() };
    let taken = store.create_account_with_identity(&mail_taken, &identity(&a.issuer, "z", 3), &note()).await;
    assert_eq!(taken, Err(StoreError::Conflict), "an address is no proof of who somebody is");
    assert_eq!(store.identity(&a.issuer, "z").await, Ok(None));
    store.create_account_with_identity(&new, &identity(&a.issuer, "z", 3), &note()).await.expect("free");
    assert_eq!(store.account(person(3)).await, Ok(new));
    let remove = |number, issuer: String| async move { store.delete_identity(person(number), &issuer, &note()).await };
    assert_eq!(remove(3, a.issuer.clone()).await, Err(StoreError::Conflict), "the only way");
    store.create_identity(&identity(&b.issuer, "z", 3), &note()).await.expect("free");
    remove(3, a.issuer.clone()).await.expect("there is another");
    assert_eq!(remove(3, a.issuer.clone()).await, Err(StoreError::NotFound));
    assert_eq!(remove(3, b.issuer.clone()).await, Err(StoreError::Conflict), "the only way");
    assert!(store.identity(&b.issuer, "z").await.expect("answers").is_some());
    remove(1, a.issuer.clone()).await.expect("has a password");
    remove(1, b.issuer).await.expect("has a password");
    assert_eq!(remove(2, a.issuer).await, Err(StoreError::NotFound));
}

/// What ends by time is forgotten when that has come, and nothing else.
pub(crate) async fn expiry(store: &dyn Store) {
    add(store, &account(1)).await;
    let id = document_of(store, 1, person(1)).await;
    begin(store, 1, person(1)).await;
    offer(store, 1, &Ticket { expires_at: at(60), ..ticket(1, TicketKind::Invitation, 3) }).await;
    store.create_link(&link(1, id, Role::Viewer, 60), &[1; 32], 9, &note()).await.expect("room");
    store.create_link(&link(2, id, Role::Viewer, 61), &[2; 32], 9, &note()).await.expect("room");
    assert_eq!(store.delete_expired(at(59)).await, Ok(0));
    assert_eq!(store.delete_expired(at(60)).await, Ok(3));
    assert_eq!(store.session(&[1; 32], at(1)).await, Ok(None));
    assert_eq!(store.ticket(&[1; 32], at(1)).await, Ok(None));
    let links = store.links(id, at(1)).await.expect("links");
    assert_eq!(links.iter().map(|link| link.id.as_u128()).collect::<Vec<_>>(), [2]);
    assert_eq!(store.delete_expired(at(60)).await, Ok(0));
}

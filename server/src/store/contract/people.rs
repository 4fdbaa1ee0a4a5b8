//! The contract of accounts: who there is, who may run the instance, and suspension.

use debrief_shared::api::{InstanceRole, Person, Role, TicketKind};
use uuid::Uuid;

use super::links::link;
use super::tickets::ticket;
use super::{SHOWN, account, add, at, begin, document_of, hour_of, note, note_at, person, session, token};
use crate::store::people::{Account, Estate};
use crate::store::sharing::NewLink;
use crate::store::{Store, StoreError};

/// The contract of accounts.
pub(crate) async fn accounts(store: &dyn Store) {
    set_up(store).await;
    let (one, two) = (account(1), add(store, &account(2)).await);
    let taken = Account { email: two.email.clone(), ..account(3) };
    assert_eq!(store.create_account(&taken, &note()).await, Err(StoreError::Conflict), "the address is taken");
    let again = Account { person: two.person.clone(), ..account(3) };
    assert_eq!(store.create_account(&again, &note()).await, Err(StoreError::Conflict), "the id is taken");
    assert_eq!(store.account_by_email("person2@example.com").await, Ok(Some(two.clone())));
    assert_eq!(store.account_by_email("nobody@example.com").await, Ok(None));
    assert_eq!(store.account(two.person.id).await, Ok(two.clone()));
    assert_eq!(store.account(person(3)).await, Err(StoreError::NotFound));
    profiles(store, &one, &two).await;
    lists_of_people(store, &one).await;
}

async fn set_up(store: &dyn Store) {
    store.offer_set_up(&[1; 32]).await.expect("stored");
    store.offer_set_up(&[2; 32]).await.expect("replaced");
    assert_eq!(store.set_up(&[1; 32], &account(1), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.count_accounts().await, Ok(0));
    store.set_up(&[2; 32], &account(1), &note()).await.expect("the newest secret");
    assert_eq!(store.set_up(&[2; 32], &account(2), &note()).await, Err(StoreError::Conflict));
    store.offer_set_up(&[3; 32]).await.expect("stored");
    assert_eq!(store.set_up(&[3; 32], &account(2), &note()).await, Err(StoreError::Conflict), "there is an account");
}

async fn profiles(store: &dyn Store, one: &Account, two: &Account) {
    let renamed = Person { name: "Ünal 'x'".to_owned(), color: 11, ..one.person.clone() };
    store.set_profile(&renamed, &note()).await.expect("there");
    assert_eq!(store.account(one.person.id).await, Ok(Account { person: renamed, ..one.clone() }));
    store.set_profile(&one.person, &note()).await.expect("there");
    assert_eq!(store.set_profile(&account(3).person, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.account(two.person.id).await, Ok(two.clone()), "nobody else's");
}

async fn lists_of_people(store: &dyn Store, one: &Account) {
    let called = |number, name: &str| Account {
        person: Person { name: name.to_owned(), ..account(number).person },
        ..account(number)
    };
    // A guest by link has no address; several may have none. An id is no address to sign in with.
    let guest = |number| Account {
        email: None,
        password_hash: None,
        role: InstanceRole::Guest,
        link: Some(Uuid::from_u128(1)),
        person: Person { guest: true, ..called(number, "guest").person },
        ..called(number, "guest")
    };
    for number in [4, 5] {
        let guest = add(store, &guest(number)).await;
        assert_eq!(store.account(guest.person.id).await, Ok(guest.clone()));
        assert_eq!(store.account_by_email(&guest.person.id.to_string()).await, Ok(None));
    }
    assert_eq!(store.account_by_email("").await, Ok(None));
    let suspended = add(store, &Account { suspended_at: Some(at(1)), ..called(6, "Ada") }).await;
    document_of(store, 1, one.person.id).await;
    let removed = document_of(store, 2, one.person.id).await;
    store.set_deleted(removed, one.person.id, at(1), &note()).await.expect("in the library");

    let names = |people: Vec<Person>| people.into_iter().map(|person| person.name).collect::<Vec<_>>();
    let everybody = ["Ada", "guest", "guest", "Person 1", "Person 2"];
    assert_eq!(names(store.people().await.expect("people")), everybody, "everybody there ever was, by name");
    assert_eq!(names(store.directory().await.expect("people")), ["Person 1", "Person 2"]);
    assert_eq!(store.count_accounts().await, Ok(3));
    let accounts = store.accounts().await.expect("accounts");
    assert_eq!(names(accounts.iter().map(|row| row.account.person.clone()).collect()), everybody);
    assert_eq!(accounts[0].account, suspended);
    assert_eq!(accounts.iter().map(|row| row.owns).collect::<Vec<_>>(), [0, 0, 0, 1, 0], "without the bin");
}

/// The contract of roles in the instance and of suspension.
pub(crate) async fn roles(store: &dyn Store) {
    let admin = |number| Account { role: InstanceRole::Admin, ..account(number) };
    add(store, &admin(1)).await;
    add(store, &account(2)).await;
    begin(store, 11, person(1)).await;
    begin(store, 12, person(2)).await;
    let demote =
        |number| async move { store.set_role(person(number), InstanceRole::Member, Estate::Rests, &note()).await };
    let suspend = |number, to| async move { store.suspend(person(number), to, &note_at(5)).await };

    // The last one who can run the instance stays.
    assert_eq!(demote(1).await, Err(StoreError::Conflict));
    assert_eq!(suspend(1, Some(person(2))).await, Err(StoreError::Conflict));
    store.set_role(person(1), InstanceRole::Admin, Estate::Rests, &note()).await.expect("stays what they are");
    add(store, &Account { suspended_at: Some(at(0)), ..admin(3) }).await;
    assert_eq!(demote(1).await, Err(StoreError::Conflict), "the other one is suspended");
    assert_eq!(suspend(1, None).await, Err(StoreError::Conflict), "the other one is suspended");
    assert_eq!(store.account(person(1)).await.expect("there").suspended_at, None);
    assert!(store.session(&[11; 32], at(1)).await.expect("answers").is_some(), "nothing was done");
    demote(3).await.expect("a suspended one can be lowered");

    // The role holds at once; the secrets of its sessions are to be renewed.
    let renew = |number| async move {
        store
            .session(&[number; 32], at(1))
            .await
            .expect("answers")
            .map(|(session, account)| (session.renew, account.role))
    };
    assert_eq!(renew(12).await, Some((false, InstanceRole::Member)));
    store.set_role(person(2), InstanceRole::Admin, Estate::Rests, &note()).await.expect("there");
    assert_eq!(renew(12).await, Some((true, InstanceRole::Admin)));
    demote(1).await.expect("there is another one");
    store.set_role(person(1), InstanceRole::Guest, Estate::Rests, &note()).await.expect("there");
    assert_eq!(renew(11).await, Some((true, InstanceRole::Guest)));
    assert_eq!(demote(99).await, Err(StoreError::NotFound));
    assert_eq!(suspend(99, None).await, Err(StoreError::NotFound));
    assert_eq!(suspend(2, None).await, Err(StoreError::Conflict), "now they are the last");
    store.set_role(person(1), InstanceRole::Admin, Estate::Rests, &note()).await.expect("there");
    suspend(2, None).await.expect("there is another one, and nothing to pass on");
    assert_eq!(suspend(2, None).await, Err(StoreError::NotFound), "suspended already");
}

/// What becomes of what a guest-to-be owns.
pub(crate) async fn estates(store: &dyn Store) {
    for number in 1..=3 {
        add(store, &account(number)).await;
    }
    add(store, &Account { role: InstanceRole::Guest, ..account(4) }).await;
    add(store, &Account { suspended_at: Some(at(0)), ..account(5) }).await;
    let (library, bin) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    let others = document_of(store, 3, person(2)).await;
    store.set_deleted(bin, person(1), at(1), &note()).await.expect("in the library");
    store.grant_person(library, person(3), Role::Viewer, 9, &note()).await.expect("room");
    let become_guest =
        |number, estate| async move { store.set_role(person(number), InstanceRole::Guest, estate, &note()).await };
    let owners = || async {
        let mut owners = Vec::new();
        for id in [library, bin, others] {
            owners.push(store.row(id).await.expect("there").owner.expect("one"));
        }
        owners
    };
    for unfit in [None, Some(person(1)), Some(person(4)), Some(person(5)), Some(person(99))] {
        let refused = become_guest(1, Estate::Passes(unfit)).await;
        assert_eq!(refused, Err(StoreError::Conflict), "{unfit:?}");
    }
    assert_eq!(store.account(person(1)).await.expect("there").role, InstanceRole::Member, "nothing was done");
    store.set_role(person(1), InstanceRole::Admin, Estate::Passes(None), &note()).await.expect("may own");
    store.set_role(person(1), InstanceRole::Member, Estate::Passes(Some(person(3))), &note()).await.expect_err("last");
    add(store, &Account { role: InstanceRole::Admin, ..account(6) }).await;
    store.set_role(person(1), InstanceRole::Member, Estate::Passes(Some(person(3))), &note()).await.expect("there");
    assert_eq!(owners().await, [1, 1, 2].map(person), "members own");

    become_guest(1, Estate::Passes(Some(person(3)))).await.expect("a member");
    assert_eq!(owners().await, [3, 3, 2].map(person), "in the bin or not");
    assert_eq!(store.grants(library).await.expect("there").people, [], "the owner needs no grant");
    assert_eq!(store.standing(library, person(1), at(1)).await.expect("there").granted, None);
    become_guest(2, Estate::Rests).await.expect("there");
    assert_eq!(owners().await, [3, 3, 2].map(person), "in name");
    become_guest(4, Estate::Passes(None)).await.expect("owns nothing");
}

/// What suspension does.
pub(crate) async fn suspension(store: &dyn Store) {
    for number in [1, 3, 4] {
        add(store, &account(number)).await;
    }
    add(store, &Account { role: InstanceRole::Admin, ..account(2) }).await;
    let (library, bin) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    let others = document_of(store, 3, person(2)).await;
    store.set_deleted(bin, person(1), at(1), &note()).await.expect("in the library");
    for id in [library, others] {
        store.grant_person(id, person(3), Role::Viewer, 9, &note()).await.expect("room");
    }
    begin(store, 11, person(1)).await;
    begin(store, 12, person(2)).await;
    store.create_token(&token(13, person(1)), &[13; 32], &note()).await.expect("a free secret");
    let reset = ticket(14, TicketKind::Reset, 1);
    store.create_ticket(&reset, &[14; 32], &note()).await.expect("a free secret");
    store.suspend(person(4), None, &note()).await.expect("owns nothing");
    let mine = link(17, library, Role::Viewer, 90);
    let other = NewLink { created_by: person(2), ..link(18, library, Role::Viewer, 90) };
    store.create_link(&mine, &[17; 32], 9, &note()).await.expect("room");
    store.create_link(&other, &[18; 32], 9, &note()).await.expect("room");

    for new_owner in [None, Some(person(99)), Some(person(4)), Some(person(1))] {
        let refused = store.suspend(person(1), new_owner, &note()).await;
        assert_eq!(refused, Err(StoreError::Conflict), "no such owner: {new_owner:?}");
    }
    assert!(store.holder(Uuid::from_u128(11), at(1)).await.expect("answers").is_some(), "nothing was done");
    assert!(store.ticket(&[14; 32], at(1)).await.expect("answers").is_some(), "nothing was done");

    store.suspend(person(1), Some(person(3)), &note_at(5)).await.expect("all there");
    for (id, owner) in [(library, 3), (bin, 3), (others, 2)] {
        assert_eq!(store.row(id).await.expect("there").owner, Some(person(owner)));
    }
    assert_eq!(store.grants(library).await.expect("there").people, [], "the owner needs no grant");
    assert_eq!(store.grants(others).await.expect("there").people, [(account(3).person, Role::Viewer)]);
    let links: Vec<Uuid> = store.links(library, at(6)).await.expect("answers").iter().map(|link| link.id).collect();
    assert_eq!(links, [other.id], "links that they made are no way back in");
    assert_eq!(store.session(&[11; 32], at(6)).await, Ok(None));
    assert!(store.session(&[12; 32], at(6)).await.expect("answers").is_some(), "nobody else's");
    assert_eq!(store.token(&[13; 32]).await, Ok(None));
    assert_eq!(store.holder(Uuid::from_u128(13), at(6)).await, Ok(None));
    assert_eq!(store.ticket(&[14; 32], at(6)).await, Ok(None), "a link for a new password is void");
    let suspended = Account { suspended_at: Some(at(5)), last_seen_at: Some(hour_of(at(0))), ..account(1) };
    assert_eq!(store.account_by_email("person1@example.com").await, Ok(Some(suspended.clone())), "still known");
    assert_eq!(store.account(person(1)).await, Ok(suspended));

    // Whoever was signing in at that very moment doesn't get in.
    let late = store.create_session(&session(15, person(1)), SHOWN, &[15; 32], &note()).await;
    assert_eq!(late, Err(StoreError::NotFound));
    let late = store.create_token(&token(16, person(1)), &[16; 32], &note()).await;
    assert_eq!(late, Err(StoreError::NotFound));
    store.create_ticket(&reset, &[14; 32], &note()).await.expect("a free secret");
    assert_eq!(store.use_reset(&[14; 32], "new", at(6), &note()).await, Err(StoreError::NotFound));

    store.reinstate(person(1), &note()).await.expect("suspended");
    assert_eq!(store.reinstate(person(1), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.reinstate(person(99), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.account(person(1)).await.expect("there").suspended_at, None);
    assert_eq!(store.session(&[11; 32], at(6)).await, Ok(None), "sessions don't come back");
    assert!(store.token(&[13; 32]).await.expect("answers").is_some(), "tokens do");
    assert_eq!(store.row(library).await.expect("there").owner, Some(person(3)), "nor do postmortems");
}

//! The contract of share links.

use debrief_shared::api::{InstanceRole, Person, Role};
use uuid::Uuid;

use super::{account, add, at, document_of, note, note_at, person, session};
use crate::store::people::{Account, Estate};
use crate::store::sharing::{LinkRow, NewLink};
use crate::store::{Store, StoreError};

/// A link that lasts from minute 0 to `until`, whose secret's hash is `[number; 32]`; made by the person 1.
pub(crate) fn link(number: u8, postmortem: Uuid, role: Role, until: i64) -> NewLink {
    NewLink {
        id: Uuid::from_u128(number.into()),
        postmortem,
        role,
        password_hash: None,
        created_by: person(1),
        created_at: at(0),
        expires_at: at(until),
    }
}

/// Makes a link and lets somebody come by it at minute 0.
pub(crate) async fn enter(store: &dyn Store, link: &NewLink, person: Uuid) {
    let number = u8::try_from(link.id.as_u128()).expect("made by `link`");
    store.create_link(link, &[number; 32], 99, &note()).await.expect("room");
    store.visit_link(link.id, person, &note()).await.expect("there");
}

/// A guest as the one who lets them in describes them.
fn guest(number: u8) -> Account {
    let person = Person { guest: true, ..account(number).person };
    Account { person, role: InstanceRole::Guest, email: None, password_hash: None, ..account(number) }
}

fn row(link: &NewLink, visitors: u32) -> LinkRow {
    let NewLink { id, postmortem, role, password_hash, created_by, created_at, expires_at } = link.clone();
    LinkRow { id, postmortem, role, password_hash, created_by: Some(created_by), created_at, expires_at, visitors }
}

/// The contract of links and of those who come by them.
pub(crate) async fn links(store: &dyn Store) {
    for number in 1..=3 {
        add(store, &account(number)).await;
    }
    let (here, there) = (document_of(store, 1, person(1)).await, document_of(store, 2, person(1)).await);
    made_and_revoked(store, here, there).await;
    visits(store, here, there).await;
    guests(store, here).await;
    makers(store, here, there).await;
}

async fn made_and_revoked(store: &dyn Store, here: Uuid, there: Uuid) {
    let one = link(1, here, Role::Viewer, 10);
    let two = NewLink { password_hash: Some("hash".to_owned()), created_at: at(1), ..link(2, here, Role::Editor, 20) };
    store.create_link(&one, &[1; 32], 2, &note()).await.expect("room");
    store.create_link(&two, &[2; 32], 2, &note()).await.expect("room");
    let late = |minute| NewLink { created_at: at(minute), ..link(3, here, Role::Viewer, 90) };
    assert_eq!(store.create_link(&late(9), &[3; 32], 2, &note()).await, Err(StoreError::Conflict), "full");
    store.create_link(&late(10), &[3; 32], 2, &note()).await.expect("the first has ended");
    assert_eq!(store.links(here, at(9)).await, Ok(vec![row(&late(10), 0), row(&two, 0), row(&one, 0)]), "newest first");
    assert_eq!(store.links(here, at(10)).await, Ok(vec![row(&late(10), 0), row(&two, 0)]));
    assert_eq!(store.links(there, at(0)).await, Ok(vec![]));

    let same_secret = link(4, here, Role::Viewer, 10);
    assert_eq!(store.create_link(&same_secret, &[2; 32], 9, &note()).await, Err(StoreError::Conflict));
    let nowhere = link(4, Uuid::from_bytes([99; 16]), Role::Viewer, 10);
    assert_eq!(store.create_link(&nowhere, &[4; 32], 9, &note()).await, Err(StoreError::NotFound));
    let too_strong = link(4, here, Role::Owner, 10);
    assert_eq!(store.create_link(&too_strong, &[4; 32], 9, &note()).await, Err(StoreError::Conflict));

    assert_eq!(store.link(&[1; 32], at(9)).await, Ok(Some(row(&one, 0))));
    assert_eq!(store.link(&[1; 32], at(10)).await, Ok(None), "ended");
    assert_eq!(store.link(&[9; 32], at(9)).await, Ok(None), "another secret");
    store.set_deleted(here, person(1), at(1), &note()).await.expect("in the library");
    assert_eq!(store.link(&[1; 32], at(9)).await, Ok(None), "in the bin");
    assert_eq!(store.visit_link(one.id, person(2), &note()).await, Err(StoreError::NotFound), "in the bin");
    store.clear_deleted(here, &note()).await.expect("in the bin");

    assert_eq!(store.revoke_link(there, one.id, &note()).await, Err(StoreError::NotFound), "another's");
    store.revoke_link(here, one.id, &note()).await.expect("there");
    assert_eq!(store.revoke_link(here, one.id, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.link(&[1; 32], at(0)).await, Ok(None));
    store.revoke_link(here, two.id, &note()).await.expect("there");
    store.revoke_link(here, late(10).id, &note()).await.expect("there");
}

async fn visits(store: &dyn Store, here: Uuid, there: Uuid) {
    let open = link(5, here, Role::Commenter, 30);
    let granted = |minute| async move { store.standing(here, person(2), at(minute)).await.expect("there").granted };
    store.create_link(&open, &[5; 32], 9, &note()).await.expect("room");
    assert_eq!(granted(0).await, None, "a link gives nothing to those who haven't come by it");
    store.visit_link(open.id, person(2), &note()).await.expect("open");
    store.visit_link(open.id, person(2), &note_at(1)).await.expect("again is no harm");
    assert_eq!(store.links(here, at(0)).await, Ok(vec![row(&open, 1)]));
    assert_eq!(granted(29).await, Some(Role::Commenter));
    assert_eq!(granted(30).await, None, "ended");
    assert_eq!(store.standing(there, person(2), at(0)).await.expect("there").granted, None, "elsewhere");
    assert_eq!(store.visit_link(open.id, person(3), &note_at(30)).await, Err(StoreError::NotFound), "ended");
    assert_eq!(store.visit_link(Uuid::from_u128(9), person(3), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.visit_link(open.id, person(99), &note()).await, Err(StoreError::Conflict), "nobody");

    // Taken out by name: the visit is gone, the link is still there for others.
    store.revoke_person(there, person(2), &note()).await.expect_err("has nothing there");
    store.revoke_person(here, person(2), &note()).await.expect("a visit");
    assert_eq!(granted(0).await, None);
    assert_eq!(store.revoke_person(here, person(2), &note()).await, Err(StoreError::NotFound));
    store.visit_link(open.id, person(2), &note()).await.expect("open");
    store.revoke_link(here, open.id, &note()).await.expect("there");
    assert_eq!(granted(0).await, None, "visits go with their link");
}

async fn guests(store: &dyn Store, here: Uuid) {
    let open = link(6, here, Role::Viewer, 30);
    store.create_link(&open, &[6; 32], 9, &note()).await.expect("room");
    let before = store.count_accounts().await.expect("a number");
    let asked_for_more = Account {
        role: InstanceRole::Admin,
        email: Some("guest@example.com".to_owned()),
        password_hash: Some("hash".to_owned()),
        ..guest(21)
    };
    let begun = |number| session(number, person(number));
    let visit = |guest: Account, number: u8, link: Uuid, minute| async move {
        store.visit_link_as_guest(link, &guest, &begun(number), &[number; 32], 2, &note_at(minute)).await
    };
    visit(asked_for_more, 21, open.id, 0).await.expect("room");
    let (begun_session, account) = store.session(&[21; 32], at(1)).await.expect("answers").expect("there");
    assert_eq!(begun_session, begun(21));
    let seen = account.last_seen_at;
    assert_eq!(account, Account { link: Some(open.id), last_seen_at: seen, ..guest(21) }, "no more than a guest");
    assert_eq!(store.account_by_email("guest@example.com").await, Ok(None));
    assert_eq!(store.standing(here, person(21), at(1)).await.expect("there").granted, Some(Role::Viewer));

    assert_eq!(visit(guest(22), 22, open.id, 30).await, Err(StoreError::NotFound), "ended");
    assert_eq!(visit(guest(22), 22, Uuid::from_u128(9), 0).await, Err(StoreError::NotFound), "gone");
    assert_eq!(visit(guest(21), 22, open.id, 0).await, Err(StoreError::Conflict), "there already");
    visit(guest(22), 22, open.id, 0).await.expect("room");
    assert_eq!(visit(guest(23), 23, open.id, 0).await, Err(StoreError::Conflict), "full");
    assert_eq!(store.account(person(23)).await, Err(StoreError::NotFound), "nothing of them stays");
    assert_eq!(store.session(&[23; 32], at(1)).await, Ok(None));
    assert_eq!(store.links(here, at(0)).await, Ok(vec![row(&open, 2)]));

    // They are known by name to readers of what they write, and are nobody to share with.
    assert_eq!(store.count_accounts().await, Ok(before));
    assert!(store.people().await.expect("people").contains(&guest(21).person));
    assert!(!store.directory().await.expect("people").contains(&guest(21).person));
    store.revoke_link(here, open.id, &note()).await.expect("there");
    assert_eq!(store.account(person(21)).await.expect("stays").link, Some(open.id));
    assert!(store.session(&[21; 32], at(1)).await.expect("answers").is_some(), "the session is no access by itself");
    assert_eq!(store.standing(here, person(21), at(1)).await.expect("there").granted, None);
}

/// A link is made by whoever may share, and ends with that right.
async fn makers(store: &dyn Store, here: Uuid, there: Uuid) {
    let admin = Account { role: InstanceRole::Admin, ..account(7) };
    add(store, &admin).await;
    add(store, &Account { role: InstanceRole::Guest, ..account(8) }).await;
    let by = |number: u8, maker: u8, postmortem| NewLink {
        created_by: person(maker),
        ..link(number, postmortem, Role::Viewer, 90)
    };
    let make = |number: u8, maker, postmortem| async move {
        store.create_link(&by(number, maker, postmortem), &[number; 32], 99, &note()).await
    };
    let open = |number: u8| async move { store.link(&[number; 32], at(1)).await.expect("answers").is_some() };
    let members = |id| async move { store.set_role(person(id), InstanceRole::Member, Estate::Rests, &note()).await };

    store.grant_person(here, person(2), Role::Editor, 9, &note()).await.expect("room");
    for (maker, why) in [(2, "an editor"), (3, "a stranger"), (8, "a guest"), (99, "nobody")] {
        assert_eq!(make(40, maker, here).await, Err(StoreError::NotFound), "{why}");
    }
    for (number, maker, postmortem) in [(41, 1, here), (42, 1, there), (43, 7, here), (44, 7, there)] {
        make(number, maker, postmortem).await.expect("may share");
    }
    store.visit_link(by(41, 1, here).id, person(3), &note()).await.expect("open");

    // Handed over: the links there of the owner so far end, for those, too, who came by them. Others stay.
    store.hand_over(here, person(2), &note()).await.expect("a member");
    assert_eq!((open(41).await, open(42).await, open(43).await), (false, true, true));
    assert_eq!(store.standing(here, person(3), at(1)).await.expect("there").granted, None);
    store.hand_over(there, person(7), &note()).await.expect("an admin");
    assert!(!open(42).await && open(44).await);
    store.hand_over(there, person(1), &note()).await.expect("a member");
    assert!(open(44).await, "an admin may share it still");

    // No admin any more: what they don't own is nothing for them to share. Owners go on.
    store.hand_over(there, person(7), &note()).await.expect("an admin");
    add(store, &Account { role: InstanceRole::Admin, ..account(9) }).await;
    make(45, 2, here).await.expect("the owner now");
    members(7).await.expect("there is another admin");
    assert_eq!((open(43).await, open(44).await, open(45).await), (false, true, true));
    members(2).await.expect("stays a member");
    assert!(open(45).await);

    // A guest shares nothing, also what is theirs in name.
    store.set_role(person(2), InstanceRole::Guest, Estate::Rests, &note()).await.expect("there");
    assert!(!open(45).await && open(44).await);
    assert_eq!(make(46, 2, here).await, Err(StoreError::NotFound));
}

//! The contract of roles in postmortems, of owners and of teams.

use std::collections::HashMap;

use debrief_shared::api::{Role, Visibility};
use uuid::Uuid;

use super::links::{enter, link};
use super::{account, add, at, document, document_of, note, person};
use crate::store::people::Account;
use crate::store::sharing::{Grants, Standing, TeamRow};
use crate::store::{Store, StoreError};

const SRE: Uuid = Uuid::from_u128(1);
const WEB: Uuid = Uuid::from_u128(2);
const NOWHERE: Uuid = Uuid::from_u128(99);

/// The contract of [`SharingStore`](crate::store::SharingStore), without links.
pub(crate) async fn sharing(store: &dyn Store) {
    for number in 1..=5 {
        add(store, &account(number)).await;
    }
    let id = document_of(store, 1, person(1)).await;
    teams(store).await;
    visibility(store, id).await;
    people(store, id).await;
    granted_teams(store, id).await;
    owners(store, id).await;
    standings(store).await;
}

async fn teams(store: &dyn Store) {
    store.create_team(SRE, "sre", &note()).await.expect("a free name");
    store.create_team(WEB, "Web", &note()).await.expect("a free name");
    assert_eq!(store.create_team(NOWHERE, "Web", &note()).await, Err(StoreError::Conflict), "the name is taken");
    assert_eq!(store.create_team(WEB, "Other", &note()).await, Err(StoreError::Conflict), "the id is taken");
    for member in [3, 2, 2] {
        store.join_team(SRE, person(member), &note()).await.expect("again is no harm");
    }
    assert_eq!(store.join_team(SRE, person(99), &note()).await, Err(StoreError::Conflict));
    assert_eq!(store.join_team(NOWHERE, person(2), &note()).await, Err(StoreError::Conflict));
    let members = vec![account(2).person, account(3).person];
    let sre = TeamRow { id: SRE, name: "sre".to_owned(), members };
    let web = TeamRow { id: WEB, name: "Web".to_owned(), members: vec![] };
    assert_eq!(store.teams().await, Ok(vec![sre.clone(), web]), "by name, and so are their members");
    assert_eq!(store.team(SRE).await, Ok(sre));
    assert_eq!(store.team(NOWHERE).await, Err(StoreError::NotFound));

    assert_eq!(store.rename_team(SRE, "Web", &note()).await, Err(StoreError::Conflict));
    assert_eq!(store.rename_team(NOWHERE, "New", &note()).await, Err(StoreError::NotFound));
    store.rename_team(SRE, "zoo", &note()).await.expect("a free name");
    let names: Vec<_> = store.teams().await.expect("teams").into_iter().map(|team| team.name).collect();
    assert_eq!(names, ["Web", "zoo"]);
    assert_eq!(store.leave_team(WEB, person(2), &note()).await, Err(StoreError::NotFound));
    store.leave_team(SRE, person(3), &note()).await.expect("was in it");
    assert_eq!(store.team(SRE).await.expect("there").members, [account(2).person]);
}

async fn visibility(store: &dyn Store, id: Uuid) {
    let row = store.row(id).await.expect("there");
    assert_eq!((row.visibility, row.workspace_role), (Visibility::Workspace, Role::Editor), "to begin with");
    store.set_visibility(id, Visibility::Restricted, Role::Viewer, &note()).await.expect("there");
    let row = store.row(id).await.expect("there");
    assert_eq!((row.visibility, row.workspace_role), (Visibility::Restricted, Role::Viewer));
    let nowhere = store.set_visibility(NOWHERE, Visibility::Workspace, Role::Viewer, &note()).await;
    assert_eq!(nowhere, Err(StoreError::NotFound));
    let all_own = store.set_visibility(id, Visibility::Workspace, Role::Owner, &note()).await;
    assert_eq!(all_own, Err(StoreError::Conflict));
    assert_eq!(store.row(id).await, Ok(row));
}

async fn people(store: &dyn Store, id: Uuid) {
    let grant = |number, role| async move { store.grant_person(id, person(number), role, 2, &note()).await };
    grant(3, Role::Viewer).await.expect("room");
    grant(2, Role::Editor).await.expect("room");
    assert_eq!(grant(4, Role::Viewer).await, Err(StoreError::Conflict), "full");
    grant(3, Role::Commenter).await.expect("another role takes no room");
    let people = vec![(account(2).person, Role::Editor), (account(3).person, Role::Commenter)];
    assert_eq!(store.grants(id).await, Ok(Grants { people: people.clone(), teams: vec![] }), "by name");
    assert_eq!(grant(3, Role::Owner).await, Err(StoreError::Conflict), "one owner only");
    assert_eq!(grant(1, Role::Viewer).await, Err(StoreError::Conflict), "the owner has every right");
    store.revoke_person(id, person(2), &note()).await.expect("was added");
    assert_eq!(store.revoke_person(id, person(2), &note()).await, Err(StoreError::NotFound));
    assert_eq!(grant(99, Role::Viewer).await, Err(StoreError::Conflict), "nobody");
    let nowhere = store.grant_person(NOWHERE, person(2), Role::Viewer, 2, &note()).await;
    assert_eq!(nowhere, Err(StoreError::Conflict));
    assert_eq!(store.grants(id).await.expect("there").people, people[1..]);
    store.revoke_person(id, person(3), &note()).await.expect("was added");
}

async fn granted_teams(store: &dyn Store, id: Uuid) {
    let grant = |team, role, most| async move { store.grant_team(id, team, role, most, &note()).await };
    grant(SRE, Role::Viewer, 1).await.expect("room");
    assert_eq!(grant(WEB, Role::Viewer, 1).await, Err(StoreError::Conflict), "full");
    grant(SRE, Role::Editor, 1).await.expect("another role takes no room");
    grant(WEB, Role::Viewer, 2).await.expect("room");
    assert_eq!(grant(NOWHERE, Role::Viewer, 9).await, Err(StoreError::Conflict));
    assert_eq!(grant(SRE, Role::Owner, 9).await, Err(StoreError::Conflict));
    let nowhere = store.grant_team(NOWHERE, SRE, Role::Viewer, 9, &note()).await;
    assert_eq!(nowhere, Err(StoreError::Conflict));
    let team = |id| async move { store.team(id).await.expect("there") };
    let teams = vec![(team(WEB).await, Role::Viewer), (team(SRE).await, Role::Editor)];
    assert_eq!(store.grants(id).await, Ok(Grants { people: vec![], teams }), "by name, with members");

    store.revoke_team(id, WEB, &note()).await.expect("was added");
    assert_eq!(store.revoke_team(id, WEB, &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.standing(id, person(2), at(0)).await.expect("there").granted, Some(Role::Editor));
    store.delete_team(SRE, &note()).await.expect("there");
    assert_eq!(store.delete_team(SRE, &note()).await, Err(StoreError::NotFound));
    assert_eq!(
        store.standing(id, person(2), at(0)).await.expect("there").granted,
        None,
        "what it was given goes with it"
    );
    assert_eq!(store.grants(id).await, Ok(Grants::default()));
}

async fn owners(store: &dyn Store, id: Uuid) {
    store.grant_person(id, person(2), Role::Viewer, 9, &note()).await.expect("room");
    store.hand_over(id, person(2), &note()).await.expect("both there");
    assert_eq!(store.row(id).await.expect("there").owner, Some(person(2)));
    let before = vec![(account(1).person, Role::Editor)];
    assert_eq!(store.grants(id).await.expect("there").people, before, "the owner so far stays as an editor");

    let suspended = Account { suspended_at: Some(at(0)), ..account(9) };
    add(store, &suspended).await;
    for nobody in [person(99), person(9), person(2)] {
        assert_eq!(store.hand_over(id, nobody, &note()).await, Err(StoreError::Conflict));
    }
    assert_eq!(store.hand_over(NOWHERE, person(1), &note()).await, Err(StoreError::NotFound));
    assert_eq!(store.row(id).await.expect("there").owner, Some(person(2)));
    assert_eq!(store.grants(id).await.expect("there").people, before);

    // From before accounts were kept.
    let orphan = document(store, 2).await;
    store.hand_over(orphan, person(1), &note()).await.expect("nobody to keep as an editor");
    assert_eq!(store.grants(orphan).await, Ok(Grants::default()));
    store.set_deleted(orphan, person(1), at(1), &note()).await.expect("in the library");
    store.hand_over(orphan, person(3), &note()).await.expect("in the bin, too");
    assert_eq!(store.row(orphan).await.expect("there").owner, Some(person(3)));
}

/// The strongest of what was given counts, and the earliest end of the links that hold.
async fn standings(store: &dyn Store) {
    let id = document_of(store, 3, person(1)).await;
    let me = person(5);
    let standing = |minute| async move {
        let Standing { row, granted, until } = store.standing(id, me, at(minute)).await.expect("there");
        assert_eq!(row, store.row(id).await.expect("there"));
        (granted, until)
    };
    assert_eq!(standing(0).await, (None, None));
    enter(store, &link(1, id, Role::Viewer, 20), me).await;
    assert_eq!(standing(0).await, (Some(Role::Viewer), Some(at(20))));
    store.grant_person(id, me, Role::Commenter, 9, &note()).await.expect("room");
    assert_eq!(standing(0).await, (Some(Role::Commenter), Some(at(20))));
    store.create_team(SRE, "SRE", &note()).await.expect("a free name");
    store.grant_team(id, SRE, Role::Editor, 9, &note()).await.expect("room");
    assert_eq!(standing(0).await.0, Some(Role::Commenter), "not in the team");
    store.join_team(SRE, me, &note()).await.expect("both there");
    assert_eq!(standing(0).await, (Some(Role::Editor), Some(at(20))));
    assert_eq!(standing(20).await, (Some(Role::Editor), None), "the link has ended");

    store.leave_team(SRE, me, &note()).await.expect("was in it");
    enter(store, &link(2, id, Role::Editor, 10), me).await;
    enter(store, &link(3, id, Role::Viewer, 30), me).await;
    assert_eq!(standing(9).await, (Some(Role::Editor), Some(at(10))), "the earliest end");
    assert_eq!(standing(10).await, (Some(Role::Commenter), Some(at(20))), "a link that has ended gives nothing");
    assert_eq!(standing(20).await, (Some(Role::Commenter), Some(at(30))));
    assert_eq!(standing(30).await, (Some(Role::Commenter), None));

    assert_eq!(store.standing(id, person(99), at(0)).await.expect("there").granted, None, "nobody");
    assert_eq!(store.standing(NOWHERE, me, at(0)).await, Err(StoreError::NotFound));
    store.set_deleted(id, person(1), at(1), &note()).await.expect("in the library");
    assert_eq!(standing(10).await.0, Some(Role::Commenter), "in the bin, too");
    many_standings(store, id).await;
}

/// Many at once are the same as each by itself.
async fn many_standings(store: &dyn Store, id: Uuid) {
    let other = Uuid::from_bytes([1; 16]);
    let places = [(id, person(5)), (id, person(1)), (other, person(5)), (other, person(1)), (id, person(5))];
    for minute in [9, 10, 30] {
        let many = store.standings(&[&places[..], &[(NOWHERE, person(5))]].concat(), at(minute)).await.expect("there");
        assert_eq!(many.len(), 4, "those that are there, once");
        for (place, standing) in many {
            assert_eq!(store.standing(place.0, place.1, at(minute)).await, Ok(standing), "{place:?}");
        }
    }
    assert_eq!(store.standings(&[], at(0)).await, Ok(HashMap::new()));
}

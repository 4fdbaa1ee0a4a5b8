//! The guard on a real store.

use debrief_shared::api::{InstanceRole, TokenScope, Visibility};
use jiff::SignedDuration;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::*;
use crate::random;
use crate::store::audit::{Audit, AuditAction};
use crate::store::contract;
use crate::store::documents::NewDocument;
use crate::store::people::{Account, Session, Shown, Token};
use crate::store::sharing::NewLink;
use crate::store::sqlite::SqliteStore;
use crate::store::{DocumentStore, PeopleStore, SharingStore};

/// Longest wait for anything; used up by a failure only.
const DEADLINE: Duration = Duration::from_secs(20);

/// A store with an owner and a restricted document of hers, and a guard over it.
struct World {
    store: SqliteStore,
    guard: Guard,
    owner: Person,
    document: Uuid,
    folder: tempfile::TempDir,
}

fn audit() -> Audit {
    Audit::by_command(AuditAction::AccountChanged, Timestamp::now())
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.expect("opens");
        let guard = Guard::new(Arc::new(store.clone()));
        let nobody = Person { id: Uuid::nil(), name: String::new(), color: 0, guest: false };
        let mut world = Self { store, guard, owner: nobody, document: Uuid::nil(), folder };
        world.owner = world.person("Ada", InstanceRole::Member).await;
        let now = Timestamp::now();
        world.document = random::id(now);
        let new = NewDocument {
            id: world.document,
            owner: world.owner.id,
            visibility: Visibility::default(),
            created_at: now,
            first: vec![0, 0],
            projection: crate::store::documents::Projection::default(),
            writers: Vec::new(),
        };
        world.store.create(new, &audit()).await.expect("a document");
        world.set_visibility(Visibility::Restricted).await;
        world
    }

    async fn person(&self, name: &str, role: InstanceRole) -> Person {
        let now = Timestamp::now();
        let person =
            Person { id: random::id(now), name: name.to_owned(), color: 1, guest: role == InstanceRole::Guest };
        let account = Account {
            email: Some(format!("{}@example.com", person.id)),
            person: person.clone(),
            role,
            password_hash: Some("x".to_owned()),
            created_at: now,
            suspended_at: None,
            last_seen_at: None,
            link: None,
        };
        self.store.create_account(&account, &audit()).await.expect("an account");
        person
    }

    /// A session that lasts for `life`.
    async fn session(&self, person: &Person, life: SignedDuration) -> Uuid {
        let now = Timestamp::now();
        let session = session(person.id, now, now + life);
        self.store.create_session(&session, Shown::Password("x"), &random::bytes(), &audit()).await.expect("a session");
        session.id
    }

    async fn token(&self, person: &Person) -> Uuid {
        let token = Token { id: random::id(Timestamp::now()), scope: TokenScope::All, ..contract::token(0, person.id) };
        self.store.create_token(&token, &random::bytes(), &audit()).await.expect("a token");
        token.id
    }

    /// A share link for viewers that holds for `life`.
    async fn link(&self, life: SignedDuration) -> Uuid {
        let now = Timestamp::now();
        let link = NewLink {
            id: random::id(now),
            postmortem: self.document,
            role: Role::Viewer,
            password_hash: None,
            created_by: self.owner.id,
            created_at: now,
            expires_at: now + life,
        };
        self.store.create_link(&link, &random::bytes(), 50, &audit()).await.expect("a link");
        link.id
    }

    async fn set_visibility(&self, visibility: Visibility) {
        self.store.set_visibility(self.document, visibility, Role::Editor, &audit()).await.expect("a visibility");
    }

    async fn grant(&self, person: &Person, role: Role) {
        self.store.grant_person(self.document, person.id, role, 2_000, &audit()).await.expect("a grant");
    }

    async fn revoke(&self, person: &Person) {
        self.store.revoke_person(self.document, person.id, &audit()).await.expect("no grant");
    }

    fn pass(&self, person: &Person, proof: Uuid, role: Role) -> Pass {
        Pass { document: self.document, person: person.clone(), proof, role }
    }

    async fn admit(&self, pass: Pass) -> Watched {
        self.guard.admit(pass).await.unwrap_or_else(|reason| panic!("not admitted: {reason:?}"))
    }

    /// A viewer with a grant, under watch.
    async fn viewer(&self) -> (Person, Uuid, Watched) {
        let person = self.person("Grace", InstanceRole::Guest).await;
        let proof = self.session(&person, SignedDuration::from_hours(1)).await;
        self.grant(&person, Role::Viewer).await;
        let watched = self.admit(self.pass(&person, proof, Role::Viewer)).await;
        assert_eq!(watched.outbox().closed(), None);
        (person, proof, watched)
    }

    /// A connection of another process, so to speak.
    async fn elsewhere(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("debrief.db"));
        SqliteConnection::connect_with(&options).await.expect("opens")
    }

    async fn run_elsewhere(&self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.elsewhere().await).await.expect("a statement");
    }
}

fn session(person: Uuid, now: Timestamp, expires_at: Timestamp) -> Session {
    Session {
        id: random::id(now),
        person,
        created_at: now,
        expires_at,
        last_seen_at: now,
        address: String::new(),
        browser: String::new(),
        renew: false,
    }
}

async fn lost(watched: &Watched) -> Option<CloseReason> {
    timeout(DEADLINE, watched.lost()).await.expect("cut off in time")
}

#[tokio::test]
async fn every_loss_has_its_reason() {
    let world = World::new().await;
    let (person, proof, watched) = world.viewer().await;
    let again = || world.pass(&person, proof, Role::Viewer);
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), None, "nothing has changed");

    world.grant(&person, Role::Commenter).await;
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::RoleChanged));
    world.grant(&person, Role::Viewer).await;

    let watched = world.admit(again()).await;
    world.revoke(&person).await;
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::NoAccess));
    world.grant(&person, Role::Viewer).await;

    let watched = world.admit(again()).await;
    let renamed = Person { name: "Grace H.".to_owned(), ..person.clone() };
    world.store.set_profile(&renamed, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::RoleChanged), "the name is another one");
    world.store.set_profile(&person, &audit()).await.unwrap();

    let watched = world.admit(again()).await;
    let now = Timestamp::now();
    world.store.set_deleted(world.document, world.owner.id, now, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::NotFound));
    world.store.clear_deleted(world.document, &audit()).await.unwrap();

    let watched = world.admit(again()).await;
    world.store.delete_session(person.id, proof, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::SignedOut));
}

#[tokio::test]
async fn a_socket_by_token_ends_with_the_token_or_its_owner() {
    let world = World::new().await;
    let (person, _, by_session) = world.viewer().await;
    let (one, two) = (world.token(&person).await, world.token(&person).await);
    let by_one = world.admit(world.pass(&person, one, Role::Viewer)).await;
    let by_two = world.admit(world.pass(&person, two, Role::Viewer)).await;
    world.store.delete_token(one, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(by_one.outbox().closed(), Some(CloseReason::SignedOut));
    assert_eq!((by_two.outbox().closed(), by_session.outbox().closed()), (None, None), "the others go on");
    world.store.suspend(person.id, None, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(by_two.outbox().closed(), Some(CloseReason::Suspended));
    assert_eq!(by_session.outbox().closed(), Some(CloseReason::Suspended));
}

#[tokio::test]
async fn a_pass_that_does_not_hold_any_more_is_seen_on_admission() {
    let world = World::new().await;
    let (person, proof, first) = world.viewer().await;
    // Somebody else's recheck has seen the change before the socket came.
    world.revoke(&person).await;
    world.guard.recheck().await;
    assert!(first.outbox().closed().is_some());
    let late = world.admit(world.pass(&person, proof, Role::Viewer)).await;
    assert_eq!(late.outbox().closed(), Some(CloseReason::NoAccess));
    world.grant(&person, Role::Viewer).await;
    let raised = world.admit(world.pass(&person, proof, Role::Editor)).await;
    assert_eq!(raised.outbox().closed(), Some(CloseReason::RoleChanged), "the role in the pass is not believed");
    world.store.delete_session(person.id, proof, &audit()).await.unwrap();
    let signed_out = world.admit(world.pass(&person, proof, Role::Viewer)).await;
    assert_eq!(signed_out.outbox().closed(), Some(CloseReason::SignedOut));
}

#[tokio::test]
async fn a_guest_by_link_ends_with_the_link() {
    let world = World::new().await;
    let now = Timestamp::now();
    let link = world.link(SignedDuration::from_hours(1)).await;
    let person = Person { id: random::id(now), name: "Visitor".to_owned(), color: 2, guest: true };
    let guest = Account {
        person: person.clone(),
        email: None,
        role: InstanceRole::Guest,
        password_hash: None,
        created_at: now,
        suspended_at: None,
        last_seen_at: None,
        link: Some(link),
    };
    let session = session(person.id, now, now + SignedDuration::from_hours(1));
    world.store.visit_link_as_guest(link, &guest, &session, &random::bytes(), 9, &audit()).await.unwrap();
    let watched = world.admit(world.pass(&person, session.id, Role::Viewer)).await;
    assert_eq!(watched.outbox().closed(), None);
    world.store.revoke_link(world.document, link, &audit()).await.unwrap();
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::LinkOver));
}

#[tokio::test]
async fn what_ends_by_time_or_changes_elsewhere_is_noticed() {
    let world = World::new().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(world.guard.clone().run(stop.clone()));
    let (person, proof, by_grant) = world.viewer().await;
    let soon = SignedDuration::from_millis(300);
    let short = world.session(&person, soon).await;
    let by_session = world.admit(world.pass(&person, short, Role::Viewer)).await;
    assert_eq!(lost(&by_session).await, Some(CloseReason::SignedOut));

    let visitor = world.person("Visitor", InstanceRole::Member).await;
    let long = world.session(&visitor, SignedDuration::from_hours(1)).await;
    let link = world.link(soon).await;
    world.store.visit_link(link, visitor.id, &audit()).await.unwrap();
    let by_link = world.admit(world.pass(&visitor, long, Role::Viewer)).await;
    assert_eq!(lost(&by_link).await, Some(CloseReason::NoAccess));

    // An extension is honoured: the session is looked at when it should have ended, and goes on.
    let short = world.session(&person, soon).await;
    let extended = world.admit(world.pass(&person, short, Role::Viewer)).await;
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    world.store.touch_session(short, later, Timestamp::now(), "").await.unwrap();
    let _ = timeout(EVERY * 3, extended.lost()).await.expect_err("it goes on");

    assert_eq!(by_grant.outbox().closed(), None);
    world.run_elsewhere("DELETE FROM sessions").await;
    assert_eq!(lost(&by_grant).await, Some(CloseReason::SignedOut));
    assert_eq!(world.store.holder(proof, Timestamp::now()).await, Ok(None));
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_look_that_fails_is_made_up_for_and_keeps_nobody_else_from_being_cut_off() {
    let world = World::new().await;
    let (_, _, unreadable) = world.viewer().await;
    let (person, _, watched) = world.viewer().await;
    // One account's row cannot be read, as after a bad disk.
    world
        .run_elsewhere("UPDATE people SET role = 'broken' WHERE id = (SELECT min(person_id) FROM person_grants)")
        .await;
    world.revoke(&person).await;
    world.guard.recheck().await;
    assert_eq!(watched.outbox().closed(), Some(CloseReason::NoAccess));
    assert_eq!(unreadable.outbox().closed(), None, "nothing is known against it yet");
    assert_ne!(*world.guard.0.checked.lock().await, world.store.epoch().await.unwrap(), "it is looked at again");

    world.run_elsewhere("UPDATE people SET role = 'guest' WHERE role = 'broken'").await;
    world.run_elsewhere("DELETE FROM person_grants").await;
    world.guard.recheck().await;
    assert_eq!(unreadable.outbox().closed(), Some(CloseReason::NoAccess));
    assert_eq!(*world.guard.0.checked.lock().await, world.store.epoch().await.unwrap());
}

#[tokio::test]
async fn one_that_cannot_be_looked_at_for_long_is_told_to_come_again() {
    let world = World::new().await;
    let (_, _, unreadable) = world.viewer().await;
    world.run_elsewhere("UPDATE people SET role = 'broken' WHERE role = 'guest'").await;
    world.guard.recheck().await;
    assert_eq!(unreadable.outbox().closed(), None);
    let long_ago = Instant::now().checked_sub(PATIENCE * 2);
    world.guard.sockets().values_mut().for_each(|socket| socket.unsure = long_ago);
    world.guard.recheck().await;
    assert_eq!(unreadable.outbox().closed(), Some(CloseReason::TryLater));
}

#[tokio::test]
async fn a_person_has_a_bounded_number_of_sockets() {
    let world = World::new().await;
    let (person, proof, first) = world.viewer().await;
    let mut sockets = vec![first];
    while sockets.len() < MAX_SOCKETS {
        sockets.push(world.admit(world.pass(&person, proof, Role::Viewer)).await);
    }
    let pass = || world.pass(&person, proof, Role::Viewer);
    assert_eq!(world.guard.admit(pass()).await.map(|_| ()), Err(CloseReason::TooMany));
    sockets.pop();
    assert!(world.guard.admit(pass()).await.is_ok(), "one that has ended makes room");
    drop(sockets);
    assert!(world.guard.sockets().is_empty());
}

/// Whatever the order of admissions, changes and rechecks: once the recheck after the last change has returned, nobody is in without a right.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_slips_between_an_upgrade_and_its_watch() {
    const ROUNDS: usize = 60;
    const AT_THE_DOOR: usize = 6;
    let world = Arc::new(World::new().await);
    let (person, proof, _) = world.viewer().await;
    for _ in 0..ROUNDS {
        let mut arriving = JoinSet::new();
        for _ in 0..AT_THE_DOOR {
            let (world, person) = (Arc::clone(&world), person.clone());
            arriving.spawn(async move {
                // As the upgrade does: what the pass says was true when it was looked up.
                let standing = world.store.standing(world.document, person.id, Timestamp::now()).await.unwrap();
                tokio::task::yield_now().await;
                match standing.granted {
                    Some(role) => Some(world.admit(world.pass(&person, proof, role)).await),
                    None => None,
                }
            });
        }
        world.revoke(&person).await;
        world.guard.recheck().await;
        for watched in arriving.join_all().await.into_iter().flatten() {
            assert!(watched.outbox().closed().is_some(), "somebody is in without a right");
        }
        world.grant(&person, Role::Viewer).await;
    }
}

#[tokio::test]
async fn a_full_house_is_looked_at_as_a_whole() {
    const SOCKETS: usize = 1_000;
    let world = World::new().await;
    world.set_visibility(Visibility::Workspace).await;
    let mut house = Vec::new();
    for number in 0..SOCKETS {
        let person = world.person(&format!("Person {number}"), InstanceRole::Member).await;
        let proof = world.session(&person, SignedDuration::from_hours(1)).await;
        house.push(world.admit(world.pass(&person, proof, Role::Editor)).await);
    }
    let (person, begun) = (world.person("Late", InstanceRole::Member).await, std::time::Instant::now());
    world.grant(&person, Role::Viewer).await;
    world.guard.recheck().await;
    eprintln!("{SOCKETS} sockets of as many people, none lost: {:?}", begun.elapsed());
    assert!(house.iter().all(|watched| watched.outbox().closed().is_none()));
    let begun = std::time::Instant::now();
    world.set_visibility(Visibility::Restricted).await;
    world.guard.recheck().await;
    eprintln!("{SOCKETS} sockets, all lost: {:?}", begun.elapsed());
    assert!(house.iter().all(|watched| watched.outbox().closed() == Some(CloseReason::NoAccess)));
}

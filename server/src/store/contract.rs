//! What every store must do, as test bodies that take any of them; each wants an empty one.

pub(crate) mod documents;
pub(crate) mod lists;
pub(crate) mod people;
pub(crate) mod sessions;
pub(crate) mod tickets;
pub(crate) mod sharing;
pub(crate) mod links;
pub(crate) mod content;
pub(crate) mod images;
pub(crate) mod history;
pub(crate) mod projection;
pub(crate) mod outside;
pub(crate) mod connections;
pub(crate) mod tracked;
pub(crate) mod reviews;
pub(crate) mod idempotency;
pub(crate) mod meetings;
pub(crate) mod search;
pub(crate) mod audit;
pub(crate) mod nodes;
pub(crate) mod notifications;
pub(crate) mod mails;
pub(crate) mod reminders;
pub(crate) mod changes;

/// One test for each contract. `$open` gives an empty store, and what has to live as long.
macro_rules! contracts {
    ($open:path) => {
        crate::store::contract::contracts! { @each $open;
            keeps_the_contract_of_documents: documents::documents;
            keeps_the_contract_of_lists: lists::lists;
            keeps_the_contract_of_accounts: people::accounts;
            keeps_the_contract_of_roles: people::roles;
            keeps_the_contract_of_estates: people::estates;
            keeps_the_contract_of_suspension: people::suspension;
            keeps_the_contract_of_sessions: sessions::sessions;
            keeps_the_contract_of_tokens: sessions::tokens;
            keeps_the_contract_of_devices: sessions::devices;
            keeps_the_contract_of_tickets: tickets::tickets;
            keeps_the_contract_of_identities: tickets::identities;
            keeps_the_contract_of_expiry: tickets::expiry;
            keeps_the_contract_of_sharing: sharing::sharing;
            keeps_the_contract_of_links: links::links;
            keeps_the_contract_of_templates: content::templates;
            keeps_the_contract_of_comments: content::comments;
            keeps_the_contract_of_notifications: notifications::notifications;
            keeps_the_contract_of_mails: mails::mails;
            keeps_the_contract_of_reminders: reminders::reminders;
            keeps_the_contract_of_read_marks: content::read_marks;
            keeps_the_contract_of_single_comments: content::single_comments;
            keeps_the_contract_of_images: images::images;
            keeps_the_contract_of_history: history::history;
            keeps_the_contract_of_the_projection: projection::projection;
            keeps_the_contract_of_reviews: reviews::reviews;
            keeps_the_contract_of_outside: outside::outside;
            keeps_the_contract_of_connections: connections::connections;
            keeps_the_contract_of_deliveries: connections::deliveries;
            keeps_the_contract_of_moved_mitigations: connections::mitigations;
            keeps_the_contract_of_incidents: connections::incidents;
            keeps_the_contract_of_tickets_elsewhere: tracked::tracked;
            keeps_the_contract_of_meetings: meetings::meetings;
            keeps_the_contract_of_meeting_mails: meetings::mails;
            keeps_the_contract_of_facilitators: meetings::facilitators;
            keeps_the_contract_of_keys: idempotency::keys;
            keeps_the_contract_of_calendar_addresses: meetings::calendar_addresses;
            keeps_the_contract_of_the_search: search::search;
            keeps_the_contract_of_searched_comments: search::comments;
            keeps_the_contract_of_what_is_shared: search::others;
            keeps_the_contract_of_the_audit_log: audit::audit;
            keeps_the_contract_of_nodes: nodes::nodes_share_secrets_and_see_each_other;
        }

        #[tokio::test]
        async fn keeps_the_contract_of_changes() {
            let (store, _place) = $open().await;
            crate::store::contract::changes::changes(&store, &store).await;
        }
    };
    (@each $open:path; $($test:ident: $topic:ident::$contract:ident;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                let (store, _place) = $open().await;
                crate::store::contract::$topic::$contract(&store).await;
            }
        )*
    };
}
pub(crate) use contracts;

use debrief_shared::api::{InstanceRole, Person, TokenScope, Visibility};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::Store;
use super::audit::{Audit, AuditAction};
use super::documents::{NewDocument, Projection};
use super::people::{Account, NewPassword, Session, Shown, Token};

/// A moment, `minute` minutes after a fixed start.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + minute * 60).expect("in range")
}

/// An audit row that nobody looks at, of minute 0.
pub(crate) fn note() -> Audit {
    note_at(0)
}

/// An audit row that nobody looks at.
pub(crate) fn note_at(minute: i64) -> Audit {
    Audit::by_command(AuditAction::AccountChanged, at(minute))
}

/// The id of the account with this number.
pub(crate) fn person(number: u8) -> Uuid {
    Uuid::from_bytes([number; 16])
}

/// A member with an address and a password.
pub(crate) fn account(number: u8) -> Account {
    Account {
        person: Person { id: person(number), name: format!("Person {number}"), color: number, guest: false },
        email: Some(format!("person{number}@example.com")),
        role: InstanceRole::Member,
        password_hash: Some("hash".to_owned()),
        created_at: at(number.into()),
        suspended_at: None,
        last_seen_at: None,
        link: None,
    }
}

/// Adds an account.
pub(crate) async fn add(store: &dyn Store, account: &Account) -> Account {
    store.create_account(account, &note()).await.expect("a free address");
    account.clone()
}

/// A session of minutes 0 to 60 whose secret's hash is `[number; 32]`.
pub(crate) fn session(number: u8, person: Uuid) -> Session {
    Session {
        id: Uuid::from_u128(number.into()),
        person,
        created_at: at(0),
        expires_at: at(60),
        last_seen_at: at(0),
        address: "192.0.2.1".to_owned(),
        browser: "Firefox on Linux".to_owned(),
        renew: false,
    }
}

/// Begins [`session`].
pub(crate) async fn begin(store: &dyn Store, number: u8, person: Uuid) -> Session {
    let session = session(number, person);
    let account = store.account(person).await.expect("there");
    let shown = Shown::Password(account.password_hash.as_deref().expect("one with a password"));
    store.create_session(&session, shown, &[number; 32], &note()).await.expect("a free secret");
    session
}

/// The password that [`account`] has.
pub(crate) const SHOWN: Shown<'_> = Shown::Password("hash");

/// A password whose hash is `hash`, in the place of the one with the hash `before`.
pub(crate) fn password<'a>(before: &'a str, hash: &'a str) -> NewPassword<'a> {
    NewPassword { hash, before: Some(before), keep: None }
}

/// An API token whose secret's hash is `[number; 32]`.
pub(crate) fn token(number: u8, person: Uuid) -> Token {
    let id = Uuid::from_u128(number.into());
    Token { id, person, name: "script".to_owned(), scope: TokenScope::Comment, created_at: at(1), last_used_at: None }
}

/// The hour that a moment lies in.
pub(crate) fn hour_of(moment: Timestamp) -> Timestamp {
    moment - (moment.as_second() % 3600).seconds()
}

/// A document with the one update `first`, made at minute `number`, of nobody who has an account.
pub(crate) async fn document(store: &dyn Store, number: u8) -> Uuid {
    document_of(store, number, Uuid::nil()).await
}

/// A document with the one update `first`, made at minute `number`.
pub(crate) async fn document_of(store: &dyn Store, number: u8, owner: Uuid) -> Uuid {
    let new = new_document(number, owner);
    let id = new.id;
    store.create(new, &note()).await.expect("a free id");
    id
}

/// What [`document_of`] makes.
pub(crate) fn new_document(number: u8, owner: Uuid) -> NewDocument {
    let projection = Projection {
        title: format!("Title {number}"),
        search: format!("title {number} café"),
        services: vec!["pay".to_owned()],
        ..Projection::default()
    };
    let id = Uuid::from_bytes([number; 16]);
    NewDocument {
        id,
        owner,
        visibility: Visibility::default(),
        created_at: at(number.into()),
        first: b"first".to_vec(),
        projection,
        writers: vec![1],
    }
}

/// All update data of a document.
pub(crate) async fn log(store: &dyn Store, id: Uuid) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let page = store.tail(id, after).await.expect("a page");
        let Some(last) = page.last() else { return all };
        after = last.seq;
        all.extend(page.into_iter().map(|update| update.data));
    }
}

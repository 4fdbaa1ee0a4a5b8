//! All that a store says, in one text; and all that it can be asked, read from the source of its traits.

use std::fmt::Write as _;

use jiff::Timestamp;
use uuid::Uuid;

use crate::store::Store;
use crate::store::audit::AuditQuery;

/// Functions that change nothing.
const READS: &[&str] = &[
    "due_actions",
    "account",
    "account_by_email",
    "accounts",
    "actions",
    "audit",
    "authors_after",
    "calendar_feed",
    "calendar_reader",
    "close",
    "comments_read",
    "connection",
    "connections",
    "count_accounts",
    "directory",
    "disk_bytes",
    "entries",
    "epoch",
    "facilitator_request",
    "failed_deliveries",
    "grants",
    "happened",
    "incidents",
    "holder",
    "holders",
    "identities",
    "identity",
    "ids",
    "incident",
    "invitations",
    "is_snapshot_intact",
    "knows_device",
    "link",
    "links",
    "list",
    "log_before",
    "log_end",
    "log_rows",
    "mail_contents",
    "meeting",
    "meeting_by_id",
    "meetings_after",
    "notification_settings",
    "notifications",
    "outside",
    "outside_feed",
    "outside_page",
    "people",
    "people_named",
    "ping",
    "postmortem_of_incident",
    "publications",
    "publication_epoch",
    "published",
    "review_turns",
    "reviews",
    "row",
    "search",
    "seen",
    "session",
    "sessions",
    "setting",
    "shares",
    "snapshot",
    "state_before",
    "stale_projections",
    "standing",
    "standings",
    "tail",
    "team",
    "teams",
    "template",
    "templates",
    "thread",
    "threads",
    "ticket",
    "token",
    "token_by_id",
    "tokens",
    "tracked",
    "version",
    "versions",
    "views",
    "waiting_reviews",
    "willing_facilitators",
    "writers",
];

/// A function of the store's traits.
pub(super) struct Function {
    pub(super) name: String,
    /// Whether it takes an audit row.
    pub(super) audited: bool,
    /// Whether it changes nothing.
    pub(super) reads: bool,
}

/// All functions of the store's traits.
pub(super) fn functions() -> Vec<Function> {
    let sources = [
        include_str!("../../people.rs"),
        include_str!("../../sharing.rs"),
        include_str!("../../documents.rs"),
        include_str!("../../templates.rs"),
        include_str!("../../comments.rs"),
        include_str!("../../notifications.rs"),
        include_str!("../../mails.rs"),
        include_str!("../../reminders.rs"),
        include_str!("../../audit.rs"),
        include_str!("../../history.rs"),
        include_str!("../../projection.rs"),
        include_str!("../../reviews.rs"),
        include_str!("../../outside.rs"),
        include_str!("../../connections.rs"),
        include_str!("../../inbound.rs"),
        include_str!("../../tracked.rs"),
        include_str!("../../meetings.rs"),
        include_str!("../../facilitators.rs"),
        include_str!("../../idempotency.rs"),
        include_str!("../../search.rs"),
    ];
    let functions: Vec<Function> = sources
        .iter()
        .flat_map(|source| source.split("async fn ").skip(1))
        .map(|text| {
            let signature = text.split_once(';').expect("a signature").0;
            let name = signature.split_once('(').expect("parameters").0.to_owned();
            let reads = READS.contains(&name.as_str());
            // `note` writes the row and nothing else.
            Function { audited: signature.contains("audit: &Audit"), reads, name }
        })
        .collect();
    assert!(functions.len() > 80, "the traits are found");
    functions
}

/// Everything that can be read of the store of these tests, where hashes of secrets and ids are small numbers.
pub(crate) async fn state(store: &dyn Store) -> String {
    let mut text = String::new();
    let begin = Timestamp::UNIX_EPOCH;
    macro_rules! tell {
        ($($read:expr),* $(,)?) => {
            $(writeln!(text, "{}: {:?}", stringify!($read), $read.await).expect("a String grows");)*
        };
    }
    tell!(store.setting("policy"), store.willing_facilitators(), store.meetings_after(begin, 9));
    tell!(store.connections(), store.failed_deliveries(9), store.incident(Uuid::from_u128(1), "name"));
    tell!(store.epoch(), store.accounts(), store.teams(), store.templates(), store.invitations(begin));
    tell!(store.audit(AuditQuery { limit: u32::MAX, ..AuditQuery::default() }));
    for account in store.accounts().await.expect("accounts") {
        let id = account.account.person.id;
        tell!(store.sessions(id, begin), store.tokens(id), store.identities(id), store.calendar_feed(id));
        tell!(store.views(id));
    }
    for id in store.ids().await.expect("ids") {
        tell!(store.row(id), store.grants(id), store.links(id, begin), store.writers(id), store.tail(id, 0));
        tell!(store.snapshot(id), store.threads(id), store.versions(id), store.state_before(id, i64::MAX));
        tell!(store.entries(id), store.reviews(id), store.publications(id), store.outside(id));
        tell!(store.meeting(id), store.facilitator_request(id), store.tracked(id));
    }
    // What only a secret finds: those of sessions, and of one-time links for a new password.
    for number in [2, 4, 5] {
        tell!(store.session(&[number; 32], begin));
    }
    for number in 9..=13 {
        tell!(store.ticket(&[number; 32], begin));
    }
    tell!(store.knows_device(&[8; 32], Uuid::from_bytes([2; 16])));
    text
}

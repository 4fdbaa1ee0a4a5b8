//! What holds for every function that changes anything: one audit row if it takes one, a higher epoch if and only if somebody's access
//! may have changed, and nothing at all when it fails, be it by its own rules or because the audit row cannot be written.

pub(crate) mod state;

use std::collections::BTreeSet;

use async_trait::async_trait;
use bytes::Bytes;
use debrief_shared::api::{Anchor, InstanceRole, Person, Reaction, Role, TemplateSection, TicketKind, Visibility};
use debrief_shared::document::SectionKind;
use serde_json::json;
use uuid::Uuid;

use self::state::{functions, state};
use super::links::link;
use super::tickets::{identity, ticket};
use super::{SHOWN, account, at, new_document, note, note_at, password, person, session, token};
use crate::store::comments::{CommentKey, Decision, NewComment, NewThread};
use crate::store::documents::{NewDocument, NewUpdate, Projection, Snapshot};
use crate::store::history::NewVersion;
use crate::store::people::{Account, Estate, Shown, Ticket};
use crate::store::templates::TemplateRow;
use crate::store::{Store, StoreError};

/// Makes the writing of audit rows fail.
#[async_trait]
pub(crate) trait HinderAudit: Sync {
    /// From now on, or no longer.
    async fn hinder_audit(&self, hinder: bool);
}

/// Whether a change may take away or give anybody's access.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Access {
    Changes,
    Stays,
}

struct Table<'a> {
    store: &'a dyn Store,
    hinder: &'a dyn HinderAudit,
    audited: BTreeSet<String>,
    done: BTreeSet<String>,
    refused: BTreeSet<String>,
}

/// Calls a function that has to succeed; beforehand, if it takes an audit row, with the log out of order.
macro_rules! done {
    ($table:ident, $access:ident, $name:ident($($argument:expr),* $(,)?)) => {
        if $table.audited.contains(stringify!($name)) {
            $table.hinder.hinder_audit(true).await;
            let before = state($table.store).await;
            let result = $table.store.$name($($argument),*).await;
            assert!(result.is_err(), "{} succeeds without its audit row", stringify!($name));
            assert_eq!(state($table.store).await, before, "{} without its audit row", stringify!($name));
            $table.hinder.hinder_audit(false).await;
        }
        let before = $table.counts().await;
        if let Err(error) = $table.store.$name($($argument),*).await {
            panic!("{}: {error}", stringify!($name));
        }
        $table.check(stringify!($name), Access::$access, before).await;
    };
}

/// Calls a function that has to refuse, and to change nothing.
macro_rules! refused {
    ($table:ident, $error:ident, $name:ident($($argument:expr),* $(,)?)) => {
        let before = state($table.store).await;
        let result = $table.store.$name($($argument),*).await.map(drop);
        assert_eq!(result, Err(StoreError::$error), stringify!($name));
        assert_eq!(state($table.store).await, before, "{} was refused", stringify!($name));
        $table.refused.insert(stringify!($name).to_owned());
    };
}

mod connections;
mod meetings;
mod notifications;
mod outside;
mod reviews;
mod search;

impl Table<'_> {
    /// Rows of the log, and the epoch.
    async fn counts(&self) -> (usize, i64) {
        let query = crate::store::audit::AuditQuery { limit: u32::MAX, ..Default::default() };
        let rows = self.store.audit(query).await.expect("rows").len();
        (rows, self.store.epoch().await.expect("the epoch"))
    }

    async fn check(&mut self, name: &str, access: Access, (rows, epoch): (usize, i64)) {
        let now = self.counts().await;
        // These two are about the log itself.
        if name != "note" && name != "prune_refusals" {
            let expected = usize::from(self.audited.contains(name));
            assert_eq!(now.0 - rows, expected, "audit rows of {name}");
        }
        assert!(now.1 >= epoch, "the epoch never falls");
        let grew = if now.1 > epoch { Access::Changes } else { Access::Stays };
        assert_eq!(grew, access, "the epoch after {name}");
        self.done.insert(name.to_owned());
    }
}

/// Runs every function that changes anything. None can be forgotten: the traits are read from their source.
pub(crate) async fn changes(store: &dyn Store, hinder: &dyn HinderAudit) {
    let audited = functions().into_iter().filter(|function| function.audited).map(|function| function.name).collect();
    let mut table = Table { store, hinder, audited, done: BTreeSet::new(), refused: BTreeSet::new() };
    accounts(&mut table).await;
    sessions_and_tokens(&mut table).await;
    identities_and_tickets(&mut table).await;
    documents(&mut table).await;
    templates_and_comments(&mut table).await;
    teams_and_grants(&mut table).await;
    links(&mut table).await;
    search::search(&mut table).await;
    ends(&mut table).await;

    let all = functions().into_iter().filter(|function| !function.reads);
    let missing: Vec<_> = all.map(|function| function.name).filter(|name| !table.done.contains(name)).collect();
    assert_eq!(missing, [] as [String; 0], "every function that changes anything has to be in this table");
    // `note` takes the place of a change, and the others find nothing to refuse.
    let missing: Vec<_> = table.audited.difference(&table.refused).map(String::as_str).collect();
    assert_eq!(missing, ["delete_sessions", "note", "set_setting"], "every function that can refuse has to be made to");
}

async fn accounts(t: &mut Table<'_>) {
    done!(t, Stays, offer_set_up(&[1; 32]));
    let admin = Account { role: InstanceRole::Admin, ..account(1) };
    refused!(t, NotFound, set_up(&[9; 32], &admin, &note()));
    done!(t, Stays, set_up(&[1; 32], &admin, &note()));
    refused!(t, Conflict, set_up(&[1; 32], &account(2), &note()));
    for number in 2..=4 {
        done!(t, Stays, create_account(&account(number), &note()));
    }
    refused!(t, Conflict, create_account(&account(2), &note()));
    done!(t, Stays, create_session(&session(1, person(2)), SHOWN, &[1; 32], &note()));
    done!(t, Changes, set_profile(&Person { name: "New".to_owned(), ..account(2).person }, &note()));
    done!(t, Changes, set_profile(&Person { color: 3, ..account(2).person }, &note()));
    refused!(t, NotFound, set_profile(&account(99).person, &note()));
    done!(t, Changes, set_password(person(2), &password("hash", "new"), &note()));
    refused!(t, NotFound, set_password(person(99), &password("hash", "new"), &note()));
    refused!(t, Conflict, set_password(person(2), &password("hash", "newer"), &note()));
    refused!(t, Conflict, create_session(&session(2, person(2)), SHOWN, &[2; 32], &note()));
    done!(t, Stays, create_session(&session(2, person(2)), Shown::Password("new"), &[2; 32], &note()));
    done!(t, Changes, set_role(person(2), InstanceRole::Admin, Estate::Rests, &note()));
    done!(t, Changes, set_role(person(2), InstanceRole::Member, Estate::Rests, &note()));
    refused!(t, Conflict, set_role(person(1), InstanceRole::Member, Estate::Rests, &note()));
    refused!(t, NotFound, set_role(person(99), InstanceRole::Member, Estate::Rests, &note()));
    done!(t, Stays, create(new_document(20, person(3)), &note()));
    refused!(t, Conflict, suspend(person(3), None, &note()));
    refused!(t, Conflict, suspend(person(3), Some(person(99)), &note()));
    refused!(t, Conflict, suspend(person(1), Some(person(2)), &note()));
    done!(t, Changes, suspend(person(3), Some(person(2)), &note()));
    refused!(t, NotFound, suspend(person(3), Some(person(2)), &note()));
    done!(t, Changes, reinstate(person(3), &note()));
    refused!(t, NotFound, reinstate(person(3), &note()));
    done!(t, Changes, suspend(person(4), None, &note()));
}

async fn sessions_and_tokens(t: &mut Table<'_>) {
    refused!(t, NotFound, create_session(&session(3, person(4)), SHOWN, &[3; 32], &note()));
    refused!(t, Conflict, create_session(&session(3, person(3)), SHOWN, &[2; 32], &note()));
    done!(t, Stays, touch_session(Uuid::from_u128(2), at(50), at(1), "192.0.2.7"));
    done!(t, Stays, renew_session(Uuid::from_u128(2), &[4; 32], at(10)));
    refused!(t, NotFound, renew_session(Uuid::from_u128(99), &[4; 32], at(10)));
    refused!(t, NotFound, delete_session(person(3), Uuid::from_u128(2), &note()));
    done!(t, Changes, delete_session(person(2), Uuid::from_u128(2), &note()));
    done!(t, Stays, create_session(&session(5, person(2)), Shown::Password("new"), &[5; 32], &note()));
    done!(t, Stays, delete_sessions(person(2), Some(Uuid::from_u128(5)), &note()));
    done!(t, Changes, delete_sessions(person(2), None, &note()));
    done!(t, Stays, create_token(&token(6, person(2)), &[6; 32], &note()));
    refused!(t, NotFound, create_token(&token(7, person(4)), &[7; 32], &note()));
    done!(t, Stays, touch_token(Uuid::from_u128(6), at(3)));
    done!(t, Changes, delete_token(Uuid::from_u128(6), &note()));
    refused!(t, NotFound, delete_token(Uuid::from_u128(6), &note()));
    done!(t, Stays, keep_device(&[8; 32], person(2), at(1), 3));
    done!(t, Changes, reinstate(person(4), &note()));
}

async fn identities_and_tickets(t: &mut Table<'_>) {
    done!(t, Stays, create_identity(&identity("a", "x", 2), &note()));
    refused!(t, Conflict, create_identity(&identity("a", "x", 3), &note()));
    let new = Account { password_hash: None, ..account(5) };
    refused!(t, Conflict, create_account_with_identity(&new, &identity("a", "x", 5), &note()));
    done!(t, Stays, create_account_with_identity(&new, &identity("a", "y", 5), &note()));
    done!(t, Stays, touch_identity("a", "x", "new@idp.example", at(3)));
    refused!(t, Conflict, delete_identity(person(5), "a", &note()));
    refused!(t, NotFound, delete_identity(person(2), "b", &note()));
    done!(t, Stays, delete_identity(person(2), "a", &note()));

    let invitation = ticket(9, TicketKind::Invitation, 6);
    done!(t, Stays, create_ticket(&invitation, &[9; 32], &note()));
    let nobodys = Ticket { person: Some(person(99)), ..ticket(10, TicketKind::Invitation, 6) };
    refused!(t, Conflict, create_ticket(&nobodys, &[10; 32], &note()));
    refused!(t, NotFound, use_invitation(&[99; 32], &account(6), &note()));
    let there_already = Account { person: account(2).person, ..account(6) };
    refused!(t, Conflict, use_invitation(&[9; 32], &there_already, &note()));
    done!(t, Stays, use_invitation(&[9; 32], &account(6), &note()));
    done!(t, Stays, create_ticket(&ticket(11, TicketKind::Invitation, 7), &[11; 32], &note()));
    done!(t, Stays, delete_invitation(Uuid::from_u128(11), &note()));
    refused!(t, NotFound, delete_invitation(Uuid::from_u128(11), &note()));
    done!(t, Stays, create_ticket(&ticket(12, TicketKind::Reset, 6), &[12; 32], &note()));
    done!(t, Stays, create_session(&session(13, person(6)), SHOWN, &[13; 32], &note()));
    refused!(t, NotFound, use_reset(&[12; 32], "new", at(30), &note()));
    done!(t, Changes, use_reset(&[12; 32], "new", at(5), &note()));
}

/// The postmortem of the parts below; 2 owns it.
const HERE: Uuid = Uuid::from_bytes([21; 16]);

async fn documents(t: &mut Table<'_>) {
    done!(t, Stays, create(new_document(21, person(2)), &note()));
    refused!(t, Conflict, create(NewDocument { first: b"other".to_vec(), ..new_document(21, person(3)) }, &note()));
    let update = NewUpdate {
        document: HERE,
        author: Some(person(3)),
        created_at: at(1),
        data: Bytes::from_static(b"update"),
        writers: vec![(7, Some(person(3)))],
    };
    done!(t, Stays, append(std::slice::from_ref(&update)));
    let nowhere = NewUpdate { document: Uuid::nil(), ..update.clone() };
    let unknown_writer = NewUpdate { writers: vec![(8, None)], ..update };
    refused!(t, Conflict, append(&[unknown_writer, nowhere]));
    done!(t, Stays, save_snapshot(HERE, &Snapshot { through: 1, state: vec![1] }, at(1)));
    done!(t, Stays, save_projection(HERE, 1, at(1), &Projection::default()));
    let state = Snapshot { through: t.store.log_end(HERE).await.expect("a log"), state: vec![1] };
    let (id, created_at) = (Uuid::from_u128(1), at(1));
    let version = NewVersion {
        id,
        postmortem: HERE,
        name: "One".to_owned(),
        state: state.clone(),
        created_by: person(2),
        created_at,
    };
    done!(t, Stays, create_version(&version, 1));
    refused!(t, Conflict, create_version(&NewVersion { id: Uuid::from_u128(2), ..version }, 1));
    done!(t, Stays, note_seen(HERE, person(2), 1, at(1)));
    done!(t, Stays, rename_version(HERE, id, "Two"));
    refused!(t, NotFound, rename_version(HERE, Uuid::nil(), "Two"));
    refused!(t, NotFound, delete_version(HERE, Uuid::nil(), &note()));
    done!(t, Stays, delete_version(HERE, id, &note()));
    reviews::reviews(t, &state).await;
    outside::outside(t).await;
    meetings::meetings(t).await;
    refused!(t, Conflict, trim(HERE, &state, at(1)));
    done!(t, Stays, save_snapshot(HERE, &state, at(1)));
    done!(t, Stays, trim(HERE, &state, at(1)));
    done!(t, Stays, begin_run());
    done!(t, Stays, end_run());
    done!(t, Changes, set_deleted(HERE, person(2), at(1), &note()));
    refused!(t, NotFound, set_deleted(HERE, person(2), at(1), &note()));
    done!(t, Changes, clear_deleted(HERE, &note()));
    refused!(t, NotFound, clear_deleted(HERE, &note()));
    done!(t, Changes, set_visibility(HERE, Visibility::Restricted, Role::Editor, &note()));
    done!(t, Changes, set_visibility(HERE, Visibility::Restricted, Role::Viewer, &note()));
    refused!(t, NotFound, set_visibility(Uuid::nil(), Visibility::Workspace, Role::Viewer, &note()));
    done!(t, Changes, hand_over(HERE, person(3), &note()));
    refused!(t, Conflict, hand_over(HERE, person(99), &note()));
    done!(t, Changes, hand_over(HERE, person(2), &note()));
    done!(t, Changes, revoke_person(HERE, person(3), &note()));
}

async fn templates_and_comments(t: &mut Table<'_>) {
    let section = TemplateSection {
        kind: SectionKind::Prose,
        heading: "What happened".to_owned(),
        guidance: String::new(),
        body: String::new(),
    };
    let template = TemplateRow {
        id: "own".to_owned(),
        name: "Own".to_owned(),
        summary: String::new(),
        built_in: false,
        author: Some(person(2)),
        sections: vec![section],
    };
    let missing = TemplateRow { id: "missing".to_owned(), ..template.clone() };
    done!(t, Stays, create_template(&template, at(1), &note()));
    refused!(t, Conflict, create_template(&template, at(1), &note()));
    done!(t, Stays, update_template(&TemplateRow { name: "New".to_owned(), ..template.clone() }, at(1), &note()));
    refused!(t, NotFound, update_template(&missing, at(1), &note()));
    done!(t, Stays, delete_template("own", &note()));
    refused!(t, NotFound, delete_template("own", &note()));
    done!(t, Stays, refresh_built_in(&TemplateRow { built_in: true, author: None, ..template.clone() }, at(1)));

    let comment =
        |id| NewComment { id: Uuid::from_u128(id), author: person(2), body: "comment".to_owned(), created_at: at(1) };
    let thread = NewThread {
        id: Uuid::from_u128(1),
        postmortem: HERE,
        anchor: Anchor { text: "title".to_owned(), start: json!({}), end: json!({}) },
        quote: String::new(),
        suggestion: None,
        first: comment(1),
    };
    done!(t, Stays, create_thread(&thread, 9));
    refused!(t, Conflict, create_thread(&NewThread { id: Uuid::from_u128(2), ..thread.clone() }, 9));
    done!(t, Stays, add_comment(HERE, thread.id, &comment(2), 9));
    refused!(t, Conflict, add_comment(HERE, thread.id, &comment(3), 2));
    let key = |comment| CommentKey { postmortem: HERE, thread: thread.id, comment: Uuid::from_u128(comment) };
    done!(t, Stays, edit_comment(key(2), "other words", at(2)));
    refused!(t, NotFound, edit_comment(key(9), "other words", at(2)));
    done!(t, Stays, react(key(1), person(3), Reaction::Heart, at(2), 1));
    refused!(t, Conflict, react(key(1), person(2), Reaction::Heart, at(2), 1));
    done!(t, Stays, unreact(key(1), person(3), Reaction::Heart));
    refused!(t, NotFound, unreact(key(9), person(3), Reaction::Heart));
    done!(t, Stays, note_read(HERE, person(2), None, at(2)));
    refused!(t, NotFound, note_read(Uuid::nil(), person(2), None, at(2)));
    done!(t, Stays, note_read(HERE, person(2), Some(thread.id), at(3)));
    refused!(t, NotFound, note_read(HERE, person(2), Some(Uuid::nil()), at(3)));
    notifications::notifications(t, thread.id).await;
    done!(t, Stays, remove_comment(key(2), at(3), &note()));
    refused!(t, NotFound, remove_comment(key(2), at(3), &note()));
    done!(t, Stays, set_resolved(HERE, thread.id, Some((person(2), at(2)))));
    done!(t, Stays, delete_thread(HERE, thread.id, &note()));
    let suggestion = NewThread { suggestion: Some("words".to_owned()), ..thread.clone() };
    let decided = NewUpdate {
        document: HERE,
        author: Some(person(2)),
        created_at: at(2),
        data: Bytes::from_static(&[0, 0]),
        writers: Vec::new(),
    };
    done!(t, Stays, create_thread(&suggestion, 9));
    let decision = Decision { id: Uuid::from_u128(1), thread: thread.id, accepted: false, by: person(2), at: at(2) };
    let other = Decision { id: Uuid::from_u128(2), accepted: true, ..decision };
    done!(t, Stays, decide_suggestion(HERE, &decision, &note()));
    refused!(t, Conflict, decide_suggestion(HERE, &other, &note()));
    refused!(t, NotFound, decide_suggestion(Uuid::nil(), &other, &note()));
    refused!(t, Conflict, append_deciding(&decided, &other, &note()));
    done!(t, Stays, delete_thread(HERE, thread.id, &note()));
    done!(t, Stays, create_thread(&suggestion, 9));
    done!(t, Stays, append_deciding(&decided, &other, &note()));
    refused!(t, Conflict, append_deciding(&decided, &decision, &note()));
    refused!(t, NotFound, append_deciding(&NewUpdate { document: Uuid::nil(), ..decided.clone() }, &other, &note()));
    done!(t, Stays, delete_thread(HERE, thread.id, &note()));
    refused!(t, NotFound, delete_thread(HERE, thread.id, &note()));
}

async fn teams_and_grants(t: &mut Table<'_>) {
    let team = Uuid::from_u128(1);
    done!(t, Stays, create_team(team, "SRE", &note()));
    refused!(t, Conflict, create_team(Uuid::from_u128(2), "SRE", &note()));
    done!(t, Stays, rename_team(team, "Web", &note()));
    refused!(t, NotFound, rename_team(Uuid::from_u128(2), "Web", &note()));
    done!(t, Changes, join_team(team, person(3), &note()));
    done!(t, Stays, join_team(team, person(3), &note()));
    refused!(t, Conflict, join_team(team, person(99), &note()));
    done!(t, Changes, grant_team(HERE, team, Role::Viewer, 9, &note()));
    done!(t, Changes, grant_team(HERE, team, Role::Editor, 9, &note()));
    refused!(t, Conflict, grant_team(HERE, team, Role::Editor, 0, &note()));
    done!(t, Changes, revoke_team(HERE, team, &note()));
    refused!(t, NotFound, revoke_team(HERE, team, &note()));
    done!(t, Changes, leave_team(team, person(3), &note()));
    refused!(t, NotFound, leave_team(team, person(3), &note()));
    done!(t, Changes, join_team(team, person(3), &note()));
    done!(t, Changes, delete_team(team, &note()));
    refused!(t, NotFound, delete_team(team, &note()));
    done!(t, Stays, create_team(team, "SRE", &note()));
    done!(t, Changes, grant_team(HERE, team, Role::Viewer, 9, &note()));
    done!(t, Changes, delete_team(team, &note()));
    done!(t, Changes, grant_person(HERE, person(3), Role::Viewer, 9, &note()));
    done!(t, Changes, grant_person(HERE, person(3), Role::Editor, 9, &note()));
    refused!(t, Conflict, grant_person(HERE, person(99), Role::Editor, 9, &note()));
    refused!(t, Conflict, grant_person(HERE, person(4), Role::Editor, 1, &note()));
    done!(t, Changes, revoke_person(HERE, person(3), &note()));
    refused!(t, NotFound, revoke_person(HERE, person(3), &note()));
}

async fn links(t: &mut Table<'_>) {
    let (one, two) = (link(1, HERE, Role::Viewer, 60), link(2, HERE, Role::Editor, 60));
    done!(t, Stays, create_link(&one, &[31; 32], 2, &note()));
    done!(t, Stays, create_link(&two, &[32; 32], 2, &note()));
    refused!(t, Conflict, create_link(&link(3, HERE, Role::Viewer, 60), &[33; 32], 2, &note()));
    done!(t, Changes, visit_link(one.id, person(3), &note()));
    done!(t, Stays, visit_link(one.id, person(3), &note()));
    refused!(t, NotFound, visit_link(Uuid::from_u128(99), person(3), &note()));
    refused!(t, NotFound, visit_link(one.id, person(4), &note_at(60)));
    done!(t, Changes, revoke_person(HERE, person(3), &note()));
    let (guest, begun) = (account(30), session(34, person(30)));
    refused!(t, Conflict, visit_link_as_guest(one.id, &guest, &begun, &[34; 32], 0, &note()));
    refused!(t, NotFound, visit_link_as_guest(Uuid::from_u128(99), &guest, &begun, &[34; 32], 9, &note()));
    refused!(t, Conflict, visit_link_as_guest(one.id, &account(2), &session(34, person(2)), &[34; 32], 9, &note()));
    done!(t, Changes, visit_link_as_guest(one.id, &guest, &begun, &[34; 32], 9, &note()));
    done!(t, Changes, revoke_link(HERE, one.id, &note()));
    refused!(t, NotFound, revoke_link(HERE, one.id, &note()));
}

async fn ends(t: &mut Table<'_>) {
    done!(t, Stays, note(&note()));
    done!(t, Stays, prune_refusals(at(1000)));
    done!(t, Changes, delete_expired(at(60)));
    done!(t, Stays, delete_expired(at(60)));
}

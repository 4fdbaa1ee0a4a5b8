//! Every kind of message that a socket can bring, sent by every role, against one table.

use debrief_shared::api::{Role, TokenScope};
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{AwarenessEntry, Message};
use debrief_tests::replica::{Wire, empty_update};
use debrief_tests::{Outcome, random};
use yrs::updates::encoder::Encode as _;
use yrs::{ReadTxn as _, StateVector, Text as _, Transact as _};

use crate::revocation::Stage;

/// What follows from a message: `a` it is answered, or heard without a word; `w` it is written; `r` it is refused, and the socket goes on;
/// `c` the socket ends. Nobody sees anything of what is not written.
///
/// Columns: guest by link (viewer), viewer, commenter, editor, admin without a grant; the owner by a token to read, to comment, to write.
const TABLE: [(&str, &str); 13] = [
    ("sync step 1", "aaaaaaaa"),
    ("sync step 2, empty", "aaaaaaaa"),
    ("sync step 2", "rrrwwrrw"),
    ("update, empty", "aaaaaaaa"),
    ("update", "rrrwwrrw"),
    ("awareness", "aaaaaaaa"),
    ("query awareness", "aaaaaaaa"),
    ("denied", "aaaaaaaa"),
    ("unknown type", "cccccccc"),
    ("unknown kind of sync", "cccccccc"),
    ("two messages in a frame", "cccccccc"),
    ("nothing", "cccccccc"),
    ("half a message", "cccccccc"),
];

/// The rows of a message; a kind that is new in the protocol has none, and this does not compile.
fn rows_of(message: &Message<'_>) -> &'static [&'static str] {
    match message {
        Message::SyncStep1(_) => &["sync step 1"],
        Message::SyncStep2(_) => &["sync step 2, empty", "sync step 2"],
        Message::Update(_) => &["update, empty", "update"],
        Message::Awareness(_) => &["awareness"],
        Message::QueryAwareness => &["query awareness"],
        Message::Denied(_) => &["denied"],
    }
}

/// An update that puts `words` into the title, by a replica of its own.
fn typed(words: &str) -> Vec<u8> {
    let postmortem = Postmortem::new(random::client_id());
    let title = postmortem.title();
    title.push(&mut postmortem.doc().transact_mut(), words);
    postmortem.doc().transact().encode_state_as_update_v1(&StateVector::default())
}

fn frame(kind: &str, words: &str) -> Vec<u8> {
    let (update, nothing) = (typed(words), StateVector::default().encode_v1());
    let here = AwarenessEntry { client: random::client_id(), clock: 1, state: Some("{}".to_owned()) };
    match kind {
        "sync step 1" => Message::SyncStep1(&nothing).encode(),
        "sync step 2, empty" => Message::SyncStep2(&empty_update()).encode(),
        "sync step 2" => Message::SyncStep2(&update).encode(),
        "update, empty" => Message::Update(&empty_update()).encode(),
        "update" => Message::Update(&update).encode(),
        "awareness" => Message::Awareness(vec![here]).encode(),
        "query awareness" => Message::QueryAwareness.encode(),
        "denied" => Message::Denied(words).encode(),
        "unknown type" => vec![4, 0],
        "unknown kind of sync" => vec![0, 3, 0],
        "two messages in a frame" => [Message::QueryAwareness.encode(), Message::Update(&update).encode()].concat(),
        "nothing" => Vec::new(),
        "half a message" => Message::Update(&update).encode()[..8].to_vec(),
        other => panic!("no such kind: {other}"),
    }
}

#[tokio::test]
async fn every_role_may_say_what_the_table_says_and_nothing_else() -> Outcome {
    let stage = Stage::set().await?;
    let (by_link, _) = stage.by_link(Role::Viewer).await?;
    let mut people = vec![("link", by_link)];
    for (name, role) in [("viewer", Role::Viewer), ("commenter", Role::Commenter), ("editor", Role::Editor)] {
        let person = stage.by_token(name, "member").await?;
        stage.grant(person.person, role).await?;
        people.push((name, person));
    }
    people.push(("admin", stage.by_token("second", "admin").await?));
    for scope in [TokenScope::Read, TokenScope::Comment, TokenScope::Write] {
        people.push((scope.name(), stage.owner_with(scope).await?));
    }
    for (kind, letters) in TABLE {
        assert_eq!(letters.len(), people.len());
        for ((name, person), letter) in people.iter().zip(letters.chars()) {
            for joining in [person.joining(&stage), person.joining(&stage).plain()] {
                let words = format!("<{}>", random::id());
                let mut wire = Wire::open(&joining, &[]).await?;
                // A hello to those who know it, and what the server has.
                wire.until("a greeting", |wire| wire.asked > 0).await?;
                wire.send(frame(kind, &words)).await;
                let ending = if letter == 'c' { wire.ended().await? } else { wire.settled().await.map(|()| None)? };
                assert_eq!(ending, (letter == 'c').then_some(4400), "{kind} by {name}");
                assert_eq!(wire.refusals(), usize::from(letter == 'r'), "{kind} by {name}");
                let written = stage.owner.postmortem(stage.id).await?.document.title.contains(&words);
                assert_eq!(written, letter == 'w', "{kind} by {name}");
            }
        }
    }
    Ok(())
}

#[test]
fn every_message_has_its_rows() {
    let messages = [
        Message::SyncStep1(&[]),
        Message::SyncStep2(&[]),
        Message::Update(&[]),
        Message::Awareness(Vec::new()),
        Message::QueryAwareness,
        Message::Denied(""),
    ];
    let rows: Vec<&str> = messages.iter().flat_map(rows_of).copied().collect();
    assert!(rows.iter().all(|row| TABLE.iter().any(|(kind, _)| kind == row)));
}

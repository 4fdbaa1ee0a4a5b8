//! Whose words are whose: nobody writes in the name of somebody else's replica, and what a killed server has lost comes back.

use anyhow::{Context as _, Result};
use debrief_shared::document::TextPath;
use debrief_shared::protocol::{AwarenessEntry, Message};
use debrief_tests::database::Database;
use debrief_tests::{Client, Joining, Outcome, Replica, Wire, random};
use serde_json::json;

use crate::common::{Room, exported};

struct Pair {
    room: Room,
    grace: Client,
}

impl Pair {
    async fn open() -> Result<Self> {
        let room = Room::open().await?;
        let grace = room.server.person("Grace Member", "member")?;
        Ok(Self { room, grace })
    }

    fn joining(&self) -> Result<Joining> {
        Ok(Joining::new(&self.room.server, self.room.id).bearer(self.grace.token()?))
    }

    async fn database(&self) -> Result<Database> {
        Database::open(&self.room.server.data()).await
    }

    async fn title(&self) -> Result<String> {
        Ok(exported(&self.room.ada, self.room.id).await?.title)
    }

    async fn id_of(&self, client: &Client) -> Result<String> {
        Ok(client.session().await?.person.id.to_string())
    }
}

#[tokio::test]
async fn nobody_adds_to_somebody_else_s_replica_whether_its_page_is_open_or_not() -> Outcome {
    let mut pair = Pair::open().await?;
    let mut ada = pair.room.replica().await?;
    ada.append(&TextPath::Title, " (Ada)")?;
    ada.saved().await?;
    let (id, author) = (ada.client_id(), pair.id_of(&pair.room.ada).await?);
    assert_eq!(pair.database().await?.writer(pair.room.id, id).await?, Some(author));
    let rows = pair.database().await?.count_updates(pair.room.id).await?;

    for round in ["open", "closed", "after a restart"] {
        match round {
            "closed" => ada.disconnect(),
            "after a restart" => {
                assert!(pair.room.server.stop().await?.success());
                pair.room.server.launch().await?;
            }
            _ => {}
        }
        // As an update, and as the answer to the greeting.
        let mut forger = ada.copy(id, pair.joining()?)?;
        forger.connect().await?;
        forger.append(&TextPath::Title, " as Ada")?;
        assert_eq!(forger.ended().await?.code, Some(4409), "{round}");
        let mut forger = ada.copy(id, pair.joining()?)?;
        forger.append(&TextPath::Title, " as Ada")?;
        forger.connect().await?;
        assert_eq!(forger.ended().await?.code, Some(4409), "{round}");
        assert!(pair.title().await?.ends_with(" (Ada)"), "{round}");
        assert_eq!(pair.database().await?.count_updates(pair.room.id).await?, rows, "{round}");
    }
    ada.reconnect().await?;
    ada.append(&TextPath::Title, " (on)")?;
    ada.saved().await
}

#[tokio::test]
async fn every_page_load_writes_under_an_id_of_its_own_and_brings_what_was_kept() -> Outcome {
    let pair = Pair::open().await?;
    let mut first = Replica::join(pair.joining()?).await?;
    first.append(&TextPath::Title, " 1")?;
    first.saved().await?;
    first.disconnect();
    first.append(&TextPath::Title, " 2")?;
    let mut second = first.copy(random::client_id(), pair.joining()?)?;
    second.append(&TextPath::Title, " 3")?;
    second.reconnect().await?;
    second.saved().await?;
    assert!(pair.title().await?.ends_with(" 1 2 3"));
    let grace = pair.id_of(&pair.grace).await?;
    for replica in [&first, &second] {
        assert_eq!(pair.database().await?.writer(pair.room.id, replica.client_id()).await?, Some(grace.clone()));
    }
    Ok(())
}

#[tokio::test]
async fn words_that_a_kill_took_come_back_from_whoever_saw_them() -> Outcome {
    let mut pair = Pair::open().await?;
    let mut ada = pair.room.replica().await?;
    ada.announce(1, Some(&json!({})))?;
    let mut grace = Replica::join(pair.joining()?).await?;
    grace.announce(1, Some(&json!({})))?;
    ada.saved().await?;
    grace.saved().await?;
    let mut database = pair.database().await?;
    database.lock().await?;
    // Ada's first words here: not even that they are hers is stored.
    ada.append(&TextPath::Title, " (Ada, never on disk)")?;
    grace.wait_until("Ada's words", |view| view.title.ends_with("never on disk)")).await?;
    grace.append(&TextPath::Title, " (Grace, on top)")?;
    ada.wait_until("Grace's words", |view| view.title.ends_with("on top)")).await?;
    pair.room.server.kill()?;
    database.close().await?;
    ada.ended().await?;
    grace.ended().await?;
    pair.room.server.launch().await?;
    assert_eq!(pair.title().await?, "Checkout refused cards");

    grace.reconnect().await?;
    grace.saved().await?;
    assert_eq!(pair.title().await?, "Checkout refused cards (Ada, never on disk) (Grace, on top)");
    let authors = pair.database().await?.authors(pair.room.id).await?;
    assert_eq!(
        authors.last().context("a row")?,
        &Some(pair.id_of(&pair.grace).await?),
        "who brought it answers for it"
    );

    // Ada is not locked out of her own replica by that.
    ada.reconnect().await?;
    ada.announce(2, Some(&json!({})))?;
    ada.append(&TextPath::Title, " (Ada again)")?;
    ada.saved().await?;
    grace.append(&TextPath::Title, " (Grace again)")?;
    grace.saved().await?;
    assert!(pair.title().await?.contains("(Ada again)"));

    // And now that she is here, nobody else goes on in her name.
    let mut forger = ada.copy(ada.client_id(), pair.joining()?)?;
    forger.connect().await?;
    forger.append(&TextPath::Title, " as Ada")?;
    assert_eq!(forger.ended().await?.code, Some(4409));
    assert!(ada.ending().is_none() && grace.ending().is_none());
    Ok(())
}

#[tokio::test]
async fn nobody_appears_under_a_client_id_that_somebody_else_has_written_with() -> Outcome {
    let mut pair = Pair::open().await?;
    let mut ada = pair.room.replica().await?;
    ada.append(&TextPath::Title, " (Ada)")?;
    ada.saved().await?;
    ada.disconnect();
    assert!(pair.room.server.stop().await?.success());
    pair.room.server.launch().await?;

    let watcher = Replica::join(pair.joining()?).await?;
    let disguised = |clock, state: Option<&str>| {
        let entry = AwarenessEntry { client: ada.client_id(), clock, state: state.map(str::to_owned) };
        Message::Awareness(vec![entry]).encode()
    };
    let mut wire = Wire::open(&pair.joining()?, &[disguised(7, Some("{}")), disguised(8, None)]).await?;
    wire.settled().await?;
    watcher.announce(1, Some(&json!({ "place": "here" })))?;
    let seen = watcher.wait_for_awareness("its own echo", |peers| peers.contains_key(&watcher.client_id())).await?;
    assert_eq!(seen.len(), 1, "{seen:?}");
    ada.reconnect().await?;
    ada.announce(1, Some(&json!({ "place": "at home" })))?;
    let seen = watcher.wait_for_awareness("Ada", |peers| peers.contains_key(&ada.client_id())).await?;
    assert_eq!(seen[&ada.client_id()]["user"]["name"], "Ada Admin");
    Ok(())
}

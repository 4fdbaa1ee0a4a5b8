//! Who may only read changes nothing, whatever is sent and whenever: neither what is stored nor what others see.

use anyhow::Result;
use debrief_shared::api::{PatchAccess, Role};
use debrief_shared::document::TextPath;
use debrief_shared::protocol::{AwarenessEntry, Message, ServerEvent};
use debrief_tests::database::Database;
use debrief_tests::replica::empty_update;
use debrief_tests::{Client, Joining, Outcome, Replica, Wire, random};
use serde_json::json;
use yrs::{ReadTxn as _, StateVector, Text as _, Transact as _, TransactionMut};

use crate::common::{Room, exported};

/// A postmortem of Ada's, her page, and Grace, who is not its owner.
struct Scene {
    room: Room,
    ada: Replica,
    grace: Client,
}

impl Scene {
    /// Grace, like every member, has this role.
    async fn open(role: Role) -> Result<Self> {
        let room = Room::open().await?;
        let grace = room.server.person("Grace Member", "member")?;
        let ada = room.replica().await?;
        // So that there are deletions to be told of.
        ada.append(&TextPath::Title, " -- mistyped")?;
        ada.delete(&TextPath::Title, 22, 12)?;
        ada.saved().await?;
        let scene = Self { room, ada, grace };
        scene.let_members(role).await?;
        Ok(scene)
    }

    async fn let_members(&self, role: Role) -> Outcome {
        let change = PatchAccess { visibility: None, workspace_role: Some(role) };
        self.room.ada.set_access(self.room.id, &change).await.map(drop)
    }

    fn joining(&self) -> Result<Joining> {
        Ok(Joining::new(&self.room.server, self.room.id).bearer(self.grace.token()?))
    }

    async fn rows(&self) -> Result<i64> {
        Database::open(&self.room.server.data()).await?.count_updates(self.room.id).await
    }

    /// An update by a new replica of Grace's that holds what Ada's holds.
    fn change(&self, change: impl FnOnce(&Replica, &mut TransactionMut<'_>)) -> Result<Vec<u8>> {
        let copy = self.ada.copy(random::client_id(), self.joining()?)?;
        let mut txn = copy.postmortem().doc().transact_mut();
        change(&copy, &mut txn);
        txn.commit();
        Ok(txn.encode_update_v1())
    }

    fn typed(&self) -> Result<Vec<u8>> {
        self.change(|copy, txn| copy.postmortem().title().insert(txn, 0, "Grace: "))
    }

    fn deleted(&self) -> Result<Vec<u8>> {
        self.change(|copy, txn| copy.postmortem().title().remove_range(txn, 0, 8))
    }

    /// Checks that all still have what they had, and that writing goes on for those who may.
    async fn untouched(&self, rows: i64) -> Outcome {
        assert_eq!(self.rows().await?, rows);
        let before = self.ada.text(&TextPath::Title);
        assert_eq!(before, "Checkout refused cards");
        self.ada.append(&TextPath::Title, "!")?;
        self.ada.saved().await?;
        assert_eq!(self.ada.text(&TextPath::Title), format!("{before}!"));
        assert_eq!(exported(&self.room.ada, self.room.id).await?, self.ada.view());
        assert_eq!(self.rows().await?, rows + 1);
        Ok(())
    }
}

#[tokio::test]
async fn content_of_readers_is_refused_whenever_it_comes() -> Outcome {
    for (role, extended) in [(Role::Viewer, true), (Role::Viewer, false), (Role::Commenter, true)] {
        let scene = Scene::open(role).await?;
        let rows = scene.rows().await?;
        let joining = if extended { scene.joining()? } else { scene.joining()?.plain() };
        let (typed, deleted) = (scene.typed()?, scene.deleted()?);
        let whole = scene.ada.copy(random::client_id(), scene.joining()?)?;
        whole.append(&TextPath::Title, " (Grace)")?;
        let whole = whole.postmortem().doc().transact().encode_state_as_update_v1(&StateVector::default());
        let frames: Vec<Vec<u8>> = [&typed, &deleted, &whole]
            .into_iter()
            .flat_map(|update| [Message::Update(update).encode(), Message::SyncStep2(update).encode()])
            .collect();

        // In the first frames, which are on their way before the server has said a word.
        let mut wire = Wire::open(&joining, &frames).await?;
        wire.until("all are refused", |wire| wire.refusals() == frames.len()).await?;
        wire.settled().await?;
        // As the answer to the greeting, and after everything else.
        for frame in &frames {
            let mut wire = Wire::open(&joining, &[]).await?;
            wire.until("the greeting", |wire| wire.asked > 0).await?;
            wire.send(frame.clone()).await;
            wire.until("it is refused", |wire| wire.refusals() == 1).await?;
            wire.settled().await?;
            wire.send(frame.clone()).await;
            wire.until("it is refused again", |wire| wire.refusals() == 2).await?;
            assert_eq!(wire.saved(), 0);
            assert_eq!(wire.denied.is_empty(), extended);
        }
        scene.untouched(rows).await?;
        wire.until("a reader goes on reading", |wire| wire.content >= 2).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_says_nothing_new_is_no_offence() -> Outcome {
    let scene = Scene::open(Role::Viewer).await?;
    let rows = scene.rows().await?;
    let state = scene.ada.postmortem().doc().transact().state_vector();
    // What a replica answers that lacks nothing: every deletion that it knows of.
    let known = scene.ada.postmortem().doc().transact().encode_state_as_update_v1(&state);
    assert_ne!(known, empty_update());
    let mut wire = Wire::open(&scene.joining()?, &[]).await?;
    for update in [empty_update(), known] {
        wire.send(Message::SyncStep2(&update).encode()).await;
        wire.send(Message::Update(&update).encode()).await;
    }
    wire.until("they are counted", |wire| wire.saved() == 4).await?;
    assert_eq!(wire.refusals(), 0);
    scene.untouched(rows).await
}

#[tokio::test]
async fn one_message_a_frame_and_nothing_behind_it() -> Outcome {
    for role in [Role::Viewer, Role::Editor] {
        let scene = Scene::open(role).await?;
        let rows = scene.rows().await?;
        let update = Message::Update(&scene.typed()?).encode();
        let awareness = AwarenessEntry { client: random::client_id(), clock: 1, state: Some("{}".to_owned()) };
        let empty = yrs::updates::encoder::Encode::encode_v1(&StateVector::default());
        let legal = [
            Message::SyncStep1(&empty).encode(),
            Message::SyncStep2(&empty_update()).encode(),
            Message::Update(&empty_update()).encode(),
            Message::Awareness(vec![awareness]).encode(),
            Message::QueryAwareness.encode(),
            update.clone(),
        ];
        for first in legal {
            for second in [&update[..], &[0]] {
                let packed = [&first[..], second].concat();
                let mut wire = Wire::open(&scene.joining()?, std::slice::from_ref(&packed)).await?;
                assert_eq!(wire.ended().await?, Some(4400), "{role:?}, {:?}", &packed[..3]);
            }
        }
        // Bytes behind the update inside its message.
        let mut padded = scene.typed()?;
        padded.push(0);
        let mut wire = Wire::open(&scene.joining()?, &[Message::Update(&padded).encode()]).await?;
        assert_eq!(wire.ended().await?, Some(4400));
        scene.untouched(rows).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_downgrade_counts_from_the_moment_it_is_answered() -> Outcome {
    let scene = Scene::open(Role::Editor).await?;
    let mut wire = Wire::open(&scene.joining()?, &[]).await?;
    wire.settled().await?;
    let mut page = Replica::join(scene.joining()?).await?;
    page.saved().await?;
    let rows = scene.rows().await?;

    scene.let_members(Role::Viewer).await?;
    for update in [scene.typed()?, scene.deleted()?] {
        wire.send(Message::Update(&update).encode()).await;
        wire.send(Message::SyncStep2(&update).encode()).await;
    }
    page.append(&TextPath::Title, " written into the gap")?;
    assert_eq!(wire.ended().await?, Some(4205));
    assert_eq!(page.ended().await?.code, Some(4205));

    // Written while away, by who was an editor then.
    page.append(&TextPath::Title, ", and offline")?;
    page.delete(&TextPath::Title, 0, 4)?;
    page.reconnect().await?;
    let is_viewer = |event: &ServerEvent| matches!(event, ServerEvent::Hello { role: Role::Viewer, .. });
    page.wait_for_event("who it is now", is_viewer).await?;
    page.wait_for_event("a refusal", |event| matches!(event, ServerEvent::Refused { .. })).await?;
    assert_eq!(page.acknowledged(), 0);
    scene.untouched(rows).await?;

    // Nothing is lost by it: an editor again, they are heard.
    scene.let_members(Role::Editor).await?;
    assert_eq!(page.ended().await?.code, Some(4205));
    page.reconnect().await?;
    page.saved().await?;
    scene.ada.wait_until("what was kept", |view| view.title.contains("written into the gap, and offline")).await?;
    Ok(())
}

/// Updates that may be on their way at once.
const FEW: u64 = 64;

#[tokio::test]
async fn nothing_sent_while_the_role_changes_is_stored_after_it_has() -> Outcome {
    let scene = Scene::open(Role::Editor).await?;
    let page = Replica::join(scene.joining()?).await?;
    let typing = async {
        let mut typed = 0;
        while page.ending().is_none() {
            // Not further ahead of the server than a person gets: it lets go of whoever floods it.
            if page.sent() < page.acknowledged() + FEW {
                page.append(&TextPath::Title, ".")?;
                typed += 1;
            }
            tokio::task::yield_now().await;
        }
        anyhow::Ok(typed)
    };
    let lowering = async {
        debrief_tests::eventually("some of it is saved", || async { Ok((page.acknowledged() > 20).then_some(())) })
            .await?;
        scene.let_members(Role::Viewer).await?;
        // What was taken before is on its way to disk.
        scene.ada.append(&TextPath::Title, "|")?;
        scene.ada.saved().await?;
        scene.rows().await
    };
    let (typed, rows) = tokio::join!(typing, lowering);
    assert!(typed? > 20);
    assert_eq!(page.ended().await?.code, Some(4205));
    scene.ada.append(&TextPath::Title, "|")?;
    scene.ada.saved().await?;
    assert_eq!(scene.rows().await?, rows? + 1);
    assert_eq!(exported(&scene.room.ada, scene.room.id).await?, scene.ada.view());
    Ok(())
}

#[tokio::test]
async fn a_reader_is_seen_and_changes_nothing_by_it() -> Outcome {
    let scene = Scene::open(Role::Viewer).await?;
    let rows = scene.rows().await?;
    let grace = Replica::join(scene.joining()?).await?;
    grace.announce(1, Some(&json!({ "place": "here", "title": "Mine", "user": { "name": "Ada Admin" } })))?;
    let id = grace.client_id();
    let seen = scene.ada.wait_for_awareness("a reader", |peers| peers.contains_key(&id)).await?;
    assert_eq!(seen[&id]["user"]["name"], "Grace Member");
    scene.untouched(rows).await
}

#[tokio::test]
async fn a_person_has_at_most_64_sockets() -> Outcome {
    const MOST: usize = 64;
    let scene = Scene::open(Role::Viewer).await?;
    let mut wires = Vec::new();
    for _ in 0..MOST {
        let mut wire = Wire::open(&scene.joining()?, &[]).await?;
        wire.until("the greeting", |wire| wire.asked > 0).await?;
        wires.push(wire);
    }
    assert_eq!(Wire::open(&scene.joining()?, &[]).await?.ended().await?, Some(4429));
    scene.ada.append(&TextPath::Title, " (others go on)")?;
    scene.ada.saved().await?;
    drop(wires.pop());
    debrief_tests::eventually("a place is free again", || async {
        let mut wire = Wire::open(&scene.joining()?, &[]).await?;
        Ok(wire.until("the greeting", |wire| wire.asked > 0).await.ok())
    })
    .await
}

//! Who is here and where.

use debrief_shared::api::Role;
use debrief_shared::protocol::{AwarenessEntry, Message, ServerEvent};
use debrief_tests::{Joining, Outcome, Replica};
use serde_json::json;

use crate::common::Room;

#[tokio::test]
async fn presence_reaches_everybody_with_the_account_s_name_and_leaves_with_the_socket() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let ada = room.replica().await?;
    let mut other = Replica::open(&room.server, &grace, room.id).await?;
    let hello = ada.wait_for_event("hello", |event| matches!(event, ServerEvent::Hello { .. })).await?;
    assert!(matches!(hello, ServerEvent::Hello { user, role: Role::Owner } if user.name == "Ada Admin"));

    let disguised = json!({ "user": { "name": "Ada Admin", "color": "red" }, "place": "elsewhere", "cursor": null });
    other.announce(1, Some(&disguised))?;
    let id = other.client_id();
    let seen = ada.wait_for_awareness("the other is here", |peers| peers.contains_key(&id)).await?;
    assert_eq!(seen[&id]["user"]["name"], "Grace Member");
    assert_eq!(seen[&id]["place"], "elsewhere");
    other.wait_for_awareness("its own echo", |peers| peers.contains_key(&id)).await?;

    // Who comes later is told as well.
    let late = room.replica().await?;
    late.wait_for_awareness("who was here already", |peers| peers.contains_key(&id)).await?;

    other.disconnect();
    ada.wait_for_awareness("the other has left", |peers| !peers.contains_key(&id)).await?;
    late.wait_for_awareness("the other has left", |peers| !peers.contains_key(&id)).await?;
    Ok(())
}

#[tokio::test]
async fn nobody_speaks_for_somebody_else() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let ada = room.replica().await?;
    let other = Replica::open(&room.server, &grace, room.id).await?;
    ada.announce(1, Some(&json!({ "place": "here", "cursor": null })))?;
    let id = ada.client_id();
    ada.wait_for_awareness("her own echo", |peers| peers.contains_key(&id)).await?;
    other.wait_for_awareness("Ada is here", |peers| peers.contains_key(&id)).await?;

    let own = other.client_id();
    let said = |client, clock, place: &str| AwarenessEntry {
        client,
        clock,
        state: Some(json!({ "user": { "name": "Nobody" }, "place": place }).to_string()),
    };

    // y-websocket repeats what it heard of others: that is passed over, not punished, and changes nothing.
    other.send(Message::Awareness(vec![said(id, 99, "nowhere")]).encode())?;
    other.send(Message::Awareness(vec![said(own, 1, "own")]).encode())?;
    other.send(Message::Awareness(vec![said(id, 99, "nowhere"), said(own, 2, "own again")]).encode())?;
    other.send(Message::Awareness(vec![AwarenessEntry { client: id, clock: 100, state: None }]).encode())?;
    other.send(Message::Awareness(vec![said(own, 3, "last")]).encode())?;
    let is_last = |state: &serde_json::Value| state["place"] == "last";
    for replica in [&ada, &other] {
        let seen = replica.wait_for_awareness("the honest part", |peers| peers.get(&own).is_some_and(is_last)).await?;
        assert_eq!(
            (&seen[&own]["user"]["name"], &seen[&id]["user"]["name"]),
            (&json!("Grace Member"), &json!("Ada Admin"))
        );
        assert_eq!(seen[&id]["place"], "here");
    }
    assert!(other.ending().is_none());
    Ok(())
}

#[tokio::test]
async fn a_question_for_everybody_is_answered() -> Outcome {
    let room = Room::open().await?;
    let ada = room.replica().await?;
    ada.announce(1, Some(&json!({ "place": "here" })))?;
    ada.wait_for_awareness("its own echo", |peers| peers.contains_key(&ada.client_id())).await?;

    let plain = Replica::join(Joining::new(&room.server, room.id).bearer(room.ada.token()?).plain()).await?;
    plain.wait_for_awareness("Ada is here", |peers| peers.contains_key(&ada.client_id())).await?;
    let before = plain.received();
    plain.send(Message::QueryAwareness.encode())?;
    debrief_tests::eventually("an answer", || async { Ok((plain.received() > before).then_some(())) }).await
}

#[tokio::test]
async fn a_state_is_small_and_its_unknown_keys_are_passed_on() -> Outcome {
    let room = Room::open().await?;
    let (ada, other) = (room.replica().await?, room.replica().await?);
    let id = other.client_id();
    other.announce(1, Some(&json!({ "of_tomorrow": { "kept": [1, 2] }, "user": { "id": "x", "color": 99 } })))?;
    let seen = ada.wait_for_awareness("the other is here", |peers| peers.contains_key(&id)).await?;
    assert_eq!(seen[&id]["of_tomorrow"]["kept"], json!([1, 2]));
    assert_eq!(seen[&id]["user"]["name"], "Ada Admin");
    assert_ne!(seen[&id]["user"]["color"], 99);
    other.announce(2, Some(&json!({ "of_tomorrow": "x".repeat(4 << 10) })))?;
    assert_eq!(other.ended().await?.code, Some(4400));
    ada.wait_for_awareness("the other has left", |peers| !peers.contains_key(&id)).await?;
    assert!(ada.ending().is_none());
    Ok(())
}

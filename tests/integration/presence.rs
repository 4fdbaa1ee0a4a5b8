//! Who is here and where.

use anyhow::Context as _;
use debrief_shared::api::{CreatedLink, Role, ThreadList};
use debrief_shared::document::anchor;
use debrief_shared::protocol::{AwarenessEntry, Message, ServerEvent};
use debrief_tests::{Client, Joining, Outcome, Replica};
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::json;
use yrs::Transact as _;

use crate::common::{Room, discussion};

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
async fn a_guest_is_marked_whatever_their_name_and_their_page_say() -> Outcome {
    let room = Room::open().await?;
    let link = json!({ "role": "editor", "days": 1 });
    let path = format!("/api/postmortems/{}", room.id);
    let link: CreatedLink = room.ada.call(Method::POST, &format!("{path}/links"), &link).await?;
    let secret = link.url.split_once('#').map_or("", |(_, secret)| secret);
    let page = Client::anonymous(&room.server)?;
    let enter = json!({ "link": secret, "name": "Ada Admin" });
    let entered = page.request(Method::POST, "/api/links/enter").json(&enter).send().await?.error_for_status()?;
    let cookie = entered.headers()[SET_COOKIE].to_str()?.split(';').next().unwrap_or_default().to_owned();
    let joining = Joining::new(&room.server, room.id).header("Cookie", &cookie).header("Origin", &room.server.url());

    let ada = room.replica().await?;
    let guest = Replica::join(joining).await?;
    let disguised =
        json!({ "user": { "name": "Ada Admin", "color": 0, "guest": false }, "place": "here", "guest": false });
    guest.announce(1, Some(&disguised))?;
    let id = guest.client_id();
    let seen = ada.wait_for_awareness("the guest is here", |peers| peers.contains_key(&id)).await?;
    assert_eq!((&seen[&id]["user"]["name"], &seen[&id]["user"]["guest"]), (&json!("Ada Admin"), &json!(true)));
    ada.announce(1, Some(&json!({ "place": "here" })))?;
    let own = ada.client_id();
    let seen = guest.wait_for_awareness("Ada is here", |peers| peers.contains_key(&own)).await?;
    assert!(seen[&own]["user"].get("guest").is_none(), "as it was for those who are none");

    let body = discussion(&room.ada.postmortem(room.id).await?.document)?;
    ada.append(&body, "Words to talk about.")?;
    let anchor = anchor(ada.postmortem(), &ada.postmortem().doc().transact(), &body, 0, 5).context("an anchor")?;
    ada.saved().await?;
    let thread = json!({ "anchor": anchor, "quote": "Words", "body": "Hm?" });
    let post = page.request(Method::POST, &format!("{path}/comments")).header(COOKIE, &cookie).json(&thread);
    let posted = post.send().await?;
    assert!(posted.status().is_success(), "{}", posted.text().await?);
    let threads: ThreadList = room.ada.get(&format!("{path}/comments")).await?;
    assert!(threads.threads[0].comments[0].author.guest);
    let people: serde_json::Value = room.ada.get("/api/admin/people").await?;
    let guests = people["people"].as_array().context("people")?.iter().filter(|row| row["person"]["guest"] == true);
    assert_eq!(guests.count(), 1, "{people}");
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

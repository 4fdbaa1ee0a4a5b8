//! Several replicas write one postmortem.

use debrief_shared::api::PatchPostmortem;
use debrief_shared::document::{Field, List, TextPath};
use debrief_tests::replica::converged;
use debrief_tests::{Joining, Outcome, Replica, eventually, random};

use crate::common::{Room, add_entry, add_mitigation, discussion, exported};

#[tokio::test]
async fn two_replicas_converge_in_title_prose_timeline_and_mitigations() -> Outcome {
    let room = Room::open().await?;
    let (one, two) = (room.replica().await?, room.replica().await?);
    let discussion = discussion(&one.view())?;

    one.insert(&TextPath::Title, 0, "2026-11: ")?;
    two.append(&TextPath::Title, " at 09:45")?;
    one.append(&discussion, "The pool ran dry. ")?;
    two.insert(&discussion, 0, "Graphs first. ")?;
    let (entry, _) =
        one.edit(|postmortem, txn| add_entry(postmortem, txn, "2026-11-21T09:45:00+01:00", "Deploy began"));
    let (mitigation, _) = two.edit(|postmortem, txn| add_mitigation(postmortem, txn, "Alert on pool use"));
    two.wait_until("the entry is there", |view| view.timeline.iter().any(|held| held.id == entry)).await?;
    one.wait_until("the mitigation is there", |view| view.mitigations.iter().any(|held| held.id == mitigation)).await?;
    two.append(&TextPath::Entry(entry.clone()), " in region two")?;
    one.append(&TextPath::Mitigation(mitigation.clone()), " over 80 %")?;
    two.edit(|postmortem, txn| postmortem.set_field(txn, List::Mitigations, &mitigation, Field::Owner, "Grace")).0?;

    let view = converged(&[&one, &two]).await?;
    assert_eq!(view.title, "2026-11: Checkout refused cards at 09:45");
    let body = one.text(&discussion);
    assert!(body.starts_with("Graphs first. ") && body.ends_with("The pool ran dry. "), "{body:?}");
    assert_eq!(view.timeline[0].text, "Deploy began in region two");
    assert_eq!(
        (view.mitigations[0].text.as_str(), view.mitigations[0].owner.as_str()),
        ("Alert on pool use over 80 %", "Grace")
    );
    one.saved().await?;
    two.saved().await?;
    assert_eq!(exported(&room.ada, room.id).await?, view);
    Ok(())
}

#[tokio::test]
async fn typing_at_once_in_one_paragraph_ends_equal_to_the_letter() -> Outcome {
    let room = Room::open().await?;
    let replicas = [room.replica().await?, room.replica().await?, room.replica().await?];
    let discussion = discussion(&replicas[0].view())?;
    let length =
        |replica: &Replica| u32::try_from(replica.text(&discussion).encode_utf16().count()).expect("a short text");
    let before = length(&replicas[0]);

    for step in 0..120u32 {
        for (letter, replica) in ["a", "b", "é"].into_iter().zip(&replicas) {
            let at = u32::try_from(random::below(u64::from(length(replica)) + 1))?;
            replica.insert(&discussion, at, letter)?;
            if step % 10 == 9 {
                replica.delete(&discussion, u32::try_from(random::below(u64::from(length(replica))))?, 1)?;
            }
        }
        tokio::task::yield_now().await;
    }

    for replica in &replicas {
        replica.saved().await?;
    }
    let view = converged(&[&replicas[0], &replicas[1], &replicas[2]]).await?;
    assert_eq!(exported(&room.ada, room.id).await?, view);
    // At most one letter a deletion: two replicas may have deleted the same one.
    assert!(length(&replicas[0]) >= before + 360 - 36, "{} letters", length(&replicas[0]));
    Ok(())
}

#[tokio::test]
async fn a_rest_edit_appears_on_the_socket_and_the_other_way_round() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;

    let change = PatchPostmortem {
        title: Some("Cards were refused".to_owned()),
        severity: Some("sev-2".to_owned()),
        services: Some(vec!["checkout".to_owned(), "cards".to_owned()]),
        ..PatchPostmortem::default()
    };
    room.ada.patch(room.id, &change).await?;
    let view = replica.wait_until("the new title", |view| view.title == "Cards were refused").await?;
    assert_eq!((view.facts.severity.as_str(), view.facts.services.join("+")), ("sev-2", "checkout+cards".to_owned()));

    replica.append(&TextPath::Title, " for an hour")?;
    eventually("REST has the title", || async {
        let detail = room.ada.postmortem(room.id).await?;
        Ok((detail.document.title == "Cards were refused for an hour").then_some(()))
    })
    .await?;
    eventually("the library has the title", || async {
        let list = room.ada.list("?q=an%20hour").await?;
        Ok((list.len() == 1 && list[0].id == room.id).then_some(()))
    })
    .await
}

#[tokio::test]
async fn what_was_written_offline_merges_on_return() -> Outcome {
    let room = Room::open().await?;
    let (mut one, two) = (room.replica().await?, room.replica().await?);
    let discussion = discussion(&one.view())?;

    one.disconnect();
    one.append(&discussion, "Written on a train. ")?;
    let (entry, _) = one.edit(|postmortem, txn| add_entry(postmortem, txn, "2026-11-21T10:21:00Z", "Issue filed"));
    two.insert(&discussion, 0, "Written at a desk. ")?;
    two.saved().await?;

    one.reconnect().await?;
    one.saved().await?;
    let view = converged(&[&one, &two]).await?;
    let body = two.text(&discussion);
    assert!(body.contains("Written on a train. ") && body.contains("Written at a desk. "), "{body:?}");
    assert_eq!(view.timeline[0].id, entry);
    Ok(())
}

#[tokio::test]
async fn a_client_that_knows_y_protocols_only_writes_along_and_gets_no_text_frames() -> Outcome {
    let room = Room::open().await?;
    let plain = Replica::join(Joining::new(&room.server, room.id).query(room.ada.token()?).plain()).await?;
    let page = room.replica().await?;

    plain.append(&TextPath::Title, " (plain)")?;
    page.wait_until("the plain client's words", |view| view.title.ends_with(" (plain)")).await?;
    page.append(&TextPath::Title, " (page)")?;
    plain.wait_until("the page's words", |view| view.title.ends_with(" (page)")).await?;
    page.saved().await?;
    assert_eq!((plain.events().len(), plain.acknowledged()), (0, 0));
    Ok(())
}

//! What is acknowledged is on disk, whatever happens to the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use debrief_shared::document::{TextPath, View};
use debrief_shared::protocol::ServerEvent;
use debrief_tests::database::Database;
use debrief_tests::replica::converged;
use debrief_tests::{Outcome, Replica, eventually, random, wait};
use reqwest::{Method, StatusCode};

use crate::common::{Room, add_entry, discussion, exported};

const CYCLES: usize = 20;
const WRITERS: usize = 3;
/// Frames a writer has under way at most: enough to be cut off in the middle, few enough for many commits a cycle.
const UNDER_WAY: u64 = 40;

/// A mark that a writer left in the document, and the frame that carried it, if one did.
struct Mark {
    frame: Option<u64>,
    text: String,
}

/// Writes marks into three places of the document until told to stop; gives all of them.
async fn write(
    replica: Arc<Replica>,
    discussion: TextPath,
    name: String,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<Vec<Mark>> {
    let mut marks = Vec::new();
    while !stop.load(Ordering::Relaxed) && replica.ending().is_none() {
        if replica.sent() - replica.acknowledged() >= UNDER_WAY {
            tokio::task::yield_now().await;
            continue;
        }
        let text = format!("<{name}.{}>", marks.len());
        let frame = match random::below(4) {
            0 => replica.edit(|postmortem, txn| add_entry(postmortem, txn, "2026-11-21T10:00:00Z", &text)).1,
            1 => replica.insert(&TextPath::Title, 0, &text)?,
            2 => replica.insert(&discussion, 0, &text)?,
            _ => replica.append(&discussion, &text)?,
        };
        marks.push(Mark { frame, text });
        tokio::task::yield_now().await;
    }
    Ok(marks)
}

/// Everything that marks are written into, as one text.
fn everything(view: &View) -> String {
    let bodies = view.sections.iter().map(|section| section.body.as_str());
    let entries = view.timeline.iter().map(|entry| entry.text.as_str());
    [view.title.as_str()].into_iter().chain(bodies).chain(entries).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_that_was_acknowledged() -> Outcome {
    let mut room = Room::open().await?;
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        writers.push(Arc::new(room.replica().await?));
    }
    let discussion = discussion(&writers[0].view())?;
    let mut all: Vec<String> = Vec::new();
    let mut acknowledged_in_all = 0;
    let mut cut_off_in_all = 0;

    for cycle in 0..CYCLES {
        let stop = Arc::new(AtomicBool::new(false));
        let tasks: Vec<_> = writers
            .iter()
            .enumerate()
            .map(|(number, replica)| {
                let name = format!("c{cycle}w{number}");
                tokio::spawn(write(Arc::clone(replica), discussion.clone(), name, Arc::clone(&stop)))
            })
            .collect();
        let goal = 20 + random::below(150);
        eventually("the writers are under way", || async {
            Ok(writers.iter().any(|writer| writer.acknowledged() >= goal).then_some(()))
        })
        .await?;
        room.server.kill()?;
        stop.store(true, Ordering::Relaxed);
        let mut acknowledged = Vec::new();
        for (task, replica) in tasks.into_iter().zip(&writers) {
            // Acknowledgements that were on their way count as given.
            replica.ended().await?;
            let marks = task.await??;
            let known = replica.acknowledged();
            let is_known = |mark: &Mark| mark.frame.is_some_and(|frame| frame <= known);
            cut_off_in_all += marks.iter().filter(|mark| !is_known(mark)).count();
            acknowledged.extend(marks.iter().filter(|mark| is_known(mark)).map(|mark| mark.text.clone()));
            all.extend(marks.into_iter().map(|mark| mark.text));
        }
        acknowledged_in_all += acknowledged.len();

        room.server.launch().await?;
        let stored = everything(&exported(&room.ada, room.id).await?);
        let lost: Vec<_> = acknowledged.iter().filter(|mark| !stored.contains(*mark)).collect();
        assert!(lost.is_empty(), "cycle {cycle}: acknowledged and not on disk: {lost:?}");

        for replica in &mut writers {
            Arc::get_mut(replica).context("its writer has ended")?.reconnect().await?;
        }
        for replica in &writers {
            replica.saved().await?;
        }
        let replicas: Vec<&Replica> = writers.iter().map(Arc::as_ref).collect();
        let view = converged(&replicas).await?;
        assert_eq!(exported(&room.ada, room.id).await?, view, "cycle {cycle}");
        let text = everything(&view);
        let missing: Vec<_> = all.iter().filter(|mark| !text.contains(*mark)).collect();
        assert!(missing.is_empty(), "cycle {cycle}: not brought back by the replicas: {missing:?}");
    }
    eprintln!("{acknowledged_in_all} updates acknowledged before a kill, {cut_off_in_all} cut off by one");
    assert!(cut_off_in_all > 0, "no kill came while updates were under way");
    Ok(())
}

#[tokio::test]
async fn a_kill_right_after_saved_keeps_it() -> Outcome {
    let mut room = Room::open().await?;
    let mut replica = room.replica().await?;
    for round in 0..5 {
        let frame = replica.append(&TextPath::Title, &format!(" [{round}]"))?;
        wait::within("it is saved", replica.saved()).await??;
        assert!(frame.is_some_and(|frame| replica.acknowledged() >= frame));
        room.server.kill()?;
        room.server.launch().await?;
        let title = exported(&room.ada, room.id).await?.title;
        assert!(title.ends_with(&format!(" [{round}]")), "{title:?}");
        replica.reconnect().await?;
    }
    Ok(())
}

#[tokio::test]
async fn acknowledgements_never_run_ahead_of_the_frames_sent() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    for _ in 0..50 {
        replica.append(&TextPath::Title, ".")?;
        assert!(replica.acknowledged() <= replica.sent());
        tokio::task::yield_now().await;
    }
    replica.saved().await?;
    assert_eq!(replica.acknowledged(), replica.sent());

    // A frame that changes nothing is acknowledged as well: whoever sent it must not wait for ever.
    let everything = {
        use yrs::{ReadTxn as _, StateVector, Transact as _};
        replica.postmortem().doc().transact().encode_state_as_update_v1(&StateVector::default())
    };
    let before = replica.acknowledged();
    replica.send(debrief_shared::protocol::Message::Update(&everything).encode())?;
    eventually("the frame without news is acknowledged", || async {
        Ok((replica.acknowledged() == before + 1).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_graceful_stop_flushes_says_goodbye_and_closes_as_restarting() -> Outcome {
    let mut room = Room::open().await?;
    let (mut one, two) = (room.replica().await?, room.replica().await?);
    let plain = {
        let joining = debrief_tests::Joining::new(&room.server, room.id).bearer(room.ada.token()?).plain();
        Replica::join(joining).await?
    };
    for number in 0..100 {
        one.append(&TextPath::Title, &format!(" {number}"))?;
    }
    two.wait_until("the last word", |view| view.title.ends_with(" 99")).await?;

    let status = room.server.stop().await?;
    assert!(status.success(), "{status}");
    for replica in [&one, &two, &plain] {
        assert_eq!(replica.ended().await?.code, Some(1012));
    }
    let said_goodbye = |replica: &Replica| replica.events().iter().any(|event| matches!(event, ServerEvent::GoingAway));
    assert!(said_goodbye(&one) && said_goodbye(&two) && !said_goodbye(&plain));

    room.server.launch().await?;
    assert_eq!(exported(&room.ada, room.id).await?, two.view());
    one.reconnect().await?;
    one.append(&TextPath::Title, " and on")?;
    one.saved().await
}

#[tokio::test]
async fn while_storage_is_away_nothing_is_called_saved_and_nothing_is_lost() -> Outcome {
    let room = Room::open().await?;
    let (writer, witness) = (room.replica().await?, room.replica().await?);
    writer.saved().await?;
    let before = writer.acknowledged();
    let mut database = Database::open(&room.server.data()).await?;
    database.lock().await?;

    writer.append(&TextPath::Title, " (written into the outage)")?;
    witness.wait_until("live all the same", |view| view.title.ends_with("outage)")).await?;
    let is_away = |event: &ServerEvent| matches!(event, ServerEvent::Storage { ok: false });
    writer.wait_for_event("storage is away", is_away).await?;
    let readiness = |wanted: StatusCode| {
        let asked = room.ada.send(Method::GET, "/readyz");
        async move { Ok((asked.await?.status() == wanted).then_some(())) }
    };
    eventually("the server says that it is not ready", || readiness(StatusCode::SERVICE_UNAVAILABLE)).await?;
    assert_eq!(writer.acknowledged(), before);

    database.close().await?;
    writer.wait_for_event("storage is back", |event| matches!(event, ServerEvent::Storage { ok: true })).await?;
    writer.saved().await?;
    eventually("the server says that it is ready", || readiness(StatusCode::OK)).await?;
    let title = exported(&room.ada, room.id).await?.title;
    assert!(title.ends_with("(written into the outage)"), "{title:?}");
    Ok(())
}

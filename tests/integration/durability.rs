//! What is acknowledged is on disk, whatever happens to the server.

use anyhow::Context as _;
use debrief_shared::document::TextPath;
use debrief_shared::protocol::ServerEvent;
use debrief_tests::database::Database;
use debrief_tests::replica::converged;
use debrief_tests::torture::{self, Plan};
use debrief_tests::{Outcome, Replica, eventually, random, wait};
use reqwest::{Method, StatusCode};

use crate::common::{Room, exported};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_that_was_acknowledged() -> Outcome {
    let plan = Plan { seed: random::below(1 << 32), cycles: 20, writers: 8, documents: 1, mixed: false };
    let figures = torture::run(plan, |_| {}).await?;
    eprintln!("{figures:?}");
    assert_eq!(figures.kills, 20);
    assert!(
        figures.acknowledged > 400 && figures.cut_off > 0,
        "no kill came while updates were under way: {figures:?}"
    );
    Ok(())
}

/// Pages come and go, so documents are loaded, unloaded and get snapshots all the time; the end comes in the middle of that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_and_stops_lose_nothing_while_documents_come_and_go() -> Outcome {
    let plan = Plan { seed: random::below(1 << 32), cycles: 16, writers: 8, documents: 4, mixed: true };
    let figures = torture::run(plan, |_| {}).await.with_context(|| format!("{plan:?}"))?;
    eprintln!("{figures:?}");
    assert!(figures.reopened > 0 && figures.snapshots > 0, "{figures:?}");
    Ok(())
}

/// A clean stop under load: what is acknowledged is stored, and the rest is still with its writers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_while_eight_write_loses_nothing() -> Outcome {
    let mut room = Room::open().await?;
    let mut writers = Vec::new();
    for _ in 0..8 {
        writers.push(room.replica().await?);
    }
    let writing = writers.iter().enumerate().map(|(number, writer)| async move {
        let mut frames = Vec::new();
        while writer.ending().is_none() {
            if writer.sent() - writer.acknowledged() < 40 {
                let mark = format!("<{number}.{}>", frames.len());
                frames.push((writer.insert(&TextPath::Title, 0, &mark)?, mark));
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(writer.ended().await?.code, Some(1012));
        anyhow::Ok(frames)
    });
    let under_way = || async { Ok((writers[0].acknowledged() > 50).then_some(())) };
    let stopping = async {
        eventually("they are under way", under_way).await?;
        room.server.stop().await
    };
    let (written, status) = tokio::join!(futures_util::future::join_all(writing), stopping);
    assert!(status?.success());
    room.server.launch().await?;
    let stored = exported(&room.ada, room.id).await?.title;
    let mut all = Vec::new();
    for (writer, frames) in writers.iter().zip(written) {
        for (frame, mark) in frames? {
            if frame.is_some_and(|frame| frame <= writer.acknowledged()) {
                assert!(stored.contains(&mark), "{mark} was acknowledged and is not stored");
            }
            all.push(mark);
        }
    }
    for writer in &mut writers {
        writer.reconnect().await?;
        writer.saved().await?;
    }
    let title = converged(&writers.iter().collect::<Vec<_>>()).await?.title;
    let missing: Vec<_> = all.iter().filter(|mark| !title.contains(*mark)).collect();
    assert!(missing.is_empty(), "{missing:?}");
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

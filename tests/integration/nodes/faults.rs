//! What breaks: nodes, NATS, PostgreSQL, and the wires between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};
use debrief_shared::document::{TextPath, View};
use debrief_shared::protocol::ServerEvent;
use debrief_tests::proxy::Wire;
use debrief_tests::{Outcome, Replica, eventually, wait};
use tokio::task::JoinHandle;

use super::Stage;

/// Marks under way at most.
const UNDER_WAY: u64 = 20;

/// A mark, and the frame that carried it, if one did.
type Mark = (Option<u64>, String);

/// Writes marks into the title until told to stop.
fn write(page: &Arc<Replica>, name: &str, stop: &Arc<AtomicBool>) -> JoinHandle<Result<Vec<Mark>>> {
    let (page, name, stop) = (Arc::clone(page), name.to_owned(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut marks = Vec::new();
        while !stop.load(Ordering::Relaxed) && page.ending().is_none() {
            if page.sent() - page.acknowledged() < UNDER_WAY {
                let text = format!("<{name}.{}>", marks.len());
                let frame = if marks.len() % 2 == 0 {
                    page.insert(&TextPath::Title, 0, &text)
                } else {
                    page.append(&TextPath::Title, &text)
                };
                marks.push((frame?, text));
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        Ok(marks)
    })
}

fn lost<'a>(marks: impl IntoIterator<Item = &'a Mark>, view: &View) -> Vec<&'a str> {
    marks.into_iter().map(|(_, text)| text.as_str()).filter(|text| !view.title.contains(text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_node_s_pages_go_on_at_another_and_lose_nothing() -> Outcome {
    let mut stage = Stage::open().await?;
    let mut pages = Vec::new();
    for node in 0..3 {
        pages.push(Arc::new(stage.page(node).await?));
    }
    for round in 0..3 {
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> =
            pages.iter().enumerate().map(|(number, page)| write(page, &format!("r{round}p{number}"), &stop)).collect();
        eventually("everybody writes", || async {
            Ok(pages.iter().all(|page| page.acknowledged() > 30).then_some(()))
        })
        .await?;
        stage.cluster.nodes[0].server.kill()?;
        let ended = pages[0].ended().await;
        stop.store(true, Ordering::Relaxed);
        ended?;
        let mut marks = Vec::new();
        for writer in writers {
            marks.push(writer.await??);
        }
        let saved = pages[0].acknowledged();
        let logged = stage.cluster.logged(stage.postmortem.id).await?;
        let acknowledged: Vec<Mark> =
            marks[0].iter().filter(|(frame, _)| frame.is_some_and(|frame| frame <= saved)).cloned().collect();
        assert!(!acknowledged.is_empty());
        assert_eq!(lost(&acknowledged, &logged), Vec::<&str>::new(), "round {round}: acknowledged and not in the log");

        let page = Arc::get_mut(&mut pages[0]).context("its writer has ended")?;
        page.join_as(stage.joining(1, &stage.ada));
        page.reconnect().await?;
        for page in &pages {
            page.saved().await?;
        }
        let all: Vec<&Replica> = pages.iter().map(Arc::as_ref).collect();
        let view = stage.all_equal(&all, &[1, 2]).await?;
        assert_eq!(lost(marks.iter().flatten(), &view), Vec::<&str>::new(), "round {round}");
        stage.cluster.nodes[0].server.launch().await?;
        let page = Arc::get_mut(&mut pages[0]).context("nobody else has it")?;
        page.join_as(stage.joining(0, &stage.ada));
        page.reconnect().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_another_account_s_page_still_has_is_given_back_after_a_kill() -> Outcome {
    let mut stage = Stage::open().await?;
    let grace = stage.cluster.person("Grace Member", "member").await?;
    let ada = stage.page(0).await?;
    let mut page = stage.cluster.replica(0, &grace, &stage.postmortem).await?;
    ada.append(&TextPath::Title, " known")?;
    ada.saved().await?;
    // Nothing is logged and nothing is heard elsewhere: it is shown to Grace alone, and then the node is killed.
    stage.cluster.nodes[0].to_nats.set(Wire::Cut);
    stage.cluster.nodes[0].to_postgres.set(Wire::Cut);
    ada.append(&TextPath::Title, " and lost")?;
    page.wait_until("Ada's words", |view| view.title.ends_with(" and lost")).await?;
    drop(ada);
    stage.cluster.nodes[0].server.kill()?;
    page.join_as(stage.joining(1, &grace));
    // Sent away at first: only after some seconds is it certain that a node was killed.
    let given_back = async {
        while page.reconnect().await.is_err() || page.saved().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    };
    wait::within("Grace's page gives it back", given_back).await?;
    let view = stage.all_equal(&[&page], &[1, 2]).await?;
    assert!(view.title.ends_with(" known and lost"), "{}", view.title);
    Ok(())
}

#[tokio::test]
async fn while_nats_is_away_people_see_each_other_by_the_log() -> Outcome {
    let mut stage = Stage::open().await?;
    let pages = [stage.page(0).await?, stage.page(1).await?, stage.page(2).await?];
    stage.cluster.nats.kill();
    for (number, page) in pages.iter().enumerate() {
        page.append(&TextPath::Title, &format!(" [{number}]"))?;
        page.saved().await?;
    }
    for page in &pages {
        let all = |view: &View| (0..3).all(|number| view.title.contains(&format!("[{number}]")));
        page.wait_until("everybody's words", all).await?;
    }
    stage.cluster.nats.launch().await?;
    for page in &pages {
        page.wait_for_event("comments may have been missed", |event| *event == ServerEvent::Threads).await?;
        page.append(&TextPath::Title, "!")?;
        page.saved().await?;
    }
    stage.all_equal(&[&pages[0], &pages[1], &pages[2]], &[0, 1, 2]).await?;
    Ok(())
}

#[tokio::test]
async fn while_postgres_is_away_nothing_is_acknowledged_and_afterwards_everything() -> Outcome {
    let stage = Stage::open().await?;
    let pages = [stage.page(0).await?, stage.page(1).await?];
    for page in &pages {
        page.saved().await?;
    }
    stage.cluster.postgres(Wire::Cut);
    let before: Vec<u64> = pages.iter().map(Replica::acknowledged).collect();
    for (number, page) in pages.iter().enumerate() {
        page.append(&TextPath::Title, &format!(" [{number}]"))?;
    }
    for (number, page) in pages.iter().enumerate() {
        let other = format!("[{}]", 1 - number);
        page.wait_until("the other's words, by NATS", |view| view.title.contains(&other)).await?;
        let is_away = |event: &ServerEvent| matches!(event, ServerEvent::Storage { ok: false });
        page.wait_for_event("storage is away", is_away).await?;
        assert_eq!(page.acknowledged(), before[number]);
    }
    stage.cluster.postgres(Wire::Whole);
    for page in &pages {
        page.saved().await?;
    }
    stage.all_equal(&[&pages[0], &pages[1]], &[0, 1, 2]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_heal_to_equal_documents_on_every_node_and_in_the_log() -> Outcome {
    let stage = Stage::open().await?;
    let mut pages = Vec::new();
    for node in 0..3 {
        pages.push(Arc::new(stage.page(node).await?));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> =
        pages.iter().enumerate().map(|(number, page)| write(page, &format!("p{number}"), &stop)).collect();
    // Node 0 loses NATS, node 1 PostgreSQL, node 2 both; some by a cut, some by silence. Each goes on with what it has.
    for (nats, postgres) in [(Wire::Cut, Wire::Cut), (Wire::Stalled, Wire::Cut)] {
        let reached = pages[0].acknowledged();
        stage.cluster.nodes[0].to_nats.set(nats);
        stage.cluster.nodes[1].to_postgres.set(postgres);
        stage.cluster.nodes[2].to_nats.set(nats);
        stage.cluster.nodes[2].to_postgres.set(postgres);
        eventually("who has a database goes on, and who has none is stuck", || async {
            let stuck = |page: &Arc<Replica>| page.sent() - page.acknowledged() >= UNDER_WAY;
            let goes_on = pages[0].acknowledged() > reached + 50;
            Ok((goes_on && pages[1..].iter().all(stuck)).then_some(()))
        })
        .await?;
        for node in &stage.cluster.nodes {
            node.to_nats.set(Wire::Whole);
            node.to_postgres.set(Wire::Whole);
        }
        let reached: Vec<u64> = pages.iter().map(|page| page.acknowledged()).collect();
        eventually("everybody is acknowledged again", || async {
            let more = |(page, reached): (&Arc<Replica>, &u64)| page.acknowledged() > reached + 10;
            Ok(pages.iter().zip(&reached).all(more).then_some(()))
        })
        .await?;
    }
    stop.store(true, Ordering::Relaxed);
    let mut marks = Vec::new();
    for writer in writers {
        marks.extend(writer.await??);
    }
    for page in &pages {
        page.saved().await?;
    }
    let all: Vec<&Replica> = pages.iter().map(Arc::as_ref).collect();
    let view = stage.all_equal(&all, &[0, 1, 2]).await?;
    assert_eq!(lost(&marks, &view), Vec::<&str>::new());
    Ok(())
}

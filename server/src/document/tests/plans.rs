//! Random plans: people type, connections break, storage fails, the server restarts or is killed. At rest all agree and nothing typed is lost.

use std::sync::atomic::Ordering;

use debrief_shared::api::Role;
use proptest::prelude::*;

use super::{DEADLINE, Page, World};

const PEOPLE: [&str; 3] = ["Ann", "Bob", "Eve"];

#[derive(Clone, Copy, Debug)]
enum Step {
    Type {
        who: usize,
        at: u32,
    },
    Receive {
        who: usize,
    },
    /// Write while the connection is gone, then connect again.
    Offline {
        who: usize,
        at: u32,
    },
    Storage {
        ok: bool,
    },
    Restart,
    /// Whatever is not on disk is known to the pages alone, which come back from the given one on.
    Kill {
        first: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE.len();
    prop_oneof![
        10 => (who.clone(), any::<u32>()).prop_map(|(who, at)| Step::Type { who, at }),
        5 => who.clone().prop_map(|who| Step::Receive { who }),
        2 => (who.clone(), any::<u32>()).prop_map(|(who, at)| Step::Offline { who, at }),
        1 => any::<bool>().prop_map(|ok| Step::Storage { ok }),
        1 => Just(Step::Restart),
        2 => who.prop_map(|first| Step::Kill { first }),
    ]
}

/// Lets all pages connect again, from the `first` on.
async fn resume(mut pages: Vec<Page>, first: usize, world: &World) -> Vec<Page> {
    pages.rotate_left(first);
    let mut back = Vec::new();
    for page in pages {
        back.push(page.resume(&world.documents).await);
    }
    back.rotate_right(first);
    back
}

async fn run(plan: Vec<Step>) {
    let mut world = World::new().await;
    let mut pages = Vec::new();
    for name in PEOPLE {
        pages.push(Page::open(&world.documents, name, Role::Editor).await);
    }
    let mut typed = "Title".len();
    for step in plan {
        match step {
            Step::Type { who, at } => {
                let at = at % (u32::try_from(pages[who].title().len()).expect("short") + 1);
                pages[who].type_at(at, "ab").await;
                typed += 2;
            }
            Step::Receive { who } => {
                let waiting = pages[who].seat.outbox().waiting_bytes() > 0;
                if waiting && pages[who].closed.is_none() {
                    pages[who].receive().await;
                }
            }
            Step::Offline { who, at } => {
                let mut page = pages.remove(who);
                let at = at % (u32::try_from(page.title().len()).expect("short") + 1);
                page.write(at, "cd");
                typed += 2;
                pages.insert(who, page.resume(&world.documents).await);
            }
            Step::Storage { ok } => world.store.failing.store(!ok, Ordering::SeqCst),
            Step::Restart => {
                world.store.failing.store(false, Ordering::SeqCst);
                world = world.restart().await;
                pages = resume(pages, 0, &world).await;
            }
            Step::Kill { first } => {
                world = world.kill(10 * DEADLINE);
                pages = resume(pages, first, &world).await;
            }
        }
    }
    world.store.failing.store(false, Ordering::SeqCst);
    for page in &mut pages {
        page.until_saved().await;
    }
    let title = world.title().await;
    assert_eq!(title.len(), typed);
    for page in &mut pages {
        page.until(|page| page.title() == title).await;
    }
    assert_eq!(world.restart().await.title().await, title);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_rest_everybody_agrees(plan in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async { tokio::time::timeout(4 * DEADLINE, run(plan)).await.expect("in time") });
    }
}

//! Random plans: several replicas write, lose their connection, come back; the server is stopped and killed. At rest all hold the same.
//!
//! A failure names its plan: `DEBRIEF_TEST_PLAN=<number> cargo nextest run random_plan` runs the same steps again.

use anyhow::{Context as _, Result};
use debrief_shared::api::PatchPostmortem;
use debrief_shared::document::{Field, List, Place, TextPath, View};
use debrief_tests::random::Dice;
use debrief_tests::replica::converged;
use debrief_tests::{Outcome, Replica, random};

use crate::common::{Room, add_entry, add_mitigation, exported};

const PLANS: u64 = 4;
const REPLICAS: usize = 4;
const STEPS: usize = 250;

#[derive(Clone, Copy, Debug)]
enum Step {
    Type,
    Delete,
    AddEntry,
    AddMitigation,
    SetField,
    Move,
    RemoveOrBringBack,
    EditByRest,
    Disconnect,
    Reconnect,
    StopServer,
    KillServer,
}

/// Steps with how often each is taken, in a hundred.
const FREQUENCIES: [(Step, u64); 12] = [
    (Step::Type, 44),
    (Step::Delete, 12),
    (Step::AddEntry, 6),
    (Step::AddMitigation, 6),
    (Step::SetField, 6),
    (Step::Move, 4),
    (Step::RemoveOrBringBack, 6),
    (Step::EditByRest, 2),
    (Step::Disconnect, 5),
    (Step::Reconnect, 7),
    (Step::StopServer, 1),
    (Step::KillServer, 1),
];

fn throw(dice: &mut Dice) -> Step {
    let mut left = dice.below(100);
    for (step, frequency) in FREQUENCIES {
        match left.checked_sub(frequency) {
            Some(rest) => left = rest,
            None => return step,
        }
    }
    Step::Type
}

fn any_text(dice: &mut Dice, view: &View) -> TextPath {
    let bodies = view.sections.iter().map(|section| TextPath::Body(section.id.clone()));
    let headings = view.sections.iter().map(|section| TextPath::Heading(section.id.clone()));
    let entries = view.timeline.iter().map(|entry| TextPath::Entry(entry.id.clone()));
    let mitigations = view.mitigations.iter().map(|mitigation| TextPath::Mitigation(mitigation.id.clone()));
    let mut all: Vec<_> = bodies.chain(headings).chain(entries).chain(mitigations).chain([TextPath::Title]).collect();
    all.swap_remove(dice.index(all.len()))
}

fn any_item(dice: &mut Dice, view: &View) -> (List, String, bool) {
    let sections = view.sections.iter().map(|item| (List::Sections, item.id.clone(), item.removed.is_some()));
    let entries = view.timeline.iter().map(|item| (List::Timeline, item.id.clone(), item.removed.is_some()));
    let mitigations = view.mitigations.iter().map(|item| (List::Mitigations, item.id.clone(), item.removed.is_some()));
    let mut all: Vec<_> = sections.chain(entries).chain(mitigations).collect();
    all.swap_remove(dice.index(all.len()))
}

fn write(replica: &Replica, step: Step, dice: &mut Dice) -> Result<()> {
    const WORDS: [&str; 6] = ["a", "the pool ", "ran dry\n", "é", "\u{1f9ef}", "数据库"];
    let view = replica.view();
    let path = any_text(dice, &view);
    let length = u32::try_from(replica.text(&path).encode_utf16().count())?;
    match step {
        Step::Type => {
            let at = u32::try_from(dice.below(u64::from(length) + 1))?;
            replica.insert(&path, at, WORDS[dice.index(WORDS.len())])?;
        }
        Step::Delete if length > 0 => {
            let from = u32::try_from(dice.below(length.into()))?;
            let count = u32::try_from(dice.below(u64::from(length - from).min(5)) + 1)?;
            replica.delete(&path, from, count.min(length - from))?;
        }
        Step::AddEntry => {
            let at = format!("2026-11-21T{:02}:{:02}:00Z", dice.below(24), dice.below(60));
            replica.edit(|postmortem, txn| add_entry(postmortem, txn, &at, "Event"));
        }
        Step::AddMitigation => drop(replica.edit(|postmortem, txn| add_mitigation(postmortem, txn, "Idea"))),
        Step::SetField => {
            let (list, id, _) = any_item(dice, &view);
            let field = [Field::Owner, Field::Status, Field::At, Field::Guidance][dice.index(4)];
            let value = ["Grace", "open", "2026-11-21T09:45:00+01:00", ""][dice.index(4)];
            replica.edit(|postmortem, txn| postmortem.set_field(txn, list, &id, field, value)).0?;
        }
        Step::Move => {
            let (list, id, _) = any_item(dice, &view);
            let place = [Place::First, Place::Last][dice.index(2)];
            replica.edit(|postmortem, txn| postmortem.move_item(txn, list, &id, place)).0?;
        }
        Step::RemoveOrBringBack => {
            let (list, id, removed) = any_item(dice, &view);
            let done = replica.edit(|postmortem, txn| {
                if removed {
                    postmortem.bring_back(txn, list, &id)
                } else {
                    postmortem.remove(txn, list, &id, "2026-11-21T12:00:00Z", "Ada Admin")
                }
            });
            done.0?;
        }
        _ => {}
    }
    Ok(())
}

async fn run(plan: u64) -> Result<()> {
    let mut dice = Dice::new(plan);
    let mut room = Room::open().await?;
    let mut replicas = Vec::new();
    for _ in 0..REPLICAS {
        replicas.push(room.replica().await?);
    }
    for number in 0..STEPS {
        let step = throw(&mut dice);
        let who = dice.index(REPLICAS);
        match step {
            Step::EditByRest => {
                let title = Some(format!("Title of step {number}"));
                room.ada.patch(room.id, &PatchPostmortem { title, ..PatchPostmortem::default() }).await?;
            }
            Step::Disconnect => replicas[who].disconnect(),
            Step::Reconnect => replicas[who].reconnect().await?,
            Step::StopServer | Step::KillServer => {
                if let Step::KillServer = step {
                    room.server.kill()?;
                } else {
                    room.server.stop().await?;
                }
                room.server.launch().await?;
            }
            _ => write(&replicas[who], step, &mut dice).with_context(|| format!("step {number}, {step:?}"))?,
        }
        tokio::task::yield_now().await;
    }
    for replica in &mut replicas {
        replica.reconnect().await?;
    }
    for replica in &replicas {
        replica.saved().await?;
    }
    let view = converged(&replicas.iter().collect::<Vec<_>>()).await?;
    assert_eq!(exported(&room.ada, room.id).await?, view);
    room.server.kill()?;
    room.server.launch().await?;
    assert_eq!(exported(&room.ada, room.id).await?, view);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_plans_end_with_all_replicas_and_the_server_equal() -> Outcome {
    let named = std::env::var("DEBRIEF_TEST_PLAN").ok().and_then(|number| number.parse().ok());
    let plans: Vec<u64> =
        named.map_or_else(|| (0..PLANS).map(|_| random::below(u64::MAX)).collect(), |plan| vec![plan]);
    for plan in plans {
        eprintln!("plan {plan}");
        run(plan).await.with_context(|| format!("DEBRIEF_TEST_PLAN={plan}"))?;
    }
    Ok(())
}

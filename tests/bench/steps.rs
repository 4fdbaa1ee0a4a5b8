//! How long yrs takes for the worst updates that the gate lets through. Each kind of crafted update is made as large as it may be, by what it
//! costs at the gate or by the size of a frame, and then applied as the server does.

mod crafted;

use anyhow::{Context, Result, ensure};
use debrief_shared::document::Postmortem;
use debrief_shared::gate::{Gate, MAX_STEPS};
use debrief_shared::protocol::MAX_FRAME_BYTES;
use yrs::updates::decoder::Decode;
use yrs::{Transact, Update};

use crate::{process, report::Report};
use crafted::{KINDS, Kind};

/// Of so many runs the shortest counts: what else the machine does makes one longer.
const RUNS: usize = 3;
/// Bytes of a frame beside its update.
const FRAME_HEAD_BYTES: usize = 16;

/// Runs the benchmark.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let mut longest = 0.0_f64;
    for kind in &KINDS {
        let seconds = one(report, kind)?;
        longest = longest.max(seconds);
    }
    report.add("worst that is let through", "apply and encode", longest * 1e3, "ms");
    Ok(())
}

fn one(report: &mut Report, kind: &Kind) -> Result<f64> {
    let base = (kind.base)();
    let mut gate = Gate::new();
    for update in &base {
        gate.admit(update).map_err(|refusal| anyhow::anyhow!("{}: {refusal}", kind.name))?;
    }
    // Taken leaves the gate changed, refused does not: each try has one of its own.
    let steps = |size: usize| {
        let update = (kind.update)(size);
        let mut gate = gate.clone();
        let fits = update.len() + FRAME_HEAD_BYTES <= MAX_FRAME_BYTES;
        fits.then(|| gate.check(&update).and_then(|admission| gate.take(admission, MAX_STEPS)).ok()).flatten()
    };
    let (mut fits, mut not) = (1, kind.most + 1);
    ensure!(steps(fits).is_some(), "{}: not even the smallest is let through", kind.name);
    while not - fits > 1 {
        let middle = fits + (not - fits) / 2;
        if steps(middle).is_some() { fits = middle } else { not = middle }
    }
    let update = (kind.update)(fits);
    report.add(kind.name, "size", fits as f64, "parts");
    report.add(kind.name, "frame", update.len() as f64 / 1e3, "kB");
    report.add(kind.name, "steps", steps(fits).context("it was let through")? as f64, "");
    let mut shortest = f64::INFINITY;
    for _ in 0..RUNS {
        shortest = shortest.min(apply(&base, &update)?);
    }
    report.add(kind.name, "apply and encode", shortest * 1e3, "ms");
    Ok(shortest)
}

/// Seconds of a processor that the server's way of applying takes: read, integrate, commit, encode what is new.
fn apply(base: &[Vec<u8>], update: &[u8]) -> Result<f64> {
    let postmortem = Postmortem::new(1 << 40);
    for update in base {
        postmortem.doc().transact_mut().apply_update(Update::decode_v1(update)?)?;
    }
    let start = process::thread_seconds()?;
    let decoded = Update::decode_v1(update)?;
    let mut txn = postmortem.doc().transact_mut();
    txn.apply_update(decoded)?;
    txn.commit();
    let change = txn.encode_update_v1();
    let seconds = process::thread_seconds()? - start;
    ensure!(!change.is_empty(), "it changed something");
    Ok(seconds)
}

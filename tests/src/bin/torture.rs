//! Kills and stops the server under load for as long as one likes: `cargo xtask torture [--cycles 1000] [--seed N]`.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use debrief_tests::{random, torture};

const CYCLES: usize = 1_000;
const WRITERS: usize = 8;
const DOCUMENTS: usize = 3;
/// How often figures are printed.
const EVERY: usize = 50;

#[tokio::main]
async fn main() -> Result<()> {
    let (mut cycles, mut seed) = (CYCLES, random::below(1 << 32));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} needs a number"))?;
        match word.as_str() {
            "--cycles" => cycles = value.parse()?,
            "--seed" => seed = value.parse()?,
            _ => bail!("{word}: there are --cycles and --seed"),
        }
    }
    println!("seed {seed}: {WRITERS} writers in {DOCUMENTS} documents, {cycles} cycles");
    let plan = torture::Plan { seed, cycles, writers: WRITERS, documents: DOCUMENTS, mixed: true };
    let begun = Instant::now();
    let print = |figures: &torture::Figures| {
        println!(
            "{} cycles ({} kills, {} stops), {} pages opened again, {} updates acknowledged, {} cut off and brought back, 0 lost; {} s",
            figures.cycles,
            figures.kills,
            figures.stops,
            figures.reopened,
            figures.acknowledged,
            figures.cut_off,
            begun.elapsed().as_secs()
        );
    };
    let figures = torture::run(plan, |figures| {
        if figures.cycles % EVERY == 0 {
            print(figures);
        }
    })
    .await?;
    print(&figures);
    println!("{} snapshots were compared with the log that they shorten", figures.snapshots);
    Ok(())
}

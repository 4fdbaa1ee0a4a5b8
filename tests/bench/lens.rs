//! What the lens costs: 10 kB of a real account's kind, and the most hostile text that a document may hold.

use std::hint::black_box;
use std::time::Instant;

use debrief_shared::lens::{Context, Scope, lint};

use crate::report::Report;

/// What is linted: about 10 kB.
const BYTES: usize = 10 * 1024;
const ROUNDS: u32 = 200;
/// The largest source of a text, in bytes.
const LARGEST: usize = 512 * 1024;

/// Sentences of every sort, over and over.
const ACCOUNT: &str = "At 10:21 the on-call engineer opened the incident, because the `queue` was full and **no worker** took anything from it. \
We failed to verify that the agent was running, and the health check failed three times. The provider's status page says “all good”.\n\n\
- About 300 addresses could have been exposed to other customers, see [the report](https://example.org/report).\n\
- Chris ran the script that the team had written in March; why was it not reviewed?\n\n";

/// Runs the benchmark.
pub(crate) fn run(report: &mut Report) {
    let account: String = ACCOUNT.chars().cycle().take(BYTES).collect();
    let context = Context::default();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        black_box(lint(black_box(&account), Scope::Account, &context));
    }
    report.add("lens", "10 kB of prose", start.elapsed().as_secs_f64() * 1e3 / f64::from(ROUNDS), "ms");
    let mut worst = 0.0_f64;
    for seed in ["`", "](", "\"", "a@", "we and ", "the ", "had, ", "who, ", "eyJ", "1-", "did not ", "<a", "without "]
    {
        let text: String = seed.chars().cycle().take(LARGEST).collect();
        let start = Instant::now();
        black_box(lint(black_box(&text), Scope::Account, &context));
        worst = worst.max(start.elapsed().as_secs_f64() * 1e3);
    }
    report.add("lens", "512 kB, the most hostile", worst, "ms");
}

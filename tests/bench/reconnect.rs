//! A thousand pages that come back at once after the server was killed: how long until each of them has everything again.

use std::time::Instant;

use anyhow::Result;
use debrief_shared::document::TextPath;
use debrief_tests::{Client, Replica, Server};
use futures_util::future::try_join_all;

use crate::{process, report::Report};

const PAGES: usize = 1_000;
/// Pages of one person; more than 64 are refused.
const EACH: usize = 50;
const DOCUMENTS: usize = 50;

/// Runs the benchmark.
pub(crate) async fn run(report: &mut Report) -> Result<()> {
    const BENCH: &str = "1,000 reconnect at once";
    let (mut server, ada) = Server::with_admin().await?;
    let people: Vec<Client> = (0..PAGES.div_ceil(EACH))
        .map(|number| server.person(&format!("Person {number}"), "member"))
        .collect::<Result<_>>()?;
    let mut documents = Vec::new();
    for number in 0..DOCUMENTS {
        documents.push(ada.create(&format!("Document {number}"), "pushpay").await?.id);
    }
    let mut pages = Vec::new();
    for number in 0..PAGES {
        pages.push(Replica::open(&server, &people[number / EACH], documents[number % DOCUMENTS]).await?);
    }
    server.kill()?;
    for page in &pages {
        page.ended().await?;
        page.append(&TextPath::Title, ".")?;
    }
    server.launch().await?;
    let begun = Instant::now();
    let back = pages.iter_mut().map(async |page| {
        page.reconnect().await?;
        page.saved().await?;
        anyhow::Ok(begun.elapsed().as_secs_f64() * 1e3)
    });
    let times = try_join_all(back).await?;
    report.add(BENCH, "all are back and saved", begun.elapsed().as_secs_f64(), "s");
    report.add_percentiles(BENCH, times);
    report.add(BENCH, "peak memory", process::peak_mb(server.pid()?)?, "MB");
    Ok(())
}

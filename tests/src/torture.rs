//! Several people write while the server is killed and stopped, again and again. What was acknowledged is on disk at once; with what the
//! writers still hold nothing is lost, and all of them agree.

mod writer;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use debrief_shared::document::View;
use uuid::Uuid;

use crate::random::Dice;
use crate::replica::converged;
use crate::{Client, Options, Replica, Server, cli, eventually};
use writer::{Writer, marks_in};

/// Cycles on the same documents; then new ones, so that a long run does not become one about large documents.
const ROUND: usize = 25;
/// Most acknowledgements that are waited for before the server ends.
const MOST_ACKNOWLEDGED: u64 = 200;
/// Longest time from there to the end, in microseconds: it may come in the middle of anything.
const MOST_DELAY_US: u64 = 30_000;

/// What is done.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The same one gives the same plan, but not the same moments.
    pub seed: u64,
    /// How often the server ends.
    pub cycles: usize,
    /// People who write, spread over the documents.
    pub writers: usize,
    /// Documents.
    pub documents: usize,
    /// Beside kills also stops, and pages that are closed and opened again, so that documents leave memory and come back.
    pub mixed: bool,
}

/// What has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Cycles that are over.
    pub cycles: usize,
    /// Of these, ended by SIGKILL.
    pub kills: usize,
    /// And by SIGTERM.
    pub stops: usize,
    /// Pages closed and opened again while the server ran.
    pub reopened: u64,
    /// Updates that were acknowledged before the end of their cycle.
    pub acknowledged: usize,
    /// Updates that were not: cut off, and brought back by who made them.
    pub cut_off: usize,
    /// Snapshots that were there when the figures were made.
    pub snapshots: usize,
}

/// What all writers of a cycle count together.
#[derive(Debug, Default)]
struct Counts {
    acknowledged: AtomicU64,
    reopened: AtomicU64,
}

/// Runs a plan; tells `progress` after each cycle.
///
/// # Errors
/// When anything is lost or stuck; it names the seed.
pub async fn run(plan: Plan, mut progress: impl FnMut(&Figures)) -> Result<Figures> {
    let mut figures = Figures::default();
    let mut dice = Dice::new(plan.seed);
    // Documents leave memory as soon as nobody is there; thousands of sockets of one account are no flood here.
    let flags = ["--unload-after", if plan.mixed { "0" } else { "30" }, "--rate-limit", "0"];
    let options = Options { flags: flags.map(str::to_owned).to_vec(), ..Options::default() };
    let mut server = Server::start(options).await?;
    let ada = server.person("Ada Admin", "admin")?;
    while figures.cycles < plan.cycles {
        let cycles = ROUND.min(plan.cycles - figures.cycles);
        let mut round = Round::open(&server, &ada, plan).await?;
        for _ in 0..cycles {
            let at = format!("seed {}, cycle {}", plan.seed, figures.cycles);
            round.cycle(&mut server, &ada, &mut dice, &mut figures).await.context(at)?;
            progress(&figures);
        }
        figures.snapshots += round.close(&server).await?;
    }
    server.stop().await?;
    Ok(figures)
}

/// The documents of some cycles, who writes in them, and all that they ever wrote.
struct Round {
    plan: Plan,
    documents: Vec<Uuid>,
    writers: Vec<Writer>,
    written: HashMap<Uuid, HashSet<String>>,
}

impl Round {
    async fn open(server: &Server, ada: &Client, plan: Plan) -> Result<Self> {
        let mut documents = Vec::new();
        for number in 0..plan.documents {
            documents.push(ada.create(&format!("Document {number}"), "pushpay").await?.id);
        }
        let mut writers = Vec::new();
        for number in 0..plan.writers {
            let document = documents[number % plan.documents];
            writers.push(Writer::open(Replica::open(server, ada, document).await?, document, number)?);
        }
        Ok(Self { plan, documents, writers, written: HashMap::new() })
    }

    /// Everybody writes until the server ends, comes back, and has everything.
    async fn cycle(&mut self, server: &mut Server, ada: &Client, dice: &mut Dice, figures: &mut Figures) -> Result<()> {
        let counts = Arc::new(Counts::default());
        let mut tasks = Vec::new();
        for writer in self.writers.drain(..) {
            let dice = Dice::new(dice.below(u64::MAX));
            tasks.push(tokio::spawn(writer.write(figures.cycles, dice, self.plan.mixed, Arc::clone(&counts))));
        }
        let goal = 20 + dice.below(MOST_ACKNOWLEDGED);
        eventually("the writers are under way", || async {
            Ok((counts.acknowledged.load(Ordering::Relaxed) >= goal).then_some(()))
        })
        .await?;
        tokio::time::sleep(Duration::from_micros(dice.below(MOST_DELAY_US))).await;
        if self.plan.mixed && dice.below(4) == 0 {
            let status = server.stop().await?;
            ensure!(status.success(), "the server stopped with {status}");
            figures.stops += 1;
        } else {
            server.kill()?;
            figures.kills += 1;
        }
        let mut acknowledged: HashMap<Uuid, Vec<String>> = HashMap::new();
        for task in tasks {
            let mut writer = task.await??;
            let marks = writer.take_marks();
            figures.cut_off += marks.iter().filter(|mark| !mark.saved).count();
            let saved = marks.iter().filter(|mark| mark.saved).map(|mark| mark.text.clone());
            acknowledged.entry(writer.document).or_default().extend(saved);
            self.written.entry(writer.document).or_default().extend(marks.into_iter().map(|mark| mark.text));
            self.writers.push(writer);
        }
        figures.acknowledged += acknowledged.values().map(Vec::len).sum::<usize>();

        server.launch().await?;
        for (document, acknowledged) in &acknowledged {
            let stored = marks_in(&exported(ada, *document).await?);
            let lost: Vec<_> = acknowledged.iter().filter(|mark| !stored.contains(*mark)).collect();
            ensure!(lost.is_empty(), "acknowledged and not on disk: {lost:?}");
        }
        for writer in &mut self.writers {
            writer.replica.reconnect().await?;
        }
        for document in &self.documents {
            self.agree(ada, *document).await?;
        }
        figures.reopened += counts.reopened.load(Ordering::Relaxed);
        figures.cycles += 1;
        Ok(())
    }

    /// Everybody has everything that was ever written, and so has the server.
    async fn agree(&self, ada: &Client, document: Uuid) -> Result<()> {
        let mine: Vec<_> = self.writers.iter().filter(|writer| writer.document == document).collect();
        for writer in &mine {
            writer.replica.saved().await?;
        }
        let view = converged(&mine.iter().map(|writer| &writer.replica).collect::<Vec<_>>()).await?;
        let everything = marks_in(&view);
        let missing: Vec<_> =
            self.written.get(&document).into_iter().flatten().filter(|mark| !everything.contains(*mark)).collect();
        ensure!(missing.is_empty(), "not brought back by its writers: {missing:?}");
        ensure!(exported(ada, document).await? == view, "the server has another document than its pages");
        Ok(())
    }

    /// The stored bytes are sound as well: snapshots say what the log says.
    async fn close(self, server: &Server) -> Result<usize> {
        drop(self.writers);
        let checked = cli::run(cli::with_data(&["check"], &server.data()), "")?;
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        if !checked.status.success() {
            bail!("`debrief check` found: {said}");
        }
        let mut database = crate::database::Database::open(&server.data()).await?;
        let mut snapshots = 0;
        for document in &self.documents {
            snapshots += usize::from(database.has_snapshot(*document).await?);
        }
        database.close().await?;
        Ok(snapshots)
    }
}

async fn exported(client: &Client, id: Uuid) -> Result<View> {
    let json = client.export(id, "json").await?;
    serde_json::from_str(&json).with_context(|| format!("an exported document: {json}"))
}

//! Finds out what ended the last process. What was under way then is done again, step by step, in a process of its own, which says before each step
//! what it is about to do: whatever ends that one, or hangs it, is set aside. What passes is not to blame, as after a kill from outside.

use std::io::Write;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use debrief_shared::protocol::Message;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::timeout;
use uuid::Uuid;

use super::inflight::{Unfinished, Work};
use super::quarantine::{Aside, Left, Part, Quarantine};
use super::replica::{Replica, decode};
use crate::store::documents::Seq;
use crate::store::{DocumentStore, Store};

/// How long one step may take before it counts as one that never ends.
const STEP: Duration = Duration::from_secs(15);
/// Most parts of one document that are set aside at one start.
const ROUNDS: usize = 16;
/// Name of the command that is the child.
pub const COMMAND: &str = "trial";

/// Where the child finds what it needs.
#[derive(Clone, Debug)]
pub struct Court {
    /// This program.
    pub program: PathBuf,
    /// `--data-dir`.
    pub data_dir: PathBuf,
    /// `--database`, unless it follows from the data folder.
    pub database: Option<String>,
}

/// In the parent: tries everything that was not finished.
pub async fn judge(court: &Court, quarantine: &Quarantine, unfinished: Vec<Unfinished>) -> Result<()> {
    for work in unfinished {
        tracing::warn!(
            document = %work.document,
            author = %work.author,
            applying = matches!(work.work, Work::Frame(_)),
            "the last process ended in the middle of this; it is tried apart"
        );
        let frame = match &work.work {
            Work::Frame(frame) => frame.as_slice(),
            Work::Opening | Work::LookingBack => &[],
        };
        for _ in 0..ROUNDS {
            let Some((step, how)) = attempt(court, &work).await? else { break };
            let number = step.split_once(' ').and_then(|(_, number)| number.parse().ok()).unwrap_or_default();
            let part = match step.split(' ').next() {
                Some("snapshot") => Part::Snapshot(number),
                Some("state") => Part::State(number),
                Some("update") => Part::Update(number),
                Some("frame") => Part::frame(frame),
                _ => break,
            };
            let last = matches!(part, Part::Frame(_));
            let author = last.then_some(work.author);
            quarantine.add(Aside { document: work.document, author, at: Timestamp::now(), reason: how, part });
            if last {
                break;
            }
        }
    }
    Ok(())
}

/// One run of the child: at which step it ended by force, and how; `None` when it came through.
async fn attempt(court: &Court, work: &Unfinished) -> Result<Option<(String, String)>> {
    let file = court.data_dir.join("trial-frame");
    let mut command = Command::new(&court.program);
    command.arg(COMMAND).arg(work.document.to_string());
    command.arg("--data-dir").arg(&court.data_dir);
    // Not as an argument, which others on the machine can read: it may hold a password.
    match &court.database {
        Some(database) => command.env("DEBRIEF_DATABASE", database),
        None => command.env_remove("DEBRIEF_DATABASE"),
    };
    match &work.work {
        Work::Frame(frame) => {
            std::fs::write(&file, frame).context("cannot write a frame to try")?;
            command.arg("--frame").arg(&file);
        }
        Work::Opening => {}
        Work::LookingBack => {
            command.arg("--past");
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().context("cannot try apart what ended the last process")?;
    let mut lines = BufReader::new(child.stdout.take().context("a pipe")?).lines();
    let mut step = String::new();
    let hung = loop {
        match timeout(STEP, lines.next_line()).await {
            Ok(Ok(Some(line))) => step = line,
            Ok(_) => break false,
            Err(_) => break true,
        }
    };
    if hung {
        child.start_kill().context("cannot end a trial")?;
    }
    let status: ExitStatus = child.wait().await?;
    if matches!(work.work, Work::Frame(_)) {
        // Left behind, it harms nobody.
        let _ = std::fs::remove_file(&file);
    }
    Ok(match (hung, status.code()) {
        (true, _) => Some((step, format!("it did not end within {} s", STEP.as_secs()))),
        (false, None) => Some((step, format!("it ended the process: {status}"))),
        (false, Some(_)) => None,
    })
}

/// In the child: reads a document part by part, as whoever opens it does, or, for its past, all that is stored of it; then applies a frame.
pub fn run(
    store: Arc<dyn Store>,
    quarantine: &Quarantine,
    document: Uuid,
    work: Work,
) -> BoxFuture<'static, Result<()>> {
    let left = quarantine.left(document);
    Box::pin(async move {
        let (mut replica, mut through) = match &work {
            Work::LookingBack => states(store.as_ref(), document, &left).await?,
            Work::Opening | Work::Frame(_) => snapshot(store.as_ref(), document, &left).await?,
        };
        loop {
            let page = store.tail(document, through).await?;
            let Some(last) = page.last() else { break };
            through = last.seq;
            for update in page.iter().filter(|update| !left.has_update(update.seq)) {
                tell(&format!("update {}", update.seq))?;
                let _ = replica.replay_what_stands([update.data.as_slice()]);
            }
        }
        if let Work::Frame(frame) = work
            && let Ok(Message::Update(payload) | Message::SyncStep2(payload)) = Message::decode(&frame)
            && let Ok(admission) = replica.gate().check(payload)
            && let Some(update) = decode(payload)
            && replica.place(admission, frame.len(), usize::MAX).is_ok()
        {
            tell("frame")?;
            let _ = replica.apply(update, &frame);
        }
        tell("done")
    })
}

/// A document and the place in the log up to which it goes.
type Begun = (Replica, Seq);

async fn snapshot(store: &dyn DocumentStore, document: Uuid, left: &Left) -> Result<Begun> {
    let snapshot = store.snapshot(document).await?.filter(|snapshot| !left.has_snapshot(snapshot.through));
    let Some(snapshot) = snapshot else { return Ok((Replica::empty(), 0)) };
    tell(&format!("snapshot {}", snapshot.through))?;
    let mut replica = Replica::empty();
    // What merely cannot be read ends nobody.
    let read = matches!(replica.replay([snapshot.state.as_slice()]), Ok(Ok(())));
    Ok(if read { (replica, snapshot.through) } else { (Replica::empty(), 0) })
}

/// Every exact state by itself. What the log begins with is gone on from.
async fn states(store: &dyn DocumentStore, document: Uuid, left: &Left) -> Result<Begun> {
    let trimmed = store.row(document).await?.trimmed;
    let (mut begun, mut at_most) = ((Replica::empty(), 0), Seq::MAX);
    while let Some(state) = store.state_before(document, at_most).await? {
        at_most = state.through - 1;
        if left.has_state(state.through) {
            continue;
        }
        tell(&format!("state {}", state.through))?;
        let mut replica = Replica::empty();
        if matches!(replica.replay([state.state.as_slice()]), Ok(Ok(()))) && state.through == trimmed {
            begun = (replica, trimmed);
        }
    }
    Ok(begun)
}

fn tell(step: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{step}")?;
    Ok(out.flush()?)
}

//! The order of system calls, as the kernel sees it: an update is written to the log, the log is synced to disk, and only then is the
//! acknowledgement written to the socket. A kill cannot show that, since what was written survives it without any sync.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use debrief_shared::document::TextPath;
use debrief_tests::{Outcome, eventually, wait};

use crate::common::Room;

const MARKS: usize = 25;
/// Calls that write to files and sockets, and those that sync.
const CALLS: &str = "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg";
/// As much of a buffer as strace shows: a page of the log with its frame.
const SHOWN_BYTES: &str = "8192";

/// A system call: the lines of the trace at which it begins and ends.
#[derive(Debug)]
struct Call {
    text: String,
    begins: usize,
    /// `None`: it has not returned.
    ends: Option<usize>,
}

impl Call {
    fn is_of_log(&self) -> bool {
        self.text.contains("-wal>")
    }

    fn writes(&self, what: &str) -> bool {
        !self.text.starts_with("fsync") && !self.text.starts_with("fdatasync") && self.text.contains(what)
    }

    fn syncs(&self) -> bool {
        self.text.starts_with("fsync") || self.text.starts_with("fdatasync")
    }
}

/// Puts calls together that other threads' calls have interrupted.
fn calls(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for (number, line) in trace.lines().enumerate() {
        // The number of a thread is padded when it is short.
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((_time, text)) = rest.trim_start().split_once(' ') else { continue };
        let text = text.trim_start();
        if text.starts_with("<... ") {
            if let Some(index) = open.remove(thread) {
                calls[index].ends = Some(number);
            }
        } else if text.starts_with("+++") || text.starts_with("---") {
        } else if text.ends_with("<unfinished ...>") {
            open.insert(thread, calls.len());
            calls.push(Call { text: text.to_owned(), begins: number, ends: None });
        } else {
            calls.push(Call { text: text.to_owned(), begins: number, ends: Some(number) });
        }
    }
    calls
}

/// Checks one mark: written to the log, then synced, then acknowledged.
fn check(calls: &[Call], mark: &str) -> Result<()> {
    let written = calls.iter().find(|call| call.is_of_log() && call.writes(mark));
    let written = written.with_context(|| format!("{mark} was never written to the log"))?;
    let end = written.ends.with_context(|| format!("{mark}: the write did not return"))?;
    let told = calls.iter().find(|call| call.begins > end && call.writes(r#"\"type\":\"saved\""#));
    let told = told.with_context(|| format!("{mark} was never acknowledged"))?;
    let early = calls.iter().filter(|call| call.begins < end && call.writes(r#"\"type\":\"saved\""#)).count();
    let synced = calls.iter().any(|call| {
        call.syncs()
            && call.is_of_log()
            && call.begins > end
            && call.ends.is_some_and(|returned| returned < told.begins)
    });
    let between = calls.iter().filter(|call| call.begins >= written.begins && call.begins <= told.begins);
    let between = between.map(|call| {
        let shown: String = call.text.chars().take(160).collect();
        format!("{}-{:?} {shown}\n", call.begins, call.ends)
    });
    ensure!(
        synced,
        "{mark} was acknowledged (as number {early}) before the log was synced behind its write:\n{}",
        between.collect::<String>()
    );
    Ok(())
}

#[tokio::test]
async fn an_acknowledgement_is_written_after_the_log_was_synced() -> Outcome {
    let mut room = Room::open().await?;
    room.server.stop().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("trace").display().to_string();
    // `-D`: the server stays our own child, and strace stands beside it.
    let strace = ["strace", "-D", "-f", "-ttt", "-y", "-e", CALLS, "-s", SHOWN_BYTES, "-o", file.as_str()];
    room.server.options.under = strace.map(str::to_owned).to_vec();
    let traced = room.server.launch().await;
    traced.context(
        "strace has to trace the server: install it (`apt-get install strace`), and allow ptrace of one's own children",
    )?;

    let replica = room.replica().await?;
    replica.saved().await?;
    let mark = |number: usize| format!("mark{number:04}.");
    for number in 0..MARKS {
        replica.append(&TextPath::Title, &mark(number))?;
        wait::within("it is saved", replica.saved()).await??;
    }
    room.server.stop().await?;
    let whole = || async { Ok(fs::read_to_string(&file)?.trim_end().ends_with("+++").then_some(())) };
    eventually("the trace is whole", whole).await?;
    let trace = fs::read_to_string(&file)?;
    let calls = calls(&trace);
    ensure!(calls.iter().any(Call::is_of_log), "the trace shows nothing of the log: is ptrace forbidden here?");
    for number in 0..MARKS {
        check(&calls, &mark(number))?;
    }
    Ok(())
}

#[test]
fn a_sync_that_comes_late_or_began_early_is_noticed() {
    let write = r#"1 0.1 pwrite64(9</d/debrief.db-wal>, "mark0000.", 9, 0) = 9"#;
    let sync = "1 0.2 fdatasync(9</d/debrief.db-wal>) = 0";
    let told = r#"2 0.3 sendto(7<socket:[1]>, "{\"type\":\"saved\",\"updates\":1}", 28, 0, NULL, 0) = 28"#;
    let begun = "1 0.0 fdatasync(9</d/debrief.db-wal> <unfinished ...>";
    let resumed = "1 0.2 <... fdatasync resumed>) = 0";
    let sound = |lines: &[&str]| check(&calls(&lines.join("\n")), "mark0000.").is_ok();
    assert!(sound(&[write, sync, told]));
    assert!(sound(&[write, begun, resumed, told]));
    assert!(sound(&[&write.replacen(' ', "    ", 1), &sync.replacen(' ', "    ", 1), told]), "padded");
    assert!(!sound(&[write, told, sync]));
    assert!(!sound(&[write, begun, told, resumed]));
    assert!(!sound(&[begun, r#"3 0.1 pwrite64(9</d/debrief.db-wal>, "mark0000.", 9, 0) = 9"#, resumed, told]));
    assert!(!sound(&[write, "1 0.2 fdatasync(9</d/debrief.db>) = 0", told]), "of another file");
}

//! Cases run in child processes: what ends or hangs one is noticed by its parent.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::case::{self, Tally};
use crate::input::Input;
use crate::target::{Finding, Guard};

/// How long one case, or one replay, may take before it counts as hung. Ordinary ones take milliseconds.
pub const HANG: Duration = Duration::from_secs(20);
/// Stack of the thread that plays, as the server's threads have.
const STACK_BYTES: usize = 16 << 20;

/// What a child says.
enum Said {
    Case(u64),
    Tally(Tally),
    Finding(String),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sums of all cases.
    pub tally: Tally,
    /// The first finding and the case that made it.
    pub finding: Option<(u64, String)>,
}

/// In the child: plays cases from `first` on, each `step`th, until enough is executed.
pub fn work(seed: u64, first: u64, step: u64, executions: u64, guard: Guard) -> Result<()> {
    on_large_stack(move || {
        let mut out = std::io::stdout();
        let (mut number, mut done) = (first, 0);
        while done < executions {
            writeln!(out, "case {number}")?;
            match case::play(seed, number, guard, |_| ()) {
                Ok(tally) => {
                    done += tally.executions;
                    writeln!(out, "tally {} {}", tally.executions, tally.taken)?;
                }
                Err(Finding(what)) => {
                    writeln!(out, "finding {}", what.replace('\n', " "))?;
                    return Ok(());
                }
            }
            number += step;
        }
        Ok(())
    })
}

/// In the child: plays one case and writes each input down before it is fed.
pub fn trace(seed: u64, number: u64, guard: Guard, file: &Path) -> Result<()> {
    let mut file = std::fs::File::create(file).context("cannot write the trace")?;
    on_large_stack(move || {
        let played = case::play(seed, number, guard, |input| {
            // What is not written is missing in the report only.
            let _ = writeln!(file, "{}", input.write());
        });
        say(played.map(|_| ()));
        Ok(())
    })
}

/// In the child: feeds the inputs of a file.
pub fn replay(file: &Path, guard: Guard) -> Result<()> {
    let inputs = Input::read_all(&std::fs::read_to_string(file).context("cannot read the inputs")?)?;
    on_large_stack(move || {
        say(case::replay(&inputs, guard));
        Ok(())
    })
}

fn say(outcome: Result<(), Finding>) {
    if let Err(Finding(what)) = outcome {
        println!("finding {}", what.replace('\n', " "));
    }
}

fn on_large_stack(work: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
    // A panic is a finding and told as one.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    thread.join().unwrap_or_else(|_| anyhow::bail!("the thread panicked"))
}

/// In the parent: runs a child to its end, or to its first finding.
pub fn run(program: &Path, arguments: &[String], until: Option<Instant>) -> Result<Outcome> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let lines = listen(&mut child);
    let mut outcome = Outcome::default();
    let mut case = 0;
    loop {
        match lines.recv_timeout(HANG) {
            Ok(Said::Case(number)) => case = number,
            Ok(Said::Tally(tally)) => {
                outcome.tally.executions += tally.executions;
                outcome.tally.taken += tally.taken;
                if until.is_some_and(|until| Instant::now() >= until) {
                    break;
                }
            }
            Ok(Said::Finding(what)) => {
                outcome.finding = Some((case, what));
                break;
            }
            Err(RecvTimeoutError::Timeout) => {
                outcome.finding = Some((case, format!("no end within {} s", HANG.as_secs())));
                break;
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = child.wait()?;
                if !status.success() {
                    outcome.finding = Some((case, format!("the process ended: {status}")));
                }
                return Ok(outcome);
            }
        }
    }
    // It may have ended by itself.
    let _ = child.kill();
    child.wait()?;
    Ok(outcome)
}

fn listen(child: &mut Child) -> Receiver<Said> {
    let (sender, receiver) = channel();
    let out = child.stdout.take().expect("its output is a pipe");
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let (what, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let mut numbers = rest.split(' ').filter_map(|word| word.parse::<u64>().ok());
            let said = match what {
                "case" => Said::Case(numbers.next().unwrap_or_default()),
                "tally" => Said::Tally(Tally {
                    executions: numbers.next().unwrap_or_default(),
                    taken: numbers.next().unwrap_or_default(),
                }),
                _ => Said::Finding(rest.to_owned()),
            };
            if sender.send(said).is_err() {
                return;
            }
        }
    });
    receiver
}

//! `fuzz`: plays hostile cases in child processes and reports the first thing that is not as promised, small enough to read.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use debrief_fuzz::alloc::Counting;
use debrief_fuzz::input::Input;
use debrief_fuzz::minimise::Minimiser;
use debrief_fuzz::target::{Finding, Guard};
use debrief_fuzz::worker::{self, Outcome};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Parser)]
#[command(name = "fuzz", about = "Attacks the gate and the yrs behind it", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    child: Option<Job>,
    #[command(flatten)]
    run: Run,
}

#[derive(Args)]
struct Run {
    /// End after so many minutes
    #[arg(long)]
    minutes: Option<u64>,
    /// End after so many executions
    #[arg(long, default_value_t = 200_000)]
    executions: u64,
    /// The same seed plays the same cases
    #[arg(long)]
    seed: Option<u64>,
    /// Processes at a time
    #[arg(long, default_value_t = 1)]
    jobs: u64,
    /// Without the gate, to see that something would be found
    #[arg(long)]
    unguarded: bool,
}

#[derive(Subcommand)]
enum Job {
    /// Feeds the inputs of a file and says what is found
    Replay {
        file: PathBuf,
        #[arg(long)]
        unguarded: bool,
    },
    /// Feeds what `yjs/plan.mjs` printed: all of it has to pass
    Real { file: PathBuf },
    #[command(hide = true)]
    Work {
        seed: u64,
        first: u64,
        step: u64,
        executions: u64,
        #[arg(long)]
        unguarded: bool,
    },
    #[command(hide = true)]
    Trace {
        seed: u64,
        number: u64,
        file: PathBuf,
        #[arg(long)]
        unguarded: bool,
    },
}

fn guard(unguarded: bool) -> Guard {
    if unguarded { Guard::Nobody } else { Guard::Gate }
}

fn main() -> ExitCode {
    let done = match Cli::parse() {
        Cli { child: Some(Job::Replay { file, unguarded }), .. } => {
            worker::replay(&file, guard(unguarded)).map(|()| true)
        }
        Cli { child: Some(Job::Real { file }), .. } => real(&file),
        Cli { child: Some(Job::Work { seed, first, step, executions, unguarded }), .. } => {
            worker::work(seed, first, step, executions, guard(unguarded)).map(|()| true)
        }
        Cli { child: Some(Job::Trace { seed, number, file, unguarded }), .. } => {
            worker::trace(seed, number, guard(unguarded), &file).map(|()| true)
        }
        Cli { run, .. } => fuzz(&run),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn real(file: &Path) -> Result<bool> {
    let log = std::fs::read_to_string(file).context("cannot read the log")?;
    match debrief_fuzz::real::check(&log) {
        Ok(updates) => println!("{updates} updates, all of them let through"),
        Err(Finding(what)) => {
            println!("{what}");
            return Ok(false);
        }
    }
    Ok(true)
}

/// Runs all jobs; whether nothing was found.
fn fuzz(run: &Run) -> Result<bool> {
    let program = env::current_exe().context("this program has no path")?;
    let seed = run.seed.unwrap_or_else(fresh_seed);
    let started = Instant::now();
    let until = run.minutes.map(|minutes| started + Duration::from_secs(60 * minutes));
    let executions = if run.minutes.is_some() { u64::MAX } else { run.executions.div_ceil(run.jobs) };
    println!("seed {seed}");
    let jobs: Vec<_> = (0..run.jobs)
        .map(|job| {
            let mut arguments = vec!["work".to_owned()];
            arguments.extend([seed, job, run.jobs, executions].map(|number| number.to_string()));
            if run.unguarded {
                arguments.push("--unguarded".to_owned());
            }
            let program = program.clone();
            std::thread::spawn(move || worker::run(&program, &arguments, until))
        })
        .collect();
    let mut outcomes = Vec::new();
    for job in jobs {
        outcomes.push(job.join().map_err(|_| anyhow::anyhow!("a job panicked"))??);
    }
    let total = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let (executed, taken) = (total(|outcome| outcome.tally.executions), total(|outcome| outcome.tally.taken));
    println!("{executed} executions, {taken} let through, {:.1} s", started.elapsed().as_secs_f64());
    let found: Vec<_> = outcomes.into_iter().filter_map(|outcome| outcome.finding).collect();
    for (case, what) in &found {
        report(&program, seed, *case, what, guard(run.unguarded))?;
    }
    Ok(found.is_empty())
}

fn report(program: &Path, seed: u64, case: u64, what: &str, guard: Guard) -> Result<()> {
    println!("FOUND with seed {seed} in case {case}: {what}");
    let folder = env::temp_dir();
    let trace = folder.join(format!("trace-{}.txt", std::process::id()));
    let mut arguments = vec!["trace".to_owned(), seed.to_string(), case.to_string(), trace.display().to_string()];
    if guard == Guard::Nobody {
        arguments.push("--unguarded".to_owned());
    }
    worker::run(program, &arguments, None)?;
    let inputs = Input::read_all(&std::fs::read_to_string(&trace).context("the case left no trace")?)?;
    let _ = std::fs::remove_file(&trace);
    let mut minimiser = Minimiser::new(program, guard, &folder);
    let Some(what) = minimiser.finds(&inputs)? else {
        println!("its inputs alone find nothing; {} of them", inputs.len());
        return Ok(());
    };
    println!("# {what}");
    for input in minimiser.minimise(inputs)? {
        println!("{}", input.write());
    }
    Ok(())
}

fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_nanos() & u128::from(u64::MAX)).unwrap_or_default()
}

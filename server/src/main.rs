//! The `debrief` command. Exit codes: 0 done, 1 it could not be done (the reason is one line on stderr), 2 the command line is wrong.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use debrief_server::cli::{self, Cli};
use tokio::runtime::Builder;

/// The system's allocator keeps the 19 MiB that each password hash takes, once per thread; this one gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stack of a worker: reading deeply nested documents takes more than the usual 2 MiB.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// How long threads may take to end when everything is done.
const LAST_WAIT: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    let done = runtime.block_on(async { tokio::spawn(cli::run(cli)).await });
    // An update that never comes to its end holds its thread for ever.
    runtime.shutdown_timeout(LAST_WAIT);
    match done {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => complain(&format!("{error:#}")),
        Err(error) => complain(&error.to_string()),
    }
}

fn complain(reason: &str) -> ExitCode {
    eprintln!("debrief: {}", reason.replace('\n', " "));
    ExitCode::FAILURE
}

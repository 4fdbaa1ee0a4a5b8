//! `cargo xtask run --watch`: looks at the sources twice a second and rebuilds what they changed.

use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};

use crate::tools::step;
use crate::{frontend, paths, server, stamp};

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The server has this long to close its documents before it is ended.
const STOP_WITHIN: Duration = Duration::from_secs(10);

const PAGE_SOURCES: &[&str] = &frontend::SOURCES;
const SERVER_SOURCES: &[&str] = &["server", "shared/src", "shared/Cargo.toml", "migrations"];

/// Starts the server and keeps it and the page up to date. A build that ends with errors leaves the last good one running.
pub(crate) fn run(serve: &dyn Fn() -> Command) -> Result<()> {
    let mut page = newest(PAGE_SOURCES)?;
    let mut code = newest(SERVER_SOURCES)?;
    let mut server = start(serve)?;
    step("Watching web, shared and server");
    loop {
        thread::sleep(LOOK_EVERY);
        if let Some(status) = server.try_wait()? {
            step(&format!("The server has ended with {status}; it starts again after the next change"));
            wait_for_change(SERVER_SOURCES, code)?;
        }
        // The page first: a debug server reads it from disk and need not restart for it.
        let now = newest(PAGE_SOURCES)?;
        if now != page {
            page = now;
            report("page", frontend::build(frontend::Profile::Quick));
        }
        let now = newest(SERVER_SOURCES)?;
        if now != code {
            code = now;
            if report("server", server::build(false)) {
                stop(&mut server)?;
                server = start(serve)?;
            }
        }
    }
}

fn start(serve: &dyn Fn() -> Command) -> Result<Child> {
    serve().spawn().context("cannot start the server")
}

/// Asks the server to end, which flushes its documents, and insists after a while.
fn stop(server: &mut Child) -> Result<()> {
    Command::new("kill").arg("-TERM").arg(server.id().to_string()).status().context("cannot run kill")?;
    let deadline = Instant::now() + STOP_WITHIN;
    while server.try_wait()?.is_none() {
        if Instant::now() > deadline {
            server.kill()?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn report<T>(what: &str, result: Result<T>) -> bool {
    match &result {
        Ok(_) => step(&format!("The {what} is up to date")),
        Err(error) => step(&format!("The {what} stays as it was: {error:#}")),
    }
    result.is_ok()
}

fn wait_for_change(parts: &[&str], seen: State) -> Result<()> {
    while newest(parts)? == seen {
        thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

/// How many files there are and when the last of them changed.
type State = (usize, Option<SystemTime>);

fn newest(parts: &[&str]) -> Result<State> {
    let mut state = (0, None);
    for part in parts {
        for file in stamp::files_below(&paths::root().join(Path::new(part)))? {
            // Editors write a file by replacing it: it may be gone for a moment.
            let changed = file.metadata().and_then(|metadata| metadata.modified()).ok();
            state = (state.0 + 1, state.1.max(changed));
        }
    }
    Ok(state)
}

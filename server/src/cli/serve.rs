//! `debrief serve`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::config::{Config, LogFormat, ServeArgs};
use crate::demo;

/// Most open files to ask for; each socket is one.
const MAX_FILES: u64 = 65_536;

pub(super) async fn serve(args: ServeArgs) -> Result<ExitCode> {
    let config = Config::try_from(&args)?;
    start_log(&args)?;
    allow_many_files();
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().context("the socket has no address")?;
    let app = App::open(&config).await?;
    announce(&app, address);
    let stop = stop_signal()?;
    app.run(listener, stop).await?;
    Ok(ExitCode::SUCCESS)
}

fn start_log(args: &ServeArgs) -> Result<()> {
    let filter = EnvFilter::try_new(&args.log).context("--log: not a filter such as info,debrief_server=debug")?;
    let is_terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(is_terminal);
    match args.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// Every socket is a file, and some systems allow a process no more than a thousand until it asks.
fn allow_many_files() {
    match rlimit::increase_nofile_limit(MAX_FILES) {
        Ok(files) => tracing::debug!(files, "open files allowed"),
        Err(error) => tracing::warn!(%error, "the limit of open files stays as it is"),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose another address with --listen"))
}

fn announce(app: &App, address: SocketAddr) {
    let link = app.link(address);
    if app.needs_set_up() {
        println!("Debrief is ready. Make the first account with this one-time link:\n{link}");
    } else {
        println!("Debrief is ready. Open it here:\n{link}");
    }
    if app.is_demo() {
        println!("Sign in as {} with the password {}", demo::EMAIL, demo::PASSWORD);
    }
}

/// Resolves at the first signal to stop; a second one ends the process at once.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for signals")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            std::process::exit(1);
        });
    })
}

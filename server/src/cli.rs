//! The command line: what there is, and who does it. `main` turns what comes back into an exit code.

mod archive;
mod backup;
mod documents;
mod import;
mod lint;
mod people;
mod serve;
mod trial;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};

use crate::config::{ServeArgs, StorageArgs};
use crate::images::Images;
use crate::store::Store;

/// Postmortems, written together.
#[derive(Debug, Parser)]
#[command(name = "debrief", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(Box<ServeArgs>),
    /// Manage accounts; works while the server runs
    #[command(subcommand)]
    User(people::UserCommand),
    /// Manage API tokens; works while the server runs
    #[command(subcommand)]
    Token(people::TokenCommand),
    /// Write a postmortem to standard output, as it is stored
    Export(documents::ExportArgs),
    /// Make postmortems of files and folders: Markdown, HTML, Word, ZIP, JSON of `export`; works while the server runs
    Import(import::ImportArgs),
    /// Write what was published, as Markdown and JSON, into a folder or a bare git repository; works while the server runs
    Archive(archive::ArchiveArgs),
    /// Look at the language of postmortems in Markdown, offline. Exit code 1 with findings, 2 when a file cannot be read
    Lint(lint::LintArgs),
    /// Look whether every stored postmortem is sound: it opens, and snapshot and lists say what its log says. Exit code 1 if one is not
    Check(documents::CheckArgs),
    /// Does again what ended the last process; a starting server runs it
    #[command(hide = true)]
    Trial(trial::TrialArgs),
    /// Write everything into a new folder; works while the server runs
    Backup(backup::BackupArgs),
    /// Fill an empty database with a backup
    Restore(backup::RestoreArgs),
    /// Make everything anew that lists and searches are made of; works while the server runs. Exit code 1 if a postmortem cannot be opened
    Reindex(documents::CheckArgs),
}

/// Does what the command line says.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Serve(args) => serve::serve(*args).await,
        Command::User(command) => people::user(command).await,
        Command::Token(command) => people::token(command).await,
        Command::Export(args) => documents::export(args).await,
        Command::Import(args) => import::import(args).await,
        Command::Archive(args) => archive::archive(args).await,
        Command::Lint(args) => lint::lint(args),
        Command::Check(args) => documents::check(args).await,
        Command::Trial(args) => trial::trial(args).await,
        Command::Backup(args) => backup::backup(args).await,
        Command::Restore(args) => backup::restore(args).await,
        Command::Reindex(args) => documents::reindex(args).await,
    }
}

/// Opens a database that is there already.
async fn open_store(storage: &StorageArgs) -> Result<Arc<dyn Store>> {
    let database = storage.database()?;
    if let Some(file) = database.file().filter(|file| !file.is_file()) {
        bail!("there is no database {}; say where it is with --data-dir or --database", file.display());
    }
    database.open().await.with_context(|| format!("cannot open the database {database}"))
}

/// Opens the place where pictures are kept.
fn open_images(storage: &StorageArgs) -> Result<Images> {
    let place = storage.images()?;
    Images::open(&place).with_context(|| format!("--images: {place} cannot be used"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}

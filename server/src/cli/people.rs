//! `debrief user` and `debrief token`.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use debrief_shared::api::InstanceRole;
use jiff::Timestamp;

use super::open_store;
use crate::config::StorageArgs;
use crate::people::{NewAccount, People, normal_email, secret};
use crate::store::PeopleStore;
use crate::store::audit::{Audit, AuditAction};
use crate::store::sqlite::SqliteStore;

/// Most that is read from standard input.
const MAX_INPUT_BYTES: u64 = 4096;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add an account
    Add(AddArgs),
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Address to sign in with
    email: String,
    /// Shown name
    #[arg(long)]
    name: String,
    /// Role in the instance
    #[arg(long, value_enum)]
    role: RoleName,
    /// Read the password from the first line of standard input; without it, one is made and printed
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    Admin,
    Member,
    Guest,
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make an API token and print it: the only time that it is shown
    Create(CreateArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// Address of the account it stands for
    #[arg(long)]
    user: String,
    /// What it is for
    #[arg(long, default_value = "command line")]
    name: String,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn user(command: UserCommand) -> Result<ExitCode> {
    let UserCommand::Add(args) = command;
    let (password, made) = if args.password_stdin { (read_password()?, false) } else { (secret::generate(), true) };
    let role = match args.role {
        RoleName::Admin => InstanceRole::Admin,
        RoleName::Member => InstanceRole::Member,
        RoleName::Guest => InstanceRole::Guest,
    };
    let store = open_or_make(&args.storage).await?;
    let new = NewAccount { email: args.email, name: args.name, role, password: password.clone() };
    let account = People::new(Arc::new(store.clone())).add(new, Audit::by_command(AuditAction::AccountCreated, Timestamp::now())).await?;
    store.close().await;
    eprintln!("Added {} <{}>.", account.person.name, account.email.unwrap_or_default());
    if made {
        eprintln!("Their password, shown only now:");
        println!("{password}");
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn token(command: TokenCommand) -> Result<ExitCode> {
    let TokenCommand::Create(args) = command;
    let store = open_store(&args.storage).await?;
    let email = normal_email(&args.user).context("--user: write the address like name@example.com")?;
    let account = store.account_by_email(&email).await?.with_context(|| format!("there is no account {email}"))?;
    let people = People::new(Arc::new(store.clone()));
    let (_, secret) = people.create_token(account.person.id, &args.name, Audit::by_command(AuditAction::TokenCreated, Timestamp::now())).await?;
    store.close().await;
    println!("{secret}");
    Ok(ExitCode::SUCCESS)
}

/// The first account may come before the server's first start.
async fn open_or_make(storage: &StorageArgs) -> Result<SqliteStore> {
    let file = storage.database_file()?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    SqliteStore::open(&file).await.with_context(|| format!("cannot open the database {}", file.display()))
}

fn read_password() -> Result<String> {
    let mut input = String::new();
    std::io::stdin()
        .take(MAX_INPUT_BYTES)
        .read_to_string(&mut input)
        .context("--password-stdin: standard input is not text")?;
    Ok(input.lines().next().unwrap_or_default().to_owned())
}

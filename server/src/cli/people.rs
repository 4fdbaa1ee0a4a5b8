//! `debrief user` and `debrief token`.

mod accounts;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use debrief_shared::api::{CreateToken, InstanceRole, TokenScope};
use jiff::Timestamp;

use super::open_store;
use crate::config::StorageArgs;
use crate::people::{NewAccount, People, normal_email, secret};
use crate::store::Store;
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::Account;

/// Most that is read from standard input.
const MAX_INPUT_BYTES: u64 = 4096;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add an account
    Add(AddArgs),
    /// List the accounts, without guests who came by a share link
    List(ListArgs),
    /// Suspend an account: nothing signs it in until it is reinstated
    Suspend(SuspendArgs),
    /// Take a suspension back
    Reinstate(OneArgs),
    /// Make a one-time link that sets a new password, and print it: the only time that it is shown
    Reset(ResetArgs),
    /// Give an account another role
    Role(RoleArgs),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// Address of the account
    email: String,
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Debug, Args)]
pub(super) struct SuspendArgs {
    /// Who owns their postmortems from now on; needed if they own any
    #[arg(long, value_name = "EMAIL")]
    new_owner: Option<String>,
    #[command(flatten)]
    one: OneArgs,
}

#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    /// The address people open; without it the link is printed as a path
    #[arg(long, env = "DEBRIEF_PUBLIC_URL")]
    public_url: Option<String>,
    #[command(flatten)]
    one: OneArgs,
}

#[derive(Debug, Args)]
pub(super) struct RoleArgs {
    #[command(flatten)]
    one: OneArgs,
    /// Role in the instance
    #[arg(value_enum)]
    role: RoleName,
    /// Who owns their postmortems from now on; needed for guests-to-be who own any
    #[arg(long, value_name = "EMAIL")]
    new_owner: Option<String>,
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

impl From<RoleName> for InstanceRole {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Member => Self::Member,
            RoleName::Guest => Self::Guest,
        }
    }
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
    /// What it may be used for: `read`, `comment`, `write`, or `all` that the account may
    #[arg(long, default_value = "all", value_parser = scope)]
    scope: TokenScope,
    #[command(flatten)]
    storage: StorageArgs,
}

pub(super) async fn user(command: UserCommand) -> Result<ExitCode> {
    match command {
        UserCommand::Add(args) => add(args).await?,
        UserCommand::List(args) => accounts::list(args).await?,
        UserCommand::Suspend(args) => accounts::suspend(args).await?,
        UserCommand::Reinstate(args) => accounts::reinstate(args).await?,
        UserCommand::Reset(args) => accounts::reset(args).await?,
        UserCommand::Role(args) => accounts::set_role(args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(args: AddArgs) -> Result<()> {
    let (password, made) = if args.password_stdin { (read_password()?, false) } else { (secret::generate(), true) };
    let store = open_or_make(&args.storage).await?;
    let new = NewAccount { email: args.email, name: args.name, role: args.role.into(), password: password.clone() };
    let account = People::new(Arc::clone(&store)).add(new, noted(AuditAction::AccountCreated)).await?;
    store.close().await;
    eprintln!("Added {} <{}>.", account.person.name, account.email.unwrap_or_default());
    if made {
        eprintln!("Their password, shown only now:");
        println!("{password}");
    }
    Ok(())
}

pub(super) async fn token(command: TokenCommand) -> Result<ExitCode> {
    let TokenCommand::Create(args) = command;
    let store = open_store(&args.storage).await?;
    let account = find(store.as_ref(), &args.user).await?;
    let people = People::new(Arc::clone(&store));
    let create = CreateToken { name: args.name, scope: args.scope };
    let (_, secret) = people.create_token(account.person.id, create, noted(AuditAction::TokenCreated)).await?;
    store.close().await;
    println!("{secret}");
    Ok(ExitCode::SUCCESS)
}

fn scope(name: &str) -> Result<TokenScope, String> {
    TokenScope::named(name).ok_or_else(|| "write read, comment, write or all".to_owned())
}

pub(super) async fn find(store: &dyn Store, email: &str) -> Result<Account> {
    let email = normal_email(email).context("write the address like name@example.com")?;
    store.account_by_email(&email).await?.with_context(|| format!("there is no account {email}"))
}

/// A row of the audit log: done by whoever may run commands here.
fn noted(action: AuditAction) -> Audit {
    Audit::by_command(action, Timestamp::now())
}

/// The first account may come before the server's first start.
async fn open_or_make(storage: &StorageArgs) -> Result<Arc<dyn Store>> {
    let database = storage.database()?;
    if let Some(file) = database.file() {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    database.open().await.with_context(|| format!("cannot open the database {database}"))
}

fn read_password() -> Result<String> {
    let mut input = String::new();
    std::io::stdin()
        .take(MAX_INPUT_BYTES)
        .read_to_string(&mut input)
        .context("--password-stdin: standard input is not text")?;
    Ok(input.lines().next().unwrap_or_default().to_owned())
}

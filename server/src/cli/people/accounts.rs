//! `debrief user list`, `suspend`, `reinstate`, `reset` and `role`: what an admin does on the page, for when no admin gets in.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use debrief_shared::api::InstanceRole;
use uuid::Uuid;

use super::super::open_store;
use super::{ListArgs, OneArgs, ResetArgs, RoleArgs, SuspendArgs, find, noted};
use crate::config::{ConfigError, Origin};
use crate::people::People;
use crate::store::audit::AuditAction;
use crate::store::people::{Account, Estate};
use crate::store::{Store, StoreError};

pub(super) async fn list(args: ListArgs) -> Result<()> {
    let store = open_store(&args.storage).await?;
    let rows = store.accounts().await?;
    let mut by_link = 0;
    for row in rows {
        let Account { person, email, role, suspended_at, last_seen_at, .. } = row.account;
        let Some(email) = email else {
            by_link += 1;
            continue;
        };
        let state = if suspended_at.is_some() { "suspended" } else { "" };
        let seen = last_seen_at.map(|at| at.to_string()).unwrap_or_default();
        // Tabs, so that other programs read it, too: neither addresses nor names hold one.
        println!("{email}\t{}\t{}\t{state}\t{seen}", word(role), person.name);
    }
    if by_link > 0 {
        eprintln!("And {by_link} who came by a share link.");
    }
    store.close().await;
    Ok(())
}

pub(super) async fn suspend(args: SuspendArgs) -> Result<()> {
    let store = open_store(&args.one.storage).await?;
    let account = find(store.as_ref(), &args.one.email).await?;
    let new_owner = new_owner(store.as_ref(), args.new_owner.as_deref(), &account).await?;
    let id = account.person.id;
    if account.suspended_at.is_some() {
        bail!("{} is suspended already", args.one.email);
    }
    let mut audit = noted(AuditAction::Suspended).to(id);
    if let Some(owner) = &new_owner {
        audit = audit.with("new_owner", owner.to_string());
    }
    match store.suspend(id, new_owner, &audit).await {
        Err(StoreError::Conflict) => bail!("{}", in_the_way(store.as_ref(), &account).await?),
        other => other?,
    }
    store.close().await;
    eprintln!("Suspended {} <{}>.", account.person.name, account.email.unwrap_or_default());
    Ok(())
}

pub(super) async fn reinstate(args: OneArgs) -> Result<()> {
    let store = open_store(&args.storage).await?;
    let account = find(store.as_ref(), &args.email).await?;
    match store.reinstate(account.person.id, &noted(AuditAction::Reinstated).to(account.person.id)).await {
        Err(StoreError::NotFound) => bail!("{} is not suspended", args.email),
        other => other?,
    }
    store.close().await;
    eprintln!("Reinstated {} <{}>.", account.person.name, account.email.unwrap_or_default());
    Ok(())
}

pub(super) async fn reset(args: ResetArgs) -> Result<()> {
    let base = match &args.public_url {
        Some(url) => Some(Origin::parse(url).ok_or(ConfigError::PublicUrl)?),
        None => None,
    };
    let store = open_store(&args.one.storage).await?;
    let account = find(store.as_ref(), &args.one.email).await?;
    let people = People::new(Arc::clone(&store));
    let (ticket, secret) = people.offer_reset(account.person.id, noted(AuditAction::ResetOffered)).await?;
    store.close().await;
    eprintln!(
        "Whoever opens this link sets a new password for {}. It works once, until {}:",
        ticket.email, ticket.expires_at
    );
    println!("{}/reset#{secret}", base.as_ref().map_or("", Origin::as_str));
    Ok(())
}

pub(super) async fn set_role(args: RoleArgs) -> Result<()> {
    let store = open_store(&args.one.storage).await?;
    let account = find(store.as_ref(), &args.one.email).await?;
    let role = InstanceRole::from(args.role);
    if role != account.role {
        let new_owner = new_owner(store.as_ref(), args.new_owner.as_deref(), &account).await?;
        let mut audit = noted(AuditAction::RoleChanged).to(account.person.id);
        audit = audit.with("from", word(account.role)).with("role", word(role));
        if let Some(owner) = new_owner.filter(|_| role == InstanceRole::Guest) {
            audit = audit.with("new_owner", owner.to_string());
        }
        match store.set_role(account.person.id, role, Estate::Passes(new_owner), &audit).await {
            Err(StoreError::Conflict) => bail!("{}", in_the_way(store.as_ref(), &account).await?),
            other => other?,
        }
    }
    store.close().await;
    eprintln!("{} <{}> has the role {} now.", account.person.name, account.email.unwrap_or_default(), word(role));
    Ok(())
}

/// Whom `--new-owner` names: postmortems pass to somebody who can see to them.
async fn new_owner(store: &dyn Store, email: Option<&str>, of: &Account) -> Result<Option<Uuid>> {
    let Some(email) = email else { return Ok(None) };
    let owner = find(store, email).await.context("--new-owner")?;
    let can = owner.suspended_at.is_none() && owner.role != InstanceRole::Guest && owner.person.id != of.person.id;
    if !can {
        bail!("--new-owner: has to be somebody else, a member or an admin");
    }
    Ok(Some(owner.person.id))
}

/// Why an account cannot be suspended or lowered.
async fn in_the_way(store: &dyn Store, account: &Account) -> Result<String> {
    let email = account.email.as_deref().unwrap_or_default();
    let admins = store
        .accounts()
        .await?
        .into_iter()
        .filter(|row| row.account.role == InstanceRole::Admin && row.account.suspended_at.is_none());
    let is_last = account.role == InstanceRole::Admin && admins.count() <= 1;
    Ok(if is_last {
        format!("{email} is the last admin; make somebody else an admin first")
    } else {
        format!("{email} owns postmortems; say with --new-owner who takes them over")
    })
}

fn word(role: InstanceRole) -> &'static str {
    match role {
        InstanceRole::Admin => "admin",
        InstanceRole::Member => "member",
        InstanceRole::Guest => "guest",
    }
}

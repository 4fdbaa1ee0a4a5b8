//! The sample of `--demo`: people, postmortems and comments for an empty database, and an account to look at them with.

use std::collections::HashMap;

use anyhow::{Context, Result};
use debrief_shared::api::{InstanceRole, Person, SignIn};
use debrief_shared::document::{Postmortem, Seed, TextPath, View, anchor};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;
use yrs::updates::decoder::Decode;
use yrs::{GetString, ReadTxn, Transact, Update};

use crate::document::Documents;
use crate::people::{NewAccount, People, secret};
use crate::random;
use crate::store::Store;
use crate::store::audit::{Audit, AuditAction};
use crate::store::comments::{NewComment, NewThread};

/// Address of the demo account.
pub const EMAIL: &str = "demo@example.com";
/// Its password: published, so `--demo` listens on loopback only.
pub const PASSWORD: &str = "debrief-demo-account";

/// What to sign in with.
pub fn sign_in() -> SignIn {
    SignIn { email: EMAIL.to_owned(), password: PASSWORD.to_owned() }
}

const SAMPLE: &str = include_str!("../demo/incident.json");

#[derive(Deserialize)]
struct Sample {
    people: Vec<SamplePerson>,
    postmortems: Vec<SamplePostmortem>,
}

#[derive(Deserialize)]
struct SamplePerson {
    email: String,
    name: String,
}

#[derive(Deserialize)]
struct SamplePostmortem {
    owner: String,
    #[serde(flatten)]
    seed: Seed,
    comments: Vec<SampleThread>,
}

#[derive(Deserialize)]
struct SampleThread {
    /// A section's heading, `timeline:<index>` or `mitigation:<index>`.
    on: String,
    quote: String,
    by: String,
    text: String,
    replies: Vec<SampleReply>,
    resolved: bool,
}

#[derive(Deserialize)]
struct SampleReply {
    by: String,
    text: String,
}

/// Fills a database without accounts. Returns whether the demo account is there to sign in with.
pub async fn prepare(store: &dyn Store, documents: &Documents, people: &People, now: Timestamp) -> Result<bool> {
    if store.count_accounts().await? > 0 {
        return Ok(store.account_by_email(EMAIL).await?.is_some());
    }
    let sample: Sample = serde_json::from_str(SAMPLE).context("the sample cannot be read")?;
    let authors = add_people(people, &sample.people, now).await?;
    let count = i64::try_from(sample.postmortems.len()).unwrap_or_default();
    for (index, postmortem) in (0_i64..).zip(&sample.postmortems) {
        // The first of the file is the newest of the library.
        let made = now - SignedDuration::from_hours(24 * index.min(count) + 1);
        add_postmortem(store, documents, postmortem, &authors, made)
            .await
            .with_context(|| format!("the sample {:?} cannot be stored", postmortem.seed.title))?;
    }
    Ok(true)
}

async fn add_people(people: &People, sample: &[SamplePerson], now: Timestamp) -> Result<HashMap<String, Person>> {
    let account = |email: &str, name: &str, role, password: &str| NewAccount {
        email: email.to_owned(),
        name: name.to_owned(),
        role,
        password: password.to_owned(),
    };
    let audit = Audit::by_command(AuditAction::AccountCreated, now);
    people.add(account(EMAIL, "Demo", InstanceRole::Admin, PASSWORD), audit.clone()).await?;
    let mut authors = HashMap::new();
    for person in sample {
        // Nobody signs in as one of them.
        let new = account(&person.email, &person.name, InstanceRole::Member, &secret::generate());
        authors.insert(person.email.clone(), people.add(new, audit.clone()).await?.person);
    }
    Ok(authors)
}

async fn add_postmortem(
    store: &dyn Store,
    documents: &Documents,
    sample: &SamplePostmortem,
    authors: &HashMap<String, Person>,
    made: Timestamp,
) -> Result<()> {
    let id = random::id(made);
    let owner = author(authors, &sample.owner)?;
    let update = sample.seed.to_update(random::client_id(), || random::id(made).to_string());
    let threads = threads(id, sample, &update, authors, made)?;
    let audit = Audit::by_command(AuditAction::PostmortemCreated, made).about(id);
    documents.create(id, owner, update, made, &audit).await?;
    for (thread, replies, resolved) in threads {
        store.create_thread(&thread, u32::MAX).await?;
        let mut last = thread.first.clone();
        for reply in replies {
            store.add_comment(id, thread.id, &reply, u32::MAX).await?;
            last = reply;
        }
        if resolved {
            let at = last.created_at + SignedDuration::from_mins(2);
            store.set_resolved(id, thread.id, Some((last.author, at))).await?;
        }
    }
    Ok(())
}

type SampleComments = Vec<(NewThread, Vec<NewComment>, bool)>;

fn threads(
    postmortem: Uuid,
    sample: &SamplePostmortem,
    update: &[u8],
    authors: &HashMap<String, Person>,
    made: Timestamp,
) -> Result<SampleComments> {
    let document = Postmortem::new(random::client_id());
    document.doc().transact_mut().apply_update(Update::decode_v1(update)?)?;
    let txn = document.doc().transact();
    let view = document.view(&txn);
    let mut minutes = 0;
    let mut comment = |by: &str, text: &str| -> Result<NewComment> {
        minutes += 3;
        let created_at = made + SignedDuration::from_mins(minutes.min(55));
        Ok(NewComment { id: random::id(created_at), author: author(authors, by)?, body: text.to_owned(), created_at })
    };
    let mut all = Vec::new();
    for thread in &sample.comments {
        let path = text_path(&view, &sample.seed, &thread.on).with_context(|| format!("no text {:?}", thread.on))?;
        let (from, to) =
            find(&document, &txn, &path, &thread.quote).with_context(|| format!("no {:?}", thread.quote))?;
        let anchor = anchor(&document, &txn, &path, from, to).context("a range that cannot be anchored")?;
        let first = comment(&thread.by, &thread.text)?;
        let replies = thread.replies.iter().map(|reply| comment(&reply.by, &reply.text)).collect::<Result<_>>()?;
        let id = random::id(first.created_at);
        all.push((
            NewThread { id, postmortem, anchor, quote: thread.quote.clone(), suggestion: None, first },
            replies,
            thread.resolved,
        ));
    }
    Ok(all)
}

/// Which text a thread of the sample hangs on.
fn text_path(view: &View, seed: &Seed, on: &str) -> Option<TextPath> {
    if let Some(index) = on.strip_prefix("timeline:") {
        let text = &seed.timeline.get(index.parse::<usize>().ok()?)?.text;
        return view.timeline.iter().find(|entry| entry.text == *text).map(|entry| TextPath::Entry(entry.id.clone()));
    }
    if let Some(index) = on.strip_prefix("mitigation:") {
        let text = &seed.mitigations.get(index.parse::<usize>().ok()?)?.text;
        let found = view.mitigations.iter().find(|mitigation| mitigation.text == *text);
        return found.map(|mitigation| TextPath::Mitigation(mitigation.id.clone()));
    }
    view.sections.iter().find(|section| section.heading == on).map(|section| TextPath::Body(section.id.clone()))
}

/// Where a quote stands in a text, in UTF-16 units.
fn find<T: ReadTxn>(document: &Postmortem, txn: &T, path: &TextPath, quote: &str) -> Option<(u32, u32)> {
    let text = document.text(txn, path)?.get_string(txn);
    let start = text.find(quote)?;
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).ok();
    let from = units(&text[..start])?;
    Some((from, from + units(quote)?))
}

fn author(authors: &HashMap<String, Person>, email: &str) -> Result<Uuid> {
    authors.get(email).map(|person| person.id).with_context(|| format!("the sample has no {email}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comment_of_the_sample_finds_its_text() {
        let sample: Sample = serde_json::from_str(SAMPLE).expect("the sample reads");
        let authors: HashMap<String, Person> = (0_u8..)
            .zip(&sample.people)
            .map(|(color, person)| {
                let id = Uuid::from_u128(u128::from(color));
                (person.email.clone(), Person { id, name: person.name.clone(), color, guest: false })
            })
            .collect();
        for postmortem in &sample.postmortems {
            let update = postmortem.seed.to_update(7, || random::id(Timestamp::UNIX_EPOCH).to_string());
            let threads = threads(Uuid::nil(), postmortem, &update, &authors, Timestamp::UNIX_EPOCH).expect("threads");
            assert_eq!(threads.len(), postmortem.comments.len());
            assert!(authors.contains_key(&postmortem.owner));
        }
    }
}

//! What many tests begin with.

use anyhow::{Context, Result};
use debrief_shared::api::Anchor;
use debrief_shared::document::{
    EntryKind, NewEntry, NewMitigation, Place, Postmortem, SectionKind, Status, TextPath, View,
};
use debrief_tests::{Client, Options, Replica, Server, random};
use uuid::Uuid;
use yrs::{Assoc, IndexedSequence as _, Transact as _, TransactionMut};

/// A server, an admin, and a postmortem of hers in three parts.
pub(crate) struct Room {
    pub(crate) server: Server,
    pub(crate) ada: Client,
    pub(crate) id: Uuid,
}

impl Room {
    pub(crate) async fn open() -> Result<Self> {
        Self::open_with(Options::default()).await
    }

    pub(crate) async fn open_with(options: Options) -> Result<Self> {
        let server = Server::start(options).await?;
        let ada = server.person("Ada Admin", "admin")?;
        let id = ada.create("Checkout refused cards", "pushpay").await?.id;
        Ok(Self { server, ada, id })
    }

    /// A replica of Ada's.
    pub(crate) async fn replica(&self) -> Result<Replica> {
        Replica::open(&self.server, &self.ada, self.id).await
    }
}

/// The body of the discussion: the first section of text.
pub(crate) fn discussion(view: &View) -> Result<TextPath> {
    let section = view.live_sections().find(|section| section.kind == SectionKind::Prose);
    Ok(TextPath::Body(section.context("a section of text")?.id.clone()))
}

/// Adds a timeline entry; gives its id.
pub(crate) fn add_entry(postmortem: &Postmortem, txn: &mut TransactionMut<'_>, at: &str, text: &str) -> String {
    let id = random::id().to_string();
    let entry = NewEntry {
        at: at.to_owned(),
        kind: EntryKind::Action,
        text: text.to_owned(),
        evidence: Vec::new(),
        source: String::new(),
    };
    postmortem.add_entry(txn, &id, &entry);
    id
}

/// Adds a mitigation at the end; gives its id.
pub(crate) fn add_mitigation(postmortem: &Postmortem, txn: &mut TransactionMut<'_>, text: &str) -> String {
    let id = random::id().to_string();
    let mitigation = NewMitigation {
        text: text.to_owned(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Idea,
    };
    postmortem.add_mitigation(txn, &id, &mitigation, Place::Last);
    id
}

/// The very beginning of the title, to hang a comment on.
pub(crate) fn title_anchor(replica: &Replica) -> Result<Anchor> {
    let txn = replica.postmortem().doc().transact_mut();
    let place = serde_json::to_value(replica.postmortem().title().sticky_index(&txn, 0, Assoc::After))?;
    Ok(Anchor { text: "title".to_owned(), start: place.clone(), end: place })
}

/// The document as the server exports it.
pub(crate) async fn exported(client: &Client, id: Uuid) -> Result<View> {
    let json = client.export(id, "json").await?;
    serde_json::from_str(&json).with_context(|| format!("an exported document: {json}"))
}

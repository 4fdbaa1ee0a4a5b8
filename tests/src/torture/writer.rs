//! One who writes marks into a document, and knows which of them were acknowledged.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, ensure};
use debrief_shared::document::{EntryKind, NewEntry, SectionKind, TextPath, View};
use uuid::Uuid;

use super::Counts;
use crate::random::Dice;
use crate::{Replica, random};

/// Frames under way at most: enough to be cut off in the middle, few enough for many commits a cycle.
const UNDER_WAY: u64 = 40;
/// A page is closed and opened again after about so many marks.
const MARKS_A_VISIT: u64 = 40;
/// How a connection may end in a cycle: without a word, as the server stops, or as it takes nobody any more.
const ENDINGS: [Option<u16>; 3] = [None, Some(1012), Some(1013)];

/// Words that nobody else writes.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) text: String,
    /// The frame that carries it on this connection.
    frame: Option<u64>,
    pub(super) saved: bool,
}

/// Somebody who writes.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) replica: Replica,
    pub(super) document: Uuid,
    number: usize,
    discussion: TextPath,
    marks: Vec<Mark>,
    settled: u64,
}

impl Writer {
    pub(super) fn open(replica: Replica, document: Uuid, number: usize) -> Result<Self> {
        let view = replica.view();
        let section = view.live_sections().find(|section| section.kind == SectionKind::Prose);
        let discussion = TextPath::Body(section.context("a section of text")?.id.clone());
        Ok(Self { replica, document, number, discussion, marks: Vec::new(), settled: 0 })
    }

    /// All marks since they were last taken.
    pub(super) fn take_marks(&mut self) -> Vec<Mark> {
        std::mem::take(&mut self.marks)
    }

    /// Writes until the server is gone.
    pub(super) async fn write(
        mut self,
        cycle: usize,
        mut dice: Dice,
        reopens: bool,
        counts: Arc<Counts>,
    ) -> Result<Self> {
        // Frames of this connection that are saved already carried no marks of this cycle.
        self.settled = self.replica.acknowledged();
        let mut connected = true;
        while connected && self.replica.ending().is_none() {
            self.settle(&counts);
            if self.replica.sent() - self.replica.acknowledged() >= UNDER_WAY {
                tokio::task::yield_now().await;
            } else if reopens && dice.below(MARKS_A_VISIT) == 0 {
                connected = self.reopen(&counts).await;
            } else {
                let text = format!("c{cycle}w{}n{}", self.number, self.marks.len());
                let frame = self.mark(&format!("<{text}>"), dice.below(4))?;
                self.marks.push(Mark { text, frame, saved: false });
                tokio::task::yield_now().await;
            }
        }
        if connected {
            // Acknowledgements that were on their way count as given.
            let ending = self.replica.ended().await?;
            ensure!(ENDINGS.contains(&ending.code), "the connection ended otherwise: {ending:?}");
            self.settle(&counts);
        }
        Ok(self)
    }

    fn mark(&self, mark: &str, place: u64) -> Result<Option<u64>> {
        match place {
            0 => {
                let entry = NewEntry {
                    at: "2026-11-21T10:00:00Z".to_owned(),
                    kind: EntryKind::Action,
                    text: mark.to_owned(),
                    evidence: Vec::new(),
                    source: String::new(),
                };
                let id = random::id().to_string();
                Ok(self.replica.edit(|postmortem, txn| postmortem.add_entry(txn, &id, &entry)).1)
            }
            1 => self.replica.insert(&TextPath::Title, 0, mark),
            2 => self.replica.insert(&self.discussion, 0, mark),
            _ => self.replica.append(&self.discussion, mark),
        }
    }

    /// Notes what was acknowledged meanwhile.
    fn settle(&mut self, counts: &Counts) {
        let known = self.replica.acknowledged();
        if known <= self.settled {
            return;
        }
        self.settled = known;
        let mut saved = 0;
        for mark in self.marks.iter_mut().rev().filter(|mark| !mark.saved) {
            mark.saved = mark.frame.is_some_and(|frame| frame <= known);
            saved += u64::from(mark.saved);
        }
        counts.acknowledged.fetch_add(saved, Ordering::Relaxed);
    }

    /// Closes the page without a goodbye and opens it again; `false` when the server is gone.
    async fn reopen(&mut self, counts: &Counts) -> bool {
        self.settle(counts);
        let unsaved = |marks: &mut Vec<Mark>, frame| {
            marks.iter_mut().filter(|mark| !mark.saved).for_each(|mark| mark.frame = frame);
        };
        unsaved(&mut self.marks, None);
        self.settled = 0;
        let back = self.replica.reconnect().await.is_ok();
        if back {
            // The answer to the server's question is the first frame, and holds all that the server lacks.
            unsaved(&mut self.marks, Some(1));
            counts.reopened.fetch_add(1, Ordering::Relaxed);
        }
        back
    }
}

/// All marks of a document.
pub(super) fn marks_in(view: &View) -> HashSet<String> {
    let bodies = view.sections.iter().map(|section| section.body.as_str());
    let entries = view.timeline.iter().map(|entry| entry.text.as_str());
    let texts = std::iter::once(view.title.as_str()).chain(bodies).chain(entries);
    texts.flat_map(|text| text.split('<')).filter_map(|part| Some(part.split_once('>')?.0.to_owned())).collect()
}

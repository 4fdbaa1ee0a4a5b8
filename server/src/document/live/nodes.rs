//! What a live document does with what other nodes say, and with what they wrote into the log.

use std::collections::HashSet;

use debrief_shared::gate::{MAX_STEPS, Refusal};
use debrief_shared::protocol::{Message as Frame, ServerEvent};
use tokio::time::Instant;
use uuid::Uuid;

use super::super::authorship::Contested;
use super::super::containment::Contained;
use super::super::load::Page;
use super::super::others::Pending;
use super::super::presence::remote::REPEAT;
use super::super::replica::{self, Poisoned};
use super::{Live, Now};
use crate::bus::message::{Message, Source, Update};
use crate::metrics as names;
use crate::store::StoreError;
use crate::store::documents::Seq;

/// How long a page whose words were refused as somebody else's is sent away to come again, instead of for good: a node that was killed
/// is missed only after some seconds, and from then on pages may give back what it lost.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);
/// Most people who are waited for in this way.
const MAX_WAITED_FOR: usize = 1_000;

impl Live {
    /// Says to the other nodes that the document is open here.
    pub(in crate::document) fn ask_others(&self) {
        self.others.say(&Message::Ask);
    }

    /// What another node says; retirement is the actor's business.
    pub(in crate::document) fn hear(&mut self, from: Source, message: Message, now: Now) -> Result<(), Poisoned> {
        match message {
            Message::Ask => {
                self.others.publish_presence(true, &self.presence.here(false));
                self.say_committed();
            }
            Message::Update(update) => self.take_remote(from, update, now)?,
            Message::Committed { number, .. } => self.others.committed(from, number, now.instant),
            Message::Presence { whole, present } => {
                if whole {
                    self.presence.only(from, &present.iter().map(|one| one.client).collect::<HashSet<_>>());
                }
                for one in present {
                    self.presence.receive(from, one, now.instant);
                }
                self.schedule_presence(now);
            }
            Message::Event(event) => self.announce(&event),
            Message::Gone => {
                self.presence.gone(from);
                self.schedule_presence(now);
            }
            Message::Retire(_) | Message::Told(_) => {}
        }
        Ok(())
    }

    /// Applies a change of another node and shows it; its node writes it into the log.
    fn take_remote(&mut self, from: Source, update: Update, now: Now) -> Result<(), Poisoned> {
        let number = update.number;
        if !self.others.has_room() {
            self.adopt_pending(now);
        }
        let admission = self.replica.gate().check(&update.data);
        let contested = self.authorship.contests(&update.writers);
        let admission = match admission {
            Ok(admission)
                if !contested
                    && self.others.has_room()
                    && self.lane.has_room()
                    && !self.contained.as_ref().is_some_and(|contained| contained.holds(admission.adds())) =>
            {
                admission
            }
            Ok(_) | Err(Refusal::Missing) => {
                // The log has it sooner or later, or knows better.
                self.others.heard(from, number, false);
                return Ok(());
            }
            Err(refusal) => {
                metrics::counter!(names::REFUSED_FRAMES, "reason" => "node").increment(1);
                tracing::warn!(%refusal, "a change of another node does not pass the gate");
                self.others.heard(from, number, false);
                return Ok(());
            }
        };
        let Some(decoded) = replica::decode(&update.data) else {
            self.others.heard(from, number, false);
            return Ok(());
        };
        if self.replica.place(admission, update.data.len(), MAX_STEPS).is_err() {
            self.others.heard(from, number, false);
            return Ok(());
        }
        let before = self.before();
        let frame = Frame::Update(&update.data).encode();
        let work = self.contained.as_ref().map(|contained| contained.applying(update.author, &frame));
        let applied = self.replica.apply(decoded, &frame);
        drop(work);
        let change = applied.inspect_err(|_| {
            if let Some(contained) = &self.contained {
                contained.set_aside(update.author, &frame, "yrs could not apply it");
            }
        })?;
        self.others.heard(from, number, true);
        for &(client, person) in &update.writers {
            if let Some(person) = person {
                self.presence.give(client, person);
            }
        }
        self.authorship.learn(&update.writers);
        if let Some(change) = change {
            self.schedule_presence(now);
            self.upkeep.heard(change.len(), now.date);
            self.broadcast.add(change, None, before, self.sessions.len(), now.instant);
            self.others.add(from, update, now);
        }
        Ok(())
    }

    /// Behind which place the log is to be read now, if it is.
    pub(in crate::document) fn begin_read(&mut self, now: Instant) -> Option<Seq> {
        self.others.begin_read(now)
    }

    /// Has the log read as soon as that is possible.
    pub(in crate::document) fn read_soon(&mut self, now: Instant) {
        self.others.read_soon(now);
    }

    /// What was read of the log goes into the replica, and to everybody.
    pub(in crate::document) fn end_read(&mut self, read: Result<Page, StoreError>, now: Now) -> Result<(), Poisoned> {
        let page = match read {
            Ok(page) => page,
            Err(error) => {
                tracing::debug!(%error, "the log could not be read again");
                self.others.fail_read(now.instant);
                if !self.listed.is_empty() {
                    self.project_listed();
                }
                return Ok(());
            }
        };
        if self.others.complete(page.trimmed) < page.trimmed {
            tracing::warn!("the log was cleared away further than this node has read it; the document is loaded anew");
            return Err(Poisoned);
        }
        self.take_page(&page, now)?;
        let late = self.others.end_read(&page.rows, page.whole, now.instant);
        if self.storage_ok {
            self.adopt(late, now);
        } else {
            self.others.wait_on(late);
        }
        if page.whole && self.unlisted {
            self.project_listed();
        }
        Ok(())
    }

    fn take_page(&mut self, page: &Page, now: Now) -> Result<(), Poisoned> {
        let before = self.before();
        let left = self.contained.as_ref().map(Contained::left).unwrap_or_default();
        let rows = page.rows.iter().filter(|row| !left.has_update(row.seq)).map(|row| row.data.as_slice());
        let work = self.contained.as_ref().map(Contained::loading);
        let taken = self.replica.catch_up(rows, !left.is_empty());
        drop(work);
        let taken = taken?;
        let change = taken.map_err(|reason| {
            tracing::error!(reason, "what other nodes wrote does not fit");
            Poisoned
        })?;
        if self.authorship.confirm(&page.writers) == Err(Contested) {
            tracing::warn!("a client id that was given out here belongs to another account; the log decides");
            return Err(Poisoned);
        }
        if let Some(change) = change {
            self.upkeep.read(change.len(), now.date, now.instant);
            self.broadcast.add(change, None, before, self.sessions.len(), now.instant);
        }
        Ok(())
    }

    /// Logs what others have shown and perhaps not logged: what comes next stands on it.
    pub(in crate::document) fn adopt_pending(&mut self, now: Now) {
        let pending = self.others.take_pending();
        self.adopt(pending, now);
    }

    /// As [`Live::adopt_pending`], if an update has to do with any of it.
    pub(super) fn adopt_for(&mut self, update: &[u8], now: Now) {
        if self.others.builds_on_pending(update) {
            self.adopt_pending(now);
        }
    }

    fn adopt(&mut self, pending: Vec<Pending>, now: Now) {
        for Pending { update, at, .. } in pending {
            metrics::counter!(names::ADOPTED_UPDATES).increment(1);
            self.submitted += 1;
            self.upkeep.adopted(now.date, now.instant);
            self.lane.submit(Some(update.author), at, update.data, update.writers);
        }
    }

    /// Whether somebody whose words were refused as another's may come again and try.
    pub(super) fn has_patience_with(&mut self, person: Uuid, now: Instant) -> bool {
        if !self.others.may_have_lost() {
            return false;
        }
        if self.waited_for.len() >= MAX_WAITED_FOR {
            self.waited_for.retain(|_, since| now < *since + PATIENCE);
        }
        let since = *self.waited_for.entry(person).or_insert(now);
        let goes_on = now < since + PATIENCE;
        // Who comes back after a long time is waited for anew.
        if now > since + PATIENCE * 2 {
            self.waited_for.remove(&person);
        }
        goes_on
    }

    /// A node was killed: until then, pages may give back what it may have lost. Who was at it is gone.
    pub(in crate::document) fn recover(&mut self, node: Uuid, until: Option<Instant>, now: Now) {
        self.recovery = self.recovery.max(until);
        self.presence.lost(node);
        self.schedule_presence(now);
        self.others.read_soon(now.instant);
    }

    /// Other nodes can be heard, or not any more.
    pub(in crate::document) fn connected(&mut self, connected: bool, now: Now) {
        self.others.connected(connected, now.instant);
        if connected {
            self.others.publish_presence(true, &self.presence.here(false));
            self.say_committed();
            // What was said about comments meanwhile was not heard.
            self.announce(&ServerEvent::Threads);
        }
    }

    /// Does what is due because there are other nodes.
    pub(super) fn tick_others(&mut self, now: Now) {
        if self.others.is_none() || self.repeat_due > now.instant {
            return;
        }
        self.repeat_due = now.instant + REPEAT;
        self.presence.expire(now.instant);
        self.others.publish_presence(true, &self.presence.here(false));
        self.schedule_presence(now);
    }

    /// Says to the other nodes that the document is closed here.
    pub(in crate::document) fn say_goodbye(&self) {
        self.others.say(&Message::Gone);
    }

    pub(super) fn say_committed(&self) {
        if !self.others.is_none() && self.committed.updates > 0 {
            let (number, through) = (self.committed.updates, self.committed.through);
            self.others.say(&Message::Committed { number, through });
        }
    }

    fn project_listed(&mut self) {
        self.unlisted = false;
        let waiting = std::mem::take(&mut self.listed);
        self.upkeep.project(&self.replica, self.position(), waiting);
    }
}

//! What a live document does with a session's frame: answer it, take it in, or refuse it.

use debrief_shared::gate::{Admission, MAX_STEPS, Refusal as Unplaced};
use debrief_shared::protocol::{CloseReason, Message, ServerEvent};

use super::super::authorship::{Foreign, Writer};
use super::super::gate::{self, Incoming, Known, Refusal};
use super::super::outbox::Frame;
use super::super::replica::Poisoned;
use super::super::seat::Client;
use super::{Live, MAX_DOCUMENT_BYTES, Now};
use crate::metrics as names;

impl Live {
    /// A frame of a session; of one that has left by itself, too: what it wrote last counts.
    pub(in crate::document) fn frame(&mut self, client: &Client, frame: &[u8], now: Now) -> Result<(), Poisoned> {
        if client.outbox.closed().is_some() {
            return Ok(());
        }
        let known = Known { gate: self.replica.gate(), presence: &self.presence, authorship: &self.authorship };
        match gate::check(frame, client, known) {
            Ok(Incoming::Asks(from)) => {
                if let Some(session) = self.sessions.get_mut(&client.key) {
                    session.synced = true;
                }
                if let Some(from) = client.outbox.begin_answer(from) {
                    let update = self.replica.difference(&from)?;
                    client.outbox.push_catch_up(Message::SyncStep2(&update).encode().into());
                }
            }
            Ok(Incoming::Writes { update: Some((update, admission)), answer }) => {
                // What repeats or builds on another node's words is acknowledged, and stands in the log, behind them.
                // An answer says "you have all that I have" as well, which may be what another node has not logged yet.
                match Message::decode(frame) {
                    Ok(Message::Update(payload)) => self.adopt_for(payload, now),
                    _ => self.adopt_pending(now),
                }
                self.write(client, (update, admission), frame, answer, now)?;
            }
            Ok(Incoming::Writes { update: None, answer }) => {
                self.adopt_pending(now);
                self.acknowledge(client, answer);
            }
            Ok(Incoming::Repeats { update, answer }) => {
                if self.replica.has_deleted(&update)? {
                    self.acknowledge(client, answer);
                } else {
                    self.refuse(client, Refusal::ReadOnly);
                }
            }
            Ok(Incoming::Presence(change)) => {
                let joined = self.sessions.contains_key(&client.key);
                let (person, writes) = (client.joining.person.id, client.joining.role.writes());
                if joined && self.presence.apply(client.key, person, writes, change) {
                    self.schedule_presence(now);
                }
            }
            Ok(Incoming::AsksPresence) => {
                if let Some(frame) = self.presence.everybody() {
                    client.outbox.push_presence(&frame);
                }
            }
            Ok(Incoming::Nothing) => {}
            Err(refusal) => self.refuse(client, refusal),
        }
        Ok(())
    }

    fn write(
        &mut self,
        client: &Client,
        (update, admission): (yrs::Update, Admission),
        frame: &[u8],
        answer: bool,
        now: Now,
    ) -> Result<(), Poisoned> {
        if !self.lane.has_room() {
            client.outbox.close(CloseReason::TryLater);
            return Ok(());
        }
        if admission.writers().next().is_some() && self.upkeep.size() + frame.len() > MAX_DOCUMENT_BYTES {
            self.refuse(client, Refusal::Full);
            return Ok(());
        }
        let Ok(claims) = self.judge(client, &admission, answer, now) else {
            let comes_again = answer && self.has_patience_with(client.joining.person.id, now.instant);
            let reason = if comes_again { CloseReason::TryLater } else { CloseReason::Refused };
            self.refuse(client, Refusal::Close(reason));
            return Ok(());
        };
        if self.contained.as_ref().is_some_and(|contained| contained.holds(admission.adds())) {
            self.refuse(client, Refusal::SetAside);
            return Ok(());
        }
        let person = client.joining.person.id;
        let most = self.efforts.left(person, now.instant);
        match self.replica.place(admission, frame.len(), most) {
            #[allow(clippy::cast_precision_loss, reason = "a few millions at most")]
            Ok(steps) => {
                metrics::histogram!(names::UPDATE_STEPS).record(steps as f64);
                self.efforts.spend(person, steps, now.instant);
            }
            Err(Unplaced::Costly) => {
                self.efforts.spend(person, most, now.instant);
                let at_all = most >= MAX_STEPS;
                self.refuse(client, if at_all { Refusal::Costly } else { Refusal::Close(CloseReason::TryLater) });
                return Ok(());
            }
            Err(_) => {
                self.refuse(client, Refusal::Close(CloseReason::Malformed));
                return Ok(());
            }
        }
        let before = self.before();
        let work = self.contained.as_ref().map(|contained| contained.applying(person, frame));
        let applied = self.replica.apply(update, frame);
        drop(work);
        let change = applied.inspect_err(|_| {
            client.outbox.close(CloseReason::Refused);
            if let Some(contained) = &self.contained {
                contained.set_aside(person, frame, "yrs could not apply it");
            }
        })?;
        if let Some(change) = change {
            for &claimed in &claims {
                self.presence.give(claimed, person);
            }
            self.schedule_presence(now);
            let writers = self.authorship.claim(claims, person);
            self.changed(change, (person, writers), Some(client.key), before, now);
        }
        self.acknowledge(client, answer);
        Ok(())
    }

    /// Whether an update may add what it adds: nobody writes in the name of somebody else's replica, whose own next words would count as
    /// known and be lost. Gives the client ids that are the writer's from now on.
    fn judge(&self, client: &Client, admission: &Admission, answer: bool, now: Now) -> Result<Vec<u64>, Foreign> {
        let person = client.joining.person.id;
        let writer = Writer {
            person,
            announced: self.presence.owned_by(client.key),
            brings: answer && self.others.may_have_lost(),
        };
        let recovers = || self.recovery.is_some_and(|until| now.instant < until);
        let is_here = |replica| {
            let owner = self.presence.foreign_owner(replica, person);
            owner.and_then(|key| self.sessions.get(&key)).is_some_and(|owner| owner.answered)
        };
        self.authorship.judge(admission.writers(), writer, &self.presence, recovers, is_here)
    }

    fn acknowledge(&mut self, client: &Client, answer: bool) {
        let Some(session) = self.sessions.get_mut(&client.key) else { return };
        session.answered |= answer;
        // What was known already may have come from somebody else a moment ago and be on its way to disk.
        session.acks.taken(answer && client.joining.role.writes(), self.submitted);
        session.settle(self.committed);
    }

    fn refuse(&mut self, client: &Client, refusal: Refusal) {
        metrics::counter!(names::REFUSED_FRAMES, "reason" => refusal.label()).increment(1);
        let Some(session) = self.sessions.get_mut(&client.key) else { return };
        match refusal {
            Refusal::Close(reason) => client.outbox.close(reason),
            Refusal::ReadOnly | Refusal::Full => {
                session.acks.refused();
                let reason = if refusal == Refusal::Full {
                    "this postmortem is full: take something out first, or go on in a new one"
                } else {
                    "you can read this postmortem but not change it"
                };
                if client.joining.extended {
                    session.send_event(&ServerEvent::Refused { reason: reason.to_owned() });
                } else {
                    client.outbox.push(Frame::Binary(Message::Denied(reason).encode().into()));
                }
            }
            Refusal::Incomplete if session.acks.incomplete() => client.outbox.push(self.step_1()),
            Refusal::Incomplete | Refusal::Costly | Refusal::SetAside => client.outbox.close(CloseReason::Refused),
        }
    }
}

//! Every way in which the meeting is changed.

use std::collections::HashMap;

use jiff::Timestamp;
use yrs::{Any, Map, Out, ReadTxn, TransactionMut};

use super::{
    LineKind, MAX_AGENDA_ITEMS, MAX_ANSWERS, MAX_ATTENDEES, MAX_CLICKS, MAX_LINES, MAX_MINUTES, Meeting, MeetingPlace,
    MeetingRole, Stance, TOPICS, Topic, Who, keys,
    view::{MeetingView, cut},
};
use crate::document::rank;

/// It was not written: there are too many of its kind, or what it is about cannot be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the meeting keeps no more of these")]
pub struct NotKept;

/// Where an item of the agenda goes among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Toward {
    Earlier,
    Later,
}

impl Meeting<'_> {
    /// Begins the meeting, or takes it up again, led by somebody. The first time, an agenda is laid out; of two who do it at the same moment there is one.
    pub fn begin(self, txn: &mut TransactionMut<'_>, now: Timestamp, lead: &Who) {
        let view = self.view(txn);
        if view.agenda.is_empty() {
            let usual = TOPICS.iter().filter(|(topic, ..)| *topic != Topic::Other);
            for ((topic, id, title, minutes), rank) in usual.zip(rank::spread(TOPICS.len() - 1)) {
                // One that was removed stays so.
                if self.root.contains_key(txn, &item(id, keys::REMOVED)) {
                    continue;
                }
                self.set(txn, &item(id, keys::TITLE), title);
                self.set(txn, &item(id, keys::TOPIC), topic.as_str());
                self.set(txn, &item(id, keys::MINUTES), &minutes.to_string());
                self.set(txn, &item(id, keys::RANK), &rank);
            }
        }
        self.set(txn, keys::BEGUN, &now.to_string());
        self.hand_over(txn, lead);
        // Who leads is there, too. Past the limit, a name is missing from the list and nothing else.
        let _ = self.note_person(txn, &lead.id, &lead.name);
    }

    /// Ends the meeting, and the clock with it.
    pub fn end(self, txn: &mut TransactionMut<'_>, now: Timestamp) {
        self.run(txn, None, now);
        self.clear(txn, keys::SPEAKING);
        self.set(txn, keys::ENDED, &now.to_string());
    }

    /// Gives the lead to somebody.
    pub fn hand_over(self, txn: &mut TransactionMut<'_>, lead: &Who) {
        let color = lead.color.to_string();
        self.put(txn, keys::LEAD, &[(keys::ID, &lead.id), (keys::NAME, &lead.name), (keys::COLOR, &color)]);
    }

    /// Goes somewhere in the document, with everybody who follows.
    pub fn go(self, txn: &mut TransactionMut<'_>, place: &MeetingPlace) {
        let sentence = place.sentence.map(|number| number.to_string()).unwrap_or_default();
        let fields = [
            (keys::SECTION, place.section.as_str()),
            (keys::ENTRY, &place.entry),
            (keys::SENTENCE, &sentence),
            (keys::WORDS, &place.words),
        ];
        self.put(txn, keys::PLACE, &fields);
    }

    /// Lets the clock run for an item, or for none. The time that ran until now is kept with its own item: twice the same is once.
    pub fn run(self, txn: &mut TransactionMut<'_>, next: Option<&str>, now: Timestamp) {
        let view = self.view(txn);
        if let Some(running) = &view.running {
            if next == Some(running.item.as_str()) {
                return;
            }
            let since = running.since.as_millisecond().to_string();
            if keys::is_id(&running.item) && self.clicks(txn, &running.item, keys::SPAN) < MAX_CLICKS {
                self.set(txn, &click(&running.item, keys::SPAN, &since), &now.to_string());
            }
        }
        match next {
            Some(item) => self.put(txn, keys::RUNNING, &[(keys::ITEM, item), (keys::AT, &now.to_string())]),
            None => self.clear(txn, keys::RUNNING),
        }
    }

    /// Gives an item more minutes. Each `id` counts, whoever clicks at the same moment.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn give_more(self, txn: &mut TransactionMut<'_>, item: &str, id: &str, minutes: u32) -> Result<(), NotKept> {
        kept(keys::is_id(item) && keys::is_id(id) && self.clicks(txn, item, keys::MORE) < MAX_CLICKS)?;
        self.set(txn, &click(item, keys::MORE, id), &minutes.min(MAX_MINUTES).to_string());
        Ok(())
    }

    /// Adds an item at the end of the agenda under a fresh id.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn add_item(self, txn: &mut TransactionMut<'_>, id: &str, title: &str, minutes: u32) -> Result<(), NotKept> {
        let view = self.view(txn);
        kept(keys::is_id(id) && view.agenda.len() < MAX_AGENDA_ITEMS)?;
        let ranks = self.ranks(txn, &view);
        let last = ranks.last().map(String::as_str);
        self.set(txn, &item(id, keys::RANK), &rank::between(last, None).unwrap_or_else(|| "zz".to_owned()));
        self.set(txn, &item(id, keys::TOPIC), Topic::Other.as_str());
        self.set(txn, &item(id, keys::MINUTES), &minutes.min(MAX_MINUTES).to_string());
        self.root.insert(txn, item(id, keys::TITLE), cut(title));
        Ok(())
    }

    /// Words an item anew.
    pub fn name_item(self, txn: &mut TransactionMut<'_>, id: &str, title: &str) {
        if keys::is_id(id) && !title.trim().is_empty() {
            self.set(txn, &item(id, keys::TITLE), title);
        }
    }

    /// Sets the minutes that are meant for an item.
    pub fn set_minutes(self, txn: &mut TransactionMut<'_>, id: &str, minutes: u32) {
        if keys::is_id(id) {
            self.set(txn, &item(id, keys::MINUTES), &minutes.min(MAX_MINUTES).to_string());
        }
    }

    /// Takes an item off the agenda, or puts it on again.
    pub fn remove_item(self, txn: &mut TransactionMut<'_>, id: &str, removed: bool) {
        if keys::is_id(id) {
            self.set(txn, &item(id, keys::REMOVED), if removed { "yes" } else { "" });
        }
    }

    /// Moves an item before the one above it.
    pub fn raise_item(self, txn: &mut TransactionMut<'_>, id: &str) {
        self.shift(txn, id, Toward::Earlier);
    }

    /// Moves an item behind the one below it.
    pub fn lower_item(self, txn: &mut TransactionMut<'_>, id: &str) {
        self.shift(txn, id, Toward::Later);
    }

    fn shift(self, txn: &mut TransactionMut<'_>, id: &str, toward: Toward) {
        let view = self.view(txn);
        let Some(at) = view.agenda.iter().position(|item| item.id == id) else { return };
        let mut order: Vec<&str> = view.agenda.iter().map(|item| item.id.as_str()).collect();
        let other = match toward {
            Toward::Earlier => at.checked_sub(1),
            Toward::Later => Some(at + 1).filter(|&other| other < order.len()),
        };
        let Some(other) = other else { return };
        order.swap(at, other);
        for (id, rank) in order.iter().zip(rank::spread(order.len())) {
            self.set(txn, &item(id, keys::RANK), &rank);
        }
    }

    /// Says what is not talked about today.
    pub fn set_off_topic(self, txn: &mut TransactionMut<'_>, words: &str) {
        self.set(txn, keys::OFF_TOPIC, words);
    }

    /// Notes that somebody takes part, by account or, in the room, under a fresh id.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn note_person(self, txn: &mut TransactionMut<'_>, id: &str, name: &str) -> Result<(), NotKept> {
        let view = self.view(txn);
        kept(keys::is_id(id) && (view.people.len() < MAX_ATTENDEES || view.attendee(id).is_some()))?;
        self.set(txn, &person(id, keys::NAME), name.trim());
        Ok(())
    }

    /// Asks somebody who takes part to do something besides, or nothing any more.
    pub fn set_role(self, txn: &mut TransactionMut<'_>, id: &str, role: Option<MeetingRole>) {
        if keys::is_id(id) {
            self.set(txn, &person(id, keys::ROLE), role.map_or("", MeetingRole::as_str));
        }
    }

    /// Marks that somebody was heard, or takes that back.
    pub fn set_heard(self, txn: &mut TransactionMut<'_>, id: &str, heard: Option<Timestamp>) {
        if keys::is_id(id) {
            self.set(txn, &person(id, keys::HEARD), &heard.map(|at| at.to_string()).unwrap_or_default());
        }
    }

    /// Gives somebody the word, and marks that they were heard; nobody has it with `None`.
    pub fn call(self, txn: &mut TransactionMut<'_>, who: Option<(&str, &str)>, now: Timestamp) {
        let Some((id, name)) = who else { return self.clear(txn, keys::SPEAKING) };
        self.put(txn, keys::SPEAKING, &[(keys::ID, id), (keys::NAME, name), (keys::AT, &now.to_string())]);
        if self.note_person(txn, id, name).is_ok() {
            self.set_heard(txn, id, Some(now));
        }
    }

    /// Asks those who were not heard yet for their view, naming nobody.
    pub fn prompt(self, txn: &mut TransactionMut<'_>, now: Timestamp) {
        self.set(txn, keys::PROMPTED, &now.to_string());
    }

    /// Notes a line under a fresh id.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn note(
        self,
        txn: &mut TransactionMut<'_>,
        id: &str,
        kind: LineKind,
        text: &str,
        (at, by): (Timestamp, &str),
    ) -> Result<(), NotKept> {
        kept(keys::is_id(id) && self.view(txn).lines.len() < MAX_LINES)?;
        self.set(txn, &line(id, keys::KIND), kind.as_str());
        self.set(txn, &line(id, keys::AT), &at.to_string());
        self.set(txn, &line(id, keys::BY), by);
        self.root.insert(txn, line(id, keys::TEXT), cut(text.trim()));
        Ok(())
    }

    /// Words a line anew.
    pub fn word_line(self, txn: &mut TransactionMut<'_>, id: &str, text: &str) {
        if keys::is_id(id) && !text.trim().is_empty() {
            self.set(txn, &line(id, keys::TEXT), text.trim());
        }
    }

    /// Says what became of a line: `mitigation:`, `section:` or `comment:` and an id.
    pub fn became(self, txn: &mut TransactionMut<'_>, id: &str, what: &str) {
        if keys::is_id(id) {
            self.set(txn, &line(id, keys::BECAME), what);
        }
    }

    /// Takes a line out of sight, or brings it back.
    pub fn remove_line(self, txn: &mut TransactionMut<'_>, id: &str, removed: bool) {
        if keys::is_id(id) {
            self.set(txn, &line(id, keys::REMOVED), if removed { "yes" } else { "" });
        }
    }

    /// Writes down what somebody says to a commitment; `None` takes it back. `by`: who writes it, if that is somebody else.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn answer(
        self,
        txn: &mut TransactionMut<'_>,
        commitment: &str,
        (id, name): (&str, &str),
        answer: Option<(Stance, &str)>,
        by: &str,
    ) -> Result<(), NotKept> {
        kept(keys::is_id(commitment) && keys::is_id(id))?;
        let key = format!("{}/{commitment}/{id}", keys::BUY_IN);
        let Some((stance, words)) = answer else {
            self.clear(txn, &key);
            return Ok(());
        };
        let view = self.view(txn);
        kept(view.answers.len() < MAX_ANSWERS || view.answer(commitment, id).is_some())?;
        let fields = [(keys::NAME, name), (keys::STANCE, stance.as_str()), (keys::WORDS, words), (keys::BY, by)];
        self.put(txn, &key, &fields);
        Ok(())
    }

    /// Writes down that the owner of a commitment takes it on; `None` takes it back.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn confirm(
        self,
        txn: &mut TransactionMut<'_>,
        commitment: &str,
        owner: Option<&str>,
        by: &str,
    ) -> Result<(), NotKept> {
        kept(keys::is_id(commitment))?;
        let key = format!("{}/{commitment}", keys::CONFIRMED);
        match owner {
            Some(name) => {
                kept(self.view(txn).confirmed.len() < MAX_ANSWERS)?;
                self.put(txn, &key, &[(keys::NAME, name), (keys::BY, by)]);
            }
            None => self.clear(txn, &key),
        }
        Ok(())
    }

    /// Remembers the section that the summary was written into.
    pub fn set_summary(self, txn: &mut TransactionMut<'_>, section: &str) {
        self.set(txn, keys::SUMMARY, section);
    }

    fn clicks<T: ReadTxn>(self, txn: &T, item: &str, list: &str) -> usize {
        let prefix = format!("{}/{item}/{list}/", keys::AGENDA);
        self.root.keys(txn).filter(|key| key.starts_with(&prefix)).count()
    }

    /// The ranks of all items that are on the agenda, in order.
    fn ranks<T: ReadTxn>(self, txn: &T, view: &MeetingView) -> Vec<String> {
        let rank = |id: &str| match self.root.get(txn, &item(id, keys::RANK)) {
            Some(Out::Any(Any::String(rank))) => rank.to_string(),
            _ => String::new(),
        };
        view.agenda.iter().map(|item| rank(&item.id)).collect()
    }

    /// Writes a plain value, without a change where it already says so; empty clears it.
    fn set(self, txn: &mut TransactionMut<'_>, key: &str, value: &str) {
        crate::document::edit::set(self.root, txn, key, cut(value));
    }

    fn clear(self, txn: &mut TransactionMut<'_>, key: &str) {
        self.set(txn, key, "");
    }

    /// Writes a value of several fields as one: all of it is somebody's, or nothing.
    fn put(self, txn: &mut TransactionMut<'_>, key: &str, fields: &[(&str, &str)]) {
        let held = fields.iter().filter(|(_, value)| !value.is_empty());
        let value: HashMap<String, Any> =
            held.map(|(name, value)| ((*name).to_owned(), Any::from(cut(value)))).collect();
        let value = Any::from(value);
        if !matches!(self.root.get(txn, key), Some(Out::Any(same)) if same == value) {
            self.root.insert(txn, key, value);
        }
    }
}

fn kept(room: bool) -> Result<(), NotKept> {
    room.then_some(()).ok_or(NotKept)
}

fn item(id: &str, field: &str) -> String {
    format!("{}/{id}/{field}", keys::AGENDA)
}

fn click(id: &str, list: &str, click: &str) -> String {
    format!("{}/{id}/{list}/{click}", keys::AGENDA)
}

fn person(id: &str, field: &str) -> String {
    format!("{}/{id}/{field}", keys::PERSON)
}

fn line(id: &str, field: &str) -> String {
    format!("{}/{id}/{field}", keys::LINE)
}

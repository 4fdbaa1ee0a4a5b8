//! The meeting as it is now. Reading it never fails, and never shows more than its limits.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use yrs::{Any, Map, Out, ReadTxn};

use super::{
    LineKind, MAX_AGENDA_ITEMS, MAX_ANSWERS, MAX_ATTENDEES, MAX_CLICKS, MAX_LINES, MAX_MINUTES, MAX_WORDS_UNITS,
    Meeting, MeetingRole, Stance, Topic, keys,
};

/// Somebody with an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Account.
    pub id: String,
    /// Name at that time.
    pub name: String,
    /// Index into the palette.
    pub color: u8,
}

/// Where the meeting is in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingPlace {
    /// The section that is shown; the opening page while it is empty.
    pub section: String,
    /// The timeline entry up to which the walk has come, or empty.
    pub entry: String,
    /// What the light is on: a sentence of the section by its number, or nothing.
    pub sentence: Option<u32>,
    /// How that sentence begins, or the id of the entry or mitigation that the light is on.
    pub words: String,
}

/// The item of the agenda that the clock runs for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Item.
    pub item: String,
    /// Since when.
    pub since: Timestamp,
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Account, or the id under which somebody in the room was noted.
    pub person: String,
    /// Name.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

/// An item of the agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgendaItem {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is for.
    pub topic: Topic,
    /// Minutes that were meant for it.
    pub minutes: u32,
    /// Minutes that were added.
    pub more: u32,
    /// How long it took until now, without the time that runs.
    pub took: SignedDuration,
    rank: String,
}

impl AgendaItem {
    /// All the time that it has.
    pub fn planned(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes) + i64::from(self.more))
    }
}

/// Somebody who takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendee {
    /// Account, or the id under which somebody in the room was noted.
    pub id: String,
    /// Name.
    pub name: String,
    /// What they do besides.
    pub role: Option<MeetingRole>,
    /// When somebody marked that they were heard.
    pub heard: Option<Timestamp>,
}

/// A line that was noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: LineKind,
    /// The line.
    pub text: String,
    /// RFC 3339.
    pub at: String,
    /// Who noted it.
    pub by: String,
    /// What became of it: `mitigation:`, `section:` or `comment:` and an id; or empty.
    pub became: String,
}

/// Somebody's answer to a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The mitigation.
    pub commitment: String,
    /// Account, or the id under which somebody in the room was noted.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The answer.
    pub stance: Stance,
    /// The concern.
    pub words: String,
    /// Who wrote it down, if that was somebody else.
    pub by: String,
}

/// That the owner of a commitment takes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The mitigation.
    pub commitment: String,
    /// The owner whom it was asked of.
    pub name: String,
    /// Who wrote it down, if that was somebody else.
    pub by: String,
}

/// The whole meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingView {
    /// When it began, or was taken up again.
    pub begun: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Who leads it.
    pub lead: Option<Who>,
    /// Where it is.
    pub place: MeetingPlace,
    /// What is not talked about today.
    pub off_topic: String,
    /// What the clock runs for.
    pub running: Option<Running>,
    /// Whose turn it is.
    pub speaking: Option<Turn>,
    /// When those not heard yet were last asked for their view.
    pub prompted: Option<Timestamp>,
    /// In order.
    pub agenda: Vec<AgendaItem>,
    /// By name.
    pub people: Vec<Attendee>,
    /// In the order in which they were noted.
    pub lines: Vec<Line>,
    /// By commitment and name.
    pub answers: Vec<Answered>,
    /// By commitment.
    pub confirmed: Vec<Confirmed>,
    /// The section that the summary was written into, or empty.
    pub summary: String,
}

impl MeetingView {
    /// Whether it is being held.
    pub fn is_on(&self) -> bool {
        self.begun.is_some() && self.ended < self.begun
    }

    /// How long an item took until `now`.
    pub fn took(&self, item: &AgendaItem, now: Timestamp) -> SignedDuration {
        let running = self.running.as_ref().filter(|running| running.item == item.id);
        let since = running.map_or(SignedDuration::ZERO, |running| now.duration_since(running.since));
        item.took.saturating_add(since.max(SignedDuration::ZERO))
    }

    /// The item that the clock runs for.
    pub fn current(&self) -> Option<&AgendaItem> {
        let running = self.running.as_ref()?;
        self.agenda.iter().find(|item| item.id == running.item)
    }

    /// The item after the one that the clock runs for; the first while it runs for none.
    pub fn next(&self) -> Option<&AgendaItem> {
        let at = self.running.as_ref().and_then(|running| self.agenda.iter().position(|item| item.id == running.item));
        self.agenda.get(at.map_or(0, |at| at + 1))
    }

    /// Somebody's answer to a commitment.
    pub fn answer(&self, commitment: &str, person: &str) -> Option<&Answered> {
        self.answers.iter().find(|answer| answer.commitment == commitment && answer.person == person)
    }

    /// Who was asked for a commitment and takes it on.
    pub fn confirmation(&self, commitment: &str) -> Option<&Confirmed> {
        self.confirmed.iter().find(|confirmed| confirmed.commitment == commitment)
    }

    /// Somebody who takes part.
    pub fn attendee(&self, id: &str) -> Option<&Attendee> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// Fields of one thing: what stands behind its id in the keys, and the values.
type Fields<'k> = BTreeMap<&'k str, &'k Any>;

impl Meeting<'_> {
    /// The meeting as it is now.
    pub fn view<T: ReadTxn>(self, txn: &T) -> MeetingView {
        let values: BTreeMap<String, Any> = self
            .root
            .iter(txn)
            .filter_map(|(key, value)| match value {
                Out::Any(any) if keys::is_meeting_key(key) => Some((key.to_owned(), any)),
                _ => None,
            })
            .collect();
        let mut view = MeetingView::default();
        let mut lists: BTreeMap<(&str, &str), Fields<'_>> = BTreeMap::new();
        for (key, value) in &values {
            match key.split_once('/').map(|(list, rest)| (list, rest.split_once('/').unwrap_or((rest, "")))) {
                Some((list, (id, field))) => {
                    lists.entry((list, id)).or_default().insert(field, value);
                }
                None => view.take(key, value),
            }
        }
        for ((list, id), fields) in lists {
            match list {
                keys::AGENDA => view.agenda.extend(agenda_item(id, &fields)),
                keys::PERSON => view.people.extend(attendee(id, &fields)),
                keys::LINE => view.lines.extend(line(id, &fields)),
                keys::BUY_IN => {
                    view.answers.extend(fields.iter().filter_map(|(person, value)| answered(id, person, value)));
                }
                _ => view.confirmed.extend(fields.values().map(|value| Confirmed {
                    commitment: id.to_owned(),
                    name: field(value, keys::NAME),
                    by: field(value, keys::BY),
                })),
            }
        }
        view.agenda.sort_by(|one, two| (&one.rank, &one.id).cmp(&(&two.rank, &two.id)));
        view.agenda.truncate(MAX_AGENDA_ITEMS);
        view.people.sort_by(|one, two| (&one.name, &one.id).cmp(&(&two.name, &two.id)));
        view.people.truncate(MAX_ATTENDEES);
        view.lines.sort_by(|one, two| (&one.at, &one.id).cmp(&(&two.at, &two.id)));
        view.lines.truncate(MAX_LINES);
        view.answers.truncate(MAX_ANSWERS);
        view.confirmed.truncate(MAX_ANSWERS);
        view
    }
}

impl MeetingView {
    fn take(&mut self, key: &str, value: &Any) {
        match key {
            keys::BEGUN => self.begun = instant(value),
            keys::ENDED => self.ended = instant(value),
            keys::OFF_TOPIC => self.off_topic = words(value),
            keys::PROMPTED => self.prompted = instant(value),
            keys::SUMMARY => self.summary = words(value),
            keys::LEAD => {
                let color = field(value, keys::COLOR).parse().unwrap_or_default();
                let who = Who { id: field(value, keys::ID), name: field(value, keys::NAME), color };
                self.lead = (!who.id.is_empty()).then_some(who);
            }
            keys::PLACE => {
                self.place = MeetingPlace {
                    section: field(value, keys::SECTION),
                    entry: field(value, keys::ENTRY),
                    sentence: field(value, keys::SENTENCE).parse().ok(),
                    words: field(value, keys::WORDS),
                }
            }
            keys::RUNNING => {
                let since = field(value, keys::AT).parse().ok();
                self.running = since.map(|since| Running { item: field(value, keys::ITEM), since });
            }
            _ => {
                let at = field(value, keys::AT).parse().ok();
                let turn = |at| Turn { person: field(value, keys::ID), name: field(value, keys::NAME), at };
                self.speaking = at.map(turn).filter(|turn| !turn.person.is_empty());
            }
        }
    }
}

fn agenda_item(id: &str, fields: &Fields<'_>) -> Option<AgendaItem> {
    let text = |name: &str| fields.get(name).map(|value| words(value)).unwrap_or_default();
    if fields.contains_key(keys::REMOVED) || !fields.contains_key(keys::TITLE) {
        return None;
    }
    let clicks = |list: &'static str| {
        let of_list = move |(name, value): (&&str, &&Any)| {
            let click = name.strip_prefix(list)?.strip_prefix('/')?;
            Some((click.to_owned(), words(value)))
        };
        fields.iter().filter_map(of_list).take(MAX_CLICKS)
    };
    let more = clicks(keys::MORE).filter_map(|(_, minutes)| minutes.parse::<u32>().ok());
    let span = |(since, until): (String, String)| {
        let since = Timestamp::from_millisecond(since.parse().ok()?).ok()?;
        Some(until.parse::<Timestamp>().ok()?.duration_since(since).max(SignedDuration::ZERO))
    };
    Some(AgendaItem {
        id: id.to_owned(),
        title: text(keys::TITLE),
        topic: Topic::parse(&text(keys::TOPIC)),
        minutes: text(keys::MINUTES).parse().unwrap_or(0_u32).min(MAX_MINUTES),
        more: more.fold(0_u32, |sum, minutes| sum.saturating_add(minutes.min(MAX_MINUTES))).min(MAX_MINUTES),
        took: clicks(keys::SPAN).filter_map(span).fold(SignedDuration::ZERO, SignedDuration::saturating_add),
        rank: text(keys::RANK),
    })
}

fn attendee(id: &str, fields: &Fields<'_>) -> Option<Attendee> {
    let text = |name: &str| fields.get(name).map(|value| words(value)).unwrap_or_default();
    let name = text(keys::NAME);
    (!name.is_empty()).then(|| Attendee {
        id: id.to_owned(),
        name,
        role: MeetingRole::parse(&text(keys::ROLE)),
        heard: text(keys::HEARD).parse().ok(),
    })
}

fn line(id: &str, fields: &Fields<'_>) -> Option<Line> {
    let text = |name: &str| fields.get(name).map(|value| words(value)).unwrap_or_default();
    (fields.contains_key(keys::TEXT) && !fields.contains_key(keys::REMOVED)).then(|| Line {
        id: id.to_owned(),
        kind: LineKind::parse(&text(keys::KIND)),
        text: text(keys::TEXT),
        at: text(keys::AT),
        by: text(keys::BY),
        became: text(keys::BECAME),
    })
}

fn answered(commitment: &str, person: &str, value: &Any) -> Option<Answered> {
    Some(Answered {
        commitment: commitment.to_owned(),
        person: person.to_owned(),
        name: field(value, keys::NAME),
        stance: Stance::parse(&field(value, keys::STANCE))?,
        words: field(value, keys::WORDS),
        by: field(value, keys::BY),
    })
}

fn instant(value: &Any) -> Option<Timestamp> {
    words(value).parse().ok()
}

fn field(value: &Any, name: &str) -> String {
    let held = |fields: &HashMap<String, Any>| fields.get(name).map(words).unwrap_or_default();
    match value {
        Any::Map(fields) => held(fields),
        _ => String::new(),
    }
}

fn words(value: &Any) -> String {
    match value {
        Any::String(text) => cut(text).to_owned(),
        Any::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The beginning of a text that is within the limit.
pub(super) fn cut(text: &str) -> &str {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > MAX_WORDS_UNITS {
            return &text[..at];
        }
    }
    text
}

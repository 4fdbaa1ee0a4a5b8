//! Meetings of postmortems, who is asked to them, and the mails that tell calendars.

use async_trait::async_trait;
use debrief_shared::api::{MeetingPart, Person};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::audit::Audit;

/// A meeting to schedule, or to change into.
#[derive(Clone, Debug)]
pub struct NewMeeting {
    /// Its id if it is a new one.
    pub id: Uuid,
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The IANA zone that it is planned in.
    pub time_zone: String,
    /// A room or a link.
    pub place: String,
    /// Who is asked, each once.
    pub people: Vec<(Uuid, MeetingPart)>,
    /// Who does it.
    pub by: Uuid,
    /// Now.
    pub at: Timestamp,
    /// When mails about it go, where any do.
    pub mails: Option<Timestamp>,
}

/// Somebody who is asked, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendeeRow {
    /// Who.
    pub person: Person,
    /// As what; `None` when they are not asked any more.
    pub part: Option<MeetingPart>,
    /// What the last mail to them said, in short; `None` when none went.
    pub told: Option<String>,
}

/// A meeting as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    /// Its id.
    pub id: Uuid,
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// The title of that.
    pub title: String,
    /// Grows with each change.
    pub sequence: u32,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The IANA zone that it was planned in.
    pub time_zone: String,
    /// A room or a link.
    pub place: String,
    /// Who scheduled it or changed it last.
    pub changed_by: Person,
    /// When.
    pub changed_at: Timestamp,
    /// When it was scheduled first.
    pub scheduled_at: Timestamp,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Who is asked, or was, by name.
    pub people: Vec<AttendeeRow>,
}

impl MeetingRow {
    /// Those who are asked: the facilitator first, then who has to be there, each by name.
    pub fn attendees(&self) -> Vec<(&Person, MeetingPart)> {
        let mut all: Vec<_> = self.people.iter().filter_map(|row| Some((&row.person, row.part?))).collect();
        all.sort_by_key(|(_, part)| *part);
        all
    }

    /// Who leads through it.
    pub fn facilitator(&self) -> Option<&Person> {
        self.attendees().into_iter().find(|(_, part)| *part == MeetingPart::Facilitator).map(|(person, _)| person)
    }

    /// What somebody is asked to come as.
    pub fn part_of(&self, person: Uuid) -> Option<MeetingPart> {
        self.people.iter().find(|row| row.person.id == person)?.part
    }

    /// Whether it is still to come or going on.
    pub fn is_ahead(&self, now: Timestamp) -> bool {
        !self.cancelled && self.ends_at > now
    }
}

/// A mail about a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingMail {
    /// Its id: at every try it is the same mail.
    pub id: Uuid,
    /// About which meeting.
    pub meeting: Uuid,
    /// Whom it is for.
    pub person: Uuid,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// Meetings. One is always named together with its postmortem, except where a mail or a calendar asks.
#[async_trait]
pub trait MeetingStore: Send + Sync {
    /// The newest meeting of a postmortem, cancelled ones, too.
    async fn meeting(&self, postmortem: Uuid) -> Result<Option<MeetingRow>, StoreError>;

    /// The meeting with this id, if it is the newest of its postmortem.
    async fn meeting_by_id(&self, id: Uuid) -> Result<Option<MeetingRow>, StoreError>;

    /// Meetings of postmortems that are not in the bin, which were not cancelled and end after `since`, the first to begin first; at most
    /// `limit`. Who may know of them is not asked here.
    async fn meetings_after(&self, since: Timestamp, limit: u32) -> Result<Vec<MeetingRow>, StoreError>;

    /// Schedules a meeting, or changes the newest one, which had this `sequence` when it was seen; one that is over by `at` stays as it is, and
    /// a new one follows it. `Conflict` when another one is there than was seen, or somebody is not there.
    async fn schedule_meeting(&self, meeting: &NewMeeting, seen: Option<u32>, audit: &Audit) -> Result<(), StoreError>;

    /// Cancels the newest meeting. `NotFound` when there is none, or it was cancelled or is over.
    async fn cancel_meeting(
        &self,
        postmortem: Uuid,
        by: Uuid,
        at: Timestamp,
        mails: Option<Timestamp>,
        audit: &Audit,
    ) -> Result<(), StoreError>;

    /// Has those who are asked to a meeting that is still to come told again, by mails due at `due`: its postmortem went into the bin, or came
    /// back. Without such a meeting nothing is done.
    async fn retell_meeting(&self, postmortem: Uuid, at: Timestamp, due: Option<Timestamp>) -> Result<(), StoreError>;

    /// Takes the mail about a meeting that is due for the longest time, if any is, for whoever asks alone, until `until`.
    async fn claim_meeting_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<MeetingMail>, StoreError>;

    /// It went, and said `told`; or never will. None is fine, too.
    async fn end_meeting_mail(&self, mail: &MeetingMail, told: Option<&str>) -> Result<(), StoreError>;

    /// It is tried again at `due`.
    async fn postpone_meeting_mail(&self, mail: Uuid, due: Timestamp) -> Result<(), StoreError>;
}

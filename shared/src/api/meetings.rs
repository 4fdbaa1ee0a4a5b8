//! When a postmortem is talked about, who comes, and who facilitates, on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// Most people who are asked to one meeting.
pub const MAX_ATTENDEES: usize = 100;
/// Longest place or link, in characters.
pub const MAX_PLACE_CHARS: usize = 300;
/// Longest note that goes with asking for a facilitator, in characters.
pub const MAX_FACILITATOR_NOTE_CHARS: usize = 500;
/// Shortest meeting, in minutes.
pub const MIN_MEETING_MINUTES: u16 = 5;
/// Longest meeting, in minutes.
pub const MAX_MEETING_MINUTES: u16 = 480;

/// What somebody is asked to a meeting as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MeetingPart {
    /// Leads through it.
    Facilitator,
    /// It is for them.
    Required,
    /// Welcome.
    Optional,
}

/// Somebody who is asked to a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// As what.
    pub part: MeetingPart,
}

/// A meeting that was scheduled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meeting {
    /// Its id; calendars know it by the same.
    pub id: Uuid,
    /// Grows with each change.
    pub sequence: u32,
    /// When it begins, RFC 3339, UTC.
    pub starts_at: String,
    /// When it ends, RFC 3339, UTC.
    pub ends_at: String,
    /// The IANA zone that it was planned in.
    pub time_zone: String,
    /// How long it is.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub minutes: u16,
    /// A room or a link; may be empty.
    pub place: String,
    /// Who is asked: the facilitator first, then who has to be there, each by name.
    pub attendees: Vec<Attendee>,
    /// Who scheduled it or changed it last.
    pub changed_by: Person,
    /// When, RFC 3339, UTC.
    pub changed_at: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// A postmortem looks for a facilitator, or has found one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacilitatorRequest {
    /// Who asks.
    pub asked_by: Person,
    /// Since when, RFC 3339, UTC.
    pub asked_at: String,
    /// What goes with it.
    pub note: String,
    /// Who does it.
    pub taken_by: Option<Person>,
}

/// Why somebody is proposed for a meeting; the first reason counts most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttendeeReason {
    /// Offered to facilitate it.
    Facilitates,
    /// Owns the postmortem.
    Owns,
    /// Owns something that is to be done.
    Mitigates,
    /// Wrote in it.
    Wrote,
    /// Reviews it, or did.
    Reviews,
    /// Is named in it.
    Named,
}

/// Somebody who is proposed for a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposedAttendee {
    /// Who.
    pub person: Person,
    /// As what.
    pub part: MeetingPart,
    /// Why, the most telling reason first.
    pub because: Vec<AttendeeReason>,
}

/// `GET /api/postmortems/{id}/meeting`: the meeting, and what helps to schedule it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeetingInfo {
    /// The newest one, cancelled ones, too; `null` when there never was one.
    pub meeting: Option<Meeting>,
    /// Whether a facilitator is looked for.
    pub request: Option<FacilitatorRequest>,
    /// Whether the one who asks likes to facilitate.
    pub willing: bool,
    /// The day by which it is due by the policy, if the policy says one.
    pub due: Option<String>,
    /// The zone of the instance's calendar.
    pub time_zone: String,
    /// Who should be there, by what they have to do with it; empty unless it was asked for, and for those who may not schedule it.
    pub proposed: Vec<ProposedAttendee>,
    /// Whether the server sends invitations by mail.
    pub mails: bool,
}

/// `PUT /api/postmortems/{id}/meeting`: schedules it, or changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScheduleMeeting {
    /// When it begins, on the clocks of the zone: `2026-11-30T10:00`.
    pub start: String,
    /// IANA zone.
    pub time_zone: String,
    /// How long it is.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 480))]
    pub minutes: u16,
    /// A room or a link.
    #[serde(default)]
    pub place: String,
    /// Who leads through it.
    #[serde(default)]
    pub facilitator: Option<Uuid>,
    /// For whom it is.
    #[serde(default)]
    pub required: Vec<Uuid>,
    /// Who is welcome.
    #[serde(default)]
    pub optional: Vec<Uuid>,
    /// The `sequence` of the meeting that is changed, as it was seen; absent to schedule one where none was seen. Something else there is
    /// answered 409, so that nobody's change is lost.
    #[serde(default)]
    pub seen: Option<u32>,
}

/// `POST /api/postmortems/{id}/facilitator`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestFacilitator {
    /// What is said to those who like to facilitate.
    #[serde(default)]
    pub note: String,
}

/// A meeting that is still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeetingAhead {
    /// Of which postmortem.
    pub postmortem: Uuid,
    /// The title of that, possibly empty.
    pub title: String,
    /// When it begins, RFC 3339, UTC.
    pub starts_at: String,
    /// When it ends, RFC 3339, UTC.
    pub ends_at: String,
    /// The IANA zone that it was planned in.
    pub time_zone: String,
    /// A room or a link; may be empty.
    pub place: String,
    /// Who leads through it, if somebody does.
    pub facilitator: Option<Person>,
    /// What the one who asks is asked to come as, if they are.
    pub part: Option<MeetingPart>,
}

/// `GET /api/meetings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeetingsAhead {
    /// Those that have not ended, the next one first.
    pub meetings: Vec<MeetingAhead>,
}

/// `GET /api/account/calendar`: whether there is a calendar address. The address itself is told once, when it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarFeed {
    /// When it was made, RFC 3339, UTC; `null` when there is none.
    pub created_at: Option<String>,
}

/// `POST /api/account/calendar`: a new calendar address; the one so far does not work any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarAddress {
    /// Where calendars find it: whoever has it sees the meetings. A path where the server does not know its public address.
    pub url: String,
    /// When it was made, RFC 3339, UTC.
    pub created_at: String,
}

/// `GET` and `PUT /api/account/facilitating`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Facilitating {
    /// Whether they like to facilitate, and are told when somebody is looked for.
    pub willing: bool,
}

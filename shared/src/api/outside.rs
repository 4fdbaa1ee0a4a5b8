//! The message for people outside, on the wire: what is picked for it, how it reads, and where it stands.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// Longest title of a message, in characters.
pub const MAX_OUTSIDE_TITLE_CHARS: usize = 200;
/// Longest text of one's own in one part of a message, in characters.
pub const MAX_OUTSIDE_TEXT_CHARS: usize = 20_000;
/// Most words of a message: names and roles, words to take out, addresses to keep.
pub const MAX_OUTSIDE_WORDS: usize = 200;
/// Longest of them, in characters.
pub const MAX_OUTSIDE_WORD_CHARS: usize = 400;
/// Most pictures of a message.
pub const MAX_OUTSIDE_IMAGES: usize = 20;
/// Shortest address of a message, in characters.
pub const MIN_SLUG_CHARS: usize = 3;
/// Longest address of a message, in characters.
pub const MAX_SLUG_CHARS: usize = 80;

/// The parts of a message, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutsidePart {
    /// Two or three sentences: how long, what customers saw.
    Summary,
    /// Contributing factors, impact, what was done.
    #[default]
    Happened,
    /// What is being done about it.
    Doing,
}

impl OutsidePart {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Summary, Self::Happened, Self::Doing];

    /// Its heading in the message.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Happened => "What happened",
            Self::Doing => "What we are doing about it",
        }
    }
}

/// A section that is picked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PickedSection {
    /// Its key in the document.
    pub id: String,
    /// Where it goes.
    #[serde(default)]
    pub part: OutsidePart,
}

/// What stands in the place of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleWord {
    /// The name as it is found, or any other words.
    pub name: String,
    /// The role that stands in its place: `on-call engineer 1`. The name itself leaves it as it is: it is nobody's here.
    pub role: String,
}

/// What a message is made of. Nothing is in it but what is picked here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OutsideChoice {
    /// Its title; not the document's.
    pub title: String,
    /// Words of one's own at the beginning, Markdown.
    pub summary: String,
    /// Words of one's own on what happened, Markdown.
    pub happened: String,
    /// Words of one's own on what is being done, Markdown.
    pub doing: String,
    /// Sections, with heading and text.
    pub sections: Vec<PickedSection>,
    /// Timeline entries, with time and text.
    pub entries: Vec<String>,
    /// Mitigations, with their text alone.
    pub mitigations: Vec<String>,
    /// Pictures of picked sections.
    pub images: Vec<Uuid>,
    /// Web addresses that stay; any other is taken out, and the words of its link stay.
    pub links: Vec<String>,
    /// Names, and the roles in their place.
    pub roles: Vec<RoleWord>,
    /// Words to take out, wherever they stand.
    pub words: Vec<String>,
}

/// Why something does not stand in the message as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutsideReason {
    /// The name of somebody here.
    Name,
    /// The name of a customer.
    Customer,
    /// A word that was to be taken out.
    Word,
    /// It looks like a key or a password.
    Secret,
    /// A mail address.
    Mail,
    /// A phone number.
    Phone,
    /// An IP address.
    Ip,
    /// A card number.
    Card,
    /// A web address that was not picked.
    Link,
    /// A picture that was not picked.
    Image,
    /// HTML, with what it hides.
    Html,
}

/// Something that does not stand in the message as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redacted {
    /// Why.
    pub reason: OutsideReason,
    /// As it stands in the text.
    pub found: String,
    /// What stands in its place; empty where nothing does.
    pub instead: String,
    /// How many times.
    pub times: u32,
}

/// `POST …/outside/preview`: the message as a stranger would see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutsidePreview {
    /// The whole page.
    pub html: String,
    /// Names this very text: publishing asks for it, so that nothing is published that nobody has looked at.
    pub digest: String,
    /// What was taken out or replaced.
    pub redacted: Vec<Redacted>,
    /// Web addresses in what is picked.
    pub links: Vec<String>,
    /// Pictures in what is picked.
    pub images: Vec<Uuid>,
    /// Whether there is anything to read besides the title.
    pub empty: bool,
}

/// `POST …/outside`: publishes the message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishOutside {
    /// What it is made of.
    pub choice: OutsideChoice,
    /// The last part of its address: small letters, digits and hyphens.
    pub slug: String,
    /// Absent: as it is. Empty: none any more. Otherwise a new one, which everybody is asked for.
    #[serde(default)]
    pub password: Option<String>,
    /// Of the preview that was looked at.
    pub digest: String,
}

/// A message that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutsideVersion {
    /// 1 for the first of the postmortem.
    pub number: u32,
    /// Who published it.
    pub by: Option<Person>,
    /// When, RFC 3339, UTC.
    pub at: String,
}

/// Where the message of a postmortem stands outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutsidePage {
    /// The last part of its address.
    pub slug: String,
    /// Its address.
    pub url: String,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// When it was withdrawn, RFC 3339, UTC.
    pub withdrawn_at: Option<String>,
    /// Who withdrew it.
    pub withdrawn_by: Option<Person>,
    /// Whether the postmortem has changed since.
    pub changed_since: bool,
    /// What the newest version is made of.
    pub choice: OutsideChoice,
    /// Versions, newest first; strangers see the newest.
    pub versions: Vec<OutsideVersion>,
}

/// `GET …/outside`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outside {
    /// Whether the one who asks may publish outside, by what the instance has decided.
    pub may_publish: bool,
    /// Whether the instance has a feed, which names every message without a password.
    pub feed: bool,
    /// What an address begins with.
    pub base: String,
    /// What was published, if anything was.
    pub page: Option<OutsidePage>,
}

/// Who may publish outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutsideWho {
    /// Nobody.
    Nobody,
    /// Owners of a postmortem, and admins.
    #[default]
    Owners,
    /// Admins alone.
    Admins,
}

/// `GET` and `PUT /api/outside`: what the instance has decided on publishing outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutsidePolicy {
    /// Who may publish. What is published stays.
    pub who: OutsideWho,
    /// Whether there is a feed of the messages without a password.
    #[serde(default)]
    pub feed: bool,
}

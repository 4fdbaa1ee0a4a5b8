//! The keys of the meeting's one map. What is not named here is not let in.

/// Longest id within a key, in bytes.
const MAX_ID_BYTES: usize = 64;

pub(super) const BEGUN: &str = "begun";
pub(super) const ENDED: &str = "ended";
pub(super) const LEAD: &str = "lead";
pub(super) const PLACE: &str = "place";
pub(super) const OFF_TOPIC: &str = "off_topic";
pub(super) const RUNNING: &str = "running";
pub(super) const SPEAKING: &str = "speaking";
pub(super) const PROMPTED: &str = "prompted";
pub(super) const SUMMARY: &str = "summary";

pub(super) const AGENDA: &str = "agenda";
pub(super) const PERSON: &str = "person";
pub(super) const LINE: &str = "line";
pub(super) const BUY_IN: &str = "buy_in";
pub(super) const CONFIRMED: &str = "confirmed";

pub(super) const TITLE: &str = "title";
pub(super) const MINUTES: &str = "minutes";
pub(super) const RANK: &str = "rank";
pub(super) const TOPIC: &str = "topic";
pub(super) const REMOVED: &str = "removed";
pub(super) const MORE: &str = "more";
pub(super) const SPAN: &str = "span";
pub(super) const NAME: &str = "name";
pub(super) const ROLE: &str = "role";
pub(super) const HEARD: &str = "heard";
pub(super) const KIND: &str = "kind";
pub(super) const TEXT: &str = "text";
pub(super) const AT: &str = "at";
pub(super) const BY: &str = "by";
pub(super) const BECAME: &str = "became";

/// Fields of the values that are more than one word.
pub(super) const ID: &str = "id";
pub(super) const COLOR: &str = "color";
pub(super) const SECTION: &str = "section";
pub(super) const ENTRY: &str = "entry";
pub(super) const SENTENCE: &str = "sentence";
pub(super) const WORDS: &str = "words";
pub(super) const ITEM: &str = "item";
pub(super) const STANCE: &str = "stance";

/// Whether a name may stand in a key.
pub(super) fn is_id(id: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

/// Whether the meeting has such a key.
pub(crate) fn is_meeting_key(key: &str) -> bool {
    let mut parts = [""; 4];
    let mut count = 0;
    for part in key.split('/') {
        if count == parts.len() {
            return false;
        }
        parts[count] = part;
        count += 1;
    }
    match parts[..count] {
        [field] => [BEGUN, ENDED, LEAD, PLACE, OFF_TOPIC, RUNNING, SPEAKING, PROMPTED, SUMMARY].contains(&field),
        [CONFIRMED, id] => is_id(id),
        [AGENDA, id, field] => is_id(id) && [TITLE, MINUTES, RANK, TOPIC, REMOVED].contains(&field),
        [AGENDA, id, MORE | SPAN, click] => is_id(id) && is_id(click),
        [PERSON, id, field] => is_id(id) && [NAME, ROLE, HEARD].contains(&field),
        [LINE, id, field] => is_id(id) && [KIND, TEXT, AT, BY, BECAME, REMOVED].contains(&field),
        [BUY_IN, commitment, person] => is_id(commitment) && is_id(person),
        _ => false,
    }
}

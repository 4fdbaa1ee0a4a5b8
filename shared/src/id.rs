//! Ids of postmortems and of everything inside them: UUIDv7, so that they sort by time of making, unless they have to be found again by what they
//! were made of.

use uuid::Uuid;

/// Makes a UUIDv7 from a clock reading (`now_ms`, Unix milliseconds) and ten random bytes.
pub fn new(now_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid()
}

/// The UUIDv8 (RFC 9562, section 5.8) of a digest: the same thing has the same id whenever it is made.
pub fn named(digest: [u8; 16]) -> Uuid {
    uuid::Builder::from_custom_bytes(digest).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::{named, new};

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        assert!(new(1_000, [255; 10]) < new(1_001, [0; 10]));
        assert_eq!(new(1_000, [7; 10]).get_version_num(), 7);
    }

    #[test]
    fn the_same_thing_has_the_same_id() {
        assert_eq!(named([7; 16]), named([7; 16]));
        assert_ne!(named([7; 16]), named([8; 16]));
        assert_eq!(named([0; 16]).get_version_num(), 8);
    }
}

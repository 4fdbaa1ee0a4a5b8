//! Ids of postmortems and of everything inside them: UUIDv7, so that they sort by time of making.

use uuid::Uuid;

/// Makes a UUIDv7 from a clock reading (`now_ms`, Unix milliseconds) and ten random bytes.
pub fn new(now_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::new;

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        assert!(new(1_000, [255; 10]) < new(1_001, [0; 10]));
        assert_eq!(new(1_000, [7; 10]).get_version_num(), 7);
    }
}

//! Whether a JPEG is all there. Its decoder paints what is missing grey, and says nothing.

const END_OF_IMAGE: u8 = 0xd9;
const START_OF_IMAGE: u8 = 0xd8;

/// Whether the end of the image is reached (ITU-T T.81, annex B): segments by their lengths, compressed parts up to the next marker.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xff) {
        rest = &rest[at + 1..];
        match rest.first() {
            Some(&END_OF_IMAGE) => return true,
            // A stuffed byte, a fill byte, restarts, and what has no length.
            Some(&(0x00 | 0xff | 0x01 | 0xd0..=0xd7 | START_OF_IMAGE)) => {}
            Some(_) => {
                let Some(length) = rest.get(1..3).map(|length| usize::from(u16::from_be_bytes([length[0], length[1]])))
                else {
                    return false;
                };
                let Some(behind) = rest.get(1 + length..) else { return false };
                rest = behind;
            }
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_within_a_segment_is_not_the_end() {
        let thumbnail = [0xff, 0xe1, 0x00, 0x06, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xda, 0x00, 0x02, 1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4];
        let whole = [&[0xff, 0xd8][..], &thumbnail, &scan, &[0xff, 0xd9, 5, 6]].concat();
        assert!(is_whole(&whole));
        for short in 0..whole.len() - 3 {
            assert!(!is_whole(&whole[..short]), "{short} bytes");
        }
    }
}

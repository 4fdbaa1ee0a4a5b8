//! lib0's variable-length integers and byte strings, the alphabet of y-protocols
//! (<https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md>).

use super::FrameError;

/// Largest integer JavaScript holds exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Bytes that such an integer takes at most.
const MAX_VARINT_BYTES: u32 = 8;

/// A cursor over borrowed bytes.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn varint(&mut self) -> Result<u64, FrameError> {
        let mut value = 0u64;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                // Nobody writes more bytes than it takes, and not every reader takes them.
                let shortest = byte != 0 || shift == 0;
                return if shortest && value <= MAX_SAFE_INTEGER { Ok(value) } else { Err(FrameError::Number) };
            }
        }
        Err(FrameError::Number)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, FrameError> {
        let (&byte, rest) = self.0.split_first().ok_or(FrameError::Truncated)?;
        self.0 = rest;
        Ok(byte)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Result<(), FrameError> {
        self.0 = self.0.get(count..).ok_or(FrameError::Truncated)?;
        Ok(())
    }

    /// Walks over a signed integer: 6 bits in the first byte, 7 in each that follows.
    pub(crate) fn signed_varint(&mut self) -> Result<(), FrameError> {
        for position in 0..MAX_VARINT_BYTES {
            match self.byte()? {
                0 if position > 0 => break,
                byte if byte & 0x80 == 0 => return Ok(()),
                _ => {}
            }
        }
        Err(FrameError::Number)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], FrameError> {
        let length = usize::try_from(self.varint()?).map_err(|_| FrameError::Truncated)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(FrameError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, FrameError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| FrameError::Utf8)
    }
}

pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

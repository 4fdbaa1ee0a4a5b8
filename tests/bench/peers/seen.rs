//! Which keystrokes of which writer one client has seen, read off updates without a CRDT: a replica for each of a thousand clients would cost
//! more than the servers that are measured.

use anyhow::{Context, Result, bail};

/// Client ids of writers follow each other from here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writers {
    /// The first one's client id.
    pub(crate) first: u64,
    /// How many there are.
    pub(crate) count: usize,
}

/// For each writer, up to which clock everything is here. What comes after a gap does not count: a replica would not show it either.
#[derive(Debug)]
pub(crate) struct Seen {
    writers: Writers,
    next: Vec<u64>,
}

impl Seen {
    /// Nothing yet.
    pub(crate) fn new(writers: Writers) -> Self {
        Self { writers, next: vec![0; writers.count] }
    }

    /// Keystrokes of one writer that are here, without a gap.
    pub(crate) fn of(&self, writer: usize) -> u64 {
        self.next[writer]
    }

    /// Takes in an update (encoding v1); `news` is told the writer and the range of clocks that it did not have.
    pub(crate) fn add(&mut self, update: &[u8], mut news: impl FnMut(usize, std::ops::Range<u64>)) -> Result<()> {
        let mut reader = Reader(update);
        for _ in 0..reader.varint()? {
            let structs = reader.varint()?;
            let client = reader.varint()?;
            let start = reader.varint()?;
            let mut clock = start;
            let mut from = start;
            let writer = client.checked_sub(self.writers.first).map(|index| index as usize);
            let writer = writer.filter(|index| *index < self.writers.count);
            for _ in 0..structs {
                let (length, skipped) = reader.item()?;
                if skipped {
                    self.advance(writer, from..clock, &mut news);
                    from = clock + length;
                }
                clock += length;
            }
            self.advance(writer, from..clock, &mut news);
        }
        Ok(())
    }

    fn advance(
        &mut self,
        writer: Option<usize>,
        range: std::ops::Range<u64>,
        news: &mut impl FnMut(usize, std::ops::Range<u64>),
    ) {
        let Some(writer) = writer else { return };
        let next = &mut self.next[writer];
        if range.start <= *next && range.end > *next {
            news(writer, *next..range.end);
            *next = range.end;
        }
    }
}

/// lib0's encoding.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// An unsigned number.
    pub(crate) fn varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        bail!("a number without an end");
    }

    /// Bytes after their length.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = usize::try_from(self.varint()?)?;
        let (bytes, rest) = self.0.split_at_checked(length).context("it ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8> {
        let (&byte, rest) = self.0.split_first().context("it ends too early")?;
        self.0 = rest;
        Ok(byte)
    }

    /// One struct of an update: its length, and whether it is but a gap.
    fn item(&mut self) -> Result<(u64, bool)> {
        const KIND: u8 = 0b1_1111;
        const HAS_ORIGIN: u8 = 0x80;
        const HAS_RIGHT_ORIGIN: u8 = 0x40;
        const HAS_KEY: u8 = 0x20;
        let info = self.byte()?;
        match info & KIND {
            0 => return Ok((self.varint()?, false)),
            10 => return Ok((self.varint()?, true)),
            _ => {}
        }
        for flag in [HAS_ORIGIN, HAS_RIGHT_ORIGIN] {
            if info & flag != 0 {
                self.varint()?;
                self.varint()?;
            }
        }
        if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
            if self.varint()? == 1 {
                self.bytes()?;
            } else {
                self.varint()?;
                self.varint()?;
            }
            if info & HAS_KEY != 0 {
                self.bytes()?;
            }
        }
        match info & KIND {
            // Deleted.
            1 => Ok((self.varint()?, false)),
            // A string, in UTF-16 units.
            4 => Ok((std::str::from_utf8(self.bytes()?)?.encode_utf16().count() as u64, false)),
            other => bail!("a benchmark writes no content of kind {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use yrs::{ClientID, Doc, OffsetKind, Options, ReadTxn, StateVector, Text, Transact};

    use super::*;

    #[test]
    fn keystrokes_are_read_off_updates_as_yrs_writes_them() {
        let offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(Options { offset_kind, ..Options::with_client_id(ClientID::new(10)) });
        let text = doc.get_or_insert_text("text");
        let mut seen = Seen::new(Writers { first: 10, count: 1 });
        let mut updates = Vec::new();
        for at in [0, 1, 0, 2, 3] {
            let mut txn = doc.transact_mut();
            text.insert(&mut txn, at, "é");
            txn.commit();
            updates.push(txn.encode_update_v1());
        }
        let mut news = Vec::new();
        seen.add(&updates[0], |writer, clocks| news.push((writer, clocks))).expect("well-formed");
        seen.add(&updates[2], |_, _| panic!("what comes after a gap does not count")).expect("well-formed");
        seen.add(&yrs::merge_updates_v1(&updates[..2]).expect("mergeable"), |writer, clocks| {
            news.push((writer, clocks));
        })
        .expect("well-formed");
        let whole = doc.transact().encode_state_as_update_v1(&StateVector::default());
        seen.add(&whole, |writer, clocks| news.push((writer, clocks))).expect("well-formed");
        assert_eq!(news, [(0, 0..1), (0, 1..2), (0, 2..5)]);
        assert_eq!(seen.of(0), 5);
    }
}

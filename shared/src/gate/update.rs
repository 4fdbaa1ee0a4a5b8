//! The bytes of an update, encoding v1, read without trust
//! (<https://github.com/yjs/yjs/blob/main/INTERNALS.md>, `src/utils/updates.js`). Never allocates more than a small multiple of the input.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{MAX_CLOCK, MAX_NAME_BYTES, MAX_VALUE_DEPTH, Refusal};
use crate::protocol::{FrameError, wire::Reader};

/// An id: client and clock.
pub(super) type Id = (u64, u32);

/// A whole update.
pub(super) struct Parsed<'a> {
    pub(super) sections: Vec<Section<'a>>,
    pub(super) deletions: Deletions,
}

/// What an update deletes.
pub(super) struct Deletions {
    /// Ranges of clocks, those of a client beside each other and in order.
    pub(super) ranges: Vec<Deletion>,
    /// Which of them are a client's.
    clients: HashMap<u64, Range<usize>>,
}

impl Deletions {
    /// Whether all of these clocks are deleted.
    pub(super) fn hold(&self, client: u64, start: u32, end: u32) -> bool {
        let Some(ranges) = self.clients.get(&client).and_then(|range| self.ranges.get(range.clone())) else {
            return false;
        };
        let first = ranges.partition_point(|range| range.end <= start);
        // Ranges may follow each other without a gap.
        let mut reached = start;
        for range in &ranges[first..] {
            if reached >= end || range.start > reached {
                break;
            }
            reached = range.end;
        }
        reached >= end
    }
}

/// One client's structs, in clock order without holes.
pub(super) struct Section<'a> {
    pub(super) client: u64,
    pub(super) structs: Vec<Struct<'a>>,
}

/// A run of clocks: an item, or one that was collected (`item` is `None`).
pub(super) struct Struct<'a> {
    pub(super) clock: u32,
    pub(super) len: u32,
    pub(super) item: Option<Item<'a>>,
}

/// An item's place and what sort of thing it holds.
pub(super) struct Item<'a> {
    pub(super) origin: Option<Id>,
    pub(super) right_origin: Option<Id>,
    pub(super) parent: Parent<'a>,
    pub(super) key: Option<&'a str>,
    pub(super) content: Content,
    /// Bytes of the largest of its values.
    pub(super) bytes: usize,
}

impl Item<'_> {
    pub(super) fn parent_id(&self) -> Option<Id> {
        match self.parent {
            Parent::Item { client, clock } => Some((client, clock)),
            _ => None,
        }
    }
}

/// How an item says where it lives.
pub(super) enum Parent<'a> {
    Root(&'a str),
    Item {
        client: u64,
        clock: u32,
    },
    /// As its origin or right origin does.
    Neighbours,
}

/// Kinds of content that a postmortem can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Deleted,
    Text,
    Values,
    Type(Kind),
}

impl Content {
    /// Whether a run of it can be cut in two.
    pub(super) fn splits(self) -> bool {
        !matches!(self, Self::Type(_))
    }

    /// Its number in the encoding.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Deleted => 1,
            Self::Text => 4,
            Self::Type(_) => 7,
            Self::Values => 8,
        }
    }
}

/// Shared types that the model uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Array,
    Map,
    Text,
}

/// Clocks of one client that are deleted: ranges in order, and where the last one ends.
pub(super) struct Deletion {
    pub(super) client: u64,
    pub(super) start: u32,
    pub(super) end: u32,
}

const HAS_ORIGIN: u8 = 0x80;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_KEY: u8 = 0x20;
const CONTENT: u8 = 0x1f;

/// Fewest bytes of a struct, a section and a deleted range: what a declared count is checked against before anything is allocated for it.
const MIN_STRUCT_BYTES: usize = 2;
const MIN_SECTION_BYTES: usize = 3;
const MIN_RANGE_BYTES: usize = 2;
const MIN_DELETIONS_BYTES: usize = 4;

impl From<FrameError> for Refusal {
    fn from(error: FrameError) -> Self {
        Self::Malformed(match error {
            FrameError::Truncated => "it ends too early",
            FrameError::Utf8 => "text is not UTF-8",
            _ => "a number is out of range",
        })
    }
}

/// Reads a whole update with changes of at most `most` clients.
pub(super) fn parse(bytes: &[u8], most: usize) -> Result<Parsed<'_>, Refusal> {
    let mut reader = Reader::new(bytes);
    let count = count(&mut reader, MIN_SECTION_BYTES)?;
    if count > most {
        return Err(Refusal::Malformed("changes of too many clients"));
    }
    let mut clients = HashSet::with_capacity(count);
    let mut sections = Vec::with_capacity(count);
    for _ in 0..count {
        let section = section(&mut reader)?;
        if !clients.insert(section.client) {
            return Err(Refusal::Malformed("a client stands in it twice"));
        }
        sections.push(section);
    }
    let deletions = deletions(&mut reader)?;
    if reader.is_empty() { Ok(Parsed { sections, deletions }) } else { Err(Refusal::Malformed("bytes after its end")) }
}

fn section<'a>(reader: &mut Reader<'a>) -> Result<Section<'a>, Refusal> {
    let count = count(reader, MIN_STRUCT_BYTES)?;
    if count == 0 {
        return Err(Refusal::Malformed("a client without changes"));
    }
    let client = client(reader)?;
    let mut next = clock(reader)?;
    let mut structs = Vec::with_capacity(count);
    for _ in 0..count {
        let part = part(reader, next)?;
        next = part.clock + part.len;
        structs.push(part);
    }
    Ok(Section { client, structs })
}

fn part<'a>(reader: &mut Reader<'a>, clock: u32) -> Result<Struct<'a>, Refusal> {
    let info = reader.byte()?;
    let (len, item) = match info & CONTENT {
        // yrs looks at the whole byte here, and would go on to read neighbours.
        0 if info != 0 => return Err(Refusal::Malformed("a collected item with neighbours")),
        0 => (length(reader)?, None),
        10 => return Err(Refusal::Missing),
        kind => {
            let (len, item) = item(reader, info, kind)?;
            (len, Some(item))
        }
    };
    if len == 0 {
        return Err(Refusal::Malformed("an empty item"));
    }
    if u64::from(clock) + u64::from(len) >= MAX_CLOCK {
        return Err(Refusal::Malformed("a clock is out of range"));
    }
    Ok(Struct { clock, len, item })
}

fn item<'a>(reader: &mut Reader<'a>, info: u8, kind: u8) -> Result<(u32, Item<'a>), Refusal> {
    let origin = if info & HAS_ORIGIN == 0 { None } else { Some(id(reader)?) };
    let right_origin = if info & HAS_RIGHT_ORIGIN == 0 { None } else { Some(id(reader)?) };
    if origin.is_some() && origin == right_origin {
        return Err(Refusal::Malformed("an item stands on both sides of another"));
    }
    let (mut parent, mut key) = (Parent::Neighbours, None);
    if origin.is_none() && right_origin.is_none() {
        parent = match reader.varint()? {
            1 => Parent::Root(name(reader)?),
            0 => {
                let (client, clock) = id(reader)?;
                Parent::Item { client, clock }
            }
            _ => return Err(Refusal::Malformed("an item's parent is neither a root nor an item")),
        };
        if info & HAS_KEY != 0 {
            key = Some(name(reader)?);
        }
    }
    let mut bytes = 0;
    let (len, content) = content(reader, kind, &mut bytes)?;
    Ok((len, Item { origin, right_origin, parent, key, content, bytes }))
}

/// Length and kind of what an item holds; `bytes` becomes the size of its largest value.
fn content(reader: &mut Reader<'_>, kind: u8, bytes: &mut usize) -> Result<(u32, Content), Refusal> {
    match kind {
        1 => Ok((length(reader)?, Content::Deleted)),
        4 => {
            let units = reader.text()?.encode_utf16().count();
            Ok((u32::try_from(units).map_err(|_| Refusal::Malformed("a text is too long"))?, Content::Text))
        }
        7 => match reader.byte()? {
            0 => Ok((1, Content::Type(Kind::Array))),
            1 => Ok((1, Content::Type(Kind::Map))),
            2 => Ok((1, Content::Type(Kind::Text))),
            _ => Err(Refusal::Unfit("XML and linked types are not used")),
        },
        8 => {
            let count = count(reader, 1)?;
            for _ in 0..count {
                let before = reader.left();
                value(reader, 0)?;
                *bytes = (*bytes).max(before - reader.left());
            }
            Ok((u32::try_from(count).map_err(|_| Refusal::Malformed("too many values"))?, Content::Values))
        }
        2 | 3 | 5 | 6 | 9 | 11 => {
            Err(Refusal::Unfit("formatting, embeds, binary data, subdocuments and moves are not used"))
        }
        _ => Err(Refusal::Malformed("an unknown kind of content")),
    }
}

/// Walks over one plain value (lib0's `any`) without keeping it.
fn value(reader: &mut Reader<'_>, depth: usize) -> Result<(), Refusal> {
    if depth > MAX_VALUE_DEPTH {
        return Err(Refusal::Malformed("values are nested too deeply"));
    }
    match reader.byte()? {
        127 | 126 | 121 | 120 => Ok(()),
        125 => Ok(reader.signed_varint()?),
        124 => Ok(reader.skip(4)?),
        123 | 122 => Ok(reader.skip(8)?),
        119 => reader.text().map(|_| ()).map_err(Refusal::from),
        118 => {
            for _ in 0..count(reader, 2)? {
                reader.text()?;
                value(reader, depth + 1)?;
            }
            Ok(())
        }
        117 => {
            for _ in 0..count(reader, 1)? {
                value(reader, depth + 1)?;
            }
            Ok(())
        }
        116 => reader.bytes().map(|_| ()).map_err(Refusal::from),
        _ => Err(Refusal::Malformed("an unknown kind of value")),
    }
}

fn deletions(reader: &mut Reader<'_>) -> Result<Deletions, Refusal> {
    let clients = count(reader, MIN_DELETIONS_BYTES)?;
    let mut deletions = Deletions { ranges: Vec::with_capacity(clients), clients: HashMap::with_capacity(clients) };
    for _ in 0..clients {
        let client = client(reader)?;
        let first = deletions.ranges.len();
        let (ranges, mut end) = (count(reader, MIN_RANGE_BYTES)?, 0);
        if ranges == 0 {
            return Err(Refusal::Malformed("a client without deletions"));
        }
        for range in 0..ranges {
            let start = clock(reader)?;
            let len = length(reader)?;
            if len == 0 || (range > 0 && start < end) {
                return Err(Refusal::Malformed("deleted ranges are empty or out of order"));
            }
            end = start
                .checked_add(len)
                .filter(|&end| u64::from(end) < MAX_CLOCK)
                .ok_or(Refusal::Malformed("a clock is out of range"))?;
            deletions.ranges.push(Deletion { client, start, end });
        }
        if deletions.clients.insert(client, first..deletions.ranges.len()).is_some() {
            return Err(Refusal::Malformed("a client's deletions stand in it twice"));
        }
    }
    Ok(deletions)
}

/// A declared count, which the bytes that are left must be able to hold.
pub(super) fn count(reader: &mut Reader<'_>, min_bytes: usize) -> Result<usize, Refusal> {
    let count = usize::try_from(reader.varint()?).unwrap_or(usize::MAX);
    if count > reader.left() / min_bytes {
        Err(Refusal::Malformed("a count is larger than what follows"))
    } else {
        Ok(count)
    }
}

/// A client id: `1..2^53`.
pub(super) fn client(reader: &mut Reader<'_>) -> Result<u64, Refusal> {
    match reader.varint()? {
        0 => Err(Refusal::Malformed("client id 0")),
        client => Ok(client),
    }
}

/// A clock, below [`MAX_CLOCK`].
pub(super) fn clock(reader: &mut Reader<'_>) -> Result<u32, Refusal> {
    let clock = u32::try_from(reader.varint()?).ok().filter(|&clock| u64::from(clock) < MAX_CLOCK);
    clock.ok_or(Refusal::Malformed("a clock is out of range"))
}

fn length(reader: &mut Reader<'_>) -> Result<u32, Refusal> {
    clock(reader)
}

fn id(reader: &mut Reader<'_>) -> Result<Id, Refusal> {
    Ok((client(reader)?, clock(reader)?))
}

fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Refusal> {
    let name = reader.text()?;
    if name.len() > MAX_NAME_BYTES { Err(Refusal::Malformed("a name is too long")) } else { Ok(name) }
}

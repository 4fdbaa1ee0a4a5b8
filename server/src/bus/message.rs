//! What nodes say to each other about one document, and its bytes: a version, who sent it, a kind, the rest in fixed order. Numbers are
//! little-endian, texts and bytes have their length in front. Reading never allocates more than it was given.

use bytes::Bytes;
use debrief_shared::protocol::{CloseReason, ServerEvent};
use uuid::Uuid;

use crate::store::documents::Seq;

/// The one version that this build writes and reads. A message of another one is passed over: what it said is in the log.
const VERSION: u8 = 1;
/// Largest message in bytes: what a NATS server takes by default. Larger updates are read from the log.
pub(super) const MAX_BYTES: usize = 1 << 20;
/// Most client ids that one update brings in.
const MAX_WRITERS: usize = 4_096;
/// Most awareness states in one message; more go into several.
pub const MAX_PRESENT: usize = 128;
/// Most people in one message that there is news for.
pub const MAX_TOLD: usize = 1_024;
/// Largest awareness state, in bytes of JSON, with the person that the sending node put in.
const MAX_STATE_BYTES: usize = 6 << 10;

/// Who speaks: a node, and which of its openings of the document. Numbers of updates count within one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// The node's id, a new one for each start.
    pub node: Uuid,
    /// The opening; 0 for what a node says of a document that it does not have open.
    pub opening: u64,
}

/// A change, as it was handed to the log by its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Which one of this source; from 1 on, without holes.
    pub number: u64,
    /// Whose change it is.
    pub author: Uuid,
    /// Client ids that write for the first time, and whose they are; `None`: a server's.
    pub writers: Vec<(u64, Option<Uuid>)>,
    /// Yjs update v1.
    pub data: Bytes,
}

/// Somebody's awareness state, signed by the node that they are connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Yjs client id.
    pub client: u64,
    /// Its clock.
    pub clock: u32,
    /// The account.
    pub person: Uuid,
    /// Whether they may write.
    pub writes: bool,
    /// JSON; `None` when they have left.
    pub state: Option<String>,
}

/// One thing said.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// "I have just opened this document, or was away": whoever has it open says what it has.
    Ask,
    /// A change; not yet in the log.
    Update(Update),
    /// The first so many updates of this source are in the log.
    Committed {
        /// Their count.
        number: u64,
        /// Place of the last of them.
        through: Seq,
    },
    /// Who is here; `whole`: and nobody else is at this node.
    Presence {
        /// Whether the list is complete.
        whole: bool,
        /// States.
        present: Vec<Present>,
    },
    /// For every page.
    Event(ServerEvent),
    /// The document is gone: end all sessions.
    Retire(CloseReason),
    /// The source has closed the document; nobody is at it any more.
    Gone,
    /// There is news for these people, about no document in particular.
    Told(Vec<Uuid>),
}

/// Writes a message; `None` when it is too large for the bus.
pub fn encode(from: Source, message: &Message) -> Option<Bytes> {
    let mut out = vec![VERSION];
    out.extend(from.node.as_bytes());
    out.extend(from.opening.to_le_bytes());
    match message {
        Message::Ask => out.push(0),
        Message::Update(update) => {
            out.push(1);
            out.extend(update.number.to_le_bytes());
            out.extend(update.author.as_bytes());
            put_len(&mut out, update.writers.len());
            for (client, person) in &update.writers {
                out.extend(client.to_le_bytes());
                out.extend(person.unwrap_or_default().as_bytes());
            }
            out.extend_from_slice(&update.data);
        }
        Message::Committed { number, through } => {
            out.push(2);
            out.extend(number.to_le_bytes());
            out.extend(through.to_le_bytes());
        }
        Message::Presence { whole, present } => {
            out.extend([3, u8::from(*whole)]);
            put_len(&mut out, present.len());
            for one in present {
                out.extend(one.client.to_le_bytes());
                out.extend(one.clock.to_le_bytes());
                out.extend(one.person.as_bytes());
                out.extend([u8::from(one.writes), u8::from(one.state.is_some())]);
                let state = one.state.as_deref().unwrap_or_default();
                put_len(&mut out, state.len());
                out.extend(state.as_bytes());
            }
        }
        Message::Event(event) => {
            out.push(4);
            out.extend(serde_json::to_vec(event).expect("plain data serialises"));
        }
        Message::Retire(reason) => {
            out.push(5);
            out.extend(reason.code().to_le_bytes());
        }
        Message::Gone => out.push(6),
        Message::Told(people) => {
            out.push(7);
            put_len(&mut out, people.len());
            for person in people {
                out.extend(person.as_bytes());
            }
        }
    }
    (out.len() <= MAX_BYTES).then(|| out.into())
}

/// Reads a message; `None` when it is of another version, or not one.
pub fn decode(bytes: &Bytes) -> Option<(Source, Message)> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut reader = Reader(bytes);
    if reader.byte()? != VERSION {
        return None;
    }
    let from = Source { node: reader.uuid()?, opening: reader.u64()? };
    let message = match reader.byte()? {
        0 => Message::Ask,
        1 => {
            let (number, author) = (reader.u64()?, reader.uuid()?);
            let writers = (0..reader.len(MAX_WRITERS, 24)?)
                .map(|_| Some((reader.u64()?, Some(reader.uuid()?).filter(|person| !person.is_nil()))))
                .collect::<Option<_>>()?;
            let data = bytes.slice_ref(std::mem::take(&mut reader.0));
            Message::Update(Update { number, author, writers, data })
        }
        2 => Message::Committed { number: reader.u64()?, through: reader.u64()?.cast_signed() },
        3 => {
            let whole = reader.byte()? == 1;
            let present = (0..reader.len(MAX_PRESENT, 34)?).map(|_| reader.present()).collect::<Option<_>>()?;
            Message::Presence { whole, present }
        }
        4 => Message::Event(serde_json::from_slice(std::mem::take(&mut reader.0)).ok()?),
        5 => Message::Retire(CloseReason::from_code(u16::from_le_bytes(reader.take()?))?),
        6 => Message::Gone,
        7 => Message::Told((0..reader.len(MAX_TOLD, 16)?).map(|_| reader.uuid()).collect::<Option<_>>()?),
        _ => return None,
    };
    reader.0.is_empty().then_some((from, message))
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    out.extend(u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn uuid(&mut self) -> Option<Uuid> {
        self.take().map(Uuid::from_bytes)
    }

    /// A count of things that take so many bytes each, at least.
    fn len(&mut self, most: usize, bytes_each: usize) -> Option<usize> {
        let len = usize::try_from(self.u32()?).ok()?;
        (len <= most && len.checked_mul(bytes_each)? <= self.0.len()).then_some(len)
    }

    fn present(&mut self) -> Option<Present> {
        let (client, clock, person) = (self.u64()?, self.u32()?, self.uuid()?);
        let (writes, is_here) = (self.byte()? == 1, self.byte()? == 1);
        let len = self.len(MAX_STATE_BYTES, 1)?;
        let (state, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        let state = std::str::from_utf8(state).ok()?;
        Some(Present { client, clock, person, writes, state: is_here.then(|| state.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FROM: Source = Source { node: Uuid::from_u128(7), opening: 3 };

    fn back(message: &Message) {
        let bytes = encode(FROM, message).expect("it is small");
        assert_eq!(decode(&bytes).as_ref(), Some(&(FROM, message.clone())));
        for end in 0..bytes.len() {
            // Cut short it is nothing, or an update with less in it, which the gate looks at.
            let cut = decode(&bytes.slice(..end));
            assert!(cut.is_none_or(|(_, cut)| matches!(cut, Message::Update(_))), "{message:?} up to {end}");
        }
    }

    #[test]
    fn every_message_comes_back() {
        back(&Message::Ask);
        back(&Message::Gone);
        back(&Message::Told(vec![Uuid::from_u128(1), Uuid::from_u128(2)]));
        back(&Message::Committed { number: 9, through: 1 << 40 });
        back(&Message::Retire(CloseReason::NotFound));
        back(&Message::Event(ServerEvent::ThreadRemoved { id: Uuid::from_u128(4) }));
        let writers = vec![(5, Some(Uuid::from_u128(1))), (6, None)];
        let author = Uuid::from_u128(2);
        back(&Message::Update(Update { number: 1, author, writers, data: Bytes::from_static(&[1, 2, 3]) }));
        let here = Present { client: 1, clock: 2, person: author, writes: true, state: Some("{}".to_owned()) };
        let left = Present { client: 3, state: None, ..here.clone() };
        back(&Message::Presence { whole: true, present: vec![here, left] });
    }

    #[test]
    fn another_version_is_passed_over_and_what_is_too_large_is_not_sent() {
        let mut other = encode(FROM, &Message::Ask).expect("small").to_vec();
        other[0] = VERSION + 1;
        assert_eq!(decode(&other.into()), None);
        let data = Bytes::from(vec![0; MAX_BYTES]);
        let update = Update { number: 1, author: Uuid::nil(), writers: Vec::new(), data };
        assert_eq!(encode(FROM, &Message::Update(update)), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_passed_over(mut bytes: Vec<u8>, kind in 0u8..9) {
            drop(decode(&bytes.clone().into()));
            let mut framed = encode(FROM, &Message::Ask).expect("small").to_vec();
            *framed.last_mut().expect("a kind") = kind;
            framed.append(&mut bytes);
            drop(decode(&framed.into()));
        }
    }
}

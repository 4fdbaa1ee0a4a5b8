//! Keystrokes made and encoded ahead, so that typing costs no more than sending bytes.

use anyhow::{Context, Result};
use bytes::Bytes;
use debrief_shared::document::{Postmortem, TextPath};
use debrief_shared::protocol::Message;
use debrief_tests::random;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, Text, TextRef, Transact, Update};

use super::peer::Room;

/// The text that is typed into, where a document has no sections.
const TEXT: &str = "text";

/// A replica that types.
pub(crate) struct Typist {
    doc: Doc,
    text: TextRef,
    prefix: Bytes,
    length: u32,
}

impl Typist {
    /// A replica of a room's document as it was when it was made.
    pub(crate) fn new(room: &Room, client: u64) -> Result<Self> {
        let mut options = Options::with_client_id(ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(options);
        doc.transact_mut().apply_update(Update::decode_v1(&room.state)?)?;
        let text = text(&doc, room)?;
        Ok(Self { doc, text, prefix: room.prefix.clone(), length: 0 })
    }

    /// Types at a place and gives the frame that says so.
    pub(crate) fn insert(&mut self, at: u32, words: &str) -> Bytes {
        let mut txn = self.doc.transact_mut();
        self.text.insert(&mut txn, at, words);
        txn.commit();
        self.length += u32::try_from(words.len()).expect("a benchmark's text is short");
        let message = Message::Update(&txn.encode_update_v1()).encode();
        [&self.prefix[..], &message].concat().into()
    }

    /// Types one letter after the other at the end of what it has typed.
    pub(crate) fn type_on(&mut self, count: usize) -> Vec<Bytes> {
        (0..count).map(|_| self.insert(self.length, "x")).collect()
    }

    /// Types as people write: mostly onward, now and then somewhere in the middle.
    pub(crate) fn write(&mut self, count: u32) -> Vec<Bytes> {
        (0..count).map(|number| self.insert(if number % 50 == 0 { number / 2 } else { number }, "x")).collect()
    }
}

/// A client id with room for a thousand more behind it, of 32 bits, as Yjs makes them: y-sweet's yrs reads no larger ones.
pub(crate) fn client_id() -> u64 {
    random::below(u64::from(u32::MAX) - 1_000) + 1
}

/// How many characters the text of a room holds in a state that its server has sent.
pub(crate) fn length(room: &Room, state: &[u8]) -> Result<usize> {
    let doc = Doc::new();
    doc.transact_mut().apply_update(Update::decode_v1(state)?)?;
    let text = text(&doc, room)?;
    Ok(text.get_string(&doc.transact()).len())
}

fn text(doc: &Doc, room: &Room) -> Result<TextRef> {
    match &room.section {
        None => Ok(doc.get_or_insert_text(TEXT)),
        Some(id) => {
            let postmortem = Postmortem::over(doc.clone());
            let text = postmortem.text(&postmortem.doc().transact(), &TextPath::Body(id.clone()));
            text.context("the section is there")
        }
    }
}

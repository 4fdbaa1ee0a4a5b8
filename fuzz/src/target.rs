//! One document under attack, as a server holds it: the gate first, then yrs, then everything that reads the document.

use debrief_shared::document::{Postmortem, View};
use debrief_shared::gate::{Gate, MAX_STEPS, Refusal, check_state_vector};
use debrief_shared::protocol::Message;
use debrief_shared::render;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ReadTxn, StateVector, Transact, Update as YrsUpdate};

use crate::alloc::measure;
use crate::honest::{SERVER, seed};
use crate::input::Input;

/// The gate may ask for so many bytes for each byte of its input, to check it, or hold so many for each byte of the document …
const GATE_FACTOR: usize = 160;
/// … and so many in any case.
const GATE_BASE: usize = 8 << 10;
/// yrs, and all that renders, may hold so many bytes more than before, for each byte of the document and of the input …
const WORK_FACTOR: usize = 400;
/// … and so many in any case.
const WORK_BASE: usize = 2 << 20;

/// Whether anybody stands before yrs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// As it is.
    Gate,
    /// Nobody: to see that the fuzzer would notice.
    Nobody,
}

/// What was not as promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(pub String);

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), Finding> {
    if holds { Ok(()) } else { Err(Finding(what())) }
}

/// The document.
pub struct Target {
    postmortem: Postmortem,
    gate: Gate,
    guard: Guard,
    bytes: usize,
}

impl Target {
    /// A planted document.
    pub fn new(guard: Guard) -> Self {
        let mut target = Self::empty(guard);
        let planted = target.feed(&Input::Update(seed()));
        assert_eq!(planted, Ok(true), "an honest beginning");
        target
    }

    /// A document without anything.
    pub fn empty(guard: Guard) -> Self {
        Self { postmortem: Postmortem::new(SERVER), gate: Gate::new(), guard, bytes: 0 }
    }

    /// The document.
    pub fn postmortem(&self) -> &Postmortem {
        &self.postmortem
    }

    /// Whether an update would not pass, and why.
    pub fn would_refuse(&self, input: &Input) -> Result<(), Refusal> {
        let mut gate = self.gate.clone();
        gate.check(input.bytes()).and_then(|admission| gate.take(admission, MAX_STEPS)).map(|_| ())
    }

    /// Feeds one input; whether it was taken.
    pub fn feed(&mut self, input: &Input) -> Result<bool, Finding> {
        match input {
            Input::Update(bytes) => self.update(bytes),
            Input::Vector(bytes) => self.vector(bytes),
            Input::Frame(bytes) => frame(bytes),
        }
    }

    fn update(&mut self, bytes: &[u8]) -> Result<bool, Finding> {
        let (checked, cost) = measure(|| self.gate.check(bytes));
        bounded("the gate", cost.asked, bytes.len(), GATE_FACTOR, GATE_BASE)?;
        let (taken, cost) = measure(|| checked.and_then(|admission| self.gate.take(admission, MAX_STEPS)));
        bounded("the order", cost.peak, self.bytes + bytes.len(), GATE_FACTOR, GATE_BASE)?;
        if taken.is_err() && self.guard == Guard::Gate {
            return Ok(false);
        }
        let (applied, cost) = measure(|| self.apply(bytes));
        if self.guard == Guard::Gate || applied.is_ok() {
            applied?;
        } else {
            return Ok(false);
        }
        self.bytes += bytes.len();
        bounded("applying", cost.peak, self.bytes, WORK_FACTOR, WORK_BASE)?;
        if self.guard == Guard::Gate {
            self.agrees()?;
        }
        Ok(true)
    }

    fn apply(&self, bytes: &[u8]) -> Result<(), Finding> {
        let update = YrsUpdate::decode_v1(bytes)
            .map_err(|error| Finding(format!("the gate passes what yrs cannot decode: {error}")))?;
        let mut txn = self.postmortem.doc().transact_mut();
        txn.apply_update(update)
            .map_err(|error| Finding(format!("the gate passes what yrs does not apply: {error}")))?;
        require(!txn.has_missing_updates(), || "yrs waits for missing parts".to_owned())?;
        txn.commit();
        let _ = txn.encode_update_v1();
        Ok(())
    }

    fn agrees(&self) -> Result<(), Finding> {
        for (client, clock) in self.postmortem.doc().transact().state_vector().iter() {
            require(self.gate.clock(client.get()) == *clock, || {
                format!("client {client} is at {clock} for yrs and at {} for the gate", self.gate.clock(client.get()))
            })?;
        }
        Ok(())
    }

    fn vector(&self, bytes: &[u8]) -> Result<bool, Finding> {
        let (checked, cost) = measure(|| check_state_vector(bytes));
        bounded("the check of a state vector", cost.asked, bytes.len(), 1, 64)?;
        if checked.is_err() {
            return Ok(false);
        }
        let (vector, cost) = measure(|| StateVector::decode_v1(bytes));
        bounded("reading a state vector", cost.asked, bytes.len(), 64, GATE_BASE)?;
        let vector =
            vector.map_err(|error| Finding(format!("the gate passes a state vector that yrs cannot read: {error}")))?;
        let difference = self.postmortem.doc().transact().encode_state_as_update_v1(&vector);
        YrsUpdate::decode_v1(&difference)
            .map_err(|error| Finding(format!("a difference that yrs cannot read: {error}")))?;
        Ok(true)
    }

    /// Everything that is done with a document: it is stored, loaded by a fresh gate, and shown.
    pub fn inspect(&self) -> Result<(), Finding> {
        let (done, cost) = measure(|| {
            let (view, stored, deleted) = self.read();
            let reloaded = self.reload(&stored)?;
            let (again, stored_again, deleted_again) = reloaded.read();
            require(letters(&view) == letters(&again), || "a reloaded document shows something else".to_owned())?;
            require(deleted == deleted_again, || "a reloaded document has other deletions".to_owned())?;
            let twice = reloaded.reload(&stored_again)?.read().0;
            require(letters(&twice) == letters(&view), || {
                "a document that was reloaded twice shows something else".to_owned()
            })?;
            let markdown = render::markdown(&view);
            let page = render::page(&view, &|id| render::Shown::Linked(id.to_string()));
            let _ = (markdown, page);
            Ok(())
        });
        bounded("reading", cost.peak, self.bytes, WORK_FACTOR, WORK_BASE)?;
        done
    }

    fn read(&self) -> (View, Vec<u8>, Vec<u8>) {
        let txn = self.postmortem.doc().transact();
        let stored = txn.encode_state_as_update_v1(&StateVector::default());
        (self.postmortem.view(&txn), stored, txn.snapshot().delete_set.encode_v1())
    }

    fn reload(&self, stored: &[u8]) -> Result<Self, Finding> {
        let mut copy =
            Self { postmortem: Postmortem::new(SERVER), gate: Gate::new(), guard: self.guard, bytes: stored.len() };
        let admitted = copy.gate.admit(stored);
        if self.guard == Guard::Gate {
            admitted.map_err(|refusal| Finding(format!("the stored state does not pass the gate: {refusal}")))?;
        }
        copy.apply(stored).map_err(|Finding(what)| Finding(format!("the stored state: {what}")))?;
        if self.guard == Guard::Gate {
            copy.agrees()?;
        }
        Ok(copy)
    }
}

/// What a view shows, in no order: items whose neighbours nobody can have seen beside each other, though in the right order, may come to
/// stand elsewhere when they are put in their places in another order. Without digits: yrs rounds whole numbers past 2^53 when it stores them.
fn letters(view: &View) -> Vec<char> {
    let mut letters: Vec<_> = format!("{view:?}").chars().filter(|letter| !letter.is_ascii_digit()).collect();
    letters.sort_unstable();
    letters
}

fn frame(bytes: &[u8]) -> Result<bool, Finding> {
    let (decoded, cost) = measure(|| Message::decode(bytes).map(|message| message.encode()));
    bounded("reading a frame", cost.asked, bytes.len(), 64, GATE_BASE)?;
    let Ok(written) = decoded else { return Ok(false) };
    require(Message::decode(&written) == Message::decode(bytes), || {
        "a frame reads differently when written".to_owned()
    })?;
    Ok(true)
}

fn bounded(what: &str, bytes: usize, of: usize, factor: usize, base: usize) -> Result<(), Finding> {
    require(bytes <= of * factor + base, || format!("{what} takes {bytes} bytes of memory for {of}"))
}

//! The gate before yrs: decides from a client's raw bytes, without yrs, whether an update may be applied.
//!
//! yrs trusts what it decodes: crafted updates make it read freed memory, loop, overflow the stack or keep parts for ever
//! (y-crdt issues 373, 415, 493, 506). The gate keeps its own small picture of the document, which ids exist and in which container they live, and lets an
//! update through only if every part of it is well-formed, of a kind that a postmortem uses, and can be integrated completely, now.
//! What it refuses as [`Refusal::Missing`] an honest client may send after a sync step 1; the rest no honest client makes.

mod known;
mod order;
mod update;
mod reach;

use std::collections::HashMap;
use std::ops::Range;

use known::{Claim, Home, Known, Made, Overlay, Step};
use order::{Order, Trust};
pub use reach::Reach;
use update::{Content, Deletions, Item, Parent, Struct};

use crate::protocol::wire::Reader;

/// Most clients whose structs one update of a client may carry. A stored state has no such limit: it holds everybody who ever wrote.
pub const MAX_SECTIONS: usize = 1_024;
/// Clocks and lengths stay below this, as yrs counts them in 32 bits and some of its sums in signed ones.
pub const MAX_CLOCK: u64 = 1 << 31;
/// Deepest nesting of plain values (lists in lists).
pub const MAX_VALUE_DEPTH: usize = 16;
/// Deepest nesting of shared types; the model itself uses three levels.
pub const MAX_TYPE_DEPTH: u8 = 8;
/// Most steps that one update may make yrs take: past items that others put between an item's neighbours, or what takes as long. Two
/// people who are apart, each putting a thousand items in front of each other at the very same place, come to a third of it.
/// The dearest updates within it took yrs 1.1 s of processor time (`cargo xtask bench steps`, docs/BENCHMARKS.md).
pub const MAX_STEPS: usize = 3_000_000;
/// Most keys that a meeting may come to have. A meeting of fifty people over thirty commitments takes less than three thousand.
pub const MAX_MEETING_KEYS: usize = 20_000;
/// Largest value under a key of the meeting, in bytes.
pub const MAX_MEETING_VALUE_BYTES: usize = 8 << 10;
/// Longest name of a root or key of a map, in bytes.
pub const MAX_NAME_BYTES: usize = 256;

/// Why an update is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It builds on something that is not here: a sync step 1 makes the client send the whole difference.
    #[error("the update builds on changes that are not here")]
    Missing,
    /// It is not a well-formed update.
    #[error("the update is malformed: {0}")]
    Malformed(&'static str),
    /// It is well-formed but of a shape that a postmortem does not have.
    #[error("the update does not fit a postmortem: {0}")]
    Unfit(&'static str),
    /// It would keep yrs busy for too long.
    #[error("the update takes too long to put in its place")]
    Costly,
}

/// That an update may be applied, and what the gate will know then.
#[derive(Debug)]
pub struct Admission {
    overlay: Box<Overlay>,
    deletions: Vec<(u64, u32, u32)>,
}

impl Admission {
    /// The clients in whose names the update adds something.
    pub fn writers(&self) -> impl Iterator<Item = u64> {
        self.overlay.writers()
    }

    /// The clocks that the update adds: client, first, and the first that is not among them.
    pub fn adds(&self) -> impl Iterator<Item = (u64, u32, u32)> {
        self.overlay.adds()
    }
}

/// What one document's updates are checked against. It grows with the number of runs of typing, not of characters.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    known: Known,
    order: Order,
}

impl Gate {
    /// The gate of an empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks an update (v1) against the document as it is. What is found right goes on to [`Gate::take`], before another is checked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check(&self, update: &[u8]) -> Result<Admission, Refusal> {
        self.check_parsed(&update::parse(update, MAX_SECTIONS)?, Overlay::strict())
    }

    fn check_parsed(&self, parsed: &update::Parsed<'_>, mut overlay: Overlay) -> Result<Admission, Refusal> {
        integrate(parsed, &self.known, &mut overlay)?;
        for range in &parsed.deletions.ranges {
            if range.end > overlay.clock(&self.known, range.client) {
                return Err(Refusal::Missing);
            }
        }
        let deletions = parsed.deletions.ranges.iter().map(|range| (range.client, range.start, range.end)).collect();
        Ok(Admission { overlay: Box::new(overlay), deletions })
    }

    /// Finds the place of everything that a checked update adds, and counts it as part of the document: the caller applies it right away.
    /// Gives the steps that took, of which `most` are allowed, at most [`MAX_STEPS`].
    ///
    /// # Errors
    /// [`Refusal`]; the gate is then unchanged.
    pub fn take(&mut self, admission: Admission, most: usize) -> Result<usize, Refusal> {
        self.place(admission, Trust::Within(most.min(MAX_STEPS)))
    }

    fn place(&mut self, admission: Admission, trust: Trust) -> Result<usize, Refusal> {
        let Admission { overlay, deletions } = admission;
        let steps = self.order.place(&overlay.steps, &deletions, trust)?;
        self.known.absorb(*overlay);
        Ok(steps)
    }

    /// Checks an update that the server made or stored, and counts it as part of the document: for callers that apply it right away, whatever happens.
    ///
    /// # Errors
    /// [`Refusal`]; the gate is then unchanged.
    pub fn admit(&mut self, update: &[u8]) -> Result<(), Refusal> {
        let parsed = update::parse(update, usize::MAX)?;
        let admission = self.check_parsed(&parsed, Overlay::default())?;
        self.place(admission, Trust::Whole).map(|_| ())
    }

    /// Number of parts that the document has been made of. What yrs does for a change grows with it.
    pub fn parts(&self) -> usize {
        self.known.parts()
    }

    /// The first clock of a client that the document does not have.
    pub fn clock(&self, client: u64) -> u32 {
        self.known.clock(client)
    }
}

/// What an update adds and deletes, by client: ranges of clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Added, one range a client.
    pub inserted: Vec<(u64, Range<u32>)>,
    /// Deleted, by client in order.
    pub deleted: Vec<(u64, Range<u32>)>,
}

/// Reads what a stored update (v1) adds and deletes, without looking at what it builds on.
///
/// # Errors
/// [`Refusal`] when it cannot be read.
pub fn footprint(update: &[u8]) -> Result<Footprint, Refusal> {
    let parsed = update::parse(update, usize::MAX)?;
    let inserted = parsed.sections.iter().filter_map(|section| {
        let (first, last) = (section.structs.first()?, section.structs.last()?);
        Some((section.client, first.clock..last.clock + last.len))
    });
    let deleted = parsed.deletions.ranges.iter().map(|part| (part.client, part.start..part.end));
    Ok(Footprint { inserted: inserted.collect(), deleted: deleted.collect() })
}

/// Checks a state vector (v1) before yrs decodes it.
///
/// # Errors
/// [`Refusal::Malformed`].
pub fn check_state_vector(bytes: &[u8]) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    let count = update::count(&mut reader, 2)?;
    for _ in 0..count {
        update::client(&mut reader)?;
        update::clock(&mut reader)?;
    }
    if reader.is_empty() { Ok(()) } else { Err(Refusal::Malformed("bytes after the state vector")) }
}

/// Walks all structs in an order in which each finds what it builds on. Linear: a section that has to wait is woken once for each thing it waits for.
fn integrate(parsed: &update::Parsed<'_>, known: &Known, overlay: &mut Overlay) -> Result<(), Refusal> {
    let sections = &parsed.sections;
    let by_client: HashMap<u64, usize> =
        sections.iter().enumerate().map(|(index, section)| (section.client, index)).collect();
    let mut next = vec![0; sections.len()];
    let mut waiting: Vec<Vec<(usize, u32)>> = vec![Vec::new(); sections.len()];
    let begins: Vec<u32> = sections.iter().map(|section| overlay.clock(known, section.client)).collect();
    let mut ready: Vec<usize> = (0..sections.len()).rev().collect();
    while let Some(index) = ready.pop() {
        let section = &sections[index];
        while let Some(part) = section.structs.get(next[index]) {
            match place((section.client, begins[index]), part, &parsed.deletions, known, overlay)? {
                Placed::Done => next[index] += 1,
                Placed::Waits { client, clock } => {
                    let &other = by_client.get(&client).ok_or(Refusal::Missing)?;
                    if other == index {
                        return Err(Refusal::Malformed("an item refers to itself or to a later one"));
                    }
                    waiting[other].push((index, clock));
                    break;
                }
            }
        }
        let reached = overlay.clock(known, section.client);
        waiting[index].retain(|&(waiter, clock)| {
            let woken = clock < reached;
            if woken {
                ready.push(waiter);
            }
            !woken
        });
    }
    let whole = sections.iter().zip(&next).all(|(section, &done)| done == section.structs.len());
    if whole { Ok(()) } else { Err(Refusal::Missing) }
}

enum Placed {
    Done,
    Waits { client: u64, clock: u32 },
}

fn place(
    (client, section): (u64, u32),
    part: &Struct<'_>,
    deletions: &Deletions,
    known: &Known,
    overlay: &mut Overlay,
) -> Result<Placed, Refusal> {
    let reached = overlay.clock(known, client);
    if part.clock > reached {
        return Err(Refusal::Missing);
    }
    let end = part.clock + part.len;
    if end <= reached {
        return Ok(Placed::Done);
    }
    let Some(item) = &part.item else {
        overlay.push(client, Claim { start: reached, end, home: Home::Gone, made: Made::Deleted });
        return Ok(Placed::Done);
    };
    for (other, clock) in [item.origin, item.right_origin, item.parent_id()].into_iter().flatten() {
        if clock >= overlay.clock(known, other) {
            return Ok(Placed::Waits { client: other, clock });
        }
    }
    // Several values of a key are one item only after all of them were replaced.
    let single = part.len == 1 || deletions.hold(client, part.clock, end);
    let home = home(item, single, known, overlay)?;
    if part.clock < reached {
        // Part of it is here already: the rest is appended to that part, so it has to live in the same place.
        if !item.content.splits()
            || overlay.find(known, client, reached - 1).is_none_or(|claim| claim.home != home)
            || home == Home::Gone
        {
            return Err(Refusal::Missing);
        }
    }
    let made = match (&item.content, home) {
        (Content::Type(kind), Home::In(container)) => Made::Node(overlay.open_node(known, container, *kind)?),
        (Content::Deleted, _) | (_, Home::Gone) => Made::Deleted,
        _ => Made::Content,
    };
    overlay.push(client, Claim { start: reached, end, home, made });
    if let Home::In(list) = home {
        let origin = if part.clock < reached { Some((client, reached - 1)) } else { item.origin };
        let keyed = overlay.is_keyed(known, list);
        if keyed && item.right_origin.is_some() {
            return Err(Refusal::Malformed("the newest value of a key has nothing on its right"));
        }
        overlay.steps.push(Step {
            list,
            keyed,
            client,
            start: reached,
            end,
            section,
            origin,
            right_origin: item.right_origin,
            kind: item.content.number(),
            merges: item.content.splits(),
        });
    }
    Ok(Placed::Done)
}

/// Where an item lives: as it says, or as its neighbours do. `single`: at most one value of it is alive.
fn home(item: &Item<'_>, single: bool, known: &Known, overlay: &mut Overlay) -> Result<Home, Refusal> {
    let found = match &item.parent {
        Parent::Root(name) => overlay.root(known, name, item.key)?,
        Parent::Item { client, clock } => match overlay.find(known, *client, *clock) {
            Some(Claim { made: Made::Deleted, .. }) => Home::Gone,
            Some(Claim { made: Made::Node(node), .. }) => overlay.inside(known, node, item.key)?,
            _ => return Err(Refusal::Unfit("an item's parent is not a shared type")),
        },
        Parent::Neighbours => {
            let home_of = |id: Option<(u64, u32)>| {
                id.and_then(|(client, clock)| overlay.find(known, client, clock)).map(|claim| claim.home)
            };
            match (home_of(item.origin), home_of(item.right_origin)) {
                // Where one neighbour was collected, yrs goes by the other.
                (Some(Home::Gone), Some(home)) | (Some(home), Some(Home::Gone)) => home,
                (Some(left), Some(right)) if left != right => {
                    return Err(Refusal::Malformed("an item's neighbours live in different places"));
                }
                (Some(home), _) | (None, Some(home)) => home,
                (None, None) => return Err(Refusal::Malformed("an item without a place")),
            }
        }
    };
    if let Home::In(container) = found
        && !overlay.takes(known, container, item.content, single)
    {
        return Err(Refusal::Unfit("a kind of content that this text, list or map does not hold"));
    }
    if let Home::In(container) = found
        && !overlay.has_room(known, container, item.bytes)
    {
        return Err(Refusal::Unfit("a value is too large for where it stands"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

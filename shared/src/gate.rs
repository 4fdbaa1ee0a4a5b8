//! The gate before yrs: decides from a client's raw bytes, without yrs, whether an update may be applied.
//!
//! yrs trusts what it decodes: crafted updates make it read freed memory, loop, overflow the stack or keep parts for ever
//! (y-crdt issues 373, 415, 493, 506). The gate keeps its own small picture of the document, which ids exist and in which container they live, and lets an
//! update through only if every part of it is well-formed, of a kind that a postmortem uses, and can be integrated completely, now.
//! What it refuses as [`Refusal::Missing`] an honest client may send after a sync step 1; the rest no honest client makes.

mod known;
mod update;
mod footprint;

use std::collections::HashMap;

pub use footprint::Footprint;
use known::{Claim, Home, Known, Made, Overlay};
use update::{Content, Item, Parent, Struct};

use crate::protocol::wire::Reader;

/// Most clients whose structs one update of a client may carry. A stored state has no such limit: it holds everybody who ever wrote.
pub const MAX_SECTIONS: usize = 1_024;
/// Clocks and lengths stay below this, as yrs counts them in 32 bits and some of its sums in signed ones.
pub const MAX_CLOCK: u64 = 1 << 31;
/// Deepest nesting of plain values (lists in lists).
pub const MAX_VALUE_DEPTH: usize = 16;
/// Deepest nesting of shared types; the model itself uses three levels.
pub const MAX_TYPE_DEPTH: u8 = 8;
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
}

/// That an update may be applied, and what the gate will know then.
#[derive(Debug)]
pub struct Admission(Box<Overlay>);

impl Admission {
    /// The clients in whose names the update adds something.
    pub fn writers(&self) -> impl Iterator<Item = u64> {
        self.0.writers()
    }
}

/// What one document's updates are checked against. It grows with the number of runs of typing, not of characters.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    known: Known,
}

impl Gate {
    /// The gate of an empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks an update (v1) against the document as it is. The gate is unchanged until the caller has applied the update and says so by
    /// [`Gate::absorb`], before it checks another.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check(&self, update: &[u8]) -> Result<Admission, Refusal> {
        self.check_parsed(&update::parse(update, MAX_SECTIONS)?)
    }

    fn check_parsed(&self, parsed: &update::Parsed<'_>) -> Result<Admission, Refusal> {
        let mut overlay = Overlay::default();
        integrate(&parsed.sections, &self.known, &mut overlay)?;
        for range in &parsed.deletions {
            if range.end > overlay.clock(&self.known, range.client) {
                return Err(Refusal::Missing);
            }
        }
        Ok(Admission(Box::new(overlay)))
    }

    /// Counts an update that was checked and applied as part of the document.
    pub fn absorb(&mut self, admission: Admission) {
        self.known.absorb(*admission.0);
    }

    /// Checks an update that the server made or stored, and counts it as part of the document: for callers that apply it right away, whatever happens.
    ///
    /// # Errors
    /// [`Refusal`]; the gate is then unchanged.
    pub fn admit(&mut self, update: &[u8]) -> Result<(), Refusal> {
        let parsed = update::parse(update, usize::MAX)?;
        self.check_parsed(&parsed).map(|admission| self.absorb(admission))
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
fn integrate(sections: &[update::Section<'_>], known: &Known, overlay: &mut Overlay) -> Result<(), Refusal> {
    let by_client: HashMap<u64, usize> =
        sections.iter().enumerate().map(|(index, section)| (section.client, index)).collect();
    let mut next = vec![0; sections.len()];
    let mut waiting: Vec<Vec<(usize, u32)>> = vec![Vec::new(); sections.len()];
    let mut ready: Vec<usize> = (0..sections.len()).rev().collect();
    while let Some(index) = ready.pop() {
        let section = &sections[index];
        while let Some(part) = section.structs.get(next[index]) {
            match place(section.client, part, known, overlay)? {
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

fn place(client: u64, part: &Struct<'_>, known: &Known, overlay: &mut Overlay) -> Result<Placed, Refusal> {
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
    let home = home(item, known, overlay)?;
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
    Ok(Placed::Done)
}

/// Where an item lives: as it says, or as its neighbours do.
fn home(item: &Item<'_>, known: &Known, overlay: &mut Overlay) -> Result<Home, Refusal> {
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
                (Some(Home::Gone), _) | (_, Some(Home::Gone)) => Home::Gone,
                (Some(left), Some(right)) if left != right => {
                    return Err(Refusal::Malformed("an item's neighbours live in different places"));
                }
                (Some(home), _) | (None, Some(home)) => home,
                (None, None) => return Err(Refusal::Malformed("an item without a place")),
            }
        }
    };
    if let Home::In(container) = found
        && !overlay.takes(known, container, item.content)
    {
        return Err(Refusal::Unfit("a kind of content that this text, list or map does not hold"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

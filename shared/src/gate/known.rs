//! What the gate knows of a document: which clocks exist, and in which container each lives.

use std::collections::HashMap;

use super::{
    MAX_MEETING_KEYS, MAX_MEETING_VALUE_BYTES, MAX_TYPE_DEPTH, Refusal,
    update::{Content, Id, Kind},
};
use crate::document::meeting::is_meeting_key;

/// The root of the meeting, which holds plain values under the keys that the model names.
const MEETING: &str = "meeting";

/// Where an item lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// In this container.
    In(u32),
    /// Nowhere any more: its container was deleted and collected.
    Gone,
}

/// A run of one client's clocks that live in one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) home: Home,
    pub(super) made: Made,
}

/// An item that an update adds to a container, for [`super::order::Order`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The container.
    pub(super) list: u32,
    /// Whether that is a key of a map.
    pub(super) keyed: bool,
    pub(super) client: u64,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Where the client's changes begin in this update.
    pub(super) section: u32,
    pub(super) origin: Option<Id>,
    pub(super) right_origin: Option<Id>,
    /// Its kind of content, as a number.
    pub(super) kind: u8,
    /// Whether yrs makes one item of two such that follow each other.
    pub(super) merges: bool,
}

/// What an item is to those that name it as their parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// Not a parent.
    Content,
    /// A shared type.
    Node(u32),
    /// Something deleted, possibly a shared type: what is put into it is gone at once.
    Deleted,
}

/// A sequence, or one key of a map: items of two containers never neighbour each other.
#[derive(Clone, Debug)]
struct Container {
    /// What it may hold.
    holds: Holds,
    depth: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Characters.
    Text,
    /// Values and shared types, in a row.
    Values,
    /// Values and shared types that follow each other under a key.
    Value,
    /// Values alone that follow each other under a key.
    Plain,
    /// A root whose type nobody has said yet.
    Anything,
}

/// A shared type: a root or one that an item made.
#[derive(Clone, Debug)]
struct Node {
    kind: Option<Kind>,
    depth: u8,
}

/// The document as far as it is applied.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    claims: HashMap<u64, Vec<Claim>>,
    /// Claims taken in, of all clients.
    parts: usize,
    nodes: Vec<Node>,
    containers: Vec<Container>,
    roots: HashMap<Box<str>, u32>,
    /// Container of a node's sequence (`None`) or of one of its keys.
    rooms: HashMap<(u32, Option<Box<str>>), u32>,
    /// Keys of the meeting.
    meeting: usize,
}

/// What one update adds, until all of it is found to be right.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    claims: HashMap<u64, Vec<Claim>>,
    nodes: Vec<Node>,
    containers: Vec<Container>,
    roots: HashMap<Box<str>, u32>,
    rooms: HashMap<(u32, Option<Box<str>>), u32>,
    meeting: usize,
    /// Whether somebody else made it: what was stored is taken as it is, lest a document does not open.
    strict: bool,
    /// Items in the order in which they were taken in.
    pub(super) steps: Vec<Step>,
}

impl Known {
    pub(super) fn clock(&self, client: u64) -> u32 {
        self.claims.get(&client).and_then(|claims| claims.last()).map_or(0, |claim| claim.end)
    }

    pub(super) fn parts(&self) -> usize {
        self.parts
    }

    pub(super) fn absorb(&mut self, overlay: Overlay) {
        self.nodes.extend(overlay.nodes);
        self.containers.extend(overlay.containers);
        self.roots.extend(overlay.roots);
        self.rooms.extend(overlay.rooms);
        self.meeting += overlay.meeting;
        for (client, claims) in overlay.claims {
            self.parts += claims.len();
            let held = self.claims.entry(client).or_default();
            for claim in claims {
                append(held, claim);
            }
        }
    }
}

impl Overlay {
    /// For an update that a client made.
    pub(super) fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// The first clock of `client` that is not there yet.
    pub(super) fn clock(&self, known: &Known, client: u64) -> u32 {
        self.claims.get(&client).and_then(|claims| claims.last()).map_or_else(|| known.clock(client), |claim| claim.end)
    }

    pub(super) fn find(&self, known: &Known, client: u64, clock: u32) -> Option<Claim> {
        let held = [self.claims.get(&client), known.claims.get(&client)];
        held.into_iter().flatten().find_map(|claims| {
            let index = claims.partition_point(|claim| claim.end <= clock);
            claims.get(index).filter(|claim| claim.start <= clock).copied()
        })
    }

    pub(super) fn writers(&self) -> impl Iterator<Item = u64> {
        self.claims.keys().copied()
    }

    pub(super) fn adds(&self) -> impl Iterator<Item = (u64, u32, u32)> {
        let span = |(&client, claims): (&u64, &Vec<Claim>)| Some((client, claims.first()?.start, claims.last()?.end));
        self.claims.iter().filter_map(span)
    }

    /// Adds a run; it begins where the client's clocks end.
    pub(super) fn push(&mut self, client: u64, claim: Claim) {
        append(self.claims.entry(client).or_default(), claim);
    }

    pub(super) fn root(&mut self, known: &Known, name: &str, key: Option<&str>) -> Result<Home, Refusal> {
        let node = if let Some(&node) = known.roots.get(name).or_else(|| self.roots.get(name)) {
            node
        } else {
            let node = self.add_node(known, Node { kind: root_kind(name), depth: 0 })?;
            self.roots.insert(name.into(), node);
            node
        };
        let meeting = name == MEETING && key.is_some_and(is_meeting_key);
        if name == MEETING && !meeting && self.strict {
            return Err(Refusal::Unfit("the meeting has no such key"));
        }
        let rooms = self.rooms.len();
        let home = self.inside(known, node, key)?;
        if let (true, true, Home::In(_)) = (meeting, self.rooms.len() > rooms, home) {
            self.meeting += 1;
            if self.strict && known.meeting + self.meeting > MAX_MEETING_KEYS {
                return Err(Refusal::Unfit("the meeting has too many keys"));
            }
            if let Some(container) = self.containers.last_mut() {
                container.holds = Holds::Plain;
            }
        }
        Ok(home)
    }

    /// The container of a node's sequence, or of one of its keys.
    pub(super) fn inside(&mut self, known: &Known, node: u32, key: Option<&str>) -> Result<Home, Refusal> {
        let room = (node, key.map(Box::from));
        if let Some(&container) = known.rooms.get(&room).or_else(|| self.rooms.get(&room)) {
            return Ok(Home::In(container));
        }
        let Node { kind, depth } =
            self.node(known, node).cloned().ok_or(Refusal::Unfit("an item's parent is not a shared type"))?;
        let holds = match (kind, key.is_some()) {
            (None | Some(Kind::Map), true) => Holds::Value,
            (Some(Kind::Array), false) => Holds::Values,
            (Some(Kind::Text), false) => Holds::Text,
            (None, false) => Holds::Anything,
            _ => return Err(Refusal::Unfit("keys belong to maps, and maps hold nothing without one")),
        };
        let container = index(known.containers.len() + self.containers.len())?;
        self.containers.push(Container { holds, depth });
        self.rooms.insert(room, container);
        Ok(Home::In(container))
    }

    /// Whether a container is a key of a map.
    pub(super) fn is_keyed(&self, known: &Known, container: u32) -> bool {
        let holds = self.container(known, container).map(|container| container.holds);
        matches!(holds, Some(Holds::Value | Holds::Plain))
    }

    /// Whether content of this kind may stand in a container. `single`: at most one value of it is alive.
    pub(super) fn takes(&self, known: &Known, container: u32, content: Content, single: bool) -> bool {
        let holds = self.container(known, container).map(|container| container.holds);
        match (content, holds) {
            // Several could be cut in two, both parts of them alive.
            (Content::Values | Content::Type(_), Some(Holds::Value)) | (Content::Values, Some(Holds::Plain)) => single,
            (Content::Type(_), Some(Holds::Plain)) => single && !self.strict,
            (Content::Deleted, Some(_))
            | (Content::Text, Some(Holds::Text | Holds::Anything))
            | (Content::Values | Content::Type(_), Some(Holds::Values | Holds::Anything)) => true,
            _ => false,
        }
    }

    /// Whether a value of so many bytes may stand in a container.
    pub(super) fn has_room(&self, known: &Known, container: u32, bytes: usize) -> bool {
        let holds = self.container(known, container).map(|container| container.holds);
        !self.strict || holds != Some(Holds::Plain) || bytes <= MAX_MEETING_VALUE_BYTES
    }

    /// A shared type made by an item in `container`.
    pub(super) fn open_node(&mut self, known: &Known, container: u32, kind: Kind) -> Result<u32, Refusal> {
        let depth = self.container(known, container).map_or(0, |container| container.depth) + 1;
        if depth > MAX_TYPE_DEPTH {
            return Err(Refusal::Unfit("shared types are nested too deeply"));
        }
        self.add_node(known, Node { kind: Some(kind), depth })
    }

    fn add_node(&mut self, known: &Known, node: Node) -> Result<u32, Refusal> {
        let number = index(known.nodes.len() + self.nodes.len())?;
        self.nodes.push(node);
        Ok(number)
    }

    fn node<'a>(&'a self, known: &'a Known, number: u32) -> Option<&'a Node> {
        at(&known.nodes, &self.nodes, number)
    }

    fn container<'a>(&'a self, known: &'a Known, number: u32) -> Option<&'a Container> {
        at(&known.containers, &self.containers, number)
    }
}

/// The types of the roots that the model names; others are what their first writer makes of them.
fn root_kind(name: &str) -> Option<Kind> {
    match name {
        "title" => Some(Kind::Text),
        "meta" | "sections" | "timeline" | "mitigations" | MEETING => Some(Kind::Map),
        _ => None,
    }
}

fn at<'a, T>(known: &'a [T], added: &'a [T], number: u32) -> Option<&'a T> {
    let number = number as usize;
    known.get(number).or_else(|| added.get(number.checked_sub(known.len())?))
}

fn index(count: usize) -> Result<u32, Refusal> {
    u32::try_from(count).map_err(|_| Refusal::Unfit("the document has too many parts"))
}

fn append(claims: &mut Vec<Claim>, claim: Claim) {
    match claims.last_mut() {
        Some(last)
            if last.end == claim.start
                && last.home == claim.home
                && last.made == claim.made
                && !matches!(claim.made, Made::Node(_)) =>
        {
            last.end = claim.end;
        }
        _ => claims.push(claim),
    }
}

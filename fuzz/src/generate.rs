//! Updates made from the grammar, most of them nearly right: they go where the gate has to think.

use crate::dice::Dice;
use crate::update::{Content, Parent, Part, Section, Update, put, put_bytes};
use crate::world::{Owner, Place, World};

/// Names of roots, the model's and others.
pub const ROOTS: [&str; 9] = ["title", "meta", "sections", "timeline", "mitigations", "meeting", "other", "x", ""];
/// Keys, the model's and others.
pub const KEYS: [&str; 12] =
    ["rank", "kind", "heading", "body", "text", "evidence", "services", "removed_at", "detected", "id1", "new", ""];
/// Texts with every length of character.
const TEXTS: [&str; 8] = ["a", "ab", "🚒", "é🚒b", "\u{0}", "# <b>x</b> | |", "\u{FFFD}", "日本語 text"];

/// A whole update.
pub fn update(world: &World, dice: &mut Dice) -> Update {
    let mut update = Update::default();
    // What it brings itself can be built on as well.
    let mut world = world.clone();
    for _ in 0..=dice.below(3) {
        let client = world.client(dice);
        let known = world.clocks.get(&client).copied().unwrap_or_default();
        let clock = match dice.below(12) {
            0 => dice.number(),
            1 | 2 => known.saturating_sub(dice.below(6)),
            _ => known,
        };
        let mut section = Section { client, clock, parts: Vec::new() };
        for _ in 0..=dice.below(5) {
            section.parts.push(part(&world, dice));
            let mut so_far = Update::default();
            so_far.sections.push(section.clone());
            world.learn(&so_far);
        }
        update.sections.push(section);
    }
    if dice.once_in(3) {
        update.sections.reverse();
    }
    for _ in 0..dice.below(3) {
        update.deletions.push(deletion(&world, dice));
    }
    update
}

/// One client's deleted ranges.
pub fn deletion(world: &World, dice: &mut Dice) -> (u64, Vec<(u64, u64)>) {
    let client = world.client(dice);
    let mut at = 0;
    let count = dice.below(4);
    let ranges = (0..count).map(|_| {
        let (start, len) = (at + dice.below(8), 1 + dice.below(6));
        at = start + len + dice.below(2);
        if dice.once_in(40) { (dice.number(), dice.number()) } else { (start, len) }
    });
    (client, ranges.collect())
}

/// One part, mostly in one place and of what that place holds.
pub fn part(world: &World, dice: &mut Dice) -> Part {
    if dice.once_in(12) {
        let len = if dice.once_in(8) { dice.number() } else { 1 + dice.below(5) };
        let content = if dice.once_in(6) { Content::Skip(len) } else { Content::Gc(len) };
        return Part { origin: None, right: None, parent: Parent::Root(String::new()), key: None, content };
    }
    let place = place(world, dice);
    let mut neighbour = |odds| if dice.once_in(odds) { None } else { world.neighbour(&place, dice) };
    let (mut origin, mut right) = (neighbour(3), neighbour(2));
    if dice.once_in(15) {
        origin = Some(world.id(dice));
    }
    if dice.once_in(15) {
        right = Some(world.id(dice));
    }
    let parent = match &place.owner {
        Owner::Root(name) => Parent::Root(name.clone()),
        Owner::Item(id) => Parent::Item(*id),
    };
    let content = content(world, &place, dice);
    Part { origin, right, parent, key: place.key.clone(), content }
}

fn place(world: &World, dice: &mut Dice) -> Place {
    let key = |dice: &mut Dice| Some(KEYS[dice.index(KEYS.len())].to_owned());
    let places: Vec<_> = world.places.keys().collect();
    match dice.below(5) {
        0 => {
            let owner = Owner::Root(ROOTS[dice.index(ROOTS.len())].to_owned());
            Place { owner, key: if dice.once_in(3) { None } else { key(dice) } }
        }
        1 | 2 => match dice.pick(&world.types) {
            Some(&(id, kind)) => {
                let keyed = if dice.once_in(10) { dice.once_in(2) } else { kind == 1 };
                Place { owner: Owner::Item(id), key: if keyed { key(dice) } else { None } }
            }
            None => Place { owner: Owner::Root("title".to_owned()), key: None },
        },
        _ => dice
            .pick(&places)
            .map_or_else(|| Place { owner: Owner::Root("meta".to_owned()), key: key(dice) }, |place| (*place).clone()),
    }
}

fn content(world: &World, place: &Place, dice: &mut Dice) -> Content {
    let text = match &place.owner {
        Owner::Root(name) => name == "title",
        Owner::Item(id) => world.types.iter().any(|(made, kind)| made == id && *kind == 2),
    };
    let kinds = if dice.once_in(8) { 12 } else { 6 };
    match dice.below(kinds) {
        0 => Content::Deleted(1 + dice.below(5)),
        1 | 2 if text => Content::Text(TEXTS[dice.index(TEXTS.len())].to_owned()),
        1 | 2 if dice.once_in(2) => Content::Type(if dice.once_in(20) { dice.below(9) } else { dice.below(3) }),
        3 if text => Content::Text(TEXTS[dice.index(TEXTS.len())].repeat(3)),
        4 if text => Content::Text("x".to_owned()),
        1..=5 => Content::Values((0..=dice.below(3)).map(|_| value(dice)).collect()),
        6 => Content::Text(String::new()),
        7 => Content::Values(Vec::new()),
        8 => Content::Deleted(dice.number()),
        _ => other(dice),
    }
}

fn other(dice: &mut Dice) -> Content {
    let kind = [2, 3, 5, 6, 9, 11, 12, 31][dice.index(8)];
    let mut bytes = Vec::new();
    match kind {
        2 => {
            put(&mut bytes, 1);
            put_bytes(&mut bytes, b"{}");
        }
        6 => {
            put_bytes(&mut bytes, b"bold");
            put_bytes(&mut bytes, b"true");
        }
        9 => {
            put_bytes(&mut bytes, b"guid");
            bytes.extend([118, 0]);
        }
        11 => bytes.extend([0, 5, 0, 5, 1]),
        _ => put_bytes(&mut bytes, b"{\"a\":1}"),
    }
    Content::Other(kind, bytes)
}

/// A plain value; sometimes a deep one.
pub fn value(dice: &mut Dice) -> Vec<u8> {
    let mut out = Vec::new();
    let depth = if dice.once_in(10) { dice.below(40) } else { dice.below(3) };
    for _ in 0..depth {
        if dice.once_in(2) {
            out.extend([117, 1]);
        } else {
            out.extend([118, 1, 1, b'k']);
        }
    }
    match dice.below(9) {
        0 => out.push(127),
        1 => out.push(126),
        2 => out.extend([125, dice.byte() & 0x7f]),
        3 => out.extend([124, 0, 0, dice.byte(), dice.byte()]),
        4 => {
            out.push(123);
            out.extend(dice.any().to_be_bytes());
        }
        5 => {
            out.push(122);
            out.extend(dice.any().to_be_bytes());
        }
        6 => out.push(120),
        7 => {
            out.push(116);
            put_bytes(&mut out, &[1, 2, 3]);
        }
        _ => {
            out.push(119);
            put_bytes(&mut out, b"2026-03-11T14:30:00+01:00");
        }
    }
    out
}

//! Real updates, bent: at bytes, at numbers, at their structure, and two of them spliced.

use crate::dice::Dice;
use crate::generate::{KEYS, ROOTS, deletion, part, value};
use crate::update::{Content, Parent, Part, Update, put};
use crate::world::World;

/// Bends bytes and numbers.
pub fn bytes(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(3) {
        if bytes.is_empty() {
            bytes.push(dice.byte());
        }
        let at = dice.index(bytes.len());
        match dice.below(7) {
            0 => bytes[at] = dice.byte(),
            1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes.insert(at, dice.byte()),
            3 => drop(bytes.remove(at)),
            4 => bytes.truncate(at),
            5 => number(&mut bytes, at, dice),
            _ => {
                let end = (at + 1 + dice.index(16)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = dice.index(bytes.len());
                bytes.splice(to..to, copy);
            }
        }
    }
    bytes
}

/// Replaces the number that seems to begin at `at`.
fn number(bytes: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let length = bytes[at..].iter().take(9).take_while(|byte| **byte & 0x80 != 0).count() + 1;
    let mut written = Vec::new();
    put(&mut written, dice.number());
    if dice.once_in(10) {
        // The same number with more bytes than it needs.
        if let Some(last) = written.last_mut() {
            *last |= 0x80;
        }
        written.push(0);
    }
    let end = (at + length).min(bytes.len());
    bytes.splice(at..end, written);
}

/// The first bytes of one and the last of another.
pub fn splice(one: &[u8], two: &[u8], dice: &mut Dice) -> Vec<u8> {
    let (at, from) = (dice.index(one.len() + 1), dice.index(two.len() + 1));
    [&one[..at], &two[from..]].concat()
}

/// Sections of one update and sections or deletions of another.
pub fn join(mut one: Update, two: Update, dice: &mut Dice) -> Update {
    for section in two.sections {
        if dice.once_in(2) {
            let at = dice.index(one.sections.len() + 1);
            one.sections.insert(at, section);
        }
    }
    if dice.once_in(2) {
        one.deletions.extend(two.deletions);
    }
    one
}

/// Bends the structure of an update.
pub fn structure(update: &mut Update, world: &World, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        once(update, world, dice);
    }
}

fn once(update: &mut Update, world: &World, dice: &mut Dice) {
    if update.sections.is_empty() || dice.once_in(6) {
        return deletions(update, world, dice);
    }
    let which = dice.index(update.sections.len());
    match dice.below(9) {
        0 => {
            let copy = update.sections[which].clone();
            let at = dice.index(update.sections.len() + 1);
            update.sections.insert(at, copy);
        }
        1 => drop(update.sections.remove(which)),
        2 => update.sections[which].client = world.client(dice),
        3 => {
            let section = &mut update.sections[which];
            section.clock = match dice.below(4) {
                0 => dice.number(),
                1 => section.clock.saturating_sub(1),
                2 => section.clock.wrapping_add(1 + dice.below(3)),
                _ => world.clocks.get(&section.client).copied().unwrap_or_default(),
            };
        }
        _ => {
            let parts = &mut update.sections[which].parts;
            if parts.is_empty() || dice.once_in(5) {
                let at = dice.index(parts.len() + 1);
                return parts.insert(at, part(world, dice));
            }
            let at = dice.index(parts.len());
            match dice.below(6) {
                0 => drop(parts.remove(at)),
                1 => {
                    let (copy, to) = (parts[at].clone(), dice.index(parts.len() + 1));
                    parts.insert(to, copy);
                }
                2 => {
                    let to = dice.index(parts.len());
                    parts.swap(at, to);
                }
                _ => bend(&mut parts[at], world, dice),
            }
        }
    }
}

fn bend(part: &mut Part, world: &World, dice: &mut Dice) {
    match dice.below(9) {
        0 => part.origin = Some(world.id(dice)),
        1 => part.right = Some(world.id(dice)),
        2 => part.origin = None,
        3 => part.right = None,
        4 => std::mem::swap(&mut part.origin, &mut part.right),
        5 => {
            part.parent = if dice.once_in(2) {
                Parent::Root(ROOTS[dice.index(ROOTS.len())].to_owned())
            } else {
                let types: Vec<_> = world.types.iter().map(|(id, _)| *id).collect();
                Parent::Item(dice.pick(&types).copied().unwrap_or_else(|| world.id(dice)))
            };
        }
        6 => part.key = if dice.once_in(3) { None } else { Some(KEYS[dice.index(KEYS.len())].to_owned()) },
        7 => match &mut part.content {
            Content::Gc(len) | Content::Skip(len) | Content::Deleted(len) => *len = dice.number(),
            Content::Text(text) => text.push('🚒'),
            Content::Values(values) => values.push(value(dice)),
            Content::Type(kind) => *kind = dice.below(9),
            Content::Other(kind, _) => *kind = dice.byte(),
        },
        _ => {
            let other = crate::generate::part(world, dice);
            part.content = other.content;
        }
    }
}

fn deletions(update: &mut Update, world: &World, dice: &mut Dice) {
    if update.deletions.is_empty() || dice.once_in(3) {
        return update.deletions.push(deletion(world, dice));
    }
    let which = dice.index(update.deletions.len());
    let (client, ranges) = &mut update.deletions[which];
    match dice.below(6) {
        0 => *client = world.client(dice),
        1 => ranges.reverse(),
        2 => ranges.push((dice.number(), dice.number())),
        3 => ranges.iter_mut().for_each(|range| range.1 = range.1.wrapping_add(1)),
        4 => ranges.clear(),
        _ => {
            let copy = update.deletions[which].clone();
            update.deletions.push(copy);
        }
    }
}

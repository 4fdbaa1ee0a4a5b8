//! What a hostile client could know of a document: which ids there are, and which of them live beside each other.

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::update::{Content, Id, Parent, Update};

/// Where parts live: under a root or in a shared type, in its sequence or under a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of a root, or the id of the item that made a shared type.
    pub owner: Owner,
    /// Key in a map.
    pub key: Option<String>,
}

/// Whose place it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A root.
    Root(String),
    /// A shared type.
    Item(Id),
}

/// A run of clocks of one client.
type Run = (u64, u64, u64);

/// The picture.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Next clock of each client.
    pub clocks: BTreeMap<u64, u64>,
    /// Runs by place.
    pub places: BTreeMap<Place, Vec<Run>>,
    /// Shared types and their numbers.
    pub types: Vec<(Id, u64)>,
    homes: BTreeMap<Id, (u64, Place)>,
}

impl World {
    /// Takes in an update that was let through.
    pub fn learn(&mut self, update: &Update) {
        // Parts may build on parts of sections that stand later in it.
        for _ in 0..3 {
            for section in &update.sections {
                let mut clock = section.clock;
                for part in &section.parts {
                    let id = (section.client, clock);
                    let len = part.content.clocks().min(1 << 32);
                    clock = clock.saturating_add(len);
                    let neighbour = part.origin.or(part.right);
                    let place = match (neighbour, &part.parent) {
                        _ if matches!(part.content, Content::Gc(_) | Content::Skip(_)) => None,
                        (Some(id), _) => self.home(id).cloned(),
                        (None, Parent::Root(name)) => {
                            Some(Place { owner: Owner::Root(name.clone()), key: part.key.clone() })
                        }
                        (None, Parent::Item(id)) => Some(Place { owner: Owner::Item(*id), key: part.key.clone() }),
                    };
                    if let Some(place) = place
                        && !self.homes.contains_key(&id)
                    {
                        self.places.entry(place.clone()).or_default().push((id.0, id.1, len));
                        self.homes.insert(id, (len, place));
                        if let Content::Type(kind) = part.content {
                            self.types.push((id, kind));
                        }
                    }
                }
                let next = self.clocks.entry(section.client).or_default();
                *next = clock.max(*next);
            }
        }
    }

    fn home(&self, (client, clock): Id) -> Option<&Place> {
        let ((owner, start), (len, place)) = self.homes.range(..=(client, clock)).next_back()?;
        (*owner == client && clock < start.saturating_add(*len)).then_some(place)
    }

    /// An id that is there, or nearly.
    pub fn id(&self, dice: &mut Dice) -> Id {
        let clients: Vec<_> = self.clocks.iter().collect();
        match dice.pick(&clients) {
            Some((client, clock)) => {
                let clock = match dice.below(6) {
                    0 => **clock,
                    1 => dice.number(),
                    _ => dice.below((**clock).max(1)),
                };
                (**client, clock)
            }
            None => (dice.number(), dice.number()),
        }
    }

    /// An id in one place.
    pub fn neighbour(&self, place: &Place, dice: &mut Dice) -> Option<Id> {
        let &(client, start, len) = dice.pick(self.places.get(place)?)?;
        let offset = if dice.once_in(2) { len.max(1) - 1 } else { dice.below(len.max(1)) };
        Some((client, start.saturating_add(offset)))
    }

    /// A client: mostly one that is there.
    pub fn client(&self, dice: &mut Dice) -> u64 {
        let clients: Vec<_> = self.clocks.keys().copied().collect();
        match dice.below(5) {
            0 => 1 + dice.below(40),
            1 if dice.once_in(20) => dice.number(),
            _ => dice.pick(&clients).copied().unwrap_or(5),
        }
    }
}

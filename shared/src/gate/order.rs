//! In which order items stand, as yrs will put them (YATA, as in `resolve_conflict` of yrs and `Item.integrate` of Yjs), and what
//! putting them there costs. yrs takes items whose neighbours stand the wrong way round, and then shows something else after it was
//! reloaded; and it walks past everything between an item's neighbours, for each item anew.

use std::collections::{BTreeMap, HashMap};

use super::Refusal;
use super::known::Step;
use super::update::{Content, Id};

/// No block.
const NONE: u32 = u32::MAX;
/// So many characters that yrs copies, or places in its list of a client's items that it moves, take about as long as one step past an item.
const MOVED_PER_STEP: usize = 64;
/// So many characters that it copies from one place to another, where they lie in a row, take about as long.
const COPIED_PER_STEP: usize = 1_024;

/// A run of one client's clocks that stands together.
#[derive(Clone, Copy, Debug)]
struct Block {
    left: u32,
    right: u32,
    list: u32,
    start: u32,
    end: u32,
    kind: u8,
    client: u64,
    origin: Option<Id>,
    right_origin: Option<Id>,
}

/// What stands in one container.
#[derive(Clone, Copy, Debug)]
struct List {
    first: u32,
    len: u32,
}

/// How to take a change back.
#[derive(Clone, Copy, Debug)]
enum Undo {
    Block(u32, Block),
    List(u32, List),
    Added,
}

/// Whether an item counts as built on something and nothing else …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// … only if its neighbours stand in their order and the whole takes at most so many steps.
    Within(usize),
    /// … in any case: it is stored.
    Whole,
}

/// The lists of a whole document.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    blocks: Vec<Block>,
    lists: Vec<List>,
    /// Blocks of each client by their first clock.
    clients: HashMap<u64, BTreeMap<u32, u32>>,
    /// For each block the last walk that passed it, and the last stretch of a walk.
    passed: Vec<(u64, u64)>,
    walks: u64,
    undo: Vec<Undo>,
    steps: usize,
}

impl Order {
    /// Puts everything in its place that an update adds, and cuts where it deletes. Gives the steps that this took.
    ///
    /// # Errors
    /// What is not to be trusted; then nothing was changed.
    pub(super) fn place(
        &mut self,
        steps: &[Step],
        deletions: &[(u64, u32, u32)],
        trust: Trust,
    ) -> Result<usize, Refusal> {
        self.steps = 0;
        let placed = steps.iter().try_for_each(|step| self.put(step, trust)).and_then(|()| {
            deletions.iter().try_for_each(|&(client, start, end)| {
                self.starting((client, start));
                self.ending((client, end - 1));
                self.afford(trust)
            })
        });
        if placed.is_err() {
            self.take_back();
        }
        self.undo.clear();
        placed.map(|()| self.steps)
    }

    fn afford(&self, trust: Trust) -> Result<(), Refusal> {
        if trust == Trust::Whole || matches!(trust, Trust::Within(most) if self.steps <= most) {
            Ok(())
        } else {
            Err(Refusal::Costly)
        }
    }

    fn put(&mut self, step: &Step, trust: Trust) -> Result<(), Refusal> {
        // In this order: a cut leaves the number of a block to its first part.
        let right = step.right_origin.and_then(|id| self.starting(id)).unwrap_or(NONE);
        let mut left = step.origin.and_then(|id| self.ending(id)).unwrap_or(NONE);
        if left == NONE && step.keyed {
            // yrs goes back to the first value of the key.
            self.steps += self.list(step.list).len as usize;
        }
        left = self.walk(step, left, right, trust)?;
        let next = if left == NONE { self.list(step.list).first } else { self.at(left).right };
        if left != NONE && self.continues(left, step) {
            let piece = (step.end - step.section) as usize;
            // yrs joins the pieces of an update from the last to the first, and copies what it has joined each time; values one by one.
            let at_once = if step.kind == Content::Values.number() { MOVED_PER_STEP } else { COPIED_PER_STEP };
            self.steps += piece / at_once;
            self.change(left, |block| block.end = step.end);
            return self.afford(trust);
        }
        let block = Block {
            left,
            right: next,
            list: step.list,
            start: step.start,
            end: step.end,
            kind: step.kind,
            client: step.client,
            origin: step.origin,
            right_origin: step.right_origin,
        };
        self.insert(block);
        self.afford(trust)
    }

    /// Whether yrs will make one item of the one at `left` and a new one behind it.
    fn continues(&self, left: u32, step: &Step) -> bool {
        let block = self.at(left);
        block.client == step.client
            && block.end == step.start
            && step.origin == Some((step.client, step.start - 1))
            && block.right_origin == step.right_origin
            && block.kind == step.kind
            && step.merges
    }

    /// Goes from the left neighbour to the right one, past whatever was put between them by others; gives what the new item comes behind.
    fn walk(&mut self, step: &Step, left: u32, right: u32, trust: Trust) -> Result<u32, Refusal> {
        self.walks += 1;
        let walk = self.walks;
        let (mut stretch, mut place, mut decided) = (walk, left, false);
        let mut other = if left == NONE { self.list(step.list).first } else { self.at(left).right };
        while other != NONE && other != right && !(decided && right == NONE) {
            self.steps += 1;
            self.afford(trust)?;
            let block = *self.at(other);
            if !decided {
                self.passed[other as usize] = (walk, stretch);
                if block.origin == step.origin {
                    if block.client < step.client {
                        place = other;
                        self.walks += 1;
                        stretch = self.walks;
                    } else {
                        decided = block.right_origin == step.right_origin;
                    }
                } else {
                    let before = block.origin.and_then(|id| self.holding(id)).map(|index| self.passed[index as usize]);
                    match before {
                        Some((passed, at)) if passed == walk => {
                            if at != stretch {
                                place = other;
                                self.walks += 1;
                                stretch = self.walks;
                            }
                        }
                        _ => decided = true,
                    }
                }
            }
            other = block.right;
        }
        if right != NONE && other == NONE && trust != Trust::Whole {
            return Err(Refusal::Malformed("an item's neighbours stand the wrong way round"));
        }
        Ok(place)
    }

    fn at(&self, index: u32) -> &Block {
        &self.blocks[index as usize]
    }

    fn list(&mut self, list: u32) -> List {
        let needed = list as usize + 1;
        if self.lists.len() < needed {
            self.lists.resize(needed, List { first: NONE, len: 0 });
        }
        self.lists[list as usize]
    }

    fn change(&mut self, index: u32, change: impl FnOnce(&mut Block)) {
        let block = &mut self.blocks[index as usize];
        self.undo.push(Undo::Block(index, *block));
        change(block);
    }

    /// Adds a block that knows its neighbours, which learn of it.
    fn insert(&mut self, block: Block) -> u32 {
        let index = u32::try_from(self.blocks.len()).unwrap_or(NONE);
        let list = self.list(block.list);
        self.undo.push(Undo::List(block.list, list));
        self.lists[block.list as usize].len += 1;
        if block.left == NONE {
            self.lists[block.list as usize].first = index;
        } else {
            self.change(block.left, |left| left.right = index);
        }
        if block.right != NONE {
            self.change(block.right, |right| right.left = index);
        }
        self.blocks.push(block);
        self.passed.push((0, 0));
        self.clients.entry(block.client).or_default().insert(block.start, index);
        self.undo.push(Undo::Added);
        index
    }

    /// The block that holds an id; none where it was collected.
    fn holding(&self, (client, clock): Id) -> Option<u32> {
        let (_, &index) = self.clients.get(&client)?.range(..=clock).next_back()?;
        (clock < self.at(index).end).then_some(index)
    }

    /// The block that ends with an id, cut if need be.
    fn ending(&mut self, (client, clock): Id) -> Option<u32> {
        let index = self.holding((client, clock))?;
        if clock + 1 < self.at(index).end {
            self.cut(index, clock + 1);
        }
        Some(index)
    }

    /// The block that begins with an id, cut if need be.
    fn starting(&mut self, (client, clock): Id) -> Option<u32> {
        let index = self.holding((client, clock))?;
        Some(if self.at(index).start < clock { self.cut(index, clock) } else { index })
    }

    fn cut(&mut self, index: u32, clock: u32) -> u32 {
        let block = *self.at(index);
        let items = self.clients.get(&block.client).map_or(0, BTreeMap::len);
        self.steps += 1 + ((block.end - block.start) as usize + items) / MOVED_PER_STEP;
        self.change(index, |block| block.end = clock);
        self.insert(Block { left: index, start: clock, origin: Some((block.client, clock - 1)), ..block })
    }

    fn take_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Block(index, block) => self.blocks[index as usize] = block,
                Undo::List(list, before) => self.lists[list as usize] = before,
                Undo::Added => {
                    self.passed.pop();
                    if let Some(block) = self.blocks.pop()
                        && let Some(blocks) = self.clients.get_mut(&block.client)
                    {
                        blocks.remove(&block.start);
                    }
                }
            }
        }
    }
}

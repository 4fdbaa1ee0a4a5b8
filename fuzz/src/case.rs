//! One case: a document, honest changes to it, and a run of hostile inputs in between, all from one seed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use debrief_shared::protocol::{AwarenessEntry, Message};
use yrs::updates::encoder::Encode;

use crate::dice::Dice;
use crate::input::Input;
use crate::target::{Finding, Guard, Target};
use crate::update::Update;
use crate::world::World;
use crate::{generate, honest, mutate};

/// Hostile inputs of a case, about.
const INPUTS: u64 = 120;

/// What a case came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Inputs that were fed.
    pub executions: u64,
    /// Those that were taken.
    pub taken: u64,
}

/// Makes inputs against what a document is known to hold.
struct Maker {
    dice: Dice,
    world: World,
    honest: Vec<Vec<u8>>,
}

impl Maker {
    fn next(&mut self) -> Input {
        let Self { dice, world, honest } = self;
        let real = dice.pick(honest).cloned().unwrap_or_default();
        let parsed = Update::decode(&real).unwrap_or_default();
        match dice.below(20) {
            0 => Input::Vector(mutate::bytes(honest::state_vector(dice).encode_v1(), dice)),
            1 => Input::Frame(mutate::bytes(frame(real, dice), dice)),
            2 => Input::Update(mutate::bytes(real, dice)),
            3 => {
                let other = dice.pick(honest).cloned().unwrap_or_default();
                Input::Update(mutate::splice(&real, &other, dice))
            }
            4 | 5 => {
                let other = dice.pick(honest).and_then(|bytes| Update::decode(bytes)).unwrap_or_default();
                Input::Update(mutate::join(parsed, other, dice).encode())
            }
            6..=9 => {
                let mut bent = parsed;
                mutate::structure(&mut bent, world, dice);
                Input::Update(bent.encode())
            }
            10 => {
                let mut bent = generate::update(world, dice);
                mutate::structure(&mut bent, world, dice);
                Input::Update(bent.encode())
            }
            11 => Input::Update(mutate::bytes(generate::update(world, dice).encode(), dice)),
            _ => Input::Update(generate::update(world, dice).encode()),
        }
    }
}

fn frame(update: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let entries = (0..dice.below(4)).map(|client| AwarenessEntry {
        client: client + 1,
        clock: 1,
        state: Some("{\"place\":\"x\"}".to_owned()),
    });
    match dice.below(5) {
        0 => Message::Awareness(entries.collect()).encode(),
        1 => Message::SyncStep1(&honest::state_vector(dice).encode_v1()).encode(),
        2 => Message::SyncStep1(&[0]).encode().repeat(256),
        3 => Message::QueryAwareness.encode(),
        _ => Message::Update(&update).encode(),
    }
}

/// Plays a case; `before` is told each input before it is fed.
pub fn play(seed: u64, number: u64, guard: Guard, mut before: impl FnMut(&Input)) -> Result<Tally, Finding> {
    let mut dice = Dice::new(seed, number);
    let mut target = Target::new(guard);
    let mut tally = Tally::default();
    let mut maker = Maker { world: World::default(), honest: honest::play(&mut dice, 24), dice };
    maker.world.learn(&Update::decode(&honest::seed()).unwrap_or_default());
    let plan = maker.honest.clone();
    let mut due = plan.iter();
    // Some documents are attacked while people write in them, some before anybody has.
    let pace = 1 + maker.dice.below(12);
    for round in 0..INPUTS {
        let honest = (round % pace == 0).then(|| due.next()).flatten();
        let input = honest.map_or_else(|| maker.next(), |update| Input::Update(update.clone()));
        before(&input);
        tally.executions += 1;
        if caught(|| target.feed(&input))? {
            tally.taken += 1;
            if let Some(update) = Update::decode(input.bytes()) {
                maker.world.learn(&update);
            }
            if maker.dice.once_in(8) {
                caught(|| target.inspect().map(|()| true))?;
            }
        }
    }
    caught(|| target.inspect().map(|()| true))?;
    Ok(tally)
}

/// Feeds the inputs of a file.
pub fn replay(inputs: &[Input], guard: Guard) -> Result<(), Finding> {
    let mut target = Target::new(guard);
    for input in inputs {
        if caught(|| target.feed(input))? {
            caught(|| target.inspect().map(|()| true))?;
        }
    }
    Ok(())
}

fn caught(work: impl FnOnce() -> Result<bool, Finding>) -> Result<bool, Finding> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
        Err(Finding(format!("a panic: {words}")))
    })
}

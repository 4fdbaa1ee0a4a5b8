//! The fuzzer of the gate: updates, state vectors and frames, honest, bent and made up, against the gate and the yrs behind it. What is
//! let through has to be applied whole, stored, loaded and shown, in bounded time and memory. `docs/FUZZING.md` says how to use it.

pub mod alloc;
pub mod case;
pub mod dice;
pub mod generate;
pub mod honest;
pub mod input;
pub mod minimise;
pub mod mutate;
pub mod real;
pub mod target;
pub mod update;
pub mod worker;
pub mod world;

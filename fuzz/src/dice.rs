//! Numbers that look random and are the same each time for the same seed (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>).

/// The source of every decision of one case.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one case of a run.
    pub fn new(seed: u64, case: u64) -> Self {
        let mut dice = Self(seed ^ case.wrapping_mul(0xd134_2543_de82_ef95));
        dice.any();
        dice
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which must not be 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.any() % bound
    }

    /// An index into something with so many elements, which must not be 0.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.index(of.len())) }
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        self.any().to_le_bytes()[0]
    }

    /// A number of any size, mostly small, sometimes just at a border.
    pub fn number(&mut self) -> u64 {
        const BORDERS: [u64; 12] = [
            0,
            1,
            127,
            128,
            (1 << 31) - 1,
            1 << 31,
            (1 << 32) - 1,
            1 << 32,
            (1 << 53) - 1,
            1 << 53,
            u64::MAX >> 8,
            u64::MAX,
        ];
        match self.below(8) {
            0 => BORDERS[self.index(BORDERS.len())],
            1 => self.any() >> self.below(64),
            2 => self.below(1_000),
            _ => self.below(20),
        }
    }
}

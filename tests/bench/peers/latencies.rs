//! Times as counts in buckets that are 3 % wide: millions of them cost the generator next to nothing.

/// Buckets an octave.
const FINE: u32 = 32;

/// Recorded times.
#[derive(Clone, Debug)]
pub(crate) struct Latencies {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Latencies {
    fn default() -> Self {
        Self { counts: vec![0; (64 * FINE) as usize], total: 0 }
    }
}

impl Latencies {
    /// Records a time, `count` times.
    pub(crate) fn record(&mut self, nanoseconds: u64, count: u64) {
        self.counts[bucket(nanoseconds / 1_000)] += count;
        self.total += count;
    }

    /// Takes over what others recorded.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        self.total += other.total;
    }

    /// How many were recorded.
    pub(crate) fn count(&self) -> u64 {
        self.total
    }

    /// The time in milliseconds that so many per cent are not above; NaN without any.
    pub(crate) fn percentile_ms(&self, percent: u64) -> f64 {
        let rank = (self.total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return upper_bound_us(index) / 1e3;
            }
        }
        f64::NAN
    }
}

fn bucket(microseconds: u64) -> usize {
    let value = microseconds.max(1);
    let octave = value.ilog2();
    let within = if octave >= FINE.ilog2() {
        (value >> (octave - FINE.ilog2())) & u64::from(FINE - 1)
    } else {
        (value << (FINE.ilog2() - octave)) & u64::from(FINE - 1)
    };
    (octave * FINE) as usize + within as usize
}

fn upper_bound_us(bucket: usize) -> f64 {
    let (octave, within) = (bucket / FINE as usize, bucket % FINE as usize);
    (octave as f64).exp2() * (1.0 + (within as f64 + 1.0) / f64::from(FINE))
}

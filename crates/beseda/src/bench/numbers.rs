//! Percentiles, and chance that can be repeated.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::command::Outcome;

/// A small generator (SplitMix64): the same seed gives the same database everywhere.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 up to below `end`, which is above 0.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        i64::try_from(mixed % u64::try_from(end).unwrap_or(1).max(1)).unwrap_or(0)
    }
}

/// Durations in order.
pub(super) struct Sorted(Vec<Duration>);

impl Sorted {
    pub(super) fn new(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    /// Milliseconds below which so many of a hundred lie.
    pub(super) fn ms(&self, percent: usize) -> f64 {
        let index = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(index).map_or(0.0, |found| round(found.as_secs_f64() * 1_000.0))
    }
}

/// Three digits behind the point.
pub(super) fn round(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// The middle one.
pub(super) fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// Milliseconds that making 4 KiB durable takes in this folder, the middle of 200. The floor under every commit.
pub(super) fn fsync_ms(folder: &Path) -> Outcome<f64> {
    let path = folder.join("fsync.probe");
    let mut file = File::create(&path)?;
    let mut taken = Vec::with_capacity(200);
    for _ in 0..200 {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        taken.push(start.elapsed());
    }
    std::fs::remove_file(&path)?;
    Ok(Sorted::new(taken).ms(50))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Random, Sorted, median};

    #[test]
    fn percentiles_of_a_hundred() {
        let sorted = Sorted::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!((sorted.ms(0), sorted.ms(50), sorted.ms(99)), (1.0, 51.0, 100.0));
        assert_eq!(Sorted::new(Vec::new()).ms(99), 0.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn the_same_seed_gives_the_same() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..50).map(|_| random.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}

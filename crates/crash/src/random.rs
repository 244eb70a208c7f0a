//! Numbers that are the same for the same seed (splitmix64).

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A stream of its own for somebody named, so that what one does moves nobody else's numbers.
    pub(crate) fn of(seed: u64, name: &str) -> Random {
        let named = name.bytes().fold(seed, |mixed, byte| Random(mixed ^ u64::from(byte)).next());
        Random(named)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// True in so many cases of a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of them; none of nothing.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(of.len()).ok().filter(|count| *count > 0)?;
        of.get(usize::try_from(self.next() % count).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_name_others() {
        let numbers = |mut random: Random| (0..5).map(|_| random.next()).collect::<Vec<_>>();
        assert_eq!(numbers(Random::of(7, "visitor 1")), numbers(Random::of(7, "visitor 1")));
        assert_ne!(numbers(Random::of(7, "visitor 1")), numbers(Random::of(7, "visitor 2")));
        assert_ne!(numbers(Random::of(7, "visitor 1")), numbers(Random::of(8, "visitor 1")));
    }
}

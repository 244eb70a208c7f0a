//! Chance that can be repeated: the same seed gives the same company in every folder.

/// A small generator (SplitMix64); nothing secret is made of it.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `low` up to `high`, both possible.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of them; the list is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let last = i64::try_from(list.len()).unwrap_or(1) - 1;
        &list[usize::try_from(self.between(0, last.max(0))).unwrap_or(0)]
    }

    /// So many hex digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from(b"0123456789abcdef"[usize::try_from(self.next() % 16).unwrap_or(0)])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_and_all_values_come() {
        let (mut one, mut two) = (Chance::new(7), Chance::new(7));
        let drawn: Vec<i64> = (0..1_000).map(|_| one.between(-2, 2)).collect();
        assert_eq!(drawn, (0..1_000).map(|_| two.between(-2, 2)).collect::<Vec<_>>());
        assert!((-2..=2).all(|value| drawn.iter().filter(|drawn| **drawn == value).count() > 120));
    }
}

//! A small generator of numbers: xoshiro256++, its state filled by splitmix64.
//!
//! Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2018); the
//! reference code is in the public domain. Not for secrets.

/// The generator.
#[derive(Clone, Debug)]
pub(super) struct Prng {
    state: [u64; 4],
}

impl Prng {
    pub(super) fn new(seed: u64) -> Self {
        let mut mixed = seed;
        let mut next = || {
            mixed = mixed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = mixed;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        Self { state: [next(), next(), next(), next()] }
    }

    pub(super) fn next(&mut self) -> u64 {
        let [mut s0, mut s1, mut s2, mut s3] = self.state;
        let result = s0.wrapping_add(s3).rotate_left(23).wrapping_add(s0);
        let shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = s3.rotate_left(45);
        self.state = [s0, s1, s2, s3];
        result
    }

    /// A number from zero up to but not `bound`; zero for a bound of zero.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: as even as the world needs.
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A number of a range, both ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).saturating_add(1).max(1).unsigned_abs();
        low.saturating_add_unsigned(self.below(width))
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub(super) fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        items.get(self.index(items.len()))
    }

    /// One of the items, those in front more often: the business of few partners is most of it.
    pub(super) fn pick_front<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let at = self.index(items.len()).min(self.index(items.len()));
        items.get(at)
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(0))).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_zero_fills_the_state_as_splitmix64_does() {
        let known =
            [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC];
        assert_eq!(Prng::new(0).state, known);
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_both_ends() {
        let mut prng = Prng::new(7);
        let drawn: Vec<i64> = (0..2_000).map(|_| prng.between(-3, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-3), Some(&3)));
        assert_eq!(prng.below(0), 0);
        assert!(prng.pick::<u8>(&[]).is_none());
    }
}

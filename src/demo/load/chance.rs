//! Chance that repeats itself: the same seed gives the same demo data on every machine.

use chrono::{Days, NaiveDate};

use crate::bureau::sandbox::chance::Chance as Stream;

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Chance(Stream);

impl Chance {
    /// The stream of a seed and a purpose: what one purpose draws does not shift another's.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut chance = Self(Stream::new(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(purpose)));
        chance.bits();
        chance
    }

    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.below(end)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    /// One of several, of which there must be one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    /// A day between two, both included.
    pub fn day(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let days = u64::try_from((to - from).num_days()).unwrap_or(0);
        from.checked_add_days(Days::new(self.below(days + 1))).unwrap_or(from)
    }

    /// Sixty-four bits.
    pub fn bits(&mut self) -> u64 {
        self.0.bits()
    }

    /// Sixteen bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        ((u128::from(self.bits()) << 64) | u128::from(self.bits())).to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself() {
        let draw = |seed, purpose| {
            let mut chance = Chance::new(seed, purpose);
            (0..50).map(|_| chance.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 1), draw(1, 1));
        assert_ne!(draw(1, 1), draw(2, 1));
        assert_ne!(draw(1, 1), draw(1, 2));
        assert!(draw(7, 0).iter().all(|n| (-3..=3).contains(n)));
    }
}

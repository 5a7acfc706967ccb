//! How many websites an instance may still take. A unit, once held, comes back only if the filing ends unapproved.

/// Units left of a quota of which some are taken, held or spent.
pub fn free(quota: u32, taken: u32) -> u32 {
    quota.saturating_sub(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_less_than_none() {
        assert_eq!((free(5, 0), free(5, 5), free(2, 5)), (5, 0, 0));
    }
}

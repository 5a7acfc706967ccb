//! How many websites an instance may still take. A unit, once held, comes back only if the filing ends unapproved.

/// The units of an instance: each carries one website.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Units {
    /// How many there are.
    pub quota: u32,
    /// Held by filings or spent.
    pub used: u32,
    /// Promised by service numbers that were handed to others and wait to be used.
    pub promised: u32,
}

impl Units {
    /// Held, spent or promised.
    pub fn taken(&self) -> u32 {
        self.used.saturating_add(self.promised)
    }

    /// Left to the owner.
    pub fn free(&self) -> u32 {
        self.quota.saturating_sub(self.taken())
    }

    /// The units as the holder of a service number has them: what is promised is promised to such as them.
    #[must_use]
    pub fn of_a_number(self) -> Self {
        Self { promised: 0, ..self }
    }

    /// The units once one more is taken.
    #[must_use]
    pub fn with_one_taken(self) -> Self {
        Self { used: self.used.saturating_add(1), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_less_than_none() {
        let free = |quota, used, promised| Units { quota, used, promised }.free();
        assert_eq!((free(5, 0, 0), free(5, 4, 1), free(2, 5, 0), free(5, 1, 1)), (5, 0, 0, 3));
    }
}

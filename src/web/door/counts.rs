//! Who is inside, by address.

use std::collections::HashMap;
use std::net::IpAddr;

use super::DoorLimits;

/// Connections that are open.
#[derive(Debug, Default)]
pub(super) struct Counts {
    of_all: usize,
    of_each: HashMap<IpAddr, usize>,
}

impl Counts {
    /// Counts one more, if there is room for it. None is an address without a limit of its own.
    pub(super) fn enter(&mut self, address: Option<IpAddr>, limits: &DoorLimits) -> bool {
        let of_one = address.and_then(|address| self.of_each.get(&address)).copied().unwrap_or_default();
        if self.of_all >= limits.of_all || of_one >= limits.of_one {
            return false;
        }
        self.of_all += 1;
        if let Some(address) = address {
            self.of_each.insert(address, of_one + 1);
        }
        true
    }

    /// One that was counted is gone.
    pub(super) fn leave(&mut self, address: Option<IpAddr>) {
        self.of_all = self.of_all.saturating_sub(1);
        let Some(address) = address else { return };
        match self.of_each.get_mut(&address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.of_each.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_a_proxy_more_and_nobody_more_than_all() {
        let limits = DoorLimits { of_one: 2, of_all: 5, ..DoorLimits::default() };
        let address = |last: u8| Some(IpAddr::from([203, 0, 113, last]));
        let mut counts = Counts::default();
        let mut enter = |who| counts.enter(who, &limits);
        assert!(enter(address(1)) && enter(address(1)) && !enter(address(1)), "no third of one");
        assert!(enter(None) && enter(None) && enter(None), "a proxy has no share");
        assert!(!enter(address(2)) && !enter(None), "five are all");
        counts.leave(address(1));
        assert!(counts.enter(address(1), &limits) && !counts.enter(address(2), &limits));
        for who in [address(1), address(1), None, None, None] {
            counts.leave(who);
        }
        assert!(counts.of_all == 0 && counts.of_each.is_empty(), "nothing is left behind: {counts:?}");
    }
}

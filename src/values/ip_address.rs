//! Public IP addresses and ranges of them, version 4 and 6.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::typed;
use crate::text::Message;

/// Blocks of version 4 that no website can be reached at: first address and prefix length.
const RESERVED_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Global unicast of version 6, all of it that is given out.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// Blocks within it for protocols, documentation and tunnels.
const RESERVED_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// One public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicIp(IpAddr);

impl PublicIp {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Message> {
        IpRange::from_ends(read(text)?, read(text)?).map(|range| Self(range.start))
    }

    /// A plain address, if it is a public one.
    pub fn of(ip: IpAddr) -> Option<Self> {
        IpRange::from_ends(ip, ip).ok().map(|range| Self(range.start))
    }

    /// The plain address.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

impl fmt::Display for PublicIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Public addresses from a first to a last one; a single address is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IpRange {
    start: IpAddr,
    end: IpAddr,
}

impl IpRange {
    /// Reads `first-last` or one address.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::compact(text);
        match text.split_once(|c| typed::is_hyphen(c) || matches!(c, '~' | '至')) {
            Some((start, end)) => Self::from_ends(read(start)?, read(end)?),
            None => read(&text).and_then(|ip| Self::from_ends(ip, ip)),
        }
    }

    /// Reads a block such as `192.175.48.0/24`, or what [`IpRange::parse`] reads.
    pub fn parse_block(text: &str) -> Result<Self, Message> {
        let Some((first, length)) = text.split_once('/') else { return Self::parse(text) };
        let wrong = || Message::new("value-ip");
        let length: u32 = length.trim().parse().map_err(|_| wrong())?;
        let (first, bits) = match read(first)? {
            IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
            IpAddr::V6(ip) => (u128::from(ip), 128),
        };
        let free = u32::checked_sub(bits, length).ok_or_else(wrong)?;
        let within = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        let ip = |number: u128| match (bits, u32::try_from(number)) {
            (32, Ok(number)) => IpAddr::from(Ipv4Addr::from(number)),
            _ => IpAddr::from(Ipv6Addr::from(number)),
        };
        Self::from_ends(ip(first & !within), ip(first | within))
    }

    /// Reads first and last address of two fields; an empty last one is the first.
    pub fn parse_ends(start: &str, end: &str) -> Result<Self, Message> {
        let first = read(start)?;
        let last = if typed::compact(end).is_empty() { first } else { read(end)? };
        Self::from_ends(first, last)
    }

    /// A range from its ends: of one version, in order, public throughout.
    pub fn from_ends(start: IpAddr, end: IpAddr) -> Result<Self, Message> {
        let public = match (start, end) {
            (IpAddr::V4(start), IpAddr::V4(end)) => {
                let ends = (u128::from(u32::from(start)), u128::from(u32::from(end)));
                !RESERVED_V4.iter().any(|(block, length)| overlaps(ends, u32::from(*block).into(), 32 - length))
            }
            (IpAddr::V6(start), IpAddr::V6(end)) => {
                let ends = (u128::from(start), u128::from(end));
                let global = |ip: u128| overlaps((ip, ip), GLOBAL_V6.0.into(), 128 - GLOBAL_V6.1);
                let reserved = |(block, length): &(Ipv6Addr, u32)| overlaps(ends, u128::from(*block), 128 - length);
                global(ends.0) && global(ends.1) && !RESERVED_V6.iter().any(reserved)
            }
            _ => return Err(Message::new("value-ip-versions")),
        };
        if start > end {
            return Err(Message::new("value-ip-order"));
        }
        if public { Ok(Self { start, end }) } else { Err(Message::new("value-ip-private")) }
    }

    /// The first address.
    pub fn start(&self) -> IpAddr {
        self.start
    }

    /// The last address.
    pub fn end(&self) -> IpAddr {
        self.end
    }

    /// Whether it is one address.
    pub fn is_single(&self) -> bool {
        self.start == self.end
    }

    /// Whether an address lies in it.
    pub fn contains(&self, ip: IpAddr) -> bool {
        ip.is_ipv4() == self.start.is_ipv4() && self.start <= ip && ip <= self.end
    }

    /// Whether all of it lies in another range.
    pub fn lies_in(&self, other: &Self) -> bool {
        other.contains(self.start) && other.contains(self.end)
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_single() { self.start.fmt(f) } else { write!(f, "{}-{}", self.start, self.end) }
    }
}

fn read(text: &str) -> Result<IpAddr, Message> {
    let text = typed::compact(text).replace('。', ".");
    if text.is_empty() {
        return Err(Message::new("value-ip-empty"));
    }
    text.parse().map_err(|_| Message::new("value-ip"))
}

/// Whether the range shares an address with the block of `2^free` addresses.
fn overlaps((start, end): (u128, u128), block: u128, free: u32) -> bool {
    let last = block | ((1 << free) - 1);
    start <= last && block <= end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_typed() {
        for (text, shown) in [
            ("8.8.8.8", "8.8.8.8"),
            ("8.8.8.8 - 8.8.8.15", "8.8.8.8-8.8.8.15"),
            ("8.8.8.8～8.8.8.15", "8.8.8.8-8.8.8.15"),
            ("８．８．８．８", "8.8.8.8"),
            ("8.8.8.8-8.8.8.8", "8.8.8.8"),
            ("2400:3200::1", "2400:3200::1"),
            ("2400:3200::1-2400:3200::FF", "2400:3200::1-2400:3200::ff"),
        ] {
            let range = IpRange::parse(text).unwrap();
            assert_eq!(range.to_string(), shown, "{text}");
            assert_eq!(IpRange::parse(shown).unwrap(), range);
        }
        assert_eq!(IpRange::parse_ends("8.8.8.8", " ").unwrap(), IpRange::parse("8.8.8.8").unwrap());
    }

    #[test]
    fn rule_x23_what_is_no_range() {
        for (text, key) in [
            ("", "value-ip-empty"),
            ("8.8.8", "value-ip"),
            ("8.8.8.256", "value-ip"),
            ("08.8.8.8", "value-ip"),
            ("8.8.8.8/24", "value-ip"),
            ("example.com", "value-ip"),
            ("8.8.8.9-8.8.8.8", "value-ip-order"),
            ("8.8.8.8-2400:3200::1", "value-ip-versions"),
            ("10.0.0.1", "value-ip-private"),
            ("172.31.255.255", "value-ip-private"),
            ("192.168.1.1", "value-ip-private"),
            ("100.64.0.1", "value-ip-private"),
            ("127.0.0.1", "value-ip-private"),
            ("169.254.169.254", "value-ip-private"),
            ("203.0.113.7", "value-ip-private"),
            ("255.255.255.255", "value-ip-private"),
            ("9.0.0.0-11.0.0.0", "value-ip-private"), // holds 10/8
            ("::1", "value-ip-private"),
            ("::ffff:8.8.8.8", "value-ip-private"),
            ("fe80::1", "value-ip-private"),
            ("fd00::1", "value-ip-private"),
            ("2001:db8::1", "value-ip-private"),
            ("2002::1", "value-ip-private"),
        ] {
            assert_eq!(IpRange::parse(text).unwrap_err().key, key, "{text}");
        }
        assert!(PublicIp::parse("172.32.0.0").is_ok() && PublicIp::parse("100.128.0.0").is_ok());
        assert_eq!(PublicIp::parse("10.1.1.1").unwrap_err().key, "value-ip-private");
    }

    #[test]
    fn blocks_as_operators_write_them() {
        for (text, read) in [
            ("192.175.48.0/24", Some("192.175.48.0-192.175.48.255")),
            ("192.175.48.9/24", Some("192.175.48.0-192.175.48.255")),
            ("8.8.8.8/32", Some("8.8.8.8")),
            ("8.8.8.8", Some("8.8.8.8")),
            ("2400:3200::/32", Some("2400:3200::-2400:3200:ffff:ffff:ffff:ffff:ffff:ffff")),
            ("8.8.8.8/33", None),
            ("8.8.8.8/x", None),
            ("10.0.0.0/8", None),
            ("0.0.0.0/0", None),
            ("::/0", None),
        ] {
            assert_eq!(IpRange::parse_block(text).ok().map(|range| range.to_string()).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn ranges_within_ranges() {
        let range = |text| IpRange::parse(text).unwrap();
        assert!(range("8.8.8.8").lies_in(&range("8.8.8.0-8.8.8.255")));
        assert!(!range("8.8.8.8-8.8.9.1").lies_in(&range("8.8.8.0-8.8.8.255")));
        assert!(!range("2400:3200::1").lies_in(&range("8.8.8.0-8.8.8.255")));
    }
}

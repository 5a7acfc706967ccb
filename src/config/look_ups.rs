//! Whether domains are looked up from outside, and how.

use std::net::{IpAddr, SocketAddr};

use super::Reader;

/// Look-ups of domains: DNS, WHOIS, RDAP and home pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUps {
    /// Whether any are made. A demo makes none unless it is told to.
    pub is_on: bool,
    /// The name server to ask; none for those of the system.
    pub name_server: Option<SocketAddr>,
    /// Addresses that are not of the internet and may be connected to all the same: only in a demo.
    pub allowed: Vec<IpAddr>,
}

impl LookUps {
    pub(super) fn read(r: &mut Reader<'_>, demo: bool) -> Self {
        let is_on = match r.get("BEIAN_FACTS") {
            None => !demo,
            Some("on") => true,
            Some("off") => false,
            Some(_) => {
                r.complain("BEIAN_FACTS", "cannot be read: on or off");
                false
            }
        };
        let name_server = r.get("BEIAN_FACTS_NAME_SERVER").map(address);
        if name_server == Some(None) {
            r.complain("BEIAN_FACTS_NAME_SERVER", "cannot be read: an address such as 192.0.2.53, or with its port");
        }
        let allowed = addresses(r, "BEIAN_FACTS_PRIVATE");
        Self { is_on, name_server: name_server.flatten(), allowed }
    }
}

/// An address, with a port or with that of the DNS.
fn address(text: &str) -> Option<SocketAddr> {
    const DNS: u16 = 53;
    text.parse().ok().or_else(|| Some(SocketAddr::new(text.parse().ok()?, DNS)))
}

/// Addresses separated by commas.
pub(super) fn addresses(r: &mut Reader<'_>, name: &str) -> Vec<IpAddr> {
    let text = r.or(name, "");
    let parsed: Vec<_> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect();
    if parsed.iter().any(Result::is_err) {
        r.complain(name, "cannot be read: IP addresses separated by commas");
    }
    parsed.into_iter().flatten().collect()
}

//! Where a request comes from: the connection's own address, or what a configured proxy says of it. Nobody else is believed.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::state::App;
use crate::error::Error;

/// The address of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What counters are kept by.
    pub fn key(&self) -> String {
        network(self.0).to_string()
    }
}

/// Whom an address stands for: itself, of version 6 the first 64 bits, as one customer holds them all.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

impl FromRequest for ClientAddress {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let peer = req.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
        let trusted = req.app_data::<Data<App>>().map(|app| app.config.trusted_proxies.clone()).unwrap_or_default();
        let forwarded: Vec<&str> =
            req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
        ready(Ok(Self(client(peer, &forwarded.join(","), &trusted))))
    }
}

/// From the nearest hop backwards: the first that is no proxy of ours. What stands left of it anybody may have written.
fn client(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.contains(&address.to_canonical());
    let mut nearest = peer;
    let mut hops = forwarded.rsplit(',').map(str::trim);
    while is_ours(&nearest) {
        match hops.next().and_then(address) {
            Some(hop) => nearest = hop,
            None => break,
        }
    }
    nearest.to_canonical()
}

/// A hop as proxies write it: some with its port, of version 6 in brackets.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    hop.parse::<IpAddr>().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip())).or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "", "203.0.113.9"),
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1", "1.1.1.1, 198.51.100.1:5678", "198.51.100.1"),
            ("10.0.0.1", "[2001:db8::1]:5678", "2001:db8::1"),
            ("10.0.0.1", "[2001:db8::1], 10.0.0.2:80", "2001:db8::1"),
            ("10.0.0.1", "not an address", "10.0.0.1"),
            ("10.0.0.1", "[198.51.100.1:x]", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(client(ip(peer), forwarded, &proxies), ip(expected), "{peer} {forwarded}");
        }
    }

    #[test]
    fn a_customer_of_version_6_is_one_client() {
        let key = |text: &str| ClientAddress(ip(text)).key();
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:203.0.113.9"), "203.0.113.9");
    }

    proptest::proptest! {
        /// Whoever writes the header is a stranger unless a proxy of ours stands before us.
        #[test]
        fn any_header_names_an_address_and_only_a_proxy_is_asked(forwarded in "([0-9a-f.:\\[\\], x]{0,30}|\\PC{0,20})") {
            let ours = [ip("10.0.0.1")];
            proptest::prop_assert_eq!(client(ip("203.0.113.9"), &forwarded, &ours), ip("203.0.113.9"));
            let told = client(ours[0], &forwarded, &ours);
            proptest::prop_assert_eq!(told, told.to_canonical());
        }
    }
}

//! Domains, home pages and addresses: what is kept is read again as itself, in both forms.

use beian::values::{DomainName, Email, HomeUrl, IpRange, PublicIp};

/// One input.
pub fn tried(text: &str) {
    if let Ok(domain) = DomainName::parse(text) {
        assert_eq!(DomainName::parse(domain.as_str()), Ok(domain.clone()));
        assert_eq!(DomainName::parse(&domain.unicode()), Ok(domain));
    }
    if let Ok(url) = HomeUrl::parse(text) {
        assert_eq!(HomeUrl::parse(url.as_str()), Ok(url));
    }
    let _ = (Email::parse(text), IpRange::parse(text), PublicIp::parse(text));
}

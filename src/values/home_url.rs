//! The address of a website's home page: a domain of the website, or `www.` and one.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::domain_name::{DomainName, Host, without_scheme};
use super::typed;
use crate::text::Message;

/// The home page's host in ASCII; scheme and closing slash are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HomeUrl(String);

impl HomeUrl {
    /// Reads a host or an address: `www.example.com`, `https://example.com/`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let plain = typed::half_width(text);
        let plain = plain.trim();
        if plain.is_empty() {
            return Err(Message::new("value-home-url-empty"));
        }
        if let Some((scheme, _)) = plain.split_once("://")
            && !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
        {
            return Err(Message::new("value-home-url-scheme"));
        }
        if without_scheme(plain).split_once(['/', '?', '#']).is_some_and(|(_, path)| !path.is_empty()) {
            return Err(Message::new("value-home-url-path"));
        }
        let host = Host::parse(plain)?.ascii;
        let domain = host.strip_prefix("www.").unwrap_or(&host);
        match DomainName::parse(domain) {
            Ok(_) => Ok(Self(host)),
            Err(message) if message.key == "value-domain-sub" => {
                let domain = message.args.into_iter().next().map(|(_, domain)| domain).unwrap_or_default();
                Err(Message::new("value-home-url-sub").with("domain", domain))
            }
            Err(message) => Err(message),
        }
    }

    /// The host in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Rule X18 as an error beside the field.
    pub fn check_domains(&self, domains: &[DomainName]) -> Result<(), Message> {
        if self.belongs_to(domains) { Ok(()) } else { Err(Message::new("value-home-url-elsewhere")) }
    }

    /// Rule X18: it is one of the website's domains, or `www.` and one.
    pub fn belongs_to(&self, domains: &[DomainName]) -> bool {
        let domain = self.0.strip_prefix("www.").unwrap_or(&self.0);
        domains.iter().any(|own| own.as_str() == domain || own.as_str() == self.0)
    }
}

impl fmt::Display for HomeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match idna::domain_to_unicode(&self.0) {
            (text, Ok(())) => f.write_str(&text),
            _ => f.write_str(&self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_x18_home_pages() {
        let domains: Vec<_> = ["example.com", "例子.中国"].map(|text| DomainName::parse(text).unwrap()).into();
        for (text, host, belongs) in [
            ("example.com", "example.com", true),
            ("www.example.com", "www.example.com", true),
            ("HTTPS://WWW.Example.com/", "www.example.com", true),
            ("http://www.例子.中国", "www.xn--fsqu00a.xn--fiqs8s", true),
            ("www.example.net", "www.example.net", false),
        ] {
            let url = HomeUrl::parse(text).unwrap();
            assert_eq!((url.as_str(), url.belongs_to(&domains)), (host, belongs), "{text}");
            assert_eq!(url.check_domains(&domains).is_ok(), belongs, "{text}");
        }
        assert_eq!(HomeUrl::parse("http://www.例子.中国").unwrap().to_string(), "www.例子.中国");
    }

    #[test]
    fn what_is_no_home_page() {
        for (text, key) in [
            ("", "value-home-url-empty"),
            ("ftp://example.com", "value-home-url-scheme"),
            ("javascript://example.com", "value-home-url-scheme"),
            ("example.com/index.html", "value-home-url-path"),
            ("https://example.com/?a", "value-home-url-path"),
            ("blog.example.com", "value-home-url-sub"),
            ("www.blog.example.com", "value-home-url-sub"),
            ("example.com:8080", "value-domain-port"),
            ("a@example.com", "value-domain-mail"),
            ("192.0.2.1", "value-domain-ip"),
        ] {
            assert_eq!(HomeUrl::parse(text).unwrap_err().key, key, "{text}");
        }
    }
}

//! Mail addresses: a strict check of our own, as they go into headers and queries.

use super::text_value::personal_value;
use super::typed;
use crate::text::Message;
use crate::values::personal::Masked;

/// Longest address, in characters.
pub const MAX: usize = 100;
const LOCAL_MAX: usize = 64;

personal_value! {
    /// A mail address; its domain is in lower case and ASCII.
    Email, Masked::email
}

impl Email {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::half_width(&typed::line(text)?);
        if text.is_empty() {
            return Err(Message::new("value-email-empty"));
        }
        let wrong = || Message::new("value-email");
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        if !local.is_ascii() {
            return Err(Message::new("value-email-ascii"));
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
        if !is_local(local) || !is_domain(&domain) {
            return Err(wrong());
        }
        let address = format!("{local}@{domain}");
        if address.len() > MAX {
            return Err(Message::new("value-too-long").with("max", MAX).with("over", address.len() - MAX));
        }
        Ok(Self(address))
    }

    /// The address by which equal ones are found: no provider in use tells the cases of a local part apart.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

fn is_local(text: &str) -> bool {
    let sign = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&c);
    text.len() <= LOCAL_MAX && text.split('.').all(|part| !part.is_empty() && part.bytes().all(sign))
}

/// At least two labels, the last one no number: an IP address is no mail domain.
fn is_domain(text: &str) -> bool {
    text.split_once('.').is_some()
        && text.split('.').all(|label| !label.is_empty())
        && text.rsplit('.').next().is_some_and(|last| last.len() >= 2 && !last.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_typed() {
        for (text, kept) in [
            ("a@example.com", "a@example.com"),
            (" Zhang.San+icp@EXAMPLE.Com ", "Zhang.San+icp@example.com"),
            ("zhang＠example。com", "zhang@example.com"),
            ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ] {
            assert_eq!(Email::parse(text).unwrap().reveal(), kept, "{text}");
        }
        assert_eq!(Email::parse("Zhang@Example.com").unwrap().key(), "zhang@example.com");
        assert_eq!(Email::parse("Zhang@Example.com").unwrap().local(), "Zhang");
    }

    #[test]
    fn what_is_no_address() {
        for (text, key) in [
            ("", "value-email-empty"),
            ("a", "value-email"),
            ("@example.com", "value-email"),
            ("a@", "value-email"),
            ("a@localhost", "value-email"),
            ("a@127.0.0.1", "value-email"),
            ("a@[127.0.0.1]", "value-email"),
            ("a@b@example.com", "value-email"),
            ("a b@example.com", "value-email"),
            (".a@example.com", "value-email"),
            ("a..b@example.com", "value-email"),
            ("\"a\"@example.com", "value-email"),
            ("a@-example.com", "value-email"),
            ("a@exa_mple.com", "value-email"),
            ("a@example..com", "value-email"),
            ("a@example.com.", "value-email"),
            ("a@example.com,b@example.com", "value-email"),
            ("张三@example.com", "value-email-ascii"),
            ("a@example.com\r\nBcc: b@example.com", "value-invisible"),
            ("a\0@example.com", "value-invisible"),
        ] {
            assert_eq!(Email::parse(text).unwrap_err().key, key, "{text}");
        }
        assert_eq!(Email::parse(&format!("a@{}.com", "b.".repeat(60))).unwrap_err().key, "value-email");
        assert_eq!(
            Email::parse(&format!("{}@{}.com", "a".repeat(60), "b".repeat(50))).unwrap_err().key,
            "value-too-long"
        );
    }
}

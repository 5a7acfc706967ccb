//! Addresses: of a certificate, or where an entity works.

use super::text_value::text_value;
use super::{gbk, typed};
use crate::text::Message;

/// Shortest and longest address, in characters.
pub const LENGTH: (usize, usize) = (4, 200);

text_value! {
    /// An address on one line. How detailed it must be is a matter of the province, see the filing's checks.
    Address
}

impl Address {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::line(text)?;
        if text.is_empty() {
            return Err(Message::new("value-address-empty"));
        }
        typed::length(&text, LENGTH.0, LENGTH.1)?;
        gbk::check(&text)?;
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Address::parse(" 示例路1号院2号楼303室 ").unwrap().as_str(), "示例路1号院2号楼303室");
        for (typed, key) in [
            ("", "value-address-empty"),
            ("路1号", "value-too-short"),
            ("示例路\n1号", "value-invisible"),
            ("示例路1号😀", "value-gbk"),
        ] {
            assert_eq!(Address::parse(typed).unwrap_err().key, key, "{typed}");
        }
        assert_eq!(Address::parse(&"路".repeat(201)).unwrap_err().args[1], ("over", "1".to_owned()));
    }
}

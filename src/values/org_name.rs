//! Names of organisations, exactly as on the certificate.

use super::text_value::text_value;
use super::{gbk, typed};
use crate::text::Message;

/// Shortest and longest name, in characters.
pub const LENGTH: (usize, usize) = (2, 100);

text_value! {
    /// The name of an organisation. Brackets stay as typed, half or full width, because the certificate decides.
    OrgName
}

impl OrgName {
    /// Reads a name. A character GBK cannot hold stays: see [`OrgName::gbk_gaps`].
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::line(text)?;
        if text.is_empty() {
            return Err(Message::new("value-org-name-empty"));
        }
        if !text.chars().any(char::is_alphabetic) {
            return Err(Message::new("value-org-name-letters"));
        }
        typed::length(&text, LENGTH.0, LENGTH.1)?;
        Ok(Self(text))
    }

    /// The characters GBK cannot hold: a warning for its owner, a note for the desk.
    pub fn gbk_gaps(&self) -> Vec<char> {
        gbk::missing_in_gbk(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stay_as_typed() {
        for name in ["示例(北京)科技有限公司", "示例（北京）科技有限公司", "Ａ示例公司", "王𣲗餐饮店"]
        {
            assert_eq!(OrgName::parse(&format!(" {name}\u{3000}")).unwrap().as_str(), name);
        }
        assert_eq!(OrgName::parse("王𣲗餐饮店").unwrap().gbk_gaps(), ['𣲗']);
    }

    #[test]
    fn what_is_no_name() {
        for (typed, key) in [
            ("", "value-org-name-empty"),
            ("店", "value-too-short"),
            ("12345", "value-org-name-letters"),
            ("公司\u{202e}", "value-invisible"),
            ("公\n司", "value-invisible"),
        ] {
            assert_eq!(OrgName::parse(typed).unwrap_err().key, key, "{typed}");
        }
        assert_eq!(OrgName::parse(&"店".repeat(101)).unwrap_err().key, "value-too-long");
    }
}

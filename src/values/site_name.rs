//! Names of websites. Rules N1 to N8 need word lists and the kind of entity: they are checks of the filing.

use super::text_value::text_value;
use super::{gbk, typed};
use crate::text::Message;

/// Shortest and longest name, in characters.
pub const LENGTH: (usize, usize) = (3, 30);

text_value! {
    /// The name of a website, as far as it can be judged alone.
    SiteName
}

impl SiteName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = typed::line(text)?;
        if text.is_empty() {
            return Err(Message::new("value-site-name-empty"));
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
    fn names() {
        assert_eq!(SiteName::parse(" 示例花园 ").unwrap().as_str(), "示例花园");
        assert_eq!(SiteName::parse("").unwrap_err().key, "value-site-name-empty");
        assert_eq!(SiteName::parse("花园").unwrap_err().key, "value-too-short");
        assert_eq!(SiteName::parse(&"花".repeat(31)).unwrap_err().key, "value-too-long");
        assert_eq!(SiteName::parse("花园🌷网").unwrap_err().key, "value-gbk");
    }
}

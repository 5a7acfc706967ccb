//! Free words within bounds: one line, or several.

use serde::{Deserialize, Serialize};

use super::{gbk, typed};
use crate::text::Message;

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $clean:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name<const MIN: usize, const MAX: usize>(String);

        impl<const MIN: usize, const MAX: usize> $name<MIN, MAX> {
            /// Reads words of MIN to MAX characters. Empty text is an error unless MIN is 0.
            pub fn parse(text: &str) -> Result<Self, Message> {
                let text = $clean(text)?;
                if text.is_empty() && MIN > 0 {
                    return Err(Message::new("value-text-empty"));
                }
                typed::length(&text, MIN, MAX)?;
                gbk::check(&text)?;
                Ok(Self(text))
            }

            /// The words.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MIN: usize, const MAX: usize> std::fmt::Display for $name<MIN, MAX> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

bounded! {
    /// One line of MIN to MAX characters.
    Line, typed::line
}

bounded! {
    /// Words on one or several lines, MIN to MAX characters together.
    Paragraphs, typed::lines
}

/// Why something is looked at or done, as the audit keeps it.
pub type Reason = Line<2, 200>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_count_characters() {
        assert_eq!(Line::<2, 4>::parse(" 四个汉字 ").unwrap().as_str(), "四个汉字");
        assert_eq!(Line::<2, 4>::parse("五个汉字了").unwrap_err().key, "value-too-long");
        assert_eq!(Line::<2, 4>::parse("一").unwrap_err().key, "value-too-short");
        assert_eq!(Line::<2, 4>::parse(" ").unwrap_err().key, "value-text-empty");
        assert_eq!(Line::<0, 4>::parse(" ").unwrap().as_str(), "");
        assert_eq!(Line::<0, 9>::parse("一\n二").unwrap_err().key, "value-invisible");
        assert_eq!(Paragraphs::<0, 3>::parse("一\r\n二\r\n").unwrap().as_str(), "一\n二");
        assert_eq!(Paragraphs::<0, 9>::parse("好😀").unwrap_err().key, "value-gbk");
    }
}

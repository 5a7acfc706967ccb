//! The filing password (ICP备案密码) that the bureau gave a sponsor. Only its hash is kept, as the interface wants nothing else.

use data_encoding::HEXLOWER;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

use crate::text::Message;

/// Marks a text that is a hash already.
const HASHED: &str = "md5:";
/// Characters of a password: those that were seen have six and more.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=32;

/// The hash of a filing password, in hex. It is short enough to be guessed from it: never shown, never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilingPassword(String);

impl FilingPassword {
    /// Reads it as typed, or as [`Self::kept`] wrote it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if let Some(hash) = text.strip_prefix(HASHED).filter(|hash| is_hash(hash)) {
            return Ok(Self(hash.to_owned()));
        }
        // What bytes the bureau hashes of other letters nobody knows.
        let fits = LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits {
            Ok(Self(HEXLOWER.encode(&Md5::digest(text.as_bytes()))))
        } else {
            Err(Message::new("filing-password-wrong"))
        }
    }

    /// The hash, to send it up.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As a form keeps it: what was typed is gone.
    pub fn kept(&self) -> String {
        format!("{HASHED}{}", self.0)
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl std::fmt::Debug for FilingPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FilingPassword(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of 17.5.
    #[test]
    fn only_the_hash_is_kept_and_nothing_is_printed() {
        let password = FilingPassword::parse(" 888888 ").unwrap();
        assert_eq!(password.reveal(), "21218cca77804d2ba1922c33e0151105");
        assert_eq!(FilingPassword::parse(&password.kept()).unwrap(), password);
        assert!(!format!("{password:?}{}", password.kept()).contains("888888"));
        for wrong in ["", "123", "密码密码密码", "with space", &"x".repeat(33), "md5:12"] {
            assert_eq!(FilingPassword::parse(wrong).is_ok(), wrong == "md5:12", "{wrong}");
        }
    }
}

//! Service numbers (备案服务号): each is the right to file one website on an instance, once.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::text::Message;
use crate::values::text_enum::text_enum;

text_enum! {
    /// Where a number stands.
    pub enum NumberState {
        /// Free.
        Unused = "unused",
        /// Held by a filing.
        InUse = "in_use",
        /// Spent for good by an approved website.
        Used = "used",
        /// Its instance has ended.
        Expired = "expired",
        /// Taken back by the provider.
        Revoked = "revoked",
    }
}

impl NumberState {
    /// Whether it can be used no more.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Used | Self::Expired | Self::Revoked)
    }
}

/// A service number: a UUID in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceNumber(Uuid);

impl ServiceNumber {
    /// Reads a number as it is copied: any case, spaces around and between.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return Err(Message::new("hosting-number-empty"));
        }
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        let wrong = || Message::new("hosting-number-format");
        if groups != [8, 4, 4, 4, 12] {
            return Err(wrong());
        }
        text.parse().map(Self).map_err(|_| wrong())
    }

    /// A number from the database.
    pub fn from_uuid(number: Uuid) -> Self {
        Self(number)
    }

    /// The plain UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for ServiceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_number_that_is_read_again_as_itself_or_refused(text in "[0-9a-fA-F备{} \u{200b}-]{0,40}") {
            if let Ok(number) = ServiceNumber::parse(&text) {
                prop_assert_eq!(ServiceNumber::parse(&number.to_string()), Ok(number));
            }
        }

        #[test]
        fn a_number_is_read_however_it_is_copied(bytes in any::<[u8; 16]>(), at in 0..36usize) {
            let number = ServiceNumber::from_uuid(Uuid::from_bytes(bytes));
            let (start, end) = (number.to_string()[..at].to_uppercase(), number.to_string()[at..].to_owned());
            prop_assert_eq!(ServiceNumber::parse(&format!(" {start} {end}\n")), Ok(number));
        }
    }

    #[test]
    fn numbers_as_copied() {
        let number = "32a43232-a888-88e8-b9ec-00888be80000";
        for text in [number, &number.to_uppercase(), &format!(" {number}\n")] {
            assert_eq!(ServiceNumber::parse(text).unwrap().to_string(), number);
        }
        assert_eq!(ServiceNumber::parse(" ").unwrap_err().key, "hosting-number-empty");
        for text in [
            "32a43232a88888e8b9ec00888be80000",
            "32a43232-a888-88e8-b9ec-00888be8000",
            "{32a43232-a888-88e8-b9ec-00888be80000}",
            "BA-7K3M9QXT",
        ] {
            assert_eq!(ServiceNumber::parse(text).unwrap_err().key, "hosting-number-format", "{text}");
        }
    }
}

//! A call to one of the persons of a filing.

use std::fmt;
use std::str::FromStr;

/// Who was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// The person in charge of the entity.
    EntityPerson,
    /// The person in charge of a website, by its number.
    WebsitePerson(u32),
    /// Somebody else the case names, such as the office.
    Other,
}

/// What is no [`Called`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody of a filing")]
pub struct Nobody;

impl fmt::Display for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntityPerson => f.write_str("entity-person"),
            Self::WebsitePerson(n) => write!(f, "websites/{n}/person"),
            Self::Other => f.write_str("other"),
        }
    }
}

impl FromStr for Called {
    type Err = Nobody;

    fn from_str(text: &str) -> Result<Self, Nobody> {
        match text {
            "entity-person" => Ok(Self::EntityPerson),
            "other" => Ok(Self::Other),
            _ => {
                let number = text.strip_prefix("websites/").and_then(|rest| rest.strip_suffix("/person"));
                let number = number.and_then(|number| number.parse().ok()).filter(|number| *number > 0);
                number.map(Self::WebsitePerson).ok_or(Nobody)
            }
        }
    }
}

/// What came of a call. The code is stored and never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallResult {
    /// The person confirmed what the filing says.
    Confirmed,
    /// Nobody answered.
    NoAnswer,
    /// The number is not that person's.
    WrongNumber,
    /// The person did not want to.
    Refused,
    /// To be called again.
    CallBack,
}

impl CallResult {
    /// Every result.
    pub const ALL: [Self; 5] = [Self::Confirmed, Self::NoAnswer, Self::WrongNumber, Self::Refused, Self::CallBack];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::NoAnswer => "no_answer",
            Self::WrongNumber => "wrong_number",
            Self::Refused => "refused",
            Self::CallBack => "call_back",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }

    /// Key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "review-call-confirmed",
            Self::NoAnswer => "review-call-no-answer",
            Self::WrongNumber => "review-call-wrong-number",
            Self::Refused => "review-call-refused",
            Self::CallBack => "review-call-back",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_read_as_they_are_written() {
        for person in [Called::EntityPerson, Called::WebsitePerson(12), Called::Other] {
            assert_eq!(person.to_string().parse(), Ok(person));
        }
        for text in ["", "websites/0/person", "websites/x/person", "entity"] {
            assert_eq!(text.parse::<Called>(), Err(Nobody));
        }
    }
}

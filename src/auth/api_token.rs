//! Tokens of the provider's own programs: 256 random bits, shown once, their hash in the table, each for named scopes.

pub mod store;

use chrono::{DateTime, NaiveDate, Utc};

use super::session::Token;
use crate::clock::china_day;
use crate::values::ids::TokenId;
use crate::values::text_enum::text_enum;

text_enum! {
    /// What a token lets a program do.
    pub enum Scope {
        /// Tell instances and their end.
        Instances = "instances",
        /// Issue service numbers.
        Numbers = "numbers",
    }
}

/// In front of every token, so that one that leaked is recognised for what it is.
const MARK: &str = "beian_";

/// The text of a token, for the one time it is shown.
pub fn text(token: &Token) -> String {
    format!("{MARK}{}", token.text())
}

/// Reads the header `Authorization`.
pub fn parse(header: &str) -> Option<Token> {
    let (scheme, rest) = header.split_once(' ')?;
    let text = rest.trim().strip_prefix(MARK).filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
    Token::parse(text)
}

/// A program that may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Its token.
    pub token: TokenId,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// A token as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it lets a program do.
    pub scopes: Vec<Scope>,
    /// The last day it works, in China; none for one that works until it is revoked.
    pub ends_on: Option<NaiveDate>,
}

/// A token as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Row id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it lets a program do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The last day it works, in China.
    pub ends_on: Option<NaiveDate>,
}

/// Whether a token lets anybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Works,
    /// Its last day is over.
    Ended,
    /// It was revoked.
    Revoked,
}

impl Listed {
    /// Whether it lets anybody in on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        match (self.revoked_at, self.ends_on) {
            // After its last day the clock revoked it, should it ever go back.
            (Some(at), Some(last)) if china_day(at) > last => Standing::Ended,
            (Some(_), _) => Standing::Revoked,
            (None, Some(last)) if last < today => Standing::Ended,
            _ => Standing::Works,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_as_programs_send_them() {
        let token = Token::random().unwrap();
        let written = text(&token);
        assert_eq!(written.len(), 49);
        let reads = |header: &str| parse(header).is_some_and(|read| read.hash() == token.hash());
        assert!(reads(&format!("Bearer {written}")) && reads(&format!("bearer  {written} ")));
        for header in
            [written.clone(), format!("Basic {written}"), format!("Bearer {}", token.text()), "Bearer ".into()]
        {
            assert!(!reads(&header), "{header}");
        }
    }
}

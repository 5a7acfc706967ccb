//! The answers of the eligibility page, read: what is missing, unknown or contradicts itself is told beside it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::form::FieldErrors;
use crate::reference::{INDIVIDUAL, Province, Reference};
use crate::text::Message;
use crate::values::DomainName;
use crate::values::text_enum::text_enum;

/// Any organisation of a kind that is not offered by name.
pub const OTHER: &str = "other";

text_enum! {
    /// Where the server stands.
    pub enum Place {
        /// At this provider.
        Here = "here",
        /// At another one of mainland China.
        Elsewhere = "elsewhere",
        /// Outside of mainland China.
        Abroad = "abroad",
    }
}

text_enum! {
    /// Whose the domain is.
    pub enum Holding {
        /// The entity's, verified.
        Mine = "mine",
        /// In another name, or not verified.
        Other = "other",
        /// There is none yet.
        None = "none",
    }
}

text_enum! {
    /// What the website does.
    pub enum Purpose {
        /// Nothing that needs an approval.
        Plain = "plain",
        /// Something that does.
        Approval = "approval",
        /// It charges its users.
        Sales = "sales",
    }
}

/// The answers as they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Code of a kind of entity, or [`OTHER`].
    pub who: String,
    /// Code of the province.
    pub province: String,
    /// See [`Place`].
    pub server: String,
    /// See [`Holding`].
    pub domain: String,
    /// The domain itself, if the reader likes.
    pub name: String,
    /// See [`Purpose`].
    pub content: String,
    /// The form was sent: what it lacks is told.
    pub asked: String,
}

/// A case that a list can be written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<'r> {
    /// Code of the kind of entity, where it is said.
    pub kind: Option<&'r str>,
    /// Code of the kind by whose rules the list is written.
    pub kind_of_rules: &'r str,
    /// Where it files.
    pub province: &'r Province,
    /// Where the server stands.
    pub server: Place,
    /// Whose the domain is.
    pub domain: Holding,
    /// The domain.
    pub name: Option<DomainName>,
    /// What the website does.
    pub content: Purpose,
}

impl Case<'_> {
    /// Whether a person files.
    pub fn is_individual(&self) -> bool {
        self.kind == Some(INDIVIDUAL)
    }
}

impl Answers {
    /// Reads them. Nothing while the questions were only opened, with some answers perhaps.
    ///
    /// # Errors
    /// What is missing, unknown, or cannot be true beside another answer.
    pub fn read<'r>(&self, book: &'r Reference, today: NaiveDate) -> Result<Option<Case<'r>>, FieldErrors> {
        let all = [&self.who, &self.province, &self.server, &self.domain, &self.content];
        if self.asked.is_empty() && all.iter().any(|answer| answer.is_empty()) {
            return Ok(None);
        }
        let mut errors = FieldErrors::new();
        let kind = book.asked_kinds(today).into_iter().find(|kind| kind.code == self.who);
        let whose = kind.or_else(|| book.other_kind(today).filter(|_| self.who == OTHER));
        if whose.is_none() {
            errors.add("who", Message::new("guide-check-missing"));
        }
        let province = book.province(&self.province, today);
        let server = Place::from_code(&self.server);
        let domain = Holding::from_code(&self.domain);
        let content = Purpose::from_code(&self.content);
        for (name, is_known) in [
            ("province", province.is_some()),
            ("server", server.is_some()),
            ("domain", domain.is_some()),
            ("content", content.is_some()),
        ] {
            if !is_known {
                errors.add(name, Message::new("guide-check-missing"));
            }
        }
        let name = self.name(domain).map_err(|message| errors.add("name", message)).ok().flatten();
        match (whose, province, server, domain, content) {
            (Some(whose), Some(province), Some(server), Some(domain), Some(content)) if errors.is_empty() => {
                let kind = kind.map(|kind| kind.code.as_str());
                Ok(Some(Case { kind, kind_of_rules: &whose.code, province, server, domain, name, content }))
            }
            _ => Err(errors),
        }
    }

    fn name(&self, domain: Option<Holding>) -> Result<Option<DomainName>, Message> {
        match (self.name.trim(), domain) {
            ("", _) => Ok(None),
            (_, Some(Holding::None)) => Err(Message::new("guide-check-name-none")),
            (text, _) => DomainName::registrable(text).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    fn answers(query: &str) -> Answers {
        let mut answers = Answers::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            let field = match name {
                "who" => &mut answers.who,
                "province" => &mut answers.province,
                "server" => &mut answers.server,
                "domain" => &mut answers.domain,
                "name" => &mut answers.name,
                "content" => &mut answers.content,
                _ => &mut answers.asked,
            };
            *field = value.to_owned();
        }
        answers
    }

    #[test]
    fn what_is_missing_unknown_or_contradicts_itself_is_told_beside_it() {
        let whole = "who=4&province=330000&server=here&domain=mine&content=plain";
        let five = "who province server domain content";
        for (query, expected) in [
            ("", ""),
            ("province=330000", ""),
            ("asked=1", five),
            ("asked=1&province=330000", "who server domain content"),
            (whole, ""),
            ("who=5&province=330000&server=here&domain=none&content=sales", ""),
            ("who=other&province=330000&server=abroad&domain=other&content=approval", ""),
            ("who=company&province=330000&server=here&domain=mine&content=plain", "who"),
            ("who=99&province=999999&server=moon&domain=all&content=x", five),
            (&format!("{whole}&name=https://www.Example.CN/a"), ""),
            (&format!("{whole}&name=not a domain"), "name"),
            ("who=4&province=330000&server=here&domain=none&content=plain&name=example.cn", "name"),
        ] {
            let read = answers(query).read(book(), "2026-11-28".parse().unwrap());
            let errors = read.err().unwrap_or_default();
            let mut told: Vec<&str> = errors.iter().map(|(name, _)| name).collect();
            let mut expected: Vec<&str> = expected.split_whitespace().collect();
            told.sort_unstable();
            expected.sort_unstable();
            assert_eq!(told, expected, "{query}");
        }
    }
}

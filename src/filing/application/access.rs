//! Access (4.8): for every website the instance or the service number it rests on, and what stands in front of it.

use serde::{Deserialize, Serialize};

use crate::form::Checker;
use crate::hosting::{Choice, ServiceNumber};
use crate::text::Message;
use crate::values::IpRange;

/// Access as typed: each list holds one text for each website; of instance and number one is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    /// The provider's name of an instance of the account.
    pub instance: Vec<String>,
    /// A service number.
    pub service_number: Vec<String>,
    /// Addresses of content delivery or a firewall in front of the server, if any.
    pub other_addresses: Vec<String>,
}

/// What a website rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Instance or number.
    pub choice: Choice,
    /// Addresses in front of it.
    pub other_addresses: Vec<IpRange>,
}

impl From<Choice> for Access {
    fn from(choice: Choice) -> Self {
        Self { choice, other_addresses: Vec::new() }
    }
}

impl AccessForm {
    /// What was typed for a website, counted from one: instance and service number.
    pub fn row(&self, website: u32) -> (&str, &str) {
        let index = website.saturating_sub(1) as usize;
        (text_at(&self.instance, index), text_at(&self.service_number, index))
    }

    /// The other addresses typed for a website.
    pub fn other(&self, website: u32) -> &str {
        text_at(&self.other_addresses, website.saturating_sub(1) as usize)
    }

    /// The choices that can be read, with the number of their website: for looking at servers while others are missing.
    pub fn choices(&self, websites: u32) -> Vec<(u32, Choice)> {
        (1..=websites).filter_map(|website| Some((website, self.read(website).ok()?))).collect()
    }

    /// Checks the section for a number of websites: the n-th choice is for the n-th website.
    pub fn check(&self, websites: u32, c: &mut Checker<'_>) -> Option<Vec<Access>> {
        let mut all = Some(Vec::new());
        for website in 1..=websites {
            let choice = match self.read(website) {
                Ok(choice) => Some(choice),
                Err((field, message)) => {
                    c.error(format!("{field}-{}", website - 1), message);
                    None
                }
            };
            let other_addresses = self.read_other(website, c);
            all = all.zip(choice.zip(other_addresses)).map(|(mut all, (choice, other_addresses))| {
                all.push(Access { choice, other_addresses });
                all
            });
        }
        all
    }

    /// Ranges with spaces, commas or line ends between them; spaces around a hyphen belong to a range.
    fn read_other(&self, website: u32, c: &mut Checker<'_>) -> Option<Vec<IpRange>> {
        let field = format!("other_addresses-{}", website - 1);
        let most = c.reference().limits(c.today()).ip_addresses_per_website;
        let joined = self.other(website).split('-').map(str::trim).collect::<Vec<_>>().join("-");
        let texts: Vec<&str> = joined
            .split(|c: char| c.is_whitespace() || ",，、;；".contains(c))
            .filter(|text| !text.is_empty())
            .collect();
        c.require(field.clone(), texts.len() <= most, Message::new("filing-other-addresses-many").with("most", most));
        let ranges = texts.iter().map(|text| IpRange::parse(text)).collect::<Result<Vec<_>, _>>();
        c.field(field, ranges).filter(|ranges| ranges.len() <= most)
    }

    fn read(&self, website: u32) -> Result<Choice, (&'static str, Message)> {
        match self.row(website) {
            ("", "") => Err(("instance", Message::new("filing-access-empty"))),
            (instance, "") => Ok(Choice::Instance(instance.to_owned())),
            ("", number) => {
                ServiceNumber::parse(number).map(Choice::Number).map_err(|message| ("service_number", message))
            }
            _ => Err(("service_number", Message::new("filing-access-both"))),
        }
    }

    /// Takes out the choice of a website that is taken out of the filing.
    pub fn remove_website(&mut self, website: u32) {
        let index = website.saturating_sub(1) as usize;
        for list in [&mut self.instance, &mut self.service_number, &mut self.other_addresses] {
            if index < list.len() {
                list.remove(index);
            }
        }
    }
}

impl From<&[Access]> for AccessForm {
    fn from(all: &[Access]) -> Self {
        let mut form = Self::default();
        for access in all {
            let (instance, number) = match &access.choice {
                Choice::Instance(code) => (code.clone(), String::new()),
                Choice::Number(number) => (String::new(), number.to_string()),
            };
            form.instance.push(instance);
            form.service_number.push(number);
            form.other_addresses
                .push(access.other_addresses.iter().map(IpRange::to_string).collect::<Vec<_>>().join(" "));
        }
        form
    }
}

fn text_at(list: &[String], index: usize) -> &str {
    list.get(index).map_or("", |text| text.trim())
}

#[cfg(test)]
mod tests {
    use super::super::tests::today;
    use super::*;
    use crate::reference::book;

    const NUMBER: &str = "32a43232-a888-88e8-b9ec-00888be80000";

    fn form(rows: &[(&str, &str)]) -> AccessForm {
        AccessForm {
            instance: rows.iter().map(|row| row.0.to_owned()).collect(),
            service_number: rows.iter().map(|row| row.1.to_owned()).collect(),
            other_addresses: rows.iter().map(|_| String::new()).collect(),
        }
    }

    #[test]
    fn every_website_rests_on_something() {
        let mut checker = Checker::new(book(), today());
        let good = form(&[("i-1", ""), ("", NUMBER)]);
        let all = good.check(2, &mut checker).unwrap();
        assert_eq!(AccessForm::from(all.as_slice()), good);
        let bad = form(&[("i-1", NUMBER), ("", "x"), (" ", "")]);
        assert_eq!(bad.check(4, &mut checker), None);
        let told: Vec<_> = checker.errors().iter().map(|(name, message)| (name.to_owned(), message.key)).collect();
        assert_eq!(
            told,
            [
                ("service_number-0".to_owned(), "filing-access-both"),
                ("service_number-1".to_owned(), "hosting-number-format"),
                ("instance-2".to_owned(), "filing-access-empty"),
                ("instance-3".to_owned(), "filing-access-empty"),
            ]
        );
        assert_eq!(bad.choices(4), []);
    }

    #[test]
    fn a_website_leaves_with_its_choice() {
        let mut access = form(&[("i-1", ""), ("", NUMBER), ("i-3", "")]);
        access.remove_website(2);
        assert_eq!(access, form(&[("i-1", ""), ("i-3", "")]));
        access.remove_website(9);
        assert_eq!(access.row(2), ("i-3", ""));
    }
}

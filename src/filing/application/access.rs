//! Access (4.8): for every website the instance or the service number it rests on.

use serde::{Deserialize, Serialize};

use crate::form::Checker;
use crate::hosting::{Choice, ServiceNumber};
use crate::text::Message;

/// Access as typed: both lists hold one text for each website, of which one is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    /// The provider's name of an instance of the account.
    pub instance: Vec<String>,
    /// A service number.
    pub service_number: Vec<String>,
}

impl AccessForm {
    /// What was typed for a website, counted from one: instance and service number.
    pub fn row(&self, website: u32) -> (&str, &str) {
        let index = website.saturating_sub(1) as usize;
        (text_at(&self.instance, index), text_at(&self.service_number, index))
    }

    /// The choices that can be read, with the number of their website: for looking at servers while others are missing.
    pub fn choices(&self, websites: u32) -> Vec<(u32, Choice)> {
        (1..=websites).filter_map(|website| Some((website, self.read(website).ok()?))).collect()
    }

    /// Checks the section for a number of websites: the n-th choice is for the n-th website.
    pub fn check(&self, websites: u32, c: &mut Checker<'_>) -> Option<Vec<Choice>> {
        let mut all = Some(Vec::new());
        for website in 1..=websites {
            let choice = match self.read(website) {
                Ok(choice) => Some(choice),
                Err((field, message)) => {
                    c.error(format!("{field}-{}", website - 1), message);
                    None
                }
            };
            all = all.zip(choice).map(|(mut all, choice)| {
                all.push(choice);
                all
            });
        }
        all
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
        for list in [&mut self.instance, &mut self.service_number] {
            if index < list.len() {
                list.remove(index);
            }
        }
    }
}

impl From<&[Choice]> for AccessForm {
    fn from(choices: &[Choice]) -> Self {
        let mut form = Self::default();
        for choice in choices {
            let (instance, number) = match choice {
                Choice::Instance(code) => (code.clone(), String::new()),
                Choice::Number(number) => (String::new(), number.to_string()),
            };
            form.instance.push(instance);
            form.service_number.push(number);
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
        }
    }

    #[test]
    fn every_website_rests_on_something() {
        let mut checker = Checker::new(book(), today());
        let good = form(&[("i-1", ""), ("", NUMBER)]);
        let choices = good.check(2, &mut checker).unwrap();
        assert_eq!(AccessForm::from(choices.as_slice()), good);
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

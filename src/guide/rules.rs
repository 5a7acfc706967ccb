//! The rules of one province as a page tells them: by topic, each with its days and sources; what no longer holds apart.

use chrono::NaiveDate;

use crate::reference::Reference;
use crate::reference::rules::choice::Topic;
use crate::reference::rules::{Rule, RuleSet, Sort, origin};
use crate::text::Tr;

/// A group of rules under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// The rules, sort by sort.
    pub rows: Vec<Row>,
}

/// The rules of one sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name of the sort.
    pub title: String,
    /// The rules.
    pub entries: Vec<Entry>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// For whom, if not for all.
    pub who: String,
    /// What it asks.
    pub text: String,
    /// Its days and sources.
    pub origin: String,
}

/// The rules of a province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its own rules in force, by topic.
    pub own: Vec<Group>,
    /// Rules of everywhere that it has none of its own for.
    pub everywhere: Vec<Row>,
    /// Its own rules of other days.
    pub history: Vec<Row>,
}

/// Sorts out the rules of a province.
pub fn told(t: Tr, book: &Reference, code: &str, on: NaiveDate) -> Told {
    let mut rules: Vec<&Rule> = book.rule_book().of_province(code).collect();
    rules.sort_by_key(|rule| rule.rank());
    let (own, everywhere): (Vec<&Rule>, Vec<&Rule>) = rules.into_iter().partition(|rule| rule.province.is_some());
    let (current, other): (Vec<&Rule>, Vec<&Rule>) = own.into_iter().partition(|rule| rule.holds_on(on));
    let teller = Teller { t, book, on };
    let of_topic = |topic: &Topic| Group {
        title: t.t(topic.key()),
        rows: teller.rows(current.iter().copied().filter(|rule| rule.sort.topic() == *topic)),
    };
    let replaced = |rule: &Rule| !rule.sort.adds_up() && current.iter().any(|own| own.sort.word() == rule.sort.word());
    Told {
        own: Topic::ALL.iter().map(of_topic).filter(|group| !group.rows.is_empty()).collect(),
        everywhere: teller.rows(everywhere.into_iter().filter(|rule| rule.holds_on(on) && !replaced(rule))),
        history: teller.rows(other.into_iter()),
    }
}

/// What is asked of one applicant, by topic: the rules by which their filing is judged.
pub fn asked(t: Tr, book: &Reference, rules: &RuleSet<'_>, on: NaiveDate) -> Vec<Group> {
    let teller = Teller { t, book, on };
    let mut asked: Vec<&Rule> = rules.iter().filter(|rule| !matches!(rule.sort, Sort::ShellAdds(_))).collect();
    asked.sort_by_key(|rule| rule.rank());
    let of_topic = |topic: &Topic| {
        let mut rows = teller.rows(asked.iter().copied().filter(|rule| rule.sort.topic() == *topic));
        // Whose list it is needs no saying.
        rows.iter_mut().flat_map(|row| &mut row.entries).for_each(|entry| entry.who.clear());
        Group { title: t.t(topic.key()), rows }
    };
    let topics = Topic::ALL.iter().filter(|topic| **topic != Topic::Change);
    topics.map(of_topic).filter(|group| !group.rows.is_empty()).collect()
}

struct Teller<'a> {
    t: Tr,
    book: &'a Reference,
    on: NaiveDate,
}

impl Teller<'_> {
    fn rows<'r>(&self, rules: impl Iterator<Item = &'r Rule>) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for rule in rules {
            let (title, entry) = (self.t.t(rule.sort.title()), self.entry(rule));
            match rows.last_mut().filter(|row| row.title == title) {
                Some(row) => row.entries.push(entry),
                None => rows.push(Row { title, entries: vec![entry] }),
            }
        }
        rows
    }

    fn entry(&self, rule: &Rule) -> Entry {
        Entry {
            who: rule.scope.says(self.t, self.book, self.on),
            text: rule.says(self.t, self.book, self.on),
            origin: origin(self.t, self.book, [rule.from, rule.to], &rule.source, self.on),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;
    use crate::text::Lang;

    #[test]
    fn every_rule_of_every_province_is_told_once_with_its_source() {
        let on = "2026-11-25".parse().unwrap();
        for lang in Lang::ALL {
            for province in book().provinces(on) {
                let told = told(Tr::new(lang), book(), &province.code, on);
                let rows = || told.own.iter().flat_map(|group| &group.rows).chain(&told.history);
                let entries: Vec<&Entry> = rows().flat_map(|row| &row.entries).collect();
                let own = book().rule_book().of_province(&province.code).filter(|rule| rule.province.is_some()).count();
                assert_eq!(entries.len(), own, "{}", province.en);
                for entry in entries {
                    assert!(!entry.text.is_empty() && !entry.origin.is_empty(), "{}: {entry:?}", province.en);
                    assert!(!entry.text.starts_with("rule-"), "{}: {entry:?}", province.en);
                }
                assert!(rows().chain(&told.everywhere).all(|row| !row.title.starts_with("rule-")));
            }
        }
    }

    #[test]
    fn what_a_newer_source_replaced_is_history() {
        let on = "2026-11-25".parse().unwrap();
        let told = told(Tr::new(Lang::En), book(), "110000", on);
        let of = |rows: &[Row]| -> Vec<String> {
            let rows = rows.iter().filter(|row| row.title == "Entity person of an organisation");
            rows.flat_map(|row| row.entries.iter().map(|entry| entry.text.clone())).collect()
        };
        let own: Vec<Row> = told.own.into_iter().flat_map(|group| group.rows).collect();
        assert_eq!(of(&own), ["Must be the legal representative"]);
        assert_eq!(of(&told.history), ["May be another person"]);
    }
}

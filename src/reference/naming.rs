//! The naming rules of websites, N1 to N8: what can be told from the name alone.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::text::{Message, is_han};

use super::Reference;
use super::region::short_name;
use super::rules::choice::{Latin, Places};
use super::rules::value::{List, Number};
use super::rules::{Rule, RuleSet, Severity, Sort};

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordList {
    /// Words of the state (N7).
    State,
    /// Words that need an approval whoever uses them (N7).
    ApprovalOnly,
    /// Words no individual may use.
    Individual,
    /// Words nobody may use (N6).
    Sensitive,
    /// Words of trades that need pre-approval (N8).
    PreApproval,
    /// Words of a home page that hint at such a trade.
    Page,
}

/// A word on a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamingWord {
    /// The list.
    pub list: WordList,
    /// The word.
    pub word: String,
    /// Code of the pre-approval it points to.
    pub item: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}

impl super::table::Row for NamingWord {
    fn key(&self) -> String {
        format!("{:?}/{}", self.list, self.word)
    }

    fn period(&self) -> super::table::Period {
        super::table::Period { from: self.from, to: self.to }
    }

    fn check(&self) -> Result<(), String> {
        let names_trade = matches!(self.list, WordList::PreApproval | WordList::Page);
        match (self.word.is_empty(), names_trade == self.item.is_empty()) {
            (true, _) => Err("word: empty".to_owned()),
            (_, true) => Err(format!("{}: its trade does not fit", self.word)),
            _ => Ok(()),
        }
    }
}

/// A website name with what its rules depend on.
#[derive(Debug, Clone, Copy)]
pub struct SiteName<'a> {
    /// The name as typed, trimmed.
    pub name: &'a str,
    /// The entity is an individual.
    pub individual: bool,
    /// Websites that need pre-approval are not open to the entity.
    pub approval_refused: bool,
    /// Name of the entity; of an individual the person's name.
    pub entity_name: &'a str,
    /// Domains of the website, in either form.
    pub domains: &'a [&'a str],
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFinding {
    /// Whether it keeps the filing from being sent; otherwise the specialist looks at it.
    pub blocking: bool,
    /// What to tell the applicant.
    pub message: Message,
}

fn error(key: &'static str) -> NameFinding {
    NameFinding { blocking: true, message: Message::new(key) }
}

fn about(key: &'static str, word: &str, blocking: bool) -> NameFinding {
    NameFinding { blocking, message: Message::new(key).with("word", word) }
}

/// All findings about a name, the gravest rules first; empty for a good name. Of several about one word the first is told.
pub fn check_site_name(book: &Reference, rules: &RuleSet<'_>, site: &SiteName<'_>, on: NaiveDate) -> Vec<NameFinding> {
    let mut findings = form_of(site.name);
    if is_domain(site) {
        findings.push(error("reference-name-domain"));
    }
    findings.extend(listed_words(book, site, on));
    findings.extend(person(site));
    for rule in rules.iter() {
        findings.extend(check_by_rule(book, rule, site, on));
    }
    let mut seen: Vec<Vec<(&'static str, String)>> = Vec::new();
    findings.retain(|finding| {
        let args = &finding.message.args;
        let is_new = args.is_empty() || !seen.contains(args);
        seen.push(args.clone());
        is_new
    });
    findings
}

/// What one rule of a province says of a name; nothing, if it is about something else.
pub fn check_by_rule(book: &Reference, rule: &Rule, site: &SiteName<'_>, on: NaiveDate) -> Vec<NameFinding> {
    let mut findings: Vec<NameFinding> = match &rule.sort {
        Sort::NameLeast(Number(least)) => {
            let count = site.name.chars().filter(|c| is_han(*c)).count();
            (count < *least as usize).then(|| error("reference-name-short")).into_iter().collect()
        }
        Sort::NameLatin(latin) => letters(*latin, site).into_iter().collect(),
        Sort::NamePlaces(Places::Refused) => place(book, site, on).into_iter().collect(),
        Sort::NameWords(List(words)) => held(words, site, "reference-name-personal"),
        Sort::NameApproval(List(words)) => {
            let mut found = held(words, site, "reference-name-pre-approval");
            found.retain(|finding| {
                finding.message.args.iter().all(|(_, word)| book.holds_approval_word(site.name, word, on))
            });
            found.iter_mut().for_each(|finding| finding.blocking = site.approval_refused);
            found
        }
        Sort::NameEndings(List(words)) => {
            let ends = words.iter().filter(|word| site.name.ends_with(word.as_str()));
            ends.map(|word| about("reference-name-ending", word, true)).collect()
        }
        Sort::NameExplained(List(words)) if !site.individual && !is_explained(site.name) => {
            let used = words
                .iter()
                .filter(|word| site.name.contains(word.as_str()) && !site.entity_name.contains(word.as_str()));
            used.map(|word| about("reference-name-explained", word, true)).collect()
        }
        Sort::NamePatterns(List(endings)) => {
            let fits = endings.iter().any(|ending| site.name.ends_with(ending.as_str()));
            let words = || endings.join("、");
            (!fits).then(|| about("reference-name-pattern", &words(), true)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    findings.iter_mut().for_each(|finding| finding.blocking &= rule.severity == Severity::Blocks);
    findings
}

fn held(words: &[String], site: &SiteName<'_>, key: &'static str) -> Vec<NameFinding> {
    words.iter().filter(|word| site.name.contains(word.as_str())).map(|word| about(key, word, true)).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '(' | ')' | '（' | '）' | '-')
}

/// N2, N3, N4: length without marks, not only letters or digits, no other symbols.
fn form_of(name: &str) -> Vec<NameFinding> {
    let mut findings = Vec::new();
    let counted = name.chars().filter(|c| !is_mark(*c)).count();
    if counted < 3 {
        findings.push(error("reference-name-short"));
    } else if !name.chars().any(is_han) {
        findings.push(error("reference-name-latin"));
    }
    let odd = |c: &char| !(is_han(*c) || is_mark(*c) || c.is_ascii_alphanumeric());
    if let Some(symbol) = name.chars().find(odd) {
        findings.push(about("reference-name-symbol", &symbol.to_string(), true));
    }
    findings
}

/// N5: the name is a domain of the website, with or without `www.`.
fn is_domain(site: &SiteName<'_>) -> bool {
    let name = site.name.to_lowercase();
    let name = name.strip_prefix("www.").unwrap_or(&name);
    site.domains.iter().any(|domain| {
        let (unicode, _) = idna::domain_to_unicode(domain);
        name == unicode || name == domain.to_lowercase()
    })
}

fn letters(rule: Latin, site: &SiteName<'_>) -> Option<NameFinding> {
    let has_letter = site.name.chars().any(|c| c.is_ascii_alphabetic());
    let has_digit = site.name.chars().any(|c| c.is_ascii_digit());
    match rule {
        Latin::Refused if has_letter => Some(error("reference-name-letters")),
        Latin::RefusedWithDigits if has_letter || has_digit => Some(error("reference-name-letters-digits")),
        Latin::NotOnly if has_letter && !site.name.chars().any(is_han) => Some(error("reference-name-latin")),
        _ => None,
    }
}

/// N6 to N8 and the words of individuals: one finding per word, the first list that names it.
fn listed_words(book: &Reference, site: &SiteName<'_>, on: NaiveDate) -> Vec<NameFinding> {
    let mut seen: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for list in
        [WordList::Sensitive, WordList::State, WordList::ApprovalOnly, WordList::Individual, WordList::PreApproval]
    {
        for row in book.naming_words(list, on) {
            let word = row.word.as_str();
            let is_anothers = list == WordList::PreApproval && !book.holds_approval_word(site.name, word, on);
            if seen.contains(&word) || is_anothers {
                continue;
            }
            if let Some(finding) = judge_word(list, word, site) {
                seen.push(word);
                findings.push(finding);
            }
        }
    }
    findings
}

fn judge_word(list: WordList, word: &str, site: &SiteName<'_>) -> Option<NameFinding> {
    let present = site.name.contains(word);
    // What the certificate itself says the registry has allowed: 人民 in the name of a people's hospital.
    let own = !site.individual && site.entity_name.contains(word);
    if !present {
        return None;
    }
    match list {
        WordList::Sensitive => Some(about("reference-name-sensitive", word, true)),
        WordList::State | WordList::ApprovalOnly if own => None,
        // An organisation may hold an approval; an individual cannot get one.
        WordList::State | WordList::ApprovalOnly => Some(about("reference-name-state", word, site.individual)),
        WordList::Individual if site.individual => Some(about("reference-name-personal", word, true)),
        WordList::Individual | WordList::Page => None,
        WordList::PreApproval => Some(about("reference-name-pre-approval", word, site.approval_refused)),
    }
}

/// 学院 that is no school of its own says so in brackets.
fn is_explained(name: &str) -> bool {
    let name = name.replace('(', "（").replace(')', "）");
    ["（内部学院）", "（非独立机构）"].iter().any(|words| name.contains(words))
}

/// The name of an individual's website does not tell who that is.
fn person(site: &SiteName<'_>) -> Option<NameFinding> {
    let told = site.individual && site.entity_name.chars().count() > 1 && site.name.contains(site.entity_name);
    told.then(|| error("reference-name-person"))
}

fn place(book: &Reference, site: &SiteName<'_>, on: NaiveDate) -> Option<NameFinding> {
    let provinces = book.provinces(on).into_iter().map(|row| row.zh.as_str());
    let cities = book.cities(on).into_iter().filter(|city| city.is_prefecture()).map(|row| row.zh.as_str());
    let mut places = provinces.chain(cities).map(short_name);
    let of_entity = |place: &str| !site.individual && site.entity_name.contains(place);
    // Short place names are also words, so a person decides.
    let place = places.find(|place| site.name.contains(place) && !of_entity(place))?;
    Some(about("reference-name-place", place, false))
}

#[cfg(test)]
mod tests;

//! Registries, which know who registered a domain, and registrars, which the ministry approves or not (D2).

use chrono::NaiveDate;
use serde::Deserialize;

use super::Reference;
use super::table::{Period, Row, dated_row, list};

/// Whom to ask about the domains of a suffix.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// The last label of a domain, without dot, in Unicode.
    pub suffix: String,
    /// Its WHOIS server; empty for none.
    pub whois: String,
    /// What that is asked, with `{}` for the domain; empty for the domain alone.
    pub ask: String,
    /// Beginning of its RDAP addresses; empty for none.
    pub rdap: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Registry, suffix, Registry::check_values);

impl Registry {
    fn check_values(&self) -> Result<(), String> {
        if self.whois.is_empty() && self.rdap.is_empty() {
            return Err(format!("{}: neither WHOIS nor RDAP", self.suffix));
        }
        let fine = self.rdap.is_empty() || (self.rdap.starts_with("https://") && self.rdap.ends_with('/'));
        if fine { Ok(()) } else { Err(format!("{}: RDAP is https and ends with a slash", self.suffix)) }
    }

    /// The line its WHOIS server is asked.
    pub fn question(&self, domain: &str) -> String {
        if self.ask.is_empty() { domain.to_owned() } else { self.ask.replace("{}", domain) }
    }
}

/// How a registrar stands with the ministry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Approved.
    Approved,
    /// Overseas: domains move to an approved one first.
    Overseas,
}

/// A registrar we know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registrar {
    /// Its code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Names, or their beginnings, as registries print them.
    #[serde(deserialize_with = "list")]
    pub names: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(Registrar, code, Registrar::check_values);

impl Registrar {
    fn check_values(&self) -> Result<(), String> {
        let is_telling = |name: &String| plain(name).chars().count() >= 4;
        if !self.names.is_empty() && self.names.iter().all(is_telling) {
            Ok(())
        } else {
            Err(format!("{}: names too short to know it by", self.code))
        }
    }
}

/// What the words of registries and registrars tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The holder is hidden by a service.
    Hidden,
    /// Nobody has the name.
    NoMatch,
    /// Somebody asks too often.
    TooOften,
    /// The holder is an organisation.
    Organisation,
}

/// A word that registries and registrars use, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryWord {
    /// What it tells.
    pub sort: Told,
    /// The word.
    pub word: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}

impl Row for RegistryWord {
    fn key(&self) -> String {
        format!("{:?}/{}", self.sort, self.word)
    }

    fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }

    fn check(&self) -> Result<(), String> {
        let is_small = !self.word.is_empty() && self.word == self.word.to_lowercase();
        if is_small { Ok(()) } else { Err(format!("{}: empty or with capitals", self.word)) }
    }
}

impl Reference {
    /// Whether what a registry or registrar printed tells something.
    pub fn is_told(&self, told: Told, printed: &str, on: NaiveDate) -> bool {
        let printed = printed.to_lowercase();
        self.registry_words.on(on).any(|row| row.sort == told && printed.contains(&row.word))
    }

    /// Whom to ask about a domain, by its last label in ASCII.
    pub fn registry(&self, top_level: &str, on: NaiveDate) -> Option<&Registry> {
        self.registries.get(&idna::domain_to_unicode(top_level).0, on)
    }

    /// The registrar that goes by a name, as a registry prints it: the one of whose names most is printed.
    pub fn registrar(&self, printed: &str, on: NaiveDate) -> Option<&Registrar> {
        let printed = plain(printed);
        let told = |registrar: &&Registrar| {
            let names = registrar.names.iter().map(|name| plain(name));
            names.filter(|name| printed.starts_with(name)).map(|name| name.len()).max()
        };
        self.registrars.on(on).filter(|registrar| told(registrar).is_some()).max_by_key(told)
    }
}

/// Letters and digits alone: registries differ in brackets, points and capitals.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;
    use crate::reference::book;

    #[test]
    fn d2_registrars_as_registries_print_them() {
        let on = "2026-11-28".parse().unwrap();
        for (printed, standing) in [
            ("阿里云计算有限公司（万网）", Some(Standing::Approved)),
            ("Alibaba Cloud Computing (Beijing) Co., Ltd.", Some(Standing::Approved)),
            ("DNSPod, Inc.", Some(Standing::Approved)),
            ("XIN NET TECHNOLOGY CORPORATION", Some(Standing::Approved)),
            ("Alibaba.com Singapore E-Commerce Private Limited", Some(Standing::Overseas)),
            ("GoDaddy.com, LLC", Some(Standing::Overseas)),
            ("某某网络有限公司", None),
            ("", None),
        ] {
            assert_eq!(book().registrar(printed, on).map(|found| found.standing), standing, "{printed}");
        }
    }

    #[test]
    fn the_longest_name_tells_the_registrar() {
        let table = |rows: &[&str]| {
            let head = "code,zh,en,names,standing,from,to,source";
            Table::parse("registrars.csv", &format!("{head}\n{}\n", rows.join("\n")))
        };
        let mut rows =
            ["short,短,Short,Alibaba,approved,,,own", "long,长,Long,X Registrar|Alibaba.com S,overseas,,,own"];
        let (mut book, on) = (book().clone(), "2026-11-28".parse().unwrap());
        for _ in 0..2 {
            book.registrars = table(&rows).unwrap();
            let told = |printed| book.registrar(printed, on).map(|found| found.code.as_str());
            assert_eq!(told("Alibaba.com Singapore E-Commerce Private Limited"), Some("long"));
            assert_eq!(told("Alibaba Cloud"), Some("short"));
            rows.reverse();
        }
        let too_short = table(&["a,甲,A,Example Registrar|Ex.,approved,,,own"]).unwrap_err();
        assert!(too_short.what.contains("too short"), "{too_short}");
    }

    #[test]
    fn registries_by_suffix() {
        let on = "2026-11-28".parse().unwrap();
        assert_eq!(book().registry("cn", on).unwrap().question("example.cn"), "example.cn");
        assert_eq!(book().registry("com", on).unwrap().question("example.com"), "domain example.com");
        assert_eq!(book().registry("xn--fiqs8s", on).unwrap().whois, "whois.cnnic.cn");
        assert!(book().registry("invalid", on).is_none());
    }
}

//! What is wrong with a filing in the eyes of the interface, as a finding on the case: a place in the application and words.

use super::messages::{self, ResultLine};
use super::result_code;
use crate::filing::application::Application;
use crate::filing::finding::Finding;
use crate::filing::section::{Part, Target};

/// The reason of the catalogue for what the bureau's system does not take, where none fits its code better.
const REASON: &str = "ACC-13";
/// The reason where the bureau never told what it calls a record.
const NOT_KNOWN: &str = "ACC-15";
/// The reason for what the interface has no place for, beside what it carries.
const LEFT_OUT: &str = "ACC-16";
/// Most characters of words that come from outside.
const LONGEST: usize = 300;

/// Fields of the catalogue of codes that hold personal data: a finding points at them and repeats nothing, as words are shown
/// without an audited look.
const PERSONAL: [&str; 9] =
    ["entity", "id_number", "document", "mobile", "contact", "office_phone", "email", "person_name", "password"];

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The reason of the catalogue.
    reason: &'static str,
    /// Result code of the interface; 0 where it has none.
    pub code: i64,
    /// The website it concerns, from 1.
    pub website: Option<u32>,
    /// It concerns a person's data: which part of the application tells of them.
    of: Of,
    /// What is wrong in own words: of the bureau, or the text that does not fit.
    pub words: Option<String>,
}

/// Whose data are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Entity,
    EntityPerson,
    WebsitePerson,
}

impl Fault {
    /// A fault of a website, or of the whole.
    pub fn new(code: i64, website: Option<u32>, words: Option<String>) -> Self {
        let of = if website.is_some() { Of::WebsitePerson } else { Of::EntityPerson };
        Self { reason: REASON, code, website, of, words: words.map(|text| text.chars().take(LONGEST).collect()) }
    }

    /// The bureau never told what it calls the record, so nothing can be said of it.
    pub fn not_known() -> Self {
        Self { reason: NOT_KNOWN, ..Self::new(0, None, None) }
    }

    /// An address of a website that does not go up, beside others that do.
    pub fn left_out(website: u32, address: impl ToString) -> Self {
        Self { reason: LEFT_OUT, ..Self::new(0, Some(website), Some(address.to_string())) }
    }

    /// A fault at a place of a file: `XZBA/Baxx[1]/Wz_xx[2]/Wz_Fzr/Fzr_sjhm`.
    pub fn at(code: i64, path: &str, words: Option<String>) -> Self {
        let number =
            path.split("Wz_xx").nth(1).map(|rest| rest.strip_prefix('[').and_then(|rest| rest.split(']').next()));
        let website = number.map(|number| number.and_then(|number| number.parse().ok()).unwrap_or(1));
        let of = if path.contains("Zt_xx") && !path.contains("/Fzr") {
            Of::Entity
        } else {
            Self::new(code, website, None).of
        };
        Self { of, ..Self::new(code, website, words) }
    }

    /// What a rule of the interface found.
    pub fn of_rule(found: &messages::Finding) -> Self {
        Self::at(found.code, &found.path, found.data.clone())
    }

    /// What the bureau told in a line; the name of a website in it tells which one.
    pub fn told(line: &ResultLine, names: &[&str]) -> Self {
        let text = line.text.as_deref().unwrap_or_default();
        let named = text.split("网站名称：").nth(1).and_then(|rest| rest.split('，').next());
        let website = named.and_then(|named| names.iter().position(|name| *name == named));
        let website = website.and_then(|index| u32::try_from(index + 1).ok());
        Self::new(line.code, website, line.text.clone())
    }

    /// The same as a finding on a case.
    pub fn finding(&self, application: &Application) -> Finding {
        if self.reason == NOT_KNOWN {
            return Finding::general(NOT_KNOWN);
        }
        if self.reason == LEFT_OUT {
            let words = self.words.clone().unwrap_or_default();
            return Finding::on(Target::Part(Part::ACCESS), LEFT_OUT).saying(words);
        }
        let row = result_code::of_content(self.code);
        let is_personal = row.is_some_and(|row| PERSONAL.contains(&row.field.as_str()));
        let words = self.words.as_deref().and_then(|words| beside(words, row.map_or("", |row| &row.zh), is_personal));
        let reason = row.map(|row| row.reason.as_str()).filter(|reason| !reason.is_empty()).unwrap_or(self.reason);
        let website = self.website.and_then(|n| application.websites.get(n as usize - 1));
        // Of a website that is on record and no part of the filing nothing can be marked.
        let is_elsewhere = self.website.is_some() && website.is_none();
        // Whoever runs the entity too is asked there.
        let is_entity_person = website.is_some_and(|website| website.person.is_none());
        let of = if self.of == Of::WebsitePerson && is_entity_person { Of::EntityPerson } else { self.of };
        let target = row.and_then(|row| Self { of, ..self.clone() }.target(&row.field)).filter(|_| !is_elsewhere);
        Finding { target, reason: reason.to_owned(), code: Some(self.code), words: words.map(str::to_owned) }
    }

    fn target(&self, field: &str) -> Option<Target> {
        let website = Part::website(self.website.unwrap_or(1));
        let person = match self.of {
            Of::WebsitePerson => Part::website_person(self.website.unwrap_or(1)),
            Of::Entity | Of::EntityPerson => Part::ENTITY_PERSON,
        };
        let (part, name) = match field {
            "domain" => (website, "domains"),
            "home_url" => (website, "home_url"),
            "site_name" => (website, "site_name"),
            "service_content" => (website, "service_content"),
            "language" => (website, "languages"),
            "approval" => (website, "pre_approval"),
            "ip" | "access" => return Some(Target::Part(Part::ACCESS)),
            "entity" => (Part::TYPE_CHECK, "entity_name"),
            "entity_kind" => (Part::TYPE_CHECK, "entity_kind"),
            "region" => (Part::TYPE_CHECK, "province"),
            "document" => (Part::TYPE_CHECK, "cert_number"),
            "id_number" if self.of == Of::Entity => (Part::TYPE_CHECK, "cert_number"),
            "id_number" => (person, "cert_number"),
            "mobile" | "contact" => (person, "mobile"),
            "office_phone" => (person, "office_phone"),
            "email" => (person, "email"),
            "person_name" => (person, "name"),
            "password" => (Part::OPERATION, "filing_password"),
            "entity_number" => (Part::OPERATION, "entity_number"),
            "website_number" => (Part::OPERATION, "website_number"),
            _ => return None,
        };
        Some(Target::field(part, name))
    }
}

/// What words say beside what a code means: the bureau's begin with that. Of personal data what it found wrong is left out, and
/// all of the words of a rule of the interface, which has no others. None where that is all.
fn beside<'a>(words: &'a str, meaning: &str, is_personal: bool) -> Option<&'a str> {
    let told = words.strip_prefix(meaning).filter(|_| !meaning.is_empty());
    let rest = match (told, is_personal) {
        (Some(told), true) => told.split("错误数据：").next().unwrap_or_default(),
        (None, true) => return None,
        (told, false) => told.unwrap_or(words),
    };
    let rest = rest.trim_start_matches(['。', '，', '：']).trim_end_matches(['，', '。']).trim();
    Some(rest).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::application::tests::organisation;
    use crate::filing::application::{Person, assemble};
    use crate::reference::book;
    use crate::text::{Lang, Tr};

    /// One website run by the entity person, one by somebody else.
    fn application() -> Application {
        let day: chrono::NaiveDate = "2026-11-23".parse().unwrap();
        let mut application = assemble(&organisation(), book(), day).unwrap();
        let person: Person = application.entity_person.clone();
        let mut other = application.websites[0].clone();
        application.websites[0].person = None;
        other.person = Some(person);
        application.websites.push(other);
        application
    }

    #[test]
    fn a_fault_points_at_what_the_applicant_filled_in() {
        let table = [
            (1041, "XZBA/Baxx[1]/Wz_xx[2]/Syurl", "websites/2.home_url"),
            (1004, "XZBA/Baxx[1]/Wz_xx[1]/Ym_xx[1]/Ym", "websites/1.domains"),
            (1011, "XZBA/Baxx[1]/Wz_xx[2]/Wz_Fzr/Fzr_sjhm", "websites/2/person.mobile"),
            (1011, "XZBA/Baxx[1]/Wz_xx[1]/Wz_Fzr/Fzr_sjhm", "entity-person.mobile"),
            (1031, "XZBA/Baxx[1]/Zt_xx/Fzr/Fzr_dhhm", "entity-person.office_phone"),
            (1015, "XZBA/Baxx[1]/Zt_xx/Zj/Zjhm", "type-check.cert_number"),
            (1015, "XZBA/Baxx[1]/Zt_xx/Fzr/Fzr_zjhm", "entity-person.cert_number"),
            (1006, "XZBA/Baxx[1]/Wz_xx[1]/Jr_xx[1]/Ip_xx[1]", "access"),
        ];
        for (code, path, target) in table {
            let finding = Fault::at(code, path, Some("x".into())).finding(&application());
            assert_eq!(finding.target.map(|target| target.to_string()).as_deref(), Some(target), "{path}");
        }
    }

    #[test]
    fn the_bureaus_words_are_kept_and_name_the_website() {
        let line = ResultLine {
            code: 1004,
            text: Some("无效域名。网站名称：示例网站二，错误数据：example.com".into()),
        };
        let finding = Fault::told(&line, &["示例网站一", "示例网站二"]).finding(&application());
        assert_eq!(finding.target.as_ref().unwrap().to_string(), "websites/2.domains");
        let says = [Lang::Zh, Lang::En].map(|lang| finding.says(Tr::new(lang)));
        assert_eq!(
            says,
            [
                "1004 无效域名。网站名称：示例网站二，错误数据：example.com",
                "1004 Invalid domain. Website: 示例网站二，found: example.com"
            ]
        );
        let personal = |words: &str| Fault::at(1011, "XZBA/Baxx[1]/Zt_xx/Fzr/Fzr_sjhm", Some(words.into()));
        for words in [
            "13800000001",
            "手机号码错误。错误数据：13800000001",
            "手机号码错误。网站名称：示例网站二，错误数据：13800000001",
        ] {
            let finding = personal(words).finding(&application());
            let says = finding.says(Tr::new(Lang::Zh));
            assert!(
                says.starts_with("1011 ") && !says.contains("1380"),
                "{says}: the place tells, the number does not"
            );
        }
        // Of an entity it tells name or number, and of a password the password.
        for (code, words, reason, told) in [
            (1065, "主体在黑名单。错误数据：110101199003070000", "ENT-19", "1065 主体在黑名单"),
            (1018, "备案密码错误。错误数据：888888", "ACC-13", "1018 备案密码错误"),
        ] {
            let finding = Fault::told(&ResultLine { code, text: Some(words.into()) }, &[]).finding(&application());
            assert_eq!((finding.reason.as_str(), finding.says(Tr::new(Lang::Zh)).as_str()), (reason, told));
        }
        let bare = Fault::told(&ResultLine { code: 1041, text: None }, &["示例"]).finding(&application());
        assert_eq!((bare.says(Tr::new(Lang::Zh)).as_str(), bare.words), ("1041 首页须含域名", None));
    }
}

//! A letter with what is known of the filing in it, in the words of the letter.

use chrono::Datelike;

use super::application::Person;
use super::checks::Facts;
use crate::reference::{Block, Letter, Sign};
use crate::values::DomainName;

/// What stands where something is written by hand.
const LINE: &str = "＿＿＿＿＿＿＿＿";

/// A letter as it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Filled {
    /// What it is called.
    pub title: String,
    /// To whom.
    pub to: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Who signs.
    pub signs: Vec<Sign>,
    /// The day.
    pub day: String,
    /// Something that the filing will tell is not filled in yet.
    pub is_partial: bool,
}

/// Fills a letter in; `website` is that of its paper, counted from one.
pub fn fill(letter: &Letter, facts: &Facts<'_>, website: Option<usize>) -> Filled {
    let mut writer = Writer { facts, website, is_partial: false };
    let blocks = letter.blocks().into_iter().map(|block| writer.block(block)).collect();
    let to = facts.reference.province(facts.filer.province, facts.today);
    let today = facts.today;
    Filled {
        title: letter.title.clone(),
        to: to.map(|province| format!("{}通信管理局：", province.zh)).unwrap_or_default(),
        blocks,
        signs: letter.signs(facts.filer.individual).to_vec(),
        day: format!("{}年{}月{}日", today.year(), today.month(), today.day()),
        is_partial: writer.is_partial,
    }
}

struct Writer<'a> {
    facts: &'a Facts<'a>,
    website: Option<usize>,
    is_partial: bool,
}

impl Writer<'_> {
    fn block(&mut self, block: Block) -> Block {
        match block {
            Block::Heading(text) => Block::Heading(self.text(&text, None)),
            Block::Paragraph(text) => Block::Paragraph(self.text(&text, None)),
            Block::List(items) => Block::List(items.iter().flat_map(|item| self.item(item)).collect()),
        }
    }

    /// An item about a domain is there for each of them.
    fn item(&mut self, item: &str) -> Vec<String> {
        if !item.contains("{domain}") {
            return vec![self.text(item, None)];
        }
        let domains: Vec<DomainName> = self.facts.content.domains();
        if domains.is_empty() {
            return vec![self.text(item, None)];
        }
        domains.iter().map(|domain| self.text(item, Some(domain))).collect()
    }

    fn text(&mut self, text: &str, domain: Option<&DomainName>) -> String {
        let part = |(words, name): (&str, Option<&str>)| match name {
            Some(name) => format!("{words}{}", self.place(name, domain)),
            None => words.to_owned(),
        };
        Letter::parts(text).map(part).collect()
    }

    fn place(&mut self, name: &str, domain: Option<&DomainName>) -> String {
        let value = match name {
            Letter::BLANK => return LINE.to_owned(),
            Letter::NEW_MOBILE => return self.new_mobile().unwrap_or_else(|| LINE.to_owned()),
            Letter::DOMAIN => domain.map(|domain| domain.unicode()),
            _ => self.entity_value(name).or_else(|| self.person_value(name)).or_else(|| self.website_value(name)),
        };
        value.filter(|value| !value.is_empty()).unwrap_or_else(|| {
            self.is_partial = true;
            LINE.to_owned()
        })
    }

    fn entity_value(&self, name: &str) -> Option<String> {
        let check = self.facts.content.type_check.as_ref().ok();
        let kind = || {
            let own = check?;
            let row = self.facts.reference.certificate_kind(own.certificate.kind().code(), self.facts.today)?;
            Some(row.zh.clone())
        };
        match name {
            "party" => Some(if self.facts.filer.individual { "本人" } else { "本单位" }.to_owned()),
            "entity" => Some(self.entity_name()?.to_owned()),
            "certificate_kind" => kind(),
            "certificate" => Some(check?.certificate.reveal().to_owned()),
            "whole" => {
                let own = check?;
                Some(format!("{}（{}：{}）", self.entity_name()?, kind()?, own.certificate.reveal()))
            }
            "address" => Some(self.facts.content.entity.as_ref().ok()?.mailing_address.as_str().to_owned()),
            "number" => Some(self.facts.record?.number.clone()),
            _ => None,
        }
    }

    /// The name that it has from now on.
    fn entity_name(&self) -> Option<&str> {
        let operation = self.facts.content.operation.as_ref().ok().and_then(Option::as_ref);
        let name = operation.and_then(|own| own.new_name.as_ref());
        Some(name.or(Some(&self.facts.content.type_check.as_ref().ok()?.entity_name))?.reveal())
    }

    fn new_mobile(&self) -> Option<String> {
        let own = self.facts.content.entity_person.as_ref().ok()?.mobile.reveal();
        let is_new = self.facts.record.is_some_and(|record| record.entity_person.mobile.reveal() != own);
        is_new.then(|| own.to_owned())
    }

    fn person_value(&self, name: &str) -> Option<String> {
        let entity_person = self.facts.content.entity_person.as_ref().ok();
        let person = || -> Option<&Person> {
            let site = self.website.and_then(|n| self.facts.content.websites.get(n.checked_sub(1)?));
            let own = site.and_then(|site| site.person.as_ref().ok()).map(Option::as_ref);
            match (self.website, own) {
                (Some(_), Some(Some(person))) => Some(person),
                (Some(_), None) => None,
                _ => entity_person,
            }
        };
        let id_kind = |person: &Person| {
            let row = self.facts.reference.certificate_kind(person.certificate.kind().code(), self.facts.today)?;
            Some(row.zh.clone())
        };
        match name {
            "legal_rep" => {
                let person = entity_person?;
                let other = person.legal_rep.as_ref().map(|rep| rep.name.reveal());
                other.or(Some(person.name.reveal()).filter(|_| person.is_legal_rep)).map(str::to_owned)
            }
            "entity_person" => Some(entity_person?.name.reveal().to_owned()),
            "entity_mobile" => Some(entity_person?.mobile.reveal().to_owned()),
            "person" => Some(person()?.name.reveal().to_owned()),
            "person_id_kind" => id_kind(person()?),
            "person_id" => Some(person()?.certificate.reveal().to_owned()),
            "mobile" => Some(person()?.mobile.reveal().to_owned()),
            "old_mobile" => Some(self.facts.record?.entity_person.mobile.reveal().to_owned()),
            _ => None,
        }
    }

    fn website_value(&self, name: &str) -> Option<String> {
        let all = || self.facts.content.websites.iter().filter_map(|site| site.details.as_ref().ok());
        let joined =
            |domains: &[DomainName]| domains.iter().map(|domain| domain.unicode()).collect::<Vec<_>>().join("、");
        let own = || {
            let site = self.facts.content.websites.get(self.website.unwrap_or(1).checked_sub(1)?)?;
            site.details.as_ref().ok()
        };
        match name {
            "website" => Some(own()?.name.as_str().to_owned()),
            "domains" => Some(joined(&own()?.domains)),
            "home_url" => Some(own()?.home_url.to_string()),
            "contents" => {
                let (book, on) = (self.facts.reference, self.facts.today);
                let name = |code: &u64| book.service_content(*code, on).map(|row| row.zh.clone());
                Some(own()?.service_content.iter().filter_map(name).collect::<Vec<_>>().join("、"))
            }
            "websites" => Some(all().map(|site| site.name.as_str()).collect::<Vec<_>>().join("、")),
            "all_domains" => Some(joined(&self.facts.content.domains())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::application::tests::{deputy, individual, organisation, somebody_else, today};
    use crate::filing::application::{Drafts, Recorded, assemble};
    use crate::filing::kind::Kind;
    use crate::reference::book;

    /// A letter of a filing: its text in one, who signs, whether something is open.
    fn letter(slot: &str, drafts: &Drafts) -> (String, Vec<Sign>, bool) {
        let content = drafts.read(book(), today());
        let facts = Facts::new(drafts, &content, book(), today());
        let filled = fill(book().letter(slot, today()).unwrap(), &facts, slot.contains("{n}").then_some(1));
        let line = |block: &Block| match block {
            Block::Heading(text) | Block::Paragraph(text) => text.clone(),
            Block::List(items) => items.join("\n"),
        };
        let text: Vec<String> = filled.blocks.iter().map(line).collect();
        (format!("{}\n{}", filled.to, text.join("\n")), filled.signs, filled.is_partial)
    }

    /// Every kind of paper that is a letter or form has one, and each is whole for who it is for.
    #[test]
    fn every_letter_of_the_matrix_is_there_and_whole() {
        let kinds = [
            "entity_person_letter",
            "website_person_letter",
            "pre_approval_letter",
            "construction_plan",
            "review_form",
            "commitment_letter",
            "party_building",
            "cancellation_statement",
            "statement",
        ];
        let papers = book().materials("4", today()).into_iter().chain(book().materials("5", today()));
        let asked: Vec<&str> = papers
            .chain(book().materials("2", today()))
            .filter(|row| kinds.contains(&row.kind.as_str()))
            .map(|row| row.slot.as_str())
            .collect();
        assert!(asked.len() > 15, "{asked:?}");
        for slot in asked {
            let row = book().letter(slot, today()).unwrap_or_else(|| panic!("{slot} has no letter"));
            for (drafts, signs) in [(deputy(), &row.signs_organisation), (individual(), &row.signs_individual)] {
                // What is said of a record needs one.
                if signs.is_empty() || row.body.contains("{number}") {
                    continue;
                }
                let (text, signed, is_partial) = letter(slot, &drafts);
                assert!(!is_partial && !text.contains('{'), "{slot}: {text}");
                assert_eq!(&signed, signs, "{slot}");
            }
        }
    }

    #[test]
    fn a_letter_names_whom_it_is_about() {
        let (text, signs, _) = letter("entity-person-letter", &deputy());
        for part in [
            "北京市通信管理局：",
            "北京示例花园有限公司",
            "91110000MA00000077",
            "法定代表人李大山",
            "姓名：王小明",
            "11000019900307001X",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(signs, [Sign::LegalRep, Sign::EntityPerson, Sign::Seal]);

        let mut drafts = organisation();
        drafts.websites[0].person = somebody_else();
        let (text, ..) = letter("website-{n}-person-letter", &drafts);
        let name = &drafts.websites[0].person.name;
        assert!(text.contains(&format!("姓名：{name}")) && text.contains("example.cn"), "{text}");

        let (text, signs, _) = letter("entity-commitment-guangdong", &individual());
        assert!(text.contains("本人") && !text.contains("本单位"), "{text}");
        assert_eq!(signs, [Sign::Own]);
    }

    /// A filing of a kind about the organisation on record, with nothing changed.
    fn on_record(kind: Kind) -> Drafts {
        let details = Recorded::entity_details(&assemble(&organisation(), book(), today()).unwrap()).unwrap();
        let record = Recorded::read("京ICP备2026000001号".into(), details).unwrap();
        record.drafts(&Drafts { kind, record: Some(Box::new(record.clone())), ..Drafts::default() })
    }

    /// The mobile on record is lost: only another one is printed as that of today.
    #[test]
    fn a_lost_mobile_is_never_told_as_the_one_to_call() {
        let lost = organisation().entity_person.mobile;
        let another = "13900000009";
        let changed = |kind| {
            let mut drafts = on_record(kind);
            drafts.entity_person.mobile = another.to_owned();
            drafts
        };
        for (slot, drafts, now) in [
            ("entity-cancellation-statement", on_record(Kind::CancelEntity), "现在的联系电话：＿"),
            ("entity-phone-statement", on_record(Kind::ChangeWebsite), "新的手机号码：＿"),
            ("entity-phone-statement", on_record(Kind::ChangeEntity), "新的手机号码：＿"),
            ("entity-phone-statement", changed(Kind::ChangeEntity), "新的手机号码：13900000009"),
        ] {
            let (text, _, is_partial) = letter(slot, &drafts);
            assert!(text.contains(now) && text.contains("京ICP备2026000001号"), "{slot}: {text}");
            assert_eq!((text.matches(&lost).count(), is_partial), (1, false), "{slot}: {text}");
        }
    }

    #[test]
    fn a_letter_of_a_renaming_has_the_new_name() {
        let mut drafts = on_record(Kind::ChangeEntity);
        drafts.operation.new_name = "北京示例新花园有限公司".into();
        for slot in ["entity-phone-statement", "entity-review-form"] {
            let (text, ..) = letter(slot, &drafts);
            assert!(
                text.contains("北京示例新花园有限公司") && !text.contains("北京示例花园有限公司"),
                "{slot}: {text}"
            );
        }
    }

    #[test]
    fn every_domain_has_its_line_and_what_is_not_known_is_left_open() {
        let mut drafts = organisation();
        drafts.websites[0].website.domains = vec!["example.cn".into(), "example.com.cn".into()];
        let (text, ..) = letter("entity-domain-statement", &drafts);
        assert!(text.contains("example.cn：用于 ＿") && text.contains("example.com.cn：用于 ＿"), "{text}");
        drafts.entity_person.name = String::new();
        let (text, _, is_partial) = letter("entity-person-letter", &drafts);
        assert!(is_partial && text.contains("姓名：＿"), "{text}");
    }
}

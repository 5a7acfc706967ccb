//! Tables of cases by rule: from good drafts, one thing changed.

mod approval;
mod book_rules;
mod elsewhere;
mod reasons;
pub(super) mod record;
mod rules;
mod website;

use super::*;
use crate::filing::application::tests::{individual, organisation, somebody_else, today};
use crate::filing::application::{NO, YES};
use crate::reference::book;
use crate::text::{Lang, Tr};

fn findings(drafts: &Drafts) -> Vec<Finding> {
    findings_on(drafts, today())
}

fn findings_on(drafts: &Drafts, on: NaiveDate) -> Vec<Finding> {
    let content = drafts.read(book(), on);
    for part in drafts.parts() {
        assert!(content.errors(part).is_empty(), "{part}: {:?}", content.errors(part));
    }
    let found = run_all(&Facts::new(drafts, &content, book(), on));
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        for message in found.iter().flat_map(words).flatten() {
            assert!(!tr.message(message).contains(message.key), "{} has no words", message.key);
        }
    }
    found
}

fn words(finding: &Finding) -> [Option<&crate::text::Message>; 3] {
    [Some(&finding.message), finding.way_out.as_ref(), finding.evidence.as_ref()]
}

/// Rule, place, and `!` for what blocks.
fn told(drafts: &Drafts) -> Vec<String> {
    findings(drafts).iter().map(shown).collect()
}

fn shown(finding: &Finding) -> String {
    format!("{} {}{}", finding.code, finding.target, if finding.blocking { "!" } else { "" })
}

fn with(base: fn() -> Drafts, change: impl FnOnce(&mut Drafts)) -> Drafts {
    let mut drafts = base();
    change(&mut drafts);
    drafts
}

fn in_province(drafts: &mut Drafts, province: &str, city: &str, address: &str) {
    drafts.type_check.province = province.into();
    drafts.type_check.city = city.into();
    drafts.entity.cert_address = address.into();
    drafts.entity_person.mobile_province = province.into();
    drafts.websites.iter_mut().for_each(|site| site.person.mobile_province = province.into());
}

fn two_persons() -> Drafts {
    with(organisation, |drafts| drafts.websites[0].person = somebody_else())
}

#[test]
fn good_drafts_have_no_findings() {
    assert_eq!(told(&organisation()), [""; 0]);
    assert_eq!(told(&two_persons()), [""; 0]);
    assert_eq!(told(&individual()), [""; 0]);
}

#[test]
fn what_gbk_lacks_in_a_name_as_printed_is_a_warning() {
    type Change = fn(&mut Drafts);
    let cases: [(Change, &str); 3] = [
        (|drafts| drafts.entity_person.name = "王𣲗".into(), "GBK entity-person.name"),
        (|drafts| drafts.entity.investor = "北京𣲗花园有限公司".into(), "GBK entity.investor"),
        (
            |drafts| {
                rules::represented_by_another(drafts);
                drafts.entity_person.legal_rep_name = "赵𣲗".into();
            },
            "GBK entity-person.legal_rep_name",
        ),
    ];
    for (change, warning) in cases {
        assert!(told(&with(organisation, change)).iter().any(|told| told == warning), "{warning}");
    }
}

#[test]
fn cert_prefix_is_a_question() {
    let drafts = with(organisation, |drafts| drafts.type_check.cert_number = "12310000000000019X".into());
    assert_eq!(told(&drafts)[0], "V-CERT-PREFIX type-check.cert_number");
}

#[test]
fn gbk_names_are_warnings() {
    let drafts = with(organisation, |drafts| {
        drafts.type_check.entity_name = "北京王𣲗餐饮店".into();
        drafts.entity_person.name = "王𣲗".into();
    });
    assert_eq!(told(&drafts), ["GBK type-check.entity_name", "GBK entity-person.name"]);
}

#[test]
fn x02_two_persons_have_contacts_of_their_own() {
    let same_mobile = with(two_persons, |drafts| drafts.websites[0].person.mobile = "13800000001".into());
    assert_eq!(told(&same_mobile), ["X02 websites/1/person.mobile!"]);
    let same_email = with(two_persons, |drafts| drafts.websites[0].person.email = "Wang@example.cn".into());
    assert_eq!(told(&same_email), ["X02 websites/1/person.email!"]);
}

#[test]
fn x03_different_numbers() {
    let hubei = |drafts: &mut Drafts| in_province(drafts, "420000", "420100", "湖北省武汉市示例路1号");
    assert_eq!(told(&with(organisation, hubei)), [""; 0], "one person, two numbers");
    let four = with(two_persons, hubei);
    assert_eq!(told(&four), [""; 0]);
    let three = with(two_persons, |drafts| {
        hubei(drafts);
        drafts.websites[0].person.emergency_phone = "13800000002".into();
    });
    assert_eq!(told(&three), ["X03 websites/1/person.office_phone!"]);
    let beijing = with(two_persons, |drafts| drafts.websites[0].person.emergency_phone = "13800000001".into());
    assert_eq!(told(&beijing), [""; 0], "three numbers are enough there");
}

#[test]
fn x04_one_person_one_set_of_contacts() {
    let drafts = with(two_persons, |drafts| {
        drafts.websites[0].person.cert_number = "11000019900307001X".into();
        drafts.websites[0].person.is_legal_rep = YES.into();
    });
    assert_eq!(told(&drafts), ["X04 websites/1/person.mobile!"]);
}

#[test]
fn x09_entity_person_and_legal_representative() {
    let other = |drafts: &mut Drafts| {
        drafts.entity_person.is_legal_rep = NO.into();
        drafts.entity_person.legal_rep_name = "李小红".into();
        drafts.entity_person.legal_rep_cert_kind = "2".into();
        drafts.entity_person.legal_rep_cert_number = "32000019880703000X".into();
    };
    assert_eq!(told(&with(organisation, other)), ["X09 entity-person.is_legal_rep!"]);
    let in_jilin = with(organisation, |drafts| {
        other(drafts);
        in_province(drafts, "220000", "220100", "吉林省长春市示例路1号");
    });
    assert_eq!(told(&in_jilin), ["X09 entity-person.is_legal_rep"]);
    let in_liaoning = with(organisation, |drafts| {
        other(drafts);
        in_province(drafts, "210000", "210100", "辽宁省沈阳市示例路1号");
    });
    assert_eq!(told(&in_liaoning), [""; 0]);
    let himself = with(organisation, |drafts| {
        other(drafts);
        in_province(drafts, "210000", "210100", "辽宁省沈阳市示例路1号");
        drafts.entity_person.legal_rep_cert_number = "11000019900307001X".into();
    });
    assert_eq!(told(&himself), ["X09 entity-person.legal_rep_cert_number!"]);
    let both = with(two_persons, |drafts| drafts.websites[0].person.is_legal_rep = YES.into());
    assert_eq!(told(&both), ["X09 websites/1/person.is_legal_rep!"]);
}

#[test]
fn x10_one_person_unless_legal_representative() {
    let jiangsu = |drafts: &mut Drafts| {
        in_province(drafts, "320000", "320100", "江苏省南京市示例路1号");
        drafts.entity_person.is_legal_rep = NO.into();
        drafts.entity_person.legal_rep_name = "赵六".into();
        drafts.entity_person.legal_rep_cert_kind = "2".into();
        drafts.entity_person.legal_rep_cert_number = "330000199602290007".into();
    };
    assert!(told(&with(two_persons, jiangsu)).contains(&"X10 websites/1/person.same_as_entity_person!".to_owned()));
    assert!(!told(&with(organisation, jiangsu)).iter().any(|finding| finding.starts_with("X10")));
}

#[test]
fn x12_ages() {
    // Born 2002-06-01; asked when 17 and when 15.
    let young = |drafts: &mut Drafts, number: &str| drafts.entity_person.cert_number = number.into();
    let on = |text: &str| text.parse::<NaiveDate>().unwrap();
    let shown_on = |drafts: &Drafts, day: &str| findings_on(drafts, on(day)).iter().map(shown).collect::<Vec<_>>();
    let in_liaoning = with(organisation, |drafts| {
        young(drafts, "510000200206010009");
        in_province(drafts, "210000", "210100", "辽宁省沈阳市示例路1号");
        drafts.entity_person.cert_valid_from = "2017-01-02".into();
        drafts.entity.cert_valid_from = "2017-03-11".into();
    });
    assert_eq!(shown_on(&in_liaoning, "2019-09-03"), ["X12 entity-person.cert_number"], "17 with proof");
    assert_eq!(shown_on(&in_liaoning, "2018-05-31"), ["X12 entity-person.cert_number!"], "15");
    let in_beijing = with(organisation, |drafts| {
        young(drafts, "510000200206010009");
        drafts.entity_person.cert_valid_from = "2017-01-02".into();
        drafts.entity.cert_valid_from = "2017-03-11".into();
        drafts.entity_person.mobile_province = "110000".into();
    });
    assert_eq!(shown_on(&in_beijing, "2019-09-03"), ["X12 entity-person.cert_number!"], "18 there");
    let old_in_tianjin = with(organisation, |drafts| {
        in_province(drafts, "120000", "120100", "天津市南开区示例路1号");
        drafts.entity_person.cert_number = "11010519491231002X".into();
    });
    assert_eq!(told(&old_in_tianjin), ["X12 entity-person.cert_number!"]);
}

#[test]
fn x13_the_certificate_decides_the_province() {
    let elsewhere = with(organisation, |drafts| drafts.entity.cert_address = "上海市徐汇区示例路1号".into());
    assert_eq!(told(&elsewhere), ["X13 entity.cert_address!"]);
    let unsaid = with(organisation, |drafts| {
        drafts.entity.cert_address = "海淀区示例路1号".into();
        drafts.type_check.cert_number = "91350100M000100Y43".into();
    });
    assert_eq!(told(&unsaid), ["X13 entity.cert_address"]);
    let moved = with(organisation, |drafts| drafts.type_check.cert_number = "91350100M000100Y43".into());
    assert_eq!(told(&moved), [""; 0], "the code stays after a move");
}

#[test]
fn x14_one_city() {
    let henan = |drafts: &mut Drafts| in_province(drafts, "410000", "410100", "河南省洛阳市示例路1号");
    assert_eq!(told(&with(organisation, henan)), ["X14 entity.mailing_address!"]);
    let zhejiang = |drafts: &mut Drafts| in_province(drafts, "330000", "330100", "浙江省宁波市示例路1号");
    assert_eq!(told(&with(organisation, zhejiang)), [""; 0]);
}

#[test]
fn x15_individuals_from_elsewhere() {
    let from_hunan = |drafts: &mut Drafts| drafts.entity.cert_address = "湖南省长沙市示例路1号303室".into();
    assert_eq!(told(&with(individual, from_hunan)), ["X15 entity.cert_address"]);
    let by_number = with(individual, |drafts| {
        drafts.entity.cert_address = "示例路1号303室".into();
        drafts.type_check.cert_number = "11000019900307001X".into();
    });
    assert_eq!(told(&by_number), ["X15 entity.cert_address"]);
    let in_shanxi = with(individual, |drafts| {
        in_province(drafts, "140000", "140100", "湖南省长沙市示例路1号303室");
    });
    assert!(told(&in_shanxi).contains(&"X15 entity.cert_address!".to_owned()));
}

#[test]
fn x25_terms() {
    let shanghai = |drafts: &mut Drafts| in_province(drafts, "310000", "310100", "上海市徐汇区示例路1号");
    let short = with(organisation, |drafts| {
        shanghai(drafts);
        drafts.entity.cert_long_term.clear();
        drafts.entity.cert_valid_to = "2027-01-01".into();
    });
    assert_eq!(told(&short), ["X25 entity.cert_valid_to!"]);
    let lapsing = with(organisation, |drafts| drafts.entity_person.cert_valid_to = "2027-01-01".into());
    assert_eq!(told(&lapsing), ["X25 entity-person.cert_valid_to"]);
    let lapsing_there = with(organisation, |drafts| {
        shanghai(drafts);
        drafts.entity_person.cert_valid_to = "2027-01-01".into();
    });
    assert_eq!(told(&lapsing_there), ["X25 entity-person.cert_valid_to!"]);
}

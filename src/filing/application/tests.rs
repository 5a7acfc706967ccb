//! Good drafts that tests start from, and the whole of an application. All numbers are synthetic.

mod fields;

use super::*;
use crate::reference::book;

/// The day on which tests ask.
pub(crate) fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// An enterprise of Beijing with one website, run by its legal representative.
pub(crate) fn organisation() -> Drafts {
    let website = WebsiteForm {
        site_name: "示例花园商店".into(),
        domains: texts(&["example.cn"]),
        home_url: "www.example.cn".into(),
        service_content: texts(&["128"]),
        languages: texts(&["1"]),
        pre_approval: texts(&["none"]),
        approval_number: vec![],
        approval_authority: vec![],
        approval_until: vec![],
        site_remark: String::new(),
    };
    Drafts {
        type_check: TypeCheckForm {
            province: "110000".into(),
            city: "110100".into(),
            district: "海淀区".into(),
            entity_kind: "4".into(),
            cert_kind: "1".into(),
            cert_number: "91110000MA00000077".into(),
            entity_name: "北京示例花园有限公司".into(),
            domain: "example.cn".into(),
            already_filed: "none".into(),
        },
        access: AccessForm {
            instance: texts(&["i-example-1"]),
            service_number: texts(&[""]),
            other_addresses: texts(&[""]),
        },
        entity: EntityForm {
            cert_address: "北京市海淀区示例路1号".into(),
            cert_valid_from: "2019-03-11".into(),
            cert_valid_to: String::new(),
            cert_long_term: YES.into(),
            mailing_address: "示例路1号2层".into(),
            investor: "北京示例花园有限公司".into(),
            entity_remark: String::new(),
        },
        entity_person: PersonForm {
            name: "王小明".into(),
            is_legal_rep: YES.into(),
            cert_kind: "2".into(),
            cert_number: "11000019900307001X".into(),
            cert_valid_from: "2020-01-02".into(),
            cert_valid_to: "2040-01-02".into(),
            mobile: "13800000001".into(),
            emergency_phone: "13800000002".into(),
            email: "wang@example.cn".into(),
            ..PersonForm::default()
        },
        websites: vec![WebsiteDraft {
            website,
            person: PersonForm { same_as_entity_person: YES.into(), ..PersonForm::default() },
        }],
        ..Drafts::default()
    }
}

/// From good drafts, an entity person who is not the legal representative.
pub(crate) fn deputy() -> Drafts {
    let mut drafts = organisation();
    drafts.entity_person.is_legal_rep = NO.to_owned();
    drafts.entity_person.legal_rep_name = "李大山".to_owned();
    drafts.entity_person.legal_rep_cert_kind = "2".to_owned();
    drafts.entity_person.legal_rep_cert_number = "44000019851112002X".to_owned();
    drafts
}

/// A person of Guangdong with a personal website.
pub(crate) fn individual() -> Drafts {
    let base = organisation();
    let website = WebsiteForm {
        site_name: "小明的种花笔记".into(),
        service_content: texts(&["32"]),
        site_remark: "记录自己在阳台种花的经过和照片，不含企业、单位信息，没有评论和交易。".into(),
        ..base.websites[0].website.clone()
    };
    let drafts = Drafts {
        type_check: TypeCheckForm {
            province: "440000".into(),
            city: "440300".into(),
            district: "南山区".into(),
            entity_kind: INDIVIDUAL.into(),
            cert_kind: "2".into(),
            cert_number: "44000019851112002X".into(),
            entity_name: "陈小花".into(),
            ..base.type_check
        },
        entity: EntityForm {
            cert_address: "广东省深圳市南山区示例路1号303室".into(),
            mailing_address: "示例路1号303室".into(),
            ..EntityForm::default()
        },
        websites: vec![WebsiteDraft { website, person: PersonForm::default() }],
        ..base
    };
    Drafts { entity_person: drafts.entity_person(), ..drafts }
}

/// Another person than the one of [`organisation`].
pub(crate) fn somebody_else() -> PersonForm {
    PersonForm {
        same_as_entity_person: NO.into(),
        name: "李小红".into(),
        is_legal_rep: NO.into(),
        cert_number: "32000019880703000X".into(),
        mobile: "13800000003".into(),
        emergency_phone: "010-12345678".into(),
        email: "li@example.cn".into(),
        ..organisation().entity_person
    }
}

#[test]
fn good_drafts_become_an_application_and_come_back() {
    let mut two_persons = organisation();
    two_persons.websites[0].person = somebody_else();
    for drafts in [organisation(), individual(), two_persons] {
        let application = assemble(&drafts, book(), today()).unwrap();
        let json = serde_json::to_string(&application).unwrap();
        let read: Application = serde_json::from_str(&json).unwrap();
        assert_eq!(read, application);
        let again = application.to_drafts();
        assert_eq!(assemble(&again, book(), today()).unwrap(), application);
    }
}

#[test]
fn x11_an_individual_runs_everything_himself() {
    let mut drafts = individual();
    drafts.entity_person.name = "别人".into();
    drafts.websites[0].person = somebody_else();
    let application = assemble(&drafts, book(), today()).unwrap();
    assert_eq!(application.entity_person.name.reveal(), "陈小花");
    assert_eq!(application.entity_person.certificate, application.type_check.certificate);
    assert!(application.websites[0].person.is_none());
}

#[test]
fn problems_are_told_section_by_section_in_order() {
    let mut drafts = organisation();
    drafts.entity.cert_address.clear();
    drafts.websites.push(WebsiteDraft::default());
    let problems = assemble(&drafts, book(), today()).unwrap_err();
    let parts: Vec<String> = problems.iter().map(|(part, _)| part.to_string()).collect();
    assert_eq!(parts, ["access", "entity", "websites/2", "websites/2/person"]);
    assert_eq!(assemble(&Drafts::default(), book(), today()).unwrap_err().len(), 4);
}

#[test]
fn stored_sections_are_put_together() {
    let good = organisation();
    let mut drafts = Drafts::default();
    drafts.put(Part::TYPE_CHECK, serde_json::to_value(&good.type_check).unwrap()).unwrap();
    drafts.put(Part::website(2), serde_json::json!({ "site_name": "第二个网站" })).unwrap();
    assert_eq!((drafts.website_count(), drafts.type_check.domain.as_str()), (2, "example.cn"));
    assert!(drafts.put(Part::ENTITY, serde_json::json!([1])).is_err());
    let parts: Vec<String> = drafts.parts().iter().map(Part::to_string).collect();
    assert_eq!(parts[4..], ["websites/1", "websites/1/person", "websites/2", "websites/2/person"]);
}

#[test]
fn nothing_personal_is_printed() {
    let application = assemble(&individual(), book(), today()).unwrap();
    let printed = format!("{application:?}");
    for secret in ["陈小花", "44000019851112002X", "13800000001", "wang@example.cn"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

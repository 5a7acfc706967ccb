//! Against other filings here, rule by rule.

use super::*;
use crate::filing::application::PersonForm;
use crate::filing::application::assemble;
use crate::filing::elsewhere::{Barred, Elsewhere, Other, Taken, Trouble, marks};
use crate::reference::rules::Rules;
use crate::text::Message;
use crate::values::DomainName;

/// Another filing: what is changed in the good drafts of another organisation.
pub(super) fn other(change: impl FnOnce(&mut Drafts)) -> Other {
    let drafts = with(stranger, change);
    let application = assemble(&drafts, book(), today()).unwrap();
    Other { is_same_entity: false, entity: application.type_check.entity_key().into_bytes(), application }
}

/// An organisation that shares nothing with the good one.
fn stranger() -> Drafts {
    with(organisation, |drafts| {
        drafts.type_check.cert_number = "91110000MA00000820".into();
        drafts.type_check.entity_name = "北京别家有限公司".into();
        drafts.entity_person = PersonForm { is_legal_rep: YES.into(), ..somebody_else() };
        drafts.entity_person.cert_number = "320000198807030018".into();
        drafts.entity_person.mobile = "13800000009".into();
    })
}

/// An individual: the entity person of the good drafts by their own ID.
pub(super) fn own_filing() -> Other {
    let drafts = with(individual, |drafts| {
        drafts.type_check.entity_name = "王小明".into();
        drafts.type_check.cert_number = "11000019900307001X".into();
    });
    let application = assemble(&drafts, book(), today()).unwrap();
    Other { is_same_entity: false, entity: application.type_check.entity_key().into_bytes(), application }
}

fn same_id(drafts: &mut Drafts) {
    drafts.entity_person.cert_number = "11000019900307001X".into();
    drafts.entity_person.mobile = "13800000001".into();
}

pub(super) fn same_mobile(drafts: &mut Drafts) {
    drafts.entity_person.mobile = "13800000001".into();
}

fn elsewhere(filings: Vec<Other>) -> Elsewhere {
    Elsewhere { filings, ..Elsewhere::nothing(today()) }
}

/// What is told of the good drafts with these filings beside them.
fn told_beside(drafts: &Drafts, elsewhere: &Elsewhere) -> Vec<String> {
    let content = drafts.read(book(), today());
    let found = run_all(&Facts::new(drafts, &content, book(), today()).with_elsewhere(elsewhere));
    for finding in &found {
        let reason = finding.reason.unwrap_or_else(|| panic!("{} prevents nothing", finding.code));
        assert!(book().reason(reason).is_some(), "{reason}");
        for message in [Some(&finding.message), finding.evidence.as_ref(), finding.way_out.as_ref()] {
            let message = message.unwrap_or_else(|| panic!("{} is not whole", finding.code));
            assert!(Lang::ALL.iter().all(|lang| !Tr::new(*lang).message(message).contains(message.key)));
        }
    }
    found.iter().map(shown).collect()
}

/// What one row finds, tried alone.
fn by_row(sort: &str, value: &str, drafts: &Drafts, filings: Vec<Other>) -> Vec<String> {
    by_row_beside(sort, value, drafts, &elsewhere(filings))
}

fn by_row_beside(sort: &str, value: &str, drafts: &Drafts, elsewhere: &Elsewhere) -> Vec<String> {
    let head = "id,province,scope,kinds,from,to,sort,value,severity,source,words_zh,words_en";
    let rules = Rules::parse("rules.csv", &format!("{head}\nr,*,all,*,,,{sort},{value},blocks,base,,\n")).unwrap();
    let (_, rule) = rules.with_lines().next().unwrap();
    let content = drafts.read(book(), today());
    let facts = Facts::new(drafts, &content, book(), today()).with_elsewhere(elsewhere);
    check_rule(rule, &facts).iter().map(shown).collect()
}

#[test]
fn x04_one_person_has_one_mobile_in_all_filings() {
    let moved = |drafts: &mut Drafts| {
        same_id(drafts);
        drafts.entity_person.mobile = "13900000001".into();
    };
    let found = told_beside(&organisation(), &elsewhere(vec![Other { is_same_entity: true, ..other(moved) }]));
    assert_eq!(found, ["X04 entity-person.mobile"]);
    let same = Other { is_same_entity: true, ..other(same_id) };
    assert_eq!(told_beside(&organisation(), &elsewhere(vec![same])), [""; 0]);
}

#[test]
fn x21_the_number_is_that_of_the_record() {
    let drafts = with(organisation, |drafts| {
        drafts.kind = Kind::NewElsewhere;
        drafts.operation.entity_number = "京ICP备2026000001号".into();
    });
    let on_record = |number: Option<&str>| Elsewhere { number: number.map(str::to_owned), ..elsewhere(vec![]) };
    assert_eq!(told_beside(&drafts, &on_record(Some("京ICP备2026000002号"))), ["X21 operation.entity_number!"]);
    assert_eq!(told_beside(&drafts, &on_record(Some("京ICP备2026000001号"))), [""; 0]);
    assert_eq!(told_beside(&drafts, &on_record(None)), [""; 0], "on record elsewhere");
}

#[test]
fn r14_the_websites_on_record_are_open() {
    let seen = Message::new("facts-evidence").with("from", "example.cn").with("at", "2026-11-22 08:00");
    let site = |is_closed| Trouble { number: "京ICP备2026000001号-1".into(), is_closed, seen: seen.clone() };
    let beside = |sites| Elsewhere { sites, ..elsewhere(vec![]) };
    let here = with(organisation, |drafts| drafts.kind = Kind::NewHere);
    for is_closed in [true, false] {
        let found = told_beside(&here, &beside(vec![site(is_closed)]));
        assert_eq!(found, ["R14 websites/1"], "everywhere a warning");
    }
    assert_eq!(told_beside(&here, &beside(vec![])), [""; 0]);
    let jiangxi = with(organisation, |drafts| {
        in_province(drafts, "360000", "360100", "江西省南昌市东湖区示例路1号");
        drafts.kind = Kind::NewHere;
    });
    let (content, closed) = (jiangxi.read(book(), today()), beside(vec![site(true)]));
    let found = run_all(&Facts::new(&jiangxi, &content, book(), today()).with_elsewhere(&closed));
    assert!(found.iter().any(|finding| finding.code == "R14" && finding.blocking), "{found:?}");
    // One rule asks for an open website, the other for a number on what is open.
    for (value, is_closed, expected) in [
        ("open", true, vec!["R14 websites/1!"]),
        ("open", false, vec!["R14 websites/1!"]),
        ("numbered", true, vec![]),
        ("numbered", false, vec!["R14 websites/1!"]),
    ] {
        let found = by_row_beside("sites-open", value, &organisation(), &beside(vec![site(is_closed)]));
        assert_eq!(found, expected, "{value}, closed: {is_closed}");
    }
}

#[test]
fn x05_the_mobile_of_another_entity() {
    let tell = |value, filings| by_row("phone-unique", value, &organisation(), filings);
    assert_eq!(tell("yes", vec![other(same_mobile)]), ["X05 entity-person.mobile!"]);
    assert_eq!(tell("same-person", vec![other(same_mobile)]), ["X05 entity-person.mobile!"]);
    assert_eq!(tell("same-person", vec![other(same_id)]), [""; 0], "their own, with another entity");
    assert_eq!(tell("yes", vec![other(same_id)]), ["X05 entity-person.mobile!"]);
    assert_eq!(tell("yes", vec![other(|_| ())]), [""; 0]);
    assert_eq!(tell("yes", vec![Other { is_same_entity: true, ..other(same_mobile) }]), [""; 0]);
    // Everywhere the desk is told; in some provinces nobody goes on with it.
    let beside = elsewhere(vec![other(same_mobile)]);
    assert_eq!(told_beside(&organisation(), &beside), ["X05 entity-person.mobile"]);
    let chongqing = with(organisation, |drafts| in_province(drafts, "500000", "500100", "重庆市渝中区示例路1号"));
    assert_eq!(told_beside(&chongqing, &beside), ["X05 entity-person.mobile!"]);
}

#[test]
fn x06_a_person_of_another_entity() {
    let tell = |value, drafts: &Drafts, filings| by_row("person-unique", value, drafts, filings);
    let own = organisation();
    assert_eq!(tell("yes", &own, vec![other(same_id)]), ["X06 entity-person.cert_number!"]);
    assert_eq!(tell("yes", &own, vec![own_filing()]), ["X06 entity-person.cert_number!"]);
    assert_eq!(tell("yes", &own, vec![other(same_mobile)]), [""; 0]);
    assert_eq!(tell("one-and-own", &own, vec![own_filing()]), [""; 0], "an organisation beside the person's own");
    assert_eq!(tell("one-and-own", &own, vec![other(same_id)]), ["X06 entity-person.cert_number!"]);
    assert_eq!(tell("one-and-own", &own, vec![own_filing(), other(same_id)]), ["X06 entity-person.cert_number!"]);
    let sichuan = with(organisation, |drafts| in_province(drafts, "510000", "510100", "四川省成都市示例路1号"));
    assert_eq!(told_beside(&sichuan, &elsewhere(vec![own_filing()])), ["X06 entity-person.cert_number!"]);
    assert_eq!(told_beside(&own, &elsewhere(vec![own_filing()])), [""; 0], "Beijing");
}

#[test]
fn x07_a_person_runs_the_websites_of_one_organisation() {
    let tell = |drafts: &Drafts, filings| by_row("one-organisation", "yes", drafts, filings);
    assert_eq!(tell(&organisation(), vec![other(same_id)]), ["X07 entity-person.cert_number!"]);
    assert_eq!(tell(&organisation(), vec![own_filing()]), [""; 0], "their own website is no organisation's");
    let runs_here = |drafts: &mut Drafts| drafts.websites[0].person = somebody_else();
    assert_eq!(tell(&organisation(), vec![other(runs_here)]), [""; 0]);
    assert_eq!(tell(&two_persons(), vec![other(runs_here)]), ["X07 websites/1/person.cert_number!"]);
    // In charge of the entity there, of the website here.
    let entity_only = |drafts: &mut Drafts| {
        same_id(drafts);
        drafts.websites[0].person = somebody_else();
    };
    assert_eq!(tell(&organisation(), vec![other(entity_only)]), [""; 0]);
}

#[test]
fn d10_a_domain_stands_in_one_filing_and_under_one_entity() {
    let domain = DomainName::parse("example.cn").unwrap();
    for taken in [Taken::InFiling, Taken::OnRecord] {
        let beside = Elsewhere { domains: vec![(domain.clone(), taken)], ..elsewhere(vec![]) };
        assert_eq!(told_beside(&organisation(), &beside), ["D10 websites/1.domains!"]);
    }
}

#[test]
fn c8_what_the_bureau_bars_is_told_where_it_stands() {
    let domain = DomainName::parse("example.cn").unwrap();
    for (barred, expected) in [(Some(domain), "C8 websites/1.domains!"), (None, "C8 type-check.cert_number!")] {
        let beside = Elsewhere { barred: vec![Barred { domain: barred, since: today() }], ..elsewhere(vec![]) };
        assert_eq!(told_beside(&organisation(), &beside), [expected]);
    }
}

#[test]
fn others_are_found_by_ids_and_mobiles_of_persons_in_charge() {
    let content = two_persons().read(book(), today());
    assert_eq!(marks(&content).len(), 4);
}

//! A change against its record; what is moved or cancelled is not judged by rules that came after it.

use super::*;
use crate::filing::application::{OperationForm, Recorded, assemble};

/// A filing of a kind about the record of the good organisation, with something changed in it.
pub(in crate::filing::checks) fn about(kind: Kind, change: impl FnOnce(&mut Drafts)) -> Drafts {
    let application = assemble(&organisation(), book(), today()).unwrap();
    let number = "京ICP备2026000001号".to_owned();
    let mut record = Recorded {
        type_check: application.type_check.clone(),
        entity: application.entity.clone(),
        entity_person: application.entity_person.clone(),
        websites: Vec::new(),
        other_websites: 0,
        filed_on: None,
        number,
    };
    if kind.profile().websites == crate::filing::kind::Websites::OnRecord {
        record.websites.push((format!("{}-1", record.number), application.websites[0].clone()));
    }
    let record = Some(Box::new(record));
    let operation = OperationForm { understood: YES.into(), reason: "停止运营".into(), ..OperationForm::default() };
    let empty = Drafts { kind, record, operation, ..Drafts::default() };
    let on_record = empty.record.as_ref().unwrap().drafts(&empty);
    let mut drafts = Drafts { operation: empty.operation, ..on_record };
    drafts.borrow_record();
    change(&mut drafts);
    drafts
}

#[test]
fn section_2_5_a_change_changes_something_and_brings_no_domain() {
    let website = |change: fn(&mut Drafts)| told(&about(Kind::ChangeWebsite, change));
    assert_eq!(website(|_| {}), ["C-NOTHING websites/1!"]);
    assert_eq!(website(|drafts| drafts.websites[0].website.site_name = "示例花园新园艺".into()), [""; 0]);
    let added = website(|drafts| drafts.websites[0].website.domains.push("another-example.cn".into()));
    assert_eq!(added, ["C-CHANGE websites/1.domains!"]);
    let entity = |change: fn(&mut Drafts)| told(&about(Kind::ChangeEntity, change));
    assert_eq!(entity(|_| {}), ["C-NOTHING entity!"]);
    assert_eq!(entity(|drafts| drafts.operation.new_name = "北京示例花园新名称有限公司".into()), [""; 0]);
    assert_eq!(entity(|drafts| drafts.entity.mailing_address = "示例路9号3层301室".into()), [""; 0]);
}

#[test]
fn what_ends_is_not_judged_by_later_rules() {
    let far = today() + chrono::TimeDelta::days(20_000);
    for kind in [Kind::CancelWebsite, Kind::CancelAccess, Kind::CancelEntity, Kind::TransferAccount] {
        let mut drafts = about(kind, |_| {});
        drafts.operation.receiving_code = "0123456789AB".into();
        assert_eq!(findings_on(&drafts, far).len(), 0, "{kind}: its certificates ran out, it ends all the same");
        assert!(assemble(&drafts, book(), far).is_ok(), "{kind}");
    }
}

#[test]
fn x22_data_that_differ_have_a_way_out() {
    let drafts = with(organisation, |drafts| {
        drafts.kind = Kind::NewElsewhere;
        drafts.operation.entity_number = "京ICP备2026000001号".into();
        drafts.operation.differs = YES.into();
    });
    assert_eq!(told(&drafts), ["X22 operation.differs!"]);
    assert!(findings(&drafts)[0].way_out.is_some());
}

#[test]
fn x22_some_provinces_let_an_access_come_first() {
    let number = "京ICP备2026000001号";
    let drafts = with(organisation, |drafts| {
        drafts.kind = Kind::Access;
        drafts.operation.entity_number = number.into();
        drafts.operation.website_number = format!("{number}-1");
        drafts.operation.differs = YES.into();
    });
    assert_eq!(told(&drafts), ["X22 operation.differs"], "Beijing: the change follows");
    assert!(findings(&drafts)[0].way_out.is_some());
}

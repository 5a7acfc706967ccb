//! Rows of good, incomplete and changed drafts.

use super::*;
use crate::filing::application::NO;
use crate::filing::application::assemble;
use crate::filing::application::tests::{individual, organisation, somebody_else, today};
use crate::reference::book;
use crate::text::Lang;

fn rows(drafts: &Drafts) -> Vec<Row> {
    groups(drafts, book(), today()).into_iter().flat_map(|group| group.rows).collect()
}

#[test]
fn every_row_has_a_label_in_both_languages_and_a_target_that_is_read_back() {
    let mut two = organisation();
    two.websites[0].person = somebody_else();
    two.entity_person.is_legal_rep = NO.into();
    two.websites[0].website.pre_approval = vec!["9".into()];
    for row in rows(&two).into_iter().chain(rows(&individual())) {
        for lang in Lang::ALL {
            assert!(Tr::new(lang).maybe(row.label).is_some(), "{}", row.label);
        }
        assert_eq!(row.target.to_string().parse::<Target>().unwrap(), row.target);
    }
}

#[test]
fn incomplete_drafts_have_rows_too() {
    let drafts = Drafts { websites: vec![Default::default()], ..Drafts::default() };
    assert!(rows(&drafts).iter().all(|row| row.lines.is_empty()));
}

#[test]
fn an_application_shows_what_was_typed() {
    let typed = organisation();
    let application = assemble(&typed, book(), today()).unwrap();
    assert!(changed(&groups(&typed, book(), today()), &groups(&application.to_drafts(), book(), today())).is_empty());
}

#[test]
fn personal_answers_are_masked() {
    let tr = Tr::new(Lang::Zh);
    let all = rows(&individual());
    let shown: Vec<String> = all.iter().flat_map(|row| row.masked(tr)).collect();
    for secret in ["陈小花", "44000019851112002X", "13800000001", "wang@example.cn", "示例路1号303室"] {
        assert!(!shown.iter().any(|text| text.contains(secret)), "{secret}");
        assert!(all.iter().any(|row| row.words(tr).iter().any(|text| text.contains(secret))), "{secret}");
    }
}

#[test]
fn a_change_is_told_by_its_row() {
    let before = organisation();
    let mut after = organisation();
    after.entity.mailing_address = "示例路9号".into();
    after.websites[0].website.domains.push("example.com".into());
    after.websites[0].person = somebody_else();
    let told = changed(&groups(&before, book(), today()), &groups(&after, book(), today()));
    let targets: Vec<String> = told.iter().map(|(target, ..)| target.to_string()).collect();
    assert_eq!(
        targets[..3],
        ["entity.mailing_address", "websites/1.domains", "websites/1/person.same_as_entity_person"]
    );
    assert!(
        told.iter()
            .skip(3)
            .all(|(target, old, _)| target.to_string().starts_with("websites/1/person.") && old.is_none())
    );
}

#[test]
fn fields_of_the_catalogue_are_found() {
    let reasons = |target: &str| {
        let field = reason_field(&target.parse().unwrap());
        book().reasons_for_field(&field, today()).iter().map(|reason| reason.code.clone()).collect::<Vec<_>>()
    };
    for target in [
        "type-check.entity_name",
        "type-check.cert_number",
        "entity.investor",
        "entity-person.mobile",
        "websites/1.site_name",
        "websites/2/person.emergency_phone",
        "access.instance",
        "type-check.district",
    ] {
        assert!(!reasons(target).is_empty(), "{target}");
    }
}

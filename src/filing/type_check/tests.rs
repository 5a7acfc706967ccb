use super::*;
use crate::reference::book;
use crate::text::{Lang, Tr};

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn decided(known: &Known) -> Outcome {
    decide(known, "440000", book(), day())
}

fn looked_up(entity: EntityStatus, domain: DomainStatus) -> Known {
    Known { entity: Some(entity), domain: Some(domain), ..Known::default() }
}

/// An outcome in few words: the kind, with `?` where the reviewer confirms; or the conflicts and what follows.
fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Offered(offer) => {
            format!("{}{}", offer.kind.code(), if offer.must_be_confirmed { "?" } else { "" })
        }
        Outcome::Conflict(block) => {
            let and = block.and.map(|own| format!("+{}", own.code())).unwrap_or_default();
            let then = block.then.map(|kind| format!(">{}", kind.code())).unwrap_or_default();
            format!("{}{and}{then}", block.conflict.code())
        }
        Outcome::LookUp => "look up".to_owned(),
    }
}

#[test]
fn table_2_3_all_thirty_cells() {
    let expected = [
        ["INITIAL", "C10", "C10", "C10", "C2"],
        ["NEW_HERE", "C3", "ACCESS", "ACCESS?", "C2"],
        ["C1>NEW_HERE", "C1", "C1>ACCESS", "C1>ACCESS", "C1+C2"],
        ["NEW_ELSEWHERE", "C4", "ACCESS", "ACCESS", "C2"],
        ["NEW_MIIT", "C4", "ACCESS", "ACCESS?", "C2"],
        ["C5", "C10", "C10", "ACCESS?", "C2+C5"],
    ];
    for (entity, row) in EntityStatus::ALL.iter().zip(expected) {
        for (domain, cell) in DomainStatus::ALL.iter().zip(row) {
            assert_eq!(told(decided(&looked_up(*entity, *domain))), cell, "{entity} {domain}");
        }
    }
}

#[test]
fn table_2_3_a_shell_may_add_a_website_in_some_provinces() {
    for (domain, cell) in [(DomainStatus::NotFiled, "NEW_MIIT"), (DomainStatus::OtherEntity, "C2")] {
        let shell = looked_up(EntityStatus::Shell, domain);
        assert_eq!(told(decide(&shell, "110000", book(), day())), cell);
    }
}

#[test]
fn section_2_2_both_readings_of_the_fifth_type() {
    let mut limits = *book().limits(day());
    for (union, cells) in [(false, ["NEW_HERE", "NEW_ELSEWHERE"]), (true, ["NEW_MIIT", "NEW_MIIT"])] {
        limits.new_website_as_miit_type = union;
        let rules = Rules { shell_may_add: false, limits: &limits };
        let of = |entity| told(table(entity, DomainStatus::NotFiled, &rules));
        assert_eq!([of(EntityStatus::Here), of(EntityStatus::Elsewhere)], cells);
    }
}

#[test]
fn side_conditions_come_first_in_their_order() {
    let mut known = Known {
        account_is_taken: true,
        entity_is_busy: true,
        is_barred: true,
        difference: Some(Difference::Certificate),
        has_several_numbers: true,
        is_contradictory: true,
        is_unclaimed: true,
        domain_is_busy: true,
        ..looked_up(EntityStatus::NotFiled, DomainStatus::NotFiled)
    };
    type Settle = fn(&mut Known);
    let settle: [(&str, Settle); 8] = [
        ("C6", |known| known.account_is_taken = false),
        ("C7", |known| known.entity_is_busy = false),
        ("C8", |known| known.is_barred = false),
        ("C9", |known| known.difference = None),
        ("C11", |known| known.has_several_numbers = false),
        ("C10", |known| known.is_contradictory = false),
        ("C4", |known| known.is_unclaimed = false),
        ("C12", |known| known.domain_is_busy = false),
    ];
    for (code, settle) in settle {
        assert_eq!(told(decided(&known)), code);
        settle(&mut known);
    }
    assert_eq!(told(decided(&known)), "INITIAL");
}

#[test]
fn c12_is_told_only_where_something_could_be_filed() {
    let known = Known { domain_is_busy: true, ..looked_up(EntityStatus::NotFiled, DomainStatus::OtherEntity) };
    assert_eq!(told(decided(&known)), "C2");
}

#[test]
fn unknown_is_never_taken_for_not_filed() {
    use AlreadyFiled as A;
    for (entity, domain, answer, outcome) in [
        (None, None, A::None, "INITIAL"),
        (None, None, A::Unknown, "look up"),
        (None, None, A::Entity, "look up"),
        (None, None, A::Domain, "look up"),
        (None, Some(DomainStatus::OtherEntity), A::Unknown, "C2"),
        (Some(EntityStatus::Here), None, A::None, "NEW_HERE"),
        (Some(EntityStatus::Here), None, A::Entity, "NEW_HERE"),
        (Some(EntityStatus::Here), None, A::Domain, "look up"),
        (Some(EntityStatus::Elsewhere), None, A::Unknown, "look up"),
        (Some(EntityStatus::NotFiled), Some(DomainStatus::NotFiled), A::Domain, "INITIAL"),
    ] {
        let known = Known { entity, domain, answer: Some(answer), ..Known::default() };
        assert_eq!(told(decided(&known)), outcome, "{entity:?} {domain:?} {answer}");
    }
    let filed =
        Known { is_filed: true, domain: Some(DomainStatus::NotFiled), answer: Some(A::None), ..Known::default() };
    assert_eq!(told(decided(&filed)), "look up", "on record somewhere is no first filing, whatever is said");
    let said = Known { answer: Some(A::None), ..Known::default() };
    assert!(matches!(decided(&said), Outcome::Offered(offer) if offer.is_assumed));
    let seen = looked_up(EntityStatus::NotFiled, DomainStatus::NotFiled);
    assert!(matches!(decided(&seen), Outcome::Offered(offer) if !offer.is_assumed));
}

#[test]
fn every_outcome_has_words_in_both_languages() {
    let conflicts = [
        Conflict::OtherAccount,
        Conflict::OtherEntity,
        Conflict::FiledHere,
        Conflict::Claim,
        Conflict::ClaimAtDesk,
        Conflict::Shell,
        Conflict::AccountTaken,
        Conflict::EntityBusy,
        Conflict::Barred,
        Conflict::OtherCertificate,
        Conflict::OtherProvince,
        Conflict::Contradiction,
        Conflict::SeveralNumbers,
        Conflict::DomainBusy,
    ];
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        let keys = conflicts
            .iter()
            .flat_map(|conflict| [conflict.message().key, conflict.way_out().key])
            .chain(EntityStatus::ALL.iter().map(|status| entity_key(*status)))
            .chain(DomainStatus::ALL.iter().map(|status| domain_key(*status)))
            .chain(Kind::ALL.iter().map(|kind| kind.type_key()))
            .chain([Outcome::LookUp.message().key]);
        for key in keys {
            assert!(tr.maybe(key).is_some(), "{key}");
        }
        for kind in Kind::ALL {
            assert!(tr.maybe(&kind.key()).is_some(), "{}", kind.key());
        }
    }
}

use proptest::prelude::*;

use super::*;
use crate::reference::{self, NumberRule};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn parse(kind: CertificateKind, text: &str) -> Result<String, &'static str> {
    CertificateNumber::parse(kind, text, day("2026-11-23")).map(|n| n.reveal().to_owned()).map_err(|m| m.key)
}

fn table(kind: CertificateKind, rows: &[(&str, Result<&str, &'static str>)]) {
    for (text, result) in rows {
        assert_eq!(parse(kind, text), result.map(str::to_owned), "{kind} {text}");
    }
}

#[test]
fn rule_a_resident_id() {
    table(
        CertificateKind::ResidentId,
        &[
            ("11000019900307001X", Ok("11000019900307001X")),
            (" 110000 1990 0307 001x", Ok("11000019900307001X")),
            ("330000199702290004", Err("value-id-date")),
            ("110000199003070011", Err("value-cert-check")),
            ("110000900307001", Err("value-id-first-generation")),
            ("H12345678", Err("value-cert-kind")),
            ("810000198001010006", Err("value-cert-kind")),
            ("91110000MA00000077", Err("value-cert-kind")),
        ],
    );
}

#[test]
fn rule_b_credit_code() {
    table(
        CertificateKind::GovernmentCreditCode,
        &[
            ("115000000000000275", Ok("115000000000000275")),
            ("91110000MA00000078", Err("value-cert-check")),
            ("91110000MI00000077", Err("value-credit-code-letter")),
            ("91110000MA0000007", Err("value-cert-length")),
            ("11000019900307001X", Err("value-cert-kind")),
            ("", Err("value-cert-empty")),
        ],
    );
}

#[test]
fn rule_c_organisation_code() {
    table(
        CertificateKind::EnterpriseOrganisationCode,
        &[
            ("00001234-3", Ok("000012343")),
            ("00001234-4", Err("value-cert-check")),
            ("91110000MA00000077", Err("value-cert-kind")),
        ],
    );
}

#[test]
fn rule_d_business_licence() {
    table(
        CertificateKind::BusinessLicence,
        &[
            ("110108000000016", Ok("110108000000016")),
            ("110000000000017", Ok("110000000000017")),
            ("440000012345676", Ok("440000012345676")),
            ("110000000000018", Err("value-cert-check")),
            ("1100000000000", Ok("1100000000000")),
            ("11000000000001A", Err("value-cert-character")),
            ("91110000ma0000007-7", Ok("91110000MA00000077")),
            ("9111000", Err("value-cert-length")),
            ("11000019900307001X", Err("value-cert-kind")),
        ],
    );
}

#[test]
fn rule_e_hk_macao_travel_permit() {
    table(
        CertificateKind::HkMacaoTravelPermit,
        &[
            ("H12345678", Ok("H12345678")),
            ("m01234567", Ok("M01234567")),
            ("H1234567801", Ok("H12345678")),
            ("C12345678", Err("value-cert-kind")),
            ("H1234567", Err("value-cert-length")),
            ("A12345678", Err("value-cert-character")),
        ],
    );
}

#[test]
fn rule_f_taiwan_travel_permit() {
    table(
        CertificateKind::TaiwanTravelPermit,
        &[
            ("01234567", Ok("01234567")),
            ("0123456789（b）", Ok("0123456789(B)")),
            ("01234567(B)", Ok("01234567(B)")),
            ("T012345678", Ok("T012345678")),
            ("A1234567", Err("value-cert-character")),
            ("0123456", Err("value-cert-length")),
        ],
    );
}

#[test]
fn rule_g_residence_permits() {
    table(
        CertificateKind::HkMacaoResidence,
        &[
            ("810000198001010006", Ok("810000198001010006")),
            ("820000197510200008", Ok("820000197510200008")),
            ("810000198001010007", Err("value-cert-check")),
            ("830000196603120004", Err("value-cert-kind")),
            ("11000019900307001X", Err("value-cert-kind")),
        ],
    );
    table(
        CertificateKind::TaiwanResidence,
        &[("830000196603120004", Ok("830000196603120004")), ("810000198001010006", Err("value-cert-kind"))],
    );
}

#[test]
fn rule_h_foreigner_residence() {
    table(
        CertificateKind::ForeignerResidence,
        &[
            ("911840198507040009", Ok("911840198507040009")),
            ("911840198507040008", Err("value-cert-check")),
            ("999840198507040009", Err("value-id-region")),
            ("USA110085070400", Ok("USA110085070400")),
            ("US1110085070400", Err("value-cert-character")),
            ("USA1100850704", Err("value-cert-length")),
        ],
    );
}

#[test]
fn rule_i_passports() {
    table(
        CertificateKind::Passport,
        &[
            ("E12345678", Ok("E12345678")),
            ("ea1234567", Ok("EA1234567")),
            ("K12345678", Ok("K12345678")),
            ("X1234", Ok("X1234")),
            ("X123", Err("value-cert-length")),
            ("X123号", Err("value-cert-character")),
            ("11000019900307001X", Err("value-cert-kind")),
        ],
    );
    for (text, mainland) in [
        ("E12345678", true),
        ("EA1234567", true),
        ("EI1234567", false),
        ("G12345678", true),
        ("D1234567", true),
        ("SE1234567", true),
        ("K12345678", false),
        ("MA1234567", false),
        ("X1234567", false),
    ] {
        let number = CertificateNumber::parse(CertificateKind::Passport, text, day("2026-11-23")).unwrap();
        assert_eq!(number.is_mainland_passport(), mainland, "{text}");
    }
}

#[test]
fn rule_j_military_unit() {
    table(
        CertificateKind::MilitaryUnit,
        &[
            ("第12345部队", Ok("第12345部队")),
            ("第１２３４５部队（甲）", Ok("第12345部队(甲)")),
            ("部队", Err("value-cert-length")),
            ("第12345部队!", Err("value-cert-character")),
        ],
    );
}

#[test]
fn rule_k_other_certificates() {
    table(
        CertificateKind::PrivateSchool,
        &[
            ("教民111010570000001号", Ok("教民111010570000001号")),
            ("教民 1110105－00001 号", Ok("教民1110105-00001号")),
            ("〔2019〕第1号", Ok("(2019)第1号")),
            ("5242000050000004xe", Ok("5242000050000004XE")),
            ("5242000050000004XF", Err("value-cert-check")),
            ("11000019900307001X", Err("value-cert-kind")),
            ("123", Err("value-cert-length")),
            ("a_b_c_d", Err("value-cert-character")),
        ],
    );
}

#[test]
fn what_numbers_tell() {
    let today = day("2026-11-23");
    let number = |kind, text| CertificateNumber::parse(kind, text, today).unwrap();
    let resident = number(CertificateKind::ResidentId, "11000019900307001X");
    assert_eq!((resident.birth_date(), resident.region_code()), (Some(day("1990-03-07")), Some("110000")));
    assert_eq!((resident.age_on(today), resident.sex()), (Some(36), Some(Sex::Male)));
    assert_eq!(format!("{resident} {resident:?}"), "110***********001X CertificateNumber(2 110***********001X)");
    let foreigner = number(CertificateKind::ForeignerResidence, "911840198507040009");
    assert_eq!((foreigner.birth_date(), foreigner.region_code()), (Some(day("1985-07-04")), None));
    let permit = number(CertificateKind::HkMacaoTravelPermit, "H12345678");
    assert_eq!((permit.birth_date(), permit.age_on(today), permit.region_code()), (None, None, None));
    let company = number(CertificateKind::BusinessLicence, "91110000MA00000077");
    assert_eq!((company.region_code(), company.credit_code().unwrap().prefix()), (Some("110000"), "91"));
}

#[test]
fn a_stored_number_is_read_back_in_full() {
    let number =
        CertificateNumber::parse(CertificateKind::ResidentId, "11000019900307001X", day("2026-11-23")).unwrap();
    let json = serde_json::to_string(&number).unwrap();
    assert_eq!(json, r#"{"kind":"2","number":"11000019900307001X"}"#);
    assert_eq!(serde_json::from_str::<CertificateNumber>(&json).unwrap(), number);
}

#[test]
fn kinds_and_rules_are_those_of_the_reference() {
    let today = day("2026-11-23");
    for kind in CertificateKind::ALL {
        let row = reference::book().certificate_kind(kind.code(), today).unwrap_or_else(|| panic!("{kind}"));
        assert_eq!(row.is_of_person(), kind.is_of_person(), "{kind}");
        let rule = match kind.rule() {
            Rule::ResidentId => NumberRule::IdNumber,
            Rule::CreditCode => NumberRule::CreditCode,
            Rule::OrganisationCode => NumberRule::OrganisationCode,
            Rule::BusinessLicence => NumberRule::Licence15OrCreditCode,
            Rule::HkMacaoTravelPermit => NumberRule::HkMacaoPermit,
            Rule::TaiwanTravelPermit => NumberRule::TaiwanPermit,
            Rule::Residence(_) => NumberRule::ResidencePermit,
            Rule::ForeignerResidence => NumberRule::ForeignerId,
            Rule::Passport => NumberRule::Passport,
            Rule::MilitaryUnit => NumberRule::Military,
            Rule::Other => NumberRule::Other,
        };
        assert_eq!(row.number, rule, "{kind}");
    }
    for entity in reference::book().entity_kinds(today) {
        for row in reference::book().certificate_kinds_of(&entity.code, today) {
            assert!(CertificateKind::from_code(&row.code).is_some(), "{} has no variant", row.code);
        }
    }
}

proptest! {
    #[test]
    fn what_was_read_is_read_again(at in 0..CertificateKind::ALL.len(), text in "[0-9A-Za-z（）()第号\\- ]{0,20}") {
        let kind = CertificateKind::ALL[at];
        if let Ok(number) = parse(kind, &text) {
            prop_assert_eq!(parse(kind, &number), Ok(number.clone()));
        }
    }

    #[test]
    fn no_text_panics(at in 0..CertificateKind::ALL.len(), text in "\\PC{0,25}") {
        let _ = parse(CertificateKind::ALL[at], &text);
    }

    #[test]
    fn rule_d_any_one_wrong_digit_is_found(body in "[0-9]{14}", at in 0..15usize, digit in 0..10u8) {
        let right: Vec<_> = (0..10).map(|d| format!("{body}{d}")).filter(|n| parse(CertificateKind::BusinessLicence, n).is_ok()).collect();
        prop_assert_eq!(right.len(), 1);
        let mut other = right[0].clone().into_bytes();
        other[at] = b'0' + digit;
        let other = String::from_utf8(other).unwrap();
        prop_assert!(other == right[0] || parse(CertificateKind::BusinessLicence, &other).is_err());
    }
}

//! Numbers of certificates of every kind: what is kept is read again as itself.

use beian::values::{CertificateKind, CertificateNumber, CreditCode, IdNumber, OrganisationCode};
use chrono::NaiveDate;

/// One input.
pub fn tried(text: &str) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    for kind in CertificateKind::ALL.iter().copied() {
        if let Ok(number) = CertificateNumber::parse(kind, text, today) {
            let again = CertificateNumber::parse(kind, number.reveal(), today);
            assert_eq!(again.map(|again| again.reveal().to_owned()), Ok(number.reveal().to_owned()));
            let _ = (number.masked(), number.credit_code(), number.birth_date(), number.sex());
        }
    }
    let _ = (CreditCode::parse(text), OrganisationCode::parse(text), IdNumber::parse(text, today));
}

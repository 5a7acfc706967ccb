//! How the number of each kind of certificate is checked: rules (a) to (k) of the domain reference, section 3.3.

use chrono::NaiveDate;

use super::CertificateKind;
use crate::text::{Message, is_han};
use crate::values::credit_code::CreditCode;
use crate::values::id_number::{self, IdNumber};
use crate::values::organisation_code::OrganisationCode;
use crate::values::typed;

/// Shortest and longest number without a rule of its own, in characters.
pub const OTHER_LENGTH: (usize, usize) = (4, 50);
const MILITARY_LENGTH: (usize, usize) = (4, 30);

/// The rule a number follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    ResidentId,
    CreditCode,
    OrganisationCode,
    BusinessLicence,
    HkMacaoTravelPermit,
    TaiwanTravelPermit,
    /// The division codes it may begin with.
    Residence(&'static [&'static str]),
    ForeignerResidence,
    Passport,
    MilitaryUnit,
    Other,
}

/// The number as kept, or what is wrong. A number that belongs to another kind of certificate is told so.
pub(super) fn check(kind: CertificateKind, text: &str, today: NaiveDate) -> Result<String, Message> {
    let rule = kind.rule();
    if typed::compact(text).is_empty() {
        return Err(Message::new("value-cert-empty"));
    }
    apply(rule, text, today)
        .map_err(|message| if fits_other_kind(rule, text, today) { Message::new("value-cert-kind") } else { message })
}

fn apply(rule: Rule, text: &str, today: NaiveDate) -> Result<String, Message> {
    let number = typed::compact_number(text);
    match rule {
        Rule::ResidentId => IdNumber::parse(text, today).map(|id| id.reveal().to_owned()),
        Rule::CreditCode => CreditCode::parse(text).map(|code| code.as_str().to_owned()),
        Rule::OrganisationCode => OrganisationCode::parse(text).map(|code| code.as_str().to_owned()),
        Rule::BusinessLicence => business_licence(number),
        Rule::HkMacaoTravelPermit => hk_macao_permit(number),
        Rule::TaiwanTravelPermit => taiwan_permit(number),
        Rule::Residence(regions) => residence(number, regions, today),
        Rule::ForeignerResidence => foreigner(number, today),
        Rule::Passport => passport(number),
        Rule::MilitaryUnit => words(text, MILITARY_LENGTH),
        Rule::Other => other(text, &number),
    }
}

/// Numbers that tell by themselves what they are, typed where another kind was chosen.
fn fits_other_kind(chosen: Rule, text: &str, today: NaiveDate) -> bool {
    const TELLING: [Rule; 5] = [
        Rule::ResidentId,
        Rule::CreditCode,
        Rule::HkMacaoTravelPermit,
        Rule::Residence(&["810000", "820000", "830000"]),
        Rule::ForeignerResidence,
    ];
    // One ID number in 31 passes as a unified code too: only a letter within tells it.
    let telling = |rule: &Rule| {
        *rule != Rule::CreditCode || typed::compact_number(text).chars().rev().skip(1).any(char::is_alphabetic)
    };
    TELLING.into_iter().filter(|rule| *rule != chosen && telling(rule)).any(|rule| apply(rule, text, today).is_ok())
}

/// (d): 15 digits with a check digit, or a unified code. Some older numbers have 13 digits and cannot be checked.
fn business_licence(number: String) -> Result<String, Message> {
    match number.len() {
        15 if !all_digits(&number) => Err(Message::new("value-cert-character")),
        15 if !licence_digit_fits(&number) => Err(Message::new("value-cert-check")),
        13 if !all_digits(&number) => Err(Message::new("value-cert-character")),
        13 | 15 => Ok(number),
        _ => CreditCode::parse(&number).map(|code| code.as_str().to_owned()),
    }
}

/// ISO 7064 MOD 11,10.
fn licence_digit_fits(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((last, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |p, digit| {
        let sum = (p + digit) % 10;
        let sum = if sum == 0 { 10 } else { sum };
        (2 * sum) % 11
    });
    (product + last) % 10 == 1
}

/// (e): H or M and eight digits; two more on older cards count the renewals and are dropped.
fn hk_macao_permit(number: String) -> Result<String, Message> {
    match number.split_at_checked(1) {
        Some(("H" | "M", digits)) if all_digits(digits) => match digits.len() {
            8 | 10 => Ok(number[..9].to_owned()),
            _ => Err(Message::new("value-cert-length")),
        },
        // The permit with C is that of mainland residents.
        Some(("C", digits)) if all_digits(digits) && digits.len() == 8 => Err(Message::new("value-cert-kind")),
        _ if !matches!(number.len(), 9 | 11) => Err(Message::new("value-cert-length")),
        _ => Err(Message::new("value-cert-character")),
    }
}

/// (f): eight digits; in older books ten with a letter in brackets, or 10 to 12 letters and digits for one journey.
/// The letter printed below a number of eight may be given the same way.
fn taiwan_permit(number: String) -> Result<String, Message> {
    let bracketed = number.strip_suffix(')').and_then(|rest| rest.split_once('('));
    if let Some((digits, letter)) = bracketed {
        let one_letter = letter.len() == 1 && letter.bytes().all(|c| c.is_ascii_uppercase());
        let fits = all_digits(digits) && matches!(digits.len(), 8 | 10) && one_letter;
        return if fits { Ok(number) } else { Err(Message::new("value-cert-character")) };
    }
    match number.len() {
        8 if all_digits(&number) => Ok(number),
        10..=12 if number.bytes().all(|c| c.is_ascii_alphanumeric()) => Ok(number),
        8 | 10..=12 => Err(Message::new("value-cert-character")),
        _ => Err(Message::new("value-cert-length")),
    }
}

/// (g): built as a resident ID, with a division code of its own.
fn residence(number: String, regions: &[&str], today: NaiveDate) -> Result<String, Message> {
    id_number::check_shape(&number)?;
    if !regions.iter().any(|region| number.starts_with(region)) {
        return Err(Message::new("value-id-region"));
    }
    id_number::check_date_and_digit(&number, today)?;
    Ok(number)
}

/// (h): three letters and twelve digits; since 2023-12-01 eighteen characters beginning with 9, then province and country.
fn foreigner(number: String, today: NaiveDate) -> Result<String, Message> {
    if let Some((letters, digits)) = number.split_at_checked(3)
        && number.len() == 15
        && letters.bytes().all(|c| c.is_ascii_uppercase())
    {
        return if all_digits(digits) { Ok(number) } else { Err(Message::new("value-cert-character")) };
    }
    if number.len() == 15 {
        return Err(Message::new("value-cert-character"));
    }
    id_number::check_shape(&number)?;
    if !number.starts_with('9') || !number.get(1..3).is_some_and(id_number::is_province) {
        return Err(Message::new("value-id-region"));
    }
    id_number::check_date_and_digit(&number, today)?;
    Ok(number)
}

/// (i): passports have no check digit, and those of other countries no common form.
fn passport(number: String) -> Result<String, Message> {
    if !number.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Message::new("value-cert-character"));
    }
    if (5..=17).contains(&number.len()) { Ok(number) } else { Err(Message::new("value-cert-length")) }
}

/// `^(E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8})$` and the diplomatic, service and public affairs ones.
pub(super) fn is_mainland_passport(number: &str) -> bool {
    let bytes = number.as_bytes();
    let digits_from = |at: usize| bytes.get(at..).is_some_and(|rest| rest.iter().all(u8::is_ascii_digit));
    match bytes {
        [b'E' | b'G', ..] if bytes.len() == 9 && digits_from(1) => true,
        [b'E', second, ..] if bytes.len() == 9 && digits_from(2) => {
            second.is_ascii_uppercase() && !b"IO".contains(second)
        }
        [b'D' | b'S' | b'P', b'E', ..] => matches!(bytes.len(), 9 | 10) && digits_from(2),
        [b'D' | b'S' | b'P', ..] => matches!(bytes.len(), 8 | 9) && digits_from(1),
        _ => false,
    }
}

/// (k): eighteen letters and digits are a unified code; anything else is kept as words.
fn other(text: &str, number: &str) -> Result<String, Message> {
    if number.len() == 18 && number.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return CreditCode::parse(number).map(|code| code.as_str().to_owned());
    }
    words(text, OTHER_LENGTH)
}

/// (j) and (k): letters, digits, Chinese characters, brackets, hyphens.
fn words(text: &str, (min, max): (usize, usize)) -> Result<String, Message> {
    let plain = |c: char| match c {
        '〔' | '【' | '[' => '(',
        '〕' | '】' | ']' => ')',
        c if typed::is_hyphen(c) => '-',
        c => c,
    };
    let number: String = typed::compact(text).chars().map(plain).collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || is_han(c) || matches!(c, '(' | ')' | '-');
    if !number.chars().all(allowed) {
        return Err(Message::new("value-cert-character"));
    }
    crate::values::gbk::check(&number)?;
    if (min..=max).contains(&number.chars().count()) { Ok(number) } else { Err(Message::new("value-cert-length")) }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_digit())
}

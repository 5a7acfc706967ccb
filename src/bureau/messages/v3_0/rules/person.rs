//! Rules of persons: who must be named, phones, e-mail, identity numbers.

use super::Collector;
use crate::bureau::codes::{NATURE_PERSON, PersonDocument};
use crate::bureau::messages::Person;
use crate::values::id_number::check_character;

/// The entity as the rules see it.
pub struct Subject<'a> {
    /// Nature of the unit.
    pub nature: Option<i64>,
    /// Kind of its document.
    pub document_kind: i64,
    /// Number of its document.
    pub document_number: &'a str,
    /// Its person in charge.
    pub person: &'a Person,
}

/// Checks an entity; tells whether it is a person.
pub fn subject(subject: &Subject<'_>, at: &str, found: &mut Collector<'_>) -> bool {
    let by_document = PersonDocument::of(subject.document_kind).is_some();
    let is_person = subject.nature.map_or(by_document, |nature| nature == NATURE_PERSON);
    if !is_person {
        found.unless(subject.nature.is_some(), || format!("{at}/Dwxz"), 1014, None);
        found.unless(subject.person.name.is_some(), || format!("{at}/Fzr/Fzr_xm"), 1044, None);
    }
    found.unless(is_person == by_document || subject.nature.is_none(), || format!("{at}/Zj/Zjlx"), 1008, None);
    identity(subject.document_kind, subject.document_number, &format!("{at}/Zj/Zjhm"), found);
    person(subject.person, is_person, &format!("{at}/Fzr"), found);
    is_person
}

/// Checks a person in charge.
pub fn person(person: &Person, office_optional: bool, at: &str, found: &mut Collector<'_>) {
    let named = office_optional || person.office_phone.is_some();
    found.unless(named, || format!("{at}/Fzr_dhhm"), 1031, None);
    let mut each = |value: &Option<String>, name: &str, code, is_fine: fn(&str) -> bool| {
        let Some(text) = value else { return };
        found.unless(text.split(';').all(is_fine), || format!("{at}/{name}"), code, Some(text));
    };
    each(&person.office_phone, "Fzr_dhhm", 1010, is_office_phone);
    each(&person.mobile, "Fzr_sjhm", 1011, is_mobile);
    each(&person.email, "Fzr_dzyj", 1009, is_email);
    each(&person.qq, "Qq", 1013, |text| text.bytes().all(|byte| byte.is_ascii_digit()));
    if let (Some(kind), Some(number)) = (person.document_kind, &person.document_number) {
        identity(kind, number, &format!("{at}/Fzr_zjhm"), found);
    }
}

/// A filing password is the hash of one.
pub fn password(password: Option<&str>, at: &str, found: &mut Collector<'_>) {
    let is_hash = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    found.unless(password.is_none_or(is_hash), || format!("{at}/ICPmm"), 1018, None);
}

fn identity(kind: i64, number: &str, path: &str, found: &mut Collector<'_>) {
    let is_card = kind == PersonDocument::IdentityCard.code();
    found.unless(!is_card || is_identity_number(number), || path.to_owned(), 1015, Some(number));
}

/// Area code, hyphen, number: the form a live bureau takes for sure.
fn is_office_phone(text: &str) -> bool {
    let digits = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [area, number] => digits(area, 3, 4) && digits(number, 7, 8),
        [first, second, third] => digits(first, 2, 4) && digits(second, 2, 8) && digits(third, 1, 8),
        _ => false,
    }
}

fn is_mobile(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && !text.contains(char::is_whitespace)
}

/// GB 11643: seventeen digits and a check character.
pub fn is_identity_number(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && check_character(number) == Some(bytes[17].to_ascii_uppercase())
}

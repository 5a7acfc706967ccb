use crate::reference::book;

use super::*;

fn on() -> chrono::NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn rule(slot: &str) -> &'static MaterialRule {
    book().material_of_slot(slot, on()).unwrap()
}

fn material(slot: &str, hash: u8) -> Material {
    Material {
        id: MaterialId::new(),
        filing: FilingId::new(),
        slot: slot.to_owned(),
        kind: "other".to_owned(),
        content_hash: vec![hash],
        file_name: None,
        bytes: 1,
        warnings: Vec::new(),
        replaces: None,
        created_at: DateTime::UNIX_EPOCH,
        removed_at: None,
        pages: Vec::new(),
    }
}

#[test]
fn file_names_lose_folders_and_what_does_not_show() {
    let shown = |text: &str| FileName::parse(text).map(|name| name.reveal().to_owned());
    assert_eq!(shown("C:\\fakepath\\身份证 正面.jpg").as_deref(), Some("身份证 正面.jpg"));
    assert_eq!(shown("../../etc/passwd").as_deref(), Some("passwd"));
    assert_eq!(shown("a\u{202E}gpj.exe\r\n").as_deref(), Some("agpj.exe"));
    assert_eq!(shown(" \u{200B} "), None);
    assert_eq!(shown(&"长".repeat(300)).map(|name| name.chars().count()), Some(100));
    assert!(!format!("{:?}", FileName::parse("李四.jpg")).contains('李'));
}

#[test]
fn places_follow_their_rules() {
    let one = Place::of(rule("entity-certificate"), 1, 1);
    assert_eq!((one.slot.as_str(), one.kind.as_str(), one.group), ("entity-certificate", "entity_certificate", None));
    let other = Place::of(rule("website-2-other-1"), 2, 3);
    assert_eq!((other.slot.as_str(), other.group.as_deref()), ("website-2-other-3", Some("website-2-other-")));
    assert!(Place::evidence().is_evidence() && Place::evidence() != Place::evidence());
}

#[test]
fn the_first_free_place_is_taken() {
    let rule = rule("entity-other-1");
    let taken = [material("entity-other-1", 1), material("entity-other-3", 2)];
    assert_eq!(free_place(rule, 1, &taken).slot, "entity-other-2");
    assert_eq!(free_place(rule, 1, &[]).slot, "entity-other-1");
}

#[test]
fn quotas_count_papers_groups_and_versions() {
    let limits = book().limits(on());
    let key = |current: &[Material], kept, place: &Place| check_quota(current, kept, place, limits).map_err(|m| m.key);
    let certificate = Place::of(rule("entity-certificate"), 1, 1);
    let full: Vec<_> = (0..limits.papers_per_filing).map(|n| material(&format!("slot-{n}"), 1)).collect();
    assert_eq!(key(&full, 60, &certificate), Err("material-quota-papers"));
    let mut with_it = full.clone();
    with_it[0].slot = certificate.slot.clone();
    assert_eq!(key(&with_it, 60, &certificate), Ok(()), "a replacement is no further paper");
    assert_eq!(key(&with_it, 240, &certificate), Err("material-quota-versions"));
    let others: Vec<_> = (1..=10).map(|n| material(&format!("entity-other-{n}"), 1)).collect();
    let rule = rule("entity-other-1");
    assert_eq!(key(&others, 10, &Place::of(rule, 1, 11)), Err("material-quota-attachments"));
    assert_eq!(key(&others, 10, &Place::of(rule, 1, 10)), Ok(()));
    assert_eq!(key(&others[1..], 9, &Place::of(rule, 1, 11)), Ok(()));
}

#[test]
fn equal_pictures_are_found() {
    let list = [material("a", 1), material("b", 2), material("c", 1)];
    assert_eq!(same_pictures(&list), [list[0].id, list[2].id].into());
}

#[test]
fn only_the_newest_that_was_not_taken_out_stands() {
    let old = material("a", 1);
    let mut new = material("a", 2);
    new.replaces = Some(old.id);
    let mut gone = material("b", 3);
    gone.removed_at = Some(DateTime::UNIX_EPOCH);
    let ids = |list: Vec<Material>| current(list).iter().map(|material| material.id).collect::<Vec<_>>();
    assert_eq!(ids(vec![old, new.clone(), gone]), [new.id]);
}

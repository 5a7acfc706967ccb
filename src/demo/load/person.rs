//! Made-up persons: names put together by chance, IDs of province-level divisions, which no real one bears, with right
//! check digits, mobiles with the zeros of examples.

use chrono::{Datelike, Days, NaiveDate};

use super::chance::Chance;
use crate::filing::application::{PersonForm, YES};

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕",
];
const GIVEN: [&str; 48] = [
    "晓雯", "子涵", "文博", "雨桐", "明远", "佳宁", "思源", "海燕", "建国", "丽华", "志强", "秀英", "俊杰", "欣怡",
    "浩然", "梦琪", "国栋", "春梅", "永康", "雪梅", "立新", "静怡", "天宇", "若兰", "伟", "敏", "磊", "静", "洋", "艳",
    "勇", "娜", "一鸣", "可心", "向东", "慧敏", "嘉树", "语晨", "长青", "玉兰", "卫民", "丹", "鹏", "婷", "晨曦",
    "书瑶", "景行", "安然",
];
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";
/// Days of birth that are given out among very many.
const DAYS: usize = 11_900;

/// A person in charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Whether the ID says 女.
    pub woman: bool,
    /// Day of birth.
    pub born: NaiveDate,
    /// Number of the resident ID.
    pub number: String,
    /// First day of the ID.
    pub valid_from: NaiveDate,
    /// Last day of the ID; none for good.
    pub valid_to: Option<NaiveDate>,
    /// Address on the ID.
    pub address: String,
    /// Mobile.
    pub mobile: String,
    /// Another number.
    pub emergency: String,
    /// Number at the office, which a bureau's system asks of organisations.
    pub office: String,
    /// Mail address.
    pub email: String,
}

impl Person {
    /// Somebody who lives at an address of a province. `index` keeps numbers apart.
    pub fn invent(chance: &mut Chance, index: u32, province: &str, address: String, domain: &str) -> Self {
        let (oldest, youngest) = (day(1968, 1, 1), day(2000, 12, 28));
        let born = chance.day(oldest, youngest);
        let woman = chance.percent(45);
        let valid_from = day(2017 + i32::try_from(chance.below(8)).unwrap_or(0), 1 + chance.below(12) as u32, 5);
        let long = born.year() < 1975;
        Self {
            name: format!("{}{}", chance.pick(&SURNAMES), chance.pick(&GIVEN)),
            woman,
            born,
            number: id_number(province, born, if woman { 2 } else { 1 }),
            valid_from,
            valid_to: valid_from.with_year(valid_from.year() + 20).filter(|_| !long),
            address,
            mobile: mobile(index),
            emergency: mobile((index + 5000) % 1_000_000),
            office: format!("010-8{index:07}"),
            email: format!("contact{index}@{domain}"),
        }
    }

    /// Gives a number that nobody else has among a million: by the day of birth, and by which of that day it is.
    pub fn set_apart(&mut self, count: usize, province: &str) {
        let days = u64::try_from(count % DAYS).unwrap_or(0);
        self.born = day(1968, 1, 1).checked_add_days(Days::new(days)).unwrap_or_default();
        self.number = id_number(province, self.born, 3 + 2 * (count / DAYS) + usize::from(self.woman));
        let ends_on = self.valid_from.with_year(self.valid_from.year() + 20);
        self.valid_to = ends_on.filter(|_| self.born.year() >= 1975);
    }

    /// As typed into the form of a person in charge.
    pub fn form(&self) -> PersonForm {
        PersonForm {
            name: self.name.clone(),
            is_legal_rep: YES.to_owned(),
            cert_kind: "2".to_owned(),
            cert_number: self.number.clone(),
            cert_valid_from: self.valid_from.to_string(),
            cert_valid_to: self.valid_to.map(|day| day.to_string()).unwrap_or_default(),
            cert_long_term: if self.valid_to.is_none() { YES.to_owned() } else { String::new() },
            mobile: self.mobile.clone(),
            emergency_phone: self.emergency.clone(),
            office_phone: self.office.clone(),
            email: self.email.clone(),
            ..PersonForm::default()
        }
    }
}

/// A day that exists.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Zeros in the middle, as in examples.
fn mobile(index: u32) -> String {
    format!("1990{index:07}")
}

/// Division of a province, day of birth, which of the day (women are even), check digit by GB 11643.
fn id_number(province: &str, born: NaiveDate, sequence: usize) -> String {
    let body = format!("{province}{}{sequence:03}", born.format("%Y%m%d"));
    let sum: u32 = body.chars().filter_map(|c| c.to_digit(10)).zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = char::from(CHECKS[(sum % 11) as usize]);
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::IdNumber;

    #[test]
    fn numbers_are_those_of_the_samples_and_right() {
        assert_eq!(id_number("110000", day(1990, 3, 7), 1), "11000019900307001X");
        assert_eq!(id_number("440000", day(1985, 11, 12), 2), "44000019851112002X");
        let mut chance = Chance::new(1, 1);
        for index in 0..200 {
            let person = Person::invent(&mut chance, index, "330000", "示例路1号".into(), "a-example.cn");
            let number = IdNumber::parse(&person.number, day(2026, 11, 23)).unwrap();
            assert_eq!(number.birth_date(), Some(person.born));
        }
    }
}

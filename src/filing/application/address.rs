//! Mailing addresses: below the district, down to the house; which place an address lies in.

use chrono::NaiveDate;

use super::Filer;
use crate::reference::{Days, Reference};
use crate::text::Message;
use crate::values::Address;

/// Endings that name a house, floor or room when a number stands before them.
const HOUSE: [&str; 17] =
    ["号", "弄", "栋", "幢", "座", "楼", "层", "室", "房", "单元", "铺", "门", "组", "社", "队", "院", "#"];
/// Places that have no house numbers: named is enough.
const VILLAGE: [&str; 8] = ["村", "屯", "寨", "嘎查", "苏木", "牧场", "农场", "林场"];
/// Endings of a room.
const ROOM: [&str; 3] = ["室", "房", "户"];

/// An address, or words of its own where there is none: two are asked on one page.
pub(super) fn filled(text: &str, empty: &'static str) -> Result<Address, Message> {
    if text.trim().is_empty() { Err(Message::new(empty)) } else { Address::parse(text) }
}

/// Reads a mailing address. It begins below the district and reaches the house; where there is no house number, the
/// remark says so.
pub(super) fn parse_mailing(
    text: &str,
    remark: &str,
    filer: &Filer<'_>,
    book: &Reference,
    days: impl Into<Days>,
) -> Result<Address, Message> {
    let days = days.into();
    let address = filled(text, "filing-mailing-empty")?;
    if let Some(prefix) = repeated_region(address.as_str(), filer, book, days.today) {
        return Err(Message::new("filing-mailing-prefix").with("prefix", prefix));
    }
    if is_explained(remark) {
        return Ok(address);
    }
    if !reaches_house(address.as_str()) {
        return Err(Message::new("filing-mailing-house"));
    }
    if !reaches_room(address.as_str()) && filer.rules(book, days.rules).asks_room() {
        return Err(Message::new("filing-mailing-room"));
    }
    Ok(address)
}

/// Province, city or district at the beginning of an address that should begin below them.
fn repeated_region(address: &str, filer: &Filer<'_>, book: &Reference, today: NaiveDate) -> Option<String> {
    let province = book.province(filer.province, today).map(|row| row.zh.as_str());
    let city = book.city(filer.city, today).map(|row| row.zh.as_str());
    let district = Some(filer.district.trim()).filter(|district| district.chars().count() > 1);
    [province, city, district].into_iter().flatten().find(|place| address.starts_with(place)).map(str::to_owned)
}

/// The remark tells that no finer address exists.
fn is_explained(remark: &str) -> bool {
    remark.contains("门牌") || remark.contains("详细地址") || remark.to_lowercase().contains("house number")
}

fn reaches_house(address: &str) -> bool {
    VILLAGE.iter().any(|word| address.contains(word)) || has_number_before(address, &HOUSE) || ends_in_number(address)
}

fn reaches_room(address: &str) -> bool {
    has_number_before(address, &ROOM) || ends_in_number(address)
}

/// `3号`, `三号`, `A座`.
fn has_number_before(address: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| {
        address.match_indices(ending).any(|(at, _)| address[..at].chars().next_back().is_some_and(is_counting))
    })
}

/// `示例路12-3-405`: people leave the last word out.
fn ends_in_number(address: &str) -> bool {
    address.chars().next_back().is_some_and(|c| c.is_ascii_digit())
}

fn is_counting(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | '甲' | '乙' | '丙' | '丁' | '①'..='⑳')
        || "〇零一二三四五六七八九十百千".contains(c)
}

/// The province an address begins with, if it names one in full or by its short name before a city.
pub fn province_of<'r>(address: &str, book: &'r Reference, today: NaiveDate) -> Option<&'r str> {
    if let Some(row) = book.provinces(today).into_iter().find(|row| address.starts_with(&row.zh)) {
        return Some(&row.code);
    }
    city_of(address, book, today).map(|(_, province)| province)
}

/// The city an address names, with or without its province before it: its code and that of the province.
pub fn city_of<'r>(address: &str, book: &'r Reference, today: NaiveDate) -> Option<(&'r str, &'r str)> {
    let provinces = book.provinces(today);
    let named = provinces.iter().find(|row| address.starts_with(&row.zh));
    let rest = named.map_or(address, |row| &address[row.zh.len()..]);
    let cities = match named {
        Some(row) => book.cities_of(&row.code, today),
        None => book.cities(today),
    };
    // 北京市 is both province and city: then nothing need follow.
    let city = cities.iter().find(|city| rest.starts_with(&city.zh) || named.is_some_and(|row| row.zh == city.zh));
    city.map(|city| (city.code.as_str(), city.province.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::today;
    use super::*;
    use crate::filing::kind::Kind;
    use crate::reference::book;

    fn filer(province: &'static str, individual: bool) -> Filer<'static> {
        Filer {
            individual,
            entity_kind: if individual { "5" } else { "4" },
            province,
            city: "110100",
            district: "海淀区",
            kind: Kind::Initial,
        }
    }

    fn read(text: &str, filer: &Filer<'_>) -> Result<Address, &'static str> {
        parse_mailing(text, "", filer, book(), today()).map_err(|message| message.key)
    }

    #[test]
    fn mailing_addresses_reach_the_house() {
        let organisation = filer("110000", false);
        for text in [
            "示例路1号",
            "示例路甲2号院3号楼",
            "示例大厦A座",
            "示例大厦十二层",
            "示例路12-3-405",
            "示例镇示例村",
            "示例街８号",
        ] {
            assert!(read(text, &organisation).is_ok(), "{text}");
        }
        for text in ["示例东路", "示例大厦旁边", "示例路路口"] {
            assert_eq!(read(text, &organisation), Err("filing-mailing-house"), "{text}");
        }
        let explained = parse_mailing("示例镇政府对面", "当地没有门牌号。", &organisation, book(), today());
        assert!(explained.is_ok());
    }

    #[test]
    fn mailing_addresses_begin_below_the_district() {
        for text in ["北京市海淀区示例路1号", "海淀区示例路1号"] {
            assert_eq!(read(text, &filer("110000", false)), Err("filing-mailing-prefix"), "{text}");
        }
        assert!(read("北京路1号", &filer("110000", false)).is_ok(), "a street named after a city");
    }

    #[test]
    fn individuals_in_shanghai_give_the_room() {
        let person = Filer { city: "310100", district: "徐汇区", ..filer("310000", true) };
        assert_eq!(read("示例路1弄2号", &person), Err("filing-mailing-room"));
        assert!(read("示例路1弄2号303室", &person).is_ok());
        assert!(read("示例路1弄2号", &Filer { individual: false, entity_kind: "4", ..person }).is_ok());
    }

    #[test]
    fn places_of_addresses() {
        for (address, province, city) in [
            ("北京市海淀区示例路1号", Some("110000"), Some("110100")),
            ("广东省深圳市示例路1号", Some("440000"), Some("440300")),
            ("深圳市示例路1号", Some("440000"), Some("440300")),
            ("广东省某地", Some("440000"), None),
            ("示例路1号", None, None),
        ] {
            assert_eq!(province_of(address, book(), today()), province, "{address}");
            assert_eq!(city_of(address, book(), today()).map(|(city, _)| city), city, "{address}");
        }
    }
}

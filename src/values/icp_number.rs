//! Numbers a filing ends with: of the entity, of the website, of an ICP licence, of the PSB filing.

use super::text_value::text_value;
use super::typed;
use crate::reference::book;
use crate::text::{Message, is_han};

text_value! {
    /// The number of an entity on record, `京ICP备12345678号`.
    EntityNumber
}

text_value! {
    /// The number of a website or app on record, `京ICP备12345678号-1`.
    WebsiteNumber
}

text_value! {
    /// The number of an ICP licence, `京ICP证030173号`, `粤B2-20090059` or `B1.B2-20200593`.
    LicenceNumber
}

text_value! {
    /// The number of a filing with the police, `京公网安备11010102000001号`.
    PsbNumber
}

/// What a number on record stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// A website.
    Website,
    /// An app.
    App,
    /// A mini-program.
    MiniProgram,
    /// A quick app.
    QuickApp,
}

impl EntityNumber {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = clean(text);
        let digits = text.strip_suffix('号').and_then(|rest| split_letter(rest)?.1.strip_prefix("ICP备"));
        if digits.is_some_and(|digits| is_digits(digits, &[8, 10])) {
            Ok(Self(text))
        } else {
            Err(empty_or(&text, "value-entity-number"))
        }
    }

    /// The division code of its province.
    pub fn province(&self) -> Option<&'static str> {
        province_of(&self.0)
    }

    /// Refuses a number of another province.
    pub fn check_province(&self, province: &str) -> Result<(), Message> {
        check_province(&self.0, province)
    }
}

impl WebsiteNumber {
    /// Reads a number; that of a licence holder stands on the licence's.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = clean(text);
        let wrong = || empty_or(&text, "value-website-number");
        let (base, sequence) = text.rsplit_once('-').ok_or_else(wrong)?;
        let digits = sequence.trim_end_matches(['A', 'X', 'K']);
        let short = sequence.len() - digits.len() <= 1 && (1..=5).contains(&digits.len());
        let counted = digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
        let based = EntityNumber::parse(base).is_ok() || LicenceNumber::parse(base).is_ok();
        if short && counted && based { Ok(Self(text)) } else { Err(wrong()) }
    }

    /// The number before the sequence: of the entity, or of its licence.
    pub fn base(&self) -> &str {
        self.0.rsplit_once('-').map_or(self.0.as_str(), |(base, _)| base)
    }

    /// Whether it belongs to an entity's number.
    pub fn belongs_to(&self, entity: &EntityNumber) -> bool {
        self.base() == entity.as_str()
    }

    /// The sequence within the entity.
    pub fn sequence(&self) -> u32 {
        let sequence = self.0.rsplit('-').next().unwrap_or_default();
        sequence.trim_end_matches(['A', 'X', 'K']).parse().unwrap_or_default()
    }

    /// What it stands for.
    pub fn service(&self) -> ServiceKind {
        match self.0.chars().next_back() {
            Some('A') => ServiceKind::App,
            Some('X') => ServiceKind::MiniProgram,
            Some('K') => ServiceKind::QuickApp,
            _ => ServiceKind::Website,
        }
    }

    /// The division code of its province.
    pub fn province(&self) -> Option<&'static str> {
        province_of(&self.0)
    }

    /// Refuses a number of another province.
    pub fn check_province(&self, province: &str) -> Result<(), Message> {
        check_province(&self.0, province)
    }
}

impl LicenceNumber {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = clean(text);
        let after_letter = |text: &str| {
            let letter = text.chars().next()?;
            let known = book().all_provinces().iter().any(|own| own.has_police_letter(letter));
            known.then(|| letter.len_utf8())
        };
        let by_province = |text: &str| {
            let digits = text.strip_suffix('号')?;
            Some(is_digits(digits[after_letter(digits)?..].strip_prefix("ICP证")?, &[6, 7, 8]))
        };
        let by_trade = |text: &str| {
            let rest = text.strip_prefix("合字").unwrap_or_else(|| &text[after_letter(text).unwrap_or_default()..]);
            let (trades, digits) = rest.split_once('-')?;
            // One licence may stand for several trades; this is the one of websites.
            let mut trades = trades.split(['.', '、']);
            Some(is_digits(digits, &[8]) && trades.clone().all(is_trade) && trades.any(|trade| trade == "B2"))
        };
        if by_province(&text).or_else(|| by_trade(&text)) == Some(true) {
            Ok(Self(text))
        } else {
            Err(empty_or(&text, "value-licence-number"))
        }
    }

    /// The division code of its province; licences for the whole country have none.
    pub fn province(&self) -> Option<&'static str> {
        province_of(&self.0)
    }
}

impl PsbNumber {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = clean(text);
        let wrong = || empty_or(&text, "value-psb-number");
        let (letters, rest) = text.split_once("公网安备").ok_or_else(wrong)?;
        let code = rest.strip_suffix('号').filter(|code| is_digits(code, &[14])).ok_or_else(wrong)?;
        if !(1..=2).contains(&letters.chars().count()) || !letters.chars().all(is_han) {
            return Err(wrong());
        }
        let first = letters.chars().next().unwrap_or_default();
        match book().all_provinces().iter().find(|province| province.has_police_letter(first)) {
            Some(province) if code.starts_with(province.code_start()) => Ok(Self(text)),
            _ => Err(Message::new("value-psb-number-province")),
        }
    }

    /// The fourteen digits.
    pub fn code(&self) -> &str {
        self.0.split_once("公网安备").map_or("", |(_, rest)| rest.trim_end_matches('号'))
    }
}

/// Half width, no spaces, `ICP` in upper case, simplified, one kind of hyphen.
fn clean(text: &str) -> String {
    let plain = |c: char| match c {
        '備' => '备',
        '號' => '号',
        '證' => '证',
        c if typed::is_hyphen(c) => '-',
        c => c.to_ascii_uppercase(),
    };
    typed::compact(text).chars().map(plain).collect()
}

/// A class of telecom trades, as on a licence.
fn is_trade(text: &str) -> bool {
    matches!(text, "A1" | "A2" | "B1" | "B2")
}

fn split_letter(text: &str) -> Option<(char, &str)> {
    let letter = text.chars().next()?;
    let known = book().all_provinces().iter().any(|own| own.prefix.starts_with(letter));
    known.then(|| (letter, &text[letter.len_utf8()..]))
}

fn province_of(text: &str) -> Option<&'static str> {
    let letter = text.chars().next()?;
    // Licences and the police write some provinces with another letter.
    let province = book().all_provinces().iter().find(|province| province.has_police_letter(letter))?;
    Some(&province.code)
}

fn check_province(text: &str, province: &str) -> Result<(), Message> {
    if province_of(text) == Some(province) {
        return Ok(());
    }
    let letter = book().all_provinces().iter().find(|own| own.code == province).map(|own| own.prefix.clone());
    Err(Message::new("value-number-province").with("letter", letter.unwrap_or_default()))
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit())
}

fn empty_or(text: &str, key: &'static str) -> Message {
    Message::new(if text.is_empty() { "value-number-empty" } else { key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_numbers() {
        for (text, kept) in [
            ("京ICP备12345678号", "京ICP备12345678号"),
            ("鄂ICP备2019000001号", "鄂ICP备2019000001号"),
            (" 京 icp 备 １２３４５６７８ 号 ", "京ICP备12345678号"),
            ("京ＩＣＰ備12345678號", "京ICP备12345678号"),
        ] {
            assert_eq!(EntityNumber::parse(text).unwrap().as_str(), kept, "{text}");
        }
        for text in [
            "京ICP备1234567号",
            "京ICP备123456789号",
            "川ICP备12345678号",
            "ICP备12345678号",
            "京ICP备12345678",
            "京ICP备12345678号-1",
        ] {
            assert_eq!(EntityNumber::parse(text).unwrap_err().key, "value-entity-number", "{text}");
        }
        assert_eq!(EntityNumber::parse(" ").unwrap_err().key, "value-number-empty");
    }

    #[test]
    fn website_numbers() {
        for (text, base, sequence, service) in [
            ("京ICP备12345678号-1", "京ICP备12345678号", 1, ServiceKind::Website),
            ("京ICP备12345678号－2a", "京ICP备12345678号", 2, ServiceKind::App),
            ("京ICP备12345678号-3X", "京ICP备12345678号", 3, ServiceKind::MiniProgram),
            ("京ICP备12345678号-99999K", "京ICP备12345678号", 99999, ServiceKind::QuickApp),
            ("京ICP证030173号-1", "京ICP证030173号", 1, ServiceKind::Website),
            ("粤B2-20090059-1626X", "粤B2-20090059", 1626, ServiceKind::MiniProgram),
            ("B1.B2-20200593-12", "B1.B2-20200593", 12, ServiceKind::Website),
        ] {
            let number = WebsiteNumber::parse(text).unwrap();
            assert_eq!((number.base(), number.sequence(), number.service()), (base, sequence, service), "{text}");
        }
        for text in [
            "京ICP备12345678号",
            "京ICP备12345678号-0",
            "京ICP备12345678号-01",
            "京ICP备12345678号-100000",
            "京ICP备12345678号-1AX",
            "京ICP备12345678号-",
            "粤B2-20090059",
        ] {
            assert_eq!(WebsiteNumber::parse(text).unwrap_err().key, "value-website-number", "{text}");
        }
        let entity = EntityNumber::parse("京ICP备12345678号").unwrap();
        assert!(WebsiteNumber::parse("京ICP备12345678号-1").unwrap().belongs_to(&entity));
        assert!(!WebsiteNumber::parse("京ICP备12345679号-1").unwrap().belongs_to(&entity));
    }

    #[test]
    fn numbers_of_a_province() {
        let number = EntityNumber::parse("蜀ICP备12345678号").unwrap();
        assert_eq!(number.province(), Some("510000"));
        assert!(number.check_province("510000").is_ok());
        assert_eq!(
            number.check_province("110000").unwrap_err(),
            Message::new("value-number-province").with("letter", "京")
        );
    }

    #[test]
    fn licence_numbers() {
        for (text, province) in [
            ("京ICP证030173号", Some("110000")),
            ("京ICP证12345678号", Some("110000")),
            ("粤B2-20090059", Some("440000")),
            ("川B2-20150016", Some("510000")),
            ("蜀B2-20150016", Some("510000")),
            ("甘B2-20120002", Some("620000")),
            ("合字B2-20090059", None),
            ("B2-20090059", None),
            ("B1.B2-20200593", None),
            ("A2.B1.B2-20070312", None),
            ("粤B1、B2-20200593", Some("440000")),
        ] {
            let number = LicenceNumber::parse(text).unwrap();
            assert_eq!((number.as_str(), number.province()), (text, province));
        }
        for text in [
            "京ICP证12345号",
            "A2-20090059",
            "A2.B1-20090059",
            "B2.-20090059",
            "B2.C1-20090059",
            "粤B2-2009005",
            "合B2-20090059",
        ] {
            assert_eq!(LicenceNumber::parse(text).unwrap_err().key, "value-licence-number", "{text}");
        }
    }

    #[test]
    fn police_numbers() {
        for text in [
            "京公网安备11010102000001号",
            "京公网安备 11010102000001 号",
            "川公网安备51010102000001号",
            "蜀公网安备51010102000001号",
        ] {
            assert_eq!(PsbNumber::parse(text).unwrap().code().len(), 14, "{text}");
        }
        for (text, key) in [
            ("京公网安备1101010200000号", "value-psb-number"),
            ("公网安备11010102000001号", "value-psb-number"),
            ("京公网安备31010102000001号", "value-psb-number-province"),
            ("", "value-number-empty"),
        ] {
            assert_eq!(PsbNumber::parse(text).unwrap_err().key, key, "{text}");
        }
    }
}

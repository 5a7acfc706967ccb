//! Phone numbers: mobile, or mobile and landline.

use super::text_value::personal_value;
use super::typed;
use crate::text::Message;
use crate::values::personal::Masked;

personal_value! {
    /// A mobile number of the mainland, eleven digits.
    Mobile, Masked::phone
}

personal_value! {
    /// A mobile number, or a landline number as `010-12345678` with an extension as `010-12345678-123`.
    Phone, Masked::phone
}

impl Mobile {
    /// Reads a mobile number; country code, spaces and hyphens are dropped.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let typed = Typed::read(text);
        if typed.text.is_empty() {
            return Err(Message::new("value-mobile-empty"));
        }
        if typed.abroad {
            return Err(Message::new("value-phone-abroad"));
        }
        let digits: String = typed.text.chars().filter(|c| *c != '-').collect();
        if is_mobile(&digits) { Ok(Self(digits)) } else { Err(Message::new("value-mobile")) }
    }
}

impl Phone {
    /// Reads a mobile or landline number.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let typed = Typed::read(text);
        if typed.text.is_empty() {
            return Err(Message::new("value-phone-empty"));
        }
        if typed.abroad {
            return Err(Message::new("value-phone-abroad"));
        }
        let digits: String = typed.text.chars().filter(|c| *c != '-').collect();
        if is_mobile(&digits) {
            return Ok(Self(digits));
        }
        landline(&typed).map(Self).ok_or_else(|| Message::new("value-phone"))
    }

    /// As a mobile number, if it is one.
    pub fn mobile(&self) -> Option<Mobile> {
        is_mobile(&self.0).then(|| Mobile(self.0.clone()))
    }
}

impl From<Mobile> for Phone {
    fn from(mobile: Mobile) -> Self {
        Self(mobile.0)
    }
}

/// A number without its country code: digits and hyphens, whatever stood between groups being a hyphen now.
struct Typed {
    text: String,
    extension: Option<String>,
    country_code: bool,
    abroad: bool,
}

impl Typed {
    fn read(text: &str) -> Self {
        let text = typed::half_width(text).to_ascii_lowercase();
        let (main, extension) = split_extension(&text);
        let mut plain = String::new();
        for c in main.chars() {
            if c.is_ascii_digit() || c == '+' {
                plain.push(c);
            } else if typed::is_hyphen(c) || c.is_whitespace() || matches!(c, '(' | ')' | '.' | '/') {
                if !plain.ends_with('-') {
                    plain.push('-');
                }
            } else if !typed::compact(c.encode_utf8(&mut [0; 4])).is_empty() {
                plain.push(c); // refused later
            }
        }
        let plain = plain.trim_matches('-');
        let rest = ["+86", "0086"].iter().find_map(|code| plain.strip_prefix(code));
        let rest = rest.or_else(|| plain.strip_prefix("86").filter(|rest| is_mobile(&rest.replace('-', ""))));
        let text = rest.unwrap_or(plain).trim_matches('-').to_owned();
        let abroad = rest.is_none() && (plain.starts_with('+') || (plain.starts_with("00") && plain.len() > 10));
        Self { text, extension, country_code: rest.is_some(), abroad }
    }
}

/// `010-12345678 转 12`: what stands behind the word for extension.
fn split_extension(text: &str) -> (&str, Option<String>) {
    for word in ["分机", "转", "ext.", "ext", "#", "x"] {
        if let Some((main, extension)) = text.split_once(word) {
            return (main, Some(typed::compact(extension)));
        }
    }
    (text, None)
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && matches!(bytes[1], b'3'..=b'9')
}

/// Area code 0XX or 0XXX, seven or eight digits, an extension of up to six.
fn landline(typed: &Typed) -> Option<String> {
    let mut text = typed.text.clone();
    // Behind a country code people leave the leading zero out.
    if typed.country_code && !text.starts_with('0') {
        text.insert(0, '0');
    }
    if !text.bytes().all(|c| c.is_ascii_digit() || c == b'-') {
        return None;
    }
    let area_length = if text.starts_with("01") || text.starts_with("02") { 3 } else { 4 };
    let mut number = String::new();
    let mut groups = text.split('-');
    for group in groups.by_ref() {
        number.push_str(group);
        if number.len() >= area_length + 7 {
            break;
        }
    }
    let extension = match (typed.extension.clone(), groups.next(), groups.next()) {
        (extension, None, _) => extension,
        (None, Some(group), None) => Some(group.to_owned()),
        _ => return None,
    };
    let area_fits =
        number.starts_with("010") || number.starts_with("02") || matches!(number.as_bytes(), [b'0', b'3'..=b'9', ..]);
    if !area_fits || !matches!(number.len() - area_length.min(number.len()), 7 | 8) {
        return None;
    }
    let (area, local) = number.split_at(area_length);
    match extension {
        None => Some(format!("{area}-{local}")),
        Some(ext) if (1..=6).contains(&ext.len()) && ext.bytes().all(|c| c.is_ascii_digit()) => {
            Some(format!("{area}-{local}-{ext}"))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_as_typed() {
        for text in [
            "13800000000",
            " 138 0000 0000 ",
            "138-0000-0000",
            "+86 138 0000 0000",
            "+86-13800000000",
            "0086 13800000000",
            "8613800000000",
            "１３８００００００００",
            "\u{202d}13800000000\u{202c}",
            "（+86）13800000000",
        ] {
            assert_eq!(Mobile::parse(text).unwrap().reveal(), "13800000000", "{text}");
            assert_eq!(Phone::parse(text).unwrap().reveal(), "13800000000", "{text}");
        }
    }

    #[test]
    fn what_is_no_mobile() {
        for (text, key) in [
            ("", "value-mobile-empty"),
            ("1380000000", "value-mobile"),
            ("138000000000", "value-mobile"),
            ("12800000000", "value-mobile"),
            ("010-12345678", "value-mobile"),
            ("1380000000a", "value-mobile"),
            ("+852 9123 4567", "value-phone-abroad"),
            ("00852 91234567", "value-phone-abroad"),
        ] {
            assert_eq!(Mobile::parse(text).unwrap_err().key, key, "{text}");
        }
    }

    #[test]
    fn landlines_as_typed() {
        for (text, kept) in [
            ("01012345678", "010-12345678"),
            ("010-12345678", "010-12345678"),
            ("(010)1234 5678", "010-12345678"),
            ("+86 10 1234 5678", "010-12345678"),
            ("0086-10-12345678", "010-12345678"),
            ("0551-1234567", "0551-1234567"),
            ("055112345678", "0551-12345678"),
            ("021-12345678-123", "021-12345678-123"),
            ("021-12345678转123", "021-12345678-123"),
            ("021-12345678 ext. 123", "021-12345678-123"),
            ("0755－１２３４５６７８", "0755-12345678"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().reveal(), kept, "{text}");
            assert_eq!(Phone::parse(kept).unwrap().reveal(), kept, "{kept}");
        }
        for text in
            ["12345678", "010-123456", "010-123456789", "4001234567", "95599", "010-12345678-1234567", "010-abc"]
        {
            assert_eq!(Phone::parse(text).unwrap_err().key, "value-phone", "{text}");
        }
        assert_eq!(Phone::parse(" ").unwrap_err().key, "value-phone-empty");
    }

    #[test]
    fn shown_masked() {
        let mobile = Mobile::parse("13812345678").unwrap();
        assert_eq!(format!("{mobile} {mobile:?}"), "138****5678 Mobile(138****5678)");
        assert_eq!(Phone::from(mobile.clone()).mobile(), Some(mobile));
    }
}
